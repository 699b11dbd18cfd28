"""Rows that are not taken up, and why; and the same, grouped by reason for who has to mend them."""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct, field

_QUOTED: Final = re.compile(r"'[^']*'")
_LINES: Final = 5
_KINDS: Final = 3


class Refused(Exception):
    """A row cannot be taken up; ``foreseen`` where the profile says so, ``reasons`` are all that speak against it.

    ``open_`` says that the row only waits for a person, who has not given its relation yet.
    """

    def __init__(self, *reasons: str, foreseen: bool = False, open_: bool = False) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons
        self.foreseen = foreseen
        self.open = open_


class Refusal(Struct, frozen=True):
    """A row that was not taken up: its line in the sheet, the reason, and whether a rule of the profile foresaw it."""

    line: int
    reason: str
    foreseen: bool


class Reason(Struct):
    """Why rows were refused, alike but for what stands in quotation marks.

    ``example`` is the reason of the first; ``lines`` are the first lines, and ``words`` the first different quotations.
    """

    example: str
    foreseen: bool
    rows: int = 0
    lines: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def add(self, line: int, reason: str, *, again: bool = False) -> None:
        """Count a row, unless it was counted for another of these reasons."""
        self.rows += not again
        if len(self.lines) < _LINES and line not in self.lines:
            self.lines.append(line)
        if len(self.words) < _KINDS and (match := _QUOTED.search(reason)) and match[0] not in self.words:
            self.words.append(match[0])


class Reasons:
    """Refusals, counted and grouped as they come."""

    def __init__(self) -> None:
        self._groups: dict[str, Reason] = {}
        self.rows = 0
        self.unforeseen = 0

    def add(self, line: int, reasons: Sequence[str], *, foreseen: bool) -> None:
        """Count a row that was refused for these reasons."""
        self.rows += 1
        self.unforeseen += not foreseen
        told: set[str] = set()
        for reason in reasons:
            key = _QUOTED.sub("'…'", reason)
            group = self._groups.setdefault(key, Reason(reason, foreseen))
            group.add(line, reason, again=key in told)
            told.add(key)

    def ranked(self) -> list[Reason]:
        """Return the groups, the largest first."""
        for group in self._groups.values():
            group.lines.sort()
        return sorted(self._groups.values(), key=lambda group: (-group.rows, group.lines))
