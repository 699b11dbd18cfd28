"""One party's account, and two laid side by side."""

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.lookup.perspective import Difference
from kg.model.filters import Filters
from tests.accounts import graph, names
from tests.command import kg
from tests.drawn import SVG, Drawn, bare, texts


def lists(difference: Difference) -> dict[str, list[str]]:
    return {name: names(relations) for name, relations in difference.lists.items() if relations}


def test_a_perspective_is_what_a_party_affirms_and_denies(tmp_path: Path) -> None:
    world = graph(
        tmp_path,
        "south violates truce | | north; author",
        "north usesWeapon drones | | author; north denies",
        "pipe costs - | value:5 unit:usd | author",
    )
    view = world.perspective("north")
    assert names(view.says) == ["south-violates-truce"]
    assert names(view.denies) == ["north-usesWeapon-drones"]
    assert [speaker.label for speaker in view.speakers] == ["north"]
    assert [claim.claimant.label for claim in view.says[0].claims] == ["north", "author"]  # each keeps all its claims


def test_the_filters_are_to_be_met_by_a_claim_of_the_party(tmp_path: Path) -> None:
    world = graph(
        tmp_path, "north usesWeapon drones | | north; author admitted", "south violates truce | | north judged"
    )
    assert names(world.perspective("north", Filters(status=("judged",))).says) == ["south-violates-truce"]
    assert world.perspective("north", Filters(status=("admitted",))).says == ()
    assert names(world.perspective("north", Filters(layer=("arms",))).says) == ["north-usesWeapon-drones"]
    assert world.perspective("north", Filters(claimant=("author",))).says == ()


def test_two_perspectives_give_five_lists(tmp_path: Path) -> None:
    world = graph(
        tmp_path,
        "north-ministry isOrganOf north",
        "alpha isLocatedIn valley | | north",
        "beta isLocatedIn valley | | south",
        "gamma isLocatedIn valley | | north-ministry; south",
        "north usesWeapon drones | | south; north denies",
        "south violates truce | | north",
        "north violates truce | | south",
        "third violates truce | | author",
    )
    assert lists(world.difference("north", "south")) == {
        "only_a": ["alpha-isLocatedIn-valley"],
        "only_b": ["beta-isLocatedIn-valley"],
        "both": ["gamma-isLocatedIn-valley"],
        "denied": ["north-usesWeapon-drones"],
        "accusations": ["north-violates-truce", "south-violates-truce"],
    }
    assert lists(world.difference("south", "north"))["only_a"] == ["beta-isLocatedIn-valley"]


def test_who_is_not_accused_back_says_it_alone(tmp_path: Path) -> None:
    world = graph(tmp_path, "south violates truce | | north", "pipe costs - | value:5 unit:usd | south")
    assert lists(world.difference("north", "south")) == {
        "only_a": ["south-violates-truce"],
        "only_b": ["pipe-costs-5-usd"],
    }


def test_an_accusation_that_is_denied_is_told_as_both(tmp_path: Path) -> None:
    world = graph(tmp_path, "south violates truce | | north; south denies", "north violates truce | | south")
    assert lists(world.difference("north", "south")) == {
        "denied": ["south-violates-truce"],
        "accusations": ["north-violates-truce", "south-violates-truce"],
    }


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("north suppliesArmsTo south | on:2010 |", "north suppliesArmsTo south | on:2015 |", True),  # the bare tie
        ("north suppliesArmsTo south | value:5 unit:usd |", "north suppliesArmsTo south | |", True),
        ("north suppliesArmsTo south | phase:planned |", "north suppliesArmsTo south | |", False),
        ("pipe costs - | value:5 unit:usd |", "pipe costs - | value:9 unit:usd |", False),
        ("pipe costs - | value:5 unit:usd |", "pipe costs - | value:5.2 unit:usd |", True),
        ("massacre tookPlace - | on:1988 |", "massacre tookPlace - | on:1988-02 |", True),
        ("massacre tookPlace - | on:1988 |", "massacre tookPlace - | on:1989 |", False),
    ],
)
def test_both_say_what_agrees_whatever_the_dates_of_a_tie(tmp_path: Path, one: str, other: str, same: bool) -> None:
    compared = lists(graph(tmp_path, f"{one} north", f"{other} south").difference("north", "south"))
    assert list(compared) == (["both"] if same else ["only_a", "only_b"])
    assert sum(map(len, compared.values())) == 2


def test_a_denied_tie_stands_beside_what_it_hits(tmp_path: Path) -> None:
    world = graph(tmp_path, "north controls valley | from:1994 | north", "north controls valley | | south denies")
    assert lists(world.difference("south", "north")) == {
        "denied": ["north-controls-valley", "north-controls-valley-from-1994"]
    }


def test_a_party_is_not_set_against_itself(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="both names mean north: give two different ones"):
        graph(tmp_path).difference("north", "north")


