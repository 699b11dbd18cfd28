"""Where things lie, as the relations of a view say it: coordinates by source, places, and places on routes.

Nothing is guessed. A latitude and a longitude belong together where one source gives both; where sources differ, each
gives a point of its own. Which relation types tell of a place the ontology declares.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Set
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from kg.export.view import Request, View
from kg.export.view import view as choose
from kg.model.filters import Filters
from kg.model.records import Claim, EntityRef, Relation
from kg.model.standing import Standing
from kg.store import named_query

_LIMITS: Final = {"latitude": 90, "longitude": 180}


class Point(Struct, frozen=True):
    """Where a thing lies by one or more sources; degrees in the World Geodetic System of 1984.

    ``relations`` give its latitude and its longitude, ``claims`` are those that affirm them, one a source.
    """

    longitude: Decimal
    latitude: Decimal
    relations: tuple[Relation, Relation]
    claims: tuple[Claim, ...]

    @property
    def position(self) -> tuple[float, float]:
        """Return longitude and latitude."""
        return float(self.longitude), float(self.latitude)


class Geography:
    """Where the entities of a view lie, happened or pass.

    ``points`` are by entity, and ``unpaired`` counts what gives no point. The policy and the dates of the view hold
    here too; its other filters choose what is shown, not by what it is placed.
    """

    def __init__(self, view: View) -> None:
        asked = view.request.filters
        dates = Filters(as_of=asked.as_of, since=asked.since, until=asked.until, undated=True)
        self._shown = frozenset(view.entities)
        self._view = choose(view.store, Request(dates, view.request.policy))
        self._types: dict[str, str] = {
            row["type"].value: row["gives"].value for row in view.store.select(named_query("map_types"))
        }
        self.unpaired = 0
        self.points = self._points()

    def standing(self, relation: Relation) -> Standing:
        """Say how a relation that places something stands among the accounts."""
        return self._view.standing(relation)

    def places(self) -> list[str]:
        """Return the entities of the view that have coordinates, sorted."""
        return sorted(self._shown & self.points.keys())

    def located(self) -> Iterator[Relation]:
        """Yield the relations that place a thing without coordinates of its own in a place that has some."""
        for relation in self._read(self._shown - self.points.keys(), "place"):
            if _target(relation) in self.points:
                yield relation

    def routes(self) -> list[list[Relation]]:
        """Return, for each thing, the relations that give places on its route, where any of these has coordinates."""
        of_thing: dict[str, list[Relation]] = defaultdict(list)
        for relation in self._read(self._shown, "route"):
            of_thing[relation.subject.id].append(relation)
        return [some for some in of_thing.values() if any(_target(relation) in self.points for relation in some)]

    def _read(self, things: Set[str] | None, *gives: str) -> Iterator[Relation]:
        """Yield the relations that give such a thing of these subjects, without those in a phase."""
        types = {type_ for type_, given in self._types.items() if given in gives}
        ends = ((iri, self._view.ends[iri]) for iri in self._view.relations)
        chosen = (
            iri
            for iri, end in ends
            if end.type in types and end.phase is None and (things is None or end.subject in things)
        )
        return replace(self._view, relations=tuple(chosen)).read()

    def _points(self) -> dict[str, list[Point]]:
        by_source: dict[tuple[str, str], _Given] = defaultdict(_Given)
        for relation in self._read(None, *_LIMITS):
            for claim in relation.claims:
                if claim.affirms:
                    given = by_source[relation.subject.id, claim.source.id]
                    given.add(self._types[relation.type.id], relation, claim)
        by_names: dict[str, dict[tuple[str, ...], Point]] = defaultdict(dict)
        for (subject, _), given in sorted(by_source.items()):
            point = given.point()
            if point is None:
                self.unpaired += subject in self._shown
                continue
            names = tuple(relation.id for relation in point.relations)
            known = by_names[subject].get(names)
            by_names[subject][names] = replace(point, claims=(*known.claims, *point.claims)) if known else point
        return {subject: list(points.values()) for subject, points in by_names.items()}


class _Given:
    """The latitudes and the longitudes that one source gives of one thing."""

    def __init__(self) -> None:
        self._relations: dict[str, dict[str, Relation]] = {name: {} for name in _LIMITS}
        self._claim: Claim | None = None

    def add(self, name: str, relation: Relation, claim: Claim) -> None:
        """Keep a coordinate and a claim that affirms it."""
        self._relations[name][relation.id] = relation
        self._claim = self._claim or claim

    def point(self) -> Point | None:
        """Return the point, or None where one of the two is missing, given twice, or impossible."""
        latitudes, longitudes = (list(self._relations[name].values()) for name in _LIMITS)
        if len(latitudes) != 1 or len(longitudes) != 1 or self._claim is None:
            return None
        north, east = (
            _degrees(name, *relations) for name, relations in zip(_LIMITS, (latitudes, longitudes), strict=True)
        )
        if north is None or east is None:
            return None
        return Point(east, north, (latitudes[0], longitudes[0]), (self._claim,))


def _degrees(name: str, relation: Relation) -> Decimal | None:
    """Return the number of a coordinate, None where it is a range or cannot be one."""
    value = relation.value
    return value if value is not None and relation.value_max is None and abs(value) <= _LIMITS[name] else None


def _target(relation: Relation) -> str | None:
    return relation.object.id if isinstance(relation.object, EntityRef) else None
