"""The data themselves: valid, in one form, each thing in its file, and none of it lost."""

import re
import subprocess
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from kg.graph import KnowledgeGraph
from kg.resources import data_dir, data_files
from kg.store import EmbeddedStore
from kg.terms import BASE, DCTERMS, ENTITY, KG, RDF, SKOS, local_name
from kg.turtle import write_turtle
from kg.validation import validate
from tests.command import REPOSITORY

FILES = data_files(data_dir())
PATHS = FILES.chosen(())
ENTITIES = [path for path in PATHS if path.parent.name == "entities"]
# New entities of an import stand in one file of the dataset's name, whatever their kind.
BY_HAND = [path for path in ENTITIES if path.stem not in FILES.datasets]
# Names in other languages, each file from one authority.
AUTHORITIES = {"cldr", "geonames", "natural-earth", "wikidata"}
RELATIONS = [path for path in PATHS if path.parent.name == "relations"]

# Fewer than these is data lost by accident; what is taken out on purpose lowers them in the same commit.
FEWEST = {"kg:State": 28, "kg:Relation": 1550, "kg:Claim": 1570, "kg:Passage": 48}
FEWEST_ENTITIES = 770

# Paragraphs that are headings, or rhetoric without content.
SILENT = {7, 13, 17, 32, 44}


def triples(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)]


def subjects(path: Path) -> dict[str, dict[str, list[str]]]:
    """Return what a file states, as strings, by subject and property."""
    stated: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples(path):
        stated[triple.subject.value][triple.predicate.value].append(triple.object.value)  # type: ignore[union-attr]
    return stated


def rows(shipped: KnowledgeGraph, query: str) -> list[tuple[str, ...]]:
    return [tuple(term.value for term in row) for row in shipped.store.select(query)]


def pairs(shipped: KnowledgeGraph, query: str) -> dict[str, str]:
    return {one: other for one, other in rows(shipped, query)}


@pytest.mark.slow
def test_all_that_ships_is_valid() -> None:
    assert [str(finding) for finding in validate()] == []


def test_there_is_enough_of_everything(shipped: KnowledgeGraph) -> None:
    for kind, fewest in FEWEST.items():
        ((count,),) = rows(shipped, f"SELECT (COUNT(DISTINCT ?thing) AS ?n) {{ ?thing a {kind} }}")
        assert int(count) >= fewest, kind
    assert len(shipped.entities()) >= FEWEST_ENTITIES


def test_the_files_are_where_the_architecture_has_them() -> None:
    assert ENTITIES
    assert RELATIONS
    for path in PATHS:
        parts = path.relative_to(data_dir()).parts
        assert path.suffix == ".ttl"
        assert parts[0] == "entities" or parts[1] in ("dataset.ttl", "sources.ttl") or parts[1] == "relations", path


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(data_dir())))
def test_a_file_is_written_as_the_program_writes_it(path: Path) -> None:
    """Sorted, one line a property, without blank nodes, default prefix or base: the writer knows none of them."""
    assert path.read_text(encoding="utf-8") == write_turtle(triples(path))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(data_dir())))
def test_a_file_has_no_blank_node_no_default_prefix_and_no_base(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"^\s*@?(prefix\s+:|base\b)", text, re.IGNORECASE | re.MULTILINE)
    assert not any("BlankNode" in repr((triple.subject, triple.object)) for triple in triples(path))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(data_dir())))
def test_subjects_are_sorted_by_local_name(path: Path) -> None:
    names = [local_name(thing) for thing in subjects(path)]
    assert names == sorted(names)


