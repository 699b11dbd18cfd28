"""Rows of a text in whose cells quotation marks may hold what parts cells and rows, also where some marks are wrong.

A row with a mark too few or too many is told as broken, and the next ones are read where it is clear that they are
rows: those of a table have as many cells as most of those before. What can be read as it should be written is read so.
"""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from msgspec import Struct

QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
# A row with blanks after quotation marks is looked through anew with each of its lines.
_LONGEST_MENDED: Final = 1 << 16
# The next row is looked for in so many lines behind a broken one, and so many lines of a file are looked at for that.
_AHEAD: Final = 1000
_LOOKED_AT: Final = 1_000_000
# No cell has so many lines: a quotation that is longer does not end.
_LINES: Final = 10_000
# Where so many rows have the width of the table, they are no prose in a quotation; one of so many cells hardly ever is.
_SURE: Final = 3
_WIDE: Final = 4
_SHOWN: Final = 30
_HOLDS: Final = "a cell holds what looks like rows, to line {}: it is read as one cell; check its quotation marks"


class Parted(Struct):
    """The cells of a row, its first and its last line, why it has none if it is broken, and how else it may be read."""

    cells: list[str]
    first: int
    last: int
    broken: str = ""
    reading: str = ""


class Unclear(Exception):
    """Behind a broken quotation, which begins in ``line``, rows cannot be told from what is quoted."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


class _Lines:
    """The lines of a text, as far as one row may go: ``row`` has those that were taken for it, and can be put back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: deque[str] = deque()
        self.row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        while len(self.row) < _LINES:
            line = self._back.popleft() if self._back else next(self._lines, None)
            if line is None:
                return
            self.row.append(line)
            yield line

    def keep(self, count: int) -> None:
        """Keep so many lines as the row; those behind them come anew."""
        self._back.extendleft(reversed(self.row[count:]))
        del self.row[count:]


def quoted_rows(lines: Iterator[str], delimiter: str) -> Iterator[Parted]:
    """Yield the rows of a text; raises Unclear where a broken quotation hides which lines are rows.

    Blanks between a closing quotation mark and the next delimiter are passed over, as readers of the field do.
    """
    taken = _Lines(lines)
    row, reader = taken.row, _reader(taken, delimiter)
    widths: Counter[int] = Counter()
    # Lines in which a quotation ends that began in a broken row.
    ends: dict[int, int] = {}
    last = looked_at = 0
    while True:
        wrong = False
        try:
            cells = next(reader, None)
        except csv.Error:
            cells = _without_blanks(taken, delimiter)
            reader, wrong = _reader(taken, delimiter), cells is None
        if cells is None and not wrong:
            return
        first, read = last + 1, len(row)
        usual = max(widths, key=widths.__getitem__, default=0) if read > 1 or wrong else 0
        if cells is not None and ends and (begun := ends.pop(first, 0)):
            yield Parted([], first, last := last + read, f"the quotation that ends here begins in line {begun}")
        elif cells is not None and (read == 1 or _fits(cells, usual) or not _are_rows(row, usual, delimiter)):
            widths[len(cells)] += 1
            last += read
            if any(' "' in line for line in row):
                cells = _without_blanks_before(cells, "".join(row), delimiter)
            unsure = read > 1 and usual >= _WIDE and _are_rows(row, usual, delimiter)
            yield Parted(cells, first, last, reading=_HOLDS.format(last) if unsure else "")
        else:
            begun, reason = _fault(row, delimiter)
            if cells is None:
                kept, looked = _whole(taken, usual, delimiter)
                looked_at += read + looked
            else:
                kept, reason = 1, f"the quotation that begins here ends in line {last + read}, behind other rows"
                ends[last + read] = first
            if not kept or looked_at > _LOOKED_AT:
                raise Unclear(last + begun, reason)
            if kept > 1:
                reason += f"; the next row is read in line {last + kept + 1}"
            taken.keep(kept)
            reader = _reader(taken, delimiter)
            yield Parted([], first, last := last + kept, reason)
        row.clear()


def _reader(lines: Iterator[str] | _Lines, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, strict=True)


def _blanks(delimiter: str) -> str:
    """Return the pattern of blanks, of which a delimiter is none."""
    return " *" if delimiter == "\t" else r"[ \t]*"


