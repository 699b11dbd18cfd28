"""The endpoint speaks the SPARQL 1.1 Protocol, the way that the W3C's own tests of it ask."""

import csv
import gzip
import io
import re
import shutil
import socket
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import rdflib
import zstandard

from tests.command import kg, kg_process
from tests.server import TOKEN, Server, serving
from tests.statements import turtle

TRIG = """
@prefix : <http://example.org/> .
:a :p "in the default graph" .
:one { :a :p "in one" ; :q 1 . }
:two { :b :p "in two" . }
"""
SELECT = "SELECT ?s ?o WHERE { ?s <http://example.org/p> ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
FORM = {"content-type": "application/x-www-form-urlencoded"}
BEARER = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "some.trig").write_text(TRIG, encoding="utf-8")
    (folder / "more.ttl").write_text('<http://example.org/c> <http://example.org/p> "also there" .', encoding="utf-8")
    return [folder / "some.trig", folder / "more.ttl"]


@pytest.fixture(scope="module")
def server(files: list[Path]) -> Iterator[Server]:
    with serving(*files) as running:
        yield running


@pytest.fixture
def writable(files: list[Path]) -> Iterator[Server]:
    with serving(*files, "--allow-update", env={"KG_TOKEN": TOKEN}) as running:
        yield running


def objects(response: httpx.Response) -> set[str]:
    rows = response.raise_for_status().json()["results"]["bindings"]
    return {row["o"]["value"] for row in rows}


def test_a_query_comes_by_get_by_form_or_as_it_is(server: Server) -> None:
    by_get = server.ask(SELECT)
    by_form = server.client.post("/sparql", data={"query": SELECT})
    direct = server.client.post("/sparql", content=SELECT, headers={"content-type": "application/sparql-query"})
    named = server.client.post(
        "/sparql", content=SELECT, headers={"content-type": "Application/SPARQL-query; charset=utf-8"}
    )
    assert objects(by_get) == objects(by_form) == objects(direct) == objects(named)
    assert objects(by_get) == {"in the default graph", "also there"}


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/csv;q=0.3, application/xml;q=0.9", "application/sparql-results+xml"),
        ("text/turtle, application/sparql-results+json;q=0.1", "application/sparql-results+json"),
        ("application/sparql-results+json;q=0, application/json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        ("TEXT/CSV;header=present", "text/csv; charset=utf-8"),
    ],
)
def test_rows_come_in_the_form_that_is_wanted(server: Server, accept: str, type_: str) -> None:
    for query in (SELECT, "ASK { ?s ?p ?o }"):
        answer = server.ask(query, accept)
        assert (answer.status_code, answer.headers["content-type"]) == (200, type_)
        assert answer.headers["vary"] == "Accept"


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize(
    ("accept", "type_", "format_"),
    [
        ("", "text/turtle; charset=utf-8", "turtle"),
        ("application/n-triples", "application/n-triples; charset=utf-8", "nt"),
        ("application/n-quads", "application/n-quads; charset=utf-8", "nquads"),
        ("application/trig", "application/trig; charset=utf-8", "trig"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("application/ld+json", "application/ld+json", "json-ld"),
    ],
)
def test_graphs_come_in_the_form_that_is_wanted(server: Server, accept: str, type_: str, format_: str) -> None:
    for query in (CONSTRUCT, "DESCRIBE <http://example.org/a>"):
        answer = server.ask(query, accept)
        assert (answer.status_code, answer.headers["content-type"]) == (200, type_)
        read = rdflib.Dataset(default_union=True)
        read.parse(data=answer.text, format=format_)
        assert (rdflib.URIRef("http://example.org/a"), None, rdflib.Literal("in the default graph")) in read


def test_rows_as_csv_are_those_of_the_standard(server: Server) -> None:
    rows = list(csv.reader(io.StringIO(server.ask(SELECT + " ORDER BY ?o", "text/csv").text)))
    assert rows[0] == ["s", "o"]
    assert [row[1] for row in rows[1:]] == ["also there", "in the default graph"]


@pytest.mark.slow
def test_what_no_form_fits_is_not_acceptable(server: Server) -> None:
    for accept in ("image/png", "x/y", "*/*;q=0", "text/csv;q=0", "text/html;q=0", "text/turtle"):
        assert server.ask(SELECT, accept).status_code == 406
    refused = server.ask(CONSTRUCT, "text/csv")
    assert refused.status_code == 406
    assert "text/turtle" in refused.text


@pytest.mark.slow
def test_a_request_chooses_graphs(server: Server) -> None:
    one, two = "http://example.org/one", "http://example.org/two"
    assert objects(server.ask(SELECT, **{"default-graph-uri": one})) == {"in one"}
    both = httpx.QueryParams([("query", SELECT), ("default-graph-uri", one), ("default-graph-uri", two)])
    assert objects(server.client.get("/sparql", params=both)) == {"in one", "in two"}
    inside = "SELECT ?o { GRAPH ?g { ?s <http://example.org/p> ?o } }"
    assert objects(server.ask(inside)) == {"in one", "in two"}
    assert objects(server.ask(inside, **{"named-graph-uri": two})) == {"in two"}
    assert objects(server.ask(SELECT, **{"named-graph-uri": two})) == set()
    posted = server.client.post(f"/sparql?default-graph-uri={quote(two)}", data={"query": SELECT})
    assert objects(posted) == {"in two"}
    direct = {"content-type": "application/sparql-query"}
    posted = server.client.post(f"/sparql?default-graph-uri={quote(two)}", content=SELECT, headers=direct)
    assert objects(posted) == {"in two"}


def test_a_query_chooses_graphs_and_the_request_goes_before_it(server: Server) -> None:
    chosen = "PREFIX : <http://example.org/> SELECT ?o FROM :one WHERE { ?s :p ?o }"
    assert objects(server.ask(chosen)) == {"in one"}
    assert objects(server.ask(chosen, **{"default-graph-uri": "http://example.org/two"})) == {"in two"}
    named = "BASE <http://example.org/> SELECT ?o FROM NAMED <two> { GRAPH ?g { ?s ?p ?o } }"
    assert objects(server.ask(named)) == {"in two"}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <http://127.0.0.1:1/elsewhere> { ?s ?p ?o }",
        "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://127.0.0.1:1/sparql> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT ?where { ?s ?p ?o } }",
        "LOAD <file:///etc/passwd>",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "SELECT * {",
        "",
        "hello",
    ],
)
def test_what_reaches_elsewhere_changes_or_cannot_be_read_is_refused_in_a_line(server: Server, query: str) -> None:
    refused = server.ask(query)
    assert refused.status_code == 400
    assert len(refused.text.splitlines()) == 1
    assert "unforeseen" not in refused.text
    assert server.ask(SELECT, **{"default-graph-uri": "http://127.0.0.1:1/elsewhere"}).status_code == 400


