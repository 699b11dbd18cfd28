"""Names, folded so that a reader finds an entity however the name is typed."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import product
from typing import Final

# Fewer consonants than these are those of too many names.
_TELLING: Final = 4
# Letters that no Unicode decomposition takes back to a base letter: Azerbaijani and Turkish ones, mostly.
# Ə is written a in English: Əliyev is Aliyev.
_TABLE: Final = str.maketrans("əƏıİIøØłŁđĐ", "aaiiioolldd", "") | {ord("ß"): "ss", ord("æ"): "ae", ord("Æ"): "ae"}
# Apostrophes go, other signs of ASCII part words.
_ASCII_SIGNS: Final = {code: None if chr(code) in "'`" else " " for code in range(128) if not chr(code).isalnum()}
# What keyboards have for an apostrophe, and writing systems for one (UTS 39 takes them for one another).
_APOSTROPHES: Final = dict.fromkeys(map(ord, "'`´ʹʻʼʽʾʿˈˊˋ‘’‛′ꞌ＇׳՚"))
# Letters that Arabic and Persian keyboards write differently, and a stretch that is no letter.
_ARABIC: Final = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ـ": None})
# Texts, not compiled: compiling them is felt at start-up, and few names need them.
# The sign before the last letter of a Hebrew acronym, or what is typed for it.
_ACRONYM: Final = r"(?<=[א-ת])[\"״”“„](?=[א-ת])"


# At the beginning of a word and after a vowel, Cyrillic е, Armenian ե and Georgian ე are written ye in English: Aliyev.
_YE: Final = r"(?i)(?:(?<=[аеёиоуыэюяьъ])|(?<!\w))е|(?<!\w)ե|(?<=[აეიოუ])ე"


def search_key(name: str) -> str:
    """Return a name in lower case, without diacritics, its other signs turned to single spaces.

    Apostrophes of all kinds go, Arabic and Persian forms of a letter are one, digits of all scripts are 0 to 9.

    >>> search_key("Baku–Tbilisi–Ceyhan"), search_key("ƏLİYEV"), search_key("Erdoğan")
    ('baku tbilisi ceyhan', 'aliyev', 'erdogan')
    >>> search_key("Oʻrta Yo‘l"), search_key("٩٩٩"), search_key("צה״ל")
    ('orta yol', '999', 'צהל')
    """
    if name.isascii():
        return " ".join(name.lower().translate(_ASCII_SIGNS).split())
    name = re.sub(_ACRONYM, "", name).translate(_APOSTROPHES)
    letters = unicodedata.normalize("NFKD", name.translate(_TABLE)).translate(_ARABIC).casefold()
    kept = (
        (c if c.isascii() or not c.isdecimal() else str(unicodedata.decimal(c))) if c.isalnum() else " "
        for c in letters
        if not unicodedata.combining(c) and c != "\u200c"
    )
    return " ".join("".join(kept).split())


def latin_key(name: str) -> str:
    """Return the search key of a name in Latin letters, whatever its script.

    >>> latin_key("Баку"), latin_key("Երևան"), latin_key("Алиев"), latin_key("Əliyev")
    ('baku', 'yerevan', 'aliyev', 'aliyev')
    """
    key = search_key(name)
    if key.isascii():
        return key
    from anyascii import anyascii  # felt at start-up, and needed for other scripts only

    return search_key(anyascii(re.sub(_YE, "ye", unicodedata.normalize("NFC", name))))


# What Azerbaijani and Turkish letters are in English spelling, and by which letters one knows that a name is in them.
_TURKIC: Final = str.maketrans({"ç": "ch", "ş": "sh", "c": "j", "x": "kh", "q": "g", "ğ": "gh"})
_TURKIC_ONLY: Final = "[əçşğı]"


def english_key(name: str) -> str:
    """Return the search key of an Azerbaijani or Turkish name as it is spelt in English; of others their Latin key.

    >>> english_key("Cəlilov"), english_key("Elçibey"), english_key("Jalilov")
    ('jalilov', 'elchibey', 'jalilov')
    """
    letters = unicodedata.normalize("NFC", name).lower()
    return latin_key(letters.translate(_TURKIC) if re.search(_TURKIC_ONLY, letters) else name)


# Greek, Cyrillic, Armenian, Hebrew and Arabic letters, and Georgian ones.
_ALPHABETS: Final = ((0x370, 0x700), (0x10A0, 0x1100), (0x1C90, 0x1CC0))


@cache
def latin_letters() -> dict[str, str]:
    """Return what letters of other alphabets are in Latin ones, as names are spelt for search."""
    from anyascii import anyascii  # felt at start-up, and needed for pages only

    letters = (chr(code) for first, last in _ALPHABETS for code in range(first, last))
    return {letter: anyascii(letter) for letter in letters if letter.isalpha() and anyascii(letter)}


# Sounds that the scripts of a region write alike, or tell apart by other letters than English does; the longest first.
_SOUNDS: Final = (("dzh|zh|dj", "j"), ("kh|gh|[gq]", "k"), ("sh", "s"), ("ch", "č"), ("t[sz]", "z"), ("[vb]", "f"))
_SOFT: Final = "[aeiouyw]"
_DOUBLE: Final = r"(.)\1+"
# Letters that stand for one sound in English and for another one in a language of the region, or for none.
_OPEN: Final = {"c": ("j", "k", "č"), "h": ("", "k"), "j": ("j", ""), "x": ("k", "ks")}
# Of so many of these in a word all ways are told; each more would make twice as many, and hardly a name has more.
_MOST_OPEN: Final = 5


def sounds(name: str) -> list[frozenset[str]]:
    """Return for each word of a name its consonants, in all the ways in which they may be written.

    What stands for the sounds of a name in a script that leaves out vowels, or has its own endings, so that it is
    for guesses only. A word of vowels is left out.

    >>> sounds_alike(sounds("نیکول پاشینیان"), sounds("Nikol Pashinyan"))
    True
    >>> [sorted(word) for word in sounds("ნიკოლ ფაშინიანი")], [sorted(word) for word in sounds("Harut")]
    ([['nkl'], ['psn']], [['krt', 'rt']])
    """
    key = latin_key(name)
    for written, sound in _SOUNDS:
        key = re.sub(written, sound, key)
    written_ = (_ways(re.sub(_SOFT, "", word)) for word in key.split())
    return [ways - {""} for ways in written_ if ways - {""}]


def _ways(consonants: str) -> frozenset[str]:
    """Return the ways in which consonants may be written; letters beyond the first few are taken in one way each."""
    ways: list[tuple[str, ...]] = []
    left = _MOST_OPEN
    for letter in consonants:
        own = _OPEN.get(letter, (letter,))
        ways.append(own if left else own[:1])
        left -= len(own) > 1 and left > 0
    return frozenset(re.sub(_DOUBLE, r"\1", "".join(way)) for way in product(*ways))


def sounds_alike(asked: Iterable[frozenset[str]], name: Iterable[frozenset[str]]) -> bool:
    """Say whether all words that are asked for sound like words of a name."""
    own = frozenset().union(*name)
    return all(word & own for word in asked)


def telling(words: Iterable[frozenset[str]]) -> bool:
    """Say whether words have so many consonants, written in the shortest way, that few names have them."""
    return sum(min(map(len, word)) for word in words) >= _TELLING
