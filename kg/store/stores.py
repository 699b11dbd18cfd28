"""Stores that are kept, by the words that name them: a folder that ``kg load`` has made, or the address of a server."""

from pathlib import Path

from kg.dossier import Dossier, current
from kg.store.base import Store


def is_remote(address: str) -> bool:
    """Say whether a store is elsewhere."""
    return "://" in address


def open_place(address: str) -> tuple[Store, tuple[str, ...]]:
    """Open a store by the current dossier, and return it with the datasets that were chosen when it was loaded.

    Raises DataError where it cannot be opened.
    """
    if is_remote(address):
        from kg.store.remote import RemoteStore

        server = RemoteStore(address, current())
        return server, server.state.datasets if server.state is not None else ()
    from kg.store.bulk import open_store

    store, manifest = open_store(Path(address), current())
    return store, manifest.datasets


def dossier_of_store(address: str) -> Dossier:
    """Return the dossier with which a store was loaded where it is still there, else the current one.

    Raises DataError for a folder that is no store.
    """
    if is_remote(address):
        return current()
    from kg.store.bulk import dossier_in, manifest_of

    return dossier_in(manifest_of(Path(address)))
