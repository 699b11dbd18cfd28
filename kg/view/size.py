"""How much there is, in the same words on every page: ties, the names that they tie, and the sources behind them."""

from __future__ import annotations

from collections.abc import Collection

from kg.model.records import EntityRef, Relation


def size(relations: Collection[Relation]) -> str:
    """Return how many ties there are, of how many names, from how many sources."""
    ends = (end for relation in relations for end in (relation.subject, relation.object))
    names = {end.id for end in ends if isinstance(end, EntityRef)}
    sources = {claim.source.id for relation in relations for claim in relation.claims}
    return f"{_count(relations, 'tie')} of {_count(names, 'name')} from {_count(sources, 'source')}"


def _count(things: Collection[object], noun: str) -> str:
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"
