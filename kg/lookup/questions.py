"""The catalogue of named questions: each is one file, ``kg/questions/NAME.rq``.

The leading comment of a file gives its title, its description and its parameters, one a line:

    # Title: Who supplies arms to an actor
    # Description: Who sells or delivers weapons to the actor.
    # Parameter of: entity, required. Whom they go to. Example: Azerbaijan
    # Parameter as-of: date, optional. Only what can have held then. Example: 2015
    # Parameter to: entity, default Europe. Where they lead. Example: Turkey

A line ``# Arrows: …`` says that the query reads plain arrows, which a policy lets through.

A parameter ``of`` is filled in for ``$of``; a date ``as-of`` for ``$as_of_first`` and ``$as_of_last``, the first and
the last day that it covers, padded as in ``kg/queries/holding.rq``, and for ``$holding`` that query, which binds
``?verdict`` to whether ``?relation`` holds then. Every row rests on relations: the variables
``relation``, ``relation2``, ``relations`` … name them, by one IRI or by several with a space between them, and are no
part of the answer. ``claim``, ``claims`` … single out claims about them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.errors import InputError
from kg.model.dates import Span, parse_date
from kg.model.records import EntityRef, Json
from kg.resources import names_in, text_of
from kg.session.resolve import TERMS, resolve, resolve_terms
from kg.store import Store, bind, named_query
from kg.terms import XSD

_FOLDER: Final = "questions"
_COMMENT: Final = re.compile(r"^# (?:(Title|Description|Arrows)|Parameter ([a-z-]+)): (.+)$", re.MULTILINE)
_PARAMETER: Final = re.compile(r"([a-z]+), (required|optional|default (?P<default>[^.]+))\. (.+) Example: (.+)")
# The kinds of value that are terms of the ontology.
_TERMS: Final = {kind: known for kind, known in TERMS.items() if kind != "source"}
_FLAG: Final = "flag"
_NUMBER: Final = "number"
_HOLDING: Final = "$holding"

Value = EntityRef | str | int | bool
Bound = dict[str, NamedNode | Literal]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question asks for: ``kind`` is entity, date, number, flag, or a kind of term such as layer."""

    name: str
    kind: str
    required: bool
    default: str | None
    description: str
    example: str

    @property
    def is_flag(self) -> bool:
        """Say whether the parameter is given without a value."""
        return self.kind == _FLAG

    def as_json(self) -> Json:
        """Return the record of the parameter."""
        return {
            "name": self.name,
            "kind": self.kind,
            "required": self.required,
            "default": self.default,
            "description": self.description,
            "example": self.example,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """A named question with what its file says about it.

    ``text`` is the file's SPARQL; ``arrows`` says whether it reads plain arrows, and so depends on a policy.
    """

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str
    arrows: bool

    def __str__(self) -> str:
        """Return the name and the title."""
        return f"{self.name}: {self.title}"

    def as_json(self) -> Json:
        """Return the record of the question."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "arrows": self.arrows,
            "parameters": [parameter.as_json() for parameter in self.parameters],
        }


def question_names() -> list[str]:
    """Return the names of all questions."""
    return names_in(_FOLDER, "rq")


def questions() -> list[Question]:
    """Return all questions, by name."""
    return [question(name) for name in question_names()]


@cache
def question(name: str) -> Question:
    """Return a question; raises InputError, naming the nearest, where there is none of that name."""
    if name not in question_names():
        import difflib

        close = difflib.get_close_matches(name, question_names(), n=5, cutoff=0.4)
        hint = f"the nearest are: {', '.join(close)}" if close else "'kg ask' lists all"
        raise InputError(f"there is no question '{name}'; {hint}")
    text = text_of(_FOLDER, f"{name}.rq")
    comments = _COMMENT.findall(text)
    said = {what: words for what, _, words in comments if what}
    parameters = tuple(_parameter(name, parameter, words) for _, parameter, words in comments if parameter)
    return Question(name, said["Title"], said["Description"], parameters, text, "Arrows" in said)


def _parameter(question: str, name: str, words: str) -> Parameter:
    found = _PARAMETER.fullmatch(words)
    if found is None:
        raise InputError(f"{question}.rq: the parameter {name} is not described as the others are")
    return Parameter(name, found[1], found[2] == "required", found["default"], found[4], found[5])


def filled(store: Store, asked: Question, given: Mapping[str, Value | None], *, mentioned: bool = False) -> str:
    """Return the SPARQL of a question with its parameters filled in; names are resolved as everywhere.

    ``given`` has the parameters by name, with hyphens or underscores; None counts as not given. With ``mentioned`` a
    name means only what the chosen datasets mention. Raises InputError for a parameter that is missing, unknown, or has
    a value that cannot be read, and NotFoundError for a name of nothing.
    """
    values = {name.replace("_", "-"): value for name, value in given.items() if value is not None}
    known = {parameter.name for parameter in asked.parameters}
    for name in values:
        if name not in known:
            there = ", ".join(f"--{other}" for other in sorted(known)) or "none"
            raise InputError(f"{asked.name} has no parameter --{name}; there are: {there}")
    bound: Bound = {}
    for parameter in asked.parameters:
        value = values.get(parameter.name, parameter.default)
        if value is None and parameter.required:
            raise InputError(f"{asked.name} needs --{parameter.name}, such as --{parameter.name} {parameter.example}")
        bound |= _bound(store, parameter, value, mentioned)
    if {"since", "until"} <= values.keys():
        Span.of(str(values["since"]), str(values["until"]))
    text = bind(asked.text, **bound)
    return text.replace(_HOLDING, _holding(bound)) if _HOLDING in text else text


def _holding(bound: Bound) -> str:
    """Return the query that says whether each relation holds, as a part of another: without comments and prefixes."""
    lines = named_query("holding", first=bound["as_of_first"], last=bound["as_of_last"]).splitlines()
    kept = [f"    {line}" for line in lines if line and not line.lstrip().startswith(("#", "PREFIX"))]
    return "{\n" + "\n".join(kept).replace("?holds", "?verdict") + "\n  }"


def _bound(store: Store, parameter: Parameter, value: Value | None, mentioned: bool) -> Bound:
    """Return what is filled in for a parameter; nothing for one that is not given."""
    name = parameter.name.replace("-", "_")
    if parameter.is_flag:
        return {name: Literal(str(bool(value)).lower(), datatype=NamedNode(f"{XSD}boolean"))}
    if value is None:
        return {}
    if isinstance(value, EntityRef):
        return {name: NamedNode(value.id)}
    if parameter.kind in _TERMS:
        query, what = _TERMS[parameter.kind]
        return {name: resolve_terms(store, query, [str(value)], what)[0]}
    if parameter.kind == "date":
        span = Span.of(parse_date(str(value)), str(value))
        return {f"{name}_first": Literal(span.first), f"{name}_last": Literal(span.padded_last)}
    if parameter.kind == _NUMBER:
        if not str(value).isdecimal():
            raise InputError(f"--{parameter.name} '{value}' is no whole number")
        return {name: Literal(str(value), datatype=NamedNode(f"{XSD}integer"))}
    return {name: NamedNode(resolve(store, str(value), mentioned=mentioned).entity.id)}
