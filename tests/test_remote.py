"""Stores on SPARQL servers: the same answers as embedded, few requests, and one clear line for whatever goes wrong."""

import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pyoxigraph import QueryBoolean, QuerySolutions

from kg.errors import InputError
from kg.lookup import words
from kg.store import remote
from kg.store.dialect import check_calls
from kg.store.kept import LAYOUT
from kg.store.remote import Server, State
from kg.store.sparql import asks_services
from tests.command import Outcome, kg
from tests.conftest import FIXTURES
from tests.server import TOKEN, serving
from tests.servers import OXIGRAPH, Asked, Reply, free_port, misbehaving, running, virtuoso_of
from tests.test_snapshot import ON_SHIPPED

pytestmark = pytest.mark.skipif(not OXIGRAPH.exists(), reason="no Oxigraph server: make test installs it")

WORLD = FIXTURES / "world"
_MOST = 24
WHOLE = [["relations"], ["timeline"], ["sources"], ["export", "csv"]]
JSON = {"Content-Type": "application/sparql-results+json"}


@pytest.fixture(autouse=True)
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Server]]:
    """All servers that are asked in a test; nothing of the environment tells how."""
    started: list[Server] = []
    begin = Server.__init__

    def init(self: Server, address: str) -> None:
        begin(self, address)
        started.append(self)

    monkeypatch.setattr(Server, "__init__", init)
    monkeypatch.setattr(remote, "_PAUSE", 0.01)
    for name in (remote.USER, remote.PASSWORD, remote.SCHEME, remote.TOKEN, remote.UPDATE, remote.TIMEOUT):
        monkeypatch.delenv(name, raising=False)
    yield started
    for server in started:
        server.close()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An Oxigraph server with nothing in it."""
    address = f"127.0.0.1:{free_port()}"
    folder = tmp_path_factory.mktemp("oxigraph")
    with running([str(OXIGRAPH), "serve", "-l", str(folder), "-b", address], f"http://{address}/"):
        yield f"http://{address}/query"


@pytest.fixture(scope="module")
def shipped_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An Oxigraph server with the shipped dossier."""
    address = f"127.0.0.1:{free_port()}"
    folder = tmp_path_factory.mktemp("oxigraph-shipped")
    with running([str(OXIGRAPH), "serve", "-l", str(folder), "-b", address], f"http://{address}/"):
        assert kg("load", "--store", f"http://{address}/query").code == 0
        yield f"http://{address}/query"


