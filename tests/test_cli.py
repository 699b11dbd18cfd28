"""What holds for every verb: help with an example that works, formats, exit codes, where answers go."""

import json
import os
import re
import shlex
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from kg import __version__
from kg.cli import main
from kg.cli.examples import filled
from kg.cli.help import EXAMPLES, GROUPS
from kg.resources import data_dir
from tests.command import REPOSITORY, Outcome, kg, kg_process

VERBS = sorted(main.list_commands(click.Context(main)))
HAS_DATA = any((data_dir() / "article" / "relations").glob("*.ttl"))

# A call of each verb that prints something about the invented world.
CALLS = {
    "relations": ["relations", "belmar"],
    "show": ["show", "belmar"],
    "entities": ["entities"],
    "search": ["search", "belmar"],
    "sources": ["sources"],
    "stats": ["stats"],
    "vocabulary": ["vocabulary", "accepted"],
    "why": ["why", "belmar", "kestrel-drones"],
}

OnWorld = Callable[..., Outcome]


def command(verb: str) -> click.Command:
    verb_command = main.get_command(click.Context(main), verb)
    assert verb_command is not None
    return verb_command


def example(verb: str) -> list[str]:
    matches = re.search(r"^ *Example: kg (.*)$", command(verb).help or "", re.MULTILINE)
    assert matches, f"kg {verb} has no example"
    return shlex.split(matches[1])


def test_the_verbs_of_the_core_are_there() -> None:
    assert {"relations", "show", "entities", "query", "validate"} <= set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_told_in_one_sentence_with_an_example(verb: str) -> None:
    sentence, _, rest = (command(verb).help or "").partition("\n\n")
    assert re.fullmatch(r"[A-Z][^.]*\.", " ".join(sentence.split()))
    assert len(re.findall(r"Example: ", rest)) == 1
    assert example(verb)[0] == verb


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_works_everywhere(verb: str, option: str) -> None:
    done = kg(verb, option)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: kg {verb} ")


@pytest.mark.slow
@pytest.mark.skipif(not HAS_DATA, reason="data/article has no relations yet")
@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "serve"])  # which runs until it is told to end
def test_the_example_of_a_verb_works_on_the_shipped_data(
    verb: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path if verb in ("init", "load", "read") else REPOSITORY)  # what is begun is begun elsewhere
    (tmp_path / "article.txt").write_text("A title\n\nNobody met nobody.\n", encoding="utf-8")
    done = kg(*example(verb))
    if verb == "cache":
        assert (done.code, done.out) == (1, "[]\n"), "tests keep no snapshots"
        return
    assert done.code == 0
    if verb == "load":
        assert (tmp_path / "my-store" / "manifest.json").is_file()
        return
    assert verb == "init" or json.loads(done.data) is not None
    assert len(done.data) > 3 or verb == "validate"


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_says_what_it_does(verb: str) -> None:
    for parameter in command(verb).params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"kg {verb} {parameter.opts}"


def test_the_version_is_that_of_the_package() -> None:
    assert kg("--version").out == f"kg {__version__}\n"


@pytest.mark.slow
def test_without_a_verb_a_short_start_names_three_commands_to_try() -> None:
    done = kg()
    assert (done.code, done.err) == (0, "")
    assert len(done.lines) < 10
    tries = [shlex.split(line.split("   ")[0]) for line in done.lines if line.startswith("  kg ")]
    assert len(tries) == 3
    for words in tries:
        assert kg(*words[1:]).code == 0, words


def test_help_tells_every_verb_in_a_whole_sentence_by_what_one_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = kg("--help")
    told = " ".join(done.out.split())
    assert "..." not in done.out.partition("\n")[2]
    for verb in VERBS:
        sentence = " ".join((command(verb).help or "").partition("\n\n")[0].split())
        assert f" {verb} {sentence}" in told
    heads = [line[:-1] for line in done.lines if re.fullmatch(r"[A-Z][a-z ]+:", line)]
    assert heads == ["Look up", "Compare", "Analyse", "Take away", "Keep in order", "Examples", "Options"]
    assert len(re.findall(r"^  kg ", done.out, re.MULTILINE)) == 5


def test_every_verb_has_a_place_in_the_help() -> None:
    named = [verb for verbs in GROUPS.values() for verb in verbs]
    assert sorted(named) == VERBS


