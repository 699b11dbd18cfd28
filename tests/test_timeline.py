"""Events and dated relations in order, as far as their dates order them."""

import re
from pathlib import Path

import pytest

from kg.graph import KnowledgeGraph
from kg.lookup.timeline import Entry, Timeline
from kg.model.dates import Period
from kg.model.filters import Filters
from kg.terms import local_name
from tests.command import kg
from tests.statements import entities, graph, relations, turtle

WORLD = entities(
    belmar="State", corvania="State", salt="Region", salt_war="War", salt_truce="Agreement", raid="ArmedClash",
    march="Demonstration", salt_party="Party", fear="Concept",
)  # fmt: skip


def told(folder: Path, *lines: str, name: str | None = None, filters: Filters | None = None) -> Timeline:
    return graph(folder, WORLD, relations(*lines)).timeline(name, filters)


def order(timeline: Timeline) -> list[str]:
    return [local_name(entry.relations[0].id) for entry in timeline.dated]


def parts(entry: Entry) -> list[str]:
    return [local_name(relation.id) for relation in entry.relations]


def test_what_was_certainly_earlier_stands_earlier(tmp_path: Path) -> None:
    lines = (
        "day belmar attacks salt on:1990-05-03",
        "decade corvania attacks salt after:1985 before:1989",
        "month belmar shells salt on:1990-04",
        "ended belmar controls salt until:1980",
        "since corvania controls salt from:1990-06",
        "year corvania shells salt on:1991",
    )
    assert order(told(tmp_path, *lines)) == ["ended", "decade", "month", "day", "since", "year"]


def test_a_year_is_not_its_first_of_january(tmp_path: Path) -> None:
    lines = ("newyear belmar attacks salt on:1990-01-01", "year belmar shells salt on:1990")
    dated = told(tmp_path, *lines)
    assert order(dated) == ["year", "newyear"]
    assert [entry.period.on for entry in dated.dated] == ["1990", "1990-01-01"]
    assert dated.unsure == {dated.dated[0].period.anchor}


def test_only_entries_whose_dates_overlap_are_unsure(tmp_path: Path) -> None:
    lines = (
        "one belmar attacks salt on:1990-01-01",
        "two belmar shells salt on:1991",
        "three corvania attacks salt on:1991",
    )
    assert told(tmp_path, *lines).unsure == frozenset()


def test_what_is_bounded_on_one_side_stands_outside_the_year_of_its_bound(tmp_path: Path) -> None:
    lines = (
        "year belmar shells salt on:1990",
        "later corvania attacks salt after:1990-03",
        "earlier belmar attacks salt before:1990-03",
        "before corvania shells salt on:1989",
        "after belmar controls salt from:1991",
    )
    dated = told(tmp_path, *lines)
    assert order(dated) == ["before", "earlier", "year", "later", "after"]
    assert len(dated.unsure) == 3


def test_an_event_is_told_with_who_took_part_where_and_at_what_toll(tmp_path: Path) -> None:
    lines = (
        "war salt-war tookPlace - from:2001 until:2003",
        "part belmar takesPartIn salt-war",
        "place salt-war happenedIn salt",
        "toll salt-war displaces corvania",
        "cause salt-war causes fear",
        "later corvania takesPartIn salt-war on:2002",
    )
    war, later = told(tmp_path, *lines).dated
    assert (war.period, war.event and war.event.label) == (Period(from_="2001", until="2003"), "salt-war")
    assert parts(war) == ["war", "toll", "part", "place"]
    assert (later.event, parts(later)) == (None, ["later"])


def test_what_an_event_led_to_is_told_when_it_is_asked_for(tmp_path: Path) -> None:
    lines = ("war salt-war tookPlace - on:2001", "cause salt-war causes fear", "place salt-war happenedIn salt")
    assert parts(told(tmp_path, *lines, name="salt-war").dated[0]) == ["war", "cause", "place"]
    assert parts(told(tmp_path, *lines, filters=Filters(layer=("cause",))).dated[0]) == ["war", "cause"]


def test_rival_datings_stand_side_by_side_each_with_all_that_is_known(tmp_path: Path) -> None:
    lines = (
        "one salt-truce wasConcluded - on:1994-05-09",
        "other salt-truce wasConcluded - on:1994-05-16",
        "between belmar attacks salt on:1994-05-12",
        "signed belmar signed salt-truce",
    )
    dated = told(tmp_path, *lines)
    assert [parts(entry) for entry in dated.dated] == [["one", "signed"], ["other", "signed"], ["between"]]
    assert [entry.period.on for entry in dated.dated] == ["1994-05-09", "1994-05-16", "1994-05-12"]


