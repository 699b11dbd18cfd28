"""A TOML file, read table by table, so that a slip is told with the file and the place."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeVar

from kg.errors import DataError

Kind = TypeVar("Kind")

_SORTS: Final = {str: "a text", bool: "true or false", int: "a whole number", list: "a list of texts", dict: "a table"}


class Table:
    """One table of a TOML file, which has no keys but those that are known; raises DataError for any other form."""

    def __init__(self, path: Path, place: str, stated: Any, known: Collection[str] | None = None) -> None:
        self._path = path
        self.place = place
        if not isinstance(stated, dict):
            raise self.error("is no table")
        unknown = sorted(set(stated) - set(stated if known is None else known))
        if unknown:
            raise self.error(f"has unknown parts: {', '.join(unknown)}; known are: {', '.join(sorted(known or ()))}")
        self.stated: Mapping[str, Any] = stated

    def error(self, what: str) -> DataError:
        """Return an error at this place."""
        return DataError(f"{self._path}: {self.place} {what}")

    def text(self, key: str, default: str = "") -> str:
        """Return a text, the default where there is none."""
        return str(self._of(str, key, default))

    def texts(self, key: str, default: Collection[str] = ()) -> tuple[str, ...]:
        """Return a list of texts; a single text is a list of one."""
        found = self.stated.get(key, default)
        found = [found] if isinstance(found, str) else found
        if not isinstance(found, list | tuple) or not all(isinstance(text, str) for text in found):
            raise self.error(f"gives '{key}' as no list of texts")
        return tuple(found)

    def number(self, key: str, default: int) -> Decimal:
        """Return a number."""
        found = self.stated.get(key, default)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise self.error(f"gives '{key}' as no number")
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
        return Table(self._path, f"[{key}]", self.stated.get(key, {}), known)

    def each(self, what: str, short: str, known: Collection[str]) -> Iterator[tuple[str, "Table"]]:
        """Yield the tables in this one by key; a single text stands for a table that gives only ``short``."""
        for key, stated in self.stated.items():
            table = {short: stated} if short and isinstance(stated, str) else stated
            yield key, Table(self._path, f"{what} '{key}'", table, known)

    def listed(self, key: str, what: str) -> Iterator["Table"]:
        """Yield the tables of a list, named by what they are and their number."""
        found = self.stated.get(key, [])
        if not isinstance(found, list):
            raise self.error(f"gives '{key}' as no list of tables")
        for number, stated in enumerate(found, 1):
            yield Table(self._path, f"{what} {number}", stated)

    def only(self, stated: Mapping[str, Any]) -> "Table":
        """Return a table at this place with this in it."""
        return Table(self._path, self.place, dict(stated))

    def filled(self, kind: type[Kind]) -> Kind:
        """Return a dataclass with what is stated, each part of the sort that it has there."""
        known = {field.name.rstrip("_"): field for field in fields(kind)}  # type: ignore[arg-type]
        Table(self._path, self.place, self.stated, known)
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
            raise self.error(f"gives '{key}' not as {_SORTS[sort]}")
        return found


def read_table(path: Path, what: str, known: Collection[str] | None = None) -> Table:
    """Read a TOML file; raises DataError for one that cannot be read or parsed."""
    try:
        return Table(path, what, tomllib.loads(path.read_text(encoding="utf-8-sig")), known)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: this is no TOML: {error}") from error
