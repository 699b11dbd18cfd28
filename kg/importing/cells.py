"""What the cells of a row give: dates, and a number with its unit."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from kg.errors import InputError
from kg.importing.profile import TIMES, Profile
from kg.importing.refusals import Refused
from kg.importing.schema import Schema, TypeDeclaration
from kg.importing.stated import OutputRule
from kg.model.dates import Span, parse_date

Cells = Mapping[str, str]
# A value, the upper end of a range, and a unit; None and empty where there is none.
Quantity = tuple[Decimal | None, Decimal | None, str]

# As XML Schema writes a decimal: also without digits before or behind the point.
_NUMBER: Final = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_RANGE: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)[-–]([0-9]+(?:\.[0-9]+)?)")
_PERCENT: Final = "percent"
_WHOLE: Final = 100
_NO_TIMES: Final[Mapping[str, str]] = MappingProxyType({})
_PERIODS: Final = ({"on"}, {"from", "until"}, {"not_before", "not_after"})


def times_of(cells: Cells, output: OutputRule) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the dates of the relation and those of the claim."""
    given = tuple([(role, cell) for role in TIMES if (cell := cells.get(role))])
    return _dated(given, output.from_, output.until) if given else (_NO_TIMES, _NO_TIMES)


@lru_cache(maxsize=65536)
def _dated(given: tuple[tuple[str, str], ...], from_: str, until: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    dates: dict[str, str] = {}
    for role, cell in given:
        date = date_of(role, cell)
        meant = {"from": from_, "until": until}.get(role, role)
        if not date or not meant:
            continue
        if meant in dates and dates[meant] != date:
            raise Refused(f"the row gives two dates for {meant}: {dates[meant]} and {date}")
        dates[meant] = date
    # A happening with a first and a last day has a period.
    if "on" in dates and "until" in dates:
        first, last = dates["on"], dates.pop("until")
        if first != last:
            dates = {"from": dates.pop("on"), "until": last, **dates}
    claimed = {name: date for name, date in dates.items() if name in ("attested_on", "said_on")}
    dates = {name: date for name, date in dates.items() if name not in claimed}
    _check_period(dates)
    return dates, claimed


def _check_period(dates: Mapping[str, str]) -> None:
    periods = [period for period in _PERIODS if period & dates.keys()]
    if len(periods) > 1:
        raise Refused("the row has more than one period: give a moment, an interval or bounds of a moment")
    for first, last in (("from", "until"), ("not_before", "not_after")):
        if first in dates and last in dates:
            try:
                Span.of(dates[first], dates[last])
            except InputError as error:
                raise Refused(str(error)) from None


def quantity_of(cells: Cells, output: OutputRule, type_: TypeDeclaration, profile: Profile, schema: Schema) -> Quantity:
    """Return the quantity of a row, in a unit of the ontology that the relation type takes."""
    text, up_to = (output.number, "") if output.number else (cells.get("value", ""), cells.get("up_to", ""))
    if output.value < 0 or "quantity" not in type_.takes:
        return None, None, ""
    if not text:
        if lone := [role for role in ("up_to", "unit", "comparator") if cells.get(role)]:
            raise Refused(f"the row has {' and '.join(lone)}, and no value")
        return None, None, ""
    if output.value:
        text = _part(text, output.value)
    if (match := _RANGE.fullmatch(text)) and not up_to:
        text, up_to = match[1], match[2]
    word = cells.get("unit", "")
    measure = profile.units.get(word)
    unit, factor = (word, Decimal(1)) if measure is None else (measure.unit, measure.factor)
    unit = _unit(word or text, output.unit or unit, type_, schema)
    value, most = _times(_number(text), factor), _times(_number(up_to), factor) if up_to else None
    if type_.share and unit == _PERCENT and (most or value) > _WHOLE:
        raise Refused(f"a share of {(most or value):f} percent is more than the whole")
    if type_.share and unit == _PERCENT and value < 0:
        raise Refused(f"a share of {value:f} percent is less than nothing")
    if type_.most is not None and (out := max(abs(value), abs(most or value))) > type_.most:
        raise Refused(f"the coordinate lies off the globe: {out:f} is more than {type_.most} degrees")
    if most is not None and most <= value:
        raise Refused(f"the range {text} to {up_to} does not rise")
    return value, most, unit


def bounds_of(cells: Cells, value: Decimal) -> tuple[Decimal, Decimal] | None:
    """Return the lowest and the highest number of an estimate whose best is ``value``; None where there is none.

    Raises Refused where the best does not lie between them.
    """
    if "low" not in cells and "high" not in cells:
        return None
    low, high = (_number(cells[name]) if name in cells else value for name in ("low", "high"))
    if low == high == value:
        return None
    if not low <= value <= high:
        raise Refused(f"the estimate {value} does not lie between {low} and {high}")
    return low, high


def _times(number: Decimal, factor: Decimal) -> Decimal:
    """Return a number in another unit, in which the digits after the point count for nothing if they are zeros."""
    product = number * factor
    return number if factor == 1 else product.quantize(Decimal(1)) if product == product.to_integral() else product


def _part(text: str, number: int) -> str:
    parts = text.split(",")
    if number > len(parts):
        raise Refused(f"'{text}' has no part {number}")
    return parts[number - 1].strip()


def _unit(word: str, unit: str, type_: TypeDeclaration, schema: Schema) -> str:
    """Return the unit of the ontology that a word means, by its name, label or symbol."""
    taken = " or ".join(sorted(type_.dimensions))
    if not unit:
        raise Refused(f"the value {word} has no unit; {type_.name} takes {taken}")
    meant = schema.meant("unit", unit)
    if meant is None:
        near = schema.nearest("unit", unit)
        raise Refused(f"the unit '{word}' is not in the profile, under [units], nor in the ontology; {near}")
    if (dimension := schema.units[meant]) not in type_.dimensions:
        raise Refused(f"'{word}' measures {dimension}; {type_.name} takes {taken}")
    return meant


@lru_cache(maxsize=65536)
def date_of(what: str, cell: str) -> str:
    """Return the date in a cell, which may be empty; raises Refused, with what it dates, for another notation."""
    try:
        return parse_date(cell) if cell else ""
    except InputError as error:
        cure = "" if _DATE.fullmatch(cell) else ", or tell its form in the profile, such as %d.%m.%Y"
        raise Refused(f"{what}: {error}{cure}") from None


def _number(cell: str) -> Decimal:
    if not _NUMBER.fullmatch(cell):
        raise Refused(
            f"'{cell}' is no plain number: write 1234.5, without separators, signs and words, or tell of them in the "
            "profile, by thousands, decimal, pattern or missing"
        )
    return Decimal(cell)
