"""Worked answers from the article: what a careful reader finds in it, and what is easy to get wrong.

Each was read from the paragraphs named in it, by hand.
"""

from collections.abc import Iterable

import pytest

from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.model.records import Relation
from kg.session.reading import read_relations
from kg.terms import RELATION, local_name
from tests.command import kg

AUTHOR = "author-of-the-article"


@pytest.fixture(scope="module")
def article() -> KnowledgeGraph:
    """The article alone, whatever other datasets ship."""
    return KnowledgeGraph.load(datasets=["article"])


def names(relations: Iterable[Relation]) -> set[str]:
    return {local_name(relation.id) for relation in relations}


def about(graph: KnowledgeGraph, *ends: str, **filters: tuple[str, ...]) -> set[str]:
    one, other = [*ends, None, None][:2]
    return names(graph.relations(one, other, Filters(**filters)))  # type: ignore[arg-type]


def the(graph: KnowledgeGraph, name: str) -> Relation:
    (relation,) = read_relations(graph.store, [RELATION + name])
    return relation


def figure(relation: Relation) -> tuple[float | None, str | None, str | None]:
    """Return value, unit and comparator."""
    return None if relation.value is None else float(relation.value), relation.unit, relation.comparator


def claims(relation: Relation) -> set[tuple[str, str, str, int]]:
    """Return who says so: claimant, stance, status and paragraph."""
    return {
        (local_name(claim.claimant.id), claim.stance, claim.status, paragraph)
        for claim in relation.claims
        for paragraph in claim.paragraphs
    }


def arrows(graph: KnowledgeGraph, type_: str, policy: str = "accepted") -> set[tuple[str, str]]:
    answer = graph.query(f"SELECT ?one ?other {{ ?one kg:{type_} ?other }}", policy)
    return {(local_name(row["one"].value), local_name(row["other"].value)) for row in answer}  # type: ignore[union-attr]


def test_the_three_nagorno_karabakhs_are_never_merged(article: KnowledgeGraph) -> None:
    """3, 4, 22: the region is controlled and dependent, the oblast was founded, the republic signed."""
    kinds = {slug: article.entity(slug).type for slug in ("nagorno-karabakh", "nkao", "nk-republic")}
    assert kinds == {"nagorno-karabakh": "Region", "nkao": "Polity", "nk-republic": "Polity"}
    assert about(article, "nk-republic", type=("signed",)) == {"nk-republic-signed-bishkek-protocol"}
    assert about(article, type=("controls",)) >= {"local-armenian-forces-controls-nagorno-karabakh-from-1994"}
    assert "territorial-committee-1923-founds-nkao-on-1923" in about(article, "nkao")
    for one, other in (("nagorno-karabakh", "nkao"), ("nagorno-karabakh", "nk-republic"), ("nkao", "nk-republic")):
        assert about(article, one) & about(article, other) == set()


def test_the_azerbaijans_and_armenias_of_three_times_are_kept_apart(article: KnowledgeGraph) -> None:
    """19 to 23: what is said of the republic of 1918 or of the Soviet one is not said of the state."""
    assert about(article, "azerbaijan-democratic-republic", "nagorno-karabakh") == {
        "azerbaijan-democratic-republic-administers-nagorno-karabakh-from-1918-until-1920"
    }
    states = about(article, "azerbaijan", "nagorno-karabakh")
    assert {name for name in states if "1918" in name or "1921" in name or "1923" in name} == set()
    assert article.entity("georgia-1921").type == "Polity"
    assert "Georgia" in article.entity("georgia").label


def test_the_truce_of_2020_has_two_datings_and_three_claims(article: KnowledgeGraph) -> None:
    """1 and 5: on 10 October; 2: the night before."""
    dated = article.relations("ceasefire-2020-10-10", filters=Filters(type=("wasConcluded",)))
    assert {relation.on: claims(relation) for relation in dated} == {
        "2020-10-09": {(AUTHOR, "affirms", "asserted", 2)},
        "2020-10-10": {(AUTHOR, "affirms", "asserted", 1), (AUTHOR, "affirms", "asserted", 5)},
    }
    assert sum(len(relation.claims) for relation in dated) == 3


