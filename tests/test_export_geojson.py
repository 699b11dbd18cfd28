"""GeoJSON, checked against RFC 7946 by check-geojson, its box computed anew by turf."""

import json
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from kg.export import find_format
from kg.export.view import Request
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.policy import NO_POLICY
from tests.accounts import graph
from tests.command import kg
from tests.readers import read


def written(known: KnowledgeGraph, request: Request | None = None) -> tuple[bytes, list[str]]:
    file = BytesIO()
    notes = find_format("geojson").write(known.view(request or Request(policy=NO_POLICY)), file)
    return file.getvalue(), notes


def features(known: KnowledgeGraph, request: Request | None = None) -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = json.loads(written(known, request)[0])["features"]
    return drawn


def of(kind: str, listed: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return the positions of the features of a kind, by id."""
    return {f["id"]: f["geometry"]["coordinates"] for f in listed if f["properties"]["feature"] == kind}


def lies(place: str, north: str, east: str, source: str = "report", who: str = "author") -> tuple[str, str]:
    claim = f"{who} in:{source}"
    return (
        f"{place} hasLatitude - | value:{north} unit:degree | {claim}",
        f"{place} hasLongitude - | value:{east} unit:degree | {claim}",
    )


@pytest.mark.slow
def test_the_shipped_map_is_read_by_others(shipped: KnowledgeGraph, tmp_path: Path) -> None:
    data, notes = written(shipped)
    path = tmp_path / "map.geojson"
    path.write_bytes(data)
    read_back = read("geojson", path)
    assert read_back["box"] == read_back["stated"]
    west, south, east, north = read_back["box"]
    assert 20 < west < east < 60 and 30 < south < north < 50
    counts = Counter(feature["properties"]["feature"] for feature in read_back["features"])
    assert counts["place"] > 40 and counts["located"] > 20 and counts["route"] == 2
    ids = [feature["id"] for feature in read_back["features"]]
    assert len(set(ids)) == len(ids)
    view = shipped.view(Request(policy=NO_POLICY))
    drawn = {feature["properties"]["iri"] for feature in read_back["features"]}
    missing = len(set(view.entities) - drawn)
    assert notes[-1] == (
        f"left out: {missing} of {len(view.entities)} entities, for which no place with coordinates is given"
    )
    (undrawn,) = notes[:-1]
    assert undrawn.endswith(f" of {len(view.relations)} ties, which do not tell where a thing lies")


def test_a_point_is_what_one_source_gives(tmp_path: Path) -> None:
    known = graph(tmp_path, *lies("alpha", "39.8", "46.7"), *lies("alpha", "39.9", "46.8", "organ", "voice"))
    assert of("place", features(known)) == {"alpha/1": [46.8, 39.9], "alpha/2": [46.7, 39.8]}
    readings = {
        f["id"]: (f["properties"]["reading"], f["properties"]["readings"], f["properties"]["sources"])
        for f in features(known)
    }
    assert readings == {"alpha/1": (1, 2, ["Organ"]), "alpha/2": (2, 2, ["Report"])}


def test_two_sources_of_the_same_point_are_one_feature_with_both(tmp_path: Path) -> None:
    one, two = lies("alpha", "39.8", "46.7")
    known = graph(tmp_path, f"{one}; voice in:organ", f"{two}; voice in:organ")
    (feature,) = features(known)
    assert feature["properties"]["claimants"] == ["voice", "author"]
    assert feature["properties"]["readings"] == 1


@pytest.mark.parametrize(
    "lines",
    [
        lies("alpha", "39.8", "46.7")[:1],
        (*lies("alpha", "39.8", "46.7"), "alpha hasLatitude - | value:40 unit:degree | author"),
        lies("alpha", "95", "46.7"),
        ("alpha hasLatitude - | value:39 upTo:40 unit:degree", "alpha hasLongitude - | value:46 unit:degree"),
    ],
    ids=["one half", "two latitudes", "beyond the pole", "a range"],
)
def test_half_a_point_is_no_point(tmp_path: Path, lines: tuple[str, ...]) -> None:
    known = graph(tmp_path, *lines)
    data, notes = written(known)
    collection = json.loads(data)
    assert (collection["features"], "bbox" in collection) == ([], False)
    assert notes[-1].startswith("left out: 1 coordinates of which a source gives only one half")


def test_halves_of_two_sources_are_not_joined(tmp_path: Path) -> None:
    north, east = lies("alpha", "39.8", "46.7")[0], lies("alpha", "39.8", "46.7", "organ", "voice")[1]
    assert features(graph(tmp_path, north, east)) == []


def test_what_lies_in_a_place_stands_there_with_its_dates_and_claims(tmp_path: Path) -> None:
    known = graph(
        tmp_path,
        *lies("alpha", "39.8", "46.7"),
        *lies("alpha", "39.9", "46.8", "organ", "voice"),
        "massacre happenedIn alpha | | author; south denies",
        "north-press isLocatedIn alpha | from:1994 until:2020-11",
        "north-ministry isNear alpha",
    )
    drawn = features(known)
    located = of("located", drawn)
    assert [*located.values()] == [[46.8, 39.9], [46.7, 39.8]] * 2
    properties = {f["id"]: f["properties"] for f in drawn}
    press = properties["relation:north-press-isLocatedIn-alpha-from-1994-until-2020-11/1"]
    assert (press["label"], press["place"]) == ("north-press", "alpha")
    assert (press["from"], press["until"]) == ("1994", "2020-11")
    assert (press["first_day"], press["last_day"]) == ("1994-01-01", "2020-11-30")
    massacre = properties["relation:massacre-happenedIn-alpha/1"]
    assert (massacre["standing"], massacre["stances"]) == ("disputed", ["affirms", "denies"])
    assert not [name for name in properties if "isNear" in name], "near is elsewhere"


def test_a_thing_with_coordinates_of_its_own_stands_only_there(tmp_path: Path) -> None:
    known = graph(tmp_path, *lies("alpha", "39.8", "46.7"), *lies("valley", "39", "46"), "alpha isLocatedIn valley")
    assert of("located", features(known)) == {}


def test_a_route_is_a_schematic_line_from_one_place_to_the_nearest(tmp_path: Path) -> None:
    known = graph(
        tmp_path,
        *lies("alpha", "39.8", "46.7"),
        *lies("beta", "40.8", "45.7"),
        *lies("gamma", "41.0", "41.6"),
        "pipe startsAt beta",
        "pipe passesThrough alpha",
        "pipe passesThrough gamma",
        "pipe passesThrough third",
    )
    (route,) = [feature for feature in features(known) if feature["properties"]["feature"] == "route"]
    assert route["geometry"] == {"type": "LineString", "coordinates": [[41.6, 41.0], [45.7, 40.8], [46.7, 39.8]]}
    told = route["properties"]
    assert (told["schematic"], told["order"]) == (True, "by nearness; not stated")
    assert told["places_without_coordinates"] == ["third"]
    passed = {f"relation:pipe-passesThrough-{name}" for name in ("alpha", "gamma", "third")}
    about = {"relation:pipe-startsAt-beta"} | passed
    assert set(told["claims_about"]) == set(told["relations"]) == about
    assert len(told["claimants"]) == len(told["sources"]) == len(told["stances"]) == len(about)


def test_filters_choose_what_is_shown_not_by_what_it_is_placed(tmp_path: Path) -> None:
    known = graph(tmp_path, *lies("alpha", "39.8", "46.7"), "massacre happenedIn alpha", "north perpetrates massacre")
    chosen = Request(Filters(layer=("violence",)), policy=NO_POLICY)
    assert of("located", features(known, chosen)) == {"relation:massacre-happenedIn-alpha/1": [46.7, 39.8]}
    assert of("place", features(known, chosen)) == {}


@pytest.mark.slow
def test_the_command_line_tells_how_many_have_no_place(tmp_path: Path) -> None:
    path = tmp_path / "map.geojson"
    done = kg("export", "geojson", "-o", path)
    assert done.code == 0
    assert json.loads(path.read_bytes())["type"] == "FeatureCollection"
    assert "entities, for which no place with coordinates is given" in done.err
    assert "ties, which do not tell where a thing lies" in done.err


def test_a_route_with_one_known_place_is_that_place(tmp_path: Path) -> None:
    known = graph(tmp_path, *lies("alpha", "39.8", "46.7"), "pipe startsAt alpha", "pipe passesThrough third")
    (route,) = [feature for feature in features(known) if feature["properties"]["feature"] == "route"]
    assert route["geometry"] == {"type": "MultiPoint", "coordinates": [[46.7, 39.8]]}
