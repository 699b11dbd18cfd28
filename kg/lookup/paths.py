"""How two entities are connected: the best chains of ties between them, each tie with who says so."""

from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import Final

from kg.errors import InputError
from kg.lookup.courses import avoided, layers, waypoints
from kg.lookup.ties import Ties, find_ways, read_nodes, read_ties
from kg.model.records import EntityRef, Json, Relation
from kg.session.reading import entity_refs, read_relations
from kg.session.session import Session
from kg.store import Store
from kg.terms import local_name

_CHEAPEST: Final = "claimed"


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a chain, with all the relations that make it, in either direction."""

    start: EntityRef
    end: EntityRef
    relations: tuple[Relation, ...]

    def as_json(self) -> Json:
        """Return the record of the hop."""
        return {
            "from": self.start.as_json(),
            "to": self.end.as_json(),
            "relations": [relation.as_json() for relation in self.relations],
        }


@dataclass(frozen=True, slots=True)
class Chain:
    """A way from one entity to another; ``weakest`` is the status of the strongest claim on its weakest hop."""

    hops: tuple[Hop, ...]
    weakest: str

    @property
    def entities(self) -> tuple[EntityRef, ...]:
        """Return the entities in order, both ends among them."""
        return (self.hops[0].start, *(hop.end for hop in self.hops))

    @property
    def claims(self) -> int:
        """Return the number of claims that affirm a relation of the chain."""
        return sum(claim.affirms for hop in self.hops for relation in hop.relations for claim in relation.claims)

    def as_json(self) -> Json:
        """Return the record of the chain."""
        return {"hops": [hop.as_json() for hop in self.hops], "weakest": self.weakest}


@dataclass(frozen=True, slots=True)
class Paths:
    """The best chains, best first, and what was searched: how many relations, of which layers.

    ``undated`` counts relations that were left out only because they have no date.
    """

    chains: list[Chain]
    searched: int
    layers: tuple[str, ...]
    undated: int = 0


def paths(session: Session) -> Paths:
    """Return the best chains between two entities, by the ties that a policy and the filters let through.

    Chains are ordered by fewest hops, strongest weakest hop, most affirming claims, and name; a hop is as strong as
    its strongest affirming claim. Of the filters, ``layer`` names the layers instead of the default ones, ``kind`` the
    kinds of the middle nodes, and ``phase`` adds relations of that phase to those without one. With a lineage the
    predecessors and successors of each are ends too. Raises InputError for ends that are one entity, for a word that
    may mean several things, and for a course that no chain can follow.
    """
    store, filters, course = session.store, session.filters, session.question.path
    one, other = session.question.whom
    families = session.families
    through = waypoints(store, chain(*families), course)
    out = avoided(store, course.avoid)
    for entity in {one.id, other.id, *through} & out.entities:
        label = entity_refs(store, [entity])[entity].label
        raise InputError(f"{label} lies on every chain that was asked for: leave it out of --avoid")
    allowed = layers(store, filters, course, out)
    passed = session.passed
    ties = read_ties(session, allowed, passed, out, directed=course.directed)
    starts, ends = ({entity.id for entity in members} - out.entities for members in families)
    nodes = read_nodes(store, ties, starts | ends | {*through}, starts | ends, out, filters, course)
    ways = find_ways(ties, nodes, starts, ends, through, course)
    names = tuple(local_name(layer.value) for layer in allowed)
    return Paths(_chains(store, ties, ways, passed), len(ties.ties), names, ties.undated)


def _chains(store: Store, ties: Ties, ways: list[tuple[str, ...]], passed: frozenset[str]) -> list[Chain]:
    shown = {pair: ties.shown(pair) for way in ways for pair in pairwise(way)}
    # Which relations pass is known by now, and asking a policy is the dearest step: read by the cheapest, then mark.
    read = [
        replace(relation, accepted=relation.id in passed, holds=ties.holds.get(relation.id))
        for relation in read_relations(store, set().union(*shown.values()), _CHEAPEST)
    ]
    entities = entity_refs(store, {node for way in ways for node in way})
    hops = {
        pair: Hop(
            entities[pair[0]], entities[pair[1]], tuple(relation for relation in read if relation.id in relations)
        )
        for pair, relations in shown.items()
    }
    return [
        Chain(
            tuple(hops[pair] for pair in pairwise(way)),
            ties.statuses[min(ties.link(pair).strength for pair in pairwise(way))],
        )
        for way in ways
    ]
