"""On whose authority: sources and claimants, counts, terms, and a reader's own copy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import DataError, InputError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.terms import local_name
from tests.command import Outcome

OnWorld = Callable[..., Outcome]


def test_sources_and_claimants_are_counted_by_stance_and_status(world: KnowledgeGraph) -> None:
    summary = world.sources()
    sources = {local_name(support.who.id): support for support in summary.sources}
    assert {name: support.claims for name, support in sources.items()} == {
        "chronicle": 32, "herald": 4, "letter": 1, "penny-paper": 1,
    }  # fmt: skip
    assert sources["chronicle"].denies == {"asserted": 3}
    assert sources["chronicle"].affirms["admitted"] == 1
    assert (sources["herald"].side, sources["letter"].side) == ("armenian", None)
    claimants = {local_name(support.who.id): support for support in summary.claimants}
    assert claimants["spokesman-of-belmar"].side == "azerbaijani"
    assert claimants["corvania"].denies == {"asserted": 2}
    assert claimants["chronicler"].claims == 24
    assert (
        sum(support.claims for support in summary.claimants) == sum(support.claims for support in summary.sources) == 38
    )


def test_who_is_spoken_about_and_never_speaks(world: KnowledgeGraph) -> None:
    assert {entity.label for entity in world.sources().silent} == {"Dravia", "Merchant League"}


def test_the_share_that_rests_on_one_source(world: KnowledgeGraph) -> None:
    sources = world.sources()
    assert (sources.single, sources.relations) == (32, 34)


def test_a_summary_of_one_entity_and_under_filters(world: KnowledgeGraph) -> None:
    lirna = world.sources("lirna")
    assert {local_name(support.who.id) for support in lirna.sources} == {"chronicle", "herald"}
    arms = world.sources(filters=Filters(layer=("arms",)))
    assert (arms.single, arms.relations) == (6, 6)
    assert world.sources("far-isle").relations == 0


def test_counts(world: KnowledgeGraph) -> None:
    counts = world.stats()
    assert (counts.entities, counts.relations, counts.claims) == (22, 34, 38)
    assert counts.kinds["State"] == 4
    assert counts.layers["military"] == 5
    assert counts.datasets == {"chronicle": 34 - 6 + 2, "gazette": 6}
    assert counts.stances == {"affirms": 35, "denies": 3}
    assert counts.statuses["asserted"] == 31
    assert sum(counts.statuses.values()) == 38
    assert counts.decades["2020s"] == 4
    assert counts.decades["2010s"] == 2
    assert counts.undated == 34 - 11


@pytest.mark.parametrize(
    ("word", "sort"),
    [
        ("suppliesArmsTo", "relation type"),
        ("supplies arms to", "relation type"),
        ("State", "kind of entity"),
        ("admitted", "statuses"),
        ("accepted", "policy"),
        ("claimant", "term of the model"),
    ],
)
def test_a_term_is_found_and_explained(world: KnowledgeGraph, word: str, sort: str) -> None:
    (entry,) = [entry for entry in world.vocabulary(word) if entry.sort == sort]
    assert entry.definition.endswith(".")
    if sort in ("relation type", "kind of entity", "statuses"):
        assert entry.uses > 0
        assert entry.example is not None


def test_a_misspelt_term_gives_the_nearest(world: KnowledgeGraph) -> None:
    with pytest.raises(NotFoundError, match=r"there is no term 'suplies arms'; the nearest are: .*supplies arms to"):
        world.vocabulary("suplies arms")


@pytest.mark.slow
def test_every_term_is_listed_once_with_its_uses(world: KnowledgeGraph) -> None:
    entries = world.vocabulary()
    assert len({entry.id for entry in entries}) == len(entries)
    uses = {local_name(entry.id): entry.uses for entry in entries}
    assert (uses["suppliesArmsTo"], uses["attacks"], uses["State"], uses["denies"]) == (4, 2, 4, 3)
    assert {entry.sort for entry in entries} >= {"policy", "relation type", "kind of entity", "statuses", "units"}


@pytest.fixture
def copy(tmp_path: Path) -> Callable[[str], Path]:
    """Write a copy of the chronicle: its eight passages read "chronicle 0" to "chronicle 7"."""

    def write(text: str) -> Path:
        path = tmp_path / "copy.txt"
        path.write_text(text, encoding="utf-8")
        return path

    return write


WHOLE = "".join(f"[{n}] chronicle {n}\n\n" for n in range(8))


def test_a_copy_is_compared_passage_by_passage(world: KnowledgeGraph, copy: Callable[[str], Path]) -> None:
    whole = world.verify(copy(WHOLE))
    assert (local_name(whole.source.id), whole.matching, whole.missing) == ("chronicle", tuple(range(8)), ())
    changed = world.verify(copy(WHOLE.replace("chronicle 3", "chronicle three")))
    assert (changed.matching, changed.missing) == ((0, 1, 2, 4, 5, 6, 7), (3,))


def test_a_paragraph_left_out_spoils_no_other(world: KnowledgeGraph, copy: Callable[[str], Path]) -> None:
    part = world.verify(copy(WHOLE.replace("[2] chronicle 2\n\n", "")))
    assert (part.matching, part.missing) == ((0, 1, 3, 4, 5, 6, 7), (2,))


def test_claims_whose_paragraph_names_neither_end_are_listed(
    world: KnowledgeGraph, copy: Callable[[str], Path]
) -> None:
    verified = world.verify(copy(WHOLE), mentions=True)
    assert verified.unmentioned is not None
    assert len(verified.unmentioned) == 32
    assert world.verify(copy(WHOLE)).unmentioned is None


def test_a_copy_that_is_none_is_refused(world: KnowledgeGraph, copy: Callable[[str], Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no paragraph of it is a passage"):
        world.verify(copy("something else"))
    with pytest.raises(DataError, match="cannot be read: No such file"):
        world.verify(tmp_path / "nowhere")
    (tmp_path / "bytes.txt").write_bytes(b"\xff")
    with pytest.raises(DataError, match="is no text in UTF-8"):
        world.verify(tmp_path / "bytes.txt")


def test_the_command_exits_1_where_a_passage_is_missing(on_world: OnWorld, copy: Callable[[str], Path]) -> None:
    assert on_world("sources", "--verify", copy(WHOLE)).code == 0
    done = on_world("sources", "--verify", copy(WHOLE.replace("chronicle 3", "")))
    assert (done.code, done.json["missing"]) == (1, [3])
