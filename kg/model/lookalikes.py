"""Letters of other scripts that look like Latin ones, and signs without width: what a reader of a name cannot see."""

import re
import unicodedata
from typing import Final

# From the table of confusable characters of Unicode (UTS 39), for the scripts that people type beside Latin; a small
# letter counts as the capital does, since names are compared in lower case.
_LATIN: Final = str.maketrans(
    "ЅІЈАВЕКМНОРСТУХЬавгекмнорстухьѕіјѡѴѵҮүһҽӀӏԁԌԍԛԜԝꙇͺͿΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβγεζηικμνορστυχϒϜϝϱϲϳϹϺϻᴦιՍՏՕագզհոռստցքօ",
    "SIJABEKMHOPCTYXBabrekmhopctyxbsijwVvYyhelidGgqWwiiJABEZHIKMNOPTYXabyezhikmvopotuxYFfpcjCMmriUSOwqqhnnusgfo",
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_BLANKS: Final = frozenset("\t\n\r ")


def as_latin(name: str) -> str:
    """Return a name with the letters that look like Latin ones as these.

    >>> as_latin("Аzеrbaijan")
    'Azerbaijan'
    """
    return name if name.isascii() else name.translate(_LATIN)


def strangers(name: str) -> list[str]:
    """Return the letters of other scripts that stand in a word among Latin ones, each once.

    >>> strangers("Nоrland"), strangers("Ο Αλέξης"), strangers("Müller")
    (['о'], [], [])
    """
    letters: dict[str, None] = {}
    for word in [] if name.isascii() else _WORD.findall(name):
        others = [letter for letter in word if ord(letter) in _LATIN]
        if others and any(unicodedata.name(letter, "").startswith("LATIN") for letter in word):
            letters.update(dict.fromkeys(others))
    return list(letters)


def spelled(name: str) -> str:
    """Return a name with each sign that cannot be seen as its code point.

    >>> spelled("Norland\\u200d"), spelled("Bakı")
    ('Norland<U+200D>', 'Bakı')
    """
    return "".join(f"<U+{ord(sign):04X}>" if _is_unseen(sign) else sign for sign in name)


def visible_letters(name: str) -> bool:
    """Say whether a reader sees anything of a name."""
    return any(not _is_unseen(sign) and not sign.isspace() for sign in name)


def _is_unseen(sign: str) -> bool:
    if sign.isascii():
        return sign not in _BLANKS and not sign.isprintable()
    return (
        sign in _UNSEEN
        or unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp")
        or (unicodedata.category(sign) == "Zs")
        or "VARIATION SELECTOR" in unicodedata.name(sign, "")
    )
