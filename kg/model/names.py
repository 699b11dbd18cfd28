"""Names, folded so that a reader finds an entity however the name is typed."""

import re
import unicodedata
from typing import Final

# Letters that no Unicode decomposition takes back to a base letter: Azerbaijani and Turkish ones, mostly.
# Ə is written a in English: Əliyev is Aliyev.
_TABLE: Final = str.maketrans("əƏıİIøØłŁđĐ", "aaiiioolldd", "") | {ord("ß"): "ss", ord("æ"): "ae", ord("Æ"): "ae"}
# Apostrophes go, other signs of ASCII part words.
_ASCII_SIGNS: Final = {code: None if chr(code) == "'" else " " for code in range(128) if not chr(code).isalnum()}


# At the beginning of a word and after a vowel, Cyrillic е and Armenian ե are written ye in English: Yerevan, Aliyev.
_YE: Final = re.compile(r"(?:(?<=[аеёиоуыэюяьъ])|(?<!\w))е|(?<!\w)ե", re.IGNORECASE)


def search_key(name: str) -> str:
    """Return a name in lower case, without diacritics, its other signs turned to single spaces.

    >>> search_key("Baku–Tbilisi–Ceyhan"), search_key("ƏLİYEV"), search_key("Erdoğan")
    ('baku tbilisi ceyhan', 'aliyev', 'erdogan')
    """
    if name.isascii():
        return " ".join(name.lower().translate(_ASCII_SIGNS).split())
    letters = unicodedata.normalize("NFKD", name.translate(_TABLE)).casefold()
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c) and c not in "'’ʼ")
    return " ".join(kept.split())


def latin_key(name: str) -> str:
    """Return the search key of a name in Latin letters, whatever its script.

    >>> latin_key("Баку"), latin_key("Երևան"), latin_key("Алиев"), latin_key("Əliyev")
    ('baku', 'yerevan', 'aliyev', 'aliyev')
    """
    key = search_key(name)
    if key.isascii():
        return key
    from anyascii import anyascii  # felt at start-up, and needed for other scripts only

    return search_key(anyascii(_YE.sub("ye", unicodedata.normalize("NFC", name))))
