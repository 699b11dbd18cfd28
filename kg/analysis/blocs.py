"""Blocs: groups with more ties inside than chance would give.

How to read: who is in a bloc is tied to its members more than to others, by ties that are not hostile. Where it
misleads: a neutral tie binds as a friendly one does, and the division is one of many nearly as good; read modularity
and stability first.
"""

from statistics import mean
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from kg.analysis.engine import IndexedGraph
from kg.analysis.louvain import divide
from kg.analysis.simple_graph import ref, simple_graph
from kg.model.records import EntityRef

if TYPE_CHECKING:
    import networkx as nx

Division = list[set[str]]

_HOSTILE: Final = "hostile"
SEED: Final = 1
SEEDS: Final = 10


class Bloc(Struct, frozen=True):
    """A group of entities; ``stability`` is how often a pair in it stays together when the seed changes.

    ``inside`` and ``outside`` count tied pairs within it and across its border; ``ties`` are the relations inside.
    """

    members: tuple[EntityRef, ...]
    inside: int
    outside: int
    stability: float
    ties: tuple[str, ...]


class Blocs(Struct, frozen=True):
    """The blocs, largest first, with the modularity of the division and how alike those of other seeds are.

    ``stability`` is the mean adjusted Rand index of the other ``seeds`` - 1 divisions with this one: 1 for the same
    division each time, 0 for as much agreement as chance gives.
    """

    blocs: tuple[Bloc, ...]
    modularity: float
    stability: float
    seeds: int


def blocs(graph: "nx.MultiDiGraph", seeds: int = SEEDS) -> Blocs:
    """Divide a network into blocs by Louvain's method with a fixed seed (Blondel and others 2008).

    Who is tied by hostile relations alone is not tied here: enemies make no bloc. The other seeds only tell how stable
    the division is. A network without ties has no blocs.
    """
    import networkx as nx

    simple = _binding(graph)
    if simple.number_of_edges() == 0:
        return Blocs((), 0.0, 0.0, 0)
    numbered = IndexedGraph.of(simple)
    divisions = [_division(numbered, SEED + number) for number in range(seeds)]
    first, others = divisions[0], divisions[1:]
    return Blocs(
        tuple(sorted((_bloc(graph, simple, members, others) for members in first), key=_key)),
        nx.community.modularity(simple, first),
        mean(rand_index(first, other) for other in others) if others else 1.0,
        seeds,
    )


def _binding(graph: "nx.MultiDiGraph") -> "nx.Graph":
    """Return the pairs that some relation ties which is not hostile."""
    bound = {frozenset((one, other)) for one, other, of in graph.edges(data="polarity") if of != _HOSTILE}
    simple = simple_graph(graph)
    simple.remove_edges_from([pair for pair in simple.edges() if frozenset(pair) not in bound])
    simple.remove_nodes_from([node for node, ties in list(simple.degree()) if ties == 0])
    return simple


def _division(graph: IndexedGraph, seed: int) -> Division:
    groups: dict[int, set[str]] = {}
    for node, group in zip(graph.nodes, divide(len(graph.nodes), graph.edges, seed), strict=True):
        groups.setdefault(group, set()).add(node)
    return list(groups.values())


def rand_index(one: Division, other: Division) -> float:
    """Return the adjusted Rand index of two divisions of the same nodes (Hubert and Arabie 1985)."""
    number_of = {node: number for number, members in enumerate(other) for node in members}
    together = 0
    for members in one:
        counts: dict[int, int] = {}
        for node in members:
            counts[number_of[node]] = counts.get(number_of[node], 0) + 1
        together += sum(map(_pairs, counts.values()))
    first, second = (sum(_pairs(len(members)) for members in division) for division in (one, other))
    all_ = _pairs(len(number_of))
    expected = first * second / all_ if all_ else 0.0
    most = (first + second) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _key(bloc: Bloc) -> tuple[int, str]:
    return -len(bloc.members), bloc.members[0].label


def _bloc(graph: "nx.MultiDiGraph", simple: "nx.Graph", members: set[str], others: list[Division]) -> Bloc:
    inside: set[str] = set()
    within = across = 0
    for node in members:
        for other, data in simple.adj[node].items():
            if other not in members:
                across += 1
            elif node < other:
                within += 1
                inside.update(data["relations"])
    entities = sorted((ref(graph, node) for node in members), key=lambda entity: (entity.label, entity.id))
    return Bloc(tuple(entities), within, across, _kept_together(members, others), tuple(sorted(inside)))


def _kept_together(members: set[str], others: list[Division]) -> float:
    """Return the mean share of the pairs of a bloc that other divisions keep in one bloc."""
    if len(members) < 2 or not others:
        return 1.0
    kept = [sum(_pairs(len(members & group)) for group in division if members & group) for division in others]
    return mean(kept) / _pairs(len(members))