@pytest.fixture(scope="module")
def kg_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of our own that takes updates, which refuses what the protocol does not have, with a world on it."""
    one = tmp_path_factory.mktemp("served") / "one.nt"
    one.write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    with serving(one, "--allow-update", env={"KG_TOKEN": TOKEN}) as server, pytest.MonkeyPatch.context() as patch:
        address = f"{server.address}/sparql"
        patch.setenv(remote.TOKEN, TOKEN)
        assert kg("load", WORLD, "--store", address).code == 0
        yield address


def refused(done: Outcome) -> str:
    assert (done.code, done.data) == (2, b"")
    assert done.err.count("\n") == 1
    return done.err


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [*ON_SHIPPED, ["relations"], ["timeline"], ["sources"], ["export", "csv"]], ids=" ".join
)
def test_every_verb_gives_the_same_bytes_in_few_requests(
    words: list[str], shipped_server: str, servers: list[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    rows = Server.rows

    def counted(self: Server, body: bytes, rest: Callable[[int], bytes] | None = None) -> QuerySolutions | QueryBoolean:
        sizes.append(len(json.loads(body).get("results", {}).get("bindings", ())))
        return rows(self, body, rest)

    monkeypatch.setattr(Server, "rows", counted)
    asked = words if words[0] == "export" else [*words, "--format", "json"]
    done = kg(*asked, "--store", shipped_server)
    assert done == kg(*asked)
    assert 0 < sum(server.requests for server in servers) <= _MOST
    if len(words) > 1 and words[0] in ("relations", "show", "search", "why", "path", "perspective", "timeline"):
        assert sum(sizes) < 31_000 / 2, "a verb about a name pulls the graph"


@pytest.mark.slow
def test_texts_of_a_large_server_are_not_looked_through_for_a_name(
    shipped_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    query = Server.query

    def heard(self: Server, text: str, *given: Any, **named: Any) -> tuple[bytes, str]:
        asked.append(text)
        return query(self, text, *given, **named)

    monkeypatch.setattr(Server, "query", heard)
    for most, looked in ((10**9, True), (1, False)):
        monkeypatch.setattr(words, "_LOOKED_THROUGH", most)
        asked.clear()
        assert kg("relations", "Lachin", "--format", "table", "--store", shipped_server).code == 0
        assert any("in whose words a text stands" in text for text in asked) is looked


def test_a_server_without_a_store_is_told_so(tmp_path: Path) -> None:
    (one := tmp_path / "one.nt").write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    with serving(one) as server:
        assert "nothing is loaded on this server" in refused(kg("stats", "--store", f"{server.address}/sparql"))


@pytest.mark.slow
@pytest.mark.parametrize("words", [["relations", "Ardovia"], ["disputes"], ["search", "Belmar"]], ids=" ".join)
def test_kg_serve_is_a_server_too(words: list[str], kg_server: str) -> None:
    assert kg(*words, "--store", kg_server) == kg(*words, "--data", WORLD)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["ASK { ?s kg:isMemberOf ?o }", "DESCRIBE entity:turkey", "ASK { ?s kg:none ?o }"])
def test_queries_of_each_form_are_answered(form: str, shipped_server: str) -> None:
    assert kg("query", form, "--store", shipped_server) == kg("query", form)


@pytest.mark.slow
def test_a_query_that_cannot_be_read_is_told_as_ever(shipped_server: str) -> None:
    for text in ("SELECT * { ?s ?p }", "SELECT * { nope:x ?p ?o }", "INSERT DATA { <a:b> <a:b> 1 }"):
        assert kg("query", text, "--store", shipped_server) == kg("query", text)


@pytest.mark.slow
def test_each_policy_of_the_dossier_is_loaded(shipped_server: str) -> None:
    for policy in ("accepted", "claimed", "undisputed"):
        asked = ("query", "SELECT (COUNT(*) AS ?n) { ?s kg:isMemberOf ?o }", "--policy", policy)
        assert kg(*asked, "--store", shipped_server) == kg(*asked)


@pytest.mark.slow
def test_a_server_is_loaded_anew_in_one_step(empty: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(WORLD, tmp_path / "world"))
    assert kg("load", folder, "--store", empty).err.startswith("kg: loaded: ")
    asked = ("relations", "Belmar", "--format", "json")
    assert kg(*asked, "--store", empty) == kg(*asked, "--data", folder)
    assert kg("load", folder, "--store", empty).err.startswith("kg: unchanged: ")
    with (folder / "more.nq").open("w") as file:
        file.write('<urn:a:s> <urn:a:p> "é \\n \\"q\\"" <urn:a:g> .\n_:x <urn:a:p> _:x .\n')
    assert kg("load", folder, "--store", empty).err.startswith("kg: loaded: ")
    count = "SELECT (COUNT(*) AS ?n) WHERE { %s }"
    for pattern, number in (("?s <urn:a:p> ?o", 2), ("GRAPH <urn:a:g> { ?s ?p ?o }", 1), ("?x <urn:a:p> ?x", 1)):
        done = kg("query", count % pattern, "--store", empty, "--format", "csv")
        assert done.lines[1:] == [str(number)]
    server = Server(empty)
    body, _ = server.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
    rows = server.rows(body)
    assert isinstance(rows, QuerySolutions)
    graphs = {row["g"].value for row in rows}
    assert len({graph.split("graph/")[1].split("/")[0] for graph in graphs if "graph/" in graph}) == 1


def result(*values: object) -> bytes:
    rows = [{"state": {"type": "literal", "value": str(value)}} for value in values]
    return json.dumps({"head": {"vars": ["state"]}, "results": {"bindings": rows}}).encode()


STATE = msgspec.json.encode(State(base="https://w3id.org/karabakh-kg/", graph="urn:g")).decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reply", "message", "requests"),
    [
        ((200, {"Content-Type": "text/html; charset=utf-8"}, b"<html>"), "answers with a page, not with results", 1),
        ((401, {}, b""), "asks for a password or refuses it: set KG_STORE_USER", 1),
        ((403, {}, b"no"), "asks for a password or refuses it", 1),
        ((404, {"Content-Type": "text/plain"}, b"not\nhere"), "the server refuses: 404 Not Found: not here", 1),
        ((500, {"Content-Type": "text/html"}, b"<html>"), "the server refuses: 500 Internal Server Error", 1),
        ((302, {"Location": "http://elsewhere/"}, b""), "leads elsewhere, to http://elsewhere/", 1),
        ((503, {}, b""), "busy or away: 503", 4),
        (None, "the server broke off", 4),
        ((200, {**JSON, "Content-Length": "9999"}, result(1)), "the server broke off", 4),
        ((200, {**JSON, "Content-Encoding": "gzip"}, b"plain"), "the server broke off", 4),
        ((200, JSON, result(STATE)[:-20]), "the result broke off, or is none", 1),
        ((200, JSON, b"[]"), "the result broke off, or is none", 1),
        ((200, JSON, b""), "the result broke off, or is none", 1),
        ((200, {**JSON, "X-SPARQL-MaxRows": "10000"}, result(STATE)), "cuts results at 10000 rows", 1),
        ((200, JSON, result(*range(10_000))), "cuts results at 10,000 rows", 1),
        ((200, JSON, result()), "nothing is loaded on this server; 'kg load", 1),
        ((200, JSON, result("{")), "another version of kg loaded this store", 1),
        ((200, JSON, result(STATE.replace(f'"layout":{LAYOUT}', '"layout":99'))), "another version of kg", 1),
        ((200, JSON, result(STATE.replace("w3id", "other"))), "give the dossier of the store", 1),
    ],
    ids=[
        "page", "password", "forbidden", "missing", "error", "redirect", "busy", "dropped", "short", "packed", "cut",
        "list", "empty", "cap", "round", "nothing", "state", "layout", "base",
    ],
)  # fmt: skip
def test_a_server_that_does_not_answer_as_it_should_is_told_in_one_line(
    reply: Reply | None, message: str, requests: int
) -> None:
    with misbehaving(lambda _: reply) as (address, log):
        said = refused(kg("stats", "--store", address))
    assert message in said
    assert address in said
    assert len(log) == requests


@pytest.mark.slow
def test_a_read_that_broke_off_is_asked_again(shipped_server: str) -> None:
    server = Server(shipped_server)
    replies: list[Reply | None] = [None, (503, {}, b""), (200, JSON, result(STATE))]
    with misbehaving(lambda _: replies.pop(0)) as (address, log):
        asked = Server(address)
        assert asked.rows(asked.query("SELECT ?state {}")[0])
        asked.close()
    assert len(log) == 3
    server.close()


@pytest.mark.slow
def test_a_result_that_has_as_many_rows_as_servers_give_by_chance_is_whole(shipped_server: str) -> None:
    thousand = " ".join(map(str, range(1_000)))
    done = kg("query", f"SELECT ?x {{ VALUES ?x {{ {thousand} }} }}", "--store", shipped_server)
    assert (done.code, len(done.json["results"]["bindings"])) == (0, 1_000)


def test_no_server_and_no_address() -> None:
    assert "no server answers there" in refused(kg("stats", "--store", f"http://127.0.0.1:{free_port()}/query"))
    assert "no address of a SPARQL server" in refused(kg("stats", "--store", "ftp://127.0.0.1/"))
    said = refused(kg("stats", "--store", "http://me:secret@127.0.0.1/query"))
    assert "set KG_STORE_USER" in said
    assert "secret" not in said
    assert "--check compares a store on disk" in refused(kg("load", "--check", "--store", "http://127.0.0.1/query"))


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("SSL_CERT_FILE", "/none.pem", "no certificates can be read from /none.pem"),
        ("SSL_CERT_FILE", __file__, f"no certificates can be read from {__file__}"),
        ("ALL_PROXY", "socks5://127.0.0.1:1", "the proxy that ALL_PROXY names cannot be used"),
        ("ALL_PROXY", "gopher://127.0.0.1:1", "the proxy that ALL_PROXY names cannot be used"),
        (remote.TOKEN, "secret\nsecret", "KG_STORE_TOKEN has a blank or another character"),
        (remote.TOKEN, "sécret", "KG_STORE_TOKEN has a blank or another character"),
    ],
    ids=["no-certificate", "none-in-it", "socks", "gopher", "two-lines", "accent"],
)
def test_an_environment_that_cannot_be_followed_is_told_without_what_is_secret(
    variable: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    said = refused(kg("stats", "--store", f"https://127.0.0.1:{free_port()}/query"))
    assert message in said
    assert "secret" not in said


def test_an_address_of_updates_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("ftp://127.0.0.1/", "http://[::1/", "http://127.0.0.1/two words", "/update"):
        monkeypatch.setenv(remote.UPDATE, address)
        with pytest.raises(InputError, match="no address of a SPARQL server"):
            Server("http://127.0.0.1/query").update("")


@pytest.mark.slow
def test_a_server_that_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(remote.TIMEOUT, "0.3")
    over = threading.Event()

    def wait(_: Asked) -> Reply:
        over.wait(20)
        return 200, JSON, result()

    with misbehaving(wait) as (address, log):
        said = refused(kg("stats", "--store", address))
        over.set()
    assert "no answer within 0.3 s: ask for less, or set KG_STORE_TIMEOUT" in said
    assert len(log) == 1
    monkeypatch.setenv(remote.TIMEOUT, "soon")
    assert "is no number of seconds" in refused(kg("stats", "--store", "http://127.0.0.1:1/query"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variables", "header"),
    [
        ({remote.USER: "me", remote.PASSWORD: "secret"}, "Basic bWU6c2VjcmV0"),
        ({remote.TOKEN: "abc"}, "Bearer abc"),
        ({remote.USER: "me", remote.PASSWORD: "secret", remote.SCHEME: "digest"}, "Digest username"),
        ({}, ""),
    ],
    ids=["basic", "bearer", "digest", "none"],
)
def test_who_asks_is_told_by_the_environment(
    variables: dict[str, str], header: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    def reply(asked: Asked) -> Reply:
        given = asked.headers.get("authorization", "")
        if variables.get(remote.SCHEME) == "digest" and not given:
            return 401, {"WWW-Authenticate": 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5'}, b""
        return (200, JSON, result()) if given.startswith(header) else (401, {}, b"")

    with misbehaving(reply) as (address, log):
        done = kg("stats", "--store", address, "--debug")
    assert "nothing is loaded on this server" in done.err
    assert log[-1].headers.get("authorization", "").startswith(header)
    assert "secret" not in done.err
    monkeypatch.setenv(remote.USER, "me")
    monkeypatch.setenv(remote.SCHEME, "magic")
    assert "is neither basic nor digest" in refused(kg("stats", "--store", address))


@pytest.mark.slow
@pytest.mark.parametrize("ends", [(500, {}, b"transaction timed out"), None], ids=["error", "dropped"])
def test_an_update_that_fails_is_not_repeated_and_does_not_count(ends: Reply | None) -> None:
    updates: list[str] = []

    def reply(asked: Asked) -> Reply | None:
        if not asked.path.endswith("/update"):
            return 200, JSON, result()
        updates.append(asked.form["update"][0])
        return ends if len(updates) == 3 else (204, {}, b"")

    with misbehaving(reply) as (address, _):
        said = refused(kg("load", WORLD, "--store", address))
    assert ("refuses: 500" if ends else "broke off") in said
    assert sum(text.startswith("INSERT") for text in updates) == 3
    assert updates[3].startswith("DROP SILENT GRAPH")
    assert not any(remote.CONTROL + ">" in text for text in updates)


@pytest.mark.slow
def test_updates_are_small_and_names_of_graphs_apart() -> None:
    texts: list[str] = []

    def reply(asked: Asked) -> Reply:
        if asked.path.endswith("/update"):
            texts.append(asked.form["update"][0])
            return 204, {}, b""
        return 200, JSON, result()

    with misbehaving(reply) as (address, _):
        said = refused(kg("load", WORLD, "--store", address))
    assert "does not show it" in said
    inserts = [text for text in texts if text.startswith("INSERT")]
    assert len(inserts) > 6
    assert max(text.count("\n") for text in inserts) <= 1_001
    assert sum("/verdicts/accepted>" in text for text in inserts) >= 1


@pytest.mark.parametrize(
    ("address", "updates"),
    [
        ("http://h:7878/query", "http://h:7878/update"),
        ("http://h:3030/ds/query", "http://h:3030/ds/update"),
        ("http://h:7200/repositories/kg", "http://h:7200/repositories/kg/statements"),
        ("http://h:8890/sparql", "http://h:8890/sparql"),
    ],
)
def test_updates_go_where_servers_take_them(address: str, updates: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Server(address).update_address == updates
    monkeypatch.setenv(remote.UPDATE, "http://h/own")
    assert Server(address).update_address == "http://h/own"


def test_truth_values_and_language_tags_are_told_alike() -> None:
    typed = {"type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": "1"}
    row = {"b": typed, "l": {"type": "literal", "value": "x", "xml:lang": "EN-gb"}}
    body = json.dumps({"head": {"vars": ["b", "l"]}, "results": {"bindings": [row]}}).encode()
    server = Server("http://h/")
    rows = server.rows(body)
    assert isinstance(rows, QuerySolutions)
    (only,) = rows
    assert (only["b"].value, only["l"].language) == ("true", "en-gb")
    virtuoso = {
        "head": {"vars": ["__ASK_RETVAL"]},
        "results": {"bindings": [{"__ASK_RETVAL": {**typed, "value": "1"}}]},
    }
    assert server.rows(json.dumps(virtuoso).encode())


def test_a_certificate_that_does_not_fit_is_told(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        said = refused(kg("stats", "--store", f"https://127.0.0.1:{server.server_port}/query"))
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert "its certificate does not fit" in said


def test_rdflib_is_told_that_the_graph_is_elsewhere(shipped_server: str) -> None:
    from kg.errors import InputError
    from kg.graph import KnowledgeGraph

    graph = KnowledgeGraph.at(shipped_server)
    read: Callable[[], object] = graph.rdflib
    with pytest.raises(InputError, match="in memory only"):
        read()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (bif:f('a') AS ?b) {}",
        "PREFIX x: <bif:> SELECT (x:f('a') AS ?b) {}",
        "PREFIX x: <bif> SELECT (x::f('a') AS ?b) {}",
        "BASE <sql:> SELECT (<f>('a') AS ?b) {}",
        r"SELECT (<\u0062if:f>('a') AS ?b) {}",
        r"SELECT (\u0062if:f('a') AS ?b) {}",
    ],
)
def test_what_is_virtuosos_own_is_not_called(query: str) -> None:
    with pytest.raises(InputError, match="a function of the server's own"):
        check_calls(query, {})


@pytest.mark.parametrize("query", ["SELECT ('bif:f' AS ?b) {} # bif:f", "SELECT ?bif { ?bif <urn:bif:f> ?sql }"])
def test_a_word_is_no_call(query: str) -> None:
    check_calls(query, {})


@pytest.mark.parametrize(
    ("query", "asks"),
    [
        ("SELECT * { service silent <a:b> {} }", True),
        ("SELECT ?service { ?service <a:service> 'SERVICE' } # SERVICE", False),
    ],
)
def test_a_query_asks_a_service_by_the_word_alone(query: str, asks: bool) -> None:
    assert asks_services(query) is asks


# What Virtuoso 7 does otherwise, and no query can mend; docs/scale.md names each.
OTHERWISE = {
    "changes": "finds one event twice, certainly and possibly",
    "query": "sorts by its own collation",
    "vocabulary": "keeps fifteen digits of a decimal",
}


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Virtuoso 7 with the shipped dossier."""
    with virtuoso_of(tmp_path_factory.mktemp("virtuoso")) as address:
        yield address


