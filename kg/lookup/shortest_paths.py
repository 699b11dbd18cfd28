"""The best paths from one node to another, in order, without listing them all.

Nodes are numbers in the order of their names. A path visits no node twice. Paths are ordered by fewest hops, then
by the strength of their weakest link, strongest first, then by the sum of the claims on their links, most first,
then by their nodes.

The method is Yen's in Lawler's form. A branch stands for all paths that begin with a given root and whose next node
is none of the barred ones. Every branch in the queue is filed under its best path. The best of all is taken out,
and what is left of its branch is cut, at each node from the end of the root on, into branches that share no path
and lose none. So paths come out in order, and each costs at most as many searches as it has hops.

The best path of a branch is found exactly. Fewest hops come first, and the shortest way on from the root is found
level by level, backwards from the end; being shortest it repeats no node. Among the shortest ways the strongest
weakest link is fixed next. Links weaker than it (or than the root's own weakest, below which nothing is lost) are then
left out, and what remains is a sum and an order of names, both of which a way keeps when a node is put before it.

Nodes that must lie on the path are part of a search's state. Then a shortest way may repeat a node; it is still no
worse than any path of its branch, so it is cut like a path and not handed out.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct, field

from kg.errors import InputError

# Without nodes that must lie on the path, every branch that is looked at yields one. With them, this many may not.
MOST_TRIES: Final = 2_000


class Link(Struct, frozen=True):
    """What joins two nodes: the strength of its strongest claim, and how many claims affirm it."""

    strength: int
    claims: int


Links = Sequence[Mapping[int, Link]]
Nodes = tuple[int, ...]
State = tuple[int, int]  # a node, and which of the required nodes still lie between it and the end, as bits
Levels = list[dict[State, int]]  # by hops to the end: the strongest weakest link on the way there


class _Task(Struct, frozen=True):
    """What is looked for: ``after`` and ``before`` hold, for each node, those one link after and before it."""

    after: Links
    before: Links
    end: int
    max_hops: int
    bits: dict[int, int] = field(default_factory=dict)


def shortest_paths(
    after: Links, before: Links, start: int, end: int, *, max_hops: int, through: Sequence[int] = ()
) -> Iterator[Nodes]:
    """Yield the paths from ``start`` to ``end`` in order, as tuples of nodes.

    ``after[n]`` holds the links from ``n`` by the node they lead to, ``before[n]`` those to ``n`` by the node they
    come from. All of ``through`` lie on each path, in any order. Raises InputError where ``through`` makes the search
    too long.

    >>> square = [{1: Link(50, 1), 2: Link(60, 1)}, {3: Link(50, 1)}, {3: Link(60, 1)}, {}]
    >>> back = [{}, {0: Link(50, 1)}, {0: Link(60, 1)}, {1: Link(50, 1), 2: Link(60, 1)}]
    >>> list(shortest_paths(square, back, 0, 3, max_hops=2))
    [(0, 2, 3), (0, 1, 3)]
    """
    task = _Task(after, before, end, max_hops, {node: 1 << index for index, node in enumerate(dict.fromkeys(through))})
    queue: list[tuple[tuple[int, int, int, Nodes], int, frozenset[int]]] = []

    def enter(root: Nodes, barred: frozenset[int]) -> None:
        path = _best(task, root, barred)
        if path is not None:
            heapq.heappush(queue, (path_key(after, path), len(root), barred))

    enter((start,), frozenset())
    tries = 0
    while queue:
        (_, _, _, path), rooted, barred = heapq.heappop(queue)
        if len(set(path)) == len(path):
            yield path
        elif (tries := tries + 1) > MOST_TRIES:
            raise InputError("the search for chains through all these is too long: name fewer, or lower --max-hops")
        for index in range(rooted, len(path)):
            root = path[:index]
            if len(set(root)) < index:
                break
            enter(root, (barred if index == rooted else frozenset()) | {path[index]})


def path_key(after: Links, path: Nodes) -> tuple[int, int, int, Nodes]:
    """Return what paths are ordered by."""
    links = [after[one][other] for one, other in pairwise(path)]
    return len(links), -min(link.strength for link in links), -sum(link.claims for link in links), path


def _best(task: _Task, root: Nodes, barred: frozenset[int]) -> Nodes | None:
    """Return the best way to the end that begins with ``root`` and goes on to none of ``barred``; None if none does."""
    needed = sum(bit for node, bit in task.bits.items() if node not in root)
    goal = (root[-1], needed)
    levels = _levels(task, root, barred, goal)
    if goal not in levels[-1]:
        return None
    least = levels[-1][goal]
    for one, other in pairwise(root):
        least = min(least, task.after[one][other].strength)
    return root[:-1] + _most_claims(task, levels, goal, barred, least)


def _levels(task: _Task, root: Nodes, barred: frozenset[int], goal: State) -> Levels:
    """Search backwards from the end, level by level, until the goal is met or no hop is left.

    The search enters no node of the root but its last, where it ends, and meets the end only once.
    """
    closed, strongest = {*root, task.end}, max((link.strength for link in task.before[task.end].values()), default=0)
    levels: Levels = [{(task.end, 0): strongest}]
    seen: set[State] = set()
    for _ in range(task.max_hops - len(root) + 1):
        level: dict[State, int] = {}
        for (node, needed), strength in levels[-1].items():
            needed |= task.bits.get(node, 0)
            for other, link in task.before[node].items():
                state = (other, needed)
                if (other in closed and (state != goal or node in barred)) or state in seen:
                    continue
                level[state] = max(level.get(state, 0), min(strength, link.strength))
        levels.append(level)
        if goal in level or not level:
            break
        seen.update(level)
    return levels


def _most_claims(task: _Task, levels: Levels, goal: State, barred: frozenset[int], least: int) -> Nodes:
    """Return, among the shortest ways with no link weaker than ``least``, the one of most claims, then of first names.

    Ways are built from the end, level by level; each state keeps its best, as (claims, negated; nodes).
    """
    best: dict[State, tuple[int, Nodes]] = {(task.end, 0): (0, (task.end,))}
    for level in levels[1:]:
        longer: dict[State, tuple[int, Nodes]] = {}
        for (node, needed), (claims, path) in best.items():
            needed |= task.bits.get(node, 0)
            for other, link in task.before[node].items():
                state = (other, needed)
                if state not in level or link.strength < least or (state == goal and node in barred):
                    continue
                candidate = claims - link.claims, (other, *path)
                if state not in longer or candidate < longer[state]:
                    longer[state] = candidate
        best = longer
    return best[goal][1]
