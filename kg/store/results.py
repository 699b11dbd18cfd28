"""What the queries about the whole graph find, kept in a snapshot: who lists all of it need not look through it.

To parse a row takes a thirtieth of the time of finding it. A result is kept under the very text of its query, so that
another text, or another snapshot, is asked anew.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final
from zlib import crc32

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, Triple, parse_query_results
from pyoxigraph import Store as Engine

from kg.errors import KgError
from kg.store.base import Store

# The name of their graph, beside those of arrows.
RESULTS: Final = "results"
# A result of more bytes is not kept: to read it takes longer than a look-up may.
LARGEST: Final = 4_000_000

_QUERY: Final = "urn:kg:query:"
_VERDICTS: Final = "urn:kg:verdicts:"
# No IRI has one.
_BETWEEN: Final = " "
_TEXT: Final = NamedNode("urn:kg:query-text")
_ROWS: Final = NamedNode("urn:kg:query-rows")
_FORMAT: Final = QueryResultsFormat.TSV


def results(store: Store, texts: Iterable[str]) -> Iterator[Triple]:
    """Yield what some queries find, each with its text, but for what is too large to keep."""
    known: set[NamedNode] = set()
    for text in texts:
        node, rows = _named(text), None
        with suppress(KgError):  # whoever asks it is told
            rows = store.select(text).serialize(format=_FORMAT)
        if rows is not None and len(rows) <= LARGEST and node not in known:
            known.add(node)
            yield Triple(node, _TEXT, Literal(text))
            yield Triple(node, _ROWS, Literal(rows.decode()))


def kept_result(engine: Engine, graph: NamedNode, text: str) -> QuerySolutions | None:
    """Return what a query found when the snapshot was made; None where that is not kept in this graph."""
    node = _named(text)
    for asked in engine.quads_for_pattern(node, _TEXT, None, graph):
        if asked.object.value == text:  # type: ignore[union-attr]  # a literal
            (kept,) = engine.quads_for_pattern(node, _ROWS, None, graph)
            rows = parse_query_results(kept.object.value, _FORMAT)  # type: ignore[union-attr]
            assert isinstance(rows, QuerySolutions)
            return rows
    return None


def verdicts(policy: str, passed: Iterable[str]) -> Triple:
    """Return which relations a policy lets through in one text: each is a look-up of its own where it stands alone."""
    return Triple(NamedNode(_VERDICTS + policy), _ROWS, Literal(_BETWEEN.join(sorted(passed))))


def kept_verdicts(engine: Engine, graph: NamedNode, policy: str) -> frozenset[str] | None:
    """Return which relations a policy lets through, by IRI; None where that is not kept in this graph."""
    for kept in engine.quads_for_pattern(NamedNode(_VERDICTS + policy), _ROWS, None, graph):
        return frozenset(kept.object.value.split(_BETWEEN)) - {""}  # type: ignore[union-attr]  # a literal
    return None


def _named(text: str) -> NamedNode:
    return NamedNode(f"{_QUERY}{crc32(text.encode()):08x}")
