"""What answers that list share: the first of many, how many more there are, and numbers with their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from kg.model.records import EntityRef

Item = TypeVar("Item")

ALL: Final = "--all"
# What stands between the items of a line, which never begins with it.
BETWEEN: Final = "\N{NO-BREAK SPACE}· "


def first(items: Sequence[Item], most: int, *, whole: bool = False) -> Sequence[Item]:
    """Return the first of many, or all of them where the ``whole`` is asked for."""
    return items if whole else items[:most]


def more(total: int, shown: int, what: str = "", option: str = ALL) -> str:
    """Say how many are not listed, and how to have them; nothing where all are.

    >>> more(12, 10, "publisher")
    'and 2 more publishers: --all'
    """
    rest = total - shown
    return f"and {rest} more{f' {plural(rest, what)}' if what else ''}: {option}" if rest > 0 else ""


def plural(number: int, noun: str) -> str:
    """Return a noun, in the plural unless it is one.

    >>> plural(2, "entity"), plural(1, "tie")
    ('entities', 'tie')
    """
    if number == 1:
        return noun
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count(1593, "relation")
    '1,593 relations'
    """
    return f"{number:,} {plural(number, noun)}"


def names(entities: Iterable[EntityRef], most: int = 8) -> str:
    """Return entities in a line, the first of them where there are many."""
    listed = [entity.label for entity in entities]
    rest = len(listed) - most
    return ", ".join(listed[:most]) + (f" and {rest} more" if rest > 0 else "")
