"""The picture of a timeline: a row for each event and dated relation, and in it what is known of its time.

A year is a stretch within which something happened, never its first of January; a start or an end that nobody knows
fades out; rival datings of an event stand one below the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Final

from msgspec import Struct

from kg.export import caption
from kg.export.pictures import bars, legend, line_styles
from kg.export.pictures.axis import Axis
from kg.export.pictures.bars import Plot
from kg.export.pictures.canvas import PALE_INK, Canvas
from kg.export.pictures.legend import Legend, Sign
from kg.export.pictures.page import page
from kg.export.pictures.text import LINE, wrap
from kg.export.style import Stroke, Style, read_style
from kg.lookup.timeline import Entry, Timeline
from kg.model.dates import Period, Span
from kg.model.standing import Standing
from kg.model.verbaliser import period_words, quantity, sentence, words
from kg.store import Store
from kg.view.citations import Citations
from kg.view.saying import reference_words, voices_words

_TEXT: Final = 330.0
_PLOT: Final = 680.0
_FADE: Final = bars.FADE
_FONT: Final = 12.0


class Row(Struct, frozen=True):
    """One dating: its words, how it is drawn, and whether it is a rival of the row above."""

    entry: Entry
    lines: tuple[str, ...]
    who: tuple[str, ...]
    stroke: Stroke
    standing: Standing
    rival: bool

    @property
    def height(self) -> float:
        """Return how high the row is."""
        return (len(self.lines) + bool(self.entry.period) + len(self.who)) * _FONT * LINE + 9


def picture(
    timeline: Timeline, title: str, policy: str, store: Store, window: Span | None = None, about: Sequence[str] = ()
) -> str:
    """Return a timeline as SVG; ``policy`` is the name of the one by which its relations are marked.

    ``about`` stands under the title. A ``window`` cuts the axis: what lasts beyond it goes on over its edge.
    """
    window = window or Span()
    citations = Citations()
    rows = _rows(timeline.dated, read_style(store), citations)
    axis = Axis.through((day for row in rows for day in bars.days_of(row.entry.period, window)), _PLOT)
    plot = Plot(axis, _TEXT + _FADE, window)
    canvas = Canvas()
    height = 26 + sum(row.height for row in rows)
    with canvas.group(class_="axis", fill=PALE_INK):
        bars.scale(canvas, plot, 20, height, 11)
    y = 26.0
    for row in rows:
        _draw(canvas, row, plot, y)
        y += row.height
    relations = [relation for entry in timeline.entries for relation in entry.relations]
    notes = []
    if timeline.undated:
        notes.append(f"Not drawn, for want of a date of its own: {'; '.join(map(str, timeline.undated))}.")
    if timeline.left_out:
        noun = "tie" if timeline.left_out == 1 else "ties"
        notes.append(
            f"Left out: {timeline.left_out} {noun} without a date of {'its' if noun == 'tie' else 'their'} own."
        )
    notes.append(f"From {caption.sources(store, relations)}.")
    notes += [reference_words(reference) for reference in citations.sources.references]
    size = _TEXT + 2 * _FADE + _PLOT, height
    return page(canvas, size, title, [*about, caption.marks(policy)], _legend(rows, axis), notes)


def _rows(entries: Sequence[Entry], style: Style, citations: Citations) -> list[Row]:
    rows = []
    for _, group in groupby(entries, key=lambda entry: entry.event or entry.relations[0].id):
        for index, entry in enumerate(group):
            dating = entry.relations[0]
            caption = "or, by another account:" if index else _caption(entry)
            lines = wrap(caption, _FONT, _TEXT - 40, bold=entry.event is not None and not index)
            stroke = style.stroke(dating.type.layer)
            who = wrap(_who(entry, citations), _FONT - 1, _TEXT - 40)
            rows.append(Row(entry, tuple(lines), tuple(who), stroke, dating.standing, bool(index)))
    return rows


def _who(entry: Entry, citations: Citations) -> str:
    """Return who gives the dating, and who denies it."""
    dating = [relation for relation in entry.relations if relation.period] or entry.relations[:1]
    claims = [claim for relation in dating for claim in relation.claims]
    denying = [claim for claim in claims if not claim.affirms]
    denying += [claim for relation in dating for claim in relation.tie_denials]
    return voices_words(citations.voices(claim for claim in claims if claim.affirms), citations.voices(denying))


def _caption(entry: Entry) -> str:
    if entry.event is not None:
        return f"{entry.event.label} ({words(entry.event.type)})"
    relation = entry.relations[0]
    about = quantity(relation)
    return f"{sentence(relation)} ({about})" if about else sentence(relation)


def _draw(canvas: Canvas, row: Row, plot: Plot, y: float) -> None:
    hover = "\n".join(f"{relation}: {'; '.join(map(str, relation.claims))}" for relation in row.entry.relations)
    with canvas.group(hover, class_=f"row {row.standing}{' rival' if row.rival else ''}"):
        if not row.rival:
            canvas.line(0, y, _TEXT + 2 * _FADE + _PLOT, y, stroke="#e2e8f0", stroke_width=1)
        x = 32 if row.rival else 20
        line_styles.sign(canvas, x - 11, y + 12, row.standing, row.stroke.colour)
        weight = 600 if row.entry.event is not None and not row.rival else None
        below = canvas.lines(x, y + 16, row.lines, _FONT, font_weight=weight)
        canvas.text(x, below, period_words(row.entry.relations[0].period), _FONT - 1, fill=PALE_INK)
        canvas.lines(x, below + _FONT * LINE, row.who, _FONT - 1, fill=PALE_INK, class_="who")
        bars.draw_period(canvas, plot, row.entry.period, y + row.height / 2, row.stroke, row.standing)


_GREY: Final = Stroke("", "#475569", "solid")


def _legend(rows: Sequence[Row], axis: Axis) -> Legend:
    """Return what the signs mean that occur."""
    occurring = {name for row in rows for name in _signs(row.entry.period)}
    layers = {row.stroke.label: row.stroke for row in rows}
    ringed = {row.standing for row in rows} - {"accepted"}
    times = [Sign(name, draw) for name, draw in _TIMES.items() if name in occurring]
    times += [Sign(bars.BREAK, _break)] if axis.breaks else []
    return Legend(
        [
            ("Time", times),
            ("Layers", [Sign(name, partial(_swatch, layers[name])) for name in sorted(layers)]),
            ("How it stands", legend.rings(ringed)),
        ]
    )


def _signs(period: Period) -> set[str]:
    """Return by which signs a period is drawn."""
    ends = [known for known in (period.from_, period.until) if known]
    if ends:
        signs = {"start or end not known"} if len(ends) == 1 else {"from, until"}
        return signs | {"begins or ends somewhere in the pale part" for known in ends if len(known) < 10}
    if period.on:
        return {"on this day" if len(period.on) == 10 else "at some time within"}
    return {"at some time within" if period.not_before and period.not_after else "start or end not known"}


def _swatch(stroke: Stroke, canvas: Canvas, x: float, y: float) -> None:
    bars.bar(canvas, x + 4, x + 36, y + 8, stroke, "0.85")


def _day(canvas: Canvas, x: float, y: float) -> None:
    bars.moment(canvas, x + 20, y + 8, _GREY, "accepted")


def _some(canvas: Canvas, x: float, y: float) -> None:
    bars.stretch(canvas, (x + 4, x + 36), y + 8, _GREY)


def _lasting(canvas: Canvas, x: float, y: float) -> None:
    bars.bar(canvas, x + 4, x + 36, y + 8, _GREY, "0.85")


def _pale(canvas: Canvas, x: float, y: float) -> None:
    bars.bar(canvas, x + 2, x + 38, y + 8, _GREY, "0.3")
    bars.bar(canvas, x + 13, x + 27, y + 8, _GREY, "0.85")


def _unknown(canvas: Canvas, x: float, y: float) -> None:
    bars.open_end(canvas, x - 4, 1, y + 8, _GREY)


def _break(canvas: Canvas, x: float, y: float) -> None:
    bars.break_sign(canvas, x + 20, y + 11)


_TIMES: Final = {
    "on this day": _day,
    "at some time within": _some,
    "from, until": _lasting,
    "begins or ends somewhere in the pale part": _pale,
    "start or end not known": _unknown,
}
