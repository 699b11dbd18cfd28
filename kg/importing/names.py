"""Names of a sheet, resolved against the entities there are: exact name, then alias, then code, else a new entity.

Nothing is merged because it looks alike. What looks alike is reported, for a decision that the resolution file keeps.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from kg.importing.profile import Kind, is_name
from kg.importing.refusals import Refused
from kg.importing.registry import State, states
from kg.importing.schema import KIND, SIDE, Schema
from kg.importing.staging import Staging
from kg.importing.stated import Details, Resolution, texts
from kg.importing.text import check_texts
from kg.model.identity import slug as slug_of
from kg.model.lookalikes import as_latin, spelled, strangers
from kg.model.names import search_key
from kg.store import Store, named_query
from kg.terms import local_name
from kg.toml import TomlFile
from kg.validation.decided import FILE as MATCHES

# Names alike to this degree are reported; "Kalbajar" and "Kelbajar" are, "Armenia" and "Albania" are not.
ALIKE: Final = 0.84
_MOST_NEAR: Final = 3
# Kinds that validation finds too broad to say anything.
_BROAD: Final = frozenset({"Entity", "Actor", "Place", "Asset"})
_REMEMBERED: Final = 50_000
WIKIDATA: Final = "http://www.wikidata.org/entity/"
_SLUG: Final = re.compile(r"[\w.-]+")


class Near(Struct, frozen=True):
    """A name that became a new entity, the entities with names like it, and how many rows have it.

    There may be none where the name itself is strange: where it mixes letters of two scripts that look alike.
    """

    name: str
    entity: str
    like: tuple[str, ...]
    rows: int = 0

    @property
    def strangers(self) -> list[str]:
        """Return the letters of another script among Latin ones in the name, with what Unicode calls them."""
        return [f"U+{ord(letter):04X} {unicodedata.name(letter).lower()}" for letter in strangers(self.name)]


class Decisions(Struct, frozen=True):
    """What people decided: ``same`` gives the entity that a name means, ``apart`` holds names that mean a new one.

    ``new`` tells of new entities by name; ``publishers`` gives the one voice behind a publisher's name, as for mirrors;
    ``slugs`` gives those of new entities, where they are not to follow from the names.
    """

    same: Mapping[str, str] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()
    new: Mapping[str, Details] = field(default_factory=dict)
    publishers: Mapping[str, str] = field(default_factory=dict)
    slugs: Mapping[str, str] = field(default_factory=dict)


def read_decisions(path: Path | None) -> Decisions:
    """Read a resolution file; raises DataError for one that cannot be used."""
    if path is None:
        return Decisions()
    file = TomlFile(path)
    stated = file.read(Resolution)
    check_texts(file, file.stated)
    slugs: list[tuple[tuple[str, ...], str]] = [(("slugs", name), slug) for name, slug in stated.slugs.items()]
    slugs += [(("new", name, "slug"), details.slug) for name, details in stated.new.items() if details.slug]
    for keys, slug in slugs:
        if not is_name(slug):
            raise file.error(f"the slug '{slug}' is none: use lower-case letters, digits and hyphens", *keys)
    return Decisions(stated.same, frozenset(texts(stated.apart)), stated.new, stated.publishers, stated.slugs)


class NamedEntity(Struct, frozen=True):
    """The entity that a name means; ``name`` is that of a new one, None where the entity was there before.

    ``keyed`` says that a new one is known by an identifier and not by its name, ``state`` that it is in the registry;
    ``aliases`` are its further names, ``match`` the address of the same thing elsewhere, ``identifier`` its id there.
    ``reading`` says as which of several it was read.
    """

    slug: str
    kind: str
    name: str | None = None
    keyed: bool = False
    state: "State | None" = None
    aliases: tuple[str, ...] = ()
    match: str = ""
    identifier: str = ""
    reading: str = ""

    @property
    def key(self) -> str:
        """Return by what a new one is told from others: its name, or its own slug where several may have that name."""
        return f"\n{self.slug}" if self.keyed else self.name or ""


class Names:
    """The entities there are and those that an import makes, found by name."""

    def __init__(
        self,
        store: Store,
        schema: Schema,
        decisions: Decisions,
        staging: Staging,
        dataset: str = "",
        same: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._same = same
        self._schema = schema
        self._dataset = dataset
        self._states = states()
        self._known: dict[tuple[str, Kind | None, str, str], NamedEntity] = {}
        self._decisions = replace(decisions, new={name: self._named(told) for name, told in decisions.new.items()})
        self._staging = staging
        self._space = store.dossier.names.entity
        # Whether a name was refused for want of a kind, which another row of the file may say.
        self.unsaid = False
        self.kinds: dict[str, str] = {}
        self._levels: dict[str, dict[str, int]] = defaultdict(dict)
        self._words: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._matches = {
            row["match"].value: local_name(row["entity"].value) for row in store.select(named_query("entity_matches"))
        }
        for row in store.select(named_query("entity_names")):
            slug, name, level = local_name(row["entity"].value), row["name"].value, int(row["level"].value)
            self.kinds[slug] = local_name(row["kind"].value)
            self._levels[name][slug] = min(level, self._levels[name].get(slug, level))
            if level < 3:
                for word in words_of(key := search_key(name)):
                    self._words[word].add((key, slug))

    def find(self, name: str, kind: Kind | None, address: str = "", key: str = "", given: str = "") -> NamedEntity:
        """Return the entity that a name means, an old one or a new one of this kind.

        An address tells which is meant, and a key, by which the file knows it, makes it another than all of that name.
        ``given`` is where a profile gives the kind, for complaints.
        Raises Refused for a name that means several, an entity of another kind, or a new one of no known kind.
        """
        asked = (name, kind, address, key)
        entity = self._known.get(asked)
        if entity is None:
            entity = self._decided(self._find(*asked, given))
            # The first row that is written decides on the kind of a new one, and this one may be refused.
            if entity.name is None or self._staging.kind_of(entity.slug) is not None:
                if len(self._known) >= _REMEMBERED:
                    self._known.clear()
                self._known[asked] = entity
        return entity

    def of_match(self, match: str, kind: Kind | None) -> NamedEntity | None:
        """Return the entity that is the same as what has an address elsewhere: one that says so, or a state."""
        slug = self._matches.get(match)
        if slug is not None:
            return self._checked(match, NamedEntity(slug, self.kinds[slug]), kind)
        state = self._states.of_wikidata(match.removeprefix(WIKIDATA)) if match.startswith(WIKIDATA) else None
        return None if state is None else self._state(state, kind)

    def of_code(self, code: str, scheme: str, day: str, kind: Kind | None) -> NamedEntity:
        """Return the state that a code of a scheme means on a day; raises Refused where it means none or several."""
        state, reading = self._states.meaning(scheme, code, day)
        entity = self._state(state, kind)
        return replace(entity, reading=reading) if reading else entity

    def _state(self, state: State, kind: Kind | None) -> NamedEntity:
        asked = (state.slug, kind, "@state", "")
        entity = self._known.get(asked)
        if entity is None:
            if state.slug in self.kinds:
                entity = self._checked(state.name, NamedEntity(state.slug, self.kinds[state.slug]), kind)
            else:
                entity = self._decided(NamedEntity(state.slug, state.kind, state.name, keyed=True, state=state))
            self._known[asked] = entity
        return entity

    def _decided(self, entity: NamedEntity) -> NamedEntity:
        """Return the entity as which a person decided to take a new one; raises Refused where that one is not there."""
        slug = self._same.get(entity.slug) if entity.name is not None else None
        if slug is None:
            return entity
        if slug not in self.kinds:
            raise Refused(f"'{entity.slug}' is decided to be '{slug}' in {MATCHES}, which is no entity")
        return NamedEntity(slug, self.kinds[slug])

    def _keyed(self, name: str, kind: Kind | None, key: str, given: str) -> NamedEntity:
        """Return the entity that the file knows by a key."""
        slug = f"{self._dataset}-{entity_slug(key)}"
        if slug in self.kinds:
            return NamedEntity(slug, self.kinds[slug])
        if decided := self.details(name).kind:
            kind = Kind(decided, decided)
        if (said := self._staging.kind_of(slug)) is not None:
            return NamedEntity(slug, said, name, keyed=True)
        if kind is None or kind.new not in self._schema.kinds:
            self.unsaid = True
            cure = "; the file has no entity of that id" if name == key else f": give it as {given}" if given else ""
            raise Refused(f"'{name}', known as '{key}', is new and its kind is not said{cure}")
        if kind.new in _BROAD:
            raise Refused(
                f"'{name}' is new, and {kind.new} says too little of it: give the narrowest kind that is true"
            )
        return NamedEntity(slug, kind.new, name, keyed=True)

    def _find(self, name: str, kind: Kind | None, address: str, key: str, given: str) -> NamedEntity:
        if address:
            return self._at(address, name, kind)
        if key:
            return self._keyed(name, kind, key, given)
        decided = self._decisions.same.get(name)
        if decided is not None:
            if decided in self.kinds:
                return NamedEntity(decided, self.kinds[decided])
            if decided == name or decided in self._decisions.same:
                raise Refused(f"'{name}' is decided to be '{decided}', which is no entity")
            return self.find(decided, kind, given=given)
        levels = {} if name in self._decisions.apart or name in self._decisions.new else self._levels.get(name, {})
        best = sorted(slug for slug, level in levels.items() if level == min(levels.values()))
        if len(best) > 1:
            raise Refused(f"'{name}' may mean {' or '.join(best)}: decide in the resolution file, under [same]")
        if best:
            return self._checked(name, NamedEntity(best[0], self.kinds[best[0]]), kind)
        known = self._staging.entity(name)
        if known is not None:
            return self._checked(name, NamedEntity(*known, name), kind)
        return self._new(name, kind, given)

    def _at(self, address: str, name: str, kind: Kind | None) -> NamedEntity:
        """Return the entity of an address; where it is new, it gets the name and the kind that the row gives it."""
        slug = address.removeprefix(self._space).removeprefix("entity:")
        if slug in self.kinds:
            return NamedEntity(slug, self.kinds[slug])
        new = "" if kind is None else kind.new
        if slug == address or not _SLUG.fullmatch(slug):
            raise Refused(f"'{address}' is no address of an entity, which begins with {self._space}")
        new, name = self._staging.kind_of(slug) or new, self._staging.name_of(slug) or name
        if not name or new not in self._schema.kinds:
            self.unsaid = True
            raise Refused(f"there is no entity {slug} yet, and the row does not give its name and kind")
        return NamedEntity(slug, new, name, keyed=True)

    def like(self, entity: NamedEntity) -> Near | None:
        """Return which entities have names like that of a new one, unless that has been decided."""
        assert entity.name is not None
        if entity.keyed or entity.name in self._decisions.apart or entity.name in self._decisions.new:
            return None
        nearest = self._alike(entity.name)
        return Near(entity.name, entity.slug, nearest) if nearest or strangers(entity.name) else None

    @lru_cache(maxsize=4096)  # noqa: B019 - as long as the import
    def _alike(self, name: str) -> tuple[str, ...]:
        """Return the entities with names most like this one."""
        scores: dict[str, float] = {}
        keys = (search_key(name), search_key(as_latin(name)))
        known = {(own, *pair) for own in keys for word in words_of(own) for pair in self._words.get(word, ())}
        for key, other, slug in known:
            score = 1.0 if within(key, other) else likeness(key, other)
            if score >= ALIKE:
                scores[slug] = max(score, scores.get(slug, 0))
        return tuple(sorted(scores, key=lambda slug: (-scores[slug], slug))[:_MOST_NEAR])

    def _named(self, told: Details) -> Details:
        """Return what was decided about a new entity, its kind and its side by their names."""
        kind, side = (self._schema.meant(*term) or term[1] for term in ((KIND, told.kind), (SIDE, told.side)))
        return replace(told, kind=kind, side=side)

    def details(self, name: str) -> Details:
        """Return what was decided about a new entity."""
        return self._decisions.new.get(name, Details())

    def voice(self, publisher: str) -> str:
        """Return the name of the one voice behind a publisher's name."""
        return self._decisions.publishers.get(publisher, publisher)

    def _new(self, name: str, kind: Kind | None, given: str) -> NamedEntity:
        details = self.details(name)
        new = details.kind or (None if kind is None else kind.new)
        if new is None:
            self.unsaid = True
            alike = self._alike(name)
            raise Refused(
                f"'{name}' is new and its kind is not said: give it {f'as {given}, or ' if given else ''}in the "
                "resolution file, under [new]"
                + (f"; or is it {' or '.join(alike)}? Then under [same]" if alike else "")
                + ('; or is it the state? Then with scheme = "name"' if self._states.has("name", name) else "")
            )
        if new in _BROAD:
            raise Refused(f"'{name}' is new, and {new} says too little of it: give the narrowest kind that is true")
        if new not in self._schema.kinds:
            raise Refused(f"'{name}': there is no kind '{new}'; {self._schema.nearest(KIND, new)}")
        self._check_place(name, details)
        slug = self._slug(name, details)
        if not slug:
            raise Refused(
                f"'{name}' is new and has no letter that can be written in Latin: give it a slug in the resolution "
                "file, under [new]"
            )
        taken = slug if slug in self.kinds else self._staging.name_of(slug)
        if taken is not None:
            raise Refused(
                f"'{spelled(name)}' would be called {slug}, as '{spelled(taken.strip())}' is: decide in the resolution "
                "file, under [same] or with a slug under [new]"
            )
        return NamedEntity(slug, new, name)

    def _slug(self, name: str, details: Details) -> str:
        return details.slug or self._decisions.slugs.get(name) or entity_slug(name)

    def _check_place(self, name: str, details: Details) -> None:
        """Refuse a new entity that is to stand where nothing is."""
        new = {self._slug(other, stated) for other, stated in self._decisions.new.items()}
        if details.side and f"side/{details.side}" not in self._schema.concepts:
            raise Refused(f"'{name}': there is no side '{details.side}'; {self._schema.nearest(SIDE, details.side)}")
        if details.counts_with and details.counts_with not in {*self.kinds, *new}:
            raise Refused(f"'{name}' would count with '{details.counts_with}', which is no entity")

    def _checked(self, name: str, entity: NamedEntity, kind: Kind | None) -> NamedEntity:
        wanted = self.details(name).kind or (None if kind is None else kind.is_)
        fits = self._schema.fits
        if wanted is None or fits(entity.kind, wanted) or fits(wanted, entity.kind):
            return entity
        raise Refused(
            f"'{name}' is {entity.slug}, of kind {entity.kind}, and the sheet says {wanted}: decide in the "
            "resolution file, under [same] or [new]"
        )


