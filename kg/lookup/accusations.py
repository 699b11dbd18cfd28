"""Who accuses whom, and who accuses back.

An accusation is an affirming claim on a hostile relation whose subject is the accused. A tie that holds both ways,
such as a conflict, blames neither end and is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from kg.model.disputes import Statement
from kg.model.records import Claim, Relation
from kg.session.delegation import Delegation, days_of
from kg.store import Store, named_query

HOSTILE: Final = "hostile"

# Two parties that accuse each other, given by IRI, each with its charges against the other.
MutualAccusation = dict[str, list[Statement]]


def candidates(store: Store, delegation: Delegation) -> set[str]:
    """Return the relations by which anybody who may speak for a party accuses one by whom he may be accused.

    They are too many rather than too few: none is left out because some would have two parties be one.
    """
    pairs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in store.select(named_query("accusations")):
        for pair in product(delegation.above(row["claimant"].value), delegation.above(row["subject"].value)):
            pairs[pair].update(row["relations"].value.split())
    return {relation for (one, other), relations in pairs.items() if (other, one) in pairs for relation in relations}


def mutual_accusations(relations: Iterable[Relation], delegation: Delegation) -> Iterator[MutualAccusation]:
    """Yield each two parties of which each accuses the other, directly or through those who speak for them.

    A party is an entity for which others speak, as far up as that goes, or which speaks for itself only. Who accuses
    one that speaks for the same party accuses nobody else.
    """
    charges: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for relation in relations:
        by_pair: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in accusing(relation):
            accusers = delegation.principals(claim.claimant.id, days_of(claim.said_on))
            accused = delegation.principals(relation.subject.id)
            for pair in product(accusers, accused) if accusers.isdisjoint(accused) else ():
                by_pair[pair].append(claim)
        for pair, claims in by_pair.items():
            charges[pair].append(Statement(relation, tuple(claims)))
    for one, other in sorted(charges):
        if one < other and (other, one) in charges:
            yield {one: charges[one, other], other: charges[other, one]}


def accusing(relation: Relation) -> list[Claim]:
    """Return the claims by which somebody else accuses the subject of a relation."""
    if relation.type.polarity != HOSTILE or relation.type.symmetric:
        return []
    return [claim for claim in relation.claims if claim.affirms and claim.claimant.id != relation.subject.id]