@pytest.fixture(scope="module")
def answered() -> dict[str, Any]:
    """What Virtuoso has answered: whole measures ask the same of it, and nothing is written between them."""
    return {}


@pytest.fixture
def sent_once(monkeypatch: pytest.MonkeyPatch, answered: dict[str, Any]) -> None:
    """Send each request once for all tests."""
    send = Server._send

    def send_once(self: Server, *request: Any) -> Any:
        if repr(request) not in answered:
            answered[repr(request)] = send(self, *request)
        else:
            self.requests += 1
        return answered[repr(request)]

    monkeypatch.setattr(Server, "_send", send_once)


@pytest.mark.slow
@pytest.mark.parametrize("words", [w for w in ON_SHIPPED if w[0] not in OTHERWISE], ids=" ".join)
@pytest.mark.usefixtures("sent_once")
def test_every_verb_gives_the_same_bytes_on_virtuoso(words: list[str], virtuoso: str, servers: list[Server]) -> None:
    asked = words if words[0] == "export" else [*words, "--format", "json"]
    done, here = kg(*asked, "--store", virtuoso), kg(*asked)
    assert (done.err, done) == (here.err, here)
    assert 0 < sum(server.requests for server in servers) <= _MOST + 6  # paths are asked step by step


@pytest.mark.slow
def test_virtuoso_does_not_take_updates_from_anybody(virtuoso: str) -> None:
    assert "the server refuses: 500" in refused(kg("load", WORLD, "--store", virtuoso))
    assert kg("stats", "--store", virtuoso) == kg("stats")
