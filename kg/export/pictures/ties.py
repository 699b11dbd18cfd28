"""Ties on the page: which way they bend, how parallel ones part, and where their labels find room."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, inf
from typing import Final

from msgspec import Struct

from kg.export.pictures import line_styles, shapes
from kg.export.pictures.canvas import PALE_INK, Area, Canvas
from kg.export.pictures.collision_grid import CollisionGrid
from kg.export.pictures.curves import Curve, Point, head
from kg.export.pictures.node import Node
from kg.export.pictures.scene import Bundle, Scene, Tie

MOST_PARALLEL: Final = 4
"""So many ties between two nodes are drawn side by side; more make one thick band, a strand for each layer."""

_FAN: Final = 15.0  # between two parallel ties, in the middle of their way
_LABELLED_FAN: Final = (72.0, 34.0)  # the same where labels stand: beside each other, and one below the other
_STRAND: Final = 2.6
_BAND: Final = 6.0
# Shares of the distance; the last ones are wide bows, for a line that would run behind a box else.
_BENDS: Final = tuple(sign * step / 100 for step in (0, 7, 14, 21, 28, 36, 44, 52, 60, 70, 80) for sign in (1, -1))
_CLEAR: Final = 3.0  # pixels between a line and a box that it passes
FEW_BOXES: Final = 100
"""Up to so many boxes lines are kept clear of all of them; no picture of more is read line by line."""
_SLIGHT: Final = 10
_LOOK: Final = 12.0  # pixels between the points at which a curve is looked at; half of the lowest box
STEPS: Final = [step / 18 for step in range(1, 18)]


class Strand(Struct, frozen=True):
    """The curve along which a tie, or all ties of a bundle, run; ``ties`` has all that are drawn by it.

    ``ends`` are the places of the two boxes in the order of all.
    """

    curve: Curve
    ties: tuple[Tie, ...]
    ends: tuple[int, int]


def strands(scene: Scene, areas: Sequence[Area], *, labelled: bool) -> list[Strand]:
    """Return the curves of all ties between boxes that stand in these areas."""
    grid = CollisionGrid.of(areas, _CLEAR)
    bends = _BENDS if len(areas) <= FEW_BOXES else _BENDS[:_SLIGHT]
    curves = []
    for bundle in scene.bundles:
        if bundle.one == bundle.other:
            curves += _loops(bundle, areas[bundle.one])
            continue
        ends = [(area.left + area.width / 2, area.top + area.height / 2) for area in _pair(areas, bundle)]
        groups = [(tie,) for tie in bundle.ties] if len(bundle.ties) <= MOST_PARALLEL else [bundle.ties]
        gap = _label_fan(*ends) if labelled else _FAN
        fan = [(index - (len(groups) - 1) / 2) * gap for index in range(len(groups))]
        base = _bend(ends[0], ends[1], bundle, grid, fan, bends)
        for aside, group in zip(fan, groups, strict=True):
            bend = base + aside
            curve = _seen(Curve.bent(ends[0], ends[1], bend), scene.nodes, areas, bundle)
            curves.append(Strand(curve, group, (bundle.one, bundle.other)))
    return curves


def _label_fan(start: Point, end: Point) -> float:
    """Return how far parallel ties must part for their labels to stand clear of each other's lines."""
    across, down = end[0] - start[0], end[1] - start[1]
    return (abs(down) * _LABELLED_FAN[0] + abs(across) * _LABELLED_FAN[1]) / (abs(across) + abs(down) or 1)


def _pair(areas: Sequence[Area], bundle: Bundle) -> tuple[Area, Area]:
    return areas[bundle.one], areas[bundle.other]


