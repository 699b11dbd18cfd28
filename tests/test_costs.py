"""What an answer about a name costs: so many queries of bounded length, and nothing read that is not near the name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from worlds import write_world

from kg.answers import answer_to
from kg.answers.asking import ask
from kg.errors import NotFoundError
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.model.identity import relation_name
from kg.store.queries import LONGEST
from kg.terms import PREFIXES

FEW, WITH_DATES_AND_ORGANS = 12, 24


class Counting:
    """A store that counts what it is asked and how much it answers."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.texts: list[str] = []
        self.rows = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def select(self, text: str, **named: Any) -> Iterator[Any]:
        self.texts.append(text)
        return self._counted(self._store.select(text, **named))

    def query(self, text: str, **named: Any) -> Any:
        self.texts.append(text)
        return self._store.query(text, **named)

    def _counted(self, rows: Iterator[Any]) -> Iterator[Any]:
        for row in rows:
            self.rows += 1
            yield row


def asked(graph: KnowledgeGraph, verb: str, *names: str, filters: Filters | None = None, **parts: Any) -> Counting:
    """Ask a verb for its whole answer, and return what that cost."""
    counting = Counting(graph.store)
    session, _ = ask(KnowledgeGraph(counting), verb, names, filters, **parts)  # type: ignore[arg-type]
    answer = answer_to(session, whole=True)
    assert answer.nothing == ""
    answer.compose()
    return counting


@pytest.mark.parametrize(
    ("verb", "names", "most"),
    [
        ("relations", ["Turkey"], FEW),
        ("relations", ["Turkey", "Azerbaijan"], FEW),
        ("relations", ["Armenia", "Azerbaijan"], FEW),
        ("show", ["Turkey"], FEW),
        ("timeline", ["Turkey"], FEW),
        ("path", ["Turkey", "Iran"], FEW),
        ("perspective", ["Armenia"], FEW),
        ("why", ["Turkey", "Azerbaijan"], FEW),
        ("why", ["Armenia", "Azerbaijan"], FEW),
        ("disputes", ["Armenia"], FEW),
        (
            "disputes",
            [
                "Turkey",
            ],
            FEW,
        ),
    ],
)
def test_an_answer_takes_few_queries(shipped: KnowledgeGraph, verb: str, names: list[str], most: int) -> None:
    cost = asked(shipped, verb, *names)
    assert 0 < len(cost.texts) <= most
    assert max(map(len, cost.texts)) <= LONGEST


@pytest.mark.parametrize("names", [["Turkey"], ["Turkey", "Azerbaijan"], ["Armenia", "Azerbaijan"]])
def test_dates_and_organs_take_twice_as_many_at_most(shipped: KnowledgeGraph, names: list[str]) -> None:
    cost = asked(shipped, "relations", *names, filters=Filters(as_of="2020-10-01"), organs=True)
    assert 0 < len(cost.texts) <= WITH_DATES_AND_ORGANS


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["disputes", "relations", "timeline", "changes", "perspective"])
def test_no_query_of_a_whole_graph_is_long(shipped: KnowledgeGraph, verb: str) -> None:
    names = ["Armenia"] if verb == "perspective" else []
    words: dict[str, Any] = {"words": ("2020", "2021")} if verb == "changes" else {}
    assert max(map(len, asked(shipped, verb, *names, **words).texts)) <= LONGEST


@pytest.mark.parametrize(
    ("verb", "names", "parts"),
    [
        ("relations", ["Ardovia"], {}),
        ("relations", ["Ardovia", "Belmar"], {}),
        ("relations", ["Ardovia"], {"filters": Filters(as_of="2015"), "organs": True}),
        ("show", ["Ardovia"], {}),
        ("why", ["Ardovia", "Belmar"], {}),
        ("timeline", ["Ardovia"], {}),
        ("disputes", ["Belmar"], {}),
        ("disputes", ["Belmar"], {"options": {"uncorroborated": True}}),
    ],
)
def test_what_is_far_from_a_name_is_not_read(
    world_folder: Path, tmp_path: Path, verb: str, names: list[str], parts: dict[str, Any]
) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    for folder in (small, large):
        shutil.copytree(world_folder, folder)
    write_world(large / "elsewhere", 300)
    graphs = [KnowledgeGraph.load(folder) for folder in (small, large)]
    assert graphs[1].stats().relations > graphs[0].stats().relations + 250
    costs = [asked(graph, verb, *names, **parts) for graph in graphs]
    assert costs[0].rows == costs[1].rows > 0
    assert len(costs[0].texts) == len(costs[1].texts)