def test_the_truces_and_the_protocol_are_not_one(article: KnowledgeGraph) -> None:
    """3 and 33: four signed the protocol, Russia brokered the cease-fire; nobody says that they are the same."""
    assert about(article, "bishkek-protocol", type=("signed",)) == {
        "armenia-signed-bishkek-protocol",
        "azerbaijan-signed-bishkek-protocol",
        "nk-republic-signed-bishkek-protocol",
        "russia-signed-bishkek-protocol",
    }
    assert about(article, type=("brokered",)) == {"russia-brokered-ceasefire-1994"}
    assert article.between("bishkek-protocol", "ceasefire-1994").direct == []


def test_russia_is_no_broker_of_the_truce_of_2020(article: KnowledgeGraph) -> None:
    """5 and 39: it hosted talks and pushed for a cease-fire; the rest would be inference."""
    assert about(article, "russia", "ceasefire-2020-10-10", layer=("agreement",)) == set()
    assert about(article, "ceasefire-2020-10-10", type=("agreedTo",)) == {
        "armenia-agreedTo-ceasefire-2020-10-10",
        "azerbaijan-agreedTo-ceasefire-2020-10-10",
    }


def test_each_side_accuses_the_other_of_breaking_the_truce_and_nobody_is_believed(article: KnowledgeGraph) -> None:
    """5."""
    broken = {
        relation.subject.label: relation
        for relation in article.relations("ceasefire-2020-10-10", filters=Filters(type=("violates",)))
    }
    assert {label: claims(relation) for label, relation in broken.items()} == {
        "Armenia": {("azerbaijan", "affirms", "asserted", 5)},
        "Azerbaijan": {("armenia", "affirms", "asserted", 5)},
    }
    assert not any(relation.accepted for relation in broken.values())


@pytest.mark.parametrize("weapon", ["turkish-drones", "turkish-warplanes"])
def test_turkey_s_denial_stands_against_the_attacks(article: KnowledgeGraph, weapon: str) -> None:
    """35: Azerbaijan admits their use; the denial stands against the attacks on Armenia, with its content left open."""
    use = the(article, f"azerbaijan-usesWeapon-{weapon}")
    assert ("azerbaijan", "affirms", "admitted", 35) in claims(use)
    assert all(claimant != "turkey" for claimant, *_ in claims(use))
    assert use.accepted
    attack = the(article, f"{weapon}-isUsedAgainst-armenia")
    assert {("author-of-the-article", "affirms", "asserted", 35), ("turkey", "denies", "asserted", 35)} <= claims(
        attack
    )
    assert (weapon, "armenia") in arrows(article, "isUsedAgainst")
    assert (weapon, "armenia") not in arrows(article, "isUsedAgainst", "undisputed")


def test_turkey_supplies_no_arms(article: KnowledgeGraph) -> None:
    """10, 35: its weapons are used; no sale, delivery or gift is stated, and what it left behind is a guess."""
    assert about(article, "turkey", type=("suppliesArmsTo",)) == set()
    assert arrows(article, "suppliesArmsTo", "claimed") >= {
        ("russia", "armenia"),
        ("russia", "azerbaijan"),
        ("israel", "azerbaijan"),
    }
    assert "turkey" not in {one for one, _ in arrows(article, "suppliesArmsTo", "claimed")}
    left = the(article, "turkey-leavesWeaponsIn-azerbaijan")
    assert {claim.status for claim in left.claims} == {"speculated"}
    assert not left.accepted


def test_israel_sold_arms_for_more_than_825_million_from_2006_to_2019(article: KnowledgeGraph) -> None:
    """41: a lower bound, with its years."""
    (sold,) = article.relations("israel", "azerbaijan", Filters(type=("suppliesArmsTo",)))
    assert (sold.from_, sold.until, figure(sold)) == ("2006", "2019", (825_000_000, "usd", "moreThan"))
    assert claims(sold) == {(AUTHOR, "affirms", "asserted", 41)}


def test_russia_is_the_only_one_to_arm_both_sides(article: KnowledgeGraph) -> None:
    """39."""
    suppliers = arrows(article, "suppliesArmsTo")
    both = {one for one, other in suppliers if other == "armenia"} & {
        one for one, other in suppliers if other == "azerbaijan"
    }
    assert both == {"russia"}


def test_a_rumour_is_no_fact(article: KnowledgeGraph) -> None:
    """27: that it was rumoured is a fact; the murder is none, under any policy but the one that takes any claim."""
    rumoured = article.relations("rumoured-murder-stepanakert", filters=Filters(status=("rumoured",)))
    assert rumoured
    assert not any(relation.accepted for relation in rumoured)
    assert the(article, "askeran-rumour-tookPlace-from-1988-02-22-until-1988-02-23").accepted
    for policy, seen in (("accepted", False), ("undisputed", False), ("claimed", True)):
        places = {
            place for event, place in arrows(article, "happenedIn", policy) if event == "rumoured-murder-stepanakert"
        }
        assert places == ({"stepanakert"} if seen else set())
    assert "rumoured-murder-stepanakert" not in {event for _, event in arrows(article, "perpetrates", "claimed")}


