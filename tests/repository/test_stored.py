"""Meanings that got lost once, each with its right value: dates, hedges, denials, evaluations and names."""

import csv
import re
from collections import defaultdict

import pytest

from kg.graph import KnowledgeGraph
from kg.model.records import Relation
from kg.model.verbaliser import quantity, sentence
from kg.resources import data_dir
from kg.terms import local_name
from tests.command import kg

Claims = set[tuple[str, str, str]]


@pytest.fixture(scope="module")
def told(shipped: KnowledgeGraph) -> dict[str, Relation]:
    """Return all relations by local name."""
    return {local_name(relation.id): relation for relation in shipped.relations()}


def claims(relation: Relation) -> Claims:
    return {(local_name(claim.claimant.id), claim.stance, claim.status) for claim in relation.claims}


def test_a_share_that_is_observed_does_not_begin_with_the_observation(told: dict[str, Relation]) -> None:
    share = told["bp-owns-scgp-28.8-percent"]
    assert (share.on, share.from_, share.attested_on) == (None, None, ("2017",))
    assert not [name for name in told if "-owns-" in name and "-on-" in name]
    assert told["azerbaijan-isTopGasSupplierOf-turkey"].attested_on == ("2020-05",)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("armenia-annuls-zurich-protocols-on-2018-03-01", "2018-03-01"),
        ("armenia-suspendsRatificationOf-zurich-protocols-on-2010-04-22", "2010-04-22"),
        ("shusha-declaration-reaffirms-treaty-of-kars-on-2021-06-15", "2021-06-15"),
        (
            "azerbaijani-popular-front-party-boycotts-azerbaijani-parliamentary-election-2024-on-2024-09-01",
            "2024-09-01",
        ),
    ],
)
def test_what_happened_on_a_day_is_dated_by_it(told: dict[str, Relation], name: str, day: str) -> None:
    assert (told[name].on, told[name].attested_on) == (day, ())


def test_what_is_counted_stands_on_the_line(told: dict[str, Relation]) -> None:
    fighters = told["turkey-sendsFightersTo-azerbaijan-300-person-syrian-fighters"]
    assert quantity(fighters) == "300 Syrian fighters"
    denied = told["turkey-sendsFightersTo-azerbaijan"]
    assert claims(denied) == {("turkey", "denies", "asserted"), ("azerbaijan", "denies", "asserted")}
    peacekeepers = "russia-deploysTo-nagorno-karabakh-from-2020-11-10-1960-person-peacekeepers-decided"
    assert quantity(told[peacekeepers]) == "1,960 peacekeepers"
    parts = {quantity(r) for name, r in told.items() if name.startswith("botas-international-limited-operates-")}
    assert parts == {"Turkish section"}


def test_no_note_speaks_of_the_sheet_or_of_what_is_counted(told: dict[str, Relation]) -> None:
    notes = [claim.note or "" for relation in told.values() for claim in relation.claims]
    assert not [note for note in notes if "The sheet says" in note or "claimant:" in note or "Counted are" in note]
    judged = [note for note in notes if "likely" in note and "likely be" not in note]
    assert judged
    assert all("compiler of the sheet" in note or "Russia will likely" in note for note in judged)


def test_what_a_page_calls_an_estimate_is_told_as_one(told: dict[str, Relation]) -> None:
    # Each row of the sheet whose status has the word, but for a forecast, is so in its claims.
    estimated = {name for name, relation in told.items() if relation.comparator == "anEstimated"}
    rows = {row for name in estimated for claim in told[name].claims for row in claim.rows}
    with (data_dir() / "context" / "facts.csv").open(encoding="utf-8", newline="") as sheet:
        assert rows == {row["id"] for row in csv.DictReader(sheet) if "estimate" in row["status"]}
    assert quantity(told["btc-costs-anEstimated-3700000000-usd"]) == "an estimated 3.7 billion USD"
    # An estimate says nothing of how far it errs, so that another figure competes with it.
    assert "an estimated 5.0 % of GDP" in kg("disputes", "Armenia", "--format", "table").out


