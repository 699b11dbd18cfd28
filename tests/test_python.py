"""The Python interface: other kinds of arguments are refused in the project's own words, and threads may share it."""

import copy
import pickle
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kg import KnowledgeGraph
from kg.errors import DataError, InputError, UnknownNameWarning
from kg.model.filters import Filters

ANY: Any = Filters  # whose arguments no check of types looks at


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda graph: graph.relations(5), "relations: one is 5, of the type int: give a name or an entity"),
        (lambda graph: graph.relations(["belmar"]), "relations: one is .*, of the type list: give a name"),
        (lambda graph: graph.relations(filters={"layer": "x"}), "filters is .*, of the type dict: give Filters"),
        (lambda graph: graph.relations(policy=5), "policy is 5, of the type int: give a text"),
        (lambda graph: graph.ref(None), "ref: name is None, of the type NoneType: give a name or an entity"),
        (lambda graph: graph.query(b"ASK {}"), "query: text is b'ASK {}', of the type bytes: give a text"),
        (lambda graph: graph.query(None), "query: text is None"),
        (lambda graph: graph.search(None), "search: text is None"),
        (lambda graph: graph.read("x"), r"read: iris is a text, 'x': give a list of texts, such as \['x'\]"),
        (lambda graph: graph.turtle(None), "turtle: relations is None, .*: give a list of relations"),
        (lambda graph: graph.verify("a.txt"), "verify: copy is 'a.txt', of the type str: give a Path"),
        (lambda graph: type(graph).load(5), "load: data is 5, of the type int: give a Path or a text"),
        (lambda graph: KnowledgeGraph.load(datasets="article"), "load: datasets is a text"),
        (lambda graph: type(graph).at(None), "at: store is None"),
        (lambda graph: graph.rank(scope="energy"), "rank: scope is 'energy', of the type str: give a Scope"),
        (lambda graph: graph.paths("belmar", "corvania", course=3), "course is 3, of the type int: give PathOptions"),
        (lambda graph: graph.resolve_all([5]), "resolve_all: a part of names is 5, of the type int: give a text"),
        (lambda graph: graph.datings({"a": 1}), "a part of events is 'a', of the type str: give EntityRef"),
        (lambda graph: graph.ask("denials", nobody=[1]), r"ask: nobody is \[1\], of the type list: give a text"),
        (lambda graph: graph.search("\ud800"), "search: text is .*, which is no text: it holds half of a character"),
        (lambda graph: graph.read(["belmar"]), "read: 'belmar' is no IRI"),
        (lambda graph: graph.query("ASK {}", policy=" "), "there is no policy ' '; there are: accepted"),
        (lambda graph: ANY(as_of=2020), "Filters: as_of is 2020: give a text"),
        (lambda graph: ANY(layer=5), r"Filters: layer is \(5,\): give a text"),
        (lambda graph: ANY(paragraph="x"), r"Filters: paragraph is \('x',\): give a whole number"),
    ],
)
def test_another_kind_of_argument_is_refused(world: Any, call: Callable[[Any], Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        call(world)


def test_a_path_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(DataError, match=r"x: cannot be read: File name too long$"):
        KnowledgeGraph.load("x" * 5000)


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")  # rdflib itself uses it
def test_a_dataset_that_is_closed_says_so_and_the_graph_goes_on(world: KnowledgeGraph) -> None:
    dataset = world.rdflib()
    dataset.close()
    dataset.close()
    asked: list[Callable[[], object]] = [
        lambda: len(dataset),
        lambda: list(dataset.query("ASK {}")),
        lambda: list(dataset.triples((None, None, None))),
    ]
    for ask in asked:
        with pytest.raises(InputError, match=r"^the dataset is closed: graph\.rdflib\(\) gives another one$"):
            ask()
    assert world.relations("belmar")


def test_what_may_be_left_out_may_be_none(world: KnowledgeGraph) -> None:
    assert world.relations(None, None, None, None) == world.relations()
    assert KnowledgeGraph.relations.__doc__
    assert KnowledgeGraph.relations.__name__ == "relations"


@pytest.mark.slow
def test_threads_ask_one_graph_at_once(world_folder: Any) -> None:
    graph = KnowledgeGraph.load(world_folder)
    names = ["belmar", "corvania", "ardovia", "dravia"]

    def ask(number: int) -> tuple[str, int, int, int]:
        name = names[number % len(names)]
        policy = ("accepted", "claimed", "undisputed")[number % 3]
        rows = graph.store.select("SELECT * { ?s a kg:State ; skos:prefLabel ?name }")
        return name + policy, len(graph.relations(name, policy=policy)), len(graph.disputes(name)), len(list(rows))

    with ThreadPoolExecutor(8) as pool:
        answered = set(pool.map(ask, range(48)))
    assert len(answered) == 12
    assert answered == {ask(number) for number in range(12)}


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")  # rdflib itself uses it
def test_a_graph_is_neither_pickled_nor_copied_and_says_so(world: KnowledgeGraph) -> None:
    for held in (world, world.store, world.session(world.question("relations belmar")), world.rdflib()):
        for move in (pickle.dumps, copy.deepcopy):
            with pytest.raises(InputError, match=r"^a graph is not pickled or copied: share it among threads, or load"):
                move(held)
    assert copy.copy(world).relations("belmar") == world.relations("belmar")


def test_what_a_graph_answers_can_be_pickled(world: KnowledgeGraph) -> None:
    answers = (
        world.relations("belmar"), world.entities(), world.search("belmar"), world.disputes(), world.ask("denials"),
        world.changes("2010", "2020"), world.questions(),
    )  # fmt: skip
    for answer in answers:
        again = pickle.loads(pickle.dumps(answer))
        assert (again, again._repr_html_()) == (answer, answer._repr_html_())
        assert len(again) > 0


def test_a_query_warns_of_a_name_that_nothing_has(world: KnowledgeGraph) -> None:
    with pytest.warns(UnknownNameWarning, match=r"^nothing is called kg:atacks; the nearest are: kg:attacks") as told:
        world.query("SELECT * { ?s kg:atacks ?o }")
    assert [one.filename for one in told] == [__file__]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        world.query("SELECT * { ?s kg:attacks ?o ; a kg:State }")
