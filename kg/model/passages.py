"""The digest by which a reader's own copy of a source is compared with the one that was cited."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

# A line that is shorter is not full, so that nothing made it end.
_LONG: Final = 40
# The end of a sentence, in any script, and what may stand behind it.
_SENTENCE_END: Final = re.compile(r"[.!?…:։。！？؟۔।][\"'”’»«)\]]*$")


def normalise(text: str) -> str:
    """Return a paragraph in normalization form C, with its white space collapsed and no ``[n]`` before it."""
    return " ".join(re.sub(r"^\s*\[\d+\]\s*", "", unicodedata.normalize("NFC", text)).split())


def digest(text: str) -> str:
    """Return the SHA-256 of a normalised paragraph, in hexadecimal."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a source, to be numbered from 0: its non-empty lines, or its blocks if lines are wrapped.

    Lines are wrapped where empty lines part blocks, and most lines inside these end in the middle of a sentence.
    """
    blocks = [[line for line in block.splitlines() if line.strip()] for block in re.split(r"\n[^\S\n]*\n", text)]
    inside = [line.rstrip() for block in blocks for line in block[:-1]]
    broken = sum(len(line) >= _LONG and not _SENTENCE_END.search(line) for line in inside)
    if len(list(filter(None, blocks))) > 1 and 2 * broken > len(inside):
        return (" ".join(map(str.strip, block)) for block in blocks if block)
    return (line for line in text.splitlines() if line.strip())
