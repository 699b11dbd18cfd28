"""Chains through the article graph, followed by hand in the article; the numbers in brackets are its paragraphs."""

import pytest

from kg.graph import KnowledgeGraph
from kg.lookup.path_options import PathOptions
from kg.lookup.paths import Paths
from kg.terms import local_name
from tests.command import kg


def ways(paths: Paths) -> list[list[str]]:
    return [[local_name(entity.id) for entity in chain.entities] for chain in paths.chains]


def test_syria_is_joined_to_armenia_by_mercenaries_alone(article: KnowledgeGraph) -> None:
    """[35] They come from Syria, fight for Azerbaijan and are backed by Turkey.

    Both are at odds with Armenia [4, 38], of Azerbaijan more is said.
    """
    paths = article.paths("Syria", "Armenia", course=PathOptions(k=2))
    assert ways(paths) == [
        ["syria", "syrian-mercenaries", "azerbaijan", "armenia"],
        ["syria", "syrian-mercenaries", "turkey", "armenia"],
    ]
    assert [chain.weakest for chain in paths.chains] == ["asserted", "asserted"]
    paragraphs = [claim.paragraphs for relation in paths.chains[1].hops[1].relations for claim in relation.claims]
    assert paragraphs == [(35,)]


def test_the_owner_of_tanap_reaches_europe_in_two_ways(article: KnowledgeGraph) -> None:
    """[36] SOCAR owns TANAP, which connects to the Trans Adriatic Pipeline, a supply route for Europe.

    TANAP also adds to what Azerbaijan can export, and Azerbaijan provides Europe with gas and with oil: one claim more.
    """
    paths = article.paths("SOCAR", "Europe", course=PathOptions(k=2, through=("TANAP",), directed=True))
    assert ways(paths) == [["socar", "tanap", "azerbaijan", "europe"], ["socar", "tanap", "tap", "europe"]]
    assert [chain.claims for chain in paths.chains] == [4, 3]


def test_turkey_and_azerbaijan_are_tied_directly_and_not_by_an_arms_sale(article: KnowledgeGraph) -> None:
    """[34, 36] name direct ties; no sale of arms is among them [10, 35]."""
    [chain] = article.paths("Turkey", "Azerbaijan", course=PathOptions(k=1)).chains
    types = {local_name(relation.type.id) for relation in chain.hops[0].relations}
    assert len(chain.hops) == 1
    assert "promisesSupportTo" in types
    assert "suppliesArmsTo" not in types


@pytest.mark.parametrize("policy", ["accepted", "undisputed"])
def test_a_guess_makes_no_chain(article: KnowledgeGraph, policy: str) -> None:
    """[35] That Turkey left weapons behind is speculated."""
    paths = article.paths("Turkey", "Azerbaijan", policy=policy, course=PathOptions(k=1))
    assert "leavesWeaponsIn" not in {
        local_name(relation.type.id) for hop in paths.chains[0].hops for relation in hop.relations
    }


@pytest.mark.slow
def test_a_speaker_who_has_no_tie_is_joined_to_nobody() -> None:
    """[18] Laurence Broers names the conflict and is tied to nothing else."""
    outcome = kg("path", "Laurence Broers", "Armenia")
    assert outcome.code == 1
    assert outcome.err.startswith("kg: no chain of at most 4 hops from Laurence Broers to Armenia; tried ")
