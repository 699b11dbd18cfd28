"""What is served: the graph of a dossier, a store that kg load has made, or RDF files as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from msgspec import Struct
from pyoxigraph import NamedNode
from pyoxigraph import Store as Engine

from kg import __version__
from kg.dossier import Dossier, current, read, using
from kg.errors import DataError, InputError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.policy import NO_POLICY, ensure_arrows, policy_names
from kg.resources import folder_of, read_text
from kg.serve.dataset import Dataset, EngineDataset, RemoteDataset
from kg.serve.explorer import Explorer
from kg.serve.things import Things
from kg.store import EmbeddedStore
from kg.store.diagnostics import syntax_error
from kg.store.disk import DiskStore
from kg.store.embedded import WORD_INDEX
from kg.store.kept import MANIFEST
from kg.store.parsing import read_rdf
from kg.store.reading import format_of, is_compressed, reading, unknown_format
from kg.store.remote import RemoteStore
from kg.store.stores import is_remote
from kg.validation import Finding, validate


class Source(Struct, frozen=True):
    """What to serve.

    RDF ``files`` are served alone, as they are. A ``store`` is a folder or the address of a SPARQL server. Without
    either it is the dossier in use, or ``data`` in place of its data, of it the ``datasets`` that are named. A dossier
    and a store are served with the plain arrows of a ``policy``.
    """

    files: tuple[Path, ...] = ()
    data: Path | None = None
    datasets: tuple[str, ...] = ()
    policy: str | None = None
    store: str | None = None

    @property
    def is_remote(self) -> bool:
        """Say whether what is served stands on another server."""
        return self.store is not None and is_remote(self.store)

    def check(self) -> list[Finding]:
        """Return what is wrong in the files of a knowledge graph, where it is read from such."""
        if self.files or self.store is not None:
            return []
        return validate([] if self.data is None else [self.data])


class Served(Struct):
    """A graph that is served: its dataset, the knowledge graph where it is one, and what identifies its state."""

    dataset: Dataset
    graph: KnowledgeGraph | None
    policy: str
    digest: str
    title: str
    files: tuple[Path, ...]
    root: Path | None = None
    pages: Explorer | Things | None = None
    statements: int = 0

    @property
    def is_remote(self) -> bool:
        """Say whether the graph stands on another server, which may change it at any time."""
        return self.graph is not None and isinstance(self.graph.store, RemoteStore)

    def is_current(self) -> bool:
        """Say whether the graph is still the one that was loaded; raises DataError where its server is away."""
        store = self.graph.store if self.graph is not None else None
        return not isinstance(store, RemoteStore) or store.is_current()

    def check(self) -> list[Finding]:
        """Return what is wrong in the files of the knowledge graph, where it was read from such."""
        return [] if self.root is None else validate([self.root])

    def explorer(self) -> Explorer:
        """Return the pages of the knowledge graph; raises NotFoundError where what is served is none."""
        face = self.face()
        if not isinstance(face, Explorer):
            raise NotFoundError("there are no such answers here: RDF files are served as they are")
        return face

    def face(self) -> Explorer | Things:
        """Return the pages of what is served."""
        if self.pages is None:
            if self.graph is None:
                assert isinstance(self.dataset, EngineDataset)
                self.pages = Things(self.dataset, self.title, self.digest)
            else:
                own = self.graph.dossier.policy
                self.pages = Explorer(self.graph, own if self.policy == NO_POLICY else self.policy)
        return self.pages

    def about(self) -> dict[str, Any]:
        """Return what the process that speaks HTTP has to know."""
        return {
            "digest": self.digest,
            "title": self.title,
            "triples": self.statements,
            "graphs": len(self.dataset.graphs),
            "dossier": self.graph is not None,
            "remote": self.is_remote,
        }

    def update(self, text: str) -> None:
        """Change the graph, with what follows from it, and its state."""
        dataset = self.dataset
        if not isinstance(dataset, EngineDataset) or not dataset.in_memory:
            raise InputError("a store is only read here: kg load changes it")
        dataset.update(text)
        if self.graph is not None:
            store = self.graph.store
            assert isinstance(store, EmbeddedStore)
            store.renew()
            if self.policy != NO_POLICY:
                ensure_arrows(store, self.policy)
            store.has_word_index()
            dataset.look()
        self.pages = None
        self.statements = len(dataset.engine)
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
    if source.store is not None:
        return [] if source.is_remote else [Path(source.store) / MANIFEST]
    root = current().root if source.data is None else source.data
    if root.is_file():
        return [root]
    parts = ((path, path.relative_to(root).parts) for path in root.rglob("*"))
    return sorted(path for path, names in parts if path.is_file() and not any(name.startswith(".") for name in names))


def _of_dossier(dossier: Dossier, source: Source) -> Served:
    if source.store is None:
        graph = KnowledgeGraph.load(source.data, source.datasets)
    else:
        graph = KnowledgeGraph.at(source.store)
    policy = dossier.policy if source.policy is None else source.policy
    known = (*policy_names(), NO_POLICY)
    if policy not in known:
        raise InputError(f"there is no policy '{policy}'; there are: {', '.join(known)}")
    store = graph.store
    if policy != NO_POLICY:
        ensure_arrows(store, policy)
    store.has_word_index()
    for module in sorted(folder_of("answers").glob("[a-z]*.py")):
        import_module(f"kg.answers.{module.stem}")  # once for all copies
    if isinstance(store, RemoteStore):
        remote = RemoteDataset(store, None if policy == NO_POLICY else policy)
        state = store.loaded
        store.server.close()  # each process has connections of its own
        digest = _digest((), policy, state.graph, state.digest)
        return Served(remote, graph, policy, digest, state.title or dossier.title, (), statements=state.triples)
    assert isinstance(store, EmbeddedStore)
    names = store.dossier.names
    whole = [] if policy == NO_POLICY else [NamedNode(names.policy + policy)]
    hidden = {NamedNode(names.policy + name) for name in (*store.written, WORD_INDEX)} - {*whole}
    dataset = EngineDataset(store.engine, names.prefixes, whole, hidden, in_memory=source.store is None)
    files = tuple(watched(source))
    if isinstance(store, DiskStore):
        digest = _digest((), policy, store.manifest.generation, str(store.manifest.made))
        return Served(dataset, graph, policy, digest, store.dossier.title, files, statements=store.manifest.triples)
    digest = _digest(files, policy, *source.datasets)
    root = source.data or dossier.root
    return Served(dataset, graph, policy, digest, dossier.title, files, root, statements=len(store.engine))


def _of_files(files: tuple[Path, ...]) -> Served:
    engine = Engine()
    for path in files:
        if path.is_dir():
            raise DataError(f"{path}: is a folder: give the files in it, or a dossier with --dossier")
        format_ = format_of(path)
        if format_ is None:
            raise unknown_format(path)
        base = path.absolute().as_uri()
        if is_compressed(path):
            with reading(path) as file:
                engine.bulk_load(file, format=format_, base_iri=base)
            continue
        data = read_rdf(path)
        try:
            engine.bulk_load(data, format=format_, base_iri=base)
        except (SyntaxError, ValueError, RuntimeError, MemoryError) as error:
            raise DataError(f"{path}{syntax_error(error, data)}") from error
    names = ", ".join(path.name for path in files[:3]) + (" …" if len(files) > 3 else "")
    dataset = EngineDataset(engine, current().names.prefixes)
    return Served(dataset, None, NO_POLICY, _digest(files), names, files, statements=len(engine))


def _digest(files: Iterable[Path], *rest: str) -> str:
    whole = hashlib.sha256("\0".join((__version__, *rest)).encode())
    for path in files:
        try:
            whole.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError as error:
            raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    return whole.hexdigest()
