"""What a name may mean."""

from __future__ import annotations

from typing import Final

from kg.answers.answer import Answer
from kg.answers.listing import first, more
from kg.lookup.search import Match, Matches, matches
from kg.model.verbaliser import words
from kg.session.session import Session
from kg.terms import local_name
from kg.view.document import Document, Table

_COLUMNS: Final = ("id", "label", "type", "name", "match")
_MOST: Final = 20
# So many are read, and go to programs too, unless all are asked for: a word may stand in the names of a whole graph.
_READ: Final = 200
_GUESS: Final = "guess"


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return what a name may mean, the surest first."""
    (text,) = session.question.words
    fitting = matches(session.store, text, None if whole else _READ)
    read, rest = fitting.read, fitting.total - len(fitting.read)
    remarks = []
    if read and all(match.how == _GUESS for match in read):
        remarks.append(f"nothing is called '{text}'; these are guesses")
    if rest:
        remarks.append(f"left out of the names that fit: {rest:,}; give more of the name, or --all")
    return Answer(
        records=read,
        kind="match",
        compose=lambda: _document(text, fitting, whole=whole),
        remarks=tuple(remarks),
        nothing="" if read else f"nothing has a name like '{text}'; 'kg entities --all' lists all names",
        columns=_COLUMNS,
        rows=lambda: (dict(zip(_COLUMNS, _cells(match), strict=True)) for match in read),
    )


def _cells(match: Match) -> tuple[str, ...]:
    return match.entity.id, match.entity.label, match.entity.type, match.name, match.how


def _document(text: str, fitting: Matches, *, whole: bool) -> Document:
    shown = first(fitting.read, _MOST, whole=whole)
    rows = tuple((m.entity.label, words(m.entity.type), _by(m), local_name(m.entity.id)) for m in shown)
    fits = "1 name fits" if fitting.total == 1 else f"{fitting.total:,} names fit"
    table = Table(("name", "kind", "found by", "slug"), rows, more=more(fitting.total, len(shown)), whole=("slug",))
    return Document(f"“{text}”: {fits}", (table,), close=("A slug can stand for a name: kg show SLUG",))


def _by(match: Match) -> str:
    """Return the name by which an entity was found, where it is not the one by which it is listed."""
    return "" if match.name == match.entity.label else match.name
