"""The endpoint cannot be hurt: whoever asks too much, too slowly or by halves, others are answered."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from soak import family, memory, soak

from kg.serve.frames import Frame
from kg.serve.limits import Bounds
from kg.serve.served import Source, loaded
from kg.serve.work import Worker
from tests.server import TOKEN, Server, serving
from tests.test_worker import DEADLY

pytestmark = pytest.mark.slow  # each starts processes

ENDLESS = DEADLY["product"]
POST = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
GET = b"GET /sparql?query=SELECT%20*%7B%3Fs%20%3Fp%20%3Fo%7D HTTP/1.1\r\nHost: localhost\r\n\r\n"
SMALL = "SELECT * { ?s ?p ?o } LIMIT 5"


@pytest.fixture(scope="module")
def server(world_folder: Path) -> Iterator[Server]:
    with serving("--data", world_folder, "--timeout", "2", "--memory", "300MB") as running:
        yield running


def children(process: int) -> set[int]:
    """Return the other processes of a server."""
    return family(process) - {process}


def settled(process: int) -> set[int]:
    """Return the same once they have been the same for a second: what all pages share has been found out then."""
    deadline, seen = time.monotonic() + 30, children(process)
    while time.monotonic() < deadline:
        time.sleep(1)
        if (now := children(process)) == seen:
            break
        seen = now
    return seen


def left(processes: set[int]) -> set[int]:
    """Return which of the processes are still there after some seconds."""
    deadline = time.monotonic() + 10
    while (there := {one for one in processes if _lives(one)}) and time.monotonic() < deadline:
        time.sleep(0.1)
    return there


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("name", DEADLY)
def test_a_deadly_query_ends_in_503_or_400_while_others_are_answered(server: Server, name: str) -> None:
    with ThreadPoolExecutor(1) as beside:
        begun = time.monotonic()
        deadly = beside.submit(httpx.post, f"{server.address}/sparql", data={"query": DEADLY[name]}, timeout=30)
        slowest = 0.0
        while not deadly.done():
            before = time.monotonic()
            assert server.ask(SMALL).status_code == 200
            slowest = max(slowest, time.monotonic() - before)
        refused = deadly.result()
    assert time.monotonic() - begun < 15
    assert slowest < 2
    assert refused.status_code in (400, 413, 503), refused.text
    assert len(refused.text.splitlines()) == 1
    assert "unforeseen" not in refused.text


def test_what_takes_too_long_is_503_with_the_reason(server: Server) -> None:
    refused = server.ask(ENDLESS)
    assert (refused.status_code, refused.headers["content-type"]) == (503, "text/plain; charset=utf-8")
    assert "stopped after 2 s" in refused.text


def test_what_takes_too_much_memory_is_503_with_the_reason(world_folder: Path) -> None:
    with serving("--data", world_folder, "--timeout", "60", "--memory", "300MB") as patient:
        refused = patient.ask(DEADLY["doubled text"])
        assert refused.status_code == 503
        assert "more memory than the 0.3 GB" in refused.text


def test_a_long_answer_comes_whole(server: Server) -> None:
    answer = server.ask("SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } LIMIT 100000", "text/csv")
    assert (answer.status_code, len(answer.text.splitlines())) == (200, 100_001)
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_an_answer_over_its_bound_is_no_cut_off_200(world_folder: Path) -> None:
    with loaded(Source(data=world_folder)) as served:
        worker = Worker(served, Bounds(answer=10_000))
        asked = {"do": "query", "accept": "text/csv"}
        said, body, file = worker.do(Frame(asked, b"SELECT * { ?s ?p ?o }"))
        assert (said["status"], body, file) == (503, b"", -1)
        assert "longer than" in said["reason"]
        said, body, file = worker.do(Frame(asked, SMALL.encode()))
        assert (said["status"], len(body.splitlines()), file) == (200, 6, -1)
        worker.close()


def test_many_deadly_queries_at_once_are_all_answered(server: Server) -> None:
    with ThreadPoolExecutor(24) as clients:
        asked = [
            clients.submit(httpx.post, f"{server.address}/sparql", data={"query": ENDLESS}, timeout=60)
            for _ in range(24)
        ]
        codes = [one.result().status_code for one in asked]
    assert set(codes) == {503}
    assert server.ask(SMALL).status_code == 200


def test_a_query_whose_client_has_left_is_stopped(world_folder: Path) -> None:
    with serving(*world_folder.rglob("*.ttl"), "--timeout", "60") as server:
        before = settled(server.process.pid)
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{server.address}/sparql", data={"query": ENDLESS}, timeout=2)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and not any(child not in children(server.process.pid) for child in before):
            time.sleep(0.1)
        gone = before - children(server.process.pid)
        assert len(gone) == 1
        assert server.ask(SMALL).status_code == 200


@pytest.mark.slow
def test_what_is_found_out_for_all_pages_puts_no_process_behind() -> None:
    with serving() as server:
        now = settled(server.process.pid)
        assert len(now) > 3
        assert {os.getpriority(os.PRIO_PROCESS, one) for one in now} == {os.getpriority(os.PRIO_PROCESS, 0)}
        assert server.end() == 0


@pytest.mark.slow
def test_the_first_page_is_there_when_the_server_is() -> None:
    with loaded(Source()) as served:
        worker = Worker(served, Bounds())
        begun = time.monotonic()
        assert worker.do(Frame({"do": "page", "kind": "home", "name": ""}, b""))[0]["status"] == 200
        unprepared = time.monotonic() - begun
        worker.close()
    with serving() as server:
        begun = time.monotonic()
        assert server.client.get("/").status_code == 200
        assert time.monotonic() - begun < unprepared / 2


def test_processes_that_have_worked_and_rest_give_way_to_new_ones(world_folder: Path) -> None:
    with serving("--data", world_folder) as server:
        before = settled(server.process.pid)
        held = sum(map(memory, before))
        for path in ("/", "/timeline", "/ask?q=relations", "/sparql?query=ASK%7B%7D"):
            assert server.client.get(path).status_code == 200
        worked = sum(map(memory, children(server.process.pid)))
        deadline = time.monotonic() + 30
        while len(children(server.process.pid) - before) == 0 and time.monotonic() < deadline:
            time.sleep(0.2)
        after = settled(server.process.pid)
        assert len(after) == len(before)
        assert sum(map(memory, after)) - held < (worked - held) / 2


HALVES = (
    b"",
    b"GET /sparql HTTP/1.1\r\nHost: localhost\r\n",
    b"GET /spar",
    POST + b"Content-Length: 9\r\n\r\nASK",
    POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nASK {\r\n",
)


@pytest.mark.slow
def test_half_sent_requests_end_in_bounded_time(server: Server) -> None:
    def answer(half: bytes) -> tuple[bytes, float]:
        begun = time.monotonic()
        return server.raw(half, 40), time.monotonic() - begun

    with ThreadPoolExecutor(len(HALVES)) as clients:
        for said, seconds in clients.map(answer, HALVES):
            assert b" 408 " in said.splitlines()[0]
            assert 5 < seconds < 30


@pytest.mark.slow
def test_a_request_sent_letter_by_letter_ends_in_bounded_time(server: Server) -> None:
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port)) as connection, pytest.raises(OSError):
        for _ in range(300):
            connection.sendall(b"G")
            time.sleep(0.1)
    assert time.monotonic() - begun < 20


def test_no_request_is_too_odd_to_be_answered(server: Server) -> None:
    for odd in (
        b"\x00\xff\xfe\r\n\r\n",
        b"GET / HTTP/9.9\r\nConnection: close\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\nConnection: close\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\nHost: localhost\r\nHost: example.org\r\nConnection: close\r\n\r\n",
        b"GET /sparql?" + b"x" * 1_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 200_000 + b"\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    ):
        answer = server.raw(odd)
        assert answer.startswith(b"HTTP/1.1 4"), answer[:100]
    assert server.ask(SMALL).status_code == 200


def test_a_body_over_its_bound_is_refused_before_it_is_read(server: Server) -> None:
    headers = {"content-type": "application/sparql-query"}
    assert server.client.post("/sparql", content=b" " * (2 << 20), headers=headers).status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(64):
            yield b" " * (64 << 10)

    assert server.client.post("/sparql", content=pieces(), headers=headers).status_code == 413
    assert server.ask(SMALL).status_code == 200


def test_pipelined_requests_are_answered_in_turn(server: Server) -> None:
    one = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\n"
    answer = server.raw(one + b"\r\n" + one + b"\r\n" + one + b"Connection: close\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200 OK") == 3


def test_connections_over_their_bound_are_turned_away_and_others_go_on(server: Server) -> None:
    held = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(512)]
    try:
        assert b" 503 " in server.raw(b"GET /sparql HTTP/1.1\r\nHost: localhost\r\n\r\n").splitlines()[0]
    finally:
        for one in held:
            one.close()
    with httpx.Client() as client:
        assert client.get(f"{server.address}/sparql").status_code == 200


def test_told_to_end_it_finishes_what_runs(world_folder: Path) -> None:
    with serving("--data", world_folder, "--timeout", "3") as server:
        answers: list[httpx.Response] = []
        asking = threading.Thread(
            target=lambda: answers.append(httpx.post(f"{server.address}/sparql", data={"query": ENDLESS}, timeout=30))
        )
        asking.start()
        time.sleep(1)
        family = children(server.process.pid)
        assert server.end() == 0
        asking.join()
        assert answers[0].status_code == 503
        assert not left(family)


def test_nothing_outlives_a_server_that_is_killed(world_folder: Path) -> None:
    with serving("--data", world_folder, "--timeout", "60") as server:
        with ThreadPoolExecutor(1) as beside:
            asked = beside.submit(httpx.post, f"{server.address}/sparql", data={"query": ENDLESS}, timeout=30)
            time.sleep(1)
            family = children(server.process.pid)
            assert family
            server.process.send_signal(signal.SIGKILL)
            server.process.wait()
            with pytest.raises(httpx.HTTPError):
                asked.result()
        assert not left(family)


def test_an_update_that_takes_too_much_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "some.ttl").write_text("\n".join(f"<a:{n}> <a:p> <a:o{n}> ." for n in range(300)), encoding="utf-8")
    with serving(tmp_path / "some.ttl", "--timeout", "1", "--allow-update", env={"KG_TOKEN": TOKEN}) as server:
        many = "INSERT { ?a ?d ?g } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
        headers = {"authorization": f"Bearer {TOKEN}"}
        assert server.client.post("/sparql", data={"update": many}, headers=headers).status_code == 503
        assert server.count() == 300
        for n in range(5):
            text = f"INSERT DATA {{ <b:{n}> <a:p> 1 }}"
            assert server.client.post("/sparql", data={"update": text}, headers=headers).status_code == 204
        assert server.count() == 305
        assert len(children(server.process.pid)) < 12


@pytest.mark.slow
def test_clients_that_misbehave_leave_memory_and_processes_as_they_were(server: Server) -> None:
    outcome = soak(server.port, server.process.pid, 15, every=0.5, rests=3)
    assert outcome.growth(outcome.main) < 16 << 20
    assert outcome.growth(outcome.rest) < 8 << 20
    assert outcome.processes < 16
    assert outcome.answers["query: 200"] > 5
    assert outcome.answers["sends half: left"] > 3
    assert not [words for words in outcome.answers if words.startswith(("well:", "query: 5"))]
    assert server.ask(SMALL).status_code == 200
