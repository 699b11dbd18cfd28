"""What kg load has made is served as its files are: a store on disk, and one on a SPARQL server."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import rdflib

from tests.command import REPOSITORY, kg, kg_process
from tests.needs import skip_without
from tests.server import Server, serving
from tests.servers import OXIGRAPH, free_port, running, virtuoso_of

pytestmark = pytest.mark.slow  # each starts processes

NAMED = "<urn:of:a:file>"
QUERIES = (
    "SELECT ?a ?b { ?a kg:suppliesArmsTo ?b } ORDER BY ?a ?b",
    "SELECT (COUNT(*) AS ?n) { ?s a kg:Claim }",
    f"SELECT ?s ?p ?o {{ GRAPH {NAMED} {{ ?s ?p ?o }} }}",
    f"SELECT ?s ?p ?o FROM {NAMED} {{ ?s ?p ?o }}",
    "ASK { ?s kg:isMemberOf ?o }",
)
PAGES = ("/", "/entity/belmar", "/ask?q=relations+belmar", "/timeline", "/disputes", "/sparql", "/search?q=Belmar")
ASKED = ("/api/relations?name=belmar", "/api/entities", "/api/timeline", "/download/csv?q=relations")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, world_folder: Path) -> Path:
    """The world of the fixtures with a file that has a named graph."""
    copied = Path(shutil.copytree(world_folder, tmp_path_factory.mktemp("stored") / "world"))
    (copied / "more.nq").write_text(f"<urn:a:one> <urn:a:p> <urn:a:two> {NAMED} .\n", encoding="utf-8")
    return copied


@pytest.fixture(scope="module")
def of_files(folder: Path) -> Iterator[Server]:
    with serving("--data", folder) as server:
        yield server


@pytest.fixture(scope="module")
def on_disk(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("disk") / "store"
    assert kg("load", folder, "--store", store).code == 0
    return store


@pytest.fixture(scope="module")
def elsewhere(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the same graph."""
    if not OXIGRAPH.exists():
        skip_without("Oxigraph's server")
    address = f"127.0.0.1:{free_port()}"
    place = tmp_path_factory.mktemp("oxigraph")
    with running([str(OXIGRAPH), "serve", "-l", str(place), "-b", address], f"http://{address}/"):
        assert kg("load", folder, "--store", f"http://{address}/query").code == 0
        yield f"http://{address}/query"


