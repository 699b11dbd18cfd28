"""The command line, run inside the test process or as a process of its own."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple

from kg.cli import run

REPOSITORY = Path(__file__).resolve().parent.parent


class Outcome(NamedTuple):
    """What a command did: its exit code, and what it wrote to stdout and stderr.

    The line that names the policy on which an answer rests is no part of ``err``: ``basis`` is that line.
    """

    code: int
    data: bytes
    err: str
    basis: str

    @property
    def out(self) -> str:
        return self.data.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.data)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Terminal(TextIOWrapper):
    def isatty(self) -> bool:
        return True


def kg(*arguments: str | Path, stdin: str = "", terminal: bool = False) -> Outcome:
    """Run the command line in this process."""
    kind = Terminal if terminal else TextIOWrapper
    out, err = kind(BytesIO(), encoding="utf-8", newline=""), TextIOWrapper(BytesIO(), encoding="utf-8", newline="")
    code = 0
    with redirect_stdout(out), redirect_stderr(err), _stdin(stdin), _interruptible():
        try:
            run([str(argument) for argument in arguments])
        except SystemExit as stop:
            assert isinstance(stop.code, int)
            code = stop.code
    return _outcome(code, _written(out), _written(err).decode())


def kg_process(*arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path = REPOSITORY) -> Outcome:
    """Run the command line in a process of its own."""
    return python("-m", "kg", *map(str, arguments), env=env, cwd=cwd)


def python(*arguments: str, env: Mapping[str, str] | None = None, cwd: Path = REPOSITORY) -> Outcome:
    """Run Python in a process of its own."""
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, env={**os.environ, **(env or {})}, cwd=cwd, timeout=60
    )
    return _outcome(done.returncode, done.stdout, done.stderr.decode())


def _outcome(code: int, data: bytes, err: str) -> Outcome:
    basis = re.search(r"^kg: (?:records are marked accepted|ties are chosen) by the policy '\w+'\n", err, re.M)
    line = basis[0] if basis else ""
    return Outcome(code, data, err.replace(line, "", 1), line.strip())


def _written(stream: TextIOWrapper) -> bytes:
    stream.flush()
    written = stream.buffer
    assert isinstance(written, BytesIO)
    return written.getvalue()


@contextmanager
def _interruptible() -> Iterator[None]:
    """Leave Ctrl-C as it was: a verb may change what it does."""
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _stdin(text: str) -> Iterator[None]:
    before, sys.stdin = sys.stdin, TextIOWrapper(BytesIO(text.encode()), encoding="utf-8")
    try:
        yield
    finally:
        sys.stdin = before
