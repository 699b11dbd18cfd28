"""The engine that checks the shapes finds what pySHACL finds, violation by violation."""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyshacl
import pytest
import shacl
from pyoxigraph import RdfFormat, serialize
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib.term import Node

from kg.dossier import current
from kg.resources import data_files, ontology_files, shapes_dir
from kg.validation.shapes import shapes_text, violations
from tests.conftest import FIXTURES

# rdflib reads no statement as a value.
BROKEN = sorted({*(FIXTURES / "broken").rglob("*.ttl")} - {FIXTURES / "broken" / "triple-term.ttl"})
BASE = FIXTURES / "broken" / "entities" / "base.ttl"
NOWHERE = "a blank node"


class Violation(NamedTuple):
    """What one result of a report says; blank nodes have no name that two engines could share."""

    node: str
    shape: str
    path: str | None
    component: str
    value: str | None


def graph_of(paths: Iterable[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(data=shapes_text(), format="turtle")


@pytest.fixture(scope="module")
def ontology() -> Graph:
    sides = serialize(current().triples(), format=RdfFormat.N_TRIPLES)
    assert sides is not None
    return graph_of(ontology_files()).parse(data=sides.decode(), format="nt")


@pytest.fixture(autouse=True)
def quiet_dates(caplog: pytest.LogCaptureFixture) -> None:
    """Broken dates are meant: rdflib need not tell of them."""
    caplog.set_level(logging.ERROR, logger="rdflib")


def with_what_it_uses(graph: Graph, ontology: Graph) -> Graph:
    """Return a graph with what the ontology states of the terms in it, and with the tree of classes."""
    together = graph + Graph()
    for triple in ontology.triples((None, RDFS.subClassOf, None)):
        together.add(triple)
    wanted = {term for triple in graph for term in triple if isinstance(term, URIRef)}
    for _ in range(2):
        for term in wanted:
            for triple in ontology.triples((term, None, None)):
                together.add(triple)
        wanted = {term for term in together.objects() if isinstance(term, URIRef)}
    return together


def by_pyshacl(graph: Graph, shapes: Graph) -> set[Violation]:
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, advanced=False, inference="none")
    return {
        Violation(
            name(report.value(result, SH.focusNode)) or "",
            name(report.value(result, SH.sourceShape)) or "",
            name(report.value(result, SH.resultPath)),
            (name(report.value(result, SH.sourceConstraintComponent)) or "").rpartition("#")[2],
            name(report.value(result, SH.value)),
        )
        for result in report.objects(None, SH.result)
    }


def by_shacl(graph: Graph) -> set[Violation]:
    report = shacl.Shapes.from_turtle(shapes_text()).validate_text(as_ntriples(graph), format="ntriples")
    return {
        Violation(
            bare(result.focus_node),
            bare(result.source_shape or ""),
            bare(result.path) if result.path else None,
            result.component_iri.rpartition("#")[2],
            (NOWHERE if result.value.startswith("_:") else result.value_plain) if result.value else None,
        )
        for result in report.results
    }


def as_ntriples(graph: Graph) -> str:
    return graph.serialize(format="nt")


def name(node: Node | None) -> str | None:
    return NOWHERE if isinstance(node, BNode) else None if node is None else str(node)


def bare(node: str) -> str:
    return NOWHERE if node.startswith("_:") else node.removeprefix("<").removesuffix(">")


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_both_engines_find_the_same_in_a_broken_file(path: Path, shapes: Graph, ontology: Graph) -> None:
    graph = with_what_it_uses(graph_of([BASE, path]), ontology)
    assert by_shacl(graph) == by_pyshacl(graph, shapes)


@pytest.mark.slow
def test_both_engines_find_nothing_in_the_world(world_folder: Path, shapes: Graph, ontology: Graph) -> None:
    graph = ontology + graph_of(data_files(world_folder).chosen(()))
    assert by_shacl(graph) == by_pyshacl(graph, shapes) == set()


@pytest.mark.slow
def test_both_engines_find_the_same_where_all_is_broken_at_once(shapes: Graph, ontology: Graph) -> None:
    graph = ontology + graph_of(BROKEN)
    breaches = by_shacl(graph)
    assert breaches == by_pyshacl(graph, shapes)
    assert len(breaches) > 100


@pytest.mark.slow
def test_every_constraint_of_every_shape_is_broken_somewhere(shapes: Graph, ontology: Graph) -> None:
    """A constraint that no broken file trips could be lost without a test that fails."""
    tripped = {
        (violation.shape, violation.component)
        for path in BROKEN
        for violation in by_shacl(with_what_it_uses(graph_of([BASE, path]), ontology))
    }
    declared = {
        (str(shape), component_of(parameter))
        for kind in (SH.NodeShape, SH.PropertyShape)
        for shape in shapes.subjects(RDF.type, kind)
        if isinstance(shape, URIRef)
        for parameter in shapes.predicates(shape, None)
        if parameter not in (RDF.type, SH.path, SH.property, SH.targetClass, SH.message)
    }
    assert declared - tripped == set()
    assert len(declared) > 100


def component_of(parameter: Node) -> str:
    """Return the component that a parameter declares: ``sh:minCount`` declares MinCountConstraintComponent."""
    local = str(parameter).rpartition("#")[2]
    return f"{local[0].upper()}{local[1:]}ConstraintComponent"


def test_what_validate_sees_is_what_the_engine_returns(ontology: Graph) -> None:
    graph = with_what_it_uses(graph_of(BROKEN), ontology)
    seen = {(NOWHERE if "://" not in v.node else v.node, v.shape, v.path) for v in violations(as_ntriples(graph))}
    assert seen == {(v.node, v.shape.rpartition("/")[2], v.path) for v in by_shacl(graph)}


def test_the_shapes_keep_to_what_both_engines_know(shapes: Graph) -> None:
    assert set(shapes.objects(None, RDF.type)) == {SH.NodeShape, SH.PropertyShape}
    assert not set(shapes.subjects(OWL.imports, None))
    assert not list(shapes.subject_objects(SH.sparql))
    assert sorted(shapes_dir().rglob("*.ttl")) == sorted(shapes_dir().glob("*.ttl"))
