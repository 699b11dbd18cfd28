"""Blocks of several documents on one page, with one list of sources for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from kg.view.document import Block, Citation, Document, Ledger, Line, Reference, Row, Rows, Sources, Voice


class Together:
    """The numbers that sources have on one page, in the order in which the page first cites them."""

    def __init__(self) -> None:
        self._cited: dict[str, Reference] = {}

    def blocks(self, document: Document, blocks: Iterable[Block] | None = None) -> list[Block]:
        """Return the blocks of a document, or some that were made of it, without its list of sources."""
        known = {
            reference.number: reference
            for block in document.blocks
            if isinstance(block, Sources)
            for reference in block.references
        }
        chosen = document.blocks if blocks is None else blocks
        return [self._block(block, known) for block in chosen if not isinstance(block, Sources)]

    @property
    def sources(self) -> Sources:
        """Return the sources that the blocks so far cite, by number."""
        return Sources(tuple(self._cited.values()))

    def _block(self, block: Block, known: Mapping[int, Reference]) -> Block:
        if isinstance(block, Ledger):
            return replace(block, lines=tuple(self._line(line, known) for line in block.lines))
        if isinstance(block, Rows):
            return replace(block, rows=tuple(self._row(row, known) for row in block.rows))
        return block

    def _line(self, line: Line, known: Mapping[int, Reference]) -> Line:
        return replace(
            line,
            voices=self._voices(line.voices, known),
            denials=self._voices(line.denials, known),
            tie_denials=self._voices(line.tie_denials, known),
        )

    def _row(self, row: Row, known: Mapping[int, Reference]) -> Row:
        return replace(
            row,
            voices=self._voices(row.voices, known),
            denials=self._voices(row.denials, known),
            citations=self._citations(row.citations, known),
            inside=tuple(self._row(inside, known) for inside in row.inside),
        )

    def _voices(self, voices: Sequence[Voice], known: Mapping[int, Reference]) -> tuple[Voice, ...]:
        return tuple(replace(voice, citations=self._citations(voice.citations, known)) for voice in voices)

    def _citations(self, citations: Sequence[Citation], known: Mapping[int, Reference]) -> tuple[Citation, ...]:
        return tuple(replace(citation, number=self._number(known[citation.number])) for citation in citations)

    def _number(self, reference: Reference) -> int:
        cited = self._cited.setdefault(reference.id, replace(reference, number=len(self._cited) + 1))
        return cited.number


def sheets(blocks: Iterable[Block], most: int) -> list[list[Block]]:
    """Return blocks on sheets of about so many lines and rows each; one that is cut keeps its heading on both.

    There is a sheet though there be no block. A row counts with those inside it.
    """
    cut: list[list[Block]] = [[]]
    used = 0
    for block in blocks:
        for piece, length in _pieces(block, most - used, most):
            if used and used + length > most:
                cut.append([])
                used = 0
            cut[-1].append(piece)
            used += length
    return cut


def _pieces(block: Block, first: int, most: int) -> Iterator[tuple[Block, int]]:
    """Yield the pieces of a block, the first of at most so many lines, with the lines of each."""
    if isinstance(block, Ledger):
        for lines, length in _cut(block.lines, lambda _: 1, first, most):
            yield replace(block, lines=lines), length
    elif isinstance(block, Rows):
        for rows, length in _cut(block.rows, _length, first, most):
            yield replace(block, rows=rows), length
    else:
        yield block, 1


def _length(row: Row) -> int:
    return 1 + sum(map(_length, row.inside))


Item = TypeVar("Item")


def _cut(
    items: Sequence[Item], length_of: Callable[[Item], int], first: int, most: int
) -> Iterator[tuple[tuple[Item, ...], int]]:
    """Yield items in groups of at most so much length, the first of less, and the length of each group."""
    group: list[Item] = []
    used, room = 0, first
    for item in items:
        length = length_of(item)
        if group and used + length > room:
            yield tuple(group), used
            group, used, room = [], 0, most
        group.append(item)
        used += length
    yield tuple(group), used