def test_a_number_keeps_the_digits_of_its_source(told: dict[str, Relation]) -> None:
    budget = told["azerbaijan-hasDefenceBudget-from-2020-until-2020-anEstimated-5-percentOfGdp"]
    assert str(budget.value) == "5.0"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("treaty-of-kars-isInForce", {("parliament-of-western-armenia", "denies", "asserted")}),
        (
            "armenia-isMemberOf-csto-suspended",
            {("csto-secretariat", "denies", "asserted"), ("nikol-pashinyan", "affirms", "asserted")},
        ),
        ("nk-republic-wasDissolved", {("wikipedia", "denies", "asserted")}),
        ("nizami-bakhmanov-signed-bishkek-protocol", {("vladimir-kazimirov", "denies", "asserted")}),
        (
            "afiyaddin-jalilov-signed-bishkek-protocol",
            {("other-accounts-of-the-signing-in-bishkek", "denies", "asserted"), ("wikipedia", "affirms", "asserted")},
        ),
        ("armenia-azerbaijan-peace-agreement-wasConcluded-before-2025-12", {("rfe-rl", "denies", "asserted")}),
        ("socar-suppliesOilTo-israel-directly", {("socar", "denies", "asserted")}),
    ],
)  # fmt: skip
def test_a_denial_is_a_stance_and_no_note(told: dict[str, Relation], name: str, expected: Claims) -> None:
    assert claims(told[name]) == expected


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("armenia-azerbaijan-peace-agreement-wasConcluded-before-2025-12", "2025-12"),
        ("socar-suppliesOilTo-israel-directly", "2024"),
    ],
)
def test_a_denial_keeps_the_day_on_which_it_was_said(told: dict[str, Relation], name: str, day: str) -> None:
    assert [claim.said_on for claim in told[name].claims] == [day]


def test_what_a_dated_page_says_of_where_something_lies_is_said_for_its_day(told: dict[str, Relation]) -> None:
    placed = [
        claim
        for name, relation in told.items()
        if "-isLocatedIn-" in name
        for claim in relation.claims
        if claim.source.dataset == "context" and claim.source.date and not (claim.note or "").startswith("By the name")
    ]
    assert len(placed) > 10
    assert [claim.id for claim in placed if claim.attested_on is None] == []
    shusha = {c.attested_on for c in told["shusha-isLocatedIn-azerbaijan"].claims if c.source.dataset == "context"}
    assert shusha == {"2026-08-08"}


def test_who_is_not_named_on_one_page_is_not_who_is_not_named_on_another(told: dict[str, Relation]) -> None:
    pages = defaultdict(set)
    for relation in told.values():
        for claim in relation.claims:
            if "the page does not name" in claim.claimant.label:
                pages[claim.claimant.label].add(claim.source.id)
    assert len(pages) > 5
    assert {label for label, sources in pages.items() if len(sources) > 1} == set()


def test_an_hour_dates_what_is_in_force_and_no_conclusion(told: dict[str, Relation]) -> None:
    hours = {
        name: claim.note
        for name, relation in told.items()
        for claim in relation.claims
        if re.match(r"From \d\d:\d\d", claim.note or "")
    }
    assert hours["karabakh-ceasefire-of-20-september-2023-isInForce-from-2023-09-20"] == "From 13:00."
    assert [name for name in hours if "-wasConcluded-" in name] == []


def test_what_begins_after_its_page_is_planned_or_decided(told: dict[str, Relation]) -> None:
    """What a page tells of a time after it nobody has seen; provisions and the size of a rise are decisions anyway."""
    ahead = {
        name: relation.phase
        for name, relation in told.items()
        for claim in relation.claims
        if claim.stance == "affirms" and not re.search("-(providesFor|amountsTo)-", name)
        if (begins := relation.from_ or relation.on) and claim.source.date and begins > claim.source.date
        if not begins.startswith(claim.source.date)
    }
    assert ahead["euma-costs-from-2025-02-until-2027-02-44000000-eur-planned"] == "planned"
    assert ahead["washington-humanitarian-ceasefire-of-26-isInForce-from-2020-10-26-decided"] == "decided"
    assert [name for name, phase in ahead.items() if phase is None] == []


def test_a_route_that_is_not_built_is_as_long_as_its_plan(told: dict[str, Relation]) -> None:
    lengths = {quantity(r): r.phase for name, r in told.items() if name.startswith("tripp-hasLength-")}
    assert lengths == {"42 km": "planned", "43 km": "planned"}


def test_an_accusation_in_a_note_is_a_tie(told: dict[str, Relation]) -> None:
    assert [claim.note for claim in told["azerbaijan-accuses-euma"].claims] == ["Of espionage."]


@pytest.mark.parametrize(
    ("agreement", "signers"),
    [
        ("treaty-of-kars", {"turkey", "soviet-russia", "armenian-ssr", "azerbaijan-ssr", "georgia-1921"}),
        ("treaty-of-moscow-1921", {"turkey", "soviet-russia"}),
        ("zurich-protocols", {"turkey", "armenia"}),
    ],
)
def test_for_whom_somebody_signs_that_one_signed(told: dict[str, Relation], agreement: str, signers: set[str]) -> None:
    signed = {name.split("-signed-")[0] for name in told if f"-signed-{agreement}" in name}
    assert signers <= signed


