"""The process that holds the graph and does nothing but fork: its copies have the graph at once and share its memory.

The first one holds nothing. On ``load`` it forks a process that loads a graph and becomes a nursery of its own, so that
what is served can be replaced while it is asked. On ``worker`` a nursery forks a process that answers, and which
becomes a nursery itself after it has changed its copy: an update is there whole or not at all.
"""

from __future__ import annotations

import gc
import os
import re
import select
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, NoReturn

from kg.errors import KgError
from kg.serve import frames
from kg.serve.limits import Bounds
from kg.serve.served import Served, Source, loaded
from kg.store.worker import bound_memory
from kg.validation.broken import told

# A process that holds so much for itself, in KiB, ends after its job; a new one is cheap.
_GROWN: Final = 64 << 10
_LONGEST_LIFE: Final = 5000
# What a process holds for itself is looked up when it may have become so much more, in pages of memory.
_LOOK: Final = 1024
_OWN: Final = re.compile(r"^Private_Dirty:\s+(\d+) kB", re.MULTILINE)


def begin(source: Source, bounds: Bounds) -> tuple[socket.socket, int]:
    """Start the first nursery, and return the connection to it and the end of a pipe that keeps all of them alive.

    To be called before this process has threads.
    """
    control, theirs = frames.pair()
    watched, life = os.pipe()
    if _fork():
        theirs.close()
        os.close(watched)
        return control, life
    try:
        os.close(life)
        control.close()
        # Ctrl-C goes to all processes of a terminal: those that work finish, and end when the server does.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _Nursery(theirs, watched, source, bounds, None).run()
    finally:
        os._exit(1)


class _Nursery:
    def __init__(
        self, control: socket.socket, life: int, source: Source, bounds: Bounds, served: Served | None
    ) -> None:
        self._control = control
        self._life = life
        self._source = source
        self._bounds = bounds
        self._served = served

    def run(self) -> NoReturn:
        """Fork, and tell how a process ended, until nobody asks any more."""
        with suppress(OSError):
            while (asked := frames.receive(self._control)) is not None:
                if child := asked.head.get("reap"):
                    with suppress(ChildProcessError):
                        frames.send(self._control, {"status": os.waitpid(child, 0)[1]})
                        continue
                    frames.send(self._control, {"status": 0})
                else:
                    self._bear(self._load if asked.head["fork"] == "load" else self._work)
        os._exit(0)

    def _bear(self, job: Callable[[socket.socket], socket.socket]) -> None:
        """Fork a process for a job, and send the connection to it.

        Where its job makes it a nursery, it goes on from here, and not deeper: of updates there is no end.
        """
        ours, theirs = frames.pair()
        child = _fork()
        if child:
            theirs.close()
            frames.send(self._control, {"id": child, "file": True}, file=ours.fileno())
            ours.close()
            return
        try:
            ours.close()
            self._control.close()
            gc.enable()
            self._control = job(theirs)
            gc.collect()
            gc.freeze()  # what is never looked through is never copied
        except BaseException:
            os._exit(1)

    def _load(self, control: socket.socket) -> NoReturn:
        watch = _Watch(self._life)  # a large graph takes long, for which nobody waits once the server has ended
        try:
            with loaded(self._source) as served:
                watch.stop()
                gc.collect()
                gc.freeze()
                frames.send(control, {"ready": served.about()})
                _Nursery(control, self._life, self._source, self._bounds, served).run()
        except KgError as error:
            frames.send(control, {"failed": str(error)})
        except MemoryError:
            frames.send(control, {"failed": "there is too little memory for the graph: serve less of it"})
        except Exception as error:
            said = told(error, self._source.check)
            frames.send(control, {"failed": f"the graph could not be loaded: {said}"})
        os._exit(0)

    def _work(self, control: socket.socket) -> socket.socket:
        """Answer until nobody asks any more; return the connection once what is served has been changed."""
        from kg.serve.work import Worker

        assert self._served is not None
        watch = _Watch(self._life)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 2)  # the engine tells there, at length, that it got no memory
        os.close(null)
        bound_memory(self._bounds.memory)
        worker = Worker(self._served, self._bounds)
        held = _Held()
        for _ in range(_LONGEST_LIFE):
            asked = frames.receive(control)
            if asked is None:
                os._exit(0)
            said, body, file = worker.do(asked)
            last = held.now() > _GROWN
            frames.send(control, {**said, "file": file >= 0, "last": last}, body, file)
            if said.get("changed"):
                bound_memory(None)
                worker.close()
                watch.stop()
                return control
            if last:
                break
        os._exit(0)


def _fork() -> int:
    with warnings.catch_warnings():
        # A nursery has no threads but, after an update, the one that waits for the server's end.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


class _Held:
    """How much memory this process holds for itself: what it has made, and its copies of what it has touched."""

    def __init__(self) -> None:
        self._touched, self._most = _usage()
        self._last = 0

    def now(self) -> int:
        """Return how much that is, in KiB; where the system does not tell, by how much it has grown at most."""
        touched, most = _usage()
        if touched - self._touched >= _LOOK:
            self._touched = touched
            try:
                told = _OWN.search(Path("/proc/self/smaps_rollup").read_text(encoding="ascii"))
            except OSError:
                told = None
            self._last = int(told[1]) if told is not None else most - self._most
        return self._last


def _usage() -> tuple[int, int]:
    """Return how many pages of memory this process has touched for the first time, and how many KiB it held at most."""
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_minflt, usage.ru_maxrss // 1024 if sys.platform == "darwin" else usage.ru_maxrss


class _Watch:
    """A thread that ends this process with the server.

    A process that is to fork stops it before: Python keeps 16 KB of each thread that a fork leaves behind.
    """

    def __init__(self, life: int) -> None:
        self._life = life
        self._stopped, self._stop = os.pipe()
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let the process go on without the server, as one does whose connection to it tells that it has ended."""
        os.close(self._stop)
        self._thread.join()
        os.close(self._stopped)

    def _wait(self) -> None:
        ends = select.poll()
        for end in (self._life, self._stopped):
            ends.register(end, select.POLLIN)
        if any(end == self._life for end, _ in ends.poll()):
            os._exit(1)
