"""Which terms there are, and what one of them means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from msgspec.structs import fields

from kg.answers.answer import Answer
from kg.answers.listing import count
from kg.errors import NotFoundError
from kg.lookup.vocabulary import TermEntry, term, vocabulary
from kg.model.records import EntityRef, Relation
from kg.model.verbaliser import words as spaced
from kg.records import record
from kg.session.session import Session
from kg.terms import local_name
from kg.view.commands import unbroken
from kg.view.document import Block, Document, Row, Rows, Table, Words, words
from kg.view.telling import told

_MOST: Final = 4
_LAYER: Final = "layer"
_LAYERS: Final = "layers"


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return the terms, or those that a word means: a term, or all of one sort.

    Unless the ``whole`` is asked for, the document is a survey of the sorts.
    """
    store, word = session.store, next(iter(session.question.words), None)
    if word is None:
        entries = vocabulary(store)
        return Answer(records=entries, kind="term", compose=lambda: _listed(entries) if whole else _survey(entries))
    try:
        meant = term(store, word)
    except NotFoundError:
        listed = _of_sort(vocabulary(store), word)
        if not listed:
            raise
        return Answer(records=listed, kind="term", compose=lambda: _listed(listed))
    return Answer(
        records=lambda: list(map(_record, meant)), kind="term", compose=lambda: _explained(meant, vocabulary(store))
    )


def _record(entry: TermEntry) -> dict[str, object]:
    """Return the parts of the record of a term, whose example is a record of its own kind."""
    parts = {field.name: getattr(entry, field.name) for field in fields(entry)}
    sort = "relation" if isinstance(entry.example, Relation) else "entity-ref"
    return parts | {"example": None if entry.example is None else record(entry.example, sort)}


def _of_sort(entries: Iterable[TermEntry], word: str) -> list[TermEntry]:
    """Return the terms of a sort, which is named in one or in many, whole or by its first word."""
    wanted = _in_one(word)
    return [entry for entry in entries if wanted in (sort := _in_one(entry.sort), sort.partition(" ")[0])]


def _in_one(sort: str) -> str:
    """Return the words of a sort without their endings, by which one and many differ.

    >>> _in_one("Statuses") == _in_one("status"), _in_one("kinds of units") == _in_one("kind of unit")
    (True, True)
    """
    return " ".join(word.rstrip("es") for word in sort.lower().split())


def _group(entry: TermEntry) -> str:
    layer = entry.declares.get(_LAYER)
    return f"{entry.sort}: {layer}" if layer else entry.sort


def _groups(entries: Sequence[TermEntry]) -> list[tuple[str, list[TermEntry]]]:
    """Return terms by their sort, those of relation types by layer too."""
    ordered = sorted(entries, key=lambda entry: (entry.sort, entry.declares.get(_LAYER, "")))
    return [(name, list(group)) for name, group in groupby(ordered, key=_group)]


def _survey(entries: Sequence[TermEntry]) -> Document:
    groups = _groups(entries)
    rows = tuple(
        (name, str(len(group)), ", ".join(e.label for e in sorted(group, key=lambda e: -e.uses)[:_MOST]))
        for name, group in groups
    )
    sort = next((entry.sort for entry in entries if " " not in entry.sort), groups[0][0])
    close = (
        f"what one means: {unbroken('vocabulary TERM')} · one sort: {unbroken(f'vocabulary {sort}')} · "
        f"all: {unbroken('vocabulary --all')}",
    )
    return Document(f"{count(len(entries), 'term')}", (Table(("terms", "number", "such as"), rows),), close=close)


def _listed(entries: Sequence[TermEntry]) -> Document:
    """Return terms with what they mean, by sort."""
    blocks = tuple(
        Table(
            ("term", "uses", "what it means"),
            tuple((entry.label, str(entry.uses), entry.definition) for entry in group),
            f"{name.upper()} ({len(group)})",
        )
        for name, group in _groups(entries)
    )
    return Document(count(len(entries), "term"), blocks, close=(f"what one declares: {unbroken('vocabulary TERM')}",))


def _explained(meant: Sequence[TermEntry], entries: Sequence[TermEntry]) -> Document:
    """Return what a term means; several that one word means stand one below the other."""
    blocks: list[Block] = []
    for entry in meant:
        heading = "" if len(meant) == 1 else f"{entry.label} ({entry.sort})"
        blocks.append(Rows(heading, tuple(_rows(entry, entries))))
    first = meant[0]
    title = f"{first.label}: {first.sort}" if len(meant) == 1 else f"{first.label}: {count(len(meant), 'meaning')}"
    return Document(title, tuple(blocks))


def _rows(entry: TermEntry, entries: Iterable[TermEntry]) -> Iterable[Row]:
    yield Row(words(entry.definition or "not defined"), "means")
    name = local_name(entry.id)
    if name.lower() != entry.label.lower():
        yield Row(words(name), "as a term")
    for label, texts in (("for example", entry.examples), ("note", entry.notes)):
        for index, text in enumerate(texts):
            yield Row(words(text), "" if index else label)
    for declared, value in entry.declares.items():
        yield Row(words(value), spaced(declared))
    if entry.sort == _LAYERS:
        types = [other.label for other in entries if other.declares.get(_LAYER) == name]
        yield Row(words("; ".join(types)), f"has {count(len(types), 'type')}")
    if entry.uses:
        yield Row(words(count(entry.uses, "time")), "used")
    if entry.example is not None:
        yield Row(_example(entry.example), "in the data")


def _example(example: Relation | EntityRef) -> Words:
    return told(example) if isinstance(example, Relation) else words((example.label, "name"))
