"""Who speaks for a party, and whom ``--with-organs`` counts with a name."""

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.graph import KnowledgeGraph
from kg.model.dates import Span
from kg.model.filters import Filters
from kg.network import Scope
from kg.session.delegation import Delegation, days_of
from kg.terms import local_name
from tests.accounts import graph, names
from tests.command import kg

BODIES = (
    "north-ministry isOrganOf north",
    "north-bureau isOrganOf north-ministry",
    "bureau-chair isOfficeOf north-bureau",
    "nora holdsOffice bureau-chair | from:2018",
    "old-nora holdsOffice bureau-chair | until:2018-03",
)


def speakers(graph: KnowledgeGraph, name: str) -> set[str]:
    return {local_name(speaker.id) for speaker in graph.speakers(name)}


def said(graph: KnowledgeGraph, party: str) -> list[str]:
    return names(graph.perspective(party).says)


def test_a_party_speaks_through_itself_its_organs_at_any_depth_and_the_holders_of_their_offices(tmp_path: Path) -> None:
    world = graph(tmp_path, *BODIES)
    assert speakers(world, "north") == {"north", "north-ministry", "north-bureau", "bureau-chair", "nora", "old-nora"}
    assert world.speakers("north")[0].label == "north"
    assert speakers(world, "north-bureau") == {"north-bureau", "bureau-chair", "nora", "old-nora"}
    assert speakers(world, "nora") == {"nora"}


@pytest.mark.parametrize(
    ("claim", "counts"),
    [
        ("nora said:2020-05", True),
        ("nora said:2018", True),  # within the year she may have held it
        ("nora said:2017", False),
        ("nora", True),  # when she said it is not known
        ("old-nora said:2018-03-31", True),
        ("old-nora said:2018-04-01", False),
        ("old-nora", True),
        ("north-bureau said:1900", True),  # since when it has been an organ is not known
        ("north-paper said:2020", False),  # an outlet of its side
        ("northerners said:2020", False),  # a group that counts with it
        ("south said:2020", False),
    ],
)
def test_a_holder_of_an_office_speaks_for_the_party_while_in_office(tmp_path: Path, claim: str, counts: bool) -> None:
    world = graph(tmp_path, *BODIES, f"south controls valley | | {claim}")
    assert said(world, "north") == (["south-controls-valley"] if counts else [])


@pytest.mark.parametrize(
    "tie",
    [
        "north-ministry isOrganOf north | | south",  # the opponent says so
        "north-ministry isOrganOf north | | author denies",
        "north-ministry isOrganOf north | phase:planned | author",
    ],
)
def test_no_one_is_made_a_speaker_by_what_does_not_pass_the_policy(tmp_path: Path, tie: str) -> None:
    world = graph(tmp_path, tie, "south controls valley | | north-ministry")
    assert speakers(world, "north") == {"north"}
    assert said(world, "north") == []


def test_the_policy_decides_who_speaks(tmp_path: Path) -> None:
    world = graph(tmp_path, "north-ministry isOrganOf north | | south", "south controls valley | | north-ministry")
    assert names(world.perspective("north", policy="claimed").says) == ["south-controls-valley"]


def test_two_that_are_organs_of_each_other_end_the_search() -> None:
    ring = Delegation([("a", "b", Span()), ("b", "a", Span()), ("c", "a", Span())])
    assert ring.voices("a") == {"a", "b", "c"}
    assert ring.principals("c") == {"c"}


def test_the_heads_are_those_who_speak_for_nobody_else() -> None:
    in_1990, in_2020 = days_of("1990"), days_of("2020")
    delegation = Delegation([("x", "old", in_1990), ("x", "new", in_2020), ("new", "state", Span())])
    assert delegation.principals("x", days_of("1990-05")) == {"old"}
    assert delegation.principals("x", days_of("2020-05")) == {"state"}
    assert delegation.principals("x", days_of("2005")) == {"x"}
    assert delegation.principals("x") == {"old", "state"}


def test_the_ontology_says_which_ties_make_a_speaker(shipped: KnowledgeGraph) -> None:
    rows = shipped.store.select("SELECT ?type { ?type a kg:RelationType ; kg:speaksFor true }")
    assert {local_name(row["type"].value) for row in rows} == {"isOrganOf", "isOfficeOf", "holdsOffice", "represents"}


