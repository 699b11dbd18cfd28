"""Events and dated relations in order, as far as their dates order them."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from kg.lookup.relations import held, read_and_passing
from kg.model.dates import UNDATED, Period, Span
from kg.model.records import EntityRef, Relation
from kg.model.verbaliser import when
from kg.session.reading import sort_key
from kg.session.session import Session
from kg.store import named_query
from kg.terms import local_name

_UNKNOWN: Final = Period()


class Entry(Struct, frozen=True):
    """One line of a timeline: an event by one dating of it, or a relation with a date of its own.

    ``relations`` are, for an event, those that date it so, and then its participants, places and tolls. Rival
    datings of one event are entries beside each other, each with all of these. Without a date, ``period`` is empty.
    """

    period: Period
    event: EntityRef | None
    relations: tuple[Relation, ...]

    @property
    def on(self) -> str | None:
        """Return the date at which it is."""
        return self.period.on

    @property
    def from_(self) -> str | None:
        """Return the date from which it is."""
        return self.period.from_

    @property
    def until(self) -> str | None:
        """Return the date until which it is."""
        return self.period.until

    @property
    def not_before(self) -> str | None:
        """Return the date before which it is not."""
        return self.period.not_before

    @property
    def not_after(self) -> str | None:
        """Return the date after which it is not."""
        return self.period.not_after

    def __str__(self) -> str:
        """Return the entry in a line: an event with its date, or a relation."""
        if self.event is None:
            return str(self.relations[0])
        return f"{self.event.label} ({when(self.relations[0])})" if self.period else self.event.label


class Timeline(Struct, frozen=True, dict=True):
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

    @cached_property
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
    filters, everyone = session.filters, session.everyone
    wider = replace(filters, undated=True)
    read, own = read_and_passing(session, wider)
    told = {relation.id: relation for relation in read if relation.id in own}
    asked = {iri for iri in told if own[iri] != UNDATED or filters.undated}
    events = _events(session, (told[iri] for iri in asked), only_dated=bool(filters.spans) and not filters.undated)
    datings = {dating.id: dating for event in events.values() for dating in event.datings}
    kept = own
    if everyone and events:
        refs = [event.ref for event in events.values()]
        near = session.read(session.chosen(refs, wider), refs)
        kept = session.events.validity(near, wider) | own
        told |= {relation.id: relation for relation in near if relation.id in kept}
    parts = {iri for iri, relation in told.items() if (of := session.events.of(relation)) and of.id in events}
    dated = {iri for iri, relation in told.items() if relation.period}
    rest = asked - datings.keys() - (parts - dated)
    loose = rest - dated if filters.undated else set()
    if not (filters.layer or filters.type):
        parts -= _aside(session, told, events, parts) - (own.keys() if everyone else set())
    listed = datings | {iri: told[iri] for iri in parts | rest & dated | loose}
    relations = held(sorted(listed.values(), key=sort_key), kept, session.about())
    entries = _event_entries(session, events, relations)
    entries += [Entry(r.period, None, (r,)) for r in relations if r.id in rest and session.counts(r)]
    return Timeline(
        _in_order(entry for entry in entries if entry.period),
        sorted((e for e in entries if not e.period), key=lambda entry: (entry.event is None, str(entry))),
        len(rest - dated - loose) + len(own) - len(asked),
    )


class _Event(Struct, frozen=True):
    """An event or an agreement with the relations that date it."""

    ref: EntityRef
    datings: tuple[Relation, ...]


def _aside(session: Session, told: dict[str, Relation], events: dict[str, _Event], parts: set[str]) -> set[str]:
    """Return the parts of events that only tell what is said of them, unless nothing else is told of the event."""
    layers = {local_name(layer.value) for (layer,) in session.store.select(named_query("aside_layers"))}
    aside = {iri for iri in parts if told[iri].type.layer in layers}
    more = {of.id for iri in parts - aside if (of := session.events.of(told[iri]))}
    more |= {iri for iri, event in events.items() if event.datings}
    return {iri for iri in aside if (of := session.events.of(told[iri])) and of.id in more}


def _events(session: Session, relations: Iterable[Relation], *, only_dated: bool) -> dict[str, _Event]:
    """Return the events that these relations date, or whose date they share, by IRI."""
    refs: dict[str, EntityRef] = {}
    for relation in relations:
        event = relation.subject if session.events.dates(relation) else None
        if event is not None and not _is_dating(session, relation):
            event = None
        event = event or (None if relation.period else session.events.of(relation))
        if event is not None:
            refs[event.id] = event
    datings = session.events.datings(refs.values())
    return {iri: _Event(ref, datings[iri]) for iri, ref in refs.items() if datings[iri] or not only_dated}


def _is_dating(session: Session, relation: Relation) -> bool:
    """Say whether a relation of a dating type dates an event, as somebody affirms it."""
    affirmed = relation.phase is None and any(claim.affirms for claim in relation.claims)
    return affirmed and session.events.is_event(relation.subject)


def _event_entries(session: Session, events: dict[str, _Event], relations: Iterable[Relation]) -> list[Entry]:
    """Return an entry for each dating of each event, and one for each event without any."""
    parts: dict[str, list[Relation]] = defaultdict(list)
    datings: dict[str, dict[Period, list[Relation]]] = defaultdict(lambda: defaultdict(list))
    dated = {dating.id: iri for iri, event in events.items() for dating in event.datings}
    for relation in relations:
        if relation.id in dated:
            datings[dated[relation.id]][relation.period].append(relation)
        elif not relation.period and (of := session.events.of(relation)) is not None:
            parts[of.id].append(relation)
    return [
        Entry(period, event.ref, (*dating_ties, *parts[iri]))
        for iri, event in events.items()
        for period, dating_ties in (datings.get(iri) or {_UNKNOWN: []}).items()
    ]


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return dated entries by the first day that they may mean, the vaguer first, rival datings side by side."""
    listed = list(entries)
    positions: dict[tuple[str, str], tuple[str, int, int, str]] = {}
    for entry in listed:
        position = _position(entry.period)
        positions[_name(entry)] = min(position, positions.get(_name(entry), position))
    return sorted(listed, key=lambda entry: (positions[_name(entry)], _name(entry), _position(entry.period)))


def _position(period: Period) -> tuple[str, int, int, str]:
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
