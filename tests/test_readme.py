"""The commands of the README do what the README shows.

In a ``console`` block a line that begins with ``$ `` is a command, and the lines below it, up to the next command,
are what it prints on a terminal of 100 columns. An ellipsis stands for what is left out: in a line for any words, on
a line of its own for any lines. A command without lines below it only has to work.
"""

import os
import pty
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.command import REPOSITORY

COLUMNS = "100"
README = REPOSITORY / "README.md"


class Shown(NamedTuple):
    """A command and the output that is shown below it, with the line at which it stands."""

    line: int
    command: str
    output: tuple[str, ...]


def shown(text: str) -> list[Shown]:
    pictures: list[Shown] = []
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            inside = line.rstrip() == "```console" and not inside
        elif inside and line.startswith("$ "):
            pictures.append(Shown(number, line[2:], ()))
        elif inside and pictures and pictures[-1].command.endswith("\\") and not pictures[-1].output:
            pictures[-1] = pictures[-1]._replace(command=f"{pictures[-1].command}\n{line.removeprefix('> ')}")
        elif inside and pictures:
            pictures[-1] = pictures[-1]._replace(output=(*pictures[-1].output, line))
        if line.startswith("```") and pictures:
            pictures.append(Shown(0, "", ()))  # what stands in another block belongs to no command of this one
    return [each for each in pictures if re.search(r"(^|[\s/|;&])(kg|cli\.py)\s", f"{each.command} ")]


COMMANDS = shown(README.read_text(encoding="utf-8"))


def pattern(output: tuple[str, ...]) -> str:
    """Return a regular expression for the shown output."""
    lines = "\n".join(line.rstrip() for line in output).strip("\n").split("\n")
    parts = [r"(?:.*\n)*?" if re.fullmatch(r"\s*(…|\.\.\.)", line) else f"{_line(line)}\n" for line in lines]
    return "".join(parts)


def _line(line: str) -> str:
    return ".*?".join(map(re.escape, line.split("…")))


def tidy(text: str) -> str:
    """Return text as it is compared: without colours, spaces at the ends of lines and empty lines around it."""
    plain = re.sub(r"\x1b\[[\d;]*m", "", text.replace("\r\n", "\n"))
    return "\n".join(line.rstrip() for line in plain.split("\n")).strip("\n") + "\n"


def on_terminal(command: str, folder: Path) -> tuple[int, str, str]:
    """Run a command with its stdout on a pseudo-terminal; return exit code, stdout and stderr."""
    environment = os.environ | {"COLUMNS": COLUMNS, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    ours, theirs = pty.openpty()
    seen: list[bytes] = []

    def read() -> None:
        while chunk := _chunk(ours):
            seen.append(chunk)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, env=environment, stdout=theirs, stderr=subprocess.PIPE, timeout=60
        )
    finally:
        os.close(theirs)
    reader.join(timeout=10)
    os.close(ours)
    return done.returncode, b"".join(seen).decode(), done.stderr.decode()


def _chunk(file: int) -> bytes:
    try:
        return os.read(file, 65536)
    except OSError:  # the other end is closed
        return b""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that looks like the checkout and in which a command may write."""
    for path in REPOSITORY.iterdir():
        if path.name != ".git":
            (tmp_path / path.name).symlink_to(path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.skipif(not COMMANDS, reason="the README shows no command yet")
@pytest.mark.parametrize("each", COMMANDS, ids=lambda each: f"line {each.line}: {each.command[:50]}")
def test_a_command_prints_what_the_readme_shows(checkout: Path, each: Shown) -> None:
    code, out, err = on_terminal(each.command, checkout)
    assert code in (0, 1) or any(line.startswith("kg: ") for line in each.output), err
    assert "Traceback" not in err
    if any(line.strip() for line in each.output):
        wanted = pattern(each.output)
        printed = [tidy(out), tidy(err + out), tidy(out + err)]
        assert any(re.fullmatch(wanted, text) for text in printed), (
            f"README.md:{each.line} shows something else:\n{printed[1]}"
        )


def test_blocks_are_read_as_they_are_meant() -> None:
    text = """
```console
make run  # no command of this test
```
```console
$ kg relations A B
A supports B

…
○ 1 … passes
$ kg show A \\
>   --format json
$ make test
tests pass
$ python cli.py entities
```
```python
$ kg no
```
"""
    commands = shown(text)
    assert [each.command for each in commands] == [
        "kg relations A B",
        "kg show A \\\n  --format json",
        "python cli.py entities",
    ]
    first, second, third = commands
    assert first.output == ("A supports B", "", "…", "○ 1 … passes")
    assert second.output == third.output == ()
    assert re.fullmatch(pattern(first.output), "A supports B\n\nany\nlines\n○ 1 of them passes\n")
    assert not re.fullmatch(pattern(first.output), "A supports B\n\n○ 1 fails\n")
    assert not re.fullmatch(pattern(first.output), "A supports C\n\n○ 1 x passes\n")
