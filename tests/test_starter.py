"""``kg init``: a new dossier that is valid and answers, with one example of each thing."""

from pathlib import Path

import pytest

from kg.dossier import open_dossier
from kg.graph import KnowledgeGraph
from kg.starter import begin
from kg.validation import validate
from tests.command import kg


@pytest.mark.slow
def test_a_new_dossier_is_valid_and_has_one_of_each_thing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "my-dossier"
    done = kg("init", folder, "--title", 'The "Valley"')
    assert done.code == 0
    assert {Path(line) for line in done.lines} == {path for path in folder.rglob("*") if path.is_file()}
    assert validate([folder]) == []
    graph = KnowledgeGraph.load(folder)
    assert graph.dossier.title == 'The "Valley"'
    assert {relation.accepted for relation in graph.relations()} == {True, False}
    monkeypatch.chdir(folder / "reports")
    assert kg("validate").code == 0
    assert kg("ask", "crossings").code == kg("ask", "compare", "--help").code == 0
    assert kg("why", "Northland", "Southland", "--policy", "monitored").code == 0
    assert kg("vocabulary", "opensCrossingTo").code == kg("vocabulary", "northern").code == 0


def test_a_base_of_one_s_own_is_taken(tmp_path: Path) -> None:
    begin(tmp_path / "a", base="https://valley.example/kg/")
    assert open_dossier(tmp_path / "a").names.entity == "https://valley.example/kg/entity/"
    assert validate([tmp_path / "a"]) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--base", "valley"], "is no web address that ends in /"),
        (["--title", " "], "the title is empty"),
        (["--title", "two\nlines"], "or has a line break"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    done = kg("init", tmp_path / "new", *arguments)
    assert (done.code, words in done.err, done.err.count("\n")) == (2, True, 1)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept", encoding="utf-8")
    done = kg("init", tmp_path)
    assert (done.code, "there is something already" in done.err) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]
    (tmp_path / "empty").mkdir()
    assert kg("init", tmp_path / "empty").code == 0
