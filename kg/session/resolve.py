"""Names, never IRIs: which entity, relation type, layer or concept a word means.

An entity is looked for by slug, preferred label, alias, folded name and last name, in this order; the first level with
a hit decides. Names that relations of the chosen datasets give count as folded names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from pyoxigraph import Literal, NamedNode

from kg.errors import AmbiguousNameError, InputError, NotFoundError
from kg.model.filters import Filters
from kg.model.names import english_key, latin_key, search_key, sounds, sounds_alike, telling
from kg.model.records import EntityRef
from kg.session.statements import Properties, entity_refs, ref_of
from kg.spelling import likely, likely_terms, term_key
from kg.store import Store, batches, named_query
from kg.store.embedded import WORD_INDEX
from kg.terms import KG, SKOS, XSD, local_name
from kg.view.commands import command

# The filters whose words are terms: the query that knows them, and what they are called in messages.
TERMS: Final = {
    "type": ("relation_types", "relation type"),
    "kind": ("kinds", "kind of entity"),
    "layer": ("layers", "layer"),
    "phase": ("phases", "phase"),
    "stance": ("stances", "stance"),
    "status": ("statuses", "status"),
    "source": ("source_names", "source"),
}
_CLOSE: Final = 5
# Fewer consonants than these are those of too many names.
_TELLING: Final = 4
# Two words that are alike to this degree are one, mistyped or in another spelling.
_ALIKE: Final = 0.8
# More words that exist are not listed beside one that does not.
_MOST: Final = 30
# Among more names than these the nearest are not looked for.
_MANY: Final = 1_000
SEARCH_KEY: Final = f"{KG}searchKey"
LAST_NAME_KEY: Final = f"{KG}lastNameKey"

Parameters = dict[str, list[NamedNode | Literal]]


class Resolution(Struct, frozen=True):
    """The entity that a name means, and the others that bear it on a later level."""

    entity: EntityRef
    others: tuple[EntityRef, ...] = ()


def resolve(store: Store, name: str, *, mentioned: bool = False) -> Resolution:
    """Return the entity that a name, a slug, an IRI or a prefixed name means; raises what ``resolve_all`` raises."""
    return resolve_all(store, [name], mentioned=mentioned)[0]


def resolve_all(store: Store, names: Sequence[str], *, mentioned: bool = False) -> list[Resolution]:
    """Return what each of some names, slugs, IRIs or prefixed names means.

    With ``mentioned`` only entities count that a relation or a claim of the chosen datasets mentions. Raises
    AmbiguousNameError with the matches, NotFoundError with the nearest names, InputError for an empty name.
    """
    asked = [_Asked.of(store, name) for name in names]
    slugs = [NamedNode(one.slug) for one in asked if one.slug is not None]
    keys = [Literal(key) for key in sorted({key for one in asked for key in one.keys})]
    stated: dict[str, Properties] = {}
    for batch in batches([*slugs, *keys]) if asked else ():
        query = named_query(
            "resolve",
            slug=[term for term in batch if isinstance(term, NamedNode)],
            key=[term for term in batch if isinstance(term, Literal)],
            mentioned=Literal("mentioned") if mentioned else None,
        )
        for entity, name_, value in store.select(query):
            values = stated.setdefault(entity.value, {}).setdefault(name_.value, [])
            if value not in values:
                values.append(value)
    resolutions: list[Resolution] = []
    errors: list[NotFoundError | AmbiguousNameError] = []
    for one in asked:
        try:
            resolutions.append(_resolution(store, one, stated))
        except (NotFoundError, AmbiguousNameError) as error:
            errors.append(error)
    if errors:
        # All names that are wrong are told at once, so that none takes another try.
        raise errors[0] if len(errors) == 1 else type(errors[0])("; and ".join(dict.fromkeys(map(str, errors))))
    return resolutions


class _Asked(Struct, frozen=True):
    """A name that is looked for: by the IRI that it may be, its text, and its keys, the folded one first."""

    name: str
    slug: str | None
    keys: tuple[str, ...]

    @classmethod
    def of(cls, store: Store, name: str) -> _Asked:
        if not name.strip():
            raise InputError("a name is empty: give a name, a slug or an IRI")
        names = store.dossier.names
        iri = names.expand(name)
        slug = iri or (names.entity + name.lower() if all(c.isalnum() or c in "-_." for c in name) else None)
        try:
            NamedNode(slug or names.entity), Literal(name)
        except ValueError as error:
            raise InputError(f"{name!r} is neither a name nor an IRI: {error}") from error
        key = search_key(name)
        keys = () if iri or not key else (*dict.fromkeys((key, latin_key(name), english_key(name))),)
        return cls(name, slug, keys)

    def level(self, iri: str, stated: Properties) -> int | None:
        """Return by what an entity is meant.

        Slug (1), label (2), alias (3), folded name (4), in Latin letters (5), last name (6).
        """
        text = self.name.strip()
        if iri == self.slug:
            return 1
        keys = {key.value for key in stated.get(SEARCH_KEY, ())}
        if self.keys and self.keys[0] in keys:
            for level, property_ in ((2, f"{SKOS}prefLabel"), (3, f"{SKOS}altLabel")):
                if any(label.value == text for label in stated.get(property_, ())):
                    return level
            return 4
        if keys & {*self.keys[1:]}:
            return 5
        return 6 if any(key.value in self.keys for key in stated.get(LAST_NAME_KEY, ())) else None


def _resolution(store: Store, asked: _Asked, stated: dict[str, Properties]) -> Resolution:
    graded = {iri: asked.level(iri, properties) for iri, properties in stated.items()}
    levels = {iri: level for iri, level in graded.items() if level is not None}
    if not levels:
        raise NotFoundError(f"nothing is called '{asked.name}'{_nearest(store, asked)}")
    refs = {iri: ref_of(iri, stated[iri]) for iri in levels}
    first = min(levels.values())
    best = sorted((refs[iri] for iri, level in levels.items() if level == first), key=lambda ref: (ref.label, ref.id))
    if len(best) > 1:
        listed = "; ".join(f"{ref.label} ({local_name(ref.id)})" for ref in best)
        raise AmbiguousNameError(f"'{asked.name}' may mean: {listed}; give one of the names in brackets")
    others = sorted((refs[iri] for iri, level in levels.items() if level > first), key=lambda ref: (ref.label, ref.id))
    return Resolution(best[0], tuple(others))


def _nearest(store: Store, asked: _Asked) -> str:
    """Return the names nearest to what is asked, or else to the same in Latin letters, as the end of a message."""
    asked_keys = asked.keys or (search_key(asked.name),)
    keys = _keys_near(store, asked_keys)
    # In another script a name is near by its consonants, as long as they say enough.
    heard = [] if asked.name.isascii() else sounds(asked.name)
    close = [key for key in sorted(keys) if sounds_alike(heard, sounds(key))][:_CLOSE] if telling(heard) else []
    words: dict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        for word in key.split():
            words[word].append(key)
    # One word in another script is near to a name of which one word is spelt nearly so: "makron" to Emmanuel Macron.
    for key in asked_keys if not asked.name.isascii() else ():
        alike = likely(key, words, _CLOSE, _ALIKE) if len(key) >= _TELLING and " " not in key else []
        close = close or [name for word in alike for name in words[word]][:_CLOSE]
    for key in asked_keys:
        close = close or likely(key, keys, _CLOSE, 0.6)
        if len(key) > 2:
            inside = [other for other in sorted(keys) if key in other and other not in close]
            close += inside[: _CLOSE - len(close)]
    refs = entity_refs(store, {keys[other] for other in close})
    names = list(dict.fromkeys(refs[keys[other]].label for other in close))
    if asked.name.strip() in names:
        return " that a relation or a claim of the chosen datasets names"
    if names:
        return f"; the nearest names are: {', '.join(names)}"
    import shlex  # wanted by no look-up that finds something

    search = command(f"search {shlex.quote(asked.name)}")
    return f"; '{command('entities')}' lists all names, {search} looks at what is said too"


def _keys_near(store: Store, asked: Iterable[str]) -> dict[str, str]:
    """Return folded names, each with what bears it, among which the nearest to what is asked are looked for.

    These are all names or, where there are so many that their words are indexed, those with a word of it or one that a
    letter tells from it, as far as not too many have that word.
    """
    queries = [named_query("search_keys")]
    arrows = WORD_INDEX if store.has_word_index() else None
    if arrows:
        from kg.store.materialised import one_left_out  # felt at start-up, and needed for an error only

        words = {word for key in asked for word in key.split()}
        near = [Literal(text) for text in sorted({*words}.union(*map(one_left_out, words)))]
        rows = {
            word: int(count.value)
            for _, word, count in store.select(named_query("words_like", near=near), arrows=arrows)
        }
        rarest = sorted(rows, key=lambda word: (rows[word], word.value))
        room = accumulate(rows[word] for word in rarest)
        some = [word for word, names in zip(rarest, room, strict=True) if names <= _MANY]
        queries = [named_query("keys_by_words", word=batch) for batch in batches(some)]
    return {key.value: entity.value for query in queries for entity, key in store.select(query, arrows=arrows)}


def resolve_terms(store: Store, query: str, words: Iterable[str], what: str) -> list[NamedNode]:
    """Return the terms that words mean, each by its local name or label in any case.

    ``query`` names a query that returns ``?term ?label``. Raises InputError, naming the nearest, for a word
    that means none.
    """
    known: dict[str, NamedNode] = {}
    by_key: dict[str, NamedNode] = {}
    for row in store.select(named_query(query)):
        for name in (row["label"].value, local_name(row["term"].value)):
            known[name] = by_key[term_key(name)] = row["term"]
    terms = []
    for word in words:
        iri = store.dossier.names.expand(word)
        term = next((term for term in known.values() if term.value == iri), None) if iri else by_key.get(term_key(word))
        if term is None:
            close = likely_terms(word, known, _CLOSE) or likely(word.lower(), by_key, _CLOSE, 0.5)
            names = list(
                dict.fromkeys(local_name((known.get(other) or by_key[other]).value) for other in close or sorted(known))
            )
            more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
            hint = f"{'the nearest' if close else 'there'} are: {', '.join(names[:_MOST])}{more}"
            raise InputError(f"there is no {what} '{word}'; {hint}")
        terms.append(term)
    return terms


class Door:
    """Where names become entities and words become terms, once for a question.

    With ``mentioned`` a name means only what a relation or a claim of the chosen datasets mentions.
    """

    def __init__(self, store: Store, *, mentioned: bool = False) -> None:
        self._store, self._mentioned = store, mentioned

    def entity(self, name: str) -> EntityRef:
        """Return the entity that a name means; raises what ``resolve`` raises."""
        return resolve(self._store, name, mentioned=self._mentioned).entity

    def filters(self, words: Filters) -> Filters:
        """Return filters with each word as the IRI of its term; raises InputError for a word that means nothing."""
        resolved: dict[str, Any] = {
            name: tuple(term.value for term in resolve_terms(self._store, query, given, what))
            for name, (query, what) in TERMS.items()
            if (given := getattr(words, name))
        }
        if words.claimant:
            resolved["claimant"] = tuple(self.entity(name).id for name in words.claimant)
        return replace(words, **resolved) if resolved else words


def parameters(store: Store, filters: Filters) -> Parameters:
    """Return the filters, but for the dates, as the parameters of a query.

    Raises InputError or NotFoundError for a word that means nothing.
    """
    words = resolved(store, filters)
    given: Parameters = {
        name: [NamedNode(iri) for iri in iris] for name in (*TERMS, "claimant") if (iris := getattr(words, name))
    }
    if words.paragraph:
        given["paragraph"] = [Literal(str(n), datatype=NamedNode(f"{XSD}integer")) for n in words.paragraph]
    return given


def resolved(store: Store, filters: Filters) -> Filters:
    """Return filters with each word as the IRI of its term, where they are not so yet; raises as ``Door.filters``."""
    return filters if _resolved(filters) else Door(store).filters(filters)


def _resolved(filters: Filters) -> bool:
    return all("://" in word for name in (*TERMS, "claimant") for word in getattr(filters, name))
