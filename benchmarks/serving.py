"""Measure the endpoint against others over one graph: answers a second, and how small queries fare beside a runaway.

Servers run one at a time on loopback, in turns, and are asked over 16 connections kept open, each of which sends its
next query when the last is answered. The queries differ, so that none is answered from memory of itself.
"""

import os
import selectors
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from worlds import write_world

BIN: Final = Path(sys.executable).parent
RELATIONS: Final = 10_000
CLIENTS: Final = 16
ROUNDS: Final = 3
SECONDS: Final = 3.0
_ROWS: Final = """PREFIX kg: <https://w3id.org/karabakh-kg/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?relation ?from ?to WHERE {{
  ?relation rdf:predicate kg:suppliesArmsTo ; rdf:subject ?from ; rdf:object ?to
}} LIMIT 50 OFFSET {}"""
_RUNAWAY: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@dataclass
class _Client:
    connection: socket.socket
    sent: float = 0.0
    got: bytes = b""
    length: int = -2


def _request(port: int, path: str, query: str) -> bytes:
    return (
        f"GET {path}?query={quote(query)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Accept: application/sparql-results+json\r\n\r\n"
    ).encode()


def load(port: int, path: str, clients: int = CLIENTS, seconds: float = SECONDS) -> list[float]:
    """Ask an endpoint for so long, and return how long each answer took, in seconds; raises where one is no answer."""
    requests = [_request(port, path, _ROWS.format(offset)) for offset in range(100)]
    taken: list[float] = []
    with selectors.DefaultSelector() as ready:
        for number in range(clients):
            client = _Client(socket.create_connection(("127.0.0.1", port)))
            client.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ready.register(client.connection, selectors.EVENT_READ, client)
            client.sent = time.perf_counter()
            client.connection.sendall(requests[number % len(requests)])
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            for key, _ in ready.select(1):
                client = key.data
                if not _answered(client):
                    continue
                taken.append(time.perf_counter() - client.sent)
                client.got, client.length, client.sent = b"", -2, time.perf_counter()
                client.connection.sendall(requests[len(taken) % len(requests)])
        for key in list(ready.get_map().values()):
            key.data.connection.close()
    return taken


def _answered(client: _Client) -> bool:
    """Read what has come, and say whether the answer is whole."""
    piece = client.connection.recv(1 << 18)
    if not piece:
        raise ConnectionError("the server closed a connection")
    client.got += piece
    head, end, body = client.got.partition(b"\r\n\r\n")
    if not end:
        return False
    if client.length == -2:
        if b" 200 " not in head.splitlines()[0]:
            raise ConnectionError(head.decode())
        said = [line for line in head.lower().splitlines() if line.startswith(b"content-length:")]
        client.length = int(said[0].partition(b":")[2]) if said else -1
    return len(body) >= client.length if client.length >= 0 else body.endswith(b"0\r\n\r\n")


@contextmanager
def _running(command: Sequence[str | Path], port: int, path: str) -> Iterator[int]:
    """Run a server and wait until it answers; give the id of its process."""
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
                connection.sendall(_request(port, path, _ROWS.format(0)))
                if connection.recv(1):
                    break
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _p99(taken: Sequence[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.99)] * 1000


