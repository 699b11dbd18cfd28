"""What a cell of a workbook shows: its value by its number format (ECMA-376, 18.8.31)."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final

# What of a format stands for itself: quoted text, escaped signs, and the sign for a gap as wide as the next.
_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_BRACKETS: Final = re.compile(r"\[[^\]]*\]")
_SECTION: Final = re.compile(r"""((?:"[^"]*"|\\.|[^;"\\]|["\\])*?)(?:;|$)""")
_DIGITS: Final = re.compile(r"[0#?][0#?,]*(?:\.([0#?]*))?")
# Commas after the last digit divide what is shown by a thousand each.
_SCALED: Final = re.compile(r"[0#?],+(?![0#?,])")
# A section may be for some numbers only, and one for numbers below nought shows that by a sign or a colour.
_CONDITION: Final = re.compile(r"\[(<=|>=|<>|<|>|=) *(-?[0-9.]+)\]")
_HOLDS: Final = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
_BELOW: Final = re.compile(
    r"[-−–(]|\[(?:black|blue|cyan|green|magenta|red|white|yellow|color *[0-9]+)\]", re.IGNORECASE
)
_ONLY_NOUGHTS: Final = re.compile("0{2,}")
# Beside hours and seconds, m is for minutes; up to dd is the day of the month, beyond that one of the week.
_CLOCK: Final = re.compile(r"am/pm|a/p|(?<=h)[^a-z]*m+|m+(?=[^a-z]*s)")
_DAY: Final = re.compile("(?<!d)dd?(?!d)")
# Beyond this, nothing of a number is a fraction.
_MANY: Final = 10**15


class Unshown(Exception):
    """A cell does not show the value that it holds, and the message says so."""


def shown(value: Any, format_: str) -> str:
    """Return a value that is no text as its cell shows it: a month as a month, a percentage as the number before "%".

    Raises Unshown where a reader sees something else than a number or a date of one meaning.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return _date(value, format_)
    if isinstance(value, time | timedelta):
        raise Unshown(f"shows a time of day or a duration, '{value}': write it as text")
    return _number(value, format_)


def _date(value: date, format_: str) -> str:
    day = (value.date() if isinstance(value, datetime) else value).isoformat()
    exact = value.isoformat() if isinstance(value, datetime) and value.time() != time() else day
    words = _bare(format_.partition(";")[0]).lower()
    if words == "general":
        return exact
    words = _CLOCK.sub("", words)
    if "y" not in words and "e" not in words:
        raise Unshown(f"shows no year, by its format {format_}: show the whole date")
    if "h" in words or "s" in words:
        return exact
    if "m" not in words:
        return day[:4]
    return day if _DAY.search(words) else day[:7]


def _number(value: int | float | Decimal, format_: str) -> str:
    # A spreadsheet keeps 15 digits of a number.
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    section = _section(number, format_)
    words, digits = _bare(section), _DIGITS.search(_bare(section))
    if any(sign.isalpha() for literal in _LITERAL.findall(section) for sign in "".join(literal)):
        raise Unshown(f"shows words, by its format {format_}: write the number alone, and what it counts as its unit")
    if digits is None and words not in ("General", "@"):
        raise Unshown(f"does not show its number, {number:f}, by its format {format_}: show it")
    if digits is None or "/" in words or "e" in words.lower():  # as it is, a fraction, a power of ten
        return _plain(f"{number:f}")
    if _SCALED.search(words):
        raise Unshown(f"shows a part of its number, {number:f}, by its format {format_}: show all of it")
    decimals, whole = Decimal(1).scaleb(-len(digits[1] or "")), digits[0].replace(",", "")
    number = number.scaleb(2 * words.count("%"))
    text = f"{number.quantize(decimals, ROUND_HALF_UP) if abs(number) < _MANY else number:f}"
    return text.zfill(len(whole)) if _ONLY_NOUGHTS.fullmatch(whole) else _plain(text)


def _bare(format_: str) -> str:
    """Return what of a format stands for digits or for parts of a date."""
    return _BRACKETS.sub("", _LITERAL.sub("", format_))


def _plain(text: str) -> str:
    """Return a number without a fraction of nought."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def _section(number: Decimal, format_: str) -> str:
    """Return the part of a format that is for numbers of this sign."""
    parts = _SECTION.findall(format_)
    if any(map(_CONDITION.search, parts)):
        fitting = (part for part in parts[:-1] or parts if _fits(number, part))
        return str(next(fitting, ""))
    if number < 0 and len(parts) > 2:
        if parts[1] and _BELOW.search(parts[1]) is None:
            raise Unshown(f"shows no minus before its number, {number:f}, by its format {format_}: show it")
        return str(parts[1])
    return str(parts[2] if number == 0 and len(parts) > 3 else parts[0])


def _fits(number: Decimal, section: str) -> bool:
    """Say whether a section is for a number, where sections say for which; one that does not takes the rest."""
    condition = _CONDITION.search(section)
    return condition is None or _HOLDS[condition[1]](number, Decimal(condition[2]))
