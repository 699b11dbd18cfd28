"""Whatever is wrong, the answer is exit code 2 and one line on stderr that says what, where, and the cure."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command import Outcome, kg
from tests.conftest import FIXTURES

OnWorld = Callable[..., Outcome]
BASE = FIXTURES / "broken" / "entities" / "base.ttl"
BROKEN = sorted((FIXTURES / "broken").glob("*.ttl"))


def refused(done: Outcome, message: str) -> None:
    """Check that nothing was answered and that one line of stderr matches."""
    assert (done.code, done.out) == (2, "")
    assert "unforeseen" not in done.err
    lines = [line for line in done.err.splitlines() if not line.startswith("kg: plain arrows")]
    assert len(lines) == 1
    assert re.fullmatch(f"kg: {message}", lines[0]), lines[0]


@pytest.mark.parametrize("verb", [["relations"], ["show", "belmar"], ["entities"], ["query", "ASK {}"]])
def test_a_syntax_error_names_file_line_and_column_and_answers_nothing(
    world_folder: Path, tmp_path: Path, verb: list[str]
) -> None:
    folder = shutil.copytree(world_folder, tmp_path / "world")
    path = folder / "gazette" / "relations" / "alliance.ttl"
    lines = path.read_text().splitlines()
    number = next(n for n, line in enumerate(lines, 1) if "kg:claimant" in line)
    lines[number - 1] = "    kg:claimant entity:penny-paper entity:letter-writer ;"
    path.write_text("\n".join(lines))
    refused(kg(*verb, "--data", folder), rf"{path}:{number}:\d+: .*; nothing of this file was loaded")


def test_of_many_words_that_there_are_some_are_listed_and_the_rest_is_counted() -> None:
    done = kg("relations", "--source", "qqqq")
    refused(done, r"there is no source 'qqqq'; there are: ([\w-]+, ){29}[\w-]+ and \d+ more")


def test_a_syntax_error_ends_the_check_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("@prefix a: <a:> .\na:b a:c\n")
    refused(kg("validate", path), rf"{path}:3:1: .*; nothing of this file was loaded")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "Corvannia"], "nothing is called 'Corvannia'; the nearest names are: .*Corvania.*"),
        (["relations", "Belmar", "Dravya"], "nothing is called 'Dravya'; the nearest names are: .*Dravia.*"),
        (["relations", "--claimant", "Ardovya"], "nothing is called 'Ardovya'; the nearest names are: .*Ardovia.*"),
        (["show", "qqqqqqqq"], "nothing is called 'qqqqqqqq'; 'kg entities --data .*' lists .*, kg search qqqqqqqq .*"),
        (
            ["show", "the League"],
            r"'the League' may mean: Elster League \(elster-league\); Merchant League \(merchant-league\);"
            " give one of the names in brackets",
        ),
        (["relations", "belmar", "BELMAR"], "both names mean Belmar[;:] give two different ones"),
        (
            ["relations", "Corvnia", "Belmr"],
            "nothing is called 'Corvnia'; the nearest names are: Corvania.*; and nothing is called 'Belmr'; .*Belmar.*",
        ),
        (["relations", "a", "b", "c"], ".* not for 3"),
        (["show"], "Missing argument 'NAME'. See kg show --help."),
        (["show", ""], "a name is empty: give a name, a slug or an IRI"),
        (["show", "http://a b"], "'http://a b' is neither a name nor an IRI: .*"),
        (["relations", "--layer", "weather"], "there is no layer 'weather'; .*: .*territory.*"),
        (["relations", "--kind", "Countrie"], "there is no kind of entity 'Countrie'; .*"),
        (["relations", "--type", "supplyArms"], "there is no relation type 'supplyArms'; the nearest are: .*"),
        (["relations", "--status", "true"], "there is no status 'true'; .*: .*"),
        (["relations", "--paragraph", "-1"], "paragraphs are numbered from 0"),
        (["relations", "--paragraph", "three"], "Invalid value for '--paragraph': 'three' is no whole number: .*"),
        (["relations", "--policy", "gospel"], "there is no policy 'gospel'; there are: accepted, claimed, undisputed"),
        (["relations", "--dataset", "almanac"], ".*: there is no dataset 'almanac'; there are: chronicle, gazette"),
        (["relations", "--format", "docx"], "Invalid value for '--format': 'docx' is not one of 'table', 'json', .*"),
        (["relations", "--type", "hasMilitaryBaseIn"], "there is no relation type .*; the nearest are: hasBaseIn, .*"),
        (["relations", "--type", "isAlliedTo"], "there is no relation type .*; the nearest are: isAlliedWith.*"),
        (["entities", "agreement"], ".*; names and words stand behind options: --kind KIND. See kg entities --help."),
        (["ask", "compare", "Belmar", "Corvania"], ".* stand behind options: --one ENTITY, --other ENTITY, .*"),
        (["compare"], "there is no verb 'compare'; it is a question: kg ask compare"),
        (["rank", "--measure", "degree"], "No such option '--measure'; the nearest are: --by"),
        (["relations", "--typ", "controls"], "No such option '--typ'; the nearest are: --type, .*"),
        (["relations", "--as-of", "2020-13"], "'2020-13' is not a date: there is no month 13"),
        (["relations", "--since", "yesterday"], "'yesterday' is not a date: write YYYY, YYYY-MM or YYYY-MM-DD"),
        (["relations", "--since", "2020", "--until", "2019"], "2019 ends before 2020 begins: .*"),
        (["query", "SELECT * { ?s ?p ?o "], "the query cannot be read at line 1, column 10.*: a { is not closed.*"),
        (["query", "SELECT * {\n?s no:such ?o }"], ".* at line 2, .*: a prefix there is not known;.*"),
        (["query", "DROP ALL {"], "the query would change the graph: only SELECT, ASK, CONSTRUCT and DESCRIBE .*"),
        (["query", "missing.rq"], "missing.rq: is no query, and cannot be read as a file: No such file or directory"),
        (["serve", "--port", "abc"], r"Invalid value for '--port': 'abc' is no whole number: .*"),
        (["serve", "--timeout", "x"], r"Invalid value for '--timeout': 'x' is no number: write it like 2.5"),
        (["query", "ASK{}", "--timeout", "0"], ".* 0.0 is out of bounds: it must be more than 0 and at most 1000000"),
        (["rank", "--top", "0"], ".* 0 is out of bounds: it must be at least 1"),
        (["relatoins"], "there is no verb 'relatoins'; the nearest are: relations"),
        (["Turkey"], "there is no verb 'Turkey'; 'kg --help' lists them, 'kg search' finds names"),
        (["--data", "x", "relations"], "'--data' stands before the verb; options follow it: kg VERB --data"),
        (["query", "ASK " + "{" * 300 + "}" * 300], "the query nests more than 200 braces: simplify it"),
        (["query", "ASK {}", "--policy", "gospel"], "there is no policy 'gospel'; there are: .*"),
        (["why", "no-such-relation"], "no relation and no claim is called 'no-such-relation': .*"),
        (["why", "a b"], "'a b' is no id of a relation or a claim: give two names, .*"),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value, list) else "",
)  # fmt: skip
def test_a_wrong_word_is_refused_in_one_line(on_world: OnWorld, arguments: list[str], message: str) -> None:
    refused(on_world(*arguments), message)


def test_an_unknown_verb_is_refused() -> None:
    refused(kg("relatons"), "there is no verb 'relatons'; the nearest are: relations")


def test_an_empty_query_is_refused(on_world: OnWorld) -> None:
    refused(on_world("query", "-", stdin=" \n"), "the query is empty")


def test_a_query_file_that_is_no_text_is_refused(on_world: OnWorld, tmp_path: Path) -> None:
    path = tmp_path / "a.rq"
    path.write_bytes(b"ASK { \xff }")
    refused(on_world("query", path), rf"{path}: is no text in UTF-8")


@pytest.mark.parametrize("verb", [["relations"], ["entities"], ["query", "ASK {}"]])
def test_a_folder_that_is_empty_or_missing_says_so(tmp_path: Path, verb: list[str]) -> None:
    refused(
        kg(*verb, "--data", tmp_path), rf"{tmp_path}: there is no RDF file in this folder; file names end in ttl, .*"
    )
    refused(kg(*verb, "--data", tmp_path / "no"), rf"{tmp_path}/no: there is no such file or folder")


@pytest.mark.parametrize("verb", [["relations"], ["query", "ASK {}"]])
def test_a_file_of_an_unknown_kind_says_which_are_known(tmp_path: Path, verb: list[str]) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(b"PK")
    refused(
        kg(*verb, "--data", path), rf"{path}: the format is unknown; file names end in ttl, nt, nq, trig, rdf, jsonld"
    )


def test_a_path_to_check_that_is_not_there_says_so(tmp_path: Path) -> None:
    refused(kg("validate", tmp_path / "no"), rf"{tmp_path}/no: there is no such file or folder")


def test_a_folder_that_cannot_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights do not bind root, who may run the tests: the system's answer is put in its mouth."""

    def deny(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(os, "scandir", deny)
    refused(kg("relations", "--data", tmp_path), rf"{tmp_path}: cannot be read: Permission denied")


def test_a_file_that_cannot_be_read_says_so(world_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(world_folder, tmp_path / "world")
    (folder / "gazette" / "more.ttl").symlink_to(tmp_path / "nowhere")
    done = kg("relations", "--data", folder)
    # A dangling link is no file, and passed over as other things that are none.
    assert done.code == 0


@pytest.mark.slow
@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_data_that_break_a_rule_are_answered_or_refused_and_never_crash(path: Path, tmp_path: Path) -> None:
    """What kg validate would name is no reason to fail with a trace."""
    shutil.copy(BASE, tmp_path)
    shutil.copy(path, tmp_path)
    for arguments in (["entities"], ["show", "alba"], ["relations", "--format", "ttl"]):
        done = kg(*arguments, "--data", tmp_path)
        assert done.code in (0, 1, 2)
        assert done.err.count("\n") == (done.code != 0)
        assert "unforeseen" not in done.err
        assert bool(done.out) == (done.code == 0)