@pytest.mark.parametrize("path", RELATIONS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_claim_stands_beside_its_relation(path: Path) -> None:
    """At most relations whose names begin as that of its own, and their claims, come between them."""
    stated = subjects(path)
    number_of = {thing: number for number, thing in enumerate(stated)}
    names = [local_name(thing) for thing in stated]
    for thing, properties in stated.items():
        if thing.startswith(f"{BASE}claim/"):
            relation = properties[f"{KG}about"][0]
            between = names[number_of[relation] : number_of[thing]]
            assert between
            assert all(name.startswith(local_name(relation)) for name in between), thing


def test_each_entity_is_described_in_one_file() -> None:
    where: dict[str, list[str]] = defaultdict(list)
    for path in ENTITIES:
        for entity, properties in subjects(path).items():
            assert entity.startswith(ENTITY) or path.stem in AUTHORITIES, entity
            if f"{RDF}type" in properties and entity.startswith(ENTITY):
                where[entity].append(path.name)
    assert {entity: names for entity, names in where.items() if len(names) > 1} == {}


def test_entities_carry_only_what_nobody_disputes() -> None:
    """Kind, names, codes, and the aids to finding and weighing; all else is a relation with a claim."""
    allowed = {
        f"{RDF}type", f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{KG}shortLabel",
        f"{KG}iso2", f"{KG}plural", f"{KG}side", f"{KG}countsWith", f"{KG}mayMean",
        f"{KG}unnamed", f"{SKOS}exactMatch", f"{KG}succeeds", f"{KG}sameTerritoryAs", f"{DCTERMS}isReplacedBy",
    }  # fmt: skip
    for path in ENTITIES:
        for thing, properties in subjects(path).items():
            if thing.startswith(ENTITY):
                assert set(properties) <= allowed, thing


@pytest.mark.parametrize("stem", sorted(AUTHORITIES - {"cldr"}))
def test_names_of_an_authority_name_its_record_its_version_and_its_licence(stem: str) -> None:
    (path,) = (path for path in ENTITIES if path.stem == stem)
    for thing, properties in subjects(path).items():
        if thing.startswith(ENTITY):
            (record,) = properties[f"{SKOS}exactMatch"]
            assert re.fullmatch(r"https://sws\.geonames\.org/\d+/|http://www\.wikidata\.org/entity/Q\d+", record), thing
        else:
            assert len(properties[f"{DCTERMS}license"]) == 1
            assert re.search(r"\d+\.\d+|commit [0-9a-f]{8}", properties[f"{DCTERMS}description"][0]), thing


def test_no_two_entities_are_one_record_of_an_authority() -> None:
    records = [
        (stem, record)
        for stem in sorted(AUTHORITIES)
        for path in ENTITIES
        if path.stem == stem
        for properties in subjects(path).values()
        for record in properties.get(f"{SKOS}exactMatch", ())
    ]
    assert len(records) == len(set(records)) > 40


def test_entities_of_one_file_are_of_one_family_of_kinds() -> None:
    """``states.ttl`` holds states: a kind stands in one file."""
    files: dict[str, set[str]] = defaultdict(set)
    for path in BY_HAND:
        if path.stem not in {"sides", "lineage", *AUTHORITIES}:
            for properties in subjects(path).values():
                files[local_name(properties[f"{RDF}type"][0])].add(path.stem)
    assert {kind: names for kind, names in files.items() if len(names) > 1} == {}


@pytest.mark.parametrize("path", RELATIONS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_relations_and_their_claims_stand_in_the_file_of_their_layer(shipped: KnowledgeGraph, path: Path) -> None:
    layers = pairs(shipped, "SELECT ?type ?layer { ?type kg:layer ?layer }")
    stated = subjects(path)
    relations = {thing: properties for thing, properties in stated.items() if thing.startswith(f"{BASE}relation/")}
    claims = {thing: properties for thing, properties in stated.items() if thing.startswith(f"{BASE}claim/")}
    assert set(stated) == {*relations, *claims}
    for thing, properties in relations.items():
        assert local_name(layers[properties[f"{RDF}predicate"][0]]) == path.stem, thing
    for thing, properties in claims.items():
        assert properties[f"{KG}about"][0] in relations, thing
    assert {properties[f"{KG}about"][0] for properties in claims.values()} == set(relations)


def test_a_relation_stands_in_one_file_of_a_dataset() -> None:
    for name, paths in FILES.datasets.items():
        counts = Counter(thing for path in paths for thing in subjects(path))
        assert [thing for thing, count in counts.items() if count > 1] == [], name


def test_a_claim_is_named_by_the_dataset_in_which_it_stands() -> None:
    for name, paths in FILES.datasets.items():
        for path in paths:
            for thing in subjects(path):
                if thing.startswith(f"{BASE}claim/"):
                    assert re.search(rf"-{name}-[1-9]\d*$", thing), thing


def test_each_dataset_has_its_description_and_its_sources_point_to_it() -> None:
    assert "article" in FILES.datasets
    for name, paths in FILES.datasets.items():
        (described,) = [path for path in paths if path.name == "dataset.ttl"]
        assert list(subjects(described)) == [f"{BASE}dataset/{name}"]
        for path in paths:
            for thing, properties in subjects(path).items():
                if thing.startswith(f"{BASE}source/"):
                    assert properties[f"{DCTERMS}isPartOf"] == [f"{BASE}dataset/{name}"]


def test_passages_carry_a_number_and_a_digest_and_no_text() -> None:
    (sources,) = [path for path in FILES.datasets["article"] if path.name == "sources.ttl"]
    passages = {thing: p for thing, p in subjects(sources).items() if thing.startswith(f"{BASE}passage/")}
    assert len(passages) == 48
    for thing, properties in passages.items():
        assert set(properties) == {f"{RDF}type", f"{KG}digest", f"{KG}paragraph", f"{KG}passageOf"}
        assert thing == f"{BASE}passage/article-{properties[f'{KG}paragraph'][0]}"
        assert re.fullmatch(r"[0-9a-f]{64}", properties[f"{KG}digest"][0])
    assert len({properties[f"{KG}digest"][0] for properties in passages.values()}) == 48


def test_every_paragraph_that_is_cited_is_a_passage_and_every_one_with_content_is_cited(
    shipped: KnowledgeGraph,
) -> None:
    cited = rows(shipped, "SELECT DISTINCT ?place { ?claim kg:foundIn ?place }")
    passages = pairs(shipped, "SELECT ?place ?number { ?place a kg:Passage ; kg:paragraph ?number }")
    numbers = {int(passages[place]) for (place,) in cited if place in passages}
    assert set(range(48)) - numbers <= SILENT


def test_long_runs_of_words_are_no_texts_of_the_article(shipped: KnowledgeGraph) -> None:
    """Texts in the data are names and terms, not sentences."""
    texts = [
        text
        for (text,) in rows(shipped, "SELECT DISTINCT ?text { ?relation rdf:object ?text FILTER (isLiteral(?text)) }")
    ]
    assert texts
    assert max(len(text.split()) for text in texts) <= 15


def test_labels_in_other_languages_come_from_a_named_authority() -> None:
    for path in ENTITIES:
        languages = {triple.object.language for triple in triples(path) if triple.predicate.value == f"{SKOS}prefLabel"}  # type: ignore[union-attr]
        if languages - {"en"}:
            assert path.stem in AUTHORITIES, path
            assert "CLDR" in path.read_text(encoding="utf-8") or path.stem != "cldr"


def test_aids_to_finding_stand_in_their_own_files(shipped: KnowledgeGraph) -> None:
    for path in BY_HAND:
        used = {local_name(name) for properties in subjects(path).values() for name in properties}
        assert not used & {"succeeds", "sameTerritoryAs"} or path.name == "lineage.ttl"
        assert not used & {"side", "countsWith"} or path.name == "sides.ttl"
    assert isinstance(shipped.store, EmbeddedStore)


def test_every_entity_is_mentioned_by_a_relation_or_a_claim(shipped: KnowledgeGraph) -> None:
    unmentioned = rows(
        shipped,
        "SELECT ?entity { ?entity a/rdfs:subClassOf* kg:Entity"
        " FILTER NOT EXISTS { ?relation rdf:subject|rdf:object|kg:usedBy ?entity }"
        " FILTER NOT EXISTS { ?claim kg:claimant ?entity } }",
    )
    beside = "dcterms:creator|kg:countsWith|kg:succeeds|kg:sameTerritoryAs"
    aids = {entity for (entity,) in rows(shipped, f"SELECT ?e {{ ?x {beside} ?e }}")}
    assert {local_name(entity) for (entity,) in unmentioned} - {local_name(entity) for entity in aids} == set()


def test_an_unnamed_speaker_is_one_for_each_passage(shipped: KnowledgeGraph) -> None:
    """Whoever speculates in one paragraph is not whoever reports in another."""
    places = defaultdict(set)
    for claimant, place in rows(shipped, "SELECT ?who ?place { ?claim kg:claimant ?who ; kg:foundIn ?place }"):
        if re.search(r"/(unnamed-(?!man|azeri)|rumour-tellers)", claimant):
            places[local_name(claimant)].add(local_name(place))
    assert places
    for name, passages in places.items():
        assert passages == {re.sub(r".*(article-\d+)$", r"\1", name)}, name


@pytest.mark.parametrize("folder", ["..", "/work"])
def test_no_file_of_the_project_names_what_lies_outside_it(folder: str) -> None:
    """A clone has nothing of the machine on which it was made."""
    words = [f"{folder}/{name}" for name in ("shared", "main", ".library")]
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=REPOSITORY, capture_output=True, text=True
    )
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    for line in listed.stdout.splitlines():
        path = REPOSITORY / line
        if path.is_file():
            text = path.read_bytes()
            assert not any(word.encode() in text for word in words), path


def test_the_licence_of_the_data_is_named() -> None:
    assert "CC BY 4.0" in (data_dir() / "LICENSE").read_text(encoding="utf-8") or "Attribution 4.0" in (
        data_dir() / "LICENSE"
    ).read_text(encoding="utf-8")
