import random

import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.terms import ENTITY, KG, PREFIXES, RDF, SKOS, XSD
from kg.turtle import term, write_turtle

TYPE, LABEL = NamedNode(f"{RDF}type"), NamedNode(f"{SKOS}prefLabel")

NAMESPACES = st.sampled_from([*PREFIXES.values(), "https://example.org/", "urn:x:"])
LOCALS = st.text(alphabet="abzAZ019-_.~/:é", max_size=8)
IRIS = st.builds(lambda namespace, local: NamedNode(f"{namespace}{local}"), NAMESPACES, LOCALS)
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
LITERALS = st.one_of(
    st.builds(Literal, TEXTS),
    st.builds(lambda text, tag: Literal(text, language=tag), TEXTS, st.sampled_from(["en", "az", "hy-arevela", "tr"])),
    st.builds(Literal, st.integers() | st.booleans()),
    st.builds(
        lambda text, kind: Literal(text, datatype=NamedNode(f"{XSD}{kind}")),
        TEXTS | st.from_regex(r"[+-]?\d{0,4}\.?\d{0,3}", fullmatch=True),
        st.sampled_from(["integer", "decimal", "boolean", "gYear", "date", "string"]),
    ),
)
TRIPLES = st.lists(st.builds(Triple, IRIS, IRIS, IRIS | LITERALS), max_size=12)


def read(text: str) -> set[Triple]:
    return {quad.triple for quad in parse(text, format=RdfFormat.TURTLE)}


@given(TRIPLES)
@example([Triple(NamedNode(f"{ENTITY}a"), TYPE, Literal("٣", datatype=NamedNode(f"{XSD}integer")))])
@example([Triple(NamedNode(f"{ENTITY}a."), LABEL, Literal('"\\\r\n\t'))])
@example([Triple(NamedNode(f"{ENTITY}a#b"), LABEL, Literal("a kg: b"))])
def test_what_is_written_reads_back_as_the_same_triples(triples: list[Triple]) -> None:
    assert read(write_turtle(triples)) == set(triples)


@pytest.mark.slow
@given(TRIPLES, st.randoms(use_true_random=False))
def test_the_same_triples_give_the_same_bytes(triples: list[Triple], chance: random.Random) -> None:
    shuffled = [*triples, *triples]
    chance.shuffle(shuffled)
    assert write_turtle(shuffled) == write_turtle(triples)


def test_the_form_of_a_file() -> None:
    belmar, ardovia = NamedNode(f"{ENTITY}belmar"), NamedNode(f"{ENTITY}ardovia")
    text = write_turtle(
        [
            Triple(belmar, NamedNode(f"{KG}value"), Literal("5.4", datatype=NamedNode(f"{XSD}decimal"))),
            Triple(belmar, LABEL, Literal("Belmər", language="az")),
            Triple(belmar, LABEL, Literal("Belmar", language="en")),
            Triple(belmar, TYPE, NamedNode(f"{KG}State")),
            Triple(ardovia, NamedNode(f"{KG}on"), Literal("1994", datatype=NamedNode(f"{XSD}gYear"))),
            Triple(ardovia, NamedNode(f"{KG}weak"), Literal(True)),
        ]
    )
    assert (
        text
        == """\
@prefix entity: <https://w3id.org/karabakh-kg/entity/> .
@prefix kg: <https://w3id.org/karabakh-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

entity:ardovia
    kg:on "1994"^^xsd:gYear ;
    kg:weak true ;
.

entity:belmar
    a kg:State ;
    skos:prefLabel "Belmar"@en , "Belmər"@az ;
    kg:value 5.4 ;
.
"""
    )


def test_rdflib_reads_the_same_triples() -> None:
    triples = [
        Triple(NamedNode(f"{ENTITY}a"), LABEL, Literal('say "Şuşa" \\ \n\t', language="az")),
        Triple(NamedNode(f"{ENTITY}a"), NamedNode(f"{KG}value"), Literal(825_000_000)),
        Triple(NamedNode("https://example.org/x/y"), TYPE, NamedNode(f"{KG}State")),
    ]
    graph = rdflib.Graph().parse(data=write_turtle(triples), format="turtle")
    assert read(graph.serialize(format="nt")) == set(triples)


def test_an_added_fact_moves_no_other_line() -> None:
    before = [Triple(NamedNode(f"{ENTITY}{name}"), TYPE, NamedNode(f"{KG}State")) for name in "bdf"]
    after = [*before, Triple(NamedNode(f"{ENTITY}c"), TYPE, NamedNode(f"{KG}State"))]
    kept = [line for line in write_turtle(after).splitlines() if line in write_turtle(before).splitlines()]
    assert [line for line in kept if line.startswith("entity:")] == ["entity:b", "entity:d", "entity:f"]


def test_a_name_that_needs_escaping_is_written_in_full() -> None:
    assert term(NamedNode(f"{ENTITY}a.")) == f"<{ENTITY}a.>"
    assert term(NamedNode(f"{ENTITY}a/b")) == f"<{ENTITY}a/b>"
    assert term(NamedNode(f"{ENTITY}a.b-c")) == "entity:a.b-c"


def test_blank_nodes_are_refused() -> None:
    with pytest.raises(ValueError, match="only IRIs and literals"):
        write_turtle([Triple(BlankNode(), TYPE, NamedNode(f"{KG}State"))])
