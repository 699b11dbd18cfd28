"""Which city of a gazetteer a settlement is: by name and distance, else by size."""

from kg.importing.gazetteer import Place, matched, named


def city(name: str, latitude: float, population: int, *others: str) -> Place:
    return {
        "name": name,
        "latitude": latitude,
        "longitude": 10.0,
        "population": population,
        "alternatenames": list(others),
    }


NORTH, SOUTH = city("Harrow", 60.0, 4_000, "Харроу"), city("Harrow", 40.0, 900_000)
GREAT, SMALL = city("Belmar", 50.0, 2_000_000), city("Belmar", 20.0, 30_000)


def names(*keys: str, at: float | None = None) -> tuple[set[str], set[tuple[float, float]]]:
    return set(keys), set() if at is None else {(at, 10.0)}


def test_the_nearest_bearer_of_a_name_is_taken_and_not_the_largest() -> None:
    assert list(matched({"harrow": names("harrow", at=60.05)}, [NORTH, SOUTH])) == [("harrow", NORTH)]


def test_a_name_far_from_the_place_is_another_place() -> None:
    assert list(matched({"harrow": names("harrow", at=50.0)}, [NORTH, SOUTH])) == []


def test_an_alias_tells_too() -> None:
    assert list(matched({"place": names("харроу", at=60.0)}, [NORTH])) == [("place", NORTH)]


def test_without_coordinates_only_a_city_far_larger_than_its_namesakes_is_taken() -> None:
    assert list(matched({"belmar": names("belmar")}, [GREAT, SMALL])) == [("belmar", GREAT)]
    assert list(matched({"harrow": names("harrow")}, [NORTH])) == []
    assert list(matched({"belmar": names("belmar")}, [GREAT, {**SMALL, "population": 900_000}])) == []


def test_a_name_in_two_records_stays_with_the_city_that_is_called_like_it() -> None:
    harrow, belmar = city("Harrow", 60.0, 4_000, "Harrov"), city("Belmar", 50.0, 4_000, "Belmær", "Harrov")
    assert [(iri, names) for iri, _, names in named([("h", harrow), ("b", belmar)])] == [
        ("h", ["Harrov"]),
        ("b", ["Belmær"]),
    ]
    # Where neither is called so, nobody knows whose it is.
    harrow, belmar = ({**one, "alternatenames": ["Oakmere"]} for one in (harrow, belmar))
    assert [names for *_, names in named([("h", harrow), ("b", belmar)])] == [["Oakmere"], ["Oakmere"]]


def test_without_coordinates_the_one_town_that_is_itself_called_so_is_taken_and_no_village() -> None:
    town, other = city("Seward", 50.0, 40_000, "Сьюард"), city("Elsewhere", 20.0, 90_000, "Seward")
    assert list(matched({"seward": names("seward")}, [town, other])) == [("seward", town)]
    assert list(matched({"seward": names("seward")}, [{**town, "population": 7_500}, other])) == []
    assert list(matched({"seward": names("seward")}, [town, {**other, "name": "Seward"}])) == []
