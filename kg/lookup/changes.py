"""What began, ended and happened between two dates, by the dates of the relations themselves."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from kg.lookup.relations import selected
from kg.model.dates import CERTAINLY, Span, parse_date
from kg.model.records import Json, Relation
from kg.session.session import Session
from kg.store import named_query

BEGAN: Final = "began"
HAPPENED: Final = "happened"
ENDED: Final = "ended"
_ORDER: Final = {BEGAN: 0, HAPPENED: 1, ENDED: 2}
_MAY: Final = {BEGAN: "may have begun", HAPPENED: "may have happened", ENDED: "may have ended"}


@dataclass(frozen=True, slots=True)
class Change:
    """One relation that began, happened or ended in the days asked about.

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

    @property
    def date(self) -> str:
        """Return the first day that the date of the change may mean."""
        period = self.relation.period
        return Span.of(period.until, period.until).first if self.change == ENDED else period.anchor.first

    def as_json(self) -> Json:
        """Return the record of the change."""
        return {"change": self.change, "certainty": self.certainty, "relation": self.relation.as_json()}


def changes(session: Session) -> list[Change]:
    """Return what began, happened and ended from the one date that is asked for to the other, grouped in this order.

    Within a group, what certainly did so comes first, what is bounded on one side only last, else the earlier date.
    Only the relations' own dates count, so that an event is told once, by the relation that dates it. Raises
    InputError for an end before the start.
    """
    span = Span.of(*map(parse_date, session.question.words))
    kept = selected(session)
    query = named_query("changes", first=Literal(span.first), last=Literal(span.padded_last))
    rows = [(row["relation"].value, row["change"].value, row["holds"].value) for row in session.store.select(query)]
    read = {relation.id: relation for relation in session.read(iri for iri, _, _ in rows if iri in kept)}
    found = [Change(change, certainty, read[iri]) for iri, change, certainty in rows if iri in read]
    return sorted(found, key=_sort_key)


def _sort_key(change: Change) -> tuple[int, bool, bool, str, str]:
    return _ORDER[change.change], change.certainty != CERTAINLY, change.bounded, change.date, change.relation.id
