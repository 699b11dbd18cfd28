"""Measure the projection and the analysis against rdflib and networkx: the section of docs/performance.md on them.

Figures are CPU seconds in one process, and elapsed ones beside, since rustworkx uses all cores; ratios are those of two
pieces of work done in turn, whose results are checked to agree.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final

import networkx as nx
import pyoxigraph as ox
import rdflib
from worlds import write_world

from kg.analysis import engine
from kg.analysis.balance import balance
from kg.analysis.blocs import blocs
from kg.analysis.bridges import bridges
from kg.analysis.dependence import dependence
from kg.analysis.engine import PIVOTS, IndexedGraph
from kg.analysis.louvain import divide
from kg.analysis.rank import MEASURES, rank
from kg.analysis.simple_graph import simple_graph
from kg.graph import KnowledgeGraph
from kg.network import network
from kg.store import EmbeddedStore
from kg.terms import PREFIXES

RUNS: Final = 3
TOLERANCE: Final = 1e-6
Ratio = tuple[float, float, float, float]
Row = tuple[str, Ratio, str]


class OverRdflib:
    """What a projection needs of a store, answered by rdflib's SPARQL over the same triples."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        """Copy the triples of a graph, those that are worked out at load too."""
        assert isinstance(graph.store, EmbeddedStore)
        self._graph = rdflib.Graph()
        self._graph.parse(data=ox.serialize(graph.store.triples(), format=ox.RdfFormat.N_TRIPLES), format="nt")

    def select(self, query: str) -> Iterator["Solution"]:
        """Yield the solutions of a query."""
        return map(Solution, self._graph.query(query, initNs=PREFIXES))


class Solution:
    """A solution of rdflib, read as one of pyoxigraph is."""

    def __init__(self, row: Any) -> None:
        """Wrap a solution."""
        self._row = row

    def __getitem__(self, name: str) -> Any:
        """Return the term of a variable."""
        return _term(self._row[name])

    def __iter__(self) -> Iterator[Any]:
        """Yield the terms in the order of the variables."""
        return map(_term, self._row)


def _term(term: Any) -> Any:
    if isinstance(term, rdflib.Literal):
        return ox.Literal(str(term), language=term.language) if term.language else ox.Literal(str(term))
    return None if term is None else ox.NamedNode(str(term))


def spent(work: Callable[[], Any]) -> tuple[float, float]:
    """Return the CPU seconds and the elapsed ones that a piece of work takes in this process."""
    start = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - start[0], time.perf_counter() - start[1]


def ratio(ours: Callable[[], Any], peer: Callable[[], Any], runs: int = RUNS) -> Ratio:
    """Return how many times faster the first is, by CPU and elapsed, and the CPU seconds of both: medians of runs."""
    ours()
    timed = [(spent(ours), spent(peer)) for _ in range(runs)]
    return (
        median(p[0] / o[0] for o, p in timed),
        median(p[1] / o[1] for o, p in timed),
        median(o[0] for o, _ in timed),
        median(p[0] for _, p in timed),
    )


def section() -> str:
    """Return the section, measured now."""
    with tempfile.TemporaryDirectory() as folder:
        small, middle, large = (write_world(Path(folder) / str(size), size) for size in (1_000, 10_000, 100_000))
        rows = [*_against_rdflib(KnowledgeGraph.load(small)), *_against_networkx(KnowledgeGraph.load(middle))]
        whole = _whole(KnowledgeGraph.load(large))
    table = "".join(
        f"| {what} | {cpu:.1f} | {elapsed:.1f} | {ours:.3f} s | {peer:.2f} s | {goal} |\n"
        for what, (cpu, elapsed, ours, peer), goal in rows
    )
    total = sum(seconds for _, seconds, _ in whole)
    lines = "".join(f"| {name} | {seconds:.1f} s | {error} |\n" for name, seconds, error in whole)
    return (
        "\n## The network\n\nCPU seconds on invented graphs, loaded before, of 1,000 relations against rdflib and of"
        " 10,000 against networkx. The\npolicy's verdict is part of each projection. Results agree, scores within"
        f" {TOLERANCE:g}.\n\n| what | times faster | elapsed | ours | peer | goal |\n"
        f"| --- | --- | --- | --- | --- | --- |\n{table}\n"
        f"All measures at 100,000 relations: {total:.0f} s of CPU, for a goal of 60 s. Betweenness and closeness are"
        f" sampled there, from {PIVOTS} nodes.\n\n"
        f"| measure | CPU | half-width of the 95 % interval |\n| --- | --- | --- |\n{lines}"
    )


