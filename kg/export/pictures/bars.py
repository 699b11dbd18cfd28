"""What is known of a time, drawn on an axis: a bar for a stretch, a tick for a date for which something is said.

A year is a stretch within which something happened, never its first of January. An end that nobody knows fades out, and
a dotted line with a head goes on from it to the edge of the axis, so that it never looks like an end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from kg.export.pictures.axis import Axis
from kg.export.pictures.canvas import PAPER, Canvas
from kg.export.style import Stroke
from kg.model.dates import Period, Span, first_day, last_day
from kg.model.standing import Standing

ALWAYS: Final = Span()
"""No window at all."""

BREAK: Final = "years in which nothing stands are cut short"
"""What the sign of a break in the axis means."""

FADE: Final = 44.0
BAR: Final = 9.0
_SHADES: Final = [f"{0.055 * step:.2f}" for step in range(1, 12)]


def days_of(period: Period, window: Span) -> list[str]:
    """Return the first and the last day of all dates of a period that lie in a window, or the nearest day of it."""
    dates = (period.on, period.from_, period.until, period.not_before, period.not_after)
    return [within(day, window) for known in dates if known for day in (first_day(known), last_day(known))]


def within(day: str, window: Span) -> str:
    """Return a day, or the end of a window that lies nearest to it."""
    return min(max(day, window.first), window.last)


class Plot(Struct, frozen=True):
    """An axis whose first day stands at ``left``, cut to a window; ``fade`` is the room beside it on either side."""

    axis: Axis
    left: float
    window: Span = ALWAYS
    fade: float = FADE

    def at(self, day: str, *, end: bool = False) -> float:
        """Return where a day begins, or ends; one outside the window lies at its edge."""
        inside = within(day, self.window)
        return self.left + self.axis.at(inside, end=end if inside == day else day > inside)

    def days(self, date: str | None) -> tuple[float, float] | None:
        """Return where the days of a partial date begin and end, or None."""
        return None if date is None else (self.at(first_day(date)), self.at(last_day(date), end=True))

    @property
    def edges(self) -> tuple[float, float]:
        """Return how far to the left and to the right something may be drawn."""
        return self.left - self.fade, self.left + self.axis.width + self.fade

    def bounds(self, days: Span) -> tuple[float | None, float | None]:
        """Return where days begin and end; None where nothing bounds them, or where the window cuts them off."""
        cut_off = days.first < self.window.first, days.last > self.window.last
        return (
            None if days.begins_open or cut_off[0] else self.at(days.first),
            None if days.ends_open or cut_off[1] else self.at(days.last, end=True),
        )


def draw_period(canvas: Canvas, plot: Plot, period: Period, y: float, stroke: Stroke, standing: Standing) -> None:
    """Draw the time of something."""
    if period.from_ or period.until:
        _interval(canvas, plot, period, y, stroke, standing)
    elif period.on and len(period.on) == 10:
        moment(canvas, (plot.at(period.on) + plot.at(period.on, end=True)) / 2, y, stroke, standing)
    else:
        stretch(canvas, plot.bounds(period.anchor), y, stroke, plot)


def _interval(canvas: Canvas, plot: Plot, period: Period, y: float, stroke: Stroke, standing: Standing) -> None:
    """Draw what lasts: pale where it may already, or still, have been, faded where no start or no end is known."""
    begins, ends = plot.days(period.from_), plot.days(period.until)
    if begins is None:
        assert ends is not None
        open_end(canvas, ends[0], -1, y, stroke, plot)
        begins = ends[0], ends[0]
    elif first_day(period.from_ or "") < plot.window.first:
        open_end(canvas, plot.left, -1, y, stroke, plot)
    if ends is None:
        open_end(canvas, begins[1], 1, y, stroke, plot)
        ends = begins[1], begins[1]
    elif last_day(period.until or "") > plot.window.last:
        open_end(canvas, plot.left + plot.axis.width, 1, y, stroke, plot)
    if ends[1] <= begins[0]:
        return
    first, sure, still, last = _at_least(*begins, *ends)
    bar(canvas, first, last, y, stroke, "0.3")
    if still > sure:
        bar(canvas, sure, still, y, stroke, "0.85" if standing == "accepted" else "0.5")


def _at_least(first: float, sure: float, still: float, last: float) -> tuple[float, float, float, float]:
    """Return the ends of a bar that can be seen."""
    return (first, sure, still, last) if last - first >= 3 else (first - 1.5, sure - 1.5, still + 1.5, last + 1.5)


def bar(canvas: Canvas, first: float, last: float, y: float, stroke: Stroke, opacity: str) -> None:
    """Draw a bar."""
    canvas.add("rect", x=first, y=y - BAR / 2, width=last - first, height=BAR, fill=stroke.colour, fill_opacity=opacity)


def open_end(canvas: Canvas, start: float, way: int, y: float, stroke: Stroke, plot: Plot | None = None) -> None:
    """Draw a bar that fades out to the left (-1) or to the right (1) of where it is known, and goes on."""
    step = (plot.fade if plot else FADE) / len(_SHADES)
    for index, opacity in enumerate(reversed(_SHADES)):
        first = start + index * step if way > 0 else start - (index + 1) * step
        bar(canvas, first, first + step, y, stroke, opacity)
    edge = start + way * FADE if plot is None else plot.edges[way > 0]
    canvas.line(start, y, edge, y, stroke=stroke.colour, stroke_width=1.2, stroke_dasharray="1.5 3", class_="open")
    canvas.path(f"M{edge - way * 4:.1f} {y - 3.5:.1f}L{edge:.1f} {y:.1f}L{edge - way * 4:.1f} {y + 3.5:.1f}",
                stroke=stroke.colour, stroke_width=1.2)  # fmt: skip


def moment(canvas: Canvas, x: float, y: float, stroke: Stroke, standing: Standing) -> None:
    """Draw a day: a rhomb, empty unless what happened on it is accepted."""
    canvas.path(
        f"M{x - 6:.1f} {y:.1f}l6 -6l6 6l-6 6Z",
        fill=stroke.colour if standing == "accepted" else PAPER,
        stroke=stroke.colour,
        stroke_width=1.4,
    )


def stretch(
    canvas: Canvas, bounds: tuple[float | None, float | None], y: float, stroke: Stroke, plot: Plot | None = None
) -> None:
    """Draw the stretch within which something happened, open where nothing bounds it."""
    first, last = bounds
    if first is None and last is not None:
        open_end(canvas, last, -1, y, stroke, plot)
    elif last is None and first is not None:
        open_end(canvas, first, 1, y, stroke, plot)
    elif first is not None and last is not None:
        extra = max(0.0, 8 - (last - first)) / 2
        canvas.add(
            "rect", x=first - extra, y=y - BAR / 2, width=last - first + 2 * extra, height=BAR, rx=4,
            fill=stroke.colour, fill_opacity="0.14", stroke=stroke.colour, stroke_width=1.2, stroke_dasharray="2.5 2",
        )  # fmt: skip


def stated(canvas: Canvas, plot: Plot, period: Period, y: float, stroke: Stroke, standing: Standing) -> None:
    """Draw a stated period, of a month or a year too, as one bar; it is hollow unless accepted."""
    begins, ends = plot.days(period.on or period.from_), plot.days(period.on or period.until)
    if begins is None and ends is None:
        stretch(canvas, plot.bounds(period.anchor), y, stroke, plot)
        return
    span = Span.of(period.on or period.from_, period.on or period.until)
    if span.first < plot.window.first or begins is None:
        open_end(canvas, plot.left if begins else (ends or (plot.left,))[0], -1, y, stroke, plot)
    if span.last > plot.window.last or ends is None:
        open_end(canvas, plot.left + plot.axis.width if ends else (begins or (plot.left,))[-1], 1, y, stroke, plot)
    first, last = (begins or ends or (0.0, 0.0))[0], (ends or begins or (0.0, 0.0))[1]
    extra = max(0.0, 3 - (last - first)) / 2
    canvas.add(
        "rect", x=first - extra, y=y - BAR / 2, width=last - first + 2 * extra, height=BAR, rx=2, class_="stated",
        fill=stroke.colour if standing == "accepted" else PAPER, stroke=stroke.colour, stroke_width=1.3,
        stroke_dasharray="2 2" if standing == "denied" else None,
    )  # fmt: skip


def ticks(canvas: Canvas, plot: Plot, dates: Iterable[str], y: float, stroke: Stroke) -> None:
    """Draw the dates for which something is said, each a tick in the middle of the days that it covers."""
    for date in dates:
        x = (plot.at(first_day(date)) + plot.at(last_day(date), end=True)) / 2
        canvas.line(x, y - 6, x, y + 6, stroke=stroke.colour, stroke_width=2, class_="tick")


def scale(canvas: Canvas, plot: Plot, top: float, bottom: float, size: float) -> None:
    """Draw the years from top to bottom with their numbers above, and a sign where years are cut out."""
    last = -1000.0
    for year, offset in plot.axis.years.items():
        x = plot.left + offset
        strong = offset - last > size * 3
        canvas.line(x, top, x, bottom, stroke="#cbd5e1" if strong else "#eef2f7", stroke_width=1)
        if strong:
            last = offset
            canvas.text(x + 2, top - 4, str(year), size)
    for offset in plot.axis.breaks:
        x = plot.left + offset
        break_sign(canvas, x, top - 6)
        canvas.line(x, top, x, bottom, stroke="#94a3b8", stroke_width=1, stroke_dasharray="1 4")


def break_sign(canvas: Canvas, x: float, y: float) -> None:
    """Draw the sign of years that are cut out, its foot at a point."""
    canvas.path(f"M{x - 3:.1f} {y:.1f}l2 -5l2 5l2 -5", stroke="#475569", stroke_width=1, class_="break")


def is_open(plot: Plot, period: Period) -> bool:
    """Say whether a stated period fades out at an end: one that is not known, or lies outside of the window."""
    first, last = period.on or period.from_, period.on or period.until
    if first is None and last is None:
        return None in plot.bounds(period.anchor)
    span = Span.of(first, last)
    return first is None or last is None or span.first < plot.window.first or span.last > plot.window.last
