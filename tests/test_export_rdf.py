"""The RDF exports, read back by rdflib and by Oxigraph."""

import io
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as oxigraph
import pytest
import rdflib
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple
from rdflib.compare import to_isomorphic

from kg import policy as policies
from kg.export import find_format
from kg.export.stated import relations
from kg.export.view import Request
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.policy import NO_POLICY
from kg.resources import data_dir, data_files
from kg.terms import ENTITY, KG, POLICY, RDF
from tests.command import kg

AIDS = {f"{KG}succeeds", f"{KG}sameTerritoryAs"}
READERS = {
    "ttl": (RdfFormat.TURTLE, "turtle"),
    "nt": (RdfFormat.N_TRIPLES, "nt"),
    "rdfxml": (RdfFormat.RDF_XML, "xml"),
    "trig": (RdfFormat.TRIG, "trig"),
    "nq": (RdfFormat.N_QUADS, "nquads"),
    "jsonld": (RdfFormat.JSON_LD, "json-ld"),
}
WITH_GRAPHS = ("trig", "nq", "jsonld")
EVERYTHING = Request(policy=NO_POLICY)


def exported(graph: KnowledgeGraph, name: str, request: Request | None = None) -> bytes:
    file = io.BytesIO()
    find_format(name).write(graph.view(request), file)
    return file.getvalue()


def quads(data: bytes, format_: RdfFormat) -> set[Quad]:
    return set(oxigraph.parse(data, format=format_))


def triples(data: bytes, format_: RdfFormat) -> set[Triple]:
    return {quad.triple for quad in quads(data, format_)}


