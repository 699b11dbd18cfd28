"""The schema against which rows are checked: what the ontology declares, as far as a sheet can break it."""

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

from kg.dossier import Dossier
from kg.store import Store, named_query
from kg.terms import local_name


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

    def __init__(self, store: Store) -> None:
        self._store = store

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
        """Return the relation type of each label, in lower case, so that a sheet may say it in words."""
        rows = self._store.select(named_query("type_labels"))
        return {row["label"].value.lower(): local_name(row["type"].value) for row in rows}

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

    def fits(self, kind: str, wanted: str) -> bool:
        """Say whether a kind is another or one below it."""
        return wanted in self.kinds.get(kind, ())
