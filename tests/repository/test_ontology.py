"""The ontology by itself: what docs/decisions and the model say of OWL, asked by SPARQL."""

import re
from pathlib import Path

import pytest

from kg.dossier import current
from kg.graph import KnowledgeGraph
from kg.importing.profile import preset_path, template
from kg.importing.profile import presets as presets_of_the_program
from kg.resources import ontology_dir, ontology_files, shapes_dir
from kg.store import EmbeddedStore
from kg.terms import KG, compact, local_name

# Terms that the specifications of RDF, RDFS, OWL and XSD declare, so that nobody else has to.
BUILT_IN = "^http://www[.]w3[.]org/(1999/02/22-rdf-syntax-ns|2000/01/rdf-schema|2002/07/owl|2001/XMLSchema)#"
PROPERTY_KINDS = "owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty"


@pytest.fixture(scope="module")
def ontology() -> EmbeddedStore:
    return EmbeddedStore(ontology_files(), dossier=current(), derive=False)


def column(store: EmbeddedStore, query: str) -> list[str]:
    """Return the first column of the answer as prefixed names, sorted."""
    solutions = store.select(query)
    first = solutions.variables[0].value
    return sorted(compact(row[first].value) for row in solutions)


def test_the_ontology_is_one_with_a_versioned_iri(ontology: EmbeddedStore) -> None:
    (row,) = ontology.select(
        "SELECT ?ontology ?iri ?info { ?ontology a owl:Ontology ; owl:versionIRI ?iri ; owl:versionInfo ?info }"
    )
    assert row["ontology"].value == KG.removesuffix("#")
    assert re.fullmatch(r"\d+\.\d+\.\d+", row["info"].value)
    assert row["iri"].value == f"{row['ontology'].value}/{row['info'].value}"


@pytest.mark.parametrize("term", ["rdf:Statement", "rdf:subject", "rdf:predicate", "rdf:object"])
def test_no_axiom_touches_the_terms_of_reification(ontology: EmbeddedStore, term: str) -> None:
    touching = (
        f"SELECT DISTINCT ?s {{ {{ {term} ?p ?o . ?s ?p ?o }} UNION {{ ?s {term} ?o }} UNION {{ ?s ?p {term} }} }}"
    )
    assert column(ontology, touching) == []


def test_data_do_use_them(shipped: KnowledgeGraph) -> None:
    """What the test above asks for in the ontology is found in the data, so that it can fail."""
    rows = shipped.store.select("SELECT ?relation { ?relation rdf:subject ?s ; rdf:predicate ?p } LIMIT 1")
    assert len(list(rows)) == 1


def test_every_property_that_is_used_is_declared(ontology: EmbeddedStore) -> None:
    undeclared = f"""
        SELECT DISTINCT ?property {{
          ?s ?property ?o .
          FILTER (!REGEX(STR(?property), "{BUILT_IN}"))
          FILTER NOT EXISTS {{ VALUES ?kind {{ {PROPERTY_KINDS} }} ?property a ?kind }}
        }}"""
    assert column(ontology, undeclared) == []


def test_every_class_that_is_used_is_declared(ontology: EmbeddedStore) -> None:
    undeclared = f"""
        SELECT DISTINCT ?class {{
          {{ ?s a ?class }} UNION {{ ?s rdfs:subClassOf|rdfs:domain|rdfs:range ?class }}
          FILTER (!REGEX(STR(?class), "{BUILT_IN}"))
          FILTER NOT EXISTS {{ ?class a owl:Class }}
        }}"""
    assert column(ontology, undeclared) == []


def test_every_outside_term_that_is_declared_is_used_by_somebody(shipped: KnowledgeGraph) -> None:
    """Nothing is in OWL that no one uses: in the ontology, in the data, or for another vocabulary's reader."""
    unused = f"""
        SELECT DISTINCT ?term {{
          VALUES ?kind {{ owl:Class {PROPERTY_KINDS} }}
          ?term a ?kind .
          FILTER (!STRSTARTS(STR(?term), "https://w3id.org/karabakh-kg/"))
          FILTER NOT EXISTS {{ ?s ?term ?o }}
          FILTER NOT EXISTS {{ ?s ?p ?term . FILTER (?s != ?term) }}
        }}"""
    # The records of sources have room for these, and corrections and imports will have them.
    waiting = {"dcterms:created", "dcterms:isReplacedBy", "dcterms:publisher", "dcterms:source", "schema:url"}
    assert isinstance(shipped.store, EmbeddedStore)
    assert set(column(shipped.store, unused)) <= waiting


