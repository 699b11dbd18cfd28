"""How wide text is, and where it is broken, without a font at hand.

The widths are those of Noto Sans, which the pictures ask for. Other fonts that a reader may have are up to a tenth
wider: what surrounds text leaves room for that.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

FONTS: Final = (
    "'Noto Sans','Noto Sans Armenian','Noto Sans Georgian','Noto Sans Arabic',"
    "'Segoe UI','Helvetica Neue',Arial,'DejaVu Sans',sans-serif"
)
LINE: Final = 1.28
"""The height of a line, in font sizes."""

# The advance of the characters from the blank to the tilde, two digits each, in hundredths of the font size.
_ASCII: Final = (
    "2627416558847423303056582733273858585858585858585858272758585844906465647356527375342862539176796179635556"
    "746093595758333833584529576248625735626226265426946261626242483762517953514738563858"
)
_LETTER: Final = 0.66  # the mean of the other alphabets' letters lies between 0.58 and 0.72
_BOLD: Final = 1.08
_BREAKS: Final = re.compile(r"(?<=[\-–/])(?=\w)|\s+")


@cache
def _advance(character: str) -> float:
    base = unicodedata.normalize("NFD", character)[0]
    if " " <= base <= "~":
        index = 2 * (ord(base) - 32)
        return int(_ASCII[index : index + 2]) / 100
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    return _LETTER * 1.1 if character.isupper() else _LETTER


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line of text of a font size, in the unit of that size.

    >>> width("Shushi", 10) < width("Stepanakert", 10)
    True
    """
    return sum(map(_advance, text)) * size * (_BOLD if bold else 1)


def wrap(text: str, size: float, limit: float, *, bold: bool = False) -> list[str]:
    """Return the lines into which text is broken so that each, if its words allow, is at most ``limit`` wide.

    The lines are about equally long. A word that is wider than twice the limit is broken where it may.
    """
    pieces = _pieces(text, size, limit)
    whole = sum(width(piece + gap, size, bold=bold) for piece, gap in pieces)
    lines = _filled(pieces, size, limit, bold)
    if len(lines) < 2:
        return lines
    # As many lines, but of even length: the narrowest limit that does not take one line more.
    narrow = whole / len(lines)
    while narrow < limit:
        even = _filled(pieces, size, narrow, bold)
        if len(even) == len(lines):
            return even
        narrow += size / 2
    return lines


def _pieces(text: str, size: float, limit: float) -> list[tuple[str, str]]:
    """Return the pieces between which a line may end, each with the blank that follows it if it does not."""
    pieces: list[tuple[str, str]] = []
    start = 0
    for break_ in [*_BREAKS.finditer(text.strip()), None]:
        piece = text.strip()[start : break_.start() if break_ else None]
        start = break_.end() if break_ else 0
        wide = width(piece, size)
        while wide > 2 * limit:
            fits = max(1, int(limit / size / _LETTER))
            pieces.append((piece[:fits], ""))
            wide -= width(piece[:fits], size)
            piece = piece[fits:]
        pieces.append((piece, " " if break_ and break_.group() else ""))
    return pieces


def _filled(pieces: list[tuple[str, str]], size: float, limit: float, bold: bool) -> list[str]:
    lines = [""]
    for piece, gap in pieces:
        if lines[-1] and width(lines[-1] + piece, size, bold=bold) > limit:
            lines.append("")
        lines[-1] += piece + gap
    return [line.rstrip() for line in lines]
