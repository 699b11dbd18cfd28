"""The SHACL shapes, checked by the Rust engine ``shacl``; pySHACL is its oracle in the tests."""

import re
from collections.abc import Iterator

import shacl
from msgspec import Struct

from kg.resources import shapes_dir
from kg.terms import HOME, Names, local_name


class Violation(Struct, frozen=True):
    """A node that breaks a shape: the shape's local name and message, the property and the value if any."""

    node: str
    shape: str
    path: str | None
    value: str | None
    message: str


def shapes_text(names: Names = HOME) -> str:
    """Return all shapes as one Turtle document, with the patterns that the names of a dossier follow."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(shapes_dir().glob("*.ttl")))
    if names.base == HOME.base:
        return text
    home, own = _pattern(HOME.base), _pattern(names.base)
    return text.replace(f'"^{home}ontology#', f'"^({home}|{own})ontology#').replace(
        f'"^{home}entity/', f'"^{own}entity/'
    )


def _pattern(text: str) -> str:
    """Return a text as it stands in a pattern of a shape."""
    return re.sub(r"[.+*?()|^$\[\]{}\\]", r"[\g<0>]", text)


def violations(data: str, names: Names = HOME) -> Iterator[Violation]:
    """Yield what breaks the shapes in a graph given as N-Triples."""
    report = shacl.Shapes.from_turtle(shapes_text(names)).validate_text(data, format="ntriples")
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
