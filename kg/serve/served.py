"""What is served: the graph of a dossier, or RDF files as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad
from pyoxigraph import Store as Engine

from kg import __version__
from kg.dossier import Dossier, current, read, using
from kg.errors import DataError, InputError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.policy import NO_POLICY, ensure_arrows, policy_names
from kg.resources import RDF_ENDINGS, folder_of, read_text
from kg.serve.explorer import Explorer
from kg.store import Answer, EmbeddedStore
from kg.store.complaints import check_size, query_error, syntax_error
from kg.store.derived import DERIVED, WORD_INDEX
from kg.store.formats import RDF_FORMATS
from kg.store.parsing import read_rdf
from kg.store.sparql import dataset_of

Graph = NamedNode | BlankNode | DefaultGraph


@dataclass(frozen=True, slots=True)
class Source:
    """What to serve.

    RDF ``files`` are served alone, as they are. Without them it is the dossier in use, or ``data`` in place of its
    data, of it the ``datasets`` that are named, with the plain arrows of a ``policy``.
    """

    files: tuple[Path, ...] = ()
    data: Path | None = None
    datasets: tuple[str, ...] = ()
    policy: str | None = None


class Dataset:
    """An RDF dataset that answers queries and takes updates.

    ``whole`` are the graphs that together are the default graph of a query that names none; ``hidden`` are no graphs of
    the dataset.
    """

    def __init__(
        self,
        engine: Engine,
        prefixes: Mapping[str, str],
        whole: Iterable[NamedNode] = (),
        hidden: Iterable[NamedNode] = (),
    ) -> None:
        self.engine = engine
        self.prefixes = dict(prefixes)
        self._whole: list[Graph] = [DefaultGraph(), *whole]
        self._hidden = frozenset(hidden)
        self.graphs: list[NamedNode | BlankNode] = []
        self.look()

    def look(self) -> None:
        """See which named graphs there are."""
        self.graphs = [graph for graph in self.engine.named_graphs() if graph not in self._hidden]

    def query(self, text: str, default: list[str] | None = None, named: list[str] | None = None) -> Answer:
        """Run a query, against the named graphs that a request chooses, where it does.

        Raises InputError for a query that cannot be run, or names graphs that are not here.
        """
        check_size(text)
        own_default, own_named = dataset_of(text, self.prefixes)
        if default is None and named is None and (own_default or own_named):
            default, named = own_default, own_named
        try:
            if default is None and named is None:
                return self.engine.query(
                    text, prefixes=self.prefixes, default_graph=self._whole, named_graphs=self.graphs
                )
            return self.engine.query(
                text,
                prefixes=self.prefixes,
                default_graph=[*map(self.graph, default or ())],
                named_graphs=[*map(self.graph, named or ())],
            )
        except SyntaxError as error:
            raise InputError(query_error(text, str(error), self.prefixes)) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise InputError(f"the query cannot be answered: {error}") from error

    def graph(self, iri: str) -> NamedNode:
        """Return the named graph of an IRI; raises InputError where there is none, for nothing is fetched."""
        try:
            found = NamedNode(iri)
        except ValueError as error:
            raise InputError(f"<{iri[:200]}> is no IRI") from error
        if found not in self.graphs:
            there = ", ".join(f"<{graph.value}>" for graph in self.graphs[:10])
            raise InputError(f"there is no graph <{iri[:200]}> here, and none is fetched; there are: {there or 'none'}")
        return found

    def quads(self, graph: NamedNode | None) -> Iterator[Quad]:
        """Yield what is stated in a named graph, or in the default graph; what is worked out at load is left out."""
        for quad in self.engine.quads_for_pattern(None, None, None, graph or DefaultGraph()):
            if quad.predicate.value not in DERIVED:
                yield quad

    def update(self, text: str) -> None:
        """Run an update, all of it or nothing; raises InputError for one that cannot be run."""
        check_size(text)
        try:
            self.engine.update(text, prefixes=self.prefixes)
        except SyntaxError as error:
            words = query_error("", str(error), self.prefixes) if "at " not in str(error) else str(error)
            raise InputError(f"the update cannot be read: {words}") from error
        except (OSError, ValueError, RuntimeError) as error:
            raise InputError(f"the update cannot be done: {error}") from error
        self.look()


@dataclass
class Served:
    """A graph that is served: its dataset, the knowledge graph where it is one, and what identifies its state."""

    dataset: Dataset
    graph: KnowledgeGraph | None
    policy: str
    digest: str
    title: str
    files: tuple[Path, ...]
    root: Path | None = None
    pages: Explorer | None = None

    def explorer(self) -> Explorer:
        """Return the pages of the knowledge graph; raises NotFoundError where what is served is none."""
        if self.graph is None:
            raise NotFoundError("there are no pages here: RDF files are served as they are, under /sparql and /store")
        if self.pages is None:
            self.pages = Explorer(self.graph, self.graph.dossier.policy if self.policy == NO_POLICY else self.policy)
        return self.pages

    def about(self) -> dict[str, Any]:
        """Return what the process that speaks HTTP has to know."""
        return {
            "digest": self.digest,
            "title": self.title,
            "triples": len(self.dataset.engine),
            "graphs": len(self.dataset.graphs),
            "dossier": self.graph is not None,
        }

    def update(self, text: str) -> None:
        """Change the graph, with what follows from it, and its state."""
        self.dataset.update(text)
        if self.graph is not None:
            store = self.graph.store
            assert isinstance(store, EmbeddedStore)
            store.renew()
            if self.policy != NO_POLICY:
                ensure_arrows(store, self.policy)
            store.has_word_index()
            self.dataset.look()
        self.pages = None
        self.digest = hashlib.sha256(f"{self.digest} {text}".encode()).hexdigest()


@contextmanager
def loaded(source: Source) -> Iterator[Served]:
    """Load what is to be served, whose dossier is then the one in use.

    Raises DataError and InputError, as the command line does.
    """
    if source.files:
        yield _of_files(source.files)
        return
    # What was read before may have changed since.
    read.cache_clear()
    read_text.cache_clear()
    with using(read(current().file)) as dossier:
        yield _of_dossier(dossier, source)


def watched(source: Source) -> list[Path]:
    """Return the files that are read for what is served, as far as they are there."""
    if source.files:
        return list(source.files)
    root = current().root if source.data is None else source.data
    if root.is_file():
        return [root]
    parts = ((path, path.relative_to(root).parts) for path in root.rglob("*"))
    return sorted(path for path, names in parts if path.is_file() and not any(name.startswith(".") for name in names))


def _of_dossier(dossier: Dossier, source: Source) -> Served:
    graph = KnowledgeGraph.load(source.data, source.datasets)
    policy = dossier.policy if source.policy is None else source.policy
    known = (*policy_names(), NO_POLICY)
    if policy not in known:
        raise InputError(f"there is no policy '{policy}'; there are: {', '.join(known)}")
    store = graph.store
    assert isinstance(store, EmbeddedStore)
    if policy != NO_POLICY:
        ensure_arrows(store, policy)
    store.has_word_index()
    for module in sorted(folder_of("answers").glob("[a-z]*.py")):
        import_module(f"kg.answers.{module.stem}")  # once for all copies
    names = store.dossier.names
    arrows = [] if policy == NO_POLICY else [NamedNode(names.policy + policy)]
    dataset = Dataset(store.engine, names.prefixes, arrows, [NamedNode(names.policy + WORD_INDEX)])
    files = tuple(watched(source))
    digest = _digest(files, policy, *source.datasets)
    return Served(dataset, graph, policy, digest, store.dossier.title, files, source.data or dossier.root)


def _of_files(files: tuple[Path, ...]) -> Served:
    engine = Engine()
    for path in files:
        format_ = RDF_FORMATS.get(path.suffix[1:].lower())
        if format_ is None:
            raise DataError(f"{path}: the format is unknown; file names end in {', '.join(RDF_ENDINGS)}")
        data = read_rdf(path)
        try:
            engine.bulk_load(data, format=format_, base_iri=path.absolute().as_uri())
        except (SyntaxError, ValueError, RuntimeError, MemoryError) as error:
            raise DataError(f"{path}{syntax_error(error, data)}") from error
    names = ", ".join(path.name for path in files[:3]) + (" …" if len(files) > 3 else "")
    return Served(Dataset(engine, current().names.prefixes), None, NO_POLICY, _digest(files), names, files)


def _digest(files: Iterable[Path], *rest: str) -> str:
    whole = hashlib.sha256("\0".join((__version__, *rest)).encode())
    for path in files:
        try:
            whole.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError as error:
            raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    return whole.hexdigest()
