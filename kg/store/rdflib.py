"""The graph as rdflib sees it."""

from typing import cast

import rdflib
from oxrdflib import OxigraphStore

from kg.errors import InputError
from kg.store.base import Store
from kg.store.embedded import EmbeddedStore


def dataset(store: Store) -> rdflib.Dataset:
    """Return an rdflib Dataset over the engine of a store in memory, without a copy.

    Its default graph is the whole graph; the arrows of policies stand in graphs of their own and are not in it.

    Raises InputError for a store that is elsewhere.
    """
    if not isinstance(store, EmbeddedStore):
        raise InputError("rdflib reads a store in memory only: load the graph from its files")
    view = rdflib.Dataset(store=cast("rdflib.store.Store", OxigraphStore(store=store.engine)), default_union=False)
    for prefix, namespace in store.dossier.names.prefixes.items():
        view.bind(prefix, namespace)
    return view
