"""Whom a reader may mean by the same name at another time."""

from itertools import product
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.graph import KnowledgeGraph
from kg.lookup.path_options import PathOptions
from kg.model.filters import Filters
from kg.terms import local_name
from tests.command import kg
from tests.engines import Engines
from tests.statements import entities, graph, relations, turtle

LINEAGE = """
entity:belmar kg:succeeds entity:soviet-belmar .
entity:soviet-belmar kg:succeeds entity:old-belmar .
entity:salt-republic kg:sameTerritoryAs entity:salt .
entity:salt-oblast kg:sameTerritoryAs entity:salt .
"""
WORLD = LINEAGE + entities(
    belmar="State", soviet_belmar="Polity", old_belmar="Polity", corvania="State",
    salt="Region", salt_oblast="Polity", salt_republic="Polity", salt_war="War",
)  # fmt: skip
LINES = (
    "first old-belmar administers salt from:1918 until:1920",
    "second soviet-belmar administers salt-oblast from:1923",
    "third belmar controls salt-republic affirms@2020",
    "inside salt-oblast isPartOf salt",
    "ally corvania isAlliedWith soviet-belmar",
    "part old-belmar takesPartIn salt-war",
    "foe corvania takesPartIn salt-war",
)


@pytest.fixture
def world(tmp_path: Path) -> KnowledgeGraph:
    return graph(tmp_path, WORLD, relations(*LINES))


@pytest.mark.parametrize("name", ["belmar", "soviet-belmar", "old-belmar"])
def test_a_lineage_is_followed_in_both_directions_at_any_distance(world: KnowledgeGraph, name: str) -> None:
    assert {member.label for member in world.lineage(name)} == {"belmar", "soviet-belmar", "old-belmar"}
    assert world.lineage(name)[0].label == name


def test_holders_of_one_territory_find_each_other(world: KnowledgeGraph) -> None:
    assert [member.label for member in world.lineage("salt-oblast")] == ["salt-oblast", "salt", "salt-republic"]


def test_who_has_no_lineage_stands_alone(world: KnowledgeGraph) -> None:
    assert [member.label for member in world.lineage("corvania")] == ["corvania"]


def test_both_engines_find_the_same_lineage() -> None:
    engines = Engines(turtle(WORLD))
    for name, size in {"belmar": 3, "salt": 3, "corvania": 1}.items():
        assert len(engines.rows("lineage", entity=engines.entity(name))) == size


def test_each_relation_says_whom_it_is_about_and_nothing_is_merged(world: KnowledgeGraph) -> None:
    relations = world.relations("salt", lineage=True)
    about = {local_name(relation.id): relation.about.label for relation in relations if relation.about}
    assert about == {"first": "salt", "second": "salt-oblast", "third": "salt-republic", "inside": "salt"}
    assert {local_name(relation.id) for relation in world.relations("salt")} == {"first", "inside"}
    assert all(relation.about is None for relation in world.relations("salt"))


def test_the_filters_apply_to_all_of_a_lineage(world: KnowledgeGraph) -> None:
    relations = world.relations("salt", filters=Filters(as_of="1919"), lineage=True)
    assert {(local_name(r.id), r.holds) for r in relations} == {("first", "certainly"), ("third", "possibly")}
    assert world.undated("salt", filters=Filters(as_of="1919"), lineage=True) == 1
    kinds = world.relations("salt", filters=Filters(kind=("Region",)), lineage=True)
    assert kinds == []


def test_between_two_each_stands_for_its_lineage(world: KnowledgeGraph) -> None:
    tied = world.between("belmar", "corvania", lineage=True)
    assert [(local_name(r.id), r.about and r.about.label) for r in tied.direct] == [("ally", "soviet-belmar")]
    assert {local_name(relation.id) for relation in tied.shared} == {"part", "foe"}
    assert world.relations("belmar", "corvania") == []


def test_a_lineage_is_that_of_a_name_and_has_no_ties_with_itself(world: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match="a lineage is that of a name"):
        world.relations(lineage=True)
    with pytest.raises(InputError, match="are of one lineage"):
        world.relations("belmar", "old-belmar", lineage=True)
    with pytest.raises(InputError, match="both names mean belmar"):
        world.relations("belmar", "belmar")


def test_the_command_names_whom_it_adds_and_marks_each_row(world: KnowledgeGraph, tmp_path: Path) -> None:
    data = ("--data", tmp_path / "statements.ttl")
    done = kg("relations", "salt", "--lineage", "--as-of", "1930", *data)
    assert done.err.splitlines() == [
        "kg: with salt: salt-oblast; salt-republic",
        "kg: 1 tie has no date and is left out; see --undated",
    ]
    assert [(record["about"]["label"], record["holds"]) for record in done.json] == [
        ("salt-oblast", "possibly"),
        ("salt-republic", "possibly"),
    ]
    assert "about" not in kg("relations", "salt", *data).json[0]
    table = kg("relations", "salt", "--lineage", "--format", "table", *data)
    assert any("salt-oblast" in line and "from 1923" in line for line in table.lines)


