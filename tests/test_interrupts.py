"""Ctrl-C, SIGTERM, closed streams and bytes that are no text end a verb in silence, or in one line."""

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import FIXTURES

WORLD = str(FIXTURES / "world")
ENVIRONMENT = {**os.environ, "KG_CACHE": "off"}
KG = [sys.executable, "-m", "kg"]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("module", ["kg.errors", "click", "kg.cli", "pyoxigraph"])
def test_a_signal_ends_a_command_in_silence_while_modules_are_imported(number: signal.Signals, module: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "kg", "relations", "--data", WORLD],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        text=True,
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.split()[-1] == module:
                break
        process.send_signal(number)
        rest = [line for line in process.stderr if not line.startswith("import time:")]
        assert process.wait(timeout=20) == -number
    assert rest == []


def test_the_script_of_the_checkout_imports_nothing_before_the_program() -> None:
    """Whose first act is that Ctrl-C ends it in silence."""
    script = Path(sys.executable).with_name("kg")
    lines = [line for line in script.read_text(encoding="utf-8").splitlines() if "import" in line]
    assert lines == ["import sys", "from kg.__main__ import run"]


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full"])
@pytest.mark.parametrize(
    "verb", [["relations"], ["stats"], ["export", "ttl"], ["query", "ASK {}"]], ids=lambda words: words[0]
)
def test_a_closed_stream_ends_a_command_in_one_line(verb: list[str], closed: str) -> None:
    done = subprocess.run(
        f"{shlex.join([*KG, *verb, '--data', WORLD])} {closed}",
        shell=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    if closed in (">&-", ">/dev/full"):
        assert (done.returncode, done.stdout) == (2, "")
        assert [line.startswith("kg: standard output cannot be written") for line in done.stderr.splitlines()] == [True]
    else:
        assert done.returncode == (2 if ">&-" in closed.replace("2>&-", "") else 0)


@pytest.mark.slow
@pytest.mark.parametrize("closed", [">&-", ">/dev/full"])
def test_init_says_in_one_line_that_it_cannot_list_its_files(tmp_path: Path, closed: str) -> None:
    words = shlex.join([*KG, "init", str(tmp_path / "new")])
    done = subprocess.run(
        f"{words} {closed}", shell=True, capture_output=True, text=True, env=ENVIRONMENT, timeout=60, check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("kg: standard output cannot be written: ")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "given"),
    [([b"query", b"-"], b"ASK { \xff }"), ([b"query", b'ASK { ?s ?p "\xff" }'], b""), ([b"search", b"\xff"], b"")],
)
def test_bytes_that_are_no_text_are_refused_in_one_line(words: list[bytes], given: bytes) -> None:
    done = subprocess.run(
        [*map(os.fsencode, KG), *words, b"--data", os.fsencode(WORLD)],
        input=given,
        capture_output=True,
        env=ENVIRONMENT,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, b"", 1)
    assert b"codec" not in done.stderr


def test_a_server_that_is_stopped_while_it_loads_leaves_no_process_behind() -> None:
    slow = "def slow(source): print('loads', flush=True); time.sleep(60)"
    lines = ["import time, kg.serve.nursery", slow, "kg.serve.nursery.loaded = slow", "from kg.__main__ import run"]
    program = "\n".join([*lines, "run()"])
    command = [sys.executable, "-c", program, "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"loads\n"
        server.send_signal(signal.SIGINT)
        # What works for it holds its streams open until it ends too.
        assert server.communicate(timeout=10) == (b"", b"")
