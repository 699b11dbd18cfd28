"""The context dataset: rebuilt from its sheet, beside the article and apart from it."""

import re
import shutil
from pathlib import Path

import pytest

from kg.graph import KnowledgeGraph
from kg.importing.importer import import_sheet
from kg.model.disputes import Dispute
from kg.model.filters import Filters
from kg.model.records import Claim, Relation
from kg.resources import data_dir
from kg.terms import local_name
from tests.command import kg

CONTEXT = data_dir() / "context"


def files(data: Path) -> dict[str, bytes]:
    paths = [*sorted((data / "context").rglob("*.ttl")), data / "entities" / "context.ttl"]
    return {str(path.relative_to(data)): path.read_bytes() for path in paths}


@pytest.mark.slow
def test_anybody_can_rebuild_the_dataset_from_its_sheet(tmp_path: Path) -> None:
    shutil.copytree(data_dir() / "entities", tmp_path / "entities")
    (tmp_path / "entities" / "context.ttl").unlink()
    report = import_sheet(CONTEXT / "facts.csv", CONTEXT / "profile.toml", CONTEXT / "resolution.toml", tmp_path)
    assert files(tmp_path) == files(data_dir())
    assert (report.read, report.written, report.unforeseen) == (873, 869, 0)
    # 357 no conclusion, 631 nobody named, 656 no seller named, 693 a figure that the page does not give
    assert [refusal.line for refusal in report.refused] == [357, 631, 656, 693]


@pytest.mark.slow
@pytest.mark.parametrize(
    "question",
    [
        ["relations"],
        ["relations", "Turkey", "Azerbaijan", "--long"],
        ["relations", "Turkey", "--format", "csv"],
        ["show", "Shusha"],
        ["show", "Turkey"],
        ["entities"],
        ["search", "Shusha"],
        ["stats"],
        ["sources"],
        ["vocabulary"],
        ["vocabulary", "owns"],
        ["why", "Azerbaijan", "TANAP"],
        ["disputes"],
        ["timeline"],
        ["changes", "1988", "2020"],
        ["perspective", "Turkey"],
        ["path", "Israel", "Armenia"],
        ["query", "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"],
    ],
    ids=" ".join,
)
def test_what_the_article_answers_does_not_change_by_a_byte(question: list[str], tmp_path: Path) -> None:
    alone = tmp_path / "data"
    shutil.copytree(data_dir(), alone, ignore=shutil.ignore_patterns("context", "context.ttl"))
    beside = kg(*question, "--dataset", "article")
    assert beside == kg(*question, "--dataset", "article", "--data", alone)
    assert beside.code == 0


def test_the_article_s_owner_stands_beside_the_later_shares(shipped: KnowledgeGraph) -> None:
    owners = {
        (str(relation.subject), None if relation.value is None else float(relation.value), relation.datasets)
        for relation in shipped.relations("TANAP", filters=Filters(type=("owns",)))
    }
    assert owners == {
        ("SOCAR", None, ("article",)),
        ("SOCAR", 51.0, ("context",)),
        ("Southern Gas Corridor CJSC", 51.0, ("context",)),
        ("Southern Gas Corridor CJSC", 58.0, ("context",)),
        ("SOCAR Turkey Enerji", 7.0, ("context",)),
        ("BOTAS", 30.0, ("context",)),
        ("BP", 12.0, ("context",)),
    }


def _from_wikipedia(graph: KnowledgeGraph) -> list[Claim]:
    """The claims in Wikipedia's own voice, wherever its text was read."""
    claims = (claim for relation in graph.relations() for claim in relation.claims)
    return [
        claim
        for claim in claims
        if "Wikipedia" in (claim.source.publisher or "") and str(claim.claimant) == "Wikipedia"
    ]


def test_there_is_one_azerbaijan_and_one_tanap(shipped: KnowledgeGraph) -> None:
    assert {entity.id.rsplit("/")[-1] for entity in shipped.entities() if entity.label == "Azerbaijan"} == {
        "azerbaijan"
    }
    assert shipped.resolve("TANAP").entity.id.endswith("/tanap")


