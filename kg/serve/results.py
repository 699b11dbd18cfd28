"""What a query has brought, for a page: a table, and where its columns allow it a graph or a timeline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple, Protocol

from msgspec import Struct
from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QueryTriples, Triple

from kg.model.records import Json
from kg.store import Answer
from kg.terms import RDF, RDFS, XSD

# More rows of a result are no page; more nodes are no picture: those that have most ties are drawn.
ROWS: Final = 500
MOST_NODES: Final = 300
TABLE, GRAPH, MAP, TIMELINE = "table", "graph", "map", "timeline"
_TRIPLE: Final = ("subject", "predicate", "object")
_DATED: Final = frozenset(f"{XSD}{name}" for name in ("date", "dateTime", "gYear", "gYearMonth"))
_DAY: Final = re.compile(r"(-?\d{4,6})(?:-(\d\d))?(?:-(\d\d))?(?:T\S*|Z|[+-]\d\d:\d\d)?")
# How columns of coordinates are called, and a point as texts of geometry write it, east before north.
_NORTH: Final = ("lat", "latitude", "north")
_EAST: Final = ("lon", "long", "lng", "longitude", "east")
_POINT: Final = re.compile(r"(?:<[^>]*>\s*)?POINT\s*\(\s*(\S+)\s+(\S+)\s*\)", re.IGNORECASE)
_WHOLE: Final = re.compile(r"-?\d{4}-\d\d(?:-\d\d)?")

Term = NamedNode | BlankNode | Literal | Triple | None


class Box(NamedTuple):
    """How a thing is called and drawn: its label and kind, its box with its colours, and where it has a page."""

    label: str
    kind: str
    shape: str
    fill: str
    border: str
    at: str


# A name in a list: its label, its kind, what it was found by where that is another, its ties, and its page.
Listed = tuple[str, str, str, int, str]


class Names(Protocol):
    """What says how the terms of a result are read."""

    def cell(self, term: object) -> tuple[str, str]:
        """Return a term as it is read, and where it has a page, or nothing."""

    def is_thing(self, term: Term) -> bool:
        """Say whether a term is something that a graph draws as a node, unlike a property or a type."""

    def boxes(self, iris: Iterable[str]) -> Mapping[str, Box]:
        """Return how things look in a graph, by IRI."""


class Bar(NamedTuple):
    """A row of a timeline: the date or dates, where the bar begins and how wide it is in percent, and the cells."""

    when: str
    start: float
    width: float
    cells: list[tuple[str, str]]


class Outcome(Struct, frozen=True):
    """What a query has brought: its columns, rows of terms, whether there are more, and how it can be looked at."""

    columns: tuple[str, ...]
    rows: list[tuple[Term, ...]]
    more: bool
    views: tuple[str, ...]
    is_graph: bool = False
    truth: bool | None = None


def outcome(answer: Answer, names: Names) -> Outcome:
    """Read the first ``ROWS`` rows of an answer."""
    if isinstance(answer, QueryBoolean):
        return Outcome(("answer",), [], False, (TABLE,), truth=bool(answer))
    if isinstance(answer, QueryTriples):
        rows: list[tuple[Term, ...]] = [(t.subject, t.predicate, t.object) for t in islice(answer, ROWS + 1)]
        columns: tuple[str, ...] = _TRIPLE
    else:
        columns = tuple(variable.value for variable in answer.variables)
        rows = [tuple(row[name] for name in columns) for row in islice(answer, ROWS + 1)]
    is_graph = isinstance(answer, QueryTriples)
    shown = rows[:ROWS]
    views = [TABLE]
    if _ends(columns, shown, names, is_graph=is_graph):
        views.append(GRAPH)
    if not is_graph and _positions(columns, shown):
        views.append(MAP)
    if not is_graph and dates(columns, shown):
        views.append(TIMELINE)
    return Outcome(columns, shown, len(rows) > ROWS, tuple(views), is_graph)


def _ends(
    columns: Sequence[str], rows: Sequence[tuple[Term, ...]], names: Names, *, is_graph: bool
) -> tuple[int, int] | None:
    """Return the columns of the two ends of ties: those of a graph, or the first two that hold things only."""
    if is_graph:
        return (0, 2) if any(names.is_thing(row[2]) for row in rows) else None
    pair = [n for n in range(len(columns)) if _all(rows, n, names.is_thing)]
    return (pair[0], pair[1]) if len(pair) > 1 else None


def _all(rows: Sequence[tuple[Term, ...]], column: int, fits: Any) -> bool:
    held = [row[column] for row in rows if row[column] is not None]
    return bool(held) and all(map(fits, held))


def graph(outcome: Outcome, names: Names) -> Json:
    """Return the nodes and edges that rows make, at most ``MOST_NODES`` nodes, those of most ties."""
    ends = _ends(outcome.columns, outcome.rows, names, is_graph=outcome.is_graph)
    assert ends is not None
    between = next((n for n in range(len(outcome.columns)) if n not in ends and _all(outcome.rows, n, _is_iri)), None)
    between = 1 if outcome.is_graph else between
    ties: dict[tuple[str, str, str], None] = {}
    for row in outcome.rows:
        one, other = row[ends[0]], row[ends[1]]
        if names.is_thing(one) and names.is_thing(other) and (not outcome.is_graph or _is_tie(row[1])):
            label = names.cell(row[between])[0] if between is not None else ""
            ties[_key(one), _key(other), label] = None
    degree = Counter(end for one, other, _ in ties for end in {one, other})
    kept = {key for key, _ in sorted(degree.items(), key=lambda item: (-item[1], item[0]))[:MOST_NODES]}
    boxes = names.boxes(sorted(kept))
    drawn = sum(one in kept and other in kept for one, other, _ in ties)
    return {
        "nodes": [{"id": key, **boxes[key]._asdict()} for key in sorted(kept)],
        "edges": [
            {"source": one, "target": other, "label": label, "colour": "#475569", "dash": "solid", "at": ""}
            for one, other, label in ties
            if one in kept and other in kept
        ],
        "all": len(degree),
        "ties": len(ties),
        "said": sentence(len(kept), len(degree), drawn, len(ties)),
    }


def sentence(names: int, all_names: int, ties: int, all_ties: int) -> str:
    """Return what is drawn, and what is left out, in words."""
    left = f"Drawn are the {names} names of {all_names} that have most ties: narrow it to see the others. "
    return f"{left if names < all_names else ''}{ties} of {all_ties} ties."


def _is_iri(term: Term) -> bool:
    return isinstance(term, NamedNode)


def _is_tie(predicate: Term) -> bool:
    """Say whether a triple of this predicate ties two things; a kind is no neighbour of what is of that kind."""
    return not (isinstance(predicate, NamedNode) and predicate.value in (f"{RDF}type", f"{RDFS}subClassOf"))


def _key(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def spots(outcome: Outcome, names: Names) -> list[tuple[tuple[float, float], str, str]]:
    """Return the position of each row that has one, east and north in degrees, with its name and where that leads."""
    placed: dict[tuple[tuple[float, float], str, str], None] = {}
    columns, positions = _positions(outcome.columns, outcome.rows) or ((), {})
    others = [n for n in range(len(outcome.columns)) if n not in columns]
    for number, position in positions.items():
        name, address = names.cell(outcome.rows[number][others[0]]) if others else ("", "")
        placed[position, name, address] = None
    return list(placed)


def _positions(
    columns: Sequence[str], rows: Sequence[tuple[Term, ...]]
) -> tuple[tuple[int, ...], dict[int, tuple[float, float]]] | None:
    """Return the columns of coordinates, and the positions of rows by their number; None where there are none."""
    held = [next((n for n, name in enumerate(columns) if name.lower() in known), None) for known in (_EAST, _NORTH)]
    if held[0] is not None and held[1] is not None:
        east, north = held[0], held[1]
        positions = {number: _position(_said(row[east]), _said(row[north])) for number, row in enumerate(rows)}
        chosen: tuple[int, ...] = (east, north)
    else:
        points = next((n for n in range(len(columns)) if _all(rows, n, _is_point)), None)
        if points is None:
            return None
        parts = {number: _POINT.search(_said(row[points])) for number, row in enumerate(rows)}
        positions = {number: _position(*part.groups()) for number, part in parts.items() if part is not None}
        chosen = (points,)
    placed = {number: position for number, position in positions.items() if position is not None}
    return (chosen, placed) if placed else None


def _is_point(term: Term) -> bool:
    return isinstance(term, Literal) and _POINT.fullmatch(term.value.strip()) is not None


def _position(east: str, north: str) -> tuple[float, float] | None:
    """Return a position that a map can show; None for what is none."""
    try:
        position = float(east), float(north)
    except ValueError:
        return None
    return position if abs(position[0]) <= 180 and abs(position[1]) <= 80 else None


def dates(columns: Sequence[str], rows: Sequence[tuple[Term, ...]]) -> list[int]:
    """Return the columns that hold dates only, two at most: when something began or was, and when it ended."""
    return [n for n in range(len(columns)) if _all(rows, n, _is_date)][:2]


def _is_date(term: Term) -> bool:
    if not isinstance(term, Literal):
        return False
    if term.datatype.value in _DATED:
        return _DAY.fullmatch(term.value) is not None
    return term.datatype.value == f"{XSD}string" and _WHOLE.fullmatch(term.value) is not None


def _year(term: Term, *, last: bool) -> float:
    """Return a date as a number of years: its first day, or its last."""
    assert isinstance(term, Literal)
    match = _DAY.fullmatch(term.value)
    assert match is not None
    year, month, day = (None if part is None else int(part) for part in match.groups())
    assert year is not None
    months = (month or (12 if last else 1)) - 1
    days = (day or (31 if last else 1)) - (0 if last else 1)
    return year + (months + days / 31) / 12


def bars(outcome: Outcome, names: Names) -> tuple[list[Bar], str, str]:
    """Return the rows that have a date in order of time, and the first and the last year that they span."""
    held = dates(outcome.columns, outcome.rows)
    others = [n for n in range(len(outcome.columns)) if n not in held]
    placed = []
    for row in outcome.rows:
        given = [row[n] for n in held if row[n] is not None]
        if given:
            begin, end = _year(given[0], last=False), _year(given[-1], last=True)
            placed.append((begin, max(begin, end), row, " – ".join(_said(term) for term in given)))
    placed.sort(key=lambda one: one[:2])
    first = int(min(one[0] for one in placed) // 1)
    last = int(-(-max(one[1] for one in placed) // 1))
    whole = max(last - first, 1)
    return (
        [
            Bar(
                when,
                round(100 * (begin - first) / whole, 2),
                round(max(100 * (end - begin) / whole, 0.6), 2),
                [names.cell(row[n]) for n in others],
            )
            for begin, end, row, when in placed
        ],
        str(first),
        str(last),
    )


def _said(term: Term) -> str:
    return term.value if isinstance(term, Literal) else ""
