"""What began, ended, happened and was measured between two dates, by the dates of the relations themselves."""

from datetime import date
from typing import Final

from msgspec import Struct
from pyoxigraph import Literal

from kg.lookup.relations import selected
from kg.model.dates import CERTAINLY, Span, parse_date
from kg.model.records import Relation
from kg.session.session import Session
from kg.store import named_query
from kg.terms import KG, PREFIXES

BEGAN: Final = "began"
HAPPENED: Final = "happened"
ENDED: Final = "ended"
MEASURED: Final = "measured"
_ORDER: Final = {BEGAN: 0, HAPPENED: 1, ENDED: 2, MEASURED: 3}
_MAY: Final = {
    BEGAN: "may have begun",
    HAPPENED: "may have happened",
    ENDED: "may have ended",
    MEASURED: "may have been measured",
}
_NEEDS, _QUANTITY = f"{KG}needs", f"{PREFIXES['part']}quantity"


class Change(Struct, frozen=True):
    """One relation that began, happened or ended in the days asked about, or of which a figure was measured then.

    ``certainty`` is ``certainly`` where all readings of its date lie within these days, else ``possibly``.
    """

    change: str
    certainty: str
    relation: Relation

    def __str__(self) -> str:
        """Return the change in a line."""
        return f"{self.words}: {self.relation}"

    @property
    def words(self) -> str:
        """Return the change in words: what is not certain may have happened."""
        if self.certainty == CERTAINLY:
            return self.change
        return f"{_MAY[self.change]}, known only to be before or after a date" if self.bounded else _MAY[self.change]

    @property
    def bounded(self) -> bool:
        """Say whether its moment has an earliest or a latest reading only."""
        days = self.relation.period.anchor
        return days.begins_open or days.ends_open

    def days_away(self, span: Span) -> int:
        """Return how many days its only bound lies outside a span; 0 where it lies within, or has two."""
        days = self.relation.period.anchor
        if days.begins_open:
            return max(0, _number(days.last) - _number(span.last))
        return max(0, _number(span.first) - _number(days.first)) if days.ends_open else 0

    @property
    def date(self) -> str:
        """Return the first day that the date of the change may mean."""
        period = self.relation.period
        return Span.of(period.until, period.until).first if self.change == ENDED else period.anchor.first


def changes(session: Session) -> list[Change]:
    """Return what began, happened, ended and was measured from one date that is asked for to the other, in this order.

    What certainly did so comes first, what is bounded on one side only last, the nearest bound first; of another group
    the earlier comes first.
    Only the relations' own dates count, so that an event is told once, by the relation that dates it. Raises
    InputError for an end before the start.
    """
    span = Span.of(*map(parse_date, session.question.words))
    kept = selected(session)
    query = named_query("changes", first=Literal(span.first), last=Literal(span.padded_last))
    rows = [(row["relation"].value, row["change"].value, row["holds"].value) for row in session.store.select(query)]
    read = {relation.id: relation for relation in session.read(iri for iri, _, _ in rows if iri in kept)}
    by_relation: dict[tuple[str, str], Change] = {}
    for iri, change, certainty in sorted(rows):
        if iri in read:
            what = MEASURED if _is_measured(session, read[iri]) else change
            known = by_relation.get((iri, what))
            if known is None or known.certainty != CERTAINLY:
                by_relation[iri, what] = Change(what, certainty, read[iri])
    return sorted(by_relation.values(), key=lambda change: _sort_key(change, span))


def _number(day: str) -> int:
    """Return a day as a number that grows by one each day."""
    return date.fromisoformat(day).toordinal()


def _is_measured(session: Session, relation: Relation) -> bool:
    """Say whether the time of a relation is the one over which its quantity is measured, and no beginning or end of it.

    It is that of a type that is nothing without a quantity, such as a budget, and of a sum from one date to another.
    """
    if relation.value is None:
        return False
    declared = session.things([relation.type.id])[relation.type.id].get(_NEEDS, ())
    over = relation.from_ is not None and relation.until is not None
    return over or any(part.value == _QUANTITY for part in declared)


def _sort_key(change: Change, span: Span) -> tuple[bool, bool, int, int, str, str]:
    unsure = change.certainty != CERTAINLY
    bounded = unsure and change.bounded
    away = change.days_away(span) if bounded else 0
    return unsure, bounded, _ORDER[change.change], away, change.date, change.relation.id
