"""The verbaliser: relations in words, a sentence, its time and its quantity."""

from decimal import Decimal
from typing import Final

from kg.model.dates import CERTAINLY, Period
from kg.model.records import EntityRef, Relation

_ORDER: Final = "in the order of"
_ORDERS: Final = {
    Decimal(10): "tens",
    Decimal(100): "hundreds",
    Decimal(1000): "thousands",
    Decimal(10) ** 6: "millions",
}
# A number that takes more digits behind the point than these is no round one.
_ROUND: Final = -3
_POWERS: Final = ((Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))


def words(name: str) -> str:
    """Return a camel-case name as words.

    >>> words("underWay")
    'under way'
    """
    if name.isupper():
        return name
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()


def predicate(relation: Relation) -> str:
    """Return the words of a relation's type, in the plural where its subject is."""
    return relation.type.verb(plural=relation.subject.plural)


def read_from(relation: Relation, end: EntityRef) -> str:
    """Return the words that read a relation from one of its ends, in the plural where that end is."""
    if relation.subject.id == end.id:
        return predicate(relation)
    return relation.type.inverse_verb(plural=end.plural) or relation.type.verb(plural=end.plural)


def sentence(relation: Relation) -> str:
    """Return a relation as a sentence: subject, type, object, user of a name, phase."""
    parts = [relation.subject.label, predicate(relation)]
    if isinstance(relation.object, EntityRef):
        parts.append(relation.object.label)
    elif relation.object is not None:
        parts.append(f"“{relation.object.value}”")
    text = " ".join(parts)
    if relation.used_by is not None:
        text += f", as used by {relation.used_by.label}"
    return f"{text} ({words(relation.phase)})" if relation.phase is not None else text


def doubts(relation: Relation, standing: str = "accepted") -> list[str]:
    """Return, in words, what keeps a relation from being plain fact: phase, a time left open, and standing."""
    reasons = [words(relation.phase)] if relation.phase is not None else []
    if relation.holds is not None and relation.holds != CERTAINLY:
        reasons.append(f"{relation.holds} then")
    return reasons if standing == "accepted" else [*reasons, standing]


def verb(relation: Relation, standing: str = "accepted") -> str:
    """Return the type of a relation, and in brackets what keeps it from being plain fact."""
    reasons = doubts(relation, standing)
    return f"{predicate(relation)} ({', '.join(reasons)})" if reasons else predicate(relation)


def voices(relation: Relation) -> list[str]:
    """Return, in words, who affirms a relation and who denies it."""
    said = []
    for word, affirms in (("according to", True), ("denied by", False)):
        names = dict.fromkeys(claim.claimant.label for claim in relation.claims if claim.affirms == affirms)
        if names:
            first, others = next(iter(names)), len(names) - 1
            said.append(f"{word} {first}" + (f" and {others} more" if others else ""))
    return said


def when(relation: Relation) -> str:
    """Return the time of a relation in words, or an empty string."""
    if relation.on is not None:
        return f"on {relation.on}" if len(relation.on) == 10 else f"in {relation.on}"
    dates = {
        "from": relation.from_,
        "until": relation.until,
        "not before": relation.not_before,
        "not after": relation.not_after,
    }
    return " ".join(f"{word} {date}" for word, date in dates.items() if date is not None)


# A date of so many signs is a day.
_DAY: Final = 10
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def at_words(date: str) -> str:
    """Return a year, month or day with the word by which something is said to be then.

    >>> at_words("2020-10"), at_words("2020-10-10")
    ('in Oct 2020', 'on 10 Oct 2020')
    """
    return f"{'on' if len(date) == 10 else 'in'} {date_words(date)}"


def date_words(date: str) -> str:
    """Return a year, a month or a day as it is read.

    >>> date_words("2020"), date_words("2020-10"), date_words("2020-10-09")
    ('2020', 'Oct 2020', '9 Oct 2020')
    """
    return " ".join(reversed(_parts(date)))


def _parts(date: str) -> list[str]:
    """Return a date as year, month and day in words; a date of another form is one word."""
    numbers = date.split("-")
    if not (date.isascii() and date[:4].isdigit() and len(numbers[0]) == 4 and all(map(str.isdigit, numbers[1:]))):
        return [date]
    year, month, day = (*numbers, "", "")[:3]
    named = [_MONTHS[int(month) - 1]] if month and 1 <= int(month) <= 12 else [month] if month else []
    return [year, *named, *([str(int(day))] if day else [])]