@pytest.mark.parametrize(
    ("name", "voice"),
    [
        ("civil-contract-hasResultIn-armenian-parliamentary-election-2021-on-2021-06-20-71-seat", {"sputnik"}),
        ("armenia-alliance-hasResultIn-armenian-parliamentary-election-2021-on-2021-06-20-29-seat", {"anadolu-agency"}),
        ("i-have-honor-hasResultIn-armenian-parliamentary-election-2021-on-2021-06-20-7-seat", {"anadolu-agency"}),
        ("khojaly-massacre-kills-azerbaijani-civilians-on-1992-02-26-atLeast-161-person", {"human-rights-watch"}),
        ("turkstream-beganOperation-on-2020-01-08-launch-ceremony", {"pipelines-international", "news-am"}),
        ("guam-wasFounded-on-1997-10-10-as-an-advisory-forum", {"guam"}),
        ("guam-wasFounded-on-2006-05-23-as-an-organisation", {"guam"}),
    ],
)
def test_a_figure_or_a_day_beside_another_is_a_claim(told: dict[str, Relation], name: str, voice: set[str]) -> None:
    assert {local_name(claim.claimant.id) for claim in told[name].claims} == voice


def test_a_person_who_wins_is_no_it(told: dict[str, Relation]) -> None:
    results = [c.note or "" for name, r in told.items() if "-hasResultIn-" in name for c in r.claims]
    assert sum("As the winner." in note for note in results) == 3
    assert not [note for note in results if "It won" in note]


def test_an_evaluation_of_a_party_is_judged(told: dict[str, Relation]) -> None:
    judged = {name for name, r in told.items() if any(status == "judged" for _, _, status in claims(r))}
    assert {
        "armenia-isThreatTo-regional-peace",
        "armenia-isThreatTo-azerbaijan",
        "azerbaijan-isOneNationWith-turkey",
    } <= judged


@pytest.mark.parametrize(
    ("place", "name", "users"),
    [("shusha", "Şuşa", "azeris"), ("stepanakert", "Xankəndi", "azeris"), ("kalbajar", "Kəlbəcər", "azeris"),
     ("khojaly-massacre", "Khojaly Genocide", "azerbaijan"),
     ("shusha", "Շուշի", "armenians"), ("stepanakert", "Ստեփանակերտ", "armenians")],
)  # fmt: skip
def test_a_name_is_told_with_who_uses_it(shipped: KnowledgeGraph, place: str, name: str, users: str) -> None:
    rows = [row.answer for row in shipped.ask("names") if row.answer["name"] == name]
    assert [(local_name(row["thing"].id), local_name(row["used_by"].id)) for row in rows] == [(place, users)]  # type: ignore[union-attr]
    assert local_name(shipped.resolve(name).entity.id) == place


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Степанакерт", "stepanakert"), ("Баку", "baku"), ("Երևան", "yerevan"), ("Пашинян", "nikol-pashinyan"),
        ("თბილისი", "tbilisi"), ("شوشی", "shusha"), ("44-day war", "second-war-2020"),
        ("Second Karabakh War", "second-war-2020"), ("Azerbaijani Foreign Ministry", "mfa-azerbaijan"),
        ("Նիկոլ Փաշինյան", "nikol-pashinyan"), ("Nikol Paşinyan", "nikol-pashinyan"),
        ("ნიკოლ ფაშინიანი", "nikol-pashinyan"), ("نیکول پاشینیان", "nikol-pashinyan"),
        ("Никол Воваевич Пашинян", "nikol-pashinyan"), ("Ալեն Սիմոնյան", "alen-simonyan"),
        ("Нагорный Карабах", "nagorno-karabakh"), ("Dağlık Karabağ", "nagorno-karabakh"),
        ("Европейский союз", "european-union"), ("Avropa Birliyi", "european-union"), ("Եվրոպա", "europe"),
        ("ევროპა", "europe"), ("اروپا", "europe"), ("Avrupa", "europe"),
        ("США", "united-states"), ("ԱՄՆ", "united-states"), ("ABŞ", "united-states"), ("ABD", "united-states"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_its_own_script(shipped: KnowledgeGraph, name: str, slug: str) -> None:
    assert local_name(shipped.search(name)[0].entity.id) == slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ильхам Алиев", "ilham-aliyev"), ("Իլհամ Ալիև", "ilham-aliyev"), ("ილჰამ ალიევი", "ilham-aliyev"),
        ("الهام علی‌اف", "ilham-aliyev"), ("რეჯეფ თაიფ ერდოღანი", "recep-tayyip-erdogan"),
        ("Реджеп Тайип Эрдоган", "recep-tayyip-erdogan"), ("Սերգեյ Լավրով", "sergei-lavrov"),
        ("მიხეილ გორბაჩოვი", "mikhail-gorbachev"), ("سرژ سارگسیان", "serzh-sargsyan"),
        ("Джейхун Байрамов", "jeyhun-bayramov"), ("Самвел Шахраманян", "samvel-shahramanyan"),
        ("Биньямин Нетаньяху", "benjamin-netanyahu"), ("Александр Лукашенко", "alexander-lukashenko"),
        ("Ալեքսանդր Լուկաշենկո", "alexander-lukashenko"), ("Էմանուել Մակրոն", "emmanuel-macron"),
        ("Elçibəy", "abulfaz-elchibey"), ("Əbülfəz Elçibəy", "abulfaz-elchibey"),
        ("Behbud Şahtaxtinski", "behbud-shahtahtinsky"), ("Nizami Bəhmənov", "nizami-bakhmanov"),
        ("Kelbecer", "kalbajar"),
    ],
)  # fmt: skip
def test_a_name_that_no_authority_gives_is_guessed_by_its_sounds(shipped: KnowledgeGraph, name: str, slug: str) -> None:
    matches = shipped.search(name)
    assert [(local_name(match.entity.id), match.how) for match in matches] == [(slug, "guess")]


