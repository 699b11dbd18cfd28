"""A file before the engine reads it: its mark taken off, and refused where the engine would end, hang or guess."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from kg.errors import DataError
from kg.store.diagnostics import TOO_LONG

# How deep a file may nest: the engine is recursive in some formats, and slow in the others.
_DEEPEST: Final = 500
# How many bytes a text may have: more than the engine takes in a literal of any other format.
_LONGEST: Final = 1 << 24
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NOT_BRACKET: Final = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*"""|' + rb"'''(?:[^'\\]|\\.|'(?!''))*'''|" + rb'"(?:[^"\\\n]|\\.)*"|'
    rb"'(?:[^'\\\n]|\\.)*'|<[^<>\"{}|^`\\\s]+>|#[^\n]*",
    re.DOTALL,
)
_DECLARED: Final = re.compile(r"""^(<\?xml[^>]*?)\s+encoding=("[^"]*"|'[^']*')""")
_JSON_TEXT: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET: Final = re.compile(rb"<<|>>|[\[({\])}]")


def read_rdf(path: Path) -> bytes:
    """Return the bytes of an RDF file without a byte order mark.

    Raises DataError for one that cannot be read, nests too deeply, or is XML that ends before its end.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    ending = path.suffix[1:].lower()
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            data = _decoded(path, data, encoding) if encoding != "utf-8" else data[len(mark) :]
            break
    if ending == "rdf":
        for _ in checked_xml(path, [data]):
            pass
    else:
        _check_depth(path, data, _JSON_TEXT if ending == "jsonld" else _NOT_BRACKET)
    return data


def _decoded(path: Path, data: bytes, encoding: str) -> bytes:
    try:
        return _DECLARED.sub(r"\1", data.decode(encoding)).encode()
    except UnicodeError as error:
        raise DataError(f"{path}: begins like a text in {encoding}, and is none: {error}") from error


def _check_depth(path: Path, data: bytes, other: re.Pattern[bytes]) -> None:
    if max(map(data.count, (b"[", b"(", b"{", b"<<"))) <= _DEEPEST:
        return
    depth = 0
    for match in _BRACKET.finditer(other.sub(b"", data)):
        depth += 1 if match[0] in (b"<<", b"[", b"(", b"{") else -1
        if depth > _DEEPEST:
            raise DataError(f"{path}: nests deeper than {_DEEPEST}; nothing of this file was loaded")


def checked_xml(path: Path, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces of a file of XML; raises DataError where it is cut off or not well formed, nests deeply, or has
    texts or entities that grow without end.
    """
    depth = length = 0

    def begin(*_: object) -> None:
        nonlocal depth, length
        depth, length = depth + 1, 0
        if depth > _DEEPEST:
            raise DataError(f"{path}: nests deeper than {_DEEPEST}; nothing of this file was loaded")

    def end(_: object) -> None:
        nonlocal depth, length
        depth, length = depth - 1, 0

    def text(part: str) -> None:
        nonlocal length
        length += len(part.encode())
        if length > _LONGEST:
            raise DataError(f"{path}: {TOO_LONG}; nothing of this file was loaded")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    # A short file, which comes in one piece, has a long text only where an entity stands for much.
    parser.EntityDeclHandler = lambda *_: setattr(parser, "CharacterDataHandler", text)
    try:
        for number, piece in enumerate(pieces):
            if number or len(piece) > _LONGEST:
                parser.CharacterDataHandler = text
            parser.Parse(piece, False)
            yield piece
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise DataError(
            f"{path}:{error.lineno}:{error.offset + 1}: {reason}; nothing of this file was loaded"
        ) from error


def remote_context(data: bytes) -> str:
    """Return the first context of a JSON-LD file that stands elsewhere."""
    try:
        return next(_contexts(json.loads(data)), "")
    except (ValueError, RecursionError):
        return ""


def _contexts(part: Any, *, within: bool = False) -> Iterator[str]:
    if isinstance(part, str) and within:
        yield part
    elif isinstance(part, list):
        for one in part:
            yield from _contexts(one, within=within)
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _contexts(value, within=key in ("@context", "@import"))
