"""How far a signed graph is from balance: the fewest ties whose sign would have to flip.

A graph is balanced if its nodes fall into two camps with friendly ties inside and hostile ties between them. The
frustration index is the fewest ties that any division leaves in the wrong place. It is the sum over the blocks that
hold together without any one node, so each block is solved by itself. A division found by local search bounds it from
above; negative cycles without a common tie bound it from below. Where the two differ, a search through all divisions of
the block decides, as far as its steps go.
"""

import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    import networkx as nx

Pair = tuple[str, str]
Signs = Mapping[str, Mapping[str, int]]  # by node and neighbour: 1 or -1

# Nodes that the search through all divisions may visit in one block, and starts of the local search.
MOST_STEPS: Final = 200_000
_STARTS: Final = 10
_SEED: Final = 1


class Frustration(Struct, frozen=True):
    """The frustration index lies between ``least`` and ``index``; ``flips`` are ties whose flip balances the graph."""

    index: int
    least: int
    flips: tuple[Pair, ...]

    @property
    def is_exact(self) -> bool:
        """Say whether the index is proven."""
        return self.index == self.least


def frustration(signed: "nx.Graph", most_steps: int = MOST_STEPS) -> Frustration:
    """Return the frustration index of a graph whose edges have a ``sign`` of 1 or -1, or bounds of it.

    >>> import networkx as nx
    >>> triangle = nx.Graph()
    >>> triangle.add_edges_from([("a", "b", {"sign": 1}), ("b", "c", {"sign": 1}), ("a", "c", {"sign": -1})])
    >>> frustration(triangle).index
    1
    """
    import networkx as nx

    index, least = 0, 0
    flips: list[Pair] = []
    for block in nx.biconnected_components(signed):
        if len(block) < 3:
            continue
        part = _of_block(signed.subgraph(block), most_steps)
        index, least = index + part.index, least + part.least
        flips += part.flips
    return Frustration(index, least, tuple(sorted(flips)))


def _of_block(block: "nx.Graph", most_steps: int) -> Frustration:
    signs = {node: {other: data["sign"] for other, data in sorted(block.adj[node].items())} for node in sorted(block)}
    camps = _local_search(signs)
    index = len(_wrong(signs, camps))
    least = _disjoint_cycles(signs)
    if least < index:
        better, is_whole = _search(signs, camps, index, most_steps)
        camps, index = better, len(_wrong(signs, better))
        least = index if is_whole else least
    return Frustration(index, least, tuple(_wrong(signs, camps)))


def _wrong(signs: Signs, camps: Mapping[str, int]) -> list[Pair]:
    """Return the ties that a division leaves in the wrong place."""
    return [
        (one, other)
        for one, ties in signs.items()
        for other, sign in ties.items()
        if one < other and camps[one] * camps[other] != sign
    ]


def _local_search(signs: Signs) -> dict[str, int]:
    """Return the best division that moving one node at a time leads to, from several starts."""
    dice = random.Random(_SEED)
    nodes = list(signs)
    best: dict[str, int] = {}
    fewest = -1
    for _ in range(_STARTS):
        camps = _spread(signs, dice.choice(nodes))
        waiting = nodes.copy()
        dice.shuffle(waiting)
        while waiting:
            node = waiting.pop()
            if sum(sign * camps[other] for other, sign in signs[node].items()) * camps[node] < 0:
                camps[node] = -camps[node]
                waiting += signs[node]
        wrong = len(_wrong(signs, camps))
        if fewest < 0 or wrong < fewest:
            best, fewest = camps, wrong
        if fewest == 0:
            break
    return best


def _spread(signs: Signs, start: str) -> dict[str, int]:
    """Divide the nodes so that each tie by which a search first meets a node is in its place."""
    camps, order = {start: 1}, [start]
    for node in order:
        for other, sign in signs[node].items():
            if other not in camps:
                camps[other] = camps[node] * sign
                order.append(other)
    return camps


def _disjoint_cycles(signs: Signs) -> int:
    """Return how many negative cycles without a common tie were found: triangles first, then cycles of a search."""
    used: set[frozenset[str]] = set()
    count = 0
    for one, ties in signs.items():
        for other, sign in ties.items():
            for third in ties.keys() & signs[other].keys() if one < other else ():
                cycle = {frozenset((one, other)), frozenset((other, third)), frozenset((one, third))}
                if sign * signs[other][third] * ties[third] < 0 and not cycle & used:
                    used |= cycle
                    count += 1
                    break
    start = next(iter(signs))
    before: dict[str, str | None] = {start: None}
    order = [start]
    for node in order:
        for other in signs[node]:
            if other not in before:
                before[other] = node
                order.append(other)
    depth = _depths(before, order)
    camps = _spread(signs, start)
    for one, other in _wrong(signs, camps):
        way = {frozenset((one, other))} | _way(before, depth, one, other)
        if not way & used:
            used |= way
            count += 1
    return count


def _depths(before: Mapping[str, str | None], order: list[str]) -> dict[str, int]:
    depth: dict[str, int] = {}
    for node in order:
        last = before[node]
        depth[node] = 0 if last is None else depth[last] + 1
    return depth


def _way(before: Mapping[str, str | None], depth: Mapping[str, int], one: str, other: str) -> set[frozenset[str]]:
    """Return the ties on the way between two nodes of a tree."""
    way = set()
    while one != other:
        if depth[one] < depth[other]:
            one, other = other, one
        last = before[one]
        assert last is not None
        way.add(frozenset((one, last)))
        one = last
    return way


def _search(signs: Signs, camps: dict[str, int], fewest: int, most_steps: int) -> tuple[dict[str, int], bool]:
    """Look for a better division, node by node along a search from the busiest; say whether all were considered."""
    order = list(_spread(signs, max(signs, key=lambda node: len(signs[node]))))
    number_of = {node: number for number, node in enumerate(order)}
    earlier = [
        [(number_of[other], sign) for other, sign in signs[node].items() if number_of[other] < number]
        for number, node in enumerate(order)
    ]
    best = [camps[node] for node in order]
    chosen = [0] * len(order)
    stack = [(0, 1, 0)]  # the place of a node, its camp, the ties in the wrong place before it
    steps = 0
    while stack:
        number, camp, wrong = stack.pop()
        steps += 1
        if steps > most_steps:
            return dict(zip(order, best, strict=True)), False
        chosen[number] = camp
        wrong += sum(chosen[placed] * camp != sign for placed, sign in earlier[number])
        if wrong >= fewest:
            continue
        if number + 1 == len(order):
            fewest, best = wrong, chosen.copy()
            continue
        liking = sum(chosen[placed] * sign for placed, sign in earlier[number + 1])
        likely = 1 if liking >= 0 else -1
        stack += [(number + 1, -likely, wrong), (number + 1, likely, wrong)]
    return dict(zip(order, best, strict=True)), True