@pytest.mark.slow
def test_nothing_is_fetched(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.5)
        address = f"http://127.0.0.1:{trap.getsockname()[1]}/"
        for query in (
            f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
            f"PREFIX x: <{address}> SELECT * {{ SERVICE x:y {{ ?s ?p ?o }} }}",
            f"SELECT * {{ BIND(<{address}> AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}",
            f"SELECT * FROM <{address}> {{ ?s ?p ?o }}",
            f"SELECT * {{ ?s ?p trueSERVICE <{address}> {{ ?a ?b ?c }} }}",
        ):
            assert server.ask(query).status_code == 400
        with pytest.raises(TimeoutError):
            trap.accept()


BAD = {
    "two queries": ("GET", "?query=ASK%7B%7D&query=SELECT%20*%7B%7D", {}, b"", 400),
    "a method": ("PUT", "?query=ASK%7B%7D", {}, b"", 405),
    "a form of another type": ("POST", "", {"content-type": "text/plain"}, b"query=ASK%7B%7D", 415),
    "a form without a type": ("POST", "", {}, b"query=ASK%7B%7D", 415),
    "a query without a type": ("POST", "", {}, b"ASK {}", 415),
    "no UTF-8": ("POST", "", {"content-type": "application/sparql-query"}, "ASK {} # ü".encode("utf-16"), 400),
    "another charset": ("POST", "", {"content-type": "application/sparql-query; charset=UTF-16"}, b"ASK {}", 415),
    "a field of no UTF-8": ("GET", "?query=ASK%7B%7D%FF", {}, b"", 400),
    "an update by GET": ("GET", "?update=CLEAR%20ALL", {}, b"", 400),
    "no query": ("POST", "", FORM, b"", 400),
    "a query in the address of a POST": ("POST", "?query=ASK%7B%7D", FORM, b"", 400),
    "a query and an update": ("POST", "", FORM, b"query=ASK%7B%7D&update=CLEAR%20ALL", 400),
    "a compressed body": ("POST", "", {**FORM, "content-encoding": "gzip"}, b"query=ASK%7B%7D", 415),
    "an update": ("POST", "", {"content-type": "application/sparql-update"}, b"CLEAR ALL", 403),
    "two queries by a form": ("POST", "", FORM, b"query=ASK%7B%7D&query=ASK%7B%7D", 400),
    "an empty query": ("GET", "?query=", {}, b"", 400),
    "an empty form": ("POST", "", FORM, b"query=", 400),
    "an empty body": ("POST", "", {"content-type": "application/sparql-query"}, b"", 400),
    "a graph without a query": ("GET", "?default-graph-uri=http://example.org/one", {}, b"", 400),
    "a graph that is no IRI": ("GET", "?query=ASK%7B%7D&default-graph-uri=one", {}, b"", 400),
    "many fields": ("GET", "?" + "&".join(f"x{n}=1" for n in range(300)), {}, b"", 400),
}


