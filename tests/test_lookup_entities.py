"""Entities by kind, and one of them shown whole."""

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.terms import local_name


def slugs(graph: KnowledgeGraph, *kinds: str) -> list[str]:
    return [local_name(entity.id) for entity in graph.entities(Filters(kind=kinds))]


def test_entities_are_listed_by_kind_and_label(world: KnowledgeGraph) -> None:
    keys = [(entity.type, entity.label) for entity in world.entities()]
    assert keys == sorted(keys)
    assert len(keys) == 22


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["State"], ["ardovia", "belmar", "corvania", "dravia"]),
        (["state"], ["ardovia", "belmar", "corvania", "dravia"]),
        (["international organisation"], ["elster-league"]),
        (["City", "Weapon"], ["lirna", "shurali", "kestrel-drones"]),
        (["Event"], ["autumn-shield", "harbour-talks", "border-war"]),
        (["Pipeline"], []),
    ],
)
def test_a_kind_takes_in_its_narrower_kinds(world: KnowledgeGraph, kinds: list[str], expected: list[str]) -> None:
    assert slugs(world, *kinds) == expected


def test_an_unknown_kind_is_refused(world: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match="there is no kind of entity 'Countri'; the nearest are"):
        slugs(world, "Countri")


def test_with_a_dataset_only_what_it_mentions_is_listed(world_folder: Path) -> None:
    assert set(slugs(KnowledgeGraph.load(world_folder, ["gazette"]))) == {
        "ardovia", "ardovian-herald", "belmar", "corvania", "elster-league", "letter-writer", "lirna",
        "merchant-league", "penny-paper",
    }  # fmt: skip


def test_an_entity_has_its_names_codes_and_datasets(world: KnowledgeGraph) -> None:
    shurali = world.entity("shurali")
    assert (shurali.label, shurali.type) == ("Shurali", "City")
    assert shurali.names == ("Shurali", "Chourali", "Şüralı", "Շուրալի")
    assert shurali.datasets == ("chronicle",)
    assert world.entity("ardovia").codes == {"iso2": "XA"}
    assert world.entity("ardovia").datasets == ("chronicle", "gazette")
    assert world.entity("far-isle").datasets == ()
    assert world.entity("valley-folk").datasets == ("chronicle",)
    assert world.entity("spokesman-of-belmar").datasets == ("chronicle",)


def test_a_summary_has_names_layers_events_own_claims_and_sources(world: KnowledgeGraph) -> None:
    shurali = world.entity_summary("shurali")
    assert [(name.object.value, name.used_by.label) for name in shurali.called if name.object and name.used_by] == [  # type: ignore[union-attr]
        ("Shuralashen", "valley folk")
    ]
    ardovia = world.entity_summary("ardovia")
    assert ardovia.called == []
    assert ardovia.layers == {
        "agreement": 1, "alliance": 3, "arms": 1, "membership": 1, "military": 2, "people": 1, "territory": 1,
    }  # fmt: skip
    assert [event.label for event in ardovia.events] == ["Autumn Shield"]
    assert ardovia.says == {"denies": 1}
    assert [local_name(source.id) for source in ardovia.sources] == ["chronicle", "herald", "letter", "penny-paper"]


def test_an_event_has_no_part_in_itself(world: KnowledgeGraph) -> None:
    assert world.entity_summary("autumn-shield").events == []
    assert [event.label for event in world.entity_summary("lirna-valley").events] == ["Border War"]


def test_the_user_of_a_name_is_not_called_by_it(world: KnowledgeGraph) -> None:
    assert world.entity_summary("valley-folk").called == []


def test_an_entity_that_nothing_mentions_is_shown_empty(world: KnowledgeGraph) -> None:
    isle = world.entity_summary("far-isle")
    assert (isle.called, isle.layers, isle.events, isle.says, isle.sources) == ([], {}, [], {}, [])
