"""Text in XML and HTML, as the writers of these formats put it down."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import Triple

from kg.errors import InputError

# What no XML 1.0 file can hold, escaped or not.
_IMPOSSIBLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# In UTF-8 these bytes stand for themselves only, and these three for the two last characters of the first plane.
_NEVER: Final = bytes(set(range(32)) - {9, 10, 13})
_NO_CHARACTER: Final = re.compile(b"\xef\xbf[\xbe\xbf]")
# What an XML name ends in: a letter or an underscore, and then letters, digits, points and hyphens.
_LOCAL_NAME: Final = re.compile(
    "[A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]"
    "[-.0-9A-Z_a-z\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]*$"
)

# What has no look: all that is above, and control characters that XML 1.0 can hold, but no page of HTML.
_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Return a text to be looked at, with a sign of its own in place of each character that has no look."""
    return _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", text)


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
        return _left_out(self._dropped)

    def _possible(self, text: str) -> str:
        kept, dropped = _IMPOSSIBLE.subn("", text)
        self._dropped += dropped
        return kept


class XmlBytes(io.RawIOBase):
    """A file into which the engine writes XML: what XML cannot hold is left out and counted, line ends survive."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._begun = b""
        self._dropped = 0

    def writable(self) -> bool:
        """Say that this can be written to."""
        return True

    def write(self, data: Any) -> int:
        """Write well-formed XML to the file."""
        whole = self._begun + bytes(data)
        end = len(whole) - next((n for n in (2, 1) if whole[-n:] in (b"\xef\xbf", b"\xef")), 0)
        whole, self._begun = whole[:end], whole[end:]
        kept = _NO_CHARACTER.sub(b"", whole.translate(None, _NEVER))
        self._dropped += len(whole) - len(whole.translate(None, _NEVER)) + len(_NO_CHARACTER.findall(whole))
        self._file.write(kept.replace(b"\r", b"&#xD;"))
        return len(data)

    def notes(self) -> list[str]:
        """Return, in words, what was left out."""
        return _left_out(self._dropped)


def check_predicates(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield triples; raises InputError for a predicate that RDF/XML has no name for."""
    for triple in triples:
        if not _LOCAL_NAME.search(triple.predicate.value):
            raise InputError(
                f"RDF/XML cannot write the property {triple.predicate.value}, which does not end in a name of XML: "
                "choose another format, such as ttl"
            )
        yield triple


def _left_out(count: int) -> list[str]:
    if not count:
        return []
    what = "control character" if count == 1 else "control characters"
    return [f"left out: {count} {what} in texts, which XML cannot hold"]
