"""Proposals for the same entity in two datasets, the decisions on them, and what an import makes of those."""

import csv
from pathlib import Path
from typing import Any

import pytest

from kg.errors import DataError
from kg.validation import validate
from kg.validation.decided import read_matches
from tests.command import kg

COLUMNS = ("subject", "subject_kind", "relation", "object", "object_kind", "title", "publisher")
PROFILE = """base = "template"
[dataset]
name = "{name}"
title = "A voice"
description = "Made up for the tests."
licence = "https://creativecommons.org/licenses/by/4.0/"
[sheet]
needed = ["subject"]
"""
ENTITIES = """@prefix entity: <https://example.org/valley/entity/> .
@prefix kg: <https://w3id.org/karabakh-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

entity:baku
    a kg:City ;
    skos:prefLabel "Baku"@en ;
    skos:exactMatch <http://www.wikidata.org/entity/Q9248> ;
.

entity:old-northland
    a kg:State ;
    skos:prefLabel "Northlands"@en ;
    kg:succeeds entity:northland ;
.
"""


class Valley:
    """A dossier of a few entities, into which sheets come under names that are not known there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "valley"
        kg("init", self.folder)
        (self.folder / "entities" / "places.ttl").write_text(ENTITIES, encoding="utf-8")

    def come(self, name: str, *rows: tuple[str, str, str, str, str], key: bool = False) -> Any:
        sheet = self.folder.parent / f"{name}.csv"
        with sheet.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows((*row, "A page", "Border Monitor") for row in rows)
        profile = self.folder.parent / f"{name}.toml"
        identity = '[identity]\nsubject = { text = "{subject}!" }\nobject = { text = "{object}!" }\n' if key else ""
        profile.write_text(PROFILE.format(name=name) + identity, encoding="utf-8")
        return kg("import", sheet, "--profile", profile, "--into", self.folder).json

    def match(self, *options: str) -> Any:
        return kg("match", "--data", self.folder, *options)

    def proposed(self) -> set[tuple[str, str, tuple[str, ...]]]:
        return {(m["entity"], m["other"], tuple(m["reasons"])) for m in self.match().json["proposed"]}

    def decide(self, decision: str) -> None:
        self.match("--write")
        path = self.folder / "matches.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            # Near names stay undecided.
            rows = [row | {"decision": decision if row["reasons"].startswith("same") else ""} for row in reader]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, reader.fieldnames or ())
            writer.writeheader()
            writer.writerows(rows)


@pytest.fixture
def valley(tmp_path: Path) -> Valley:
    return Valley(tmp_path)


TIE = ("Northland", "State", "borders", "Southland", "State")


@pytest.mark.slow
def test_the_same_name_is_proposed_and_merged_only_by_a_decision(valley: Valley) -> None:
    assert valley.match().code == 1  # no import made anything yet
    assert valley.come("press", TIE, key=True)["entities"] == 2
    expected = {
        ("northland", "press-northland", ("same name “northland”",)),
        ("southland", "press-southland", ("same name “southland”",)),
    }
    assert expected <= valley.proposed()
    valley.decide("same")
    match = valley.match().json
    assert match["proposed"] == []
    waiting = {"entity": "press-northland", "stays": "northland", "dataset": "press", "imported": True}
    assert match["waiting"][0] == waiting
    told = [(finding.rule, finding.message) for finding in validate([valley.folder])]
    assert ("decided-same", "matches.csv says that it is northland: import the dataset press again.") in told
    assert valley.come("press", TIE, key=True)["entities"] == 0
    match = valley.match()
    assert (match.code, match.json["proposed"], match.json["waiting"]) == (1, [], [])
    relations = kg("relations", "--dossier", valley.folder, "--dataset", "press").json
    assert [(r["subject"]["id"].rpartition("/")[2], r["object"]["id"].rpartition("/")[2]) for r in relations] == [
        ("northland", "southland")
    ]
    assert validate([valley.folder]) == []


@pytest.mark.parametrize("columns", ["40", "80"])
def test_its_table_is_as_wide_as_the_terminal(valley: Valley, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    long = "Northland and the islands that belong to it by the treaty of the second congress"
    valley.come("press", (long, "State", "borders", "Southland", "State"), key=True)
    valley.come("wire", (long, "State", "borders", "Southland", "State"), key=True)
    monkeypatch.setenv("COLUMNS", columns)
    told = valley.match("--format", "table").out
    assert max(map(len, told.splitlines())) <= int(columns)
    whole = " ".join(told.split())
    assert long in whole and "same name" in whole and "pairs decided" in whole


def test_what_is_different_is_never_proposed_again(valley: Valley) -> None:
    valley.come("press", TIE, key=True)
    valley.decide("different")
    before = (valley.folder / "matches.csv").read_bytes()
    assert valley.proposed() == set()
    assert valley.come("press", TIE, key=True)["entities"] == 2
    valley.match("--write")
    assert (valley.folder / "matches.csv").read_bytes() == before.replace(b"\r\n", b"\n")


def test_names_in_other_scripts_and_near_ones_are_proposed_with_the_reason(valley: Valley) -> None:
    valley.come("press", ("Баку", "City", "isLocatedIn", "Bordr Valley", "Region"), key=True)
    reasons = {entity: reasons for entity, _, reasons in valley.proposed()}
    assert reasons == {
        "baku": ("same name in Latin letters “baku”",),
        "border-valley": ("near names “bordr valley” and “border valley”",),
    }


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("BMO (Border Monitor)", {"monitor"}),
        ("Border Monitor (BOM)", {"monitor"}),
        ("Border Monitor (USA)", set()),
        ("Patrol (Border Monitor)", set()),
    ],
)
def test_a_name_with_what_it_is_short_for_is_proposed_by_each(valley: Valley, name: str, proposed: set[str]) -> None:
    valley.come("press", (name, "Organisation", "isLocatedIn", "Southland", "State"), key=True)
    same = {entity for entity, _, reasons in valley.proposed() if "same name" in reasons[0]}
    assert same - {"southland"} == proposed


def test_names_without_vowels_are_near_to_nobody(valley: Valley) -> None:
    valley.come("press", ("ارمنيه", "State", "borders", "Southland", "State"))
    places = valley.folder / "entities" / "places.ttl"
    names = 'entity:other-state a kg:State ; skos:prefLabel "Farland"@en ; skos:altLabel "رمنيا"@fa .\n'
    places.write_text(ENTITIES + names, encoding="utf-8")
    assert valley.proposed() == set()


def test_a_successor_is_not_the_same(valley: Valley) -> None:
    valley.come("press", ("Northlandia", "State", "borders", "Southland", "State"))
    proposed = {(one, other) for one, other, _ in valley.proposed()}
    assert not any({"northland", "old-northland"} == {one, other} for one, other in proposed)


def test_kinds_that_do_not_fit_are_two_things(valley: Valley) -> None:
    valley.come("press", ("Baku", "Pipeline", "isLocatedIn", "Border Valley", "Region"), key=True)
    assert {one for one, _, _ in valley.proposed()} == {"border-valley"}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("a,b,yes", "matches.csv:2: the decision 'yes' is none of: same, different"),
        ("a,,same", "matches.csv:2: names no two entities"),
        ("a,a,same", "matches.csv:2: names no two entities"),
        ("a,b,same\nb,a,different", "matches.csv:3: b and a are decided twice"),
        ("a,c,same\nb,c,same", "matches.csv:3: c is decided to be both a and b"),
        ("a,b,same\nb,c,same\nc,a,same", "are each other in a circle"),
        ('"a', "matches.csv:"),
    ],
)
def test_a_file_of_decisions_with_a_slip_says_where(valley: Valley, rows: str, words: str) -> None:
    (valley.folder / "matches.csv").write_text(f"entity,other,decision\n{rows}\n", encoding="utf-8")
    done = valley.match()
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert words in done.err


def test_a_file_without_its_columns_says_so(valley: Valley) -> None:
    (valley.folder / "matches.csv").write_text("one,two\n", encoding="utf-8")
    assert "lacks the columns entity, other, decision" in valley.match().err


def test_a_decision_for_an_entity_that_is_gone_refuses_its_rows(valley: Valley) -> None:
    (valley.folder / "matches.csv").write_text("entity,other,decision\ngone,press-northland,same\n", encoding="utf-8")
    refused = valley.come("press", TIE, key=True)["refused"][0]["reason"]
    assert refused == "'press-northland' is decided to be 'gone' in matches.csv, which is no entity"


def test_a_decision_on_what_was_written_by_hand_says_where_to_act(valley: Valley) -> None:
    head = "entity,other,decision\n"
    (valley.folder / "matches.csv").write_text(f"{head}northland,southland,same\nnobody,border-valley,same\n")
    findings = {finding.message for finding in validate([valley.folder]) if finding.rule == "decided-same"}
    assert len(findings) >= 2
    assert any("put northland for southland in it" in message for message in findings)
    assert any("decided to be nobody, which is no entity" in message for message in findings)
    assert "put northland for southland in it" in " ".join(valley.match("--format", "table").out.split())


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            ["a,b,same", "b,c,same", "a,c,different"],
            "csv:4: a and c differ here, and are the same by other lines",
        ),
        (
            ["a,b,same", "c,b,different", "a,c,same"],
            "csv:3: b and c differ here, and are the same by other lines",
        ),
        (["a,b,different", 'a,"c,same'], "matches.csv:3: this row cannot be read: .*; check its quotation marks"),
        (["a,b,perhaps"], "matches.csv:2: the decision 'perhaps' is none of: same, different, or nothing yet"),
        (["a,b,same", "", "", "c,d,perhaps"], "matches.csv:5: the decision 'perhaps'"),
        (["a,b,same", "", '"c\n",d,perhaps'], "matches.csv:4: the decision 'perhaps'"),
    ],
)
def test_decisions_that_contradict_each_other_or_are_none_are_told(
    tmp_path: Path, lines: list[str], words: str
) -> None:
    (tmp_path / "matches.csv").write_text("\n".join(["entity,other,decision", *lines]) + "\n")
    with pytest.raises(DataError, match=words):
        read_matches(tmp_path)


def test_a_decision_may_begin_with_a_capital(tmp_path: Path) -> None:
    (tmp_path / "matches.csv").write_text("entity,other,decision\na,b,Same \nc,d,DIFFERENT\n")
    decided = read_matches(tmp_path)
    assert (decided.same, len(decided.pairs)) == ({"b": "a"}, 2)
