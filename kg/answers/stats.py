"""How much there is of what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kg.answers.answer import Answer
from kg.answers.listing import BETWEEN, count, first
from kg.lookup.stats import Stats, stats
from kg.model.verbaliser import words
from kg.session.session import Session
from kg.view.document import Document, Row, Rows
from kg.view.document import words as run
from kg.view.telling import NBSP

_MOST: Final = 12


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return how much there is of what."""
    counts = stats(session.store)
    return Answer(records=counts, kind="stats", compose=lambda: _document(counts, whole=whole))


def _document(stats: Stats, *, whole: bool) -> Document:
    counts = {
        "layers": stats.layers,
        "datasets": stats.datasets,
        "decades": stats.decades | {"no date": stats.undated},
        "statuses": stats.statuses,
        "stances": stats.stances,
        "kinds": stats.kinds,
    }
    rows = tuple(Row(run(_counted(of, whole=whole)), label) for label, of in counts.items())
    size = f"{count(stats.entities, 'entity')}, {count(stats.relations, 'tie')}, {count(stats.claims, 'claim')}"
    close = ("layers, datasets and decades: of ties · statuses and stances: of claims · kinds: of entities",)
    return Document(size, (Rows("", rows),), close=close)


def _counted(counts: Mapping[str, int], *, whole: bool) -> str:
    """Return counts in a line, the first of them where there are many, and how many are left."""
    shown = first(list(counts.items()), _MOST, whole=whole or len(counts) <= _MOST + 4)
    rest = len(counts) - len(shown)
    told = BETWEEN.join(f"{words(name).replace(' ', NBSP)}{NBSP}{number:,}" for name, number in shown)
    return f"{told}{BETWEEN}and {rest} more: --all" if rest else told