def test_the_days_of_the_rumour_are_not_those_of_the_clashes(article: KnowledgeGraph) -> None:
    """27: 22 and 23 February belong to the rumours; the clashes lie between them and the pogrom, and have two tolls."""
    assert about(article, "askeran-clashes", type=("tookPlace",)) == {
        "askeran-clashes-tookPlace-after-1988-02-22-before-1988-02-27"
    }
    assert about(article, "askeran-clashes", type=("kills",)) == {
        "askeran-clashes-kills-armenians-nearly-50-person",
        "askeran-clashes-kills-azeris-2-person",
    }


def test_sumgait_has_a_first_day_and_no_toll(article: KnowledgeGraph) -> None:
    """27: from 27 February, of 1988 as the paragraph goes on; no number is given, and none is made up."""
    (begun,) = article.relations("sumgait-pogrom", filters=Filters(type=("tookPlace",)))
    assert (begun.on, begun.from_, begun.until) == (None, "1988-02-27", None)
    killed = article.relations("sumgait-pogrom", filters=Filters(type=("kills",)))
    assert {relation.value for relation in killed} <= {None}


def test_black_january_is_soviet_and_has_the_article_s_numbers(article: KnowledgeGraph) -> None:
    """28: troops sent on 22 January 1990, 120 Azeris dead; Russia has no part in it."""
    (sent,) = article.relations("black-january", filters=Filters(type=("tookPlace",)))
    assert sent.from_ == "1990-01-22"
    (toll,) = article.relations("black-january", filters=Filters(type=("kills",)))
    assert figure(toll) == (120, "person", None)
    assert about(article, "russia", "black-january") == set()


def test_decided_and_annulled_is_not_done(article: KnowledgeGraph) -> None:
    """20, 21: the bureau decided on 4 July 1921 and it was undone; Armenia never held it, by this article."""
    decided = the(article, "nagorno-karabakh-isUnitedWith-armenian-ssr-on-1921-07-04-decided")
    annulled = the(article, "nagorno-karabakh-isUnitedWith-armenian-ssr-after-1921-07-04-annulled")
    assert (decided.phase, annulled.phase, annulled.on) == ("decided", "annulled", None)
    assert claims(decided) == {(AUTHOR, "affirms", "asserted", 20)}
    assert claims(annulled) == {(AUTHOR, "affirms", "asserted", 21)}
    joined = arrows(article, "isUnitedWith", "claimed")
    assert ("nagorno-karabakh", "armenian-ssr") not in joined
    assert ("nagorno-karabakh", "azerbaijan-ssr") in joined
    assert about(article, "armenian-ssr", "nagorno-karabakh", type=("administers", "controls")) == set()


def test_the_reversal_has_no_day(article: KnowledgeGraph) -> None:
    """21: "quickly" is no date: after the decision, and not before."""
    (reversed_,) = article.relations("kavburo-reversal", filters=Filters(type=("tookPlace",)))
    assert (reversed_.on, reversed_.not_before, reversed_.not_after) == (None, "1921-07-04", None)


def test_tanap_as_worded(article: KnowledgeGraph) -> None:
    """36: 31 billion cubic metres a year are a potential, 6 are delivered; 6.5 billion dollars; SOCAR owns it."""
    (capacity,) = article.relations("tanap", filters=Filters(type=("hasCapacity",)))
    assert figure(capacity) == (31, "billionCubicMetresPerYear", None)
    assert capacity.phase == "potential"
    (cost,) = article.relations("tanap", filters=Filters(type=("costs",)))
    assert figure(cost) == (6_500_000_000, "usd", None)
    assert about(article, "tanap", type=("owns",)) == {"socar-owns-tanap"}
    (delivered,) = article.relations("tanap", filters=Filters(type=("deliversTo",)))
    assert figure(delivered) == (6, "billionCubicMetres", None)
    assert about(article, "tanap", type=("connectsTo",)) == {"tanap-connectsTo-tap"}
    assert about(article, "scgp", "tanap") == set()
    assert about(article, "bp", "tanap") == set()