@pytest.mark.slow
def test_mirrors_of_one_publisher_count_once(shipped: KnowledgeGraph) -> None:
    both = shipped.corroborated(shipped.relations("TANAP", filters=Filters(type=("owns",))))
    bare, share = sorted((one for one in both if str(one.subject) == "SOCAR"), key=lambda one: one.value is not None)
    # The article and Reuters, in the copy of a paper; of these, the article tells no share.
    assert bare.corroboration is not None and share.corroboration is not None
    assert (bare.corroboration.publishers, bare.corroboration.sides) == (2, ("neutral",))
    assert (share.corroboration.publishers, share.corroboration.sides) == (1, ("neutral",))
    assert len({claim.source.publisher for claim in _from_wikipedia(shipped)}) > 10
    assert len({claim.claimant.id for claim in _from_wikipedia(shipped)}) == 1


@pytest.mark.parametrize(
    ("names", "type_", "values"),
    [
        (("BTC",), "hasLength", {1768, 1776}),
        (("Khojaly massacre", "Azerbaijani civilians"), "kills", {613, 200, 161, 485}),
    ],
)
def test_rival_figures_stand_side_by_side(
    shipped: KnowledgeGraph, names: tuple[str, ...], type_: str, values: set[int]
) -> None:
    one, other = [*names, None][:2]
    relations = shipped.relations(one, other, Filters(type=(type_,)))
    assert {int(relation.value or 0) for relation in relations if relation.phase is None} == values
    disputed = (relation for dispute in shipped.disputes(names[0]) for relation in dispute.relations)
    assert any(local_name(relation.type.id) == type_ for relation in disputed)


# Where the sources of both datasets differ, by what they differ in.
DIFFERENCES = {
    "length": [
        "Baku–Tbilisi–Ceyhan pipeline has a length of",
        "Baku-Supsa pipeline has a length of",
        "Baku–Tbilisi–Ceyhan pipeline passes through Georgia",
    ],
    "capacity": ["Blue Stream has a capacity of", "Baku-Supsa pipeline has a capacity of"],
    "cost": ["Trans-Anatolian Natural Gas Pipeline costs", "Iran-Armenia gas pipeline costs"],
    "share": ["Israel supplies arms to Azerbaijan"],
    "more than the whole": ["… owns Trans-Anatolian Natural Gas Pipeline"],
    "accusation": ["Armenia and Azerbaijan accuse each other", "Azerbaijan and the Armenian side accuse each other"],
    "start": [
        "Turkey is a member of Council of Europe",
        "Samvel Shahramanyan is the head of state of Republic of Nagorno-Karabakh",
    ],
    "end": ["1996 Iran-Turkey gas contract is in force"],
    "result": ["Armenia Alliance has a result in Armenian parliamentary election 2021"],
    "toll": [
        "Khojaly massacre (in Azerbaijan's words a genocide) kills Azerbaijani civilians",
        "2020 fighting over Nagorno-Karabakh kills people of all sides killed in the war of 2020",
        "April War of 2016 kills Azerbaijani soldiers",
    ],
    "date": ["Bishkek Protocol was concluded", "Treaty of Kars was concluded", "Armenia signed EAEU accession treaty"],
    "denial": [
        "Azerbaijan captures Shusha",
        "Agreement on Establishment of Peace and Inter-State Relations between Armenia and Azerbaijan was concluded",
        "the Armenian side uses cluster munitions (kind not said)",
        "mercenaries from Syria travel to fight for Azerbaijan",
        "Republic of Nagorno-Karabakh was dissolved",  # decided, and not carried out
    ],
    "signatory": ["Kyrgyzstan signed Collective Security Treaty"],
    "mediator": ["… brokered Humanitarian truce of 18 October 2020"],
}


@pytest.fixture(scope="module")
def disputes(shipped: KnowledgeGraph) -> dict[str, Dispute]:
    return {str(dispute): dispute for dispute in shipped.disputes()}


@pytest.mark.parametrize("what", DIFFERENCES)
def test_disputes_find_where_sources_differ(disputes: dict[str, Dispute], what: str) -> None:
    assert [name for name in DIFFERENCES[what] if name not in disputes] == []


