"""A file before the engine reads it: its mark taken off, and refused where the engine would end, hang or guess."""

import json
import re
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
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
_DECLARED: Final = re.compile(r"""^(<\?xml[^>]*?)\s+encoding=("[^"]*"|'[^']*')""")
# At least so much is looked at in one go: a token that began in one bit of a file is read again with the next one.
_BLOCK: Final = 1 << 20
# What holds no bracket that nests, as far as it goes; and what begins like it and may go on in the next block.
# Not possessive but atomic, where a group repeats: before Python 3.11.5 a possessive group forgets its choices.
_FLAT: Final = re.compile(
    rb"""(?>(?:[^"'<>#\\\[\](){}]++|\\.|<[^<>"{}|^`\\\s]*+>|\#[^\n]*+\n"""
    rb'|"""(?>(?:[^"\\]++|\\.|"(?!""))*)"""|""(?=[^"])|"(?>(?:[^"\\\n]++|\\.)+)"'
    + rb"|\'\'\'(?>(?:[^'\\]++|\\.|'(?!''))*)\'\'\'|''(?=[^'])|'(?>(?:[^'\\\n]++|\\.)+)'"
    + rb")*)",
    re.DOTALL,
)
_BEGUN: Final = re.compile(
    rb"""\\\Z|>\Z|<[^<>"{}|^`\\\s]*+\Z|\#[^\n]*+\Z|"{3}|'{3}|""\Z|''\Z"""
    rb"""|"(?>(?:[^"\\\n]++|\\.)*)\\?\Z|'(?>(?:[^'\\\n]++|\\.)*)\\?\Z""",
    re.DOTALL,
)
_JSON_FLAT: Final = re.compile(rb'(?>(?:[^"\[\]{}]++|"(?>(?:[^"\\]++|\\.)*)")*)', re.DOTALL)
_JSON_BEGUN: Final = re.compile(rb'"')
_CONTEXT: Final = re.compile(rb'"@context"\s*:\s*(?=[\[{])')
# A name of a context with blanks around its colon, which may be cut in two.
_LONGEST_NAME: Final = 100
_OPENING: Final = (b"<<", b"[", b"(", b"{")
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
    elif ending == "jsonld" or max(map(data.count, _OPENING)) > _DEEPEST:
        for _ in checked_depth(path, [data], json_text=ending == "jsonld"):
            pass
    return data


def _decoded(path: Path, data: bytes, encoding: str) -> bytes:
    try:
        return _DECLARED.sub(r"\1", data.decode(encoding)).encode()
    except UnicodeError as error:
        raise DataError(f"{path}: begins like a text in {encoding}, and is none: {error}") from error


def checked_depth(path: Path, pieces: Iterable[bytes], *, json_text: bool) -> Iterator[bytes]:
    """Yield what a file of JSON-LD, or of Turtle and its kin, holds; raises DataError before what nests too deeply."""
    blocks = _checked_blocks(path, pieces, json_text=json_text)
    return _checked_contexts(path, blocks) if json_text else blocks


def _checked_blocks(path: Path, pieces: Iterable[bytes], *, json_text: bool) -> Iterator[bytes]:
    depth, begun = _Depth(path, json_text=json_text), b""
    for block in _blocks(pieces, depth):
        begun = depth.rest_of(begun + block)
        depth.begun = len(begun)
        yield block


def _blocks(pieces: Iterable[bytes], depth: "_Depth") -> Iterator[bytes]:
    """Yield pieces joined to blocks, each longer than a token that has begun: so none is read again and again."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= max(_BLOCK, depth.begun):
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _checked_contexts(path: Path, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a file of JSON-LD; raises DataError before a context of which terms lean on each other in a long row."""
    held = b""
    for block in blocks:
        held += block
        end = 0
        while match := _CONTEXT.search(held, end):
            text = held[match.end() :].decode("utf-8", "surrogateescape")
            try:
                context, length = json.JSONDecoder().raw_decode(text)
            except ValueError:
                end = match.start()
                break
            _check_context(path, context)
            end = match.end() + len(text[:length].encode("utf-8", "surrogateescape"))
        else:
            # The name of a context may be cut in two.
            end = max(end, len(held) - _LONGEST_NAME)
        if len(held) - end > _LONGEST:
            raise DataError(f"{path}: {TOO_LONG}; nothing of this file was loaded")
        yield held[:end]
        held = held[end:]
    yield held


def _check_context(path: Path, context: Any) -> None:
    """Raise DataError for a context in which more terms lean on each other than a recursive engine takes."""
    for terms in context if isinstance(context, list) else [context]:
        if not isinstance(terms, dict):
            continue
        order: TopologicalSorter[str] = TopologicalSorter()
        for term, about in terms.items():
            told = about if isinstance(about, dict) else {"@id": about}
            names = (term.partition(":")[0], *(told.get(key) for key in ("@id", "@type", "@reverse")))
            leant_on = {part for name in names if isinstance(name, str) for part in (name, name.partition(":")[0])}
            order.add(term, *((leant_on & terms.keys()) - {term}))
            _check_context(path, told.get("@context"))
        long = f"{path}: more than {_DEEPEST} terms of its context lean on each other: write their IRIs in full"
        try:
            order.prepare()
        except CycleError as error:
            if len(error.args[1]) > _DEEPEST:
                raise DataError(f"{long}; nothing of this file was loaded") from None
            ring = ", ".join(error.args[1][:4])
            words = f"{path}: terms of its context lean on each other in a ring, {ring}: write their IRIs in full"
            raise DataError(f"{words}; nothing of this file was loaded") from None
        steps = 0
        while order.is_active():
            order.done(*order.get_ready())
            steps += 1
            if steps > _DEEPEST:
                raise DataError(f"{long}; nothing of this file was loaded")


class _Depth:
    """How deep a text nests where it has been read, and how long the token is that has begun there."""

    def __init__(self, path: Path, *, json_text: bool) -> None:
        self.begun = self._depth = 0
        self._path = path
        self._flat, self._begun = (_JSON_FLAT, _JSON_BEGUN) if json_text else (_FLAT, _BEGUN)

    def rest_of(self, data: bytes) -> bytes:
        """Read on, and return what begins a token that has no end yet; raises DataError where the text nests deeply."""
        at = 0
        while (at := self._end_of_flat(data, at)) < len(data):
            if bracket := _BRACKET.match(data, at):
                self._depth = max(0, self._depth + (1 if bracket[0] in _OPENING else -1))
                if self._depth > _DEEPEST:
                    raise DataError(f"{self._path}: nests deeper than {_DEEPEST}; nothing of this file was loaded")
                at = bracket.end()
            elif self._begun.match(data, at):
                break
            else:
                at += 1  # a sign that stands where none may: the engine refuses it, with the place
        if len(data) - at > 2 * _LONGEST:
            raise DataError(f"{self._path}: {TOO_LONG}; nothing of this file was loaded")
        return data[at:]

    def _end_of_flat(self, data: bytes, at: int) -> int:
        match = self._flat.match(data, at)
        return match.end() if match else at


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

    def entity(name: str, _: object, value: str | None, *_where: object) -> None:
        if value is None:
            raise DataError(
                f"{path}:{parser.CurrentLineNumber}: the entity {name!r} stands elsewhere, and nothing else is read: "
                "write here what it stands for; nothing of this file was loaded"
            )
        # A short file, which comes in one piece, has a long text only where an entity stands for much.
        parser.CharacterDataHandler = text

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.EntityDeclHandler = entity
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
