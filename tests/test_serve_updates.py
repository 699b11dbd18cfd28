"""After an update the pages, the answers and the graphs are those of the changed graph."""

from __future__ import annotations

import os
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.server import TOKEN, Server, serving

pytestmark = pytest.mark.slow  # each starts processes

HTML = {"accept": "text/html"}
BEARER = {"authorization": f"Bearer {TOKEN}"}
NEW = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA {
  entity:newland a kg:State ; skos:prefLabel "Newland"@en .
  relation:new a kg:Relation ; rdf:subject entity:newland ; rdf:predicate kg:isMemberOf ; rdf:object entity:belmar .
  claim:new a kg:Claim ; kg:about relation:new ; kg:claimant entity:belmar ; kg:stance stance:affirms ;
    kg:status status:asserted ; kg:foundIn ?passage .
}
"""


@pytest.fixture
def server(world_folder: Path) -> Iterator[Server]:
    with serving("--data", world_folder, "--allow-update", "--policy", "claimed", env={"KG_TOKEN": TOKEN}) as running:
        yield running


def change(server: Server, text: str) -> None:
    done = server.client.post("/sparql", data={"update": text}, headers=BEARER)
    assert done.status_code == 204, done.text


def new(server: Server) -> str:
    rows = server.ask("SELECT ?passage { ?c kg:foundIn ?passage } LIMIT 1").json()["results"]["bindings"]
    return NEW.replace("?passage", f"<{rows[0]['passage']['value']}>")


@pytest.mark.parametrize("seconds", [0, 6])
def test_pages_are_those_of_the_changed_graph_at_once(server: Server, seconds: int) -> None:
    time.sleep(seconds)  # before and after what all pages share has been found out

    def page(path: str) -> str:
        return server.client.get(path, headers=HTML).text

    assert server.client.get("/entity/newland", headers=HTML).status_code == 404
    before = server.client.get("/", headers=HTML)
    change(server, new(server))
    for _ in range(2):
        assert "Newland" in page("/names")
        assert "Newland" in page("/search?q=newland")
        assert "Belmar" in page("/entity/newland")
        assert "Newland" in page("/entity/belmar")
        assert len(server.client.get("/api/relations?name=newland").json()["records"]) == 1
        assert server.count("entity:newland kg:isMemberOf entity:belmar") == 1
        after = server.client.get("/", headers={**HTML, "if-none-match": before.headers["etag"]})
        assert after.status_code == 200
        assert after.text != before.text
        time.sleep(3)
    change(
        server,
        "DELETE WHERE { entity:newland ?p ?o } ; DELETE WHERE { relation:new ?p ?o } ; "
        "DELETE WHERE { claim:new ?p ?o }",
    )
    assert server.client.get("/entity/newland", headers=HTML).status_code == 404
    assert server.count("entity:newland ?p ?o") == 0
    assert "Newland" not in page("/names")


@pytest.mark.slow
def test_readers_do_not_wait_for_the_pages_of_an_update_to_be_prepared() -> None:
    reads: list[float] = []
    ended = threading.Event()

    def read(address: str) -> None:
        with httpx.Client(base_url=address, timeout=30) as client:
            while not ended.is_set():
                begun = time.monotonic()
                assert client.get("/", headers=HTML).status_code == 200
                reads.append(time.monotonic() - begun)

    with serving("--allow-update", env={"KG_TOKEN": TOKEN}) as server, ThreadPoolExecutor(1) as beside:
        assert server.client.get("/", headers=HTML).status_code == 200
        reading = beside.submit(read, server.address)
        begun = time.monotonic()
        for number in range(3):
            change(server, f"INSERT DATA {{ <urn:a:{number}> <urn:a:p> 1 }}")
        seconds = (time.monotonic() - begun) / 3
        ended.set()
        reading.result()
        assert server.count("?s <urn:a:p> 1") == 3
    assert statistics.median(reads) < seconds / 4


def test_a_refused_update_leaves_the_pages(server: Server) -> None:
    before = server.client.get("/names", headers=HTML)
    assert server.client.post("/sparql", data={"update": "DROP ALL ; nonsense"}, headers=BEARER).status_code == 400
    after = server.client.get("/names", headers=HTML)
    assert (after.text, after.headers["etag"]) == (before.text, before.headers["etag"])


def mappings(server: Server) -> int:
    """Return how many pieces of memory that process of a server has which has most of them."""
    group, most = os.getpgid(server.process.pid), 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getpgid(int(process.name)) == group:
                most = max(most, len((process / "maps").read_text().splitlines()))
    return most


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="the system does not tell of its memory")
def test_of_updates_there_is_no_end_and_none_leaves_memory_behind(tmp_path: Path) -> None:
    file = tmp_path / "one.ttl"
    file.write_text('<http://example.org/s> <http://example.org/p> "1" .')
    with serving(file, "--allow-update", env={"KG_TOKEN": TOKEN}) as running:
        held = []
        for number in range(1, 221):
            change(running, f"INSERT DATA {{ <http://example.org/s> <http://example.org/p> {number} }}")
            if number in (20, 220):
                time.sleep(1)
                held.append(mappings(running))
        assert running.count() == 221
        assert held[1] - held[0] < 50