@pytest.mark.slow
def test_the_examples_of_the_help_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for call, _ in ((filled(call), words) for call, words in EXAMPLES):
        assert kg(*shlex.split(call)[1:]).code == 0, call


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["relatons", "Turkey"], "relations"),
        (["relations", "--as-off", "2020"], "--as-of"),
        (["relations", "--frmat", "json"], "--format"),
        (["relations", "--format", "tabel"], "table"),
        (["rank", "--by", "degre"], "degree"),
        (["flow", "a", "b", "--commodity", "gas", "--capacity", "lowst"], "lowest"),
        (["ask", "arms-supplier"], "arms-suppliers"),
        (["ask", "arms-suppliers", "--off", "belmar"], "--of"),
        (["relations", "belmr"], "Belmar"),
        (["relations", "--layer", "enrgy"], "energy"),
        (["entities", "--kind", "Pipline"], "Pipeline"),
        (["vocabulary", "acepted"], "accepted"),
        (["export", "svgg"], "svg"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, list) else words,
)
def test_a_mistyped_word_suggests_the_nearest(on_world: OnWorld, typed: list[str], meant: str) -> None:
    done = on_world(*typed) if typed[0] != "relatons" else kg(*typed)
    assert (done.code, done.out) == (2, "")
    assert re.fullmatch(r"kg: [^\n]+\n", done.err)
    _, _, near = done.err.partition("; the nearest")
    words = near.partition(": ")[2].strip().split(", ")
    assert meant in words, done.err


def test_the_command_runs_from_a_checkout_as_a_module_and_installed() -> None:
    where = {"cwd": REPOSITORY, "capture_output": True, "text": True, "check": True}
    for program in (
        [sys.executable, "cli.py"],
        [sys.executable, "-m", "kg"],
        [str(Path(sys.executable).parent / "kg")],
    ):
        done = subprocess.run([*program, "--version"], **where)  # type: ignore[call-overload]
        assert done.stdout == f"kg {__version__}\n"


@pytest.mark.parametrize("verb", sorted(CALLS))
def test_piped_a_verb_prints_json(on_world: OnWorld, verb: str) -> None:
    done = on_world(*CALLS[verb])
    assert (done.code, done.err) == (0, "")
    assert done.json == on_world(*CALLS[verb], "--format", "json").json
    assert done.out.endswith("\n")


@pytest.mark.parametrize("verb", sorted(CALLS))
def test_on_a_terminal_a_verb_prints_a_table(on_world: OnWorld, verb: str) -> None:
    done = on_world(*CALLS[verb], terminal=True)
    assert done.code == 0
    with pytest.raises(json.JSONDecodeError):
        json.loads(done.data)
    assert on_world(*CALLS[verb], "--format", "json", terminal=True).json


@pytest.mark.parametrize("verb", sorted(CALLS))
def test_json_is_written_in_every_script_as_it_is(on_world: OnWorld, verb: str) -> None:
    assert "\\u" not in on_world(*CALLS[verb], "--format", "json").out


def test_a_name_that_also_fits_others_is_told_on_stderr(on_world: OnWorld) -> None:
    done = on_world("show", "Lirna")
    assert done.code == 0
    assert done.json["label"] == "Lirna"
    assert done.err == "kg: 'Lirna' is taken as Lirna; the name also fits: Lirna Valley (lirna-valley)\n"


@pytest.mark.slow
def test_nothing_found_exits_1_and_says_so(on_world: OnWorld) -> None:
    for arguments in (
        ["relations", "far-isle"],
        ["relations", "far-isle", "dravia"],
        ["entities", "--kind", "Pipeline"],
        ["search", "zzzz"],
        ["sources", "far-isle"],
        ["rank", "--paragraph", "999"],
        ["dependence", "far-isle"],
        ["exposure", "far-isle"],
    ):
        done = on_world(*arguments)
        assert (done.code, done.json) == (1, []), arguments
        assert re.fullmatch(r"kg: [^\n]+\n", done.err)
        for format_ in ("table", "jsonl"):
            if format_ == "table" or arguments[0] not in ("sources",):
                done = on_world(*arguments, "--format", format_)
                assert (done.code, done.out) == (1, ""), arguments


@pytest.mark.parametrize(
    ("ending", "start"), [("json", "["), ("jsonl", '{"id"'), ("csv", "relation,subject_id"), ("ttl", "@prefix")]
)
def test_a_file_is_written_in_the_format_of_its_ending(
    on_world: OnWorld, tmp_path: Path, ending: str, start: str
) -> None:
    path = tmp_path / f"answer.{ending}"
    done = on_world("relations", "belmar", "-o", path)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert path.read_text(encoding="utf-8").startswith(start)


def test_an_ending_that_is_no_format_is_refused_unless_one_is_given(on_world: OnWorld, tmp_path: Path) -> None:
    path = tmp_path / "answer.docx"
    done = on_world("relations", "belmar", "-o", path)
    endings = "table, json, jsonl, csv, ttl, txt, svg, png, pdf"
    assert done.code == 2
    assert done.err == f"kg: {path}: the ending is none of {endings}; change it, or give --format\n"
    assert not path.exists()
    assert on_world("relations", "belmar", "-o", path, "--format", "json").code == 0
    assert json.loads(path.read_text(encoding="utf-8"))


def test_format_outdoes_the_ending_of_the_file(on_world: OnWorld, tmp_path: Path) -> None:
    path = tmp_path / "answer.csv"
    on_world("relations", "belmar", "-o", path, "--format", "jsonl")
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[0])


