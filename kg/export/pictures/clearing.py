"""Boxes moved out of the way of lines that would run behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Final

from msgspec.structs import replace

from kg.export.pictures.canvas import Area
from kg.export.pictures.collision_grid import CollisionGrid
from kg.export.pictures.ties import FEW_BOXES, Strand, hits

# So many curves are drawn on trial, in all rounds together; a round more takes as long as all curves of the picture.
_CURVES: Final = 1500
_PUSHES: Final = 40
_CLEAR: Final = 10.0  # pixels between a line and the box that made way for it


def cleared(
    areas: Sequence[Area], gap: float, drawn: Callable[[Sequence[Area]], list[Strand]]
) -> tuple[list[Area], list[Strand]]:
    """Return where boxes stand, and the curves between them, so that the fewest curves run behind a foreign box.

    ``drawn`` returns the curves between boxes that stand in some areas; ``gap`` pixels stay free around each box.
    """
    now = list(areas)
    strands = drawn(now)
    if len(now) > FEW_BOXES:
        return _on_sheet(now, strands, areas)
    best, fewest = (now, strands), behind_boxes(strands, now)
    for _ in range(_CURVES // max(1, len(strands))):
        if not fewest:
            break
        now = _apart(_aside(now, strands), gap)
        strands = drawn(now)
        if (count := behind_boxes(strands, now)) < fewest:
            best, fewest = (now, strands), count
    return _on_sheet(*best, areas)


def behind_boxes(strands: Sequence[Strand], areas: Sequence[Area]) -> int:
    """Return how often a curve runs behind a box to which it does not lead."""
    grid = CollisionGrid.of(areas)
    return sum(len(hits(strand.curve, grid).keys() - set(strand.ends)) for strand in strands)


def _aside(areas: Sequence[Area], strands: Sequence[Strand]) -> list[Area]:
    """Return the boxes, each moved to the nearer side of the lines that run behind it."""
    grid = CollisionGrid.of(areas)
    moved = list(areas)
    for strand in strands:
        for owner, share in hits(strand.curve, grid).items():
            if owner not in strand.ends:
                moved[owner] = _beside(areas[owner], moved[owner], strand, share)
    return moved


def _beside(area: Area, moved: Area, strand: Strand, share: float) -> Area:
    (x, y), (across, down) = strand.curve.at(share), strand.curve.direction(share)
    side = (-down, across)
    off = (area.left + area.width / 2 - x) * side[0] + (area.top + area.height / 2 - y) * side[1]
    reach = (area.width * abs(side[0]) + area.height * abs(side[1])) / 2 + _CLEAR
    step = (reach - abs(off)) * (1 if off >= 0 else -1)
    return Area(moved.left + side[0] * step, moved.top + side[1] * step, area.width, area.height)


def _apart(areas: Sequence[Area], gap: float) -> list[Area]:
    """Return the boxes pushed apart, each pair along the shorter way, until none overlap or the rounds are over."""
    now = list(areas)
    for _ in range(_PUSHES):
        pairs = [(one, other) for one, other in combinations(range(len(now)), 2) if now[one].meets(now[other], gap)]
        if not pairs:
            break
        for one, other in pairs:
            now[one], now[other] = _parted(now[one], now[other], gap)
    return now


def _parted(one: Area, other: Area, gap: float) -> tuple[Area, Area]:
    across = other.left + other.width / 2 - one.left - one.width / 2
    down = other.top + other.height / 2 - one.top - one.height / 2
    missing = (one.width + other.width) / 2 + gap - abs(across), (one.height + other.height) / 2 + gap - abs(down)
    if min(missing) <= 0:
        return one, other
    step = (missing[0] / 2 + 0.1) * (1 if across >= 0 else -1), (missing[1] / 2 + 0.1) * (1 if down >= 0 else -1)
    x, y = (step[0], 0.0) if missing[0] < missing[1] else (0.0, step[1])
    return (
        Area(one.left - x, one.top - y, one.width, one.height),
        Area(other.left + x, other.top + y, other.width, other.height),
    )


def _on_sheet(areas: list[Area], strands: list[Strand], before: Sequence[Area]) -> tuple[list[Area], list[Strand]]:
    """Return boxes and curves moved so that nothing is left of or above where the boxes were before."""
    points = [point for strand in strands for point in strand.curve.points() if strand.ends[0] != strand.ends[1]]
    left = min(area.left for area in before) - min([area.left for area in areas] + [x for x, _ in points])
    top = min(area.top for area in before) - min([area.top for area in areas] + [y for _, y in points])
    return (
        [Area(area.left + left, area.top + top, area.width, area.height) for area in areas],
        [replace(strand, curve=strand.curve.moved(left, top)) for strand in strands],
    )
