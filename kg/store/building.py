"""Building a store on disk: aside, in memory bounded by what is derived, and switched in one step.

Where the store that is there was made by the same rules, only the files that have changed are read, and only what
follows from their statements is derived and judged anew.
"""

import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Triple
from pyoxigraph import Store as Engine

from kg.dossier import Dossier
from kg.errors import DataError
from kg.resources import OWN_ONTOLOGY, ontology_dir
from kg.store.disk import BuildingStore, node_of
from kg.store.embedded import VERDICTS, EmbeddedStore
from kg.store.kept import Kept, Manifest, Stamp
from kg.store.materialised import DATES, MATERIALISED, with_plain_date
from kg.store.reading import is_compressed
from kg.store.renewal import Change, Judge, renewed, replace
from kg.store.taken import Taken, subject_sum

# Told what is being done, and how many bytes of how many have been read.
Told = Callable[[str, int, int], object]
# Up to so many bytes of text a graph is put together in memory, of which it took thirty-five times as many for invented
# relations. What a compressed file unfolds to is not known before.
_IN_MEMORY: Final = 60_000_000
# Of so many statements two lists are not compared in memory; a packed file may have any number.
_MOST: Final = 1_000_000
# A change, and what is near it, is looked at alone up to so many statements, or up to this part of all.
_FEW: Final = 20_000
_PART: Final = 4

Node = NamedNode | BlankNode

_DATED: Final = frozenset(DATES)


class Files(Struct, frozen=True):
    """What goes into a store: a dossier, files in their order, and those of which only what is mentioned is taken."""

    dossier: Dossier
    paths: tuple[Path, ...]
    mentioned: tuple[Path, ...] = ()
    datasets: tuple[str, ...] = ()
    of: str = ""

    def stamps(self) -> dict[str, Stamp]:
        """Return the stamps of all files, with digests; raises DataError for one that cannot be read."""
        by_path = {}
        for path in (self.dossier.file, *self.paths, *self.mentioned):
            try:
                by_path[str(path.absolute())] = Stamp.with_digest(path)
            except OSError as error:
                raise DataError(f"{path}: cannot be read: {error.strerror}") from error
        return by_path


def changed_files(before: Manifest, stamps: Mapping[str, Stamp]) -> list[str]:
    """Return the names of files that are new, gone or other ones than before."""
    names = dict.fromkeys((*stamps, *before.files))
    return [name for name in names if _digest(stamps, name) != _digest(before.files, name)]


def _digest(stamps: Mapping[str, Stamp], name: str) -> str | None:
    return stamps[name].digest if name in stamps else None


