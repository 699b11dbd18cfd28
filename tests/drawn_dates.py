"""Dates of every precision: the table of cases that every body of the rule keeps to, and dates drawn to touch often."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from hypothesis import strategies as st

from kg.model.dates import Span, first_day, last_day

NEVER, EVER = 0, 10**7

DAYS = st.builds(
    lambda year, rest: f"{year}{rest}",
    st.integers(2019, 2021),
    st.sampled_from(["", "", "-01", "-02", "-12", "-01-01", "-01-15", "-02-01", "-02-28", "-03-01", "-12-31"]),
) | st.just("2020-02-29")


@dataclass(frozen=True)
class Dates:
    """The dates of one relation, and those for which somebody attests it."""

    on: str | None = None
    from_: str | None = None
    until: str | None = None
    after: str | None = None
    before: str | None = None
    attested: tuple[str, ...] = ()

    def line(self, name: str) -> str:
        """Return the line of a relation that has these dates."""
        words = {"on": self.on, "from": self.from_, "until": self.until, "after": self.after, "before": self.before}
        dates = [f"{word}:{value}" for word, value in words.items() if value]
        return " ".join([name, "belmar controls salt", *dates, *(f"affirms@{value}" for value in self.attested)])


_ATTESTED = st.lists(DAYS, max_size=2).map(tuple)
DATES = st.one_of(
    st.builds(Dates, on=DAYS, attested=_ATTESTED),
    st.builds(Dates, from_=st.none() | DAYS, until=st.none() | DAYS, attested=_ATTESTED),
    st.builds(Dates, after=DAYS),
    st.builds(Dates, after=DAYS, before=DAYS).filter(lambda d: first_day(d.after or "") <= last_day(d.before or "")),
    st.builds(Dates, before=DAYS),
)


def edges(start: str | None, end: str | None) -> tuple[int, int]:
    """Return the first and the last day, as ordinals, from one partial date to another; None bounds nothing."""
    return (
        date.fromisoformat(first_day(start)).toordinal() if start else NEVER,
        date.fromisoformat(last_day(end)).toordinal() if end else EVER,
    )


class Case(NamedTuple):
    """The dates of a relation in the words of a line, the days asked about, and whether it holds in them."""

    dates: str
    since: str | None
    until: str | None
    holds: str

    @property
    def span(self) -> Span:
        """Return the days asked about."""
        return Span.of(self.since, self.until)

    def __str__(self) -> str:
        """Return the case as the name of a test."""
        return f"{self.dates or 'nothing'} in {self.since or ''}..{self.until or ''}"

    @property
    def times(self) -> list[str | list[str]]:
        """Return the dates as the page has them: on, from, until, not before, not after, and those attested."""
        words = [word.replace("affirms@", "affirms:").partition(":") for word in self.dates.split()]
        known = {word: date for word, _, date in words}
        attested = [date for word, _, date in words if word == "affirms"]
        return [*(known.get(word, "") for word in ("on", "from", "until", "after", "before")), attested]


# SPARQL (test_holding), Python (test_why) and JavaScript (test_export_html_browser) answer each of these alike.
_TABLE: Final = Path(__file__).parent / "fixtures" / "validity.json"
VALIDITY: Final = [Case(*case) for cases in json.loads(_TABLE.read_text(encoding="utf-8")).values() for case in cases]
