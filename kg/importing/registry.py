"""The registry of states: which state a code means, and from when to when."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Final

from msgspec import Struct, field

from kg.importing.refusals import Refused
from kg.model.dates import first_day, last_day
from kg.model.names import search_key
from kg.resources import text_of
from kg.toml import nearest

SCHEMES: Final = ("cow", "cowc", "gw", "gwc", "ucdp", "iso2", "iso3", "isonum", "fips", "cameo", "wikidata", "name")


# The first day of the lists of states, which is not the first day of the states that are in them from then on.
_LISTS: Final = ("cow", "cowc", "gw", "gwc", "ucdp")
_BEGINNING: Final = "1816-01-01"


class State(Struct, frozen=True):
    """A state or polity of the registry: its slug, kind and name, and its codes by scheme."""

    slug: str
    kind: str
    name: str
    codes: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Return the hash of the slug, since codes have none."""
        return hash(self.slug)


class _Span(Struct, frozen=True):
    state: State
    first: str
    last: str

    def touches(self, day: str) -> bool:
        if len(day) == 10:
            return self.first <= day <= self.last
        return not day or (self.first <= last_day(day) and first_day(day) <= self.last)

    def days(self, day: str) -> int:
        """Return on how many days of a time it is."""
        first, last = max(self.first, first_day(day)), min(self.last, last_day(day))
        return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1

    def __str__(self) -> str:
        until = "today" if self.last.startswith("9999") else self.last
        return f"{self.state.name} ({self.first} to {until})"


class States:
    """All states, found by code."""

    def __init__(self, text: str) -> None:
        self._rows = list(csv.DictReader(io.StringIO(text)))

    @cached_property
    def _spans(self) -> dict[tuple[str, str], list[_Span]]:
        spans: dict[tuple[str, str], list[_Span]] = {}
        for row in self._rows:
            state = self.by_slug[row["slug"]]
            for scheme in SCHEMES:
                if code := row.get(scheme, ""):
                    span = _Span(state, row["from"] or "0001-01-01", row["until"] or "9999-12-31")
                    spans.setdefault((scheme, _folded(code)), []).append(span)
        return spans

    @cached_property
    def by_slug(self) -> dict[str, State]:
        """Return all states by slug."""
        states: dict[str, State] = {}
        for row in self._rows:
            codes = {scheme: code for scheme in SCHEMES if scheme != "name" and (code := row.get(scheme, ""))}
            before = states.get(row["slug"])
            if before is not None:
                codes = {**codes, **before.codes}
            states[row["slug"]] = State(row["slug"], row["kind"], row["label"], codes)
        return states

    def of_code(self, scheme: str, code: str, day: str) -> State:
        """Return the state that a code of a scheme means on a day; ``meaning`` says more."""
        return self.meaning(scheme, code, day)[0]

    @lru_cache(maxsize=65536)  # noqa: B019 - there is one registry
    def meaning(self, scheme: str, code: str, day: str) -> tuple[State, str]:
        """Return the state that a code has on a day, which may be a year or empty, and which other one it may mean.

        In a year in which a code passes from one state to another, it means the one that has it longer. A code of a
        list that begins in 1816 means before that what it means on the first day of the list.

        Raises Refused for a scheme nobody knows, a code that no state has or had then, and one that several had.
        """
        if scheme not in SCHEMES:
            raise Refused(f"there is no scheme of codes '{scheme}'; {nearest(scheme, SCHEMES)}")
        if scheme in _LISTS and day and day < _BEGINNING:
            day = _BEGINNING
        spans = self._spans.get((scheme, _folded(code)), [])
        if len(spans) == 1 and spans[0].touches(day):
            return spans[0].state, ""
        what = f"the name '{code}'" if scheme == "name" else f"the {scheme} code '{code}'"
        if not spans:
            raise Refused(f"no state has {what}{self._elsewhere(code)}")
        then = [span for span in spans if span.touches(day)]
        if not then:
            raise Refused(f"{what} means no state in {day}: it is {_listed(spans)}{self._instead(spans, day)}")
        if len({span.state.slug for span in then}) == 1:
            return then[0].state, ""
        if not day:
            raise Refused(f"{what} means several states without a date: {_listed(then)}")
        longest = max(then, key=lambda span: span.days(day))
        return longest.state, f"{what} means {_listed(then)}: in {day} it is read as '{longest.state.name}'"

    def of_wikidata(self, item: str) -> State | None:
        """Return the state whose Wikidata item this is, such as Q159, if there is one."""
        spans = self._spans.get(("wikidata", _folded(item)), [])
        return spans[0].state if len({span.state.slug for span in spans}) == 1 else None

    @lru_cache(maxsize=65536)  # noqa: B019 - there is one registry
    def has(self, scheme: str, code: str) -> bool:
        """Say whether any state has or had a code."""
        return (scheme, _folded(code)) in self._spans

    def _elsewhere(self, code: str) -> str:
        """Say in which schemes a code stands that is none of the scheme in which it was looked up."""
        schemes = [scheme for scheme in SCHEMES if self.has(scheme, code)]
        return f"; it is one of {' or '.join(schemes)}" if schemes else ""

    def _instead(self, spans: list[_Span], day: str) -> str:
        """Say which states had, on that day, the number of one of these states."""
        numbers = {
            (scheme, span.state.codes[scheme])
            for span in spans
            for scheme in ("cow", "gw")
            if scheme in span.state.codes
        }
        then = {span.state.name for number in numbers for span in self._spans.get(number, ()) if span.touches(day)}
        return f"; then it was {' or '.join(sorted(then))}" if then else ""


def _listed(spans: list[_Span]) -> str:
    return " and ".join(dict.fromkeys(map(str, spans)))


@lru_cache(maxsize=65536)
def _folded(code: str) -> str:
    """Return a code as it is looked up: without zeros before it, a name without accents, both in one case."""
    return code.lstrip("0") if code.isdecimal() else search_key(code)


@cache
def states() -> States:
    """Return the registry that comes with the program."""
    return States(text_of("importing", "states.csv"))
