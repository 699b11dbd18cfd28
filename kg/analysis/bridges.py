"""On whom the network hangs: nodes and ties without which it falls apart, and brokers between those who do not meet.

How to read: a cut point is the only recorded way between the parts that fall off. Where it misleads: a tie that nobody
recorded would often join them, so a bridge is a finding about the record first.
"""

from typing import TYPE_CHECKING

from msgspec import Struct

from kg.analysis.simple_graph import ref, simple_graph
from kg.model.records import EntityRef

if TYPE_CHECKING:
    import networkx as nx


class CutPoint(Struct, frozen=True):
    """A node without which its part of the network falls apart; ``parts`` are all pieces but the largest."""

    entity: EntityRef
    parts: tuple[tuple[EntityRef, ...], ...]

    @property
    def cut_off(self) -> int:
        """Return how many nodes lose the largest piece."""
        return sum(map(len, self.parts))


class Bridge(Struct, frozen=True):
    """Two nodes between whom there is no other way; ``part`` is the smaller side, and ``relations`` join the two."""

    one: EntityRef
    other: EntityRef
    part: tuple[EntityRef, ...]
    relations: tuple[str, ...]

    @property
    def entities(self) -> tuple[EntityRef, EntityRef]:
        """Return both ends."""
        return self.one, self.other


class Broker(Struct, frozen=True):
    """A node with two ties or more, and Burt's constraint on it: the lower, the less its contacts know each other."""

    entity: EntityRef
    constraint: float
    ties: int


class Bridges(Struct, frozen=True):
    """Cut points and bridges, those that cut most off first, and brokers, the least constrained first.

    ``number`` says how many there are of each, of which these are the first.
    """

    cut_points: tuple[CutPoint, ...]
    bridges: tuple[Bridge, ...]
    brokers: tuple[Broker, ...]
    number: tuple[int, int, int]


def bridges(graph: "nx.MultiDiGraph", limit: int = 10) -> Bridges:
    """Return on whom a network hangs, at most ``limit`` of each sort.

    >>> import networkx as nx
    >>> weak = bridges(nx.MultiDiGraph([("a", "b"), ("b", "c")]))
    >>> weak.cut_points[0].entity.id, len(weak.bridges)
    ('b', 2)
    """
    simple = simple_graph(graph)
    joints, sizes = _joints(simple)
    first = sorted(joints, key=lambda node: (-joints[node], node))[:limit]
    ties = sorted(sizes, key=lambda ends: (-sizes[ends], ends))[:limit]
    constraints = constraint(simple)
    least = sorted(constraints, key=lambda node: (round(constraints[node], 9), -simple.degree(node), node))[:limit]
    return Bridges(
        tuple(CutPoint(ref(graph, node), _parts(graph, simple, node)) for node in first),
        tuple(_bridge(graph, simple, ends) for ends in ties),
        tuple(Broker(ref(graph, node), constraints[node], simple.degree(node)) for node in least),
        (len(joints), len(sizes), len(constraints)),
    )


def constraint(simple: "nx.Graph") -> dict[str, float]:
    """Return Burt's constraint of each node with two ties or more (Burt 1992), every tie weighing the same.

    It sums, over a node's contacts, the squared share of its time that goes to each, directly and through others.
    """
    share = {node: 1 / degree for node, degree in simple.degree() if degree}
    constraints = {}
    for node, contacts in simple.adj.items():
        if len(contacts) < 2:
            continue
        through: dict[str, float] = dict.fromkeys(contacts, 1.0)
        for middle in contacts:
            for other in simple.adj[middle]:
                if other in through:
                    through[other] += share[middle]
        constraints[node] = sum((share[node] * part) ** 2 for part in through.values())
    return constraints


def _joints(simple: "nx.Graph") -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """Return how many nodes each cut point and each bridge cuts off from the largest piece.

    One search in depth: a node below which nothing reaches above it cuts that branch off (Tarjan 1972).
    """
    import networkx as nx

    cut: dict[str, int] = {}
    ties: dict[tuple[str, str], int] = {}
    for component in nx.connected_components(simple):
        root = min(component)
        order, parent, low, size = _searched(simple, root)
        fallen: dict[str, list[int]] = {}
        for node in reversed(list(order)):
            above = parent[node]
            if above is None:
                continue
            size[above] += size[node]
            low[above] = min(low[above], low[node])
            if low[node] >= order[above]:
                fallen.setdefault(above, []).append(size[node])
            if low[node] > order[above]:
                ends = (above, node) if above < node else (node, above)
                ties[ends] = min(size[node], len(component) - size[node])
        for node, sizes in fallen.items():
            rest = len(component) - 1 - sum(sizes)
            pieces = [*sizes, rest] if rest else sizes
            if len(pieces) > 1:
                cut[node] = len(component) - 1 - max(pieces)
    return cut, ties


def _searched(
    simple: "nx.Graph", root: str
) -> tuple[dict[str, int], dict[str, str | None], dict[str, int], dict[str, int]]:
    """Search in depth from a node: the order of meeting, the node above, the earliest node met beside it, and 1."""
    order: dict[str, int] = {root: 0}
    parent: dict[str, str | None] = {root: None}
    low: dict[str, int] = {root: 0}
    stack = [(root, iter(simple.adj[root]))]
    while stack:
        node, others = stack[-1]
        other = next(others, None)
        if other is None:
            stack.pop()
        elif other not in order:
            order[other] = low[other] = len(order)
            parent[other] = node
            stack.append((other, iter(simple.adj[other])))
        elif other != parent[node]:
            low[node] = min(low[node], order[other])
    return order, parent, low, dict.fromkeys(order, 1)


def _parts(graph: "nx.MultiDiGraph", simple: "nx.Graph", node: str) -> tuple[tuple[EntityRef, ...], ...]:
    """Return the pieces into which a node's part falls without it, all but the largest, largest first."""
    pieces: list[set[str]] = []
    for start in simple.adj[node]:
        if not any(start in piece for piece in pieces):
            pieces.append(_reached(simple, start, {node}))
    pieces.sort(key=lambda piece: (-len(piece), min(piece)))
    return tuple(_refs(graph, piece) for piece in pieces[1:])


def _bridge(graph: "nx.MultiDiGraph", simple: "nx.Graph", ends: tuple[str, str]) -> Bridge:
    sides = [_reached(simple, ends[0], {ends[1]}), _reached(simple, ends[1], {ends[0]})]
    relations = simple.edges[ends]["relations"]
    return Bridge(ref(graph, ends[0]), ref(graph, ends[1]), _refs(graph, min(sides, key=len)), relations)


def _reached(simple: "nx.Graph", start: str, without: set[str]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        for other in simple.adj[waiting.pop()]:
            if other not in reached and other not in without:
                reached.add(other)
                waiting.append(other)
    return reached


def _refs(graph: "nx.MultiDiGraph", nodes: set[str]) -> tuple[EntityRef, ...]:
    return tuple(sorted((ref(graph, node) for node in nodes), key=lambda entity: (entity.label, entity.id)))