def test_a_lineage_without_a_name_ends_the_command(world: KnowledgeGraph, tmp_path: Path) -> None:
    for verb in ("relations", "timeline", "disputes"):
        done = kg(verb, "--lineage", "--data", tmp_path / "statements.ttl")
        assert (done.code, done.err) == (2, "kg: --lineage counts others with a name: give one\n")


def test_a_chain_may_begin_and_end_at_any_of_a_lineage(world: KnowledgeGraph) -> None:
    """The ally stands beside Soviet Belmar: without the lineage there is no chain, with it one hop."""
    assert world.paths("belmar", "corvania", policy="claimed", course=PathOptions(max_hops=1)).chains == []
    paths = world.paths("belmar", "corvania", policy="claimed", course=PathOptions(max_hops=1), lineage=True)
    assert [[entity.label for entity in chain.entities] for chain in paths.chains] == [["soviet-belmar", "corvania"]]


def test_no_chain_runs_through_another_end_of_its_lineage(world: KnowledgeGraph) -> None:
    course = PathOptions(k=100, max_hops=10, with_layer=("structure", "rhetoric"))
    family = {member.label for member in world.lineage("belmar")}
    chains = world.paths("belmar", "corvania", policy="claimed", course=course, lineage=True).chains
    assert chains
    for chain in chains:
        assert [entity.label in family for entity in chain.entities].count(True) == 1
    with pytest.raises(InputError, match="are of one lineage"):
        world.paths("belmar", "old-belmar", lineage=True)


@pytest.mark.slow
def test_the_chains_of_a_lineage_are_those_of_its_members_in_order(shipped: KnowledgeGraph) -> None:
    families = shipped.lineage("Azerbaijan"), shipped.lineage("Armenia")
    chains = shipped.paths("Azerbaijan", "Armenia", course=PathOptions(k=100, max_hops=2), lineage=True).chains
    each = []
    for ends in product(*families):
        others = tuple(member.id for family in families for member in family if member not in ends)
        each += shipped.paths(*ends, course=PathOptions(k=100, max_hops=2, avoid=others)).chains
    assert len({chain.entities[0] for chain in chains}) > 1
    assert {chain.entities for chain in chains} == {chain.entities for chain in each}
    order = ["admitted", "confirmed", "verified", "asserted", "judged", "speculated", "rumoured", "believed"]
    places = [(len(chain.hops), order.index(chain.weakest), -chain.claims) for chain in chains]
    assert places == sorted(places)


def test_disputes_are_found_by_a_predecessor_and_say_whom_they_are_about(tmp_path: Path) -> None:
    world = graph(
        tmp_path,
        entities(salt="Region", salt_oblast="Region"),
        "entity:salt kg:sameTerritoryAs entity:salt-oblast .\n",
        relations("long salt-oblast wasFounded - on:1923", "short salt-oblast wasFounded - on:1924"),
    )
    assert world.disputes("salt") == []
    (dispute,) = world.disputes("salt", lineage=True)
    assert {relation.about and relation.about.label for relation in dispute.relations} == {"salt-oblast"}


def test_predecessors_speak_in_the_account_of_a_lineage(tmp_path: Path) -> None:
    world = graph(
        tmp_path,
        entities(belmar="State", old_belmar="Polity", corvania="State"),
        "entity:belmar kg:succeeds entity:old-belmar .\n",
        relations("said corvania attacks belmar", "reply belmar attacks corvania"),
        *(
            f"claim:by-{who} a kg:Claim ; kg:about relation:{what} ; kg:claimant entity:{who} ;"
            " kg:stance stance:affirms ; kg:status status:asserted ; kg:foundIn source:report .\n"
            for who, what in (("old-belmar", "said"), ("corvania", "reply"))
        ),
    )
    assert world.perspective("belmar").says == ()
    view = world.perspective("belmar", lineage=True)
    assert [(local_name(r.id), r.about and r.about.label) for r in view.says] == [("said", "belmar")]
    assert [speaker.label for speaker in view.speakers] == ["old-belmar"]
    assert world.difference("belmar", "corvania").accusations == ()
    both = world.difference("belmar", "corvania", lineage=True)
    assert {local_name(relation.id) for relation in both.accusations} == {"said", "reply"}


def test_every_verb_with_names_takes_a_lineage(world: KnowledgeGraph, tmp_path: Path) -> None:
    data = ("--data", tmp_path / "statements.ttl")
    for words in (
        ["relations", "belmar"],
        ["timeline", "belmar"],
        ["disputes", "belmar"],
        ["disputes", "belmar", "--uncorroborated"],
        ["perspective", "belmar"],
        ["path", "belmar", "corvania"],
    ):
        done = kg(*words, "--lineage", *data)
        assert done.err.splitlines()[0] == "kg: with belmar: old-belmar; soviet-belmar", words
        assert done.code in (0, 1)
