"""What somebody may have meant by a word that nothing is called."""

import re
from collections.abc import Collection
from typing import Final

# A name that has the word whole is nearer than one that is spelt a little like it, and farther than a slip of a key.
_WHOLE: Final = 0.85


def likely(word: str, known: Collection[str], most: int, cutoff: float) -> list[str]:
    """Return the known words that are most like one, or have it whole among theirs, the likeliest first.

    >>> likely("putin", ["sputnik", "vladimir putin", "tehran"], 2, 0.6)
    ['vladimir putin', 'sputnik']
    >>> likely("arms", ["names", "arms-suppliers", "arsm"], 3, 0.6)
    ['arms-suppliers', 'arsm', 'names']
    >>> likely("turky", ["turkey", "turks"], 1, 0.6)
    ['turkey']
    """
    import difflib  # felt at start-up, and needed for an error only

    close = difflib.get_close_matches(word, known, n=most, cutoff=cutoff)
    likeness = {other: difflib.SequenceMatcher(None, other, word).ratio() for other in close}
    whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    for other in known if re.search(r"\w", word) else ():
        if word in other and whole.search(other):
            likeness[other] = max(_WHOLE, likeness.get(other, 0))
    return sorted(likeness, key=lambda other: (-likeness[other], len(other), other))[:most]
