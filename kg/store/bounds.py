"""Bounds of relations of which nobody says when they began or ended: lives of their ends, dated accounts of their tie.

What is known to hold on some day may have begun at any time before; but no tie is older than what it ties, nor than
every dated account of that same tie. A state is as old as the year in which it enters the state system (Gleditsch and
Ward), of which ``kg/importing/states.csv`` has the dates. Where the ontology says how long a thing of a kind lasts, its
ties begin at most so long before the first day on which it is known, and its own date ends so long after it began.
Where it says how long a tie of a type or in a phase lasts, such as the holding of an office or a plan, the tie begins
at most so long before the last day on which it is known, and ends so long after the first; and where an object has one
subject at a time, it lies between the others that are known before and after. What takes years to make begins at most
so many before it is at work, and an office with its state. A bound that some day for which the relation is attested
gainsays is none.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby, pairwise
from typing import Final

from msgspec import Struct
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad
from pyoxigraph import Store as Engine

from kg.errors import InputError
from kg.model.dates import first_day, last_day
from kg.resources import text_of
from kg.store.queries import batches, named_query
from kg.terms import KG, PREFIXES, RDF

EARLIEST: Final = f"{KG}earliest"
LATEST: Final = f"{KG}latest"

_BEGINS: Final = "begins"
_ENDS: Final = "ends"
_DATES: Final = {
    _BEGINS: [NamedNode(KG + name) for name in ("on", "from", "notBefore")],
    _ENDS: [NamedNode(KG + name) for name in ("on", "until", "notAfter")],
}
_ISO2: Final = NamedNode(f"{KG}iso2")
_PREPARED, _NO_OLDER = NamedNode(f"{KG}preparedInAtMost"), NamedNode(f"{KG}noOlderThanObject")
_ABOUT: Final = NamedNode(f"{KG}about")
_ATTESTED: Final = NamedNode(f"{KG}attestedOn")
_STANCE, _TIE = NamedNode(f"{KG}stance"), NamedNode(f"{KG}tie")
_SUBJECT, _TYPE, _OBJECT = (NamedNode(f"{RDF}{name}") for name in ("subject", "predicate", "object"))
_WHEN: Final = tuple(NamedNode(KG + name) for name in ("on", "from", "until"))
_OWN: Final = tuple(NamedNode(KG + name) for name in ("from", "until"))
_SOURCE: Final = "Gleditsch and Ward"


def bounds(engine: Engine) -> Iterator[Quad]:
    """Yield the earliest and the latest day of each relation that has such a bound and no such date of its own."""
    lasting = {thing: int(years) for thing, years in _rows(engine, "lasting")}
    tenures = _tenures(engine)
    told = _prepared(engine) | _lives(engine, _BEGINS)
    for name, which, lives in (
        (EARLIEST, _BEGINS, _no_older(engine, _first_known(engine, lasting) | _states(engine) | told)),
        (LATEST, _ENDS, _lives(engine, _ENDS)),
    ):
        early = which == _BEGINS
        days_of = _twins(engine, which)
        for tenure in tenures:
            if not any(_values(engine, NamedNode(tenure.relation), date) for date in _DATES[which]):
                days_of.setdefault(tenure.relation, []).append(tenure.earliest if early else tenure.latest)
        for relation, day in _lasting_ties(engine, which):
            days_of.setdefault(relation, []).append(day)
        if not early:
            for relation, day in _over(engine, lasting):
                days_of.setdefault(relation, []).append(day)
        for batch in batches([NamedNode(thing) for thing in sorted(lives)], 2):
            for relation, thing in _select(engine, "bounded", which, thing=batch):
                days_of.setdefault(relation, []).append(lives[thing])
        known = _known(engine, days_of)
        for relation, days in days_of.items():
            # Of two ends the later one begins the tie, and the earlier one ends it.
            bound = max(days) if early else min(days)
            if all(bound <= day if early else day <= bound for day in known[relation]):
                yield Quad(NamedNode(relation), NamedNode(name), Literal(bound))


def life_types(engine: Engine) -> set[str]:
    """Return the relation types that give a time by which other relations at their ends are bounded.

    It is that at which an end begins or ceases to exist, or that of a tie of which there is one at a time.
    """
    lives = {type_ for which in (_BEGINS, _ENDS) for type_, _ in _select(engine, "lives", which)}
    lives |= {type_ for type_, _ in _rows(engine, "tenures")}
    return lives | _preparing(engine).keys() | dependent_types(engine)


def dependent_types(engine: Engine) -> set[str]:
    """Return the relation types whose subject begins to exist no earlier than their object."""
    return {
        quad.subject.value
        for quad in engine.quads_for_pattern(None, _NO_OLDER, None, DefaultGraph())
        if isinstance(quad.subject, NamedNode)
    }


def lasting_things(engine: Engine) -> set[str]:
    """Return the things of the kinds that last no longer than some years."""
    return {thing for thing, _ in _rows(engine, "lasting")}


def _first_known(engine: Engine, lasting: Mapping[str, int]) -> dict[str, str]:
    """Return the day before which what lasts no longer cannot have begun, by the first day on which it is known."""
    first_days: dict[str, str] = {}
    for thing, years in lasting.items():
        ends = (engine.quads_for_pattern(None, end, NamedNode(thing), DefaultGraph()) for end in (_SUBJECT, _OBJECT))
        relations = [quad.subject.value for quads in ends for quad in quads if isinstance(quad.subject, NamedNode)]
        days = [day for known in _known(engine, relations, _WHEN).values() for day in known]
        if days:
            first_days[thing] = _shifted(min(days), -years)
    return first_days


def _over(engine: Engine, lasting: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield the relations that date the beginning of what lasts no longer, each with the day on which it is over."""
    dating = {type_ for type_, end in _select(engine, "lives", _BEGINS) if end == _SUBJECT.value}
    for thing, years in lasting.items():
        for quad in engine.quads_for_pattern(None, _SUBJECT, NamedNode(thing), DefaultGraph()):
            relation = quad.subject
            if isinstance(relation, NamedNode) and dating.intersection(_values(engine, relation, _TYPE)):
                told = [_day(value, last=True) for value in _values(engine, relation, _OWN[0])]
                if told and not any(_values(engine, relation, name) for name in _DATES[_ENDS]):
                    yield relation.value, _shifted(max(told), years)


