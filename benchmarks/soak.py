"""Ask ``kg serve`` for ten minutes as clients do that mean well and as clients do that do not, and watch its memory.

Run as ``make soak``. Exit code 1 says that the server grew, failed an honest client, or left processes behind.
"""

import argparse
import itertools
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

GET: Final = b"GET /sparql?query=SELECT%20*%7B%3Fs%20%3Fp%20%3Fo%7D HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST: Final = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ALL: Final = "SELECT * { ?s ?p ?o }"
# What a server may hold more at the end than after its beginning, in bytes: while it is asked, and at rest.
GROWTH: Final = 32 << 20
GROWTH_AT_REST: Final = 8 << 20
# How often a query is asked that only its time limit ends, in seconds: by the clock, so that each part has as many.
_ENDLESS: Final = 30.0
# All clients rest so often in the whole, and for so long after the last answer, in seconds.
_RESTS: Final = 8
_REST: Final = 8.0
_PAUSE: Final = 0.002


@dataclass
class Soak:
    """What came of it: memory by second, in bytes, and how often each thing was answered how.

    ``main`` is that of the process that listens and ``family`` that of all, ``rest`` that of all while nobody asks.
    """

    main: list[tuple[float, int]] = field(default_factory=list)
    family: list[tuple[float, int]] = field(default_factory=list)
    rest: list[tuple[float, int]] = field(default_factory=list)
    processes: int = 0
    answers: Counter[str] = field(default_factory=Counter)

    def growth(self, samples: list[tuple[float, int]]) -> int:
        """Return by how much the last third of the samples is above the second sixth, in bytes.

        Compared are the lower quartiles: what a query holds that runs for ever is given back when it is stopped.
        """
        sizes = [size for _, size in samples]
        part = max(len(sizes) // 6, 1)
        return round(_low(sizes[-2 * part :]) - _low(sizes[part : 2 * part] or sizes))


def _low(sizes: list[int]) -> float:
    return statistics.quantiles(sizes, n=4, method="inclusive")[0] if len(sizes) > 1 else sizes[0]


def family(process: int) -> set[int]:
    """Return all processes of the session that a process leads: those that it left to others are among them."""
    processes = {process}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = entry.read_text().rpartition(")")[2].split()
            if fields[0] != "Z" and int(fields[3]) == process:
                processes.add(int(entry.parent.name))
    return processes


def memory(process: int) -> int:
    """Return the memory of a process, in bytes, what it shares counted by its part; 0 where it has ended."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) << 10
    return 0


def _ill(port: int, turn: int, *, endless: bool) -> str:
    """Be a client that does not mean well, one of several kinds; return which, with what came of it."""
    kind = ("leaves", "cannot spell", "speaks no HTTP", "sends half", "asks too much", "reads little")[turn % 6]
    address = f"http://127.0.0.1:{port}/sparql"
    if endless:
        return f"runs for ever: {httpx.post(address, data={'query': ENDLESS}, timeout=60).status_code}"
    if kind == "cannot spell":
        return f"{kind}: {httpx.get(address, params={'query': 'SELECT * {'}).status_code}"
    if kind == "asks too much":
        return f"{kind}: {httpx.get(address, params={'query': 'ASK {' * 300}).status_code}"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as one:
        if kind == "reads little":
            one.sendall(GET)
            one.recv(100)
        elif kind == "speaks no HTTP":
            one.sendall(b"\x16\x03\x01 no HTTP\r\n\r\n")
            one.recv(1000)
        else:
            one.sendall(GET if kind == "leaves" else POST + b"Content-Length: 100\r\n\r\nhalf")
    return f"{kind}: left"


def _well(client: httpx.Client, turn: int) -> str:
    """Be a client that means well; return what it was answered."""
    paths = ("/", "/entity/{}", "/ask?q=relations", "/api/entities", "/search?q=a", "/timeline", "/graph?q=relations")
    if turn % 2:
        answer = client.get("/sparql", params={"query": ALL}, headers={"accept": "text/csv"})
        return f"query: {answer.status_code}"
    answer = client.get(paths[turn // 2 % len(paths)].format("none"), headers={"accept": "text/html"})
    return f"page: {answer.status_code}"


class _Clients:
    """Two clients of each kind, which ask until they are told to end, and pause while they are told to."""

    def __init__(self, port: int, answers: Counter[str]) -> None:
        self._port, self._answers = port, answers
        self._lock = threading.Lock()
        self._turns = itertools.count(), itertools.count()
        self._going, self._ending = threading.Event(), threading.Event()
        self._endless = time.monotonic()
        self._asking = 0
        self._going.set()
        self._threads = [threading.Thread(target=one) for one in (self._ill, self._ill, self._well, self._well)]
        for one in self._threads:
            one.start()

    def pause(self) -> None:
        """Ask nothing, and return when all has been answered."""
        self._going.clear()
        while self._asking:
            time.sleep(0.05)

    def go_on(self) -> None:
        """Ask again."""
        self._going.set()

    def end(self) -> None:
        """End, and return when all has been answered."""
        self._ending.set()
        self._going.set()
        for one in self._threads:
            one.join()

    def _each(self, ask: Callable[[], str]) -> None:
        while not self._ending.is_set():
            with self._lock:
                asks = self._going.is_set()
                self._asking += asks
            if not asks:
                self._going.wait()
                continue
            words = ask()
            with self._lock:
                self._answers[words] += 1
                self._asking -= 1
            time.sleep(_PAUSE)

    def _ill(self) -> None:
        def ask() -> str:
            with self._lock:
                endless = time.monotonic() >= self._endless
                if endless:
                    self._endless += _ENDLESS
            try:
                return _ill(self._port, next(self._turns[0]), endless=endless)
            except (OSError, httpx.HTTPError) as error:
                return f"ill: {type(error).__name__}"

        self._each(ask)

    def _well(self) -> None:
        with httpx.Client(base_url=f"http://127.0.0.1:{self._port}", timeout=60) as client:

            def ask() -> str:
                try:
                    return _well(client, next(self._turns[1]))
                except httpx.HTTPError as error:
                    return f"well: {type(error).__name__}"

            self._each(ask)


def soak(port: int, process: int, seconds: float, every: float = 5.0, rests: int = _RESTS) -> Soak:
    """Ask a server for so long by two clients of each kind, which rest several times, and return what came of it."""
    outcome = Soak()
    clients = _Clients(port, outcome.answers)
    begun = time.monotonic()
    for number in range(1, rests + 1):
        while (now := time.monotonic() - begun) < seconds * number / rests:
            outcome.main.append((now, memory(process)))
            outcome.family.append((now, sum(map(memory, family(process)))))
            time.sleep(every)
        clients.pause()
        time.sleep(_REST)
        outcome.rest.append((now, sum(map(memory, family(process)))))
        clients.go_on()
    clients.end()
    time.sleep(1)
    outcome.processes = len(family(process))
    return outcome


def main() -> int:
    """Run it, say what came of it, and return 1 where the server did not bear it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("serve", nargs="*", help="what kg serve is given, such as a file")
    given = parser.parse_args()
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--memory", "500MB", *given.serve]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert server.stdout is not None
    address = re.search(r":(\d+)/", server.stdout.readline())
    assert address, "the server did not begin"
    outcome = soak(int(address[1]), server.pid, given.seconds)
    there = family(server.pid)
    server.send_signal(signal.SIGTERM)
    code = server.wait(60)
    time.sleep(1)
    left = [one for one in there if Path(f"/proc/{one}/smaps_rollup").exists() and memory(one)]
    for words, count in sorted(outcome.answers.items()):
        print(f"{count:8,}  {words}")
    parts = {"the process that listens": outcome.main, "all processes": outcome.family, "all at rest": outcome.rest}
    for name, samples in parts.items():
        sizes = [size / 1e6 for _, size in samples]
        print(
            f"{name}: {min(sizes):.0f} to {max(sizes):.0f} MB, at the end {sizes[-1]:.0f} MB, "
            f"growth {outcome.growth(samples) / 1e6:+.1f} MB"
        )
    failed = [words for words in outcome.answers if words.startswith(("well:", "query: 5", "page: 5"))]
    print(f"processes at the end: {outcome.processes}; after SIGTERM: exit code {code}, left: {len(left)}")
    grown = max(outcome.growth(outcome.main), outcome.growth(outcome.family)) > GROWTH
    grown = grown or outcome.growth(outcome.rest) > GROWTH_AT_REST
    print("it grew" if grown else "it did not grow", "and failed: " + ", ".join(failed) if failed else "")
    return int(grown or code != 0 or bool(left) or bool(failed))


if __name__ == "__main__":
    sys.exit(main())
