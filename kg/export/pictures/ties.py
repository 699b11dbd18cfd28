"""Ties on the page: which way they bend, how parallel ones part, and where their labels find room."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import hypot, inf
from typing import Final

from kg.export.pictures import shapes, strokes
from kg.export.pictures.canvas import PALE_INK, PAPER, Area, Canvas
from kg.export.pictures.curves import Curve, Point, head
from kg.export.pictures.node import Node
from kg.export.pictures.sketch import Bundle, Sketch, Tie
from kg.export.pictures.text import LINE, width, wrap
from kg.model.wording import when

MOST_PARALLEL: Final = 4
"""So many ties between two nodes are drawn side by side; more make one thick band, a strand for each layer."""

_LABEL: Final = 10.0
_LABEL_WIDTH: Final = 110.0
_FAN: Final = 15.0  # between two parallel ties, in the middle of their way
_LABELLED_FAN: Final = (72.0, 34.0)  # the same where labels stand: beside each other, and one below the other
_STRAND: Final = 2.6
_BAND: Final = 6.0
_ASIDE: Final = (0.0, 16.0, -16.0, 30.0, -30.0)
_BENDS: Final = (0.0, 0.07, -0.07, 0.14, -0.14, 0.21, -0.21, 0.28, -0.28)  # shares of the distance
_STEPS: Final = [step / 18 for step in range(1, 18)]
_PLACES: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8)
_LAST_PLACES: Final = (0.14, 0.86, 0.9, 0.1, 0.94, 0.06, 0.97)  # where a sign may stand, but no text
_CELL: Final = 60.0


@dataclass(frozen=True, slots=True)
class Strand:
    """The curve along which a tie, or all ties of a bundle, run; ``ties`` has all that are drawn by it."""

    curve: Curve
    ties: tuple[Tie, ...]


@dataclass(slots=True)
class Crowd:
    """Rectangles that are taken, found by where they lie."""

    cells: dict[tuple[int, int], list[tuple[int, Area]]] = field(default_factory=lambda: defaultdict(list))

    def take(self, area: Area, owner: int = -1) -> None:
        """Mark a rectangle as taken by an owner."""
        for cell in _cells(area):
            self.cells[cell].append((owner, area))

    def hit(self, x: float, y: float) -> Iterable[int]:
        """Return the owners of rectangles that hold a point."""
        near = self.cells.get((int(x // _CELL), int(y // _CELL)), ())
        return [owner for owner, area in near if area.holds(x, y)]

    def meets(self, area: Area, gap: float) -> bool:
        """Say whether a rectangle comes nearer than a gap to one that is taken."""
        return any(area.meets(other, gap) for cell in _cells(area) for _, other in self.cells.get(cell, ()))


def _cells(area: Area) -> list[tuple[int, int]]:
    columns = range(int((area.left - 4) // _CELL), int((area.right + 4) // _CELL) + 1)
    rows = range(int((area.top - 4) // _CELL), int((area.bottom + 4) // _CELL) + 1)
    return [(column, row) for column in columns for row in rows]


def strands(sketch: Sketch, areas: Sequence[Area], *, labelled: bool) -> list[Strand]:
    """Return the curves of all ties between boxes that stand in these areas."""
    crowd = Crowd()
    for place, area in enumerate(areas):
        crowd.take(Area(area.left - 3, area.top - 3, area.width + 6, area.height + 6), place)
    found = []
    for bundle in sketch.bundles:
        if bundle.one == bundle.other:
            found += _loops(bundle, areas[bundle.one])
            continue
        ends = [(area.left + area.width / 2, area.top + area.height / 2) for area in _pair(areas, bundle)]
        groups = [(tie,) for tie in bundle.ties] if len(bundle.ties) <= MOST_PARALLEL else [bundle.ties]
        base = _bend(ends[0], ends[1], bundle, crowd)
        gap = _label_fan(*ends) if labelled else _FAN
        for place, group in enumerate(groups):
            bend = base + (place - (len(groups) - 1) / 2) * gap
            found.append(Strand(_seen(Curve.bent(ends[0], ends[1], bend), sketch.nodes, areas, bundle), group))
    return found


def _label_fan(start: Point, end: Point) -> float:
    """Return how far parallel ties must part for their labels to stand clear of each other's lines."""
    across, down = end[0] - start[0], end[1] - start[1]
    return (abs(down) * _LABELLED_FAN[0] + abs(across) * _LABELLED_FAN[1]) / (abs(across) + abs(down) or 1)


def _pair(areas: Sequence[Area], bundle: Bundle) -> tuple[Area, Area]:
    return areas[bundle.one], areas[bundle.other]


def _bend(start: Point, end: Point, bundle: Bundle, crowd: Crowd) -> float:
    """Return the bend, in pixels, by which a curve runs behind the fewest other boxes; the slightest of the best."""
    distance = hypot(end[0] - start[0], end[1] - start[1])
    own = {bundle.one, bundle.other}

    fewest, best = inf, 0.0
    for share in _BENDS:
        curve = Curve.bent(start, end, share * distance)
        hit = {owner for step in _STEPS for owner in crowd.hit(*curve.at(step))} - own
        if len(hit) < fewest:
            fewest, best = len(hit), share
        if not hit:
            break
    return best * distance


def _seen(curve: Curve, nodes: Sequence[Node], areas: Sequence[Area], bundle: Bundle) -> Curve:
    one, other = _pair(areas, bundle)
    return curve.outside(
        lambda point: shapes.reaches(nodes[bundle.one].box.shape, one, *point),
        lambda point: shapes.reaches(nodes[bundle.other].box.shape, other, *point),
    )


