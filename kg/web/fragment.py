"""A document as an HTML fragment, for a page to stand in.

It is well-formed as XML too. Every text of the data is escaped, and a name stands in a ``bdi`` so that its direction
turns nothing around it. Citations link to the sources below them; addresses link only over http and https. Where names,
ties and sources have pages of their own, ``Links`` says where.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Final, Protocol

from kg.model.standing import Standing
from kg.view.document import (
    MARKS,
    Block,
    Citation,
    Document,
    Ledger,
    Line,
    Piece,
    Prose,
    Reference,
    Row,
    Rows,
    Sources,
    Table,
    Voice,
    Words,
)
from kg.view.telling import NBSP

_LINKED: Final = ("http://", "https://")
# What XML 1.0 cannot hold, escaped or not.
_FORBIDDEN: Final = dict.fromkeys(
    [*(n for n in range(32) if n not in (9, 10, 13)), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)]
)
# The beginning of the ids of sources on a page that is one document.
_SHORT: Final = "s"
_COLUMNS: Final = ("standing", "tie", "amount", "when", "who says so")
_CELLS: Final = "".join(f"<th>{column}</th>" for column in _COLUMNS)
_HEAD: Final = f"<thead><tr>{_CELLS}</tr></thead>"
# A name of these signs alone turns nothing around it, and needs no element that keeps it apart.
_LATIN: Final = re.compile(r"[\x20-\x7e\xa0-\u024f\u1e00-\u1eff\u2010-\u2027]*")


class Links(Protocol):
    """Where the things that a document names have pages; None for a thing that has none."""

    def name(self, label: str) -> str | None:
        """Return the address of the page of who or what is called so."""

    def relation(self, iri: str) -> str | None:
        """Return the address of a tie."""

    def source(self, iri: str) -> str | None:
        """Return the address of the page of a source."""


class _NoLinks:
    def name(self, label: str) -> str | None:
        return None

    def relation(self, iri: str) -> str | None:
        return None

    def source(self, iri: str) -> str | None:
        return None


def fragment(document: Document, name: str = "answer") -> str:
    """Return a document as an ``article`` element; ``name`` begins the ids in it, which are unique on its page."""
    face = Face(name)
    parts = [f'<article class="answer" id="{text_of(name)}">']
    if document.title:
        parts.append(f"<h1>{text_of(document.title)}</h1>")
    parts += [f'<p class="legend">{text_of(line)}</p>' for line in document.legend]
    parts += map(face.block, document.blocks)
    if document.close:
        # A command is copied from a page with plain blanks.
        closing = (f"<p>{text_of(line.replace(NBSP, ' '))}</p>" for line in document.close)
        parts.append(f"<footer>{''.join(closing)}</footer>")
    return "\n".join([*parts, "</article>\n"])


def text_of(text: str) -> str:
    """Return a text as it stands in HTML and in XML."""
    return escape(text.translate(_FORBIDDEN))


class Face:
    """What the blocks of a document look like on a page.

    ``name`` begins the ids, which are short where it is empty; ``links`` say where names, ties and sources have pages;
    headings are of the ``level``. ``notes`` says of which ties they are shown, by IRI; without it of all. ``mark``
    returns the id of a line by the IRI of its tie, or an empty string where it has none; ``layers`` what layers are
    called.
    """

    def __init__(
        self,
        name: str = "answer",
        links: Links | None = None,
        level: int = 2,
        *,
        notes: Container[str] | None = None,
        mark: Callable[[str], str] | None = None,
        layers: Mapping[str, str] | None = None,
    ) -> None:
        self._prefix = f"{text_of(name)}-source-" if name else _SHORT
        self._links: Links = links or _NoLinks()
        self._level = level
        self._notes = notes
        self._mark = mark
        self._layers = layers or {}

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Return blocks, the ledgers beside one another as one table, in which each has a heading of its own."""
        parts = []
        for together, group in groupby(blocks, key=lambda block: isinstance(block, Ledger) and bool(block.lines)):
            listed = list(group)
            parts += [self._table_of([b for b in listed if isinstance(b, Ledger)])] if together else []
            parts += [] if together else map(self.block, listed)
        return "\n".join(parts)

    def block(self, block: Block) -> str:
        """Return a block as a ``section`` element."""
        match block:
            case Ledger():
                return self._ledger(block)
            case Rows():
                return self._section(block.heading, self._rows(block.rows), block.more)
            case Table():
                return self._section(block.heading, self._table(block), block.more)
            case Prose():
                paragraphs = "".join(f"<p>{self._words(run)}</p>" for run in block.paragraphs)
                return self._section(block.heading, paragraphs)
            case Sources():
                return self._sources(block)

    def _section(self, heading: str, inside: str, more: str = "") -> str:
        head = f"<h{self._level}>{text_of(heading)}</h{self._level}>" if heading else ""
        rest = f'<p class="more">{text_of(more)}</p>' if more else ""
        return f"<section>{head}{inside}{rest}</section>"

    def _named(self, text: str, role: str = "") -> str:
        """Return a name, as a link where it has a page."""
        address = self._links.name(text)
        told = f'<bdi class="{role}">{text_of(text)}</bdi>' if role and address is None else _apart(text)
        return _linked(told, address)

    def _words(self, run: Words) -> str:
        return "".join(map(self._piece, run))

    def _piece(self, piece: Piece) -> str:
        text, role = piece
        if role == "name":
            return self._named(text, role)
        if role == "amount":
            return f'<bdi class="amount">{text_of(text)}</bdi>'
        return f'<span class="{role}">{text_of(text)}</span>' if role else text_of(text)

    def _ledger(self, block: Ledger) -> str:
        lines = "".join(map(self._line, block.lines))
        table = f'<table class="ledger">{_HEAD}<tbody>{lines}</tbody></table>'
        return self._section(block.heading, table if block.lines else "", block.more)

    def _table_of(self, ledgers: Iterable[Ledger]) -> str:
        bodies = []
        for one in ledgers:
            lines = "".join(map(self._line, one.lines))
            more = f'<tr><td colspan="{len(_COLUMNS)}">{text_of(one.more)}</td></tr>' if one.more else ""
            heading = text_of(self._layers.get(one.name, one.name) if one.is_layer else one.heading)
            head = f'<tr><th colspan="{len(_COLUMNS)}" scope="rowgroup">{heading}</th></tr>' if heading else ""
            bodies.append(f"<tbody>{head}{lines}{more}</tbody>")
        return f'<table class="ledger">{_HEAD}{"".join(bodies)}</table>'

    def _line(self, line: Line) -> str:
        verb = _linked(text_of(line.verb), self._links.relation(line.relation) if line.relation else None)
        parts = (
            text_of(line.arrow),
            self._named(line.subject, "name") if line.subject else "",
            verb,
            self._named(line.other, "name") if line.other else "",
            text_of(f"({line.doubts})") if line.doubts else "",
        )
        who = self._said(line.voices, line.denials, line.tie_denials)
        cells = (
            _mark(line.standing),
            " ".join(filter(None, parts)),
            text_of(line.amount),
            text_of(line.period),
            who + self._told(line.notes, line.relation),
        )
        part = self._mark(line.relation) if self._mark is not None and line.relation else ""
        mark = f' id="{text_of(part)}"' if part else ""
        return f"<tr{mark}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"

    def _told(self, notes: Iterable[str], relation: str) -> str:
        return _notes(notes) if self._notes is None or relation in self._notes else ""

    def _said(self, voices: Iterable[Voice], denials: Sequence[Voice], tie_denials: Sequence[Voice]) -> str:
        said = list(map(self._voice, voices))
        for word, denying in (("denied:", denials), ("denied, of the tie:", tie_denials)):
            if denying:
                said.append(f'<strong class="denied">{word}</strong> {"; ".join(map(self._voice, denying))}')
        return "; ".join(said)

    def _voice(self, voice: Voice) -> str:
        names = ", ".join(map(self._named, voice.names))
        how = f" ({text_of(voice.how)})" if voice.how else ""
        day = f" {text_of(voice.for_)}" if voice.for_ else ""
        return f"{names}{how}{day}{''.join(f' {self._cited(citation)}' for citation in voice.citations)}"

    def _cited(self, citation: Citation) -> str:
        # Where ids are short, the style sheet knows a citation by them.
        mark = "" if self._prefix == _SHORT else ' class="cite"'
        return f'<a{mark} href="#{self._prefix}{citation.number}">{text_of(str(citation))}</a>'

    def _rows(self, rows: Iterable[Row]) -> str:
        items = "".join(f"<li>{self._row(row)}</li>" for row in rows)
        return f'<ul class="rows">{items}</ul>' if items else ""

    def _row(self, row: Row) -> str:
        label = f"<b>{text_of(row.label)}</b> " if row.label else ""
        marks = "".join(f"{_mark(standing)} " for standing in row.standings)
        who = self._said(row.voices, row.denials, ())
        cited = "".join(f" {self._cited(citation)}" for citation in row.citations)
        inside = self._rows(row.inside)
        words = self._words(row.words)
        return f"{label}{marks}{words}{f': {who}' if who else ''}{cited}{self._told(row.notes, '')}{inside}"

    def _table(self, block: Table) -> str:
        head = "".join(f'<th scope="col">{text_of(column)}</th>' for column in block.columns)
        rows = "".join(f"<tr>{''.join(f'<td>{self._named(cell)}</td>' for cell in row)}</tr>" for row in block.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _sources(self, block: Sources) -> str:
        items = "".join(self._reference(one, number) for number, one in enumerate(block.references, 1))
        return self._section("Sources", f'<ol class="sources">{items}</ol>') if items else ""

    def _reference(self, reference: Reference, number: int) -> str:
        own = self._links.source(reference.id) if reference.id else None
        title = _apart(reference.title)
        outside = reference.url if reference.url.startswith(_LINKED) else None
        if own is not None:
            title = _linked(title, own)  # that page leads to the original
        elif outside:
            title = f'<a href="{text_of(outside)}" rel="noreferrer">{title}</a>'
        published = f"{_apart(reference.publisher)}, " if reference.publisher else ""
        told = " · ".join(
            filter(None, (reference.side, "weak" if reference.weak else "", "our words" * reference.ours))
        )
        about = f"{published}{text_of(reference.date or 'no date')}: {title}{f' · {text_of(told)}' if told else ''}"
        value = "" if number == reference.number else f' value="{reference.number}"'
        return f'<li id="{self._prefix}{reference.number}"{value}>{about}</li>'


def _apart(text: str) -> str:
    """Return a text of the data so that its direction turns nothing around it."""
    return text_of(text) if _LATIN.fullmatch(text) else f"<bdi>{text_of(text)}</bdi>"


def _linked(told: str, address: str | None) -> str:
    return told if address is None else f'<a href="{text_of(address)}">{told}</a>'


def _mark(standing: Standing) -> str:
    return f'<abbr title="{standing}">{MARKS[standing]}</abbr>'


def _notes(notes: Iterable[str]) -> str:
    told = "".join(f"<p>{text_of(note)}</p>" for note in notes)
    return f"<details><summary>notes</summary>{told}</details>" if told else ""
