"""When relations hold, on two engines, against every extent in time that their dates allow."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model.dates import UNDATED, Span, first_day, last_day
from kg.model.filters import Filters
from kg.terms import local_name
from tests.command import Outcome, kg
from tests.drawn_dates import DATES, DAYS, VALIDITY, Case, Dates, edges
from tests.engines import Engines
from tests.statements import entities, graph, relations, turtle

Run = Callable[..., Outcome]


def holds(*lines: str, span: Span) -> dict[str, str]:
    return {row[0]: row[1] for row in Engines(turtle(relations(*lines))).rows("holding", span)}


@pytest.mark.parametrize("case", VALIDITY, ids=str)
def test_a_relation_holds_certainly_possibly_or_not(case: Case) -> None:
    verdicts = holds(f"tie belmar controls salt {case.dates}", span=case.span)
    assert verdicts == ({} if case.holds == UNDATED else {"tie": case.holds})


# Every extent in time that the dates allow, tried one by one.


def extents(dates: Dates, asked: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the extents, first and last day, that the dates allow, all that differ in what they touch."""
    begins = [edges(value, value) for value in (dates.on, dates.from_) if value]
    ends = [edges(value, value) for value in (dates.on, dates.until) if value]
    if dates.after or dates.before:
        begins.append(edges(dates.after, dates.before))
        ends.append(edges(dates.after, dates.before))
    touched = [edges(value, value) for value in dates.attested]
    days = {day + step for span in [*begins, *ends, *touched, asked] for day in span for step in (-1, 0, 1)}
    for first in days:
        for last in days:
            if (
                first <= last
                and all(low <= first <= high for low, high in begins)
                and all(low <= last <= high for low, high in ends)
                and all(first <= high and low <= last for low, high in touched)
            ):
                yield first, last


def by_trial(dates: Dates, asked: tuple[int, int]) -> str | None:
    """Return what all extents together say; None where the dates contradict each other or say nothing."""
    if dates == Dates():
        return None
    touching = {first <= asked[1] and asked[0] <= last for first, last in extents(dates, asked)}
    return {(True,): "certainly", (False,): "not", (False, True): "possibly"}.get(tuple(sorted(touching)))


@pytest.mark.slow
@settings(max_examples=25)
@given(st.lists(DATES, min_size=12, max_size=12), st.none() | DAYS, st.none() | DAYS)
def test_both_engines_answer_as_all_extents_in_time_do(
    drawn: list[Dates], since: str | None, until: str | None
) -> None:
    if since and until and first_day(since) > last_day(until):
        since, until = until, since
    verdicts = holds(*(dates.line(f"tie-{index}") for index, dates in enumerate(drawn)), span=Span.of(since, until))
    for index, dates in enumerate(drawn):
        expected = by_trial(dates, edges(since, until))
        assert expected is None or verdicts[f"tie-{index}"] == expected, (dates, since, until)


# Ties of an event without a date of their own.

WORLD = entities(
    belmar="State",
    corvania="State",
    salt="Region",
    salt_war="War",
    salt_truce="Agreement",
    raid="ArmedClash",
    salt_party="Party",
    envoy="Person",
    pogrom="MassViolence",
)


def held(folder: Path, *lines: str, **filters: str | bool) -> dict[str, str | None]:
    listed = graph(folder, WORLD, relations(*lines)).relations(filters=Filters(**filters))  # type: ignore[arg-type]
    return {local_name(relation.id): relation.holds for relation in listed}


def test_a_role_tie_is_read_at_the_dates_of_its_event(tmp_path: Path) -> None:
    lines = ("war salt-war tookPlace - from:2001 until:2003", "part belmar takesPartIn salt-war")
    assert held(tmp_path, *lines, as_of="2002") == {"war": "certainly", "part": "certainly"}
    assert held(tmp_path, *lines, as_of="2003-06-01") == {"war": "possibly", "part": "possibly"}
    assert held(tmp_path, *lines, as_of="2004") == {}


