"""What somebody may have meant by a word that nothing is called."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection
from typing import Final

# A name that has the word whole is nearer than one that is spelt a little like it, and farther than a slip of a key.
_WHOLE: Final = 0.85
# Names made of words, as hasBaseIn and "billion cubic metres" are, are cut where a capital begins one.
_PART: Final = r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+|\d+"
# Two words that begin with as many letters are of one family: "allied" and "alliance".
_STEM: Final = 4
_NEAR: Final = 0.6


def term_key(word: str) -> str:
    """Return by what a term is known however it is typed: in any case, with blanks, hyphens or neither.

    >>> term_key("Billion cubic metres"), term_key("billionCubicMetres"), term_key("km²")
    ('billioncubicmetres', 'billioncubicmetres', 'km2')
    """
    return re.sub(r"[\s_-]+", "", unicodedata.normalize("NFKC", word).casefold())


def likely_terms(word: str, known: Collection[str], most: int = 3) -> list[str]:
    """Return the known terms that are spelt most like a word, or made of the same words; the rarer these the better.

    >>> likely_terms("hasMilitaryBaseIn", ["hasBaseIn", "hasSeatIn", "isMilitaryAideOf"], 1)
    ['hasBaseIn']
    >>> likely_terms("isAlliedTo", ["isAlliedWith", "isAppliedBy", "isTiedTo"], 1)
    ['isAlliedWith']
    """
    from difflib import SequenceMatcher  # felt at start-up, and needed for an error only

    parts = {other: _stems(other) for other in known}
    often = Counter(part for own in parts.values() for part in own)
    asked, total = _stems(word), len(parts) or 1
    weight = {part: (1 - often[part] / total) ** 2 for part in {*asked, *often}}
    scores: dict[str, float] = {}
    for other, own in parts.items():
        shared = sum(weight[part] for part in asked & own)
        made = 2 * shared / ((sum(weight[part] for part in asked | own) + shared) or 1)
        scores[other] = max(made, SequenceMatcher(None, term_key(word), term_key(other)).ratio())
    near = [other for other, score in scores.items() if score >= _NEAR]
    return sorted(near, key=lambda other: (-scores[other], len(other), other))[:most]


def _stems(name: str) -> frozenset[str]:
    return frozenset(part.lower()[:_STEM] for part in re.findall(_PART, name))


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
