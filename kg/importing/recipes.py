"""How a cell is made of the columns of a row: taken, put together, split from others, given other words, or dated.

A recipe is stated in a profile; compiled against the head of a file it is a function from a row to a text.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from typing import Final

from msgspec import Struct, field

from kg.importing.forms import date_form, joined_date
from kg.importing.refusals import Refused
from kg.importing.registry import states
from kg.importing.stated import Cell, Part, Tests, given, texts
from kg.toml import TomlFile

Cells = Sequence[str]
Getter = Callable[[Cells], str]
Test = Callable[[Cells], bool]
Conditions = Mapping[str, tuple[str, ...]]

_SOURCES: Final = ("column", "is_", "text", "entity", "year")
# What a fact of a row says beside its cells.
_NO_CELLS: Final = ("when", "each", "split")
_FIELD: Final = re.compile(r"\{([^{}]*)\}")
_COMPARED: Final = re.compile(r"(>=|<=|>|<)\s*(-?[0-9]+(?:\.[0-9]+)?)")


class Coded(str):
    """A text that is a code of a scheme and no name."""

    __slots__ = ("scheme",)

    def __new__(cls, code: str, scheme: str) -> "Coded":
        """Return a code of a scheme."""
        made = super().__new__(cls, code)
        made.scheme = scheme
        return made

    scheme: str


class Recipe(Struct, frozen=True):
    """How one cell is made; exactly one of the first five says of what, the others what becomes of it.

    ``first`` holds alternatives, of which the first that gives anything counts; ``at`` is what parts several in a cell.
    """

    column: str = ""
    is_: str = ""
    text: str = ""
    entity: str = ""
    year: str = ""
    month: str = ""
    day: str = ""
    forms: tuple[str, ...] = ()
    words: Mapping[str, str] | None = None
    missing: frozenset[str] = frozenset()
    pattern: "re.Pattern[str] | None" = None
    scheme: str = ""
    when: Conditions = field(default_factory=dict)
    thousands: str = ""
    decimal: str = ""
    pad: int = 0
    case: str = ""
    shift: int = 0
    at: tuple[str, ...] = ()
    first: tuple["Recipe", ...] = ()

    @property
    def plain(self) -> bool:
        """Say whether it takes a column as it is."""
        return bool(self.column) and self == Recipe(column=self.column)

    @property
    def constant(self) -> bool:
        """Say whether it gives the same cell for all rows."""
        return bool(self.is_) and not self.when

    @property
    def always(self) -> bool:
        """Say whether it is a cell itself, of which nothing else becomes."""
        return bool(self.is_) and self == Recipe(is_=self.is_)

    @property
    def columns(self) -> set[str]:
        """Return the columns that it reads."""
        named = {self.column, self.year, self.month, self.day, *self.when, *_FIELD.findall(self.text)}
        return {name for recipe in self.first for name in recipe.columns} | (named - {""})


def read_recipes(file: TomlFile, part: Part, *keys: str | int) -> dict[str, Recipe]:
    """Read the recipes of a table by key; the keys lead to the table, for complaints."""
    cells = {key: cell for key, cell in given(part).items() if key not in _NO_CELLS}
    return {key: read_recipe(file, cell, *keys, key) for key, cell in cells.items()}


def read_recipe(file: TomlFile, cell: Cell, *keys: str | int) -> Recipe:
    """Read a recipe; raises DataError, at the place to which the keys lead, for one that cannot be followed."""
    if isinstance(cell, list):
        return Recipe(first=tuple(read_recipe(file, one, *keys) for one in cell))
    if isinstance(cell, str):
        return Recipe(is_=cell[1:]) if cell.startswith("=") else Recipe(column=cell)
    if len([name for name in _SOURCES if getattr(cell, name) is not None]) != 1:
        sources = ", ".join(name.rstrip("_") for name in _SOURCES)
        raise file.error(f"{keys[-1]} is to say of what it is made, by one of: {sources}", *keys)
    forms = texts(cell.form)
    for form in forms:
        try:
            date_form(form)
        except ValueError as error:
            raise file.error(f"the form '{form}' cannot be read: {error}", *keys, "form") from None
    return Recipe(
        column=cell.column or "",
        is_=cell.is_ or "",
        text=cell.text or "",
        entity=cell.entity or "",
        year=cell.year or "",
        month=cell.month,
        day=cell.day,
        forms=forms,
        words=cell.words,
        missing=frozenset(texts(cell.missing)),
        pattern=read_pattern(file, cell.pattern, *keys),
        scheme=cell.scheme,
        when=read_conditions(file, cell.when, *keys, "when"),
        thousands=cell.thousands,
        decimal=cell.decimal,
        pad=cell.pad,
        case=cell.case,
        shift=cell.shift,
        at=texts(cell.at),
    )


def read_pattern(file: TomlFile, pattern: str, *keys: str | int) -> "re.Pattern[str] | None":
    """Read a regular expression; None where there is none."""
    try:
        return re.compile(pattern) if pattern else None
    except re.error as error:
        raise file.error(f"the pattern '{pattern}' cannot be read: {error}", *keys, "pattern") from None


def read_conditions(file: TomlFile, when: Tests, *keys: str | int) -> dict[str, tuple[str, ...]]:
    """Read conditions: words by column."""
    for name, words in when.items():
        for word in texts(words):
            try:
                re.compile(word[1:] if word.startswith("~") else "")
            except re.error as error:
                raise file.error(f"'{word}' cannot be read: {error}", *keys, name) from None
    return {name: texts(words) for name, words in when.items()}


class Compiler:
    """Turns recipes and conditions into functions of a row, given the index of each of its columns."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self._columns = columns

    def getter(self, recipe: Recipe) -> Getter:
        """Return what makes the cell of a row; it raises Refused for one that the recipe does not provide for."""
        if recipe.first:
            return _first([self.getter(other) for other in recipe.first])
        get = self._source(recipe)
        if recipe.missing:
            get = _without(get, recipe.missing)
        if recipe.at:
            get = _listed(get, recipe.at)
        if recipe.pattern is not None:
            get = _part(get, recipe.pattern)
        if recipe.thousands or recipe.decimal:
            get = _number(get, recipe.thousands, recipe.decimal)
        if recipe.pad:
            get = _padded(get, recipe.pad)
        if recipe.forms:
            get = _dated(get, recipe.forms)
        if recipe.shift:
            get = _shifted(get, recipe.shift)
        if recipe.case:
            get = _cased(get, recipe.case)
        if recipe.words is not None:
            get = _worded(get, recipe.words, recipe.column or "the cell")
        if recipe.scheme:
            get = _coded(get, recipe.scheme)
        if recipe.when:
            get = _when(get, self.test(recipe.when))
        return get

    def test(self, when: Conditions) -> Test:
        """Return what says whether a row meets all conditions."""
        tests = [_condition(self._columns.get(name), words) for name, words in when.items()]
        if len(tests) == 1:
            return tests[0]
        return lambda row: all(test(row) for test in tests)

    def _source(self, recipe: Recipe) -> Getter:
        if recipe.column:
            return self.column(recipe.column)
        if recipe.year:
            return self._joined(recipe)
        if recipe.text:
            return self._text(recipe.text)
        return lambda row: recipe.is_

    def column(self, name: str) -> Getter:
        """Return what takes a column as it is; one that the file lacks is empty."""
        index = self._columns.get(name)
        return (lambda row: "") if index is None else (lambda row: row[index])

    def _joined(self, recipe: Recipe) -> Getter:
        year, month, day = map(self.column, (recipe.year, recipe.month, recipe.day))

        def get(row: Cells) -> str:
            parts = (year(row), month(row), day(row))
            if not parts[0]:
                return ""
            date = joined_date(*parts)
            if date is None:
                raise Refused(f"'{'-'.join(filter(None, parts))}' is no date, of {recipe.year} and what goes with it")
            return date

        return get

    def _text(self, text: str) -> Getter:
        fields = [self.column(name) for name in _FIELD.findall(text)]
        form = _FIELD.sub("{}", text)

        def get(row: Cells) -> str:
            values = [field(row) for field in fields]
            return form.format(*values) if all(values) else ""

        return get


