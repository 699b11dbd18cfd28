"""Where the things of a graph lie, and maps of it: a picture in each page, and data for one that moves.

Land has coasts and no borders, and what is disputed is drawn by nobody but the sources: a thing stands where a source
gives its coordinates, once for each that differs, or in the place in which somebody says it lies or happened.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct

from kg.export.geography import Geography, Point
from kg.export.pictures.text import width
from kg.export.view import Request, view
from kg.model.filters import Filters
from kg.model.records import EntityRef, Relation, Text
from kg.policy import NO_POLICY
from kg.store import Store, named_query
from kg.terms import local_name
from kg.web import addresses
from kg.web.addresses import Address, Link
from kg.web.fragment import text_of
from kg.web.land import Box, Position, around, land, latitude, upward

_WIDTH: Final = 640
_HIGHEST: Final = 400
_LOWEST: Final = 300
_SIZE: Final = 11.5
_OWN: Final = 13.0
# So many degrees lie around what a map of one thing shows, and around all.
_NEAR: Final = 0.75
_FAR: Final = 0.6
# So many places are drawn: of more one sees none, and a page would grow with the graph.
MOST_DRAWN: Final = 200
# The map that moves has this much more land around it.
_BEYOND: Final = 6.0


class Spot(Struct, frozen=True):
    """A place with its names in the order of the site, where it lies by each source, and what is or happened there."""

    place: EntityRef
    name: str
    points: Sequence[Point]
    here: Sequence[tuple[EntityRef, Relation]]


class Atlas:
    """Where things lie, as anybody says, whom a policy lets through or not; ``order`` has languages of place names."""

    def __init__(self, store: Store, relations: Iterable[Relation], order: Sequence[str]) -> None:
        self._store, self._relations, self._order = store, list(relations), order
        self._there = Geography(view(store, Request(Filters(undated=True), NO_POLICY)))
        self._ends = {
            end.id: end
            for relation in self._relations
            for end in (relation.subject, relation.object)
            if isinstance(end, EntityRef)
        }

    @cached_property
    def spots(self) -> Mapping[str, Spot]:
        """Return the places that have coordinates, by IRI, in the order of their names."""
        here: dict[str, list[tuple[EntityRef, Relation]]] = defaultdict(list)
        for relation in self.placing:
            assert isinstance(relation.object, EntityRef)
            here[relation.object.id].append((relation.subject, relation))
        located = [
            Spot(self._ends[iri], self.name(self._ends[iri]), points, here.get(iri, ()))
            for iri, points in self._there.points.items()
            if iri in self._ends
        ]
        return {spot.place.id: spot for spot in sorted(located, key=lambda spot: spot.place.label)}

    @cached_property
    def placing(self) -> list[Relation]:
        """Return the relations that place in a place with coordinates what has none of its own."""
        return list(self._there.located())

    @cached_property
    def _lies(self) -> Mapping[str, list[str]]:
        places_of: dict[str, list[str]] = defaultdict(list)
        for relation in self.placing:
            assert isinstance(relation.object, EntityRef)
            if relation.object.id not in places_of[relation.subject.id]:
                places_of[relation.subject.id].append(relation.object.id)
        return places_of

    @cached_property
    def _kinds(self) -> frozenset[str]:
        rows = self._store.select(named_query("place_kinds"))
        return frozenset(local_name(row["kind"].value) for row in rows)

    @property
    def unplaced(self) -> list[EntityRef]:
        """Return the places for which no source gives coordinates, in the order of their names."""
        places = (end for end in self._ends.values() if self.is_place(end) and end.id not in self.spots)
        return sorted(places, key=lambda place: place.label)

    def is_place(self, thing: EntityRef) -> bool:
        """Say whether a thing is of a kind in which others lie or happen."""
        return thing.type in self._kinds

    def of(self, iri: str) -> list[Spot]:
        """Return where a thing lies or happened: itself, or the places in which somebody says so."""
        return [
            self.spots[one] for one in ([iri] if iri in self.spots else self._lies.get(iri, ())) if one in self.spots
        ]

    @cached_property
    def _named(self) -> Mapping[str, list[tuple[str, str]]]:
        """Return the names of things, each with its language."""
        naming = {row["type"].value for row in self._store.select(named_query("naming_types"))}
        names_of: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for relation in self._relations:
            name = relation.object
            if isinstance(name, Text) and relation.type.id in naming and relation.standing != "denied":
                language = (name.lang or "").partition("-")[0]
                if language and not relation.qualifier:
                    names_of[relation.subject.id].append((language, name.value))
        return names_of

    @property
    def languages(self) -> list[str]:
        """Return in which languages places with coordinates have names."""
        return sorted({language for iri in self.spots for language, _ in self._named.get(iri, ())})

    def name(self, place: EntityRef) -> str:
        """Return the label of a place, and its names in the languages of the site, in their order."""
        named = sorted(self._named.get(place.id, ()))
        ordered = dict.fromkeys(name for wanted in self._order for language, name in named if language == wanted)
        others = [name for name in ordered if name != place.label]
        return f"{place.label} ({' / '.join(others)})" if others else place.label

    def picture(self, link: Link, own: Sequence[Spot] = (), title: str = "") -> str:
        """Return a map as a ``figure``: of some places with what lies around them, or of all.

        Of too many places those are drawn that it is about, and those in which most lies or happened.
        """
        shown = own or [*self.spots.values()]
        box = _shaped(around(point.position for spot in shown for point in spot.points).wider(_NEAR if own else _FAR))
        drawing = _Drawing(box)
        marked = {spot.place.id for spot in own}
        inside = [spot for spot in self.spots.values() if any(box.holds(point.position) for point in spot.points)]
        inside.sort(key=lambda spot: (spot.place.id not in marked, -len(spot.here)))
        for spot in inside[:MOST_DRAWN]:
            address = link(page_of(spot))
            drawing.place(spot, "" if spot.place.id in marked else address, own=spot.place.id in marked)
        told = f"Map: {title}" if title else "Map of all places with coordinates"
        names = " ".join(local_name(iri) for iri in marked)
        sides = ",".join(f"{side:.3f}" for side in box)
        left = len(inside) - MOST_DRAWN
        note = (
            f"Drawn are {MOST_DRAWN} places, in which most lies or happened; {left:,} more are not." if left > 0 else ""
        )
        return drawing.figure(told, f' data-box="{sides}" data-own="{text_of(names)}"', note)

    def script(self, link: Link) -> str:
        """Return the data of the map that moves, as a call of what draws it.

        ``land`` has outlines, ``places`` has ``[name, label, all names, page, points, what is there]``; a position is
        east and north.
        """
        box = around(point.position for spot in self.spots.values() for point in spot.points).wider(_BEYOND)
        places = [
            [
                local_name(spot.place.id),
                spot.place.label,
                spot.name,
                link(page_of(spot)),
                [point.position for point in spot.points],
                len(spot.here),
            ]
            for spot in self.spots.values()
        ]
        data = {"box": box, "land": land(box), "places": places}
        return f"kgAtlas({json.dumps(data, ensure_ascii=False, separators=(',', ':'))});\n"


def chart(spots: Sequence[tuple[Position, str, str]], title: str) -> str:
    """Return a map as a ``figure`` of positions, each with a name and where that leads, or nowhere."""
    drawing = _Drawing(_shaped(around(position for position, _, _ in spots).wider(_FAR)))
    for position, name, address in spots:
        drawing.dot(position, name, address)
    return drawing.figure(title)


class _Drawing:
    """A map in the making: land below, then places, each with its name where there is room for it."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._scale = _WIDTH / (box.east - box.west)
        self._top = upward(box.north)
        self._height = (self._top - upward(box.south)) * self._scale
        self._dots: list[str] = []
        self._taken: list[tuple[float, float, float, float]] = []

    def at(self, position: Position) -> tuple[float, float]:
        """Return where a position stands."""
        east, north = position
        return (east - self._box.west) * self._scale, (self._top - upward(north)) * self._scale

    def _land(self) -> str:
        """Return the land, and lines along whole degrees."""
        outlines = []
        for ring in land(self._box.wider(0.2)):
            points = "L".join(f"{x:.0f} {y:.0f}" for x, y in map(self.at, ring))
            outlines.append(f"M{points}Z")
        step = 1 if self._box.east - self._box.west < 8 else 5
        lines = [
            f"M{self.at((east, 0))[0]:.0f} 0v{self._height:.0f}"
            for east in _between(self._box.west, self._box.east, step)
        ]
        lines += [
            f"M0 {self.at((0, north))[1]:.0f}h{_WIDTH}" for north in _between(self._box.south, self._box.north, step)
        ]
        return f'<path class="land" d="{"".join(outlines)}"/><path class="degrees" d="{"".join(lines)}"/>'

    def place(self, spot: Spot, address: str, *, own: bool) -> None:
        """Draw a place: a dot for each pair of coordinates, its name beside the first where nothing stands there."""
        points = [self.at(point.position) for point in spot.points if self._box.holds(point.position)]
        if not points:
            return
        dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{5 if own else 3}"/>' for x, y in points)
        size = _OWN if own else _SIZE
        name = spot.name if own else spot.place.label
        text = self._name(name, points[0], size, own=own)
        if own:
            self._dots.append(f'<g class="here">{dots}{text}</g>')
        else:
            self._dots.append(f'<a href="{text_of(address)}" aria-label="{text_of(name)}">{dots}{text}</a>')

    def dot(self, position: Position, name: str, address: str) -> None:
        """Draw a position, its name beside it where nothing stands there."""
        x, y = self.at(position)
        drawn = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>{self._name(name, (x, y), _SIZE, own=False)}'
        where = f'<a href="{text_of(address)}" aria-label="{text_of(name)}">' if address else "<g>"
        self._dots.append(f"{where}{drawn}{'</a>' if address else '</g>'}")

    def _name(self, name: str, at: tuple[float, float], size: float, *, own: bool) -> str:
        x, y = at
        long = width(name, size, bold=own)
        for left, side in ((x + 7, ""), (x - 7 - long, ' class="end"')):
            area = (left, y - size / 2, left + long, y + size / 2)
            free = not any(area[0] < c and a < area[2] and area[1] < d and b < area[3] for a, b, c, d in self._taken)
            if left >= 0 and left + long <= _WIDTH and (free or own):
                self._taken.append(area)
                self._taken.append((x - 4, y - 4, x + 4, y + 4))
                at_x = x + 7 if not side else x - 7
                return f'<text x="{at_x:.0f}" y="{y + size / 3:.0f}"{side}>{text_of(name)}</text>'
        return ""

    def figure(self, title: str, attributes: str = "", note: str = "") -> str:
        """Return what was drawn as a ``figure``, with a note; what was drawn first is on top, the land below all."""
        size = f'viewBox="0 0 {_WIDTH} {self._height:.0f}"'
        drawn = "".join([self._land(), *reversed(self._dots)])
        told = f"<figcaption>{text_of(note)}</figcaption>" if note else ""
        return (
            f'<figure class="map"{attributes}>'
            f'<svg {size} role="group" aria-label="{text_of(title)}">{drawn}</svg>{told}</figure>'
        )


