"""The terms that exist: kinds, relation types, concepts and policies, with an example from the data."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from pyoxigraph import NamedNode

from kg import policy as policies
from kg.errors import NotFoundError
from kg.model.records import EntityRef, Relation
from kg.session.reading import read_relations
from kg.session.statements import Properties, entity_refs, label_of, properties
from kg.spelling import likely, likely_terms
from kg.store import Store, named_query
from kg.store.base import Term
from kg.terms import KG, OWL, RDF, RDFS, SKOS, local_name
from kg.view.commands import command

_CLOSE: Final = 5


class TermEntry(Struct, frozen=True):
    """One term: what sort of term it is, its definition, what it declares, and where the data use it.

    ``uses`` counts relations of a type, entities of a kind or claims and relations with a concept; ``example``
    is one of them.
    """

    id: str
    label: str
    sort: str
    definition: str
    examples: tuple[str, ...]
    notes: tuple[str, ...]
    declares: dict[str, str]
    uses: int
    example: Relation | EntityRef | None


def vocabulary(store: Store) -> list[TermEntry]:
    """Return all terms, sorted by sort and label, without examples from the data."""
    rows = list(store.select(named_query("vocabulary")))
    sorts = {row["term"].value: row["sort"].value for row in rows}
    stated = properties(store, sorts)
    uses = {row["term"].value: int(row["uses"].value) for row in store.select(named_query("term_uses"))}
    declaring = sorted(row["property"].value for row in store.select(named_query("declaring")))
    entries = [_entry(iri, sort, stated[iri], declaring, uses.get(iri, 0)) for iri, sort in sorts.items()]
    entries += [
        _policy_entry(policies.policy(name, store.dossier), store.dossier.names.policy)
        for name in policies.policy_names(store.dossier)
    ]
    return sorted(entries, key=lambda entry: (entry.sort, entry.label, entry.id))


def term(store: Store, word: str) -> list[TermEntry]:
    """Return the terms that a word means by local name or label, each with an example from the data.

    Raises NotFoundError, with the nearest spellings, for a word that means none.
    """
    entries = vocabulary(store)
    wanted = word.strip().lower()
    matching = [
        entry for entry in entries if wanted in (local_name(entry.id).lower(), entry.label.lower(), entry.id.lower())
    ]
    if not matching:
        known = {name.lower(): name for entry in entries for name in (local_name(entry.id), entry.label)}
        spelt = [known[name] for name in likely(wanted, known, _CLOSE, 0.5)]
        close = (likely_terms(word, [*dict.fromkeys(known.values())], _CLOSE) + spelt)[:_CLOSE]
        lists = f"'{command('vocabulary')}' lists all terms"
        hint = f"the nearest are: {', '.join(dict.fromkeys(close))}" if close else lists
        raise NotFoundError(f"there is no term '{word}'; {hint}")
    return [_with_example(store, entry) for entry in matching]


def _entry(iri: str, sort: str, stated: Properties, declaring: list[str], uses: int) -> TermEntry:
    return TermEntry(
        id=iri,
        label=label_of(iri, stated),
        sort=sort,
        definition=" ".join(_texts(stated, f"{SKOS}definition")),
        examples=tuple(_texts(stated, f"{SKOS}example")),
        notes=tuple(_texts(stated, f"{SKOS}scopeNote")),
        declares={name: words for name, words in _declared(stated, declaring) if words},
        uses=uses,
        example=None,
    )


def _declared(stated: Properties, declaring: Iterable[str]) -> Iterable[tuple[str, str]]:
    for iri in declaring:
        if iri in stated:
            yield local_name(iri), _shown(stated[iri])
    for name, iri in (("subject", f"{RDFS}domain"), ("object", f"{RDFS}range"), ("broader", f"{RDFS}subClassOf")):
        yield name, _shown(value for value in stated.get(iri, []) if value.value.startswith(KG))
    kinds = {value.value for value in stated.get(f"{RDF}type", [])}
    yield "symmetric", "true" if f"{OWL}SymmetricProperty" in kinds else ""


def _shown(values: Iterable[Term]) -> str:
    return ", ".join(sorted(local_name(v.value) if isinstance(v, NamedNode) else v.value for v in values))


def _texts(stated: Properties, name: str) -> list[str]:
    return sorted(value.value for value in stated.get(name, []))


def _policy_entry(policy: policies.Policy, space: str) -> TermEntry:
    clauses = tuple(f"{name}: {words}" for name, words in policy.clauses.items())
    return TermEntry(space + policy.name, policy.name, "policy", policy.purpose, clauses, policy.rules, {}, 0, None)


def _with_example(store: Store, entry: TermEntry) -> TermEntry:
    """Return a term with the first thing, by name, that uses it."""
    rows = list(store.select(named_query("term_example", term=NamedNode(entry.id))))
    relations = sorted(row["relation"].value for row in rows if row["relation"] is not None)
    entities = sorted(row["entity"].value for row in rows if row["entity"] is not None)
    example: Relation | EntityRef | None = None
    if relations:
        example = read_relations(store, relations[:1])[0]
    elif entities:
        example = entity_refs(store, entities[:1])[entities[0]]
    return replace(entry, example=example)
