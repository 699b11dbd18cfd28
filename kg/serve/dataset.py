"""The RDF dataset that queries from outside ask: in memory, on disk, or on a SPARQL server that they are sent on to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Protocol

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Triple
from pyoxigraph import Store as Engine

from kg.errors import InputError
from kg.store import Answer, named_query
from kg.store.diagnostics import check_size, query_error
from kg.store.materialised import MATERIALISED
from kg.store.remote import RemoteStore
from kg.store.sparql import dataset_of
from kg.store.variables import in_written_order

Graph = NamedNode | BlankNode | DefaultGraph
# The fields by which a request chooses graphs.
DEFAULT: Final = "default-graph-uri"
NAMED: Final = "named-graph-uri"
# How many graphs a refusal names.
_FEW: Final = 10


class NotHereError(InputError):
    """A graph is asked for that is not among those of the dataset."""


class Dataset(Protocol):
    """An RDF dataset that answers queries.

    ``prefixes`` need no declaration in a query, ``graphs`` are the named graphs. Of one that is ``in_memory`` nothing
    has to be opened to answer.
    """

    prefixes: Mapping[str, str]
    graphs: list[NamedNode | BlankNode]
    in_memory: bool

    def query(self, text: str, default: list[str] | None = None, named: list[str] | None = None) -> Answer:
        """Run a query, against the named graphs that a request chooses, where it does.

        Raises InputError for a query that cannot be run, or names graphs that are not here.
        """

    def triples(self, graph: NamedNode | None) -> Iterator[Triple]:
        """Yield what is stated in a named graph, or in the default graph; what is worked out at load is left out."""


def chosen_graphs(
    dataset: Dataset, text: str, default: list[str] | None, named: list[str] | None
) -> tuple[list[NamedNode], list[NamedNode]] | None:
    """Return the default and the named graphs that a request, or else its query, chooses; None where neither does.

    Raises InputError for a query that is too deep or would reach another machine, and for graphs that are not here.
    """
    check_size(text)
    own_default, own_named = dataset_of(text, dataset.prefixes)
    if default is None and named is None:
        if not own_default and not own_named:
            return None
        default, named = own_default, own_named
    return [graph_of(dataset, iri) for iri in default or ()], [graph_of(dataset, iri) for iri in named or ()]


def graph_of(dataset: Dataset, iri: str) -> NamedNode:
    """Return the named graph of an IRI, for nothing is fetched; raises InputError for what is no IRI.

    Raises NotHereError where there is no graph of that name.
    """
    try:
        node = NamedNode(iri)
    except ValueError as error:
        raise InputError(f"<{iri[:200]}> is no IRI") from error
    if node not in dataset.graphs:
        there = ", ".join(f"<{graph.value}>" for graph in dataset.graphs[:_FEW])
        raise NotHereError(f"there is no graph <{iri[:200]}> here, and none is fetched; there are: {there or 'none'}")
    return node


class EngineDataset:
    """A dataset in the embedded engine.

    ``whole`` are the graphs that together are the default graph of a query that names none; ``hidden`` are no graphs of
    the dataset.
    """

    def __init__(
        self,
        engine: Engine,
        prefixes: Mapping[str, str],
        whole: Iterable[NamedNode] = (),
        hidden: Iterable[NamedNode] = (),
        *,
        in_memory: bool = True,
    ) -> None:
        self.engine = engine
        self.prefixes: Mapping[str, str] = dict(prefixes)
        self.in_memory = in_memory
        self._whole: list[Graph] = [DefaultGraph(), *whole]
        self._hidden = frozenset(hidden)
        self.graphs: list[NamedNode | BlankNode] = []
        self.look()

    def look(self) -> None:
        """See which named graphs there are."""
        self.graphs = [graph for graph in self.engine.named_graphs() if graph not in self._hidden]

    def query(self, text: str, default: list[str] | None = None, named: list[str] | None = None) -> Answer:
        """Run a query; see ``Dataset``."""
        chosen = chosen_graphs(self, text, default, named)
        of: tuple[list[Graph], list[NamedNode | BlankNode]] = (
            (self._whole, self.graphs) if chosen is None else ([*chosen[0]], [*chosen[1]])
        )
        try:
            ordered = in_written_order(text, self.prefixes)
            return self.engine.query(ordered, prefixes=dict(self.prefixes), default_graph=of[0], named_graphs=of[1])
        except SyntaxError as error:
            raise InputError(query_error(text, str(error), self.prefixes)) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise InputError(f"the query cannot be answered: {error}") from error

    def triples(self, graph: NamedNode | None) -> Iterator[Triple]:
        """Yield what is stated in a graph; see ``Dataset``."""
        for quad in self.engine.quads_for_pattern(None, None, None, graph or DefaultGraph()):
            if quad.predicate.value not in MATERIALISED:
                yield quad.triple

    def update(self, text: str) -> None:
        """Run an update, all of it or nothing; raises InputError for one that cannot be run."""
        check_size(text)
        try:
            self.engine.update(text, prefixes=dict(self.prefixes))
        except SyntaxError as error:
            raise InputError(f"the update cannot be read: {error}") from error
        except (OSError, ValueError, RuntimeError) as error:
            raise InputError(f"the update cannot be done: {error}") from error
        self.look()


class RemoteDataset:
    """A dataset on a SPARQL server: queries are checked here and sent on, and what comes back is checked too."""

    in_memory = False

    def __init__(self, store: RemoteStore, arrows: str | None) -> None:
        """Ask a store, with the arrows of a policy in its default graph."""
        self._store = store
        self._arrows = arrows
        self.prefixes: Mapping[str, str] = store.dossier.names.prefixes
        self.graphs: list[NamedNode | BlankNode] = [NamedNode(graph) for graph in store.loaded.graphs]

    def query(self, text: str, default: list[str] | None = None, named: list[str] | None = None) -> Answer:
        """Run a query; see ``Dataset``. Raises DataError for a server that does not answer as it should."""
        chosen = chosen_graphs(self, text, default, named)
        ordered = in_written_order(text, self.prefixes)
        if chosen is None:
            return self._store.query(ordered, arrows=self._arrows)
        return self._store.query_of(ordered, *([graph.value for graph in graphs] for graphs in chosen))

    def triples(self, graph: NamedNode | None) -> Iterator[Triple]:
        """Yield what is stated in a graph; see ``Dataset``."""
        whole = self._store.loaded.graph if graph is None else graph.value
        for subject, name, value in self._store.rows_of(named_query("statements"), [whole]):
            if name.value not in MATERIALISED:
                yield Triple(subject, name, value)
