"""RDF as JSON-LD, with a graph for each dataset; one thing a line."""

import json
from collections.abc import Iterable
from typing import Any, BinaryIO, Final

from pyoxigraph import BlankNode, NamedNode

from kg.export.rdf import Statements
from kg.export.stated import Stated
from kg.export.view import View
from kg.store.base import Term
from kg.terms import RDF, XSD, Names
from kg.turtle import used_prefixes

ENDINGS: Final = ("json",)
OPTIONS = ("arrows_only",)

_TYPE: Final = f"{RDF}type"


class _Names:
    """IRIs as they stand in the file: prefixed where the names of a dossier have a prefix."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def __call__(self, iri: str) -> str:
        return self._names.compact(iri).strip("<>")


def write(view: View, file: BinaryIO) -> list[str]:
    """Write a view as JSON-LD with prefixed names."""
    written = Statements(view)
    names = [(written.term(NamedNode(graph)), "") for graph, _ in written.graphs() if graph is not None]
    blocks = (written.block(thing) for _, stated in written.graphs() for thing in stated)
    context, name = used_prefixes((*names, *blocks), written.names), _Names(written.names)
    file.write(f'{{"@context": {json.dumps(context)},\n"@graph": ['.encode())
    gap = b"\n"
    for graph, stated in written.graphs():
        if graph is None:
            gap = _write_things(stated, file, gap, name)
        else:
            file.write(gap + f'{{"@id": {json.dumps(name(graph))}, "@graph": ['.encode())
            _write_things(stated, file, b"\n", name)
            file.write(b"\n]}")
            gap = b",\n"
    file.write(b"\n]}\n")
    return []


def _write_things(stated: Iterable[Stated], file: BinaryIO, gap: bytes, name_of: _Names) -> bytes:
    """Write things, one a line, and return what stands between the last one and the next."""
    for iri, properties in stated:
        thing: dict[str, Any] = {"@id": name_of(iri)}
        for name in sorted(properties):
            values = sorted(properties[name], key=str)
            if name == _TYPE:
                thing["@type"] = [name_of(value.value) for value in values]
            else:
                thing[name_of(name)] = [_value(value, name_of) for value in values]
        file.write(gap + json.dumps(thing, ensure_ascii=False).encode())
        gap = b",\n"
    return gap


def _value(value: Term, name_of: _Names) -> dict[str, str] | str:
    if isinstance(value, NamedNode):
        return {"@id": name_of(value.value)}
    assert not isinstance(value, BlankNode)
    if value.language:
        return {"@value": value.value, "@language": value.language}
    kind = value.datatype.value
    return value.value if kind == f"{XSD}string" else {"@value": value.value, "@type": name_of(kind)}