def section() -> str:
    """Return the section of docs/performance.md, measured now."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        world = write_world(folder / "world", RELATIONS)
        for number, path in enumerate(sorted(world.rglob("*.ttl"))):
            shutil.copy(path, folder / f"{number}.ttl")
        files = sorted(folder.glob("*.ttl"))
        store = folder / "store"
        for path in files:
            loading: list[str | Path] = [BIN / "oxigraph", "load", "--location", store, "--file", path]
            subprocess.run(loading, check=True, capture_output=True)
        ports = [_free() for _ in range(3)]
        peers: dict[str, tuple[list[str | Path], int, str, str]] = {
            "`oxigraph serve-read-only`": (
                [BIN / "oxigraph", "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{ports[1]}"],
                ports[1],
                "/query",
                "at least 0.9",
            ),
            "`rdflib-endpoint serve`": (
                [BIN / "rdflib-endpoint", "serve", "--host", "127.0.0.1", "--port", str(ports[2]), *files],
                ports[2],
                "/",
                "at least 8",
            ),
        }
        ours: list[str | Path] = [BIN / "kg", "serve", *files, "--port", str(ports[0])]
        lines = []
        for name, (command, port, path_, goal) in peers.items():
            pairs = []
            for _ in range(ROUNDS):
                mine = _rate(ours, ports[0], "/sparql")
                pairs.append((mine, _rate(command, port, path_)))
            rates = [(mine[0], theirs[0]) for mine, theirs in pairs]
            times = [(theirs[1] * 1000, mine[1] * 1000) for mine, theirs in pairs]
            lines.append(f"| answers a second against {name} | {_ratio(rates, ',.0f')} | {goal} |")
            lines.append(f"| CPU time of an answer of {name} against ours | {_ratio(times, '.2f', ' ms')} | |")
        lines.append(_beside(ours, ports[0]))
    return "\n".join([_HEAD, *lines, ""])


def _beside(command: Sequence[str | Path], port: int) -> str:
    """Measure the slowest hundredth of small queries of one client, alone and beside a query that never ends."""
    pairs = []
    with _running([*command, "--timeout", "60"], port, "/sparql"):
        for _ in range(ROUNDS):
            alone = _p99(load(port, "/sparql", 1))
            beside = threading.Thread(target=_run_away, args=(port,))
            beside.start()
            time.sleep(1)
            pairs.append((_p99(load(port, "/sparql", 1)), alone))
            beside.join()
    what = "the slowest 1 % of small queries beside a runaway one against without"
    return f"| {what} | {_ratio(pairs, '.1f', ' ms')} | at most 3 |"


def _rate(command: Sequence[str | Path], port: int, path: str) -> tuple[float, float]:
    """Return how many answers a server gives a second, and the CPU seconds that one takes in all its processes."""
    with _running(command, port, path) as server:
        load(port, path, seconds=0.5)
        before = _spent(server)
        answers = max(1, len(load(port, path)))
        return answers / SECONDS, (_spent(server) - before) / answers


def _spent(process: int) -> float:
    """Return the CPU seconds of a process and of all below it."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = file.read_text().rpartition(")")[2].split()
            parents[int(file.parent.name)] = int(fields[1])
            ticks[int(file.parent.name)] = int(fields[11]) + int(fields[12])
    family, children = {process}, {process}
    while children:
        children = {child for child, parent in parents.items() if parent in children}
        family |= children
    return sum(ticks.get(one, 0) for one in family) / os.sysconf("SC_CLK_TCK")


def _ratio(pairs: Sequence[tuple[float, float]], form: str, unit: str = "") -> str:
    """Return the median of the ratios with its spread, and the medians of both."""
    ratios = [a / b for a, b in pairs]
    one, other = (statistics.median(values) for values in zip(*pairs, strict=True))
    spread = f"{statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
    return f"{spread} | {one:{form}}{unit} | {other:{form}}{unit}"


def _run_away(port: int) -> None:
    """Send a query that does not end, and leave after a while."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(_request(port, "/sparql", _RUNAWAY))
        time.sleep(SECONDS + 2)


_HEAD: Final = f"""## Serving

`kg serve` against two others over the same files of {RELATIONS:,} relations, on loopback, asked by {CLIENTS} clients
at once for 50 rows: the median of the ratios, with the lowest and the highest, and the medians of both. The clients
share the cores with the server. Oxigraph reads from disk, `kg serve` and rdflib-endpoint from memory.

| what | ratio | first | second | goal |
|---|---:|---:|---:|---:|"""

if __name__ == "__main__":
    sys.stdout.write(section())
