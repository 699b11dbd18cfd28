"""Ledgers and rows on a terminal: columns that fit it, and nothing wider than it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from kg.cli.terminal.text import NBSP, Text, beside, headed, padded, width_of, wrapped
from kg.model.standing import Standing
from kg.view.document import MARKS, Citation, Ledger, Line, Row, Rows, Voice

# Below the first width a line is broken into its parts; from the second on each line repeats its verb, and an amount
# has a column of its own; wider than the third, columns grow no more.
NARROW: Final = 60
WIDE: Final = 100
_WIDER: Final = 120
WIDEST: Final = 140

_INDENT: Final = 2
# Of so many lines it is worked out how to share the width.
_MANY: Final = 300
_PERIOD: Final = 15
_LONG_PERIOD: Final = 19
_AMOUNT: Final = 18
_LONG_AMOUNT: Final = 24


def mark(standing: Standing) -> Text:
    """Return the sign of a standing."""
    return [(MARKS[standing], "denied only" if standing == "denied" else standing)]


def voiced(voices: Sequence[Voice], denials: Sequence[Voice], tie_denials: Sequence[Voice] = ()) -> Text:
    """Return who says something and who denies it; a citation stays with the last word of its name."""
    run: Text = []
    for index, voice in enumerate(voices):
        run += ([("; ", "")] if index else []) + _voice(voice)
    for word, denying in (("denied:", denials), ("denied, of the tie:", tie_denials)):
        for index, voice in enumerate(denying):
            run += [("; ", "")] if index or run else []
            run += ([] if index else [(word, "denied"), (" ", "")]) + _voice(voice)
    return run


def _voice(voice: Voice) -> Text:
    names: Text = []
    for index, name in enumerate(voice.names):
        names += [(", " if index else "", ""), (name, "")]
    if voice.how:
        names.append((f"{NBSP}({voice.how})", ""))
    if voice.for_:
        names.append((f" {voice.for_.replace(' ', NBSP)}", "aside"))
    return [*names, (NBSP, ""), *cited(voice.citations)] if voice.citations else names


def cited(citations: Iterable[Citation]) -> Text:
    """Return citations as a run of words."""
    return [(" ".join(map(str, citations)), "aside")]


class Columns(Struct, frozen=True):
    """The widths of the columns of all ledgers of one document; none is 0 unless nothing stands in it."""

    width: int
    arrow: int
    verb: int
    amount: int
    period: int
    who: int

    @classmethod
    def of(cls, ledgers: Iterable[Ledger], width: int) -> Columns:
        """Return the columns that these ledgers want, as far as a width has them."""
        lines = [line for ledger in ledgers for line in ledger.lines]
        width = min(width, WIDEST)
        arrow = 2 if any(line.arrow for line in lines) else 0
        wide = width >= WIDE
        period = min(max((width_of(line.period) for line in lines), default=0), _LONG_PERIOD if wide else _PERIOD)
        most = _LONG_AMOUNT if width >= _WIDER else _AMOUNT
        amount = min(max((width_of(line.amount) for line in lines), default=0), most) if wide else 0
        rest = max(width - 2 - arrow - sum(column + 2 for column in (amount, period) if column) - 2, 24)
        said = [
            (
                width_of(_said(line, grouped=grouped, wide=wide)),
                width_of(voiced(line.voices, line.denials, line.tie_denials)),
            )
            for _, group in _groups(lines[:_MANY], width)
            for line, grouped in group
        ]
        widest = max((verb for verb, _ in said), default=0)
        least = max(min(widest, int(rest * 0.36)), 12)
        # Of the ways to share what is left, the one that takes the fewest lines, so that most ties have one.
        verb = min(
            range(least, max(min(widest, int(rest * 0.6)), least) + 1),
            key=lambda verb: sum(max(-(-one // verb), -(-other // (rest - verb))) for one, other in said),
        )
        return cls(width, arrow, verb, amount, period, rest - verb)

    @property
    def verb_alone(self) -> int:
        """Return the width of what is said where no amount stands beside it."""
        return self.verb + (self.amount + 2 if self.amount else 0)

    @property
    def wide(self) -> bool:
        """Say whether each line repeats its verb."""
        return self.width >= WIDE


def _said(line: Line, *, grouped: bool, wide: bool) -> Text:
    """Return what a line says, as a run of words; grouped under its verb, it says only how much."""
    amount = line.amount.replace(" ", NBSP)
    if grouped:
        return [(f"  {amount or '–'}", "amount")]
    run: Text = []
    doubts = f"({line.doubts})" if line.doubts else ""
    for text, role in ((line.subject, "name"), (line.verb, ""), (line.other, "name"), (doubts, "")):
        if text:
            run += [(" ", ""), (text, role)] if run else [(text, role)]
    return run if wide or not amount else [*run, (f"  {amount}", "amount")]


def ledger_lines(ledger: Ledger, columns: Columns, *, long: bool) -> list[Text]:
    """Return a ledger as lines, its heading first."""
    texts = headed(ledger.heading, columns.width)
    for head, lines in _groups(ledger.lines, columns.width):
        if head:
            texts += _under(head, columns)
        for line, grouped in lines:
            texts += _stacked(line, columns) if columns.width < NARROW else _line(line, columns, grouped=grouped)
            if long:
                texts += noted(line.notes, columns.width, 4)
    if ledger.more:
        texts += wrapped([(ledger.more, "aside")], columns.width, _INDENT)
    return texts


def _groups(lines: Iterable[Line], width: int) -> Iterator[tuple[Line | None, list[tuple[Line, bool]]]]:
    """Yield the lines of each verb, each with whether it stands under the verb, and a line that has it to say above.

    They stand under it where there is no room to repeat it beside their amounts. A first line without an amount is
    the verb's own, and nothing is to say above it.
    """
    for _, group in groupby(lines, key=lambda line: line.heading):
        of_verb = list(group)
        grouped = NARROW <= width < WIDE and len(of_verb) > 1 and any(line.amount for line in of_verb)
        head = of_verb[0] if grouped and of_verb[0].amount else None
        yield head, [(line, grouped and (index > 0 or head is not None)) for index, line in enumerate(of_verb)]


def _under(line: Line, columns: Columns) -> list[Text]:
    """Return the verb under which several amounts stand."""
    head: Text = [("  ", "")] + (_arrow(line) if columns.arrow else [])
    room = columns.width - width_of(head)
    verb = _said(line, grouped=False, wide=True)
    return [
        [*(head if not index else [(" " * width_of(head), "")]), *part]
        for index, part in enumerate(wrapped(verb, room, _INDENT))
    ]


def _arrow(line: Line) -> Text:
    return [(f"{line.arrow or ' '} ", "")]


def _line(line: Line, columns: Columns, *, grouped: bool) -> list[Text]:
    said = _said(line, grouped=grouped, wide=columns.wide)
    indent: Text = [("  ", "")] if grouped else []
    # Where there is no amount and no period, what is said takes their room.
    room, figures = (columns.verb, columns.amount) if line.amount else (columns.verb_alone, 0)
    days = columns.period if line.period or figures else 0
    room += columns.period + 2 if columns.period and not days else 0
    verb = wrapped(said, room - (2 if grouped else 0), _INDENT)
    tied = line.amount.replace(" ", NBSP) if width_of(line.amount) <= figures else line.amount
    amount = wrapped([(tied, "amount")], figures) if figures else []
    head = beside(
        [
            ([[*mark(line.standing), (" ", "")]], 2, False),
            ([_arrow(line)] if columns.arrow and not grouped else [[]], columns.arrow, False),
            ([[*indent, *part] for part in verb], room, False),
        ],
        gap=0,
    )
    period = wrapped([(line.period, "aside")], columns.period, _INDENT) if line.period else []
    return beside(
        [
            (head, 2 + columns.arrow + room, False),
            (amount, figures, True),
            (period, days, False),
            (wrapped(voiced(line.voices, line.denials, line.tie_denials), columns.who, _INDENT), columns.who, False),
        ]
    )


def _stacked(line: Line, columns: Columns) -> list[Text]:
    """Return a line broken into verb, amount, period and who, each on its own line."""
    head: Text = [*mark(line.standing), (" ", ""), *(_arrow(line) if line.arrow else [])]
    parts = wrapped([*head, *_said(line, grouped=False, wide=True)], columns.width, _INDENT)
    for run in ([(line.amount, "amount")], [(line.period, "aside")]):
        if run[0][0]:
            parts += _indented(wrapped(run, columns.width - _INDENT))
    return parts + _indented(wrapped(voiced(line.voices, line.denials, line.tie_denials), columns.width - _INDENT))


def _indented(lines: Iterable[Text], by: int = _INDENT) -> list[Text]:
    return [[(" " * by, ""), *line] for line in lines]


def noted(notes: Iterable[str], width: int, by: int) -> list[Text]:
    """Return notes, each a paragraph of its own, indented."""
    return [line for note in notes for line in _indented(wrapped([(note, "aside")], width - by, _INDENT), by)]


def rows_lines(block: Rows, width: int, *, long: bool) -> list[Text]:
    """Return rows as lines, under their heading."""
    width = min(width, WIDEST)
    lines = headed(block.heading, width)
    label = min(max((width_of(row.label) for row in block.rows), default=0), max(int(width * 0.36), 8))
    marks = max((len(row.standings) for row in block.rows), default=0)
    left = _left(block.rows, width - label - marks - 4) if block.columns else 0
    for row in block.rows:
        lines += _row(row, width, label, marks, left, long=long)
    if block.more:
        lines += wrapped([(block.more, "aside")], width, _INDENT)
    return lines


def _left(rows: Sequence[Row], room: int) -> int:
    """Return the width of the words where those who say so have a column of their own."""
    return max(min(max((width_of(row.words) for row in rows), default=0), int(room * 0.58)), 10)


def _row(row: Row, width: int, label: int, marks: int, left: int, *, long: bool) -> list[Text]:
    labels = wrapped([(row.label, "strong")], label, _INDENT) if label else [[]]
    if label and width < NARROW:
        return [*labels, *_indented(_row(replace(row, label=""), width - _INDENT, 0, marks, 0, long=long))]
    head: Text = padded(labels[0], label + 2 if label else 0)
    signs: Text = [piece for standing in row.standings for piece in mark(standing)]
    # What stands over rows has no sign of its own, and begins before theirs.
    over = bool(row.inside) and not row.standings and not row.label
    head += padded(signs, marks + 1) if marks and not over else []
    start = width_of(head)
    who = voiced(row.voices, row.denials)
    if left:
        body = beside(
            [
                (wrapped(row.words, left, _INDENT), left, False),
                (
                    wrapped(
                        [*who, *(cited(row.citations) if row.citations else [])],
                        max(width - start - left - 2, 8),
                        _INDENT,
                    ),
                    max(width - start - left - 2, 8),
                    False,
                ),
            ]
        )
    else:
        run = [*row.words, *([(": " if row.voices else "; ", ""), *who] if who else [])]
        body = _with_tail(wrapped(run, width - start, _INDENT), row.citations, width - start)
    body += [[] for _ in labels[len(body) :]]
    lines: list[Text] = [
        [*(head if not index else padded(labels[index] if index < len(labels) else [], start)), *part]
        for index, part in enumerate(body)
    ]
    for inner in row.inside:
        by = start or _INDENT
        lines += _indented(_row(inner, width - by, 0, len(inner.standings), 0, long=long), by)
    return lines + (noted(row.notes, width, start + _INDENT) if long else [])


def _with_tail(lines: list[Text], citations: Sequence[Citation], width: int) -> list[Text]:
    """Set citations at the right end of the last line, or of lines of their own where it has no room for them."""
    if not citations:
        return lines
    tail = cited(citations)
    if width_of(lines[-1]) + 2 + width_of(tail) <= width:
        return [*lines[:-1], [*lines[-1], (" " * (width - width_of(lines[-1]) - width_of(tail)), ""), *tail]]
    return [*lines, *(padded(part, width, right=True) for part in wrapped(tail, width - _INDENT))]
