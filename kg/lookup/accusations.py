"""Who accuses whom, and who accuses back.

An accusation is an affirming claim on a hostile relation whose subject is the accused. A tie that holds both ways,
such as a conflict, blames neither end and is none; nor is what somebody admits, such as the loss of a town. Where a
source names a whole side only, those who may be meant accuse back for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from itertools import product
from typing import Final

from kg.model.disputes import Statement
from kg.model.records import Claim, Relation
from kg.session.declared import Declared
from kg.session.delegation import Delegation, days_of
from kg.store import Store, named_query

HOSTILE: Final = "hostile"
_ADMITTED: Final = "admitted"

# Two parties that accuse each other, given by IRI, each with its charges against the other.
MutualAccusation = dict[str, list[Statement]]


class Umbrellas:
    """What names a whole side, and who may be meant; entities are given by IRI."""

    def __init__(self, declared: Declared) -> None:
        self._members = {iri: {*stated["mayMean"]} for iri, stated in declared.items() if "mayMean" in stated}

    def among(self, entities: Iterable[str]) -> bool:
        """Say whether one of some entities names a whole side."""
        return not self._members.keys().isdisjoint(entities)

    def over(self, iri: str) -> frozenset[str]:
        """Return what names a side of which this entity may be meant."""
        return frozenset(umbrella for umbrella, members in self._members.items() if iri in members)

    def joined(self, entities: Set[str]) -> frozenset[str]:
        """Return some entities with what names a side of theirs, and all who may be meant by that."""
        return frozenset(entities).union(
            *({umbrella} | members for umbrella, members in self._members.items() if entities & {umbrella, *members})
        )


def candidates(store: Store, delegation: Delegation, umbrellas: Umbrellas) -> set[str]:
    """Return the relations by which anybody who may speak for a party accuses one by whom he may be accused.

    They are too many rather than too few: none is left out because some would have two parties be one.
    """
    pairs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in store.select(named_query("accusations")):
        claimant = row["claimant"].value
        accusers = delegation.above(claimant) | umbrellas.over(claimant)
        for pair in product(accusers, delegation.above(row["subject"].value)):
            pairs[pair].update(row["relations"].value.split())
    return {relation for (one, other), relations in pairs.items() if (other, one) in pairs for relation in relations}


def mutual_accusations(
    relations: Iterable[Relation], delegation: Delegation, umbrellas: Umbrellas
) -> Iterator[MutualAccusation]:
    """Yield each two parties of which each accuses the other, directly or through those who speak for them.

    A party is an entity for which others speak, as far up as that goes, or which speaks for itself only; or what names
    a whole side, for which those who may be meant accuse. Who accuses one of the same party accuses nobody else.
    """
    charges: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for relation in relations:
        by_pair: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in accusing(relation):
            accusers = delegation.principals(claim.claimant.id, days_of(claim.said_on))
            accusers |= umbrellas.over(claim.claimant.id)
            accused = delegation.principals(relation.subject.id)
            for pair in product(accusers, accused) if accusers.isdisjoint(accused) else ():
                by_pair[pair].append(claim)
        for pair, claims in by_pair.items():
            charges[pair].append(Statement(relation, tuple(claims)))
    mutual = [(one, other) for one, other in sorted(charges) if one < other and (other, one) in charges]
    between = [pair for pair in mutual if not umbrellas.among(pair)]
    own = {said.relation.id for one, other in between for said in charges[one, other] + charges[other, one]}
    for one, other in mutual:
        sides = {one: charges[one, other], other: charges[other, one]}
        if umbrellas.among(sides):
            # What a party says in a quarrel of its own is told there.
            sides = {iri: [s for s in said if s.relation.id not in own] for iri, said in sides.items()}
        if all(sides.values()):
            yield sides


def accusing(relation: Relation) -> list[Claim]:
    """Return the claims by which somebody else accuses the subject of a relation."""
    if relation.type.polarity != HOSTILE or relation.type.symmetric:
        return []
    others = (claim for claim in relation.claims if claim.affirms and claim.claimant.id != relation.subject.id)
    return [claim for claim in others if claim.status != _ADMITTED]