def test_a_name_brings_its_events_whole_and_its_own_dated_relations(tmp_path: Path) -> None:
    lines = (
        "war salt-war tookPlace - on:2001",
        "part belmar takesPartIn salt-war",
        "foe corvania takesPartIn salt-war",
        "raided raid tookPlace - on:2002",
        "raiders corvania takesPartIn raid",
        "rule belmar controls salt from:2003",
        "other corvania controls salt from:2004",
        "bare belmar borders corvania",
    )
    dated = told(tmp_path, *lines, name="belmar")
    assert [parts(entry) for entry in dated.dated] == [["war", "part", "foe"], ["rule"]]
    assert (dated.undated, dated.left_out) == ([], 1)


def test_events_without_a_date_stand_apart_and_undated_relations_when_asked(tmp_path: Path) -> None:
    lines = (
        "place march happenedIn salt",
        "rule belmar controls salt from:2003",
        "bare belmar borders corvania",
        "present belmar controls corvania affirms@2020",
    )
    dated = told(tmp_path, *lines)
    assert order(dated) == ["rule"]
    assert [(entry.event and entry.event.label, parts(entry)) for entry in dated.undated] == [("march", ["place"])]
    assert dated.left_out == 2
    wider = told(tmp_path, *lines, filters=Filters(undated=True))
    assert [parts(entry) for entry in wider.undated] == [["place"], ["bare"], ["present"]]
    assert wider.left_out == 0
    assert all(not entry.period for entry in wider.undated)


def test_the_hint_of_a_long_timeline_is_for_a_year_that_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")  # wider than the address of the file
    days = [f"r{day} belmar attacks salt on:2001-05-{day:02}" for day in range(1, 29)]
    earlier = [f"e{day} belmar shells salt on:1999-05-{day:02}" for day in range(1, 21)]
    path = tmp_path / "statements.ttl"
    path.write_text(turtle(WORLD, relations(*days, *earlier)), encoding="utf-8")
    asked = ("timeline", "--data", path, "--format", "table")
    hint = f"kg timeline --since 2001 --until 2001 --all --data {path}"
    assert hint in " ".join(kg(*asked).out.split()).replace("\N{NO-BREAK SPACE}", " ")
    assert kg(*asked, "--since", "2001", "--until", "2001", "--all").out.count("belmar attacks salt") == len(days)


def test_a_date_asked_for_keeps_what_can_hold_then(tmp_path: Path) -> None:
    lines = (
        "war salt-war tookPlace - from:2001 until:2003",
        "part belmar takesPartIn salt-war",
        "said salt-war contributesTo fear on:1990",
        "place march happenedIn salt",
        "rule belmar controls salt from:2003",
    )
    dated = told(tmp_path, *lines, filters=Filters(as_of="2002"))
    assert [parts(entry) for entry in dated.dated] == [["war", "part"]]
    assert {relation.holds for relation in dated.dated[0].relations} == {"certainly"}
    assert (dated.undated, dated.left_out) == ([], 1)
    assert order(told(tmp_path, *lines, filters=Filters(as_of="1990"))) == ["said"]
    assert order(told(tmp_path, *lines, filters=Filters(since="2003-06"))) == ["war", "rule"]


def test_the_founding_of_a_body_is_a_dated_relation_and_no_event(tmp_path: Path) -> None:
    lines = ("founding salt-party wasFounded - on:2001", "member belmar isMemberOf salt-party")
    dated = told(tmp_path, *lines)
    assert [(entry.event, parts(entry)) for entry in dated.dated] == [(None, ["founding"])]


@pytest.fixture
def world(tmp_path: Path) -> KnowledgeGraph:
    return graph(
        tmp_path,
        WORLD,
        relations(
            "one salt-war tookPlace - from:1988 until:1994",
            "other salt-war tookPlace - on:1991-05",
            "part belmar takesPartIn salt-war",
            "year belmar attacks salt on:1988",
            "early belmar shells salt before:1988",
            "place march happenedIn salt",
            "bare belmar borders corvania",
        ),
    )


def test_a_timeline_prints_one_entry_a_line(world: KnowledgeGraph) -> None:
    assert str(world.timeline()).splitlines() == [
        "belmar shells salt (not after 1988)",
        "belmar attacks salt (in 1988)",
        "salt-war (from 1988 until 1994)",
        "salt-war (in 1991-05)",
        "march",
    ]


