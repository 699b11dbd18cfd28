"""What is asked: whom, with which filters, by which policy, for which dates.

A question is made once, at the door, where names become entities and words become terms; below it nobody resolves a
name again. It has one text form, which is the same on the command line, in an address and in a file: the verb, whom it
is about, and options that differ from their defaults, as in ``relations turkey --as-of 2020 --with-organs``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple, Protocol

from msgspec import Struct, field
from msgspec.structs import FieldInfo, fields, replace

from kg.errors import InputError
from kg.model.filters import Filters, PathOptions, Scope
from kg.model.records import EntityRef
from kg.policy import DEFAULT
from kg.terms import compact, local_name

Value = EntityRef | str | int | bool

# What a part of a question is to be found in, by the word that a verb is declared with.
_PARTS: Final[dict[str, type[Struct]]] = {"filters": Filters, "scope": Scope, "path": PathOptions}


class Door(Protocol):
    """What turns names and words into entities and terms."""

    def entity(self, name: str) -> EntityRef:
        """Return the entity that a name means."""

    def filters(self, words: Filters) -> Filters:
        """Return filters with each word as the IRI of its term."""


class Own(NamedTuple):
    """An option of one verb alone: its name and its kind, which is word, number, flag or entity."""

    name: str
    kind: str = "word"
    many: bool = False


class Verb(NamedTuple):
    """What a verb takes: how many names of entities, how many other words, shared options, options of its own.

    ``seconds`` are those that it takes about nobody in particular in a store on disk, for each million triples, as
    docs/scale.md tells them; 0 where that is not known, or where it is asked about names only.
    """

    names: tuple[int, int] = (0, 0)
    words: tuple[int, int] = (0, 0)
    shared: tuple[str, ...] = ()
    own: tuple[Own, ...] = ()
    seconds: float = 0


_LOOKUP: Final = ("filters", "policy")
_NETWORK: Final = ("filters", "policy", "scope")
VERBS: Final = {
    "ask": Verb(words=(0, 1), shared=_LOOKUP),
    "balance": Verb(shared=_NETWORK, seconds=43),
    "blocs": Verb(shared=_NETWORK, seconds=22),
    "bridges": Verb(shared=_NETWORK, own=(Own("top", "number"),), seconds=16),
    "changes": Verb(words=(2, 2), shared=_LOOKUP, seconds=6),
    "dependence": Verb((0, 1), shared=_NETWORK, seconds=23),
    "disputes": Verb((0, 1), shared=(*_LOOKUP, "lineage", "organs"), own=(Own("uncorroborated", "flag"),), seconds=15),
    "entities": Verb(shared=("filters",), seconds=13),
    "export": Verb(
        words=(1, 1),
        shared=_LOOKUP,
        own=(Own("focus", "entity", True), Own("depth", "number"), Own("title"), Own("arrows-only", "flag")),
    ),
    "exposure": Verb((1, 1), shared=_LOOKUP),
    "flow": Verb(
        (2, 2), shared=_LOOKUP, own=(Own("commodity", "entity"), Own("capacity"), Own("without", "entity", True))
    ),
    "path": Verb((2, 2), shared=(*_LOOKUP, "lineage", "path")),
    "perspective": Verb((1, 1), shared=(*_LOOKUP, "lineage"), own=(Own("versus", "entity"),), seconds=9),
    "rank": Verb(shared=_NETWORK, own=(Own("by"), Own("top", "number"), Own("robust", "flag")), seconds=15),
    "relations": Verb(
        (0, 2), shared=(*_LOOKUP, "lineage", "organs"), own=(Own("long", "flag"), Own("size")), seconds=40
    ),
    "search": Verb(words=(1, 1)),
    "show": Verb((1, 1), shared=("policy",)),
    "sources": Verb((0, 1), shared=("filters",), seconds=24),
    "stats": Verb(seconds=23),
    "timeline": Verb((0, 1), shared=(*_LOOKUP, "lineage", "organs"), seconds=35),
    "vocabulary": Verb(words=(0, 1)),
    "why": Verb((0, 2), (0, 1), shared=_LOOKUP),
}


class Question(Struct, frozen=True):
    """What is asked.

    ``whom`` are the entities that it is about; ``words`` what else its verb takes: a text to search for, two dates, the
    id of a relation, the name of a question of the catalogue. With ``lineage`` predecessors and successors count with
    each entity, with ``organs`` its organs and the holders of their offices. ``scope`` is of verbs that read the
    network, ``path`` of paths; ``options`` are the verb's own, by name.
    """

    verb: str
    whom: tuple[EntityRef, ...] = ()
    words: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    policy: str = DEFAULT
    lineage: bool = False
    organs: bool = False
    scope: Scope = field(default_factory=Scope)
    path: PathOptions = field(default_factory=PathOptions)
    options: tuple[tuple[str, Value | tuple[Value, ...]], ...] = ()

    @property
    def one(self) -> EntityRef | None:
        """Return the first entity that is asked about, or None."""
        return self.whom[0] if self.whom else None

    @property
    def other(self) -> EntityRef | None:
        """Return the second entity that is asked about, or None."""
        return self.whom[1] if len(self.whom) > 1 else None

    def option(self, name: str) -> Any:
        """Return an option of the verb's own, or None where it is not given."""
        return dict(self.options).get(name)

    def text(self) -> str:
        """Return the question in words, as ``parse`` reads it."""
        import shlex  # felt at start-up, and needed for questions as texts only

        words = [self.verb, *(map(_name, self.whom)), *self.words]
        for option, value in _given(self):
            sign = f"--{option}" if option[1:] else f"-{option}"
            words += [sign] if value is True else [sign, _name(value)]
        return shlex.join(words)

    @classmethod
    def parse(cls, text: str, door: Door) -> Question:
        """Return the question that a text asks.

        Raises InputError for a text that is none, and what the door raises for names and words that mean nothing.
        """
        import shlex  # felt at start-up, and needed for questions as texts only

        try:
            verb, *words = shlex.split(text)
        except ValueError as error:
            raise InputError(
                f"the question {text!r} cannot be read: is it empty, or a quotation mark missing?"
            ) from error
        if verb not in VERBS:
            raise InputError(f"there is no verb '{verb}'; there are: {', '.join(VERBS)}")
        names, given = _split(verb, words)
        return _asked(cls(verb), names, given, door)


