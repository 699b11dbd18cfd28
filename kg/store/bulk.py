"""Stores on disk: what goes into one, how it is opened, loaded and compared with its files."""

import errno
import itertools
import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import IO, cast

from msgspec import Struct
from pyoxigraph import BlankNode, DefaultGraph, Quad, parse
from pyoxigraph import Store as Engine

from kg.dossier import Dossier, current, is_dossier, open_dossier
from kg.errors import DataError, InputError
from kg.store.building import Building, Files, Told, changed_files, told_from
from kg.store.disk import DiskStore
from kg.store.kept import LAYOUT, POSSIBLE, Kept, Manifest, Stamp
from kg.store.materialised import DATES
from kg.store.origin import Origin, rules_digest
from kg.store.reading import RdfFile, format_of, rdf_files
from kg.store.renewal import Judge


class Load(Files, frozen=True):
    """Files to load, by the paths that somebody gives."""

    @classmethod
    def of_paths(cls, paths: Iterable[Path], datasets: Iterable[str] = ()) -> "Load":
        """Return what some paths hold: a dossier, or files and folders beside the ontology of the current one.

        Raises InputError for two dossiers, DataError for a path that is not there.
        """
        given = tuple(paths)
        dossiers = [path for path in given if is_dossier(path)]
        if len(dossiers) > 1 or (dossiers and len(given) > 1):
            raise InputError(f"{dossiers[0]} is a dossier, which is loaded alone: give it without other paths")
        if dossiers or not given:
            dossier = open_dossier(dossiers[0]) if dossiers else current()
            origin = Origin.of(dossier.root, datasets)
            return cls(dossier, origin.paths, origin.mentioned, origin.datasets, str(dossier.root.absolute()))
        if tuple(datasets):
            raise InputError("--dataset chooses among the datasets of a dossier: give its folder alone")
        files = itertools.chain.from_iterable(map(rdf_files, given))
        dossier = current()
        whole = tuple(dict.fromkeys((*dossier.ontology_files, *files)))
        return cls(dossier, whole, of=", ".join(str(path.absolute()) for path in given))


def open_store(folder: Path, dossier: Dossier | None = None) -> tuple[DiskStore, Manifest]:
    """Open a store that has been loaded; raises DataError for a folder that is none, or that cannot be opened."""
    kept, manifest = Kept(folder), manifest_of(folder)
    try:
        own = dossier or dossier_in(manifest)
        store = DiskStore(kept, manifest, own)
    except OSError as error:
        words = (
            f"{folder}: the store cannot be opened: {error.strerror or error}; 'kg load --store {folder}' makes it anew"
        )
        raise DataError(words) from error
    if manifest.base != own.names.base:
        raise DataError(
            f"{folder}: the names of this store begin with {manifest.base}, those of the dossier {own.root} with "
            f"{own.names.base}: give the dossier of the store with --dossier"
        )
    return store, manifest


def dossier_in(manifest: Manifest) -> Dossier:
    """Return the dossier with which a store was loaded where it is still there, else the current one."""
    file = Path(manifest.dossier)
    return open_dossier(file) if file.is_file() else current()


def manifest_of(folder: Path) -> Manifest:
    """Return what a store is; raises DataError for a folder that is none, or one of another layout."""
    kept = Kept(folder)
    layout = kept.layout()
    if layout is None:
        what = "no store, it has no manifest.json" if folder.is_dir() else "no folder"
        raise DataError(f"{folder}: this is {what}; 'kg load --store {folder}' makes one")
    if layout > LAYOUT:
        raise DataError(
            f"{folder}: a newer version of kg made this store (layout {layout}, this one reads {LAYOUT}): use that "
            "version, or load into another folder"
        )
    manifest = kept.manifest()
    if layout < LAYOUT or manifest is None:
        raise DataError(
            f"{folder}: its manifest.json is of an older version of kg, or broken: "
            f"'kg load --store {folder}' makes it anew"
        )
    return manifest


