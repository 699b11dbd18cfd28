"""The face of the terminal: documents as text that fits it.

Colour and weight add nothing that a sign or a word does not say, so that ``NO_COLOR`` and a log lose nothing.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import Final

from kg.cli.terminal.document import fitted
from kg.cli.terminal.text import printed
from kg.view.document import Document

WIDTH_ELSEWHERE: Final = 80
_NARROWEST: Final = 20
# Two screens: what an answer takes on a terminal unless more is asked for.
_LINES: Final = 100


def render(document: Document, *, long: bool = False, whole: bool = True) -> str:
    """Return a document as text as wide as the terminal, in colour only on one.

    Unless it is asked for ``whole``, ties that take more than two screens of a terminal are counted and not listed.
    """
    on_terminal = sys.stdout.isatty()
    width, height = shutil.get_terminal_size((WIDTH_ELSEWHERE, 24))
    room = None if whole or long or not on_terminal else max(_LINES, 2 * height)
    colour = on_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return printed(fitted(document, max(width, _NARROWEST), long=long, room=room), colour=colour)
