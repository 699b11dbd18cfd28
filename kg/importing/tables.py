"""Rows of a table, whatever the file: text, workbook, JSON, Parquet, GeoJSON, or one of these packed with gzip or zip.

Rows come one after the other, each with its line, so that a file of any length takes little memory.
"""

import gzip
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain, dropwhile, islice
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from kg.errors import DataError
from kg.importing.texts import ABOVE, Row, TableFile, introduces, text_rows
from kg.store.worker import Limits

TEXTS: Final = {"csv": ",", "tsv": "\t", "tab": "\t", "txt": ""}
_OBJECTS: Final = ("ndjson", "jsonl", "json", "geojson")
ENDINGS: Final = (*TEXTS, "xlsx", *_OBJECTS, "parquet")
_PACKED: Final = ("gz", "zip")
# Copies of the Humanitarian Data Exchange have a row of tags below the head, such as #date+start.
_TAG: Final = re.compile(r"#[a-z][a-z0-9_]*(?: *\+[a-z][a-z0-9_]*)*", re.IGNORECASE)
# What a program that knows no empty whole number writes after one.
_WHOLE: Final = re.compile(r"(-?[0-9]+)\.0+")
# A file without a head is known by the width of its first rows.
_FEW: Final = 5


class Form(Struct, frozen=True):
    """How a file is read; what is empty follows from the file.

    ``sheet`` is one of a workbook, ``file`` one of a zip, ``rows`` the key of a JSON object under which its rows stand;
    ``missing`` are cells that say nothing; ``names`` are the columns, in order, where the file does not name them or
    its names do not serve; ``head`` says whether its first row names columns, after the ``above`` rows above it;
    ``format`` is that of a file that holds no table, such as ftm, and ``query`` makes one of an RDF file
    within ``limits``. ``quotes`` says whether quotation marks in a text may hold what parts cells and rows;
    ``otherwise`` is the encoding of what is no UTF-8 in a text; ``columns`` are the names by which a profile calls
    columns, ``wanted`` those by which a head is known that does not stand first, and ``also`` gives those for other
    names of theirs. ``whole`` reads numbers such as 12.0 as whole ones.
    """

    sheet: str = ""
    file: str = ""
    comment: str = ""
    missing: frozenset[str] = frozenset()
    whole: bool = False
    names: tuple[str, ...] = ()
    head: bool = True
    above: int = 0
    delimiter: str = ""
    quotes: bool = True
    encoding: str = ""
    rows: str = ""
    format: str = ""
    query: str = ""
    limits: Limits = field(default_factory=Limits)
    otherwise: str = ""
    columns: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    also: Mapping[str, str] = field(default_factory=dict)

    def fits(self, width: int, needed: Iterable[str]) -> bool:
        """Say whether a file without a head may have so many columns; the last ones may lack that are not needed."""
        wanted = frozenset(needed)
        least = max((number for number, name in enumerate(self.names, 1) if name in wanted), default=len(self.names))
        return least <= width <= len(self.names)

    def recognised(self, head: Sequence[str]) -> tuple[str, ...]:
        """Return a head in the names of the profile: another name of a column, or its own in another spelling.

        A spelling differs by case, blanks and signs, as DyadId does from dyad_id. What the head names already stays,
        and so do two columns that would be the same.
        """
        spelt = {_spelling(name): name for name in self.columns}
        spelt |= {_spelling(other): name for other, name in self.also.items()}
        spelt.pop("", None)
        meant = [name if name in self.columns else spelt.get(_spelling(name), name) for name in head]
        times = Counter(meant)
        return tuple(name if times[other] > 1 else other for name, other in zip(head, meant, strict=True))


class Opened(Struct):
    """A table that is open: its columns, its rows, what in the file is not read, and how much of the file has been.

    ``hidden`` is what its sheet does not show, and is read, once all rows are.
    ``unfit`` says why its rows do not fit under the names that a profile gives for a file without a head.
    """

    head: tuple[str, ...]
    rows: Iterator[Row]
    left_out: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    share: Callable[[], float] = lambda: 0.0
    unfit: str = ""


