"""RDF files as they are read into a store: bit by bit, plain or compressed."""

import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, cast

from pyoxigraph import RdfFormat

from kg.errors import DataError
from kg.resources import RDF_ENDINGS
from kg.store.formats import RDF_FORMATS
from kg.store.parsing import checked_depth, checked_xml

COMPRESSED: Final = ("gz", "zst")
_PIECE: Final = 1 << 20
# So much is unpacked at a time, for a little can unfold to a thousand times as much.
_BIT: Final = 1 << 12

Progress = Callable[[int], object]


def format_of(path: Path) -> RdfFormat | None:
    """Return the format that the name of a file tells, before the ending of a compressed one; None for another file."""
    endings = path.name.lower().split(".")[1:]
    if is_compressed(path):
        endings.pop()
    return RDF_FORMATS.get(endings[-1]) if endings else None


def is_compressed(path: Path) -> bool:
    """Say whether the name of a file ends as that of a compressed one."""
    return path.name.lower().endswith(tuple(f".{ending}" for ending in COMPRESSED))


def unknown_format(path: Path) -> DataError:
    """Return the error of a file whose name tells no format of RDF."""
    endings = ", ".join(RDF_ENDINGS)
    return DataError(f"{path}: the format is unknown; file names end in {endings}, or so and in .gz or .zst")


def rdf_files(root: Path) -> list[Path]:
    """Return the RDF files of a folder, sorted, without what is hidden; or the one file.

    Raises DataError where there is none.
    """
    if root.is_file():
        if format_of(root) is None:
            raise unknown_format(root)
        return [root]
    if not root.is_dir():
        raise DataError(f"{root}: there is no such file or folder")
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and format_of(path) is not None]
    shown = [path for path in files if not any(part.startswith(".") for part in path.relative_to(root).parts)]
    if not shown:
        raise DataError(f"{root}: there is no RDF file in this folder; file names end in {', '.join(RDF_ENDINGS)}")
    return shown


@contextmanager
def reading(path: Path, told: Progress = lambda done: None) -> Iterator[IO[bytes]]:
    """Open an RDF file for what parses it, bit by bit; raises DataError, with the place, where that cannot read it."""
    with RdfFile(path, told) as file:
        try:
            yield cast(IO[bytes], file)
        except (SyntaxError, ValueError, RuntimeError, MemoryError) as error:
            from kg.store.diagnostics import syntax_error

            raise file.error or DataError(f"{path}{syntax_error(error)}") from error
        except OSError as error:
            raise file.error or error from error


class RdfFile(io.RawIOBase):
    """The bytes of an RDF file, decompressed, without byte order mark; ``told`` hears how many of the file are read.

    What goes wrong while it is read is kept as ``error``, since the engine that reads it tells it otherwise.
    """

    def __init__(self, path: Path, told: Progress = lambda done: None) -> None:
        """Open the file; raises DataError where it cannot be read."""
        self.error: DataError | None = None
        self._held = b""
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise DataError(f"{path}: cannot be read: {error.strerror}") from error
        try:
            self._pieces = self._read(path, told)
            self._held = next(self._pieces, b"").removeprefix(b"\xef\xbb\xbf")
            if self._held[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise DataError(f"{path}: is in UTF-16, and a store reads UTF-8 only: convert it")
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer and return how many bytes are in it."""
        try:
            while not self._held:
                self._held = next(self._pieces)
        except StopIteration:
            return 0
        except DataError as error:
            self.error = error
            raise OSError(str(error)) from error
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size

    def _read(self, path: Path, told: Progress) -> Iterator[bytes]:
        unpack = {"gz": _gzip, "zst": _zstd}.get(path.suffix[1:].lower(), _plain)
        try:
            unpacked = unpack(_pieces(self._file, told))
            if (format_ := format_of(path)) == RdfFormat.RDF_XML:
                yield from checked_xml(path, unpacked)
            else:
                yield from checked_depth(path, unpacked, json_text=format_ == RdfFormat.JSON_LD)
        except OSError as error:
            raise DataError(f"{path}: cannot be read: {error.strerror or error}") from error
        except (zlib.error, EOFError, ValueError) as error:
            what = "is broken or cut off, or not compressed as its name says"
            reason = str(error).rpartition(": ")[2]
            raise DataError(f"{path}: {what}: {reason}; nothing of this file was loaded") from error


def _pieces(file: BinaryIO, told: Progress) -> Iterator[bytes]:
    done = 0
    while piece := file.read(_PIECE):
        done += len(piece)
        told(done)
        yield piece


def _plain(pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield from pieces


def _gzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield from _unpacked(pieces, lambda: zlib.decompressobj(16 + zlib.MAX_WBITS))


def _zstd(pieces: Iterator[bytes]) -> Iterator[bytes]:
    import zstandard  # wanted for such files only

    def begin() -> Any:
        return zstandard.ZstdDecompressor().decompressobj()

    try:
        yield from _unpacked(pieces, begin)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error


def _unpacked(pieces: Iterator[bytes], begin: Callable[[], Any]) -> Iterator[bytes]:
    """Yield what is compressed in one member or several; raises EOFError where the last one has no end."""
    unpacker, members = None, 0
    for bit in _bits(pieces):
        while bit:
            if unpacker is None:
                bit = bit.lstrip(b"\0") if members else bit  # padding between members
                if not bit:
                    break
                unpacker = begin()
                members += 1
            yield unpacker.decompress(bit)
            bit = unpacker.unused_data if unpacker.eof else b""
            if unpacker.eof:
                unpacker = None
    if unpacker is not None or not members:
        raise EOFError("the end is missing" if members else "it is empty")


def _bits(pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        for start in range(0, len(piece), _BIT):
            yield piece[start : start + _BIT]
