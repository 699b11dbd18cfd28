"""What the shell completes: entities by slug, and the terms of the ontology.

A click type carries it, so that an option or an argument says once what it takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from kg.graph import KnowledgeGraph
from kg.model.names import search_key
from kg.store import named_query
from kg.terms import local_name

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class EntityName(click.ParamType[str]):
    """The name of an entity; the shell completes slugs, from the beginning of any word of any name."""

    name = "name"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the slugs of the entities that have a name with a word that begins so."""
        key = search_key(incomplete)
        found: dict[str, str] = {}
        for row in KnowledgeGraph.load().store.select(named_query("search_keys")):
            slug = local_name(row["entity"].value)
            if slug.startswith(incomplete.lower()) or f" {row['key'].value}".find(f" {key}") >= 0:
                found.setdefault(slug, row["key"].value)
        return _items(sorted(found, key=lambda slug: (not slug.startswith(incomplete.lower()), slug)))


class TermName(click.ParamType[str]):
    """The local name of a term; ``query`` names the query that returns those there are, as ``?term``."""

    name = "term"

    def __init__(self, query: str) -> None:
        self.query = query

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the terms that begin so, in any case."""
        rows = KnowledgeGraph.load().store.select(named_query(self.query))
        names = sorted({local_name(row["term"].value) for row in rows})
        return _items(name for name in names if name.lower().startswith(incomplete.lower()))


def _items(names: Iterable[str]) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem  # wanted by the shell only

    return [CompletionItem(name) for name in names]


ENTITY = EntityName()
