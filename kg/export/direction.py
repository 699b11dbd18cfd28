"""Names that are written from right to left, within lines that are not."""

import re
from typing import Final
from unicodedata import bidirectional

_RIGHT_TO_LEFT: Final = (
    "\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"  # blocks of such scripts
)
_SIGN: Final = rf"[^\w\s{_RIGHT_TO_LEFT}]"
# From one such letter to the last before a letter of the other direction, with the signs around them: brackets and
# marks belong to the name, commas, points and colons after it to the line.
_RUN: Final = re.compile(
    rf"{_SIGN}{{0,8}}[{_RIGHT_TO_LEFT}](?:(?:[^\w{_RIGHT_TO_LEFT}]|[0-9])*[{_RIGHT_TO_LEFT}])*(?:[^\w\s.,:;·–—{_RIGHT_TO_LEFT}]|\Z)*"
)
# The numbers of sources behind a name are the line's.
_CITED: Final = re.compile(r"(?: \[[0-9][0-9:,–]*\])*\Z")


def isolated(text: str, opening: str = "\u2068", closing: str = "\u2069") -> str:
    """Return a text in which what is written from right to left turns nothing around it.

    By default it stands between the signs of Unicode for that.

    >>> isolated("attacks قره صو!", "<", ">"), isolated("قره صو! [1:34] [2]", "<", ">"), isolated("attacks")
    ('attacks <قره صو!>', '<قره صو!> [1:34] [2]', 'attacks')
    """
    if text.isascii() or not any(bidirectional(sign) in ("R", "AL") for sign in text):
        return text
    if not any(bidirectional(sign) == "L" for sign in text):
        name = _CITED.sub("", text)
        return f"{opening}{name}{closing}{text[len(name) :]}"
    return _RUN.sub(lambda run: f"{opening}{run[0]}{closing}", text)
