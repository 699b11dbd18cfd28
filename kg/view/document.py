"""A document: the blocks of which every answer is made, whatever face shows it.

A face (the terminal, a page, a picture) knows these blocks and no verb, so that a new verb needs no new face, and a new
face no new verb.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from kg.model.standing import Standing

# How a piece of text is meant: a face gives it weight or colour, and never the only sign of what it says.
Role = Literal["", "name", "amount", "denied", "aside", "strong"]
Piece = tuple[str, Role]
Words = tuple[Piece, ...]

Stress = Literal["for", "against", ""]


def words(*pieces: str | Piece) -> Words:
    """Return pieces of text, each with its role, as one run of words; a plain string has none.

    >>> words("held by ", ("Armenia", "name"))
    (('held by ', ''), ('Armenia', 'name'))
    """
    return tuple((piece, "") if isinstance(piece, str) else piece for piece in pieces if piece)


def plain(run: Words) -> str:
    """Return the text of a run of words."""
    return "".join(text for text, _ in run)


class Citation(Struct, frozen=True):
    """Where something is said: the number of a source in this document, and paragraphs of it."""

    number: int
    paragraphs: tuple[int, ...] = ()
    weak: bool = False

    def __str__(self) -> str:
        """Return the citation in square brackets; ``w`` marks a weak source."""
        paragraphs = f":{','.join(map(str, self.paragraphs))}" if self.paragraphs else ""
        return f"[{self.number}{'w' if self.weak else ''}{paragraphs}]"


class Voice(Struct, frozen=True):
    """Who says something alike in the same places.

    ``how`` is a status beyond asserting, such as ``admitted``, and whether it is doubted; ``for_`` the date for which
    they say it, in words, where a line does not say it for all.
    """

    names: tuple[str, ...]
    citations: tuple[Citation, ...]
    how: str = ""
    for_: str = ""


class Line(Struct, frozen=True):
    """One tie of a ledger.

    ``arrow`` is how it runs, read from the first name: ``→``, ``←``, ``–`` or nothing. ``subject`` and ``other`` are
    the ends that the title does not give; ``doubts`` the phase and what else keeps the tie from being plain. ``amount``
    and ``period`` are in words. ``denials`` are those of the relation, ``tie_denials`` those of its bare tie. ``notes``
    are for who asks for more.
    """

    standing: Standing
    verb: str
    arrow: str = ""
    subject: str = ""
    other: str = ""
    doubts: str = ""
    amount: str = ""
    period: str = ""
    voices: tuple[Voice, ...] = ()
    denials: tuple[Voice, ...] = ()
    tie_denials: tuple[Voice, ...] = ()
    notes: tuple[str, ...] = ()
    relation: str = ""

    @property
    def heading(self) -> tuple[str, str, str, str, str]:
        """Return what lines share that stand under one verb."""
        return self.arrow, self.subject, self.verb, self.other, self.doubts

    @property
    def highest(self) -> int:
        """Return the highest number of a source that the line cites."""
        said = (*self.voices, *self.denials, *self.tie_denials)
        return max((citation.number for voice in said for citation in voice.citations), default=0)


class Ledger(Struct, frozen=True):
    """Ties under one heading, one a line; ``name`` is the word by which they can be asked for alone.

    ``more`` says what is not listed, and how to have it; ``total`` is how many there are, with these.
    """

    heading: str
    lines: tuple[Line, ...]
    name: str = ""
    more: str = ""
    total: int = 0

    @property
    def is_layer(self) -> bool:
        """Say whether these are the ties of one layer, which is the heading and can be asked for."""
        return bool(self.name) and self.heading == self.name.upper()


class Row(Struct, frozen=True):
    """A row that reads as a sentence: a label before it, marks, words, and behind them who says so.

    ``tail`` stands at the right margin; ``inside`` are rows that belong under it.
    """

    words: Words
    label: str = ""
    standings: tuple[Standing, ...] = ()
    voices: tuple[Voice, ...] = ()
    denials: tuple[Voice, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    inside: tuple[Row, ...] = ()

    @property
    def highest(self) -> int:
        """Return the highest number of a source that the row cites."""
        said = [c.number for voice in (*self.voices, *self.denials) for c in voice.citations]
        return max([*said, *(c.number for c in self.citations), *(row.highest for row in self.inside)], default=0)


class Rows(Struct, frozen=True):
    """Rows under a heading; ``more`` says what is not listed, and how to have it.

    With ``columns`` those who say so stand in a column of their own, else behind the words.
    """

    heading: str
    rows: tuple[Row, ...]
    more: str = ""
    columns: bool = False


class Table(Struct, frozen=True):
    """Cells in columns; columns of which all cells are numbers are set right. ``more`` says what is not listed."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    heading: str = ""
    more: str = ""
    whole: tuple[str, ...] = ()


class Prose(Struct, frozen=True):
    """Paragraphs."""

    paragraphs: tuple[Words, ...]
    heading: str = ""


class Reference(Struct, frozen=True):
    """A source as a document lists it.

    ``title`` is as it was printed; where it was translated or made up by who collected it, ``ours`` says so. ``id`` is
    the IRI of the source.
    """

    number: int
    publisher: str
    date: str
    title: str
    side: str
    weak: bool
    url: str
    ours: bool = False
    id: str = ""


class Sources(Struct, frozen=True):
    """The sources that a document cites, by number."""

    references: tuple[Reference, ...]


Block = Ledger | Rows | Table | Prose | Sources


class Document(Struct, frozen=True):
    """A title, what stands below it, and a close: how much of what, by which rule, and where to go on."""

    title: str
    blocks: tuple[Block, ...]
    legend: tuple[str, ...] = ()
    close: tuple[str, ...] = ()


MARKS: Final[dict[Standing, str]] = {"accepted": "✓", "claimed": "○", "disputed": "≠", "denied": "✗"}

MEANINGS: Final[dict[Standing, str]] = {
    "accepted": "accepted",
    "claimed": "claimed only",
    "disputed": "disputed",
    "denied": "denied only",
}
"""The word for each standing, on whatever face."""
