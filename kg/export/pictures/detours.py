"""The shortest way round boxes, for a line that no bend keeps clear of them."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, Final

from kg.export.pictures.canvas import Area
from kg.export.pictures.curves import Detour, Point

if TYPE_CHECKING:
    from numpy import bool_, float64
    from numpy.typing import NDArray

    Points = NDArray[float64]


# A way past more boxes, or round more corners than these, is none that an eye would follow.
_MOST_BOXES: Final = 60
_MOST_CORNERS: Final = 400


def detour(areas: Sequence[Area], ends: tuple[int, int], gap: float) -> Detour | None:
    """Return the shortest way between the middles of two boxes that stays a gap away from all others.

    ``ends`` are the indices of the two. Returns None where there is no such way, or none is soon known.
    """
    import numpy as np

    start, end = (areas[index].middle for index in ends)
    others = [area for index, area in enumerate(areas) if index not in ends]
    low = np.array([(area.left - gap, area.top - gap) for area in others]).reshape(-1, 2)
    high = np.array([(area.right + gap, area.bottom + gap) for area in others]).reshape(-1, 2)
    # Only what stands in the way is gone round: few of all boxes do, and a way past few is soon known.
    known = np.zeros(len(others), dtype=bool)
    way = [start, end]
    while way:
        blocking = np.any(_crossed(np.array(way[:-1]), np.array(way[1:]), low, high), axis=0) & ~known
        if not blocking.any():
            return Detour.by(way)
        known |= blocking
        if known.sum() > _MOST_BOXES:
            return None
        way = _shortest(start, end, low[known], high[known])
    return None


def _shortest(start: Point, end: Point, low: Points, high: Points) -> list[Point]:
    """Return the corners of the shortest way past rectangles, both ends among them; none where there is no way."""
    import numpy as np

    corners = np.concatenate(
        [low, high, np.column_stack([low[:, 0], high[:, 1]]), np.column_stack([high[:, 0], low[:, 1]])]
    )
    covered = np.any(np.all((corners[:, None] > low) & (corners[:, None] < high), axis=2), axis=1)
    on_sheet = np.all(corners > 0, axis=1)
    spots = np.concatenate([[start, end], corners[~covered & on_sheet]])
    reach = np.full(len(spots), np.inf)
    reach[0] = 0.0
    before = [0] * len(spots)
    rest = np.hypot(*(spots - spots[1]).T)
    queue = [(float(rest[0]), 0)]
    left = np.ones(len(spots), dtype=bool)
    tried = 0
    while queue and tried < _MOST_CORNERS:
        index = heappop(queue)[1]
        if index == 1:
            return _back(spots.tolist(), before)
        if not left[index]:
            continue
        left[index] = False
        tried += 1
        further = reach[index] + np.hypot(*(spots - spots[index]).T)
        nearer = np.flatnonzero((further < reach) & left)
        here = np.broadcast_to(spots[index], (len(nearer), 2))
        for other in nearer[~np.any(_crossed(here, spots[nearer], low, high), axis=1)].tolist():
            reach[other], before[other] = further[other], index
            heappush(queue, (float(further[other] + rest[other]), other))
    return []


def _back(spots: Sequence[Any], before: Sequence[int]) -> list[Point]:
    """Return the spots from the first to the second, each by the one before it."""
    way = [1]
    while way[-1]:
        way.append(before[way[-1]])
    return [(spots[index][0], spots[index][1]) for index in reversed(way)]


def _crossed(here: Points, there: Points, low: Points, high: Points) -> NDArray[bool_]:
    """Say of each straight line through which rectangles it runs; along a border, or by a corner, is not through."""
    import numpy as np

    hair = 0.01
    low, high, begin = low + hair, high - hair, here[:, None]
    step = (there - here)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = (low - begin) / step, (high - begin) / step
    # Along an axis on which a line does not move it is inside of a rectangle all the way, or never.
    still, within = step == 0, (low < begin) & (begin < high)
    enters = np.where(still, np.where(within, -np.inf, np.inf), np.minimum(one, other)).max(axis=2)
    leaves = np.where(still, np.where(within, np.inf, -np.inf), np.maximum(one, other)).min(axis=2)
    crossed: NDArray[bool_] = (enters < leaves) & (leaves > 0) & (enters < 1)
    return crossed