def load(folder: Path, what: Load, judge: Judge, told: Told) -> tuple[Manifest, bool]:
    """Load files into a store; return what it is then, and whether anything had changed.

    What has not changed is taken from the store that was there, which counts until the new one is whole. Raises
    DataError where a file cannot be parsed, another process is writing, or the store cannot be written.
    """
    if not POSSIBLE:
        raise InputError("a store on disk needs locks of files, which this system has not")
    kept = Kept(folder)
    _check_free(kept)
    try:
        with kept.writing():
            before = kept.manifest()
            stamps, rules = what.stamps(), rules_digest(what.dossier)
            known = before is not None and _is_known(kept, before, what, rules)
            if before is not None and known and not changed_files(before, stamps):
                return before, False
            kept.sweep()
            building = Building(kept, what, stamps, rules, judge, told)
            return building.build(before if known else None), True
    except BlockingIOError as error:
        raise DataError(f"{folder}: another process is writing this store: wait until it has ended") from error
    except OSError as error:
        raise DataError(
            f"{folder}: the store cannot be written: {_reason(error)}; what was there before is still there: make "
            "room, or load into another folder"
        ) from error


def _reason(error: OSError) -> str:
    """Return why something cannot be written, without the files of the engine, which tells them at length."""
    told = str(error)
    known = (os.strerror(code) for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES))
    return error.strerror or next((words for words in known if words in told), told)


def _check_free(kept: Kept) -> None:
    """Raise DataError for a folder that holds something else than a store."""
    if kept.layout() is not None or not (kept.folder.exists() or kept.folder.is_symlink()):
        return
    if not kept.folder.is_dir():
        raise DataError(f"{kept.folder}: is no folder: give one that is new or empty")
    if not kept.is_own():
        raise DataError(f"{kept.folder}: holds other files and no store: give a folder that is new or empty")


def _is_known(kept: Kept, before: Manifest, what: Load, rules: str) -> bool:
    """Say whether what a store has was made as it would be made now, of whatever files."""
    same = before.is_current and before.rules == rules and before.datasets == what.datasets
    dossier = str(what.dossier.file.absolute())
    return same and before.dossier == dossier and kept.is_whole(before)


class Check(Struct, frozen=True):
    """What a comparison of a store with its files finds: triples in the store and files, and what is wrong in words."""

    triples: int
    files: int
    faults: tuple[str, ...]


def check(folder: Path, told: Told) -> Check:
    """Compare a store with the files of which it was made; raises DataError where it cannot be opened.

    Every triple of the files, but those with blank nodes, is looked up; what is derived is not counted.
    """
    manifest = manifest_of(folder)
    kept = Kept(folder)
    faults = [] if kept.is_whole(manifest, sums=True) else ["files of the store are not as they were written"]
    store, _ = open_store(folder)
    if faults:
        return Check(manifest.triples, 0, tuple(faults))
    total = sum(stamp.size for stamp in manifest.files.values())
    done = 0
    for name, stamp in manifest.files.items():
        if format_of(Path(name)) is not None:
            reading = partial(told_from, told, "check", done, total)
            faults += _compared(store.engine, Path(name), stamp, reading)
        done += stamp.size
    return Check(manifest.triples, len(manifest.files), tuple(faults))


def _compared(engine: Engine, path: Path, stamp: Stamp, told: Callable[[int], object]) -> list[str]:
    """Return what is wrong between a store and a file of it, in words."""
    try:
        if Stamp.with_digest(path).digest != stamp.digest:
            return [f"{path}: has changed since it was loaded"]
    except OSError as error:
        return [f"{path}: cannot be read: {error.strerror}"]
    format_ = format_of(path)
    assert format_ is not None
    with RdfFile(path, told) as file:
        quads = parse(cast(IO[bytes], file), format_, base_iri=path.absolute().as_uri())
        missing = sum(not _is_there(engine, quad) for quad in quads)
    return [f"{path}: {missing:,} triples are not in the store"] if missing else []


def _is_there(engine: Engine, quad: Quad) -> bool:
    """Say whether a store has what a file says; what has blank nodes counts as there, and so do dates, which are told
    as plain days."""
    if any(isinstance(node, BlankNode) for node in (quad.subject, quad.object, quad.graph_name)):
        return True
    stated = Quad(quad.subject, quad.predicate, quad.object)
    return (stated in engine or quad.predicate in DATES) and (quad.graph_name == DefaultGraph() or quad in engine)
