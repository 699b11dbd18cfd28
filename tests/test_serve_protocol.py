"""The cases that the W3C's suite of the SPARQL 1.1 Protocol is about, each asked over HTTP in our own words.

Of the suite's own wording nothing is kept here; each case is named as the suite names what it tries.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlencode

import pytest

from tests.server import TOKEN, Server, serving

pytestmark = pytest.mark.slow  # each starts processes

ONE, TWO, THREE = (f"http://example.org/{name}" for name in ("one", "two", "three"))
FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
TRIG: Final = f"""
<urn:default> a <urn:Thing> .
<{ONE}> {{ <urn:in:one> a <urn:Thing> }}
<{TWO}> {{ <urn:in:two> a <urn:Thing> }}
<{THREE}> {{ <urn:in:three> a <urn:Thing> }}
"""
MERGED: Final = "ASK { <urn:in:one> a ?k . <urn:in:two> a ?k }"
NAMED: Final = (
    "ASK { GRAPH ?g { <urn:in:one> a ?k } GRAPH ?h { <urn:in:two> a ?k } FILTER NOT EXISTS { <urn:default> a ?k } "
    f"FILTER NOT EXISTS {{ GRAPH <{THREE}> {{ ?s ?p ?o }} }} }}"
)
FULL: Final = (
    "ASK { <urn:in:three> a ?k . GRAPH ?g { <urn:in:one> a ?k } GRAPH ?h { <urn:in:two> a ?k } "
    f"FILTER NOT EXISTS {{ GRAPH <{THREE}> {{ ?s ?p ?o }} }} }}"
)
COPY: Final = "INSERT { GRAPH <urn:made> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
COPY_NAMED: Final = "INSERT { GRAPH <urn:made> { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }"

Fields = list[tuple[str, str]]


class Case(NamedTuple):
    """A request: its method, the fields of its address, the media type of its body and the body."""

    method: str
    address: Fields
    type: str | None = None
    body: bytes = b""


def get(*fields: tuple[str, str]) -> Case:
    return Case("GET", list(fields))


def form(*fields: tuple[str, str], address: Fields | None = None) -> Case:
    return Case("POST", address or [], FORM, urlencode(fields).encode())


def direct(text: str, kind: str = QUERY, *, address: Fields | None = None) -> Case:
    return Case("POST", address or [], kind, text.encode())


def default(*graphs: str) -> Fields:
    return [("default-graph-uri", graph) for graph in graphs]


def named(*graphs: str) -> Fields:
    return [("named-graph-uri", graph) for graph in graphs]


def using(*graphs: str) -> Fields:
    return [("using-graph-uri", graph) for graph in graphs]


ANSWERED: Final = {
    "query get": get(("query", "ASK {}")),
    "query post form": form(("query", "ASK {}")),
    "query post direct": direct("ASK {}"),
    "default graph get": get(("query", "ASK { <urn:in:one> a ?k }"), *default(ONE)),
    "default graph post": direct("ASK { <urn:in:one> a ?k }", address=default(ONE)),
    "default graphs get": get(("query", MERGED), *default(ONE, TWO)),
    "default graphs post": direct(MERGED, address=default(ONE, TWO)),
    "default graphs post form": form(("query", MERGED), *default(ONE, TWO)),
    "named graphs get": get(("query", NAMED), *named(ONE, TWO)),
    "named graphs post": direct(NAMED, address=named(ONE, TWO)),
    "full dataset": direct(FULL, address=[*default(THREE), *named(ONE, TWO)]),
    "two datasets, and the request's counts": get(
        ("query", f"ASK FROM <{TWO}> {{ <urn:in:one> a ?k FILTER NOT EXISTS {{ <urn:in:two> a ?k }} }}"), *default(ONE)
    ),
}
REFUSED: Final = {
    "query by another method": (Case("PUT", [("query", "ASK {}")]), {405}),
    "several queries": (get(("query", "ASK {}"), ("query", "SELECT * {}")), {400}),
    "several queries post": (form(("query", "ASK {}"), ("query", "ASK {}")), {400}),
    "query of another media type": (direct("ASK {}", "text/plain"), {400, 415}),
    "form without its media type": (Case("POST", [], None, b"query=ASK%20%7B%7D"), {400, 415}),
    "direct without its media type": (Case("POST", [], None, b"ASK {}"), {400, 415}),
    "query in UTF-16": (Case("POST", [], QUERY, "ASK { ?s ?p 'é' }".encode("utf-16")), {400}),
    "query that cannot be read": (get(("query", "ASK {")), {400}),
    "no query": (form(), {400}),
    "update by GET": (get(("update", "CLEAR NAMED")), {400, 405}),
    "several updates": (form(("update", "CLEAR NAMED"), ("update", "CLEAR DEFAULT")), {400}),
    "update of another media type": (direct("CLEAR NAMED", "text/plain"), {400, 415}),
    "update form without its media type": (Case("POST", [], None, b"update=CLEAR%20NAMED"), {400, 415}),
    "update in UTF-16": (Case("POST", [], UPDATE, "CLEAR NAMED".encode("utf-16")), {400}),
    "update that cannot be read": (form(("update", "CLEAR XYZ")), {400}),
    "two datasets of an update": (
        form(("update", f"INSERT {{ ?s ?p ?o }} USING <{ONE}> WHERE {{ ?s ?p ?o }}"), *using(TWO)),
        {400},
    ),
    "two datasets of an update, by WITH": (
        form(("update", f"WITH <{ONE}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"), *using(TWO)),
        {400},
    ),
    "query and update at once": (form(("query", "ASK {}"), ("update", "CLEAR NAMED")), {400}),
}
DONE: Final = {
    "post form": (form(("update", COPY)), {"urn:default"}),
    "post direct": (direct(COPY, UPDATE), {"urn:default"}),
    "default graph": (direct(COPY, UPDATE, address=using(ONE)), {"urn:in:one"}),
    "default graphs": (form(("update", COPY), *using(ONE, TWO)), {"urn:in:one", "urn:in:two"}),
    "named graphs": (
        direct(COPY_NAMED, UPDATE, address=[("using-named-graph-uri", ONE), ("using-named-graph-uri", TWO)]),
        {"urn:in:one", "urn:in:two"},
    ),
    "full dataset": (
        direct(
            "INSERT { GRAPH <urn:made> { ?s ?p ?o } } WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }",
            UPDATE,
            address=[*using(ONE), ("using-named-graph-uri", TWO)],
        ),
        {"urn:in:one", "urn:in:two"},
    ),
    "base of names": (
        direct("BASE <urn:base:> INSERT DATA { GRAPH <urn:made> { <urn:in:base> <urn:p> <urn:o> } }", UPDATE),
        {"urn:in:base"},
    ),
}
KINDS: Final = {
    "SELECT * { ?s ?p ?o }": {
        "application/sparql-results+xml", "application/sparql-results+json", "text/tab-separated-values", "text/csv",
    },
    "ASK {}": {"application/sparql-results+xml", "application/sparql-results+json"},
    "DESCRIBE <urn:default>": {"application/rdf+xml", "text/turtle", "application/n-triples"},
    "CONSTRUCT WHERE { ?s ?p ?o }": {"application/rdf+xml", "text/turtle", "application/n-triples"},
}  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    trig = tmp_path_factory.mktemp("protocol") / "some.trig"
    trig.write_text(TRIG, encoding="utf-8")
    return trig


@pytest.fixture(scope="module")
def server(file: Path) -> Iterator[Server]:
    with serving(file, "--allow-update", env={"KG_TOKEN": TOKEN}) as running:
        yield running


def asked(server: Server, case: Case, accept: str = "application/sparql-results+json") -> tuple[int, str, bytes]:
    """Send a request; return its status, its media type and its body."""
    headers = {"accept": accept, "authorization": f"Bearer {TOKEN}"}
    if case.type is not None:
        headers["content-type"] = case.type
    address = f"/sparql?{urlencode(case.address)}" if case.address else "/sparql"
    answer = server.client.request(case.method, address, content=case.body or None, headers=headers)
    return answer.status_code, answer.headers.get("content-type", "").partition(";")[0], answer.content


@pytest.mark.parametrize("name", ANSWERED)
def test_a_query_is_answered(server: Server, name: str) -> None:
    status, kind, body = asked(server, ANSWERED[name])
    assert (status, kind) == (200, "application/sparql-results+json"), body
    assert b"true" in body


@pytest.mark.parametrize("query", KINDS)
def test_an_answer_has_a_media_type_of_its_form(server: Server, query: str) -> None:
    for accept in KINDS[query]:
        assert asked(server, get(("query", query)), accept)[:2] == (200, accept)
    assert asked(server, get(("query", query)), "*/*")[1] in KINDS[query]


@pytest.mark.parametrize("name", REFUSED)
def test_what_breaks_the_protocol_is_refused_and_changes_nothing(server: Server, name: str) -> None:
    case, statuses = REFUSED[name]
    status, _, body = asked(server, case)
    assert status in statuses, body
    assert len(body.splitlines()) == 1
    assert server.count("GRAPH ?g { ?s ?p ?o }") == 3
    assert server.count() == 1


@pytest.mark.parametrize("name", DONE)
def test_an_update_is_done_on_the_graphs_that_are_named(file: Path, name: str) -> None:
    case, made = DONE[name]
    with serving(file, "--allow-update", env={"KG_TOKEN": TOKEN}) as server:
        assert asked(server, case)[0] in (200, 204)
        rows = server.ask("SELECT DISTINCT ?s { GRAPH <urn:made> { ?s ?p ?o } }").json()["results"]["bindings"]
        assert {row["s"]["value"] for row in rows} == made