@pytest.mark.parametrize(
    "name",
    [
        "Trans-Anatolian Natural Gas Pipeline has a length of",  # 1,850 km, and rounded 1,900
        "Interconnector Greece-Bulgaria has a length of",  # 182 km, and rounded 180
        "Stepanakert has a population of",  # in 2010, 2021 and 2024
        "BP owns Baku–Tbilisi–Ceyhan pipeline",  # a share of 2002 and one of 2020
        "Belarus supplies arms to Azerbaijan",  # tanks and aircraft
        "… holds the office of Foreign Minister of Armenia",  # whom the article describes and does not name
        "Shah Deniz field has a capacity of",  # of its first stage, its second stage and both
        "TurkStream has a length of",  # of its offshore section, and of all of it
        "2020 fighting over Nagorno-Karabakh took place",  # until 10 October, as an account of that day has it
        "Shusha has the latitude",  # points of one town
        "Shusha has the longitude",
        "Stepanakert has the latitude",
        "Stepanakert has the longitude",
        "South Caucasus Gas Pipeline has a length of",  # 691 and 692 km
        "TRIPP (Trump Route for International Peace and Prosperity) has a length of (planned)",  # 42 and 43 km
        "TRIPP Implementation Framework was concluded",  # in the evening in Washington, the next day in the Caucasus
        "Trans Adriatic Pipeline has a capacity of (planned)",  # steps of one plan, 2026 and 2027
        "Trans-Anatolian Natural Gas Pipeline costs (planned)",  # estimates of 2015 and of 2018
        "Lukoil owns Shah Deniz field (planned)",  # announced, and then reduced
        "Azerbaijan supplies gas to export markets of Azerbaijani gas, all together",  # foreseen, and come about
    ],
)
def test_figures_of_other_days_and_other_things_are_no_dispute(disputes: dict[str, Dispute], name: str) -> None:
    assert name not in disputes


def test_areas_of_one_time_differ_and_those_of_a_later_one_do_not(disputes: dict[str, Dispute]) -> None:
    areas = disputes["Republic of Nagorno-Karabakh has an area of"]
    stated = [[(float(r.value or 0), r.not_after or r.until) for r in side.relations] for side in areas.sides]
    assert stated == [[(11432, "2020"), (3170, None)], [(11458, "2019")]]


def test_a_decision_is_told_apart_from_what_came_of_it() -> None:
    told = kg("disputes", "nk-republic", "--format", "table").out
    assert "affirmed as decided (1 Jan 2024)  Daryo" in told
    assert re.search(r"^B  denied +Wikipedia", told, re.MULTILINE)
    why = kg("why", "nk-republic-wasDissolved-on-2024-01-01-decided", "--format", "table").out
    assert "Wikipedia" in why


def test_steps_of_one_plan_stand_against_another_plan_as_one_account(disputes: dict[str, Dispute]) -> None:
    planned = disputes["Trans-Anatolian Natural Gas Pipeline has a capacity of (planned)"]
    steps = [[(float(r.value or 0), r.from_) for r in side.relations] for side in planned.sides]
    assert steps == [[(22, None)], [(24, "2023"), (31, "2026")]]


def test_whose_shares_are_more_than_the_whole_is_told_by_account(disputes: dict[str, Dispute]) -> None:
    owned = disputes["… owns Trans-Anatolian Natural Gas Pipeline"]
    assert [[(r.subject.label, float(r.value or 0)) for r in side.relations] for side in owned.sides] == [
        [("SOCAR", 51)],
        [("Southern Gas Corridor CJSC", 51), ("BOTAS", 30), ("BP", 12), ("SOCAR Turkey Enerji", 7)],
    ]
    assert "\ntogether 151 %\n" in kg("disputes", "TANAP", "--format", "table").out


def test_what_a_page_says_beside_the_figure_of_its_row_is_a_claim(disputes: dict[str, Dispute]) -> None:
    personnel = disputes["102nd Russian Military Base has personnel of"]
    numbers = {(float(r.value or 0), r.comparator) for side in personnel.sides for r in side.relations}
    assert {(4245, None), (5000, "about")} <= numbers
    sections = disputes["Baku–Tbilisi–Ceyhan pipeline passes through Georgia"].sides
    assert [[float(r.value or 0) for r in side.relations] for side in sections] == [[249], [260]]