SILENT = "kg: {} claims nothing in the data, neither itself nor through those who speak for it\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("third",), 1, SILENT.format("third")),
        (("north", "--versus", "third"), 1, SILENT.format("third")),
        (("third", "--versus", "north", "--layer", "arms"), 1, SILENT.format("third")),
        (("north", "--layer", "energy"), 1, "kg: nothing that north claims passes the filters\n"),
        (
            ("north", "--versus", "south", "--layer", "energy"),
            1,
            "kg: nothing that north or south claims passes the filters\n",
        ),
        (("north", "--format", "svg"), 2, "kg: svg draws two accounts: name the other party with --versus\n"),
        (("north", "--versus", "north"), 2, "kg: both names mean north: give two different ones\n"),
        ((), 2, "kg: Missing argument 'PARTY'. See kg perspective --help.\n"),
    ],
)
def test_bad_input_is_one_clear_line(tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    graph(tmp_path, "south violates truce | | north", "alpha isLocatedIn valley | | south")
    done = kg("perspective", *words, "--data", tmp_path / "accounts.ttl")
    assert (done.code, done.out, done.err) == (code, "[]\n" if code == 1 else "", said)


def test_one_silent_list_does_not_hide_the_other(tmp_path: Path) -> None:
    graph(tmp_path, "south violates truce | | north", "alpha isLocatedIn valley | | south")
    words = ("perspective", "north", "--versus", "south", "--layer", "structure", "--data", tmp_path / "accounts.ttl")
    done = kg(*words)
    assert done.code == 0
    assert {name: len(listed) for name, listed in done.json.items()} == {
        "only_a": 0,
        "only_b": 1,
        "both": 0,
        "denied": 0,
        "accusations": 0,
    }


def test_the_records_have_the_lists_that_are_described(tmp_path: Path) -> None:
    graph(tmp_path, "south violates truce | | north", "north usesWeapon drones | | north denies")
    path = tmp_path / "accounts.ttl"
    record = kg("perspective", "north", "--data", path).json
    assert [(name, [relation["type"]["label"] for relation in listed]) for name, listed in record.items()] == [
        ("says", ["violates"]),
        ("denies", ["uses"]),
    ]
    assert len(kg("perspective", "north", "--format", "jsonl", "--data", path).lines) == 1
    head, *rows = kg("perspective", "north", "--format", "csv", "--data", path).lines
    assert head.startswith("list,relation,")
    assert [row.split(",")[0] for row in rows] == ["says", "denies"]


def test_a_table_says_through_whom_a_party_speaks(tmp_path: Path) -> None:
    graph(tmp_path, "north-ministry isOrganOf north", "south violates truce | | north; north-ministry")
    done = kg("perspective", "north", "--format", "table", "--data", tmp_path / "accounts.ttl")
    assert done.lines[0].rstrip() == "The account of north"
    assert done.lines[1].rstrip() == "north speaks here through itself, north-ministry."
    assert "north affirms: 1" in done.out
    assert "north denies: nothing" in done.out


def test_undated_statements_are_counted_where_a_date_is_asked_for(tmp_path: Path) -> None:
    graph(tmp_path, "south violates truce | | north", "north controls valley | from:1994 until:2020 | north")
    path = tmp_path / "accounts.ttl"
    done = kg("perspective", "north", "--as-of", "2000", "--data", path)
    assert [relation["holds"] for relation in done.json["says"]] == ["certainly"]
    assert done.err == "kg: 1 tie has no date and is left out; see --undated\n"
    assert len(kg("perspective", "north", "--as-of", "2000", "--undated", "--data", path).json["says"]) == 2


def test_two_accounts_are_drawn_in_the_same_places_and_an_arc_without_its_image_differs(tmp_path: Path) -> None:
    graph(
        tmp_path,
        "alpha isLocatedIn valley | | north",
        "gamma isLocatedIn valley | | north; south",
        "north usesWeapon drones | | south; north denies",
        "beta isLocatedIn hills | | south",
        "north attacks hills | | south",
    )
    done = kg("perspective", "north", "--versus", "south", "--format", "svg", "--data", tmp_path / "accounts.ttl")
    assert done.code == 0, done.err
    drawn = Drawn.of(done.out)
    names = [bare(" ".join(texts(group))) for group in drawn.groups("node")]
    assert sorted(names) == sorted({*names}) and {"alpha", "beta", "gamma", "valley", "hills", "drones"} <= {*names}
    middle = sum(area.left + area.width / 2 for text, area in drawn.labels() if text in names) / len(names)
    arcs: dict[str, list[str]] = {"left": [], "right": []}
    for group in drawn.groups("arc"):
        first = next(element for element in group.iter(f"{SVG}path"))
        start = float((first.get("d") or "")[1:].split(" ")[0].split(",")[0])
        arcs["left" if start < middle else "right"].append(group.get("opacity") or "")
    # north: alpha, gamma (pale, as both say it), and what it denies; south: gamma, beta, and the two that it affirms.
    assert sorted(arcs["left"]) == ["", "", ".35"] and sorted(arcs["right"]) == ["", "", "", ".35"]
    assert len(drawn.groups("sign-denied")) == 2  # on the arc, and in the legend
    assert len(drawn.groups("polarity-hostile")) == 2
    assert not drawn.groups("polarity-cooperative")
    words = drawn.text()
    assert "One says and the other denies: 1" in words and "north uses drones" in words and "From 1 source" in words
