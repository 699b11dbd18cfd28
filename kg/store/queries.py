"""Queries are files: ``kg/queries/NAME.rq`` says what, this module fills in for whom.

A parameter is written ``$name`` and stands where a term or a list of terms may stand, after ``IN (`` with commas
between them. A line ``# if $name: PATTERN`` joins in where the parameter is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from kg.errors import InputError
from kg.resources import names_in, text_of
from kg.terms import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import QuerySolution

    from kg.store.base import Store

# No text of a query is longer than this many characters, whatever it asks for: servers refuse long ones.
LONGEST: Final = 16_000
# What a query file says besides its list of terms, at most.
_REST: Final = 2_500
_CONDITION: Final = re.compile(r"^(\s*)# if \$(\w+): (.*)$", re.MULTILINE)
_PARAMETER: Final = re.compile(r"\$(\w+)")
_LIST: Final = re.compile(r"(?<=IN \()\$(\w+)(?=\))")
_IRI: Final = re.compile(r"(.*[/#])([A-Za-z_](?:[\w-]*\w)?)", re.ASCII)
_PREFIX_OF: Final = {namespace: prefix for prefix, namespace in PREFIXES.items()}
_NOWHERE: Final = "urn:kg:nothing"

Term = NamedNode | Literal


def named_query(name: str, /, **parameters: Term | Iterable[Term] | None) -> str:
    """Return the text of ``kg/queries/NAME.rq`` with its parameters filled in; raises what ``bind`` does."""
    return _bound(text_of("queries", f"{name}.rq"), term_text, parameters)


def bind(text: str, /, **parameters: Term | Iterable[Term] | None) -> str:
    """Return a query with its parameters filled in.

    A parameter that is None is not given. An empty list is given and holds nothing, so that nothing is found by it.
    Raises InputError for a parameter that the query does not have.
    """
    return _bound(text, str, parameters)


def _bound(text: str, written: Callable[[Term], str], parameters: Mapping[str, Term | Iterable[Term] | None]) -> str:
    given: dict[str, list[str]] = {}
    for name, value in parameters.items():
        if name not in _names(text):
            raise InputError(f"the query has no parameter ${name}; it has: {', '.join(sorted(_names(text))) or 'none'}")
        if value is not None:
            terms = [value] if isinstance(value, NamedNode | Literal) else value
            given[name] = [*map(written, terms)] or [f"<{_NOWHERE}>"]
    chosen = _CONDITION.sub(lambda match: match[1] + (match[3] if match[2] in given else ""), text)
    chosen = _LIST.sub(lambda match: ", ".join(given.get(match[1], [match[0]])), chosen)
    bound = _PARAMETER.sub(lambda match: " ".join(given.get(match[1], [match[0]])), chosen)
    prefixes = {term.partition(":")[0] for terms in given.values() for term in terms if term[0] not in '<"'}
    lacking = sorted(prefix for prefix in prefixes & PREFIXES.keys() if f"PREFIX {prefix}:" not in text)
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in lacking) + bound


def whole_graph_queries() -> Iterator[str]:
    """Yield the text of each of these queries that can be asked for nobody in particular."""
    for name in names_in("queries", "rq"):
        text = named_query(name)
        if not _names(text):
            yield text


@cache
def _names(text: str) -> frozenset[str]:
    return frozenset(_PARAMETER.findall(text))


def term_text(term: Term) -> str:
    """Return a term as queries write it: an IRI by a prefix that every query knows, where it has one.

    >>> term_text(NamedNode(PREFIXES["entity"] + "turkey"))
    'entity:turkey'
    """
    if isinstance(term, NamedNode):
        match = _IRI.fullmatch(term.value)
        if match is not None and match[1] in _PREFIX_OF:
            return f"{_PREFIX_OF[match[1]]}:{match[2]}"
    return str(term)


def batches(terms: Sequence[Term], uses: int = 1) -> Iterator[list[Term]]:
    """Yield terms in lists that each fit into a query, which uses each of them so many times."""
    room = (LONGEST - _REST) // uses
    batch: list[Term] = []
    size = 0
    for term in terms:
        length = len(term_text(term)) + 1
        if batch and size + length > room:
            yield batch
            batch, size = [], 0
        batch.append(term)
        size += length
    if batch:
        yield batch


def select_about(store: Store, query: str, parameter: str, iris: Iterable[str] | None) -> Iterator[QuerySolution]:
    """Yield the rows of a query for each of these things, or of all, in texts that are not too long.

    For rows that are about one thing each. Servers refuse longer texts, and above 1,000 values the engine turns the
    order of its joins around, so that what took tenths of a second takes hours.
    """
    if iris is None:
        yield from store.select(named_query(query))
        return
    for batch in batches([NamedNode(iri) for iri in sorted(set(iris))]):
        yield from store.select(named_query(query, **{parameter: batch}))
