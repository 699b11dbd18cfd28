"""Chains of ties: their order against a search through all of them, what may lie on them, and how long they take."""

from collections.abc import Callable, Sequence
from itertools import combinations, islice, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import AmbiguousNameError, InputError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.lookup import shortest_paths as module_of_search
from kg.lookup import ties
from kg.lookup.path_options import MOST_CHAINS, MOST_HOPS, PathOptions
from kg.lookup.paths import Chain, Paths
from kg.lookup.shortest_paths import Link, shortest_paths
from kg.model.filters import Filters
from kg.terms import local_name
from tests.command import Outcome
from tests.statements import entities, graph, relations

Graph = list[dict[int, Link]]
STRENGTHS = {"admitted": 80, "asserted": 50, "judged": 40, "believed": 10}


def linked(count: int, links: dict[tuple[int, int], Link], *, both_ways: bool) -> tuple[Graph, Graph]:
    """Return the links by where they start, and by where they end."""
    after: Graph = [{} for _ in range(count)]
    before: Graph = [{} for _ in range(count)]
    for (one, other), link in links.items():
        for start, end in [(one, other), (other, one)] if both_ways else [(one, other)]:
            after[start][end] = before[end][start] = link
    return after, before


def all_chains(after: Graph, start: int, end: int, max_hops: int, through: Sequence[int]) -> list[tuple[int, ...]]:
    """Return every chain, in order, by looking at all of them."""
    chains = []
    ways: list[tuple[int, ...]] = [(start,)]
    while ways:
        way = ways.pop()
        if way[-1] == end:
            chains += [way] if set(through) <= set(way) else []
        elif len(way) <= max_hops:
            ways += [(*way, node) for node in after[way[-1]] if node not in way]

    def key(way: tuple[int, ...]) -> tuple[int, int, int, tuple[int, ...]]:
        links = [after[one][other] for one, other in pairwise(way)]
        return len(links), -min(link.strength for link in links), -sum(link.claims for link in links), way

    return sorted(chains, key=key)


@st.composite
def searches(draw: st.DrawFn) -> tuple[Graph, Graph, int, list[int]]:
    count = draw(st.integers(2, 7))
    link = st.builds(Link, st.sampled_from(sorted(STRENGTHS.values())), st.integers(1, 3))
    pairs = st.sampled_from([(one, other) for one in range(count) for other in range(count) if one != other])
    links = draw(st.dictionaries(pairs, link, max_size=25))
    after, before = linked(count, links, both_ways=draw(st.booleans()))
    through = draw(st.lists(st.sampled_from(range(2, count)), unique=True, max_size=3)) if count > 2 else []
    return after, before, draw(st.integers(1, 6)), through


