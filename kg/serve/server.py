"""The server: it listens, and finishes what runs when it is told to end."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import uvicorn
from msgspec import Struct

from kg.errors import DataError
from kg.serve import nursery
from kg.serve.app import application
from kg.serve.connection import bounded
from kg.serve.guard import LOCAL
from kg.serve.limits import Bounds
from kg.serve.pool import Pool
from kg.serve.reload import follow
from kg.serve.served import Source

# So many connections wait to be taken.
_BACKLOG: Final = 512


class Service(Struct, frozen=True):
    """How a graph is served; see ``application``. ``port`` 0 takes one that is free."""

    source: Source
    bounds: Bounds
    host: str = "127.0.0.1"
    port: int = 8000
    token: str | None = None
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    reload: bool = False


class _Server(uvicorn.Server):
    """A server that ends with success when it is asked to; a second signal ends it at once."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield


def bound(host: str, port: int) -> socket.socket:
    """Return a socket with an address, at which it does not listen yet; raises what ``_taken`` returns."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise _taken(host, port, error) from error
    return listening


def _taken(host: str, port: int, error: OSError) -> DataError:
    """Return the error, with the cure, of an address at which nobody can listen."""
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return DataError(f"{host}: is no address of this machine: {error.strerror}; choose another --host")
    why = "another program listens there" if error.errno == errno.EADDRINUSE else error.strerror
    return DataError(f"{host}:{port}: cannot be listened at: {why}; choose another --port, or 0 for any")


Ready = Callable[[str, dict[str, Any]], None]
Say = Callable[[str], None]


def run(service: Service, ready: Ready, say: Say) -> None:
    """Serve until told to end; ``ready`` is called with the address and what is served, ``say`` with what goes on.

    To be called before this process has threads. Raises DataError where the address is taken or the graph cannot be
    loaded.
    """
    listening = bound(service.host, service.port)
    control, life = nursery.begin(service.source, service.bounds)
    host = f"[{service.host}]" if ":" in service.host else service.host
    address = f"http://{host}:{listening.getsockname()[1]}/"
    try:
        asyncio.run(_serve(service, listening, control, address, ready, say))
    finally:
        listening.close()
        control.close()
        os.close(life)  # at which whatever still works ends


async def _serve(
    service: Service,
    listening: socket.socket,
    control: socket.socket,
    address: str,
    ready: Ready,
    say: Say,
) -> None:
    pool = Pool(control, service.bounds)
    await pool.start()
    hosts: Sequence[str] = (*LOCAL, service.host, *service.hosts)
    app = application(pool, service.bounds, token=service.token, hosts=hosts, origins=service.origins)
    config = uvicorn.Config(
        app,
        http=bounded(service.bounds),
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=int(service.bounds.seconds) + 5,
    )
    for name in ("uvicorn", "uvicorn.error", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        listening.listen(_BACKLOG)
    except OSError as error:
        raise _taken(service.host, service.port, error) from error
    ready(address, pool.about)
    following = asyncio.ensure_future(follow(pool, service.source, say)) if service.reload else None
    await _Server(config).serve(sockets=[listening])
    if following is not None:
        following.cancel()
        await asyncio.wait({following}, timeout=1)
    await pool.settle()
