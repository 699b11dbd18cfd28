"""The answer to a query, written bit by bit in the form that was asked for, however long it is."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    Triple,
    serialize,
)

from kg.cli.output import choose_format
from kg.dossier import current
from kg.errors import InputError
from kg.export.xml import XmlBytes, check_predicates
from kg.store import Answer
from kg.store.formats import RDF_FORMATS

_RESULTS: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
FORMATS: Final = ("table", *_RESULTS, *RDF_FORMATS)
# So many triples are held at once, to be sorted and each written once; a longer graph comes as the engine finds it.
_MOST_SORTED: Final = 200_000
# A cell that may be a formula to a spreadsheet, by the bytes before its sign; kg.model.table decides. Cells with line
# ends are quoted.
_UNSEEN: Final = (
    rb"[\x00-\x09\x0b\x0c\x0e-\x20']|\xc2[\x85\xa0\xad]|\xe1\x9a\x80|\xe2[\x80\x81][\x80-\xbf]"
    rb"|\xe3\x80\x80|\xef\xbb\xbf"
)
_SIGN: Final = rb"[=+@-]|\xef\xbc[\x8b\x8d\x9d\xa0]"
_FORMULA: Final = re.compile(
    rb"""[,\n](?:'*\t|"'*[\t\r\n]|(?:%b)*(?:%b)|"(?:%b|[\r\n])*(?:%b))""" % (_UNSEEN, _SIGN, _UNSEEN, _SIGN)
)
_CHUNK: Final = 1 << 16
_PREFIXED: Final = ("ttl", "trig", "rdf", "jsonld")


def write_answer(ask: Callable[[], Answer], file: BinaryIO, format_: str | None, output: Path | None) -> dict[str, Any]:
    """Ask, and write the answer; return what it is.

    That is ``no`` for the answer no, ``empty`` for no and for a table of words without a row, ``table`` for a table in
    words, and ``notes`` on what was left out.
    """
    answer = ask()
    notes: list[str] = []
    if isinstance(answer, QueryTriples):
        _write_graph(answer, file, _fitting(format_, output, tuple(RDF_FORMATS), "a graph"), notes)
        return {"no": False, "empty": False, "notes": notes, "table": False}
    chosen = _fitting(format_, output, ("table", *_RESULTS), "a table")
    no = isinstance(answer, QueryBoolean) and not answer
    empty = no
    if chosen == "table":
        text, rows = _table(answer, output)
        file.write(text.encode())
        empty = no or not rows
    elif chosen == "csv" and isinstance(answer, QuerySolutions):
        guard = Guarded(file)
        with io.BufferedWriter(guard, _CHUNK) as buffer:
            answer.serialize(buffer, format=_RESULTS[chosen])
            buffer.flush()
            guard.finish()
    elif chosen == "xml":
        xml = XmlBytes(file)
        with io.BufferedWriter(xml, _CHUNK) as buffer:
            answer.serialize(buffer, format=_RESULTS[chosen])
        notes += xml.notes()
    else:
        answer.serialize(file, format=_RESULTS[chosen])
    return {"no": no, "empty": empty, "notes": notes, "table": chosen == "table"}


def _table(answer: QuerySolutions | QueryBoolean, output: Path | None) -> tuple[str, int]:
    """Return an answer as a table of words, and how many rows it has; yes and no are one."""
    from kg.answers.query import document  # with all that a table needs, and rarely needed
    from kg.cli.terminal import render
    from kg.view.document import Table

    told = document(answer)
    rows = sum(len(block.rows) if isinstance(block, Table) else 1 for block in told.blocks)
    return render(told, long=False, whole=output is not None), rows


def _fitting(format_: str | None, output: Path | None, formats: tuple[str, ...], what: str) -> str:
    """Return the format to write, which must be one that this form of answer has."""
    if format_ is not None and format_ not in formats:
        raise InputError(
            f"the answer is {what}, which cannot be written as {format_}; choose among {', '.join(formats)}"
        )
    if "table" in formats:
        return choose_format(format_, output, formats)
    ending = output.suffix[1:] if output is not None else ""
    return format_ or (ending if ending in formats else formats[0])


def _write_graph(answer: QueryTriples, file: BinaryIO, format_: str, notes: list[str]) -> None:
    first = list(islice(answer, _MOST_SORTED))
    prefixes = current().names.prefixes if format_ in _PREFIXED else {}
    if len(first) < _MOST_SORTED:
        triples: Iterator[Triple] = iter(sorted(set(first), key=str))
        used = {node.value for triple in first for node in triple if isinstance(node, NamedNode)}
        used |= {node.datatype.value for triple in first for node in triple if isinstance(node, Literal)}
        prefixes = {name: iri for name, iri in prefixes.items() if any(value.startswith(iri) for value in used)}
    else:
        triples = (triple for part in (first, answer) for triple in part)
    if format_ != "rdf":
        serialize(triples, file, format=RDF_FORMATS[format_], prefixes=prefixes or None)
        return
    xml = XmlBytes(file)
    with io.BufferedWriter(xml, _CHUNK) as buffer:
        serialize(check_predicates(triples), buffer, format=RDF_FORMATS[format_], prefixes=prefixes or None)
    notes += xml.notes()


class Guarded(io.RawIOBase):
    """A file into which the engine writes CSV: a cell that a spreadsheet would run is guarded on the way."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._held: list[bytes] = []
        self._quotes = 0

    def writable(self) -> bool:
        """Say that this can be written to."""
        return True

    def write(self, data: Any) -> int:
        """Write the rows that have come whole: up to the last line feed that stands in no cell."""
        piece = bytes(data)
        parts = piece.split(b'"')
        end = len(piece)
        for number in reversed(range(len(parts))):
            start = end - len(parts[number])
            whole = parts[number].rfind(b"\n") + 1
            if whole and not (self._quotes + number) % 2:
                self._file.write(_guard(b"".join((*self._held, piece[: start + whole]))))
                self._held, piece = [], piece[start + whole :]
                break
            end = start - 1
        self._held.append(piece)
        self._quotes += len(parts) - 1
        return len(data)

    def finish(self) -> None:
        """Write what is left."""
        self._file.write(_guard(b"".join(self._held)))
        self._held = []


def _guard(rows: bytes) -> bytes:
    """Return rows of CSV, parsed only where a cell looks like a formula: the engine writes them twenty times faster."""
    if not _FORMULA.search(b"\n" + rows):
        return rows
    from kg.model.table import guarded

    csv.field_size_limit(1 << 31)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in csv.reader(io.StringIO(rows.decode(), newline="")):
        if any(row):
            writer.writerow(map(guarded, row))
        else:
            text.write("," * (len(row) - 1) + "\r\n")  # as the engine writes cells that are all empty
    return text.getvalue().encode()
