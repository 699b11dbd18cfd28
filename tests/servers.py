"""SPARQL servers for the tests: real ones, which are started and ended here, and one that misbehaves."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs
from urllib.request import urlopen

import pytest

from kg.store import remote
from tests.command import REPOSITORY, kg
from tests.needs import skip_without

OXIGRAPH = REPOSITORY / ".venv" / "bin" / "oxigraph"
_VIRTUOSO = shutil.which("virtuoso-t")


_VIRTUOSO_INI = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{server}
DisableUnixSocket = 1
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
ServerThreads = 10
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 1000000
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], address: str, cwd: Path | None = None) -> Iterator[None]:
    """Run a server until it answers at an address, and end it afterwards."""
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while True:
            assert process.poll() is None, f"{command[0]} has ended"
            try:
                urlopen(address, timeout=5).close()
                break
            except OSError as error:
                if hasattr(error, "code"):  # it answers, if only that nothing was asked
                    error.close()  # type: ignore[attr-defined]
                    break
                assert time.monotonic() < until, f"{command[0]} does not answer"
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def virtuoso_of(folder: Path, *paths: Path) -> Iterator[str]:
    """Run a Virtuoso 7 with what ``kg load`` puts there of these paths, or of the shipped dossier; give its address."""
    if _VIRTUOSO is None:
        skip_without("Virtuoso")
    http = free_port()
    (folder / "virtuoso.ini").write_text(_VIRTUOSO_INI.format(server=free_port(), http=http))
    address = f"http://127.0.0.1:{http}/sparql"
    with running([_VIRTUOSO, "+foreground", "+configfile", "virtuoso.ini"], address, folder):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(remote.UPDATE, f"{address}-auth")
            patch.setenv(remote.USER, "dba")
            patch.setenv(remote.PASSWORD, "dba")  # as a database begins
            patch.setenv(remote.SCHEME, "digest")
            done = kg("load", *paths, "--store", address)
        assert done.code == 0, done.err
        yield address


class Asked:
    """What a server was asked: the path, the headers and the form."""

    def __init__(self, path: str, headers: dict[str, str], form: dict[str, list[str]]) -> None:
        self.path, self.headers, self.form = path, headers, form


Reply = tuple[int, dict[str, str], bytes]


@contextmanager
def misbehaving(reply: Callable[[Asked], Reply | None]) -> Iterator[tuple[str, list[Asked]]]:
    """Serve what a function replies, None for a connection that is dropped; give the address and what was asked."""
    log: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            log.append(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, parse_qs(body)))
            answer = reply(log[-1])
            if answer is None:
                self.close_connection = True
                return
            status, headers, data = answer
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)
            if headers.get("Content-Length"):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/query", log
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
