"""The line between two boxes, a curve or a detour: from centre to centre, seen between their outlines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from math import dist, hypot
from typing import Final, Self

from msgspec import Struct

from kg.export.pictures.canvas import number

Point = tuple[float, float]
_PIECES: Final = 24
_ROUNDING: Final = 14.0  # pixels before and after a corner at which a detour begins to turn


class Line(Struct, frozen=True):
    """What leads from one point to another, whatever its shape."""

    def at(self, share: float) -> Point:
        """Return the point at a share of the way."""
        raise NotImplementedError

    def between(self, first: float, last: float) -> Self:
        """Return the part between two shares of the way."""
        raise NotImplementedError

    def outside(self, in_start: Callable[[Point], bool], in_end: Callable[[Point], bool]) -> Self:
        """Return the part that lies in neither of two areas about the ends."""
        first = _leaves(lambda share: in_start(self.at(share)))
        last = 1 - _leaves(lambda share: in_end(self.at(1 - share)))
        return self.between(first, last) if first < last else self.between(0.5, 0.5)

    def without_tip(self, length: float) -> Self:
        """Return the line without the last pixels of its way."""
        tip = self.at(1.0)
        return self.between(0.0, 1 - _leaves(lambda share: dist(self.at(1 - share), tip) < length))


class Curve(Line, frozen=True):
    """A quadratic curve by its two ends and the point that it bends towards."""

    start: Point
    towards: Point
    end: Point

    @classmethod
    def bent(cls, start: Point, end: Point, bend: float, share: float = 0.5) -> Curve:
        """Return the curve whose middle lies ``bend`` pixels to the side of the straight line.

        It bends towards a point beside this share of the straight line.
        """
        across, down = end[0] - start[0], end[1] - start[1]
        size = hypot(across, down) or 1.0
        foot = start[0] + across * share, start[1] + down * share
        return cls(start, (foot[0] - down / size * 2 * bend, foot[1] + across / size * 2 * bend), end)

    @property
    def length(self) -> float:
        """Return how long the way is at least."""
        return dist(self.start, self.end)

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

    @property
    def data(self) -> str:
        """Return the curve as path data."""
        x1, y1, x2, y2, x3, y3 = map(number, (*self.start, *self.towards, *self.end))
        return f"M{x1} {y1}Q{x2} {y2} {x3} {y3}"


class Detour(Line, frozen=True):
    """A line through points so near to each other that one sees a curve."""

    spots: tuple[Point, ...]

    @classmethod
    def by(cls, corners: Sequence[Point]) -> Detour:
        """Return the line that leads by corners, each of which it rounds; the first and the last are its ends."""
        spots = [corners[0]]
        for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
            turn = Curve(_towards(corner, before), corner, _towards(corner, after))
            spots += [turn.at(step / 6) for step in range(7)]
        return cls((*spots, corners[-1]))

    @property
    def start(self) -> Point:
        """Return where it begins."""
        return self.spots[0]

    @property
    def end(self) -> Point:
        """Return where it ends."""
        return self.spots[-1]

    @property
    def length(self) -> float:
        """Return how long the way is."""
        return sum(dist(one, other) for one, other in pairwise(self.spots))

    def at(self, share: float) -> Point:
        """Return the point at a share of the way."""
        piece, rest = self._piece(share)
        (x1, y1), (x2, y2) = self.spots[piece], self.spots[piece + 1]
        return x1 + (x2 - x1) * rest, y1 + (y2 - y1) * rest

    def _piece(self, share: float) -> tuple[int, float]:
        """Return which of the straight pieces has a share of the way, and at which share of that piece."""
        lengths = [0.0, *accumulate(dist(one, other) for one, other in pairwise(self.spots))]
        along = share * lengths[-1]
        piece = max(0, min(bisect_right(lengths, along) - 1, len(lengths) - 2))
        return piece, (along - lengths[piece]) / (lengths[piece + 1] - lengths[piece] or 1.0)

    def points(self) -> list[Point]:
        """Return points along the way, between which it hardly leaves the straight line."""
        return [*(self.at(step / _PIECES) for step in range(_PIECES)), self.end]

    def direction(self, share: float) -> Point:
        """Return the direction at a share of the way, of length 1."""
        piece, _ = self._piece(share)
        across, down = _minus(self.spots[piece + 1], self.spots[piece])
        size = hypot(across, down) or 1.0
        return across / size, down / size

    def between(self, first: float, last: float) -> Detour:
        """Return the part of the line between two shares of the way."""
        begins, ends = self._piece(first)[0], self._piece(last)[0]
        return Detour((self.at(first), *self.spots[begins + 1 : ends + 1], self.at(last)))

    def reversed(self) -> Detour:
        """Return the line the other way."""
        return Detour(self.spots[::-1])

    def moved(self, across: float, down: float) -> Detour:
        """Return the line elsewhere."""
        return Detour(tuple((x + across, y + down) for x, y in self.spots))

    def aside(self, offset: float) -> Detour:
        """Return the line some pixels to its side."""
        legs = [_minus(other, one) for one, other in pairwise(self.spots)]
        turned = []
        for point, before, after in zip(self.spots, [legs[0], *legs], [*legs, legs[-1]], strict=True):
            across, down = before[0] + after[0], before[1] + after[1]
            size = hypot(across, down) or 1.0
            turned.append((point[0] - down / size * offset, point[1] + across / size * offset))
        return Detour(tuple(turned))

    @property
    def data(self) -> str:
        """Return the line as path data."""
        return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in self.spots)


Way = Curve | Detour
"""What a tie runs along."""


def _towards(corner: Point, other: Point) -> Point:
    """Return the point before a corner, on the way to another point, at which a detour begins to turn."""
    share = min(_ROUNDING / (dist(corner, other) or 1.0), 0.5)
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share


def head(curve: Way, length: float, breadth: float) -> str:
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
