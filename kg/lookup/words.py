"""The words of relations in which a text or a name stands: qualifiers, texts at their ends, and notes of claims."""

import re
from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal

from kg.model.records import Entity, EntityRef, Relation, Text
from kg.session.session import Session
from kg.store import Store, named_query

# A shorter text is a code or a particle.
_SHORTEST: Final = 3
# In a store of more triples texts are not looked through for a name that is found.
_LOOKED_THROUGH: Final = 200_000


def words_said(store: Store, text: str) -> dict[str, str]:
    """Return the relations in whose words a text stands, from the beginning of a word on, each with these words.

    Names aside, a relation has words in its qualifier, in the text at its end and in the notes of its claims. The
    plural of the last word finds the singular too.
    """
    told = " ".join(text.lower().split())
    if len(told.split(" ")[-1]) > _SHORTEST and not told.endswith("ss"):
        told = told.removesuffix("s")
    if len(told) < _SHORTEST:
        return {}
    fits = re.compile(rf"(?<!\w){re.escape(told)}", re.IGNORECASE)
    words_of: dict[str, str] = {}
    for relation, words in store.select(named_query("words_said", text=[Literal(told)])):
        if fits.search(words.value):
            words_of.setdefault(relation.value, words.value)
    return words_of


def naming_words(session: Session, entity: Entity | EntityRef) -> set[str]:
    """Return the relations in whose words the label of an entity stands, by IRI.

    All texts are looked through, so that of a large store nothing is returned.
    """
    size = session.store.size
    return {*words_said(session.store, entity.label)} if size is None or size <= _LOOKED_THROUGH else set()


def named_in(session: Session, entity: Entity | EntityRef, relations: Iterable[str]) -> list[Relation]:
    """Return those of some relations in whose text or qualifier the label of an entity is a word, no ties of it."""
    fits = re.compile(rf"(?<!\w){re.escape(entity.label)}(?!\w)", re.IGNORECASE)  # also of one that ends in a sign
    return [
        relation
        for relation in session.read_some(relations)
        if fits.search(
            f"{relation.object.value if isinstance(relation.object, Text) else ''} {relation.qualifier or ''}"
        )
        and entity.id not in (end.id for end in _ends(relation))
    ]


def _ends(relation: Relation) -> list[EntityRef]:
    ends = (relation.subject, relation.object, relation.used_by)
    return [end for end in ends if isinstance(end, EntityRef)]
