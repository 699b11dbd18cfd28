"""``kg query``: text, file or standard input; every result format; the graph or one file alone."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.query import Result

from tests.command import Outcome, kg

OnWorld = Callable[..., Outcome]

SELECT = "SELECT ?who ?name WHERE { ?who a kg:State ; skos:prefLabel ?name } ORDER BY ?who"
CONSTRUCT = "CONSTRUCT WHERE { ?who a kg:State ; skos:prefLabel ?name ; kg:side ?side }"
STATES = ["Ardovia", "Belmar", "Corvania", "Dravia"]
RESULTS = {"json": "json", "xml": "xml", "csv": "csv", "tsv": "tsv"}
GRAPHS = {"ttl": "turtle", "nt": "nt", "nq": "nquads", "trig": "trig", "rdf": "xml", "jsonld": "json-ld"}
OXIGRAPH = {
    "ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML, "jsonld": ox.RdfFormat.JSON_LD,
}  # fmt: skip
NAME = rdflib.Variable("name")
NOTE = "kg: plain arrows follow the policy 'accepted'\n"


def names(done: Outcome) -> list[str]:
    return [row["name"]["value"] for row in done.json["results"]["bindings"]]


def test_a_query_is_given_as_text_as_a_file_or_on_standard_input(on_world: OnWorld, tmp_path: Path) -> None:
    path = tmp_path / "states.rq"
    path.write_text(f"# the states\n{SELECT}", encoding="utf-8")
    assert names(on_world("query", SELECT)) == STATES
    assert names(on_world("query", path)) == STATES
    assert names(on_world("query", "-", stdin=SELECT)) == STATES


def test_a_describe_query_without_braces_is_a_query(on_world: OnWorld) -> None:
    done = on_world("query", "DESCRIBE entity:belmar")
    assert done.code == 0
    graph = rdflib.Graph().parse(data=done.out, format="turtle")
    assert (rdflib.URIRef("https://w3id.org/karabakh-kg/entity/belmar"), None, None) in graph


def test_the_policy_of_the_arrows_is_named(on_world: OnWorld) -> None:
    asked = "SELECT (COUNT(*) AS ?name) { ?who kg:controls entity:lirna }"
    counts = {}
    for policy in ("accepted", "claimed", "undisputed"):
        done = on_world("query", asked, "--policy", policy)
        assert done.err == f"kg: plain arrows follow the policy '{policy}'\n"
        counts[policy] = names(done)
    assert counts == {"accepted": ["1"], "claimed": ["2"], "undisputed": ["1"]}
    assert on_world("query", asked).data == on_world("query", asked, "--policy", "accepted").data


def test_without_a_policy_there_are_no_arrows(on_world: OnWorld) -> None:
    done = on_world("query", "SELECT (COUNT(*) AS ?name) { ?who kg:controls ?what }", "--policy", "none")
    assert (names(done), done.err) == (["0"], "")


def test_a_chosen_dataset_is_queried_without_the_others(on_world: OnWorld) -> None:
    asked = "SELECT (COUNT(*) AS ?name) { ?relation a kg:Relation }"
    assert names(on_world("query", asked, "--dataset", "gazette")) == ["6"]
    assert names(on_world("query", asked)) == ["34"]


def test_one_relation_in_two_datasets_is_counted_once(on_world: OnWorld) -> None:
    asked = "SELECT (COUNT(?relation) AS ?name) { ?relation rdf:subject entity:ardovia ; rdf:predicate kg:isMemberOf }"
    assert names(on_world("query", asked)) == ["1"]
    claims = "SELECT (COUNT(?claim) AS ?name) { ?claim kg:about relation:ardovia-isMemberOf-elster-league }"
    assert names(on_world("query", claims)) == ["2"]


@pytest.mark.parametrize("format_", sorted(RESULTS))
def test_a_table_of_results_is_read_back_by_two_libraries(on_world: OnWorld, format_: str) -> None:
    done = on_world("query", SELECT, "--format", format_)
    assert (done.code, done.err) == (0, NOTE)
    by_rdflib = Result.parse(io.BytesIO(done.data), format=RESULTS[format_])
    assert [str(row[NAME]) for row in by_rdflib.bindings] == STATES
    if format_ != "csv":
        assert {row[NAME].language for row in by_rdflib.bindings} == {"en"}  # type: ignore[attr-defined]
        parsed = ox.parse_query_results(done.data, format=getattr(ox.QueryResultsFormat, format_.upper()))
        assert isinstance(parsed, ox.QuerySolutions)
        assert [row["name"].value for row in parsed] == STATES


def test_csv_results_are_what_a_spreadsheet_reads(on_world: OnWorld) -> None:
    rows = list(csv.DictReader(io.StringIO(on_world("query", SELECT, "--format", "csv").out, newline="")))
    assert [row["name"] for row in rows] == STATES
    assert list(rows[0]) == ["who", "name"]


@pytest.mark.parametrize("format_", ["json", "xml"])
@pytest.mark.parametrize(
    ("asked", "yes"), [("ASK { entity:belmar a kg:State }", True), ("ASK { entity:belmar a kg:City }", False)]
)
def test_ask_answers_and_exits_0_for_yes_and_1_for_no(on_world: OnWorld, format_: str, asked: str, yes: bool) -> None:
    done = on_world("query", asked, "--format", format_)
    assert done.code == (0 if yes else 1)
    assert Result.parse(io.BytesIO(done.data), format=format_).askAnswer is yes


def test_ask_on_a_terminal_says_yes_or_no(on_world: OnWorld) -> None:
    assert on_world("query", "ASK {}", terminal=True).out == "yes\n"
    assert on_world("query", "ASK { entity:belmar a kg:City }", terminal=True).out == "no\n"


def test_an_answer_without_rows_is_an_answer(on_world: OnWorld) -> None:
    done = on_world("query", "SELECT ?name { ?name a kg:Pipeline }")
    assert (done.code, names(done)) == (0, [])
    assert "0 rows" in on_world("query", "SELECT ?name { ?name a kg:Pipeline }", "--format", "table").out


@pytest.mark.filterwarnings("ignore:.* is deprecated, use Dataset:DeprecationWarning")  # in rdflib's own parsers
@pytest.mark.parametrize("format_", sorted(GRAPHS))
def test_a_graph_is_read_back_by_two_libraries(on_world: OnWorld, format_: str) -> None:
    done = on_world("query", CONSTRUCT, "--format", format_)
    assert (done.code, done.err) == (0, NOTE)
    expected = {
        str(triple)
        for triple in ox.parse(on_world("query", CONSTRUCT, "--format", "nt").data, format=ox.RdfFormat.N_TRIPLES)
    }
    assert len(expected) == 12
    assert {str(triple) for triple in ox.parse(done.data, format=OXIGRAPH[format_])} == expected
    dataset = rdflib.Dataset(default_union=True).parse(data=done.data, format=GRAPHS[format_])
    labels = {str(label) for _, _, label, _ in dataset.quads((None, rdflib.SKOS.prefLabel, None, None))}
    assert labels == set(STATES)


def test_a_graph_is_turtle_if_nothing_else_is_said_and_sorted(on_world: OnWorld) -> None:
    done = on_world("query", CONSTRUCT)
    assert done.data == on_world("query", CONSTRUCT, "--format", "ttl").data
    assert done.data == on_world("query", CONSTRUCT, terminal=True).data
    assert [line for line in done.lines if line.startswith("entity:")] == sorted(
        line for line in done.lines if line.startswith("entity:")
    )
    assert "@prefix kg: " in done.out
    assert "@prefix foaf: " not in done.out


@pytest.mark.slow
def test_the_ending_of_the_file_chooses_the_format(on_world: OnWorld, tmp_path: Path) -> None:
    for ending, start in (("csv", b"who,name"), ("xml", b"<?xml"), ("tsv", b"?who\t?name"), ("json", b"{")):
        path = tmp_path / f"answer.{ending}"
        assert on_world("query", SELECT, "-o", path).code == 0
        assert path.read_bytes().startswith(start)
    for ending, start in (("nt", b"<https://"), ("rdf", b"<?xml"), ("jsonld", b"["), ("ttl", b"@prefix")):
        path = tmp_path / f"graph.{ending}"
        assert on_world("query", CONSTRUCT, "-o", path).code == 0
        assert path.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("asked", "format_", "message"),
    [
        (SELECT, "ttl", "a table, which cannot be written as ttl; choose among table, json, xml, csv, tsv"),
        ("ASK {}", "jsonld", "the answer is a table, which cannot be written as jsonld"),
        (CONSTRUCT, "csv", "the answer is a graph, which cannot be written as csv; choose among ttl, nt, nq, trig"),
        (CONSTRUCT, "table", "the answer is a graph, which cannot be written as table"),
    ],
)  # fmt: skip
def test_a_format_that_does_not_fit_the_answer_is_refused(
    on_world: OnWorld, asked: str, format_: str, message: str
) -> None:
    done = on_world("query", asked, "--format", format_)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


@pytest.fixture
def one_file(tmp_path: Path) -> Callable[[str], Path]:
    """Write two triples in a format, in a named graph where the format has such."""

    def write(ending: str) -> Path:
        triple = ox.Triple(ox.NamedNode("a:a"), ox.NamedNode("a:b"), ox.Literal("Şuşa", language="az"))
        other = ox.Triple(ox.NamedNode("a:a"), ox.NamedNode("a:b"), ox.Literal(1))
        graph = ox.NamedNode("a:g") if OXIGRAPH[ending].supports_datasets else ox.DefaultGraph()
        quads = [ox.Quad(t.subject, t.predicate, t.object, graph) for t in (triple, other)]
        path = tmp_path / f"data.{ending}"
        text = ox.serialize(quads, format=OXIGRAPH[ending])
        assert text is not None
        path.write_bytes(text)
        return path

    return write


@pytest.mark.parametrize("ending", sorted(GRAPHS))
def test_one_file_is_queried_alone(one_file: Callable[[str], Path], ending: str) -> None:
    done = kg("query", "SELECT ?name { ?s ?p ?name } ORDER BY ?name", "--data", one_file(ending))
    assert (done.code, done.err) == (0, "")
    assert sorted(names(done)) == ["1", "Şuşa"]


def test_nothing_is_added_to_a_file_that_is_queried_alone(world_folder: Path) -> None:
    path = world_folder / "entities" / "states.ttl"
    done = kg("query", "SELECT (COUNT(*) AS ?name) { ?s ?p ?o }", "--data", path)
    expected = len(rdflib.Graph().parse(path))
    assert names(done) == [str(expected)]


def test_a_file_alone_has_no_datasets(world_folder: Path) -> None:
    done = kg("query", "ASK {}", "--data", world_folder / "entities" / "states.ttl", "--dataset", "gazette")
    assert done.code == 2
    assert "is queried alone and has no datasets" in done.err


def test_relative_iris_of_a_file_are_relative_to_it(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<> <a:b> 1 .")
    (row,) = kg("query", "SELECT ?s { ?s ?p ?o }", "--data", path).json["results"]["bindings"]
    assert row["s"]["value"] == path.as_uri()


SERVICE = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"


def test_a_service_that_cannot_be_asked_is_an_error_in_one_line(on_world: OnWorld) -> None:
    done = on_world("query", SERVICE, "--allow-service", "http://127.0.0.1:9/")
    assert done.code == 2  # results are written as they are found, so that a begun head may stand on stdout
    assert done.err.startswith("kg: the query cannot be answered: ")
    assert len(done.err.splitlines()) == 1


def test_what_fails_while_it_is_written_leaves_no_file(on_world: OnWorld, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    assert on_world("query", SERVICE, "--allow-service", "http://127.0.0.1:9", "-o", path).code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_table_shows_prefixed_names_languages_and_the_count(on_world: OnWorld) -> None:
    out = on_world(
        "query",
        "SELECT * { ?s a kg:City ; skos:prefLabel ?l OPTIONAL { ?s kg:iso2 ?c } } ORDER BY ?l",
        "--format",
        "table",
    ).out
    assert "entity:shurali" in out
    assert "Şüralı@az" in out
    assert out.endswith("3 rows\n")
    assert on_world("query", "SELECT (1 AS ?one) {}", "--format", "table").out.endswith("1 row\n")


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("accepted", "no arrow kg:suppliesArmsTo passes there: --policy claimed takes whatever somebody affirms"),
        ("none", "without a policy no tie has a plain arrow such as kg:suppliesArmsTo"),
    ],
)
def test_a_query_that_finds_no_arrow_says_that_claims_may_tell_of_one(policy: str, said: str) -> None:
    asked = "ASK { entity:turkey kg:suppliesArmsTo entity:azerbaijan }"
    done = kg("query", asked, "--policy", policy, "--format", "table")
    assert (done.code, done.out.strip()) == (1, "no")
    assert said in done.err
    claimed = kg("query", asked, "--policy", "claimed", "--format", "table")
    assert (claimed.code, claimed.out.strip(), "arrow kg:" in claimed.err) == (0, "yes", False)


def test_a_query_for_statements_is_told_nothing_of_arrows() -> None:
    asked = "SELECT ?tie { ?tie rdf:predicate kg:suppliesArmsTo ; rdf:subject entity:shusha }"
    done = kg("query", asked, "--format", "table")
    assert "0 rows" in done.out and done.err == NOTE
