"""RDF as N-Triples, a triple a line."""

from typing import BinaryIO

from kg.export.rdf import Statements, write_triples
from kg.export.view import View

OPTIONS = ("arrows_only",)


def write(view: View, file: BinaryIO) -> list[str]:
    """Write a view as N-Triples."""
    return write_triples(Statements(view), file, "nt")
