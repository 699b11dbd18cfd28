"""Every answer is there as JSON, by the records of the command line, as the description of the API says."""

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kg.export import format_names
from kg.question import VERBS
from kg.serve import openapi
from kg.serve.questions import ASKABLE, text_of_fields
from tests.command import kg
from tests.server import Server, serving


@pytest.fixture(scope="module")
def server(world_folder: Path) -> Iterator[Server]:
    with serving("--data", world_folder, "--timeout", "60") as running:
        yield running


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("relations?name=ardovia&name=belmar", ["relations", "ardovia", "belmar"]),
        ("relations?name=ardovia&as-of=1995&undated=true", ["relations", "ardovia", "--as-of", "1995", "--undated"]),
        ("relations?layer=arms&layer=energy", ["relations", "--layer", "arms", "--layer", "energy"]),
        ("show?name=ardovia", ["show", "ardovia"]),
        ("disputes", ["disputes"]),
        ("path?name=ardovia&name=belmar&k=1", ["path", "ardovia", "belmar", "-k", "1"]),
        ("changes?word=1990&word=2020", ["changes", "1990", "2020"]),
        ("search?word=ardo", ["search", "ardo"]),
        ("stats", ["stats"]),
        ("rank?by=degree&top=3", ["rank", "--by", "degree", "--top", "3"]),
        ("ask?word=arms-suppliers&of=ardovia", ["ask", "arms-suppliers", "--of", "ardovia"]),
    ],
)
def test_an_answer_has_the_records_that_the_command_line_prints(
    server: Server, world_folder: Path, path: str, command: list[str]
) -> None:
    answer = server.client.get(f"/api/{path}").raise_for_status().json()
    printed = kg(*command, "--format", "json", "--data", world_folder)
    assert answer["records"] == printed.json
    assert answer["found"] is (printed.code == 0)


def test_a_question_in_words_is_the_same(server: Server) -> None:
    by_fields = server.client.get("/api/relations?name=Ardovia&as-of=1995").json()
    in_words = server.client.get("/api", params={"q": "relations Ardovia --as-of 1995"}).json()
    assert by_fields == in_words
    assert server.client.get("/api", params={"q": in_words["question"]}).json() == in_words
    assert "accepted" in in_words["basis"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nope", 404),
        ("relations?name=nobody-at-all", 404),
        ("relations?nope=1", 400),
        ("relations?name=ardovia&name=belmar&name=corvania", 400),
        ("relations?as-of=soon", 400),
        ("relations?name=--data", 400),
        ("rank?top=many", 400),
        ("changes", 400),
        ("ask?word=no-such-question", 400),
        ("export?word=svg", 404),
        ("?q=", 400),
        ("?q=export%20svg", 400),
        ("?q=relations%20'", 400),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_line(server: Server, path: str, status: int) -> None:
    refused = server.client.get(f"/api/{path}" if path[0] != "?" else f"/api{path}")
    assert refused.status_code == status, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert len(refused.json()["detail"].splitlines()) == 1


RESULTS = {"json", "xml", "csv", "tsv"}
GRAPHS = {"ttl", "nt", "jsonld", "rdf", "nq", "trig"}
LISTED = {"json", "csv", "txt", "ttl"}
DRAWN = {"svg", "png", "pdf"}
EXPORTED = set(format_names())
ROWS = "query=SELECT+%3Fa+%3Fb+%7B+%3Fa+kg%3AsuppliesArmsTo+%3Fb+%7D"
OFFERED = {
    "/": EXPORTED,
    "/entity/belmar": LISTED | DRAWN | EXPORTED,
    "/entity/belmar/timeline": {*LISTED, "svg"},
    "/tie/ardovia/belmar": LISTED | DRAWN | EXPORTED,
    "/ask?q=relations+belmar": LISTED | DRAWN | EXPORTED | {"ego"},
    "/ask?q=rank": {"json"},
    "/graph?q=relations+belmar": LISTED | DRAWN | EXPORTED | {"ego"},
    "/timeline": {*LISTED, "svg"},
    "/disputes": LISTED,
    "/names": {"json", "csv"},
    "/sources": {"json"},
    "/search?q=belmar": {"json", "csv"},
    f"/sparql?{ROWS}": RESULTS,
    f"/sparql?{ROWS}&view=graph": RESULTS,
    "/sparql?query=ASK%7B%7D": RESULTS,
    "/sparql?query=CONSTRUCT+WHERE+%7B%3Fs+a+kg%3AState%7D": GRAPHS,
}


@pytest.mark.slow
@pytest.mark.parametrize("path", OFFERED)
def test_a_page_tells_how_to_cite_it_and_offers_its_answer_in_each_form(server: Server, path: str) -> None:
    page = server.client.get(path, headers={"accept": "text/html"}).raise_for_status().text
    tools = page[page.index('<nav class="tools"') :]
    cited = re.sub("<[^>]*>", "", html.unescape(tools.partition("</p>")[0])).rpartition("digest ")[2]
    assert re.fullmatch(r"[0-9a-f]{12}\. " + re.escape(f"{server.address}{path}"), cited)
    links = [html.unescape(at) for at in re.findall('<li><a href="([^"]*)"', tools)]
    forms = [re.search(r"(?:/download/|/export/|format=)(\w+)", at) for at in links]
    assert {form[1] for form in forms if form} == OFFERED[path]
    for at in links:
        answer = server.client.get(at)
        assert answer.status_code == 200, answer.text[:300]
        assert answer.content
        assert answer.headers["content-disposition"].startswith("attachment; ")


def test_ties_of_an_answer_are_exported_and_no_others(server: Server) -> None:
    asked = {"q": "relations belmar --layer arms"}
    listed = {one["id"] for one in server.client.get("/api", params=asked).json()["records"]}
    exported = server.client.get("/export/csv", params=asked).raise_for_status()
    rows = list(csv.DictReader(io.StringIO(exported.text)))
    whole = list(csv.DictReader(io.StringIO(server.client.get("/export/csv").text)))
    assert {row["relation"] for row in rows} == listed
    assert 0 < len(rows) < len(whole)


def test_every_verb_is_described_with_all_that_it_takes() -> None:
    described = openapi.description("http://localhost/")
    assert {f"/api/{verb}" for verb in ASKABLE} | {"/api"} == set(described["paths"])
    for verb in ASKABLE:
        names = {one["name"] for one in described["paths"][f"/api/{verb}"]["get"]["parameters"]}
        assert {own.name for own in VERBS[verb].own} <= names
        if "filters" in VERBS[verb].shared:
            assert {"layer", "as-of", "undated", "paragraph"} <= names
    for name, one in described["components"]["schemas"].items():
        Draft202012Validator.check_schema(one), name


def test_fields_become_the_words_of_the_command_line() -> None:
    fields = [("name", "New Ardovia"), ("as_of", "1995"), ("undated", "on"), ("lineage", "off"), ("layer", "")]
    assert text_of_fields("relations", fields) == "relations 'New Ardovia' --as-of=1995 --undated"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_whatever_is_asked_the_answer_is_as_described(server: Server) -> None:
    described: dict[str, Any] = json.loads(server.client.get("/api/openapi.json").text)
    checks = [status_code_conformance, content_type_conformance, response_schema_conformance]
    tried = 0
    for operation in schemathesis.openapi.from_dict(described).get_all_operations():
        strategy = operation.ok().as_strategy()  # type: ignore[union-attr]  # an error has none, and fails here

        @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=strategy)
        def asks(case: Any) -> None:
            response = case.call(base_url=server.address)
            assert response.status_code != 500, response.text
            case.validate_response(response, checks=checks)

        asks()
        tried += 1
    assert tried == len(ASKABLE) + 1


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/question/arms-suppliers?of=ardovia", "takes no 'of': ask in words"),
        ("/entity/belmar?as-of=1990", "takes no 'as-of'"),
        ("/search?qq=belmar", "takes no 'qq', only q"),
        ("/export/gexf?focuss=belmar", "takes no 'focuss', only focus and q"),
        ("/download/csv?q=relations&layer=arms", "takes no 'layer', only q"),
        ("/api?q=relations&layer=arms", "takes no 'layer', only q"),
        ("/graph?q=relations&layer=arms", "takes no 'layer', only q"),
        ("/ask?layer=arms", "takes no 'layer', only q"),
    ],
)
def test_what_an_address_does_not_take_is_refused(server: Server, path: str, words: str) -> None:
    answer = server.client.get(path)
    assert answer.status_code == 400
    assert words in answer.text