class _Tenure(Struct):
    """A tie that lasts no longer than some years, with its bounds.

    It is first known between ``first`` and ``began``, and last between ``ended`` and ``last``: two readings of a date.
    """

    relation: str
    subject: str
    first: str
    began: str
    ended: str
    last: str
    earliest: str
    latest: str


def _tenures(engine: Engine) -> list[_Tenure]:
    """Return the ties of the types of which one is there at a time, and not for ever, each with its bounds."""
    told: list[_Tenure] = []
    for type_, years in _rows(engine, "tenures"):
        quads = engine.quads_for_pattern(None, _TYPE, NamedNode(type_), DefaultGraph())
        relations = [q.subject for q in quads if isinstance(q.subject, NamedNode) and _affirmed(engine, q.subject)]
        known = _known(engine, [relation.value for relation in relations], _WHEN)
        of: dict[str, list[_Tenure]] = defaultdict(list)
        for relation in relations:
            subject, target = (next(iter(_values(engine, relation, end)), "") for end in (_SUBJECT, _OBJECT))
            if days := known[relation.value]:
                # Each date has its first and its last day.
                first, began, ended, last = min(days), min(days[1::2]), max(days[::2]), max(days)
                within = _shifted(last, -int(years)), _shifted(first, int(years))
                of[target].append(_Tenure(relation.value, subject, first, began, ended, last, *within))
        for holders in of.values():
            _succeed(sorted(holders, key=lambda tenure: (tenure.first, tenure.last)))
        told += [tenure for holders in of.values() for tenure in holders]
    return told


def _succeed(tenures: list[_Tenure]) -> None:
    """Bound tenures of one thing, in their order, by those of others before and after, where no two are at one time."""
    holders = [list(some) for _, some in groupby(tenures, key=lambda tenure: tenure.subject)]
    if any(after[0].first <= max(tenure.last for tenure in before) for before, after in pairwise(holders)):
        return
    for before, after in pairwise(holders):
        for tenure in before:
            tenure.latest = min(tenure.latest, min(next_.began for next_ in after))
        for tenure in after:
            tenure.earliest = max(tenure.earliest, max(former.ended for former in before))


def _lasting_ties(engine: Engine, which: str) -> Iterator[tuple[str, str]]:
    """Yield the other relations of which their type or phase says how long they last, each with its bound."""
    early = which == _BEGINS
    bound: dict[tuple[str, int], str] = {}
    for relation, years, date in _select(engine, "lasting_ties", which):
        if day := _day(date, last=early):
            key = (relation, int(years))
            bound[key] = (max if early else min)(day, bound.get(key, day))
    for (relation, length), day in bound.items():
        yield relation, _shifted(day, -length if early else length)


def _shifted(day: str, years: int) -> str:
    """Return the same day some years later; 29 February is the day before."""
    year = min(max(int(day[:4]) + years, 1), 9999)
    return f"{year:04}{day[4:].replace('-02-29', '-02-28')}"


def _rows(engine: Engine, query: str, **given: Iterable[NamedNode | Literal]) -> Iterator[list[str]]:
    """Yield the rows of a query as texts, without those that have a thing without a name: no answer is about it."""
    for row in engine.query(named_query(query, **given), prefixes=PREFIXES):  # type: ignore[union-attr]
        if all(isinstance(value, NamedNode | Literal) for value in row):
            yield [value.value for value in row]


def _select(engine: Engine, query: str, which: str, **given: Iterable[NamedNode | Literal]) -> Iterator[list[str]]:
    yield from _rows(engine, query, **{which: [Literal(which)]}, **given)


def _lives(engine: Engine, which: str) -> dict[str, str]:
    """Return when things begin or cease to exist, by the widest of all accounts that somebody affirms."""
    last = which == _ENDS
    told_of: dict[str, list[str]] = defaultdict(list)
    for type_, end in _select(engine, "lives", which):
        for relation in _affirmed_of(engine, type_):
            told = [_day(value, last=last) for name in _DATES[which] for value in _values(engine, relation, name)]
            for thing in _values(engine, relation, NamedNode(end)):
                told_of[thing] += filter(None, told)
    return {thing: max(days) if last else min(days) for thing, days in told_of.items() if days}


