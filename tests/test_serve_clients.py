"""Programs that are not ours ask the endpoint: curl, rdflib, SPARQLWrapper and one from npm."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, JSON, N3, POST, RDFXML, XML, SPARQLWrapper

from tests.needs import skip_without
from tests.server import TOKEN, Server, serving

pytestmark = pytest.mark.slow  # each starts processes

READERS = Path(__file__).parent / "readers"
ARMS = "PREFIX kg: <https://w3id.org/karabakh-kg/ontology#> SELECT ?a ?b { ?a kg:suppliesArmsTo ?b } ORDER BY ?a ?b"


@pytest.fixture(scope="module")
def server(world_folder: Path) -> Iterator[Server]:
    with serving("--data", world_folder, "--allow-update", env={"KG_TOKEN": TOKEN}) as running:
        yield running


@pytest.fixture(scope="module")
def suppliers(server: Server) -> list[tuple[str, str]]:
    rows = server.ask(ARMS).json()["results"]["bindings"]
    pairs = [(row["a"]["value"], row["b"]["value"]) for row in rows]
    assert pairs
    return pairs


def test_curl(server: Server, suppliers: list[tuple[str, str]]) -> None:
    if shutil.which("curl") is None:
        skip_without("curl")
    for way in ("--get", "--request POST"):
        command = [
            "curl",
            "--silent",
            "--fail",
            "-H",
            "Accept: text/csv",
            *way.split(),
            "--data-urlencode",
            f"query={ARMS}",
        ]
        done = subprocess.run([*command, f"{server.address}/sparql"], capture_output=True, text=True, timeout=30)
        assert done.returncode == 0
        assert [tuple(line.split(",")) for line in done.stdout.splitlines()[1:]] == suppliers


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_sparqlwrapper(server: Server, suppliers: list[tuple[str, str]]) -> None:
    client: Any = SPARQLWrapper(f"{server.address}/sparql")
    for method in ("GET", POST):
        client.setMethod(method)
        client.setQuery(ARMS)
        client.setReturnFormat(JSON)
        rows = client.queryAndConvert()["results"]["bindings"]
        assert [(row["a"]["value"], row["b"]["value"]) for row in rows] == suppliers
    client.setReturnFormat(XML)
    assert len(client.queryAndConvert().getElementsByTagName("result")) == len(suppliers)
    client.setReturnFormat(CSV)
    assert len(client.queryAndConvert().splitlines()) == len(suppliers) + 1
    client.setQuery("CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/karabakh-kg/ontology#Claim> ; ?p ?o }")
    client.setReturnFormat(RDFXML)
    graph = client.queryAndConvert()
    client.setReturnFormat(N3)
    assert len(graph) == len(rdflib.Graph().parse(data=client.queryAndConvert(), format="turtle")) > 0


def test_rdflib(server: Server, suppliers: list[tuple[str, str]]) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.address}/sparql", returnFormat="json"))
    assert [(str(row.a), str(row.b)) for row in graph.query(ARMS)] == suppliers  # type: ignore[union-attr]
    arms = rdflib.URIRef("https://w3id.org/karabakh-kg/ontology#suppliesArmsTo")
    assert {(str(a), str(b)) for a, _, b in graph.triples((None, arms, None))} == set(suppliers)


def test_rdflib_writes(server: Server) -> None:
    store = SPARQLUpdateStore(
        f"{server.address}/sparql", f"{server.address}/sparql", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    graph = rdflib.Graph(store, identifier=rdflib.URIRef("http://example.org/mine"))
    triple = rdflib.URIRef("http://example.org/a"), rdflib.URIRef("http://example.org/p"), rdflib.Literal("ö")
    graph.add(triple)
    assert triple in graph
    graph.remove(triple)
    assert triple not in graph


def test_fetch_sparql_endpoint(server: Server, suppliers: list[tuple[str, str]]) -> None:
    if shutil.which("node") is None or not (READERS / "node_modules" / "fetch-sparql-endpoint").is_dir():
        skip_without("node with fetch-sparql-endpoint")
    done = subprocess.run(
        ["node", READERS / "ask.mjs", f"{server.address}/sparql", ARMS], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    asked = json.loads(done.stdout)
    assert [(row["a"], row["b"]) for row in asked["rows"]] == suppliers
    assert asked["yes"] is True
    assert asked["triples"] > 0
    assert "400" in asked["error"]
