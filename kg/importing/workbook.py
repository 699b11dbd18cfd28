"""Rows of a sheet of an XLSX workbook, each cell as its author sees it.

What a workbook says of itself, such as how many rows a sheet has, is not believed: all rows are read.
"""

import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from kg.errors import DataError
from kg.importing.shown import Unshown, shown
from kg.importing.text import clean, faults
from kg.importing.texts import ABOVE

# The rows and columns that a sheet can have (ECMA-376), and how far a small file may unfold: texts are held in memory.
_ROWS: Final = 1_048_576
_COLUMNS: Final = 16_384
_TEXTS: Final = 256 << 20
_SMALL: Final = 64 << 20
_RATIO: Final = 100
# So begin the workbooks before XLSX, and encrypted ones.
_OLD: Final = bytes.fromhex("d0cf11e0a1b11ae1")
# So many hidden rows are named; of more the number is told.
_NAMED: Final = 5

_ESCAPE: Final = re.compile("_x([0-9A-Fa-f]{4})_")

Cells = tuple[int, tuple[str, ...], dict[int, str]]


def workbook_rows(
    path: Path,
    sheet: str,
    left_out: list[str],
    hidden: list[str],
    is_head: Callable[[tuple[str, ...]], bool] | None = None,
) -> Iterator[Cells]:
    """Yield line, cells and faults of each row of the sheet that is named, else of the first that is not hidden.

    With ``is_head``, which knows the row that names the columns, it is the first that has such a row near its top.

    ``left_out`` is told of the other sheets that hold anything, ``hidden`` of rows and columns that the sheet does not
    show and that are read all the same: a filter hides rows for a while.

    Raises DataError for a file that is no workbook.
    """
    import openpyxl  # heavy, and needed for workbooks only

    try:
        _check_size(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of a workbook that are of no matter here
            book = openpyxl.load_workbook(path, read_only=True)
        try:
            page = _chosen(path, book.worksheets, sheet, is_head)
            others = [other for other in book.worksheets if other is not page and _holds_anything(other)]
            left_out += [f"sheet '{other.title}'{_hidden(other)}" for other in others]
            unseen = _Unseen()
            yield from _rows(path, page, unseen)
            hidden += unseen.told()
        finally:
            book.close()
    except (DataError, OSError):
        raise
    except Exception as error:  # openpyxl lets through whatever a broken file makes its parsers raise
        raise DataError(f"{path}: {_unreadable(path)}") from error


def _unreadable(path: Path) -> str:
    """Say why a file is no workbook, which the library tells in the words of its own code."""
    with path.open("rb") as file:
        if file.read(len(_OLD)) == _OLD:
            return "this is a workbook of another kind, an old XLS or one with a password: save it as XLSX without one"
    if not zipfile.is_zipfile(path):
        return "this is no XLSX workbook, or only a part of one: save it as XLSX, or call it by what it is"
    return "this XLSX workbook is broken: open it in a spreadsheet, and save it anew"


def _check_size(path: Path) -> None:
    """Refuse a file that unfolds to more than memory should hold."""
    with zipfile.ZipFile(path) as parts:
        for part in parts.infolist():
            bomb = part.file_size > _SMALL and part.file_size > _RATIO * part.compress_size
            if bomb or (part.filename.endswith("sharedStrings.xml") and part.file_size > _TEXTS):
                raise DataError(
                    f"{path}: {part.filename} in it unfolds to {part.file_size >> 20} MB, too much for a sheet of facts"
                )


def _chosen(path: Path, pages: list[Any], sheet: str, is_head: Callable[[tuple[str, ...]], bool] | None = None) -> Any:
    if sheet:
        named = [page for page in pages if page.title == sheet]
        if not named:
            raise DataError(f"{path}: there is no sheet '{sheet}'; there are: {', '.join(p.title for p in pages)}")
        return named[0]
    seen = [page for page in pages if page.sheet_state == "visible"]
    if not seen:
        raise DataError(f"{path}: all sheets are hidden: name one in the profile, under [sheet]")
    if is_head is None or len(seen) == 1:
        return seen[0]
    heads = (page for page in seen if any(is_head(cells) for _, cells, _ in islice(_rows(path, page), ABOVE)))
    return next(heads, seen[0])


def _hidden(page: Any) -> str:
    return "" if page.sheet_state == "visible" else ", which is hidden"


def _holds_anything(page: Any) -> bool:
    return any(cell["value"] is not None for _, cells in _parsed(page) for cell in cells)


class _Unseen:
    """The rows and columns with anything in them that a sheet hides."""

    def __init__(self) -> None:
        self._rows: list[int] = []
        self._columns: set[int] = set()

    def look(self, parser: Any, line: int, texts: Mapping[int, str]) -> None:
        """Note what of a row the sheet hides."""
        if not any(texts.values()):
            return
        if _says(parser.row_dimensions.get(str(line), {})):
            self._rows.append(line)
        for span in parser.column_dimensions.values():
            if _says(span):
                first, last = int(span.get("min", 0)) - 1, int(span.get("max", 0)) - 1
                self._columns.update(index for index, text in texts.items() if text and first <= index <= last)

    def told(self) -> list[str]:
        """Return what is hidden, in words."""
        from openpyxl.utils import get_column_letter

        told = [f"column {get_column_letter(index + 1)}" for index in sorted(self._columns)]
        if len(self._rows) > _NAMED:
            return [*told, f"{len(self._rows):,} rows, the first of them row {self._rows[0]}"]
        return [*told, *(f"row {line}" for line in self._rows)]


def _says(dimension: Mapping[str, Any]) -> bool:
    return str(dimension.get("hidden", "")) in ("1", "true", "True")


def _parsed(page: Any, parsers: list[Any] | None = None) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Yield number and cells of each row as the file has them: the library's own walk stops where the sheet says.

    ``parsers`` gets the parser, which knows how rows and columns are shown.
    """
    from openpyxl.worksheet._reader import WorkSheetParser

    book = page.parent
    with page._get_source() as source:
        parser = WorkSheetParser(
            source,
            page._shared_strings,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        if parsers is not None:
            parsers.append(parser)
        rows = parser.parse()
        while True:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                row = next(rows, None)
            if row is None:
                return
            yield row


def _rows(path: Path, page: Any, unseen: _Unseen | None = None) -> Iterator[Cells]:
    before = 0
    parsers: list[Any] = []
    for line, cells in _parsed(page, parsers):
        if not before < line <= _ROWS:
            raise DataError(f"{path}: row {line} of the sheet '{page.title}' stands in no order; save the sheet anew")
        before = line
        texts: dict[int, str] = {}
        faulty: dict[int, str] = {}
        for cell in cells:
            index = cell["column"] - 1
            if not 0 <= index < _COLUMNS:
                raise DataError(f"{path}: row {line} of the sheet '{page.title}' has a cell beyond the last column")
            try:
                texts[index] = clean(_written(page, cell))
            except Unshown as fault:
                texts[index], faulty[index] = clean(str(cell["value"])), str(fault)
        if unseen is not None:
            unseen.look(parsers[0], line, texts)
        row = tuple(texts.get(index, "") for index in range(max(texts, default=0) + 1))
        yield line, row, {**faults(row), **faulty}


def _written(page: Any, cell: dict[str, Any]) -> str:
    """Return a cell as it would stand in a CSV file; raises Unshown where it shows no value of its own."""
    from openpyxl.cell.read_only import ReadOnlyCell

    value, kind = cell["value"], cell["data_type"]
    if value is None:
        return ""
    if kind == "f":
        formula = getattr(value, "text", value)  # that of an array or a table is an object
        return formula if isinstance(formula, str) and formula.startswith("=") else "="
    if isinstance(value, str):
        return _unescaped(value)
    return shown(value, ReadOnlyCell(page, **cell).number_format)


def _unescaped(text: str) -> str:
    """Return a text with the characters that stand in it by number, such as ``_x000D_`` for a carriage return."""
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
