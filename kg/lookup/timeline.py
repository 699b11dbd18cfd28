"""Events and dated relations in order, as far as their dates order them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from kg.lookup.relations import held, selected
from kg.model.dates import UNDATED, Period, Span
from kg.model.records import EntityRef, Json, Relation
from kg.model.wording import when
from kg.session.reading import entity_refs
from kg.session.session import Session
from kg.session.validity import EventTies
from kg.store import Store, named_query

_UNKNOWN: Final = Period()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline: an event by one dating of it, or a relation with a date of its own.

    ``relations`` are, for an event, those that date it so, and then its participants, places and tolls. Rival
    datings of one event are entries beside each other, each with all of these. Without a date, ``period`` is empty.
    """

    period: Period
    event: EntityRef | None
    relations: tuple[Relation, ...]

    def __str__(self) -> str:
        """Return the entry in a line: an event with its date, or a relation."""
        if self.event is None:
            return str(self.relations[0])
        return f"{self.event.label} ({when(self.relations[0])})" if self.period else self.event.label

    def as_json(self) -> Json:
        """Return the record of the entry."""
        return {
            "on": self.period.on,
            "from": self.period.from_,
            "until": self.period.until,
            "not_before": self.period.not_before,
            "not_after": self.period.not_after,
            "event": None if self.event is None else self.event.as_json(),
            "relations": [relation.as_json() for relation in self.relations],
        }


@dataclass(frozen=True, slots=True)
class Timeline:
    """The entries that have a date, in order, and those that have none; ``left_out`` counts undated relations."""

    dated: list[Entry]
    undated: list[Entry] = field(default_factory=list)
    left_out: int = 0

    def __str__(self) -> str:
        """Return the entries, one a line."""
        return "\n".join(map(str, self.entries))

    @property
    def entries(self) -> list[Entry]:
        """Return all entries, those without a date last."""
        return [*self.dated, *self.undated]

    @property
    def unsure(self) -> frozenset[Span]:
        """Return the days of entries that may be before or after another one, whose days begin later but overlap."""
        days = sorted(
            {entry.period.anchor for entry in self.dated}, key=lambda span: (span.first, _backwards(span.last))
        )
        return frozenset(one for one, other in pairwise(days) if other.first <= one.last)


def timeline(session: Session) -> Timeline:
    """Return the events in which an entity has a part and its dated relations, or all of them, in order.

    What was certainly earlier stands earlier; where dates overlap, the order means nothing. The filters choose the
    relations, and an event is told of for the sake of any of its ties. Events without a date stand apart, and are left
    out where a date is asked for. Relations without a date of their own stand there too with ``undated``. With
    organs an entity's organs and office-holders count with it.
    """
    store, filters, everyone = session.store, session.filters, session.everyone
    wider = replace(filters, undated=True)
    kept = selected(session, filters=wider)
    own = selected(session, everyone, apart=everyone, filters=wider) if everyone else kept
    asked = {iri for iri, holds in own.items() if holds != UNDATED or filters.undated}
    ties, dated = session.event_ties, _found(store, "own_dates")
    events = _events(ties, asked, dated, only_dated=bool(filters.spans) and not filters.undated)
    datings = {dating for event in events for dating in ties.datings.get(event, ())}
    parts = {iri for iri in kept if ties.events.get(iri) in events}
    rest = asked - datings - (parts - dated)
    loose = rest - dated if filters.undated else set()
    if not (filters.layer or filters.type):
        parts -= _found(store, "aside") - (own.keys() if everyone else set())

    read = session.read(datings | parts | rest & dated | loose)
    told = held(read, kept | own, session.about())
    entries = _event_entries(entity_refs(store, events), ties, told)
    entries += [Entry(r.period, None, (r,)) for r in told if r.id in rest and session.counts(r)]
    return Timeline(
        _in_order(entry for entry in entries if entry.period),
        sorted((e for e in entries if not e.period), key=lambda entry: (entry.event is None, str(entry))),
        len(rest - dated - loose) + len(own) - len(asked),
    )


def _found(store: Store, query: str) -> set[str]:
    return {row["relation"].value for row in store.select(named_query(query))}


def _events(ties: EventTies, relations: Iterable[str], dated: set[str], *, only_dated: bool) -> set[str]:
    """Return the events that these relations date, or whose date they share."""
    events = {dating: event for event, datings in ties.datings.items() for dating in datings}
    events |= {relation: event for relation, event in ties.events.items() if relation not in dated}
    found = {events[iri] for iri in relations if iri in events}
    return {event for event in found if event in ties.datings or not only_dated}


def _event_entries(events: dict[str, EntityRef], ties: EventTies, relations: Iterable[Relation]) -> list[Entry]:
    """Return an entry for each dating of each event, and one for each event without any."""
    parts: dict[str, list[Relation]] = defaultdict(list)
    datings: dict[str, dict[Period, list[Relation]]] = defaultdict(lambda: defaultdict(list))
    dated = {dating: event for event, found in ties.datings.items() for dating in found}
    for relation in relations:
        if relation.id in dated:
            datings[dated[relation.id]][relation.period].append(relation)
        elif not relation.period and relation.id in ties.events:
            parts[ties.events[relation.id]].append(relation)
    return [
        Entry(period, ref, (*found, *parts[event]))
        for event, ref in events.items()
        for period, found in (datings.get(event) or {_UNKNOWN: []}).items()
    ]


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return dated entries by the first day that they may mean, the vaguer first, rival datings side by side."""
    listed = list(entries)
    places: dict[tuple[str, str], tuple[str, int, int, str]] = {}
    for entry in listed:
        place = _place(entry.period)
        places[_name(entry)] = min(place, places.get(_name(entry), place))
    return sorted(listed, key=lambda entry: (places[_name(entry)], _name(entry), _place(entry.period)))


def _place(period: Period) -> tuple[str, int, int, str]:
    """Return what entries are ordered by: the first day that they may mean, the vaguer first.

    A moment that is bounded on one side only stands before or after the year of its bound, for nothing is certainly
    before what may be any day before, and nothing certainly after what may be any day after.
    """
    days = period.anchor
    if days.begins_open:
        return f"{days.last[:4]}-01-01", 0, 0, days.last
    if days.ends_open:
        return f"{days.first[:4]}-12-31", 2, 0, days.first
    return days.first, 1, _backwards(days.last), period.until or ""


def _backwards(day: str) -> int:
    """Return a number by which later days come first."""
    return -int(day.replace("-", ""))


def _name(entry: Entry) -> tuple[str, str]:
    if entry.event is not None:
        return entry.event.label, entry.event.id
    return str(entry.relations[0]), entry.relations[0].id