@pytest.mark.parametrize(("name", "slug"), [("ალიევი", "ilham-aliyev"), ("قره باغ", "karabakh")])
def test_a_name_with_an_ending_or_in_two_words_is_among_those_that_sound_so(
    shipped: KnowledgeGraph, name: str, slug: str
) -> None:
    assert slug in [local_name(match.entity.id) for match in shipped.search(name)]


@pytest.mark.parametrize("name", ["Чёрное море", "გია", "علی", "Ժողով"])
def test_a_name_of_something_else_is_not_guessed(shipped: KnowledgeGraph, name: str) -> None:
    assert shipped.search(name) == []


def test_the_article_s_paragraph_43_is_cited_for_what_it_says(told: dict[str, Relation]) -> None:
    for state in ("armenia", "azerbaijan"):
        article = [c for c in told[f"{state}-isLocatedIn-south-caucasus"].claims if c.source.dataset == "article"]
        assert [claim.paragraphs for claim in article] == [(4,)]


def test_plural_subjects_take_plural_verbs(told: dict[str, Relation]) -> None:
    assert sentence(told["armenians-livesIn-nagorno-karabakh"]) == "Armenians live in Nagorno-Karabakh"
    singular = [name for name, r in told.items() if r.subject.plural and r.type.plural_label is None]
    assert singular == []


def test_each_imported_claim_tells_its_row(told: dict[str, Relation]) -> None:
    imported = [c for r in told.values() for c in r.claims if c.source.dataset == "context"]
    assert imported
    assert all(claim.rows and all(row.startswith("CF") for row in claim.rows) for claim in imported)


def test_what_is_said_of_an_enemy_has_the_enemy_as_an_end(told: dict[str, Relation]) -> None:
    victory = {name for name in told if "-dependsOnVictoryOver-" in name}
    assert victory == {
        "armenia-dependsOnVictoryOver-azerbaijan-for-its-survival-in-nagorno-karabakh",
        "azerbaijan-dependsOnVictoryOver-armenian-side-for-its-freedom",
    }


def test_an_event_whose_dead_or_results_are_dated_is_dated_itself(told: dict[str, Relation]) -> None:
    dated = {relation.subject.id for name, relation in told.items() if "-tookPlace-" in name}
    counted = [r for name, r in told.items() if "-kills-" in name and r.on]
    results = [r for name, r in told.items() if "-hasResultIn-" in name and r.on]
    assert len(counted) > 5
    assert len(results) > 5
    assert {r.subject.label for r in counted if r.subject.id not in dated} == set()
    assert {str(r.object) for r in results if getattr(r.object, "id", None) not in dated} == set()


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Khojaly massacre", "1992-02-26"),
        ("Stepanakert fuel depot explosion", "2023-09-25"),
        ("Azerbaijani parliamentary election 2024", "2024-09-01"),
        ("ICJ order of 6 July 2023", "2023-07-06"),
        ("Decree dissolving the Republic of Artsakh", "2023-09-28"),
    ],
)
def test_a_timeline_has_the_event_by_its_date(shipped: KnowledgeGraph, name: str, day: str) -> None:
    event = shipped.resolve(name).entity
    lines = shipped.timeline(name).dated
    assert [line.period.on for line in lines if line.event is not None and line.event.id == event.id] == [day]
