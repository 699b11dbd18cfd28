"""The service description: what the endpoint says of itself, in the vocabularies of SPARQL 1.1 and VoID."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.serve.served import Served
from kg.terms import RDF

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_VOID: Final = "http://rdfs.org/ns/void#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_DCTERMS: Final = "http://purl.org/dc/terms/"
DESCRIBED: Final = {"sd": SD, "void": _VOID, "dcterms": _DCTERMS, "formats": _FORMATS}
# The names that the W3C gives to the forms of an answer.
_NAMES: Final = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "N-Quads", "TriG", "RDF_XML", "JSON-LD",
)  # fmt: skip


def description(served: Served, address: str) -> Iterator[Triple]:
    """Yield what is said of the service at an address."""
    service, dataset, default = NamedNode(address), BlankNode(), BlankNode()
    type_ = NamedNode(f"{RDF}type")
    yield Triple(service, type_, NamedNode(f"{SD}Service"))
    yield Triple(service, NamedNode(f"{SD}endpoint"), service)
    yield Triple(service, NamedNode(f"{SD}supportedLanguage"), NamedNode(f"{SD}SPARQL11Query"))
    for name in _NAMES:
        yield Triple(service, NamedNode(f"{SD}resultFormat"), NamedNode(_FORMATS + name))
    yield Triple(service, NamedNode(f"{SD}defaultDataset"), dataset)
    yield Triple(dataset, type_, NamedNode(f"{SD}Dataset"))
    yield Triple(dataset, NamedNode(f"{_DCTERMS}title"), Literal(served.title))
    yield Triple(dataset, NamedNode(f"{SD}defaultGraph"), default)
    yield Triple(default, type_, NamedNode(f"{SD}Graph"))
    if served.dataset.in_memory:  # elsewhere to count them would be to read them all
        yield Triple(default, NamedNode(f"{_VOID}triples"), Literal(sum(1 for _ in served.dataset.triples(None))))
    for graph in served.dataset.graphs:
        if isinstance(graph, NamedNode):
            named = BlankNode()
            yield Triple(dataset, NamedNode(f"{SD}namedGraph"), named)
            yield Triple(named, type_, NamedNode(f"{SD}NamedGraph"))
            yield Triple(named, NamedNode(f"{SD}name"), graph)
