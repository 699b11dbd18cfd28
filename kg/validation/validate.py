"""All checks over the ontology and data, each finding with its place in the files."""

from collections.abc import Sequence
from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from kg.resources import data_dir, data_files, ontology_files
from kg.session.reading import Properties, properties
from kg.store import EmbeddedStore, named_query
from kg.terms import compact
from kg.validation.findings import Finding
from kg.validation.locate import Locations
from kg.validation.rules import Breach, breaches
from kg.validation.shapes import violations


def validate(paths: Sequence[Path] = ()) -> list[Finding]:
    """Return what is wrong in these files and folders, or in the shipped data, sorted by place.

    Files and folders are checked together with the ontology and the shipped data, and only what stands in
    them is reported; without any, all that ships is checked, the ontology too. Raises DataError for a path
    that cannot be read and a file that cannot be parsed.
    """
    if paths:
        own = [file for path in paths for file in data_files(path).chosen(())]
        beside = [*ontology_files(), *_shipped(own)]
    else:
        own, beside = [*ontology_files(), *data_files(data_dir()).chosen(())], []
    store = EmbeddedStore([*beside, *own], derive=False)
    locations, elsewhere = Locations.of(own), Locations.of(beside)
    findings = set()
    for breach in [*_shape_breaches(store), *_rule_breaches(store)]:
        place = locations.find(breach.node, breach.property)
        if place is None and elsewhere.find(breach.node) is not None:
            continue
        file, line = (str(_near(place[0])), place[1]) if place else (None, None)
        findings.add(Finding(file, line, breach.rule, compact(breach.node), breach.message))
    return sorted(
        findings, key=lambda found: (found.file or "", found.line or 0, found.rule, found.node, found.message)
    )


def _shipped(own: Sequence[Path]) -> list[Path]:
    """Return the shipped data beside the files to check, unless these are a whole data folder of their own."""
    files = {path.resolve() for path in own}
    folder = data_dir().resolve()
    if any(path.parent.name == "entities" and folder not in path.parents for path in files):
        return []
    return [path for path in data_files(folder).chosen(()) if path.resolve() not in files]


def _shape_breaches(store: EmbeddedStore) -> list[Breach]:
    data = serialize(store.triples(), format=RdfFormat.N_TRIPLES)
    assert data is not None
    found = []
    for violation in violations(data.decode()):
        shown = (
            f" ({compact(violation.value) if '://' in violation.value else violation.value})"
            if violation.value and violation.value != violation.node
            else ""
        )
        found.append(Breach(violation.shape, violation.node, violation.path, f"{violation.message}{shown}"))
    return found


def _rule_breaches(store: EmbeddedStore) -> list[Breach]:
    rows = [(row["relation"].value, row["claim"]) for row in store.select(named_query("all_relations"))]
    relations: dict[str, Properties] = properties(store, (iri for iri, _ in rows))
    claims: dict[str, str] = {claim.value: iri for iri, claim in rows if claim is not None}
    symmetric = frozenset(row["term"].value for row in store.select(named_query("symmetric_types")))
    return list(breaches(store, symmetric, relations, claims))


def _near(path: Path) -> Path:
    """Return a path as seen from the current folder, where it lies below it."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path
