"""Map of what has a place, for QGIS, Leaflet and other maps (GeoJSON).

A place is a point for each pair of coordinates that a source gives, so that rival ones stay apart; what lies or
happened in such a place is a point there. A route is the places on it that have coordinates: a schematic line
from one to the next, since no source gives its way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations
from math import dist
from typing import Any, BinaryIO

from kg.export import caption
from kg.export.geography import Geography, Point
from kg.export.rows import Edge, claim_values, edge_of, known_values, plain_json, short_id
from kg.export.style import Style, read_style
from kg.export.view import View, batches
from kg.lookup.entities import read_entities
from kg.model.records import Entity, EntityRef, Relation

ENDINGS = ("json",)
Position = tuple[float, float]


def write(view: View, file: BinaryIO) -> list[str]:
    """Write places, what lies in them, and routes, one a line, and last the box around them."""
    there = Geography(view)
    style = read_style(view.store)
    box = _Box()
    drawn: set[str] = set()
    told: set[str] = set()
    head = {"type": "FeatureCollection", **caption.about(view)}
    file.write(f'{_json(head)[:-1]}, "features": ['.encode())
    for number, feature in enumerate(_features(view, there, style)):
        box.add(feature["geometry"])
        drawn.add(feature["properties"]["iri"])
        told.update(feature["properties"].get("relations", [feature["properties"].get("relation")]))
        file.write(f"{',' if number else ''}\n{_json(feature)}".encode())
    file.write(f"\n]{box}}}\n".encode())
    return _notes(view, there, drawn, told)


def _notes(view: View, there: Geography, drawn: set[str], told: set[str]) -> list[str]:
    notes = []
    if untold := sum(short_id(iri) not in told for iri in view.relations):
        notes.append(f"left out: {untold} of {len(view.relations)} ties, which do not tell where a thing lies")
    if missing := len(set(view.entities) - drawn):
        notes.append(
            f"left out: {missing} of {len(view.entities)} entities, for which no place with coordinates is given"
        )
    if there.unpaired:
        notes.append(
            f"left out: {there.unpaired} coordinates of which a source gives only one half, several, or no possible one"
        )
    return notes


class _Box:
    """The box around all positions: west, south, east, north."""

    def __init__(self) -> None:
        self._sides: tuple[float, float, float, float] | None = None

    def add(self, geometry: dict[str, Any]) -> None:
        positions = geometry["coordinates"]
        for x, y in [positions] if geometry["type"] == "Point" else positions:
            west, south, east, north = self._sides or (x, y, x, y)
            self._sides = min(west, x), min(south, y), max(east, x), max(north, y)

    def __str__(self) -> str:
        """Return the box as the last member of a collection, nothing where there is no position."""
        return f', "bbox": {json.dumps(self._sides)}' if self._sides else ""


def _features(view: View, there: Geography, style: Style) -> Iterator[dict[str, Any]]:
    for batch in batches(there.places()):
        for entity in sorted(read_entities(view.store, set(batch)), key=lambda entity: entity.id):
            yield from _place(there, style, entity, there.points[entity.id])
    for relation in there.located():
        assert isinstance(relation.object, EntityRef)
        yield from _located(there, style, relation, relation.object, there.points[relation.object.id])
    for relations in there.routes():
        yield _route(there, style, relations)


def _place(there: Geography, style: Style, entity: Entity, points: list[Point]) -> Iterator[dict[str, Any]]:
    for number, point in enumerate(points, 1):
        properties = {
            "feature": "place",
            **_thing(style, EntityRef(entity.id, entity.label, entity.type)),
            "names": entity.names,
            **_reading(number, points),
            "standings": sorted({there.standing(relation) for relation in point.relations}),
            "claimants": [claim.claimant.label for claim in point.claims],
            "sources": [claim.source.label for claim in point.claims],
            "urls": [claim.source.url or "" for claim in point.claims],
            "relations": [short_id(relation.id) for relation in point.relations],
        }
        yield _feature(f"{short_id(entity.id)}/{number}", _point(point), properties)


def _located(
    there: Geography, style: Style, relation: Relation, place: EntityRef, points: list[Point]
) -> Iterator[dict[str, Any]]:
    edge = edge_of(relation, place, there.standing(relation), style)
    for number, point in enumerate(points, 1):
        properties = {
            "feature": "located",
            **_thing(style, relation.subject),
            "place": place.label,
            "place_id": edge.target,
            **_reading(number, points),
            "relation": edge.id,
            **_told(edge),
        }
        yield _feature(f"{edge.id}/{number}", _point(point), properties)


def _route(there: Geography, style: Style, relations: list[Relation]) -> dict[str, Any]:
    subject = relations[0].subject
    places = {target.id: target for relation in relations if isinstance(target := relation.object, EntityRef)}
    known = [place for place in places.values() if place.id in there.points]
    properties = {
        "feature": "route",
        **_thing(style, subject),
        "schematic": True,
        "order": "by nearness; not stated",
        "places": [place.label for place in known],
        "places_without_coordinates": [place.label for place in places.values() if place not in known],
        "relations": [short_id(relation.id) for relation in relations],
        "standings": [there.standing(relation) for relation in relations],
        "claims_about": [short_id(relation.id) for relation in relations for _ in relation.claims],
        **plain_json(known_values(claim_values([claim for relation in relations for claim in relation.claims]))),
    }
    positions = _line([there.points[place.id][0].position for place in known])
    # A line has two ends; of a route with one known place there is only that.
    kind = "LineString" if len(positions) > 1 else "MultiPoint"
    return _feature(f"{short_id(subject.id)}/route", {"type": kind, "coordinates": positions}, properties)


def _line(positions: list[Position]) -> list[Position]:
    """Return different positions, from one of the two that lie farthest apart always on to the nearest that is left.

    The western end comes first, so that the same places give the same line.
    """
    left = sorted(set(positions))
    if len(left) < 2:
        return left
    line = [max(combinations(left, 2), key=lambda ends: dist(*ends))[0]]
    left.remove(line[0])
    while left:
        line.append(min(left, key=lambda one: dist(one, line[-1])))
        left.remove(line[-1])
    return line


def _thing(style: Style, thing: EntityRef) -> dict[str, Any]:
    return {
        "id": short_id(thing.id),
        "iri": thing.id,
        "label": thing.label,
        "kind": thing.type,
        "marker-color": style.box(thing.type).border,
    }


def _reading(number: int, points: list[Point]) -> dict[str, Any]:
    """Return which of the rival coordinates this is, and of how many."""
    return {"reading": number, "readings": len(points)}


def _told(edge: Edge) -> dict[str, Any]:
    """Return what an edge tells of its relation; its address would take the place of the thing's."""
    return {"relation_label": edge.label} | {
        name: value for name, value in plain_json(edge.values).items() if name not in ("iri", "colour", "dash")
    }


def _point(point: Point) -> dict[str, Any]:
    return {"type": "Point", "coordinates": point.position}


def _feature(name: str, geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}


def _json(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)
