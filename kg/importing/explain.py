"""What became of every cell of one row: for whoever writes a profile and wonders."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct, field

from kg.dossier import current
from kg.errors import InputError
from kg.importing.importer import Progress, Run, counted, shaped
from kg.importing.names import NamedEntity, read_decisions
from kg.importing.profile import Profile, read_profile
from kg.importing.refusals import Refused
from kg.importing.rows import Reader
from kg.importing.shape import ALL, CELL
from kg.importing.statements import Statement
from kg.importing.tables import opened
from kg.importing.texts import Row
from kg.store.scratch import scratch


class Cell(Struct, frozen=True):
    """A cell of a row, its column, and in words the parts of facts that it gives."""

    column: str
    cell: str
    gives: str


class Explanation(Struct):
    """One row: its cells by column with the parts of facts that they give, its facts, and what they say or why not.

    A cell that gives no part is one that the profile passes over, or that decides only by a condition.
    """

    line: int
    cells: list[Cell] = field(default_factory=list)
    facts: list[dict[str, str]] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    refused: tuple[str, ...] = ()


def explain_row(
    sheet: Path,
    profile: Path,
    resolution: Path | None,
    into: Path | None,
    line: int,
    about: Mapping[str, str] = MappingProxyType({}),
    query: str = "",
    progress: Progress | None = None,
) -> Explanation:
    """Return what becomes of the row that begins in a line, after those before it; raises InputError where no row does.

    A row that lacks what another may say, such as the kind of a new name, is read again after all others.
    """
    stated = read_profile(profile, about, query)
    root = into or current(sheet).root
    with ExitStack() as stack:
        folder = stack.enter_context(scratch("karabakh-kg-import-"))
        run = stack.enter_context(Run(stated, read_decisions(resolution), root, folder, write=False))
        with opened(sheet, stated.form, stated.needed or ()) as table:
            shaped_table = shaped(sheet, stated, table, stack)
            reader = run.reader(sheet, shaped_table, table)
            rows = counted(shaped_table, progress)
            row = _after_those_before(run, reader, rows, line)
            if row is None or row.line != line:
                nearest = "" if row is None else f"; the next begins in line {row.line}"
                raise InputError(f"{sheet}: no row begins in line {line}{nearest}")
            explanation = Explanation(line, _cells(stated, shaped_table.head, row))
            try:
                explanation.facts = [{part: str(cell) for part, cell in fact.items()} for fact in reader.facts(row)]
                explanation.says = [_said(statement) for statement in _settled(run, reader, row, rows)]
            except Refused as refused:
                explanation.refused = refused.reasons
        return explanation


def _after_those_before(run: Run, reader: Reader, rows: Iterator[Row], line: int) -> Row | None:
    """Take the rows before a line, and return the first at or behind it."""
    for row in rows:
        if row.line >= line:
            return row
        run.take(reader, row)
    return None


def _settled(run: Run, reader: Reader, row: Row, others: Iterator[Row]) -> list[Statement]:
    """Return what a row says, also if others have to be read for it; raises Refused where it says nothing for sure."""
    try:
        return run.check(reader, row)
    except Refused:
        if not run.names.unsaid:
            raise
    for other in chain((row,), others):
        run.take(reader, other)
    run.settle(reader)
    return run.check(reader, row)


def _cells(profile: Profile, head: Sequence[str], row: Row) -> list[Cell]:
    return [
        Cell(column, cell, ", ".join(_gives(profile, column)))
        for column, cell in zip(head, (*row.cells, *[""] * len(head)), strict=False)
    ]


def _gives(profile: Profile, column: str) -> list[str]:
    """Return of which parts of facts a column tells."""
    parts: dict[str, None] = {}
    for record in profile.records:
        for role, recipe in record.cells.items():
            gone_through = {CELL, "@column"} & recipe.columns and (column in record.each or ALL in record.each)
            parted = any(split.column == column and {*split.names} & recipe.columns for split in record.splits)
            if column in recipe.columns or gone_through or parted:
                parts[role] = None
        if column in record.when:
            parts["a condition"] = None
    if any(column in when for when, _ in profile.refuse):
        parts["a condition"] = None
    return list(parts) or ["nothing"]


def _said(statement: Statement) -> str:
    target = statement.object.slug if isinstance(statement.object, NamedEntity) else statement.object or ""
    parts = [statement.subject.slug, statement.type, f'"{target}"' if isinstance(statement.object, str) else target]
    parts += [f"{name} {date}" for name, date in statement.times.items()]
    if statement.value is not None:
        number = format(statement.value, "f") + (f" to {statement.up_to:f}" if statement.up_to is not None else "")
        parts.append(" ".join(filter(None, (statement.comparator, number, statement.unit))))
    parts.append(statement.phase)
    claim = f"{statement.claimant.slug} {statement.stance} it in {statement.source.name}, {statement.status}"
    dated = [f"{name} {date}" for name in ("said_on", "attested_on") if (date := getattr(statement, name))]
    return ", ".join([" ".join(filter(None, parts)), claim, *dated, *statement.readings])