def _shared(verb: str) -> Iterator[tuple[str, str, FieldInfo]]:
    """Yield the option, the part and the field of each shared option that a verb takes."""
    for part in VERBS[verb].shared:
        if part in _PARTS:
            yield from ((_option(one), part, one) for one in fields(_PARTS[part]))
        else:
            yield ("with-organs" if part == "organs" else part), "", next(f for f in fields(Question) if f.name == part)


def _option(one: FieldInfo) -> str:
    return one.name.replace("_", "-")


def _given(asked: Question) -> Iterator[tuple[str, Value]]:
    """Yield each option that differs from its default, once for each of its values."""
    options: list[tuple[str, Any]] = []
    for option, part, one in _shared(asked.verb):
        value = getattr(getattr(asked, part) if part else asked, one.name)
        if value != one.default:
            options.append((option, value))
    for option, value in [*asked.options, *options]:
        for single in value if isinstance(value, tuple) else (value,):
            if single is not False and single is not None:
                yield option, single


def _name(value: Value) -> str:
    """Return how a value is written: an entity by its slug, a term by its local name."""
    if isinstance(value, EntityRef):
        return local_name(value.id) if "/entity/" in value.id else compact(value.id)
    word = str(value)
    return local_name(word) if compact(word)[0] != "<" else word


def _split(verb: str, words: Sequence[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Return the names and the options among the words after a verb."""
    flags = {option for option, _, one in _shared(verb) if one.default is False}
    flags |= {own.name for own in VERBS[verb].own if own.kind == "flag"}
    known = {option for option, _, _ in _shared(verb)} | {own.name for own in VERBS[verb].own}
    names: list[str] = []
    given: dict[str, list[str]] = {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            names.append(word)
            continue
        option, equals, value = word.lstrip("-").partition("=")
        if option not in known:
            raise InputError(f"'{verb}' has no option --{option}; it has: {', '.join(sorted(known))}")
        if option not in flags and not equals:
            value = next(rest, "")
            if not value:
                raise InputError(f"--{option} needs a value")
        given.setdefault(option, []).append(value)
    return names, given


def _asked(asked: Question, names: list[str], given: dict[str, list[str]], door: Door) -> Question:
    verb = VERBS[asked.verb]
    most = verb.names[1] + verb.words[1] if not (verb.names[1] and verb.words[1]) else verb.names[1]
    if not verb.names[0] + verb.words[0] <= len(names) <= most:
        raise InputError(f"'{asked.verb}' takes {verb.names[0] + verb.words[0]} to {most} names, not {len(names)}")
    # A single word of 'why' is an id, of all other verbs that take names a name.
    as_words = verb.names[1] == 0 or (verb.words[1] and len(names) == 1)
    asked = replace(asked, words=tuple(names)) if as_words else replace(asked, whom=tuple(map(door.entity, names)))
    parts: dict[str, dict[str, Any]] = {}
    for option, part, one in _shared(asked.verb):
        if option in given:
            parts.setdefault(part, {})[one.name] = _read(option, one, given[option])
    for part, values in parts.items():
        asked = replace(asked, **({part: _PARTS[part](**values)} if part else values))
    own = tuple((o.name, _own(o, given[o.name], door)) for o in verb.own if o.name in given)
    return replace(asked, filters=door.filters(asked.filters), options=own)


def _read(option: str, one: FieldInfo, words: list[str]) -> Any:
    if one.default is False:
        return True
    if isinstance(one.default, int):
        return _number(option, words[-1])
    if one.default == ():
        return tuple(_number(option, word) for word in words) if option == "paragraph" else tuple(words)
    return words[-1]


def _number(option: str, word: str) -> int:
    if not word.isdecimal():
        raise InputError(f"--{option} takes a number, not '{word}'")
    return int(word)


def _own(own: Own, words: list[str], door: Door) -> Value | tuple[Value, ...]:
    values = tuple(_value(own, word, door) for word in words)
    return values if own.many else values[-1]


def _value(own: Own, word: str, door: Door) -> Value:
    if own.kind == "flag":
        return True
    if own.kind == "number":
        return _number(own.name, word)
    return door.entity(word) if own.kind == "entity" else word
