"""Relations in words: a sentence, its time and its quantity."""

from decimal import Decimal
from typing import Final

from kg.model.dates import CERTAINLY
from kg.model.records import EntityRef, Relation

_ORDERS: Final = {
    Decimal(10): "tens",
    Decimal(100): "hundreds",
    Decimal(1000): "thousands",
    Decimal(10) ** 6: "millions",
}
_POWERS: Final = ((Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))


def words(name: str) -> str:
    """Return a camel-case name as words.

    >>> words("underWay")
    'under way'
    """
    if name.isupper():
        return name
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()


def sentence(relation: Relation) -> str:
    """Return a relation as a sentence: subject, type, object, user of a name, phase."""
    parts = [relation.subject.label, relation.type.label]
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
    found = [words(relation.phase)] if relation.phase is not None else []
    if relation.holds is not None and relation.holds != CERTAINLY:
        found.append(f"{relation.holds} then")
    return found if standing == "accepted" else [*found, standing]


def verb(relation: Relation, standing: str = "accepted") -> str:
    """Return the type of a relation, and in brackets what keeps it from being plain fact."""
    found = doubts(relation, standing)
    return f"{relation.type.label} ({', '.join(found)})" if found else relation.type.label


def voices(relation: Relation) -> list[str]:
    """Return, in words, who affirms a relation and who denies it."""
    found = []
    for word, affirms in (("according to", True), ("denied by", False)):
        names = dict.fromkeys(claim.claimant.label for claim in relation.claims if claim.affirms == affirms)
        if names:
            first, others = next(iter(names)), len(names) - 1
            found.append(f"{word} {first}" + (f" and {others} more" if others else ""))
    return found


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


def quantity(relation: Relation) -> str:
    """Return the quantity of a relation in words, or an empty string."""
    if relation.value is None:
        return ""
    unit = relation.unit_symbol or words(relation.unit or "")
    if relation.comparator == "inTheOrderOf" and relation.value in _ORDERS:
        return f"{_ORDERS[relation.value]} of {unit}"
    parts = [words(relation.comparator or ""), number(relation.value)]
    if relation.value_max is not None:
        parts.append(f"to {number(relation.value_max)}")
    parts.append(unit.removesuffix("s") if relation.value == 1 and relation.value_max is None else unit)
    return " ".join(filter(None, parts))


def number(value: Decimal) -> str:
    """Return a number with millions and billions in words and thousands set apart by commas.

    >>> number(Decimal(825000000)), number(Decimal(150000)), number(Decimal("5.4"))
    ('825 million', '150,000', '5.4')
    """
    for power, word in _POWERS:
        if abs(value) >= power:
            return f"{(value / power).normalize():f} {word}"
    return f"{value:,f}" if value == value.to_integral_value() else f"{value.normalize():f}"


def details(relation: Relation) -> str:
    """Return the time and the quantity of a relation in brackets, after a space, or an empty string."""
    known = ", ".join(filter(None, (when(relation), quantity(relation))))
    return f" ({known})" if known else ""
