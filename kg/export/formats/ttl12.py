"""RDF 1.2 as Turtle: each arrow annotated by its relations and claims; what the policy does not accept is no arrow."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from pyoxigraph import Literal, NamedNode

from kg.export.rdf import Statements
from kg.export.stated import Stated, relations
from kg.export.view import View
from kg.session.statements import Properties
from kg.terms import RDF
from kg.turtle import Block, header

Arrow = tuple[str, str, str]  # subject, type and object as they stand in Turtle

ENDINGS: Final = ("ttl",)
_PARTS: Final = (f"{RDF}subject", f"{RDF}predicate", f"{RDF}object")


def write(view: View, file: BinaryIO) -> list[str]:
    """Write a view as Turtle of RDF 1.2.

    Relations and claims are reifiers of the tie that they are about. The tie itself is stated only where it passes the
    policy; else it is only talked about. A symmetric tie is stated in one direction.
    """
    written = Statements(view)
    basis = [*([] if view.passed is None else [written.rule]), *written.rests_on()]
    file.write(header(_used(view, written, basis), written.names).encode())
    for subject, lines in map(written.block, basis):
        file.write(f"\n{subject}\n{lines}.\n".encode())
    passed = {} if view.passed is None else written.arrows
    for relation, claims in relations(view):
        things = [(relation[0], _without_parts(relation[1])), *claims]
        arrow = _arrow(relation[1], written)
        if arrow is None:
            pieces = [f"\n{subject}\n{lines}.\n" for subject, lines in map(written.block, [relation, *claims])]
        elif _passes(relation[1], passed):
            pieces = ["\n", " ".join(arrow), "".join(_annotation(written.block(thing)) for thing in things), " .\n"]
        else:
            pieces = [_reifier(written.block(thing), arrow) for thing in things]
        file.write("".join(pieces).encode())
    return []


def _used(view: View, written: Statements, basis: Iterable[Stated]) -> Iterator[Block]:
    """Yield blocks that use the prefixes which the file uses."""
    yield "rdf:reifies", ""
    yield from map(written.block, basis)
    for relation, claims in relations(view):
        yield from map(written.block, [relation, *claims])


def _arrow(relation: Properties, written: Statements) -> Arrow | None:
    """Return the triple that a relation is about, or None where it has no object."""
    parts = [value for name in _PARTS for value in relation.get(name, ())[:1]]
    nodes = [written.term(part) for part in parts if isinstance(part, NamedNode | Literal)]
    return (nodes[0], nodes[1], nodes[2]) if len(nodes) == len(_PARTS) else None


def _passes(relation: Properties, passed: dict[str, Properties]) -> bool:
    subject, type_, target = (relation[name][0] for name in _PARTS)
    return target in passed.get(subject.value, {}).get(type_.value, ())


def _without_parts(relation: Properties) -> Properties:
    return {name: values for name, values in relation.items() if name not in _PARTS}


def _annotation(block: Block) -> str:
    subject, lines = block
    return f"\n  ~ {subject} {{|\n{lines}  |}}"


def _reifier(block: Block, arrow: Arrow) -> str:
    subject, lines = block
    return f"\n{subject}\n    rdf:reifies <<( {' '.join(arrow)} )>> ;\n{lines}.\n"
