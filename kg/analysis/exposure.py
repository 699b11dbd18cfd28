"""What runs near or through a place, and who depends on it.

How to read: each thing is tied to the place by a relation that says so; whoever receives from it is downstream.
Where it misleads: near is what the source calls near, and what is downstream may have other ways.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.analysis.flow import carried, moving
from kg.analysis.pairs import ref
from kg.model.records import EntityRef, Json, Relation

if TYPE_CHECKING:
    import networkx as nx

# Kinds of things that can be harmed where they stand.
_THINGS: Final = frozenset({"Asset", "Facility"})


@dataclass(frozen=True, slots=True)
class Exposure:
    """A thing near or in a place: what it carries, who owns it, who feeds it and who receives from it.

    ``relations`` place the thing; ``behind`` are those by which the others are tied to it, at any distance along which
    goods move.
    """

    entity: EntityRef
    carries: tuple[EntityRef, ...]
    owners: tuple[EntityRef, ...]
    senders: tuple[EntityRef, ...]
    receivers: tuple[EntityRef, ...]
    relations: tuple[str, ...]
    behind: tuple[str, ...]

    def as_json(self, relations: Mapping[str, Relation]) -> Json:
        """Return the record of the exposure."""
        names = ("carries", "owners", "senders", "receivers")
        return {
            "entity": self.entity.as_json(),
            **{name: [entity.as_json() for entity in getattr(self, name)] for name in names},
            "relations": [relations[iri].as_json() for iri in self.relations],
            "behind": [relations[iri].as_json() for iri in self.behind],
        }


def exposure(graph: "nx.MultiDiGraph", place: str) -> list[Exposure]:
    """Return the things that a relation places in, near or through a place (``kg:placing``), by name."""
    placed: dict[str, set[str]] = {}
    if place in graph:
        for thing, _, data in graph.in_edges(place, data=True):
            if _declared(graph, data, "placing") and graph.nodes[thing]["kinds"] & _THINGS:
                placed.setdefault(thing, set()).update(data["relations"])
    ties = moving(graph)
    found = [_exposure(graph, ties, thing, relations) for thing, relations in placed.items()]
    return sorted(found, key=lambda one: (one.entity.label, one.entity.id))


def _exposure(graph: "nx.MultiDiGraph", ties: "nx.DiGraph", thing: str, relations: set[str]) -> Exposure:
    import networkx as nx

    near: set[str] = {thing}
    receivers = nx.descendants(ties, thing) if thing in ties else set()
    senders = nx.ancestors(ties, thing) if thing in ties else set()
    behind = {
        iri for _, _, behind in ties.subgraph(near | receivers | senders).edges(data="relations") for iri in behind
    }
    owners = set()
    for one, other, data in [*graph.in_edges(thing, data=True), *graph.out_edges(thing, data=True)]:
        ends = _declared(graph, data, "owner")
        owner = one if "subject" in ends else other
        if ends and owner != thing:
            owners.add(owner)
            behind.update(data["relations"])
        if _declared(graph, data, "carrying") and one == thing:
            behind.update(data["relations"])
    return Exposure(
        ref(graph, thing),
        _refs(graph, carried(graph).get(thing, set())),
        _refs(graph, owners),
        _refs(graph, senders - receivers),
        _refs(graph, receivers),
        tuple(sorted(relations)),
        tuple(sorted(behind)),
    )


def _declared(graph: "nx.MultiDiGraph", data: Mapping[str, str], name: str) -> frozenset[str]:
    found: frozenset[str] = graph.graph["types"].get(data["type"], {}).get(name, frozenset())
    return found


def _refs(graph: "nx.MultiDiGraph", nodes: set[str]) -> tuple[EntityRef, ...]:
    return tuple(sorted((ref(graph, node) for node in nodes), key=lambda entity: (entity.label, entity.id)))