def test_btc_is_not_said_to_carry_anything(article: KnowledgeGraph) -> None:
    """36: its substance and its route are not stated; the ends stand in its name."""
    assert about(article, "btc", type=("carries",)) == set()
    assert about(article, "btc", type=("isNamedAfter",)) == {
        "btc-isNamedAfter-baku",
        "btc-isNamedAfter-ceyhan",
        "btc-isNamedAfter-tbilisi",
    }


def test_azerbaijan_observed_and_did_not_take_part(article: KnowledgeGraph) -> None:
    """42."""
    assert about(article, "azerbaijan", "kavkaz-2020", layer=("military",)) >= {"azerbaijan-observes-kavkaz-2020"}
    assert about(article, "kavkaz-2020", type=("takesPartIn",)) == {"armenia-takesPartIn-kavkaz-2020"}
    assert about(article, "kavkaz-2020", type=("organises",)) == {"russia-organises-kavkaz-2020"}


def test_cluster_munitions_are_confirmed_and_have_no_user(article: KnowledgeGraph) -> None:
    """10: Amnesty confirms that they were used, and where; by whom the sentence does not say."""
    used = the(article, "israeli-cluster-munitions-isUsedIn-residential-areas-stepanakert")
    assert claims(used) == {("amnesty-international", "affirms", "confirmed", 10)}
    assert used.accepted
    assert about(article, "israeli-cluster-munitions", type=("usesWeapon",)) == set()


def test_the_downed_drone_has_no_maker(article: KnowledgeGraph) -> None:
    """9."""
    assert about(article, "downed-drone", type=("makes", "isOriginOf", "usesWeapon")) == set()


def test_the_mercenaries_are_verified_by_nobody_named(article: KnowledgeGraph) -> None:
    """35."""
    backed = the(article, "turkey-backs-syrian-mercenaries")
    assert claims(backed) == {(AUTHOR, "affirms", "verified", 35)}
    assert backed.accepted


def test_the_ambassador_was_recalled_as_worded(article: KnowledgeGraph) -> None:
    """41: Armenia recalled the Israeli ambassador; the wording is kept, and the doubt is noted."""
    (recalled,) = article.relations(filters=Filters(type=("recalls",)))
    assert local_name(recalled.id) == "armenia-recalls-israeli-ambassador"
    assert all(claim.note for claim in recalled.claims)
    assert "israeli-ambassador-represents-israel" in about(article, "israeli-ambassador")


@pytest.mark.parametrize(
    ("body", "type_", "members"),
    [
        ("nato", "isMemberOf", {"turkey"}),
        ("csto", "isMemberOf", {"armenia", "russia"}),
        ("eastern-partnership", "participatesInProgramme", {"armenia", "azerbaijan", "georgia"}),
        ("european-union", "isMemberOf", set()),
    ],
)
def test_bodies_have_the_members_that_the_article_names(
    article: KnowledgeGraph, body: str, type_: str, members: set[str]
) -> None:
    """39, 40, 43: one of NATO, two of the CSTO, three partners of the Union, and no more is known."""
    assert {one for one, other in arrows(article, type_, "claimed") if other == body} == members


def test_occupation_is_azerbaijan_s_word(article: KnowledgeGraph) -> None:
    """16: by the wider Armenian side, since the sentence leaves open which Armenians."""
    (occupied,) = article.relations(filters=Filters(type=("occupies",)))
    assert claims(occupied) == {("azerbaijan", "affirms", "asserted", 16)}
    assert local_name(occupied.subject.id) == "armenian-side"
    assert not occupied.accepted
    assert about(article, "seven-districts", "nagorno-karabakh") == set()


def test_the_genocide_has_two_datings_and_turkey_no_part_but_in_a_frame(article: KnowledgeGraph) -> None:
    """14 and 29: Ottoman soldiers and Kurdish irregulars; "Turkish perpetrators" is what demonstrators say."""
    dated = article.relations("armenian-genocide", filters=Filters(type=("tookPlace",)))
    assert {(relation.on, relation.from_, relation.until) for relation in dated} == {
        ("1915", None, None),
        (None, "1914", "1917"),
    }
    by = {one for one, other in arrows(article, "perpetrates") if other == "armenian-genocide"}
    assert by == {"ottoman-soldiers", "kurdish-irregulars"}
    assert about(article, "turkey", "armenian-genocide") == set()
    framed = article.relations("turkish-perpetrators-1915", "armenian-genocide")
    assert {local_name(claim.claimant.id) for relation in framed for claim in relation.claims} == {
        "yerevan-demonstrators"
    }


