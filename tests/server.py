"""A server for the tests: ``kg serve`` on a free port of loopback, started and ended by the test that asks it."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.command import REPOSITORY

TOKEN = "a-token-for-the-tests"


@dataclass
class Server:
    """A server that runs: its address without a slash at its end, and its process."""

    address: str
    process: subprocess.Popen[str]
    client: httpx.Client

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def ask(self, query: str, accept: str = "application/sparql-results+json", **fields: str) -> httpx.Response:
        return self.client.get("/sparql", params={"query": query, **fields}, headers={"accept": accept})

    def count(self, pattern: str = "?s ?p ?o") -> int:
        rows = self.ask(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}").raise_for_status().json()
        return int(rows["results"]["bindings"][0]["n"]["value"])

    def raw(self, data: bytes, seconds: float = 20) -> bytes:
        """Send bytes as they are, and return all that comes until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(data)
            received = b""
            while piece := connection.recv(1 << 16):
                received += piece
            return received

    def end(self) -> int:
        """End the server as a supervisor does, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextmanager
def serving(*arguments: str | Path, env: dict[str, str] | None = None) -> Iterator[Server]:
    """Run ``kg serve`` with these arguments on a free port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "serve", "--port", "0", *map(str, arguments)],
        cwd=REPOSITORY,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # by which all its processes are known
    )
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        match = re.search(r"http://\S+:\d+", line)
        assert match, line + process.stderr.read()
        with httpx.Client(base_url=match[0], timeout=30) as client:
            yield Server(match[0], process, client)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
