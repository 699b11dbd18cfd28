"""Rows that a SELECT query finds in an RDF file, its variables named as the columns of the template are.

The file is read and the query answered in a process of its own, within bounds of time and memory. Named graphs stay:
``GRAPH ?g`` asks one, and a pattern outside of GRAPH asks all of them together.
"""

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from kg.errors import DataError, InputError
from kg.importing.text import clean, faults, json_value
from kg.importing.texts import Row
from kg.store.diagnostics import query_error
from kg.store.formats import RDF_FORMATS
from kg.store.parsing import read_rdf, remote_context
from kg.store.sparql import check_reach, form
from kg.store.worker import Job, Limits, Work

# The one context that is known without being fetched: what it calls, it calls by these names.
_SCHEMA_ORG: Final = re.compile(r"https?://(www\.)?schema\.org/?(docs/jsonldcontext\.json(ld)?)?")
_SCHEMA_TERMS: Final = {"@vocab": "http://schema.org/"}

Terms = NamedNode | BlankNode | Literal


def rdf_rows(path: Path, query: str, limits: Limits | None = None) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Return the variables of a query and a row for each solution, numbered from 1.

    Raises DataError for a file that is no RDF, InputError for a query that is no SELECT, reaches elsewhere, or takes
    more time or memory than it may.
    """
    if path.suffix[1:].lower() not in RDF_FORMATS:
        raise DataError(f"{path}: this is no RDF by its name; names of RDF files end in {', '.join(RDF_FORMATS)}")
    if form(query) != "SELECT":
        raise InputError("the query of an import is a SELECT, whose variables are the columns of the template")
    check_reach(query, None)
    lines = lines_of(lambda file: _answer(path, query, file), limits or Limits())
    return tuple(json.loads(next(lines))), _rows(lines)


def lines_of(job: Job, limits: Limits) -> Iterator[bytes]:
    """Yield the lines that a job writes, once it is done: what takes them takes its own time.

    Raises InputError where it takes too long, or writes more than the memory that it may have.
    """
    with tempfile.TemporaryFile(prefix="karabakh-kg-") as file:
        for piece in Work(job, limits):
            file.write(piece)
            if file.tell() > limits.memory:
                raise InputError(
                    f"what the query finds takes more than the {limits.memory / 1e9:g} GB that it may have: "
                    "ask for less, or allow more with --memory"
                )
        file.seek(0)
        yield from file


def _rows(lines: Iterator[bytes]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        cells = tuple(map(clean, json.loads(line)))
        yield Row(number, cells, faults(cells))


def _answer(path: Path, query: str, file: BinaryIO) -> None:
    """Write the variables and the solutions, each a line of JSON."""
    store = Store()
    _load(store, path)
    try:
        solutions = store.query(query, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise InputError(query_error(query, str(error), {})) from error
    assert isinstance(solutions, QuerySolutions)
    file.write(json.dumps([variable.value for variable in solutions.variables]).encode() + b"\n")
    for solution in solutions:
        file.write(json.dumps([_cell(term) for term in solution], ensure_ascii=False).encode() + b"\n")


def _load(store: Store, path: Path) -> None:
    ending = path.suffix[1:].lower()
    data = read_rdf(path)
    if ending == "jsonld":
        data = _with_schema_terms(path, data)
        if elsewhere := remote_context(data):
            raise DataError(
                f"{path}: its context {elsewhere} stands on another machine and is not fetched: put it into the file"
            )
    try:
        store.load(data, RDF_FORMATS[ending], base_iri=f"file:///{path.name.replace(' ', '%20')}")
    except (SyntaxError, ValueError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        raise DataError(f"{path}{f':{line}' if line else ''}: this is no {ending}: {error}") from error


def _with_schema_terms(path: Path, data: bytes) -> bytes:
    """Return JSON-LD in which the context of schema.org, which stands on the web, is its vocabulary."""
    try:
        return json.dumps(_known(json_value(data))).encode()
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: {error}") from error


def _known(part: Any) -> Any:
    if isinstance(part, list):
        return [_known(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {key: _context(value) if key == "@context" else _known(value) for key, value in part.items()}


def _context(stated: Any) -> Any:
    if isinstance(stated, list):
        return [_context(one) for one in stated]
    return _SCHEMA_TERMS if isinstance(stated, str) and _SCHEMA_ORG.fullmatch(stated) else stated


def _cell(term: Any) -> str:
    """Return a term as it stands in a cell: an address, or the text of a literal; nothing where it is not bound."""
    return term.value if isinstance(term, Terms) else ""
