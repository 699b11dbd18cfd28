"""Tables on a terminal: a head, and cells that wrap within their column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from kg.cli.terminal.ledger import NARROW
from kg.cli.terminal.text import Text, beside, headed, width_of, wrapped
from kg.view.document import Table

_NUMBER: Final = re.compile(r"[≈<>~]?\s?[-−+]?[0-9][0-9.,]*\s?%?|–|")
_GAP: Final = 2
_LEAST: Final = 6
_COPIED: Final = 18


def table_lines(table: Table, width: int) -> list[Text]:
    """Return a table as lines no wider than a width."""
    lines = headed(table.heading, width)
    if len(table.columns) > 2 and width < NARROW:
        return [*lines, *_stacked(table, width), *_more(table, width)]
    numeric = [
        bool(table.rows) and all(_NUMBER.fullmatch(row[index]) for row in table.rows)
        for index in range(len(table.columns))
    ]
    widths = _widths(table, width)
    lines += _row(table.columns, widths, numeric, "strong")
    for row in table.rows:
        lines += _row(row, widths, numeric, "")
    return [*lines, *_more(table, width)]


def _more(table: Table, width: int) -> list[Text]:
    return wrapped([(table.more, "aside")], width, 2) if table.more else []


def _stacked(table: Table, width: int) -> list[Text]:
    """Return each row as lines of its own where columns side by side have no room: the first cell, then the others."""
    lines: list[Text] = []
    for first, *others in table.rows:
        lines += wrapped([(first, "strong")], width, 2)
        for head, cell in zip(table.columns[1:], others, strict=True):
            if cell:
                run = wrapped([(f"{head}: ", "aside"), (cell, "")], width - 2, 2)
                lines += [[("  ", ""), *line] for line in run]
    return lines


def _row(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool], role: str) -> list[Text]:
    columns = [
        (wrapped([(cell, role)], width), width, right)
        for cell, width, right in zip(cells, widths, numeric, strict=True)
    ]
    return beside(columns, _GAP)


def _widths(table: Table, width: int) -> list[int]:
    """Return the width of each column: what its widest cell takes, the widest columns narrowed until all have room."""
    wanted = [
        max([width_of(head), *(width_of(row[index]) for row in table.rows), 1])
        for index, head in enumerate(table.columns)
    ]
    # First columns give way as far as no word of theirs is broken; then those of names to copy, which break at a hyphen
    # as well as anywhere; and then all.
    words = [
        max([_LEAST, *(width_of(word) for row in table.rows for word in row[index].split())])
        for index in range(len(wanted))
    ]
    copied = [
        min(least, _COPIED) if head in table.whole else least for head, least in zip(table.columns, words, strict=True)
    ]
    room = width - _GAP * (len(wanted) - 1)
    for least in (words, copied, [_LEAST] * len(words)):
        while sum(wanted) > room:
            open_ = [index for index, have in enumerate(wanted) if have > least[index]]
            if not open_:
                break
            wanted[max(open_, key=lambda index: wanted[index])] -= 1
    return wanted
