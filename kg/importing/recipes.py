"""How a cell is made of the columns of a row: taken, put together, split from others, given other words, or dated.

A recipe is stated in a profile; compiled against the head of a file it is a function from a row to a text.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Final

from kg.importing.forms import date_form, joined_date
from kg.importing.refusals import Refused
from kg.importing.registry import states
from kg.importing.toml import Table

Cells = Sequence[str]
Getter = Callable[[Cells], str]
Test = Callable[[Cells], bool]
Conditions = Mapping[str, tuple[str, ...]]

KEYS: Final = (
    "column", "is", "text", "entity", "year", "month", "day", "form", "words", "missing", "pattern", "scheme", "when",
    "thousands", "decimal", "pad",
    "case", "shift",
)  # fmt: skip
_SOURCES: Final = ("column", "is", "text", "entity", "year")
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


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one cell is made; exactly one of the first five says of what, the others what becomes of it.

    ``first`` holds alternatives, of which the first that gives anything counts.
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
    first: tuple["Recipe", ...] = ()

    @property
    def plain(self) -> bool:
        """Say whether it takes a column as it is."""
        return bool(self.column) and self == Recipe(column=self.column)

    @property
    def columns(self) -> set[str]:
        """Return the columns that it reads."""
        named = {self.column, self.year, self.month, self.day, *self.when, *_FIELD.findall(self.text)}
        return {name for recipe in self.first for name in recipe.columns} | (named - {""})


def read_recipe(table: Table, key: str) -> Recipe:
    """Read the recipe that stands at a key of a table; raises DataError for one that cannot be followed.

    A text names a column, or after ``=`` is the cell itself; a list gives alternatives.
    """
    stated = table.stated[key]
    if isinstance(stated, list):
        return Recipe(first=tuple(_read(table, key, item) for item in stated))
    return _read(table, key, stated)


def _read(table: Table, key: str, stated: object) -> Recipe:
    if isinstance(stated, str):
        return Recipe(is_=stated[1:]) if stated.startswith("=") else Recipe(column=stated)
    if not isinstance(stated, dict):
        raise table.error(f"gives '{key}' neither as a column nor as a table", key)
    told = table.at(key, f"{table.place}: {key}", stated, KEYS)
    if told.text("case") not in ("", "upper", "lower", "title"):
        raise told.error("gives 'case' as none of: upper, lower, title", "case")
    if len([name for name in _SOURCES if name in told.stated]) != 1:
        raise told.error(f"must say of what it is made, by one of: {', '.join(_SOURCES)}")
    words = told.part("words").words() if "words" in told.stated else None
    forms = told.texts("form")
    for form in forms:
        try:
            date_form(form)
        except ValueError as error:
            raise told.error(f"gives the form '{form}', which cannot be read: {error}", "form") from None
    return Recipe(
        column=told.text("column"),
        text=told.text("text"),
        entity=told.text("entity"),
        year=told.text("year"),
        month=told.text("month"),
        day=told.text("day"),
        scheme=told.text("scheme"),
        thousands=told.text("thousands"),
        decimal=told.text("decimal"),
        pad=int(told.number("pad", 0)),
        case=told.text("case"),
        shift=int(told.number("shift", 0)),
        is_=told.text("is"),
        forms=forms,
        words=words,
        missing=frozenset(told.texts("missing")),
        pattern=read_pattern(told),
        when=read_conditions(told),
    )


def read_pattern(table: Table) -> "re.Pattern[str] | None":
    """Read the regular expression under ``pattern``; None where there is none."""
    pattern = table.text("pattern")
    try:
        return re.compile(pattern) if pattern else None
    except re.error as error:
        raise table.error(f"gives the pattern '{pattern}', which cannot be read: {error}", "pattern") from None


def read_conditions(table: Table, known: Sequence[str] | None = None) -> dict[str, tuple[str, ...]]:
    """Read the conditions under ``when``: words by column."""
    when = table.part("when", known)
    for name in when.stated:
        for word in when.texts(name):
            try:
                re.compile(word[1:] if word.startswith("~") else "")
            except re.error as error:
                raise when.error(f"gives '{word}', which cannot be read: {error}", name) from None
    return {name: when.texts(name) for name in when.stated}


class Compiler:
    """Turns recipes and conditions into functions of a row, given the places of its columns."""

    def __init__(self, places: Mapping[str, int]) -> None:
        self._places = places

    def getter(self, recipe: Recipe) -> Getter:
        """Return what makes the cell of a row; it raises Refused for one that the recipe does not provide for."""
        if recipe.first:
            return _first([self.getter(other) for other in recipe.first])
        get = self._source(recipe)
        if recipe.missing:
            get = _without(get, recipe.missing)
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
        tests = [_condition(self._places.get(name), words) for name, words in when.items()]
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
        place = self._places.get(name)
        return (lambda row: "") if place is None else (lambda row: row[place])

    def _joined(self, recipe: Recipe) -> Getter:
        year, month, day = map(self.column, (recipe.year, recipe.month, recipe.day))

        def get(row: Cells) -> str:
            parts = (year(row), month(row), day(row))
            if not parts[0]:
                return ""
            found = joined_date(*parts)
            if found is None:
                raise Refused(f"'{'-'.join(filter(None, parts))}' is no date, of {recipe.year} and what goes with it")
            return found

        return get

    def _text(self, text: str) -> Getter:
        fields = [self.column(name) for name in _FIELD.findall(text)]
        form = _FIELD.sub("{}", text)

        def get(row: Cells) -> str:
            found = [field(row) for field in fields]
            return form.format(*found) if all(found) else ""

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
        found = pattern.search(get(row))
        if found is None:
            return ""
        return next((group.strip() for group in found.groups() if group), "" if pattern.groups else found[0])

    return part


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


def _dated(get: Getter, forms: Sequence[str]) -> Getter:
    readers = [date_form(form) for form in forms]

    def dated(row: Cells) -> str:
        cell = get(row)
        if not cell:
            return ""
        for read in readers:
            if (found := read(cell)) is not None:
                return found
        raise Refused(f"'{cell}' is no date of the form {' or '.join(forms)}")

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


def _condition(place: int | None, words: tuple[str, ...]) -> Test:
    """Return what says whether a cell is one of some words.

    ``*`` stands for anything, an empty word for nothing, ``!WORD`` for anything but that, ``> 0`` for a larger number,
    ``~PATTERN`` for what a regular expression is found in.
    """
    not_ = frozenset(word[1:] for word in words if word.startswith("!"))
    compared = [found.groups() for word in words if (found := _COMPARED.fullmatch(word))]
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

    if place is None:
        verdict = fits("")
        return lambda row: verdict
    return lambda row: fits(row[place])


def _compares(cell: str, sign: str, number: float) -> bool:
    try:
        value = float(cell)
    except ValueError:
        return False
    return {">": value > number, ">=": value >= number, "<": value < number, "<=": value <= number}[sign]
