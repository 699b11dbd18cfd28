"""Which entity a name means: slug, preferred label, alias, folded name, in this order."""

import pytest

from kg.errors import AmbiguousNameError, InputError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.session.resolve import resolve_terms
from kg.terms import ENTITY, local_name


def means(graph: KnowledgeGraph, name: str) -> tuple[str, list[str]]:
    """Return the slug that a name means, and the slugs that it also fits."""
    resolution = graph.resolve(name)
    return local_name(resolution.entity.id), [local_name(other.id) for other in resolution.others]


@pytest.mark.parametrize(
    ("name", "slug", "others"),
    [
        ("belmar", "belmar", []),
        ("Belmar", "belmar", []),
        ("BELMAR", "belmar", []),
        ("  Belmar ", "belmar", []),
        ("elster-league", "elster-league", []),
        ("Elster League", "elster-league", []),
        ("Ardovian Republic", "ardovia", []),
        ("ardovian republic", "ardovia", []),
        ("Belmər", "belmar", []),
        ("Şüralı", "shurali", []),
        ("ŞÜRALI", "shurali", []),
        ("surali", "shurali", []),
        ("Շուրալի", "shurali", []),
        ("ՇՈՒՐԱԼԻ", "shurali", []),
        ("Chourali", "shurali", []),
        ("a spokesman of Belmar", "spokesman-of-belmar", []),
        ("entity:belmar", "belmar", []),
        (f"{ENTITY}belmar", "belmar", []),
        (f"<{ENTITY}belmar>", "belmar", []),
    ],
)
def test_a_name_is_found_however_it_is_written(world: KnowledgeGraph, name: str, slug: str, others: list[str]) -> None:
    assert means(world, name) == (slug, others)


@pytest.mark.parametrize(
    ("name", "slug", "others"),
    [
        ("lirna", "lirna", ["lirna-valley"]),
        ("Lirna", "lirna", ["lirna-valley"]),
        ("Harbour Accord", "harbour-accord", ["harbour-talks"]),
    ],
)
def test_an_earlier_level_wins_and_later_ones_are_named(
    world: KnowledgeGraph, name: str, slug: str, others: list[str]
) -> None:
    assert means(world, name) == (slug, others)


def test_a_name_in_other_capitals_is_a_folded_name_and_ambiguous(world: KnowledgeGraph) -> None:
    with pytest.raises(
        AmbiguousNameError, match=r"Harbour Accord \(harbour-accord\); talks at the harbour \(harbour-talks\)"
    ):
        world.resolve("harbour accord")


