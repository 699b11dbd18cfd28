"""A TOML file, read table by table, so that a slip is told with the file, the line and the nearest known word."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeVar

from kg.errors import DataError

Kind = TypeVar("Kind")

_SORTS: Final = {str: "a text", bool: "true or false", int: "a whole number", list: "a list of texts", dict: "a table"}


class Table:
    """One table of a TOML file, which has no keys but those that are known; raises DataError for any other form.

    ``trail`` is the way to it from the top of the file, keys and the numbers of list items, by which its line is found.
    """

    def __init__(
        self,
        path: Path,
        place: str,
        stated: Any,
        known: Collection[str] | None = None,
        trail: tuple[str | int, ...] = (),
        source: str = "",
    ) -> None:
        self._path = path
        self._trail = trail
        self._source = source
        self.place = place
        if not isinstance(stated, dict):
            raise self.error("is no table")
        unknown = sorted(set(stated) - set(stated if known is None else known))
        if unknown:
            raise self.error(f"has unknown parts: {', '.join(unknown)}; {nearest(unknown[0], known or ())}", unknown[0])
        self.stated: Mapping[str, Any] = stated

    def error(self, what: str, key: str = "") -> DataError:
        """Return an error at this place, or at one of its keys."""
        line = line_of(self._source, (*self._trail, key) if key else self._trail)
        where = f"{self._path}:{line}" if line else str(self._path)
        return DataError(f"{where}: {self.place} {what}")

    def text(self, key: str, default: str = "") -> str:
        """Return a text, the default where there is none."""
        return str(self._of(str, key, default))

    def texts(self, key: str, default: Collection[str] = ()) -> tuple[str, ...]:
        """Return a list of texts; a single text is a list of one."""
        found = self.stated.get(key, default)
        found = [found] if isinstance(found, str) else found
        if not isinstance(found, list | tuple) or not all(isinstance(text, str) for text in found):
            raise self.error(f"gives '{key}' as no list of texts", key)
        return tuple(found)

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false."""
        return bool(self._of(bool, key, default))

    def number(self, key: str, default: int) -> Decimal:
        """Return a number."""
        found = self.stated.get(key, default)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise self.error(f"gives '{key}' as no number", key)
        return Decimal(str(found))

    def needed(self, *keys: str) -> None:
        """Raise DataError where one of these is missing or an empty text."""
        missing = [key for key in keys if not self.text(key)]
        if missing:
            raise self.error(f"lacks {', '.join(missing)}")

    def words(self) -> dict[str, str]:
        """Return all texts by key."""
        return {key: self.text(key) for key in self.stated}

    def part(self, key: str, known: Collection[str] | None = None) -> "Table":
        """Return a table in this one, an empty one where there is none."""
        return self.at(key, f"[{key}]", self.stated.get(key, {}), known)

    def at(self, key: str, place: str, stated: Any, known: Collection[str] | None = None) -> "Table":
        """Return a table that stands at a key of this one, called by this place."""
        return Table(self._path, place, stated, known, (*self._trail, key), self._source)

    def each(self, what: str, short: str, known: Collection[str]) -> Iterator[tuple[str, "Table"]]:
        """Yield the tables in this one by key; a single text stands for a table that gives only ``short``."""
        for key, stated in self.stated.items():
            table = {short: stated} if short and isinstance(stated, str) else stated
            yield key, self.at(key, f"{what} '{key}'", table, known)

    def listed(self, key: str, what: str, known: Collection[str] | None = None) -> Iterator["Table"]:
        """Yield the tables of a list, named by what they are and their number; a single table is a list of one."""
        found = self.stated.get(key, [])
        if not isinstance(found, list):
            raise self.error(f"gives '{key}' as no list of tables", key)
        for number, stated in enumerate(found, 1):
            yield Table(self._path, f"{what} {number}", stated, known, (*self._trail, key, number), self._source)

    def only(self, stated: Mapping[str, Any]) -> "Table":
        """Return a table at this place with this in it."""
        return Table(self._path, self.place, dict(stated), None, self._trail, self._source)

    def filled(self, kind: type[Kind]) -> Kind:
        """Return a dataclass with what is stated, each part of the sort that it has there."""
        known = {field.name.rstrip("_"): field for field in fields(kind)}  # type: ignore[arg-type]
        Table(self._path, self.place, self.stated, known, self._trail, self._source)
        given: dict[str, Any] = {}
        for key, field in known.items():
            if field.default is MISSING:
                self.needed(key)
            sort: type = str if field.default is MISSING else type(field.default)
            given[field.name] = self._of(sort, key, "" if field.default is MISSING else field.default)
        return kind(**given)

    def _of(self, sort: type, key: str, default: Any) -> Any:
        found = self.stated.get(key, default)
        if type(found) is not sort:
            raise self.error(f"gives '{key}' not as {_SORTS[sort]}", key)
        return found


def read_table(path: Path, what: str, known: Collection[str] | None = None) -> Table:
    """Read a TOML file; raises DataError for one that cannot be read or parsed."""
    try:
        source = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: this is no TOML: {error}") from error
    return parse_table(path, source, what, known)


def parse_table(path: Path, source: str, what: str, known: Collection[str] | None = None) -> Table:
    """Read the text of a TOML file that stands at a path; raises DataError for one that cannot be parsed."""
    try:
        return Table(path, what, tomllib.loads(source), known, (), source)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DataError(f"{path}: this is no TOML: {error}") from error


def nearest(word: str, known: Collection[str]) -> str:
    """Return in words which known ones are most like a word, or all of them where none is."""
    close = get_close_matches(word, known, n=3, cutoff=0.6)
    return f"the nearest is {' or '.join(close)}" if close else f"known are: {', '.join(sorted(known))}"


def line_of(source: str, trail: tuple[str | int, ...]) -> int:
    """Return the line on which the way through a TOML file ends, 0 where it cannot be told.

    Each step is looked for below the one before: as the head of a table, as a key, or as the n-th table of a list.
    """
    place, found, name = 0, False, ""
    for step in trail:
        if isinstance(step, int):
            heads = list(re.finditer(rf"^[ \t]*\[\[\s*{re.escape(name)}\s*\]\]", source, re.MULTILINE))
            if len(heads) >= step:
                place, found = heads[step - 1].start(), True
            continue
        name = step
        word = rf"[\"']?{re.escape(step)}[\"']?"
        match = re.compile(
            rf"^[ \t]*\[\[?[^\]\n]*?{word}\s*\]|^[ \t]*{word}\s*=|[{{,]\s*{word}\s*=", re.MULTILINE
        ).search(source, place)
        if match is not None:
            start = match.start()
            place, found = start + len(match[0]) - len(match[0].lstrip()), True
    return source.count("\n", 0, place) + 1 if found else 0
