"""What a name may mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from kg.answers.answer import Answer
from kg.answers.listing import count, first, more
from kg.lookup.entities import read_entities
from kg.lookup.search import Match, Matches, matches
from kg.lookup.words import named_in, naming_words, words_said
from kg.model.records import EntityRef, Relation
from kg.model.verbaliser import sentence, words
from kg.session.session import Session
from kg.terms import local_name
from kg.view.citations import Citations
from kg.view.commands import command, unbroken
from kg.view.document import Document, Ledger, Row, Rows, Table
from kg.view.document import words as words_of
from kg.view.ledger import closing, ledger, ledgers

_COLUMNS: Final = ("id", "label", "type", "name", "match")
_MOST: Final = 20
# So many are read, and go to programs too, unless all are asked for: a word may stand in the names of a whole graph.
_READ: Final = 200
# So many ties are shown in whose words a name stands that is found.
_FEW: Final = 6
_GUESS: Final = "guess"
_SAID: Final = "said"


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return what a name may mean, the surest first."""
    (text,) = session.question.words
    fitting = matches(session.store, text, None if whole else _READ)
    read, rest = fitting.read, fitting.total - len(fitting.read)
    surely = any(match.how != _GUESS for match in read)
    said = {} if surely else words_said(session.store, text)
    ties = session.read_some(said)
    if ties:
        read = _said_of(session, ties, said)
    # The first name that fits is the one that is most likely meant.
    naming = named_in(session, read[0].entity, naming_words(session, read[0].entity)) if surely else []
    remarks = []
    if read and all(match.how == _GUESS for match in read):
        remarks.append(f"nothing is called '{text}'; these are guesses")
    if rest:
        remarks.append(f"left out of the names that fit: {rest:,}; give more of the name, or --all")
    return Answer(
        records=read,
        kind="match",
        compose=lambda: _saying(session, text, ties, said) if ties else _document(text, fitting, naming, whole=whole),
        remarks=tuple(remarks),
        nothing=""
        if read
        else f"nothing has a name like '{text}', and nothing that is said has it; "
        f"'{command('entities --all')}' lists all names",
        columns=_COLUMNS,
        rows=lambda: (dict(zip(_COLUMNS, _cells(match), strict=True)) for match in read),
    )


def _said_of(session: Session, ties: Sequence[Relation], said: Mapping[str, str]) -> list[Match]:
    """Return the entities at the ends of some relations, each once, with the words by which one was found."""
    ends = ((end, said[tie.id]) for tie in reversed(ties) for end in (tie.object, tie.subject))
    words_by = {end.id: words_ for end, words_ in ends if isinstance(end, EntityRef)}
    return [Match(entity, words_by[entity.id], _SAID) for entity in read_entities(session.store, set(words_by))]


def _saying(session: Session, text: str, ties: Sequence[Relation], said: Mapping[str, str]) -> Document:
    """Return the relations in whose words a text stands; where those are a note, the note beside what it is about."""
    citations = Citations()
    noting = {tie.id: [claim for claim in tie.claims if claim.note == said[tie.id]] for tie in ties}
    shown = [tie for tie in ties if not noting[tie.id]]
    blocks = tuple(_without_notes(block) for block in ledgers(shown, citations))
    rows = tuple(
        Row(
            words_of(f"{sentence(tie)}: {said[tie.id].removesuffix('.')}"),
            voices=citations.voices([claim for claim in noting[tie.id] if claim.affirms], dated=True),
            denials=citations.voices([claim for claim in noting[tie.id] if not claim.affirms], dated=True),
        )
        for tie in ties
        if noting[tie.id]
    )
    notes = (Rows("IN NOTES", rows),) if rows else ()
    return Document(
        f"“{text}”: no name, and {count(len(ties), 'tie')} in whose words it stands",
        (*blocks, *notes, citations.sources),
        close=closing(blocks, ties, session.question.policy),
    )


def _without_notes(block: Ledger) -> Ledger:
    return replace(block, lines=tuple(replace(line, notes=()) for line in block.lines))


def _cells(match: Match) -> tuple[str, ...]:
    return match.entity.id, match.entity.label, match.entity.type, match.name, match.how


def _document(text: str, fitting: Matches, naming: Sequence[Relation], *, whole: bool) -> Document:
    shown = first(fitting.read, _MOST, whole=whole)
    rows = tuple((m.entity.label, words(m.entity.type), _by(m), local_name(m.entity.id)) for m in shown)
    fits = "1 name fits" if fitting.total == 1 else f"{fitting.total:,} names fit"
    table = Table(("name", "kind", "found by", "slug"), rows, more=more(fitting.total, len(shown)), whole=("slug",))
    citations = Citations()
    few = None if whole else _FEW
    said = (
        [ledger(f"IN WHOSE WORDS {fitting.read[0].entity.label} STANDS", naming, citations, few=few)] if naming else []
    )
    return Document(
        f"“{text}”: {fits}",
        (table, *said, *([citations.sources] if said else [])),
        close=(f"A slug can stand for a name: {unbroken('show SLUG')}",),
    )


def _by(match: Match) -> str:
    """Return the name by which an entity was found, where it is not the one by which it is listed."""
    return "" if match.name == match.entity.label else match.name
