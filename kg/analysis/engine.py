"""The heavy measures over integer ids, by rustworkx and scipy; exact where that is affordable, over samples where not.

networkx is the oracle of all of them (``tests/test_analysis_oracle.py``), and ``benchmarks/network.py`` measures them
against it.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

# Exact search from every node costs about 40 ns for each pair of node and edge: 8 seconds of CPU at this product.
MOST_EXACT: Final = 200_000_000
PIVOTS: Final = 512
# Rounds after which a measure is said not to converge.
_MOST_ROUNDS = 10_000
_AT_ONCE: Final = 32
_SEED: Final = 1


class IndexedGraph(Struct, frozen=True, dict=True):
    """A simple graph whose nodes are numbers, in the order of ``nodes``."""

    nodes: list[str]
    edges: list[tuple[int, int]]

    @classmethod
    def of(cls, simple: "nx.Graph") -> "IndexedGraph":
        """Number the nodes of a simple graph."""
        nodes = list(simple)
        index_of = {node: number for number, node in enumerate(nodes)}
        return cls(nodes, [(index_of[one], index_of[other]) for one, other in simple.edges()])

    @property
    def is_large(self) -> bool:
        """Say whether searching from every node costs more than it should."""
        return len(self.nodes) * len(self.edges) > MOST_EXACT

    @cached_property
    def rust(self) -> Any:
        """Return the graph as rustworkx has it."""
        import rustworkx

        graph = rustworkx.PyGraph(multigraph=False, node_count_hint=len(self.nodes), edge_count_hint=len(self.edges))
        graph.add_nodes_from(range(len(self.nodes)))
        graph.add_edges_from_no_data(self.edges)
        return graph

    @cached_property
    def both_ways(self) -> Any:
        """Return the graph as rustworkx has it, with an arc each way."""
        import rustworkx

        graph = rustworkx.PyDiGraph(node_count_hint=len(self.nodes), edge_count_hint=2 * len(self.edges))
        graph.add_nodes_from(range(len(self.nodes)))
        graph.add_edges_from_no_data(self.edges)
        graph.add_edges_from_no_data([(other, one) for one, other in self.edges])
        return graph

    @cached_property
    def matrix(self) -> Any:
        """Return the adjacency matrix, sparse."""
        import numpy as np
        from scipy.sparse import csr_array

        ends = np.array(self.edges, dtype=np.int64).reshape(-1, 2)
        rows, columns = np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]])
        shape = (len(self.nodes), len(self.nodes))
        return csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)


class Estimate(Struct, frozen=True):
    """Values by node number, and the largest half-width of their 95 % intervals; 0 where they are exact."""

    values: "list[float]"
    error: float = 0.0


def betweenness(graph: IndexedGraph, pivots: int | None = None) -> Estimate:
    """Return for each node the share of shortest paths between others that run through it.

    It is exact unless the graph is large or ``pivots`` are asked for: then paths are searched from so many nodes only,
    drawn without replacement by a fixed seed (Brandes and Pich 2007).
    """
    if pivots is None and not graph.is_large:
        import rustworkx

        scores = rustworkx.graph_betweenness_centrality(graph.rust, normalized=True)
        return Estimate([scores[number] for number in range(len(graph.nodes))])
    return _sampled(graph, pivots or PIVOTS)


def closeness(graph: IndexedGraph, pivots: int | None = None) -> Estimate:
    """Return for each node the inverse of its mean distance to those it reaches, times the share that it reaches.

    Sampled as ``betweenness`` is, it is estimated by the distances to the pivots (Eppstein and Wang 2004); the error is
    that of the mean distance, passed on in proportion.
    """
    import numpy as np

    if pivots is None and not graph.is_large:
        import rustworkx

        values = rustworkx.graph_closeness_centrality(graph.rust)
        return Estimate([values[number] for number in range(len(graph.nodes))])
    count = len(graph.nodes)
    chosen = _drawn(count, pivots or PIVOTS)
    total, squares, reached = np.zeros(count), np.zeros(count), np.zeros(count)
    for start in range(0, len(chosen), _AT_ONCE):
        for distance, paths in enumerate(_levels(graph, chosen[start : start + _AT_ONCE])[1:], 1):
            met = np.count_nonzero(paths, axis=1)
            total += distance * met
            squares += distance**2 * met
            reached += met
    mean = np.divide(total, reached, out=np.zeros(count), where=reached > 0)
    spread = np.sqrt(np.maximum(np.divide(squares, reached, out=np.zeros(count), where=reached > 0) - mean**2, 0))
    share = reached / len(chosen) * count / max(count - 1, 1)
    scores = np.divide(share, mean, out=np.zeros(count), where=mean > 0)
    wide = np.divide(1.96 * spread * scores, mean * np.sqrt(reached), out=np.zeros(count), where=mean * reached > 0)
    left = np.sqrt(max(1 - len(chosen) / count, 0))
    return Estimate([float(score) for score in scores], float(wide.max() * left))


def pagerank(graph: IndexedGraph, damping: float) -> list[float] | None:
    """Return the PageRank of each node, or None where it does not converge."""
    import rustworkx

    try:
        scores = rustworkx.pagerank(graph.both_ways, alpha=damping, tol=1e-10, max_iter=_MOST_ROUNDS)
    except rustworkx.FailedToConverge:
        return None
    return [scores[number] for number in range(len(graph.nodes))]


def eigenvector(graph: IndexedGraph) -> list[float] | None:
    """Return the eigenvector centrality of each node, or None where it does not converge."""
    import rustworkx

    try:
        scores = rustworkx.graph_eigenvector_centrality(graph.rust, max_iter=_MOST_ROUNDS, tol=1e-9)
    except rustworkx.FailedToConverge:
        return None
    return [scores[number] for number in range(len(graph.nodes))]


def _drawn(count: int, pivots: int) -> "NDArray[Any]":
    import numpy as np

    return np.sort(np.random.default_rng(_SEED).choice(count, size=min(pivots, count), replace=False))


def _levels(graph: IndexedGraph, starts: "NDArray[Any]") -> "list[NDArray[Any]]":
    """Search from several nodes at once: for each distance, how many shortest paths of it lead to each node."""
    import numpy as np

    front = np.zeros((len(graph.nodes), len(starts)))
    front[starts, np.arange(len(starts))] = 1
    unseen, levels = np.ones_like(front), []
    while front.any():
        levels.append(front)
        unseen *= front == 0
        front = graph.matrix @ front
        front *= unseen
    return levels


def _dependencies(graph: IndexedGraph, starts: "NDArray[Any]") -> "NDArray[Any]":
    """Return Brandes' dependencies: by node and start, the share of the start's shortest paths that run through it."""
    import numpy as np

    levels = _levels(graph, starts)
    total, passed = np.zeros_like(levels[0]), np.zeros_like(levels[0])
    for paths, nearer in zip(levels[:1:-1], levels[-2:0:-1], strict=True):
        passed += 1
        passed = graph.matrix @ np.divide(passed, paths, out=np.zeros_like(paths), where=paths > 0)
        passed *= nearer
        total += passed
    return total


def _sampled(graph: IndexedGraph, pivots: int) -> Estimate:
    import numpy as np

    count = len(graph.nodes)
    chosen = _drawn(count, pivots)
    scale = 1 / max(count - 2, 1)
    total, squares = np.zeros(count), np.zeros(count)
    for start in range(0, len(chosen), _AT_ONCE):
        shares = _dependencies(graph, chosen[start : start + _AT_ONCE]) * scale
        total += shares.sum(axis=1)
        squares += (shares**2).sum(axis=1)
    # A node lies on no path that starts at itself, so that the mean over the others is one over count - 1.
    mean = total / len(chosen)
    spread = np.sqrt(np.maximum(squares / len(chosen) - mean**2, 0))
    left = np.sqrt(max(1 - len(chosen) / count, 0))
    whole = count / max(count - 1, 1)
    return Estimate(
        [float(value) for value in mean * whole], float((1.96 * spread / np.sqrt(len(chosen))).max() * left)
    )
