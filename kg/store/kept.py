"""A graph that is kept on disk, in a folder that many may read while one writes.

``manifest.json`` names the generation that counts, a folder beside it with an Oxigraph store. A new generation is built
in a folder of its own, and counts from the moment in which one rename puts its manifest in place: who is stopped before
has changed nothing. Who reads a generation, or builds one, holds a lock on its folder; one that nobody holds and that
does not count is removed by the next writer.
"""

import os
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec
import pyoxigraph
from pyoxigraph import Store as Engine

from kg import __version__

try:
    import fcntl
except ImportError:  # no Unix: nothing is kept there
    fcntl = None  # type: ignore[assignment]

# Raised whenever what is kept, or where in it, is no longer what an older program expects.
LAYOUT: Final = 2
POSSIBLE: Final = fcntl is not None

MANIFEST: Final = "manifest.json"
_LOCK: Final = "lock"
_GENERATION: Final = "generation-"
_GRAPH: Final = "graph"
# Hidden, so that nobody takes the copies for files to load.
_TAKEN: Final = ".taken"
# The sums of so many bytes take a few milliseconds.
_SMALL: Final = 16 << 20
_DAY: Final = 86_400


class Stamp(msgspec.Struct, frozen=True, array_like=True):
    """What tells that a file is as it was: its size, when it and its place last changed, and the digest of its bytes.

    Times are in nanoseconds. Who sets back the time of a change cannot set back that of the place.
    """

    size: int
    modified: int
    changed: int
    digest: str = ""

    @classmethod
    def of(cls, path: Path) -> "Stamp":
        """Return the stamp of a file, without digest; raises OSError where it cannot be read."""
        return cls.from_stat(path.stat())

    @classmethod
    def from_stat(cls, status: os.stat_result) -> "Stamp":
        """Return the stamp of a file whose state is known."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns)

    @classmethod
    def with_digest(cls, path: Path) -> "Stamp":
        """Return the stamp of a file with its digest; raises OSError where it cannot be read."""
        import hashlib  # felt at start-up, and needed for files that have changed only

        stamp = cls.of(path)
        with path.open("rb") as file:
            return msgspec.structs.replace(stamp, digest=hashlib.file_digest(file, "sha256").hexdigest())

    def fits(self, other: "Stamp") -> bool:
        """Say whether two stamps are alike but for the digest."""
        return (self.size, self.modified, self.changed) == (other.size, other.modified, other.changed)


class Lock:
    """A lock on a file or a folder, which is let go when it is closed or forgotten."""

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        """Take it; raises BlockingIOError where another lock is in the way, OSError where there is nothing to lock."""
        self._file = -1
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Let it go."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __del__(self) -> None:
        self.close()


class Part(msgspec.Struct, frozen=True, array_like=True):
    """A file of a generation: its size, its CRC-32, and when it was written, in nanoseconds."""

    size: int
    sum: int
    modified: int = 0


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a kept graph is, and of which files.

    ``title`` and ``of`` say whose it is; ``dossier`` is the file of its dossier, and ``base`` begins its names.
    ``rules`` is the digest of what, beside the files, decides what is derived from them and what a policy lets through.
    ``generation`` names the folder that counts and ``parts`` has the files in it; ``derived`` names the
    graphs of arrows and verdicts that have been written, ``graphs`` those that the files name, as N-Triples writes
    them. ``made`` is in seconds since 1970.
    """

    layout: int = LAYOUT
    version: str = __version__
    engine: str = pyoxigraph.__version__
    title: str = ""
    of: str = ""
    dossier: str = ""
    base: str = ""
    datasets: tuple[str, ...] = ()
    rules: str = ""
    generation: str = ""
    made: float = 0.0
    triples: int = 0
    derived: tuple[str, ...] = ()
    graphs: tuple[str, ...] = ()
    files: dict[str, Stamp] = {}
    parts: dict[str, Part] = {}

    @property
    def is_current(self) -> bool:
        """Say whether this program, with this engine, wrote it."""
        return (self.layout, self.version, self.engine) == (LAYOUT, __version__, pyoxigraph.__version__)


class _Layout(msgspec.Struct):
    layout: int


