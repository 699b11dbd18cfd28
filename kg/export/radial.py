"""Where nodes of a graph file stand: rings around the best connected node of each piece, its neighbours on the first.

It needs no other program, takes a moment for tens of thousands of nodes, and gives the same places each time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import cos, log2, pi, sin, sqrt
from typing import Final

from msgspec import Struct

from kg.export.view import View

Point = tuple[float, float]

_SPACE: Final = 46.0  # between two neighbours on a ring
_RING: Final = 130.0  # between two rings, at least
_GAP: Final = 120.0  # between two pieces
_SMALLEST: Final = 12.0


class Placement(Struct, frozen=True):
    """Where a node stands and how wide it is, in pixels."""

    x: float
    y: float
    size: float


def placements(view: View) -> dict[str, Placement]:
    """Return the places of all entities of a view, by IRI; the more ties one has, the larger it is."""
    links = ((ends.subject, ends.object) for ends in (view.ends[iri] for iri in view.relations) if ends.object)
    neighbours, degrees = _tied(view.entities, links)
    placed: dict[str, Placement] = {}
    for (x, y), piece in _packed([_rings(piece) for piece in _pieces(neighbours, degrees)]):
        for node, (across, down) in piece.items():
            size = _SMALLEST + 6 * log2(1 + degrees[node])
            placed[node] = Placement(round(x + across, 1), round(y + down, 1), round(size, 1))
    return placed


def _tied(nodes: Iterable[str], links: Iterable[tuple[str, str]]) -> tuple[dict[str, list[str]], Mapping[str, int]]:
    """Return the neighbours of each node in order of their names, and how many ties it has."""
    tied: dict[str, set[str]] = {node: set() for node in nodes}
    degrees: dict[str, int] = defaultdict(int)
    for one, other in links:
        for near, far in ((one, other), (other, one)):
            degrees[near] += 1
            if one != other:
                tied[near].add(far)
    return {node: sorted(others) for node, others in tied.items()}, degrees


def _pieces(neighbours: Mapping[str, Sequence[str]], degrees: Mapping[str, int]) -> list[dict[str, list[str]]]:
    """Return each connected piece as a tree from its best connected node: the children of each, the largest first."""
    trees, seen = [], set[str]()
    for root in sorted(neighbours, key=lambda node: (-degrees[node], node)):
        if root in seen:
            continue
        seen.add(root)
        tree: dict[str, list[str]] = {}
        level = [root]
        while level:
            for node in level:
                tree[node] = [other for other in neighbours[node] if other not in seen]
                seen.update(tree[node])
            level = [child for node in level for child in tree[node]]
        trees.append(tree)
    return sorted(trees, key=lambda tree: -len(tree))


def _rings(tree: Mapping[str, Sequence[str]]) -> dict[str, Point]:
    """Return the places of a piece around its root: each node has the share of the circle that its leaves need."""
    order = list(tree)
    leaves = dict.fromkeys(order, 1)
    for node in reversed(order):
        leaves[node] = sum(leaves[child] for child in tree[node]) or 1
    root, depths = order[0], {order[0]: 0}
    arcs = {root: (0.0, 2 * pi)}
    for node in order:
        start, whole = arcs[node]
        for child in tree[node]:
            share = whole * leaves[child] / leaves[node]
            arcs[child], depths[child] = (start, share), depths[node] + 1
            start += share
    # The first ring holds all leaves: what hangs on each of its nodes then has room beyond it.
    first = max(_RING, leaves[root] * _SPACE / (2 * pi))
    radii = [0.0, *(first + _RING * step for step in range(max(depths.values())))]
    return {
        node: (radii[depths[node]] * cos(start + share / 2), radii[depths[node]] * sin(start + share / 2))
        for node, (start, share) in arcs.items()
    }


def _packed(pieces: Sequence[dict[str, Point]]) -> list[tuple[Point, dict[str, Point]]]:
    """Return the pieces in rows, each with where its middle lies."""
    reaches = [max((sqrt(x * x + y * y) for x, y in piece.values()), default=0.0) + _GAP / 2 for piece in pieces]
    limit = max([2 * reaches[0], 1.4 * sqrt(sum(4 * reach * reach for reach in reaches))]) if reaches else 0.0
    x = y = row = 0.0
    packed = []
    for piece, reach in zip(pieces, reaches, strict=True):
        if x and x + 2 * reach > limit:
            x, y, row = 0.0, y + row, 0.0
        packed.append(((x + reach, y + reach), piece))
        x, row = x + 2 * reach, max(row, 2 * reach)
    return packed
