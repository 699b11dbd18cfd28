"""What runs near or through a place, and who depends on it.

How to read: each thing is tied to the place by a relation that says so; whoever receives from it is downstream.
Where it misleads: near is what the source calls near, and what is downstream may have other ways.
"""

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from kg.analysis.pipelines import PIPELINE, declared, moving
from kg.analysis.simple_graph import ref
from kg.model.records import EntityRef

if TYPE_CHECKING:
    import networkx as nx

# Kinds of things that can be harmed where they stand.
_THINGS: Final = frozenset({"Asset", "Facility"})


class Exposure(Struct, frozen=True):
    """A thing near or in a place: what it carries, who owns it, where it runs, who feeds it and who receives from it.

    ``crosses`` are other places through which it runs. ``senders`` and ``receivers`` are tied to it by ties along which
    goods move one way; ``joined`` are pipelines behind joints, at any distance, and ``beyond`` the other ends of these:
    nobody says which way goods run there. ``relations`` place the thing; ``behind`` are those by which the others are
    tied to it, ``owning`` those of its owners.
    """

    entity: EntityRef
    carries: tuple[EntityRef, ...]
    owners: tuple[EntityRef, ...]
    crosses: tuple[EntityRef, ...]
    senders: tuple[EntityRef, ...]
    receivers: tuple[EntityRef, ...]
    joined: tuple[EntityRef, ...]
    beyond: tuple[EntityRef, ...]
    relations: tuple[str, ...]
    behind: tuple[str, ...]
    owning: tuple[str, ...]


def exposure(graph: "nx.MultiDiGraph", place: str) -> list[Exposure]:
    """Return the things that a relation places in, near or through a place (``kg:placing``), by name."""
    placed: dict[str, set[str]] = {}
    if place in graph:
        for thing, _, data in graph.in_edges(place, data=True):
            if declared(graph, data, "placing") and graph.nodes[thing]["kinds"] & _THINGS:
                placed.setdefault(thing, set()).update(data["relations"])
    ties = moving(graph)
    exposures = [_exposure(graph, ties, thing, place, relations) for thing, relations in placed.items()]
    return sorted(exposures, key=lambda one: (one.entity.label, one.entity.id))


def _exposure(graph: "nx.MultiDiGraph", ties: "nx.DiGraph", thing: str, place: str, relations: set[str]) -> Exposure:
    import networkx as nx

    one_way = nx.DiGraph([ends for *ends, either in ties.edges(data="either") if not either])
    below, above = _reached(one_way, thing), _reached(one_way.reverse(copy=False), thing)
    all_ = _reached(ties, thing) | _reached(ties.reverse(copy=False), thing)
    pipelines = {node for node in all_ if PIPELINE in graph.nodes[node]["kinds"]}
    owners, owning, what, crossed = (set[str]() for _ in range(4))
    behind = {iri for *_, data in ties.subgraph(all_ | {thing}).edges(data=True) for iri in data["relations"]}
    for one, other, data in [*graph.in_edges(thing, data=True), *graph.out_edges(thing, data=True)]:
        owner = {end for end, word in ((one, "subject"), (other, "object")) if word in declared(graph, data, "owner")}
        carried = {other} if declared(graph, data, "carrying") else set()
        through = {other} if declared(graph, data, "crossing") and other != place else set()
        owners, what, crossed = owners | owner - {thing}, what | carried - {thing}, crossed | through - {thing}
        if owner - {thing}:
            owning.update(data["relations"])
        if (owner | carried | through) - {thing}:
            behind.update(data["relations"])
    return Exposure(
        ref(graph, thing),
        carries=_refs(graph, what),
        owners=_refs(graph, owners),
        crosses=_refs(graph, crossed),
        senders=_refs(graph, above),
        receivers=_refs(graph, below),
        joined=_refs(graph, pipelines - above - below),
        beyond=_refs(graph, all_ - pipelines - above - below),
        relations=tuple(sorted(relations)),
        behind=tuple(sorted(behind)),
        owning=tuple(sorted(owning)),
    )


def _reached(ties: "nx.DiGraph", start: str) -> set[str]:
    import networkx as nx

    reached: set[str] = nx.descendants(ties, start) if start in ties else set()
    return reached


def _refs(graph: "nx.MultiDiGraph", nodes: set[str]) -> tuple[EntityRef, ...]:
    return tuple(sorted((ref(graph, node) for node in nodes), key=lambda entity: (entity.label, entity.id)))
