"""What is materialised when files are loaded: search keys, bare ties, who may act for whom, a word index.

They are aids to the queries, which cannot work them out, or not in one step. No file holds them, and nothing that is
exported does.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Final
from urllib.parse import quote
from zlib import crc32

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple
from pyoxigraph import Store as Engine

from kg.model.dates import datatype
from kg.model.identity import relation_name, text_key
from kg.model.names import latin_key, search_key
from kg.terms import KG, RDF, RDFS, SKOS, local_name

MATERIALISED: Final = frozenset(
    KG + name for name in ("searchKey", "lastNameKey", "tie", "mayActFor", "earliest", "latest")
)

_NAMES: Final = (NamedNode(f"{SKOS}prefLabel"), NamedNode(f"{SKOS}altLabel"), NamedNode(f"{KG}iso2"))
SEARCH_KEY: Final = NamedNode(f"{KG}searchKey")
LAST_NAME_KEY: Final = NamedNode(f"{KG}lastNameKey")
_LABEL, _KIND = NamedNode(f"{SKOS}prefLabel"), NamedNode(f"{RDF}type")
_CALLED_BY_LAST_NAME: Final = NamedNode(f"{KG}calledByLastName")
TIE: Final = NamedNode(f"{KG}tie")
WORD_OF, _START, _NEAR, WORD_COUNT = (
    NamedNode(f"{KG}{name}") for name in ("searchWord", "wordStart", "wordNear", "wordCount")
)
WORD: Final = "urn:kg:word:"
# The index has up to so many first letters of a word; what begins so is compared with the rest.
START_LENGTH: Final = 3
SUBJECT, TYPE, OBJECT = (NamedNode(f"{RDF}{name}") for name in ("subject", "predicate", "object"))
SPEAKS_FOR, _COUNTS_WITH, _MAY_ACT_FOR = (NamedNode(f"{KG}{name}") for name in ("speaksFor", "countsWith", "mayActFor"))
_BROADER: Final = NamedNode(f"{RDFS}subClassOf")
_USED_BY, _PHASE, NAMING = (NamedNode(f"{KG}{name}") for name in ("usedBy", "phase", "naming"))


# So many relations, with what is stated of them, are held at once; of more, a part after another.
PART: Final = 250_000

Term = NamedNode | Literal
# Which of so many parts.
Part = tuple[int, int]

DATES: Final = tuple(
    NamedNode(f"{KG}{name}") for name in ("on", "from", "until", "notBefore", "notAfter", "attestedOn", "saidOn")
)
_PLAIN: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_ZONED: Final = re.compile(
    r"([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(T24:00:00(?:\.0+)?|T[0-9:.]+)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)


def plain_dates(engine: Engine) -> Iterator[tuple[Quad, Quad]]:
    """Yield each statement of a date with a zone or a time of day, and what it says as a plain day, month or year.

    Queries compare dates as texts. A day in whatever zone is that day; midnight at its end is the next one.
    """
    for name in DATES:
        for quad in engine.quads_for_pattern(None, name, None, None):
            if (plain := with_plain_date(quad)) != quad:
                yield quad, plain


def with_plain_date(quad: Quad) -> Quad:
    """Return a statement of a date as one of a plain day, month or year, and any other as it is."""
    value = quad.object
    if not isinstance(value, Literal) or _PLAIN.fullmatch(value.value):
        return quad
    if match := _ZONED.fullmatch(value.value):
        day = match[1]
        with suppress(ValueError):  # no such day: what is wrong with it stays to be seen
            if (match[2] or "").startswith("T24"):
                day = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
        return Quad(quad.subject, quad.predicate, Literal(day, datatype=NamedNode(datatype(day))), quad.graph_name)
    return quad


def materialised(engine: Engine, relations: str) -> Iterator[Quad]:
    """Yield the folded key of each label, code and told name, the bare tie of each relation without a phase, and who
    may act for whom.

    ``relations`` is the namespace of relations, in which ties are named.
    """
    for name in _NAMES:
        for quad in engine.quads_for_pattern(None, name, None, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                yield from _keys(quad.subject, quad.object.value)
    yield from _last_names(engine)
    naming = _values(engine, NAMING)
    speaking = {name for name, says in _values(engine, SPEAKS_FOR).items() if says.value == "true"}
    yield from _bodies(engine, speaking)
    parts = 1 + sum(1 for _ in engine.quads_for_pattern(None, TYPE, None, DefaultGraph())) // PART
    for part in range(parts):
        yield from _of_relations(engine, relations, naming, speaking, (part, parts))


def _of_relations(
    engine: Engine, names: str, naming: Container[Term], speaking: Container[Term], part: Part
) -> Iterator[Quad]:
    """Yield the bare tie of each relation of a part, and what follows from it for its subject."""
    subjects, objects, users = (_values(engine, name, part) for name in (SUBJECT, OBJECT, _USED_BY))
    phased = _values(engine, _PHASE, part)
    for relation, type_ in _values(engine, TYPE, part).items():
        subject = subjects.get(relation)
        if isinstance(subject, NamedNode) and relation not in phased:
            target, user = objects.get(relation), users.get(relation)
            tie = relation_name(
                local_name(subject.value),
                local_name(type_.value),
                text_key(target.value) if isinstance(target, Literal) else target and local_name(target.value),
                used_by=user and local_name(user.value),
            )
            with suppress(ValueError):  # an end whose name makes no IRI: validation names it
                yield Quad(relation, TIE, NamedNode(names + tie))
            if type_ in speaking and isinstance(target, NamedNode):
                yield Quad(subject, _MAY_ACT_FOR, target)
            if type_ in naming and isinstance(target, Literal):
                yield from _keys(subject, target.value)


def _bodies(engine: Engine, kinds: Iterable[NamedNode]) -> Iterator[Quad]:
    """Yield for whom each body of these kinds, and of narrower ones, may act: those with whom it counts."""
    waiting = list(kinds)
    known = set(waiting)
    while waiting:
        kind = waiting.pop()
        for narrower in engine.quads_for_pattern(None, _BROADER, kind, DefaultGraph()):
            if isinstance(narrower.subject, NamedNode) and narrower.subject not in known:
                known.add(narrower.subject)
                waiting.append(narrower.subject)
        for typed in engine.quads_for_pattern(None, _KIND, kind, DefaultGraph()):
            for counts in engine.quads_for_pattern(typed.subject, _COUNTS_WITH, None, DefaultGraph()):
                yield Quad(counts.subject, _MAY_ACT_FOR, counts.object)


def _last_names(engine: Engine) -> Iterator[Quad]:
    """Yield the folded last word of the label of each entity of a kind that is called by it; descriptions have none."""
    for declared in engine.quads_for_pattern(None, _CALLED_BY_LAST_NAME, None, DefaultGraph()):
        kind = declared.subject
        for typed in engine.quads_for_pattern(None, _KIND, kind, DefaultGraph()) if isinstance(kind, NamedNode) else ():
            for quad in engine.quads_for_pattern(typed.subject, _LABEL, None, DefaultGraph()):
                words = quad.object.value.split() if isinstance(quad.object, Literal) else []
                if len(words) > 1 and all(word[0].isupper() for word in words):
                    yield Quad(quad.subject, LAST_NAME_KEY, Literal(search_key(words[-1])))


def _keys(entity: NamedNode, name: str) -> Iterator[Quad]:
    """Yield by what a name finds an entity: its key, and for another script its key in Latin letters."""
    key = search_key(name)
    yield Quad(entity, SEARCH_KEY, Literal(key))
    if not key.isascii():
        yield Quad(entity, SEARCH_KEY, Literal(latin_key(name)))


def word_index(engine: Engine) -> Iterator[Triple]:
    """Yield an index of the words of all search keys: who has a word, how it begins, and how it may be mistyped.

    A word is a node. ``kg:searchWord`` leads to it from what is called so, ``kg:wordStart`` to its first letters,
    ``kg:wordNear`` to it and to what is left of it when one letter is left out: two words are within one typing error
    only if they share one of these. ``kg:wordCount`` says how many have it. A key with a space left out is a word too.
    """
    counts: Counter[str] = Counter()
    for quad in engine.quads_for_pattern(None, SEARCH_KEY, None, DefaultGraph()):
        if isinstance(quad.object, Literal):
            for word in words_of(quad.object.value):
                counts[word] += 1
                yield has_word(quad.subject, word)
    for word, count in counts.items():
        yield from of_word(word, count)


def words_of(key: str) -> set[str]:
    """Return the words by which a key is found: its own, and the key without one of its spaces."""
    return {*key.split(" "), *(key[:index] + key[index + 1 :] for index, sign in enumerate(key) if sign == " ")}


def word_node(word: str) -> NamedNode:
    """Return the node of a word in the index."""
    return NamedNode(WORD + quote(word))


def has_word(thing: NamedNode | BlankNode | Triple, word: str) -> Triple:
    """Return that a thing is called so."""
    return Triple(thing, WORD_OF, word_node(word))


def of_word(word: str, count: int) -> Iterator[Triple]:
    """Yield what the index says of a word, which so many keys have."""
    node = word_node(word)
    yield Triple(node, WORD_COUNT, Literal(count))
    yield from (Triple(node, _START, Literal(word[:end])) for end in range(1, START_LENGTH + 1) if word[end - 1 :])
    yield from (Triple(node, _NEAR, Literal(variant)) for variant in {word, *one_left_out(word)})


def one_left_out(word: str) -> set[str]:
    """Return what is left of a word when one of its signs is left out."""
    return {word[:index] + word[index + 1 :] for index in range(len(word))}


def _values(engine: Engine, name: NamedNode, part: Part = (0, 1)) -> dict[NamedNode, Term]:
    """Return the value of a property by the node that has it, for one part of all nodes.

    Of several, which no sound data have, the last one counts in whatever order they come.
    """
    value_of: dict[NamedNode, Term] = {}
    number, parts = part
    for quad in engine.quads_for_pattern(None, name, None, DefaultGraph()):
        subject = quad.subject  # each look makes a new term
        if isinstance(subject, NamedNode) and (parts == 1 or crc32(subject.value.encode()) % parts == number):
            value = quad.object
            if isinstance(value, (NamedNode, Literal)):
                known = value_of.setdefault(subject, value)
                if known is not value and str(known) < str(value):
                    value_of[subject] = value
    return value_of
