"""How a relation stands among the accounts, by its own claims and by those of its tie, in whatever look-up shows it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import Filters, KnowledgeGraph
from kg.model.records import Relation
from kg.terms import local_name
from tests.accounts import graph

LINES = (
    "south captures alpha | on:2020-11-08 | author",
    "south captures alpha | | north-ministry denies said:2020-11-08",
    "south captures beta | on:2020-11-09 | author",
    "south captures beta | on:2020-11-10 | north-ministry denies",
    "south captures gamma | | north-ministry denies",
    "south captures valley | phase:planned | author",
    "south captures valley | | north denies",
    "south attacks valley | | nora",
)
STANDINGS = {
    # The denial of the bare tie reaches the dated relation; the affirmed date affirms the bare tie.
    "south-captures-alpha-on-2020-11-08": "disputed",
    "south-captures-alpha": "disputed",
    # To deny one date is to deny no other.
    "south-captures-beta-on-2020-11-09": "accepted",
    "south-captures-beta-on-2020-11-10": "denied",
    "south-captures-gamma": "denied",
    # What is planned stands by itself.
    "south-captures-valley-planned": "accepted",
    "south-captures-valley": "denied",
    "south-attacks-valley": "claimed",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return graph(tmp_path_factory.mktemp("standing") / "data", *LINES)


def looked_up(told: KnowledgeGraph) -> Iterator[tuple[str, list[Relation]]]:
    as_of = Filters(as_of="2020-11")
    yield "relations", told.relations()
    yield "of one", told.relations("south")
    yield "between", told.relations("south", "alpha")
    yield "as of", told.relations("south", filters=as_of)
    yield "with organs", told.relations("south", organs=True)
    yield "timeline", [r for entry in told.timeline("south").entries for r in entry.relations]
    yield "disputes", [r for dispute in told.disputes() for r in dispute.relations]
    difference = told.difference("north", "south")
    yield "perspective", [*told.perspective("north").denies, *difference.only_a, *difference.denied]
    yield "changes", [change.relation for change in told.changes("2020", "2021")]
    yield "path", [r for chain in told.paths("south", "alpha").chains for hop in chain.hops for r in hop.relations]
    yield "why", [why.relation for why in told.why("south", "alpha")]
    view = told.view()
    yield "export", list(view.read())


def test_a_relation_stands_the_same_wherever_it_is_shown(told: KnowledgeGraph) -> None:
    for verb, relations in looked_up(told):
        standings = {local_name(relation.id): relation.standing for relation in relations}
        assert standings, verb
        assert standings == {name: STANDINGS[name] for name in standings}, verb


def test_what_denies_the_tie_is_told_with_each_relation_of_it(told: KnowledgeGraph) -> None:
    by_name = {
        local_name(relation.id): relation for relation in told.relations("south", filters=Filters(as_of="2020-11"))
    }
    dated = by_name["south-captures-alpha-on-2020-11-08"]
    assert [claim.claimant.label for claim in dated.tie_denials] == ["north-ministry"]
    assert [claim.affirms for claim in dated.claims] == [True]
    assert by_name["south-captures-beta-on-2020-11-09"].tie_denials == ()


def test_a_bare_tie_that_is_only_denied_itself_is_disputed_where_a_date_of_it_is_affirmed(told: KnowledgeGraph) -> None:
    by_name = {local_name(relation.id): relation for relation in told.relations("south", "alpha")}
    bare = by_name["south-captures-alpha"]
    assert not any(claim.affirms for claim in bare.claims)
    assert bare.affirmed_by_tie
    assert bare.tie_denials == ()


def test_the_standing_follows_the_policy_by_which_a_relation_was_read(tmp_path: Path) -> None:
    alone = graph(tmp_path / "data", "south attacks valley | | nora")
    assert [relation.standing for relation in alone.relations()] == ["claimed"]
    assert [relation.standing for relation in alone.relations(policy="claimed")] == ["accepted"]
