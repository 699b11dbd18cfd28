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
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

GET: Final = b"GET /sparql?query=SELECT%20*%7B%3Fs%20%3Fp%20%3Fo%7D HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST: Final = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ALL: Final = "SELECT * { ?s ?p ?o }"
# What a server may hold more at the end than after its beginning, in bytes.
GROWTH: Final = 32 << 20
_PAUSE: Final = 0.002


@dataclass
class Soak:
    """What came of it: memory by second, in bytes, and how often each thing was answered how."""

    main: list[tuple[float, int]] = field(default_factory=list)
    family: list[tuple[float, int]] = field(default_factory=list)
    processes: int = 0
    answers: Counter[str] = field(default_factory=Counter)

    def growth(self, samples: list[tuple[float, int]]) -> int:
        """Return by how much the last third of the samples is above the second sixth, at the median, in bytes."""
        sizes = [size for _, size in samples]
        part = max(len(sizes) // 6, 1)
        return round(statistics.median(sizes[-2 * part :]) - statistics.median(sizes[part : 2 * part] or sizes))


def family(process: int) -> set[int]:
    """Return all processes of the session that a process leads: those that it left to others are among them."""
    found = {process}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = entry.read_text().rpartition(")")[2].split()
            if fields[0] != "Z" and int(fields[3]) == process:
                found.add(int(entry.parent.name))
    return found


def memory(process: int) -> int:
    """Return the memory of a process, in bytes, what it shares counted by its part; 0 where it has ended."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) << 10
    return 0


def _ill(port: int, turn: int) -> str:
    """Be a client that does not mean well, one of several kinds; return which, with what came of it."""
    kind = ("leaves", "cannot spell", "speaks no HTTP", "sends half", "asks too much", "reads little")[turn % 6]
    address = f"http://127.0.0.1:{port}/sparql"
    if kind == "cannot spell":
        return f"{kind}: {httpx.get(address, params={'query': 'SELECT * {'}).status_code}"
    if kind == "asks too much":
        if turn % 120 != 4:  # two processors have enough with one of twenty
            return f"{kind}: {httpx.get(address, params={'query': 'ASK {' * 300}).status_code}"
        return f"runs for ever: {httpx.post(address, data={'query': ENDLESS}, timeout=60).status_code}"
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


def soak(port: int, process: int, seconds: float, every: float = 5.0) -> Soak:
    """Ask a server for so long by two clients of each kind, and return what came of it."""
    found, ending, lock = Soak(), threading.Event(), threading.Lock()

    def note(words: str) -> None:
        with lock:
            found.answers[words] += 1

    def ill(turns: "itertools.count[int]") -> None:
        while not ending.is_set():
            try:
                note(_ill(port, next(turns)))
            except (OSError, httpx.HTTPError) as error:
                note(f"ill: {type(error).__name__}")
            time.sleep(_PAUSE)

    def well(turns: "itertools.count[int]") -> None:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            while not ending.is_set():
                try:
                    note(_well(client, next(turns)))
                except httpx.HTTPError as error:
                    note(f"well: {type(error).__name__}")
                time.sleep(_PAUSE)

    turns = itertools.count(), itertools.count()
    clients = [threading.Thread(target=ill, args=(turns[0],)) for _ in range(2)]
    clients += [threading.Thread(target=well, args=(turns[1],)) for _ in range(2)]
    for one in clients:
        one.start()
    begun = time.monotonic()
    while (now := time.monotonic() - begun) < seconds:
        there = family(process)
        found.main.append((now, memory(process)))
        found.family.append((now, sum(map(memory, there))))
        time.sleep(min(every, max(seconds - now, 0)))
    ending.set()
    for one in clients:
        one.join()
    time.sleep(1)
    found.processes = len(family(process))
    return found


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
    found = soak(int(address[1]), server.pid, given.seconds)
    there = family(server.pid)
    server.send_signal(signal.SIGTERM)
    code = server.wait(60)
    time.sleep(1)
    left = [one for one in there if Path(f"/proc/{one}/smaps_rollup").exists() and memory(one)]
    for words, count in sorted(found.answers.items()):
        print(f"{count:8,}  {words}")
    for name, samples in (("the process that listens", found.main), ("all processes", found.family)):
        sizes = [size / 1e6 for _, size in samples]
        print(
            f"{name}: {min(sizes):.0f} to {max(sizes):.0f} MB, at the end {sizes[-1]:.0f} MB, "
            f"growth {found.growth(samples) / 1e6:+.1f} MB"
        )
    failed = [words for words in found.answers if words.startswith(("well:", "query: 5", "page: 5"))]
    print(f"processes at the end: {found.processes}; after SIGTERM: exit code {code}, left: {len(left)}")
    grown = max(found.growth(found.main), found.growth(found.family)) > GROWTH
    print("it grew" if grown else "it did not grow", "and failed: " + ", ".join(failed) if failed else "")
    return int(grown or code != 0 or bool(left) or bool(failed))


if __name__ == "__main__":
    sys.exit(main())