def test_so_are_the_place_and_the_toll_of_an_event_and_who_signed(tmp_path: Path) -> None:
    lines = (
        "war salt-war tookPlace - on:2001",
        "place salt-war happenedIn salt",
        "toll salt-war displaces corvania",
        "fire salt comesUnderFireIn salt-war",
        "truce salt-truce wasConcluded - on:2002",
        "signed belmar signed salt-truce",
    )
    assert held(tmp_path, *lines, as_of="2001") == dict.fromkeys(["war", "place", "toll", "fire"], "certainly")
    assert held(tmp_path, *lines, as_of="2002") == dict.fromkeys(["truce", "signed"], "certainly")


def test_a_tie_with_a_date_of_its_own_is_read_at_that(tmp_path: Path) -> None:
    lines = ("war salt-war tookPlace - from:2001 until:2003", "part belmar takesPartIn salt-war from:2002 until:2002")
    assert held(tmp_path, *lines, as_of="2001") == {"war": "certainly"}


def test_what_a_claim_attests_adds_to_the_dates_of_the_event(tmp_path: Path) -> None:
    lines = ("war salt-war tookPlace - from:2001 until:2003", "part belmar takesPartIn salt-war affirms@2005-05-05")
    assert held(tmp_path, *lines, as_of="2002")["part"] == "certainly"
    assert held(tmp_path, *lines, as_of="2005-05-05") == {"part": "certainly"}
    assert held(tmp_path, *lines, as_of="1900") == {}


def test_rival_datings_are_certain_only_together(tmp_path: Path) -> None:
    lines = (
        "long salt-war tookPlace - from:1914 until:1917",
        "short salt-war tookPlace - on:1915",
        "part belmar takesPartIn salt-war",
    )
    assert held(tmp_path, *lines, as_of="1915") == {"long": "certainly", "short": "certainly", "part": "certainly"}
    assert held(tmp_path, *lines, as_of="1916") == {"long": "certainly", "part": "possibly"}
    assert held(tmp_path, *lines, as_of="1918") == {}


@pytest.mark.parametrize(
    ("finer", "as_of", "expected"),
    [
        ("from:2016-04-01 until:2016-04-05", "2016-04", "certainly"),  # the year says no more than the days do
        ("on:2016-04-02", "2016-03", None),
        ("from:2016-04-01 until:2017-01-05", "2016-05", "possibly"),  # it goes beyond the year
        ("on:2016-04-02 denies", "2016-04", "possibly"),
        ("on:2017-04-02", "2016-04", "possibly"),
    ],
)
def test_a_less_precise_dating_is_no_rival(tmp_path: Path, finer: str, as_of: str, expected: str | None) -> None:
    lines = (
        "wide salt-war tookPlace - on:2016",
        f"fine salt-war tookPlace - {finer}",
        "part belmar takesPartIn salt-war",
    )
    assert held(tmp_path, *lines, as_of=as_of).get("part") == expected
    world = graph(tmp_path, WORLD, relations(*lines))
    of_one = world.relations("belmar", filters=Filters(as_of=as_of))  # the rule for relations in hand
    assert [relation.holds for relation in of_one] == ([expected] if expected else [])


@pytest.mark.parametrize("rest", ["denies", "phase:planned"])
def test_a_dating_that_nobody_affirms_or_that_is_only_planned_dates_nothing(tmp_path: Path, rest: str) -> None:
    lines = (f"war salt-war tookPlace - on:2001 {rest}", "part belmar takesPartIn salt-war")
    assert "part" not in held(tmp_path, *lines, as_of="2001")
    assert held(tmp_path, *lines, as_of="2001", undated=True)["part"] == "undated"


def test_the_founding_of_a_body_dates_none_of_its_ties(tmp_path: Path) -> None:
    lines = ("founding salt-party wasFounded - on:2001", "member belmar isMemberOf salt-party")
    assert held(tmp_path, *lines, as_of="2001", undated=True) == {"founding": "certainly", "member": "undated"}


def test_one_event_does_not_take_the_dates_of_another(tmp_path: Path) -> None:
    lines = (
        "truce salt-truce wasConcluded - on:1994",
        "breach raid violates salt-truce",
        "answer belmar respondsTo raid",
        "raided raid tookPlace - on:2008",
    )
    # Who responds to a raid does so after it, though nobody says when.
    assert held(tmp_path, *lines, as_of="1994", undated=True) == {"truce": "certainly"}
    assert held(tmp_path, *lines, as_of="2010", undated=True) == {"answer": "undated"}
    assert held(tmp_path, *lines, as_of="2008") == {"raided": "certainly", "breach": "certainly"}
    assert held(tmp_path, *lines[:2], as_of="1994") == {"truce": "certainly"}