def _preparing(engine: Engine) -> dict[str, int]:
    """Return the relation types before whose time their subject is prepared for, with at most how many years."""
    declared = engine.quads_for_pattern(None, _PREPARED, None, DefaultGraph())
    return {
        quad.subject.value: int(quad.object.value)
        for quad in declared
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    }


def _prepared(engine: Engine) -> dict[str, str]:
    """Return when things begin at the earliest that are at work some years later, by the earliest of all accounts."""
    first_days: dict[str, str] = {}
    for type_, years in _preparing(engine).items():
        for relation in _affirmed_of(engine, type_):
            told = [_day(value) for name in _DATES[_BEGINS] for value in _values(engine, relation, name)]
            for thing in _values(engine, relation, _SUBJECT):
                days = [_shifted(day, -years) for day in filter(None, told)]
                first_days[thing] = min([*days, first_days.get(thing, "9999")])
    return {thing: day for thing, day in first_days.items() if day != "9999"}


def _no_older(engine: Engine, lives: Mapping[str, str]) -> dict[str, str]:
    """Return the beginnings of things, with those of what is no older than something else, as an office of a state."""
    first_days = dict(lives)
    for type_ in dependent_types(engine):
        for relation in _affirmed_of(engine, type_):
            days = [lives[thing] for thing in _values(engine, relation, _OBJECT) if thing in lives]
            for thing in _values(engine, relation, _SUBJECT) if days else ():
                first_days[thing] = max([*days, first_days.get(thing, "")])
    return first_days


def _affirmed_of(engine: Engine, type_: str) -> Iterator[NamedNode]:
    """Yield the relations of a type that have no phase and that somebody affirms."""
    for quad in engine.quads_for_pattern(None, _TYPE, NamedNode(type_), DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and _affirmed(engine, quad.subject):
            yield quad.subject


def _affirmed(engine: Engine, relation: NamedNode) -> bool:
    """Say whether somebody affirms a relation, which has no phase."""
    if not _values(engine, relation, _TIE):
        return False
    about = engine.quads_for_pattern(None, _ABOUT, relation, DefaultGraph())
    stances = (stance for quad in about for stance in _values(engine, quad.subject, _STANCE))
    return any(stance.endswith("/affirms") for stance in stances)


def _values(engine: Engine, subject: object, name: NamedNode) -> list[str]:
    """Return what a thing has for a property, as texts."""
    if not isinstance(subject, NamedNode):
        return []
    return [
        quad.object.value
        for quad in engine.quads_for_pattern(subject, name, None, DefaultGraph())
        if isinstance(quad.object, NamedNode | Literal)
    ]


def _states(engine: Engine) -> dict[str, str]:
    """Return the first day of the year in which each state of the graph enters the state system."""
    entered = _entered()
    codes = engine.quads_for_pattern(None, _ISO2, None, DefaultGraph())
    return {
        quad.subject.value: entered[quad.object.value]
        for quad in codes
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal) and quad.object.value in entered
    }


@cache
def _entered() -> Mapping[str, str]:
    codes: dict[str, str] = {}
    years: dict[str, str] = {}
    for row in csv.DictReader(text_of("importing", "states.csv").splitlines()):
        slug = row["slug"]
        if row["iso2"]:
            codes.setdefault(row["iso2"], slug)
        if row["source"].startswith(_SOURCE):
            years[slug] = min(years.get(slug, row["from"]), row["from"])
    return {code: f"{years[slug][:4]}-01-01" for code, slug in codes.items() if slug in years}


def _twins(engine: Engine, which: str) -> dict[str, list[str]]:
    """Return for relations without such a date of their own the widest that dated accounts of the same tie give."""
    widest_of: dict[str, list[str]] = {}
    widest = max if which == _ENDS else min
    for relation, date in _select(engine, "twins", which):
        if day := _day(date, last=which == _ENDS):
            widest_of[relation] = [widest([day, *widest_of.get(relation, ())])]
    return widest_of


def _known(engine: Engine, relations: Iterable[str], own: Iterable[NamedNode] = _OWN) -> dict[str, list[str]]:
    """Return the days on which relations are known to hold: their own, and those for which claims attest them."""
    known_days: dict[str, list[str]] = {}
    for iri in relations:
        node = NamedNode(iri)
        about = engine.quads_for_pattern(None, _ABOUT, node, DefaultGraph())
        dates = [date for quad in about for date in _values(engine, quad.subject, _ATTESTED)]
        dates += [date for name in own for date in _values(engine, node, name)]
        known_days[iri] = [day for date in dates for day in (_day(date), _day(date, last=True)) if day]
    return known_days


def _day(date: str, *, last: bool = False) -> str:
    """Return the first or the last day of a date, and of what is no date nothing: kg validate names it."""
    try:
        return last_day(date) if last else first_day(date)
    except InputError:
        return ""