def test_each_says_of_the_truce_of_october_26_that_the_other_broke_it(disputes: dict[str, Dispute]) -> None:
    sides = disputes["Azerbaijan and the Armenian side accuse each other"].sides
    assert [sorted(who.label for who in side.claimants) for side in sides] == [["Azerbaijan"], ["Artak Beglaryan"]]
    told = " ".join(kg("disputes", "Artak Beglaryan", "--format", "table").out.split())
    assert "Artak Beglaryan says: Azerbaijan violates" in told
    assert "Armenian side says" not in told


@pytest.mark.parametrize(
    ("town", "slug"), [("Khojaly", "khojaly-massacre"), ("Kars", "treaty-of-kars"), ("Bishkek", "bishkek-protocol")]
)
def test_a_town_without_disputes_leads_to_what_is_named_after_it(town: str, slug: str) -> None:
    done = kg("disputes", town)
    assert done.code == 1
    assert f"kg disputes {slug}" in done.err


def of_the_sheet(graph: KnowledgeGraph, *names: str, type_: str | None = None) -> list[Relation]:
    """Return the relations of a name, or between two, that a row of the sheet states."""
    one, other = [*names, None, None][:2]
    found = graph.relations(one, other, Filters(type=(type_,)) if type_ else Filters())
    return [relation for relation in found if "context" in relation.datasets]


# Terms of an agreement, and what a decision orders, stand from the day on that it names.
ORDERED = {"providesFor", "amountsTo"}


def test_what_a_page_tells_for_a_day_after_its_own_is_no_plain_fact(shipped: KnowledgeGraph) -> None:
    foretold = set()
    for relation in of_the_sheet(shipped):
        first = relation.on or relation.from_ or relation.not_before
        if first is None or relation.phase is not None or local_name(relation.type.id) in ORDERED:
            continue
        for claim in relation.claims:
            page = claim.source.date or first
            if first[: len(page)] > page[: len(first)]:
                foretold.add((local_name(relation.id), page))
    assert foretold == set()


