"""Each measure on graphs whose answer is worked out by hand."""

import itertools
import random
from typing import Any

import networkx as nx
import pytest

from kg.analysis import engine
from kg.analysis.balance import Balance, balance
from kg.analysis.blocs import blocs, rand_index
from kg.analysis.bridges import bridges
from kg.analysis.dependence import dependence
from kg.analysis.exposure import exposure
from kg.analysis.flow import flow
from kg.analysis.frustration import frustration
from kg.analysis.rank import MEASURES, Ranking, rank
from kg.analysis.simple_graph import simple_graph
from kg.errors import InputError
from kg.lookup.edge_records import Unit

TYPES = {
    "carries": {"carrying": {"true"}},
    "connectsTo": {"moves": {"both"}},
    "deliversTo": {"moves": {"object"}},
    "drawsFrom": {"moves": {"subject"}},
    "hasCapacity": {"limiting": {"true"}},
    "owns": {"owner": {"subject"}},
    "liesIn": {"placing": {"true"}},
    "runsThrough": {"placing": {"true"}, "crossing": {"true"}},
    "suppliesGasTo": {"supplies": {"gas"}, "supplier": {"subject"}},
    "dependsOn": {"supplies": {"power"}, "supplier": {"object"}},
}
UNITS = {
    "bcm": Unit(1e9, "volumeFlow"),
    "mcm": Unit(1e6, "volumeFlow"),
    "tonnes": Unit(1.0, "massFlow"),
    "usd": Unit(1.0, "money", convertible=False),
    "percentOfImports": Unit(1.0, "shareOfImports", of_imports=True),
}
PIPES = ("north", "south", "spur")


def plain(*edges: tuple[str, str]) -> nx.MultiDiGraph:
    return nx.MultiDiGraph(edges)


def signed(**signs: str) -> nx.MultiDiGraph:
    """A network of ties such as ab="+", where both signs make a mixed pair."""
    graph = nx.MultiDiGraph()
    for ends, given in signs.items():
        for sign in given:
            polarity = "cooperative" if sign == "+" else "hostile"
            graph.add_edge(ends[0], ends[1], polarity=polarity, relations=(f"{ends}{sign}",))
    return graph


def typed(*ties: tuple[Any, ...]) -> nx.MultiDiGraph:
    """A network of ties (subject, type, object, further attributes), in which pipelines are those of PIPES."""
    graph = nx.MultiDiGraph(types=TYPES, units=UNITS)
    for subject, type_, target, *more in ties:
        data = {"type": type_, "relations": (f"{subject}-{type_}-{target}",)} | (more[0] if more else {})
        graph.add_edge(subject, target, **data)
    for node in graph:
        graph.nodes[node]["kinds"] = {"Asset", "Pipeline"} if node in PIPES else {"Place"}
    return graph


def limit(graph: nx.MultiDiGraph, pipe: str, *values: float, unit: str = "bcm") -> None:
    """Give a pipeline capacities, each stated by a source of the value's name."""
    graph.nodes[pipe].setdefault("quantities", []).extend(
        {
            "type": "hasCapacity",
            "value": value,
            "unit": unit,
            "relations": (f"{pipe}-{value}",),
            "sources": (str(value),),
        }
        for value in values
    )


def scores(ranking: Ranking) -> dict[str, float]:
    return {score.entity.id: score.score for score in ranking.scores}


STAR = plain(("hub", "a"), ("hub", "b"), ("hub", "c"))
PATH = plain(("a", "b"), ("b", "c"))
CLIQUES = plain(*itertools.combinations("abcd", 2), *itertools.combinations("wxyz", 2), ("d", "w"))


@pytest.mark.parametrize(
    ("by", "hub", "leaf"),
    [
        ("degree", 3, 1),
        ("betweenness", 1, 0),  # all three ways between leaves run through the hub
        ("closeness", 1, 3 / 5),  # a leaf is 1 + 2 + 2 steps from the others
        ("eigenvector", 1 / 2**0.5, 1 / 6**0.5),  # the hub's score is the root of three times a leaf's
        ("pagerank", (0.15 / 4 + 0.85 * 3 * 0.15 / 4) / (1 - 0.85**2), None),
    ],
)
def test_the_star_is_ranked_by_hand(by: str, hub: float, leaf: float | None) -> None:
    measured = scores(rank(STAR, by))
    assert measured["hub"] == pytest.approx(hub, abs=1e-6)
    assert measured["a"] == pytest.approx((1 - hub) / 3 if leaf is None else leaf, abs=1e-6)


