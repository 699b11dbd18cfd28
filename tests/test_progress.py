"""What a terminal shows of an answer that takes its time."""

import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from kg.answers.asking import ask
from kg.cli import progress
from kg.cli.progress import at_work, count, erase, expect
from kg.graph import KnowledgeGraph
from kg.question import VERBS
from tests.command import REPOSITORY, kg

SLOW = """
import time
import kg.cli.progress
from kg.graph import KnowledgeGraph
from kg.cli import run

def late(*arguments, original=KnowledgeGraph.open, **named):
    time.sleep(0.6)
    return original(*arguments, **named)

kg.cli.progress._MOMENT = 0.2
KnowledgeGraph.open = late
run({words})
"""


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_MOMENT", 0.01)
    monkeypatch.setattr(progress, "_BEAT", 0.01)


def waited_for(terminal: StringIO, text: str) -> bool:
    until = time.monotonic() + 10
    while text not in terminal.getvalue() and time.monotonic() < until:
        time.sleep(0.01)
    return text in terminal.getvalue()


def seen(text: str) -> list[str]:
    """Return the lines that stand on a terminal in the end, as far as carriage returns and erasing decide it."""
    return [re.split(r"\x1b\[K", line)[-1].rstrip("\r") for line in text.replace("\r\n", "\n").split("\n")]


def on_terminal(script: str, folder: Path = REPOSITORY) -> str:
    """Run Python with standard output and standard error on one terminal; return what was written to it."""
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=folder,
        env={**os.environ, "PAGER": "cat"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    text = b"".join(_chunks(ours))
    os.close(ours)
    done.wait(timeout=60)
    return text.decode()


def _chunks(file: int) -> Iterator[bytes]:
    while True:
        try:
            chunk = os.read(file, 65536)
        except OSError:  # the other end is closed
            return
        if not chunk:
            return
        yield chunk


@pytest.mark.usefixtures("at_once")
def test_a_line_tells_the_verb_and_how_far_it_is_and_is_gone_in_the_end() -> None:
    terminal = Terminal()
    with at_work(terminal, "import"):
        assert waited_for(terminal, "kg import: 0 s")
        count(1500, "rows")
        assert waited_for(terminal, "kg import: 0 s, 1,500 rows")
        count(20, "files", 0.5)
        assert waited_for(terminal, ", 20 files (50%)")
    assert seen(terminal.getvalue()) == [""]


@pytest.mark.usefixtures("at_once")
def test_a_line_tells_about_how_long_it_will_take_until_it_has_taken_longer() -> None:
    terminal = Terminal()
    with at_work(terminal, "blocs"):
        expect(0.2)
        assert waited_for(terminal, "kg blocs: 0 s of about 0 s")
        assert waited_for(terminal, "\x1b[Kkg blocs: 1 s")
        assert " of about" not in terminal.getvalue().rpartition("\x1b[K")[2]
    assert seen(terminal.getvalue()) == [""]


def test_what_is_asked_of_a_whole_graph_on_disk_is_expected_to_take_time(
    world: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def expected(verb: str, *names: str, **parts: Any) -> float:
        return ask(world, verb, names, **parts)[0].duration

    assert expected("blocs") == 0  # of a graph in memory, nobody has counted the triples
    monkeypatch.setattr(type(world.store), "size", 2_000_000)
    assert expected("blocs") == 2 * VERBS["blocs"].seconds > 0
    assert expected("perspective", "Ardovia") == 2 * VERBS["perspective"].seconds > 0
    assert expected("disputes") > expected("disputes", "Ardovia") == 0
    assert expected("search", words=("Ardovia",)) == 0


@pytest.mark.usefixtures("at_once")
def test_a_message_takes_its_place_and_it_comes_back_and_an_answer_ends_it() -> None:
    terminal = Terminal()
    with at_work(terminal, "why"):
        assert waited_for(terminal, "kg why")
        erase()
        terminal.write("kg: a message\n")
        assert waited_for(terminal, "a message\n\r\x1b[Kkg why")
        erase(for_good=True)
        terminal.write("the answer\n")
        time.sleep(0.1)
        assert seen(terminal.getvalue()) == ["kg: a message", "the answer", ""]


@pytest.mark.usefixtures("at_once")
def test_it_fits_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    terminal = Terminal()
    with at_work(terminal, "perspective"):
        count(12345, "relations", 0.1)
        assert waited_for(terminal, "kg perspective: 0 s")
    assert max(map(len, re.split(r"\r\x1b\[K", terminal.getvalue()))) == 19


@pytest.mark.slow
@pytest.mark.usefixtures("at_once")
def test_where_it_cannot_be_erased_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    file = StringIO()
    with at_work(file, "why"):
        time.sleep(0.1)
    monkeypatch.setenv("TERM", "dumb")
    dumb = Terminal()
    with at_work(dumb, "why"):
        time.sleep(0.1)
    assert (file.getvalue(), dumb.getvalue()) == ("", "")
    assert kg("stats").err == ""


@pytest.mark.usefixtures("at_once")
def test_a_terminal_that_is_gone_ends_no_work() -> None:
    terminal = Terminal()
    with at_work(terminal, "why"):
        terminal.close()
        time.sleep(0.1)
        erase()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["relations", "Turkey", "Azerbaijan"], r".*policy “accepted”.*"),
        (["disputes", "Armenia"], ".*No side is preferred.*"),
        (["relations", "Turkey", "Azerbaijan", "--kind", "State", "--as-of", "1500"], "kg: no tie.*"),
    ],
)
def test_a_verb_that_takes_its_time_shows_it_and_leaves_nothing_of_it(words: list[str], line: str) -> None:
    text = on_terminal(SLOW.format(words=words))
    assert f"\r\x1b[Kkg {words[0]}: " in text
    left = seen(text)
    assert not [each for each in left if re.match(r"kg \w+: \d+ s", each)]
    assert any(re.fullmatch(line, re.sub(r"\x1b\[[\d;]*m", "", each).rstrip()) for each in left), left


@pytest.mark.slow
def test_a_quick_verb_shows_nothing() -> None:
    assert "\x1b[K" not in on_terminal(
        "from kg.cli import run; import kg.cli.progress as p; p._MOMENT = 60; run(['stats'])"
    )
