"""What began, happened and ended between two dates."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.lookup.changes import Change
from kg.model.dates import Span, first_day, last_day
from kg.model.filters import Filters
from kg.terms import local_name
from tests.command import Outcome, kg
from tests.drawn_dates import DATES, DAYS, Dates, edges
from tests.engines import Engines
from tests.statements import entities, graph, relations, turtle

Run = Callable[..., Outcome]

WORLD = entities(belmar="State", corvania="State", salt="Region", salt_war="War")
LINES = (
    "old belmar controls salt from:1918 until:1920",
    "new corvania controls salt from:1994",
    "war salt-war tookPlace - from:1993-05 until:1994-05-12",
    "part belmar takesPartIn salt-war",
    "vague belmar attacks salt after:1990 before:1999",
    "bounded corvania attacks salt after:1921",
    "sent belmar sendsTroopsTo salt on:1993",
    "present belmar borders corvania affirms@1994",
)


def changed(folder: Path, since: str, until: str, filters: Filters | None = None) -> list[tuple[str, str]]:
    listed = graph(folder, WORLD, relations(*LINES)).changes(since, until, filters)
    return [(change.words, local_name(change.relation.id)) for change in listed]


def test_changes_are_grouped_and_the_certain_ones_come_first(tmp_path: Path) -> None:
    bounded = "may have happened, known only to be before or after a date"
    assert changed(tmp_path, "1993", "1994") == [
        ("began", "war"),
        ("began", "new"),
        ("happened", "sent"),
        ("ended", "war"),
        ("may have happened", "vague"),
        (bounded, "bounded"),
    ]


def test_a_date_that_reaches_beyond_the_span_makes_a_change_possible(tmp_path: Path) -> None:
    assert ("may have happened", "sent") in changed(tmp_path, "1993-06", "1994")
    assert ("may have happened", "sent") in changed(tmp_path, "1993-12-31", "1994")
    assert ("may have happened", "sent") in changed(tmp_path, "1992", "1993-01-01")
    assert ("may have begun", "war") in changed(tmp_path, "1993-05-02", "1994")
    assert ("may have begun", "new") in changed(tmp_path, "1994-01", "1994-06")
    assert ("ended", "war") in changed(tmp_path, "1994-05-12", "1994-05-12")


def test_nothing_began_or_ended_that_only_held(tmp_path: Path) -> None:
    assert {name for _, name in changed(tmp_path, "1919", "1919")} == set()
    assert "present" not in {name for _, name in changed(tmp_path, "1994", "1994")}


def test_a_relation_may_begin_and_end_within_the_span(tmp_path: Path) -> None:
    assert changed(tmp_path, "1917", "1920") == [("began", "old"), ("ended", "old")]


def test_the_filters_choose_among_the_changes(tmp_path: Path) -> None:
    assert changed(tmp_path, "1900", "1994", Filters(type=("controls",), as_of="1919")) == [
        ("began", "old"),
        ("ended", "old"),
    ]
    assert changed(tmp_path, "1993", "1994", Filters(kind=("War",))) == [("began", "war"), ("ended", "war")]


def test_an_end_before_the_start_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1988 ends before 1994 begins"):
        changed(tmp_path, "1994", "1988")
    with pytest.raises(InputError, match="is not a date"):
        changed(tmp_path, "soon", "1988")


def test_a_change_prints_in_words(tmp_path: Path) -> None:
    listed = graph(tmp_path, WORLD, relations(*LINES)).changes("1917", "1918")
    assert str(listed) == "began: belmar controls salt (from 1918 until 1920)"
    assert isinstance(listed[0], Change)


def by_trial(dates: Dates, asked: tuple[int, int]) -> set[tuple[str, str]]:
    """Return what began, happened and ended, by asking of every reading of each date whether it lies within."""
    moments = {"began": (dates.from_, dates.from_), "ended": (dates.until, dates.until)}
    moments["happened"] = (dates.on, dates.on) if dates.on else (dates.after, dates.before)
    expected = set()
    for change, (start, end) in moments.items():
        if start or end:
            first, last = edges(start, end)
            readings = {first, last, *(day for day in asked if first <= day <= last)}
            within = {asked[0] <= day <= asked[1] for day in readings}
            if True in within:
                expected.add((change, "possibly" if False in within else "certainly"))
    return expected


@pytest.mark.slow
@settings(max_examples=25)
@given(st.lists(DATES, min_size=12, max_size=12), DAYS, DAYS)
def test_both_engines_find_the_changes_that_all_readings_give(drawn: list[Dates], since: str, until: str) -> None:
    if first_day(since) > last_day(until):
        since, until = until, since
    lines = (dates.line(f"tie-{index}") for index, dates in enumerate(drawn))
    rows = Engines(turtle(relations(*lines))).rows("changes", Span.of(since, until))
    for index, dates in enumerate(drawn):
        listed = {(change, certainty) for name, change, certainty in rows if name == f"tie-{index}"}
        assert listed == by_trial(dates, edges(since, until)), (dates, since, until)


def test_the_command_prints_a_record_for_each_change(tmp_path: Path) -> None:
    graph(tmp_path, WORLD, relations(*LINES))
    done = kg("changes", "1917", "1918-06", "--data", tmp_path / "statements.ttl")
    assert done.code == 0
    assert [(record["change"], record["certainty"]) for record in done.json] == [("began", "possibly")]
    assert done.json[0]["relation"]["from"] == "1918"
    assert done.json[0]["relation"]["claims"]


def test_the_table_groups_changes_and_says_who_says_so(tmp_path: Path) -> None:
    graph(tmp_path, WORLD, relations(*LINES))
    done = kg("changes", "1917", "1918", "--format", "table", "--data", tmp_path / "statements.ttl")
    assert done.lines[0] == "1 change from 1917 until 1918"
    assert "BEGAN" in done.lines
    assert any(line.startswith("✓") and "author [1" in line for line in done.lines)


def test_csv_has_a_row_for_each_change_and_claim(tmp_path: Path) -> None:
    graph(tmp_path, WORLD, relations(*LINES))
    done = kg("changes", "1917", "1920", "--format", "csv", "--data", tmp_path / "statements.ttl")
    assert done.lines[0].startswith("change,certainty,relation,")
    assert [line.split(",")[:2] for line in done.lines[1:]] == [["began", "certainly"], ["ended", "certainly"]]


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("1994", "1988"), 2, "kg: 1988 ends before 1994 begins: give the earlier date first\n"),
        (("1994", "1988-13"), 2, "kg: '1988-13' is not a date: there is no month 13\n"),
        (("1500", "1501"), 1, "kg: nothing is known to have begun or ended from 1500 until 1501\n"),
    ],
)
def test_what_cannot_be_asked_and_what_is_not_known(on_world: Run, words: tuple[str, str], code: int, why: str) -> None:
    done = on_world("changes", *words)
    assert (done.code, done.data, done.err) == (code, b"[]\n" if code == 1 else b"", why)


def test_what_is_bounded_years_away_is_counted_and_the_nearest_bound_comes_first(tmp_path: Path) -> None:
    lines = (
        "far belmar attacks salt after:1921",
        "near belmar shells salt before:1995",
        "next belmar seizes salt after:1992",
    )
    listed = graph(tmp_path, WORLD, relations(*lines)).changes("1993", "1993")
    assert [local_name(change.relation.id) for change in listed] == ["next", "near", "far"]
    assert [change.days_away(Span.of("1993", "1993")) > 3 * 366 for change in listed] == [False, False, True]
    asked = ("changes", "1993", "1993", "--format", "table", "--data", tmp_path / "statements.ttl")
    out, whole = kg(*asked).out, kg(*asked, "--all").out
    assert "and 1 more, more than 3 years away: --all" in out and "1921 or later" not in out
    assert "more than 3 years away" not in whole and "1921 or later" in whole
    assert out.splitlines()[0] == whole.splitlines()[0] == "3 changes in 1993"


def test_two_days_of_the_war_list_nothing_of_1921() -> None:
    out = kg("changes", "2020-11-09", "2020-11-10", "--format", "table").out
    assert "1921 or later" not in out and "by 2027" not in out
    assert "by 15 Nov 2020" in out and "more than 3 years away: --all" in out
