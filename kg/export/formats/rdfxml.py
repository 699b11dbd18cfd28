"""RDF as XML."""

from typing import BinaryIO

from kg.export.rdf import Statements, write_triples
from kg.export.view import View
from kg.turtle import used_prefixes

ENDINGS = ("rdf", "xml", "owl")
OPTIONS = ("arrows_only",)


def write(view: View, file: BinaryIO) -> list[str]:
    """Write a view as RDF/XML."""
    stated = Statements(view)
    return write_triples(stated, file, "rdf", used_prefixes(map(stated.block, stated), stated.names))
