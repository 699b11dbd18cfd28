"""Finding entities by any name, in any script, with a typing error if need be."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from heapq import nsmallest
from itertools import chain, combinations, pairwise
from typing import Final
from urllib.parse import quote, unquote

from msgspec import Struct
from pyoxigraph import Literal, NamedNode

from kg.errors import InputError
from kg.lookup.entities import read_entities
from kg.model.names import english_key, latin_key, search_key, sounds, sounds_alike, telling
from kg.model.records import Entity
from kg.store import Store, batches, named_query, select_about
from kg.store.embedded import WORD_INDEX
from kg.store.materialised import START_LENGTH, WORD, one_left_out

# How a name was found, the surest first. A guess is within one typing error, of the whole name or in each word.
_WAYS: Final = ("exact", "words", "part", "guess", "guess")
_GUESS: Final = _WAYS.index("guess")
# Whole words, else beginnings of words, else guesses: a surer way leaves out the less sure ones.
_STEPS: Final = (_WAYS.index("words"), _WAYS.index("part"), len(_WAYS) - 1)


# A part of a text that is shorter is a code or a particle: "in" is no India.
_SHORTEST: Final = 3
# A word that is shorter is not taken for a mistyped one: too many words lie that close.
_MISTYPED: Final = 4


class Match(Struct, frozen=True):
    """An entity that a text may mean, the name by which it was found, and how: exact, words, part or guess."""

    entity: Entity
    name: str
    how: str


class Matches(Struct, frozen=True):
    """The entities that a text may mean, the surest first; ``total`` counts those that are not read too."""

    read: list[Match]
    total: int


def search(store: Store, text: str) -> list[Match]:
    """Return all entities that a text may mean, the surest first; raises what ``matches`` does."""
    return matches(store, text).read


def matches(store: Store, text: str, most: int | None = None) -> Matches:
    """Return the entities that a text may mean, the surest first; of more than ``most`` so many, by their names.

    Beginnings of words count where no whole word fits, guesses where nothing else does: mistyped names, those with the
    same consonants in another script, and at last those that are a part of the text.

    Raises InputError for a text without a letter or a digit.
    """
    wanted = search_key(text)
    if not wanted:
        raise InputError(f"'{text}' has no letter or digit to search for" if text.strip() else "the text is empty")
    texts = dict.fromkeys((wanted, latin_key(text)))
    english = english_key(text)
    fits = _fitting(store, texts)
    if not fits and english not in texts:
        fits = _fitting(store, [english])
    # In another script a name is rather spelt by its sounds than a part of what is asked.
    guesses = [partial(_alike, store, text), partial(_inside, store, texts)]
    for guess in guesses if not text.isascii() else reversed(guesses):
        fits = fits or {entity: (_GUESS + 1, key) for entity, key in guess()}
    best = min((way for way, _ in fits.values()), default=0)
    last = next(last for last in _STEPS if best <= last)
    fits = {entity: fit for entity, fit in fits.items() if fit[0] <= last}
    total = len(fits)
    if most is not None and total > most:
        fits = dict(nsmallest(most, fits.items(), key=lambda fit: (fit[1], fit[0])))
    entities = read_entities(store, set(fits))
    spelt = _spellings(store, entities)
    read = [
        (way, Match(entity, spelt.get((entity.id, key), entity.label), _WAYS[way]))
        for entity in entities
        for way, key in (fits[entity.id],)
    ]
    read.sort(key=lambda pair: (pair[0], pair[1].entity.label, pair[1].entity.id))
    return Matches([match for _, match in read], total)


def _fitting(store: Store, texts: Collection[str]) -> dict[str, tuple[int, str]]:
    """Return the entities that the surest step finds by one of these texts, each with how it fits and by which key."""
    fits: dict[str, tuple[int, str]] = {}
    for steps in zip(*(_candidates(store, one) for one in texts), strict=True):
        candidates = list(chain.from_iterable(steps))
        for guessing in (False, True):
            for entity, key in candidates if not fits else ():
                ways = [way for way in (_way(told, key, guessing) for told in texts) if way is not None]
                if ways:
                    fits[entity] = min(fits.get(entity, (len(_WAYS), key)), (min(ways), key))
        if fits:
            break
    return fits


def _alike(store: Store, text: str) -> list[tuple[str, str]]:
    """Return entities, each with a key, that have all words of a text by their consonants, where these are enough.

    Where none has them all, those whose own words all stand in the text.
    """
    asked = sounds(text)
    if not telling(asked):
        return []
    keys = [(entity, key, sounds(key)) for entity, key in _keys(store, named_query("search_keys")) if key.isascii()]
    # What is one name may be written as two words: قره باغ is Karabakh.
    joined = sounds("".join(text.split()))
    return (
        [(entity, key) for entity, key, own in keys if sounds_alike(asked, own)]
        or [(entity, key) for entity, key, own in keys if sounds_alike(joined, own)]
        or [(entity, key) for entity, key, own in keys if telling(own) and sounds_alike(own, asked)]
    )


def _inside(store: Store, texts: Iterable[str]) -> list[tuple[str, str]]:
    """Return entities, each with a key, whose whole name is a part of one of the texts or nearly one of its words."""
    parts = [text.split() for text in texts]
    # Three letters of another script may be four Latin ones, and are as near to too many words.
    words = sorted({word for own in parts[0] if len(own) >= _MISTYPED for word in (own, latin_key(own))})
    runs = {" ".join(own[i:j]) for own in parts for i, j in combinations(range(len(own) + 1), 2)}
    runs = {run for run in runs if len(run) >= _SHORTEST}
    queries = [named_query("search_keys")]
    if store.has_word_index():
        left = sorted({text for word in words for text in (word, *one_left_out(word))})
        near = _like(store, near=[Literal(text) for text in left])
        keys = runs.union(unquote(word.value.removeprefix(WORD)) for counted in near.values() for word, _ in counted)
        queries = [named_query("search_keys", key=batch) for batch in batches([Literal(key) for key in sorted(keys)])]
    return [
        (entity, key)
        for query in queries
        for entity, key in _keys(store, query)
        if key in runs or any(within_one_edit(key, word) for word in words)
    ]


def _candidates(store: Store, wanted: str) -> Iterator[Iterator[tuple[str, str]]]:
    """Yield entities with their keys: those with the words of a text, else with their beginnings, else mistyped ones.

    Each step has all that can fit in its way. Without an index all entities are one step.
    """
    if not store.has_word_index():
        yield _keys(store, named_query("search_keys"))
        return
    parts = wanted.split()
    exact = {part: NamedNode(WORD + quote(part)) for part in parts}
    yield _having(store, _rarest(_like(store, word=exact.values()), {part: {exact[part].value} for part in parts}))
    starts = {part: {part[:START_LENGTH]} for part in parts}
    begun = _like(store, start=[Literal(start) for start in sorted(set().union(*starts.values()))])
    yield _having(store, [word for word in _rarest(begun, starts) if _begins(word, parts)])
    left = {part: {part, *one_left_out(part)} for part in parts}
    # An error may lie in the space between two words, or have put one there.
    merged = [one + other for one, other in pairwise(parts)]
    of_whole = {wanted, *one_left_out(wanted)}.union(*({word, *one_left_out(word)} for word in merged))
    near = _like(store, near=[Literal(text) for text in sorted(of_whole.union(*left.values()))])
    whole = [word for text in of_whole for word, _ in near.get(text, ())]
    yield _having(store, [*_rarest(near, left), *whole])


def _begins(word: NamedNode, parts: Iterable[str]) -> bool:
    return any(unquote(word.value.removeprefix(WORD)).startswith(part) for part in parts)


def _like(store: Store, **given: Iterable[NamedNode | Literal]) -> dict[str, list[tuple[NamedNode, int]]]:
    """Return the words that the index finds by each of these, and how many names have them."""
    words_of: dict[str, list[tuple[NamedNode, int]]] = defaultdict(list)
    for given_, word, count in store.select(named_query("words_like", **given), arrows=WORD_INDEX):
        words_of[given_.value].append((word, int(count.value)))
    return words_of


def _rarest(words_of: dict[str, list[tuple[NamedNode, int]]], parts: dict[str, set[str]]) -> list[NamedNode]:
    """Return the words that fit the part of a text which the fewest names have: each name that fits has one of them."""
    fitting = [{word: count for given in texts for word, count in words_of.get(given, ())} for texts in parts.values()]
    return [*min(fitting, key=lambda words: sum(words.values()))]


def _having(store: Store, words: Iterable[NamedNode]) -> Iterator[tuple[str, str]]:
    for batch in batches(sorted(set(words), key=str)):
        yield from _keys(store, named_query("keys_by_words", word=batch))


def _keys(store: Store, query: str) -> Iterator[tuple[str, str]]:
    rows = store.select(query, arrows=WORD_INDEX if store.has_word_index() else None)
    return ((entity.value, key.value) for entity, key in rows)


def _way(wanted: str, key: str, guessing: bool) -> int | None:
    """Return the place in ``_WAYS`` of how a key fits, by a guess only where one is wanted; None where it does not."""
    if wanted == key:
        return 0
    words, parts = key.split(), wanted.split()
    if all(part in words for part in parts):
        return 1
    if all(any(word.startswith(part) for word in words) for part in parts):
        return 2
    if not guessing:
        return None
    if within_one_edit(wanted, key):
        return _GUESS
    return _GUESS + 1 if all(any(within_one_edit(part, word) for word in words) for part in parts) else None


def within_one_edit(one: str, other: str) -> bool:
    """Say whether one letter added, left out, changed or swapped with the next turns one word into the other.

    Words of fewer than four letters must be the same.

    >>> within_one_edit("aliev", "aliyev"), within_one_edit("yervean", "yerevan"), within_one_edit("nk", "nato")
    (True, True, False)
    """
    if one == other:
        return True
    if min(len(one), len(other)) < _MISTYPED or abs(len(one) - len(other)) > 1:
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
    called = [
        (entity.value, name.value)
        for entity, name in select_about(store, "called", "entity", (entity.id for entity in entities))
    ]
    own = [(entity.id, name) for entity in entities for name in (*entity.names, *entity.codes.values())]
    told = [*called, *reversed(own)]
    latin = {(entity, latin_key(name)): name for entity, name in told}
    return latin | {(entity, search_key(name)): name for entity, name in told}