# What bounds a tie of which nobody says when it began or ended.


@pytest.mark.parametrize(
    ("lines", "as_of", "expected"),
    [
        # It is no older than its ends, by the earliest account of each.
        (("tie belmar isMemberOf pact affirms@2020", "born pact wasFounded - on:1949"), "1948", {}),
        (("tie belmar isMemberOf pact affirms@2020", "born pact wasFounded - on:1949"), "1950", {"tie": "possibly"}),
        (
            ("tie belmar isMemberOf pact affirms@2020", "a pact wasFounded - on:1949", "b pact wasFounded - on:1951"),
            "1950",
            {"tie": "possibly"},
        ),
        # An agreement is no older than the day on which it was concluded, or first signed.
        (("tie salt-truce isInForce - until:2030", "signed belmar signed salt-truce on:1994"), "1993", {}),
        (
            ("tie salt-truce isInForce - until:2030", "signed belmar signed salt-truce on:1994"),
            "1995",
            {"tie": "possibly"},
        ),
        (("tie salt-truce isInForce - until:2030", "made salt-truce wasConcluded - on:1994"), "1993", {}),
        # Nor is a tie older than every dated account of it.
        (
            ("tie belmar isMemberOf pact affirms@2020", "dated belmar isMemberOf pact from:1952"),
            "1951",
            {},
        ),
        (
            ("tie belmar isMemberOf pact affirms@2020", "dated belmar isMemberOf pact from:1952"),
            "1953",
            {"tie": "possibly", "dated": "possibly"},
        ),
        # A denied account bounds nothing, nor does the period over which a quantity is measured.
        (
            ("tie belmar isMemberOf pact affirms@2020", "denied belmar isMemberOf pact from:1952 denies"),
            "1951",
            {"tie": "possibly"},
        ),
        # What attests the tie for an earlier day gainsays the bound.
        (("tie belmar isMemberOf pact affirms@1940", "born pact wasFounded - on:1949"), "1945", {"tie": "possibly"}),
        # No person acts longer before the first day on which one is known than a person lives.
        (("tie envoy visits belmar affirms@2020", "known envoy serves corvania from:2015"), "1892", {}),
        (
            ("tie envoy visits belmar affirms@2020", "known envoy serves corvania from:2015"),
            "1893",
            {"tie": "possibly"},
        ),
        # What began and lasts no longer, by its kind, is over; a war has no such bound.
        (("tie pogrom tookPlace - from:1988-02-27",), "1997", {"tie": "possibly"}),
        (("tie pogrom tookPlace - from:1988-02-27",), "1999", {}),
        (("tie salt-war tookPlace - from:1988-02-27",), "1999", {"tie": "possibly"}),
        # An office is held for some years, before and after it is known to be.
        (("tie envoy holdsOffice premiership affirms@1992",), "2017", {"tie": "possibly"}),
        (("tie envoy holdsOffice premiership affirms@1992",), "2018", {}),
        (("tie envoy holdsOffice premiership affirms@1992",), "1966", {}),
        (("tie envoy isHeadOfStateOf belmar affirms@1992",), "2018", {"tie": "possibly"}),
        # It is held by one at a time, and so until the next one is known to hold it.
        (
            ("tie envoy holdsOffice premiership affirms@1992", "next general holdsOffice premiership affirms@2001"),
            "2001",
            {"tie": "possibly"},
        ),
        (
            ("tie envoy holdsOffice premiership affirms@1992", "next general holdsOffice premiership affirms@2001"),
            "2002",
            {},
        ),
        (
            ("tie envoy holdsOffice premiership affirms@2001", "former general holdsOffice premiership affirms@1992"),
            "1991",
            {},
        ),
        # A word that denies it makes nobody the next one, and an office that two hold at one time has no next one.
        (
            (
                "tie envoy holdsOffice premiership affirms@1992",
                "next general holdsOffice premiership denies@2001",
            ),
            "2005",
            {"tie": "possibly"},
        ),
        (
            (
                "tie envoy holdsOffice premiership affirms@1992",
                "beside marshal holdsOffice premiership from:1990 until:1994",
                "next general holdsOffice premiership affirms@2001",
            ),
            "2005",
            {"tie": "possibly"},
        ),
        # No share, figure or judgement stands for ever, and no plan.
        (("tie belmar owns pipe affirms@2019",), "1988", {}),
        (("tie belmar owns pipe affirms@2019",), "1989", {"tie": "possibly"}),
        (("tie belmar owns pipe from:1980 affirms@2019",), "1988", {"tie": "certainly"}),
        (("tie belmar owns pipe affirms@2019",), "2050", {}),
        (("tie belmar borders corvania affirms@2019",), "1700", {"tie": "possibly"}),
        (("tie belmar borders corvania affirms@2019 phase:planned",), "1988", {}),
        # A pipeline is laid in some years before it is at work.
        (("tie pipe carries gas affirms@2020", "work pipe beganOperation - on:2018"), "2002", {}),
        (("tie pipe carries gas affirms@2020", "work pipe beganOperation - on:2018"), "2003", {"tie": "possibly"}),
        # An office is no older than that of which it is an office.
        (
            (
                "tie envoy holdsOffice chair affirms@2010",
                "of chair isOfficeOf pact affirms@2010",
                "born pact wasFounded - on:1991",
            ),
            "1990",
            {},
        ),
        # What is no more does nothing; but it may still be spoken of.
        (("tie pact attacks belmar affirms@1990", "gone pact wasDissolved - on:1992"), "1995", {}),
        (("tie belmar appealsTo pact affirms@1990", "gone pact wasDissolved - on:1992"), "1991", {"tie": "possibly"}),
    ],
)
def test_possibly_has_bounds(tmp_path: Path, lines: tuple[str, ...], as_of: str, expected: dict[str, str]) -> None:
    verdicts = held(tmp_path, *lines, as_of=as_of)
    assert {name: holds for name, holds in verdicts.items() if name in ("tie", "dated")} == expected