def test_properties_are_never_functional(ontology: EmbeddedStore) -> None:
    merging = "SELECT ?p { VALUES ?kind { owl:FunctionalProperty owl:InverseFunctionalProperty } ?p a ?kind }"
    assert column(ontology, merging) == []
    assert not column(ontology, "SELECT ?a { ?a owl:sameAs|owl:equivalentClass|owl:equivalentProperty ?b }")


def test_what_takes_one_at_a_time_says_so_by_annotation(ontology: EmbeddedStore) -> None:
    one = column(ontology, "SELECT ?type { ?type kg:oneObjectAtATime|kg:oneSubjectAtATime true }")
    assert {"kg:costs", "kg:hasCapital", "kg:controls"} <= set(one)


def test_each_term_is_one_kind_of_property_or_a_class(ontology: EmbeddedStore) -> None:
    several = f"""
        SELECT ?term {{ VALUES ?kind {{ owl:Class {PROPERTY_KINDS} }} ?term a ?kind }}
        GROUP BY ?term HAVING (COUNT(DISTINCT ?kind) > 1)"""
    assert column(ontology, several) == []


def test_no_class_is_built_of_others(ontology: EmbeddedStore) -> None:
    """No restriction, no list, no blank node: nothing that only a reasoner would read."""
    assert [triple for triple in ontology.triples() if "BlankNode" in repr((triple.subject, triple.object))] == []
    assert column(ontology, "SELECT DISTINCT ?c { ?c a owl:Restriction }") == []


TERMS = """
    { VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty } ?term a ?kind }
    UNION { ?term skos:inScheme ?scheme } UNION { ?term a skos:ConceptScheme }
    FILTER (STRSTARTS(STR(?term), "https://w3id.org/karabakh-kg/"))
"""


@pytest.mark.parametrize("property_", ["skos:prefLabel", "skos:definition"])
def test_each_term_has_one_label_and_one_definition_in_english(ontology: EmbeddedStore, property_: str) -> None:
    counts = f"""
        SELECT ?term (COUNT(DISTINCT ?text) AS ?n) (SAMPLE(LANG(?text)) AS ?lang)
        {{ {TERMS} OPTIONAL {{ ?term {property_} ?text }} }} GROUP BY ?term"""
    rows = list(ontology.select(counts))
    assert len(rows) > 200
    wrong = [compact(row["term"].value) for row in rows if row["n"].value != "1" or row["lang"].value != "en"]
    assert wrong == []


def test_each_definition_is_a_full_sentence(ontology: EmbeddedStore) -> None:
    texts = [
        row["text"].value for row in ontology.select(f"SELECT DISTINCT ?text {{ {TERMS} ?term skos:definition ?text }}")
    ]
    for text in texts:
        assert re.fullmatch(r"[A-Z][^\n]* [^\n]*[.]", text), text
        assert "  " not in text and not re.search(r"\b(we|our|simply)\b", text, re.IGNORECASE), text


def test_no_two_relation_types_share_a_label(ontology: EmbeddedStore) -> None:
    shared = """
        SELECT ?label { ?type a kg:RelationType ; skos:prefLabel ?label }
        GROUP BY ?label HAVING (COUNT(?type) > 1)"""
    assert [row["label"].value for row in ontology.select(shared)] == []


def test_symmetric_types_have_equal_domain_and_range_and_no_inverse_label(ontology: EmbeddedStore) -> None:
    rows = list(
        ontology.select(
            "SELECT ?type ?domain ?range ?inverse { ?type a kg:RelationType , owl:SymmetricProperty ;"
            " rdfs:domain ?domain ; rdfs:range ?range OPTIONAL { ?type kg:inverseLabel ?inverse } }"
        )
    )
    assert len(rows) > 5
    for row in rows:
        assert row["domain"] == row["range"], row["type"].value
        assert row["inverse"] is None, row["type"].value


