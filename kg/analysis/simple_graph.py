"""The simple graph of a network: who is tied to whom at all, whichever way and by however many relations."""

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from kg.model.records import EntityRef

if TYPE_CHECKING:
    import networkx as nx

Pair = tuple[str, str]


class Backed(Struct, frozen=True):
    """An entity with the relations that say of it what is told."""

    entity: EntityRef
    relations: tuple[str, ...]


def simple_graph(graph: "nx.MultiDiGraph") -> "nx.Graph":
    """Return the undirected simple graph of a network; nodes and edges are in the order of their names.

    Which end is the subject follows from the verb ("supplies", "depends on"), and how many relations join two ends
    from how finely they are told; so neither counts. Each edge has ``relations``, the IRIs behind it.
    """
    import networkx as nx

    relations_of: dict[Pair, set[str]] = {}
    for one, other, relations in graph.edges(data="relations", default=()):
        if one != other:
            relations_of.setdefault((one, other) if one < other else (other, one), set()).update(relations)
    simple = nx.Graph()
    simple.add_nodes_from(sorted(graph))
    simple.add_edges_from(
        (one, other, {"relations": tuple(sorted(relations_of[one, other]))}) for one, other in sorted(relations_of)
    )
    return simple


def ref(graph: Any, node: str) -> EntityRef:
    """Return a node as the entity that it stands for; a node without attributes is called by its name."""
    attributes = graph.nodes[node]
    return EntityRef(node, attributes.get("label", str(node)), attributes.get("kind", ""))
