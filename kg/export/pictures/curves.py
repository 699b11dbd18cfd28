"""The curve between two boxes: from centre to centre, seen between their outlines."""

from __future__ import annotations

from collections.abc import Callable
from math import hypot
from typing import Final

from msgspec import Struct

from kg.export.pictures.canvas import number

Point = tuple[float, float]
_PIECES: Final = 24


class Curve(Struct, frozen=True):
    """A quadratic curve by its two ends and the point that it bends towards."""

    start: Point
    towards: Point
    end: Point

    @classmethod
    def bent(cls, start: Point, end: Point, bend: float) -> Curve:
        """Return the curve whose middle lies ``bend`` pixels to the side of the straight line."""
        across, down = end[0] - start[0], end[1] - start[1]
        size = hypot(across, down) or 1.0
        middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        return cls(start, (middle[0] - down / size * 2 * bend, middle[1] + across / size * 2 * bend), end)

    def at(self, share: float) -> Point:
        """Return the point at a share of the way."""
        rest = 1 - share
        first, second, third = rest * rest, 2 * rest * share, share * share
        return (
            first * self.start[0] + second * self.towards[0] + third * self.end[0],
            first * self.start[1] + second * self.towards[1] + third * self.end[1],
        )

    def points(self) -> list[Point]:
        """Return points along the way, between which it hardly leaves the straight line."""
        return [self.at(step / _PIECES) for step in range(_PIECES + 1)]

    def direction(self, share: float) -> Point:
        """Return the direction at a share of the way, of length 1."""
        rest = 1 - share
        across, down = (
            rest * (self.towards[axis] - self.start[axis]) + share * (self.end[axis] - self.towards[axis])
            for axis in (0, 1)
        )
        size = hypot(across, down) or 1.0
        return across / size, down / size

    def between(self, first: float, last: float) -> Curve:
        """Return the part of the curve between two shares of the way."""
        start, end = self.at(first), self.at(last)
        # The blossom of the curve at both shares is the middle point of the part.
        towards = tuple(
            (1 - first) * ((1 - last) * a + last * b) + first * ((1 - last) * b + last * c)
            for a, b, c in zip(self.start, self.towards, self.end, strict=True)
        )
        return Curve(start, (towards[0], towards[1]), end)

    def reversed(self) -> Curve:
        """Return the curve the other way."""
        return Curve(self.end, self.towards, self.start)

    def moved(self, across: float, down: float) -> Curve:
        """Return the curve elsewhere."""
        return Curve(*((x + across, y + down) for x, y in (self.start, self.towards, self.end)))

    def aside(self, offset: float) -> Curve:
        """Return the curve some pixels to its side."""
        points = []
        for share, point in ((0.0, self.start), (0.5, self.towards), (1.0, self.end)):
            across, down = self.direction(share)
            points.append((point[0] - down * offset, point[1] + across * offset))
        return Curve(*points)

    def outside(self, in_start: Callable[[Point], bool], in_end: Callable[[Point], bool]) -> Curve:
        """Return the part of the curve that lies in neither of two areas about its ends."""
        first = _leaves(lambda share: in_start(self.at(share)))
        last = 1 - _leaves(lambda share: in_end(self.at(1 - share)))
        return self.between(first, last) if first < last else self.between(0.5, 0.5)

    def without_tip(self, length: float) -> Curve:
        """Return the curve without the last pixels of its way."""
        tip = self.end
        return self.between(0.0, 1 - _leaves(lambda share: hypot(*_minus(self.at(1 - share), tip)) < length))

    @property
    def data(self) -> str:
        """Return the curve as path data."""
        x1, y1, x2, y2, x3, y3 = map(number, (*self.start, *self.towards, *self.end))
        return f"M{x1} {y1}Q{x2} {y2} {x3} {y3}"


def head(curve: Curve, length: float, breadth: float) -> str:
    """Return the outline of an arrow's head at the end of a curve, as path data."""
    tip = curve.end
    foot = curve.without_tip(length).end
    across, down = _minus(tip, foot)
    size = hypot(across, down) or 1.0
    aside = -down / size * breadth / 2, across / size * breadth / 2
    corners = tip, (foot[0] + aside[0], foot[1] + aside[1]), (foot[0] - aside[0], foot[1] - aside[1])
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in corners) + "Z"


def _minus(one: Point, other: Point) -> Point:
    return one[0] - other[0], one[1] - other[1]


def _leaves(inside: Callable[[float], bool]) -> float:
    """Return the share from which on a way is outside, by halving."""
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        if inside(middle):
            low = middle
        else:
            high = middle
    return high
