"""A graph that is kept on disk, opened for reading."""

import time
from collections.abc import Iterable
from contextlib import suppress

import msgspec
from pyoxigraph import BlankNode, NamedNode, Quad, QuerySolutions, Triple
from pyoxigraph import Store as Engine

from kg.dossier import Dossier
from kg.store.embedded import EmbeddedStore
from kg.store.kept import Kept, Manifest
from kg.store.results import RESULTS, kept_result, kept_verdicts


class DiskStore(EmbeddedStore):
    """Oxigraph on disk, in a generation of what is kept.

    What is derived later, such as the arrows of a policy, makes a new generation that shares the files of this one;
    where none can be made, the graph is taken into memory.
    """

    def __init__(self, kept: Kept, manifest: Manifest, dossier: Dossier) -> None:
        """Open what is kept; raises OSError where it cannot be opened."""
        self._kept, self._manifest = kept, manifest
        self.engine, self._lock = kept.open(manifest)
        self._dossier = dossier
        self._arrows = set(manifest.derived)
        self._graphs = {node_of(text) for text in manifest.graphs}
        self._verdicts = {}

    @property
    def manifest(self) -> Manifest:
        """Return what is kept here, as far as it is known to this store."""
        return self._manifest

    @property
    def size(self) -> int:
        """Return how many triples were kept, derived graphs aside."""
        return self._manifest.triples

    def select(self, text: str, *, arrows: str | None = None) -> QuerySolutions:
        """Run a SELECT query, or read what it found when the snapshot was made, and return its solutions."""
        if arrows is None and RESULTS in self._arrows:
            rows = kept_result(self.engine, self._results, text)
            if rows is not None:
                return rows
        return super().select(text, arrows=arrows)

    def verdicts(self, policy: str) -> frozenset[str] | None:
        """Return the relations that a policy lets through, where that has been worked out before."""
        if policy not in self._verdicts and RESULTS in self._arrows:
            passed = kept_verdicts(self.engine, self._results, policy)
            if passed is not None:
                self._verdicts[policy] = passed
        return super().verdicts(policy)

    @property
    def _results(self) -> NamedNode:
        return NamedNode(self.dossier.names.policy + RESULTS)

    def keep_verdicts(self, policy: str, passed: frozenset[str]) -> None:
        """Keep which relations a policy lets through, on disk where it can be written."""
        super().keep_verdicts(policy, passed)
        for name, quads in list(self.derived_graphs()):
            with suppress(OSError):
                self._grow(name, quads)
                self._arrows.add(name)

    def _write(self, name: str, quads: list[Quad]) -> None:
        """Write a derived graph into a new generation; raises nothing where that cannot be."""
        try:
            self._grow(name, quads)
        except OSError:
            engine = Engine()
            engine.bulk_extend(self.engine)
            engine.bulk_extend(quads)
            self.engine = engine

    def _grow(self, name: str, quads: list[Quad]) -> None:
        """Go over to a new generation that has one more graph; it counts for all unless another has come between.

        Raises OSError where none can be made.
        """
        kept = self._kept
        generation, lock = kept.begin()
        try:
            graph = str(kept.graph(generation))
            self.engine.backup(graph)  # hard links
            kept.carry(self._manifest.generation, generation)
            grown = Engine(graph)
            grown.bulk_extend(quads)
            grown.flush()
            del grown
            engine = Engine.read_only(graph)
        except BaseException:
            kept.give_up(generation)
            lock.close()
            raise
        with suppress(OSError), kept.writing():
            if kept.manifest() == self._manifest:
                derived = tuple(sorted({*self._arrows, name}))
                manifest = msgspec.structs.replace(self._manifest, generation=generation, derived=derived)
                kept.publish(manifest)
                self._manifest = kept.manifest() or manifest
        self._lock.close()
        self.engine, self._lock = engine, lock


class BuildingStore(EmbeddedStore):
    """An engine that is being filled, and the one on disk, the same or another, into which derived graphs go."""

    def __init__(
        self,
        engine: Engine,
        dossier: Dossier | None = None,
        disk: Engine | None = None,
        derived: Iterable[str] = (),
    ) -> None:
        """Take an engine, with what it holds and what was ``derived``, and the one for derived graphs if another."""
        self.engine = engine
        self._disk = engine if disk is None else disk
        self._dossier = dossier
        self._arrows = set(derived)
        self._graphs = set()
        self._verdicts = {}

    def _extend(self, quads: Iterable[Quad]) -> None:
        """Add what is read from the engine itself; one in memory is locked while it is written, and is read before."""
        self.engine.bulk_extend(quads if self._disk is self.engine else list(quads))

    def write_arrows(self, policy: str, arrows: Iterable[Triple]) -> None:
        """Write the arrows of a policy into its own graph, without holding them."""
        graph = NamedNode(self.dossier.names.policy + policy)
        self._disk.bulk_extend(Quad(arrow.subject, arrow.predicate, arrow.object, graph) for arrow in arrows)
        self._arrows.add(policy)

    def keep_verdicts(self, policy: str, passed: frozenset[str]) -> None:
        """Write which relations a policy lets through."""
        super().keep_verdicts(policy, passed)
        for name, quads in list(self.derived_graphs()):
            self._disk.bulk_extend(quads)
            self._arrows.add(name)


def build(
    kept: Kept, manifest: Manifest, quads: Iterable[Quad], more: Iterable[tuple[str, Iterable[Quad]]] = ()
) -> None:
    """Make a generation of these quads and of derived graphs, by name, and let it count; only for who is writing.

    Raises OSError where it cannot be made.
    """
    generation, lock = kept.begin()
    try:
        engine = Engine(str(kept.graph(generation)))
        engine.bulk_extend(quads)
        triples = len(engine)
        derived = {*manifest.derived}
        for name, graph in more:
            engine.bulk_extend(graph)
            derived.add(name)
        engine.flush()
        del engine
        manifest = msgspec.structs.replace(
            manifest, generation=generation, made=time.time(), triples=triples, derived=tuple(sorted(derived))
        )
        kept.publish(manifest)
    except BaseException:
        kept.give_up(generation)
        raise
    finally:
        lock.close()


def node_of(text: str) -> NamedNode | BlankNode:
    """Return a node that N-Triples writes so."""
    return BlankNode(text[2:]) if text.startswith("_:") else NamedNode(text[1:-1])
