"""Rows of a fact sheet, whatever the file: CSV, TSV or a sheet of an XLSX workbook."""

import csv
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final, TextIO

from kg.errors import DataError
from kg.importing.text import clean, faults

ENDINGS: Final = ("csv", "tsv", "xlsx")
_DELIMITERS: Final = {"csv": ",", "tsv": "\t"}
# Excel writes and reads a first line that names the delimiter.
_SEPARATOR: Final = re.compile(r'"?sep=([^\w\s"]|\t)"?\s*', re.IGNORECASE)
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
_PARTS: Final = str.maketrans(dict.fromkeys(",;\t"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, and its cells in order, each on one line and without spaces at the ends.

    ``faults`` says of a cell, by its place, why it cannot be taken as it is.
    """

    line: int
    cells: tuple[str, ...]
    faults: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that is open: the names of its columns, its rows, and what else is in the file and is not read."""

    head: tuple[str, ...]
    rows: Iterator[Row]
    left_out: list[str]


@contextmanager
def opened(path: Path, *, comment: str = "", sheet: str = "") -> Iterator[Sheet]:
    """Open a sheet and give its head and its other rows; empty rows are passed over.

    ``comment`` is how the first cell of a comment begins. Above the head a comment is passed over; below it only a line
    with nothing beside it is one, and ``left_out`` tells of it once it has been read. ``sheet`` names the sheet of a
    workbook. Raises DataError for a file that cannot be read, is of another kind, is empty, or names a column twice.
    """
    ending = path.suffix[1:].lower()
    if ending not in ENDINGS:
        raise DataError(f"{path}: the format is unknown; file names end in {', '.join(ENDINGS)}")
    left_out: list[str] = []
    try:
        rows = (row for row in _raw(path, ending, comment, sheet, left_out) if any(row.cells))
        head = next((row for row in rows if not _introduces(row.cells, comment)), None)
        if head is None:
            raise DataError(f"{path}: the sheet is empty; its first row names the columns")
        names = _without_tail(head.cells)
        twice = sorted({name or "(no name)" for name in names if names.count(name) > 1 or not name})
        if twice:
            raise DataError(f"{path}:{head.line}: columns without a name or named twice: {', '.join(twice)}")
        # A workbook does not keep the empty cells at the end of a row; in a text they are counted.
        width = len(names) if ending == "xlsx" else 0
        fitted = (Row(row.line, _fitted(row.cells, len(names), width), row.faults) for row in rows)
        yield Sheet(names, _without_comments(fitted, comment, left_out), left_out)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}") from error


def _raw(path: Path, ending: str, comment: str, sheet: str, left_out: list[str]) -> Iterator[Row]:
    if ending == "xlsx":
        from kg.importing.workbook import workbook_rows  # heavy, and needed for workbooks only

        return (Row(*row) for row in workbook_rows(path, sheet, left_out))
    return _text(path, _DELIMITERS[ending], comment)


def _introduces(cells: tuple[str, ...], comment: str) -> bool:
    """Say whether a row above the head is a comment; a head may begin with a column of the name # or #id."""
    first = cells[0]
    return bool(comment) and first.startswith(comment) and (first.startswith(f"{comment} ") or not any(cells[1:]))


def _without_comments(rows: Iterator[Row], comment: str, left_out: list[str]) -> Iterator[Row]:
    for row in rows:
        if comment and row.cells[0].startswith(comment) and not any(row.cells[1:]):
            left_out.append(f"line {row.line}, a comment")
        else:
            yield row


def _without_tail(cells: tuple[str, ...], least: int = 0) -> tuple[str, ...]:
    """Return cells without the empty ones at the end, which spreadsheets like to add, but not fewer than ``least``."""
    count = len(cells)
    while count > least and not cells[count - 1]:
        count -= 1
    return cells[:count]


def _fitted(cells: tuple[str, ...], least: int, width: int) -> tuple[str, ...]:
    kept = _without_tail(cells, least)
    return kept + ("",) * (width - len(kept))


def _text(path: Path, delimiter: str, comment: str) -> Iterator[Row]:
    with path.open("rb") as raw:
        mark = raw.read(2)
    # Excel calls UTF-16 "Unicode text"; it always begins with the mark.
    encoding = "utf-16" if mark in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    with path.open(encoding=encoding, newline="") as file:
        before = 0
        try:
            above, delimiter = _opening(file, delimiter, comment)
            reader = csv.reader(chain(above, file), delimiter=delimiter, strict=True)
            for cells in reader:
                cleaned = tuple(map(clean, cells))
                if not (before == 0 and _SEPARATOR.fullmatch("".join(above[:1]).rstrip("\r\n"))):
                    yield Row(before + 1, cleaned, faults(cleaned))
                before = reader.line_num
        except UnicodeError as error:
            raise DataError(f"{path}: the text is not UTF-8: save the sheet as CSV in UTF-8") from error
        except csv.Error as error:
            raise DataError(
                f"{path}:{before + 1}: this row cannot be read: {error}; check its quotation marks"
            ) from error


def _opening(file: TextIO, usual: str, comment: str) -> tuple[list[str], str]:
    """Return the first lines, with the head if it was looked for, and the delimiter.

    A line that names the delimiter decides; else, in CSV, the head, in which the names of columns stand apart by it.
    """
    above = [file.readline()]
    if named := _SEPARATOR.fullmatch(above[0].rstrip("\r\n")):
        return above, named[1]
    if usual != ",":
        return above, usual
    while above[-1] and _before_head(above[-1], comment):
        above.append(file.readline())
    return above, max(",;\t", key=_QUOTED.sub("x", above[-1]).count)


def _before_head(line: str, comment: str) -> bool:
    """Say whether a line of a file is empty or a comment, whatever parts its cells."""
    first, *others = re.split("[,;\t]", _QUOTED.sub(lambda found: found[0][1:-1].translate(_PARTS), line).strip())
    return (not first and not any(others)) or _introduces((first, *others), comment)
