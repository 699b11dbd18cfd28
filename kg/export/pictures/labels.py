"""What is written on ties, and their signs: each where it hides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from math import dist
from typing import Final, NamedTuple

from kg.export.pictures import line_styles
from kg.export.pictures.canvas import PALE_INK, PAPER, Area, Canvas
from kg.export.pictures.collision_grid import CollisionGrid
from kg.export.pictures.curves import Point, Way
from kg.export.pictures.text import LINE, width, wrap
from kg.export.pictures.ties import STEPS, Strand
from kg.model.verbaliser import date_words, doubts, period_words, verb, voices

_LABEL: Final = 10.0
_LABEL_WIDTH: Final = 110.0
_SHARES: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8)
_LAST_SHARES: Final = (0.14, 0.86, 0.9, 0.1, 0.94, 0.06, 0.97)  # where a sign may stand, but no text
_COUNT_WIDTHS: Final = (84.0, 62.0)
_ASIDE: Final = (16.0, -16.0, 30.0, -30.0, 44.0, -44.0)  # from its line to a count that has no room on it
_BESIDE: Final = (0.0, 18.0, -18.0, 27.0, -27.0, 36.0, -36.0)  # from its line to a label
ABOVE: Final = 30.0
"""What is left free for labels above and below all boxes."""

_BESIDE_ALL: Final = 24.0  # so far a label may reach into the margin of the page


_LEAST: Final = 24.0  # so much of its line a label leaves to be seen

# What a label may have no room for.
_VOICES: Final = "voices"
_NUMBERS: Final = "numbers"
# Where a count stands.
_ON_LINE: Final = "on"
_BESIDE_LINE: Final = "beside"


class _Room(NamedTuple):
    """What is taken on a sheet, which places lines run through, each an owner, and where labels may stand."""

    taken: CollisionGrid
    crossings: CollisionGrid
    sheet: Area

    def crossed(self, area: Area, owner: int) -> int:
        """Return how many points of lines of other owners an area covers."""
        return sum(other != owner and area.meets(spot) for other, spot in self.crossings.near(area))

    def has(self, area: Area, curve: Way) -> bool:
        """Say whether an area hides nothing, not even most of its own line, and lies on the sheet."""
        inside = self.sheet.holds(area.left, area.top) and self.sheet.holds(area.right, area.bottom)
        return inside and not self.taken.meets(area, 2) and not _hides(area, curve)


class Missing(NamedTuple):
    """How many labels found no room, how many none for those who say so, or for their numbers, and how many counts.

    ``beside`` is how many counts stand beside their line, with a leader to it, for want of room on it.
    """

    unwritten: int
    shortened: int
    unnumbered: int
    uncounted: int
    beside: int


def write(
    canvas: Canvas,
    strands: Sequence[Strand],
    areas: Sequence[Area],
    cited: Mapping[str, str],
    labelled: Collection[str],
    first: Collection[str],
) -> Missing:
    """Write the signs of all ties, the counts of bands, and the labels of those ``labelled``, where there is room.

    ``cited`` has the sources of each, by its IRI. What is written for the ties that come ``first`` finds room first.
    """
    taken = CollisionGrid()
    for area in areas:
        taken.take(area)
    sheet = _sheet(areas)
    crossings = CollisionGrid()
    for index, strand in enumerate(strands):
        for step in STEPS:
            x, y = strand.curve.at(step)
            crossings.take(Area(x - 0.5, y - 0.5, 1, 1), index)
    for strand in strands:
        if len(strand.ties) == 1:
            _signs(canvas, strand, taken)
    room = _Room(taken, crossings, sheet)
    counts: Counter[str | None] = Counter()
    cut: Counter[str | None] = Counter()
    for own in (True, False):
        chosen = [
            (index, strand)
            for index, strand in enumerate(strands)
            if any(tie.relation.id in first for tie in strand.ties) == own
        ]
        counts.update(_pill(canvas, strand, index, room) for index, strand in chosen if len(strand.ties) > 1)
        cut.update(
            _label(canvas, strand, index, room, cited)
            for index, strand in chosen
            if len(strand.ties) == 1 and strand.ties[0].relation.id in labelled
        )
    return Missing(cut[None], cut[_VOICES], cut[_NUMBERS], counts[None], counts[_BESIDE_LINE])


def _signs(canvas: Canvas, strand: Strand, taken: CollisionGrid) -> None:
    """Draw the signs of a tie: of a polarity, of a standing other than accepted, and of a phase."""
    tie = strand.ties[0]
    if tie.relation.type.polarity in line_styles.POLARITIES:
        line_styles.polarity(canvas, *_spot(strand, taken), tie.relation.type.polarity)
    if tie.standing != "accepted":
        line_styles.sign(canvas, *_spot(strand, taken), tie.standing, tie.stroke.colour)
    if tie.relation.phase is not None:
        line_styles.phase(canvas, *_spot(strand, taken), tie.stroke.colour)


def _spot(strand: Strand, taken: CollisionGrid) -> Point:
    """Take a spot for a sign, where it hides no name if it can."""
    spots = [strand.curve.at(share) for share in (*_SHARES, *_LAST_SHARES)]
    areas = [
        Area(x - line_styles.SIGN, y - line_styles.SIGN, 2 * line_styles.SIGN, 2 * line_styles.SIGN) for x, y in spots
    ]
    share = next((share for share, area in enumerate(areas) if not taken.meets(area, 1.5)), len(areas) - 1)
    taken.take(areas[share])
    return spots[share]


def _pill(canvas: Canvas, strand: Strand, owner: int, room: _Room) -> str | None:
    """Write how many ties a band has, and how many are no plain fact; return where it stands, None if it has no room.

    It stands on its line or else beside it, with a leader, where it lies over the fewest other lines.
    """
    others = Counter(mark for tie in strand.ties for mark in doubts(tie.relation, tie.standing))
    signs = Counter(name for tie in strand.ties if (name := tie.relation.type.polarity) in line_styles.POLARITIES)
    parts = (("ties", len(strand.ties)), *sorted(others.items()), *sorted(signs.items()))
    counts = [f"{count} {mark}" for mark, count in parts]
    curve = strand.curve
    wrapped = [_packed(counts, across) for across in _COUNT_WIDTHS]
    on_line = ((_around(curve.at(share), lines), lines) for lines in wrapped for share in _SHARES)
    area, lines = next((place for place in on_line if room.has(place[0], curve)), (None, wrapped[0]))
    led = None
    if area is None:
        beside = [
            (place, curve.at(share))
            for aside in _ASIDE
            for share in _SHARES
            if room.has(place := _around(curve.aside(aside).at(share), lines), curve)
        ]
        if not beside:
            return None
        area, led = min(beside, key=lambda one: room.crossed(one[0], owner))
    room.taken.take(area)
    x, y = area.middle
    if led is not None:
        canvas.line(x, y, *led, stroke=PALE_INK, stroke_width=0.8, class_="leader")
        canvas.add("circle", cx=led[0], cy=led[1], r=2, fill=PALE_INK)
    canvas.add(
        "rect", x=area.left, y=area.top, width=area.width, height=area.height, rx=7,
        fill=PAPER, stroke=PALE_INK, stroke_width=0.8,
    )  # fmt: skip
    canvas.lines(x, area.top + 2.5 + _LABEL * 0.98, lines, _LABEL, text_anchor="middle", class_="count")
    return _ON_LINE if led is None else _BESIDE_LINE


def _packed(counts: Sequence[str], across: float) -> list[str]:
    """Return counts as lines of about a width; no number is parted from its word."""
    lines = [counts[0]]
    for count in counts[1:]:
        longer = f"{lines[-1]}, {count}"
        if width(longer, _LABEL) <= across:
            lines[-1] = longer
        else:
            lines = [*lines[:-1], f"{lines[-1]},", count]
    return lines


def _hides(area: Area, curve: Way) -> bool:
    """Say whether so little of a curve is seen beside an area that one would take it for none."""
    steps = list(pairwise(curve.points()))
    lengths = [dist(one, other) for one, other in steps]
    seen = sum(length for length, (one, _) in zip(lengths, steps, strict=True) if not area.meets(Area(*one, 0, 0)))
    return seen < min(_LEAST, sum(lengths))


def _around(point: Point, lines: Sequence[str]) -> Area:
    across = max(width(line, _LABEL) for line in lines) * 1.04 + 10
    down = len(lines) * _LABEL * LINE + 5
    return Area(point[0] - across / 2, point[1] - down / 2, across, down)


def _sheet(areas: Sequence[Area]) -> Area:
    """Return where labels may stand: around the boxes, but not over the edge of the page or what stands below."""
    left, top = min(area.left for area in areas) - _BESIDE_ALL, min(area.top for area in areas) - ABOVE
    right, bottom = max(area.right for area in areas) + _BESIDE_ALL, max(area.bottom for area in areas) + ABOVE
    return Area(left, top, right - left, bottom - top)


def _free(curve: Way, lines: Sequence[str], owner: int, room: _Room) -> Area | None:
    """Return where on a curve lines of text hide nothing, and cross the fewest other ties."""
    areas = [area for share in _SHARES if room.has(area := _around(curve.at(share), lines), curve)]
    return min(areas, key=lambda area: room.crossed(area, owner), default=None)


def _label(canvas: Canvas, strand: Strand, owner: int, room: _Room, cited: Mapping[str, str]) -> str | None:
    """Write what a tie is, and when, where it hides nothing; return what found no room with it, None if nothing did.

    It names its sources by number and, where it is not accepted, who says so and who denies it, where there is room.
    """
    tie = strand.ties[0]
    attested = ", ".join(f"for {date_words(date)}" for date in tie.relation.attested_on)
    time = period_words(tie.relation.period) or attested
    short = [verb(tie.relation), *filter(None, [time])]
    whole = short if tie.standing == "accepted" else short + voices(tie.relation)
    source = cited.get(tie.relation.id, "")
    # Who says so in words comes before who says so by number.
    wordings = dict.fromkeys(tuple(text) for text in (whole, short))
    texts = [each for text in wordings for each in ((*text[:-1], f"{text[-1]} {source}".rstrip()), text)]
    wrapped = [[line for text in each for line in wrap(text, _LABEL, _LABEL_WIDTH)] for each in texts]
    left_out = (
        ["", _NUMBERS if source else "", _VOICES, _VOICES] if len(wordings) > 1 else ["", _NUMBERS if source else ""]
    )
    fitting = (
        (lines, area, left)
        for lines, left in zip(wrapped, left_out, strict=True)
        for aside in _BESIDE
        if (area := _free(strand.curve.aside(aside), lines, owner, room))
    )
    lines, area, left = next(fitting, ([], None, ""))
    if area is None:
        return None
    room.taken.take(area)
    canvas.lines(
        area.left + area.width / 2, area.top + 2.5 + _LABEL * 0.95, lines, _LABEL, class_="label",
        text_anchor="middle", fill=tie.stroke.colour, stroke=PAPER, stroke_width=3.5, stroke_linejoin="round",
        paint_order="stroke",
    )  # fmt: skip
    return left