def test_the_command_prints_the_records(world: KnowledgeGraph, tmp_path: Path) -> None:
    done = kg("timeline", "--data", tmp_path / "statements.ttl")
    assert done.code == 0
    assert done.err == "kg: 1 tie has no date of its own and is left out; see --undated\n"
    assert [list(record) for record in done.json] == [
        ["on", "from", "until", "not_before", "not_after", "event", "relations"]
    ] * 5
    dates = [[record[name] for name in ("on", "from", "until", "not_before", "not_after")] for record in done.json]
    assert dates == [
        [None, None, None, None, "1988"],
        ["1988", None, None, None, None],
        [None, "1988", "1994", None, None],
        ["1991-05", None, None, None, None],
        [None] * 5,
    ]
    assert [record["event"] and record["event"]["label"] for record in done.json] == [
        None, None, "salt-war", "salt-war", "march",
    ]  # fmt: skip


def test_the_table_has_the_years_as_headings(
    world: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    done = kg("timeline", "--format", "table", "--data", tmp_path / "statements.ttl")
    headings = [line for line in done.lines if re.fullmatch(r"[0-9]{4}(–[0-9]{4}| or earlier)?", line)]
    assert done.lines[0].startswith("Timeline: ")
    assert headings == ["1988 or earlier", "1988", "1988–1991"]
    assert next(line.split()[1:3] for line in done.lines if line.startswith("≈")) == ["by", "1988"]
    assert "✓ or May 1991" in done.out or "○ or May 1991" in done.out
    assert "has as a participant: belmar" in done.out
    assert "Without a date of " in done.out


def test_csv_numbers_the_entries(world: KnowledgeGraph, tmp_path: Path) -> None:
    done = kg("timeline", "--format", "csv", "--data", tmp_path / "statements.ttl")
    assert done.lines[0].startswith("entry,event_id,event,relation,")
    assert [line.split(",")[0] for line in done.lines[1:]] == ["1", "2", "3", "3", "4", "4", "5"]


def test_a_name_of_which_nothing_is_dated_is_said_to_have_no_timeline(world: KnowledgeGraph, tmp_path: Path) -> None:
    done = kg("timeline", "corvania", "--data", tmp_path / "statements.ttl")
    assert (done.code, done.json) == (1, [])
    assert done.err.splitlines()[-1] == "kg: no event and no dated tie of corvania"


def test_an_event_is_listed_of_which_is_told_only_what_it_led_to(tmp_path: Path) -> None:
    graph(tmp_path, WORLD, relations("a belmar attacks salt on:1990", "b salt-war contributesTo fear"))
    listed = kg("timeline", "--all", "--format", "table", "--data", tmp_path / "statements.ttl")
    assert listed.code == 0 and "salt-war (war)" in listed.out


def test_a_year_of_a_long_timeline_says_ends_values_and_doubts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    out = " ".join(kg("timeline", "--format", "table").out.split())
    assert "1917 Armenians of Eastern Anatolia live in Eastern Anatolia (until 1917)" in out
    assert "2027 Trans Adriatic Pipeline has a capacity of (20 bcm a year, from 2027, planned)" in out
    assert "1921 Treaty of Kars; Treaty of Moscow (1921); " in out
    then = " ".join(kg("timeline", "--as-of", "2021", "--format", "table").out.split())
    assert "2022 Russia is a member of Council of Europe (until 16 Mar 2022, possibly then)" in then
    assert "1949 Turkey is a member of Council of Europe (from 1949, possibly then)" in then


def test_the_heading_of_a_span_counts_what_is_shown_and_the_close_what_goes_on() -> None:
    asked = ("timeline", "--since", "2020-11-09", "--until", "2020-11-10", "--format", "table")
    out = kg(*asked).out
    heading, close = out.splitlines()[0], " ".join(out.split("SOURCES")[1].split())
    total = re.match(r"Timeline: (\d+) entries", kg(*asked, "--all").out)
    shown = re.fullmatch(r"Timeline, 9–10 Nov 2020: (\d+) entries", heading)
    through = re.search(r"(\d+) more began before, .*, such as .+: --all", close)
    assert total and shown and through
    assert int(shown[1]) + int(through[1]) == int(total[1])
    assert 20 < int(shown[1]) < 40


def test_an_end_that_is_the_day_of_its_accounts_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an account of 10 October could know ends on that day at the latest; the other account needs no such word."""
    monkeypatch.setenv("COLUMNS", "200")
    both = "27 Sep–10 Oct 2020 (said on 10 Oct 2020); 27 Sep–10 Nov 2020"
    assert both in kg("show", "44-day war", "--format", "table").out
    asked = ("timeline", "--since", "2020-11-09", "--until", "2020-11-10", "--format", "table")
    assert "2020 fighting over Nagorno-Karabakh (war, said on 10 Oct 2020)" in kg(*asked).out


def test_a_card_of_a_body_has_its_chairs() -> None:
    out = " ".join(kg("show", "Minsk Group", "--format", "table").out.split())
    assert all(f"{state} (14 Feb 1997–30 Nov 2025)" in out for state in ("France", "Russia", "United States"))
    assert "co-chaired by" in out
