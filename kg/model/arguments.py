"""What the methods of the Python interface are given: another kind of thing is refused in the project's own words."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from kg.errors import InputError

Checked = TypeVar("Checked")

# How an annotation is written: the names of the classes of which a value may be, and what to give, in words. They are
# names since some classes stand on higher floors.
_KINDS: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "str": (("str",), "a text"),
    "Name": (("str", "EntityRef"), "a name or an entity"),
    "Value": (("str", "EntityRef", "int"), "a text, a name, an entity or a whole number"),
    "Filters": (("Filters",), "Filters"),
    "Scope": (("Scope",), "a Scope"),
    "PathOptions": (("PathOptions",), "PathOptions"),
    "Request": (("Request",), "a Request"),
    "Question": (("Question",), "a Question, such as graph.question(text) returns"),
    "Path": (("Path",), "a Path"),
    "Path | str": (("Path", "str"), "a Path or a text"),
    "bool": (("bool",), "True or False"),
    "int": (("int",), "a whole number"),
}
# What the parts of a list have to be, by their annotation, and what to give.
_LISTS: Final = {
    "str": "a list of texts",
    "Name": "a list of names or entities",
    "Relation": "a list of relations",
    "EntityRef": "a list of entities",
}
# What the text of a broken file or argument may hold in Python, and no text in UTF-8.
_HALF: Final = re.compile("[\ud800-\udfff]")
_LIST: Final = re.compile(r"(?:Iterable|Sequence)\[(\w+)\]")


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
        return signature, {name: kind for name, kind in kinds.items() if _is_known(kind.removesuffix(" | None"))}

    @functools.wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        signature, kinds = rules()
        try:
            given = signature.bind(*args, **kwargs).arguments
        except TypeError as error:
            raise TypeError(f"{function.__name__}: {error}") from None
        for name, kind in kinds.items():
            if name in given and signature.parameters[name].kind is inspect.Parameter.VAR_KEYWORD:
                for key, value in given[name].items():
                    _check(function.__name__, key, value, kind)
            elif name in given:
                _check(function.__name__, name, given[name], kind)
        return function(*args, **kwargs)

    return guarded


def _is_known(kind: str) -> bool:
    listed = _LIST.fullmatch(kind)
    return listed[1] in _LISTS if listed else kind in _KINDS


def _check(method: str, name: str, value: object, kind: str) -> None:
    """Raise InputError for a value that is not of the kind that an annotation names."""
    plain = kind.removesuffix(" | None")
    if value is None and plain != kind:
        return
    if listed := _LIST.fullmatch(plain):
        words = _LISTS[listed[1]]
        if isinstance(value, str):
            raise InputError(f"{method}: {name} is a text, {value[:100]!r}: give {words}, such as [{value[:100]!r}]")
        fits = isinstance(value, Iterable) and not isinstance(value, bytes)
        if fits and isinstance(value, list | tuple | set | frozenset | dict):
            for one in value:
                _check(method, f"a part of {name}", one, listed[1])
    else:
        classes, words = _KINDS.get(plain, ((plain,), f"{plain}"))
        fits = not {one.__name__ for one in type(value).__mro__}.isdisjoint(classes)
    if not fits:
        raise InputError(f"{method}: {name} is {repr(value)[:100]}, of the type {type(value).__name__}: give {words}")
    if isinstance(value, str) and not value.isascii() and _HALF.search(value):
        raise InputError(f"{method}: {name} is {value[:100]!r}, which is no text: it holds half of a character")
