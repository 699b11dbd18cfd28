"""What the shell completes: entities by slug, and the terms of the ontology, of the data that the line names.

A click type carries it, so that an option or an argument says once what it takes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from kg.errors import KgError
from kg.graph import KnowledgeGraph
from kg.lookup.completion import entity_slugs, term_names
from kg.store import Store

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class EntityName(click.ParamType[str]):
    """The name of an entity; the shell completes slugs, from the beginning of any word of any name."""

    name = "name"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the slugs of the entities that have a name with a word that begins so."""
        return _items(ctx, lambda store: entity_slugs(store, incomplete))


class TermName(click.ParamType[str]):
    """The local name of a term; ``query`` names the query that returns those there are, as ``?term``."""

    name = "term"

    def __init__(self, query: str) -> None:
        self.query = query

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the terms that begin so, in any case."""
        return _items(ctx, lambda store: term_names(store, self.query, incomplete))


def _items(ctx: click.Context, find: Callable[[Store], list[str]]) -> list[CompletionItem]:
    """Return what is found in the data that ``--data`` and ``--dataset`` name; nothing where they cannot be read."""
    from click.shell_completion import CompletionItem  # wanted by the shell only

    try:
        store = ctx.params.get("store")
        graph = (
            KnowledgeGraph.at(store)
            if store
            else KnowledgeGraph.open(ctx.params.get("data"), ctx.params.get("datasets") or ())
        )
    except KgError:
        return []
    return [CompletionItem(name) for name in find(graph.store)]


ENTITY = EntityName()
