"""All checks over the ontology and data, each finding with its place in the files."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, serialize

from kg.dossier import Dossier, current, dossier_of
from kg.resources import DOSSIER_FILE, ENTITIES, data_dir, data_files
from kg.session.statements import Properties, properties
from kg.store import EmbeddedStore, named_query
from kg.terms import DCTERMS, KG, local_name
from kg.validation.decided import FILE as MATCHES
from kg.validation.decided import cure, is_imported, read_matches
from kg.validation.declarations import claimed_twice, declarations
from kg.validation.findings import Finding, near
from kg.validation.locate import Locations, Owners
from kg.validation.rules import Breach, breaches
from kg.validation.shapes import violations

_FOREIGN: Final = "It holds nothing of the model, so that nothing of it was checked. Is it the file that you mean?"


def validate(paths: Sequence[Path] = ()) -> list[Finding]:
    """Return what is wrong in these files and folders, or in the current dossier, sorted by place.

    Files and folders are checked together with the ontology and the data of their dossier, and only what stands in
    them is reported. Without any the current dossier is checked: its declarations, data and ontology, and the shared
    ontology where the dossier is the shipped one. Raises DataError for a path that cannot be read and a file that
    cannot be parsed.
    """
    if not paths:
        return sorted(set(_checked(current(), [])), key=_order)
    groups: dict[Dossier, list[Path]] = {}
    for path in paths:
        groups.setdefault(dossier_of(path), []).append(path)
    findings = {finding for dossier, group in groups.items() for finding in _checked(dossier, group)}
    return sorted({*findings, *claimed_twice(groups)}, key=_order)


def _order(finding: Finding) -> tuple[str, int, str, str, str]:
    return finding.file or "", finding.line or 0, finding.rule, finding.node, finding.message


def _checked(dossier: Dossier, paths: Sequence[Path]) -> Iterator[Finding]:
    """Yield what is wrong in some paths of a dossier, or in all of it."""
    whole = not paths or any(path.resolve() in (dossier.root.resolve(), dossier.file.resolve()) for path in paths)
    folders = [path.parent if path.name == DOSSIER_FILE else path for path in paths] or [dossier.root]
    own = [file for path in folders for file in data_files(path).chosen(())]
    shared = dossier.ontology_files
    if whole:
        yield from declarations(dossier)
        shipped = dossier.root.resolve() == data_dir().resolve()
        added = shared if shipped and not paths else dossier.own_ontology
        own, shared = [*added, *own], [path for path in shared if path not in added]
    beside = [*shared, *([] if whole else _rest(dossier, own))]
    store = EmbeddedStore([*beside, *own], dossier=dossier, derive=False)
    locations, elsewhere, owners = Locations.of(own), Locations.of(beside), Owners(own)
    if own and not whole and not owners.hold_any(dossier.names.base, KG):
        yield Finding(near(paths[0]), None, "foreign-file", "", _FOREIGN)
    root = dossier.root.resolve()
    # What lies elsewhere is read beside the dossier and no part of it: its licence is its own affair.
    belongs = whole or any(root in path.resolve().parents for path in own)
    licences = _licences(store) if belongs else ()
    for breach in [*_shape_breaches(store), *_rule_breaches(store), *licences]:
        where = locations.find(breach.node, breach.property)
        if where is None and (file_ := owners.find(breach.node, breach.property)) is not None:
            where = (file_, 0)  # in another format or layout, of which no line is known
        if where is None and elsewhere.find(breach.node) is not None:
            continue
        file, line = (near(where[0]), where[1] or None) if where else (None, None)
        yield Finding(file, line, breach.rule, dossier.names.compact(breach.node), breach.message)
    if whole:
        yield from _decided(dossier, locations)


def _decided(dossier: Dossier, locations: Locations) -> Iterator[Finding]:
    """Yield the entities that a person decided to be others and that are still there, or that the others are not."""
    for entity, stays in sorted(read_matches(dossier.root).same.items()):
        node, located = (
            dossier.names.compact(dossier.names.entity + entity),
            locations.find(dossier.names.entity + entity),
        )
        if located is not None:
            path, line = located
            todo = cure(entity, stays, path.stem, imported=is_imported(dossier.root, path.stem))
            yield Finding(near(path), line, "decided-same", node, f"{MATCHES} says that it is {stays}: {todo}.")
        if locations.find(dossier.names.entity + stays) is None:
            words = f"It is decided to be {stays}, which is no entity: take the line out, or name one."
            yield Finding(near(dossier.root / MATCHES), None, "decided-same", node, words)


def _rest(dossier: Dossier, own: Sequence[Path]) -> list[Path]:
    """Return the data of a dossier beside the files to check, unless these are a whole data folder of their own."""
    files = {path.resolve() for path in own}
    folder = dossier.root.resolve()
    if any(path.parent.name == ENTITIES and folder not in path.parents for path in files):
        return []
    return [path for path in data_files(folder).chosen(()) if path.resolve() not in files]


def _shape_breaches(store: EmbeddedStore) -> list[Breach]:
    data = serialize(store.triples(), format=RdfFormat.N_TRIPLES)
    assert data is not None
    breaches = []
    for violation in violations(data.decode(), store.dossier.names):
        shown = (
            f" ({store.dossier.names.compact(violation.value) if '://' in violation.value else violation.value})"
            if violation.value and violation.value != violation.node
            else ""
        )
        breaches.append(Breach(violation.shape, violation.node, violation.path, f"{violation.message}{shown}"))
    return breaches


def _rule_breaches(store: EmbeddedStore) -> list[Breach]:
    named = (row for row in store.select(named_query("all_relations")) if isinstance(row["relation"], NamedNode))
    rows = [(row["relation"].value, row["claim"]) for row in named]
    relations: dict[str, Properties] = properties(store, (iri for iri, _ in rows))
    claims: dict[str, str] = {claim.value: iri for iri, claim in rows if claim is not None}
    symmetric = frozenset(row["term"].value for row in store.select(named_query("symmetric_types")))
    return [*breaches(store, symmetric, relations, claims), *_taken(store)]


def _licences(store: EmbeddedStore) -> Iterator[Breach]:
    """Yield the datasets under a licence that the dossier does not name, if it names any."""
    allowed, licence = store.dossier.licences, f"{DCTERMS}license"
    for row in store.select(named_query("dataset_licences")):
        if allowed and row["licence"].value not in allowed:
            words = f"The licence is not one that {store.dossier.file.name} names: add it there, or choose another."
            yield Breach("dossier-licence", row["dataset"].value, licence, f"{words[:-1]} ({row['licence'].value}).")


def _taken(store: EmbeddedStore) -> Iterator[Breach]:
    """Yield the relation types that a dossier adds under a name that the ontology has."""
    names = {row["term"].value for row in store.select(named_query("relation_types"))}
    shared = {local_name(iri) for iri in names if iri.startswith(KG)}
    for iri in sorted(names):
        if not iri.startswith(KG) and local_name(iri) in shared:
            words = (
                "The ontology has a relation type of this name: call it otherwise, since names of relations rest on it."
            )
            yield Breach("name-taken", iri, None, words)