def span_words(first: str, last: str) -> str:
    """Return two dates as a range that says once what they share.

    >>> span_words("2014", "2018"), span_words("2020-01", "2020-09"), span_words("2020-09-27", "2020-11-10")
    ('2014–2018', 'Jan–Sep 2020', '27 Sep–10 Nov 2020')
    """
    if first == last:
        return date_words(first)
    one, other = _parts(first), _parts(last)
    if len(one) == len(other):
        shared = 0
        while shared < len(one) - 1 and one[shared] == other[shared]:
            shared += 1
        one = one[shared:]
    return f"{' '.join(reversed(one))}–{' '.join(reversed(other))}"


def period_words(period: Period) -> str:
    """Return the dates of a relation as a reader finds them in a column; an unknown end is not said.

    >>> period_words(Period(from_="1992")), period_words(Period(not_after="2020-10"))
    ('from 1992', 'by Oct 2020')
    """
    if period.on is not None:
        return date_words(period.on)
    if period.from_ is not None and period.until is not None:
        return span_words(period.from_, period.until)
    if period.from_ is not None or period.until is not None:
        return f"from {date_words(period.from_)}" if period.from_ else f"until {date_words(period.until or '')}"
    if period.not_before is not None and period.not_after is not None:
        return f"within {span_words(period.not_before, period.not_after)}"
    if period.not_before is not None:
        return f"{date_words(period.not_before)} or later"
    return f"by {date_words(period.not_after)}" if period.not_after else ""


def known_until(relation: Relation) -> str:
    """Return, in words, the day of all accounts of a relation where it is its end too: they could know no later one."""
    last = relation.until
    told = {claim.attested_on or claim.said_on or claim.source.date for claim in relation.claims if claim.affirms}
    return f"said on {date_words(last)}" if last is not None and len(last) == _DAY and told == {last} else ""


def quantity(relation: Relation) -> str:
    """Return the quantity of a relation and what in particular it is said of, in words, or an empty string.

    300 persons with the qualifier "Syrian fighters" are "300 Syrian fighters".
    """
    if relation.value is None:
        return relation.qualifier or ""
    counted = relation.qualifier if relation.unit_counts else None
    unit = counted or relation.unit_symbol or words(relation.unit or "")
    comparator = words(relation.comparator or "")
    if ordered := order(comparator, relation.value):
        return f"{ordered} of {unit}{_meant(relation)}"
    parts = [comparator, number(relation.value)]
    if relation.value_max is not None:
        parts.append(f"to {number(relation.value_max)}")
    one = relation.value == 1 and relation.value_max is None and counted is None
    parts.append(unit.removesuffix("s") if one else unit)
    return " ".join(filter(None, parts)) + _meant(relation)


def order(comparator: str, value: Decimal | float) -> str:
    """Return a power of ten that a source names as one, in words; nothing for another number.

    >>> order("in the order of", 1000), order("nearly", 1000)
    ('thousands', '')
    """
    return _ORDERS.get(Decimal(value), "") if comparator == _ORDER else ""


def _meant(relation: Relation) -> str:
    """Return what in particular is meant, unless it stands in the place of the unit."""
    return f", {relation.qualifier}" if relation.qualifier and not relation.unit_counts else ""


def number(value: Decimal) -> str:
    """Return a number with round millions and billions in words and thousands set apart by commas.

    >>> number(Decimal(825000000)), number(Decimal(84625585)), number(Decimal(150000)), number(Decimal("5.4"))
    ('825 million', '84,625,585', '150,000', '5.4')
    """
    for power, word in _POWERS:
        share = (value / power).normalize()
        if abs(value) >= power and share.as_tuple().exponent >= _ROUND:  # type: ignore[operator]
            return f"{share:f} {word}"
    return f"{value:,f}" if value == value.to_integral_value() else f"{value.normalize():f}"


def time_and_amount(relation: Relation) -> str:
    """Return the time and the quantity of a relation as a reader finds them in a picture, or an empty string."""
    return ", ".join(filter(None, (period_words(relation.period), quantity(relation))))


def details(relation: Relation) -> str:
    """Return the time and the quantity of a relation in brackets, after a space, or an empty string."""
    known = ", ".join(filter(None, (when(relation), quantity(relation))))
    return f" ({known})" if known else ""
