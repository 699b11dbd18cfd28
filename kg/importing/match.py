"""Which entities of a dossier may be the same thing, with the reasons, for a person to decide.

An entity that an import made is compared with those of other files. Nothing is merged by being alike, only by what
``kg.validation.decided`` reads.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, product
from pathlib import Path
from typing import Final

from msgspec import Struct, field
from msgspec.structs import asdict
from pyoxigraph import NamedNode, RdfFormat, parse

from kg.dossier import Dossier
from kg.errors import DataError
from kg.importing.names import ALIKE, likeness, within, words_of
from kg.importing.schema import Schema
from kg.model.names import latin_key, search_key
from kg.resources import ENTITIES
from kg.store import EmbeddedStore, named_query
from kg.terms import RDF, local_name
from kg.validation.decided import FILE, Decided, is_imported, read_matches, written

# Reasons, the strongest first, with the words for them.
_WORDS: Final = {
    "address": "same address {}",
    "code": "same code {}",
    "id": "same id {}",
    "name": "same name “{}”",
    "latin": "same name in Latin letters “{}”",
    "near": "near names “{}”",
}
_STRENGTH: Final = {how: rank for rank, how in enumerate(_WORDS)}
# A word that so many names have tells nothing.
_COMMON: Final = 400
_MOST_NEAR: Final = 3
_BRACKETED: Final = re.compile(r"([^()]*[^() ]) \(([^()]+)\)")


class _Entity(Struct):
    """What is compared of an entity; ``file`` is the one in which it stands, ``made`` says that an import wrote it."""

    slug: str
    kind: str
    file: str
    made: bool
    label: str = ""
    names: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)


class Match(Struct, frozen=True):
    """Two entities that may be the same: the one that would stay, the other, and why."""

    entity: str
    other: str
    label: str
    other_label: str
    kind: str
    other_kind: str
    reasons: tuple[str, ...]

    def as_row(self) -> Mapping[str, str]:
        """Return the row of the match in the file of decisions, undecided."""
        return asdict(self) | {"reasons": "; ".join(self.reasons)}


class Waiting(Struct, frozen=True):
    """An entity that is decided to be another, which stays, and is still there in a dataset, imported or by hand."""

    entity: str
    stays: str
    dataset: str
    imported: bool


class Matches(Struct, frozen=True):
    """What is proposed, the surest first, how many pairs are decided, and what waits for another import."""

    proposed: list[Match]
    decided: int
    waiting: list[Waiting]


def find_matches(dossier: Dossier) -> Matches:
    """Return which entities of a dossier may be the same; raises DataError for a file that cannot be used."""
    decided = read_matches(dossier.root)
    files = sorted((dossier.root / ENTITIES).glob("*.ttl"))
    store = EmbeddedStore([*dossier.ontology_files, *files], dossier=dossier)
    entities = _entities(dossier, files, store)
    reasons: dict[frozenset[str], dict[str, str]] = defaultdict(dict)
    for how, value, slugs in _alike(entities, store):
        for pair in _pairs(slugs, entities):
            reasons[pair].setdefault(how, value)
    apart = {
        frozenset((local_name(row["one"].value), local_name(row["other"].value)))
        for row in store.select(named_query("lineage_pairs"))
    }
    schema = Schema(store)
    proposed = [
        match
        for pair, why in reasons.items()
        if pair not in decided.pairs and pair not in apart and (match := _match(pair, why, entities, schema))
    ]
    proposed.sort(key=lambda match: (_rank(reasons[frozenset((match.entity, match.other))]), match.entity, match.other))
    waiting = [
        Waiting(slug, stays, entities[slug].file, entities[slug].made)
        for slug, stays in sorted(decided.same.items())
        if slug in entities
    ]
    return Matches(proposed, len(decided.pairs), waiting)


def write_matches(dossier: Dossier, proposed: Iterable[Match]) -> Path:
    """Put proposals without a decision into the file of matches, beside what is decided; return the file."""
    path = dossier.root / FILE
    decided: Decided = read_matches(dossier.root)
    kept = [row for row in decided.rows if row["decision"]]
    waiting = path.with_name(f".{FILE}.part")
    try:
        waiting.write_text(written([*kept, *(match.as_row() for match in proposed)]), encoding="utf-8", newline="")
        waiting.replace(path)
    except OSError as error:
        waiting.unlink(missing_ok=True)
        raise DataError(f"{path}: cannot be written: {error.strerror}") from error
    return path


def _entities(dossier: Dossier, files: Iterable[Path], store: EmbeddedStore) -> dict[str, _Entity]:
    """Return all entities with the file in which each stands first, and their names."""
    typed = NamedNode(f"{RDF}type")
    entities: dict[str, _Entity] = {}
    for path in files:
        made = is_imported(dossier.root, path.stem)
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            if quad.predicate == typed and isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                slug = local_name(quad.subject.value)
                entities.setdefault(slug, _Entity(slug, local_name(quad.object.value), path.stem, made))
    for row in store.select(named_query("entity_names")):
        entity, level = entities.get(local_name(row["entity"].value)), int(row["level"].value)
        if entity is not None and level < 3:
            entity.names.append(row["name"].value)
            if level == 1 and (not entity.label or row["name"].language == "en"):
                entity.label = row["name"].value
    return entities


def _alike(entities: Mapping[str, _Entity], store: EmbeddedStore) -> Iterator[tuple[str, str, Iterable[str]]]:
    """Yield what entities have in common: how, what it is, and the entities."""
    common: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for row in store.select(named_query("entity_identifiers")):
        slug, how, value = local_name(row["entity"].value), row["how"].value, row["value"].value
        common[how, value].setdefault(slug)
        if how == "address" and slug in entities:
            entities[slug].addresses.add(value)
    keys: dict[str, dict[str, None]] = defaultdict(dict)
    latin: dict[str, dict[str, None]] = defaultdict(dict)
    spelt: dict[str, dict[str, None]] = defaultdict(dict)
    for entity in entities.values():
        for name in chain(entity.names, *map(_parts, entity.names)):
            keys[search_key(name)].setdefault(entity.slug)
            latin[latin_key(name)].setdefault(entity.slug)
            if not _lacks_vowels(name):
                spelt[latin_key(name)].setdefault(entity.slug)
    for groups in (keys, latin, spelt):
        groups.pop("", None)
    for (how, value), slugs in common.items():
        yield how, value, slugs
    for key, slugs in keys.items():
        yield "name", key, slugs
    for key, slugs in latin.items():
        yield "latin", key, slugs
    yield from _near(spelt, entities)


def _parts(name: str) -> tuple[str, ...]:
    """Return the two names in one such as ABC (Arms Bureau of the Council), or none where neither is short for the
    other."""
    match = _BRACKETED.fullmatch(name)
    if match is None:
        return ()
    short, long = sorted(match.groups(), key=len)
    letters = iter(long.casefold())
    initials = short.isupper() and short[0] == long[0].upper() and all(sign in letters for sign in short.casefold())
    return (short, long) if initials and len(short) > 2 else ()


def _lacks_vowels(name: str) -> bool:
    """Say whether a name is in a script that leaves out vowels, as those from right to left do: what is left of many
    names is alike."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in name)


