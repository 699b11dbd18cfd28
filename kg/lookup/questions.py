"""The catalogue of named questions: each is one file, ``kg/questions/NAME.rq``.

The leading comment of a file gives its title, its description and its parameters, one a line:

    # Title: Who supplies arms to an actor
    # Description: Who sells or delivers weapons to the actor.
    # Parameter of: entity, required. Whom they go to. Example: {actor}
    # Parameter as-of: date, optional. Only what can have held then. Example: 2015
    # Parameter to: entity, default {market}. Where they lead. Example: {market}
    # Column owner: owned by

A line ``# Words: …`` has other words by which people ask for it. A line ``# Arrows: …`` says that the query reads plain
arrows, which a policy lets through.

A line ``# Column NAME: …`` has the words before a cell, where the name of its column reads badly: ``… datings`` stands
around the cell, ``…`` alone has it run on from the cell before, and ``{one}`` is who was given for the parameter.

A parameter ``of`` is filled in for ``$of``, and an entity ``by`` with all who speak for it for ``$by_voices``; a date
``as-of`` for ``$as_of_first`` and ``$as_of_last``, the first and the last day that it covers, padded as in
``kg/queries/holding.rq``, and for ``$holding`` that query, which binds ``?verdict`` to whether ``?relation`` holds.
Every row rests on relations: the variables ``relation``, ``relation2``, ``relations`` … name them, by one IRI or by
several with a space between them, and are no part of the answer. ``claim``, ``claims`` … single out claims about them.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct
from pyoxigraph import Literal, NamedNode

from kg.dossier import Dossier, current
from kg.errors import DataError, InputError, KgError
from kg.model.dates import Span, parse_date
from kg.model.records import EntityRef
from kg.question import Question as Asked
from kg.resources import read_text
from kg.session.resolve import TERMS, resolve, resolve_terms
from kg.session.session import Session
from kg.spelling import likely
from kg.store import Store, bind, named_query
from kg.terms import XSD
from kg.view.commands import command

_FOLDER: Final = "questions"
_COMMENT: Final = re.compile(
    r"^# (?:(Title|Description|Arrows|Words)|Parameter ([a-z-]+)|Column (?P<column>[a-z]\w*)): (?P<told>.+)$",
    re.MULTILINE,
)
_PARAMETER: Final = re.compile(r"([a-z]+), (required|optional|default (?P<default>[^.]+))\. (.+) Example: (.+)")
_ROLE: Final = re.compile(r"\{([a-z-]+)\}")
_VOICES: Final = "_voices"
_SUFFIX: Final = re.compile(rf"_first$|_last$|{_VOICES}$")
_USED: Final = re.compile(r"\$([a-z]\w*)")
# The kinds of value that are terms of the ontology.
_TERMS: Final = {kind: known for kind, known in TERMS.items() if kind != "source"}
_FLAG: Final = "flag"
# So many questions are named where one is not there.
_NEAREST: Final = 5
_NUMBER: Final = "number"
_HOLDING: Final = "$holding"

Value = EntityRef | str | int | bool
Bound = dict[str, NamedNode | Literal | list[NamedNode]]


class Parameter(Struct, frozen=True):
    """What a question asks for: ``kind`` is entity, date, number, flag, or a kind of term such as layer.

    ``line`` is where the question's file tells of it; ``wants`` is the role whose example would be the default, where
    the dossier gives none.
    """

    name: str
    kind: str
    required: bool
    default: str | None
    description: str
    example: str
    line: int = 0
    wants: str | None = None

    @property
    def is_flag(self) -> bool:
        """Say whether the parameter is given without a value."""
        return self.kind == _FLAG


class Question(Struct, frozen=True):
    """A named question with what its file says about it.

    ``text`` is the file's SPARQL; ``arrows`` says whether it reads plain arrows, and so depends on a policy;
    ``columns`` are words by the names of columns.
    """

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str
    arrows: bool
    columns: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Return the name and the title."""
        return f"{self.name}: {self.title}"


def question_names(dossier: Dossier | None = None) -> list[str]:
    """Return the names of all questions: those of kg, and those that a dossier adds."""
    return [*(dossier or current()).files(_FOLDER, "rq")]


def questions(dossier: Dossier | None = None) -> list[Question]:
    """Return all questions, by name; raises DataError for a file that is not written as questions are."""
    dossier = dossier or current()
    return [question(name, dossier) for name in question_names(dossier)]


def question(name: str, dossier: Dossier | None = None) -> Question:
    """Return a question, of kg or of a dossier, with its examples and defaults.

    Raises InputError, naming the nearest, where there is none of that name, and DataError for a file that is not
    written as questions are.
    """
    return _question(name, dossier or current())