# The filters, in Python and on the command line.

TIES = (
    "old belmar controls salt from:1918 until:1920",
    "new corvania controls salt from:1994 affirms@2020-10-10",
    "open belmar borders corvania",
)


def test_since_and_until_keep_what_can_touch_the_span(tmp_path: Path) -> None:
    assert held(tmp_path, *TIES, since="1920", until="1950") == {"old": "certainly"}
    assert held(tmp_path, *TIES, since="1921", until="1950") == {}
    assert held(tmp_path, *TIES, since="2000") == {"new": "certainly"}
    assert held(tmp_path, *TIES, until="1919") == {"old": "certainly"}


def test_a_date_and_a_span_must_both_be_met_and_the_answer_is_for_the_date(tmp_path: Path) -> None:
    assert held(tmp_path, *TIES, as_of="1995", since="2030") == {"new": "certainly"}
    assert held(tmp_path, *TIES, as_of="2030", since="1995") == {"new": "possibly"}
    assert held(tmp_path, *TIES, as_of="1919", since="1995") == {}


def test_undated_relations_are_counted_and_listed_when_asked(tmp_path: Path) -> None:
    world = graph(tmp_path, WORLD, relations(*TIES))
    filters = Filters(as_of="1919")
    assert world.undated(filters=filters) == 1
    assert world.undated("belmar", filters=filters) == 1
    assert world.undated("salt", filters=filters) == 0
    assert world.undated("belmar", "corvania", filters) == 1
    assert world.undated(filters=Filters()) == 0
    assert world.undated(filters=Filters(as_of="1919", undated=True)) == 0
    assert [relation.holds for relation in world.relations(filters=Filters(as_of="1919", undated=True))] == [
        "certainly", "undated",
    ]  # fmt: skip


def test_without_a_date_nothing_is_said_about_holding(tmp_path: Path) -> None:
    assert held(tmp_path, *TIES) == dict.fromkeys(["old", "new", "open"])
    assert held(tmp_path, *TIES, undated=True) == dict.fromkeys(["old", "new", "open"])


