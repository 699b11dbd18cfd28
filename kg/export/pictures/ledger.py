"""The ledger as a picture: ties, one a line, with amounts, a common time axis, and who says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from kg.errors import InputError
from kg.export.pictures import bars, line_styles
from kg.export.pictures.axis import Axis
from kg.export.pictures.bars import Plot
from kg.export.pictures.canvas import INK, PALE_INK, Canvas
from kg.export.pictures.sheets import Head, Piece, Size, sheets
from kg.export.pictures.text import LINE, width, wrap
from kg.export.style import Stroke, Style
from kg.model.dates import Span
from kg.model.records import Relation
from kg.model.standing import Standing
from kg.view.document import MARKS, MEANINGS, Document, Ledger, Line, Row, Rows, Sources, plain
from kg.view.ledger import hints
from kg.view.saying import denials_words, reference_words, voices_words

MOST_LINES: Final = 400
"""A picture of more ties than these is a book."""

_DENIED: Final = "#b91c1c"
_FADE: Final = 20.0
_GREY: Final = Stroke("", "#475569", "solid")
_SIGNS: Final = 50.0  # standing, direction and polarity, before the words


class Columns(Struct, frozen=True):
    """Where the columns of a line stand: each with its left edge and its width; ``amount`` ends at its right edge."""

    verb: tuple[float, float]
    amount: tuple[float, float]
    plot: tuple[float, float]
    who: tuple[float, float]

    @classmethod
    def of(cls, size: Size, amount: float) -> Columns:
        """Return the columns of a size; no amount is wider than ``amount``."""
        left, inside = size.margin + _SIGNS, size.inside - _SIGNS
        if size.stacked:
            amount = min(amount, inside * 0.45)
            return cls((left, inside - amount - 8), (left + inside - amount, amount), (left, inside), (left, inside))
        amount = min(amount, inside * 0.17)
        verb, plot = inside * 0.29, inside * 0.26
        who = inside - verb - amount - plot - 36
        return cls(
            (left, verb),
            (left + verb + 12, amount),
            (left + verb + amount + 24, plot),
            (left + verb + amount + plot + 36, who),
        )


class _Page(Struct, frozen=True):
    """What all pieces of a ledger need."""

    size: Size
    columns: Columns
    plot: Plot
    style: Style
    relations: Mapping[str, Relation]


def picture(
    document: Document, relations: Mapping[str, Relation], style: Style, size: Size, window: Span, notes: Sequence[str]
) -> list[str]:
    """Return the ledgers of a document as SVG, a sheet each.

    ``relations`` are those of its lines, by IRI; a ``window`` cuts the time axis; ``notes`` are said below the sources.
    Raises InputError for more ties than can be read.
    """
    lines = [line for block in document.blocks if isinstance(block, Ledger) for line in block.lines]
    if len(lines) > MOST_LINES:
        raise InputError(
            f"{len(lines)} ties are too many for a picture of a ledger, which holds {MOST_LINES}: "
            "narrow it with --layer, --since or a second name, or choose csv"
        )
    page = _page(lines, relations, style, size, window)
    rows = [piece for block in document.blocks for piece in _block(page, block)]
    ends = _ends(page, document, lines, notes)
    return sheets(size, _head(page, document), rows, ends, document.title)


def _page(lines: Sequence[Line], relations: Mapping[str, Relation], style: Style, size: Size, window: Span) -> _Page:
    widest = max((width(line.amount, size.font, bold=True) * 1.05 for line in lines), default=0.0)
    columns = Columns.of(size, widest)
    days = [
        day
        for line in lines
        for day in (
            *bars.days_of(relations[line.relation].period, window),
            *(bars.within(day, window) for date in _said_for(relations[line.relation]) for day in _both(date)),
        )
    ]
    left, across = columns.plot
    axis = Axis.through(days, across - 2 * _FADE)
    return _Page(size, columns, Plot(axis, left + _FADE, window, _FADE), style, relations)


def _both(date: str) -> tuple[str, str]:
    span = Span.of(date, date)
    return span.first, span.last


def _said_for(relation: Relation) -> list[str]:
    """Return the dates for which a relation without a period is claimed."""
    if relation.period:
        return []
    return sorted({claim.attested_on for claim in relation.claims if claim.attested_on and claim.affirms})


def _head(page: _Page, document: Document) -> Head:
    def draw(title: Sequence[str], font: float, canvas: Canvas, y: float) -> None:
        size = page.size
        with canvas.group(class_="title"):
            y = canvas.lines(size.margin, y + font, title, font, font_weight=700)
        for text in document.legend:
            _arrows(canvas, size, y, text)
            y += size.font * LINE

    def piece(text: str, font: float) -> Piece:
        title = wrap(text, font, page.size.inside, bold=True)
        height = len(title) * font * LINE + len(document.legend) * page.size.font * LINE + font + 14
        return Piece(height, partial(draw, title, font))

    def behind(canvas: Canvas, top: float, bottom: float) -> None:
        with canvas.group(class_="axis", fill=PALE_INK):
            if bottom > top:
                bars.scale(canvas, page.plot, top, bottom, page.size.small)
            if not page.size.stacked:
                canvas.text(page.columns.who[0], top - 4, "who says so [source]", page.size.small)

    font = page.size.font * 1.7
    return Head(piece(document.title, font), piece(f"{document.title} (continued)", page.size.font * 1.2), behind)


def _arrows(canvas: Canvas, size: Size, y: float, text: str) -> None:
    """Write what the directions mean, each arrow drawn as on the lines."""
    x = size.margin
    for part in text.split(" · "):
        arrow, caption = (part[0], part[1:].strip()) if part[:1] in ("→", "←", "–") else ("", part)
        _direction(canvas, x + 6, y - size.font * 0.36, arrow, PALE_INK)
        x += 17 if arrow else 0
        canvas.text(x, y, caption, size.font, fill=PALE_INK)
        x += width(caption, size.font) * 1.05 + 16


def _block(page: _Page, block: object) -> list[Piece]:
    if isinstance(block, Ledger):
        more = [_text(page, block.more)] if block.more else []
        stroke = _stroke(page, block)
        # What a layer holds may be more than the word says by which it is asked for.
        named = stroke.label.upper() if stroke is not None and block.is_layer else block.heading
        heading = _heading(page, named, stroke)
        return [heading, *(replace(_line(page, line), under=heading, timed=True) for line in block.lines), *more]
    if isinstance(block, Rows):
        heading = _heading(page, block.heading, None)
        return [heading, *(replace(_row(page, row), under=heading) for row in block.rows)]
    return []


def _stroke(page: _Page, block: Ledger) -> Stroke | None:
    layers = {page.relations[line.relation].type.layer for line in block.lines}
    return page.style.stroke(layers.pop()) if len(layers) == 1 else None


def _heading(page: _Page, heading: str, stroke: Stroke | None) -> Piece:
    def draw(canvas: Canvas, y: float) -> None:
        x = page.size.margin
        if stroke is not None:
            line_styles.sample(canvas, x, y + 10 + page.size.font * 0.62, stroke)
        colour = stroke.colour if stroke else INK
        canvas.text(x + _SIGNS, y + 10 + page.size.font, heading, page.size.font, font_weight=700, fill=colour)

    return Piece(page.size.font * LINE + 13, draw, leads=True)


def _line(page: _Page, line: Line) -> Piece:
    size, columns = page.size, page.columns
    relation = page.relations[line.relation]
    stroke = page.style.stroke(relation.type.layer)
    words = " ".join(filter(None, (line.subject, line.verb, line.other, line.doubts and f"({line.doubts})")))
    verb = wrap(words, size.font, columns.verb[1])
    amount = wrap(line.amount, size.font, columns.amount[1], bold=True) if line.amount else []
    who = wrap(voices_words(line.voices), size.font, columns.who[1]) if line.voices else []
    denials = (denials_words(line.denials), denials_words(line.tie_denials, "denied, of the tie: "))
    denied = [one for text in denials if text for one in wrap(text, size.font, columns.who[1], bold=True)]
    step = size.font * LINE
    first = max(len(verb), len(amount)) * step

    def draw(canvas: Canvas, y: float) -> None:
        base = y + size.font
        with canvas.group(str(relation), class_=f"line {line.standing} {relation.type.layer}"):
            line_styles.sign(canvas, size.margin + 6, base - size.font * 0.36, line.standing, stroke.colour, whole=True)
            _direction(canvas, size.margin + 22, base - size.font * 0.36, line.arrow, stroke.colour)
            line_styles.polarity(canvas, size.margin + 36, base - size.font * 0.36, relation.type.polarity)
            canvas.lines(columns.verb[0], base, verb, size.font)
            right = columns.amount[0] + columns.amount[1]
            canvas.lines(right, base, amount, size.font, text_anchor="end", font_weight=700, class_="amount")
            below = y + first + 6 if size.stacked else base - size.font * 0.36
            _time(canvas, page, relation, line.standing, below, stroke)
            base = y + first + 12 + size.font if size.stacked else base
            base = canvas.lines(columns.who[0], base, who, size.font, fill=PALE_INK if size.stacked else INK)
            canvas.lines(columns.who[0], base, denied, size.font, fill=_DENIED, font_weight=700, class_="denied")

    said = (len(who) + len(denied)) * step
    return Piece(first + 12 + said + 9 if size.stacked else max(first, said) + 5, draw)


def _direction(canvas: Canvas, x: float, y: float, arrow: str, colour: str) -> None:
    """Draw which way a tie runs, read from the first name."""
    if not arrow:
        return
    canvas.line(x - 6, y, x + 6, y, stroke=colour, stroke_width=1.4)
    way = {"→": 1, "←": -1}.get(arrow, 0)
    if way:
        canvas.path(f"M{x + way * 2:.1f} {y - 3.5:.1f}l{way * 4} 3.5l{-way * 4} 3.5", stroke=colour, stroke_width=1.4)


def _time(canvas: Canvas, page: _Page, relation: Relation, standing: Standing, y: float, stroke: Stroke) -> None:
    dates = _said_for(relation)
    left, across = page.columns.plot
    canvas.line(left, y, left + across, y, stroke="#e2e8f0", stroke_width=0.8)
    if relation.period:
        bars.stated(canvas, page.plot, relation.period, y, stroke, standing)
    elif dates:
        bars.ticks(canvas, page.plot, dates, y, stroke)
    else:
        canvas.text(left + 2, y + page.size.small * 0.36, "no date", page.size.small, fill=PALE_INK, class_="undated",
                    stroke="#ffffff", stroke_width=3, paint_order="stroke")  # fmt: skip


def _row(page: _Page, row: Row) -> Piece:
    """Return a row that reads as a sentence: words over the columns of verb, amount and time, and who says so."""
    size, columns = page.size, page.columns
    across = columns.who[1] if size.stacked else columns.plot[0] + columns.plot[1] - columns.verb[0]
    caption = wrap(plain(row.words), size.font, across)
    cited = " ".join(map(str, row.citations))
    who = "; ".join(filter(None, (voices_words(row.voices), cited)))
    said = wrap(who, size.font, columns.who[1]) if who else []
    denied = wrap(denials_words(row.denials), size.font, columns.who[1], bold=True) if row.denials else []
    step = size.font * LINE

    def draw(canvas: Canvas, y: float) -> None:
        base = y + size.font
        for index, standing in enumerate(row.standings):
            line_styles.sign(
                canvas, size.margin + 6 + 13 * index, base - size.font * 0.36, standing, _GREY.colour, whole=True
            )
        below = canvas.lines(columns.verb[0], base, caption, size.font, stroke="#ffffff", stroke_width=3,
                             paint_order="stroke")  # fmt: skip
        base = below if size.stacked else base
        base = canvas.lines(columns.who[0], base, said, size.font, fill=PALE_INK if size.stacked else INK)
        canvas.lines(columns.who[0], base, denied, size.font, fill=_DENIED, font_weight=700, class_="denied")

    there = (len(said) + len(denied)) * step
    return Piece((len(caption) * step + there if size.stacked else max(len(caption) * step, there)) + 5, draw)


def _text(page: _Page, text: str) -> Piece:
    def draw(canvas: Canvas, y: float) -> None:
        canvas.text(page.columns.verb[0], y + page.size.font, text, page.size.font, fill=PALE_INK)

    return Piece(page.size.font * LINE + 5, draw)


def _ends(page: _Page, document: Document, lines: Sequence[Line], notes: Sequence[str]) -> list[Piece]:
    """Return what stands below the lines: what the signs mean, the sources, and what is to be said."""
    references = [one for block in document.blocks if isinstance(block, Sources) for one in block.references]
    pieces = [_legend(page, document, lines), _heading(page, "SOURCES", None)]
    pieces += _listed(page, [reference_words(reference) for reference in references])
    said = [*(hint for hint in hints(lines) if not hint.startswith(("--", "“"))), *notes]
    counted = [text for text in document.close if text != " · ".join(hints(lines))]
    said = [*map(_without_marks, counted), *said]
    return [*pieces, Piece(page.size.small, lambda _canvas, _y: None), *(_small(page, text) for text in said)]


def _without_marks(text: str) -> str:
    """Return a text without the marks of standings, which not every typeface has."""
    for mark in MARKS.values():
        text = text.replace(f"{mark} ", "")
    return text


def _listed(page: _Page, texts: Sequence[str]) -> list[Piece]:
    """Return texts one below the other, in two columns where there is room for them."""
    size = page.size
    if size.stacked or len(texts) < 4:
        return [_small(page, text) for text in texts]
    half, across = -(-len(texts) // 2), size.inside / 2 - 10
    sides = [[wrap(text, size.small, across) for text in part] for part in (texts[:half], texts[half:])]

    def draw(index: int, canvas: Canvas, y: float) -> None:
        for number, side in enumerate(sides):
            if index < len(side):
                x = size.margin + number * (size.inside / 2 + 10)
                canvas.lines(x, y + size.small, side[index], size.small, fill=PALE_INK)

    heights = [max(len(side[index]) for side in sides if index < len(side)) for index in range(half)]
    return [Piece(lines * size.small * LINE + 1, partial(draw, index)) for index, lines in enumerate(heights)]


def _small(page: _Page, text: str) -> Piece:
    size = page.size
    caption = wrap(text, size.small, size.inside)

    def draw(canvas: Canvas, y: float) -> None:
        canvas.lines(size.margin, y + size.small, caption, size.small, fill=PALE_INK)

    return Piece(len(caption) * size.small * LINE + 1, draw)


def _legend(page: _Page, document: Document, lines: Sequence[Line]) -> Piece:
    """Return the signs that occur, each with its word."""
    relations = [page.relations[line.relation] for line in lines]
    rows = [row for block in document.blocks if isinstance(block, Rows) for row in block.rows]
    shown = {*(line.standing for line in lines), *(one for row in rows for one in row.standings)}
    signs = [(line_styles.standing_sample(name), word) for name, word in MEANINGS.items() if name in shown]
    polarities = {relation.type.polarity for relation in relations}
    signs += [(line_styles.polarity_sample(name), name) for name in line_styles.POLARITIES if name in polarities]
    if any(relation.period for relation in relations):
        signs.append((_bar_sample, "bar: a stated period"))
    if any(_said_for(relation) for relation in relations):
        signs.append((_tick_sample, "tick: said for that date; since when is open"))
    if any(bars.is_open(page.plot, relation.period) for relation in relations if relation.period):
        signs.append((_open_sample, "fading: it goes on, to an end that is not known or not shown"))
    if page.plot.axis.breaks:
        signs.append((_break_sample, f"break: {bars.BREAK}"))
    size = page.size
    placed, x, y = [], size.margin, 0.0
    for draw, word in signs:
        wanted = 24 + width(word, size.small) * 1.05 + 14
        if x > size.margin and x + wanted > size.margin + size.inside:
            x, y = size.margin, y + 16
        placed.append((draw, word, x, y))
        x += wanted

    def onto(canvas: Canvas, top: float) -> None:
        for draw, word, left, down in placed:
            with canvas.group(class_="sign"):
                draw(canvas, left + 10, top + down + 20)
                canvas.text(left + 24, top + down + 20 + size.small * 0.36, word, size.small)

    return Piece(y + 30, onto)


def _bar_sample(canvas: Canvas, x: float, y: float) -> None:
    canvas.add("rect", x=x - 9, y=y - bars.BAR / 2, width=18, height=bars.BAR, rx=2, fill=_GREY.colour)


def _tick_sample(canvas: Canvas, x: float, y: float) -> None:
    canvas.line(x, y - 6, x, y + 6, stroke=_GREY.colour, stroke_width=2)


def _open_sample(canvas: Canvas, x: float, y: float) -> None:
    bars.open_end(canvas, x - 9, 1, y, _GREY, Plot(Axis.through((), 0.0), x - 11, fade=_FADE))


def _break_sample(canvas: Canvas, x: float, y: float) -> None:
    bars.break_sign(canvas, x, y + 3)
