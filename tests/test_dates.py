from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model.dates import datatype, first_day, last_day, parse_date
from kg.terms import XSD

PARTIAL = st.dates(min_value=date(1, 1, 1)).flatmap(
    lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]])
)


@given(PARTIAL)
def test_every_date_that_exists_is_read_as_it_is_written(text: str) -> None:
    assert parse_date(text) == text


@given(PARTIAL)
def test_a_date_lies_between_its_first_and_its_last_day(text: str) -> None:
    first, last = date.fromisoformat(first_day(text)), date.fromisoformat(last_day(text))
    assert first <= last
    assert first.isoformat().startswith(text)
    assert last.isoformat().startswith(text)
    assert last == date.max or not date.fromordinal(last.toordinal() + 1).isoformat().startswith(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2021-02", "2021-02-01", "2021-02-28"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2020-10-10", "2020-10-10", "2020-10-10"),
    ],
)
def test_first_and_last_day(text: str, first: str, last: str) -> None:
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "write YYYY"),
        ("20", "write YYYY"),
        ("2020-1", "write YYYY"),
        ("2020-1-1", "write YYYY"),
        ("2020-10-10T00:00", "write YYYY"),
        ("-2020", "write YYYY"),
        ("10.10.2020", "write YYYY"),
        ("2020\n", "write YYYY"),
        ("٢٠٢٠", "write YYYY"),
        ("0000", "no year 0"),
        ("2020-00", "no month 0"),
        ("2020-13", "no month 13"),
        ("2020-13-01", "no month 13"),
        ("2020-10-00", "no day 0"),
        ("2020-11-31", "no day 31"),
        ("2021-02-29", "no day 29"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        parse_date(text)


@pytest.mark.parametrize(("text", "name"), [("2020", "gYear"), ("2020-10", "gYearMonth"), ("2020-10-10", "date")])
def test_the_datatype_has_the_precision_of_the_date(text: str, name: str) -> None:
    assert datatype(text) == f"{XSD}{name}"
