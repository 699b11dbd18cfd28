"""From the row of a file to the facts in it: which cells make one, how many a row holds, and which columns are meant.

The result of a shape is, for each fact of a row, its cells by part; ``rows`` maps them by the rules of the profile.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from kg.importing.recipes import Cells, Compiler, Conditions, Getter, Recipe, Test
from kg.importing.refusals import Refused
from kg.model.table import unguarded

if TYPE_CHECKING:
    from kg.importing.profile import Profile

# What a record finds of a column that it goes through, or of a part of a cell, stands in columns of these names.
COLUMN: Final = "@column"
CELL: Final = "@cell"
ALL: Final = "*"

Facts = Callable[[Cells], list[dict[str, str]]]


class Split(Struct, frozen=True):
    """A cell that holds several things: what parts them, how one is read, and as what it is known in the record."""

    column: str
    at: tuple[str, ...] = ()
    pattern: "re.Pattern[str] | None" = None
    as_: str = "part"

    @property
    def names(self) -> tuple[str, ...]:
        """Return the columns that it adds to the row."""
        groups = sorted(self.pattern.groupindex, key=self.pattern.groupindex.__getitem__) if self.pattern else []
        return tuple(f"@{name}" for name in (self.as_, *groups))


class Record(Struct, frozen=True):
    """One fact of a row, or one for each column or part of a cell: its cells, and when it is there."""

    cells: Mapping[str, Recipe]
    when: Conditions = field(default_factory=dict)
    each: tuple[str, ...] = ()
    splits: tuple[Split, ...] = ()

    @property
    def columns(self) -> set[str]:
        """Return the columns that it names."""
        named = {name for recipe in self.cells.values() for name in recipe.columns}
        return {*named, *self.when, *self.each, *(split.column for split in self.splits)} - {ALL}


class Shape:
    """The facts of the rows of one file.

    ``spare`` are the columns of the head that the profile does not speak of, ``lacking`` those that it needs.
    """

    def __init__(self, profile: "Profile", head: Sequence[str]) -> None:
        self._head = tuple(head)
        named = {name for record in profile.records for name in record.columns if not name.startswith("@")}
        named |= {name for when, _ in profile.refuse for name in when}
        known = {*named, *profile.ignore}
        self.spare = [name for name in head if name not in known]
        needed = named if profile.needed is None else profile.needed
        self.lacking = [name for name in _in_order(profile, needed) if name not in head]
        self._others = tuple(self.spare)
        if ALL in profile.ignore or any(ALL in record.each for record in profile.records):
            self.spare = []
        self._records = [self._record(record) for record in profile.records]
        self._roles = dict.fromkeys(named, "cell")
        self._roles |= {
            recipe.column: role for record in profile.records for role, recipe in record.cells.items() if recipe.plain
        }
        compiler = Compiler({name: index for index, name in enumerate(head)})
        self._refuse = [(compiler.test(when), reason) for when, reason in profile.refuse]

    def facts(self, row: Cells) -> list[dict[str, str]]:
        """Return the cells of each fact of a row, by part, without empty ones."""
        for test, reason in self._refuse:
            if test(row):
                raise Refused(reason, foreseen=True)
        if len(self._records) == 1:
            return self._records[0](row)
        return [cells for record in self._records for cells in record(row)]

    def role_of(self, column: str) -> str:
        """Return the part of a fact that a column gives, ``cell`` if it gives several, empty if it gives none."""
        return self._roles.get(column, "")

    def _record(self, record: Record) -> Facts:
        extra = [*((COLUMN, CELL) if record.each else ()), *(name for split in record.splits for name in split.names)]
        column_index = {name: index for index, name in enumerate((*self._head, *extra))}
        compiler = Compiler(column_index)
        plain, others = [], []
        constants = {role: recipe.is_ for role, recipe in record.cells.items() if recipe.always}
        for role, recipe in record.cells.items():
            if recipe.plain:
                if recipe.column in column_index:
                    plain.append((role, column_index[recipe.column]))
            elif role not in constants:
                others.append((role, compiler.getter(recipe)))
        test = compiler.test(record.when) if record.when else None
        one = _fact(plain, others, constants, test, _measures(record))
        expand = self._expansion(record, column_index)
        if expand is None:
            return one
        return lambda row: [cells for longer in expand(row) for cells in one(longer)]

    def _expansion(
        self, record: Record, column_index: Mapping[str, int]
    ) -> "Callable[[Cells], Iterator[Cells]] | None":
        """Return what makes several rows of one, each with further cells: a column gone through, a part of a cell."""
        if not record.each and not record.splits:
            return None
        columns = [name for name in self._others if name not in record.columns] if ALL in record.each else record.each
        melted = [(name, column_index[name]) for name in columns if name in column_index]
        splitters = [_splitter(split, column_index.get(split.column)) for split in record.splits]

        def expand(row: Cells) -> Iterator[Cells]:
            starts = [(*row, name, row[index]) for name, index in melted] if record.each else [tuple(row)]
            for start in starts:
                for parts in product(*(splitter(start) for splitter in splitters)):
                    yield start + tuple(cell for part in parts for cell in part)

        return expand


def _measures(record: Record) -> tuple[str, ...]:
    """Return the parts that say something of the number of a record, and are the same in all of its rows."""
    if "value" not in record.cells:
        return ()
    return tuple([role for role in ("unit", "comparator") if (cell := record.cells.get(role)) and cell.constant])


def _fact(
    plain: Sequence[tuple[str, int]],
    others: Sequence[tuple[str, Getter]],
    constants: Mapping[str, str],
    test: Test | None,
    measures: Sequence[str] = (),
) -> Facts:
    """Return what makes the cells of a fact; ``measures`` are parts that say nothing where there is no number."""

    def fact(row: Cells) -> list[dict[str, str]]:
        if test is not None and not test(row):
            return []
        cells = {role: cell for role, index in plain if (cell := row[index])}
        for role, get in others:
            if cell := get(row):
                cells[role] = cell
        for role, cell in cells.items():
            if cell[0] in "='":
                cells[role] = _typed(role, cell, row)
        cells.update(constants)
        if measures and "value" not in cells:
            for role in measures:
                cells.pop(role, None)
        return [cells] if cells else []

    return fact


def _typed(role: str, cell: str, row: Cells) -> str:
    """Return a cell as it was typed before it was guarded for spreadsheets; raises Refused for a formula."""
    if cell[0] == "=" and cell in row:
        raise Refused(f"the {role} is a formula, '{cell}': put its value in the cell")
    return unguarded(cell)


def _splitter(split: Split, index: int | None) -> Callable[[Cells], list[tuple[str, ...]]]:
    at, pattern = re.compile("|".join(map(re.escape, split.at))), split.pattern

    def parts(row: Cells) -> list[tuple[str, ...]]:
        cell = row[index] if index is not None else ""
        pieces = [piece for piece in (at.split(cell) if split.at else [cell]) if piece.strip()]
        if cell and not pieces:
            raise Refused(f"'{cell}' of {split.column} is split into nothing")
        if pattern is None:
            return [(piece.strip(),) for piece in pieces]
        parted = []
        for piece in map(str.strip, pieces):
            match = pattern.fullmatch(piece)
            if match is None:
                raise Refused(f"'{piece}' of {split.column} does not fit the pattern by which the profile splits it")
            groups = sorted(pattern.groupindex, key=pattern.groupindex.__getitem__)
            parted.append((piece, *((match[name] or "").strip() for name in groups)))
        return parted

    return parts


def _in_order(profile: "Profile", names: "set[str] | frozenset[str]") -> list[str]:
    """Return names of columns in the order in which the profile first speaks of them."""
    order = dict.fromkeys(
        name for record in profile.records for recipe in record.cells.values() for name in sorted(recipe.columns)
    )
    return [*(name for name in order if name in names), *sorted(names - order.keys())]
