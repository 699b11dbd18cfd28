"""Who stands where in the network, by five measures of centrality.

How to read: a score compares nodes of one network by one measure. Where it misleads: it counts who is recorded, so the
best covered actor leads; and a tie is a tie, hostile or friendly, unless layers or types are chosen.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from kg.analysis import engine
from kg.analysis.engine import Estimate, IndexedGraph
from kg.analysis.simple_graph import ref, simple_graph
from kg.errors import InputError
from kg.model.records import EntityRef

if TYPE_CHECKING:
    import networkx as nx

_DAMPING: Final = 0.85
# Scores that differ by less are equal: engines sum in different orders.
_DIGITS: Final = 9


class Score(Struct, frozen=True):
    """A node's score and its rank, where equal scores share a rank.

    ``firm_rank`` is the rank without weakly supported relations, None where the node then has no tie or this was not
    asked for.
    """

    entity: EntityRef
    score: float
    rank: int
    firm_rank: int | None = None


class Ranking(Struct, frozen=True):
    """Scores, highest first; ``error`` is the largest half-width of their 95 % intervals, 0 where they are exact.

    ``weak`` counts the relations that a robust ranking leaves out, and is None where none was asked for.
    """

    measure: str
    scores: tuple[Score, ...]
    error: float = 0.0
    weak: int | None = None


def rank(graph: "nx.MultiDiGraph", by: str = "degree", *, robust: bool = False) -> Ranking:
    """Rank the nodes of a network by a measure of ``MEASURES``.

    With ``robust`` it is done again without the relations that are weakly supported: denied by somebody, or affirmed by
    nobody with a status of at least "asserted" in a source that is not weak. Raises InputError for another measure
    and for one that does not converge.

    >>> import networkx as nx
    >>> star = nx.MultiDiGraph([("hub", "a"), ("hub", "b"), ("hub", "c")])
    >>> [(score.entity.id, score.score) for score in rank(star, "betweenness").scores][:2]
    [('hub', 1.0), ('a', 0.0)]
    """
    if by not in MEASURES:
        raise InputError(f"there is no measure '{by}'; there are: {', '.join(MEASURES)}")
    first = _ranking(graph, by)
    if not robust:
        return first
    weak = [(one, other, key) for one, other, key, is_weak in graph.edges(keys=True, data="weak") if is_weak]
    firm = graph.copy()
    firm.remove_edges_from(weak)
    firm.remove_nodes_from([node for node, ties in list(firm.degree()) if ties == 0])
    ranks = {score.entity.id: score.rank for score in _ranking(firm, by).scores}
    scores = tuple(replace(score, firm_rank=ranks.get(score.entity.id)) for score in first.scores)
    return replace(first, scores=scores, weak=len(weak))


def _ranking(graph: "nx.MultiDiGraph", by: str) -> Ranking:
    simple = simple_graph(graph)
    if len(simple) == 0:
        return Ranking(by, ())
    numbered = IndexedGraph.of(simple)
    estimate = MEASURES[by][0](numbered)
    if estimate is None:
        raise InputError(f"{by} does not converge on this network: choose another measure, or fewer layers")
    scored = sorted(
        (
            (round(value, _DIGITS), ref(graph, node))
            for node, value in zip(numbered.nodes, estimate.values, strict=True)
        ),
        key=lambda pair: (-pair[0], pair[1].label, pair[1].id),
    )
    scores: list[Score] = []
    for rank, (value, entity) in enumerate(scored, 1):
        is_equal = bool(scores) and scores[-1].score == value
        scores.append(Score(entity, value, scores[-1].rank if is_equal else rank))
    return Ranking(by, tuple(scores), estimate.error)


def _degree(graph: IndexedGraph) -> Estimate:
    counts = [0] * len(graph.nodes)
    for one, other in graph.edges:
        counts[one] += 1
        counts[other] += 1
    return Estimate([float(count) for count in counts])


def _pagerank(graph: IndexedGraph) -> Estimate | None:
    scores = engine.pagerank(graph, _DAMPING)
    return None if scores is None else Estimate(scores)


def _eigenvector(graph: IndexedGraph) -> Estimate | None:
    scores = engine.eigenvector(graph)
    return None if scores is None else Estimate(scores)


# Each measure with what its score is.
MEASURES: Final[dict[str, tuple[Callable[[IndexedGraph], Estimate | None], str]]] = {
    "degree": (_degree, "with how many others it is tied"),
    "betweenness": (engine.betweenness, "the share of shortest paths between others that run through it"),
    "closeness": (engine.closeness, "the inverse of its mean distance to those it reaches, times the share it reaches"),
    "pagerank": (_pagerank, "the share of time that a walker along ties, who restarts in 15 % of steps, spends there"),
    "eigenvector": (_eigenvector, "how far it is tied to others that score high"),
}
