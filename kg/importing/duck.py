"""Parquet files, and tables shaped by a query, by way of DuckDB, which is an extra of this package."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from kg.errors import DataError
from kg.importing.rdf import lines_of
from kg.importing.text import clean, faults
from kg.importing.texts import Row, wrong_width
from kg.store.scratch import scratch
from kg.store.worker import Limits

if TYPE_CHECKING:
    import duckdb

# The table that a query shapes, and the column with the line of each of its rows.
TABLE: Final = "sheet"
LINE: Final = "line"
_BATCH: Final = 2000
_MEMORY: Final = 512_000_000


def parquet_rows(path: Path, stack: ExitStack) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Return the columns and the rows of a Parquet file, numbered from 1; raises DataError for another file."""
    base = _base(stack)
    try:
        cursor = base.execute("SELECT * FROM read_parquet(?)", [str(path)])
        head = tuple(column[0] for column in cursor.description or ())
        return head, _rows(base, head, path)
    except base_errors() as error:
        raise DataError(f"{path}: this is no Parquet file: {_first_line(error)}") from error


def shaped_rows(
    path: Path, head: Sequence[str], rows: Iterator[Row], sql: str, stack: ExitStack, limits: Limits
) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Return the columns and the rows of a query over the table ``sheet``, whose cells are texts.

    The query is answered in a process of its own, within bounds of time and memory, and sees this table alone: no other
    file, no network, no setting. ``line`` in its result is the line of a row, else rows are numbered. Rows that do not
    fit under the head come first, as broken ones. Raises DataError for a query that is none, does more than read, or
    fails, InputError for one that takes more than it may.
    """
    _duckdb()
    file = stack.enter_context(scratch("karabakh-kg-import-")) / "sheet.csv"
    broken = _write(file, head, rows)
    lines = lines_of(lambda out: _shape(path, file, sql, limits, out), limits)
    columns = tuple(json.loads(next(lines)))
    return columns, chain(broken, _numbered(columns, (tuple(json.loads(line)) for line in lines)))


def _shape(path: Path, file: Path, sql: str, limits: Limits, out: BinaryIO) -> None:
    """Write the columns and the rows, each a line of JSON."""
    duckdb = _duckdb()
    with ExitStack() as stack:
        base = _base(stack, limits.memory)
        try:
            base.execute(
                f"CREATE TABLE {TABLE} AS SELECT * FROM read_csv(?, header = true, all_varchar = true, delim = ',', "
                "quote = '\"', escape = '\"')",
                [str(file)],
            )
            base.execute("SET enable_external_access = false")
            base.execute("SET lock_configuration = true")
            statements = base.extract_statements(sql)
            if len(statements) != 1 or statements[0].type.name != "SELECT":
                raise DataError(f"{path}: the query of [shape] must ask the table {TABLE}, by one SELECT")
            cursor = base.execute(statements[0])
            out.write(json.dumps([column[0] for column in cursor.description or ()]).encode() + b"\n")
            while batch := base.fetchmany(_BATCH):
                out.writelines(json.dumps(list(map(_written, values))).encode() + b"\n" for values in batch)
        except duckdb.OutOfMemoryException:
            raise MemoryError from None
        except duckdb.Error as error:
            raise DataError(f"{path}: the query of [shape] cannot be answered: {_first_line(error)}") from error


def base_errors() -> type[Exception]:
    """Return the base of the errors of DuckDB."""
    return cast("type[Exception]", _duckdb().Error)


def _duckdb() -> Any:
    try:
        import duckdb
    except ModuleNotFoundError:
        raise DataError("this needs DuckDB, which is not here: install karabakh-kg with its extra tables") from None
    return duckdb


def _base(stack: ExitStack, memory: int = _MEMORY) -> "duckdb.DuckDBPyConnection":
    # Nothing is kept on disk meanwhile: DuckDB would take the folder in which the command is called.
    config = {"memory_limit": f"{memory}B", "threads": 1, "temp_directory": ""}
    base = cast("duckdb.DuckDBPyConnection", _duckdb().connect(config=config))
    stack.callback(base.close)
    return base


def _write(file: Path, head: Sequence[str], rows: Iterator[Row]) -> list[Row]:
    """Write all rows as a file, by which they are read a hundred times as fast; return those that do not fit."""
    left: list[Row] = []
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow((LINE, *head))
        for row in rows:
            if row.broken:
                left.append(row)
            elif len(row.cells) != len(head):
                left.append(Row(row.line, (), broken=wrong_width(len(row.cells), len(head))))
            else:
                writer.writerow((row.line, *row.cells))
    return left


def _rows(base: "duckdb.DuckDBPyConnection", head: tuple[str, ...], path: Path) -> Iterator[Row]:
    def fetched() -> Iterator[tuple[str, ...]]:
        try:
            while batch := base.fetchmany(_BATCH):
                yield from (tuple(map(_written, values)) for values in batch)
        except base_errors() as error:
            raise DataError(f"{path}: cannot be read to its end: {_first_line(error)}") from error

    return _numbered(head, fetched())


def _numbered(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[Row]:
    index = head.index(LINE) if LINE in head else -1
    for number, cells in enumerate(rows, 1):
        line = int(cells[index]) if index >= 0 and cells[index].isdecimal() else number
        yield Row(line, cells, faults(cells))


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _written(value: Any) -> str:
    """Return a value as it would stand in a text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list | tuple):
        return "; ".join(map(_written, value))
    return str(value)