@pytest.fixture(scope="module")
def virtuoso(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Virtuoso with the same graph."""
    with virtuoso_of(tmp_path_factory.mktemp("virtuoso"), folder) as address:
        yield address


@pytest.fixture(scope="module", params=["on_disk", "elsewhere", pytest.param("virtuoso", marks=pytest.mark.slow)])
def stored(request: pytest.FixtureRequest) -> Iterator[Server]:
    place = request.getfixturevalue(request.param)
    with serving("--store", place, "--timeout", "30") as server:
        yield server


@pytest.mark.parametrize("query", QUERIES)
def test_a_store_answers_queries_as_its_files_do(stored: Server, of_files: Server, query: str) -> None:
    given, expected = stored.ask(query).raise_for_status().json(), of_files.ask(query).raise_for_status().json()
    assert given.get("boolean") == expected.get("boolean")
    rows = [one.get("results", {}).get("bindings", []) for one in (given, expected)]
    assert rows[0] == rows[1]
    assert rows[1] or expected.get("boolean")


def test_graphs_come_as_from_files(stored: Server, of_files: Server) -> None:
    nt = {"accept": "application/n-triples"}
    for ask in ("CONSTRUCT WHERE { ?s a kg:Claim ; ?p ?o }", "DESCRIBE entity:belmar"):
        given, expected = (server.ask(ask, "application/n-triples") for server in (stored, of_files))
        assert (given.status_code, expected.status_code) == (200, 200), given.text
        assert sorted(set(given.text.splitlines())) == sorted(set(expected.text.splitlines())) != []
    default, same = (server.client.get("/store?default", headers=nt).text for server in (stored, of_files))
    graphs = [rdflib.Graph().parse(data=text, format="nt") for text in (default, same)]
    assert len(graphs[0]) == len(graphs[1]) > 100
    named = stored.client.get("/store", params={"graph": NAMED[1:-1]}, headers=nt)
    assert named.text == "<urn:a:one> <urn:a:p> <urn:a:two> .\n"
    assert stored.client.get("/store", params={"graph": "urn:none"}).status_code == 404


def test_pages_and_answers_are_those_of_the_files(stored: Server, of_files: Server) -> None:
    for path in ASKED:
        given, expected = (server.client.get(path).raise_for_status() for server in (stored, of_files))
        assert given.text == expected.text, path
    for path in PAGES:
        pages = [
            server.client.get(path, headers={"accept": "text/html"}).raise_for_status().text.replace(server.address, "")
            for server in (stored, of_files)
        ]
        assert pages[0] == pages[1], path


def test_what_would_reach_or_change_something_is_refused(stored: Server) -> None:
    for query in (
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }",
        "SELECT * FROM <urn:kg:store> { ?s ?p ?o }",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "SELECT * {",
        "define get:soft 'soft' SELECT * { ?s ?p ?o }",
        "SELECT (bif:file_to_string('a') AS ?b) {} # service",
    ):
        refused = stored.ask(query)
        assert (refused.status_code, len(refused.text.splitlines())) == (400, 1), refused.text
    assert stored.client.post("/sparql", data={"update": "CLEAR ALL"}).status_code == 403
    assert stored.ask("SELECT * { GRAPH <urn:kg:store> { ?s ?p ?o } }").json()["results"]["bindings"] == []


def test_a_query_is_stopped_while_others_are_answered(on_disk: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with serving("--store", on_disk, "--timeout", "1") as server:
        assert server.ask(endless).status_code == 503
        assert server.count("?s a kg:Claim") > 0
        assert server.end() == 0


def test_a_store_on_disk_that_is_loaded_anew_is_followed(folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "world"))
    store = tmp_path / "store"
    assert kg("load", copy, "--store", store).code == 0
    with serving("--store", store, "--reload") as server:
        etag = server.ask(QUERIES[0]).headers["etag"]
        with (copy / "more.nq").open("a", encoding="utf-8") as file:
            file.write("<urn:a:new> <urn:a:p> <urn:a:two> .\n")
        assert kg("load", copy, "--store", store).code == 0
        _until(lambda: server.count("<urn:a:new> ?p ?o") == 1)
        assert server.ask(QUERIES[0]).headers["etag"] != etag


def test_a_store_on_a_server_is_followed_and_never_half_answered(folder: Path, tmp_path: Path) -> None:
    if not OXIGRAPH.exists():
        skip_without("Oxigraph's server")
    copy = Path(shutil.copytree(folder, tmp_path / "world"))
    address = f"127.0.0.1:{free_port()}"
    store = f"http://{address}/query"
    command = [str(OXIGRAPH), "serve", "-l", str(tmp_path / "oxigraph"), "-b", address]
    with running(command, f"http://{address}/"):
        assert kg("load", copy, "--store", store).code == 0
        with serving("--store", store) as server:
            claims = server.count("?s a kg:Claim")
            assert claims > 0
            with (copy / "more.nq").open("a", encoding="utf-8") as file:
                file.write("<urn:a:new> <urn:a:p> <urn:a:two> .\n")
            assert kg("load", copy, "--store", store).code == 0
            seen = set()
            deadline = time.monotonic() + 30
            while (answered := server.ask("SELECT ?s { ?s a kg:Claim }")).status_code != 200:
                assert answered.status_code == 503
                assert "has changed" in answered.text
                seen.add(answered.status_code)
                assert time.monotonic() < deadline
                time.sleep(0.1)
            assert len(answered.json()["results"]["bindings"]) == claims
            assert server.count("<urn:a:new> ?p ?o") == 1
            assert seen == {503}
            assert "etag" not in answered.headers


def test_a_server_that_goes_away_is_told(folder: Path, tmp_path: Path) -> None:
    if not OXIGRAPH.exists():
        skip_without("Oxigraph's server")
    address = f"127.0.0.1:{free_port()}"
    store = f"http://{address}/query"
    command = [str(OXIGRAPH), "serve", "-l", str(tmp_path / "oxigraph"), "-b", address]
    with ExitStack() as served:
        with running(command, f"http://{address}/"):
            assert kg("load", folder, "--store", store).code == 0
            server = served.enter_context(serving("--store", store))
        away = server.ask(QUERIES[0])
        assert (away.status_code, len(away.text.splitlines())) == (502, 1)
        assert "no server answers there" in away.text


def test_what_does_not_go_with_a_store_is_said_in_a_line(on_disk: Path, folder: Path, tmp_path: Path) -> None:
    for arguments, words in (
        (("--store", tmp_path / "absent"), "no folder"),
        (("--store", folder), "no store"),
        (("--store", "http://127.0.0.1:1/query"), "no server answers there"),
        (("--store", ""), "--store is empty"),
        (("--store", "http://[::1/query"), "is no address of a SPARQL server"),
        (("--store", "http://127.0.0.1:99999/query"), "is no address of a SPARQL server"),
        (("--store", on_disk, "--dataset", "one"), "leave out --dataset"),
        (("--store", on_disk, folder / "more.nq"), "leave out the files"),
        (("--store", "http://127.0.0.1:1/query", "--reload"), "leave out --reload"),
    ):
        done = kg_process("serve", "--port", "0", *arguments)
        assert (done.code, len(done.err.splitlines())) == (2, 1), done.err
        assert words in done.err
        assert "Errno" not in done.err
    changed = subprocess.run(
        [sys.executable, "-m", "kg", "serve", "--port", "0", "--store", on_disk, "--allow-update"],
        cwd=REPOSITORY,
        env={"KG_TOKEN": "one"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (changed.returncode, changed.stderr.count("\n")) == (2, 1)
    assert "leave out --allow-update" in changed.stderr


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)
