"""The picture of a timeline: a row for each event and dated relation, and in it what is known of its time.

A year is a stretch within which something happened, never its first of January; a start or an end that nobody knows
fades out; rival datings of an event stand one below the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Final

from kg.export import caption
from kg.export.pictures import legend, strokes
from kg.export.pictures.axis import Axis
from kg.export.pictures.canvas import PALE_INK, PAPER, Canvas
from kg.export.pictures.legend import Legend, Sign
from kg.export.pictures.page import page
from kg.export.pictures.text import LINE, wrap
from kg.export.style import Stroke, Style, read_style
from kg.lookup.timeline import Entry, Timeline
from kg.model.dates import Period, Span, first_day, last_day
from kg.model.standing import Standing
from kg.model.wording import quantity, sentence, when, words
from kg.store import Store

_TEXT: Final = 330.0
_PLOT: Final = 680.0
_FADE: Final = 44.0
_FONT: Final = 12.0
_BAR: Final = 9.0
_SHADES: Final = [f"{0.055 * step:.2f}" for step in range(1, 12)]


@dataclass(frozen=True, slots=True)
class Row:
    """One dating: its words, how it is drawn, and whether it is a rival of the row above."""

    entry: Entry
    lines: tuple[str, ...]
    stroke: Stroke
    standing: Standing
    rival: bool

    @property
    def height(self) -> float:
        """Return how high the row is."""
        return (len(self.lines) + bool(self.entry.period)) * _FONT * LINE + 9


def picture(found: Timeline, title: str, policy: str, store: Store) -> str:
    """Return a timeline as SVG; ``policy`` is the name of the one by which its relations are marked."""
    rows = _rows(found.dated, read_style(store))
    axis = Axis.through((day for row in rows for day in _days(row.entry.period)), _PLOT)
    canvas = Canvas()
    height = 26 + sum(row.height for row in rows)
    _scale(canvas, axis, height)
    y = 26.0
    for row in rows:
        _draw(canvas, row, axis, y)
        y += row.height
    relations = [relation for entry in found.entries for relation in entry.relations]
    notes = []
    if found.undated:
        notes.append(f"Without a date, and not drawn: {'; '.join(map(str, found.undated))}.")
    if found.left_out:
        notes.append(f"Left out: {found.left_out} relations without a date of their own.")
    notes.append(f"From {caption.sources(store, relations)}.")
    size = _TEXT + 2 * _FADE + _PLOT, height
    return page(canvas, size, title, [caption.rule(policy)], _legend(rows), notes)


def _rows(entries: Sequence[Entry], style: Style) -> list[Row]:
    rows = []
    for _, group in groupby(entries, key=lambda entry: entry.event or entry.relations[0].id):
        for place, entry in enumerate(group):
            dating = entry.relations[0]
            told = "or, by another account:" if place else _told(entry)
            lines = wrap(told, _FONT, _TEXT - 40, bold=entry.event is not None and not place)
            stroke = style.stroke(dating.type.layer)
            rows.append(Row(entry, tuple(lines), stroke, dating.standing, bool(place)))
    return rows


def _told(entry: Entry) -> str:
    if entry.event is not None:
        return f"{entry.event.label} ({words(entry.event.type)})"
    relation = entry.relations[0]
    about = quantity(relation)
    return f"{sentence(relation)} ({about})" if about else sentence(relation)


def _days(period: Period) -> list[str]:
    """Return the first and the last day of all dates of a period."""
    dates = (period.on, period.from_, period.until, period.not_before, period.not_after)
    return [day for known in dates if known for day in (first_day(known), last_day(known))]


def _scale(canvas: Canvas, axis: Axis, height: float) -> None:
    """Draw the years, and a sign where years are cut out."""
    left, last = _TEXT + _FADE, -100.0
    with canvas.group(class_="axis", fill=PALE_INK):
        for year, place in axis.years.items():
            strong = place - last > 34
            canvas.line(
                left + place, 20, left + place, height, stroke="#cbd5e1" if strong else "#eef2f7", stroke_width=1
            )
            if strong:
                last = place
                canvas.text(left + place + 3, 13, str(year), 11)
        for place in axis.breaks:
            x = left + place
            canvas.path(f"M{x - 3:.1f} 14l2 -5l2 5l2 -5", stroke=PALE_INK, stroke_width=1)
            canvas.line(x, 20, x, height, stroke="#94a3b8", stroke_width=1, stroke_dasharray="1 4")


def _draw(canvas: Canvas, row: Row, axis: Axis, y: float) -> None:
    hover = "\n".join(f"{relation}: {'; '.join(map(str, relation.claims))}" for relation in row.entry.relations)
    with canvas.group(hover, class_=f"row {row.standing}{' rival' if row.rival else ''}"):
        if not row.rival:
            canvas.line(0, y, _TEXT + 2 * _FADE + _PLOT, y, stroke="#e2e8f0", stroke_width=1)
        x = 32 if row.rival else 20
        strokes.sign(canvas, x - 11, y + 12, row.standing, row.stroke.colour)
        weight = 600 if row.entry.event is not None and not row.rival else None
        below = canvas.lines(x, y + 16, row.lines, _FONT, font_weight=weight)
        canvas.text(x, below, when(row.entry.relations[0]), _FONT - 1, fill=PALE_INK)
        _time(canvas, row.entry.period, axis, y + row.height / 2, row.stroke, row.standing)


def _time(canvas: Canvas, period: Period, axis: Axis, y: float, stroke: Stroke, standing: Standing) -> None:
    left = _TEXT + _FADE
    if period.from_ or period.until:
        _interval(canvas, period, axis, left, y, stroke, standing)
    elif period.on and len(period.on) == 10:
        _moment(canvas, left + (axis.at(period.on) + axis.at(period.on, end=True)) / 2, y, stroke, standing)
    else:
        _within(canvas, _bounds(period.anchor, axis, left), y, stroke)


def _bounds(days: Span, axis: Axis, left: float) -> tuple[float | None, float | None]:
    """Return where days begin and end; None where nothing bounds them."""
    return (
        None if days.begins_open else left + axis.at(days.first),
        None if days.ends_open else left + axis.at(days.last, end=True),
    )


def _interval(
    canvas: Canvas, period: Period, axis: Axis, left: float, y: float, stroke: Stroke, standing: Standing
) -> None:
    """Draw what lasts: pale where it may already, or still, have been, faded where no start or no end is known."""
    first, sure = _bounds(Span.of(period.from_, period.from_), axis, left)
    still, last = _bounds(Span.of(period.until, period.until), axis, left)
    if sure is None and still is not None:
        _fade(canvas, still, -1, y, stroke)
        first, sure = still, still
    if still is None and sure is not None:
        _fade(canvas, sure, 1, y, stroke)
        still, last = sure, sure
    if first is None or last is None or sure is None or still is None:
        return
    first, sure, still, last = _at_least(first, sure, still, last)
    _bar(canvas, first, last, y, stroke, "0.3")
    if still > sure:
        _bar(canvas, sure, still, y, stroke, "0.85" if standing == "accepted" else "0.5")


def _at_least(first: float, sure: float, still: float, last: float) -> tuple[float, float, float, float]:
    """Return the ends of a bar that can be seen."""
    return (first, sure, still, last) if last - first >= 3 else (first - 1.5, sure - 1.5, still + 1.5, last + 1.5)


def _bar(canvas: Canvas, first: float, last: float, y: float, stroke: Stroke, opacity: str) -> None:
    canvas.add(
        "rect", x=first, y=y - _BAR / 2, width=last - first, height=_BAR, fill=stroke.colour, fill_opacity=opacity
    )


def _fade(canvas: Canvas, start: float, way: int, y: float, stroke: Stroke) -> None:
    """Draw a bar that fades out to the left (-1) or to the right (1) of where it is known."""
    step = _FADE / len(_SHADES)
    for place, opacity in enumerate(reversed(_SHADES)):
        first = start + place * step if way > 0 else start - (place + 1) * step
        _bar(canvas, first, first + step, y, stroke, opacity)


def _moment(canvas: Canvas, x: float, y: float, stroke: Stroke, standing: Standing) -> None:
    canvas.path(
        f"M{x - 6:.1f} {y:.1f}l6 -6l6 6l-6 6Z",
        fill=stroke.colour if standing == "accepted" else PAPER,
        stroke=stroke.colour,
        stroke_width=1.4,
    )


def _within(canvas: Canvas, bounds: tuple[float | None, float | None], y: float, stroke: Stroke) -> None:
    """Draw the stretch within which something happened, open where nothing bounds it."""
    first, last = bounds
    if first is None and last is not None:
        first = last - _FADE
        _fade(canvas, last, -1, y, stroke)
    elif last is None and first is not None:
        _fade(canvas, first, 1, y, stroke)
    elif first is not None and last is not None:
        extra = max(0.0, 8 - (last - first)) / 2
        canvas.add(
            "rect", x=first - extra, y=y - _BAR / 2, width=last - first + 2 * extra, height=_BAR, rx=4,
            fill=stroke.colour, fill_opacity="0.14", stroke=stroke.colour, stroke_width=1.2, stroke_dasharray="2.5 2",
        )  # fmt: skip


_GREY: Final = Stroke("", "#475569", "solid")


def _legend(rows: Sequence[Row]) -> Legend:
    """Return what the signs mean that occur."""
    occurring = {name for row in rows for name in _signs(row.entry.period)}
    layers = {row.stroke.label: row.stroke for row in rows}
    ringed = {row.standing for row in rows} - {"accepted"}
    return Legend(
        [
            ("Time", [Sign(name, draw) for name, draw in _TIMES.items() if name in occurring]),
            ("Layers", [Sign(name, partial(_swatch, layers[name])) for name in sorted(layers)]),
            ("How it stands", legend.rings(ringed)),
        ]
    )


def _signs(period: Period) -> set[str]:
    """Return by which signs a period is drawn."""
    ends = [known for known in (period.from_, period.until) if known]
    if ends:
        found = {"start or end not known"} if len(ends) == 1 else {"from, until"}
        return found | {"begins or ends somewhere in the pale part" for known in ends if len(known) < 10}
    if period.on:
        return {"on this day" if len(period.on) == 10 else "at some time within"}
    return {"at some time within" if period.not_before and period.not_after else "start or end not known"}


def _swatch(stroke: Stroke, canvas: Canvas, x: float, y: float) -> None:
    _bar(canvas, x + 4, x + 36, y + 8, stroke, "0.85")


def _day(canvas: Canvas, x: float, y: float) -> None:
    _moment(canvas, x + 20, y + 8, _GREY, "accepted")


def _some(canvas: Canvas, x: float, y: float) -> None:
    _within(canvas, (x + 4, x + 36), y + 8, _GREY)


def _lasting(canvas: Canvas, x: float, y: float) -> None:
    _bar(canvas, x + 4, x + 36, y + 8, _GREY, "0.85")


def _pale(canvas: Canvas, x: float, y: float) -> None:
    _bar(canvas, x + 2, x + 38, y + 8, _GREY, "0.3")
    _bar(canvas, x + 13, x + 27, y + 8, _GREY, "0.85")


def _unknown(canvas: Canvas, x: float, y: float) -> None:
    _fade(canvas, x - 4, 1, y + 8, _GREY)


_TIMES: Final = {
    "on this day": _day,
    "at some time within": _some,
    "from, until": _lasting,
    "begins or ends somewhere in the pale part": _pale,
    "start or end not known": _unknown,
}
