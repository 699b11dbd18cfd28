"""Snapshots: loaded graphs, kept in the user's cache folder so that the next command only opens them.

A snapshot answers only for the very files of which it was made. It is made by a process of its own after the first
answer. Whatever is wrong with it, or with the folder, the files are loaded as if there were none.
"""

import os
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct
from pyoxigraph import NamedNode, Quad, Triple

from kg.store.disk import DiskStore, build
from kg.store.embedded import EmbeddedStore
from kg.store.kept import POSSIBLE, Kept, Manifest, Stamp
from kg.store.origin import Origin

# The environment variable that names the folder of the snapshots, or says that there are none.
VARIABLE: Final = "KG_CACHE"
OFF: Final = "off"

# Below so many triples files are parsed about as quickly as a snapshot is opened and asked; see docs/performance.md.
FEWEST: Final = 15_000
# A file that changed so shortly before it was read, in nanoseconds, can change again under the same time.
_RECENT: Final = 2 * 10**9
# A snapshot that nobody has opened for so many seconds is removed when another one is made.
_UNUSED: Final = 60 * 86_400
# Seconds after which it is noted again that a snapshot is in use.
_DAY: Final = 86_400
# What a snapshot takes of the disk, in bytes a triple, at most; as much again has to stay free.
_BYTES: Final = 600
# Whoever makes a snapshot has this many seconds.
_LONGEST: Final = 3600
_BUILDS: Final = hasattr(os, "fork") and POSSIBLE

_UNUSED_HERE: ContextVar[bool] = ContextVar("unused", default=False)


Finish = Callable[[EmbeddedStore], Iterable[tuple[str, Iterable[Triple]]]]


class _Pending(Struct, frozen=True):
    origin: Origin
    store: EmbeddedStore
    stamps: dict[str, Stamp]
    begun: int
    finish: Finish


_pending: list[_Pending] = []
_opened: list[Kept] = []


def folder() -> Path | None:
    """Return the folder of the snapshots; None where there are to be none."""
    named = os.environ.get(VARIABLE)
    if _UNUSED_HERE.get() or named == OFF or not POSSIBLE:
        return None
    if named:
        return Path(named)
    if sys.platform == "linux":  # as platformdirs has it, which takes as long to load as a snapshot to open
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        return Path(base) / "karabakh-kg"
    import platformdirs

    return Path(platformdirs.user_cache_dir("karabakh-kg", appauthor=False))


@contextmanager
def unused() -> Iterator[None]:
    """Do without snapshots for a while."""
    before = _UNUSED_HERE.set(True)
    try:
        yield
    finally:
        _UNUSED_HERE.reset(before)


def opened(origin: Origin, finish: Finish, fewest: int = 0) -> EmbeddedStore:
    """Return the graph of some files: from its snapshot, or loaded; a snapshot is then made by ``keep_pending``.

    ``finish`` works out, while it is made, what is kept in it beside what files say: graphs by name. A snapshot of
    fewer triples than ``fewest`` is passed over. Raises DataError for a file that cannot be parsed.
    """
    home = folder()
    if home is None:
        return origin.load()
    begun = time.time_ns()
    try:
        stamps = {str(path): Stamp.of(path) for path in origin.files}
    except OSError:
        return origin.load()
    if not stamps[str(origin.dossier.file)].fits(Stamp.from_stat(origin.dossier.read_as)):
        return origin.load()  # a long-lived program read the dossier before it was changed
    if (kept_store := _current(origin, stamps, fewest)) is not None:
        return kept_store
    store = origin.load()
    if _BUILDS:
        _pending.append(_Pending(origin, store, stamps, begun, finish))
    return store


def keep_pending() -> None:
    """Let a process of its own, which nobody waits for, make snapshots of what has been loaded."""
    _pending[:] = [one for one in _pending if len(one.store.engine) >= FEWEST]
    if not _pending:
        return
    import warnings  # felt at start-up, as other modules are that are imported in a function here

    with warnings.catch_warnings(), suppress(OSError):
        warnings.simplefilter("ignore", DeprecationWarning)  # threads that are gone by then hold no locks
        if os.fork() == 0:
            _be_builder()
    _pending.clear()


def _be_builder() -> None:
    """Make snapshots, quietly and behind everybody else, and end this process."""
    import signal

    try:
        os.setsid()
        signal.alarm(_LONGEST)
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(nothing, number)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        if "faulthandler" in sys.modules:
            sys.modules["faulthandler"].disable()
        os.nice(19)
        build_pending()
    finally:
        os._exit(0)


def build_pending() -> list[bool]:
    """Make snapshots of what has been loaded, in this process, and say of each whether there is one now."""
    built = [keep(one) for one in _pending]
    _pending.clear()
    return built


