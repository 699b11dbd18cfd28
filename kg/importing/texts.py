"""Rows of a text whose cells are parted by a delimiter, from a file or from inside a packed one."""

import codecs
import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Final, TextIO

from msgspec import Struct, field

from kg.errors import DataError
from kg.importing.quoted import QUOTED, Parted, Unclear, quoted_rows, unquoted
from kg.importing.text import clean, faults
from kg.store.scratch import scratch

# Excel writes and reads a first line that names the delimiter.
_SEPARATOR: Final = re.compile(r'"?sep=([^\w\s"]|\t)"?\s*', re.IGNORECASE)
_PARTS: Final = str.maketrans(dict.fromkeys(",;\t"))


# A head that does not stand first is looked for in so many rows.
ABOVE: Final = 50
# The route of a pipeline is longer than the reader of CSV takes a cell to be by itself.
_LONGEST: Final = 1 << 24


# What has to be looked at cell by cell: blanks that go, and errors of a spreadsheet, which begin with a hash.
_UNTIDY: Final = re.compile(r"#|  |\| | \||^ | $")
# How files begin that are no texts, whatever their names end in.
_NO_TEXTS: Final = {
    b"PK\x03\x04": "a workbook or a zip file: let its name end in .xlsx or .zip",
    b"\x1f\x8b": "a gzip file: let its name end in .gz",
    b"PAR1": "a Parquet file: let its name end in .parquet",
    b"\xd0\xcf\x11\xe0": "an old workbook: save it as XLSX or CSV",
    b"%PDF": "a PDF file: copy its table into a sheet",
}
_NONE: Final[Mapping[int, str]] = MappingProxyType({})


class Row(Struct):
    """One row: its line in the file, and its cells in order, each on one line and without spaces at the ends.

    ``faults`` says of a cell, by its place, why it cannot be taken as it is, ``broken`` why the row has no cells, and
    ``reading`` how it was read where that is not sure.
    """

    line: int
    cells: tuple[str, ...]
    faults: Mapping[int, str] = field(default_factory=dict)
    broken: str = ""
    reading: str = ""


def wrong_width(count: int, head: int) -> str:
    """Say that a row has more or fewer cells than the head."""
    return f"the row has {count} {'cell' if count == 1 else 'cells'} and the head {head}: check commas and quotes"


class TableFile(Struct):
    """A file to be read, by itself or from inside a packed one; ``share`` says how much of it has been read, 0 to 1."""

    name: str
    raw: io.BufferedReader
    path: Path | None
    share: Callable[[], float]
    stack: ExitStack

    def on_disk(self) -> Path:
        """Return where it lies by itself; a packed one is unpacked into a folder that goes when the stack closes."""
        if self.path is not None:
            return self.path
        folder = self.stack.enter_context(scratch("karabakh-kg-import-"))
        path = folder / Path(self.name).name
        with path.open("wb") as out:
            shutil.copyfileobj(self.raw, out)
        return path


