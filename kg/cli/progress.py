"""What is going on, on a terminal, when an answer takes longer than a moment.

Every verb has it: ``kg.cli.run`` shows it where standard error is a terminal, and whatever writes an answer or a
message erases it first. A verb that knows how far it is says so with ``count``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

_MOMENT = 2.0  # seconds that nobody minds
_BEAT: Final = 0.25
_ERASE: Final = "\r\x1b[K"


class _Line:
    """One line on a terminal: the verb, the seconds since it began, and what it has counted."""

    def __init__(self, terminal: TextIO, verb: str) -> None:
        import threading  # felt at start-up, and of use on a terminal only

        self.counted = ""
        self.expected = 0.0
        self._terminal, self._verb = terminal, verb
        self._begun = time.monotonic()
        self._shown = ""
        self._over, self._writing = threading.Event(), threading.Lock()
        threading.Thread(target=self._beat, name="progress", daemon=True).start()

    def erase(self, *, for_good: bool = False) -> None:
        """Take the line away; it comes back with the next beat, unless it is for good."""
        if for_good:
            self._over.set()
        with self._writing:
            if self._shown:
                self._shown = ""
                self._write(_ERASE)

    def _beat(self) -> None:
        import shutil  # felt at start-up, and of use on a terminal only

        pause = _MOMENT
        while not self._over.wait(pause):
            pause = _BEAT
            passed = time.monotonic() - self._begun
            of_all = f" of about {self.expected:.0f} s" if passed < self.expected else ""
            line = f"kg {self._verb}: {passed:.0f} s{of_all}{self.counted}"
            line = line[: shutil.get_terminal_size().columns - 1]
            with self._writing:
                if not self._over.is_set() and line != self._shown:
                    self._shown = line
                    self._write(f"{_ERASE}{line}")

    def _write(self, text: str) -> None:
        try:
            self._terminal.write(text)
            self._terminal.flush()
        except (OSError, ValueError):  # the terminal is gone, and the work is not
            self._over.set()


_line: _Line | None = None
_begun = False


@contextmanager
def at_work(terminal: TextIO, verb: str) -> Iterator[None]:
    """Show on a terminal that a verb is at work, once it has been for some seconds; nothing where it is no terminal."""
    global _line, _begun
    _begun = False
    if not verb or not terminal.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    _line = _Line(terminal, verb)
    try:
        yield
    finally:
        _line.erase(for_good=True)
        _line = None


def count(done: int, what: str, share: float | None = None) -> None:
    """Say how many of what are done, and which share of all where that is known."""
    if _line is not None:
        _line.counted = f", {done:,} {what}" + ("" if share is None else f" ({share:.0%})")


def expect(seconds: float) -> None:
    """Say about how long it will take, from now on."""
    if _line is not None:
        _line.expected = seconds


def begin() -> None:
    """Note that an answer is on its way to standard output, from which nothing can be taken back."""
    global _begun
    _begun = True


def has_begun() -> bool:
    """Say whether an answer is on its way."""
    return _begun


def erase(*, for_good: bool = False) -> None:
    """Take the line away before something else is written; for good where that is the answer."""
    if _line is not None:
        _line.erase(for_good=for_good)