def _without_blanks(taken: _Lines, delimiter: str) -> list[str] | None:
    """Return the cells of a row in which blanks follow upon quotation marks, or nothing if more is wrong with it."""
    end = rf"({re.escape(delimiter)}|\r?\n|\r|\Z)"
    quoted, plain = (
        re.compile(rf'"((?:[^"]|"")*+)"{_blanks(delimiter)}{end}'),
        re.compile(rf'((?!")[^{re.escape(delimiter)}\r\n]*){end}'),
    )
    lines, read = iter(taken), len(taken.row)
    text, start, cells = "".join(taken.row), 0, []
    while True:
        if match := quoted.match(text, start) or plain.match(text, start):
            cells.append(match[1].replace('""', '"') if match.re is quoted else match[1])
            if match[2] != delimiter:
                if match.end() == len(text):
                    return cells
                break
            start = match.end()
        elif QUOTED.match(text, start) or len(text) > _LONGEST_MENDED or not (line := next(lines, "")):
            break
        else:
            text += line
    taken.keep(read)
    return None


def unquoted(cell: str) -> str:
    """Return a cell without the quotation marks around all of it; those inside are doubled then."""
    return cell[1:-1].replace('""', '"') if QUOTED.fullmatch(cell) else cell


def _without_blanks_before(cells: list[str], text: str, delimiter: str) -> list[str]:
    """Return the cells of a row with those quoted before whose quotation marks blanks stand; others are as they are."""
    end = rf"(?:{re.escape(delimiter)}|\r?\n|\r|\Z)"
    written = re.findall(rf'("(?:[^"]|"")*+"{_blanks(delimiter)}|[^{re.escape(delimiter)}\r\n]*){end}', text)
    pairs = zip(cells, written, strict=False)
    return [unquoted(cell.strip()) if raw[:1] == " " else cell for cell, raw in pairs]


def _are_rows(row: list[str], usual: int, delimiter: str) -> bool:
    """Say whether each line of a row looks like one, so that the quotation of the first may have to end there."""
    return usual > 1 and all(usual in _widths(line, delimiter) for line in row)


def _widths(line: str, delimiter: str) -> tuple[int, int]:
    """Return how many cells a line has, with and without what delimiters its quotations hold."""
    text = line.rstrip(f"\r\n{delimiter}") if delimiter != "\t" else line.rstrip("\r\n")
    return QUOTED.sub("", line).count(delimiter) + 1, text.count(delimiter) + 1


def _whole(taken: _Lines, usual: int, delimiter: str) -> tuple[int, int]:
    """Return how many lines a broken row has, none where that is unclear, and how many lines were looked at for it."""
    row = taken.row
    if usual < 2:
        return 0, 0
    alone = usual in _widths(row[0], delimiter)
    if alone and (usual >= _WIDE or row[0].count('"') % 2 == 0):
        return 1, 0
    looked_at, lines = 0, iter(taken)
    for number in range(1, _AHEAD):
        if number == len(row) and not next(lines, ""):
            # Nothing follows upon it.
            return 1 if number == 1 else 0, looked_at
        sure, looked = _begins(taken, number, usual, delimiter)
        looked_at += looked
        if sure:
            return number, looked_at
    return 0, looked_at


def _begins(taken: _Lines, number: int, usual: int, delimiter: str) -> tuple[bool, int]:
    """Say whether rows of the usual width begin with a line, and how many lines that took."""
    row = taken.row
    before = len(row)
    looked = 0

    def following() -> Iterator[str]:
        nonlocal looked
        for line in islice(chain(row[number:before], taken), _AHEAD):
            looked += 1
            yield line

    try:
        seen = [cells for cells in islice(_reader(following(), delimiter), _SURE) if any(cells)]
    except csv.Error:
        return False, looked
    return bool(seen) and all(_fits(cells, usual) for cells in seen), looked


def _fits(cells: list[str], usual: int) -> bool:
    return len(cells) == usual or (len(cells) > usual and not any(cells[usual:]))


def _fault(row: list[str], delimiter: str) -> tuple[int, str]:
    """Return in which line of a row the first wrong quotation mark stands, and what is wrong with it."""
    quoted = re.compile(rf'"(?:[^"]|"")*+"{_blanks(delimiter)}(?:{re.escape(delimiter)}|\r?\n|\r|\Z)')
    plain = re.compile(rf'(?!")[^{re.escape(delimiter)}\r\n]*(?:{re.escape(delimiter)}|\r?\n|\r|\Z)')
    text, start = "".join(row), 0
    while start < len(text) and (match := quoted.match(text, start) or plain.match(text, start)):
        start = match.end()
    line = text.count("\n", 0, start) + 1
    closed = QUOTED.match(text, start)
    here = text[start:].split("\n", 1)[0]
    if closed and closed.end() < start + len(here):
        after = _excerpt(text[closed.end() : start + len(here)])
        return line, f"a quotation mark stands within a quoted cell, before '{after}': write it twice"
    return line, f"a quotation begins at '{_excerpt(here[1:])}' and does not end: check the quotation marks"


def _excerpt(text: str) -> str:
    """Return the beginning of a text, without marks that part reasons."""
    text = " ".join(text.replace("'", "").split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
