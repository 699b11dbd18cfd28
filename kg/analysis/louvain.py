"""Louvain's method over integer ids (Blondel and others 2008): networkx takes minutes for 100,000 relations.

Only nodes whose neighbours moved are looked at again (Ozaki and others 2016). networkx is the oracle of the modularity.
"""

import random
from collections import deque
from collections.abc import Iterable
from typing import Final

Weights = list[dict[int, float]]  # by node the weight of its tie with each neighbour; with itself, of what it contains

# A gain below this is the noise of sums.
_LEAST: Final = 1e-9


def divide(nodes: int, ties: Iterable[tuple[int, int]], seed: int) -> list[int]:
    """Return the group of each node, so that moving one node or joining two groups gains no modularity."""
    dice = random.Random(seed)
    weights: Weights = [{} for _ in range(nodes)]
    for one, other in ties:
        weights[one][other] = weights[other][one] = 1.0
    groups = list(range(nodes))
    while True:
        group_of = _settled(weights, dice)
        names = {group: number for number, group in enumerate(dict.fromkeys(group_of))}
        group_of = [names[group] for group in group_of]
        if len(names) == len(weights):
            return groups
        groups = [group_of[group] for group in groups]
        weights = _joined(weights, group_of, len(names))


def _settled(weights: Weights, dice: random.Random) -> list[int]:
    """Move one node at a time to the neighbouring group that gains most, until none gains."""
    degrees = [sum(ties.values()) + ties.get(node, 0.0) for node, ties in enumerate(weights)]
    whole = sum(degrees) or 1.0
    group_of, sums = list(range(len(weights))), degrees.copy()
    order = list(group_of)
    dice.shuffle(order)
    waiting, is_waiting = deque(order), [True] * len(weights)
    while waiting:
        node = waiting.popleft()
        is_waiting[node] = False
        here, share = group_of[node], degrees[node] / whole
        tied = {here: 0.0}
        for other, weight in weights[node].items():
            if other != node:
                tied[group_of[other]] = tied.get(group_of[other], 0.0) + weight
        sums[here] -= degrees[node]
        best, most = here, tied[here] - share * sums[here]
        for group, weight in tied.items():
            gain = weight - share * sums[group]
            if gain > most + _LEAST:
                best, most = group, gain
        sums[best] += degrees[node]
        if best != here:
            group_of[node] = best
            for other in weights[node]:
                if group_of[other] != best and not is_waiting[other]:
                    is_waiting[other] = True
                    waiting.append(other)
    return group_of


def _joined(weights: Weights, group_of: list[int], groups: int) -> Weights:
    """Make a node of each group; a tie inside one weighs on it once."""
    joined: Weights = [{} for _ in range(groups)]
    for node, ties in enumerate(weights):
        for other, weight in ties.items():
            if node <= other:
                one, two = group_of[node], group_of[other]
                joined[one][two] = joined[one].get(two, 0.0) + weight
                if one != two:
                    joined[two][one] = joined[one][two]
    return joined