@cache
def _question(name: str, dossier: Dossier) -> Question:
    files = dossier.files(_FOLDER, "rq")
    if name not in files:
        close = _nearest(name, files)
        hint = f"the nearest are: {', '.join(close)}" if close else f"'{command('ask')}' lists all"
        raise InputError(f"there is no question '{name}'; {hint}")
    text = read_text(files[name])
    comments = [*_COMMENT.finditer(text)]
    said = {match[1]: match["told"] for match in comments if match[1]}
    for part in ("Title", "Description"):
        if part not in said:
            raise DataError(f"{files[name]}:1: the question has no '# {part}: …' in the lines at its head")
    parameters = [_parameter(files[name], text, match, dossier) for match in comments if match[2]]
    told = {parameter.name.replace("-", "_") for parameter in parameters}
    for match in _USED.finditer(text):
        if not {match[1], _SUFFIX.sub("", match[1])} & {*told, "holding"}:
            line = _line(text, match.start())
            raise DataError(f"{files[name]}:{line}: ${match[1]} is no parameter: tell of it in a line '# Parameter …'")
    columns = tuple((match["column"], match["told"]) for match in comments if match["column"])
    for column, _ in columns:
        if not re.search(rf"\?{column}\b", text):
            raise DataError(f"{files[name]}: '# Column {column}' is of no column: the query has no ?{column}")
    return Question(name, said["Title"], said["Description"], tuple(parameters), text, "Arrows" in said, columns)


def _nearest(name: str, files: Mapping[str, Path]) -> list[str]:
    """Return the questions whose words tell of what one tells of that is not there, or that are spelt like it.

    Those that have more of its words come first, and of as many those that have them in their name or title.
    """
    wanted = [word.removesuffix("s") for word in re.findall(r"\w{3,}", name.lower())]
    told: dict[str, tuple[int, int, bool]] = {}
    for other, file in files.items():
        said = {match[1]: match["told"] for match in _COMMENT.finditer(read_text(file)) if match[1]}
        head = f"{other} {said.get('Title', '')}".lower()
        text = f"{head} {said.get('Description', '')} {said.get('Words', '')}".lower()
        of_text, of_head = (
            sum(re.search(rf"\b{re.escape(word)}", among) is not None for word in wanted) for among in (text, head)
        )
        if of_text:
            told[other] = -of_text, -of_head, not other.startswith(tuple(wanted))
    close = likely(name, files, _NEAREST, 0.6) if len(wanted) < 2 else []
    return list(dict.fromkeys([*sorted(told, key=lambda other: (*told[other], other)), *close]))[:_NEAREST]


def _parameter(file: Path, text: str, told: re.Match[str], dossier: Dossier) -> Parameter:
    """Return a parameter as a line at the head of a question tells of it.

    A default that is the example of a role is the dossier's; where it gives none, the parameter is required.
    """
    match = _PARAMETER.fullmatch(told["told"])
    if match is None:
        raise DataError(
            f"{file}:{_line(text, told.start())}: the parameter '{told[2]}' is not told: write its kind, a comma, "
            "'required.', 'optional.' or 'default VALUE.', what it means, and 'Example: VALUE'"
        )
    default, role = match["default"], _ROLE.fullmatch(match["default"] or "")
    if role is not None:
        default = dossier.example(role[1])
    wants = role[1] if role is not None and default is None else None
    example = dossier.filled(match[5], quote="")
    required = match[2] == "required" or wants is not None
    return Parameter(told[2], match[1], required, default, match[4], example, _line(text, told.start()), wants)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


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
            raise _missing(store.dossier, asked, parameter)
        bound |= _bound(store, parameter, value, mentioned)
        bound |= _voices(store, parameter.name.replace("-", "_"), bound, asked.text)
    if {"since", "until"} <= values.keys():
        Span.of(str(values["since"]), str(values["until"]))
    # A date gives its first and its last day; a question may need one of them, or both through $holding alone.
    used = {match[1] for match in _USED.finditer(asked.text)}
    text = bind(asked.text, **{name: term for name, term in bound.items() if name in used})
    return text.replace(_HOLDING, _holding(bound)) if _HOLDING in text else text


def plain_questions(store: Store) -> Iterator[str]:
    """Yield the SPARQL of each question that can be asked without a word more, and that reads no arrows."""
    for name in question_names(store.dossier):
        with suppress(KgError):  # one that cannot be read, or that needs more: whoever asks it is told
            asked = question(name, store.dossier)
            if not asked.arrows:
                yield filled(store, asked, {})


def quoted(example: str) -> str:
    """Return a name as it is typed on a command line."""
    return f'"{example}"' if " " in example else example


def _missing(dossier: Dossier, asked: Question, parameter: Parameter) -> InputError:
    if parameter.wants is None:
        return InputError(
            f"{asked.name} needs --{parameter.name}, such as --{parameter.name} {quoted(parameter.example)}"
        )
    error = dossier.error(f"there is no '{parameter.wants}' under [examples]", "examples")
    return InputError(f"{asked.name} needs --{parameter.name}, for which the dossier gives no default: {error}")


def _holding(bound: Bound) -> str:
    """Return the query that says whether each relation holds, as a part of another: without comments and prefixes."""
    lines = named_query("holding", first=bound["as_of_first"], last=bound["as_of_last"]).splitlines()
    kept = [f"    {line}" for line in lines if line and not line.lstrip().startswith(("#", "PREFIX"))]
    return "{\n" + "\n".join(kept).replace("?holds", "?verdict") + "\n  }"


def _voices(store: Store, name: str, bound: Bound, text: str) -> Bound:
    """Return all who speak for the entity that is given for a parameter, where a question asks for them."""
    whom = bound.get(name)
    if f"${name}{_VOICES}" not in text or not isinstance(whom, NamedNode):
        return {}
    delegation = Session(store, Asked("ask")).delegation_of(parties=[whom.value])
    return {name + _VOICES: [NamedNode(voice) for voice in sorted(delegation.voices(whom.value))]}


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
