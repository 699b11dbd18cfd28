"""Commands to go on with, as they are typed: with what chose the data of this one, and names that can be copied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from kg.model.records import Entity, EntityRef
from kg.terms import local_name

_NBSP: Final = "\N{NO-BREAK SPACE}"
# A longer name is not typed: a short one is, or the slug.
_SHORT: Final = 24
_BARE: Final = r"\w[\w.-]*"
# What a shell reads within quotation marks, and what ends them.
_SPECIAL: Final = r"""["'`$\\!“”‘’]|^-"""
_CHOSEN: ContextVar[str] = ContextVar("chosen", default="")


@contextmanager
def choosing(options: Sequence[tuple[str, str]]) -> Iterator[None]:
    """Let all commands for a while repeat the options that chose the data, each with its value."""
    import shlex  # felt at start-up, and rarely needed

    before = _CHOSEN.set("".join(f" {option} {shlex.quote(value)}" for option, value in options))
    try:
        yield
    finally:
        _CHOSEN.reset(before)


def command(words: str) -> str:
    """Return a command of a verb with its words, on the same data as this one."""
    return f"kg {words}{_CHOSEN.get()}"


def unbroken(words: str) -> str:
    """Return a command that a document does not part at the end of a line."""
    return command(words).replace(" ", _NBSP)


def typed(entity: Entity | EntityRef, names: Iterable[str] = ()) -> str:
    """Return the name of an entity as it is typed: in quotes if it has blanks, a short one of its ``names`` or its slug
    where it is long or has a quote in it.
    """
    short = (name for name in names if len(name) <= _SHORT and name.isascii() and re.fullmatch(_BARE, name))
    label = entity.label
    if len(label) > _SHORT or re.search(_SPECIAL, label):
        return next(short, local_name(entity.id))
    return label if re.fullmatch(_BARE, label) else f'"{label}"'