class Kept:
    """A folder with a kept graph, which need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def manifest(self) -> Manifest | None:
        """Return what is kept here; None where nothing is, or where it cannot be read."""
        try:
            return msgspec.json.decode((self.folder / MANIFEST).read_bytes(), type=Manifest)
        except (OSError, ValueError, msgspec.MsgspecError):
            return None

    def layout(self) -> int | None:
        """Return the layout of what is kept here, whichever version wrote it; None where nothing is."""
        try:
            return msgspec.json.decode((self.folder / MANIFEST).read_bytes(), type=_Layout).layout
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, msgspec.MsgspecError):
            return 0

    def is_own(self) -> bool:
        """Say whether there is nothing in the folder but what a stopped writer left."""
        return all(
            path.name == _LOCK or path.name.startswith((_GENERATION, f".{MANIFEST}.")) for path in self.folder.iterdir()
        )

    def graph(self, generation: str) -> Path:
        """Return the folder of the engine's files in a generation."""
        return self.folder / generation / _GRAPH

    def taken(self, generation: str) -> Path:
        """Return the folder of what was taken from files for a generation, which need not be there."""
        return self.folder / generation / _TAKEN

    def open(self, manifest: Manifest) -> tuple[Engine, Lock]:
        """Open the generation that counts for reading; return it with the lock that keeps it.

        Raises OSError where it is gone, or its files are not those that were written. Sums are compared once a day, and
        where a file was written since, if that takes a moment: of a broken block the engine may never come to an end.
        """
        lock = Lock(self.folder / manifest.generation, shared=True)
        try:
            graph = self.graph(manifest.generation)
            if not self.is_whole(manifest, sums=time.time() - self.used() > _DAY or _written_since(graph, manifest)):
                raise OSError(f"{graph}: is not as it was written")
            return _opened(graph), lock
        except BaseException:
            lock.close()
            raise

    def is_whole(self, manifest: Manifest, *, sums: bool = False) -> bool:
        """Say whether the files of the generation that counts are as they were written, by size and by ``sums``."""
        graph = self.graph(manifest.generation)
        try:
            sizes = {name: state.st_size for name, state in _states(graph).items()}
            if sizes != {name: part.size for name, part in manifest.parts.items()}:
                return False
            return not sums or all(_sum(graph / name) == part.sum for name, part in manifest.parts.items())
        except OSError:
            return False

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the one that writes; raises BlockingIOError where another is, OSError where nothing can be written."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / _LOCK
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        lock = Lock(path)
        try:
            yield
        finally:
            lock.close()

    def begin(self) -> tuple[str, Lock]:
        """Make the folder of a new generation; return its name and the lock that keeps it."""
        name = f"{_GENERATION}{os.getpid()}-{time.time_ns():x}"
        (self.folder / name).mkdir()
        return name, Lock(self.folder / name, shared=True)

    def give_up(self, generation: str) -> None:
        """Remove a generation that was begun."""
        _remove(self.folder / generation)

    def carry(self, generation: str, target: str) -> None:
        """Have what was taken from files for one generation in another one too; raises OSError where that cannot be."""
        taken, copies = self.taken(generation), self.taken(target)
        if taken.is_dir():
            copies.mkdir()
            for path in taken.iterdir():
                os.link(path, copies / path.name)

    def clear(self, generation: str) -> None:
        """Begin a generation once more."""
        for folder in (self.graph(generation), self.taken(generation)):
            _remove(folder)

    def publish(self, manifest: Manifest) -> None:
        """Make a generation the one that counts, and remove those that nobody reads; only for who is ``writing``.

        Parts that the manifest has already, and that have not been written since, keep their sums.
        """
        graph = self.graph(manifest.generation)
        _settle(graph)
        parts = {}
        for name, state in _states(graph).items():
            known = manifest.parts.get(name)
            if known is None or (known.size, known.modified) != (state.st_size, state.st_mtime_ns):
                known = Part(state.st_size, _sum(graph / name), state.st_mtime_ns)
            parts[name] = known
        self.state(msgspec.structs.replace(manifest, parts=parts))
        self.sweep()

    def state(self, manifest: Manifest) -> None:
        """Write the manifest, whole or not at all."""
        waiting = self.folder / f".{MANIFEST}.{os.getpid()}"
        try:
            with waiting.open("wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
                file.flush()
                os.fsync(file.fileno())
            waiting.replace(self.folder / MANIFEST)
        except BaseException:
            waiting.unlink(missing_ok=True)
            raise

    def sweep(self) -> None:
        """Remove what does not count, is not read and is not being built."""
        manifest = self.manifest()
        for path in list(self.folder.iterdir()):
            if path.name.startswith(f".{MANIFEST}."):
                with suppress(OSError):
                    path.unlink(missing_ok=True)
            if path.name.startswith(_GENERATION) and (manifest is None or path.name != manifest.generation):
                with suppress(OSError):
                    lock = Lock(path)
                    _remove(path)
                    lock.close()

    def used(self) -> float:
        """Return when the graph was last read, to a day, in seconds since 1970."""
        try:
            return (self.folder / MANIFEST).stat().st_mtime
        except OSError:
            return 0.0

    def note_use(self) -> None:
        """Note that the graph is read now."""
        os.utime(self.folder / MANIFEST)

    def forget(self) -> None:
        """Let no generation count."""
        (self.folder / MANIFEST).unlink(missing_ok=True)

    def remove(self) -> bool:
        """Remove all of it and say so; not where it is being read or written."""
        manifest = self.manifest()
        try:
            with self.writing():
                if manifest is not None:
                    Lock(self.folder / manifest.generation).close()
                self.forget()
                self.sweep()
                _remove(self.folder, ignore_errors=False)
        except OSError:
            return False
        return True

    def size(self) -> int:
        """Return how many bytes of disk are used."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


def _opened(graph: Path) -> Engine:
    try:
        return Engine.read_only(str(graph))
    except RuntimeError as error:  # what the engine says of files that are broken
        raise OSError(f"{graph}: {error}") from error


def _remove(folder: Path, *, ignore_errors: bool = True) -> None:
    """Remove a folder, as far as that can be; raises OSError where errors are not to be ignored."""
    import shutil  # felt at start-up, and rarely needed

    shutil.rmtree(folder, ignore_errors=ignore_errors)


def _written_since(graph: Path, manifest: Manifest) -> bool:
    """Say whether a file of a small generation was written after it; raises OSError where the generation is gone."""
    if sum(part.size for part in manifest.parts.values()) > _SMALL:
        return False
    states = _states(graph)
    return any(name in states and states[name].st_mtime_ns != part.modified for name, part in manifest.parts.items())


def _states(graph: Path) -> dict[str, os.stat_result]:
    """Return the states of an engine's files by name."""
    with os.scandir(graph) as entries:
        return {entry.name: entry.stat() for entry in entries}


def _sum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            checksum = zlib.crc32(piece, checksum)
    return checksum


def _settle(graph: Path) -> None:
    """Take away what the engine logged while it wrote, and bring its files onto the disk."""
    for path in list(graph.iterdir()):
        if path.name == "LOG" or path.name.startswith("LOG.old"):
            path.unlink()
            continue
        file = os.open(path, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)
