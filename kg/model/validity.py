"""Why a relation holds on a date, may hold, or does not: the known dates that decide it.

This is the one body of the rule for relations in hand; ``kg/queries/holding.rq`` is the same rule for a query that
reads the whole graph, and the tests hold the two to one table of cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kg.model.dates import CERTAINLY, NOT, POSSIBLY, UNDATED, Span
from kg.model.records import EntityRef, Json, Relation

COVERED: Final = "covered"
BETWEEN: Final = "between"
BEFORE: Final = "before"
AFTER: Final = "after"
OPEN: Final = "open"
RIVALS: Final = "rivals"
NOTHING: Final = "nothing"

# What each clause of the rule says, and the answer that it gives.
RULES: Final = {
    COVERED: (CERTAINLY, "the days asked about cover a known date whole"),
    BETWEEN: (CERTAINLY, "the days asked about touch the time between two known dates"),
    BEFORE: (NOT, "the days asked about end before it can begin"),
    AFTER: (NOT, "the days asked about begin after it can end"),
    OPEN: (POSSIBLY, "no known date settles it"),
    RIVALS: (POSSIBLY, "rival datings of its event give different answers"),
    NOTHING: (UNDATED, "nothing dates it"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A known moment of a relation: a date of its own or of its event's, or one for which a claim attests it.

    ``dates`` are by what they are: on, from, until, attested_on, earliest, latest, or
    not_before and not_after, which bound one moment.
    ``days`` are all readings of it; ``begins`` and ``ends`` say whether nothing is before it, and nothing after.
    A ``bound`` is no moment at which it is known to hold: it only says before or after which day it does not, since one
    of its ends is not there then, or no dated account of its tie has it.
    """

    dates: tuple[tuple[str, str], ...]
    relation: str
    claim: str | None
    days: Span
    begins: bool
    ends: bool
    bound: bool = False

    def as_json(self) -> Json:
        """Return the record of the moment."""
        return {**dict(self.dates), "relation": self.relation, "claim": self.claim}


@dataclass(frozen=True, slots=True)
class Holding:
    """Whether a relation holds in some days, by which clause of the rule and which known moments.

    ``event`` is the one at whose dates the relation is read, if it is, and ``datings`` are the relations that give
    them. ``otherwise`` is the answer without the deciding moments; ``missing`` says of what may hold whether a later,
    an earlier or a more precise date would settle it.
    """

    days: Span
    clause: str
    moments: tuple[Moment, ...]
    event: EntityRef | None = None
    datings: tuple[Relation, ...] = ()
    otherwise: str | None = None
    missing: str | None = None

    @property
    def answer(self) -> str:
        """Return certainly, possibly, not or undated."""
        return RULES[self.clause][0]

    @property
    def rule(self) -> str:
        """Return the clause in words."""
        return RULES[self.clause][1]

    def as_json(self) -> Json:
        """Return the record."""
        return {
            "first": None if self.days.begins_open else self.days.first,
            "last": None if self.days.ends_open else self.days.last,
            "answer": self.answer,
            "clause": self.clause,
            "rule": self.rule,
            "event": None if self.event is None else self.event.as_json(),
            "datings": [dating.as_json() for dating in self.datings],
            "moments": [moment.as_json() for moment in self.moments],
            "otherwise": self.otherwise,
            "missing": self.missing,
        }


def judged(known: list[Moment], days: Span) -> Holding:
    """Return whether what is known at these moments holds in some days, and which of them decide it."""
    clause, deciding = _clause(known, days)
    if clause == OPEN:
        return Holding(days, clause, tuple(deciding), missing=_missing(known, days))
    rest = [moment for moment in known if moment not in deciding]
    otherwise = RULES[_clause(rest, days)[0]][0] if deciding else None
    return Holding(days, clause, tuple(deciding), otherwise=otherwise)


def moments(relation: Relation) -> list[Moment]:
    """Return the known moments of a relation by itself."""

    def moment(
        begins: bool, ends: bool, claim: str | None = None, *, bound: bool = False, **dates: str | None
    ) -> Moment:
        known = tuple((word, date) for word, date in dates.items() if date is not None)
        days = Span.of(*dates.values()) if len(dates) == 2 else Span.of(known[0][1], known[0][1])
        return Moment(known, relation.id, claim, days, begins, ends, bound)

    found = [moment(begins=True, ends=True, on=relation.on)] if relation.on else []
    found += [moment(True, False, None, bound=False, **{"from": relation.from_})] if relation.from_ else []
    found += [moment(begins=False, ends=True, until=relation.until)] if relation.until else []
    if relation.not_before or relation.not_after:
        found.append(moment(begins=True, ends=True, not_before=relation.not_before, not_after=relation.not_after))
    if relation.earliest:
        found.append(moment(begins=True, ends=False, bound=True, earliest=relation.earliest))
    if relation.latest:
        found.append(moment(begins=False, ends=True, bound=True, latest=relation.latest))
    return found + [
        moment(begins=False, ends=False, claim=claim.id, attested_on=claim.attested_on)
        for claim in relation.claims
        if claim.affirms and claim.attested_on
    ]


def _clause(known: list[Moment], days: Span) -> tuple[str, list[Moment]]:
    """Return the clause of the rule that applies, and the moments that decide it."""
    if outside := [
        m for m in known if m.bound and (days.last < m.days.first if m.begins else m.days.last < days.first)
    ]:
        return BEFORE if outside[0].begins else AFTER, outside
    known = [m for m in known if not m.bound]
    if not known:
        return NOTHING, []
    covered = [m for m in known if days.first <= m.days.first and m.days.last <= days.last]
    if covered:
        return COVERED, covered
    start, end = min(known, key=lambda m: m.days.last), max(known, key=lambda m: m.days.first)
    if max(start.days.last, days.first) <= min(end.days.first, days.last):
        return BETWEEN, [start, end]
    if early := [m for m in known if m.begins and days.last < m.days.first]:
        return BEFORE, early
    if late := [m for m in known if m.ends and m.days.last < days.first]:
        return AFTER, late
    return OPEN, known


def _missing(known: list[Moment], days: Span) -> str:
    if all(moment.days.last < days.first for moment in known):
        return "later"
    return "earlier" if all(days.last < moment.days.first for moment in known) else "precision"
