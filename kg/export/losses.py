"""What an export leaves out beside relations: things without a name or a tie, and directions of texts."""

from __future__ import annotations

from typing import Final

from kg.export.view import View
from kg.store import Store, named_query

# The forms of RDF that we write ourselves, without the directions of texts that RDF 1.2 has.
_UNDIRECTED: Final = ("ttl", "ttl12", "trig")


def losses(view: View, format_: str, *, ties_only: bool) -> list[str]:
    """Return, in words, what a format does not take along of the graph of a view."""
    notes = []
    if nameless := _count(view.store, "nameless"):
        notes.append(f"{_words(nameless, 'statement')} about things without a name, blank nodes or triples")
    if format_ in _UNDIRECTED and (directed := _count(view.store, "directed")):
        notes.append(f"the direction of {_words(directed, 'text')}; nt keeps it")
    if ties_only and not view.request.focus and not view.request.filters and (untied := _count(view.store, "untied")):
        notes.append(f"{untied} {'entity' if untied == 1 else 'entities'} without any tie")
    return notes


def _count(store: Store, name: str) -> int:
    (row,) = store.select(named_query(name))
    return int(row["count"].value)


def _words(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
