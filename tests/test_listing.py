"""Verbs that list: the answer first, a screen or two, what is left out counted, and how to have it."""

import re
from collections.abc import Callable

import pytest
from rich.cells import cell_len

from kg.answers.listing import first, more, names
from kg.graph import KnowledgeGraph
from kg.model.verbaliser import words
from tests.command import Outcome, kg

OnWorld = Callable[..., Outcome]

SURVEYS = [
    ["entities"],
    ["entities", "--kind", "Actor"],
    ["vocabulary"],
    ["vocabulary", "accepted"],
    ["sources"],
    ["sources", "Turkey"],
    ["stats"],
    ["search", "gas"],
    ["ask"],
    ["rank"],
    ["blocs", "--kind", "State"],
    ["balance", "--kind", "State"],
    ["dependence"],
    ["exposure", "Georgia"],
]
IRIS = re.compile(r"https?://w3id|\bcontext-[a-z0-9-]+-[0-9a-f]{8}\b")


@pytest.mark.slow
@pytest.mark.parametrize("view", SURVEYS, ids=" ".join)
@pytest.mark.parametrize("width", [80, 120])
def test_an_answer_takes_two_screens_at_most_and_shows_no_internal_name(
    monkeypatch: pytest.MonkeyPatch, view: list[str], width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    done = kg(*view, "--format", "table")
    assert done.code == 0
    assert len(done.lines) <= 100
    assert max(map(cell_len, done.lines)) <= width
    assert not IRIS.search(done.out)


def test_what_is_not_listed_is_counted_with_the_option_that_lists_it() -> None:
    assert more(10, 10) == ""
    assert more(11, 10, "publisher") == "and 1 more publisher: --all"
    assert more(9, 3, "entity") == "and 6 more entities: --all"
    assert first([1, 2, 3], 2) == [1, 2]
    assert first([1, 2, 3], 2, whole=True) == [1, 2, 3]


def test_names_in_a_line_are_the_first_of_many(world: KnowledgeGraph) -> None:
    entities = [world.ref(entity.id) for entity in world.entities()]
    assert names(entities[:2]) == f"{entities[0]}, {entities[1]}"
    assert names(entities, 2) == f"{entities[0]}, {entities[1]} and {len(entities) - 2} more"


def test_entities_are_counted_by_kind_and_listed_when_asked(on_world: OnWorld, world: KnowledgeGraph) -> None:
    everything = world.entities()
    kinds = {entity.type for entity in everything}
    survey = on_world("entities", "--format", "table")
    assert survey.lines[0] == f"{len(everything)} entities of {len(kinds)} kinds"
    counted = {m[1].strip(): int(m[2]) for m in re.finditer(r"^([a-z][A-Za-z ]+?) {2,}(\d+)\b", survey.out, re.M)}
    assert counted == {words(kind): sum(e.type == kind for e in everything) for kind in kinds}
    listed = " ".join(on_world("entities", "--all", "--format", "table").out.split())
    assert all(entity.label in listed for entity in everything)


def test_a_kind_may_be_named_as_it_is_shown(on_world: OnWorld) -> None:
    shown = on_world("entities", "--kind", "military exercise", "--format", "table")
    assert shown.code == 0
    assert shown.out == on_world("entities", "--kind", "MilitaryExercise", "--format", "table").out


@pytest.mark.slow
def test_sources_are_summed_up_by_publisher_and_told_by_name() -> None:
    sources = kg("sources").json
    claims = sum(source["claims"] for source in sources["sources"])
    publishers = {source["source"]["publisher"] or source["source"]["label"] for source in sources["sources"]}
    short = kg("sources", "--format", "table").out
    assert short.startswith(
        f"{claims:,} claims from {len(sources['sources'])} sources of {len(publishers)} publishers\n"
    )
    assert f"and {len(publishers) - 10} more publishers: --all" in short
    single = sources["single_source"]
    assert f"{single['relations']:,} of {single['of']:,} ties" in short
    whole = " ".join(kg("sources", "--all", "--format", "table").out.split())
    assert "more publishers" not in whole
    one = " ".join(kg("sources", "Shusha", "--format", "table").out.split())
    assert "UNIAN, 8 Nov 2020: Nagorno-Karabakh:" in one


@pytest.mark.slow
def test_terms_are_counted_by_sort_and_a_sort_is_listed_by_its_name() -> None:
    entries = kg("vocabulary").json
    survey = kg("vocabulary", "--format", "table").out
    assert survey.startswith(f"{len(entries)} terms\n")
    phases = [entry for entry in entries if entry["sort"] == "phases"]
    assert re.search(rf"^phases +{len(phases)} ", survey, re.M)
    for word in ("phases", "PHASES"):
        assert {entry["id"] for entry in kg("vocabulary", word).json} == {entry["id"] for entry in phases}
    assert kg("vocabulary", "no such term").code == 2


def test_a_layer_is_explained_with_its_relation_types() -> None:
    out = " ".join(kg("vocabulary", "displacement", "--format", "table").out.split())
    assert "has 4 types" in out
    assert "depopulates" in out


def test_a_search_names_the_slug_to_copy_and_says_by_what_it_was_found(on_world: OnWorld) -> None:
    done = on_world("search", "Shuralashen", "--format", "table")
    row = next(line for line in done.lines if line.startswith("Shurali"))
    assert re.split(r" {2,}", row) == ["Shurali", "city", "Shuralashen", "shurali"]


@pytest.mark.slow
def test_many_matches_are_cut_and_counted() -> None:
    everything = kg("search", "azer").json
    assert len(everything) > 20
    assert f"and {len(everything) - 20} more: --all" in kg("search", "azer", "--format", "table").out
    assert "more: --all" not in kg("search", "azer", "--all", "--format", "table").out


def test_the_catalogue_tells_every_question_with_what_it_needs() -> None:
    out = " ".join(kg("ask", "--format", "table").out.split())
    for asked in kg("ask").json:
        assert f"{asked['name']} {asked['title']}" in out
    assert "Who supplies arms to an actor (--of Azerbaijan)" in out


@pytest.mark.slow
def test_measures_cite_what_they_rest_on() -> None:
    for verb in (["dependence", "Azerbaijan"], ["exposure", "Georgia"], ["blocs", "--kind", "State"]):
        out = kg(*verb, "--format", "table").out
        cited = {int(number) for number in re.findall(r"\[(\d+)w?(?::[\d,]+)?\]", out.partition("\nSOURCES\n")[0])}
        listed = {int(number) for number in re.findall(r"^\[(\d+)\]", out.partition("\nSOURCES\n")[2], re.M)}
        assert cited and cited == listed == set(range(1, len(listed) + 1))


def test_bridges_say_how_many_there_are() -> None:
    out = kg("bridges", "--kind", "Actor", "--top", "2", "--format", "table").out
    points, ties, brokers = map(int, re.match(r"(\d+) cut points, (\d+) bridges, (\d+) brokers", out).groups())  # type: ignore[union-attr]
    left = [int(number) for number in re.findall(r"and (\d+) more: --top N shows as many of each", out)]
    assert left == [points - 2, ties - 2, brokers - 2]
