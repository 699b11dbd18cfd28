"""Pictures and files of the graph, one format a file.

A module of ``kg.export.formats`` is a format of its name. Its docstring begins with what the format is for, in one
sentence; its ``write`` writes a view and returns what it left out, and why, in words. ``TIES_ONLY`` says that it takes
only ``View.ties``, ``BINARY`` that it is no text; ``POLICY`` names another policy than the default one, ``OPTIONS``
what of ``kg.export.view.Request`` it understands beside what all formats do, ``MOST`` how many names it takes unless
``top`` says another number, ``ENDINGS`` how its files end where that is not its name. A format of several files has
``PARTS``, their writers by name, of which ``write`` is one.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import BinaryIO, Final, TypeVar

from msgspec import Struct

from kg import policy as policies
from kg.errors import InputError
from kg.export.view import View
from kg.resources import names_in, text_of

_FOLDER: Final = "export/formats"

Value = TypeVar("Value")


class Format(Struct, frozen=True):
    """A way to write a view, as its module declares it."""

    name: str
    write: Callable[[View, BinaryIO], list[str]]
    ties_only: bool
    binary: bool
    policy: str
    options: frozenset[str]
    most: int | None
    parts: Mapping[str, Callable[[View, BinaryIO], list[str]]]
    endings: tuple[str, ...]
    """How files of it end, without the dot: its name, and then others."""

    def takes(self, view: View) -> View:
        """Return what it takes of a view, which says what it leaves out."""
        view = view.ties() if self.ties_only else view
        return view if self.most is None else view.foremost(view.request.top or self.most)


def format_names() -> list[str]:
    """Return the names of all formats."""
    return [name for name in names_in(_FOLDER, "py") if not name.startswith("_")]


def purpose(name: str) -> str:
    """Return what a format is for, in one sentence, without loading it."""
    return (ast.get_docstring(ast.parse(text_of(_FOLDER, f"{name}.py"))) or "").partition("\n")[0]


def find_format(name: str, beside: Iterable[str] = ()) -> Format:
    """Return a format; raises InputError, naming the nearest, also of those ``beside``, for a name that is none."""
    if name not in format_names():
        known = [*format_names(), *beside]
        close = difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.5)
        hint = f"the nearest are: {', '.join(close)}" if close else f"there are: {', '.join(known)}"
        raise InputError(f"there is no format '{name}'; {hint}")
    module = import_module(f"kg.export.formats.{name}")
    return Format(
        name,
        module.write,
        _declared(module, "TIES_ONLY", False),
        _declared(module, "BINARY", False),
        _declared(module, "POLICY", policies.DEFAULT),
        frozenset(_declared(module, "OPTIONS", ())),
        _declared(module, "MOST", None),
        _declared(module, "PARTS", {}),
        (name, *_declared(module, "ENDINGS", ())),
    )


def formats_of(file: Path) -> list[str]:
    """Return the names of the formats of which a file may be, by its ending: one where that is a name or says it."""
    endings = [suffix[1:].lower() for suffix in file.suffixes]
    if not endings:
        return []
    names = format_names()
    if endings[-1] in names:
        return [endings[-1]]
    known = [name for name in names if endings[-1] in find_format(name).endings]
    # graph.ftm.json says which JSON it is.
    return [name for name in known if name in endings] or known


def _declared(module: ModuleType, name: str, default: Value) -> Value:
    value: Value = getattr(module, name, default)
    return value