class Building(Struct, frozen=True):
    """A generation that is being built of files, by rules."""

    kept: Kept
    what: Files
    stamps: dict[str, Stamp]
    rules: str
    judge: Judge
    told: Told

    def build(self, before: Manifest | None) -> Manifest:
        """Build a generation, of what a store has already as far as that can be, and let it count."""
        generation, lock = self.kept.begin()
        try:
            if before is not None and (manifest := self._renewed_or_none(before, generation)) is not None:
                return self._published(manifest)
            self.kept.clear(generation)
            return self._published(self._filled(generation))
        except BaseException as error:
            traceback.clear_frames(error.__traceback__)  # they hold the engine, which writes as long as it is there
            self.kept.give_up(generation)
            raise
        finally:
            lock.close()

    def _published(self, manifest: Manifest) -> Manifest:
        self.kept.publish(manifest)
        return self.kept.manifest() or manifest

    def _manifest(self, generation: str, triples: int, derived: Iterable[str], graphs: Iterable[Node]) -> Manifest:
        what = self.what
        return Manifest(
            title=what.dossier.title,
            of=what.of,
            dossier=str(what.dossier.file.absolute()),
            base=what.dossier.names.base,
            datasets=what.datasets,
            rules=self.rules,
            generation=generation,
            made=time.time(),
            triples=triples,
            derived=tuple(sorted(derived)),
            graphs=tuple(sorted(map(str, graphs))),
            files=self.stamps,
        )

    def _filled(self, generation: str) -> Manifest:
        """Fill a generation and return what the store is then.

        Where all of it fits, it is worked out in memory and written once: a policy looks up many triples, which takes a
        fifth of the time there that it takes on a disk.
        """
        what, taken = self.what, Taken(self.kept.taken(generation))
        graphs: set[Node] = set()
        sizes = {path: path.stat().st_size for path in what.paths}
        total, done = sum(sizes.values()), 0
        disk = Engine(str(self.kept.graph(generation)))
        fits = total <= _IN_MEMORY and not any(map(is_compressed, sizes))
        engine = Engine() if fits else disk
        for path, size in sizes.items():
            stamp = self.stamps[str(path.absolute())]
            told = partial(told_from, self.told, "load", done, total)
            with taken.taking(path, stamp, what.dossier.names.policy, told) as quads:
                engine.bulk_extend(_noted(quads, graphs))
            done += size
        engine.extend(_of_dossier(what.dossier))
        _take_mentioned(engine, what.mentioned)
        self.told("derive", total, total)
        building = BuildingStore(engine, what.dossier, disk)
        building.tell_plain_dates()
        stated_triples = len(engine)
        if any(_has(engine, NamedNode(name), DefaultGraph()) for name in MATERIALISED):
            taken.forget()  # what is derived could not be told from what is stated
        building.derive()
        building.has_word_index()
        self.told("judge", total, total)
        self.judge.whole(building)
        if fits:
            self.told("write", total, total)
            disk.bulk_extend(engine)
        disk.flush()
        derived_names = building.written
        del building, engine, disk
        return self._manifest(generation, stated_triples, derived_names, graphs)

    def _renewed_or_none(self, before: Manifest, generation: str) -> Manifest | None:
        """Take what has changed into the generation that counts; None also where that cannot be.

        That one may turn out to be broken, and not every disk has the hard links by which it is taken over.
        """
        try:
            return self._renewed(before, generation)
        except (OSError, RuntimeError) as error:
            traceback.clear_frames(error.__traceback__)
            return None

    def _renewed(self, before: Manifest, generation: str) -> Manifest | None:
        """Take the generation that counts, with what has changed since; None where all is better made anew."""
        kept, dossier = self.kept, self.what.dossier
        change = self._change(before, generation)
        if change is None or not {dossier.policy, VERDICTS + dossier.policy} <= {*before.derived}:
            return None
        total = sum(stamp.size for stamp in self.stamps.values())
        old, lock = kept.open(before)
        try:
            old.backup(str(kept.graph(generation)))  # hard links
            new = Engine(str(kept.graph(generation)))
            gone = sum(quad in new for quad in change.removed)
            come = sum(quad not in new for quad in change.added)
            replace(new, change.removed, change.added)
            self.told("derive", total, total)
            if not renewed(old, new, change, dossier, before.derived, self.judge, _most(before)):
                return None
            building = BuildingStore(new, dossier, derived=before.derived)
            building.fit_word_index()
            new.flush()
            named = {*map(node_of, before.graphs), *(quad.graph_name for quad in change.added)}
            graphs = [graph for graph in named if isinstance(graph, Node) and _has(new, None, graph)]
            manifest = self._manifest(generation, before.triples + come - gone, building.written, graphs)
            return msgspec.structs.replace(manifest, parts=before.parts)
        finally:
            lock.close()

    def _change(self, before: Manifest, generation: str) -> Change | None:
        """Return what files that have changed state now and stated before; None where that is not known, or is much.

        What is taken from all files is kept for the new generation.
        """
        dossier, policy = self.what.dossier, self.what.dossier.names.policy
        changed = changed_files(before, self.stamps)
        old = {name: before.files[name] for name in changed if name in before.files}
        new = [self.stamps[name] for name in changed if name in self.stamps]
        size = sum(stamp.size for stamp in (*old.values(), *new))
        taken, copies = Taken(self.kept.taken(before.generation)), Taken(self.kept.taken(generation))
        if self.what.mentioned or any(_is_general(name, dossier) for name in changed) or size > 2 * _IN_MEMORY:
            return None
        if not taken.is_there or not all(taken.has(name, stamp) for name, stamp in old.items()):
            return None
        stated: set[Quad] = set()
        for name, stamp in old.items():
            if not _held(taken.quads(name, stamp, policy), stated):
                return None
        now: set[Quad] = set()
        done = 0
        for path in self.what.paths:
            name = str(path.absolute())
            if name in changed:
                told = partial(told_from, self.told, "load", done, size)
                with copies.taking(path, self.stamps[name], policy, told) as quads:
                    if not _held(quads, now):
                        return None
                done += self.stamps[name].size
            else:
                taken.carry(name, self.stamps[name], copies)
        removed = stated - now
        subjects = {subject_sum(quad.subject) for quad in removed}
        for path in self.what.paths if removed else ():
            name, stamp = str(path.absolute()), self.stamps[str(path.absolute())]
            if name not in changed and taken.tells_of(name, stamp, subjects):
                if not taken.has(name, stamp):
                    return None
                removed.difference_update(_plain(taken.quads(name, stamp, policy)))
        change = Change(frozenset(now - stated), frozenset(removed.difference(_of_dossier(dossier))))
        few = len(change.added) + len(change.removed) <= _most(before)
        return change if few and change.is_small else None


def _most(before: Manifest) -> int:
    return max(before.triples // _PART, _FEW)


def _is_general(name: str, dossier: Dossier) -> bool:
    """Say whether a file tells how others are read: it is the dossier's own, or of the ontology."""
    path = Path(name)
    own = (dossier.root / OWN_ONTOLOGY).absolute()
    return path == dossier.file.absolute() or path.parent == own or ontology_dir().absolute() in path.parents


def _plain(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield statements as a store has them, in which dates are plain."""
    return (with_plain_date(quad) if quad.predicate in _DATED else quad for quad in quads)


def _held(quads: Iterable[Quad], known: set[Quad]) -> bool:
    """Take statements to those that are held, as a store has them, and say whether all were: of many, only the first.

    What a file says twice counts twice.
    """
    plain = _plain(quads)
    known.update(islice(plain, max(_MOST - len(known), 0)))
    return next(plain, None) is None


def _of_dossier(dossier: Dossier) -> Iterator[Quad]:
    return (Quad(one.subject, one.predicate, one.object) for one in dossier.triples())


def _noted(quads: Iterable[Quad], graphs: set[Node]) -> Iterator[Quad]:
    """Note the graphs of quads in passing."""
    for quad in quads:
        if isinstance(quad.graph_name, Node):
            graphs.add(quad.graph_name)
        yield quad


def _has(engine: Engine, name: NamedNode | None, graph: Node | DefaultGraph) -> bool:
    return next(engine.quads_for_pattern(None, name, None, graph), None) is not None


def told_from(told: Told, what: str, before: int, total: int, done: int) -> None:
    """Tell how much of a file has been read, after so much of others."""
    told(what, before + done, total)


def _take_mentioned(engine: Engine, paths: Iterable[Path]) -> None:
    spare: list[Triple] = [triple for path in paths for triple in EmbeddedStore([path], derive=False).triples()]
    if spare:
        BuildingStore(engine).take_mentioned(spare)