def test_relation_types_between_entities_have_a_kind_at_each_end(ontology: EmbeddedStore) -> None:
    loose = """
        SELECT DISTINCT ?type {
          ?type a kg:RelationType .
          FILTER NOT EXISTS { ?type rdfs:domain/rdfs:subClassOf* kg:Entity }
        }"""
    assert column(ontology, loose) == []
    loose = """
        SELECT DISTINCT ?type {
          ?type a kg:RelationType , owl:ObjectProperty .
          FILTER NOT EXISTS { ?type rdfs:range/rdfs:subClassOf* kg:Entity }
        }"""
    assert column(ontology, loose) == []


def test_what_a_relation_type_takes_fits_the_kind_of_property_that_it_is(ontology: EmbeddedStore) -> None:
    """An object property takes an object and never a text; another takes none; a quantity has a dimension."""
    takes = {"object": "owl:DatatypeProperty", "text": "owl:ObjectProperty"}
    for part, kind in takes.items():
        assert column(ontology, f"SELECT ?type {{ ?type a {kind} ; kg:needs|kg:mayHave part:{part} }}") == []
    unmeasured = """
        SELECT DISTINCT ?type {
          ?type kg:needs|kg:mayHave part:quantity FILTER NOT EXISTS { ?type kg:measuredIn ?dimension }
        }"""
    assert column(ontology, unmeasured) == []
    measured = (
        "SELECT DISTINCT ?type { ?type kg:measuredIn ?d FILTER NOT EXISTS { ?type kg:needs|kg:mayHave part:quantity } }"
    )
    assert column(ontology, measured) == []
    # What says something of its subject by itself, such as that it was dissolved, needs nothing more.
    bare = column(ontology, "SELECT ?type { ?type a kg:RelationType FILTER NOT EXISTS { ?type kg:needs ?part } }")
    assert bare == ["kg:isInForce", "kg:wasDissolved"]


def test_a_role_ties_an_actor_to_something_to_meet_in(ontology: EmbeddedStore) -> None:
    wrong = """
        SELECT DISTINCT ?type {
          ?type kg:role true .
          FILTER (
            NOT EXISTS { ?type a owl:ObjectProperty } || EXISTS { ?type a owl:SymmetricProperty }
            || EXISTS { ?type rdfs:range kg:Actor } && NOT EXISTS { ?type rdfs:range kg:Organisation }
               && NOT EXISTS { ?type kg:layer layer:office }
          )
        }"""
    assert column(ontology, wrong) == []
    assert {"kg:signed", "kg:takesPartIn", "kg:usesWeapon", "kg:owns"} <= set(
        column(ontology, "SELECT ?type { ?type kg:role true }")
    )


def test_every_relation_type_is_used_by_the_data_or_made_by_a_preset(shipped: KnowledgeGraph) -> None:
    """A preset makes a type that its file names, or one that has the code of its events or the schema of its edges."""
    assert isinstance(shipped.store, EmbeddedStore)
    unused = """
        SELECT ?type {
          ?type a kg:RelationType
          FILTER NOT EXISTS { ?relation rdf:predicate ?type }
          FILTER NOT EXISTS { ?type kg:cameo|kg:plover|kg:ftmSchema ?code }
        }"""
    presets = "".join(preset_path(name).read_text(encoding="utf-8") for name in presets_of_the_program())
    unmade = [name for name in column(shipped.store, unused) if name.removeprefix("kg:") not in presets]
    assert unmade == []


def test_every_kind_is_used_by_the_data_or_has_a_narrower_one_that_is(shipped: KnowledgeGraph) -> None:
    assert isinstance(shipped.store, EmbeddedStore)
    unused = """
        SELECT ?kind {
          ?kind rdfs:subClassOf* kg:Entity
          FILTER NOT EXISTS { ?entity a/rdfs:subClassOf* ?kind }
        }"""
    assert column(shipped.store, unused) == []


def test_each_layer_has_its_file_and_its_types_stand_in_it(ontology: EmbeddedStore) -> None:
    layers = {
        local_name(row["term"].value) for row in ontology.select("SELECT ?term { ?term skos:inScheme kg:LayerScheme }")
    }
    files = sorted((ontology_dir() / "relations").glob("*.ttl"))
    assert {path.stem for path in files} == layers
    for path in files:
        own = EmbeddedStore([path], derive=False)
        types = column(own, "SELECT ?type { ?type a kg:RelationType }")
        assert types
        assert types == column(own, f"SELECT ?type {{ ?type kg:layer layer:{path.stem} }}")