def _first(getters: Sequence[Getter]) -> Getter:
    def get(row: Cells) -> str:
        for getter in getters:
            if cell := getter(row):
                return cell
        return ""

    return get


def _without(get: Getter, missing: frozenset[str]) -> Getter:
    return lambda row: "" if (cell := get(row)) in missing else cell


def _when(get: Getter, test: Test) -> Getter:
    return lambda row: get(row) if test(row) else ""


def _part(get: Getter, pattern: "re.Pattern[str]") -> Getter:
    """Take what a pattern finds in a cell, its first group that found something, else all of it; else nothing."""

    def part(row: Cells) -> str:
        match = pattern.search(get(row))
        if match is None:
            return ""
        return next((group.strip() for group in match.groups() if group), "" if pattern.groups else match[0])

    return part


def _listed(get: Getter, at: Sequence[str]) -> Getter:
    """Give several things in a cell as the program parts them."""
    between = re.compile("|".join(map(re.escape, at)))
    return lambda row: " | ".join(part.strip() for part in between.split(get(row)) if part.strip())


def _number(get: Getter, thousands: str, decimal: str) -> Getter:
    def number(row: Cells) -> str:
        cell = get(row)
        if thousands:
            cell = cell.replace(thousands, "")
        return cell.replace(decimal, ".") if decimal else cell

    return number


