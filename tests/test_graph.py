"""The graph as Python sees it."""

from pathlib import Path

import pytest
import rdflib

import kg
from kg import Filters, KnowledgeGraph
from kg.errors import InputError, NotFoundError
from kg.model.records import EntityRef


def test_the_package_offers_what_it_says() -> None:
    for name in kg.__all__:
        assert getattr(kg, name) is not None
    with pytest.raises(AttributeError, match="module 'kg' has no attribute 'nothing'"):
        kg.nothing  # noqa: B018


def test_a_path_may_be_text(world_folder: Path) -> None:
    assert len(KnowledgeGraph.load(str(world_folder)).relations()) == 34


def test_where_an_entity_is_wanted_a_name_does(world: KnowledgeGraph) -> None:
    belmar = world.ref("BELMAR")
    assert belmar == EntityRef("https://w3id.org/karabakh-kg/entity/belmar", "Belmar", "State")
    assert world.relations(belmar) == world.relations("belmar") == world.relations("Belmər")
    assert world.entity(belmar) == world.entity("belmar")
    with pytest.raises(NotFoundError):
        world.relations("Nowhere")


def test_lists_print_one_a_line_and_show_as_a_table(world: KnowledgeGraph) -> None:
    relations = world.relations("kestrel-drones")
    assert str(relations) == "Corvania makes Kestrel drones\nBelmar uses Kestrel drones"
    html = relations._repr_html_()
    assert html.count("<tr>") == 3
    assert "admitted by Belmar [4]" in html
    assert isinstance(relations, list)


def test_a_table_shows_the_signs_of_html_as_they_are(world: KnowledgeGraph) -> None:
    entities = world.entities(Filters(kind=("City",)))
    entities.append(type(entities[0])("a:b", "<b>", "City"))
    assert "&lt;b&gt;" in entities._repr_html_()


@pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")
def test_rdflib_reads_the_same_store(world: KnowledgeGraph) -> None:
    dataset = world.rdflib()
    assert isinstance(dataset, rdflib.Dataset)
    rows = dataset.query("SELECT ?name { ?state a kg:State ; skos:prefLabel ?name } ORDER BY ?name")
    assert [str(row[0]) for row in rows] == ["Ardovia", "Belmar", "Corvania", "Dravia"]  # type: ignore[index]
    (count,) = world.store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    # The length of the dataset itself counts the graphs of arrows too, where another test asked for them.
    assert len(dataset.default_graph) == int(count["n"].value)


@pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")
def test_rdflib_sees_no_arrows(world_folder: Path) -> None:
    graph = KnowledgeGraph.load(world_folder)
    graph.query("ASK {}")
    asked = "ASK { entity:belmar kg:isAlliedWith entity:corvania }"
    assert graph.query(asked)
    assert not graph.rdflib().query(asked).askAnswer


def test_between_the_same_thing_there_is_nothing(world: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match="both names mean Belmar"):
        world.relations("belmar", "Belmar")
