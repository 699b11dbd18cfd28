"""When two figures say the same."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.lookup.figures import Figure, Scales, agree, significant_digits
from kg.model.records import Relation
from kg.session.declared import declared
from tests.accounts import graph


def figure(text: str, folder: Path) -> tuple[str, Figure]:
    """Return what a figure such as ``nearly 10 person`` or ``5 to 7 day`` measures, and the figure."""
    words = text.split()
    facts = f"unit:{words[-1]}"
    if not words[0][0].isdigit():
        facts += f" comparator:{words.pop(0)}"
    facts += f" value:{words[0]}" + (f" upTo:{words[2]}" if words[1] == "to" else "")
    world = graph(folder, f"valley hasPopulation - | {facts}")
    relation: Relation = world.relations()[0]
    scales = Scales(declared(world.store))
    return scales.measure(relation), scales.figure(relation)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10 person", "10 person", True),
        ("11 person", "12 person", False),
        # One is the other, rounded to fewer significant digits; a half may go either way.
        ("10000000 person", "9800000 person", True),
        ("10000000 person", "9400000 person", False),
        ("9800000 person", "9810000 person", True),
        ("9800000 person", "9850001 person", False),
        ("120 person", "118 person", True),
        ("118 person", "119 person", False),
        ("20 person", "25 person", True),
        ("30 person", "25 person", True),
        ("6 person", "10 person", False),
        ("0 person", "1 person", False),
        # A comparator admits the other.
        ("moreThan 825 person", "850 person", True),
        ("moreThan 825 person", "825 person", True),
        ("moreThan 825 person", "800 person", False),
        ("atLeast 100 person", "100 person", True),
        ("atMost 100 person", "101 person", False),
        ("atMost 100 person", "3 person", True),
        ("nearly 10 person", "9.5 person", True),
        ("nearly 10 person", "10 person", True),
        ("nearly 10 person", "10.1 person", False),
        ("nearly 10 person", "8 person", False),
        ("about 300 person", "280 person", True),
        ("about 300 person", "250 person", False),
        ("inTheOrderOf 100 person", "999 person", True),
        ("inTheOrderOf 100 person", "1000 person", False),
        ("inTheOrderOf 100 person", "99 person", False),
        # Two hedges agree where some value suits both.
        ("nearly 10 person", "moreThan 10 person", False),
        ("nearly 10 person", "moreThan 9 person", True),
        ("atLeast 10 person", "atMost 10 person", True),
        ("moreThan 10 person", "atMost 10 person", False),
        # A range admits what lies in it.
        ("5 to 7 person", "6 person", True),
        ("5 to 7 person", "7 person", True),
        ("5 to 7 person", "8 person", False),
        ("5 to 7 person", "moreThan 7 person", False),
        ("about 5 to 7 person", "7.5 person", True),
        # Units are converted by their factor, and rounded in the coarser one.
        ("2 week", "14 day", True),
        ("2 week", "13 day", True),
        ("2 week", "18 day", False),
        ("1 day", "24 hour", True),
        ("3 month", "91 day", True),
    ],
)
def test_figures_agree(tmp_path: Path, one: str, other: str, same: bool) -> None:
    (measure, first), (other_measure, second) = figure(one, tmp_path), figure(other, tmp_path)
    assert measure == other_measure
    assert agree(first, second) is agree(second, first) is same


@pytest.mark.parametrize(
    ("one", "other"), [("5 person", "5 district"), ("5 usd", "5 percent"), ("5 day", "5 kilometre")]
)
def test_what_cannot_be_converted_is_not_compared(tmp_path: Path, one: str, other: str) -> None:
    assert figure(one, tmp_path)[0] != figure(other, tmp_path)[0]


@pytest.mark.parametrize(
    ("number", "digits"), [("10000000", 1), ("825", 3), ("2730000000", 3), ("5.40", 3), ("0.05", 1)]
)
def test_zeros_at_the_end_are_not_significant(number: str, digits: int) -> None:
    assert significant_digits(Decimal(number)) == digits


NUMBERS = st.decimals(min_value=0, max_value=10**9, allow_nan=False, places=2)


def plain(number: Decimal, factor: int = 1) -> Figure:
    return Figure(number, Decimal(factor), (number * factor, True), (number * factor, True), hedged=False)


@given(NUMBERS, NUMBERS, st.sampled_from([1, 7, 1000]))
def test_agreeing_does_not_depend_on_the_order(one: Decimal, other: Decimal, factor: int) -> None:
    assert agree(plain(one), plain(one))
    assert agree(plain(one), plain(other, factor)) is agree(plain(other, factor), plain(one))
