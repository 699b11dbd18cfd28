"""What runs near or through a place, and who depends on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kg.analysis.exposure import Exposure
from kg.analysis.exposure import exposure as measure
from kg.answers import network as shared
from kg.answers.answer import Answer, chosen
from kg.answers.listing import count, first, more, names
from kg.model.records import EntityRef, Relation
from kg.model.verbaliser import date_words, period_words, quantity
from kg.network import Scope
from kg.session.session import Session
from kg.view.citations import Citations
from kg.view.document import Block, Document, Row, Rows, words
from kg.view.telling import NBSP

_MOST: Final = 6
_PARTS: Final = ("entity", "carries", "owners", "crosses", "senders", "receivers", "joined", "beyond")
_CAUTION: Final = "What nobody records is unknown: a thing can have owners and users not told here."
# What is said not to be recorded, where anything else is; the rest is left out.
_ALWAYS: Final = ("carries", "owned by", "fed by", "reaches")


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return the assets near, in or through a place, and who depends on them."""
    policy, (where,) = session.question.policy, session.question.whom
    network = shared.network_of(session, Scope(everything=True))
    exposures = measure(network, where.id)

    def records() -> list[dict[str, object]]:
        read = shared.read(session, (iri for one in exposures for iri in (*one.relations, *one.behind)))
        return [_record(one, read) for one in exposures]

    none = f"nothing that passes the policy '{policy}' and the filters is placed near {where.label}"
    return Answer(
        records=records,
        kind="exposure",
        compose=lambda: _document(session, where, exposures, whole=whole),
        remarks=tuple(shared.said(network)),
        nothing="" if exposures else none,
        basis=chosen(policy),
    )


def _record(one: Exposure, read: Mapping[str, Relation]) -> dict[str, object]:
    """Return the parts of the record, with the relations that place the thing and tie others to it."""
    parts = {name: getattr(one, name) for name in _PARTS}
    return parts | {name: [read[iri] for iri in getattr(one, name)] for name in ("relations", "behind")}


def _document(session: Session, where: EntityRef, exposures: Sequence[Exposure], *, whole: bool) -> Document:
    citations = Citations()
    shown = first(exposures, _MOST, whole=whole)
    read = shared.read(session, (iri for one in shown for iri in one.owning))
    blocks: list[Block] = [_thing(session, one, read, citations) for one in shown]
    if len(shown) < len(exposures):
        rest = names((one.entity for one in exposures[len(shown) :]), 3)
        blocks.append(Rows("", (), f"{more(len(exposures), len(shown), 'thing')}: {rest}"))
    return Document(
        f"{where.label}: {count(len(exposures), 'thing')} in, near or through it",
        (*blocks, citations.sources),
        close=shared.basis(session.question.policy, _CAUTION),
    )


def _thing(session: Session, one: Exposure, read: Mapping[str, Relation], citations: Citations) -> Rows:
    """Return one thing: what places it, and what is told of it."""
    told_of: tuple[tuple[str, tuple[EntityRef, ...]], ...] = (
        ("carries", one.carries), ("owned by", one.owners), ("also passes through", one.crosses),
        ("fed by", one.senders), ("reaches", one.receivers), ("joined with", one.joined),
        ("beyond the joints", one.beyond),
    )  # fmt: skip
    known = any(refs for _, refs in told_of)
    rows = list(shared.ties(session, one.relations, citations))
    for word, refs in told_of:
        if refs or (known and word in _ALWAYS):
            listed = _owners(one, read) if word == "owned by" else names(refs)
            rows.append(Row(words(f"{word}: ", (listed or "not recorded", "name" if listed else "aside"))))
    return Rows(one.entity.label.upper(), tuple(rows))


def _owners(one: Exposure, read: Mapping[str, Relation]) -> str:
    """Return the owners with their shares and the times for which these are said: owners change."""
    told = []
    for relation in (read[iri] for iri in one.owning):
        owner = relation.object if relation.subject.id == one.entity.id else relation.subject
        dates = " ".join(f"for {date_words(date)}" for date in relation.attested_on)
        time = period_words(relation.period) or dates or "no time said"
        parts = (part.replace(" ", NBSP) for part in (quantity(relation), time) if part)
        told.append(f"{owner} ({', '.join(parts)})")
    return "; ".join(sorted(told))
