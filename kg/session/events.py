"""Ties that share the date of their event or agreement, for relations in hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from kg.model.dates import CERTAINLY, NOT, Span
from kg.model.records import EntityRef, Relation
from kg.model.validity import RIVALS, Validity, judged, moments
from kg.session.validity import finest
from kg.store import named_query, select_about
from kg.terms import RDF

if TYPE_CHECKING:
    from kg.model.filters import Filters
    from kg.session.session import Session

_TYPE = f"{RDF}type"


class Events:
    """Which event each relation is a tie of, and the relations that date these events."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._datings: dict[str, tuple[Relation, ...]] = {}

    @cached_property
    def _terms(self) -> dict[str, set[str]]:
        return self._session.once("event terms", self._read_terms)

    def _read_terms(self) -> dict[str, set[str]]:
        terms_of: dict[str, set[str]] = defaultdict(set)
        for term, sort in self._session.store.select(named_query("event_terms")):
            terms_of[sort.value].add(term.value)
        return terms_of

    def is_event(self, entity: EntityRef) -> bool:
        """Say whether an entity is an event or an agreement."""
        kinds = self._session.things([entity.id])[entity.id].get(_TYPE, ())
        return any(kind.value in self._terms["kind"] for kind in kinds)

    def join_too_much(self, kinds: Iterable[str]) -> bool:
        """Say whether one of these kinds is one of state, polity, place or fuel, with which too many have to do."""
        return not self._terms["common"].isdisjoint(kinds)

    def dates(self, relation: Relation) -> bool:
        """Say whether a relation is of a type that dates its subject."""
        return relation.type.id in self._terms["dating"]

    def of(self, relation: Relation) -> EntityRef | None:
        """Return the event of which a relation is a tie: its subject if that is one, else its object."""
        if not self.dates(relation) and self.is_event(relation.subject):
            return relation.subject
        target = relation.object
        shares = relation.type.id in self._terms["shares"]
        return target if shares and isinstance(target, EntityRef) and self.is_event(target) else None

    def datings(self, events: Iterable[EntityRef]) -> dict[str, tuple[Relation, ...]]:
        """Return the relations that date events, by the IRI of these; several where datings differ."""
        missing = sorted({event.id for event in events} - self._datings.keys())
        if missing:
            datings_of = self.dating(missing)
            read = self._session.read_some(set().union(*datings_of.values()))
            by_id = {relation.id: relation for relation in read}
            for iri in missing:
                self._datings[iri] = tuple(by_id[dating] for dating in sorted(datings_of[iri]) if dating in by_id)
        return self._datings

    def dating(self, events: Iterable[str]) -> dict[str, set[str]]:
        """Return the relations that date events, by IRI, before they are read."""
        known: dict[str, set[str]] = self._session.once("datings", dict)
        wanted = {*events}
        missing = wanted - known.keys()
        known.update((iri, set()) for iri in missing)
        known.update(finest(select_about(self._session.store, "datings_of", "event", missing)))
        return {iri: known[iri] for iri in wanted}

    def reasons(self, relations: Iterable[Relation], days: Span) -> dict[str, Validity]:
        """Return why each of these relations holds in these days, may hold or does not, by IRI.

        A relation is judged by its own dates, or else by its event's and the dates for which it is attested.
        """
        listed = list(relations)
        own = {relation.id: judged(moments(relation), days) for relation in listed}
        open_ = [
            (relation, event)
            for relation in listed
            if own[relation.id].answer != CERTAINLY
            and all(moment.claim is not None or moment.bound for moment in moments(relation))
            and (event := self.of(relation)) is not None
        ]
        datings = self.datings(event for _, event in open_) if open_ else {}
        for relation, event in open_:
            dated_by = [dating for dating in datings[event.id] if any(not moment.bound for moment in moments(dating))]
            if dated_by:
                own[relation.id] = _by_event(dated_by, days, own[relation.id].answer)
        return own

    def validity(self, relations: Iterable[Relation], filters: Filters) -> dict[str, str | None]:
        """Return those of the relations that can hold on the dates of the filters, with whether they do certainly.

        Undated relations are among them as ``undated``. Where both a date and a span are asked for, the answer is that
        for the date. Without either, all relations are returned, with None.
        """
        kept = list(relations)
        verdicts: dict[str, str | None] = dict.fromkeys(relation.id for relation in kept)
        for span in reversed(filters.spans):
            answers = {iri: reason.answer for iri, reason in self.reasons(kept, span).items()}
            kept = [relation for relation in kept if answers[relation.id] != NOT]
            verdicts = {relation.id: answers[relation.id] for relation in kept}
        return verdicts


def _by_event(dated_by: list[Relation], days: Span, otherwise: str) -> Validity:
    """Return the reason by the datings of an event: certainly, or not, only where all of them agree."""
    rivals = [judged(moments(dating), days) for dating in dated_by]
    agree = len({rival.answer for rival in rivals}) == 1
    return Validity(
        days,
        clause=rivals[0].clause if agree else RIVALS,
        moments=tuple(moment for rival in rivals for moment in rival.moments),
        event=dated_by[0].subject,
        datings=tuple(dated_by),
        otherwise=otherwise,
        missing=rivals[0].missing if agree else None,
    )
