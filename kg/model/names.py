"""Names, folded so that a reader finds an entity however the name is typed."""

import re
import unicodedata
from functools import cache
from typing import Final

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


# At the beginning of a word and after a vowel, Cyrillic е and Armenian ե are written ye in English: Yerevan, Aliyev.
_YE: Final = r"(?i)(?:(?<=[аеёиоуыэюяьъ])|(?<!\w))е|(?<!\w)ե"


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


# Greek, Cyrillic, Armenian, Hebrew and Arabic letters, and Georgian ones.
_ALPHABETS: Final = ((0x370, 0x700), (0x10A0, 0x1100), (0x1C90, 0x1CC0))


@cache
def latin_letters() -> dict[str, str]:
    """Return what letters of other alphabets are in Latin ones, as names are spelt for search."""
    from anyascii import anyascii  # felt at start-up, and needed for pages only

    letters = (chr(code) for first, last in _ALPHABETS for code in range(first, last))
    return {letter: anyascii(letter) for letter in letters if letter.isalpha() and anyascii(letter)}


# Sounds that the scripts of a region write alike, or tell apart by other letters than English does.
_SOUNDS: Final = (("kh|gh|[gqx]", "k"), ("zh|dj|dzh|[jc](?!h)", "j"), ("[vb]", "f"))
_SOFT: Final = r"[aeiouyw]|(?<![csptz])h"
_DOUBLE: Final = r"(.)\1+"


def consonants(name: str) -> str:
    """Return the consonants of a name in Latin letters, those that scripts confuse taken for one; its words sorted.

    What stands for the sounds of a name in a script that leaves out vowels, or has its own endings, so that it is
    for guesses only.

    >>> consonants("نیکول پاشینیان") == consonants("Nikol Pashinyan"), consonants("ნიკოლ ფაშინიანი")
    (True, 'nkl pshn')
    """
    key = latin_key(name)
    for sounds, letter in _SOUNDS:
        key = re.sub(sounds, letter, key)
    return " ".join(sorted(filter(None, (re.sub(_DOUBLE, r"\1", re.sub(_SOFT, "", word)) for word in key.split()))))
