"""A TOML file read into a type of ours; what does not fit is told with file, line and column.

``msgspec`` compares what the file says with the type; it tells the path of what does not fit, and this module finds the
path in the text.
"""

import re
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin

import msgspec

from kg.errors import DataError

Kind = TypeVar("Kind")
Keys = tuple[str | int, ...]

# Texts, not compiled: they are wanted only where something is wrong, and compiling them is felt at start-up.
_AT: Final = r" - at `(key in )?\$(.*)`$"
_STEP: Final = r"\.([\w-]+)|\[(\d+)\]|\[(\.\.\.)\]"
_UNKNOWN: Final = r"Object contains unknown field `(.*)`"
_MISSING: Final = r"Object missing required field `(.*)`"
_EXPECTED: Final = r"Expected `([^`]*)`, got `([^`]*)`"
_SYNTAX: Final = r"(.*?) ?\(at (?:line (\d+), column (\d+)|end of document)\)"
_SORTS: Final = {
    "str": "a text", "bool": "true or false", "int": "a whole number", "float": "a number", "array": "a list",
    "object": "a table", "null": "nothing", "date": "a date", "datetime": "a date with a time", "time": "a time",
}  # fmt: skip
_HEADER: Final = r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$"
_KEY: Final = r"(\s*)([\w-]+|\"[^\"]*\"|'[^']*')((?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*="
_NAME: Final = r"[\w-]+|\"[^\"]*\"|'[^']*'"


