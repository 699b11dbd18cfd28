import hashlib
import re
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.identity import number_key, relation_name, slug, text_key

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6)


def test_a_name_joins_all_that_the_relation_says_in_a_fixed_order() -> None:
    name = relation_name(
        "israel",
        "suppliesArmsTo",
        "azerbaijan",
        times=[("until", "2019"), ("from", "2006")],
        comparator="moreThan",
        value=825_000_000,
        unit="usd",
    )
    assert name == "israel-suppliesArmsTo-azerbaijan-from-2006-until-2019-moreThan-825000000-usd"


def test_a_name_can_hold_every_part() -> None:
    name = relation_name(
        "a", "t", "b", used_by="c", times=[("on", "2020")], comparator="about", value=1, up_to=2, unit="u", phase="p"
    )
    assert name == "a-t-b-c-on-2020-about-1-to-2-u-p"


def test_bounds_of_a_moment_are_called_after_and_before() -> None:
    assert relation_name("a", "t", times=[("before", "2015-08"), ("after", "2015-06")]) == (
        "a-t-after-2015-06-before-2015-08"
    )


def test_a_bare_tie_is_named_by_its_ends_and_type() -> None:
    assert relation_name("a", "isAlliedWith", "b") == "a-isAlliedWith-b"


def test_a_relation_without_an_object_has_none_in_its_name() -> None:
    assert relation_name("a", "hasPopulation", value=10, unit="person") == "a-hasPopulation-10-person"


def test_a_value_of_zero_is_a_value() -> None:
    assert relation_name("a", "t", value=0, up_to=5, unit="u") == "a-t-0-to-5-u"


def test_the_order_in_which_times_are_given_does_not_matter() -> None:
    times = [("on", "1"), ("from", "2"), ("until", "3"), ("after", "4"), ("before", "5")]
    assert {relation_name("a", "t", times=order) for order in permutations(times)} == {
        "a-t-on-1-from-2-until-3-after-4-before-5"
    }


@given(NUMBERS)
def test_the_key_of_a_number_reads_back_as_the_number(number: Decimal) -> None:
    assert Decimal(number_key(number)) == number


@given(NUMBERS, st.integers(min_value=0, max_value=8))
def test_equal_numbers_have_one_key_however_they_are_written(number: Decimal, zeros: int) -> None:
    written = Decimal(f"{number:f}{'' if '.' in f'{number:f}' else '.'}{'0' * zeros}")
    assert number_key(written) == number_key(number)
    assert re.fullmatch(r"-?(0|[1-9]\d*)(\.\d*[1-9])?", number_key(number))


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (Decimal("5.40"), "5.4"),
        (Decimal("1E+9"), "1000000000"),
        (Decimal("100"), "100"),
        (Decimal("100.0"), "100"),
        (Decimal("0.0"), "0"),
        (42, "42"),
    ],
)
def test_number_keys(number: Decimal | int, key: str) -> None:
    assert number_key(number) == key


@given(st.text())
def test_a_slug_is_short_and_fit_for_an_iri(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(text))
    assert len(slug(text)) <= 40


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One Nation, Two States", "one-nation-two-states"),
        ("Şuşa", "susa"),
        ("Շուշի", ""),
        ("a" * 50, "a" * 40),
        ("word " * 10, "word-word-word-word-word-word-word-word"),
    ],
)
def test_slugs(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_the_key_of_a_text_ends_in_the_hash_of_the_text_itself() -> None:
    assert text_key("Shushi") == f"shushi-{hashlib.sha256(b'Shushi').hexdigest()[:8]}"
    assert text_key("Շուշի") == hashlib.sha256("Շուշի".encode()).hexdigest()[:8]


def test_texts_that_differ_in_case_only_are_two_texts() -> None:
    assert text_key("Shushi") != text_key("SHUSHI")


def test_one_text_in_two_unicode_forms_has_one_key() -> None:
    assert text_key("Erdo\u011fan") == text_key("Erdog\u0306an")
