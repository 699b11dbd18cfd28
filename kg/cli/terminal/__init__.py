"""The face of the terminal: documents as text that fits it.

Colour and weight add nothing that a sign or a word does not say, so that ``NO_COLOR`` and a log lose nothing.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import Final

from kg.cli.terminal.document import fitted
from kg.cli.terminal.text import printed, wrapped
from kg.view.document import Document

WIDTH_ELSEWHERE: Final = 80
_NARROWEST: Final = 20
_FURTHER: Final = 4
# Two screens: what an answer takes on a terminal unless more is asked for.
_LINES: Final = 100


def lines(texts: Iterable[str]) -> str:
    """Return texts as lines as wide as the terminal: what is left of one stands further in, below it."""
    width = max(shutil.get_terminal_size((WIDTH_ELSEWHERE, 24)).columns, _NARROWEST)
    told = []
    for text in texts:
        inside = " " * (len(text) - len(text.lstrip()))
        for line in wrapped([(text.strip(), "")], width - len(inside), _FURTHER):
            told.append([(inside, ""), *line])
    return printed(told, colour=False)


def render(document: Document, *, long: bool = False, whole: bool = True) -> str:
    """Return a document as text as wide as the terminal, in colour only on one.

    Unless it is asked for ``whole``, ties that take more than two screens of a terminal are counted and not listed.
    """
    on_terminal = sys.stdout.isatty()
    width, height = shutil.get_terminal_size((WIDTH_ELSEWHERE, 24))
    room = None if whole or long or not on_terminal else max(_LINES, 2 * height)
    colour = on_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return printed(fitted(document, max(width, _NARROWEST), long=long, room=room), colour=colour)