def _bend(
    start: Point, end: Point, bundle: Bundle, grid: CollisionGrid, fan: Sequence[float], bends: Sequence[float]
) -> float:
    """Return the bend, in pixels, by which parallel curves run behind the fewest other boxes; the slightest of these.

    ``fan`` has by how much each of them bends more than that.
    """
    distance = hypot(end[0] - start[0], end[1] - start[1])
    own = {bundle.one, bundle.other}
    fewest, best = inf, 0.0
    for share in bends:
        count = 0
        for aside in fan:
            count += len(hits(Curve.bent(start, end, share * distance + aside), grid).keys() - own)
            if count >= fewest:
                break
        if count < fewest:
            fewest, best = count, share
        if not count:
            break
    return best * distance


def hits(curve: Curve, grid: CollisionGrid) -> dict[int, float]:
    """Return the owners of the rectangles that a curve runs through, each with a share of the way inside of it."""
    steps = 1 + int(hypot(curve.end[0] - curve.start[0], curve.end[1] - curve.start[1]) // _LOOK)
    shares: dict[int, float] = {}
    for step in range(1, steps):
        share = step / steps
        for owner in grid.hit(*curve.at(share)):
            shares.setdefault(owner, share)
    return shares


def _seen(curve: Curve, nodes: Sequence[Node], areas: Sequence[Area], bundle: Bundle) -> Curve:
    one, other = _pair(areas, bundle)
    return curve.outside(
        lambda point: shapes.reaches(nodes[bundle.one].box.shape, one, *point),
        lambda point: shapes.reaches(nodes[bundle.other].box.shape, other, *point),
    )


def _loops(bundle: Bundle, area: Area) -> list[Strand]:
    """Return the curves of ties of a node to itself: arches over the top of its box."""
    middle = area.left + area.width / 2
    loops = []
    for index, tie in enumerate(bundle.ties):
        reach = min(area.width / 2, 14.0 + 6 * index)
        start, end = (middle - reach, area.top), (middle + reach, area.top)
        arch = Curve(start, (middle, area.top - 44.0 - 22 * index), end)
        loops.append(Strand(arch, (tie,), (bundle.one, bundle.one)))
    return loops


def draw(canvas: Canvas, strands: Sequence[Strand]) -> None:
    """Draw all ties, thick bands below single ones."""
    for strand in sorted(strands, key=lambda strand: -len(strand.ties)):
        words = "\n".join(_caption(tie) for tie in strand.ties)
        if len(strand.ties) > 1:
            with canvas.group(words, class_="tie band"):
                _band(canvas, strand)
            continue
        tie = strand.ties[0]
        curve = strand.curve if tie.start <= tie.end else strand.curve.reversed()
        with canvas.group(words, class_=f"tie {tie.standing} {tie.relation.type.layer}"):
            line_styles.draw(canvas, curve, tie.stroke, tie.standing, points=tie.points)


def _caption(tie: Tie) -> str:
    """Return a tie in words: what is said, how it stands, and on whose word."""
    claims = "; ".join(str(claim) for claim in tie.relation.claims)
    return f"{tie.relation} – {tie.standing}: {claims}"


def _band(canvas: Canvas, strand: Strand) -> None:
    layers = {tie.stroke.label: tie.stroke for tie in strand.ties}
    ordered = [layers[name] for name in sorted(layers)]
    onward = any(tie.points and tie.start < tie.end for tie in strand.ties)
    back = any(tie.points and tie.start > tie.end for tie in strand.ties)
    strand_width = max(_STRAND, _BAND / len(ordered))
    breadth = len(ordered) * strand_width
    tip = breadth * 0.7 + 6, breadth + 5
    curve = strand.curve.without_tip(tip[0] * 0.9) if onward else strand.curve
    curve = curve.reversed().without_tip(tip[0] * 0.9).reversed() if back else curve
    for index, stroke in enumerate(ordered):
        aside = (index - (len(ordered) - 1) / 2) * strand_width
        line_styles.line(canvas, curve.aside(aside), stroke, strand_width - 0.3)
    for way, there in ((strand.curve, onward), (strand.curve.reversed(), back)):
        if there:
            canvas.path(head(way, *tip), fill=PALE_INK)
