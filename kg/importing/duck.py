"""Parquet files, and tables shaped by a query, by way of DuckDB, which is an extra of this package."""

import csv
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.errors import DataError
from kg.importing.text import clean, faults
from kg.importing.texts import Row, wrong_width

if TYPE_CHECKING:
    import duckdb

# The table that a query shapes, and the column with the line of each of its rows.
TABLE: Final = "sheet"
LINE: Final = "line"
_BATCH: Final = 2000
_MEMORY: Final = "512MB"


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
    path: Path, head: Sequence[str], rows: Iterator[Row], sql: str, stack: ExitStack
) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Return the columns and the rows of a query over the table ``sheet``, whose cells are texts.

    The query sees this table alone: no other file, no network, no setting. ``line`` in its result is the line of a row,
    else rows are numbered. Rows that do not fit under the head come first, as broken ones. Raises DataError for a query
    that is none, does more than read, or fails.
    """
    base = _base(stack)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kg-import-")))
    broken = _load(base, folder / "sheet.csv", head, rows)
    base.execute("SET enable_external_access = false")
    base.execute("SET lock_configuration = true")
    try:
        statements = base.extract_statements(sql)
        if len(statements) != 1 or statements[0].type.name != "SELECT":
            raise DataError(f"{path}: the query of [shape] must ask the table {TABLE}, by one SELECT")
        cursor = base.execute(statements[0])
        columns = tuple(column[0] for column in cursor.description or ())
        return columns, chain(broken, _rows(base, columns, path))
    except base_errors() as error:
        raise DataError(f"{path}: the query of [shape] cannot be answered: {_first_line(error)}") from error


def base_errors() -> type[Exception]:
    """Return the base of the errors of DuckDB."""
    import duckdb

    return duckdb.Error


def _base(stack: ExitStack) -> "duckdb.DuckDBPyConnection":
    try:
        import duckdb
    except ModuleNotFoundError:
        raise DataError("this needs DuckDB, which is not here: install karabakh-kg with its extra tables") from None
    base = duckdb.connect(config={"memory_limit": _MEMORY, "threads": max(1, (os.cpu_count() or 2) // 2)})
    stack.callback(base.close)
    return base


def _load(base: "duckdb.DuckDBPyConnection", path: Path, head: Sequence[str], rows: Iterator[Row]) -> list[Row]:
    """Put all rows into the table, and return those that do not fit under the head.

    They are put in by a file, since row by row takes a hundred times as long.
    """
    left: list[Row] = []
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((LINE, *head))
        for row in rows:
            if row.broken:
                left.append(row)
            elif len(row.cells) != len(head):
                left.append(Row(row.line, (), broken=wrong_width(len(row.cells), len(head))))
            else:
                writer.writerow((row.line, *row.cells))
    base.execute(
        f"CREATE TABLE {TABLE} AS SELECT * FROM read_csv(?, header = true, all_varchar = true, delim = ',', "
        "quote = '\"', escape = '\"')",
        [str(path)],
    )
    path.unlink()
    return left


def _rows(base: "duckdb.DuckDBPyConnection", head: tuple[str, ...], path: Path) -> Iterator[Row]:
    index = head.index(LINE) if LINE in head else -1
    number = 0
    try:
        while batch := base.fetchmany(_BATCH):
            for values in batch:
                number += 1
                cells = tuple(map(_written, values))
                line = int(cells[index]) if index >= 0 and cells[index].isdecimal() else number
                yield Row(line, cells, faults(cells))
    except base_errors() as error:
        raise DataError(f"{path}: cannot be read to its end: {_first_line(error)}") from error


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