def _padded(get: Getter, width: int) -> Getter:
    """Give a code the zeros that a program took for none: 042 for 42."""
    return lambda row: cell.zfill(width) if (cell := get(row)) else ""


# A day by which the forms of dates are shown.
_DAY: Final = datetime(2020, 11, 14, 18, 30, tzinfo=UTC)


def _dated(get: Getter, forms: Sequence[str]) -> Getter:
    readers = [date_form(form) for form in forms]

    def dated(row: Cells) -> str:
        cell = get(row)
        if not cell:
            return ""
        for read in readers:
            if (date := read(cell)) is not None:
                return date
        raise Refused(f"'{cell}' is no date such as {' or '.join(map(_DAY.strftime, forms))}")

    return dated


def _worded(get: Getter, words: Mapping[str, str], column: str) -> Getter:
    """Give a cell in the words of the profile; ``*`` stands for all others, ``=`` for the cell itself."""
    other = words.get("*")

    def worded(row: Cells) -> str:
        cell = get(row)
        word = words.get(cell, None if not cell else other)
        if word is None:
            if not cell:
                return ""
            near = get_close_matches(cell, words, n=1)
            hint = f"; the nearest is '{near[0]}'" if near else ""
            raise Refused(f"the profile has no word for '{cell}' of {column}{hint}")
        return cell if word == "=" else word

    return worded


def _shifted(get: Getter, days: int) -> Getter:
    """Move a day by a number of days; a month or a year stays."""

    def shifted(row: Cells) -> str:
        cell = get(row)
        return (date.fromisoformat(cell) + timedelta(days)).isoformat() if len(cell) == 10 else cell

    return shifted


def _cased(get: Getter, case: str) -> Getter:
    change = {"upper": str.upper, "lower": str.lower, "title": str.title}[case]
    return lambda row: change(get(row))


def _coded(get: Getter, scheme: str) -> Getter:
    """Take a cell for a code; with a question mark only one that some state has, so that another recipe can follow."""
    name = scheme.removesuffix("?")
    if name == scheme:
        return lambda row: Coded(cell, scheme) if (cell := get(row)) else ""
    known = states()
    return lambda row: Coded(cell, name) if (cell := get(row)) and known.has(name, cell) else ""


def _condition(index: int | None, words: tuple[str, ...]) -> Test:
    """Return what says whether a cell is one of some words.

    ``*`` stands for anything, an empty word for nothing, ``!WORD`` for anything but that, ``> 0`` for a larger number,
    ``~PATTERN`` for what a regular expression is found in.
    """
    not_ = frozenset(word[1:] for word in words if word.startswith("!"))
    compared = [match.groups() for word in words if (match := _COMPARED.fullmatch(word))]
    patterns = [re.compile(word[1:]) for word in words if word.startswith("~")]
    plain = frozenset(word for word in words if not word.startswith(("!", "~")) and not _COMPARED.fullmatch(word))
    anything = "*" in plain

    def fits(cell: str) -> bool:
        if cell in plain or (anything and cell):
            return True
        if not_ and cell not in not_:
            return True
        if patterns and any(pattern.search(cell) for pattern in patterns):
            return True
        return any(_compares(cell, sign, float(number)) for sign, number in compared)

    if index is None:
        verdict = fits("")
        return lambda row: verdict
    return lambda row: fits(row[index])


def _compares(cell: str, sign: str, number: float) -> bool:
    try:
        value = float(cell)
    except ValueError:
        return False
    return {">": value > number, ">=": value >= number, "<": value < number, "<=": value <= number}[sign]
