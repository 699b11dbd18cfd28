"""Where the article's voices differ, and how each party tells it: answers worked out by hand from the article."""

import pytest

from kg.graph import KnowledgeGraph
from kg.model.disputes import Dispute, Side
from kg.model.filters import Filters
from kg.model.records import Relation
from kg.model.verbaliser import sentence, when
from kg.terms import local_name

# 5: an hour into the truce each side accused the other of breaking it, and the author does not say who did. 8: the
# ministry's list is of what Armenia is said to have done. 35: Turkey's denials stand against attacks on Armenia with
# drones and warplanes of its own, whose use Azerbaijan admits.
BROKE = "{} violates cease-fire of October 2020"
LISTED = "Armenia carries out provocative actions that Azerbaijan lists"
USES_DRONES = "Azerbaijan uses Turkish drones"
USES_WARPLANES = "Azerbaijan uses Turkish warplanes"
DRONES = "Turkish drones are used against Armenia"
WARPLANES = "Turkish warplanes are used against Armenia"


def said(side: Side) -> set[str]:
    """Return what a side says, with its date, by whom and in which paragraph."""
    return {
        f"{sentence(said.relation)} {when(said.relation)}".strip()
        + f" – {local_name(claim.claimant.id)} {claim.status} {list(claim.paragraphs)}"
        for said in side.statements
        for claim in said.claims
    }


def sentences(relations: tuple[Relation, ...]) -> set[str]:
    return {sentence(relation) for relation in relations}


@pytest.fixture(scope="module")
def article() -> KnowledgeGraph:
    return KnowledgeGraph.load(datasets=["article"])


@pytest.fixture(scope="module")
def disputes(article: KnowledgeGraph) -> dict[str, Dispute]:
    return {str(dispute): dispute for dispute in article.disputes()}


def test_the_article_has_these_disputes_and_no_other(disputes: dict[str, Dispute]) -> None:
    assert {name: dispute.kind for name, dispute in disputes.items()} == {
        DRONES: "denial",
        WARPLANES: "denial",
        "Armenia and Azerbaijan accuse each other": "accusation",
        "cease-fire of October 2020 was concluded": "date",
    }


def test_turkey_denies_what_the_author_tells_of_the_attacks(disputes: dict[str, Dispute]) -> None:
    affirmed, denied = disputes[DRONES].sides
    assert said(affirmed) == {f"{DRONES} – author-of-the-article asserted [35]"}
    assert said(denied) == {f"{DRONES} – turkey asserted [35]"}
    assert {who.entity.label: who.side for side in disputes[DRONES].sides for who in side.claimants} == {
        "the article's author": "neutral",
        "Turkey": "turkish",
    }


def test_each_side_accuses_the_other_of_breaking_the_truce(disputes: dict[str, Dispute]) -> None:
    armenia, azerbaijan = disputes["Armenia and Azerbaijan accuse each other"].sides
    assert said(armenia) == {BROKE.format("Azerbaijan") + " – armenia asserted [5]"}
    assert said(azerbaijan) == {
        BROKE.format("Armenia") + " – azerbaijan asserted [5]",
        f"{LISTED} – mfa-azerbaijan asserted [8]",
    }
    assert [side.party and side.party.label for side in (armenia, azerbaijan)] == ["Armenia", "Azerbaijan"]


def test_the_truce_is_dated_in_three_places_on_two_days(disputes: dict[str, Dispute]) -> None:
    # [1] this morning, of 10 October; [2] the night before 10 October; [5] Saturday, 10 October.
    truce = "cease-fire of October 2020 was concluded"
    night, saturday = disputes[truce].sides
    assert said(night) == {f"{truce} on 2020-10-09 – author-of-the-article asserted [2]"}
    assert said(saturday) == {f"{truce} on 2020-10-10 – author-of-the-article asserted [{n}]" for n in (1, 5)}


def test_the_genocide_is_dated_by_a_period_and_by_a_year_of_it_which_are_one_account(article: KnowledgeGraph) -> None:
    # [14] between 1914 and 1917; [29] of 1915: the author names one thing twice.
    dated = [r for r in article.relations("Armenian Genocide") if r.type.label == "took place"]
    assert {when(relation) for relation in dated} == {"from 1914 until 1917", "in 1915"}
    assert list(article.disputes("Armenian Genocide")) == []


@pytest.mark.parametrize(
    "name",
    [
        "Pashinyan",  # 40: the author alone denies that he confronts Russia
        "Bishkek Protocol",  # 3: signed by four, which nobody denies
        "Nagorno-Karabakh",  # 20 and 21: a decision and its reversal are no two accounts
        "Polad Hashimov",
    ],
)
def test_what_nobody_contradicts_is_no_dispute(article: KnowledgeGraph, name: str) -> None:
    assert list(article.disputes(name)) == []


