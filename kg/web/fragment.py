"""A document as an HTML fragment, for a page to stand in.

It is well-formed as XML too. Every text of the data is escaped, and a name stands in a ``bdi`` so that its direction
turns nothing around it. Citations link to the sources below them; addresses link only over http and https.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from kg.model.standing import Standing
from kg.view.document import (
    MARKS,
    Block,
    Citation,
    Document,
    Ledger,
    Line,
    Prose,
    Reference,
    Row,
    Rows,
    Sources,
    Table,
    Voice,
    Words,
)

_LINKED: Final = ("http://", "https://")
# What XML 1.0 cannot hold, escaped or not.
_FORBIDDEN: Final = dict.fromkeys(
    [*(n for n in range(32) if n not in (9, 10, 13)), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)]
)


def fragment(document: Document, name: str = "answer") -> str:
    """Return a document as an ``article`` element; ``name`` begins the ids in it, which are unique on its page."""
    parts = [f'<article class="answer" id="{_text(name)}">']
    if document.title:
        parts.append(f"<h1>{_text(document.title)}</h1>")
    parts += [f'<p class="legend">{_text(line)}</p>' for line in document.legend]
    parts += [_block(block, name) for block in document.blocks]
    if document.close:
        parts.append(f"<footer>{''.join(f'<p>{_text(line)}</p>' for line in document.close)}</footer>")
    return "\n".join([*parts, "</article>\n"])


def _text(text: str) -> str:
    return escape(text.translate(_FORBIDDEN))


def _bdi(text: str, role: str = "") -> str:
    return f'<bdi class="{role}">{_text(text)}</bdi>' if role else f"<bdi>{_text(text)}</bdi>"


def _block(block: Block, name: str) -> str:
    match block:
        case Ledger():
            return _ledger(block, name)
        case Rows():
            return _section(block.heading, _rows(block.rows, name), block.more)
        case Table():
            return _section(block.heading, _table(block), block.more)
        case Prose():
            return _section(block.heading, "".join(f"<p>{_words(run)}</p>" for run in block.paragraphs))
        case Sources():
            return _sources(block, name)


def _section(heading: str, inside: str, more: str = "") -> str:
    head = f"<h2>{_text(heading)}</h2>" if heading else ""
    rest = f'<p class="more">{_text(more)}</p>' if more else ""
    return f"<section>{head}{inside}{rest}</section>"


def _words(run: Words) -> str:
    return "".join(_bdi(text, role) if role in ("name", "amount") else _styled(text, role) for text, role in run)


def _styled(text: str, role: str) -> str:
    return f'<span class="{role}">{_text(text)}</span>' if role else _text(text)


def _mark(standing: Standing) -> str:
    return f'<abbr class="{standing}" title="{standing}">{MARKS[standing]}</abbr>'


def _ledger(block: Ledger, name: str) -> str:
    head = "<tr><th>standing</th><th>tie</th><th>amount</th><th>when</th><th>who says so</th></tr>"
    lines = "".join(_line(line, name) for line in block.lines)
    table = f'<table class="ledger"><thead>{head}</thead><tbody>{lines}</tbody></table>'
    return _section(block.heading, table if block.lines else "", block.more)


def _line(line: Line, name: str) -> str:
    doubts = f"({line.doubts})" if line.doubts else ""
    parts = ((line.arrow, ""), (line.subject, "name"), (line.verb, ""), (line.other, "name"), (doubts, ""))
    said = " ".join(_bdi(text, role) if role else _text(text) for text, role in parts if text)
    who = _said(line.voices, line.denials, line.tie_denials, name)
    cells = (_mark(line.standing), said, _text(line.amount), _text(line.period), who + _notes(line.notes))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _said(voices: Iterable[Voice], denials: Sequence[Voice], tie_denials: Sequence[Voice], name: str) -> str:
    found = [_voice(voice, name) for voice in voices]
    for word, denying in (("denied:", denials), ("denied, of the tie:", tie_denials)):
        if denying:
            found.append(
                f'<strong class="denied">{word}</strong> {"; ".join(_voice(voice, name) for voice in denying)}'
            )
    return "; ".join(found)


def _voice(voice: Voice, name: str) -> str:
    names = ", ".join(map(_bdi, voice.names))
    how = f" ({_text(voice.how)})" if voice.how else ""
    day = f" {_text(voice.for_)}" if voice.for_ else ""
    return f"{names}{how}{day}{''.join(f' {_cited(citation, name)}' for citation in voice.citations)}"


def _cited(citation: Citation, name: str) -> str:
    return f'<a class="cite" href="#{_text(name)}-source-{citation.number}">{_text(str(citation))}</a>'


def _rows(rows: Iterable[Row], name: str) -> str:
    items = "".join(f"<li>{_row(row, name)}</li>" for row in rows)
    return f'<ul class="rows">{items}</ul>' if items else ""


def _row(row: Row, name: str) -> str:
    label = f"<b>{_text(row.label)}</b> " if row.label else ""
    marks = "".join(f"{_mark(standing)} " for standing in row.standings)
    who = _said(row.voices, row.denials, (), name)
    cited = "".join(f" {_cited(citation, name)}" for citation in row.citations)
    inside = _rows(row.inside, name)
    return f"{label}{marks}{_words(row.words)}{f': {who}' if who else ''}{cited}{_notes(row.notes)}{inside}"


def _notes(notes: Iterable[str]) -> str:
    told = "".join(f"<p>{_text(note)}</p>" for note in notes)
    return f"<details><summary>notes</summary>{told}</details>" if told else ""


def _table(block: Table) -> str:
    head = "".join(f"<th>{_text(column)}</th>" for column in block.columns)
    rows = "".join(f"<tr>{''.join(f'<td>{_bdi(cell)}</td>' for cell in row)}</tr>" for row in block.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _sources(block: Sources, name: str) -> str:
    items = "".join(_reference(reference, name) for reference in block.references)
    return _section("Sources", f'<ol class="sources">{items}</ol>') if items else ""


def _reference(reference: Reference, name: str) -> str:
    title = _bdi(reference.title)
    if reference.url.startswith(_LINKED):
        title = f'<a href="{_text(reference.url)}" rel="noreferrer">{title}</a>'
    published = f"{_bdi(reference.publisher)}, " if reference.publisher else ""
    told = " · ".join(filter(None, (reference.side, "weak" if reference.weak else "", "our words" * reference.ours)))
    about = f"{published}{_text(reference.date or 'no date')}: {title}{f' · {_text(told)}' if told else ''}"
    return f'<li id="{_text(name)}-source-{reference.number}" value="{reference.number}">{about}</li>'