@contextmanager
def opened(path: Path, form: Form | None = None, needed: Iterable[str] = ()) -> Iterator[Opened]:
    """Open a table; ``needed`` are columns by which a head is known that does not stand in the first row.

    Raises DataError for a file that cannot be read, is of another kind, is empty, or names a column twice.
    """
    form = form or Form()
    with ExitStack() as stack:
        try:
            yield _opened(path, form, frozenset(needed), stack)
        except OSError as error:
            raise DataError(f"{path}: cannot be read: {error.strerror or error}") from error
        except (EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise DataError(f"{path}: this is no whole gzip or zip file: {error}") from error


def _opened(path: Path, form: Form, needed: frozenset[str], stack: ExitStack) -> Opened:
    left_out: list[str] = []
    if form.query:
        from kg.importing.rdf import rdf_rows

        return Opened(*rdf_rows(path, form.query, form.limits), left_out)
    hidden: list[str] = []
    file, wanted = _unpacked(path, form, stack, left_out), needed or form.wanted
    ending, unfit = _ending(file.name), ""
    if form.format == "ftm":
        from kg.importing.ftm import ftm_rows

        head, rows = ftm_rows(path, file.raw, left_out, stack)
    elif ending in _OBJECTS:
        from kg.importing.objects import object_rows

        head, rows = object_rows(path, file.raw, ending, form.rows)
    elif ending == "parquet":
        from kg.importing.duck import parquet_rows

        head, rows = parquet_rows(file.on_disk(), stack)
    else:
        raw = _workbook(file, form, wanted, left_out, hidden) if ending == "xlsx" else text_rows(
            path, file.raw, form.delimiter or TEXTS[ending], form.encoding, form.comment, form.otherwise,
            _line_with(wanted) if wanted else None, quotes=form.quotes,
        )  # fmt: skip
        head, rows, unfit = _with_head(path, raw, form, needed, left_out, padded=ending == "xlsx")
    if form.whole:
        rows = _whole(rows)
    if form.missing:
        rows = _without(rows, form.missing)
    return Opened(form.recognised(head), rows, left_out, hidden, file.share, unfit)


def _spelling(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _line_with(needed: frozenset[str]) -> Callable[[str], bool]:
    """Return what says whether a line has all these names, whatever parts them."""
    names = [_spelling(name) for name in needed]
    return lambda line: all(name in _spelling(line) for name in names)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _unpacked(path: Path, form: Form, stack: ExitStack, left_out: list[str]) -> TableFile:
    """Return the file to be read, opened; raises DataError for one of an unknown kind."""
    ending, size = _ending(path.name), path.stat().st_size
    raw = stack.enter_context(path.open("rb"))

    def share() -> float:
        return raw.tell() / size if size and not raw.closed else 0.0

    if ending == "gz":
        name = path.name[: -len(".gz")]
        _check(path, name)
        return TableFile(name, _buffered(stack.enter_context(gzip.open(raw))), None, share, stack)
    if ending == "zip":
        packed = stack.enter_context(zipfile.ZipFile(raw))
        name = _member(path, packed, form.file, left_out)
        return TableFile(name, _buffered(stack.enter_context(packed.open(name))), None, share, stack)
    _check(path, path.name)
    return TableFile(path.name, raw, path, share, stack)


def _buffered(packed: Any) -> io.BufferedReader:
    """Return what reads a packed file and can look ahead; gzip and zip read as files do, but are of other types."""
    return io.BufferedReader(packed)


def _check(path: Path, name: str) -> None:
    if _ending(name) not in ENDINGS:
        known = ", ".join((*ENDINGS, *_PACKED))
        raise DataError(f"{path}: the format is unknown; file names end in {known}")


def _member(path: Path, packed: zipfile.ZipFile, wanted: str, left_out: list[str]) -> str:
    inside = [name for name in packed.namelist() if not name.endswith("/") and "__MACOSX" not in name]
    tables = [name for name in inside if _ending(name) in ENDINGS and (not wanted or wanted in (name, Path(name).name))]
    if len(tables) > 1:
        # A table is beside its read-me and its codebook, which are texts.
        tables = [name for name in tables if _ending(name) != "txt"] or tables
    if len(tables) != 1:
        what = f"{len(tables)} tables" if tables else f"no file '{wanted}'" if wanted else "no table"
        raise DataError(
            f"{path}: in it is {what}: {', '.join(tables or inside) or 'nothing'}; "
            "take one out and give it alone, or name one under [sheet], in file"
        )
    left_out.extend(f"file {name}" for name in inside if name != tables[0])
    return tables[0]


def _workbook(
    file: TableFile, form: Form, needed: frozenset[str], left_out: list[str], hidden: list[str]
) -> Iterator[Row]:
    from kg.importing.workbook import workbook_rows  # heavy, and needed for workbooks only

    def is_head(cells: tuple[str, ...]) -> bool:
        return needed <= set(form.recognised(cells))

    return (
        Row(*row) for row in workbook_rows(file.on_disk(), form.sheet, left_out, hidden, is_head if needed else None)
    )


def _with_head(
    path: Path, raw: Iterator[Row], form: Form, needed: frozenset[str], left_out: list[str], *, padded: bool
) -> tuple[tuple[str, ...], Iterator[Row], str]:
    """Return the names of the columns and the rows below them, each as wide as the head where only empty cells lack.

    Beside them it says why the rows do not fit under the names that the form gives for a file without a head.
    """
    rows: Iterator[Row] = (row for row in raw if any(row.cells) or row.broken)
    for _ in range(form.above):
        next(rows, None)
    unfit = ""
    first = [] if form.head else list(islice(rows, ABOVE))
    rows = chain(first, rows)
    if not form.head and all(needed.isdisjoint(form.recognised(row.cells)) for row in first):
        names, rows, unfit = _of_width(rows, form, needed, padded=padded)
    else:
        head, below, rows = _head_row(path, rows, form, needed or form.wanted)
        if head is None:
            raise DataError(f"{path}: the sheet is empty; its first row names the columns")
        names = (form.names if form.head else ()) or _named(path, head, below, form, needed or form.wanted)
        rows = _without_tags(chain(below, rows), left_out)
    # A workbook does not keep the empty cells at the end of a row; in a text they are counted.
    return names, _fitted(rows, len(names), form.comment, left_out, padded=padded), unfit


def _of_width(
    rows: Iterator[Row], form: Form, needed: frozenset[str], *, padded: bool
) -> tuple[tuple[str, ...], Iterator[Row], str]:
    """Return the names of the columns that are there, and the rows; the last ones may be missing that are not needed.

    Where none of the first few rows is as wide, by which a file without a head is known, or the first alone has no
    numbers, as the head of another file has none, it says so, and the first row stands for the names.
    """
    first, names = list(islice(rows, _FEW)), form.names
    widths = [min(len(row.cells), len(names)) for row in first if not any(row.cells[len(names) :])]
    widths = [width for width in widths if form.fits(width, needed)]
    if padded and not needed:
        return names, chain(first, rows), ""
    numbers = [any(map(str.isdecimal, row.cells)) for row in first]
    other_head = bool(needed) and not all(numbers[:1]) and any(numbers[1:2])
    if first and (not widths or other_head):
        wide = len(first[0].cells)
        unfit = f"its rows have {wide} {'cell' if wide == 1 else 'cells'} and the profile names {len(names)} columns"
        return first[0].cells, chain(first, rows), unfit
    return names if padded else names[: max(widths, default=len(names))], chain(first, rows), ""


def _head_row(
    path: Path, rows: Iterator[Row], form: Form, wanted: frozenset[str]
) -> tuple[Row | None, list[Row], Iterator[Row]]:
    """Return the row that names the columns, some rows below it and the others.

    It is the first near the top that has all names that are wanted, else the first that is no comment.
    """
    rows = dropwhile(lambda row: introduces(row.cells, form.comment), rows)
    seen = list(islice(rows, ABOVE + 1))
    heads = (number for number, row in enumerate(seen) if wanted and wanted <= set(form.recognised(row.cells)))
    index = next(heads, 0)
    if not seen:
        return None, [], rows
    if seen[index].broken:
        raise DataError(f"{path}:{seen[index].line}: {seen[index].broken}")
    return seen[index], seen[index + 1 :], rows


def _named(path: Path, row: Row, below: Sequence[Row], form: Form, wanted: frozenset[str]) -> tuple[str, ...]:
    """Return the names in a head, without empty ones at its end below which nothing stands; others get a number.

    Raises DataError for a head that names a column twice, unless it is that of another file.
    """
    cells = row.cells
    count = max((number for number, name in enumerate(cells, 1) if name), default=0)
    for other in below:
        filled = max((number for number, cell in enumerate(other.cells, 1) if cell), default=0)
        count = max(count, filled if filled <= len(cells) else 0)
    names = tuple(name or f"column {number}" for number, name in enumerate(cells[:count], 1))
    if wanted and not wanted <= set(form.recognised(names)):
        return names
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise DataError(
            f"{path}:{row.line}: columns named twice: {', '.join(twice)}; name them all under [sheet], in names"
        )
    return names


def _without_tags(rows: Iterator[Row], left_out: list[str]) -> Iterator[Row]:
    """Return the rows without a first one that holds tags of HXL."""
    first = next(rows, None)
    if first is None:
        return rows
    said = [cell for cell in first.cells if cell]
    if len(said) > 1 and all(map(_TAG.fullmatch, said)):
        left_out.append(f"line {first.line}, tags of HXL")
        return rows
    return chain((first,), rows)


def _fitted(rows: Iterable[Row], width: int, comment: str, left_out: list[str], *, padded: bool) -> Iterator[Row]:
    for row in rows:
        cells = row.cells
        if row.broken:
            yield row
            continue
        if comment and cells[0].startswith(comment) and not any(cells[1:]):
            left_out.append(f"line {row.line}, a comment")
            continue
        count = len(cells)
        if count != width:
            while count > width and not cells[count - 1]:
                count -= 1
            cells = cells[:count] + (("",) * (width - count) if padded else ())
            row = replace(row, cells=cells)
        yield row


def _whole(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        if any(".0" in cell for cell in row.cells):
            row = replace(row, cells=tuple([m[1] if (m := _WHOLE.fullmatch(cell)) else cell for cell in row.cells]))
        yield row


def _without(rows: Iterable[Row], missing: frozenset[str]) -> Iterator[Row]:
    for row in rows:
        if missing.isdisjoint(row.cells):
            yield row
        else:
            yield replace(row, cells=tuple(["" if cell in missing else cell for cell in row.cells]))
