"""The premises of a verdict: which claims, which clause, what would turn it over."""

import pytest

from kg.errors import InputError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.lookup.why import Verdict
from kg.terms import local_name


def verdict(graph: KnowledgeGraph, name: str, policy: str = "accepted") -> Verdict:
    (found,) = graph.why(name, policy=policy)
    return found


def premises(found: Verdict) -> set[tuple[str, str]]:
    return {(local_name(premise.claim), premise.clause) for premise in found.premises}


def test_a_relation_passes_by_the_claims_that_meet_a_clause(world: KnowledgeGraph) -> None:
    found = verdict(world, "belmar-usesWeapon-kestrel-drones")
    assert (found.question, found.answer) == ("accepted", True)
    assert premises(found) == {("belmar-usesWeapon-kestrel-drones-chronicle-1", "admitted")}
    assert [[local_name(claim) for claim in flip.without] for flip in found.flips] == [
        ["belmar-usesWeapon-kestrel-drones-chronicle-1"]
    ]
    assert set(found.clauses) == {"own-voice", "opposed-sides", "admitted", "confirmed"}


def test_opposed_sides_rest_on_both(world: KnowledgeGraph) -> None:
    name = "belmar-controls-lirna-from-1994"
    found = verdict(world, name)
    assert premises(found) == {(f"{name}-chronicle-1", "opposed-sides"), (f"{name}-gazette-1", "opposed-sides")}
    assert {local_name(flip.without[0]) for flip in found.flips} == {f"{name}-chronicle-1", f"{name}-gazette-1"}


def test_what_does_not_pass_has_no_premise(world: KnowledgeGraph) -> None:
    for name in ("dravia-appeases-belmar", "corvania-supports-ardovia", "elster-league-supports-ardovia"):
        found = verdict(world, name)
        assert (found.answer, found.premises, found.against, found.flips) == (False, (), (), ())


def test_who_denies_is_named_though_it_changes_nothing_under_this_rule(world: KnowledgeGraph) -> None:
    name = "ardovia-attacks-shurali-on-2020-09-27"
    found = verdict(world, name)
    assert found.answer
    assert [local_name(claim) for claim in found.against] == [f"{name}-chronicle-2"]
    under = verdict(world, name, "undisputed")
    assert not under.answer
    assert [[local_name(claim) for claim in flip.without] for flip in under.flips] == [[f"{name}-chronicle-2"]]


def test_the_denial_of_the_bare_tie_stands_against_its_dated_relation(world: KnowledgeGraph) -> None:
    found = verdict(world, "corvania-suppliesArmsTo-belmar-on-2020-08")
    assert [local_name(claim) for claim in found.against] == ["corvania-suppliesArmsTo-belmar-chronicle-1"]
    assert [local_name(relation.id) for relation in found.tie] == [
        "corvania-suppliesArmsTo-belmar-on-2020-08",
        "corvania-suppliesArmsTo-belmar",
    ]


def test_a_claim_means_the_relation_that_it_is_about(world: KnowledgeGraph) -> None:
    by_claim = verdict(world, "belmar-usesWeapon-kestrel-drones-chronicle-1")
    by_iri = verdict(world, "relation:belmar-usesWeapon-kestrel-drones")
    assert by_claim == by_iri == verdict(world, "belmar-usesWeapon-kestrel-drones")


def test_two_names_mean_all_that_ties_them(world: KnowledgeGraph) -> None:
    found = world.why("belmar", "corvania")
    assert len(found) == 5
    assert [verdict.relation.id for verdict in found] == [r.id for r in world.relations("belmar", "corvania")]


@pytest.mark.parametrize("policy", ["accepted", "claimed", "undisputed"])
def test_the_verdict_is_that_of_the_policy_on_every_relation(world: KnowledgeGraph, policy: str) -> None:
    for relation in world.relations(policy=policy):
        found = verdict(world, local_name(relation.id), policy)
        assert found.answer == relation.accepted
        # The small graph on which a verdict is tried agrees with the whole one.
        assert bool(found.premises) == relation.accepted


@pytest.mark.parametrize("name", ["no-such", "entity:belmar"])
def test_a_name_of_no_relation_is_not_found(world: KnowledgeGraph, name: str) -> None:
    with pytest.raises(NotFoundError, match="no relation and no claim is called"):
        world.why(name)


def test_what_can_be_no_name_is_refused(world: KnowledgeGraph) -> None:
    with pytest.raises(InputError):
        world.why("a b")