def in_files(*kinds: str) -> Iterator[Triple]:
    """Yield what the shipped data files state of things in these namespaces, aids to finding aside."""
    for path in data_files(data_dir()).chosen(()):
        for quad in oxigraph.parse(path=path, format=RdfFormat.TURTLE):
            assert isinstance(quad.subject, NamedNode)
            if quad.subject.value.startswith(kinds) and quad.predicate.value not in AIDS:
                yield quad.triple


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_nothing_that_is_said_is_lost_and_nothing_is_added(shipped: KnowledgeGraph, name: str) -> None:
    base = "https://w3id.org/karabakh-kg/"
    said = {f"{base}{kind}/" for kind in ("relation", "claim", "passage", "source", "dataset")}
    statements = triples(exported(shipped, name, EVERYTHING), READERS[name][0])
    cited = {t.object for t in statements if t.predicate.value == f"{KG}foundIn"}
    stated = {t for t in in_files(*said) if t.subject in cited or not str(t.subject).startswith(f"<{base}passage/")}
    assert {
        t for t in statements if isinstance(t.subject, NamedNode) and t.subject.value.startswith(tuple(said))
    } == stated
    entities = {t for t in statements if t not in stated}
    assert entities <= set(in_files(ENTITY))
    assert {t.subject for t in entities} >= {t.object for t in stated if t.predicate.value == f"{KG}claimant"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # rdflib's own parsers use what it deprecates
@pytest.mark.parametrize("name", READERS)
def test_rdflib_reads_the_same_as_oxigraph(world: KnowledgeGraph, name: str) -> None:
    data = exported(world, name, EVERYTHING)
    theirs = rdflib.Dataset(default_union=True)
    theirs.parse(data=data.decode(), format=READERS[name][1])
    ours = rdflib.Graph().parse(data=exported(world, "nt", EVERYTHING).decode(), format="nt")
    union = rdflib.Graph()
    for s, p, o, _ in theirs.quads((None, None, None, None)):
        union.add((s, p, o))
    assert to_isomorphic(union) == to_isomorphic(ours)
    assert len(ours) > 300


@pytest.mark.parametrize("name", WITH_GRAPHS)
def test_each_dataset_is_a_graph_and_entities_stand_outside(world: KnowledgeGraph, name: str) -> None:
    statements = quads(exported(world, name, EVERYTHING), READERS[name][0])
    graphs = {quad.graph_name for quad in statements}
    assert graphs == {
        DefaultGraph(),
        *(NamedNode(f"https://w3id.org/karabakh-kg/dataset/{dataset}") for dataset in ("chronicle", "gazette")),
    }
    shared = NamedNode("https://w3id.org/karabakh-kg/relation/ardovia-isMemberOf-elster-league")
    assert len({quad.graph_name for quad in statements if quad.subject == shared}) == 2
    claims = [quad for quad in statements if str(quad.subject).startswith("<https://w3id.org/karabakh-kg/claim/")]
    assert claims
    for quad in claims:
        assert str(quad.graph_name).rpartition("/")[2].rstrip(">") in str(quad.subject)


@pytest.mark.parametrize("name", READERS)
def test_the_same_view_gives_the_same_bytes(world_folder: Path, name: str) -> None:
    once, twice = (exported(KnowledgeGraph.load(world_folder), name) for _ in range(2))
    assert once == twice


@pytest.mark.parametrize("policy", policies.policy_names())
@pytest.mark.parametrize("name", READERS)
def test_arrows_are_those_of_the_policy_which_the_file_names(shipped: KnowledgeGraph, name: str, policy: str) -> None:
    statements = quads(exported(shipped, name, Request(policy=policy, arrows_only=True)), READERS[name][0])
    types = {row["term"] for row in shipped.store.select(f"SELECT ?term WHERE {{ ?term a <{KG}RelationType> }}")}
    assert {q.triple for q in statements if q.predicate in types} == set(policies.arrows(shipped.store, policy))
    assert not any(q.predicate.value.startswith((f"{RDF}subject", f"{KG}about")) for q in statements)
    rule = NamedNode(POLICY + policy)
    assert {q.object for q in statements if q.subject == rule} >= {
        Literal(text, language="en") for text in (policy, policies.policy(policy).purpose)
    }
    if name in WITH_GRAPHS:
        assert {q.graph_name for q in statements if q.predicate in types} == {rule}


def test_arrows_keep_to_what_was_asked_for(shipped: KnowledgeGraph) -> None:
    request = Request(filters=Filters(type=("suppliesArmsTo",)), arrows_only=True)
    statements = triples(exported(shipped, "nt", request), RdfFormat.N_TRIPLES)
    types = {row["term"] for row in shipped.store.select(f"SELECT ?term WHERE {{ ?term a <{KG}RelationType> }}")}
    assert {t.predicate.value for t in statements if t.predicate in types} == {f"{KG}suppliesArmsTo"}


@pytest.mark.parametrize("name", ["nt", "trig", "ttl12"])
def test_a_file_of_arrows_says_for_which_date_they_are(shipped: KnowledgeGraph, name: str) -> None:
    request = Request(filters=Filters(as_of="1995"), arrows_only=name != "ttl12")
    text = exported(shipped, name, request).decode()
    assert '"as of 1995"@en' in text
    assert policies.policy("accepted").purpose in text
    assert "it does not say that the tie is true" in text


def test_arrows_need_a_policy() -> None:
    done = kg("export", "ttl", "--arrows-only", "--policy", "none")
    assert done.code == 2
    assert done.out == ""
    assert done.err.splitlines()[-1].startswith("kg: plain triples carry no claims")


def test_turtle_has_each_relation_with_its_claims_beneath(world: KnowledgeGraph) -> None:
    text = exported(world, "ttl", EVERYTHING).decode()
    subjects = [line for line in text.splitlines() if line.startswith(("relation:", "claim:"))]
    view = world.view(EVERYTHING)
    expected = [local for (relation, _), claims in relations(view) for local in (relation, *(iri for iri, _ in claims))]
    assert [subject.partition(":")[2] for subject in subjects] == [iri.rpartition("/")[2] for iri in expected]


class TestRdf12:
    """Oxigraph reads RDF 1.2; rdflib does not yet."""

    REIFIES = NamedNode(f"{RDF}reifies")

    def read(self, graph: KnowledgeGraph, policy: str) -> set[Triple]:
        return triples(exported(graph, "ttl12", Request(policy=policy)), RdfFormat.TURTLE)

    @pytest.mark.slow
    @pytest.mark.parametrize("policy", policies.policy_names())
    def test_a_tie_is_stated_only_where_it_passes_the_policy(self, shipped: KnowledgeGraph, policy: str) -> None:
        statements = self.read(shipped, policy)
        types = {row["term"] for row in shipped.store.select(f"SELECT ?term WHERE {{ ?term a <{KG}RelationType> }}")}
        arrows = set(policies.arrows(shipped.store, policy))
        stated = {t for t in statements if t.predicate in types}
        assert stated <= arrows
        # What is missing is the way back of a symmetric tie, or a tie of which no single relation passes.
        for arrow in arrows - stated:
            back = Triple(arrow.object, arrow.predicate, arrow.subject)  # type: ignore[arg-type]
            assert back in stated or not any(t.object == arrow for t in statements if t.predicate == self.REIFIES)

    @pytest.mark.slow
    def test_without_a_policy_nothing_is_stated_and_all_is_talked_about(self, shipped: KnowledgeGraph) -> None:
        statements = self.read(shipped, NO_POLICY)
        types = {row["term"] for row in shipped.store.select(f"SELECT ?term WHERE {{ ?term a <{KG}RelationType> }}")}
        assert not [t for t in statements if t.predicate in types]
        assert sum(t.predicate == self.REIFIES for t in statements) > 2000

    def test_each_claim_reifies_the_arrow_that_it_is_about(self, world: KnowledgeGraph) -> None:
        statements = self.read(world, NO_POLICY)
        claim = NamedNode("https://w3id.org/karabakh-kg/claim/corvania-suppliesArmsTo-belmar-chronicle-1")
        entity = [NamedNode(ENTITY + name) for name in ("corvania", "belmar")]
        tie = Triple(entity[0], NamedNode(f"{KG}suppliesArmsTo"), entity[1])
        assert Triple(claim, self.REIFIES, tie) in statements
        stance = NamedNode("https://w3id.org/karabakh-kg/stance/denies")
        assert Triple(claim, NamedNode(f"{KG}stance"), stance) in statements
        assert tie not in statements

    def test_a_name_is_reified_as_a_text(self, world: KnowledgeGraph) -> None:
        statements = self.read(world, NO_POLICY)
        texts = {
            t.object.object for t in statements if isinstance(t.object, Triple) and isinstance(t.object.object, Literal)
        }
        assert Literal("Shuralashen") in {Literal(text.value) for text in texts}

    def test_nothing_else_is_lost(self, world: KnowledgeGraph) -> None:
        parts = {f"{RDF}{name}" for name in ("subject", "predicate", "object", "reifies")}
        statements = {t for t in self.read(world, NO_POLICY) if t.predicate.value not in parts}
        plain = triples(exported(world, "ttl", EVERYTHING), RdfFormat.TURTLE)
        assert {t for t in statements if t.predicate.value not in parts} == {
            t for t in plain if t.predicate.value not in parts
        }
