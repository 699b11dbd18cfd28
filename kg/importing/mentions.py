"""Which known entities a sentence names: by any of their names, in any script, the longest name first."""

import re
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from msgspec import Struct

from kg.model.names import latin_key, search_key
from kg.store import Store, named_query
from kg.terms import local_name

_WORD: Final = re.compile(r"[^\s,;:!?()\[\]{}«»“”„\"/–—]+")
_ACRONYM: Final = re.compile(r"(?:\w\.)+\w?")
_APOSTROPHE: Final = re.compile(r"['’ʼ‘`].*$")
# Codes of states are no words of a text: US is one, and so is IS.
_CODE: Final = 3
# How many letters an inflected name and a known one must begin with, and how long its ending may be.
_START: Final = 4
_ENDING: Final = 3


class Mention(Struct, frozen=True):
    """What a sentence names: the words, and the slugs of the entities that they may mean; ``label`` is that of one."""

    words: str
    slugs: tuple[str, ...]
    label: str

    def __str__(self) -> str:
        """Return it as it stands in a sheet: the label of the entity, or the words with all that they may mean."""
        return self.label if len(self.slugs) == 1 else f"{self.words} ({' or '.join(self.slugs)}?)"


class _Name(Struct, frozen=True):
    """A name by its words as they are looked up; ``capital`` and ``capitals`` say how it is written."""

    words: tuple[str, ...]
    capital: bool
    capitals: bool


class _Token(Struct, frozen=True):
    """A word of a text, and the keys that it may have."""

    text: str
    keys: frozenset[str]


class Mentions:
    """The names of all entities in a store, to be found in sentences."""

    def __init__(self, store: Store) -> None:
        self._levels: dict[_Name, dict[str, int]] = defaultdict(dict)
        self._by_first: dict[str, set[_Name]] = defaultdict(set)
        self._by_start: dict[str, set[_Name]] = defaultdict(set)
        self._labels: dict[str, str] = {}
        for row in store.select(named_query("entity_names")):
            slug, name, level = local_name(row["entity"].value), row["name"].value, int(row["level"].value)
            if level == 1 and (slug not in self._labels or (row["name"].language or "") == "en"):
                self._labels[slug] = name
            if level < _CODE:
                for key in {search_key(name), latin_key(name)} - {""}:
                    self._add(key, name, slug, level)

    def __len__(self) -> int:
        """Return how many entities have names."""
        return len(self._labels)

    def _add(self, key: str, name: str, slug: str, level: int) -> None:
        letters = [sign for sign in name if sign.isalpha()]
        if not letters:
            return
        short = len(letters) < 6
        known_name = _Name(tuple(key.split()), letters[0].isupper(), short and all(sign.isupper() for sign in letters))
        known = self._levels[known_name]
        known[slug] = min(level, known.get(slug, level))
        self._by_first[known_name.words[0]].add(known_name)
        if not known_name.words[0].isascii():
            self._by_start[known_name.words[0][:_START]].add(known_name)

    def of(self, sentence: str) -> list[Mention]:
        """Return what a sentence names, each thing once, in the order of its words."""
        tokens = _tokens(sentence)
        mentions: dict[tuple[str, ...], Mention] = {}
        start = 0
        while start < len(tokens):
            names = self._fitting(tokens, start)
            if not names:
                start += 1
                continue
            length = len(names[0].words)
            words = " ".join(token.text for token in tokens[start : start + length])
            slugs = self._slugs(names)
            mentions.setdefault(slugs, Mention(words, slugs, self._labels.get(slugs[0], words)))
            start += length
        return list(mentions.values())

    def _fitting(self, tokens: list[_Token], first: int) -> list[_Name]:
        """Return the longest names that begin at a word: as they are written, else as they are inflected."""
        keys = tokens[first].keys
        names = {name for key in keys for name in self._by_first.get(key, ()) if _fits(name, tokens, first, keyed)}
        if not names:
            starts = {key[:_START] for key in keys if not key.isascii()}
            near = {name for start in starts for name in self._by_start.get(start, ())}
            names = {name for name in near if _fits(name, tokens, first, inflected)}
        most = max(((len(name.words), len(" ".join(name.words))) for name in names), default=(0, 0))
        return [name for name in names if len(name.words) == most[0]]

    def _slugs(self, names: list[_Name]) -> tuple[str, ...]:
        """Return the entities that bear these names: as a label if any does, else as an alias."""
        levels: dict[str, int] = {}
        for name in names:
            for slug, level in self._levels[name].items():
                levels[slug] = min(level, levels.get(slug, level))
        first = min(levels.values())
        return tuple(sorted(slug for slug, level in levels.items() if level == first))


def keyed(word: str, token: _Token) -> bool:
    """Say whether a word of a text is that of a name."""
    return word in token.keys


def inflected(word: str, token: _Token) -> bool:
    """Say whether a word of a text may be that of a name with another ending, as in Russian or Armenian.

    Only scripts that have capitals are read so, Latin not: there, what ends otherwise is mostly another word.
    """
    if keyed(word, token):
        return True
    if word.isascii() or not token.text[:1].isupper():
        return False
    for key in token.keys:
        same = next((n for n, (a, b) in enumerate(zip(word, key, strict=False)) if a != b), min(len(word), len(key)))
        if same >= _START and len(word) - same <= 1 and len(key) - same <= _ENDING:
            return True
    return False


def _fits(name: _Name, tokens: list[_Token], start: int, fits: Callable[[str, _Token], bool]) -> bool:
    if start + len(name.words) > len(tokens):
        return False
    those = tokens[start : start + len(name.words)]
    if not all(fits(word, token) for word, token in zip(name.words, those, strict=True)):
        return False
    first = next((sign for sign in those[0].text if sign.isalpha()), "")
    if name.capital and first.islower():
        return False
    return not name.capitals or all(token.text == token.text.upper() for token in those)


def _tokens(sentence: str) -> list[_Token]:
    tokens = []
    for match in _WORD.finditer(sentence):
        for part in re.split(r"[-‐‑.](?=\w)", match[0]) if not _ACRONYM.fullmatch(match[0]) else [match[0]]:
            keys = _keys(part)
            if keys:
                tokens.append(_Token(part.strip("."), keys))
    return tokens


@lru_cache(maxsize=65536)
def _keys(word: str) -> frozenset[str]:
    """Return the keys of a word: as it is, in Latin letters, and without what follows an apostrophe (Turkey's)."""
    texts = {word, _APOSTROPHE.sub("", word)}
    if _ACRONYM.fullmatch(word):
        texts = {word.replace(".", "")}
    keys = {key for text in texts for key in (search_key(text), latin_key(text))}
    return frozenset(key for key in keys if key and " " not in key)
