"""The text of a cell: on one line, composed, and without what neither a reader nor an XML file can hold."""

import json
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from kg.toml import TomlFile

# What a spreadsheet shows where it has no value.
ERRORS: Final = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!",
     "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#EXTERNAL!", "#PYTHON!"}
)  # fmt: skip
_BLANKS: Final = dict.fromkeys(map(ord, "\t\n\r"), " ")
# They have no width and mean nothing: zero-width space, word joiner, byte order mark, soft hyphen. Joiners and marks of
# direction stay: Persian, for one, spells with them.
_NOTHING: Final = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad\u180e"))


def clean(cell: str) -> str:
    """Return a cell on one line, composed (NFC), with single spaces, none at the ends, and nothing without width."""
    if not cell.isascii():
        cell = unicodedata.normalize("NFC", cell.translate(_NOTHING))
    return " ".join(cell.split())


class _Twice(ValueError):
    """A key stands twice in an object, and only one of the two could count."""


def json_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON; raises ValueError for a key that stands in it twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Twice(f"an object names {twice!r} twice: leave one")
    return made


def json_value(written: str | bytes) -> Any:
    """Return what a text of JSON holds; raises ValueError that says what is wrong with it."""
    try:
        return json.loads(written, object_pairs_hook=json_object)
    except (ValueError, RecursionError) as error:
        raise ValueError(wrong_json(error)) from None


def wrong_json(error: ValueError | RecursionError) -> str:
    """Say why a text of JSON cannot be read."""
    if isinstance(error, _Twice):
        return str(error)
    if isinstance(error, json.JSONDecodeError):
        return f"this is no JSON: {error.msg}"
    if isinstance(error, UnicodeDecodeError):
        return "the text is not UTF-8"
    if isinstance(error, RecursionError):
        return "it nests too deeply"
    return "a number in it has too many digits"


def faults(cells: Iterable[str]) -> dict[int, str]:
    """Return what keeps cells from being taken as they are, in words, by their place in the row."""
    return {index: fault for index, cell in enumerate(cells) if cell and (fault := _fault(cell))}


def _fault(cell: str) -> str:
    if cell in ERRORS:
        return f"is an error of the spreadsheet, {cell}: put its value in the cell, or empty it"
    return unwritable(cell)


def unwritable(text: str) -> str:
    """Return, in words, which signs of a text no format of texts can hold; nothing where there are none."""
    if text.isprintable():
        return ""
    wrong = sorted(
        {sign for sign in text if unicodedata.category(sign) in ("Cc", "Cs") or ord(sign) & 0xFFFF in (0xFFFE, 0xFFFF)}
    )
    if not wrong:
        return ""
    return f"holds {', '.join(f'U+{ord(sign):04X}' for sign in wrong)}, which is no character of a text: take it out"


def check_texts(file: TomlFile, stated: Any, *keys: str | int) -> None:
    """Raise DataError for a text of a file with a sign that no text can hold; line ends and tabs are blanks."""
    if isinstance(stated, str):
        if fault := unwritable(stated.translate(_BLANKS)):
            raise file.error(f"{keys[-1]} {fault}", *keys)
    elif isinstance(stated, dict | list):
        for key, inner in stated.items() if isinstance(stated, dict) else enumerate(stated):
            check_texts(file, inner, *keys, key)
