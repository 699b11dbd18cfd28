"""Relations as they stand in the graph, with all that their claims rest on."""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from kg.model.records import EntityRef, Relation
from kg.session.statements import properties
from kg.store import Store, select_about
from kg.store.materialised import MATERIALISED
from kg.terms import KG
from kg.turtle import write_turtle

# Aids to finding, which core.ttl keeps out of every export.
AIDS: Final = frozenset(f"{KG}{name}" for name in ("succeeds", "sameTerritoryAs"))


def describe(store: Store, relations: Iterable[Relation]) -> str:
    """Return relations, their claims, ends, passages, sources and datasets as Turtle."""
    stated = (triple for triple in described(store, relations) if triple.predicate.value not in AIDS)
    return write_turtle(stated, store.dossier.names)


def described(store: Store, relations: Iterable[Relation]) -> list[Triple]:
    """Return what is stated of relations, of their claims and ends, and of the places and sources cited.

    What is derived at load is left out.
    """
    listed = list(relations)
    claims = [claim for relation in listed for claim in relation.claims]
    wanted = {relation.id for relation in listed} | {claim.id for claim in claims}
    wanted |= {claim.claimant.id for claim in claims} | {claim.source.id for claim in claims}
    for relation in listed:
        wanted |= {
            end.id for end in (relation.subject, relation.object, relation.used_by) if isinstance(end, EntityRef)
        }
    if claims:
        cited = select_about(store, "cited", "claim", (claim.id for claim in claims))
        wanted |= {row["thing"].value for row in cited}
    return stated_of(store, wanted)


def stated_of(store: Store, things: Iterable[str]) -> list[Triple]:
    """Return what is stated of these things themselves, without what is derived at load."""
    return [
        Triple(NamedNode(subject), NamedNode(name), value)
        for subject, stated in properties(store, things).items()
        for name, values in stated.items()
        for value in values
        if name not in MATERIALISED and isinstance(value, NamedNode | Literal)
    ]
