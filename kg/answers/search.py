"""What a name may mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kg.answers.answer import Answer
from kg.answers.listing import first, more
from kg.lookup.search import Match, search
from kg.model.verbaliser import words
from kg.session.session import Session
from kg.terms import local_name
from kg.view.document import Document, Table

_COLUMNS: Final = ("id", "label", "type", "name", "match")
_MOST: Final = 20
_GUESS: Final = "guess"


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return what a name may mean, the surest first."""
    (text,) = session.question.words
    matches = search(session.store, text)
    guessed = all(match.how == _GUESS for match in matches)
    return Answer(
        records=matches,
        kind="match",
        compose=lambda: _document(text, matches, whole=whole),
        remarks=(f"nothing is called '{text}'; these are guesses",) if matches and guessed else (),
        nothing="" if matches else f"nothing has a name like '{text}'; 'kg entities --all' lists all names",
        columns=_COLUMNS,
        rows=lambda: (dict(zip(_COLUMNS, _cells(match), strict=True)) for match in matches),
    )


def _cells(match: Match) -> tuple[str, ...]:
    return match.entity.id, match.entity.label, match.entity.type, match.name, match.how


def _document(text: str, matches: Sequence[Match], *, whole: bool) -> Document:
    shown = first(matches, _MOST, whole=whole)
    rows = tuple((m.entity.label, words(m.entity.type), _by(m), local_name(m.entity.id)) for m in shown)
    fits = "1 name fits" if len(matches) == 1 else f"{len(matches)} names fit"
    table = Table(("name", "kind", "found by", "slug"), rows, more=more(len(matches), len(shown)), whole=("slug",))
    return Document(f"“{text}”: {fits}", (table,), close=("A slug can stand for a name: kg show SLUG",))


def _by(match: Match) -> str:
    """Return the name by which an entity was found, where it is not the one by which it is listed."""
    return "" if match.name == match.entity.label else match.name
