"""The names of relations and claims, which follow from what they say.

Two sources that say the same thing thereby make claims about one relation. The
rule is in docs/decisions/0002-names-follow-from-the-tie.md.
"""

import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from kg.model.names import search_key

_SLUG_LENGTH: Final = 40
_TIMES: Final = ("on", "from", "until", "after", "before")


def slug(text: str) -> str:
    """Return a text as lower-case ASCII words joined by hyphens, at most 40 characters, cut at a word.

    A text in another script yields an empty string.
    """
    words = search_key(text).encode("ascii", "ignore").decode().split()
    result = ""
    for word in words:
        joined = f"{result}-{word}" if result else word
        if len(joined) > _SLUG_LENGTH:
            return result or word[:_SLUG_LENGTH]
        result = joined
    return result


def text_key(text: str) -> str:
    """Return the slug of a text and the first eight hexadecimal digits of its SHA-256, joined by a hyphen."""
    import hashlib  # felt at start-up, and needed for texts only

    digest = hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()[:8]
    return "-".join(filter(None, (slug(text), digest)))


def number_key(value: Decimal | int) -> str:
    """Return a number without trailing zeros after the point and without an exponent."""
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def relation_name(
    subject: str,
    type_: str,
    target: str | None = None,
    *,
    used_by: str | None = None,
    times: Iterable[tuple[str, str]] = (),
    comparator: str | None = None,
    value: Decimal | int | None = None,
    up_to: Decimal | int | None = None,
    unit: str | None = None,
    qualifier: str | None = None,
    phase: str | None = None,
) -> str:
    """Return the local name of the relation that says this.

    ``subject``, ``type_``, ``used_by``, ``comparator``, ``unit`` and ``phase`` are local names;
    ``target`` is the local name of the object or the ``text_key`` of the text, ``qualifier`` a text;
    ``times`` pairs one of ``on from until after before`` with a partial date.
    """
    given = dict(times)
    parts: list[str | None] = [subject, type_, target, used_by]
    parts += [f"{word}-{given[word]}" for word in _TIMES if word in given]
    parts.append(comparator)
    if value is not None:
        parts.append(number_key(value))
    if up_to is not None:
        parts.append(f"to-{number_key(up_to)}")
    parts += [unit, qualifier and slug(qualifier), phase]
    return "-".join(part for part in parts if part)