def test_a_file_is_what_would_have_been_printed(on_world: OnWorld, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    on_world("relations", "-o", path)
    assert path.read_bytes() == on_world("relations").data


def test_a_written_file_replaces_the_old_one_and_keeps_its_rights(on_world: OnWorld, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text("old " * 10_000)
    path.chmod(0o600)
    on_world("entities", "-o", path)
    assert json.loads(path.read_text(encoding="utf-8"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_keeps_pointing_to_the_file_that_is_written(on_world: OnWorld, tmp_path: Path) -> None:
    path, link = tmp_path / "answer.json", tmp_path / "link.json"
    path.write_text("old")
    link.symlink_to(path)
    on_world("entities", "-o", link)
    assert link.is_symlink() and json.loads(path.read_text(encoding="utf-8"))


def test_a_new_file_has_ordinary_rights(on_world: OnWorld, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    before = os.umask(0o027)
    try:
        on_world("entities", "-o", path)
    finally:
        os.umask(before)
    assert json.loads(path.read_text(encoding="utf-8"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_pipe_is_written_to_and_not_replaced(on_world: OnWorld, tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert on_world("entities", "-o", pipe, "--format", "json").code == 0
    reader.join(timeout=10)
    assert json.loads(read[0])
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("where", ["missing/answer.json", "folder", "file/answer.json"])
def test_a_path_that_cannot_be_written_leaves_nothing_behind(on_world: OnWorld, tmp_path: Path, where: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("kept")
    done = on_world("entities", "-o", tmp_path / where, "--format", "json")
    assert (done.code, done.out) == (2, "")
    assert re.fullmatch(rf"kg: {tmp_path / where}: cannot be written: [A-Z][a-z ]+\n", done.err)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]
    assert (tmp_path / "file").read_text() == "kept"


def test_a_write_that_fails_half_way_keeps_the_old_file(
    on_world: OnWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "answer.json"
    path.write_text("old")

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    done = on_world("entities", "-o", path)
    assert (done.code, done.err) == (2, f"kg: {path}: cannot be written: No space left on device\n")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", ["relations --format json", "query 'SELECT * { ?s ?p ?o }' --format csv", "entities --format table"]
)
def test_a_closed_pipe_ends_quietly(arguments: str) -> None:
    command = f"{shlex.quote(sys.executable)} -m kg {arguments}"
    script = f"set -o pipefail; {command} | head -c 10 >/dev/null; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.stdout == "0\n"
    assert re.fullmatch(r"(kg: (plain arrows follow|records are marked .*) the policy 'accepted'\n)?", done.stderr)


@pytest.mark.slow
@pytest.mark.parametrize(
    "verb",
    [
        ["relations"],
        ["show", "belmar"],
        ["timeline"],
        ["changes", "1900", "2020"],
        ["disputes"],
        ["perspective", "ardovia"],
        ["why", "ardovia", "belmar"],
        ["ask", "arms-suppliers", "--of", "belmar"],
        ["path", "ardovia", "belmar"],
        ["rank"],
        ["blocs"],
    ],
    ids=" ".join,
)
def test_records_are_told_with_the_policy_that_they_rest_on(on_world: OnWorld, verb: list[str], tmp_path: Path) -> None:
    words = "ties are chosen by" if verb[0] in ("path", "rank", "blocs") else "records are marked accepted by"
    for name in ("accepted", "claimed"):
        line = f"kg: {words} the policy '{name}'"
        assert on_world(*verb, "--policy", name).basis == line
        assert on_world(*verb, "--policy", name, "-o", tmp_path / "answer.json").basis == line
        assert on_world(*verb, "--policy", name, "--format", "table").basis == ""
        assert on_world(*verb, "--policy", name, terminal=True).basis == ""


def test_no_policy_is_told_where_nothing_rests_on_one(on_world: OnWorld) -> None:
    for verb in (["relations", "--format", "ttl"], ["relations", "--source", "none"], ["entities"], ["stats"]):
        assert on_world(*verb).basis == ""
    assert on_world("ask", "arms-suppliers", "--of", "belmar", "--show").basis == ""


@pytest.mark.slow
def test_a_reader_that_goes_at_once_ends_it_quietly() -> None:
    """With the pipe closed before anything is written, whatever the size of its buffer."""
    read, write = os.pipe()
    os.close(read)
    with open(write, "wb") as closed:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "kg", "relations", "--format", "json"],
            stdout=closed,
            stderr=subprocess.PIPE,
            cwd=REPOSITORY,
            text=True,
        )
    assert (done.returncode, done.stderr) == (0, "")


def test_debug_shows_where_an_error_comes_from() -> None:
    done = kg_process("relations", "Nowhere at all", "--debug")
    assert done.code != 0
    assert "Traceback" in done.err
    assert "NotFoundError" in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["entities"], ["query", "ASK {}", "--policy", "none"]])
def test_a_full_disk_is_an_error_in_one_line(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kg", *arguments], stdout=full, stderr=subprocess.PIPE, cwd=REPOSITORY, text=True
        )
    assert (done.returncode, done.stderr) == (2, "kg: standard output cannot be written: No space left on device\n")
