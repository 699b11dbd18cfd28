"""Text in XML, as the writers of XML formats put it down."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

# What no XML 1.0 file can hold, escaped or not.
IMPOSSIBLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class XmlText:
    """Escapes text, and counts the characters that XML cannot hold, which it leaves out."""

    def __init__(self) -> None:
        self._dropped = 0

    def attribute(self, text: str) -> str:
        """Return a text as the value of an attribute, in quotation marks; line breaks and tabs survive."""
        return quoteattr(self._possible(text))

    def content(self, text: str) -> str:
        """Return a text as the content of an element."""
        return escape(self._possible(text), {"\r": "&#13;"})

    def notes(self) -> list[str]:
        """Return, in words, what was left out."""
        if not self._dropped:
            return []
        what = "control character" if self._dropped == 1 else "control characters"
        return [f"left out: {self._dropped} {what} in texts, which XML cannot hold"]

    def _possible(self, text: str) -> str:
        kept, dropped = IMPOSSIBLE.subn("", text)
        self._dropped += dropped
        return kept
