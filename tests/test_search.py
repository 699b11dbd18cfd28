"""Finding entities by any name, whole or in part, and with a typing error if need be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.answers import answer_to
from kg.answers.asking import ask
from kg.errors import InputError
from kg.graph import KnowledgeGraph
from kg.lookup.search import Matches, matches, within_one_edit
from kg.terms import local_name

WORDS = st.text(alphabet="abc", min_size=4, max_size=6)


def matching(graph: KnowledgeGraph, text: str) -> list[tuple[str, str, str]]:
    return [(local_name(match.entity.id), match.name, match.how) for match in graph.search(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("shurali", [("shurali", "Shurali", "exact")]),
        ("ŞÜRALI", [("shurali", "Şüralı", "exact")]),
        ("Շուրալի", [("shurali", "Շուրալի", "exact")]),
        ("harbour", [("harbour-accord", "Harbour Accord", "words"), ("harbour-talks", "Harbour Accord", "words")]),
        ("accord harb", [("harbour-accord", "Harbour Accord", "part"), ("harbour-talks", "Harbour Accord", "part")]),
        ("kest", [("kestrel-drones", "Kestrel drones", "part")]),
        ("kest dro", [("kestrel-drones", "Kestrel drones", "part")]),
        ("belmat", [("belmar", "Belmar", "guess"), ("spokesman-of-belmar", "a spokesman of Belmar", "guess")]),
        ("cornvania", [("corvania", "Corvania", "guess")]),
        ("Ardovja", [("ardovia", "Ardovia", "guess")]),
        ("kestrel drone", [("kestrel-drones", "Kestrel drones", "part")]),
        ("Lower Corvanian delta", [("corvania", "Corvania", "guess")]),
        ("all of Kestrel drones", [("kestrel-drones", "Kestrel drones", "guess")]),
        ("nothing of the kind", []),
    ],
)  # fmt: skip
def test_search(world: KnowledgeGraph, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert matching(world, text) == expected


def test_of_many_names_that_fit_the_first_by_name_are_read(world: KnowledgeGraph) -> None:
    every = matches(world.store, "harbour")
    assert every.total == len(every.read) > 1
    assert matches(world.store, "harbour", 1) == Matches(every.read[:1], every.total)
    assert matches(world.store, "shurali", 1) == matches(world.store, "shurali")


def test_what_is_left_out_of_many_names_is_counted(world: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.answers.search._READ", 1)
    session, _ = ask(world, "search", words=("harbour",))
    cut, whole = answer_to(session), answer_to(session, whole=True)
    assert isinstance(cut.records, list) and isinstance(whole.records, list)
    left = len(whole.records) - 1
    assert (len(cut.records), whole.remarks) == (1, ())
    assert cut.remarks == (f"left out of the names that fit: {left}; give more of the name, or --all",)
    assert cut.compose().title == whole.compose().title == f"“harbour”: {left + 1} names fit"


def test_the_surest_come_first(world: KnowledgeGraph) -> None:
    assert matching(world, "Lirna") == [("lirna", "Lirna", "exact"), ("lirna-valley", "Lirna", "exact")]
    assert [how for _, _, how in matching(world, "belmar")] == ["exact", "words"]


@pytest.mark.parametrize("text", ["", "  ", "–", "?!"])
def test_a_text_without_a_letter_is_refused(world: KnowledgeGraph, text: str) -> None:
    with pytest.raises(InputError):
        world.search(text)


@given(WORDS, st.integers(0, 6), st.sampled_from("abcd"))
def test_one_letter_more_less_or_other_is_one_edit(word: str, place: int, letter: str) -> None:
    place = min(place, len(word) - 1)
    assert within_one_edit(word, word[:place] + letter + word[place:])
    assert within_one_edit(word, word[:place] + letter + word[place + 1 :])
    assert within_one_edit(word, word[:place] + word[place + 1 :]) == (
        len(word) > 4 or word[:place] + word[place + 1 :] == word
    )
    swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    assert within_one_edit(word, swapped)


@given(WORDS, WORDS)
def test_one_edit_holds_both_ways_and_means_what_it_says(one: str, other: str) -> None:
    assert within_one_edit(one, other) == within_one_edit(other, one) == (other in edits(one))


def edits(word: str) -> set[str]:
    """Return all that lies one edit away, letter by letter."""
    parts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    return {
        word,
        *(a + b[1:] for a, b in parts if b),
        *(a + letter + b for a, b in parts for letter in "abc"),
        *(a + letter + b[1:] for a, b in parts if b for letter in "abc"),
        *(a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1),
    }


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Əliyev", "ilham-aliyev"),
        ("ALIYEV", "ilham-aliyev"),
        ("Aliev", "ilham-aliyev"),
        ("Shushi", "shusha"),
        ("Shusha", "shusha"),
    ],
)
def test_the_shipped_names_are_found_in_any_spelling(shipped: KnowledgeGraph, text: str, slug: str) -> None:
    assert slug in [name for name, _, _ in matching(shipped, text)]


@pytest.mark.parametrize("text", ["NK", "Artsakh"])
def test_a_name_of_several_things_lists_them(shipped: KnowledgeGraph, text: str) -> None:
    slugs = {name for name, _, _ in matching(shipped, text)}
    assert {"nagorno-karabakh", "nk-republic"} <= slugs or {"nagorno-karabakh", "nkao"} <= slugs


@pytest.mark.parametrize("text", ["Հայաստան", "Ermənistan", "Армения", "Ermenistan", "ارمنستان", "ארמניה", "სომხეთი"])
def test_states_are_found_in_the_languages_of_the_region(shipped: KnowledgeGraph, text: str) -> None:
    assert [name for name, _, how in matching(shipped, text) if how == "exact"] == ["armenia"]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Լեռնային Ղարաբաղ", "karabakh"),
        ("Минская группа ОБСЕ", "osce-minsk-group"),
        ("Республика Армения", "armenia"),
        ("Armenian army", "armenia"),
        ("Turkish president Erdogan", "recep-tayyip-erdogan"),
    ],
)
def test_where_no_name_has_all_of_a_text_those_that_stand_in_it_are_guesses(
    shipped: KnowledgeGraph, text: str, slug: str
) -> None:
    matches = matching(shipped, text)
    assert slug in [name for name, *_ in matches]
    assert {how for *_, how in matches} == {"guess"}


def test_a_short_word_of_another_script_is_no_mistyped_name(shipped: KnowledgeGraph) -> None:
    assert shipped.search("جورج بوش") == []


def test_a_short_word_of_a_text_is_no_code(shipped: KnowledgeGraph) -> None:
    assert "india" not in [name for name, *_ in matching(shipped, "Russian peacekeepers in Karabakh")]


def test_a_name_that_two_records_of_a_gazetteer_have_means_the_city_that_is_called_so(shipped: KnowledgeGraph) -> None:
    assert [name for name, *_ in matching(shipped, "Gəncə")] == ["ganja"]


def test_a_name_that_a_relation_gives_is_found_where_its_dataset_is_chosen(shipped: KnowledgeGraph) -> None:
    """Khankendi is a name that the sheet tells of, and the article does not."""
    assert matching(shipped, "xankəndi") == [("stepanakert", "Xankəndi", "exact")]
    assert local_name(shipped.resolve("Khankendi").entity.id) == "stepanakert"
    article = KnowledgeGraph.load(datasets=["article"])
    assert {slug for slug, *_ in matching(article, "Khankendi")} == {"stepanakert"}  # by the gazetteer's name
