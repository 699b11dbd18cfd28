"""Measure the projection and the analysis against rdflib and networkx: the section of docs/performance.md on them.

All figures are CPU seconds in one process; the ratios are those of two pieces of work done in turn.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import networkx as nx
import rdflib
from rdflib.query import ResultRow
from worlds import write_world

from kg.analysis import engine
from kg.analysis.balance import balance
from kg.analysis.blocs import blocs
from kg.analysis.bridges import bridges
from kg.analysis.dependence import dependence
from kg.analysis.engine import Numbered
from kg.analysis.pairs import pairs
from kg.analysis.rank import MEASURES, rank
from kg.graph import KnowledgeGraph
from kg.resources import ontology_files
from kg.store import named_query
from kg.terms import PREFIXES

RUNS: Final = 3


def spent(work: Callable[[], Any]) -> float:
    """Return the CPU seconds that a piece of work takes in this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def with_rdflib(graph: rdflib.Graph, query: str) -> nx.MultiDiGraph:
    """Project with the same query over rdflib's SPARQL: ties as edges, without a policy and without attributes."""
    found = nx.MultiDiGraph()
    for row in graph.query(query, initNs=PREFIXES):
        assert isinstance(row, ResultRow)
        if str(row.sort) == "tie":
            found.add_edge(str(row.one), str(row.three), str(row.thing))
    return found


def ratio(ours: Callable[[], Any], peer: Callable[[], Any], runs: int = RUNS) -> tuple[float, float, float]:
    """Return how many times faster the first is, and the CPU seconds of both: medians of pairs run in turn."""
    timed = sorted((p / o, o, p) for o, p in ((spent(ours), spent(peer)) for _ in range(runs)))
    return timed[len(timed) // 2]


def section() -> str:
    """Return the section, measured now."""
    with tempfile.TemporaryDirectory() as folder:
        small, middle, large = (write_world(Path(folder) / str(size), size) for size in (1_000, 10_000, 100_000))
        rows = [_against_rdflib(small), *_against_networkx(middle)]
        table = "".join(f"| {what} | {r:.1f} | {o:.2f} s | {p:.2f} s | {goal} |\n" for what, (r, o, p), goal in rows)
        whole = _whole(KnowledgeGraph.load(large))
    head = "| what | times faster | ours | peer | goal |\n| --- | --- | --- | --- | --- |\n"
    total = sum(seconds for _, seconds, _ in whole)
    lines = "".join(f"| {name} | {seconds:.1f} s | {error} |\n" for name, seconds, error in whole)
    return (
        f"\n## The network\n\nCPU seconds on invented graphs of 10,000 relations,"
        f" and of 1,000 against rdflib, which takes minutes for more.\n\n{head}{table}\n"
        f"All measures at 100,000 relations: {total:.0f} s of CPU, for a goal of 60 s.\n\n"
        f"| measure | CPU | sampled: half-width of the 95 % interval |\n| --- | --- | --- |\n{lines}"
    )


Row = tuple[str, tuple[float, float, float], str]


def _against_rdflib(folder: Path) -> Row:
    graph = KnowledgeGraph.load(folder)
    plain = rdflib.Graph()
    for path in [*ontology_files(), *folder.rglob("*.ttl")]:
        plain.parse(path, format="turtle")
    query = named_query("network")
    graph.network()  # imports networkx
    return "projection, against rdflib's SPARQL", ratio(graph.network, lambda: with_rdflib(plain, query), 1), "15"


def _against_networkx(folder: Path) -> list[Row]:
    graph = KnowledgeGraph.load(folder)
    simple = pairs(graph.network())
    return [
        (
            "projection and betweenness, against projection and networkx",
            ratio(
                lambda: rank(graph.network(), "betweenness"), lambda: nx.betweenness_centrality(pairs(graph.network()))
            ),
            "25",
        ),
        (
            "betweenness alone, against networkx",
            ratio(lambda: engine.betweenness(Numbered.of(simple)), lambda: nx.betweenness_centrality(simple)),
            "",
        ),
        (
            "PageRank, against networkx",
            ratio(lambda: engine.pagerank(Numbered.of(simple), 0.85), lambda: nx.pagerank(simple, tol=1e-10)),
            "1",
        ),
        (
            "cut points and bridges, against networkx",
            ratio(lambda: bridges(graph.network()), lambda: _joints(graph)),
            "1",
        ),
    ]


def _joints(graph: KnowledgeGraph) -> None:
    simple = pairs(graph.network())
    list(nx.articulation_points(simple)), list(nx.bridges(simple)), nx.constraint(simple)


def _whole(graph: KnowledgeGraph) -> list[tuple[str, float, str]]:
    rows: list[tuple[str, float, str]] = []
    start = time.process_time()
    network = graph.network()
    rows.append(("projection", time.process_time() - start, ""))
    for by in MEASURES:
        start = time.process_time()
        error = rank(network, by).error
        rows.append((by, time.process_time() - start, f"{error:.2g}" if error else ""))
    for name, work in (("bridges", bridges), ("blocs", blocs), ("balance", balance), ("dependence", dependence)):
        rows.append((name, spent(partial(work, network)), ""))
        print(rows, file=sys.stderr)
    return rows


if __name__ == "__main__":
    print(section())