def test_equal_scores_share_a_rank_and_the_next_is_counted_on() -> None:
    assert [(score.entity.id, score.rank) for score in rank(PATH).scores] == [("b", 1), ("a", 2), ("c", 2)]
    assert [score.rank for score in rank(plain(("a", "b"), ("c", "d"), ("c", "e"), ("a", "f"))).scores] == [
        1,
        1,
        3,
        3,
        3,
        3,
    ]


def test_a_tie_counts_once_whichever_way_and_however_often_it_is_told() -> None:
    twice = plain(("a", "b"), ("b", "a"), ("a", "b"), ("b", "c"))
    assert scores(rank(twice)) == {"a": 1, "b": 2, "c": 1}


def test_a_robust_ranking_shows_who_rests_on_weak_support() -> None:
    graph = nx.MultiDiGraph()
    graph.add_edges_from([("a", "b"), ("a", "c")], weak=False)
    graph.add_edges_from([("b", "c"), ("b", "d"), ("b", "e")], weak=True)
    ranking = rank(graph, robust=True)
    assert ranking.weak == 3
    assert {s.entity.id: (s.rank, s.firm_rank) for s in ranking.scores} == {
        "b": (1, 2), "a": (2, 1), "c": (2, 2), "d": (4, None), "e": (4, None),
    }  # fmt: skip


def test_an_empty_network_ranks_nobody() -> None:
    assert all(rank(nx.MultiDiGraph(), by).scores == () for by in MEASURES)


@pytest.mark.parametrize("by", sorted(MEASURES))
def test_one_node_is_ranked_first_by_every_measure(by: str) -> None:
    alone = nx.MultiDiGraph()
    alone.add_node("a")
    assert [(score.entity.id, score.rank) for score in rank(alone, by).scores] == [("a", 1)]


def test_one_node_is_no_bloc_no_bridge_and_no_triad() -> None:
    alone = nx.MultiDiGraph()
    alone.add_node("a")
    assert blocs(alone).blocs == ()
    assert (bridges(alone).cut_points, bridges(alone).brokers) == ((), ())
    assert (balance(alone).triads, balance(alone).share, balance(alone).frustration.index) == ((), None, 0)


def test_a_measure_that_does_not_converge_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_MOST_ROUNDS", 1)
    with pytest.raises(InputError, match="does not converge on this network"):
        rank(CLIQUES, "pagerank")
    with pytest.raises(InputError, match="does not converge on this network"):
        rank(PATH, "eigenvector")


def test_an_unknown_measure_is_refused_with_those_that_exist() -> None:
    with pytest.raises(InputError, match="degree, betweenness, closeness, pagerank, eigenvector"):
        rank(STAR, "fame")


def test_the_middle_of_a_path_is_what_it_hangs_on() -> None:
    measured = bridges(PATH)
    assert [(point.entity.id, point.cut_off) for point in measured.cut_points] == [("b", 1)]
    assert [(bridge.one.id, bridge.other.id) for bridge in measured.bridges] == [("a", "b"), ("b", "c")]
    # Two contacts who do not know each other: each takes half of the time, 2 * (1/2)^2.
    assert [(broker.entity.id, broker.constraint) for broker in measured.brokers] == [("b", 0.5)]


def test_two_cliques_fall_apart_at_their_bridge() -> None:
    measured = bridges(CLIQUES)
    assert {point.entity.id: point.cut_off for point in measured.cut_points} == {"d": 3, "w": 3}
    (bridge,) = measured.bridges
    assert ((bridge.one.id, bridge.other.id), len(bridge.part)) == (("d", "w"), 4)
    assert [[entity.id for entity in part] for part in measured.cut_points[0].parts] == [["a", "b", "c"]]
    assert {broker.entity.id for broker in measured.brokers[:2]} == {"d", "w"}


