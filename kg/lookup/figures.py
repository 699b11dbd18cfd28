"""Whether two figures say the same: rounding, hedges, ranges and units.

Figures agree when one is the other rounded to fewer significant digits, when the hedge or the range of one admits the
other, or when they differ by no more than their relation type lets figures differ. Which share of the number a
comparator admits, and which units can be converted, the ontology declares too.
"""

from __future__ import annotations

from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from typing import Final

from msgspec import Struct

from kg.model.records import Relation
from kg.session.declared import Declared
from kg.terms import local_name

_ROUNDINGS: Final = (ROUND_HALF_UP, ROUND_HALF_DOWN)


# An end of the values that a figure admits, and whether the end itself is one of them.
Bound = tuple[Decimal, bool]


class Figure(Struct, frozen=True):
    """A number as a source gives it.

    ``number`` is in the unit of the source, of which one is ``factor`` base units; ``low`` and ``high`` bound the
    true values that it admits, in base units, where None is no bound. ``hedged`` figures have a comparator or are
    ranges. ``within`` is by how much, in base units, another figure of its relation type may differ and agree.
    """

    number: Decimal
    factor: Decimal
    low: Bound | None
    high: Bound | None
    hedged: bool
    within: Decimal = Decimal(0)

    @property
    def value(self) -> Decimal:
        """Return the number in base units."""
        return self.number * self.factor

    @property
    def digits(self) -> int:
        """Return the number of significant digits, without those that a hedge takes away."""
        return 0 if self.hedged else significant_digits(self.number)


class Scales:
    """What the ontology declares of units and comparators."""

    def __init__(self, declared: Declared) -> None:
        self._units: dict[str, tuple[Decimal, str]] = {}
        self._shares: dict[str, dict[str, Decimal]] = {}
        self._within: dict[str, Decimal] = {}
        for iri, values in declared.items():
            stated = {name: value[0] for name, value in values.items()}
            if "factor" in stated and "dimension" in stated:
                dimension = stated["dimension"]
                apart = declared.get(dimension, {}).get("convertible") == ["false"]
                self._units[local_name(iri)] = Decimal(stated["factor"]), iri if apart else dimension
            if shares := {name: Decimal(share) for name, share in stated.items() if name.startswith("admits")}:
                self._shares[local_name(iri)] = shares
            if "agreesWithin" in stated:
                self._within[iri] = Decimal(stated["agreesWithin"])

    def measure(self, relation: Relation) -> str:
        """Return what the value of a relation measures; values of one measure can be compared."""
        return self._units[relation.unit][1] if relation.unit in self._units else relation.unit or ""

    def figure(self, relation: Relation) -> Figure:
        """Return the value of a relation, which has one, as a figure."""
        assert relation.value is not None
        factor = self._units[relation.unit][0] if relation.unit in self._units else Decimal(1)
        first = relation.value
        last = first if relation.value_max is None else relation.value_max
        shares = self._shares.get(relation.comparator or "", {"admitsFrom": Decimal(1), "admitsUpTo": Decimal(1)})
        return Figure(
            number=first,
            factor=factor,
            low=_bound(shares, "admitsFrom", "admitsAbove", first * factor),
            high=_bound(shares, "admitsUpTo", "admitsBelow", last * factor),
            hedged=relation.comparator is not None or relation.value_max is not None,
            within=self._within.get(relation.type.id, Decimal(0)),
        )


def agree(one: Figure, other: Figure) -> bool:
    """Say whether two figures of one measure can both be right."""
    if one.value == other.value and not (one.hedged and other.hedged):
        return True
    if not one.hedged and not other.hedged:
        near = abs(one.value - other.value) <= min(one.within, other.within)
        return near or _rounds_to(one, other) or _rounds_to(other, one)
    return _begins_before_end(one, other) and _begins_before_end(other, one)


def significant_digits(number: Decimal) -> int:
    """Return how many digits of a number carry meaning: zeros at its end do after the point, and before it do not.

    >>> significant_digits(Decimal(10_000_000)), significant_digits(Decimal("5.40"))
    (1, 3)
    """
    behind_point = number.as_tuple().exponent < 0  # type: ignore[operator]
    return len((number if behind_point else number.normalize()).as_tuple().digits)


def _bound(shares: dict[str, Decimal], closed: str, open_: str, value: Decimal) -> Bound | None:
    if closed in shares:
        return value * shares[closed], True
    return (value * shares[open_], False) if open_ in shares else None


def _rounds_to(fine: Figure, coarse: Figure) -> bool:
    """Say whether a figure, rounded in the unit of a coarser one, is that; halves may go up or down."""
    number = fine.value / coarse.factor
    digits = significant_digits(coarse.number)
    if number == 0 or significant_digits(number) <= digits:
        return False
    step = Decimal(1).scaleb(number.adjusted() - digits + 1)
    return any(number.quantize(step, rounding) == coarse.number for rounding in _ROUNDINGS)


def _begins_before_end(one: Figure, other: Figure) -> bool:
    if one.low is None or other.high is None:
        return True
    (low, from_low), (high, to_high) = one.low, other.high
    return low < high or (low == high and from_low and to_high)