def _shaped(box: Box) -> Box:
    """Return a box made so wide or so high that its map has the shape that maps have."""
    wide, middle = box.east - box.west, (box.west + box.east) / 2
    low, high = upward(box.south), upward(box.north)
    tall = high - low
    if tall * _WIDTH / wide > _HIGHEST:
        wide = tall * _WIDTH / _HIGHEST
        return Box(middle - wide / 2, box.south, middle + wide / 2, box.north)
    if tall * _WIDTH / wide < _LOWEST:
        more = (_LOWEST * wide / _WIDTH - tall) / 2
        return Box(box.west, latitude(low - more), box.east, latitude(high + more))
    return box


def _between(first: float, last: float, step: int) -> list[int]:
    """Return the multiples of a number between two others."""
    return [n for n in range(int(first // step) * step, int(last) + step, step) if first < n < last]


def degrees_of(point: Point) -> str:
    """Return the coordinates of a point as they are read, such as ``39.8266° N, 46.7556° E``."""

    def told(value: object, words: str) -> str:
        text = f"{value}"
        return f"{text.removeprefix('-')}° {words[text.startswith('-')]}"

    return f"{told(point.latitude, 'NS')}, {told(point.longitude, 'EW')}"


def page_of(spot: Spot) -> Address:
    """Return the page of a place."""
    return addresses.entity(spot.place.id)