def test_a_triangle_has_no_bridge() -> None:
    measured = bridges(plain(("a", "b"), ("b", "c"), ("c", "a")))
    assert (measured.cut_points, measured.bridges) == ((), ())


def test_two_cliques_are_two_blocs_whatever_the_seed() -> None:
    measured = blocs(CLIQUES)
    assert [[entity.id for entity in bloc.members] for bloc in measured.blocs] == [list("abcd"), list("wxyz")]
    assert [(bloc.inside, bloc.outside, bloc.stability) for bloc in measured.blocs] == [(6, 1, 1.0), (6, 1, 1.0)]
    assert measured.modularity == pytest.approx(2 * (6 / 13 - (13 / 26) ** 2))
    assert measured.stability == 1


def test_a_network_without_ties_has_no_bloc() -> None:
    assert blocs(nx.MultiDiGraph()).blocs == ()


def test_divisions_are_compared_beyond_chance() -> None:
    assert rand_index([{"a", "b"}, {"c", "d"}], [{"c", "d"}, {"a", "b"}]) == 1
    # One pair of six is together in neither: expected 2 * 2 / 6, most 2, so (0 - 2/3) / (2 - 2/3).
    assert rand_index([{"a", "b"}, {"c", "d"}], [{"a", "c"}, {"b", "d"}]) == pytest.approx(-0.5)


def verdicts(balance: Balance) -> list[bool | None]:
    return [triad.balanced for triad in balance.triads]


@pytest.mark.parametrize(
    ("signs", "balanced", "index"),
    [
        ({"ab": "+", "bc": "+", "ac": "+"}, True, 0),
        ({"ab": "+", "bc": "-", "ac": "-"}, True, 0),
        ({"ab": "+", "bc": "+", "ac": "-"}, False, 1),
        ({"ab": "-", "bc": "-", "ac": "-"}, False, 1),
    ],
)
def test_a_triangle_is_balanced_by_the_product_of_its_signs(signs: dict[str, str], balanced: bool, index: int) -> None:
    measured = balance(signed(**signs))
    assert verdicts(measured) == [balanced]
    assert (measured.share, measured.frustration.index, measured.frustration.is_exact) == (float(balanced), index, True)
    assert len(measured.flips) == index


def test_a_mixed_pair_is_shown_and_not_averaged() -> None:
    measured = balance(signed(ab="+-", bc="+", ac="-"))
    assert [pair.sign for pair in measured.triads[0].pairs] == ["±", "-", "+"]
    assert (verdicts(measured), measured.share, measured.frustration.index) == ([None], None, 0)
    assert [(pair.one.id, pair.other.id, pair.relations) for pair in measured.mixed] == [("a", "b", ("ab+", "ab-"))]


def test_the_relations_behind_each_sign_are_named() -> None:
    (triad,) = balance(signed(ba="++", bc="-", ca="-")).triads
    assert [pair.relations for pair in triad.pairs] == [("ba+",), ("ca-",), ("bc-",)]


def test_neutral_ties_have_no_sign() -> None:
    graph = signed(ab="+", bc="+")
    graph.add_edge("a", "c", polarity="neutral", relations=("ac",))
    assert balance(graph).triads == ()


def test_flipping_what_is_named_balances_the_network() -> None:
    graph = signed(ab="+", bc="-", cd="+", da="+", ac="+", bd="+", de="-", ea="+", ec="+")
    measured = balance(graph)
    flips = {frozenset((pair.one.id, pair.other.id)) for pair in measured.flips}
    turned = nx.MultiDiGraph()
    for one, other, data in graph.edges(data=True):
        sign = (data["polarity"] == "hostile") ^ (frozenset((one, other)) in flips)
        turned.add_edge(one, other, polarity="hostile" if sign else "cooperative", relations=data["relations"])
    assert measured.frustration.index == len(flips) > 0
    assert balance(turned).frustration.index == 0


