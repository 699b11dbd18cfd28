"""What a snapshot keeps beside what files say, worked out while nobody waits: verdicts and pieces."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Final

from pyoxigraph import Triple

from kg.errors import KgError
from kg.policy import passing
from kg.session.pieces import PIECES, RELATION, THING, piece
from kg.session.reading import Reader
from kg.session.resolve import SEARCH_KEY
from kg.session.statements import properties
from kg.store import Store, named_query

# So many relations or things are read at once.
_MANY: Final = 1000


def work_out(store: Store) -> list[tuple[str, Iterator[Triple]]]:
    """Work out what the dossier's own policy lets through, by which most answers are marked; return graphs by name.

    These are worked out as they are written: those of pieces.
    """
    with suppress(KgError):  # a dossier may name a policy that cannot be read: whoever asks by it is told
        passing(store, store.dossier.policy)
    return [(PIECES, _pieces(store))]


def _pieces(store: Store) -> Iterator[Triple]:
    for some in _some(store, "relations"):
        statements = Reader(store).statements(some)
        for iri, stated in statements.relations.items():
            yield piece(iri, RELATION, stated, statements.claims[iri])
    for some in _some(store, "things"):
        for iri, stated in properties(store, some).items():
            yield piece(iri, THING, {name: values for name, values in stated.items() if name != SEARCH_KEY})


def _some(store: Store, query: str) -> Iterator[list[str]]:
    names = iter(sorted(thing.value for (thing,) in store.select(named_query(query))))
    while some := list(islice(names, _MANY)):
        yield some
