"""Dates as precise as their source and no more: a year, a month or a day.

A partial date is an ISO string of 4, 7 or 10 characters. Dates are compared as
strings, padded to the first and the last day that they cover; engines disagree
on comparing them by datatype.
"""

import re
from calendar import monthrange
from typing import Final

from kg.errors import InputError
from kg.terms import XSD

_FORM: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DATATYPE: Final = {4: f"{XSD}gYear", 7: f"{XSD}gYearMonth", 10: f"{XSD}date"}


def parse_date(text: str) -> str:
    """Return ``text`` if it is a year, a month or a day that exists, as YYYY, YYYY-MM or YYYY-MM-DD.

    Raises InputError, naming the form that is wanted.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise InputError(f"'{text}' is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in found.groups())
    if year == 0:
        raise InputError(f"'{text}' is not a date: there is no year 0")
    if month is not None and not 1 <= month <= 12:
        raise InputError(f"'{text}' is not a date: there is no month {month}")
    if month is not None and day is not None and not 1 <= day <= monthrange(year or 1, month)[1]:
        raise InputError(f"'{text}' is not a date: that month has no day {day}")
    return text


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
        return f"{date}-{monthrange(int(date[:4]), int(date[5:7]))[1]:02}"
    return date
