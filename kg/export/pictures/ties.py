"""Ties on the page: which way they bend, how parallel ones part, and where their labels find room."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import dist, inf
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from kg.export.pictures import line_styles, shapes
from kg.export.pictures.canvas import PALE_INK, PAPER, Area, Canvas
from kg.export.pictures.collision_grid import CollisionGrid
from kg.export.pictures.curves import Curve, Point, Way, head
from kg.export.pictures.detours import detour
from kg.export.pictures.node import Node
from kg.export.pictures.scene import Bundle, Scene, Tie

MOST_PARALLEL: Final = 4
"""So many ties between two nodes are drawn side by side; more make one thick band, a strand for each layer."""

_FAN: Final = 15.0  # between two parallel ties, in the middle of their way
_LABELLED_FAN: Final = (72.0, 34.0)  # the same where labels stand: beside each other, and one below the other
_STRAND: Final = 2.6
_BAND: Final = 6.0
# By how much of the distance, and at which share of the way; the last ones are wide bows, for a line that would run
# behind a box else.
_STEPS: Final = (0, 7, 14, 21, 28, 36, 44, 52, 60, 70, 80)
_SKEWS: Final = (0.5, 0.2, 0.8)
_BENDS: Final = ((0.0, 0.5), *((sign * step / 100, skew) for step in _STEPS[1:] for skew in _SKEWS for sign in (1, -1)))
_CLEAR: Final = 3.0  # pixels between a line and a box that it passes
FEW_BOXES: Final = 300
"""Up to so many boxes lines are kept clear of all of them, which takes a quarter of a minute; more are not read so."""
_SLIGHT: Final = 10
_GAPS: Final = (8.0, 4.0)  # pixels between a way round boxes and the boxes, where there is so much room
_BESIDE: Final = 6.0  # pixels between two lines that take the same way round boxes
_LOOK: Final = 12.0  # pixels between the points at which a curve is looked at; half of the lowest box
STEPS: Final = [step / 18 for step in range(1, 18)]


class Strand(Struct, frozen=True):
    """The curve along which a tie, or all ties of a bundle, run; ``ties`` has all that are drawn by it.

    ``ends`` are the places of the two boxes in the order of all.
    """

    curve: Way
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
        ends = areas[bundle.one].middle, areas[bundle.other].middle
        groups = [(tie,) for tie in bundle.ties] if len(bundle.ties) <= MOST_PARALLEL else [bundle.ties]
        gap = _label_fan(*ends) if labelled else _FAN
        fan = [(index - (len(groups) - 1) / 2) * gap for index in range(len(groups))]
        base, share = _bend(*ends, {bundle.one, bundle.other}, grid, fan, bends)
        for aside, group in zip(fan, groups, strict=True):
            curve = _outside(Curve.bent(*ends, base + aside, share), scene.nodes, areas, (bundle.one, bundle.other))
            curves.append(Strand(curve, group, (bundle.one, bundle.other)))
    return curves


def round_boxes(scene: Scene, areas: Sequence[Area], strands: Sequence[Strand]) -> list[Strand]:
    """Return the curves, each that runs behind a foreign box on a way round all boxes if there is one.

    Among more boxes than a reader follows lines by, none is sought.
    """
    if len(areas) > FEW_BOXES:
        return list(strands)
    grid = CollisionGrid.of(areas)
    behind: dict[tuple[int, int], list[int]] = {}
    for at, strand in enumerate(strands):
        if hits(strand.curve, grid).keys() - set(strand.ends):
            behind.setdefault(strand.ends, []).append(at)
    now = list(strands)
    for ends, hidden in behind.items():
        breadth = (len(hidden) - 1) / 2 * _BESIDE
        ways = (detour(areas, ends, gap + breadth) for gap in _GAPS)
        if way := next(filter(None, ways), None):
            for lane, at in enumerate(hidden):
                curve = _outside(way.aside(lane * _BESIDE - breadth), scene.nodes, areas, ends)
                now[at] = replace(strands[at], curve=curve)
    return now


def _label_fan(start: Point, end: Point) -> float:
    """Return how far parallel ties must part for their labels to stand clear of each other's lines."""
    across, down = end[0] - start[0], end[1] - start[1]
    return (abs(down) * _LABELLED_FAN[0] + abs(across) * _LABELLED_FAN[1]) / (abs(across) + abs(down) or 1)


