"""Text on a terminal: pieces with roles, wrapped to a width and styled by ANSI codes.

A line is a list of pieces. Widths are in cells: a wide letter takes two, a combining one none. A no-break space holds
two words together and is printed as a space.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from rich.cells import cell_len

from kg.cli.visible import visible

Piece = tuple[str, str]
Text = list[Piece]

NBSP: Final = "\N{NO-BREAK SPACE}"
_CODES: Final = {
    "name": "1",
    "amount": "1",
    "strong": "1",
    "heading": "1",
    "denied": "1;31",
    "aside": "2",
    "accepted": "32",
    "claimed": "33",
    "disputed": "31",
    "denied only": "1;31",
    "": "",
}
_WORD: Final = re.compile(r"[^ ]+")
_BREAKS: Final = dict.fromkeys(map(ord, "\t\n"), " ")


def safe(text: str) -> str:
    """Return a text of one line that cannot steer the terminal."""
    return visible(text).translate(_BREAKS)


def width_of(text: str | Iterable[Piece]) -> int:
    """Return how many cells a text takes."""
    return cell_len(text) if isinstance(text, str) else sum(cell_len(piece) for piece, _ in text)


def wrapped(run: Iterable[Piece], width: int, indent: int = 0) -> list[Text]:
    """Return a run of words as lines of at most so many cells; lines after the first are indented.

    A word that is longer than a line is broken, so that no line is wider.
    """
    width = max(width, indent + 1)
    lines: list[Text] = [[]]
    room = width
    for tied in _tied(run):
        length = width_of(tied)
        gap = 1 if lines[-1] and room < width - (indent if len(lines) > 1 else 0) else 0
        if gap + length > room and gap:
            lines.append([(" " * indent, "")] if indent else [])
            room, gap = width - indent, 0
        if gap:
            alike = lines[-1][-1][1] == tied[0][1]
            lines[-1].append((" ", tied[0][1] if alike else ""))
            room -= 1
        while not _fits(tied, room):
            head, tied = _broken(tied, room)
            lines[-1] += head
            lines.append([(" " * indent, "")] if indent else [])
            room = width - indent
        lines[-1] += tied
        room -= width_of(tied)
    return lines


def _tied(run: Iterable[Piece]) -> list[Text]:
    """Return the words of a run, each as the pieces of which it is made."""
    words: list[Text] = []
    joins = False
    for text, role in run:
        text = safe(text)
        for match in _WORD.finditer(text):
            piece: Piece = (match[0].replace(NBSP, " "), role)
            if joins and match.start() == 0:
                words[-1].append(piece)
            else:
                words.append([piece])
            joins = match.end() == len(text)
        if text and text[-1] == " ":
            joins = False
    return words


def _broken(word: Text, room: int) -> tuple[Text, Text]:
    """Return the part of a word that has room, and the rest; words that were tied together part first."""
    text = "".join(text for text, _ in word)
    if (parting := text.rfind(" ", 0, _fitting(text, room) + 1)) > 0:
        head, rest = _parted(word, parting)
        return head, _parted(rest, 1)[1]
    head = []
    rest = list(word)
    while rest:
        text, role = rest.pop(0)
        cut = _fitting(text, room)
        if cut == len(text):
            head.append((text, role))
            room -= cell_len(text)
            continue
        cut = max(cut, 0 if head else 1)
        return [*head, (text[:cut], role)], [(text[cut:], role), *rest]
    return head, rest


def _fits(word: Text, room: int) -> bool:
    for text, _ in word:
        if _fitting(text, room) < len(text):
            return False
        room -= cell_len(text)
    return room >= 0


def _fitting(text: str, room: int) -> int:
    """Return how many letters at the beginning of a text take at most so many cells; the rest is not looked at."""
    end = max(room, 1)
    while end < len(text) and cell_len(text[:end]) <= room:
        end *= 2
    ends = range(min(end, len(text)) + 1)
    return max(bisect_right(ends, room, key=lambda end: cell_len(text[:end])) - 1, 0)


def _parted(word: Text, length: int) -> tuple[Text, Text]:
    """Return what stands before a place of a word, and what stands from it on."""
    head: Text = []
    rest = list(word)
    while rest and length:
        text, role = rest.pop(0)
        head.append((text[:length], role))
        if len(text) > length:
            rest.insert(0, (text[length:], role))
        length -= len(head[-1][0])
    return head, rest


def padded(line: Sequence[Piece], width: int, *, right: bool = False) -> Text:
    """Return a line filled with blanks to a width, on its right or on its left."""
    blank: Piece = (" " * max(width - width_of(line), 0), "")
    return [blank, *line] if right else [*line, blank]


def beside(columns: Sequence[tuple[list[Text], int, bool]], gap: int = 2) -> list[Text]:
    """Return columns of lines side by side; each has a width, and may be set right; one of no width is left out."""
    shown = [column for column in columns if column[1]]
    height = max((len(lines) for lines, _, _ in shown), default=0)
    joined: list[Text] = []
    for number in range(height):
        line: Text = []
        for index, (lines, width, right) in enumerate(shown):
            if index:
                line.append((" " * gap, ""))
            line += padded(lines[number] if number < len(lines) else [], width, right=right)
        joined.append(line)
    return joined


def cut(text: str, width: int) -> str:
    """Return a text that takes at most so many cells; what is cut off is shown by dots."""
    text = safe(text)
    if cell_len(text) <= width:
        return text
    return f"{text[: _fitting(text, width - 1)].rstrip()}…"


def headed(heading: str, width: int) -> list[Text]:
    """Return a heading as lines, or none where there is no heading."""
    return wrapped([(heading, "heading")], width) if heading else []


def printed(lines: Iterable[Text], *, colour: bool) -> str:
    """Return lines as text, without blanks at their ends, in colour if asked for."""
    return "".join(f"{_styled(line) if colour else _plain(line)}\n" for line in lines)


def _plain(line: Text) -> str:
    return "".join(safe(text) for text, _ in line).rstrip()


def _styled(line: Text) -> str:
    while line and not line[-1][0].strip():
        line = line[:-1]
    parts = []
    for code, pieces in groupby(line, key=lambda piece: _CODES.get(piece[1], "")):
        text = "".join(safe(text) for text, _ in pieces)
        parts.append(f"\x1b[{code}m{text}\x1b[0m" if code and text.strip() else text)
    return "".join(parts).rstrip()
