"""RDF as N-Quads, with a graph for each dataset."""

from collections.abc import Iterator
from typing import BinaryIO

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, serialize

from kg.export.rdf import Statements, triples
from kg.export.view import View

OPTIONS = ("arrows_only",)


def write(view: View, file: BinaryIO) -> list[str]:
    """Write a view as N-Quads."""
    serialize(_quads(view), file, format=RdfFormat.N_QUADS)
    return []


def _quads(view: View) -> Iterator[Quad]:
    for graph, stated in Statements(view).graphs():
        node = DefaultGraph() if graph is None else NamedNode(graph)
        for thing in stated:
            yield from (Quad(triple.subject, triple.predicate, triple.object, node) for triple in triples(thing))