def fewest_by_trial(graph: nx.Graph) -> int:
    """Try every division into two camps."""
    nodes = list(graph)
    fewest: int = graph.number_of_edges()
    for camps in itertools.product((1, -1), repeat=len(nodes)):
        of = dict(zip(nodes, camps, strict=True))
        fewest = min(fewest, sum(of[a] * of[b] != sign for a, b, sign in graph.edges(data="sign")))
    return fewest


@pytest.mark.parametrize("seed", range(12))
def test_frustration_is_what_trying_every_division_gives(seed: int) -> None:
    dice = random.Random(seed)
    graph = nx.gnp_random_graph(9, 0.5, seed=seed)
    graph = nx.relabel_nodes(graph, {number: f"n{number}" for number in graph})
    for _, _, data in graph.edges(data=True):
        data["sign"] = dice.choice((1, -1))
    measured = frustration(graph)
    assert measured.is_exact
    assert measured.index == len(measured.flips) == fewest_by_trial(graph)


def test_a_search_cut_off_states_its_gap() -> None:
    everyone_at_odds = nx.relabel_nodes(nx.complete_graph(14), str)
    nx.set_edge_attributes(everyone_at_odds, -1, "sign")
    measured = frustration(everyone_at_odds, most_steps=10)
    # Seven against seven leaves 2 * 21 of the 91 hostile ties inside a camp.
    assert measured.index == 42
    assert 0 < measured.least < 42
    assert not measured.is_exact


def test_one_supplier_is_full_concentration_and_two_unmeasured_ones_at_least_a_half() -> None:
    graph = typed(
        ("x", "suppliesGasTo", "a"), ("x", "suppliesGasTo", "b"), ("y", "suppliesGasTo", "b"), ("c", "dependsOn", "x")
    )
    by_buyer = {(one.importer.id, one.commodity): one for one in dependence(graph)}
    assert by_buyer["a", "gas"].concentration == 1
    assert (by_buyer["b", "gas"].concentration, by_buyer["b", "gas"].shares) == (0.5, ())
    assert [supplier.entity.id for supplier in by_buyer["c", "power"].suppliers] == ["x"]
    assert [one.importer.id for one in dependence(graph, "a")] == ["a"]


def shares_of(*ties: tuple[Any, ...]) -> list[tuple[str, dict[str, tuple[float, float]], float, float]]:
    (measured,) = dependence(typed(*ties))
    return [
        (each.by, {share.entity.id: (share.least, share.most) for share in each.shares}, each.least, each.most)
        for each in measured.shares
    ]


def test_shares_are_of_converted_quantities() -> None:
    assert shares_of(
        ("x", "suppliesGasTo", "a", {"value": 3, "unit": "bcm"}),
        ("y", "suppliesGasTo", "a", {"value": 1000, "unit": "mcm"}),
    ) == [("quantity", {"x": (0.75, 0.75), "y": (0.25, 0.25)}, 0.625, 0.625)]


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"value": 1, "unit": "usd"},
        {"value": 1, "value_max": 2, "unit": "bcm"},
        {"value": 1, "unit": "bcm", "from": "2019"},
    ],
)
def test_what_cannot_be_compared_gives_no_share(other: dict[str, Any]) -> None:
    assert shares_of(("x", "suppliesGasTo", "a", {"value": 3, "unit": "bcm"}), ("y", "suppliesGasTo", "a", other)) == []


def test_stated_shares_bound_the_concentration_at_each_time() -> None:
    part = {"unit": "percentOfImports", "from": "2016"}
    early, late = shares_of(
        ("x", "suppliesGasTo", "a", part | {"value": 60, "from": "2010", "relations": ("earlier",)}),
        ("x", "suppliesGasTo", "a", part | {"value": 50}),
        ("y", "suppliesGasTo", "a", part | {"value": 20, "value_max": 30}),
    )
    assert early[1] == {"x": (0.6, 0.6)}
    assert early[2] == pytest.approx(0.36)
    assert early[3] == pytest.approx(0.36 + 0.16)
    # Of the whole, 30 % at most are left: one more supplier could have them all.
    assert late[:2] == ("statement", {"x": (0.5, 0.5), "y": (0.2, 0.3)})
    assert late[2] == pytest.approx(0.25 + 0.04)
    assert late[3] == pytest.approx(0.25 + 0.09 + 0.09)