def text_rows(
    path: Path,
    raw: io.BufferedReader,
    delimiter: str,
    encoding: str,
    comment: str,
    otherwise: str = "",
    is_head: Callable[[str], bool] | None = None,
    *,
    quotes: bool = True,
) -> Iterator[Row]:
    """Yield the rows of a text; ``delimiter`` and ``encoding`` follow from it where they are empty.

    Bytes that are no UTF-8 are read by the encoding ``otherwise``, if there is one. ``is_head`` knows the line that
    names the columns, where other lines may stand above it. Without ``quotes`` each line is a row, and quotation marks
    are letters but around a whole cell; not so where the head is parted otherwise than by the delimiter.

    Raises DataError, with the line, for a text in another encoding and for a row that cannot be read.
    """
    mark = raw.peek(4)[:4]
    if packed := next((what for begun, what in _NO_TEXTS.items() if mark.startswith(begun)), ""):
        raise DataError(f"{path}: this is no text but {packed}")
    # Excel calls UTF-16 "Unicode text"; it always begins with the mark.
    chosen = encoding or ("utf-16" if mark[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    before = 0
    csv.field_size_limit(_LONGEST)
    try:
        strict = encoding or not otherwise
        with io.TextIOWrapper(raw, chosen, "strict" if strict else _else(otherwise), newline="") as file:
            above, parted_by = _opening(file, delimiter or ",", comment, is_head)
            quotes = quotes or parted_by != (delimiter or ",")
            named = _SEPARATOR.fullmatch("".join(above[:1]).rstrip("\r\n"))
            for row in _parted(chain(above, file), parted_by, quotes=quotes):
                before = row.last
                if row.broken:
                    yield Row(row.first, ("",), _NONE, row.broken)
                elif not (named and row.first == 1):
                    read = _row(row.first, row.cells, quotes=quotes)
                    read.reading = row.reading
                    yield read
    except LookupError:
        raise DataError(f"{path}: '{encoding or otherwise}' is no encoding; utf-8, latin-1 and cp1252 are") from None
    except UnicodeError as error:
        cure = "name it under [sheet], in encoding, or save the sheet as CSV in UTF-8"
        raise DataError(f"{path}: the text is not {chosen.removesuffix('-sig').upper()}: {cure}") from error
    except Unclear as error:
        raise DataError(f"{path}:{error.line}: {error}; the rows behind it cannot be told from it") from None
    except csv.Error as error:
        raise DataError(f"{path}:{before + 1}: this row cannot be read: {error}; check its quotation marks") from error


def _parted(lines: Iterator[str], delimiter: str, *, quotes: bool) -> Iterator[Parted]:
    """Yield the rows; without ``quotes`` each line is one."""
    if quotes:
        yield from quoted_rows(lines, delimiter)
    else:
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE), 1):
            yield Parted(cells, number, number)


def _else(encoding: str) -> str:
    """Return the name of a treatment of errors that reads bytes by another encoding."""
    codecs.lookup(encoding)

    def read(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return error.object[error.start : error.end].decode(encoding, "replace"), error.end

    name = f"kg-{encoding}"
    codecs.register_error(name, read)
    return name


def _row(line: int, cells: list[str], *, quotes: bool) -> Row:
    """Return a row of a text; one look tells of most rows that there is nothing to clean in them."""
    joined = "|".join(cells)
    if not quotes and '"' in joined:
        cells = list(map(unquoted, cells))
        joined = "|".join(cells)
    if joined.isascii() and joined.isprintable() and not _UNTIDY.search(joined):
        return Row(line, tuple(cells), _NONE)
    row = tuple(map(clean, cells))
    return Row(line, row, faults(row))


def introduces(cells: tuple[str, ...], comment: str) -> bool:
    """Say whether a row above the head is a comment; a head may begin with a column of the name # or #id."""
    first = cells[0]
    return bool(comment) and first.startswith(comment) and (first.startswith(f"{comment} ") or not any(cells[1:]))


def _opening(
    file: TextIO, usual: str, comment: str, is_head: Callable[[str], bool] | None = None
) -> tuple[list[str], str]:
    """Return the first lines, with the head if it was looked for, and the delimiter.

    A line that names the delimiter decides; else, in CSV, the head, in which the names of columns stand apart by it.
    """
    above = [file.readline()]
    if named := _SEPARATOR.fullmatch(above[0].rstrip("\r\n")):
        return above, named[1]
    if usual != ",":
        # A file by which a profile is known may have been written anew, with commas.
        written_anew = is_head is not None and is_head(above[0]) and usual not in above[0]
        return above, _parting(above[0]) if written_anew else usual
    if is_head is not None:
        while above[-1] and not is_head(above[-1]) and len(above) < ABOVE:
            above.append(file.readline())
        if is_head(above[-1]):
            return above, _parting(above[-1])
    for index, line in enumerate(above):
        if not _before_head(line, comment):
            return above, _parting(above[index])
    while above[-1] and _before_head(above[-1], comment):
        above.append(file.readline())
    return above, _parting(above[-1])


def _parting(head: str) -> str:
    return max(",;\t", key=QUOTED.sub("x", head).count)


def _before_head(line: str, comment: str) -> bool:
    """Say whether a line of a file is empty or a comment, whatever parts its cells."""
    first, *others = re.split("[,;\t]", QUOTED.sub(lambda match: match[0][1:-1].translate(_PARTS), line).strip())
    return (not first and not any(others)) or introduces((first, *others), comment)
