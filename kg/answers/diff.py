"""What differs between two states of a dossier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kg.answers.answer import Answer, marked
from kg.answers.listing import count, first, more
from kg.graph import KnowledgeGraph
from kg.lookup.diff import ADDED, CHANGED, REMOVED, Revision, diff
from kg.model.records import Entity, Relation
from kg.model.standing import standing_of
from kg.model.verbaliser import words as spaced
from kg.question import Question
from kg.view.citations import Citations
from kg.view.document import Block, Document, Row, Rows, words
from kg.view.ledger import counts
from kg.view.telling import voiced_row

_HEADINGS: Final = {ADDED: "NEW", REMOVED: "NO LONGER THERE", CHANGED: "CHANGED"}
# So many of each heading are listed unless all are asked for.
_FEW: Final = 14


def answer(old: KnowledgeGraph, new: KnowledgeGraph, policy: str, *, whole: bool = False) -> Answer:
    """Return which relations, claims and names came, went or changed from one state of a dossier to another one."""
    asked = Question("diff", policy=policy)
    revisions = diff(old.session(asked), new.session(asked))
    return Answer(
        records=revisions,
        kind="revision",
        compose=lambda: _document(revisions, policy, whole=whole),
        nothing="" if revisions else "both state the same",
        basis=marked(policy),
        columns=("change", "sort", "id", "label", "what"),
        rows=lambda: map(_cells, revisions),
        lines=lambda: (f"{one.change}: {one.thing}{_told(one)}" for one in revisions),
        relations=[one.thing for one in revisions if isinstance(one.thing, Relation) and one.change != REMOVED],
    )


def _cells(one: Revision) -> dict[str, str]:
    sort = "relation" if isinstance(one.thing, Relation) else "entity"
    return {
        "change": one.change,
        "sort": sort,
        "id": one.thing.id,
        "label": str(one.thing),
        "what": "; ".join(one.what),
    }


def _told(one: Revision) -> str:
    return f" ({'; '.join(one.what)})" if one.what else ""


def _document(revisions: Sequence[Revision], policy: str, *, whole: bool) -> Document:
    citations = Citations()
    blocks: list[Block] = []
    for change, heading in _HEADINGS.items():
        for sort, noun in ((Relation, "tie"), (Entity, "name")):
            of = [one for one in revisions if one.change == change and isinstance(one.thing, sort)]
            if of:
                shown = first(of, _FEW, whole=whole)
                rows = tuple(_row(one, citations) for one in shown)
                blocks.append(Rows(f"{heading}: {count(len(of), noun)}", rows, more(len(of), len(shown), noun)))
    relations = [one.thing for one in revisions if isinstance(one.thing, Relation)]
    return Document(
        title=f"{count(len(revisions), 'difference')}: {count(len(relations), 'tie')}, "
        f"{count(len(revisions) - len(relations), 'name')}",
        blocks=(*blocks, citations.sources),
        close=(counts(map(standing_of, relations), policy),) if relations else (),
    )


def _row(one: Revision, citations: Citations) -> Row:
    inside = tuple(Row(words((what, "aside"))) for what in one.what)
    if isinstance(one.thing, Relation):
        from msgspec.structs import replace

        return replace(voiced_row(one.thing, citations), inside=inside)
    return Row(words((one.thing.label, "name"), f", {spaced(one.thing.type).lower()}"), inside=inside)
