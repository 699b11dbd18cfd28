"""One query on two engines, which must agree."""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat

from kg.model.dates import Span
from kg.store import named_query
from kg.terms import ENTITY, local_name

Rows = set[tuple[str, ...]]


class Engines:
    """The same triples in Oxigraph and in rdflib."""

    def __init__(self, data: str = "", files: Iterable[Path] = ()) -> None:
        self.oxigraph = pyoxigraph.Store()
        self.rdflib = rdflib.Graph()
        for text in [data, *(path.read_text(encoding="utf-8") for path in files)]:
            self.oxigraph.load(text.encode(), format=RdfFormat.TURTLE)
            self.rdflib.parse(data=text, format="turtle")

    @staticmethod
    def entity(slug: str) -> NamedNode:
        """Return the IRI of an entity."""
        return NamedNode(ENTITY + slug)

    def rows(self, name: str, span: Span | None = None, **parameters: NamedNode) -> Rows:
        """Return the rows of a query by local names, once both engines have given the same."""
        days = {"first": Literal(span.first), "last": Literal(span.padded_last)} if span else {}
        query = named_query(name, **parameters, **days)
        answer = self.oxigraph.query(query)
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        rows = {tuple("" if term is None else local_name(term.value) for term in row) for row in answer}
        assert rows == {
            tuple("" if term is None else local_name(str(term)) for term in row)  # type: ignore[union-attr]
            for row in self.rdflib.query(query)
        }
        return rows
