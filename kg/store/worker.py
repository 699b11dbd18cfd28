"""Work in a process of its own, which can be stopped: the engine itself cannot be.

The process is a copy of this one (fork), so that it has the loaded graph at once and shares its memory. It is stopped
when its time is up, ends when it asks for more memory than it may have, and never outlives its parent.
"""

import json
import math
import os
import select
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from msgspec import Struct

from kg import errors
from kg.errors import InputError, KgError

_CHUNK: Final = 1 << 16
# What a new process may hold beside the copy: addresses that its threads set apart, most of them never used.
_SLACK: Final = 256 << 20
SECONDS: Final = 60.0
MEMORY: Final = 2 * 10**9
BOUNDED: Final = hasattr(os, "fork")

Job = Callable[[BinaryIO], Any]


class Limits(Struct, frozen=True):
    """How long a query may take, in seconds, and how much memory, in bytes, it may ask for."""

    seconds: float = SECONDS
    memory: int = MEMORY


class Work:
    """A job that runs in a process of its own: iterate over what it writes, and then take its ``result``.

    ``job`` writes to the binary file that it is given, and returns what JSON can hold. Iterating raises the job's own
    error where it is one of this package, and InputError, with the cure, where the job was stopped or failed. Leaving
    the iteration early stops the job. Where the system cannot fork (``BOUNDED``), the job runs in
    this process, without limits.
    """

    def __init__(self, job: Job, limits: Limits | None = None) -> None:
        self._job = job
        self._limits = limits or Limits()
        self.result: Any = None

    def __iter__(self) -> Iterator[bytes]:
        if not BOUNDED:
            yield self._here()
            return
        with _child(self._job, self._limits) as (pid, data, status):
            yield from self._read(data, status)
        said = b"".join(self._said)
        if not said:
            raise InputError(death(pid.status, self._limits))
        answer = json.loads(said)
        if "error" in answer:
            kind = getattr(errors, answer["error"], InputError)
            raise kind(answer["message"])
        self.result = answer["result"]

    def write_to(self, file: BinaryIO) -> None:
        """Write what the job writes."""
        for piece in self:
            file.write(piece)

    def _read(self, data: int, status: int) -> Iterator[bytes]:
        """Yield what arrives; only the time spent waiting for it counts, not that of a slow reader."""
        self._said: list[bytes] = []
        left, open_ = self._limits.seconds, {data, status}
        while open_:
            before = time.monotonic()
            ready, _, _ = select.select(list(open_), [], [], max(left, 0))
            left -= time.monotonic() - before
            if not ready:
                raise InputError(_too_slow(self._limits))
            for end in ready:
                piece = os.read(end, _CHUNK)
                if not piece:
                    open_.remove(end)
                elif end == status:
                    self._said.append(piece)
                else:
                    yield piece

    def _here(self) -> bytes:
        import io

        file = io.BytesIO()
        self.result = self._job(file)
        return file.getvalue()


class _Process(Struct):
    id: int
    status: int = 0


@contextmanager
def _child(job: Job, limits: Limits) -> Iterator[tuple[_Process, int, int]]:
    """Give a process that does a job, and where its data and its last word are read; it ends with the context."""
    data, status, life = os.pipe(), os.pipe(), os.pipe()
    with warnings.catch_warnings():
        # Whoever has threads starts the work through a process that has none; see kg.serve.nursery.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if not pid:
        _be_child(job, limits, (data[0], status[0], life[1]), data[1], status[1], life[0])
    for end in (data[1], status[1], life[0]):
        os.close(end)
    process = _Process(pid)
    try:
        yield process, data[0], status[0]
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        raise
    finally:
        for end in (data[0], status[0], life[1]):
            os.close(end)
        process.status = os.waitpid(pid, 0)[1]


def _be_child(job: Job, limits: Limits, others: tuple[int, ...], data: int, status: int, life: int) -> None:
    """Do the job, say how it went, and end the process; nothing of the parent's is flushed or cleaned up here."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        for end in others:
            os.close(end)
        if "faulthandler" in sys.modules:
            sys.modules["faulthandler"].disable()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the engine tells there, at length, that it got no memory
        threading.Thread(target=_end_with_parent, args=(life,), daemon=True).start()
        _limit(limits)
        _say(status, _outcome(job, data))
        code = 0
    finally:
        os._exit(code)


def _outcome(job: Job, data: int) -> dict[str, Any]:
    try:
        with os.fdopen(data, "wb", _CHUNK) as file:
            return {"result": job(file)}
    except KgError as error:
        return {"error": type(error).__name__, "message": str(error)}
    except MemoryError:
        return {"error": "InputError", "message": ""}
    except BaseException as error:  # a panic of the engine is no Exception
        words = str(error).splitlines()[:1] or [type(error).__name__]
        return {"error": "InputError", "message": f"the query cannot be answered: {words[0]}"}


def _say(status: int, outcome: dict[str, Any]) -> None:
    if outcome.get("message") == "":
        os.kill(os.getpid(), signal.SIGABRT)  # as the engine ends where it gets no memory
    with os.fdopen(status, "wb") as file:
        file.write(json.dumps(outcome).encode())


def _end_with_parent(life: int) -> None:
    """End this process when its parent, which alone holds the other end, is gone or has had enough."""
    with suppress(OSError):
        os.read(life, 1)
    os._exit(1)


def _limit(limits: Limits) -> None:
    """Bound the work and the memory of this process."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    seconds = math.ceil(limits.seconds) + 2  # the parent stops it before, unless it is stopped itself
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    bound_memory(limits.memory)


def bound_memory(memory: int | None) -> None:
    """Let this process ask for so much more memory, in bytes, than it has, or for any; past that the engine aborts.

    The bound is kept on Linux only.
    """
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if memory is None:
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
        return
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return  # not Linux: the bound would be on addresses, not on memory
    most = pages * os.sysconf("SC_PAGE_SIZE") + memory + _SLACK
    resource.setrlimit(resource.RLIMIT_AS, (most if hard < 0 else min(most, hard), hard))


def _too_slow(limits: Limits) -> str:
    return f"the query was stopped after {limits.seconds:g} s: ask for less, or allow more with --timeout"


def death(status: int, limits: Limits) -> str:
    """Return what a process died of, in words."""
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number in (signal.SIGABRT, signal.SIGKILL):
        size = f"{limits.memory / 10**9:.3g} GB"
        return f"the query needs more memory than the {size} it may have: ask for less, or allow more with --memory"
    if number == signal.SIGXCPU:
        return _too_slow(limits)
    if number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL):
        return "the query is too long or too deep for the engine: simplify it, or list what varies in VALUES"
    return "the query ended without an answer: ask for less"
