"""networkx is the oracle of every measure that another engine or our own code computes."""

from statistics import mean

import networkx as nx
import pytest

from kg.analysis import bridges as measure
from kg.analysis import engine
from kg.analysis.blocs import blocs
from kg.analysis.bridges import bridges, constraint
from kg.analysis.engine import IndexedGraph
from kg.analysis.louvain import divide

TOLERANCE = 1e-6
GRAPHS = {
    "florentine": nx.florentine_families_graph(),
    "karate": nx.karate_club_graph(),
    "path": nx.path_graph(6),
    "complete": nx.complete_graph(5),
    "in two parts": nx.disjoint_union(nx.cycle_graph(5), nx.star_graph(4)),
    "sparse": nx.gnm_random_graph(60, 70, seed=3),
}


@pytest.fixture(params=sorted(GRAPHS))
def simple(request: pytest.FixtureRequest) -> nx.Graph:
    """A plain graph, its nodes named by text."""
    graph = nx.Graph()
    graph.add_nodes_from(map(str, GRAPHS[request.param]))
    graph.add_edges_from((str(one), str(other)) for one, other in GRAPHS[request.param].edges())
    return graph


def agree(values: list[float] | None, graph: IndexedGraph, expected: dict[str, float]) -> bool:
    assert values is not None
    return dict(zip(graph.nodes, values, strict=True)) == pytest.approx(expected, abs=TOLERANCE)


def test_betweenness(simple: nx.Graph) -> None:
    graph, expected = IndexedGraph.of(simple), nx.betweenness_centrality(simple)
    assert agree(engine.betweenness(graph).values, graph, expected)
    from_all = engine.betweenness(graph, pivots=len(simple))
    assert agree(from_all.values, graph, expected)
    assert from_all.error == 0


def test_closeness(simple: nx.Graph) -> None:
    graph, expected = IndexedGraph.of(simple), nx.closeness_centrality(simple)
    assert agree(engine.closeness(graph).values, graph, expected)
    from_all = engine.closeness(graph, pivots=len(simple))
    assert agree(from_all.values, graph, expected)
    assert from_all.error == 0


def test_pagerank(simple: nx.Graph) -> None:
    graph = IndexedGraph.of(simple)
    assert agree(engine.pagerank(graph, 0.85), graph, nx.pagerank(simple, tol=1e-12, max_iter=5_000))


def test_eigenvector() -> None:
    for name in ("florentine", "karate", "complete"):
        plain = nx.Graph((str(one), str(other)) for one, other in GRAPHS[name].edges())
        graph = IndexedGraph.of(plain)
        assert agree(engine.eigenvector(graph), graph, nx.eigenvector_centrality(plain, max_iter=5_000, tol=1e-12))


def test_constraint(simple: nx.Graph) -> None:
    expected = {node: value for node, value in nx.constraint(simple).items() if simple.degree(node) > 1}
    assert constraint(simple) == pytest.approx(expected, abs=TOLERANCE)


def test_cut_points_and_bridges(simple: nx.Graph) -> None:
    measured = bridges(nx.MultiDiGraph(simple), limit=1_000)
    assert {point.entity.id for point in measured.cut_points} == set(nx.articulation_points(simple))
    assert {(one.one.id, one.other.id) for one in measured.bridges} == {
        tuple(sorted(ends)) for ends in nx.bridges(simple)
    }


def test_what_a_cut_point_cuts_off(simple: nx.Graph) -> None:
    cut, ties = measure._joints(simple)
    for node, count in cut.items():
        part = simple.subgraph(nx.node_connected_component(simple, node) - {node})
        sizes = sorted(map(len, nx.connected_components(part)))
        assert count == sum(sizes[:-1])
    for ends, count in ties.items():
        rest = nx.Graph(simple)
        rest.remove_edge(*ends)
        assert count == min(len(nx.node_connected_component(rest, end)) for end in ends)


def test_blocs_have_the_modularity_of_networkx(simple: nx.Graph) -> None:
    ours = [blocs(nx.MultiDiGraph(simple), seeds=1).modularity]
    ours += [modularity(simple, seed) for seed in range(2, 11)]
    theirs = [
        nx.community.modularity(simple, nx.community.louvain_communities(simple, seed=seed)) for seed in range(1, 11)
    ]
    assert max(ours) == pytest.approx(max(theirs), abs=0.01)
    assert mean(ours) == pytest.approx(mean(theirs), abs=0.02)


def modularity(simple: nx.Graph, seed: int) -> float:
    graph = IndexedGraph.of(simple)
    groups: dict[int, set[str]] = {}
    for node, group in zip(graph.nodes, divide(len(graph.nodes), graph.edges, seed), strict=True):
        groups.setdefault(group, set()).add(node)
    expected: float = nx.community.modularity(simple, groups.values())
    return expected


def test_a_sample_stays_within_its_stated_error() -> None:
    plain = nx.barabasi_albert_graph(400, 3, seed=1)
    graph = IndexedGraph.of(plain)
    exact = nx.betweenness_centrality(plain)
    estimate = engine.betweenness(graph, pivots=100)
    within = [
        abs(value - exact[node]) <= estimate.error for node, value in zip(graph.nodes, estimate.values, strict=True)
    ]
    assert estimate.error > 0
    assert sum(within) >= 0.95 * len(within)
