"""Runs the command line on thousands of small inputs, each in a copy of one process that has all modules.

``Nursery`` starts that process; it forks a child for each case, so that a crash of the engine ends nothing else, and
bounds its time and memory. ``python -m tests.fuzzing`` is the process, and speaks JSON lines.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Final

REPOSITORY: Final = Path(__file__).resolve().parent.parent
SECONDS: Final = 20.0
MEMORY: Final = 3 << 30
_MOST: Final = 4000


@dataclass
class Case:
    """Words of the command line, and files beside which they run, by name; ``writes`` says that files may change."""

    words: list[str]
    files: dict[str, bytes] = field(default_factory=dict)
    stdin: bytes = b""
    writes: bool = False

    def fault(self, told: dict[str, Any]) -> str:
        """Return against what law an outcome is, in words; nothing where it is as it should be."""
        code, lines = told["code"], told["err"].splitlines()
        if told["late"]:
            return f"still at work after {SECONDS:g} s"
        if code not in (0, 1, 2):
            return f"exit code {code}"
        if "failed in an unforeseen way" in told["err"] or "Traceback" in told["err"]:
            return "unforeseen"
        if code == 2 and len(lines) != 1:
            return f"{len(lines)} lines on stderr"
        if not all(line.startswith("kg: ") for line in lines):
            return "a line on stderr that is not the program's"
        if max(map(len, lines), default=0) > 2500:
            return "a line too long to read"
        if code == 2 and self.writes and told["changed"]:
            return f"refused, and wrote {told['changed']}"
        if not self.writes and told["changed"]:
            return f"wrote {told['changed']}"
        return ""


class Nursery:
    """The process that runs cases; it ends with the context."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzzing"],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "KG_CACHE": "off", "COLUMNS": "80", "PYTHONPATH": str(REPOSITORY)},
        )

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=30)

    def run(self, case: Case, folder: Path) -> dict[str, Any]:
        """Run a case in a new folder below this one: its exit code, what it said, which files changed."""
        home = Path(tempfile.mkdtemp(dir=folder))
        for name, data in case.files.items():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_bytes(data)
        before = _state(home)
        asked = {"words": [word.encode("utf-8", "surrogateescape").hex() for word in case.words]}
        line = json.dumps({**asked, "home": str(home), "stdin": case.stdin.hex()})
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        after = _state(home)
        told["changed"] = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        return told


def _state(home: Path) -> dict[str, str]:
    return {
        str(path.relative_to(home)): sha256(path.read_bytes()).hexdigest()
        for path in home.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def _serve() -> None:
    """Run a case for each line of standard input."""
    from kg import cli

    for module in set(cli._VERBS.values()):
        import_module(f"kg.cli.{module}")
    for module in ("kg.validation", "openpyxl", "pyoxigraph", "kg.answers", "rdflib", "networkx"):
        import_module(module)
    for line in sys.stdin:
        sys.stdout.write(f"{json.dumps(_forked(json.loads(line)))}\n")
        sys.stdout.flush()


def _forked(asked: dict[str, Any]) -> dict[str, Any]:
    words = [bytes.fromhex(word).decode("utf-8", "surrogateescape") for word in asked["words"]]
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(bytes.fromhex(asked["stdin"]))
        given.seek(0)
        pid = os.fork()
        if not pid:
            _be_child(words, asked["home"], [given.fileno(), out.fileno(), err.fileno()])
        status, late = _awaited(pid)
        err.seek(0)
        said = err.read()[-_MOST:].decode("utf-8", "replace")
        size = out.seek(0, os.SEEK_END)
    return {"code": os.waitstatus_to_exitcode(status), "err": said, "late": late, "size": size}


def _awaited(pid: int) -> tuple[int, bool]:
    """Return how a child ended, and whether it had to be stopped."""
    until, pause = time.monotonic() + SECONDS, 0.001
    while time.monotonic() < until:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status, False
        time.sleep(pause)
        pause = min(pause * 2, 0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1], True


def _be_child(words: list[str], home: str, streams: list[int]) -> None:
    """Run the command line as a process would, in its own folder, with bounds."""
    import resource

    code: object = 99
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.chdir(home)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", encoding="utf-8", newline="", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        from kg.cli import run

        try:
            run(words)
        except SystemExit as stop:
            code = stop.code or 0
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException as error:
        os.write(2, f"Traceback: {type(error).__name__}: {error}\n".encode("utf-8", "replace"))
    finally:
        os._exit(code if isinstance(code, int) else 98)


if __name__ == "__main__":
    _serve()
