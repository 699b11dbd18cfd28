"""What a snapshot keeps beside what files say, worked out while nobody waits: verdicts, pieces and results."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import Final

from pyoxigraph import Triple

from kg.errors import KgError
from kg.policy import passing
from kg.session.pieces import PIECES, RELATION, THING, piece
from kg.session.reading import Reader
from kg.session.resolve import LAST_NAME_KEY, SEARCH_KEY
from kg.session.statements import properties
from kg.store import EmbeddedStore, Store, named_query
from kg.store.queries import whole_graph_queries
from kg.store.results import RESULTS, results, verdicts

_KEYS: Final = (SEARCH_KEY, LAST_NAME_KEY)
# So many relations or things are read at once.
_MANY: Final = 1000
# In a graph of more triples, what is listed of all of it is asked when it is wanted: nobody asks for all of it.
_MOST: Final = 500_000


def work_out(store: EmbeddedStore, questions: Iterable[str]) -> list[tuple[str, Iterator[Triple]]]:
    """Work out what the dossier's own policy lets through, by which most answers are marked; return graphs by name.

    These are worked out as they are written: those of pieces and, of a graph that is not too large, of what the queries
    about all of it and these ``questions`` find.
    """
    kept: list[Triple] = []
    with suppress(KgError):  # a dossier may name a policy that cannot be read: whoever asks by it is told
        kept.append(verdicts(store.dossier.policy, passing(store, store.dossier.policy)))
    graphs = [(PIECES, _pieces(store))]
    if len(store.engine) <= _MOST:
        graphs.append((RESULTS, chain(kept, results(store, chain(whole_graph_queries(), questions)))))
    return graphs


def _pieces(store: Store) -> Iterator[Triple]:
    for some in _some(store, "relations"):
        statements = Reader(store).statements(some)
        for iri, stated in statements.relations.items():
            yield piece(iri, RELATION, stated, statements.claims[iri])
    for some in _some(store, "things"):
        for iri, stated in properties(store, some).items():
            yield piece(iri, THING, {name: values for name, values in stated.items() if name not in _KEYS})


def _some(store: Store, query: str) -> Iterator[list[str]]:
    names = iter(sorted(thing.value for (thing,) in store.select(named_query(query))))
    while some := list(islice(names, _MANY)):
        yield some
