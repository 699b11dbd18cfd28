"""What differs between two states of a dossier."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from kg.site.build import files
from tests.command import Outcome, kg
from tests.statements import entities, graph, relations

WORLD = entities(belmar="State", corvania="State", salt="Region")
BEFORE = relations("a belmar attacks salt on:1990", "b belmar aids corvania", "c corvania controls salt affirms")
AFTER = relations("a belmar attacks salt on:1991", "c corvania controls salt affirms denies", "d belmar controls salt")


@pytest.fixture
def states(tmp_path: Path) -> tuple[Path, Path]:
    for name, parts in (("old", (WORLD, BEFORE)), ("new", (WORLD + entities(dorn="State"), AFTER))):
        (tmp_path / name).mkdir()
        graph(tmp_path / name, *parts)
    return tmp_path / "old" / "statements.ttl", tmp_path / "new" / "statements.ttl"


def told(outcome: Outcome) -> set[tuple[str, str, str]]:
    return {
        (one["change"], (one.get("relation") or one["entity"])["id"].rpartition("/")[2], "; ".join(one["what"]))
        for one in outcome.json
    }


def test_ties_claims_and_names_that_came_went_or_changed_are_told(states: tuple[Path, Path]) -> None:
    assert told(kg("diff", *states)) == {
        ("added", "d", ""),
        ("removed", "b", ""),
        ("changed", "a", "on: 1990, now 1991"),
        ("changed", "c", "denied by the author; was accepted, is disputed"),
        ("added", "dorn", ""),
    }


def test_two_states_that_state_the_same_differ_in_nothing(states: tuple[Path, Path]) -> None:
    same = kg("diff", states[0], states[0])
    assert same.code == 1 and same.json == [] and "both state the same" in same.err


def test_a_reader_finds_what_is_new_first(states: tuple[Path, Path]) -> None:
    lines = kg("diff", *states, "--format", "table").lines
    assert lines[0] == "5 differences: 4 ties, 1 name"
    assert [line for line in lines if line.isupper() or line.startswith(("NEW", "NO LONGER", "CHANGED"))][:4] == [
        "NEW: 1 tie", "NEW: 1 name", "NO LONGER THERE: 1 tie", "CHANGED: 2 ties",
    ]  # fmt: skip
    assert "belmar attacks salt" in "\n".join(lines) and "on: 1990, now 1991" in "\n".join(lines)


def test_a_site_tells_what_changed_on_a_page_and_in_a_feed(states: tuple[Path, Path]) -> None:
    from kg.graph import KnowledgeGraph

    old, new = map(KnowledgeGraph.load, states)
    made = dict(files(new, was=old))
    page = made["changes.html"].decode()
    assert "NEW: 1 tie" in page and "on: 1990, now 1991" in page
    atom = {"a": "http://www.w3.org/2005/Atom"}
    feed = ElementTree.fromstring(made["feed.xml"])
    titles = [entry.findtext("a:title", "", atom) for entry in feed.findall("a:entry", atom)]
    assert titles[0].startswith("State of ") and "added: belmar controls salt" in titles
    ids = [entry.findtext("a:id", "", atom) for entry in feed.findall("a:entry", atom)]
    assert len(ids) == len(set(ids)) == 6
    for entry in feed.findall("a:entry", atom):
        link = entry.find("a:link", atom)
        assert link is not None and link.get("href", "").partition("#")[0] in made
    assert "changes.html" not in dict(files(new))


def test_what_is_no_data_is_one_line(tmp_path: Path) -> None:
    gone = kg("diff", tmp_path / "old", tmp_path / "new")
    assert gone.code == 2 and gone.err.count("\n") == 1 and "there is no such file or folder" in gone.err
