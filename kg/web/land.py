"""Outlines of land for maps, clipped to a box: the coasts of Natural Earth at 1:50 million, and no border of anybody.

The file is TopoJSON as the npm package world-atlas ships it; its data are in the public domain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from itertools import accumulate, pairwise
from math import atan, degrees, exp, log, radians, tan
from typing import Any, Final, NamedTuple

from kg.export.page import vendor
from kg.resources import text_of

SOURCE: Final = "Natural Earth 4.1.0, 1:50 million, in the public domain"
_FILE: Final = "land-50m.json"
_DIGITS: Final = 2

Position = tuple[float, float]
Ring = list[Position]


class Box(NamedTuple):
    """A part of the earth, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def wider(self, margin: float) -> Box:
        """Return the box with so many degrees more on each side, as far as the earth goes that a map shows."""
        return Box(
            max(-180, self.west - margin),
            max(-80, self.south - margin),
            min(180, self.east + margin),
            min(80, self.north + margin),
        )

    def holds(self, position: Position) -> bool:
        """Say whether a position lies in it."""
        return self.west <= position[0] <= self.east and self.south <= position[1] <= self.north


def around(positions: Iterable[Position]) -> Box:
    """Return the smallest box around positions, of which there is at least one."""
    x, y = zip(*positions, strict=True)
    return Box(min(x), min(y), max(x), max(y))


def upward(latitude: float) -> float:
    """Return how far above the equator a latitude is drawn, in degrees of longitude, after Mercator."""
    return degrees(log(tan(radians(45 + latitude / 2))))


def latitude(height: float) -> float:
    """Return the latitude that is drawn so far above the equator.

    >>> round(latitude(upward(40.0)), 6)
    40.0
    """
    return 2 * degrees(atan(exp(radians(height)))) - 90


def land(box: Box) -> list[Ring]:
    """Return the outlines in a box, each closed; where they cross, as a lake does, land ends or begins (even-odd)."""
    rings = []
    for ring in _rings():
        x, y = zip(*ring, strict=True)
        if max(x) >= box.west and min(x) <= box.east and max(y) >= box.south and min(y) <= box.north:
            clipped = _rounded(_clipped(ring, box))
            if len(clipped) > 2:
                rings.append(clipped)
    return rings


@cache
def _rings() -> list[Ring]:
    told: dict[str, Any] = json.loads(text_of(vendor.FOLDER, _FILE))
    (wide, high), (west, south) = told["transform"]["scale"], told["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in told["arcs"]:
        xs, ys = accumulate(x for x, _ in arc), accumulate(y for _, y in arc)
        arcs.append([(west + x * wide, south + y * high) for x, y in zip(xs, ys, strict=True)])
    shapes = (shape for geometry in told["objects"]["land"]["geometries"] for shape in geometry["arcs"])
    return [_joined(arcs, numbers) for shape in shapes for numbers in shape]


def _joined(arcs: list[Ring], numbers: Iterable[int]) -> Ring:
    """Return the ring of some arcs, of which one with a negative number runs backwards."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def _clipped(ring: Ring, box: Box) -> Ring:
    """Return a ring cut at the sides of a box, one after the other (Sutherland and Hodgman)."""
    for axis, edge, sign in ((0, box.west, 1), (0, box.east, -1), (1, box.south, 1), (1, box.north, -1)):
        ring = _cut(ring, axis, edge, sign)
    return ring


def _cut(ring: Ring, axis: int, edge: float, sign: int) -> Ring:
    """Return what of a ring lies above an edge, or below it where the sign is -1."""
    kept: Ring = []
    for one, other in pairwise([*ring[-1:], *ring]):
        inside = (other[axis] - edge) * sign >= 0
        if inside != ((one[axis] - edge) * sign >= 0):
            part = (edge - one[axis]) / (other[axis] - one[axis])
            kept.append((one[0] + part * (other[0] - one[0]), one[1] + part * (other[1] - one[1])))
        if inside:
            kept.append(other)
    return kept


def _rounded(ring: Ring) -> Ring:
    """Return a ring with few digits, without points that then stand on the one before."""
    points = [(round(x, _DIGITS), round(y, _DIGITS)) for x, y in ring]
    return points[:1] + [point for before, point in pairwise(points) if point != before]
