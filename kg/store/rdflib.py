"""The graph as rdflib sees it."""

from typing import Any, cast

import rdflib
from oxrdflib import OxigraphStore
from pyoxigraph import Store as Engine

from kg.errors import InputError
from kg.store.base import Store, Unmoved
from kg.store.embedded import EmbeddedStore
from kg.store.sparql import check_loads, check_reach


class _Closed:
    """What stands in the place of an engine that was let go."""

    def __getattr__(self, name: str) -> Any:
        raise InputError("the dataset is closed: graph.rdflib() gives another one")


class _Bounded(Unmoved, OxigraphStore):
    """A store whose queries and updates reach no other machine, as those of the graph do."""

    def close(self, commit_pending_transaction: bool = False) -> None:
        """Let the engine go, which is the graph's own; closing again does nothing."""
        self._store = cast("Engine", _Closed())

    def query(self, query: Any, *args: Any, **named: Any) -> Any:
        """Answer a query, or leave a prepared one to rdflib; raises InputError for one that would reach elsewhere."""
        check_reach(_text(query))
        return super().query(query, *args, **named)

    def update(self, update: Any, *args: Any, **named: Any) -> None:
        """Do an update, or leave a prepared one to rdflib; raises InputError for one that would reach elsewhere."""
        check_reach(_text(update))
        check_loads(_text(update))
        super().update(update, *args, **named)


def _text(asked: Any) -> str:
    """Return the text of a query or an update, also of one that rdflib has parsed before."""
    return asked if isinstance(asked, str) else str(getattr(asked, "_original_args", ("",))[0])


def dataset(store: Store) -> rdflib.Dataset:
    """Return an rdflib Dataset over the engine of a store in memory, without a copy.

    Its default graph is the whole graph; the arrows of policies stand in graphs of their own and are not in it.

    What it is asked reaches no other machine. Raises InputError for a store that is elsewhere.
    """
    if not isinstance(store, EmbeddedStore):
        raise InputError("rdflib reads a store in memory only: load the graph from its files")
    view = rdflib.Dataset(store=cast("rdflib.store.Store", _Bounded(store=store.engine)), default_union=False)
    for prefix, namespace in store.dossier.names.prefixes.items():
        view.bind(prefix, namespace)
    return view
