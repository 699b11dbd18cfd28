"""What a word that somebody begins to type can become: entities by any of their names, and terms."""

from kg.model.names import search_key
from kg.store import Store, named_query
from kg.terms import local_name


def entity_slugs(store: Store, start: str) -> list[str]:
    """Return the slugs of the entities that have a name with a word that begins so; slugs that do come first."""
    key, slug_start = search_key(start), start.lower()
    slugs = {
        slug
        for row in store.select(named_query("search_keys"))
        if (slug := local_name(row["entity"].value)).startswith(slug_start) or f" {key}" in f" {row['key'].value}"
    }
    return sorted(slugs, key=lambda slug: (not slug.startswith(slug_start), slug))


def term_names(store: Store, query: str, start: str) -> list[str]:
    """Return the local names of the terms, of those that a named query returns as ``?term``, that begin so."""
    names = {local_name(row["term"].value) for row in store.select(named_query(query))}
    return sorted(name for name in names if name.lower().startswith(start.lower()))
