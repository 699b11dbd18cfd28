"""Relations as lines of a log: self-contained, greppable, with ISO dates, never wrapped and never cut."""

import re
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.view.log import log_line
from tests.command import Outcome, kg

OnWorld = Callable[..., Outcome]

DATE = re.compile(r"undated|(\d{4}(-\d\d){0,2}|\.\.)(/(\d{4}(-\d\d){0,2}|\.\.))?|\[[\d.-]+\]")
VERBS = [
    ["relations", "ardovia", "belmar"],
    ["relations"],
    ["timeline"],
    ["changes", "1900", "2020"],
    ["disputes"],
    ["disputes", "--uncorroborated"],
    ["perspective", "ardovia"],
    ["perspective", "ardovia", "--versus", "belmar"],
    ["path", "ardovia", "belmar"],
]


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_relation_is_one_line_of_four_fields_and_its_context(
    on_world: OnWorld, monkeypatch: pytest.MonkeyPatch, verb: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    done = on_world(*verb, "--format", "txt")
    assert done.code == 0
    assert done.lines
    for line in done.lines:
        date, told, standing, who, *context = line.split("\t")
        assert DATE.fullmatch(date), date
        assert told and re.search(r"\[[^\]]+, (no date|\d{4}(-\d\d){0,2})", who)
        assert standing in ("accepted", "claimed", "disputed", "denied")
        assert len(context) <= 1
    assert on_world(*verb, "--format", "txt", terminal=True).data == done.data


def test_the_lines_are_those_of_the_records(on_world: OnWorld) -> None:
    assert len(on_world("relations", "--format", "txt").lines) == len(on_world("relations").json)


def test_a_line_says_how_much_who_where_and_who_denies(world: KnowledgeGraph) -> None:
    (sold,) = [r for r in world.relations("dravia", "belmar") if r.value == 40_000_000]
    date, told, standing, who = log_line(sold).split("\t")
    assert (date, told) == ("2006/2019", "Dravia supplies arms to Belmar, more than 40 million USD")
    assert standing in ("accepted", "disputed")
    assert re.search(r"\[Chronicle of the border, 2020-10-10, paragraph 3\]", who)
    attacked = world.relations("Shurali", filters=Filters(type=("attacks",)))
    lines = [log_line(relation) for relation in attacked]
    assert any("; denied: Ardovia [" in line for line in lines)


def test_a_name_with_line_ends_stays_in_its_field(world: KnowledgeGraph) -> None:
    relation = world.relations("belmar")[0]
    awkward = replace(relation, subject=replace(relation.subject, label="Bel\tmar\nof  the\rhills"))
    line = log_line(awkward)
    assert line.split("\t")[1].startswith("Bel mar of the hills ")
    assert "\n" not in line


def test_a_file_of_that_ending_is_written_so(on_world: OnWorld, tmp_path: object) -> None:
    path = f"{tmp_path}/ties.txt"
    assert on_world("relations", "belmar", "-o", path).code == 0
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        assert file.read() == on_world("relations", "belmar", "--format", "txt").out


def test_nothing_found_is_no_line() -> None:
    done = kg("relations", "Turkey", "--source", "article", "--paragraph", "9999", "--format", "txt")
    assert (done.code, done.out) == (1, "")