@pytest.mark.parametrize("added", ["fbclid=IwAR0", "utm_source=a&utm_medium=b", "gclid=x&mc_cid=y"])
def test_what_networks_add_to_a_shared_link_is_passed_over(server: Server, added: str) -> None:
    shared = server.client.get(f"/entity/belmar?{added}")
    assert shared.status_code == 200
    assert "<title>Belmar" in shared.text


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s a kg:Relatoin }",
        "ASK { ?s a <https://w3id.org/karabakh-kg/ontology#Relatoin> }",
        "CONSTRUCT { ?s a kg:State } WHERE { ?s a/kg:attacks* kg:Relatoin }",
        "SELECT * { VALUES ?kind { kg:Relatoin } ?s a ?kind }",
        "SELECT * { ?s a ?kind FILTER (?kind = kg:Relatoin) }",
    ],
)
def test_a_query_that_names_nothing_says_so_in_a_header_and_on_its_page(server: Server, query: str) -> None:
    said = "nothing is called kg:Relatoin; the nearest are: kg:Relation"
    for more in ({}, {"format": "csv"}):
        answer = server.client.get("/sparql", params={"query": query, **more}).raise_for_status()
        assert answer.headers["kg-note"].startswith(said)
    page = server.client.get("/sparql", params={"query": query}, headers={"accept": "text/html"}).raise_for_status()
    assert f"Nothing is called {said.removeprefix('nothing is called ')}" in html.unescape(page.text)
    assert "kg-note" not in server.client.get("/sparql", params={"query": "ASK { ?s a kg:State }"}).headers


def test_a_note_is_no_longer_than_clients_take_of_a_header(server: Server) -> None:
    unknown = " ".join(f"?s <https://w3id.org/karabakh-kg/entity/{'x' * 3_000}{number}> ?o ." for number in range(4))
    answer = server.client.post("/sparql", data={"query": f"SELECT * {{ {unknown} }}"}).raise_for_status()
    assert answer.headers["kg-note"].startswith("nothing is called entity:xxx")
    assert len(answer.headers["kg-note"]) < 2_048