def test_two_entities_on_the_first_level_with_a_hit_are_listed(world: KnowledgeGraph) -> None:
    with pytest.raises(AmbiguousNameError) as caught:
        world.resolve("the League")
    assert str(caught.value) == (
        "'the League' may mean: Elster League (elster-league); Merchant League (merchant-league);"
        " give one of the names in brackets"
    )


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("Belmer Republic", "Ardovia"), ("Corvannia", "Corvania"), ("Shuraly", "Shurali"), ("valley", "Lirna Valley")],
)
def test_a_name_that_nothing_has_gives_the_nearest(world: KnowledgeGraph, name: str, nearest: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        world.resolve(name)
    assert str(caught.value).startswith(f"nothing is called '{name}'; the nearest names are: ")
    assert nearest in str(caught.value)


def test_a_name_that_has_the_word_whole_is_told_before_one_spelt_a_little_like_it(world: KnowledgeGraph) -> None:
    with pytest.raises(NotFoundError) as caught:
        world.resolve("herald")
    assert str(caught.value) == "nothing is called 'herald'; the nearest names are: Ardovian Herald, Shurali"


def test_a_name_in_other_letters_has_the_nearest_in_latin_ones(world: KnowledgeGraph) -> None:
    with pytest.raises(NotFoundError) as caught:
        world.resolve("Шураль")
    assert str(caught.value) == "nothing is called 'Шураль'; the nearest names are: Shurali"


@pytest.mark.parametrize("name", ["qqqqqqqq", "–", "entity:nobody", "kg:State", "source:chronicle", "$slug"])
def test_what_is_near_no_name_is_not_found(world: KnowledgeGraph, name: str) -> None:
    with pytest.raises(NotFoundError, match="nothing is called"):
        world.resolve(name)


@pytest.mark.parametrize("name", ["", "   ", "http://a b", "<x>", "entity:a b", "\udcff"])
def test_what_can_be_no_name_is_refused(world: KnowledgeGraph, name: str) -> None:
    with pytest.raises(InputError):
        world.resolve(name)


@pytest.mark.parametrize("name", ['Bel"mar', "Bel\\mar", "Bel\nmar", "?x", "$name", "{{{", '" } #', "<a:b>"])
def test_a_name_is_never_read_as_sparql(world: KnowledgeGraph, name: str) -> None:
    with pytest.raises(NotFoundError):
        world.resolve(name)


@pytest.mark.parametrize("name", ["Belmar' }", "Belmar#", '"Belmar"', "Belmar\\", "$Belmar"])
def test_signs_in_a_name_are_folded_away(world: KnowledgeGraph, name: str) -> None:
    assert means(world, name) == ("belmar", [])


def test_a_chosen_dataset_knows_only_the_names_that_it_mentions(world_folder: object) -> None:
    chronicle = KnowledgeGraph.load(str(world_folder), ["chronicle"])
    gazette = KnowledgeGraph.load(str(world_folder), ["gazette"])
    assert means(chronicle, "the League") == ("elster-league", [])
    assert means(gazette, "Merchant League") == ("merchant-league", [])
    for graph, name in ((chronicle, "Merchant League"), (gazette, "Dravia"), (chronicle, "Far Isle")):
        with pytest.raises(NotFoundError):
            graph.resolve(name)


def test_a_claimant_and_the_user_of_a_name_are_mentioned_too(world_folder: object) -> None:
    gazette = KnowledgeGraph.load(str(world_folder), ["gazette"])
    chronicle = KnowledgeGraph.load(str(world_folder), ["chronicle"])
    assert means(gazette, "the writer of the letter") == ("letter-writer", [])
    assert means(chronicle, "valley folk") == ("valley-folk", [])


def test_without_a_dataset_every_entity_is_found(world: KnowledgeGraph) -> None:
    assert means(world, "Far Isle") == ("far-isle", [])


@pytest.mark.parametrize(
    "word", ["suppliesArmsTo", "suppliesarmsto", "supplies arms to", "Supplies Arms To", "kg:suppliesArmsTo"]
)
def test_a_relation_type_is_found_by_name_and_by_label(world: KnowledgeGraph, word: str) -> None:
    (term,) = resolve_terms(world.store, "relation_types", [word], "relation type")
    assert local_name(term.value) == "suppliesArmsTo"


def test_an_unknown_term_gives_the_nearest(world: KnowledgeGraph) -> None:
    with pytest.raises(
        InputError, match=r"there is no relation type 'suppliesArms'; the nearest are: .*suppliesArmsTo"
    ):
        resolve_terms(world.store, "relation_types", ["suppliesArms"], "relation type")


def test_an_unknown_term_near_no_other_gives_all(world: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match="there is no stance 'qqq'; there are: affirms, denies"):
        resolve_terms(world.store, "stances", ["qqq"], "stance")


@pytest.mark.parametrize(
    ("name", "slug", "others"),
    [
        ("Putin", "vladimir-putin", []),
        ("Путин", "vladimir-putin", []),
        ("Beglaryan", "artak-beglaryan", []),
        ("Trump", "donald-trump", []),
        ("Əliyev", "ilham-aliyev", ["heydar-aliyev"]),
        ("Aliyev", "ilham-aliyev", ["heydar-aliyev"]),
        ("Stalin", "joseph-stalin", []),
    ],
)
def test_a_person_is_meant_by_the_last_name(shipped: KnowledgeGraph, name: str, slug: str, others: list[str]) -> None:
    assert means(shipped, name) == (slug, others)


def test_the_last_word_of_a_description_is_no_last_name(shipped: KnowledgeGraph) -> None:
    with pytest.raises(NotFoundError):
        shipped.resolve("2020")  # two are the foreign ministers in October 2020
