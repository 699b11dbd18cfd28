"""Names of a query from outside that nothing has: why it finds nothing, and what may have been meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryTriples

from kg.policy import NO_POLICY, WIDEST
from kg.store import Answer, Store, batches, named_query
from kg.store.sparql import named
from kg.terms import BASE, RDF, Names

_MOST: Final = 3
# A query can be made to name thousands that nothing has.
_FEW: Final = 10


def unknown_terms(store: Store, text: str) -> list[str]:
    """Return, in words, which terms of the project's own namespaces a query names that the store does not know."""
    names = store.dossier.names
    own = {prefix: iri for prefix, iri in names.prefixes.items() if iri.startswith((BASE, names.base))}
    own.pop("policy", None)  # its names are those of graphs
    asked = [iri for iri in named(text, names.prefixes) if any(_local(iri, space) for space in own.values())]
    unknown = []
    for batch in batches([NamedNode(iri) for iri in asked]):
        unknown += [term.value for (term,) in store.select(named_query("unknown", term=batch))]
    told = [f"nothing is called {names.compact(iri)}{_nearest(store, iri, own, names)}" for iri in unknown[:_FEW]]
    return told if len(unknown) <= _FEW else [*told, f"nor are {len(unknown) - _FEW} other names of the query there"]


def left_to_claims(store: Store, text: str, policy: str) -> list[str]:
    """Return what to say of a query that finds no plain arrow by a policy, where claims may tell of such a tie.

    That is nothing for one that asks for the statements themselves, of which no policy chooses.
    """
    asked = named(text, store.dossier.names.prefixes)
    if policy == WIDEST or f"{RDF}predicate" in asked:
        return []
    types = {term.value for term, _ in store.select(named_query("relation_types"))}
    asked = [iri for iri in asked if iri in types]
    if not asked:
        return []
    name = store.dossier.names.compact(asked[0])
    if policy == NO_POLICY:
        return [
            f"without a policy no tie has a plain arrow such as {name}: --policy {WIDEST} takes whatever is affirmed"
        ]
    return [f"no arrow {name} passes there: --policy {WIDEST} takes whatever somebody affirms"]


def finds_nothing(answer: Answer) -> bool:
    """Say whether an answer is no, has no row and no triple, or is one row that counts none."""
    if isinstance(answer, QueryBoolean):
        return not answer
    if isinstance(answer, QueryTriples):
        return next(answer, None) is None
    row = next(answer, None)
    if row is None:
        return True
    counted = all(value is None or (isinstance(value, Literal) and value.value in ("", "0")) for value in row)
    return counted and next(answer, None) is None


def _local(iri: str, namespace: str) -> str:
    return iri.removeprefix(namespace) if iri.startswith(namespace) else ""


def _nearest(store: Store, iri: str, own: dict[str, str], names: Names) -> str:
    """Return which names may have been meant, as the end of a message."""
    space = max((space for space in own.values() if iri.startswith(space)), key=len)
    known = {_local(term, space): term for term in _known(store, space)}
    close = difflib.get_close_matches(_local(iri, space), known, _MOST)
    return f"; the nearest are: {', '.join(names.compact(known[word]) for word in close)}" if close else ""


def _known(store: Store, namespace: str) -> Iterator[str]:
    for (term,) in store.select(named_query("named_like", namespace=[Literal(namespace)])):
        if term.value != namespace:
            yield term.value