def keep(one: _Pending) -> bool:
    """Make a snapshot and say whether there is one now: not where a file has changed, the disk is full or so."""
    import shutil

    kept = _kept(one.origin)
    if kept is None or one.begun - max(max(s.modified, s.changed) for s in one.stamps.values()) < _RECENT:
        return False
    try:
        with kept.writing():
            files = {name: Stamp.with_digest(Path(name)) for name in one.stamps}
            if not all(one.stamps[name].fits(stamp) for name, stamp in files.items()):
                return False
            there = kept.manifest()
            if there is not None and there.is_current and there.files == files and kept.is_whole(there, sums=True):
                return True  # another process was faster
            if shutil.disk_usage(kept.folder).free < 2 * _BYTES * len(one.store.engine):
                return False
            more = [(name, _quads(one.store, name, triples)) for name, triples in one.finish(one.store)]
            manifest = _manifest(one.origin, one.store, files)
            build(kept, manifest, one.store.engine, [*one.store.derived_graphs(), *more])
            _forget(kept)
    except OSError:
        return False
    return True


def _quads(store: EmbeddedStore, name: str, triples: Iterable[Triple]) -> Iterator[Quad]:
    """Yield triples in a graph beside those of arrows."""
    graph = NamedNode(store.dossier.names.policy + name)
    return (Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)


def _manifest(origin: Origin, store: EmbeddedStore, files: dict[str, Stamp]) -> Manifest:
    return Manifest(
        title=origin.dossier.title,
        of=str(origin.root.absolute()),
        dossier=str(origin.dossier.file.absolute()),
        base=origin.dossier.names.base,
        datasets=origin.datasets,
        derived=store.written,
        graphs=store.named_graphs,
        files=files,
    )


def _current(origin: Origin, stamps: dict[str, Stamp], fewest: int) -> DiskStore | None:
    """Return what is kept of some files if it is of these very files, and can be opened."""
    kept = _kept(origin)
    manifest = None if kept is None else kept.manifest()
    if kept is None or manifest is None or not manifest.is_current or manifest.files.keys() != stamps.keys():
        return None
    if manifest.triples < fewest:
        return None
    changed = [name for name, stamp in stamps.items() if not stamp.fits(manifest.files[name])]
    try:
        files = {name: Stamp.with_digest(Path(name)) for name in changed}
        if any(stamp.digest != manifest.files[name].digest for name, stamp in files.items()):
            return None
    except OSError:
        return None
    try:
        store = DiskStore(kept, manifest, origin.dossier)
    except OSError:
        with suppress(OSError):
            if kept.manifest() == manifest:  # not only replaced in the meantime
                kept.forget()
        return None
    _opened.append(kept)
    with suppress(OSError):
        _note_use(kept, manifest, files)
    return store


def _note_use(kept: Kept, manifest: Manifest, files: dict[str, Stamp]) -> None:
    """Note the new stamps of files that are the same as before, and now and then that the snapshot is in use."""
    if files and time.time_ns() - max(max(s.modified, s.changed) for s in files.values()) >= _RECENT:
        with kept.writing():
            if kept.manifest() == manifest:
                kept.state(msgspec.structs.replace(manifest, files={**manifest.files, **files}))
    elif time.time() - kept.used() > _DAY:
        kept.note_use()


def _kept(origin: Origin) -> Kept | None:
    """Return the place of the snapshot of an origin: one for each dossier, its data and the datasets chosen."""
    home = folder()
    if home is None:
        return None
    whose = "\0".join(map(str, (origin.dossier.file.absolute(), origin.root.absolute(), *origin.datasets)))
    return Kept(home / f"{origin.root.name}-{zlib.crc32(os.fsencode(whose)):08x}")


def all_kept() -> list[tuple[Kept, Manifest]]:
    """Return all snapshots with what they are, the latest first."""
    home = folder()
    if home is None or not home.is_dir():
        return []
    snapshots = [(kept, manifest) for kept in map(Kept, sorted(home.iterdir())) if (manifest := kept.manifest())]
    return sorted(snapshots, key=lambda one: -one[1].made)


def clear() -> int:
    """Remove all snapshots and return how many; one that a process reads or makes is left."""
    home = folder()
    if home is None or not home.is_dir():
        return 0
    return sum(kept.remove() for kept in map(Kept, sorted(home.iterdir())))


def drop_broken(error: BaseException | None) -> bool:
    """Remove the snapshots that this process has read if an error may come of them, and say whether it did."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    # An error of the engine has no number, as one of the system has; a worker hands on its words only.
    suspicious = any(
        isinstance(one, RuntimeError) or (isinstance(one, OSError) and one.errno is None) or "Corruption:" in str(one)
        for one in chain
    )
    if not (_opened and suspicious):
        return False
    for kept in _opened:
        with suppress(OSError):
            kept.forget()
    _opened.clear()
    return True


def _forget(kept: Kept) -> None:
    """Remove the snapshots beside this one whose dossier is gone, or that nobody has opened for long."""
    for other in map(Kept, sorted(kept.folder.parent.iterdir())):
        manifest = other.manifest()
        if manifest is not None and other.folder != kept.folder:
            gone = bool(manifest.of) and not Path(manifest.of).exists()
            if gone or time.time() - other.used() > _UNUSED:
                other.remove()
