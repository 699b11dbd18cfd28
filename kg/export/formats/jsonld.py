"""RDF as JSON-LD, with a graph for each dataset; one thing a line."""

import json
from collections.abc import Iterable
from typing import Any, BinaryIO, Final

from pyoxigraph import BlankNode, NamedNode

from kg.export.rdf import Statements, block
from kg.export.stated import Stated
from kg.export.view import View
from kg.store.base import Term
from kg.terms import PREFIXES, RDF, XSD, compact
from kg.turtle import term, used_prefixes

OPTIONS = ("arrows_only",)

_TYPE: Final = f"{RDF}type"


def write(view: View, file: BinaryIO) -> list[str]:
    """Write a view as JSON-LD with prefixed names."""
    written = Statements(view)
    names = [(term(NamedNode(graph)), "") for graph, _ in written.graphs() if graph is not None]
    blocks = (block(thing) for _, stated in written.graphs() for thing in stated)
    context = {prefix: PREFIXES[prefix] for prefix in sorted(used_prefixes((*names, *blocks)))}
    file.write(f'{{"@context": {json.dumps(context)},\n"@graph": ['.encode())
    gap = b"\n"
    for graph, stated in written.graphs():
        if graph is None:
            gap = _write_things(stated, file, gap)
        else:
            file.write(gap + f'{{"@id": {json.dumps(_name(graph))}, "@graph": ['.encode())
            _write_things(stated, file, b"\n")
            file.write(b"\n]}")
            gap = b",\n"
    file.write(b"\n]}\n")
    return []


def _write_things(stated: Iterable[Stated], file: BinaryIO, gap: bytes) -> bytes:
    """Write things, one a line, and return what stands between the last one and the next."""
    for iri, properties in stated:
        thing: dict[str, Any] = {"@id": _name(iri)}
        for name in sorted(properties):
            values = sorted(properties[name], key=str)
            if name == _TYPE:
                thing["@type"] = [_name(value.value) for value in values]
            else:
                thing[_name(name)] = [*map(_value, values)]
        file.write(gap + json.dumps(thing, ensure_ascii=False).encode())
        gap = b",\n"
    return gap


def _name(iri: str) -> str:
    return compact(iri).strip("<>")


def _value(value: Term) -> dict[str, str] | str:
    if isinstance(value, NamedNode):
        return {"@id": _name(value.value)}
    assert not isinstance(value, BlankNode)
    if value.language:
        return {"@value": value.value, "@language": value.language}
    kind = value.datatype.value
    return value.value if kind == f"{XSD}string" else {"@value": value.value, "@type": _name(kind)}
