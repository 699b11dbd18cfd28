"""The possible interval of a relation, the days that it can have to do with as far as its dates tell (Allen 1983).

A bound that is missing is unknown: the relation can have begun at any time before, or gone on at any time after.
"""

from __future__ import annotations

from kg.model.dates import Period, Span


def possible_interval(period: Period) -> Span:
    """Return the days on which a relation can hold: from its earliest possible start to its latest possible end."""
    return Span(
        _days(period.on or period.from_ or period.not_before).first,
        _days(period.on or period.until or period.not_after).last,
    )


def beginning(period: Period) -> Span:
    """Return the days on which a relation can begin."""
    if (known := period.on or period.from_) is not None:
        return _days(known)
    return Span(_days(period.not_before).first, _days(period.not_after or period.until).last)


def ending(period: Period) -> Span:
    """Return the days on which a relation can end."""
    if (known := period.on or period.until) is not None:
        return _days(known)
    return Span(_days(period.not_before or period.from_).first, _days(period.not_after).last)


def overlap(one: Span, other: Span) -> bool:
    """Say whether two spans have a day in common."""
    return one.first <= other.last and other.first <= one.last


def meets(one: Period, other: Period) -> bool:
    """Say whether one can end where the other begins, so that the two need not overlap, as of one office's holders.

    Both dates must be known; two moments of the same day, month or year do not meet.
    """
    last, first = one.until or one.on or one.not_after, other.from_ or other.not_before
    return last is not None and first is not None and _days(first).last >= _days(last).first


def _days(date: str | None) -> Span:
    return Span() if date is None else Span.of(date, date)
