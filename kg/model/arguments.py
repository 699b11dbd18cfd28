"""What the methods of the Python interface are given: another kind of thing is refused in the project's own words."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

from kg.errors import InputError
from kg.model.filters import Filters
from kg.model.records import EntityRef

Checked = TypeVar("Checked")

# How an annotation is written: of which classes a value may be, and what to give, in words.
_KINDS: Final[dict[str, tuple[tuple[type, ...], str]]] = {
    "str": ((str,), "a text"),
    "Name": ((str, EntityRef), "a name or an entity"),
    "Filters": ((Filters,), "Filters"),
    "Path": ((Path,), "a Path"),
    "Path | str": ((Path, str), "a Path or a text"),
    "bool": ((bool,), "True or False"),
    "int": ((int,), "a whole number"),
    "Iterable[str]": ((Iterable,), "a list of texts"),
    "Sequence[str]": ((Iterable,), "a list of texts"),
    "Iterable[Relation]": ((Iterable,), "a list of relations"),
    "Iterable[EntityRef]": ((Iterable,), "a list of entities"),
}
_LISTS: Final = ("Iterable[str]", "Sequence[str]")


def checked(cls: type[Checked]) -> type[Checked]:
    """Let the public methods of a class raise InputError for an argument of another kind than they are annotated."""
    for name, member in list(vars(cls).items()):
        if name.startswith("_"):
            continue
        if isinstance(member, classmethod):
            setattr(cls, name, classmethod(_guarded(member.__func__)))
        elif inspect.isfunction(member):
            setattr(cls, name, _guarded(member))
    return cls


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.cache  # worked out for what is called, since a command calls few
    def rules() -> tuple[inspect.Signature, dict[str, str]]:
        signature = inspect.signature(function)
        kinds = {name: str(one.annotation) for name, one in signature.parameters.items()}
        return signature, {name: kind for name, kind in kinds.items() if kind.removesuffix(" | None") in _KINDS}

    @functools.wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        signature, kinds = rules()
        try:
            given = signature.bind(*args, **kwargs).arguments
        except TypeError as error:
            raise TypeError(f"{function.__name__}: {error}") from None
        for name, kind in kinds.items():
            if name in given:
                _check(function.__name__, name, given[name], kind)
        return function(*args, **kwargs)

    return guarded


def _check(method: str, name: str, value: object, kind: str) -> None:
    """Raise InputError for a value that is not of the kind that an annotation names."""
    plain = kind.removesuffix(" | None")
    if value is None and plain != kind:
        return
    classes, words = _KINDS[plain]
    fits = isinstance(value, classes)
    if fits and plain in _LISTS:
        if isinstance(value, str):
            raise InputError(f"{method}: {name} is a text, {value[:100]!r}: give {words}, such as [{value[:100]!r}]")
        if isinstance(value, list | tuple):
            fits = all(isinstance(one, str) for one in value)
    if not fits:
        raise InputError(f"{method}: {name} is {repr(value)[:100]}, of the type {type(value).__name__}: give {words}")