def test_parties_oppose_each_other_as_the_model_says(ontology: EmbeddedStore) -> None:
    pairs = {
        (local_name(row["one"].value), local_name(row["other"].value))
        for row in ontology.select("SELECT ?one ?other { ?one kg:opposes ?other }")
    }
    assert pairs == {
        ("armenian", "azerbaijani"), ("armenian", "turkish"), ("azerbaijani", "armenian"), ("turkish", "armenian"),
    }  # fmt: skip
    parties = column(ontology, "SELECT ?side { ?side kg:isParty true }")
    assert parties == ["side:armenian", "side:azerbaijani", "side:turkish"]
    others = column(ontology, "SELECT ?side { ?side kg:isParty false }")
    assert others == ["side:company", "side:iranian", "side:neutral", "side:russian", "side:western"]


def test_the_statuses_stand_in_an_order_of_strength_with_its_reason(ontology: EmbeddedStore) -> None:
    rows = ontology.select(
        "SELECT ?status { ?status skos:inScheme kg:StatusScheme ; kg:strength ?strength ; skos:scopeNote ?why }"
        " ORDER BY DESC(?strength)"
    )
    assert [local_name(row["status"].value) for row in rows] == [
        "admitted", "confirmed", "verified", "asserted", "judged", "speculated", "rumoured", "believed",
    ]  # fmt: skip
    strengths = column(ontology, "SELECT DISTINCT ?strength { ?status kg:strength ?strength }")
    assert len(strengths) == 8


@pytest.mark.parametrize(
    ("scheme", "concepts"),
    [
        ("Stance", "affirms denies"),
        ("Phase", "annulled decided initialled planned potential proposed suspended underWay"),
        ("Comparator", "about anEstimated atLeast atMost inTheOrderOf moreThan nearly"),
        ("Polarity", "cooperative hostile neutral"),
        ("Part", "object quantity text time user"),
        (
            "Layer",
            "agreement alliance arms cause culture diplomacy displacement economy energy membership military office"
            " people rhetoric structure territory violence",
        ),
    ],
)
def test_the_schemes_hold_the_concepts_of_the_model(ontology: EmbeddedStore, scheme: str, concepts: str) -> None:
    declared = column(ontology, f"SELECT ?concept {{ ?concept skos:inScheme kg:{scheme}Scheme }}")
    assert [name.partition(":")[2] for name in declared] == concepts.split()


@pytest.mark.parametrize("part", ["comparator", "phase", "stance", "status"])
def test_the_template_of_a_sheet_names_every_word_that_a_column_takes(ontology: EmbeddedStore, part: str) -> None:
    declared = column(ontology, f"SELECT ?concept {{ ?concept skos:inScheme kg:{part.title()}Scheme }}")
    told = re.findall(r"\w+", template()["about"][part])
    assert not {name.partition(":")[2] for name in declared} - set(told)


def test_aids_to_finding_are_no_relation_types(ontology: EmbeddedStore) -> None:
    for aid in ("countsWith", "succeeds", "sameTerritoryAs", "searchKey", "tie"):
        kinds = column(ontology, f"SELECT ?kind {{ kg:{aid} a ?kind }}")
        assert len(kinds) == 1
        assert kinds[0] in ("owl:ObjectProperty", "owl:DatatypeProperty")


@pytest.mark.parametrize("path", [*ontology_files(), *sorted(shapes_dir().glob("*.ttl"))], ids=lambda path: path.stem)
def test_the_files_have_neither_a_default_prefix_nor_a_base(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"^\s*@?(prefix\s+:|base\b)", text, re.IGNORECASE | re.MULTILINE)
    assert max(map(len, text.splitlines())) < 400


def test_the_vocabulary_tells_all_that_a_type_declares(ontology: EmbeddedStore, shipped: KnowledgeGraph) -> None:
    declared = {entry.id: set(entry.declares) for entry in shipped.vocabulary()}
    rows = ontology.select(
        "SELECT ?type ?property { ?type a kg:RelationType ; ?property ?value . ?property a owl:AnnotationProperty"
        f" FILTER STRSTARTS(STR(?property), '{KG}') }}"
    )
    stated = [(row["type"].value, local_name(row["property"].value)) for row in rows]
    assert {name for _, name in stated} > {"layer", "polarity", "needs", "speechAct", "roleOfSubject"}
    assert [(iri, name) for iri, name in stated if name not in declared[iri]] == []
    assert all("searchKey" not in names for names in declared.values())
