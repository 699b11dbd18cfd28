"""Voices and sources as plain text, for faces that have no columns and no weight of type."""

from __future__ import annotations

from collections.abc import Sequence

from kg.view.document import Reference, Voice


def voices_words(voices: Sequence[Voice], denials: Sequence[Voice] = (), tie_denials: Sequence[Voice] = ()) -> str:
    """Return who says something and who denies it, with where."""
    said = "; ".join(map(voice_words, voices))
    return "; ".join(filter(None, [said, denials_words(denials), denials_words(tie_denials, "denied, of the tie: ")]))


def denials_words(denials: Sequence[Voice], word: str = "denied: ") -> str:
    """Return who denies something, behind a word, or an empty string."""
    return f"{word}{'; '.join(map(voice_words, denials))}" if denials else ""


def voice_words(voice: Voice) -> str:
    """Return who says something alike, how, for which date, and where.

    >>> from kg.view.document import Citation
    >>> voice_words(Voice(("Turkey", "Azerbaijan"), (Citation(2, (34,)),), how="admits"))
    'Turkey, Azerbaijan (admits) [2:34]'
    """
    parts = [", ".join(voice.names), f"({voice.how})" if voice.how else "", voice.for_, *map(str, voice.citations)]
    return " ".join(filter(None, parts))


def reference_words(reference: Reference) -> str:
    """Return a source as a list of sources has it: number, publisher, date, title and side."""
    date = reference.date or "no date"
    publisher = f"{reference.publisher}, {date}: " if reference.publisher else ""
    title = reference.title if reference.publisher else f"{reference.title}, {date}"
    weak = ", weak" if reference.weak else ""
    return f"[{reference.number}{'w' if reference.weak else ''}] {publisher}{title}" + (
        f" · {reference.side}{weak}" if reference.side else ""
    )