def test_the_dead_and_the_displaced_of_shusha_are_not_split(article: KnowledgeGraph) -> None:
    """19: thousands killed or displaced, in one number; troops and locals."""
    (toll,) = article.relations("shusha-massacre", filters=Filters(type=("killsOrDisplaces",)))
    assert figure(toll) == (1000, "person", "inTheOrderOf")
    assert about(article, "shusha-massacre", type=("kills", "displaces")) == set()


def test_names_and_whose_they_are(article: KnowledgeGraph) -> None:
    """14, 19: Armenians say Shushi and Artsakh; the article itself says Shusha and Nagorno-Karabakh."""
    called = {
        (relation.subject.label, relation.object.value, relation.used_by.label)  # type: ignore[union-attr]
        for relation in article.relations(filters=Filters(type=("isCalled",)))
        if relation.used_by
    }
    assert {("Shusha", "Shushi", "Armenians"), ("Nagorno-Karabakh", "Artsakh", "Armenians")} <= called
    assert article.entity("Shushi").label == "Shusha"
    # A gazetteer has more names to find it by; the one that is shown stays the article's own.
    assert article.entity("Khankendi").label == "Stepanakert"


@pytest.mark.parametrize(
    ("relation", "value", "comparator"),
    [
        ("azerbaijan-hasPopulation-nearly-10000000-person", 10_000_000, "nearly"),
        ("armenia-hasPopulation-nearly-3000000-person", 3_000_000, "nearly"),
        ("azerbaijan-hasDefenceBudget-2730000000-usd", 2_730_000_000, None),
        ("armenia-hasDefenceBudget-500000000-usd", 500_000_000, None),
        ("idp-displacement-displaces-azeri-idps-nearly-600000-person", 600_000, "nearly"),
        ("line-of-contact-hasLength-200-kilometre", 200, None),
        ("rate-increase-2015-amountsTo-17-percent", 17, None),
        ("turkey-reducesGasImportsFrom-russia-on-2020-05-62-percent", 62, None),
        ("armenians-livesIn-nagorno-karabakh-150000-person", 150_000, None),
    ],
)
def test_figures_have_their_hedge_and_no_other(
    article: KnowledgeGraph, relation: str, value: int, comparator: str | None
) -> None:
    """10, 16, 9, 38, 37, 4."""
    stated, _, hedge = figure(the(article, relation))
    assert (stated, hedge) == (value, comparator)


def test_three_lengths_of_soviet_time_are_three(article: KnowledgeGraph) -> None:
    """23, 31, 47: sixty years of relative peace, almost seventy, and seventy."""
    lasting = {
        (paragraph, *figure(relation))
        for relation in article.relations(filters=Filters(type=("lasts",)))
        for claim in relation.claims
        for paragraph in claim.paragraphs
        if paragraph in (23, 31, 47)
    }
    assert lasting == {(23, 60, "year", None), (31, 70, "year", "nearly"), (47, 70, "year", None)}


def test_the_neutrality_of_georgia_is_its_own_word(article: KnowledgeGraph) -> None:
    """42."""
    (neutral,) = article.relations("georgia", filters=Filters(type=("isNeutralIn",)))
    assert claims(neutral) == {("georgia", "affirms", "asserted", 42)}
    assert not neutral.accepted


def test_what_the_author_rejects_is_a_denial(article: KnowledgeGraph) -> None:
    """40: the proxy dispute is a frame that the author turns down."""
    (frame,) = article.relations("proxy-conflict-frame", filters=Filters(stance=("denies",)))
    assert {(claim.stance, local_name(claim.claimant.id)) for claim in frame.claims} == {("denies", AUTHOR)}
    assert not frame.accepted


def test_gorbachev_s_office_is_known_for_one_month(article: KnowledgeGraph) -> None:
    """24: General Secretary in January 1987; of which party and until when is not said."""
    (office,) = article.relations("mikhail-gorbachev", filters=Filters(type=("holdsOffice",)))
    assert (office.on, office.from_, office.until) == (None, None, None)
    assert office.attested_on == ("1987-01",)


def test_turkey_and_azerbaijan_are_one_nation_only_by_their_own_word(article: KnowledgeGraph) -> None:
    """34."""
    (nation,) = article.relations("turkey", "azerbaijan", Filters(type=("isOneNationWith",)))
    assert {local_name(claim.claimant.id) for claim in nation.claims} == {"turkey", "azerbaijan"}
    assert not nation.accepted