def pipelines() -> nx.MultiDiGraph:
    """A field that feeds two pipelines to a market; the southern one goes on through a spur."""
    graph = typed(
        ("north", "drawsFrom", "field"), ("south", "drawsFrom", "field"), ("north", "deliversTo", "market"),
        ("south", "connectsTo", "spur"), ("spur", "deliversTo", "market"), ("firm", "owns", "north"),
        ("spur", "runsThrough", "pass"), *((pipe, "carries", "gas") for pipe in PIPES),
    )  # fmt: skip
    limit(graph, "north", 10)
    limit(graph, "south", 16)
    limit(graph, "spur", 6000, unit="mcm")
    return graph


def test_the_flow_is_what_the_narrowest_pipelines_let_through() -> None:
    measured = flow(pipelines(), "field", "market", "gas")
    assert (measured.most, measured.known, measured.unit) == (16, 16, "bcm")
    assert {cut.entity.id: cut.capacity for cut in measured.cut} == {"north": 10, "spur": 6}


@pytest.mark.parametrize(("without", "lost"), [("north", 10), ("firm", 10), ("pass", 6), ("south", 6)])
def test_without_an_asset_an_owner_or_a_place_what_ran_there_is_lost(without: str, lost: float) -> None:
    measured = flow(pipelines(), "field", "market", "gas", without=[without])
    assert (measured.lost, measured.most) == (lost, 16 - lost)


def test_competing_capacities_are_chosen_by_the_rule() -> None:
    graph = pipelines()
    limit(graph, "north", 10, 12)
    low, high = (flow(graph, "field", "market", "gas", capacity=rule) for rule in ("lowest", "highest"))
    assert (low.most, high.most) == (16, 18)
    assert [one.competing for one in low.limits if one.entity.id == "north"] == [True]


def test_an_unknown_capacity_is_named_and_neither_zero_nor_unlimited() -> None:
    graph = pipelines()
    del graph.nodes["north"]["quantities"]
    measured = flow(graph, "field", "market", "gas")
    assert (measured.most, measured.known, [entity.id for entity in measured.unknown]) == (None, 6, ["north"])


def test_a_pipeline_runs_one_way() -> None:
    assert not flow(pipelines(), "market", "field", "gas").is_connected


def test_each_source_has_a_reading_of_competing_capacities() -> None:
    graph = pipelines()
    limit(graph, "north", 12)
    measured = flow(graph, "field", "market", "gas", capacity="per-source")
    assert measured.most == 16
    assert {reading.source: reading.most for reading in measured.readings} == {"10": 16, "12": 18}


def test_a_capacity_in_a_unit_that_cannot_be_converted_is_unknown() -> None:
    graph = pipelines()
    graph.nodes["north"]["quantities"] = []
    limit(graph, "north", 10, unit="tonnes")
    measured = flow(graph, "field", "market", "gas")
    assert (measured.most, measured.known, measured.unit) == (None, 6, "bcm")
    assert [(one.entity.id, one.capacity) for one in measured.limits if one.capacity is None] == [("north", None)]


def test_a_pipeline_is_entered_and_left_where_it_crosses_an_end_but_places_join_no_pipelines() -> None:
    graph = typed(
        ("north", "runsThrough", "a"), ("north", "runsThrough", "b"), ("south", "runsThrough", "b"),
        ("south", "runsThrough", "c"), ("north", "carries", "gas"),
    )  # fmt: skip
    limit(graph, "north", 3)
    measured = flow(graph, "a", "b", "gas")
    assert (measured.most, measured.either) == (3, ("north-runsThrough-a", "north-runsThrough-b"))
    assert not flow(graph, "a", "c", "gas").is_connected


def test_a_blind_alley_is_not_on_the_way() -> None:
    graph = pipelines()
    graph.add_edge("spur", "alley", type="connectsTo", relations=("alley",))
    graph.nodes["alley"]["kinds"] = {"Pipeline"}
    assert flow(graph, "field", "market", "gas").unknown == ()