class TomlFile:
    """A TOML file as it stands: its text, and what it says, to which whoever reads it may add."""

    def __init__(self, path: Path) -> None:
        """Read a file; raises DataError for one that cannot be read or is no TOML, with line and column."""
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise DataError(f"{path}: cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise DataError(f"{path}: cannot be read: it is not in UTF-8") from error
        try:
            self.stated: dict[str, Any] = tomllib.loads(self.text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            match = re.fullmatch(_SYNTAX, str(error), re.DOTALL)
            what, line, column = match.groups() if match else (str(error), None, None)
            line = line or str(self.text.count("\n") + 1)
            raise DataError(f"{path}:{line}:{column or 1}: this is no TOML: {what}") from error

    def read(self, kind: type[Kind]) -> Kind:
        """Return what the file says as a type; raises DataError, with the place, for what does not fit."""
        try:
            return msgspec.convert(self.stated, kind)
        except msgspec.ValidationError as error:
            keys, what = self._told(str(error), kind)
            raise self.error(what, *keys) from error

    def error(self, what: str, *keys: str | int) -> DataError:
        """Return an error at the place of a key; keys lead to it from the top of the file."""
        line, column = self.position(*keys)
        return DataError(f"{self.path}:{line}:{column}: {what}")

    def position(self, *keys: str | int) -> tuple[int, int]:
        """Return the line and the column of a key, of the nearest key around it where it is nowhere."""
        positions = {path: position for path, *position in self._positions()}
        while keys and keys not in positions:
            keys = keys[:-1]
        line, column = positions[keys] if keys else (1, 1)
        return line, column

    def _told(self, message: str, kind: type) -> tuple[Keys, str]:
        """Return the path that a message of msgspec tells of, and the message in plain words."""
        match = re.search(_AT, message)
        what = message[: match.start()] if match else message
        keys = self._path(match[2] if match else "", message, kind)
        name = ".".join(str(key + 1) if isinstance(key, int) else key for key in keys) or "the file"
        if unknown := re.fullmatch(_UNKNOWN, what):
            known = _fields(kind, keys)
            hint = f"; {nearest(unknown[1], known)}" if known else ""
            return (*keys, unknown[1]), f"there is no key '{unknown[1]}' in {name}{hint}"
        if missing := re.fullmatch(_MISSING, what):
            return keys, f"{name} has no {missing[1]}; give it as {missing[1]} = …"
        if expected := re.fullmatch(_EXPECTED, what):
            wanted, got = (" or ".join(_SORTS.get(one, one) for one in each.split(" | ")) for each in expected.groups())
            return keys, f"{name} is {got}; it is to be {wanted}"
        return keys, f"{name}: {what}"

    def _path(self, path: str, message: str, kind: type) -> Keys:
        """Return a path of msgspec with the keys that it leaves out, which are those of tables of the user's own."""
        keys: list[str | int] = []
        here: Any = self.stated
        for name, number, any_ in re.findall(_STEP, path):
            key: str | int = name if name else int(number) if number else ""
            if any_:
                key = next((one for one in here if self._fails_alone(kind, keys, one, message)), "")
            keys.append(key)
            try:
                here = here[key]
            except (KeyError, IndexError, TypeError):
                break
        return tuple(keys)

    def _fails_alone(self, kind: type, keys: list[str | int], one: str, message: str) -> bool:
        """Say whether a table with this key alone meets with the same complaint."""
        try:
            msgspec.convert(_only(self.stated, keys, one), kind)
        except msgspec.ValidationError as error:
            return str(error) == message
        return False

    def _positions(self) -> Iterator[tuple[Keys, int, int]]:
        """Yield the path, the line and the column of each table and key that begins a line."""
        table: Keys = ()
        counts: dict[Keys, int] = {}
        open_: str | None = None
        for number, line in enumerate(self.text.splitlines(), 1):
            if open_ is not None:
                open_ = None if open_ in line else open_
                continue
            if header := re.match(_HEADER, line):
                names = tuple(name.strip("\"'") for name in re.findall(_NAME, header[2]))
                table = _within(names, counts)
                if header[1] == "[[":
                    counts[names] = counts.get(names, -1) + 1
                    table = (*names, counts[names])
                    yield names, number, 1
                yield table, number, line.index("[") + 1
            elif key := re.match(_KEY, line):
                names = tuple(name.strip("\"'") for name in re.findall(_NAME, key[0][:-1]))
                yield (*table, *names), number, len(key[1]) + 1
                value = line[key.end() :]
                open_ = next((quotes for quotes in ('"""', "'''") if value.count(quotes) == 1), None)


def _within(names: tuple[str, ...], counts: dict[Keys, int]) -> Keys:
    """Return the path of a table, with the number of the listed table in which it stands."""
    for length in range(len(names) - 1, 0, -1):
        if names[:length] in counts:
            return (*names[:length], counts[names[:length]], *names[length:])
    return names


def _only(stated: Any, keys: list[str | int], one: str) -> Any:
    if not keys:
        return {one: stated[one]}
    copy: Any = dict(stated) if isinstance(stated, dict) else list(stated)
    copy[keys[0]] = _only(stated[keys[0]], keys[1:], one)
    return copy


def _fields(kind: Any, keys: Keys) -> list[str]:
    """Return the keys that a table may have, which a path leads to from the top; none where its type cannot be told."""
    kinds = _alternatives(kind)
    for key in keys:
        kinds = [inner for each in kinds for inner in _alternatives(_under(each, key))]
    tables = [each for each in kinds if hasattr(each, "__struct_fields__")]
    return list(dict.fromkeys(field.encode_name for table in tables for field in msgspec.structs.fields(table)))


def _under(kind: Any, key: str | int) -> Any:
    """Return the type of what stands under a key of a table, or in a list or a table of the user's own."""
    for field in msgspec.structs.fields(kind) if hasattr(kind, "__struct_fields__") else ():
        if key in (field.name, field.encode_name):
            return field.type
    return next(iter(getattr(kind, "__args__", ())[-1:]), None)


def _alternatives(kind: Any) -> list[Any]:
    """Return the types of which a value may be."""
    return [*get_args(kind)] if get_origin(kind) in (Union, UnionType) else [kind]


def nearest(word: str, known: Collection[str]) -> str:
    """Return in words which known ones are most like a word, or all of them where none is."""
    from difflib import get_close_matches  # felt at start-up, and rarely needed

    close = get_close_matches(word, known, n=3, cutoff=0.6)
    return f"the nearest is {' or '.join(close)}" if close else f"there are: {', '.join(known)}"
