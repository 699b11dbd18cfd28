"""The outlines of boxes, by the names that the ontology gives them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from kg.export.pictures.canvas import Area, number

# What a shape needs around its text beside the usual margin: on each side, and above and below.
_SLANT: Final = 9.0
_FOLD: Final = 8.0
_LID: Final = 5.0
_ROOM: Final[dict[str, Callable[[float, float], tuple[float, float]]]] = {
    "ellipse": lambda width, height: (width * 0.17 + 2, height * 0.17 + 2),
    "parallelogram": lambda width, height: (_SLANT, 0),
    "hexagon": lambda width, height: (_SLANT, 0),
    "octagon": lambda width, height: (3, 0),
    "note": lambda width, height: (_FOLD / 2, 0),
    "cylinder": lambda width, height: (0, _LID),
    "plain": lambda width, height: (-2, -2),
}
# The same shapes under the names that Graphviz has for them.
_GRAPHVIZ: Final = {
    "rounded": ("box", "rounded,filled"),
    "plain": ("box", "filled"),
}


def room(shape: str, width: float, height: float) -> tuple[float, float]:
    """Return how wide and how high a box of this shape is around a text of this size."""
    beside, above = _ROOM[shape](width, height) if shape in _ROOM else (0.0, 0.0)
    return width + 2 * beside, height + 2 * above


def graphviz(shape: str) -> tuple[str, str]:
    """Return the shape and the style by which Graphviz draws this shape."""
    return _GRAPHVIZ.get(shape, (shape, "filled"))


def outline(shape: str, area: Area) -> str:
    """Return the outline of a shape that fills an area, as path data; an unknown shape is drawn as a box."""
    return _OUTLINES.get(shape, _box)(area)


def reaches(shape: str, area: Area, x: float, y: float) -> bool:
    """Say whether a point lies inside the shape, as nearly as the tip of an arrow asks for."""
    if shape == "ellipse":
        across, down = area.width / 2, area.height / 2
        return ((x - area.left - across) / across) ** 2 + ((y - area.top - down) / down) ** 2 <= 1
    return area.holds(x, y)


def _polygon(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"


def _box(area: Area) -> str:
    return _corners(area, 2)


def _rounded(area: Area) -> str:
    return _corners(area, min(10.0, area.height / 2))


def _corners(area: Area, radius: float) -> str:
    arc = f"a{number(radius)} {number(radius)} 0 0 1 "
    r, across, down = number(radius), number(area.width - 2 * radius), number(area.height - 2 * radius)
    return (
        f"M{number(area.left + radius)} {number(area.top)}h{across}{arc}{r} {r}v{down}{arc}-{r} {r}"
        f"h-{across}{arc}-{r} -{r}v-{down}{arc}{r} -{r}Z"
    )


def _ellipse(area: Area) -> str:
    across, down = number(area.width / 2), number(area.height / 2)
    left, middle, right = number(area.left), number(area.top + area.height / 2), number(area.right)
    return f"M{left} {middle}A{across} {down} 0 1 1 {right} {middle}A{across} {down} 0 1 1 {left} {middle}Z"


def _parallelogram(area: Area) -> str:
    return _polygon(
        [
            (area.left + _SLANT, area.top),
            (area.right, area.top),
            (area.right - _SLANT, area.bottom),
            (area.left, area.bottom),
        ]
    )


def _hexagon(area: Area) -> str:
    middle = area.top + area.height / 2
    return _polygon(
        [
            (area.left + _SLANT, area.top),
            (area.right - _SLANT, area.top),
            (area.right, middle),
            (area.right - _SLANT, area.bottom),
            (area.left + _SLANT, area.bottom),
            (area.left, middle),
        ]
    )


def _octagon(area: Area) -> str:
    cut = 6.0
    across, down = (area.left, area.right), (area.top, area.bottom)
    return _polygon(
        [
            (across[0] + cut, down[0]),
            (across[1] - cut, down[0]),
            (across[1], down[0] + cut),
            (across[1], down[1] - cut),
            (across[1] - cut, down[1]),
            (across[0] + cut, down[1]),
            (across[0], down[1] - cut),
            (across[0], down[0] + cut),
        ]
    )


def _note(area: Area) -> str:
    x, y = area.right - _FOLD, area.top + _FOLD
    sheet = _polygon(
        [(area.left, area.top), (x, area.top), (area.right, y), (area.right, area.bottom), (area.left, area.bottom)]
    )
    return f"{sheet}M{number(x)} {number(area.top)}V{number(y)}H{number(area.right)}"


def _cylinder(area: Area) -> str:
    deep = min(_LID, area.height / 8)
    across, lid = number(area.width / 2), number(deep)
    arc = f"A{across} {lid} 0 0"
    left, right, top, bottom = map(number, (area.left, area.right, area.top + deep, area.bottom - deep))
    return f"M{left} {top}{arc} 1 {right} {top}V{bottom}{arc} 1 {left} {bottom}ZM{left} {top}{arc} 0 {right} {top}"


_OUTLINES: Final[dict[str, Callable[[Area], str]]] = {
    "box": _box,
    "plain": _box,
    "rounded": _rounded,
    "ellipse": _ellipse,
    "parallelogram": _parallelogram,
    "hexagon": _hexagon,
    "octagon": _octagon,
    "note": _note,
    "cylinder": _cylinder,
}