def test_what_is_certain_stands_first_within_a_layer(tmp_path: Path) -> None:
    lines = ("a belmar controls salt affirms@2020", "z corvania controls salt from:1918 until:1920")
    assert list(held(tmp_path, *lines, as_of="1919").items()) == [("z", "certainly"), ("a", "possibly")]


def test_between_two_a_shared_thing_counts_if_both_ties_hold(tmp_path: Path) -> None:
    lines = ("one belmar takesPartIn raid on:2001", "other corvania takesPartIn raid on:2002")
    world = graph(tmp_path, WORLD, relations(*lines))
    assert len(world.relations("belmar", "corvania")) == 2
    assert world.relations("belmar", "corvania", Filters(as_of="2001")) == []


@pytest.mark.parametrize(
    ("dates", "why"),
    [
        ({"as_of": "2019-02-29"}, "no day 29"),
        ({"since": "20"}, "write YYYY"),
        ({"until": "2020-13"}, "no month 13"),
        ({"since": "2020-05", "until": "2020-04"}, "2020-04 ends before 2020-05 begins"),
        ({"since": "2020", "until": "2019-12-31"}, "give the earlier date first"),
    ],
)
def test_dates_that_cannot_be_meant_are_refused(dates: dict[str, str], why: str) -> None:
    with pytest.raises(InputError, match=why):
        Filters(**dates)  # type: ignore[arg-type]


def test_a_span_may_end_within_the_unit_in_which_it_begins() -> None:
    assert Filters(since="2020", until="2020-01-01").spans == (Span("2020-01-01", "2020-01-01"),)
    assert Filters(since="2020-12-31", until="2020").spans == (Span("2020-12-31", "2020-12-31"),)


# The command line.


def test_the_command_says_what_holds_and_counts_what_has_no_date(tmp_path: Path) -> None:
    graph(tmp_path, WORLD, relations(*TIES))
    data = ("--data", tmp_path / "statements.ttl")
    done = kg("relations", "salt", "--as-of", "1995", *data)
    assert (done.code, done.err) == (0, "")
    assert [(r["from"], r["holds"]) for r in done.json] == [("1994", "certainly")]
    done = kg("relations", "--as-of", "1995", *data)
    assert done.err == "kg: 1 tie has no date and is left out; see --undated\n"
    done = kg("relations", "--as-of", "1995", "--undated", *data)
    assert (done.err, [r["holds"] for r in done.json]) == ("", ["certainly", "undated"])
    done = kg("relations", "belmar", "corvania", "--since", "1995", *data)
    assert (done.code, done.data) == (1, b"[]\n")
    assert "1 tie has no date and is left out" in done.err


def test_the_table_says_how_certainly_and_by_which_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    lines = ("war salt-war tookPlace - from:2001 until:2003", "part belmar takesPartIn salt-war")
    graph(tmp_path, WORLD, relations(*lines))
    done = kg("relations", "belmar", "--as-of", "2002", "--format", "table", "--data", tmp_path / "statements.ttl")
    assert done.lines[0] == "belmar (state): 1 tie, as of 2002: 1 by their dates"
    assert "event 2001–2003" in " ".join(done.out.split())


def test_the_table_dates_what_two_both_take_part_in(tmp_path: Path) -> None:
    lines = (
        "truce salt-truce wasConcluded - on:1994-05-12",
        "rival salt-truce wasConcluded - on:1994-05-16",
        "one belmar signed salt-truce",
        "other corvania signed salt-truce",
    )
    graph(tmp_path, WORLD, relations(*lines))
    done = kg("relations", "belmar", "corvania", "--format", "table", "--data", tmp_path / "statements.ttl")
    assert any(line.startswith("✓ salt-truce (12 May 1994 or 16 May 1994): ") for line in done.lines)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--as-of", "2019-02-29"), "kg: '2019-02-29' is not a date: that month has no day 29\n"),
        (("--since", "1994", "--until", "1988"), "kg: 1988 ends before 1994 begins: give the earlier date first\n"),
    ],
)
def test_a_date_that_cannot_be_meant_ends_the_command(on_world: Run, options: tuple[str, ...], why: str) -> None:
    done = on_world("relations", *options)
    assert (done.code, done.data, done.err) == (2, b"", why)