def test_what_is_known_of_a_hub_is_not_read_again_with_each_name_that_it_is_tied_to(shipped: KnowledgeGraph) -> None:
    counting = Counting(shipped.store)
    graph = KnowledgeGraph(counting)  # type: ignore[arg-type]
    hub, *others = (graph.resolve(name).entity for name in ("Azerbaijan", "Shah Deniz", "TANAP"))
    session, _ = ask(graph, "relations", ["Azerbaijan", "Turkey"])
    rows = []
    for other in (graph.resolve("Turkey").entity, *others):
        before = counting.rows
        answer_to(session.ask(whom=(hub, other)), whole=True).compose()
        rows.append(counting.rows - before)
    # What joins the two is read with each name, and little beside.
    assert max(rows[1:]) < rows[0] / 5
    assert len(graph.relations("Azerbaijan")) < rows[0]


@pytest.fixture(scope="module")
def with_hubs(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """Two hubs and a party that speaks of both, each with more ties than the engine takes values in one list."""
    folder = write_world(tmp_path_factory.mktemp("hubs"), 50)
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    blocks = [head]
    for number in range(1_100):
        blocks.append(f'entity:small-{number} a kg:Polity ; skos:prefLabel "small {number}"@en .')
        for hub in ("hub-0", "hub-1"):
            name = relation_name(hub, "attacks", f"small-{number}")
            blocks.append(
                f"relation:{name} a kg:Relation ; rdf:subject entity:{hub} ; rdf:predicate kg:attacks ; "
                f"rdf:object entity:small-{number} . claim:{name}-world-1 a kg:Claim ; kg:about relation:{name} ; "
                "kg:claimant entity:party-a ; kg:stance stance:affirms ; kg:status status:asserted ; "
                "kg:foundIn passage:world-1 ."
            )
    (folder / "world" / "relations" / "hubs.ttl").write_text("\n".join(blocks), encoding="utf-8")
    return KnowledgeGraph.load(folder)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("verb", "names"),
    [
        ("relations", ["hub-0"]),
        ("relations", ["hub-0", "hub-1"]),
        ("relations", ["party-a", "hub-1"]),
        ("show", ["hub-0"]),
        ("disputes", ["hub-0"]),
        ("perspective", ["party-a"]),
        ("sources", ["hub-0"]),
        ("path", ["hub-0", "hub-1"]),
    ],
)
def test_who_has_a_thousand_ties_is_asked_about_in_short_texts_and_each_thing_a_few_times(
    with_hubs: KnowledgeGraph, verb: str, names: list[str]
) -> None:
    counting = Counting(with_hubs.store)
    session, _ = ask(KnowledgeGraph(counting), verb, names)  # type: ignore[arg-type]
    answer_to(session, whole=True).compose()
    assert max(map(len, counting.texts)) <= LONGEST
    assert counting.rows <= 100 * 1_100


@pytest.mark.parametrize(("name", "nearest"), [("actr-7", "actor 7"), ("hub of 7", "hub 7"), ("Nowhere", None)])
def test_the_names_near_to_one_that_is_none_are_looked_for_among_few_of_many(
    many_names: KnowledgeGraph, name: str, nearest: str | None
) -> None:
    counting = Counting(many_names.store)
    with pytest.raises(NotFoundError) as raised:
        KnowledgeGraph(counting).resolve(name)  # type: ignore[arg-type]
    assert (f"the nearest names are: {nearest}" if nearest else "lists all names") in str(raised.value)
    assert counting.rows < 200  # of 3,600 names


@pytest.fixture(scope="module")
def many_names(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """So many names that their words are indexed."""
    return KnowledgeGraph.load(write_world(tmp_path_factory.mktemp("names"), 18_000))
