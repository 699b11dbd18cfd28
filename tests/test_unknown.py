"""A query that can find nothing says why, and data that break the model are named where they stop a verb."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.store.sparql import named
from kg.terms import ENTITY, KG, PREFIXES
from tests.command import Outcome, kg
from tests.statements import turtle

pytestmark = pytest.mark.slow  # each starts processes

OnWorld = Callable[..., Outcome]
NEAREST = [
    ("SELECT * { ?s a kg:Relatoin }", "nothing is called kg:Relatoin; the nearest are: kg:Relation"),
    ("SELECT (COUNT(*) AS ?n) { ?s kg:atacks ?o }", "nothing is called kg:atacks; the nearest are: kg:attacks"),
    ("ASK { entity:belmer ?p ?o }", "nothing is called entity:belmer; the nearest are: entity:belmar"),
    (f"SELECT * {{ <{ENTITY}belmer> ?p ?o }}", "nothing is called entity:belmer; the nearest are: entity:belmar"),
    (f"PREFIX e: <{ENTITY}> CONSTRUCT WHERE {{ e:belmer ?p ?o }}", "nothing is called entity:belmer; the nearest"),
    ("SELECT * { ?s kg:status status:assertd }", "nothing is called status:assertd; the nearest are: status:asserted"),
    ("ASK { ?s ?p entity:zzzzzzzzzz }", "nothing is called entity:zzzzzzzzzz"),
]


def told(done: Outcome) -> list[str]:
    """Return what was said beside the answer, without what the answer rests on."""
    return [line for line in done.err.splitlines() if not line.startswith("kg: plain arrows")]


@pytest.mark.parametrize(("query", "message"), NEAREST)
def test_a_name_that_nothing_has_is_told_with_the_nearest(on_world: OnWorld, query: str, message: str) -> None:
    done = on_world("query", query)
    assert done.code == 1
    assert [line.startswith(f"kg: {message}") for line in told(done)] == [True]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT * { entity:belmar ?p ?o }", 0),
        ("SELECT * { ?s <http://example.org/p> ?o }", 0),
        ("SELECT * { ?s foaf:nmae ?o }", 0),
        ("SELECT * { entity:belmar skos:prefLabel 'entity:no' } # entity:no", 0),
        ("CONSTRUCT { ?s kg:made ?o } WHERE { ?s kg:attacks ?o }", 0),
        ("ASK { GRAPH policy:nowhere { ?s ?p ?o } }", 1),
    ],
)
def test_other_names_are_no_matter(on_world: OnWorld, query: str, code: int) -> None:
    done = on_world("query", query)
    assert (done.code, told(done)) == (code, [])


def test_what_is_found_all_the_same_is_an_answer(on_world: OnWorld) -> None:
    done = on_world("query", "SELECT * { VALUES ?s { entity:belmar entity:belmer } ?s a ?kind }")
    assert done.code == 0
    assert "nothing is called entity:belmer" in done.err


def test_of_many_names_that_nothing_has_some_are_told(on_world: OnWorld) -> None:
    done = on_world(
        "query", f"SELECT * {{ VALUES ?s {{ {' '.join(f'entity:zzz{n}' for n in range(300))} }} ?s ?p ?o }}"
    )
    lines = told(done)
    assert done.code == 1
    assert len(lines) == 11
    assert lines[-1] == "kg: nor are 290 other names of the query there"


def test_names_are_read_from_the_tokens_of_a_query() -> None:
    text = (
        "BASE <http://b/> PREFIX x: <http://x/> CONSTRUCT { ?s x:made [ a x:Made ] } "
        "WHERE { ?s x:asked <c> ; a kg:State . FILTER (?s != 'x:text') }"
    )
    assert named(text, PREFIXES) == ["http://x/asked", "http://b/c", f"{KG}State"]


def test_what_breaks_the_model_is_named_where_it_stops_a_verb(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(
        turtle(
            'entity:one a kg:State ; skos:prefLabel "One"@en . kg:attacks kg:layer [] .\n'
            "relation:x a kg:Relation ; rdf:subject entity:one ; rdf:predicate kg:attacks ; rdf:object [] .\n"
            "claim:x-1 a kg:Claim ; kg:about relation:x ; kg:claimant [] ; kg:stance stance:affirms ; "
            "kg:status status:asserted ; kg:foundIn source:report .\n"
        )
    )
    for verb in (["rank"], ["blocs"], ["sources"], ["export", "html"], ["export", "trig"], ["relations", "--long"]):
        done = kg(*verb, "--data", path)
        assert "unforeseen" not in done.err
        assert done.code != 2 or len(done.err.splitlines()) == 1


@pytest.mark.parametrize("property_", ["kg:on", "kg:value", "kg:usedBy", "kg:qualifier", "rdf:object", "dcterms:title"])
def test_a_statement_as_a_value_is_named(tmp_path: Path, property_: str) -> None:
    path = tmp_path / "a.ttl"
    about = "source:report" if property_ == "dcterms:title" else "relation:one-attacks"
    path.write_text(
        turtle(
            'entity:one a kg:State ; skos:prefLabel "One"@en .\n'
            "relation:one-attacks a kg:Relation ; rdf:subject entity:one ; rdf:predicate kg:attacks .\n"
            "claim:one-attacks-test-1 a kg:Claim ; kg:about relation:one-attacks ; kg:claimant entity:one ; "
            "kg:stance stance:affirms ; kg:status status:asserted ; kg:foundIn source:report .\n"
            f"{about} {property_} <<( entity:one kg:attacks entity:one )>> .\n"
        )
    )
    assert f"{about}: a value is a statement" in kg("validate", "--format", "txt", path).out
    if about.startswith("relation"):
        told = kg("relations", "--data", path)
        assert told.code == 2 and told.err.endswith(f"as its {property_}; run 'kg validate' on the data\n"), told.err
    for verb in (["relations"], ["show", "one"], ["timeline"], ["sources"]):
        done = kg(*verb, "--data", path)
        assert "unforeseen" not in done.err
        assert done.code != 2 or len(done.err.splitlines()) == 1