@pytest.mark.slow
def test_an_answer_from_the_article_does_not_change_when_other_data_arrive(
    article: KnowledgeGraph, shipped: KnowledgeGraph
) -> None:
    """Nobody else's claims are counted where only the article is asked."""
    assert {claim.source.dataset for relation in article.relations() for claim in relation.claims} == {"article"}
    assert names(article.relations()) <= names(shipped.relations())


# [10] Amnesty International confirmed it of residential areas of Stepanakert.
@pytest.mark.slow
def test_what_one_says_of_what_lies_in_a_place_is_found_under_the_place() -> None:
    said = "Israeli-made cluster munitions are used in residential areas of Stepanakert"
    for place in ("Stepanakert", "Nagorno-Karabakh"):
        done = kg("relations", "Amnesty", place, "--format", "txt")
        assert done.code == 0 and said in done.out, place
    assert kg("relations", "Amnesty", "Yerevan", "--format", "txt").code == 1


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("Azerbaijan", "Stepanakert", "armed forces of Azerbaijan shell Stepanakert"),  # 2, 9
        ("Armenia", "Ganja", "Armenian forces in the 2020 fighting shell Ganja"),  # 9: of which Armenians is not said
        ("Armenia", "Nagorno-Karabakh", "local Armenian armed forces in Nagorno-Karabakh control Nagorno-Karabakh"),
    ],
)
def test_what_the_forces_of_a_side_did_is_found_by_the_side(one: str, other: str, told: str) -> None:
    lines = kg("relations", one, other, "--dataset", "article", "--format", "txt").lines
    assert [line for line in lines if told in line]
    assert "TIES OF THOSE WHO COUNT WITH THEM" in kg("relations", one, other, "--format", "table").out


@pytest.mark.parametrize(
    ("one", "other", "thing"),
    [
        ("Aliyev", "Azerbaijan", "President of Azerbaijan"),  # 8
        ("Kavburo", "Nagorno-Karabakh", "Kavburo decision of 4 July 1921"),  # 20
        ("Azeri troops", "Shusha", "Shusha massacre of 1920"),  # 19
        ("Popular Front", "Armenia", "Popular Front demonstrations in Baku"),  # 30
        ("United States", "Noble Partner", "US troops in the Noble Partner exercise"),  # 42
        ("Electric Yerevan", "Inter RAO", "electricity rate increase of 2015 in Armenia"),  # 38
    ],
)
def test_what_stands_between_two_names_is_told_where_nothing_ties_them(one: str, other: str, thing: str) -> None:
    told = kg("relations", one, other, "--dataset", "article").json
    assert {record["through"]["label"] for record in told} == {thing}
    assert "WHAT STANDS BETWEEN THEM" in kg("relations", one, other, "--dataset", "article", "--format", "table").out


@pytest.mark.parametrize(
    ("one", "other", "thing", "words"),
    [
        ("Armenia", "Israel", "Israeli ambassador that Armenia is told to have recalled", "Armenia recalls"),  # 41
        ("Baku", "Armenians", "Armenians in Baku", "live in Baku"),  # 28, beside what Baku meant to Armenians in 1914
    ],
)
def test_it_is_told_beside_their_ties_too(one: str, other: str, thing: str, words: str) -> None:
    args = ("relations", one, other, "--dataset", "article")
    table = kg(*args, "--format", "table").out
    below = " ".join(table.partition("WHAT STANDS BETWEEN THEM")[2].split())
    assert f"{thing}: " in below and words in below


def test_a_state_with_which_both_deal_stands_between_nobody() -> None:
    done = kg("relations", "Israel", "Iran", "--dataset", "article")
    told = "no tie between Israel and Iran; try: kg path israel iran --dataset article\n"
    assert (done.code, done.err.endswith(told)) == (1, True)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("Aliyev", "Armenia", "search for a peaceful solution with Armenia"),  # 8
        ("Narimanov", "Nagorno-Karabakh", "Nagorno-Karabakh as a part of Soviet Armenia"),  # 20
    ],
)
def test_what_is_said_of_what_is_about_a_name_is_said_of_it(one: str, other: str, said: str) -> None:
    told = kg("relations", one, other, "--dataset", "article").json
    assert [record["subject"]["label"] for record in told if record["through"] is None] == [said]
    assert "AFFIRMS OF WHAT IS ABOUT" in kg("relations", one, other, "--dataset", "article", "--format", "table").out
