"""The digest by which a reader's own copy of a source is compared with the one that was cited."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator


def normalise(text: str) -> str:
    """Return a paragraph in normalization form C, with its white space collapsed and no ``[n]`` before it."""
    return " ".join(re.sub(r"^\s*\[\d+\]\s*", "", unicodedata.normalize("NFC", text)).split())


def digest(text: str) -> str:
    """Return the SHA-256 of a normalised paragraph, in hexadecimal."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a source: its non-empty lines, numbered from 0 by their order."""
    return (line for line in text.splitlines() if line.strip())
