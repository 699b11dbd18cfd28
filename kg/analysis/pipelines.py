"""The pipelines of a network: along which ties goods move, what carries what, and what falls out with what.

All of it is declared on the relation types: ``kg:moves``, ``kg:crossing``, ``kg:carrying``, ``kg:owner``,
``kg:placing``.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import networkx as nx

PIPELINE: Final = "Pipeline"


def declared(graph: "nx.MultiDiGraph", data: Mapping[str, Any], name: str) -> frozenset[str]:
    """Return what the type of an edge declares under a name."""
    declarations: frozenset[str] = graph.graph["types"].get(data["type"], {}).get(name, frozenset())
    return declarations


def moving(graph: "nx.MultiDiGraph") -> "nx.DiGraph":
    """Return the ties along which goods move, in their direction.

    Each edge has ``relations``, and ``either`` where nobody says which way goods run along it: a joint is open both
    ways, unless another tie between the same two says which.
    """
    import networkx as nx

    directed_ties = nx.DiGraph()
    joints = []
    for subject, target, data in graph.edges(data=True):
        to = declared(graph, data, "moves")
        if "both" in to:
            joints.append((subject, target, data["relations"]))
        if "object" in to:
            add_tie(directed_ties, subject, target, data["relations"])
        if "subject" in to:
            add_tie(directed_ties, target, subject, data["relations"])
    directed = set(directed_ties.edges())
    for one, other, relations in joints:
        ways = {(one, other), (other, one)}
        for start, end in (ways & directed) or ways:
            add_tie(directed_ties, start, end, relations, either=not ways & directed)
    return directed_ties


def add_tie(ties: "nx.DiGraph", start: str, end: str, relations: Iterable[str], *, either: bool = False) -> None:
    """Add a tie along which goods move, or relations behind one that is there."""
    before = ties.edges[start, end]["relations"] if ties.has_edge(start, end) else ()
    ties.add_edge(start, end, relations=tuple(sorted({*before, *relations})), either=either)


def carried(graph: "nx.MultiDiGraph") -> dict[str, set[str]]:
    """Return what each pipeline is said to carry."""
    goods: dict[str, set[str]] = {}
    for subject, target, data in graph.edges(data=True):
        if declared(graph, data, "carrying"):
            goods.setdefault(subject, set()).add(target)
    return goods


def routes(graph: "nx.MultiDiGraph", one: str, other: str, commodity: str, out: Iterable[str] = ()) -> "nx.DiGraph":
    """Return the ties on the routes by which a commodity can run from one node to another, without some nodes.

    Where a pipeline crosses one of the two, goods can enter or leave it there, but they change lines at joints and
    where one line ends and another starts only. What is said to carry other things alone is on no way.
    """
    ties = moving(graph)
    for pipeline, place, data in graph.edges(data=True):
        if declared(graph, data, "crossing"):
            if place == one:
                add_tie(ties, one, pipeline, data["relations"], either=True)
            if place == other:
                add_tie(ties, pipeline, other, data["relations"], either=True)
    # What is in a line that leads to the goal is there: through a joint to another such line it gets nowhere.
    arrived = set(ties.predecessors(other)) if other in ties else set()
    ties.remove_edges_from(
        [
            (line, next_)
            for line, next_, either in ties.edges(data="either")
            if either and {line, next_} <= arrived and one != line
        ]
    )
    ties.remove_nodes_from([node for node, what in carried(graph).items() if commodity not in what])
    ties.remove_nodes_from(list(out))
    return _between(ties, one, other)


def _between(ties: "nx.DiGraph", one: str, other: str) -> "nx.DiGraph":
    """Return the part of a graph on ways between two nodes that come back to no node."""
    import networkx as nx

    if one not in ties or other not in ties or not nx.has_path(ties, one, other):
        return nx.DiGraph()
    ties.remove_edges_from([*ties.in_edges(one), *ties.out_edges(other)])
    nodes = (nx.descendants(ties, one) | {one}) & (nx.ancestors(ties, other) | {other})
    for turn in sorted(nodes - {one, other}):
        if turn not in nodes:
            continue
        # What is reached by way of this node only, and leads on by way of it only, is a blind alley.
        rest = ties.subgraph(nodes - {turn})
        nodes = {turn, one, other} | nx.descendants(rest, one) | nx.ancestors(rest, other)
    part: nx.DiGraph = ties.subgraph(nodes).copy()
    return part


def fallen(graph: "nx.MultiDiGraph", out: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return nodes with all that falls out with them, each with the relations by which it does.

    With an owner falls what it owns or has a share in, with a place what lies in, near or through it, and so on.
    """
    lost: dict[str, tuple[str, ...]] = dict.fromkeys(out, ())
    waiting = list(lost)
    for node in waiting:
        for one, other, data in [*graph.in_edges(node, data=True), *graph.out_edges(node, data=True)]:
            ends = declared(graph, data, "owner")
            below = {end for end, word in ((other, "subject"), (one, "object")) if word in ends}
            below |= {one} if declared(graph, data, "placing") and other == node else set()
            for new in below - lost.keys():
                lost[new] = (*lost[node], *data["relations"])
                waiting.append(new)
    return lost