def entity_slug(name: str) -> str:
    """Return the slug of a new entity: its name, written in Latin letters where it has none, with a hash if it is cut.

    >>> entity_slug("Պարսկաստան"), entity_slug("An organisation with a name that is longer than a slug can be")
    ('parskastan', 'an-organisation-with-a-name-that-is-c0ae07d2')
    """
    words = search_key(name).encode("ascii", "ignore").decode().split()
    if not any(letter.isalpha() for word in words for letter in word) and not name.isascii():
        from anyascii import anyascii  # needed for names in other scripts only

        words = search_key(anyascii(name)).encode("ascii", "ignore").decode().split()
    slug = slug_of(" ".join(words))
    if slug == "-".join(words):
        return slug
    return f"{slug}-{sha256(unicodedata.normalize('NFC', name).encode()).hexdigest()[:8]}"


def words_of(key: str) -> set[str]:
    """Return by which parts a key is looked up: the beginnings and, since slips stand there too, ends of its words."""
    return {part for word in key.split() if len(word) > 2 for part in (word[:3], f"-{word[-3:]}")}


def likeness(one: str, other: str) -> float:
    """Return how alike two keys are, 0 for what a glance tells apart; letters in another order are a slip."""
    if sorted(one) == sorted(other):
        return 1
    if abs(len(one) - len(other)) > (1 - ALIKE) * (len(one) + len(other)):
        return 0
    matcher = SequenceMatcher(None, one, other)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0


def within(one: str, other: str) -> bool:
    """Say whether the words of one name, at least two, are among those of the other."""
    first, second = sorted((set(one.split()), set(other.split())), key=len)
    return len(first) > 1 and first <= second