def test_a_name_finds_what_it_says_of_others(article: KnowledgeGraph) -> None:
    assert {str(dispute) for dispute in article.disputes("Turkey")} == {DRONES, WARPLANES}
    assert {str(dispute) for dispute in article.disputes("mfa-azerbaijan")} == {
        "Armenia and Azerbaijan accuse each other"
    }


def test_azerbaijan_speaks_through_its_president_and_its_ministry(article: KnowledgeGraph) -> None:
    # 5, 8 (the ministry on 24 September; the president on a peaceful solution), 16, 34, 35.
    view = article.perspective("Azerbaijan")
    assert sentences(view.says) == {
        BROKE.format("Armenia"),
        LISTED,
        "provocative actions that Azerbaijan lists took place",
        "search for a peaceful solution with Armenia is described as “pointless”",
        "the Armenian side occupies seven districts in the flatlands of Karabakh",
        "Azerbaijan is one nation with Turkey",
        USES_DRONES,
        USES_WARPLANES,
    }
    assert view.denies == ()
    assert [speaker.label for speaker in view.speakers] == [
        "Azerbaijan",
        "Ilham Aliyev",
        "Ministry of Foreign Affairs of Azerbaijan",
    ]


def test_turkey_speaks_through_its_president_and_denies_the_arms(article: KnowledgeGraph) -> None:
    # 34: Erdoğan on Armenia; one nation, two states. 35: the earlier denials.
    view = article.perspective("Turkey")
    assert sentences(view.says) == {
        "Armenia is a threat to peace in the region",
        "Azerbaijan is one nation with Turkey",
    }
    assert sentences(view.denies) == {DRONES, WARPLANES}


def test_demonstrators_and_peoples_do_not_speak_for_a_state(article: KnowledgeGraph) -> None:
    # 29 and 30 tell of slogans in Yerevan and Baku; 14 and 29 of what Armenians believe.
    assert sentences(article.perspective("Armenia").says) == {BROKE.format("Azerbaijan")}
    assert "Armenia is a threat to Azerbaijan" not in sentences(article.perspective("Azerbaijan").says)


def test_turkey_and_azerbaijan_agree_on_the_slogan(article: KnowledgeGraph) -> None:
    difference = article.difference("Azerbaijan", "Turkey")
    assert sentences(difference.both) == {"Azerbaijan is one nation with Turkey"}
    assert difference.denied == ()  # 35: whether what Azerbaijan admits is what Turkey denies is not said
    assert sentences(difference.only_b) == {"Armenia is a threat to peace in the region"}
    assert (len(difference.only_a), difference.accusations) == (7, ())


def test_armenia_and_azerbaijan_share_nothing_but_accusations(article: KnowledgeGraph) -> None:
    difference = article.difference("Armenia", "Azerbaijan")
    assert sentences(difference.accusations) == {BROKE.format("Armenia"), BROKE.format("Azerbaijan"), LISTED}
    assert (difference.only_a, difference.both, difference.denied) == ((), (), ())
    assert len(difference.only_b) == 6


def test_turkey_accuses_armenia_which_does_not_accuse_it(article: KnowledgeGraph) -> None:
    difference = article.difference("Turkey", "Armenia")
    assert difference.accusations == ()
    assert "Armenia is a threat to peace in the region" in sentences(difference.only_a)


def test_what_only_a_party_says_is_none_of_the_authors(article: KnowledgeGraph) -> None:
    alone = article.uncorroborated()
    assert {BROKE.format("Armenia"), BROKE.format("Azerbaijan"), LISTED, USES_WARPLANES} <= sentences(tuple(alone))
    assert USES_DRONES not in sentences(tuple(alone))  # 10: the author says so too
    claimants = {claim.claimant.label for relation in alone for claim in relation.claims if claim.affirms}
    assert claimants.isdisjoint({"the article's author", "Amnesty International", "Georgia", "Laurence Broers"})


def test_with_its_ministers_armenia_sits_at_the_table_in_moscow(article: KnowledgeGraph) -> None:
    # 5: the foreign ministers met; the states themselves are not said to have negotiated there.
    talks = Filters(layer=("diplomacy",))
    alone = {sentence(tie) for tie in article.relations("Armenia", "Azerbaijan", talks)}
    both = {sentence(tie) for tie in article.relations("Armenia", "Azerbaijan", talks, organs=True)}
    met = "foreign minister of Armenia in October 2020 holds talks with foreign minister of Azerbaijan in October 2020"
    assert met in both - alone
