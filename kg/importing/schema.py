"""The schema against which rows are checked: what the ontology declares, as far as a sheet can break it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from msgspec import Struct

from kg.dossier import Dossier
from kg.importing.refusals import Refused
from kg.model.identity import slug
from kg.resources import DOSSIER_FILE
from kg.spelling import likely_terms, term_key
from kg.store import Store, named_query
from kg.terms import local_name
from kg.view.commands import command

# By what the kinds are asked for beside the schemes, and which scheme a dossier declares.
KIND: Final = "kind"
SIDE: Final = "side"
# How the terms of a scheme are listed by 'kg vocabulary', where that is not its name with an s.
_LISTED: Final = {"status": "statuses"}
_NEAREST: Final = 3


class TypeDeclaration(Struct, frozen=True):
    """What a relation type takes; all by local name.

    ``share`` says that a number in percent is a share of an end, ``whole`` that all shares of the object are no more
    than it, ``most`` how far from nought a coordinate may be.
    """

    name: str
    iri: str
    layer: str
    symmetric: bool
    domain: str
    range: str | None
    needs: frozenset[str]
    takes: frozenset[str]
    dimensions: frozenset[str]
    share: bool = False
    whole: bool = False
    most: int | None = None


class Schema:
    """The relation types, kinds, units and schemes of the ontology in a store, by local name."""

    def __init__(self, store: Store, begun: Path | None = None) -> None:
        """Read the schema of a store; ``begun`` is the folder of a dossier that an import only begins."""
        self._store = store
        self._begun = begun

    @property
    def dossier(self) -> Dossier:
        """Return the dossier in which the names are."""
        return self._store.dossier

    @cached_property
    def kind_iris(self) -> Mapping[str, str]:
        """Return the IRI of each kind of entity."""
        return {
            local_name(row["kind"].value): row["kind"].value for row in self._store.select(named_query("kind_lines"))
        }

    @cached_property
    def types(self) -> Mapping[str, TypeDeclaration]:
        """Return the relation types."""
        schema = {}
        for row in self._store.select(named_query("type_declarations")):
            name = local_name(row["type"].value)
            needs, takes, dimensions = (
                frozenset(row[part].value.split() if row[part] else ()) for part in ("needs", "takes", "dimensions")
            )
            schema[name] = TypeDeclaration(
                name,
                row["type"].value,
                local_name(row["layer"].value),
                row["symmetric"].value == "true",
                local_name(row["domain"].value),
                local_name(row["range"].value) if row["range"] else None,
                needs,
                needs | takes,
                dimensions,
                row["share"].value == "true",
                row["whole"].value == "true",
                int(row["most"].value) if row["most"] else None,
            )
        return schema

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Return the relation type of each label and each name, as it is known however it is typed."""
        rows = self._store.select(named_query("type_labels"))
        labels = {term_key(row["label"].value): local_name(row["type"].value) for row in rows}
        return {**labels, **{term_key(name): name for name in self.types}}

    def defined_with(self, word: str) -> list[str]:
        """Return the relation types in whose definition a word stands."""
        whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
        return sorted(name for name, definition in self._definitions.items() if whole.search(definition))

    @cached_property
    def _definitions(self) -> Mapping[str, str]:
        """Return what each relation type is said to mean; a sheet may have many words that are none."""
        rows = self._store.select(named_query("type_definitions"))
        return {local_name(row["type"].value): row["definition"].value for row in rows}

    @cached_property
    def codes(self) -> Mapping[str, Mapping[str, str]]:
        """Return the relation type of each code, by the scheme of the codes, such as cameo; ftm has edge schemata."""
        by_scheme: dict[str, dict[str, str]] = {}
        for row in self._store.select(named_query("type_codes")):
            by_scheme.setdefault(local_name(row["scheme"].value), {})[row["code"].value] = local_name(row["type"].value)
        by_scheme["ftm"] = {
            row["schema"].value: local_name(row["term"].value)
            for row in self._store.select(named_query("ftm_schemata"))
            if row["subject"] is not None
        }
        return by_scheme

    def type_of_code(self, scheme: str, code: str) -> str | None:
        """Return the relation type of a code, or of the shorter one above it: of 1125 that of 112 if it has none."""
        known = self.codes.get(scheme, {})
        if scheme == "ftm":
            return known.get(code)
        return next((known[part] for end in range(len(code), 0, -1) if (part := code[:end]) in known), None)

    @cached_property
    def kinds(self) -> Mapping[str, frozenset[str]]:
        """Return the kinds of entity, each with those above it and itself."""
        above_of: dict[str, set[str]] = {}
        for row in self._store.select(named_query("kind_lines")):
            above_of.setdefault(local_name(row["kind"].value), set()).add(local_name(row["above"].value))
        return {kind: frozenset(above) for kind, above in above_of.items()}

    @cached_property
    def units(self) -> Mapping[str, str]:
        """Return the dimension of each unit."""
        rows = self._store.select(named_query("unit_dimensions"))
        return {local_name(row["unit"].value): local_name(row["dimension"].value) for row in rows}

    @cached_property
    def concepts(self) -> frozenset[str]:
        """Return the concepts of all schemes, each as ``scheme:name``."""
        rows = self._store.select(named_query("concepts"))
        return frozenset("/".join(row["concept"].value.split("/")[-2:]) for row in rows)

    @cached_property
    def _words(self) -> Mapping[str, Mapping[str, str]]:
        """Return the terms of each scheme, and the kinds, by what they are called; a word of two terms means neither.

        A local name comes first, as that of its own term.
        """
        said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in self._store.select(named_query("term_words")):
            scheme, name = row["concept"].value.split("/")[-2:]
            said[scheme][term_key(row["word"].value)].add(name)
        for row in self._store.select(named_query("kinds")):
            said[KIND][term_key(row["label"].value)].add(local_name(row["term"].value))
        words = {
            scheme: {key: min(names) for key, names in of_key.items() if len(names) == 1}
            for scheme, of_key in said.items()
        }
        for scheme, name in (concept.split("/", 1) for concept in self.concepts if "/" in concept):
            words.setdefault(scheme, {})[term_key(name)] = name
        words.setdefault(KIND, {}).update((term_key(name), name) for name in self.kinds)
        return words

    def meant(self, scheme: str, word: str) -> str | None:
        """Return the local name of the term that a word means: its name, a label or a symbol, in any case."""
        if word in self.kinds if scheme == KIND else f"{scheme}/{word}" in self.concepts:
            return word
        return self._words.get(scheme, {}).get(term_key(word))

    def term(self, scheme: str, word: str) -> str:
        """Return the local name of the term that a word means, nothing for no word; raises Refused where it means none.

        The nearest are told, and of a side, which a dossier declares, also where that is done.
        """
        if not word:
            return ""
        if (name := self.meant(scheme, word)) is not None:
            return name
        raise Refused(f"there is no {scheme} '{word}'; {self.nearest(scheme, word)}")

    def nearest(self, scheme: str, word: str, more: Iterable[str] = ()) -> str:
        """Say in words which terms of a scheme a word may mean, and how a side is declared."""
        words = self._words.get(scheme, {})
        near = likely_terms(word, sorted({*words, *words.values(), *more}), _NEAREST)
        names = list(dict.fromkeys(words.get(one, one) for one in near))
        if scheme == SIDE:
            there = f"there are: {', '.join(sorted(set(words.values())))}" if words else "there is none yet"
            begun = self._begun
            file = self.dossier.file if begun is None else begun / DOSSIER_FILE
            first = "" if begun is None else f"begin the dossier with 'kg init {begun}', and "
            return f"{there}; to declare it, {first}add [sides.{slug(word) or 'NAME'}] to {file.resolve()}"
        listed = _LISTED.get(scheme, f"{scheme}s")
        return f"the nearest is {' or '.join(names)}" if names else f"'{command(f'vocabulary {listed}')}' lists them"

    def fits(self, kind: str, wanted: str) -> bool:
        """Say whether a kind is another or one below it."""
        return wanted in self.kinds.get(kind, ())