def _bend(
    start: Point,
    end: Point,
    own: Collection[int],
    grid: CollisionGrid,
    fan: Sequence[float],
    bends: Sequence[tuple[float, float]],
) -> tuple[float, float]:
    """Return the bend, in pixels, and its share, by which parallel curves run behind the fewest boxes but their own.

    It is the first of these in ``bends``. ``fan`` has by how much each of the curves bends more than that.
    """
    distance = dist(start, end)
    fewest, best = inf, bends[0]
    for bend, share in bends:
        count = 0
        for aside in fan:
            count += len(hits(Curve.bent(start, end, bend * distance + aside, share), grid).keys() - own)
            if count >= fewest:
                break
        if count < fewest:
            fewest, best = count, (bend, share)
        if not count:
            break
    return best[0] * distance, best[1]


def hits(curve: Way, grid: CollisionGrid) -> dict[int, float]:
    """Return the owners of the rectangles that a curve runs through, each with a share of the way inside of it."""
    steps = 1 + int(curve.length // _LOOK)
    shares: dict[int, float] = {}
    for step in range(1, steps):
        share = step / steps
        for owner in grid.hit(*curve.at(share)):
            shares.setdefault(owner, share)
    return shares


def _outside(way: Way, nodes: Sequence[Node], areas: Sequence[Area], ends: tuple[int, int]) -> Way:
    """Return the part of a line that lies outside of the boxes of its two ends."""
    one, other = ends
    return way.outside(
        lambda point: shapes.reaches(nodes[one].box.shape, areas[one], *point),
        lambda point: shapes.reaches(nodes[other].box.shape, areas[other], *point),
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
    """Draw a band, a strand for each layer; a strand and a head are hollow unless a tie of theirs is accepted."""
    ordered = _layers(strand)
    onward = [tie for tie in strand.ties if tie.points and tie.start < tie.end]
    back = [tie for tie in strand.ties if tie.points and tie.start > tie.end]
    strand_width = max(_STRAND, _BAND / len(ordered))
    breadth = len(ordered) * strand_width
    tip = breadth * 0.7 + 6, breadth + 5
    curve = strand.curve.without_tip(tip[0] * 0.9) if onward else strand.curve
    curve = curve.reversed().without_tip(tip[0] * 0.9).reversed() if back else curve
    for index, of_layer in enumerate(ordered):
        aside = (index - (len(ordered) - 1) / 2) * strand_width
        stroke, hollow = of_layer[0].stroke, not _any_accepted(of_layer)
        line_styles.strand(canvas, curve.aside(aside), stroke, strand_width - 0.3, hollow=hollow)
    for way, there in ((strand.curve, onward), (strand.curve.reversed(), back)):
        if there:
            filled = PALE_INK if _any_accepted(there) else PAPER
            canvas.path(head(way, *tip), fill=filled, stroke=PALE_INK, stroke_width=0.9)


def is_hollow(strand: Strand) -> bool:
    """Say whether a part of a band is hollow: that of a layer, or the head of a direction."""
    heads = ([tie for tie in strand.ties if tie.points and (tie.start < tie.end) == onward] for onward in (True, False))
    return not all(map(_any_accepted, filter(None, (*_layers(strand), *heads))))


def _layers(strand: Strand) -> list[list[Tie]]:
    """Return the ties of a band by layer."""
    layers: dict[str, list[Tie]] = {}
    for tie in strand.ties:
        layers.setdefault(tie.stroke.label, []).append(tie)
    return [layers[name] for name in sorted(layers)]


def _any_accepted(ties: Collection[Tie]) -> bool:
    return any(tie.standing == "accepted" for tie in ties)
