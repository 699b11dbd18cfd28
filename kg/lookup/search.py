"""Finding entities by any name, in any script, with a typing error if need be."""

from dataclasses import dataclass
from typing import Final

from kg.errors import InputError
from kg.lookup.entities import read_entities
from kg.model.names import latin_key, search_key
from kg.model.records import Entity, Json
from kg.store import Store, named_query

# How a name was found, the surest first. A guess is within one typing error, of the whole name or in each word.
_WAYS: Final = ("exact", "words", "part", "guess", "guess")
_GUESS: Final = _WAYS.index("guess")
# Whole words, else beginnings of words, else guesses: a surer way leaves out the less sure ones.
_STEPS: Final = (_WAYS.index("words"), _WAYS.index("part"), len(_WAYS) - 1)


@dataclass(frozen=True, slots=True)
class Match:
    """An entity that a text may mean, the name by which it was found, and how: exact, words, part or guess."""

    entity: Entity
    name: str
    how: str

    def as_json(self) -> Json:
        """Return the record of the match."""
        return {"entity": self.entity.as_json(), "name": self.name, "match": self.how}


def search(store: Store, text: str) -> list[Match]:
    """Return the entities that a text may mean, the surest first.

    Beginnings of words count where no whole word fits, guesses where nothing else does.

    Raises InputError for a text without a letter or a digit.
    """
    wanted = search_key(text)
    if not wanted:
        raise InputError(f"'{text}' has no letter or digit to search for" if text.strip() else "the text is empty")
    latin = latin_key(text)
    found: dict[str, tuple[int, str]] = {}
    for row in store.select(named_query("search_keys")):
        entity, key = row["entity"].value, row["key"].value
        ways = [way for way in (_way(told, key) for told in (wanted, latin)) if way is not None]
        way = min(ways, default=None)
        if way is not None:
            found[entity] = min(found.get(entity, (way, key)), (way, key))
    best = min((way for way, _ in found.values()), default=0)
    last = next(last for last in _STEPS if best <= last)
    found = {entity: fit for entity, fit in found.items() if fit[0] <= last}
    entities = read_entities(store, set(found))
    spelt = _spellings(store, entities)
    matches = [
        (way, Match(entity, spelt.get((entity.id, key), entity.label), _WAYS[way]))
        for entity in entities
        for way, key in (found[entity.id],)
    ]
    return [match for _, match in sorted(matches, key=lambda pair: (pair[0], pair[1].entity.label, pair[1].entity.id))]


def _way(wanted: str, key: str) -> int | None:
    """Return the place in ``_WAYS`` of how a key fits, or None where it does not."""
    if wanted == key:
        return 0
    words, parts = key.split(), wanted.split()
    if all(part in words for part in parts):
        return 1
    if all(any(word.startswith(part) for word in words) for part in parts):
        return 2
    if within_one_edit(wanted, key):
        return _GUESS
    return _GUESS + 1 if all(any(within_one_edit(part, word) for word in words) for part in parts) else None


def within_one_edit(one: str, other: str) -> bool:
    """Say whether one letter added, left out, changed or swapped with the next turns one word into the other.

    Words of fewer than four letters must be the same: too many of them lie that close.

    >>> within_one_edit("aliev", "aliyev"), within_one_edit("yervean", "yerevan"), within_one_edit("nk", "nato")
    (True, True, False)
    """
    if one == other:
        return True
    if min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, of_other = one[start:], other[start:]
    return (
        rest[1:] == of_other
        or rest == of_other[1:]
        or rest[1:] == of_other[1:]
        or (rest[:2] == of_other[1::-1] and rest[2:] == of_other[2:])
    )


def _spellings(store: Store, entities: list[Entity]) -> dict[tuple[str, str], str]:
    """Return the names of entities as they are written, by entity and key; labels before the names of relations."""
    called = [(row["entity"].value, row["name"].value) for row in store.select(named_query("called"))]
    own = [(entity.id, name) for entity in entities for name in (*entity.names, *entity.codes.values())]
    told = [*called, *reversed(own)]
    latin = {(entity, latin_key(name)): name for entity, name in told}
    return latin | {(entity, search_key(name)): name for entity, name in told}
