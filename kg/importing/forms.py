"""Dates of any form, written as strptime has it (``%d-%b-%y``), and dates from parts; as precise as what is there."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from kg.errors import InputError
from kg.model.dates import parse_date

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PARTS: Final = {
    "%Y": r"(?P<Y>[0-9]{4})",
    "%y": r"(?P<y>[0-9]{2})",
    "%m": r"(?P<m>[0-9]{1,2})",
    "%d": r"(?P<d>[0-9]{1,2})",
    "%b": r"(?P<b>[A-Za-z]{3})[a-z]*\.?",
    "%B": r"(?P<b>[A-Za-z]{3})[a-z]*\.?",
    "%H": r"[0-9]{1,2}",
    "%I": r"[0-9]{1,2}",
    "%M": r"[0-9]{1,2}",
    "%S": r"[0-9]{1,2}",
    "%f": r"[0-9]+",
    "%p": r"[AaPp][Mm]",
    "%z": r"(?:Z|[+-][0-9]{2}:?[0-9]{2})",
    "%%": "%",
}  # fmt: skip
# Without separators a part has all its digits: 20201114.
_FIXED: Final = {"%m": r"(?P<m>[0-9]{2})", "%d": r"(?P<d>[0-9]{2})"}
# Two digits are a year of 1969 to 2068, as in POSIX.
_PIVOT: Final = 69

_EXCEL: Final = "excel"
_DAYS: Final = re.compile(r"([0-9]{1,6})(?:\.[0-9]+)?")
_DAY_0: Final = date(1899, 12, 30)

Form = Callable[[str], str | None]


def date_form(form: str) -> Form:
    """Return what reads a date of one form: a partial date, or None for a cell of another form.

    ``excel`` is a day as a spreadsheet counts it. Raises ValueError, with the part that is unknown, for a form that
    cannot be read.
    """
    if form == _EXCEL:
        return _of_spreadsheet
    parts = re.findall(r"%.|[^%]+", form)
    unknown = [part for part in parts if part.startswith("%") and part not in _PARTS]
    if unknown or not any(part in ("%Y", "%y") for part in parts):
        raise ValueError(f"'{unknown[0]}' is not known" if unknown else "a year, %Y or %y, is missing")
    pattern = re.compile("".join(_pattern(parts, number) for number in range(len(parts))))

    @lru_cache(maxsize=65536)
    def read(cell: str) -> str | None:
        match = pattern.fullmatch(cell)
        return None if match is None else _date(match.groupdict())

    return read


def _of_spreadsheet(cell: str) -> str | None:
    """Return the day of a number; spreadsheets differ in the first 60, since one of them has a 29 February 1900."""
    match = _DAYS.fullmatch(cell)
    return (_DAY_0 + timedelta(int(match[1]))).isoformat() if match and int(match[1]) > 60 else None


def _pattern(parts: Sequence[str], number: int) -> str:
    part = parts[number]
    if not part.startswith("%"):
        return re.escape(part)
    beside = (parts[number - 1] if number else "", parts[number + 1] if number + 1 < len(parts) else "")
    return _FIXED.get(part, _PARTS[part]) if any(other.startswith("%") for other in beside) else _PARTS[part]


def _date(parts: dict[str, str | None]) -> str | None:
    year = parts.get("Y")
    if year is None:
        short = int(parts.get("y") or 0)
        year = str(short + (1900 if short >= _PIVOT else 2000))
    month, name = parts.get("m"), (parts.get("b") or "").lower()
    if name:
        if name not in _MONTHS:
            return None
        month = str(_MONTHS.index(name) + 1)
    return joined_date(year, month or "", parts.get("d") or "")


@lru_cache(maxsize=65536)
def joined_date(year: str, month: str = "", day: str = "") -> str | None:
    """Return the partial date of a year, a month and a day, of which the latter may be empty or 0; None for none.

    >>> joined_date("2020", "3", ""), joined_date("2020", "mar", "7"), joined_date("2020", "0", "7")
    ('2020-03', '2020-03-07', '2020')
    """
    month = str(_MONTHS.index(month[:3].lower()) + 1) if month[:3].lower() in _MONTHS else month
    year, month, day = (part.removesuffix(".0") for part in (year, month, day))
    if not year.isdecimal() or not (month + day or "0").isdecimal() or (day.strip("0") and not month):
        return None
    text = year.zfill(4)
    if month.strip("0"):
        text += f"-{int(month):02}"
        if day.strip("0"):
            text += f"-{int(day):02}"
    try:
        return parse_date(text)
    except InputError:
        return None
