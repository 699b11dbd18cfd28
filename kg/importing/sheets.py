"""Rows of a fact sheet, whatever the file: CSV, TSV or the first sheet of an XLSX workbook."""

import csv
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from pathlib import Path
from typing import Any, Final

from kg.errors import DataError

ENDINGS: Final = ("csv", "tsv", "xlsx")
# Of a sheet without its head nothing can be said; a head is short.
_DELIMITERS: Final = {"csv": ",", "tsv": "\t"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, its cells in order, each on one line and without spaces at the ends."""

    line: int
    cells: tuple[str, ...]


@contextmanager
def opened(path: Path, *, comment: str = "", sheet: str = "") -> Iterator[tuple[tuple[str, ...], Iterator[Row]]]:
    """Open a sheet and give its head and its other rows; empty rows and comments are passed over.

    ``comment`` is how the first cell of a comment begins; ``sheet`` names the sheet of a workbook. Raises DataError
    for a file that cannot be read, is of another kind, is empty, or names a column twice.
    """
    ending = path.suffix[1:].lower()
    if ending not in ENDINGS:
        raise DataError(f"{path}: the format is unknown; file names end in {', '.join(ENDINGS)}")
    try:
        raw = _workbook(path, sheet) if ending == "xlsx" else _text(path, _DELIMITERS[ending])
        rows = (row for row in raw if any(row.cells) and not (comment and row.cells[0].startswith(comment)))
        head = next(rows, None)
        if head is None:
            raise DataError(f"{path}: the sheet is empty; its first row names the columns")
        names = _without_tail(head.cells)
        twice = sorted({name or "(no name)" for name in names if names.count(name) > 1 or not name})
        if twice:
            raise DataError(f"{path}:{head.line}: columns without a name or named twice: {', '.join(twice)}")
        yield names, (Row(row.line, _without_tail(row.cells, len(names))) for row in rows)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}") from error


def _without_tail(cells: tuple[str, ...], least: int = 0) -> tuple[str, ...]:
    """Return cells without the empty ones at the end, which spreadsheets like to add, but not fewer than ``least``."""
    count = len(cells)
    while count > least and not cells[count - 1]:
        count -= 1
    return cells[:count]


def _text(path: Path, delimiter: str) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            first = file.readline()
            if delimiter == "," and first.count(";") > first.count(","):
                delimiter = ";"
            reader = csv.reader(chain((first,), file), delimiter=delimiter, strict=True)
            before = 0
            for cells in reader:
                yield Row(before + 1, tuple(map(clean, cells)))
                before = reader.line_num
        except UnicodeDecodeError as error:
            raise DataError(f"{path}: the text is not UTF-8: save the sheet as CSV in UTF-8") from error
        except csv.Error as error:
            raise DataError(
                f"{path}:{before + 1}: this row cannot be read: {error}; check its quotation marks"
            ) from error


def _workbook(path: Path, sheet: str) -> Iterator[Row]:
    import openpyxl  # heavy, and needed for workbooks only

    try:
        book = openpyxl.load_workbook(path, read_only=True)
        try:
            pages = {page.title: page for page in book.worksheets}
            if not pages or (sheet and sheet not in pages):
                raise DataError(f"{path}: there is no sheet '{sheet}'; there are: {', '.join(pages)}")
            page = pages[sheet or next(iter(pages))]
            for line, values in enumerate(page.iter_rows(values_only=True), 1):
                yield Row(line, tuple(clean(_written(value)) for value in values) or ("",))
        finally:
            book.close()
    except (DataError, OSError):
        raise
    except Exception as error:  # openpyxl lets through whatever a broken file makes its parsers raise
        raise DataError(f"{path}: this is no XLSX workbook: {error}") from error


def _written(value: Any) -> str:
    """Return the value of a workbook's cell as it would stand in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def clean(cell: str) -> str:
    """Return a cell on one line, composed (NFC), with single spaces and none at the ends."""
    return " ".join(cell.split()) if cell.isascii() else " ".join(unicodedata.normalize("NFC", cell).split())