@pytest.mark.slow
@settings(max_examples=500)
@given(searches())
def test_chains_come_in_the_order_in_which_a_search_through_all_of_them_puts_them(
    search: tuple[Graph, Graph, int, list[int]],
) -> None:
    after, before, max_hops, through = search
    best = list(shortest_paths(after, before, 0, 1, max_hops=max_hops, through=through))
    assert best == all_chains(after, 0, 1, max_hops, through)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list to which each search for the best chain of a branch adds one."""
    searched: list[int] = []
    best = module_of_search._best

    def counting(task: module_of_search._Task, root: module_of_search.Nodes, barred: frozenset[int]) -> object:
        searched.append(1)
        return best(task, root, barred)

    monkeypatch.setattr(module_of_search, "_best", counting)
    return searched


@pytest.mark.slow
@pytest.mark.parametrize("k", [1, 3, 100])
def test_each_chain_of_a_dense_graph_costs_at_most_as_many_searches_as_it_may_have_hops(
    k: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 142  # 10,011 pairs
    links = {pair: Link(40 + sum(pair) % 2, 1 + sum(pair) % 3) for pair in combinations(range(count), 2)}
    after, before = linked(count, links, both_ways=True)
    searched = counted(monkeypatch)
    best = list(islice(shortest_paths(after, before, 0, 1, max_hops=4), k))
    assert len(best) == k
    assert len(searched) <= 4 * k + 1


def test_two_leaves_of_a_star_are_joined_by_its_hub_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    links = {(0, leaf): Link(50, 1) for leaf in range(1, 5001)}
    after, before = linked(5001, links, both_ways=True)
    searched = counted(monkeypatch)
    assert list(shortest_paths(after, before, 1, 2, max_hops=10)) == [(1, 0, 2)]
    assert list(shortest_paths(after, before, 1, 2, max_hops=10, through=[3])) == []
    assert len(searched) < 20


def test_a_search_through_too_much_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each shortest way to the required node 3 and back repeats one of the nodes in between.
    middle = range(4, 40)
    links = {(end, node): Link(50, 1) for node in middle for end in (0, 1)}
    links |= {pair: Link(50, 1) for pair in combinations(middle, 2)} | {(4, 3): Link(50, 1)}
    after, before = linked(40, links, both_ways=True)
    monkeypatch.setattr(module_of_search, "MOST_TRIES", 5)
    with pytest.raises(InputError, match="name fewer, or lower --max-hops"):
        list(shortest_paths(after, before, 0, 1, max_hops=8, through=[3]))


def slugs(chain: Chain) -> list[str]:
    return [local_name(entity.id) for entity in chain.entities]


def ways(paths: Paths) -> list[list[str]]:
    return [slugs(chain) for chain in paths.chains]


def said(name: str, tie: str, *statuses: str) -> str:
    """Return a relation, ``subject type object``, that the author affirms once with each status, as Turtle."""
    subject, type_, target = tie.split()
    relation = f"relation:{name} a kg:Relation ; rdf:subject entity:{subject} ; rdf:predicate kg:{type_} ; "
    claims = "".join(
        f"claim:{name}-{number} a kg:Claim ; kg:about relation:{name} ; kg:claimant entity:author ; "
        f"kg:stance stance:affirms ; kg:status status:{status} ; kg:foundIn source:report .\n"
        for number, status in enumerate(statuses)
    )
    return f"{relation}rdf:object entity:{target} .\n{claims}"


@pytest.mark.slow
@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([pair for pair in combinations("abcde", 2)]),
            st.sampled_from(["supports", "isAlliedWith"]),
            st.lists(st.sampled_from(sorted(STRENGTHS)), min_size=1, max_size=2),
        ),
        max_size=12,
    ),
    st.booleans(),
)
def test_the_chains_of_a_graph_are_those_that_a_search_through_all_of_them_finds(
    tmp_path_factory: pytest.TempPathFactory, ties: list[tuple[tuple[str, str], str, list[str]]], directed: bool
) -> None:
    parts = [
        said(f"r{number}", f"{pair[0]} {type_} {pair[1]}", *statuses)
        for number, (pair, type_, statuses) in enumerate(ties)
    ]
    loaded = graph(
        tmp_path_factory.mktemp("ties"), entities(a="State", b="State", c="State", d="State", e="State"), *parts
    )
    strengths: dict[tuple[int, int], list[int]] = {}
    for pair, type_, statuses in ties:
        one, other = ("abcde".index(name) for name in pair)
        for step in [(one, other)] if directed and type_ == "supports" else [(one, other), (other, one)]:
            strengths.setdefault(step, []).extend(STRENGTHS[status] for status in statuses)
    links = {step: Link(max(each), len(each)) for step, each in strengths.items()}
    after, _ = linked(5, links, both_ways=False)
    expected = [["abcde"[node] for node in way] for way in all_chains(after, 0, 1, 4, [])]
    assert ways(loaded.paths("a", "b", policy="claimed", course=PathOptions(k=100, directed=directed))) == expected


@pytest.fixture
def small(tmp_path: Path) -> KnowledgeGraph:
    """Two ends joined by an ally, by a place, by a fear, by a plan and by a denial."""
    return graph(
        tmp_path,
        entities(left="State", right="State", ally="State", hill="Region", ghost="State", plan="State", past="State"),
        entities(idea="Concept", energy="Company"),
        relations(
            "l1 left supports ally",
            "l2 ally supports right",
            "l3 left isLocatedIn hill",
            "l4 right isLocatedIn hill",
            "l5 left suppliesArmsTo ghost denies",
            "l6 ghost supports right",
            "l7 left supports plan phase:planned",
            "l8 plan supports right",
            "l9 left fears idea",
            "l10 right fears idea",
            "l11 left supports past until:1990",
            "l12 past supports right",
            "l13 idea causes left",
            "l14 idea contributesTo right",
            "l15 left buys energy",
        ),
    )


def test_layers_that_place_or_describe_are_left_out_unless_asked_for(small: KnowledgeGraph) -> None:
    assert ways(small.paths("left", "right")) == [["left", "ally", "right"], ["left", "past", "right"]]
    assert ["left", "hill", "right"] in ways(
        small.paths("left", "right", course=PathOptions(with_layer=("structure",)))
    )
    only = small.paths("left", "right", Filters(layer=("structure",)))
    assert (ways(only), only.layers) == ([["left", "hill", "right"]], ("structure",))


def test_concepts_lie_on_no_chain_unless_asked_for(small: KnowledgeGraph) -> None:
    by_idea = ["left", "idea", "right"]
    assert by_idea not in ways(small.paths("left", "right"))
    assert by_idea in ways(small.paths("left", "right", course=PathOptions(with_concepts=True)))
    assert ways(small.paths("left", "right", course=PathOptions(through=("idea",)))) == [by_idea]
    assert ways(small.paths("left", "right", Filters(kind=("Concept",)))) == [by_idea]
    assert ways(small.paths("left", "idea", course=PathOptions(max_hops=1))) == [["left", "idea"]]


def test_a_planned_tie_is_walked_only_when_its_phase_is_asked_for(small: KnowledgeGraph) -> None:
    by_plan = ["left", "plan", "right"]
    assert by_plan not in ways(small.paths("left", "right"))
    assert by_plan in ways(small.paths("left", "right", Filters(phase=("planned",))))


@pytest.mark.parametrize("policy", ["accepted", "claimed", "undisputed"])
def test_a_tie_that_is_only_denied_is_never_walked(small: KnowledgeGraph, policy: str) -> None:
    assert ways(small.paths("left", "ghost", policy=policy, course=PathOptions(max_hops=1))) == []


def test_a_denial_of_the_bare_tie_is_shown_beside_the_dated_one(tmp_path: Path) -> None:
    ties = relations("left-supports-right left supports right denies", "dated left supports right on:1990 affirms")
    loaded = graph(tmp_path, entities(left="State", right="State"), ties)
    [chain] = loaded.paths("left", "right", policy="claimed").chains
    assert {local_name(relation.id) for relation in chain.hops[0].relations} == {"left-supports-right", "dated"}
    assert (chain.weakest, chain.claims) == ("asserted", 1)


def test_a_policy_lets_ties_in(tmp_path: Path) -> None:
    states = entities(left="State", middle="State", right="State")
    loaded = graph(
        tmp_path,
        states,
        said("direct", "left supports right", "judged"),
        said("one", "left supports middle", "asserted"),
        said("two", "middle supports right", "asserted"),
    )
    assert ways(loaded.paths("left", "right")) == [["left", "middle", "right"]]
    assert ways(loaded.paths("left", "right", policy="claimed"))[0] == ["left", "right"]
    assert [chain.weakest for chain in loaded.paths("left", "right", policy="claimed").chains] == ["judged", "asserted"]


def test_a_date_keeps_ties_that_can_hold_then_and_counts_those_without_one(small: KnowledgeGraph) -> None:
    dated = small.paths("left", "right", Filters(as_of="1980"))
    assert (ways(dated), dated.undated > 0) == ([], True)
    with_undated = small.paths("left", "right", Filters(as_of="1980", undated=True))
    assert ["left", "past", "right"] in ways(with_undated)
    [step] = next(chain for chain in with_undated.chains if "past" in slugs(chain)).hops[0].relations
    assert step.holds == "possibly"
    assert ["left", "past", "right"] not in ways(small.paths("left", "right", Filters(as_of="2000", undated=True)))


@pytest.mark.parametrize(
    ("word", "kept"),
    [
        ("ally", [["left", "past", "right"]]),
        ("entity:past", [["left", "ally", "right"]]),
        ("supports", []),
        ("alliance", []),
        ("Alliance", [["left", "ally", "right"], ["left", "past", "right"]]),
        ("State", []),
        ("kind of nothing", None),
    ],
)
def test_what_is_to_be_avoided_lies_on_no_chain(small: KnowledgeGraph, word: str, kept: list[list[str]] | None) -> None:
    course = PathOptions(avoid=(word,))
    if kept is None:
        with pytest.raises(NotFoundError):
            small.paths("left", "right", course=course)
    else:
        assert ways(small.paths("left", "right", course=course)) == kept


def test_a_word_to_be_avoided_that_may_mean_several_things_is_refused(small: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match=r"'energy' may mean the layer layer:energy or the entity entity:energy"):
        small.paths("left", "right", course=PathOptions(avoid=("energy",)))
    assert small.paths("left", "right", course=PathOptions(avoid=("layer:energy",))).chains
    assert small.paths("left", "right", course=PathOptions(avoid=("entity:energy",))).chains


def test_ambiguous_names_are_refused_as_everywhere(shipped: KnowledgeGraph) -> None:
    with pytest.raises(AmbiguousNameError):
        shipped.paths("Armenia", "Azerbaijan", course=PathOptions(avoid=("NK",)))


@pytest.mark.parametrize(
    ("ends", "course", "message"),
    [
        (("left", "left"), PathOptions(), "give two different ones"),
        (("left", "right"), PathOptions(k=0), "choose from 1 to 100"),
        (("left", "right"), PathOptions(k=MOST_CHAINS + 1), "choose from 1 to 100"),
        (("left", "right"), PathOptions(max_hops=0), "choose from 1 to 10"),
        (("left", "right"), PathOptions(max_hops=MOST_HOPS + 1), "choose from 1 to 10"),
        (("left", "right"), PathOptions(avoid=("left",)), "leave it out of --avoid"),
        (("left", "right"), PathOptions(avoid=("ally",), through=("ally",)), "leave it out of --avoid"),
        (("left", "right"), PathOptions(through=("left",)), "an end of chains already"),
        (("left", "right"), PathOptions(through=("ally", "past"), max_hops=2), "raise --max-hops from 2"),
        (("left", "right"), PathOptions(through=("ally", "past", "hill", "plan", "ghost"), max_hops=9), "at most 4"),
    ],
)
def test_a_course_that_no_chain_can_follow_is_refused(
    small: KnowledgeGraph, ends: tuple[str, str], course: PathOptions, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        small.paths(*ends, course=course)


def test_each_chain_runs_through_all_that_is_named(small: KnowledgeGraph) -> None:
    assert ways(small.paths("left", "right", course=PathOptions(through=("past",)))) == [["left", "past", "right"]]
    assert ways(small.paths("left", "right", course=PathOptions(through=("past", "ally")))) == []


def test_a_directed_chain_follows_each_tie_from_its_subject(small: KnowledgeGraph) -> None:
    directed = PathOptions(directed=True)
    assert ways(small.paths("left", "right", course=directed))[0] == ["left", "ally", "right"]
    assert ways(small.paths("right", "left", course=directed)) == []


@pytest.mark.slow
def test_a_star_of_five_thousand_ties_is_searched_whole(tmp_path: Path) -> None:
    leaves = [f"leaf{number}" for number in range(5000)]
    kinds = entities(hub="State", **dict.fromkeys(leaves, "State"))
    loaded = graph(tmp_path, kinds, relations(*(f"r{n} {leaf} supports hub" for n, leaf in enumerate(leaves))))
    paths = loaded.paths("leaf0", "leaf4999", course=PathOptions(k=MOST_CHAINS, max_hops=MOST_HOPS))
    assert (ways(paths), paths.searched) == ([["leaf0", "hub", "leaf4999"]], 5000)


def test_the_record_of_a_chain_has_its_hops_and_its_weakest_status(on_world: Callable[..., Outcome]) -> None:
    outcome = on_world("path", "Ardovia", "Corvania", "--format", "json")
    assert outcome.code == 0
    for chain in outcome.json:
        assert set(chain) == {"hops", "weakest"}
        assert chain["weakest"] in ("admitted", "confirmed", "verified", "asserted")
        assert [hop["to"]["id"] for hop in chain["hops"][:-1]] == [hop["from"]["id"] for hop in chain["hops"][1:]]
        for hop in chain["hops"]:
            assert set(hop) == {"from", "to", "relations"}
            assert hop["relations"]
            for relation in hop["relations"]:
                ends = {relation["subject"]["id"], relation["object"]["id"]}
                assert ends == {hop["from"]["id"], hop["to"]["id"]}
                assert relation["claims"]


def test_the_lines_of_jsonl_are_the_chains(on_world: Callable[..., Outcome]) -> None:
    one = on_world("path", "Ardovia", "Belmar", "-k", "1", "--format", "jsonl")
    all_ = on_world("path", "Ardovia", "Belmar", "-k", "5", "--format", "json")
    assert len(one.lines) == 1
    assert len(all_.json) > 1


def test_a_table_tells_each_step_with_who_says_so(on_world: Callable[..., Outcome]) -> None:
    out = on_world("path", "Ardovia", "Corvania", "-k", "1", "--format", "table").out
    assert out.startswith("Ardovia to Corvania: 1 chain\n")
    assert "1. Ardovia → Corvania · the weakest word on it: verified" in out
    assert "(called verified)" in out
    assert "“accepted”" in out


def test_no_chain_is_exit_code_1_and_a_line_that_says_what_was_tried(on_world: Callable[..., Outcome]) -> None:
    outcome = on_world("path", "Ardovia", "Far Isle", "--max-hops", "3", "--avoid", "energy")
    assert (outcome.code, outcome.data) == (1, b"[]\n")
    assert outcome.err.startswith("kg: no chain of at most 3 hops from Ardovia to Far Isle, avoiding energy; tried ")
    assert outcome.err.count("\n") == 1
    for word in ("ties that pass the policy 'accepted'", "alliance", "military"):
        assert word in outcome.err
    for word in ("energy,", "structure", "rhetoric"):
        assert word not in outcome.err.partition("in the layers")[2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Ardovia", "Ardovia"], "kg: both names mean Ardovia: give two different ones\n"),
        (["Ardovia", "Nowhere"], "kg: nothing is called 'Nowhere'"),
        (["Ardovia", "Belmar", "-k", "0"], "kg: 0 chains cannot be asked for: choose from 1 to 100\n"),
        (["Ardovia", "Belmar", "--with-layer", "gossip"], "kg: there is no layer 'gossip'"),
        (["Ardovia", "Belmar", "--policy", "gossip"], "kg: there is no policy 'gossip'"),
        (["Ardovia", "Belmar", "--as-of", "2015-02-30"], "kg: '2015-02-30' is not a date"),
        (["Ardovia"], "kg: Missing argument 'OTHER'."),
    ],
)
def test_what_cannot_be_searched_is_one_line_and_exit_code_2(
    on_world: Callable[..., Outcome], arguments: list[str], message: str
) -> None:
    outcome = on_world("path", *arguments)
    assert (outcome.code, outcome.data) == (2, b"")
    assert outcome.err.startswith(message)
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize("hops", [2, 3, 4])
def test_what_joins_two_borders_gives_the_chains_that_all_steps_give(
    shipped: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, hops: int
) -> None:
    names = ("Turkey", "Armenia", "Israel", "Trans Anatolian Natural Gas Pipeline", "Minsk Group", "Shusha", "Georgia")
    course = PathOptions(max_hops=hops, k=5)

    def chains() -> list[list[Chain]]:
        return [shipped.paths(one, other, course=course).chains for one, other in combinations(names, 2)]

    read = 0
    between = ties.Surroundings._between

    def counted(self: ties.Surroundings, nodes: set[str], others: set[str]) -> set[ties.Step]:
        nonlocal read
        read += 1
        return between(self, nodes, others)

    monkeypatch.setattr(ties.Surroundings, "_between", counted)
    before = chains()
    assert read == 0
    monkeypatch.setattr(ties, "_MANY", -1)
    assert chains() == before
    assert read > 0