def _loops(bundle: Bundle, area: Area) -> list[Strand]:
    """Return the curves of ties of a node to itself: arches over the top of its box."""
    middle = area.left + area.width / 2
    found = []
    for place, tie in enumerate(bundle.ties):
        reach = min(area.width / 2, 14.0 + 6 * place)
        start, end = (middle - reach, area.top), (middle + reach, area.top)
        found.append(Strand(Curve(start, (middle, area.top - 44.0 - 22 * place), end), (tie,)))
    return found


def draw(canvas: Canvas, found: Sequence[Strand]) -> None:
    """Draw all ties, thick bands below single ones."""
    for strand in sorted(found, key=lambda strand: -len(strand.ties)):
        words = "\n".join(_told(tie) for tie in strand.ties)
        if len(strand.ties) > 1:
            with canvas.group(words, class_="tie band"):
                _band(canvas, strand)
            continue
        tie = strand.ties[0]
        curve = strand.curve if tie.start <= tie.end else strand.curve.reversed()
        with canvas.group(words, class_=f"tie {tie.standing} {tie.relation.type.layer}"):
            strokes.draw(canvas, curve, tie.stroke, tie.standing, points=tie.points)


def _told(tie: Tie) -> str:
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
    for place, stroke in enumerate(ordered):
        aside = (place - (len(ordered) - 1) / 2) * strand_width
        strokes.line(canvas, curve.aside(aside), stroke, strand_width - 0.3)
    for way, there in ((strand.curve, onward), (strand.curve.reversed(), back)):
        if there:
            canvas.path(head(way, *tip), fill=PALE_INK)


def write(canvas: Canvas, found: Sequence[Strand], areas: Sequence[Area], *, labelled: bool) -> int:
    """Write the signs and labels of all ties where there is room; return how many labels and counts found none."""
    taken = Crowd()
    for area in areas:
        taken.take(area)
    for strand in found:
        if len(strand.ties) == 1 and strand.ties[0].standing != "accepted":
            _sign(canvas, strand, taken)
    without = sum(not _pill(canvas, strand, taken) for strand in found if len(strand.ties) > 1)
    if not labelled:
        return without
    crossings = Crowd()
    for place, strand in enumerate(found):
        for step in _STEPS:
            x, y = strand.curve.at(step)
            crossings.take(Area(x - 0.5, y - 0.5, 1, 1), place)
    return without + sum(
        not _label(canvas, strand, place, taken, crossings)
        for place, strand in enumerate(found)
        if len(strand.ties) == 1
    )


def _sign(canvas: Canvas, strand: Strand, taken: Crowd) -> None:
    """Draw the sign of a tie that is not accepted, where it hides no name if it can."""
    tie = strand.ties[0]
    spots = [strand.curve.at(place) for place in (*_PLACES, *_LAST_PLACES)]
    areas = [Area(x - strokes.SIGN, y - strokes.SIGN, 2 * strokes.SIGN, 2 * strokes.SIGN) for x, y in spots]
    place = next((place for place, area in enumerate(areas) if not taken.meets(area, 1.5)), len(areas) - 1)
    strokes.sign(canvas, *spots[place], tie.standing, tie.stroke.colour)
    taken.take(areas[place])


def _pill(canvas: Canvas, strand: Strand, taken: Crowd) -> bool:
    """Write how many relations a band has, and how many of them are not accepted; return whether there is room."""
    words = f"{len(strand.ties)} relations"
    others = Counter(tie.standing for tie in strand.ties if tie.standing != "accepted")
    words += "".join(f", {count} {standing}" for standing, count in sorted(others.items()))
    lines = wrap(words, _LABEL, 84)
    for aside in _ASIDE:
        curve = strand.curve.aside(aside)
        for place in _PLACES:
            area = _around(curve.at(place), lines)
            if not taken.meets(area, 2):
                taken.take(area)
                canvas.add(
                    "rect", x=area.left, y=area.top, width=area.width, height=area.height, rx=7,
                    fill=PAPER, stroke=PALE_INK, stroke_width=0.8,
                )  # fmt: skip
                x, y = area.left + area.width / 2, area.top + 2.5 + _LABEL * 0.98
                canvas.lines(x, y, lines, _LABEL, text_anchor="middle", class_="count")
                return True
    return False


def _around(point: Point, lines: Sequence[str]) -> Area:
    across = max(width(line, _LABEL) for line in lines) * 1.04 + 10
    down = len(lines) * _LABEL * LINE + 5
    return Area(point[0] - across / 2, point[1] - down / 2, across, down)


def _label(canvas: Canvas, strand: Strand, owner: int, taken: Crowd, crossings: Crowd) -> bool:
    """Write what a tie is, and when, where it hides nothing; return whether there is room."""
    tie = strand.ties[0]
    lines = wrap(tie.relation.type.label, _LABEL, _LABEL_WIDTH)
    if time := when(tie.relation):
        lines.append(time)
    best: tuple[int, float, Area] | None = None
    for place in _PLACES:
        area = _around(strand.curve.at(place), lines)
        if taken.meets(area, 2):
            continue
        crossed = sum(
            other != owner and area.meets(spot)
            for cell in _cells(area)
            for other, spot in crossings.cells.get(cell, ())
        )
        if best is None or crossed < best[0]:
            best = crossed, place, area
    if best is None:
        return False
    area = best[2]
    taken.take(area)
    canvas.lines(
        area.left + area.width / 2, area.top + 2.5 + _LABEL * 0.95, lines, _LABEL, class_="label",
        text_anchor="middle", fill=tie.stroke.colour, stroke=PAPER, stroke_width=3.5, stroke_linejoin="round",
        paint_order="stroke",
    )  # fmt: skip
    return True
