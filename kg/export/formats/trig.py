"""RDF as TriG, sorted, with a graph for each dataset."""

from typing import BinaryIO

from pyoxigraph import NamedNode

from kg.export.rdf import Statements
from kg.export.view import View
from kg.turtle import header

OPTIONS = ("arrows_only",)


def write(view: View, file: BinaryIO) -> list[str]:
    """Write a view as TriG."""
    written = Statements(view)
    names = [(written.term(NamedNode(graph)), "") for graph, _ in written.graphs() if graph is not None]
    blocks = (written.block(thing) for _, stated in written.graphs() for thing in stated)
    file.write(header((*names, *blocks), written.names).encode())
    for graph, stated in written.graphs():
        if graph is not None:
            file.write(f"\n{written.term(NamedNode(graph))} {{\n".encode())
        for subject, lines in map(written.block, stated):
            file.write(f"\n{subject}\n{lines}.\n".encode())
        if graph is not None:
            file.write(b"\n}\n")
    return []