def test_a_government_body_speaks_for_whom_it_counts_with_and_others_of_its_side_do_not(
    shipped: KnowledgeGraph,
) -> None:
    """No relation says that a ministry is an organ of its state; a company and an outlet only count with it."""
    armenia, azerbaijan = (
        {local_name(voice.id) for voice in shipped.speakers(name)} for name in ("Armenia", "Azerbaijan")
    )
    assert "armenian-defence-ministry" in armenia
    assert "azerbaijani-defence-ministry" in azerbaijan
    assert not {"socar", "heydar-aliyev-heritage-research-center"} & azerbaijan
    assert not {"website-prime-minister-of-armenia", "armenian-officials"} & armenia


def test_the_network_counts_a_government_body_as_its_state(shipped: KnowledgeGraph) -> None:
    folded = shipped.network(policy="claimed", scope=Scope(with_organs=True)).graph["organs"]
    assert "Turkish state authorities" in folded["Turkey"]


def test_with_organs_their_ties_count_with_the_name_while_they_were_so(tmp_path: Path) -> None:
    world = graph(
        tmp_path,
        *BODIES,
        "nora expressesConcernAbout valley | on:2017",
        "nora expressesConcernAbout hills | on:2019",
        "north-press expressesConcernAbout hills",
    )
    of = Filters(type=("expressesConcernAbout",))
    assert names(world.relations("north", filters=of)) == []
    assert names(world.relations("north", filters=of, organs=True)) == ["nora-expressesConcernAbout-hills-on-2019"]


def test_between_two_with_organs_both_count_theirs(tmp_path: Path) -> None:
    world = graph(
        tmp_path,
        "north-ministry isOrganOf north",
        "south-ministry isOrganOf south",
        "north-ministry holdsTalksWith south-ministry",
        "north-ministry signed truce",
        "south agreedTo truce",
        "third signed truce",
    )
    assert world.relations("north", "south") == []
    between = world.between("north", "south", organs=True)
    assert names(between.direct) == ["north-ministry-holdsTalksWith-south-ministry"]
    assert names(between.shared) == ["north-ministry-signed-truce", "south-agreedTo-truce"]


def test_a_shared_thing_needs_somebody_of_each_who_was_so_at_the_time(tmp_path: Path) -> None:
    world = graph(tmp_path, *BODIES, "nora signed truce | on:1994", "south signed truce | on:1994")
    assert world.between("north", "south", organs=True).shared == []


def test_one_that_speaks_for_the_other_is_not_set_against_it(tmp_path: Path) -> None:
    world = graph(tmp_path, *BODIES)
    with pytest.raises(InputError, match="north and nora share nora: ask without --with-organs"):
        world.relations("north", "nora", organs=True)


def test_a_line_says_whom_with_organs_adds(tmp_path: Path) -> None:
    graph(tmp_path, *BODIES)
    done = kg("relations", "north-bureau", "--with-organs", "--data", tmp_path / "accounts.ttl")
    assert done.code == 0
    assert "kg: north-bureau with its organs and office-holders: bureau-chair; nora; old-nora\n" in done.err
    alone = kg("relations", "nora", "--with-organs", "--data", tmp_path / "accounts.ttl")
    assert "kg: nora with its organs and office-holders: nobody else\n" in alone.err


def test_a_timeline_with_organs_has_what_they_did_while_they_were_so(tmp_path: Path) -> None:
    world = graph(
        tmp_path,
        *BODIES,
        "nora expressesConcernAbout valley | on:2017",
        "nora takesPartIn massacre",
        "massacre tookPlace - | on:2020",
        "nora expressesConcernAbout hills | on:2019",
    )
    told = {str(entry) for entry in world.timeline("north", organs=True).dated}
    assert told == {
        "nora holds the office of bureau-chair (from 2018)",
        "old-nora holds the office of bureau-chair (until 2018-03)",
        "nora expresses concern about hills (in 2019)",
        "massacre (in 2020)",
    }
    assert world.timeline("north").dated == []


@pytest.mark.parametrize("verb", ["relations", "disputes", "timeline"])
def test_organs_are_those_of_a_name(verb: str) -> None:
    done = kg(verb, "--with-organs")
    assert (done.code, done.err) == (2, "kg: --with-organs counts others with a name: give one\n")
