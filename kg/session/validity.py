"""When relations hold: by their own dates, or by those of the event that they are ties of.

The comparing of dates stands in ``kg/queries/holding.rq``.
"""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct
from pyoxigraph import Literal, QuerySolution

from kg.model.dates import CERTAINLY, NOT, UNDATED, Span, combined
from kg.model.filters import Filters
from kg.model.records import EntityRef, Relation
from kg.session.reading import read_relations
from kg.store import Store, named_query

Held = dict[str, str | None]


class EventTies(Struct, frozen=True):
    """The ties of events and agreements, and the relations that date these.

    ``datings`` has the relations that date an event, several where datings differ; ``events`` the event of each tie:
    its subject if that is one, else its object.
    """

    datings: dict[str, tuple[str, ...]]
    events: dict[str, str]

    def dated_by(self, relation: str) -> tuple[str, ...]:
        """Return the relations at whose dates a relation is read that has none of its own."""
        return self.datings.get(self.events.get(relation, ""), ())


class Verdict(Struct, frozen=True):
    """Whether a relation holds in the days asked about, by its own dates; ``attested`` if only claims date it."""

    holds: str
    attested: bool


def event_ties(store: Store) -> EventTies:
    """Return the ties of events and agreements, with what dates these."""
    datings = finest(store.select(named_query("datings")))
    events: dict[str, str] = {}
    ends: list[tuple[str, str, str]] = [
        (end.value, relation.value, event.value) for relation, event, end in store.select(named_query("event_ties"))
    ]
    for _, relation, event in sorted(ends, key=lambda tie: tie[0], reverse=True):
        events[relation] = event
    return EventTies({event: tuple(sorted(relations)) for event, relations in datings.items()}, events)


def finest(rows: Iterable[QuerySolution]) -> dict[str, set[str]]:
    """Return which relations date each event, by the rows of a query, but for those that are only less precise.

    A year or a month within which another dating falls is no rival of it. Strings are compared here, since an engine
    looks at all pairs of datings for it.
    """
    datings: dict[str, dict[str, _Dating]] = defaultdict(dict)
    for event, dating, type_, on, begins, until in rows:
        days = (node.value if node is not None else "" for node in (on, begins, until))
        datings[event.value][dating.value] = _Dating(type_.value, *days)
    return {
        event: {iri for iri, dating in of.items() if not any(other.is_within(dating) for other in of.values())}
        for event, of in datings.items()
    }


class _Dating(Struct, frozen=True):
    """The type of a dating and its dates, each empty where it has none."""

    type: str
    on: str
    begins: str
    until: str

    def is_within(self, wide: "_Dating") -> bool:
        """Say whether this one is the same but more precise: a day of a month, or a span of days in a year."""
        date = self.on or self.begins
        begins = 0 < len(wide.on) < len(date) and date.startswith(wide.on)
        return self.type == wide.type and begins and (not self.until or self.until.startswith(wide.on))


def datings(store: Store, events: Iterable[EntityRef]) -> dict[str, list[Relation]]:
    """Return the relations that date these events or agreements, by the IRI of the event."""
    known = event_ties(store).datings
    wanted = {event.id: known[event.id] for event in events if event.id in known}
    read = read_relations(store, {dating for iris in wanted.values() for dating in iris})
    return {event: [relation for relation in read if relation.id in iris] for event, iris in wanted.items()}


def own_verdicts(store: Store, span: Span) -> dict[str, Verdict]:
    """Return for each relation with a date of its own whether it holds in these days: certainly, possibly or not."""
    query = named_query("holding", first=Literal(span.first), last=Literal(span.padded_last))
    return {
        relation.value: Verdict(holds.value, attested.value == "true")
        for relation, holds, attested in store.select(query)
    }


def valid_at(store: Store, filters: Filters, relations: Iterable[str]) -> Held:
    """Return those of the relations that can hold on the dates of the filters, with whether they do so certainly.

    Undated relations are among them as ``undated``, whatever the filters say of these. Where both a date and a
    span are asked for, the answer is that for the date. Without either, all relations are returned, with None.
    """
    verdicts: Held = dict.fromkeys(relations)
    if not filters.spans:
        return verdicts
    ties = event_ties(store)
    for span in reversed(filters.spans):
        own = own_verdicts(store, span)
        for relation in list(verdicts):
            verdicts[relation] = _holds(relation, own, ties)
            if verdicts[relation] == NOT:
                del verdicts[relation]
    return verdicts


def _holds(relation: str, own: dict[str, Verdict], ties: EventTies) -> str:
    """Return whether a relation holds: by its dates, else by its event's and the dates for which it is attested."""
    verdict = own.get(relation)
    if verdict is not None and (verdict.holds == CERTAINLY or not verdict.attested):
        return verdict.holds
    rivals = [own[dating].holds for dating in ties.dated_by(relation) if dating in own]
    if rivals:
        return combined(rivals)
    return UNDATED if verdict is None else verdict.holds
