"""What a load took from each file, kept beside the store: a packed copy, and the sums of the names of which it tells.

By these the next load knows what a file said before it was changed or removed, and whether another one says so too.
"""

import hashlib
import os
import shutil
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from pyoxigraph import BlankNode, NamedNode, Quad, parse

from kg.errors import DataError
from kg.store.kept import Stamp
from kg.store.reading import RdfFile, format_of, is_compressed, reading

_ENDING: Final = ".subjects"
# A packed copy of a plain file is so much quicker to make than its triples that it costs nothing.
_LEVEL: Final = 1

Told = Callable[[int], object]


class Taken:
    """The folder of what was taken from files, by the name and the digest of each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def is_there(self) -> bool:
        """Say whether anything was kept: not where an earlier version loaded, nor where it was forgotten."""
        return self.folder.is_dir()

    def copy_of(self, name: str, digest: str) -> Path:
        """Return the place of the copy of a file; it ends as the file does, and is always packed."""
        path = Path(name)
        ending = "".join(path.suffixes[-2:] if is_compressed(path) else [path.suffix, ".zst"])
        named = hashlib.sha256(f"{name}\0{digest}".encode()).hexdigest()
        return self.folder / f"{named[:32]}{ending}"

    def has(self, name: str, stamp: Stamp) -> bool:
        """Say whether the copy of a file is here, with the very bytes that it had."""
        copy = self.copy_of(name, stamp.digest)
        try:
            with copy.open("rb") if is_compressed(Path(name)) else RdfFile(copy) as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == stamp.digest
        except (OSError, DataError):
            return False

    def forget(self) -> None:
        """Have nothing, so that all is loaded anew the next time."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def carry(self, name: str, stamp: Stamp, target: "Taken") -> None:
        """Have what was taken from a file in another such folder too; raises OSError where that cannot be."""
        target.folder.mkdir(exist_ok=True)
        copy = self.copy_of(name, stamp.digest)
        for path in (copy, Path(f"{copy}{_ENDING}")):
            if path.is_file():
                os.link(path, target.folder / path.name)

    def tells_of(self, name: str, stamp: Stamp, subjects: set[int]) -> bool:
        """Say whether a file may tell of a thing of which the sum is among these; where that is not known, it may."""
        try:
            data = Path(f"{self.copy_of(name, stamp.digest)}{_ENDING}").read_bytes()
        except OSError:
            return True
        sums, checksum = data[:-4], data[-4:]
        if _check(sums) != checksum:
            return True
        return not subjects.isdisjoint(array("I", sums))

    @contextmanager
    def taking(self, path: Path, stamp: Stamp, policy: str, told: Told) -> Iterator[Iterator[Quad]]:
        """Keep a file and give what it holds, to be read once; raises DataError, with its place, where it is broken.

        Raises OSError where nothing can be written.
        """
        name = str(path.absolute())
        self.folder.mkdir(exist_ok=True)
        copy = self.copy_of(name, stamp.digest)
        sums = array("I")
        with reading(path, told) as source:
            yield _noted(_quads(source, path, name, policy), sums)
        _pack(path, copy)
        data = sums.tobytes()
        Path(f"{copy}{_ENDING}").write_bytes(data + _check(data))

    def quads(self, name: str, stamp: Stamp, policy: str) -> Iterator[Quad]:
        """Yield what a file held when it was taken; raises DataError where the copy cannot be read."""
        copy = self.copy_of(name, stamp.digest)
        with reading(copy) as source:
            yield from _quads(source, copy, name, policy)


def subject_sum(subject: object) -> int:
    """Return a sum of the name of what is told of."""
    return zlib.crc32(str(subject).encode())


def _check(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(4, "little")


def _pack(path: Path, copy: Path) -> None:
    with path.open("rb") as source, copy.open("wb") as target:
        if is_compressed(path):
            shutil.copyfileobj(source, target)
        else:
            import zstandard  # wanted for loading only

            zstandard.ZstdCompressor(level=_LEVEL).copy_stream(source, target)


def _quads(source: IO[bytes], path: Path, name: str, policy: str) -> Iterator[Quad]:
    """Yield what a file holds: all of it into the one default graph, and its named graphs beside that."""
    format_ = format_of(path)
    if format_ is None:
        raise DataError(f"{path}: the format is unknown")
    quads = parse(source, format_, base_iri=Path(name).as_uri(), rename_blank_nodes=True)
    if not format_.supports_datasets:
        yield from quads
        return
    for quad in quads:
        yield Quad(quad.subject, quad.predicate, quad.object)
        graph = quad.graph_name
        if isinstance(graph, NamedNode | BlankNode) and not graph.value.startswith(policy):
            yield quad


def _noted(quads: Iterable[Quad], sums: "array[int]") -> Iterator[Quad]:
    """Note the sum of each subject in passing."""
    last: object = None
    for quad in quads:
        if (subject := quad.subject) != last:
            last = subject
            sums.append(subject_sum(subject))
        yield quad
