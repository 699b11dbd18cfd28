"""A query has bounds: time, memory and depth; what stops it is said in one line, and nothing outlives its caller."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
import rdflib
import rdflib.compare

from kg.errors import DataError, InputError
from kg.store.worker import Limits, Work
from tests.command import REPOSITORY, Outcome

pytestmark = pytest.mark.slow  # each starts processes

OnWorld = Callable[..., Outcome]

DOUBLED = " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(40))
DEADLY = {
    "product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "sorted product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g",
    "doubled text": f'SELECT ?v40 {{ BIND("aaaaaaaaaaaaaaaa" AS ?v0) {DOUBLED} }}',
    "joined texts": "SELECT (GROUP_CONCAT(?x) AS ?y) { { SELECT (GROUP_CONCAT(?s) AS ?x)"
    " { ?s ?p ?o . ?a ?b ?c } GROUP BY ?p } ?q ?r ?t . ?u ?v ?w }",
    "list": f"SELECT * {{ ?s ?p ({' '.join(['?x'] * 5000)}) }}",
    "patterns": f"SELECT * {{ {' . '.join(f'?s{n} kg:about ?s{n + 1}' for n in range(12000))} }}",
    "path": f"SELECT * {{ ?s {'/'.join(['kg:about'] * 900)} ?o }}",
    "numbers": f"SELECT * {{ ?s ?p ({' '.join(map(str, range(500)))}) }}",
}


@pytest.mark.parametrize("name", DEADLY)
def test_a_deadly_query_ends_in_one_line(on_world: OnWorld, name: str) -> None:
    begun = time.monotonic()
    done = on_world("query", DEADLY[name], "--timeout", "1", "--memory", "300MB", "--format", "csv")
    assert time.monotonic() - begun < 30
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert "the query" in done.err
    assert "unforeseen" not in done.err


@pytest.mark.parametrize("option", [("--timeout", "0"), ("--timeout", "soon"), ("--memory", "lots"), ("--memory", "1")])
def test_a_bound_that_is_none_is_refused(on_world: OnWorld, option: tuple[str, str]) -> None:
    done = on_world("query", "ASK {}", *option)
    assert (done.code, len(done.err.splitlines())) == (2, 1)


def test_a_long_answer_streams(on_world: OnWorld) -> None:
    done = on_world(
        "query", "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } LIMIT 300000", "--memory", "200MB", "--format", "csv"
    )
    assert (done.code, len(done.lines)) == (0, 300_001)


@pytest.mark.parametrize("format_", ["nt", "rdf", "ttl"])
def test_a_graph_that_is_too_long_to_sort_streams(
    on_world: OnWorld, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    asked = ("query", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "--format", format_)
    whole = on_world(*asked)
    monkeypatch.setattr("kg.cli.results._MOST_SORTED", 100)
    parts = on_world(*asked)
    assert (whole.code, parts.code) == (0, 0)
    read = rdflib.Graph().parse(data=parts.out, format="xml" if format_ == "rdf" else format_)
    assert rdflib.compare.isomorphic(
        read, rdflib.Graph().parse(data=whole.out, format="xml" if format_ == "rdf" else format_)
    )


def test_what_a_job_writes_and_returns_arrives() -> None:
    def job(file: BinaryIO) -> dict[str, int]:
        file.write(b"x" * 300_000)
        return {"written": 300_000}

    work = Work(job)
    assert b"".join(work) == b"x" * 300_000
    assert work.result == {"written": 300_000}


def test_an_error_of_a_job_is_raised_as_it_was() -> None:
    def refuse(_: BinaryIO) -> None:
        raise DataError("no such thing")

    def fail(_: BinaryIO) -> None:
        raise ZeroDivisionError("by nought")

    with pytest.raises(DataError, match="no such thing"):
        list(Work(refuse))
    with pytest.raises(InputError, match="cannot be answered: by nought"):
        list(Work(fail))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (signal.SIGSEGV, "too deep"),
        (signal.SIGABRT, "more memory than the 2 GB"),
        (signal.SIGTERM, "without an answer"),
    ],
)
def test_a_death_is_told(number: int, words: str) -> None:
    with pytest.raises(InputError, match=words):
        list(Work(lambda _: os.kill(os.getpid(), number)))


def test_memory_is_bounded_in_python_too() -> None:
    with pytest.raises(InputError, match=r"more memory than the 0\.1 GB"):
        list(Work(lambda _: len(bytearray(1 << 30)), Limits(memory=10**8)))


def test_a_slow_reader_is_no_slow_query() -> None:
    def job(file: BinaryIO) -> None:
        for _ in range(8):
            file.write(b"x" * 65_536)

    for count, _ in enumerate(Work(job, Limits(seconds=0.5))):
        if count < 3:
            time.sleep(0.4)


def test_leaving_early_stops_the_work() -> None:
    def job(file: BinaryIO) -> None:
        while True:
            file.write(b"%d\n" % os.getpid())
            file.flush()

    answer = iter(Work(job))
    process = int(next(answer).split(b"\n")[0])
    answer.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_query_ends_at_once_and_leaves_nothing(tmp_path: Path, number: int) -> None:
    command = [sys.executable, "-m", "kg", "query", DEADLY["product"], "--data", "tests/fixtures/world", "-o"]
    process = subprocess.Popen([*command, str(tmp_path / "a.csv")], cwd=REPOSITORY, stderr=subprocess.PIPE)
    children: list[str] = []
    begun = time.monotonic()
    while not children and time.monotonic() - begun < 30:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        time.sleep(0.05)
    assert children
    sent = time.monotonic()
    process.send_signal(number)
    _, said = process.communicate(timeout=10)
    assert time.monotonic() - sent < 0.5
    assert said == b""
    while any(Path(f"/proc/{child}").exists() and _runs(child) for child in children):
        assert time.monotonic() - sent < 5
        time.sleep(0.02)
    assert list(tmp_path.iterdir()) == []


def _runs(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
