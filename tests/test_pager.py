"""The pager: for what is longer than the screen, on a terminal only, and never in the way of the answer."""

import fcntl
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from rich.cells import cell_len

from tests.command import REPOSITORY, kg

LONG: Final = ("relations", "belmar", "--data")
COLOUR: Final = re.compile(r"\x1b\[[\d;]*m")


class Seen(NamedTuple):
    """What came of a command on a terminal: its exit code, what the terminal showed, and what was written to stderr."""

    code: int
    shown: str
    err: str


def on_terminal(*words: str | Path, env: Mapping[str, str], rows: int = 8) -> Seen:
    """Run the command line with a terminal for its input and its output."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
    unset = ("COLUMNS", "LINES", "PAGER", "KG_PAGER", "LESS")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    done = subprocess.Popen(
        [sys.executable, "-m", "kg", *map(str, words)],
        stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, cwd=REPOSITORY, env=environment | dict(env),
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while chunk := _read(ours):
        shown += chunk
    os.close(ours)
    assert done.stderr is not None
    err = done.stderr.read().decode()
    done.stderr.close()
    return Seen(done.wait(timeout=60), shown.decode().replace("\r\n", "\n"), err)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""


@pytest.fixture
def keeping(tmp_path: Path) -> tuple[str, Path]:
    """Return a pager that keeps what it is given, and the file in which it does."""
    kept, script = tmp_path / "kept", tmp_path / "pager.py"
    script.write_text(f"import pathlib, sys\npathlib.Path({str(kept)!r}).write_bytes(sys.stdin.buffer.read())\n")
    return shlex.join([sys.executable, str(script)]), kept


@pytest.mark.slow
def test_what_is_longer_than_the_screen_goes_through_the_pager(world_folder: Path, keeping: tuple[str, Path]) -> None:
    pager, kept = keeping
    for variable in ("PAGER", "KG_PAGER"):
        seen = on_terminal(*LONG, world_folder, env={variable: pager})
        assert (seen.code, seen.shown, seen.err) == (0, "", "")
        assert kept.read_text(encoding="utf-8").count("\n") > 8
        kept.unlink()


def test_what_fits_needs_none(world_folder: Path, keeping: tuple[str, Path]) -> None:
    pager, kept = keeping
    seen = on_terminal(*LONG, world_folder, env={"PAGER": pager}, rows=200)
    assert seen.code == 0
    assert "Belmar" in seen.shown
    assert not kept.exists()


@pytest.mark.parametrize("before", [True, False])
def test_no_pager_may_stand_before_or_behind_the_verb(
    world_folder: Path, keeping: tuple[str, Path], *, before: bool
) -> None:
    pager, kept = keeping
    call = (*LONG, world_folder)
    words = ("--no-pager", *call) if before else (*call, "--no-pager")
    seen = on_terminal(*words, env={"PAGER": pager})
    assert (seen.code, seen.err) == (0, "")
    assert "Belmar" in seen.shown
    assert not kept.exists()


@pytest.mark.parametrize("pager", ["", "cat"])
def test_an_empty_pager_is_none(world_folder: Path, pager: str) -> None:
    seen = on_terminal(*LONG, world_folder, env={"PAGER": pager})
    assert (seen.code, seen.err) == (0, "")
    assert seen.shown.count("\n") > 8


@pytest.mark.parametrize("pager", ["/no/such/pager -x", "'unclosed"])
def test_a_missing_pager_is_told_in_one_line_and_the_answer_is_shown(world_folder: Path, pager: str) -> None:
    seen = on_terminal(*LONG, world_folder, env={"PAGER": pager})
    assert seen.code == 0
    assert re.fullmatch(r"kg: the pager [^\n]+ cannot be started \([^\n]+\); set PAGER, or --no-pager\n", seen.err)
    assert seen.shown.count("\n") > 8


@pytest.mark.slow
def test_a_pager_that_quits_early_ends_it_quietly(tmp_path: Path) -> None:
    script = tmp_path / "pager.py"
    script.write_text("import sys\nsys.stdin.buffer.read(10)\n")
    pager = shlex.join([sys.executable, str(script)])
    for words in (("entities", "--all"), ("query", "SELECT * { ?s ?p ?o } LIMIT 1000")):
        seen = on_terminal(*words, env={"PAGER": pager})
        assert (seen.code, seen.shown) == (0, "")
        assert re.fullmatch(r"(kg: plain arrows follow the policy 'accepted'\n)?", seen.err)


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("relations", "Shusha"),
        ("show", "Shusha"),
        ("search", "shusha"),
        ("entities",),
        ("entities", "--kind", "Pipeline"),
        ("sources", "Shusha"),
        ("vocabulary", "accepted"),
        ("stats",),
        ("ask", "arms-suppliers", "--of", "Azerbaijan"),
        ("rank",),
        ("blocs",),
        ("flow", "Shah Deniz field", "Italy", "--commodity", "gas"),
        ("exposure", "Georgia"),
    ],
    ids=" ".join,
)
def test_a_terminal_of_20_columns_is_enough(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    seen = kg(*words, terminal=True)
    assert (seen.code, seen.err) == (0, "")
    assert max(cell_len(line) for line in COLOUR.sub("", seen.out).splitlines()) <= 20
