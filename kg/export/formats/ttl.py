"""RDF as Turtle, sorted, with all claims, passages and sources."""

from typing import BinaryIO

from kg.export.rdf import write_turtle
from kg.export.view import View

OPTIONS = ("arrows_only",)


def write(view: View, file: BinaryIO) -> list[str]:
    """Write a view as Turtle."""
    return write_turtle(view, file)
