"""Why a relation holds on a date, may hold, or does not: the known dates that decide it.

This is the one body of the rule for relations in hand; ``kg/queries/holding.rq`` is the same rule for a query that
reads the whole graph, and the tests hold the two to one table of cases.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from kg.model.dates import CERTAINLY, NOT, POSSIBLY, UNDATED, Span
from kg.model.records import EntityRef, Relation

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


_DATES: Final = ("on", "from_", "until", "not_before", "not_after", "earliest", "latest", "attested_on")


class Moment(Struct, frozen=True):
    """A known moment of a relation: a date of its own or of its event's, or one for which a claim attests it.

    It has one date, or ``not_before`` and ``not_after``, which bound one moment. ``days`` are all readings of it;
    ``begins`` and ``ends`` say whether nothing is before it, and nothing after. A ``bound`` is no moment at which it is
    known to hold: it only says before or after which day it does not, since one of its ends is not there then, or no
    dated account of its tie has it.
    """

    relation: str
    days: Span
    begins: bool
    ends: bool
    claim: str | None = None
    bound: bool = False
    on: str | None = None
    from_: str | None = None
    until: str | None = None
    not_before: str | None = None
    not_after: str | None = None
    earliest: str | None = None
    latest: str | None = None
    attested_on: str | None = None

    @property
    def dates(self) -> dict[str, str]:
        """Return the dates that it has, by what they are."""
        return {word.rstrip("_"): date for word in _DATES if (date := getattr(self, word)) is not None}


class Validity(Struct, frozen=True):
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
    def first(self) -> str | None:
        """Return the first of the days, None where nothing bounds them."""
        return None if self.days.begins_open else self.days.first

    @property
    def last(self) -> str | None:
        """Return the last of the days, None where nothing bounds them."""
        return None if self.days.ends_open else self.days.last

    @property
    def answer(self) -> str:
        """Return certainly, possibly, not or undated."""
        return RULES[self.clause][0]

    @property
    def rule(self) -> str:
        """Return the clause in words."""
        return RULES[self.clause][1]


def judged(known: list[Moment], days: Span) -> Validity:
    """Return whether what is known at these moments holds in some days, and which of them decide it."""
    clause, deciding = _clause(known, days)
    if clause == OPEN:
        return Validity(days, clause, tuple(deciding), missing=_missing(known, days))
    rest = [moment for moment in known if moment not in deciding]
    otherwise = RULES[_clause(rest, days)[0]][0] if deciding else None
    return Validity(days, clause, tuple(deciding), otherwise=otherwise)


def moments(relation: Relation) -> list[Moment]:
    """Return the known moments of a relation by itself."""

    def moment(begins: bool, ends: bool, *, claim: str | None = None, bound: bool = False, **dates: str) -> Moment:
        (date,) = dates.values()
        return Moment(relation.id, Span.of(date, date), begins, ends, claim, bound, **dates)

    known = [moment(begins=True, ends=True, on=relation.on)] if relation.on else []
    known += [moment(begins=True, ends=False, from_=relation.from_)] if relation.from_ else []
    known += [moment(begins=False, ends=True, until=relation.until)] if relation.until else []
    if relation.not_before or relation.not_after:
        first, last = relation.not_before, relation.not_after
        days = Span.of(first, last)
        known.append(Moment(relation.id, days, begins=True, ends=True, not_before=first, not_after=last))
    if relation.earliest:
        known.append(moment(begins=True, ends=False, bound=True, earliest=relation.earliest))
    if relation.latest:
        known.append(moment(begins=False, ends=True, bound=True, latest=relation.latest))
    return known + [
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