def _against_rdflib(graph: KnowledgeGraph) -> list[Row]:
    over: Any = OverRdflib(graph)
    rows: list[Row] = []
    for policy, runs in (("accepted", 1), ("claimed", RUNS)):
        ours, peer = network(graph.store, policy=policy), network(over, policy=policy)
        assert dict(ours.edges.items()) == dict(peer.edges.items())
        assert dict(ours.nodes.items()) == dict(peer.nodes.items())
        timed = ratio(partial(network, graph.store, policy=policy), partial(network, over, policy=policy), runs)
        rows.append((f"projection by the policy `{policy}`, against the same over rdflib's SPARQL", timed, "15"))
    return rows


def _against_networkx(graph: KnowledgeGraph) -> list[Row]:
    simple = simple_graph(graph.network())
    numbered = IndexedGraph.of(simple)
    _agree(numbered, engine.betweenness(numbered).values, nx.betweenness_centrality(simple))
    _agree(numbered, engine.pagerank(numbered, 0.85), nx.pagerank(simple, tol=1e-10))

    def ours() -> Any:
        return rank(graph.network(), "betweenness")

    def theirs() -> Any:
        return nx.betweenness_centrality(simple_graph(graph.network()))

    def joints() -> Any:
        return list(nx.articulation_points(simple)), list(nx.bridges(simple)), nx.constraint(simple)

    multi = graph.network()
    alone: tuple[Callable[[], Any], Callable[[], Any]] = (
        lambda: engine.betweenness(IndexedGraph.of(simple)),
        lambda: nx.betweenness_centrality(simple),
    )
    return [
        ("projection and betweenness, against the same projection and networkx", ratio(ours, theirs), "25"),
        ("betweenness alone, against networkx", ratio(*alone), ""),
        (
            "PageRank, against networkx",
            ratio(lambda: engine.pagerank(IndexedGraph.of(simple), 0.85), lambda: nx.pagerank(simple, tol=1e-10)),
            "1",
        ),
        (
            "cut points, bridges and brokers with all that falls off, against networkx without",
            ratio(lambda: bridges(multi), joints),
            "",
        ),
        (
            "a division into blocs, against networkx",
            ratio(
                lambda: divide(len(numbered.nodes), numbered.edges, 1),
                lambda: nx.community.louvain_communities(simple, seed=1),
            ),
            "1",
        ),
    ]


def _agree(graph: IndexedGraph, ours: list[float] | None, peer: dict[str, float]) -> None:
    assert ours is not None
    assert max(abs(value - peer[node]) for node, value in zip(graph.nodes, ours, strict=True)) < TOLERANCE


def _whole(graph: KnowledgeGraph) -> list[tuple[str, float, str]]:
    start = time.process_time()
    multi = graph.network()
    rows = [("projection", time.process_time() - start, "")]
    for by in MEASURES:
        start = time.process_time()
        error = rank(multi, by).error
        rows.append((by, time.process_time() - start, f"{error:.2g}" if error else ""))
    for name, work in (("bridges", bridges), ("blocs", blocs), ("balance", balance), ("dependence", dependence)):
        rows.append((name, spent(partial(work, multi))[0], ""))
    return rows


if __name__ == "__main__":
    print(section())