@pytest.mark.parametrize(
    ("names", "type_", "stated"),
    [
        (("Azerbaijan", "Collective Security Treaty"), "withdrawsFrom", [("by declining to prolong it", None)]),
        (("Baghanis", "Baghanis Ayrum"), "borders", [("preliminary", "decided")]),
        (
            ("TRIPP Implementation Framework",),
            "wasConcluded",
            [
                ("released, Washington time", None),
                ("released, Yerevan and Baku time", None),
            ],
        ),
        (
            ("SOCAR Midstream Operations", "SCGP"),
            "operates",
            [("technical operatorship", "decided"), ("technical operatorship", None)],  # announced, and handed over
        ),
        (
            ("102nd Russian Military Base",),
            "hasPersonnel",
            [("soldiers", None), ("staff", None), ("troops", None), (None, None), (None, None)],
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_what_turns_a_meaning_stands_on_the_relation_and_not_in_a_note(
    shipped: KnowledgeGraph, names: tuple[str, ...], type_: str, stated: list[tuple[str | None, str | None]]
) -> None:
    relations = of_the_sheet(shipped, *names, type_=type_)
    assert sorted(((r.qualifier, r.phase) for r in relations), key=str) == sorted(stated, key=str)


def test_a_capacity_is_of_the_day_of_its_page_or_of_the_day_since_when_it_is(shipped: KnowledgeGraph) -> None:
    def dated(name: str) -> set[tuple[int, str | None, str | None, tuple[str, ...]]]:
        found = of_the_sheet(shipped, name, type_="hasCapacity")
        return {(int(r.value or 0), r.from_, r.phase, r.attested_on) for r in found}

    assert {(1_000_000, "2006-03", None, ()), (1_200_000, "2009-03", None, ())} <= dated("BTC")
    assert dated("Interconnector Greece-Bulgaria") == {(3, None, None, ("2024-06-29",)), (5, None, "potential", ())}
    assert {(16, None, None, ("2019-11-30",)), (31, None, "potential", ())} <= dated("TANAP")


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("Baku-Supsa pipeline", {"1999-04-08", "1999-04-17"}),
        ("Blue Stream", {"2002-12", "2003-02", "2005-11-17"}),
        ("Iran-Armenia gas pipeline", {"2006-12-20", "2007-03-19"}),
        ("SCGP", {"2006", "2007-07"}),
    ],
)
def test_each_day_that_a_page_gives_for_an_opening_is_a_claim(
    shipped: KnowledgeGraph, name: str, days: set[str]
) -> None:
    openings = of_the_sheet(shipped, name, type_="beganOperation")
    assert {relation.on for relation in openings} == days


def test_a_closed_border_is_closed_on_the_day_of_the_page(shipped: KnowledgeGraph) -> None:
    (closed,) = of_the_sheet(shipped, "Turkey", "Armenia", type_="closesBorderWith")
    assert (closed.from_, closed.attested_on) == ("1993", ("2017-09",))


def test_what_pashinyan_recognises_tells_that_nagorno_karabakh_is_in_it(shipped: KnowledgeGraph) -> None:
    (recognised,) = shipped.relations("Nikol Pashinyan", filters=Filters(type=("recognises",)))
    assert "including Nagorno-Karabakh" in str(recognised.object)
    (part,) = shipped.relations("Nagorno-Karabakh", str(recognised.object), Filters(type=("isPartOf",)))
    assert [(str(claim.claimant), claim.status) for claim in part.claims] == [("Nikol Pashinyan", "asserted")]
    assert not part.accepted


def test_no_note_calls_the_republic_by_the_name_of_one_side(shipped: KnowledgeGraph) -> None:
    claims = (claim for relation in of_the_sheet(shipped) for claim in relation.claims)
    assert [claim.note for claim in claims if "Artsakh" in (claim.note or "")] == []


def test_a_denial_that_the_sheet_reports_is_a_stance(shipped: KnowledgeGraph) -> None:
    attack = shipped.relations("Armenia", "Ganja", Filters(type=("attacks",)))
    stances = {(str(claim.claimant), claim.stance) for relation in attack for claim in relation.claims}
    assert ("Azerbaijan", "affirms") in stances
    assert ("Ministry of Defence of Armenia", "denies") in stances


@pytest.mark.slow
def test_what_the_sheet_calls_a_likely_error_stands_and_passes_no_policy_but_claimed(shipped: KnowledgeGraph) -> None:
    doubted = [r for r in shipped.relations() if any(claim.doubted for claim in r.claims)]
    assert len(doubted) == 3
    assert not any(relation.accepted for relation in doubted)
    assert all("likely" in (claim.note or "") for relation in doubted for claim in relation.claims if claim.doubted)
    line = kg("relations", "Turkey", "Azerbaijan", "--layer", "arms", "--format", "txt").out
    assert "War Resisters' International (doubted)" in line
    claimed = shipped.relations("Turkey", "Azerbaijan", policy="claimed")
    assert any(r.accepted for r in claimed if r.id in {one.id for one in doubted})


def test_a_handover_that_is_announced_after_it_was_made_is_in_dispute(disputes: dict[str, Dispute]) -> None:
    sides = disputes["SOCAR Midstream Operations operates South Caucasus Gas Pipeline"].sides
    told = [[(r.from_, r.phase, [c.claimant.label for c in r.claims]) for r in side.relations] for side in sides]
    assert told == [[("2020-03-20", None, ["bp Azerbaijan"])], [("2020-06", "decided", ["Reuters"])]]


def test_a_page_that_gives_two_dates_is_heard_with_both(disputes: dict[str, Dispute]) -> None:
    sides = disputes["Treaty of Kars was concluded"].sides
    told = {r.on: sorted(c.claimant.label for c in r.claims) for side in sides for r in side.relations}
    assert told == {
        "1921-10-13": ["Parliament of Western Armenia", "Wikipedia"],
        "1921-10-23": ["Parliament of Western Armenia"],
    }


@pytest.mark.parametrize(
    ("name", "year"), [("1996 Iran-Turkey gas contract", "1996"), ("2022 EU-Azerbaijan energy memorandum", "2022")]
)
def test_an_agreement_is_as_old_as_the_year_in_its_name(name: str, year: str) -> None:
    before = str(int(year) - 1)
    assert kg("relations", name, "--as-of", before).code == 1
    assert kg("relations", name, "--as-of", year).json
