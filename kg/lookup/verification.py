"""Comparing a reader's own copy of a source with the passages that were cited."""

from pathlib import Path

from msgspec import Struct

from kg.errors import InputError
from kg.lookup.relations import relations
from kg.model.articles import article_paragraphs
from kg.model.names import search_key
from kg.model.passages import digest
from kg.model.records import Claim, EntityRef, Relation, Source, Text
from kg.question import Question
from kg.session.reading import read_sources
from kg.session.session import Session
from kg.store import Store, named_query


class Unmentioned(Struct, frozen=True):
    """A claim whose cited paragraphs name neither end of its relation by any known name."""

    relation: Relation
    claim: Claim

    @property
    def claim_id(self) -> str:
        """Return the IRI of the claim."""
        return self.claim.id

    @property
    def paragraphs(self) -> tuple[int, ...]:
        """Return the paragraphs that the claim cites."""
        return self.claim.paragraphs


class Verification(Struct, frozen=True):
    """Which passages of a source a copy has, letter for letter, and which it lacks or has changed."""

    source: Source
    matching: tuple[int, ...]
    missing: tuple[int, ...]
    unmentioned: tuple[Unmentioned, ...] | None


def verify(store: Store, copy: Path, *, mentions: bool = False) -> Verification:
    """Compare a copy with the source of which it has most passages.

    The copy is a text, an HTML page or a PDF file. A passage is found by its digest wherever it stands, so that one
    paragraph left out spoils no other. With ``mentions`` the claims are listed whose cited paragraphs name neither end
    of the relation. Raises DataError for a file that cannot be read, InputError for one that has no passage of any
    source.
    """
    own = {digest(paragraph): paragraph for paragraph in article_paragraphs(copy)}
    passages: dict[str, dict[int, str]] = {}
    for row in store.select(named_query("digests")):
        passages.setdefault(row["source"].value, {})[int(row["paragraph"].value)] = row["digest"].value
    best = max(passages, key=lambda iri: (sum(d in own for d in passages[iri].values()), iri), default=None)
    if best is None or not any(d in own for d in passages[best].values()):
        raise InputError(f"{copy}: no paragraph of it is a passage of a source in the graph")
    held = {number: own[known] for number, known in passages[best].items() if known in own}
    return Verification(
        source=read_sources(store, [best])[best],
        matching=tuple(sorted(held)),
        missing=tuple(sorted(set(passages[best]) - set(held))),
        unmentioned=tuple(_unmentioned(store, best, held)) if mentions else None,
    )


def _unmentioned(store: Store, source: str, held: dict[int, str]) -> list[Unmentioned]:
    """Return the claims whose paragraphs the copy has and that name neither end of their relation."""
    texts = {number: f" {search_key(text)} " for number, text in held.items()}
    names: dict[str, set[str]] = {}
    for row in store.select(named_query("known_names")):
        names.setdefault(row["entity"].value, set()).add(search_key(row["name"].value))
    unmentioned = []
    for relation in relations(Session(store, Question("relations"))):
        keys = _keys(relation, names)
        for claim in relation.claims:
            cited = [texts[number] for number in claim.paragraphs if number in texts]
            if claim.source.id == source and cited and not any(f" {key}" in text for key in keys for text in cited):
                unmentioned.append(Unmentioned(relation, claim))
    return unmentioned


def _keys(relation: Relation, names: dict[str, set[str]]) -> set[str]:
    ends = [relation.subject, relation.object]
    keys = {key for end in ends if isinstance(end, EntityRef) for key in names.get(end.id, ())}
    keys |= {search_key(end.value) for end in ends if isinstance(end, Text)}
    return {key for key in keys if key}


__all__ = ["Unmentioned", "Verification", "verify"]
