"""The blocks of a document on a terminal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import partial
from itertools import takewhile
from typing import Final

from msgspec.structs import replace

from kg.cli.terminal.ledger import WIDE, WIDEST, Columns, ledger_lines, noted, rows_lines
from kg.cli.terminal.table import table_lines
from kg.cli.terminal.text import Text, cut, headed, safe, width_of, wrapped
from kg.view.document import Block, Document, Ledger, Prose, Reference, Row, Rows, Sources, Table, words

_READABLE: Final = 100
# So many lines are kept free for the sources and the close when ties are cut to fit.
_FOR_CLOSE: Final = 30


def fitted(document: Document, width: int, *, long: bool, room: int | None) -> list[Text]:
    """Return a document as lines, the ties cut to what has room where there is a limit."""
    lines = _lines(document, width, long=long)
    if room is None or len(lines) <= room:
        return lines
    return _lines(_cut(document, width, room), width, long=long)


def _lines(document: Document, width: int, *, long: bool) -> list[Text]:
    columns = Columns.of((block for block in document.blocks if isinstance(block, Ledger)), width)
    texts: list[Text] = wrapped([(document.title, "strong")], width, 2) if document.title else []
    for line in document.legend:
        texts += wrapped([(line, "aside")], min(width, _READABLE))
    last: Block | None = None
    for block in document.blocks:
        shown = _block(block, width, columns, long=long)
        # On a narrow terminal lines are scarce: a heading alone parts one layer from the next.
        close = width < WIDE and isinstance(block, Ledger) and isinstance(last, Ledger) and block.is_layer
        texts += [[], *shown] if shown and texts and not close else shown
        last = block
    if document.close:
        texts.append([])
    for line in document.close:
        texts += wrapped([(line, "aside")], min(width, WIDEST))
    return texts


def _block(block: Block, width: int, columns: Columns, *, long: bool) -> list[Text]:
    match block:
        case Ledger():
            return ledger_lines(block, columns, long=long)
        case Rows():
            return rows_lines(block, width, long=long)
        case Table():
            return table_lines(block, width)
        case Prose():
            head = headed(block.heading, width)
            paragraphs = (wrapped(paragraph, min(width, _READABLE)) for paragraph in block.paragraphs)
            return [*head, *(line for lines in paragraphs for line in lines)]
        case Sources():
            return _sources(block, width, long=long)


def _sources(block: Sources, width: int, *, long: bool) -> list[Text]:
    if not block.references:
        return []
    label = len(f"[{block.references[-1].number}] ")
    texts: list[Text] = [[("SOURCES", "heading")]]
    works: dict[tuple[str, str], set[str]] = defaultdict(set)
    for reference in block.references:
        works[reference.publisher, reference.date].add(reference.title)
    for reference in block.references:
        rest = _own_end(reference.title, works[reference.publisher, reference.date])
        texts += _reference(reference, width, label, long=long, rest=rest)
    return texts


def _own_end(title: str, titles: Iterable[str]) -> str:
    """Return what stands in a title after the words with which others of the same publisher and date begin."""
    own = title.split()
    shared = [
        len([*takewhile(lambda pair: pair[0] == pair[1], zip(own, other.split(), strict=False))])
        for other in titles
        if other != title
    ]
    return " ".join(own[max(shared, default=0) :])


def _reference(reference: Reference, width: int, label: int, *, long: bool, rest: str) -> list[Text]:
    """Return a source: publisher, date, title, side; only the title is cut, and with ``long`` nothing is.

    Of a title that is cut the ``rest`` is shown, which tells it from those of other parts of the same work.
    """
    number = f"[{reference.number}]".ljust(label)
    tail = "".join(f" · {safe(word)}" for word in (reference.side, "weak" if reference.weak else "") if word)
    published = safe(", ".join(filter(None, (reference.publisher, reference.date or "no date"))))
    if not reference.publisher:
        first, title = "", f"{reference.title}, {published}"
    else:
        first, title = f"{published}: ", reference.title
    if long:
        ours = " (our words)" if reference.ours else ""
        lines = wrapped([(number, ""), (f" {first}{title}{ours}{tail}", "")], min(width, WIDEST), label)
        return lines + (noted([reference.url], width, label) if reference.url else [])
    room = width - label - width_of(first) - width_of(tail)
    if room < 12:
        return wrapped([(number, ""), (f" {first}{title}{tail}", "")], width, label)
    if rest and rest != reference.title and width_of(title) > room:
        title = f"…{rest}"
    return [[(number, ""), (f"{first}{cut(title, room)}{tail}", "")]]


def _called(block: Ledger | Rows) -> str:
    """Return what a part is called where its ties are counted, without the count that some headings have."""
    if isinstance(block, Ledger) and block.is_layer:
        return block.name
    return block.heading.lower() if block.heading.isupper() else block.heading.partition(": ")[0]


def _cut(document: Document, width: int, room: int) -> Document:
    """Return a document whose ties take about so many lines: how many each part has, then the first of them.

    What is left out is counted, with the option that shows it.
    """
    columns = Columns.of((block for block in document.blocks if isinstance(block, Ledger)), width)
    height = partial(_block, width=width, columns=columns, long=False)
    left = (
        room
        - _FOR_CLOSE
        - sum(len(height(block)) + 1 for block in document.blocks if not isinstance(block, Ledger | Sources | Rows))
    )
    blocks: list[Block] = []
    hidden: Counter[str] = Counter()
    highest = 0
    for block in document.blocks:
        if isinstance(block, Sources):
            blocks.append(replace(block, references=block.references[:highest]))
            continue
        if not isinstance(block, Ledger | Rows):
            blocks.append(block)
            continue
        parts = block.lines if isinstance(block, Ledger) else block.rows
        kept = len(parts)
        while kept and len(height(_first(block, kept))) + 1 > left:
            kept -= max(kept // 8, 1)
        if kept:
            shown = _first(block, kept)
            blocks.append(shown)
            left -= len(height(shown)) + 1
            highest = max([highest, *(part.highest for part in parts[:kept])])
        if kept < len(parts):
            hidden[_called(block)] += len(parts) - kept
            left = 0
    parts_of = [block for block in document.blocks if isinstance(block, Ledger)]
    counts = [(_called(block), block.total or len(block.lines)) for block in parts_of]
    names = [name for name in hidden if any(name == block.name and block.is_layer for block in parts_of)]
    more = f"and {sum(hidden.values())} more: --all" + (f", or --layer {names[0]}" if names else "")
    contents = Rows("", (Row(words(" · ".join(f"{name} {count}" for name, count in counts))),)) if counts else None
    index = next((n for n, block in enumerate(blocks) if isinstance(block, Sources)), len(blocks))
    blocks.insert(index, Prose((words((more, "strong")),)))
    return replace(document, blocks=(*([contents] if contents else []), *blocks))


def _first(block: Ledger | Rows, number: int) -> Ledger | Rows:
    if isinstance(block, Ledger):
        return replace(block, lines=block.lines[:number])
    return replace(block, rows=block.rows[:number])
