"""Dates as precise as their source and no more: a year, a month or a day.

A partial date is an ISO string of 4, 7 or 10 characters. Dates are compared as
strings, padded to the first and the last day that they cover; engines disagree
on comparing them by datatype.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from kg.errors import InputError
from kg.terms import XSD

# What a relation may do on a date that was asked for, strongest first; NOT is never shown.
CERTAINLY: Final = "certainly"
POSSIBLY: Final = "possibly"
UNDATED: Final = "undated"
NOT: Final = "not"
HOLDING: Final = (CERTAINLY, POSSIBLY, UNDATED)

_FIRST_DAY: Final = "0000-01-01"
_LAST_DAY: Final = "9999-12-31"
_FORM: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DATATYPE: Final = {4: f"{XSD}gYear", 7: f"{XSD}gYearMonth", 10: f"{XSD}date"}


def parse_date(text: str) -> str:
    """Return ``text`` if it is a year, a month or a day that exists, as YYYY, YYYY-MM or YYYY-MM-DD.

    Raises InputError, naming the form that is wanted.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise InputError(f"'{text}' is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in match.groups())
    if year == 0:
        raise InputError(f"'{text}' is not a date: there is no year 0")
    if month is not None and not 1 <= month <= 12:
        raise InputError(f"'{text}' is not a date: there is no month {month}")
    if month is not None and day is not None and not 1 <= day <= monthrange(year or 1, month)[1]:
        raise InputError(f"'{text}' is not a date: that month has no day {day}")
    return text


def is_date(text: str) -> bool:
    """Say whether a text has the form of a year, a month or a day."""
    return _FORM.fullmatch(text) is not None


def datatype(date: str) -> str:
    """Return the IRI of the XSD datatype that has the precision of a partial date."""
    return _DATATYPE[len(date)]


def first_day(date: str) -> str:
    """Return the first day that a partial date covers."""
    return date + "-01-01"[len(date) - 4 :] if len(date) < 10 else date


def last_day(date: str) -> str:
    """Return the last day that a partial date covers."""
    if len(date) == 4:
        return f"{date}-12-31"
    if len(date) == 7:
        parse_date(date)  # a month that does not exist has no last day
        return f"{date}-{monthrange(int(date[:4]), int(date[5:7]))[1]:02}"
    return date


class Span(Struct, frozen=True):
    """A stretch of days, both ends included; an end that nothing bounds lies in the year 0 or 9999."""

    first: str = _FIRST_DAY
    last: str = _LAST_DAY

    @classmethod
    def of(cls, since: str | None, until: str | None) -> "Span":
        """Return the days from the first of one partial date to the last of another; None bounds nothing.

        Raises InputError where the end lies before the start.
        """
        span = cls(_FIRST_DAY if since is None else first_day(since), _LAST_DAY if until is None else last_day(until))
        if span.last < span.first:
            raise InputError(f"{until} ends before {since} begins: give the earlier date first")
        return span

    @property
    def padded_last(self) -> str:
        """Return the last day as the queries compare it: the last day of any month is written as day 31."""
        month = self.last[:7]
        return f"{month}-31" if self.last == last_day(month) else self.last

    @property
    def begins_open(self) -> bool:
        """Say whether nothing bounds the first day."""
        return self.first == _FIRST_DAY

    @property
    def ends_open(self) -> bool:
        """Say whether nothing bounds the last day."""
        return self.last == _LAST_DAY


class Period(Struct, frozen=True):
    """The dates of a relation: a moment, an interval, or the bounds of a moment; None is unknown, never open."""

    on: str | None = None
    from_: str | None = None
    until: str | None = None
    not_before: str | None = None
    not_after: str | None = None

    def __bool__(self) -> bool:
        """Say whether any date is known."""
        return any((self.on, self.from_, self.until, self.not_before, self.not_after))

    @property
    def anchor(self) -> Span:
        """Return the days within which it begins or happens, or within which it ends where only that is known."""
        known = self.on or self.from_ or self.until
        return Span.of(known, known) if known else Span.of(self.not_before, self.not_after)


def combined(verdicts: Iterable[str]) -> str:
    """Return what rival datings of one event say together: certainly, or not, only where all of them agree."""
    different = set(verdicts)
    return different.pop() if len(different) == 1 else POSSIBLY
