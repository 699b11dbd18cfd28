"""Draw the pictures that pages show by the commands that stand above them: ``make gallery``."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
PAGES: Final = (ROOT / "docs" / "gallery.md", ROOT / "README.md")
# A picture is an SVG file; a screenshot of a page in a browser is a PNG file, which no command draws.
_SHOWN: Final = re.compile(
    r"^```console\n(?P<command>kg [^\n]*)\n```\n\n!\[[^\]]*\]\((?P<picture>[^)]*\.svg)\)", re.MULTILINE
)


class Shown(NamedTuple):
    """A command of a page, its words without ``kg``, and the picture that stands below it."""

    page: Path
    words: list[str]
    picture: Path


def shown() -> list[Shown]:
    """Return every command with a picture below it."""
    return [
        Shown(page, shlex.split(match["command"])[1:], (page.parent / match["picture"]).resolve())
        for page in PAGES
        for match in _SHOWN.finditer(page.read_text(encoding="utf-8"))
    ]


def draw(words: list[str]) -> None:
    """Run a command of a page in the folder of the project."""
    subprocess.run([sys.executable, "cli.py", *words], cwd=ROOT, check=True)


if __name__ == "__main__":
    for each in shown():
        each.picture.parent.mkdir(parents=True, exist_ok=True)
        draw(each.words)