@pytest.mark.parametrize("name", BAD)
def test_a_request_that_breaks_the_protocol_is_refused_in_a_line(server: Server, name: str) -> None:
    method, fields, headers, body, status = BAD[name]
    refused = server.client.request(method, f"/sparql{fields}", headers=headers, content=body)
    assert refused.status_code == status, refused.text
    assert len(refused.text.splitlines()) == 1


def test_head_and_options_tell_without_an_answer(server: Server) -> None:
    head = server.client.head("/sparql", params={"query": SELECT})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == server.ask(SELECT).headers["content-length"]
    options = server.client.options("/sparql")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    assert server.client.options("/store").headers["allow"] == "GET, HEAD, OPTIONS"


def test_the_service_describes_itself(server: Server) -> None:
    answer = server.client.get("/sparql", headers={"accept": "text/turtle"})
    read = rdflib.Graph().parse(data=answer.text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert (None, sd.endpoint, rdflib.URIRef(f"{server.address}/sparql")) in read
    assert set(read.objects(None, sd.name)) == {rdflib.URIRef(f"http://example.org/{name}") for name in ("one", "two")}
    assert len(set(read.objects(None, sd.resultFormat))) == 10


def test_what_has_not_changed_is_not_sent_again(server: Server) -> None:
    first = server.ask(SELECT)
    again = server.client.get("/sparql", params={"query": SELECT}, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    other = server.client.get("/sparql", params={"query": SELECT}, headers={"if-none-match": 'W/"other"'})
    assert other.status_code == 200
    assert "etag" not in server.ask("SELECT (NOW() AS ?o) {}").headers


@pytest.mark.slow
def test_a_tag_stands_for_one_answer_at_one_address(server: Server) -> None:
    etag = server.ask(SELECT).headers["etag"]

    def status(query: str, known: str, accept: str = "application/sparql-results+json") -> int:
        headers = {"if-none-match": known, "accept": accept}
        return server.client.get("/sparql", params={"query": query}, headers=headers).status_code

    for known in (etag, etag.removeprefix("W/"), f'"x", {etag}'):
        assert status(SELECT, known) == 304
    assert status(SELECT, "") == status(SELECT, '"x"') == status(CONSTRUCT, etag, "*/*") == 200
    assert status("SELECT * {", etag) == status("SELECT * {", "*") == 400
    assert status(SELECT, etag, "text/csv") == 200
    page = server.client.get("/", headers={"accept": "text/html"}).headers["etag"]
    assert server.client.get("/nowhere", headers={"accept": "text/html", "if-none-match": page}).status_code == 404
    direct = {"content-type": "application/sparql-query", "if-none-match": etag}
    posted = server.client.post("/sparql", content=SELECT, headers=direct)
    assert (posted.status_code, "etag" in posted.headers) == (200, False)


@pytest.mark.parametrize(
    "path", ["/", "/sparql", "/store?default", "/nowhere", "/api/relations", "/static/site.css", "/ask", "/favicon.ico"]
)
def test_each_path_says_what_it_takes(server: Server, path: str) -> None:
    options = server.client.options(path)
    assert (options.status_code, options.content) == (204, b"")
    assert {"GET", "HEAD", "OPTIONS"} <= set(options.headers["allow"].split(", "))
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        refused = server.client.request(method, path)
        assert refused.status_code == 405
        assert {"GET", "HEAD"} <= set(refused.headers["allow"].split(", "))
        assert f"{method} is not answered here" in refused.text or "only read here" in refused.text
    assert server.client.head(path).content == b""


def test_the_server_as_a_whole_says_what_it_takes(server: Server) -> None:
    said = server.raw(b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 204 ")


def test_a_page_of_a_query_keeps_to_the_protocol(server: Server) -> None:
    html = {"accept": "text/html"}
    inside = f"{SELECT} ORDER BY ?o"
    one = {"query": inside, "default-graph-uri": "http://example.org/one"}
    page = server.client.get("/sparql", params=one, headers=html).raise_for_status().text
    assert "in one" in page
    assert "in the default graph" not in page
    links = [unescape(at) for at in re.findall('<li><a href="([^"]*format=csv)"', page)]
    assert server.client.get(links[0]).text.splitlines()[1:] == ["http://example.org/a,in one"]
    assert 'name="default-graph-uri" value="http://example.org/one"' in page
    for fields in ("query=ASK%7B%7D&query=ASK%7B%7D", "query=ASK%7B%7D&update=CLEAR+ALL", "update=CLEAR+ALL"):
        assert server.client.get(f"/sparql?{fields}", headers=html).status_code == 400
    absent = server.client.get("/sparql?query=ASK%7B%7D&default-graph-uri=urn:none", headers=html)
    assert absent.status_code == 400
    assert "there is no graph" in absent.text


def test_graphs_are_read_by_the_graph_store_protocol(server: Server) -> None:
    default = server.client.get("/store?default", headers={"accept": "application/n-triples"})
    assert len(default.text.splitlines()) == 2
    one = server.client.get("/store", params={"graph": "http://example.org/one"}, headers={"accept": "text/turtle"})
    assert len(rdflib.Graph().parse(data=one.text, format="turtle")) == 2
    assert server.client.head("/store?default").headers["content-length"] != "0"
    assert server.client.get("/store", params={"graph": "http://example.org/none"}).status_code == 404
    assert server.client.get("/store", params={"graph": "one"}).status_code == 400
    assert server.client.get("/store").status_code == 400
    assert server.client.get("/store?default&graph=http://example.org/one").status_code == 400
    assert server.client.put("/store?default", content="").status_code == 405


def test_answers_say_what_a_browser_must_not_do(server: Server) -> None:
    for answer in (server.ask(SELECT), server.client.get("/nowhere"), server.ask("hello")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "access-control-allow-origin" not in answer.headers
        assert "server" not in answer.headers
    assert server.client.get("/nowhere").status_code == 404


@pytest.mark.parametrize(
    ("line", "host", "status"),
    [
        ("http://example.org/sparql", "localhost", 421),
        ("http://localhost/sparql", "example.org", 200),
        ("HTTP://LOCALHOST:80/", "example.org", 200),
        ("http://me@localhost/sparql", "example.org", 200),
        ("http://localhost@example.org/sparql", "localhost", 421),
        ("http://[::1]/", "example.org", 200),
        ("/sparql?query=ASK%7B%7D&from=http://example.org/", "localhost", 200),
    ],
)
def test_the_host_of_a_whole_address_counts_before_that_of_the_field(
    server: Server, line: str, host: str, status: int
) -> None:
    said = server.raw(f"GET {line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert said.startswith(f"HTTP/1.1 {status} ".encode()), said[:200]


@pytest.mark.parametrize("path", ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/../../pyproject.toml"])
def test_nothing_stands_outside(server: Server, path: str) -> None:
    answer = server.raw(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert b" 404 " in answer.splitlines()[0]


def got(server: Server, path: str, accept: str = "text/html") -> tuple[int, str]:
    """Ask for an address that no client makes tidy on the way; return the status, and where it leads."""
    said = server.raw(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\nConnection: close\r\n\r\n".encode()
    )
    head = said.partition(b"\r\n\r\n")[0].decode()
    matches = re.search(r"^location: (.*)$", head, re.MULTILINE)
    return int(head.split()[1]), matches[1].strip() if matches else ""


@pytest.mark.slow
def test_each_page_has_one_address(world_folder: Path) -> None:
    with serving("--data", world_folder) as server:
        for path in ("/", "/entity/belmar", "/told", "/timeline", "/names"):
            assert got(server, path) == (200, ""), path
        ties = server.client.get("/api/relations").json()["records"]
        ends = next(sorted([r["subject"]["id"], r["object"]["id"]]) for r in ties if "id" in (r["object"] or {}))
        one, other = (iri.rpartition("/")[2].rpartition("#")[2] for iri in ends)
        for path, one_address in {
            "//": "/",
            "///": "/",
            "//nonsense": "/nonsense",
            "//example.org/x": "/example.org/x",
            "/entity/belmar/": "/entity/belmar",
            "/entity//belmar": "/entity/belmar",
            "//entity/belmar?a=b": "/entity/belmar?a=b",
            "/%65ntity/%62elmar": "/entity/belmar",
            "/entity%2Fbelmar": "/entity/belmar",
            "/timeline/": "/timeline",
            "/ask/?q=relations": "/ask?q=relations",
            "/sparql/": "/sparql",
            "/static//site.css": "/static/site.css",
            f"/tie/{other}/{one}": f"/tie/{one}/{other}",
        }.items():
            assert got(server, path) == (308, one_address), path
            assert got(server, one_address)[0] != 308
        assert got(server, "/entity/belmar?x=/") == (400, "")
        for path in (
            "/nonsense", "/home", "/home/x", "/file/site.css", "/names/x", "/about/x", "/disputes/x", "/sources/x",
            "/map/x", "/questions/x", "/timeline/1", "/timeline/x", "/entity", "/entity/nobody", "/entity/belmar/1",
            "/entity/Belmar", "/%2e%2e/x", "/./x", "/entity/../x", "/%00", "/%0d%0aLocation:x", "/%ff", "/%",
        ):  # fmt: skip
            assert got(server, path) == (404, ""), path


def test_files_have_one_first_page(server: Server) -> None:
    assert got(server, "/") == (200, "")
    assert got(server, "//nonsense") == (308, "/nonsense")
    assert got(server, "/nonsense") == (404, "")


def test_a_request_to_another_host_is_refused(server: Server) -> None:
    for host in ("example.org", f"example.org:{server.port}", "localhost.example.org", ""):
        refused = server.client.get("/sparql", headers={"host": host})
        assert refused.status_code in (400, 421)
    for host in ("localhost", f"LOCALHOST:{server.port}", "[::1]:80"):
        assert server.client.get("/sparql", headers={"host": host}).status_code == 200


@pytest.mark.slow
def test_pages_of_others_read_it_only_where_that_is_asked_for(files: list[Path]) -> None:
    with serving(*files, "--cors", "https://example.org", "--allow-host", "graph.example.org") as server:
        answer = server.client.get("/sparql", params={"query": SELECT}, headers={"origin": "https://example.org"})
        assert answer.headers["access-control-allow-origin"] == "https://example.org"
        other = server.client.get("/sparql", params={"query": SELECT}, headers={"origin": "https://other.example"})
        assert "access-control-allow-origin" not in other.headers
        asked = {"origin": "https://example.org", "access-control-request-method": "POST"}
        assert server.client.options("/sparql", headers=asked).status_code == 200
        assert server.client.get("/sparql", headers={"host": "graph.example.org"}).status_code == 200


@pytest.mark.slow
def test_an_update_needs_the_token_and_is_there_whole_or_not_at_all(writable: Server) -> None:
    def change(text: str, headers: dict[str, str] = BEARER, **fields: str) -> int:
        return writable.client.post("/sparql", data={"update": text, **fields}, headers=headers).status_code

    before = writable.ask(SELECT).headers["etag"]
    insert = "PREFIX : <http://example.org/> INSERT DATA { :new :p 'new' . GRAPH :three { :new :q 1 } }"
    assert change(insert, {}) == 401
    assert change(insert, {"authorization": "Bearer wrong"}) == 401
    assert writable.count() == 2
    assert change(insert) == 204
    assert (writable.count(), writable.count("GRAPH <http://example.org/three> { ?s ?p ?o }")) == (3, 1)
    assert writable.ask(SELECT).headers["etag"] != before
    half = "INSERT DATA { <a:a> <a:a> <a:a> } ; LOAD <file:///etc/passwd> ; DELETE WHERE { ?s ?p ?o }"
    assert change(half) == 400
    assert change("LOADSILENT <http://127.0.0.1:1/>") == 400  # the engine reads it as two words
    assert change("INSERT { ?s ?p ?o } WHERE { ?s ?p trueSERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }") == 400
    assert change("INSERT DATA { <a:a> <a:a> <a:a> } ; CREATE GRAPH <http://example.org/one>") == 400
    assert change("INSERT DATA { <a:a> <a:a> <a:a> } ; SELECT") == 400
    assert change("SELECT * { ?s ?p ?o }") == 400
    assert change("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }") == 400
    assert writable.count() == 3
    direct = {**BEARER, "content-type": "application/sparql-update"}
    assert writable.client.post("/sparql", content="CLEAR DEFAULT", headers=direct).status_code == 204
    assert writable.count() == 0
    assert writable.end() == 0


def test_an_update_reads_from_the_graphs_that_the_request_names(writable: Server) -> None:
    copy = "INSERT { GRAPH <http://example.org/copy> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    fields = {"update": copy, "using-graph-uri": "http://example.org/one"}
    assert writable.client.post("/sparql", data=fields, headers=BEARER).status_code == 204
    assert writable.count("GRAPH <http://example.org/copy> { ?s ?p ?o }") == 2
    named = "INSERT { ?s ?p ?o } USING <http://example.org/two> WHERE { ?s ?p ?o }"
    refused = writable.client.post("/sparql", data={**fields, "update": named}, headers=BEARER)
    assert refused.status_code == 400


@pytest.mark.slow
def test_a_dossier_is_served_with_its_arrows_and_names(world_folder: Path) -> None:
    with serving("--data", world_folder) as server:
        assert server.count("?a kg:suppliesArmsTo ?b") > 0
        assert server.count("GRAPH ?g { ?s ?p ?o }") > 0
        default = server.client.get("/store?default", headers={"accept": "application/n-triples"}).text
        assert 'searchKey> "' not in default
        assert server.end() == 0
    with serving("--data", world_folder, "--policy", "none") as server:
        assert server.count("?a kg:suppliesArmsTo ?b") == 0


@pytest.mark.slow
def test_what_cannot_be_served_is_said_in_a_line(tmp_path: Path, server: Server) -> None:
    (tmp_path / "broken.ttl").write_text("<a:a> <a:b> .", encoding="utf-8")
    for arguments, words in (
        ((tmp_path / "broken.ttl",), "broken.ttl:1"),
        ((tmp_path / "absent.ttl",), "cannot be read"),
        ((tmp_path / "table.csv",), "the format is unknown"),
        ((tmp_path,), "is a folder: give the files in it"),
        (("--host", "192.0.2.1"), "192.0.2.1: is no address of this machine"),
        (("--port", str(server.port), tmp_path / "absent.ttl"), "another program listens there"),
        (("--allow-update",), "KG_TOKEN"),
        (("--policy", "no-such-policy", "--port", "0"), "there is no policy"),
        (("--port", "70000"), "port"),
        (("--data", tmp_path, tmp_path / "broken.ttl"), "files are served alone"),
    ):
        port = () if "--port" in arguments else ("--port", "0")  # another may be listening at the usual one
        done = kg_process("serve", *port, *arguments)
        assert (done.code, len(done.err.splitlines())) == (2, 1), done.err
        assert words in done.err


@pytest.mark.slow
def test_compressed_files_are_served_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "some.trig.gz").write_bytes(gzip.compress(TRIG.encode()))
    (tmp_path / "more.nt.zst").write_bytes(zstandard.compress(b"<urn:a:a> <urn:a:b> <urn:a:c> .\n"))
    with serving(tmp_path / "some.trig.gz", tmp_path / "more.nt.zst") as server:
        assert (server.count(), server.count("GRAPH ?g { ?s ?p ?o }")) == (2, 3)
        assert "some.trig.gz" in server.client.get("/", headers={"accept": "text/html"}).text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.ttl.gz", gzip.compress(b"<urn:a:s> <urn:a:p> ] ."), "a.ttl.gz:1:21: "),
        ("a.nq.gz", gzip.compress(b"<a:a> <a:a> <a:a> .\n" * 5000)[:-30], "a.nq.gz: is broken or cut off"),
        ("a.nt.zst", b"no zstd at all", "a.nt.zst: is broken or cut off"),
        ("a.rdf.gz", gzip.compress(b"<a>" * 100_000), "a.rdf.gz: nests deeper than 500"),
        ("a.csv.gz", b"", "or so and in .gz or .zst"),
        ("a.gz", b"", "the format is unknown"),
        ("a.nt.gz", gzip.compress(b'<a:a> <a:a> "' + bytes(1 << 25)), "longer than 16 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "data",  # those of gzip have the time in them
)
def test_a_compressed_file_that_cannot_be_served_is_told_in_a_line(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    done = kg_process("serve", "--port", "0", tmp_path / name)
    assert (done.code, len(done.err.splitlines())) == (2, 1), done.err
    assert message in done.err


@pytest.mark.slow
def test_an_empty_graph_is_served(tmp_path: Path) -> None:
    (tmp_path / "empty.ttl").write_text("", encoding="utf-8")
    with serving(tmp_path / "empty.ttl") as server:
        assert server.count() == 0
        assert server.client.get("/store?default").status_code == 200


@pytest.mark.slow
def test_files_that_change_are_followed_and_the_last_good_state_stays(tmp_path: Path, world_folder: Path) -> None:
    folder = tmp_path / "world"
    shutil.copytree(world_folder, folder)
    with serving("--data", folder, "--reload") as server:

        def page(words: str) -> str:
            """Return the first page, once it holds these words."""
            deadline = time.monotonic() + 60
            while words not in (text := server.client.get("/", headers={"accept": "text/html"}).text):
                assert time.monotonic() < deadline, text
                time.sleep(0.2)
            return text

        before = server.count("?s a kg:Claim")
        file = folder / "entities" / "states.ttl"
        good = file.read_text(encoding="utf-8")
        file.write_text(good + "\n<broken", encoding="utf-8")
        assert "states.ttl:" in page("the last good state is shown.")
        assert server.count("?s a kg:Claim") == before
        file.write_text(good + "\nentity:newland a kg:State .\n", encoding="utf-8")
        page("kg validate finds: ")
        assert server.count("entity:newland a kg:State") == 1
        file.write_text(good, encoding="utf-8")
        deadline = time.monotonic() + 60
        while server.count("entity:newland a kg:State"):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert server.end() == 0


BROKEN = """
entity:one a kg:State ; skos:prefLabel "One"@en .
entity:two a kg:State ; skos:prefLabel "Two"@en .
relation:one-attacks-two a kg:Relation ; rdf:subject entity:one ; rdf:predicate kg:attacks ; rdf:object entity:two .
claim:one-attacks-two-test-1 a kg:Claim ; kg:about relation:one-attacks-two ; kg:claimant entity:author ;
    kg:stance stance:affirms ; kg:status status:asserted ; kg:foundIn source:report .
"""
STATEMENT = "<<( entity:one kg:attacks entity:one )>>"


def test_a_claim_about_a_statement_stops_nothing_and_is_told_to_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(turtle(BROKEN.replace("about relation:one-attacks-two", f"about {STATEMENT}")))
    with serving("--data", path) as server:
        assert server.client.get("/entity/one").status_code == 200
    done = kg("relations", "one", "--data", path)
    assert f"left out: 1 relation has no name; 'kg validate {path}' tells where" in done.err


def test_an_answer_that_the_data_break_names_the_place(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(turtle(BROKEN, f"entity:one a {STATEMENT} .\n"))
    with serving("--data", tmp_path / "a.ttl") as server:
        for address in ("/", "/entity/one", "/api/entities"):
            refused = server.client.get(address)
            assert refused.status_code == 500
            assert re.search(r"a\.ttl:\d+: entity:one: a value is a statement", unescape(refused.text)), refused.text
            assert "no attribute" not in refused.text
