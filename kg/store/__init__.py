"""The graph and the queries that it answers."""

from kg.store.base import Answer, Store, Term
from kg.store.embedded import EmbeddedStore
from kg.store.queries import batches, bind, named_query, select_about

__all__ = ["Answer", "EmbeddedStore", "Store", "Term", "batches", "bind", "named_query", "select_about"]
