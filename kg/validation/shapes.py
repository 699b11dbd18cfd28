"""The SHACL shapes, checked by the Rust engine ``shacl``; pySHACL is its oracle in the tests."""

from collections.abc import Iterator
from dataclasses import dataclass

import shacl

from kg.resources import shapes_dir
from kg.terms import local_name


@dataclass(frozen=True, slots=True)
class Violation:
    """A node that breaks a shape: the shape's local name and message, the property and the value if any."""

    node: str
    shape: str
    path: str | None
    value: str | None
    message: str


def shapes_text() -> str:
    """Return all shapes as one Turtle document."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(shapes_dir().glob("*.ttl")))


def violations(data: str) -> Iterator[Violation]:
    """Yield what breaks the shapes in a graph given as N-Triples."""
    report = shacl.Shapes.from_turtle(shapes_text()).validate_text(data, format="ntriples")
    for result in report.results:
        shape = next(shape for shape in (result.source_shape, result.root_shape) if shape and shape.startswith("<"))
        yield Violation(
            node=_bare(result.focus_node),
            shape=local_name(_bare(shape)),
            path=_bare(result.path) if result.path else None,
            value=result.value_plain,
            message=result.message or result.component,
        )


def _bare(node: str) -> str:
    return node.removeprefix("<").removesuffix(">")