def _near(
    keys: Mapping[str, Mapping[str, None]], entities: Mapping[str, _Entity]
) -> Iterator[tuple[str, str, Iterable[str]]]:
    """Yield, of each name that an import made, the few names of other files that are nearest to it."""
    files = {key: {entities[slug].file for slug in slugs} for key, slugs in keys.items()}
    by_word: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for key in keys:
        for word in words_of(key):
            for file in files[key]:
                by_word[word][file].append(key)
    for key, slugs in keys.items():
        # Whose name stands in another file to the letter, that one is meant, or nobody.
        if len(files[key]) > 1 or not any(entities[slug].made for slug in slugs):
            continue
        alike: dict[str, float] = {}
        for word in words_of(key):
            for file, others in by_word[word].items():
                if len(others) <= _COMMON and files[key] != {file}:
                    alike |= {other: 0.0 for other in others if other != key}
        for other in alike:
            alike[other] = 1.0 if within(key, other) else likeness(key, other)
        nearest = sorted((other for other in alike if alike[other] >= ALIKE), key=lambda other: (-alike[other], other))
        for other in nearest[:_MOST_NEAR]:
            for pair in product(slugs, keys[other]):
                yield "near", f"{key}” and “{other}", pair


def _pairs(slugs: Iterable[str], entities: Mapping[str, _Entity]) -> Iterator[frozenset[str]]:
    """Yield the pairs of different files of which an import made one."""
    listed = [entities[slug] for slug in slugs if slug in entities]
    made = [entity for entity in listed if entity.made]
    for one in made[:_COMMON]:
        for other in listed[:_COMMON]:
            if one.file != other.file:
                yield frozenset((one.slug, other.slug))


def _match(
    pair: frozenset[str], why: Mapping[str, str], entities: Mapping[str, _Entity], schema: Schema
) -> Match | None:
    """Return a proposal; none where only names are alike and the kinds say that these are two things."""
    stays, other = sorted((entities[slug] for slug in pair), key=lambda entity: (entity.made, entity.file, entity.slug))
    fit = schema.fits(stays.kind, other.kind) or schema.fits(other.kind, stays.kind)
    if not fit and not {"address", "id"} & why.keys():
        return None
    shown = dict(why)
    if "name" in shown:
        shown.pop("latin", None)
    if {"name", "latin"} & shown.keys():
        shown.pop("near", None)
    reasons = [_WORDS[how].format(shown[how]) for how in sorted(shown, key=_STRENGTH.__getitem__)]
    if not fit:
        reasons.append("but the kinds differ")
    if "address" not in why and stays.addresses and other.addresses:
        reasons.append("but each is another thing elsewhere")
    return Match(stays.slug, other.slug, stays.label, other.label, stays.kind, other.kind, tuple(reasons))


def _rank(why: Mapping[str, str]) -> tuple[int, int]:
    return min(_STRENGTH[how] for how in why), -len(why)
