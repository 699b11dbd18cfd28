"""A question has one text form, which says all that is asked and is read back as the same question."""

import shlex
from pathlib import Path

import pytest

from kg import Filters, KnowledgeGraph
from kg.errors import InputError, NotFoundError
from kg.model.filters import PathOptions, Scope
from kg.question import VERBS, Question
from tests.accounts import graph

TEXTS = (
    "relations",
    "relations north south --type attacks --type supports --as-of 2020-10 --undated --with-organs",
    "relations north --lineage --claimant nora --stance denies --paragraph 3 --paragraph 5 --policy undisputed --long",
    "timeline north --since 2010 --until 2015 --layer violence --phase decided --kind State --status asserted",
    "changes 1988 1994 --source report",
    "disputes north --uncorroborated",
    "perspective north --versus south --lineage",
    "path north south -k 5 --max-hops 6 --avoid ally --through nora --directed --with-layer structure --with-concepts",
    "search 'north south'",
    "show north",
    "why some-relation-on-2020",
    "why north south --as-of 2020",
    "rank --by betweenness --top 3 --robust --fold-events --with-organs --with-layer rhetoric",
    "flow north south --commodity gas --capacity lowest --without pipe --without valley",
    "exposure alpha",
    "vocabulary accepted",
    "export csv --focus north --focus south --depth 2 --title 'A title'",
    "stats",
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    folder = tmp_path_factory.mktemp("question") / "data"
    graph(folder, "north attacks alpha | | author")
    path = folder / "accounts.ttl"
    path.write_text(path.read_text("utf-8") + 'entity:gas a kg:Concept ; skos:prefLabel "gas"@en .\n', "utf-8")
    return KnowledgeGraph.load(folder)


@pytest.mark.parametrize("text", TEXTS)
def test_the_text_of_a_question_is_the_text_that_was_read(told: KnowledgeGraph, text: str) -> None:
    asked = told.question(text)
    assert sorted(shlex.split(asked.text())) == sorted(shlex.split(text))
    assert told.question(asked.text()) == asked


def test_the_texts_show_every_verb_and_the_default_options_of_none() -> None:
    assert {text.split()[0] for text in TEXTS} <= VERBS.keys()
    assert Question("path").text() == "path"
    assert Question("rank", scope=Scope(), path=PathOptions()).text() == "rank"


def test_names_and_words_are_resolved_at_the_door(told: KnowledgeGraph) -> None:
    asked = told.question("relations North --type attacks --claimant Author")
    assert [(ref.label, ref.type) for ref in asked.whom] == [("north", "State")]
    assert all(word.startswith("https://") for word in (*asked.filters.type, *asked.filters.claimant))
    assert told.relations("north", filters=Filters(type=("attacks",))) == told.relations("north", filters=asked.filters)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "cannot be read"),
        ("relations 'north", "cannot be read"),
        ("tell north", "there is no verb 'tell'"),
        ("relations north --colour red", "'relations' has no option --colour"),
        ("relations north --as-of", "--as-of needs a value"),
        ("relations north --as-of 2020-13", "there is no month 13"),
        ("relations north --paragraph x", "--paragraph takes a number"),
        ("relations north south alpha", "takes 0 to 2 names, not 3"),
        ("search", "takes 1 to 1 names, not 0"),
        ("relations north --type attaks", "there is no relation type 'attaks'"),
    ],
)
def test_a_text_that_asks_nothing_is_refused(told: KnowledgeGraph, text: str, words: str) -> None:
    with pytest.raises(InputError) as error:
        told.question(text)
    assert words in str(error.value)


def test_a_name_of_nothing_is_refused(told: KnowledgeGraph) -> None:
    with pytest.raises(NotFoundError):
        told.question("relations nowhere-at-all")


def test_the_words_of_a_question_are_those_of_the_command_line() -> None:
    """Each option of a verb in a text is an option of the command of that name."""
    from kg.cli import main

    for verb, taken in VERBS.items():
        command = main.get_command(None, verb)  # type: ignore[arg-type]
        assert command is not None, verb
        known = {word.lstrip("-") for parameter in command.params for word in parameter.opts}
        own = {option.name for option in taken.own}
        assert own <= known, verb


def test_a_question_in_a_file_is_its_text(told: KnowledgeGraph, tmp_path: Path) -> None:
    saved = tmp_path / "question.txt"
    saved.write_text(told.question("relations north --as-of 2020").text() + "\n")
    assert told.question(saved.read_text()).filters.as_of == "2020"