def test_a_line_from_elsewhere_is_not_on_the_way_for_a_joint_at_the_goal() -> None:
    graph = pipelines()
    graph.add_edge("spur", "foreign", type="connectsTo", relations=("joint",))
    graph.add_edge("foreign", "market", type="deliversTo", relations=("delivery",))
    graph.nodes["foreign"]["kinds"] = {"Pipeline"}
    limit(graph, "foreign", 30)
    measured = flow(graph, "field", "market", "gas")
    assert (measured.most, [one.entity.id for one in measured.limits]) == (16, ["north", "south", "spur"])


def test_a_joint_runs_the_way_that_a_delivery_says() -> None:
    graph = pipelines()
    assert flow(graph, "spur", "south", "gas").is_connected
    graph.add_edge("south", "spur", type="deliversTo", relations=("delivery",))
    assert not flow(graph, "spur", "south", "gas").is_connected
    assert flow(graph, "field", "market", "gas").either == ()


def test_what_falls_out_is_named_with_the_reason() -> None:
    graph = pipelines()
    graph.add_edge("fund", "firm", type="owns", relations=("fund-owns-firm",))
    graph.nodes["fund"]["kinds"] = set()
    measured = flow(graph, "field", "market", "gas", without=["fund"])
    assert [(one.entity.id, one.relations) for one in measured.fallen] == [
        ("north", ("fund-owns-firm", "firm-owns-north"))
    ]


def test_what_carries_something_else_carries_no_gas() -> None:
    graph = pipelines()
    graph.remove_edge("north", "gas")
    graph.add_edge("north", "oil", type="carries", relations=())
    assert flow(graph, "field", "market", "gas").most == 6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("field", "market", "coal"), "no pipeline is said to carry coal; carried are: gas"),
        (("field", "field", "gas"), "two different ends"),
    ],
)
def test_a_flow_that_cannot_be_is_refused(arguments: tuple[str, str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        flow(pipelines(), *arguments)


def test_what_lies_in_a_place_is_exposed_with_its_market_and_its_field() -> None:
    (measured,) = exposure(pipelines(), "pass")
    assert (measured.entity.id, [one.id for one in measured.carries]) == ("spur", ["gas"])
    assert [one.id for one in measured.receivers] == ["market"]
    # The joint with the southern pipeline is open either way, so nobody says that the field feeds the spur.
    assert (measured.senders, [one.id for one in measured.joined], [one.id for one in measured.beyond]) == (
        (), ["south"], ["field"],
    )  # fmt: skip
    assert exposure(pipelines(), "field") == []


@pytest.mark.parametrize("seed", range(5))
def test_the_flow_is_that_of_networkx(seed: int) -> None:
    """The oracle: split nodes by hand and let networkx compute."""
    dice = random.Random(seed)
    names = [f"p{number}" for number in range(8)]
    graph = nx.MultiDiGraph(types=TYPES, units=UNITS)
    oracle = nx.DiGraph()
    for one, other in itertools.permutations(["s", *names, "t"], 2):
        if dice.random() < 0.3 and one != "t" and other != "s":
            graph.add_edge(one, other, type="deliversTo", relations=())
            oracle.add_edge((one, 1), (other, 0))
    graph.add_edges_from([("s", "p0"), ("p0", "t")], type="deliversTo", relations=())
    oracle.add_edges_from([(("s", 1), ("p0", 0)), (("p0", 1), ("t", 0))])
    graph.add_edge("p0", "gas", type="carries", relations=())
    for node in graph:
        graph.nodes[node]["kinds"] = {"Pipeline"} if node in names else set()
    for node in names:
        capacity = dice.randrange(1, 20)
        oracle.add_edge((node, 0), (node, 1), capacity=capacity)
        if node in graph:
            limit(graph, node, capacity)
    direct = graph.has_edge("s", "t")
    expected = None if direct else nx.maximum_flow_value(oracle, ("s", 1), ("t", 0))
    assert flow(graph, "s", "t", "gas").most == expected


def test_pairs_are_in_the_order_of_their_names() -> None:
    assert list(simple_graph(plain(("c", "a"), ("b", "a"))).edges()) == [("a", "b"), ("a", "c")]
