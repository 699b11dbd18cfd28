"""How much there is of what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kg.answers.answer import Answer
from kg.answers.listing import BETWEEN, count, first
from kg.lookup.stats import Stats, stats
from kg.model.wording import words
from kg.session.session import Session
from kg.view.document import Document, Row, Rows
from kg.view.document import words as run
from kg.view.telling import NBSP

_MOST: Final = 12


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return how much there is of what."""
    found = stats(session.store)
    return Answer(records=found, kind="stats", compose=lambda: _document(found, whole=whole))


def _document(found: Stats, *, whole: bool) -> Document:
    counts = {
        "layers": found.layers,
        "datasets": found.datasets,
        "decades": found.decades | {"no date": found.undated},
        "statuses": found.statuses,
        "stances": found.stances,
        "kinds": found.kinds,
    }
    rows = tuple(Row(run(_counted(of, whole=whole)), label) for label, of in counts.items())
    size = f"{count(found.entities, 'entity')}, {count(found.relations, 'relation')}, {count(found.claims, 'claim')}"
    close = ("layers, datasets and decades: of relations · statuses and stances: of claims · kinds: of entities",)
    return Document(size, (Rows("", rows),), close=close)


def _counted(counts: Mapping[str, int], *, whole: bool) -> str:
    """Return counts in a line, the first of them where there are many, and how many are left."""
    shown = first(list(counts.items()), _MOST, whole=whole or len(counts) <= _MOST + 4)
    rest = len(counts) - len(shown)
    told = BETWEEN.join(f"{words(name).replace(' ', NBSP)}{NBSP}{number:,}" for name, number in shown)
    return f"{told}{BETWEEN}and {rest} more: --all" if rest else told
