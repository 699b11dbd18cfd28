"""Sheets of a size: pieces that are not cut, set one below the other, and on the next sheet what has no room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from kg.export.pictures.canvas import PALE_INK, Canvas
from kg.export.pictures.page import drawn_on

_HALVINGS: Final = 10  # of a sheet's height, down to a pixel


class Size(Struct, frozen=True):
    """A size of sheet in pixels, of which 96 are an inch; ``height`` is None where a sheet is as high as it must be.

    ``font`` is the size of type and ``small`` that of sources, ``margin`` what is left free around. ``stacked`` says
    that the parts of a line stand below each other.
    """

    name: str
    width: float
    height: float | None
    font: float
    small: float
    margin: float
    stacked: bool = False

    @property
    def inside(self) -> float:
        """Return the width between the margins."""
        return self.width - 2 * self.margin


SIZES: Final = {
    size.name: size
    for size in (
        Size("column", 420, None, 10.5, 9, 16, stacked=True),
        Size("slide", 1280, 720, 12, 9.5, 40),
        Size("a4", 794, 1123, 9.5, 8.5, 40),
    )
}
"""The sizes by name: a column of a page, a slide of 16 by 9, and a sheet of paper."""


class Piece(Struct, frozen=True):
    """Something that is not cut; ``draw`` gets a canvas and where its top is.

    ``leads`` says that it stands on no sheet without what follows it, ``under`` is the heading that is repeated above
    it on a new sheet, and ``timed`` says that the time axis runs behind it.
    """

    height: float
    draw: Callable[[Canvas, float], None]
    leads: bool = False
    under: Piece | None = None
    timed: bool = False


class Head(Struct, frozen=True):
    """What stands at the top of each sheet: on the first ``first``, on the others ``next``.

    ``behind`` draws what runs behind the pieces of a sheet, from a top to a bottom.
    """

    first: Piece
    next: Piece
    behind: Callable[[Canvas, float, float], None]


def sheets(size: Size, head: Head, rows: Sequence[Piece], ends: Sequence[Piece], title: str) -> list[str]:
    """Return pieces as SVG, a sheet each; ``ends`` are those behind which nothing runs, such as the sources."""
    pages = _dealt(size, head, rows, ends)
    drawn = []
    for number, (chosen, closing) in enumerate(pages, 1):
        canvas, y = Canvas(), size.margin
        top = head.first if number == 1 else head.next
        top.draw(canvas, y)
        y += top.height
        timed = max((index + 1 for index, piece in enumerate(chosen) if piece.timed), default=0)
        if chosen:
            head.behind(canvas, y, y + sum(piece.height for piece in chosen[:timed]))
        for piece in (*chosen, *closing):
            piece.draw(canvas, y)
            y += piece.height
        height = size.height or y + size.small * 2 + size.margin
        foot = f"karabakh-kg · drawn {drawn_on()}" + (f" · sheet {number} of {len(pages)}" if len(pages) > 1 else "")
        canvas.text(size.margin, height - size.margin / 2, foot, size.small, fill=PALE_INK, class_="foot")
        drawn.append(canvas.svg(size.width, height, title))
    return drawn


def _dealt(
    size: Size, head: Head, rows: Sequence[Piece], ends: Sequence[Piece]
) -> list[tuple[list[Piece], list[Piece]]]:
    """Return which pieces stand on which sheet, all about as full, on as few sheets as can be."""
    if size.height is None:
        return [(list(rows), list(ends))]
    room = size.height - 2 * size.margin - size.small
    best = _filled(room, head, rows, ends)
    low, high = 0.0, room
    # The least height with which they take no sheet more spreads them the most evenly.
    for _ in range(_HALVINGS if len(best) > 1 else 0):
        middle = (low + high) / 2
        tried = _filled(middle, head, rows, ends)
        if len(tried) > len(best):
            low = middle
        else:
            best, high = tried, middle
    return best


def _filled(
    room: float, head: Head, rows: Sequence[Piece], ends: Sequence[Piece]
) -> list[tuple[list[Piece], list[Piece]]]:
    """Return which pieces stand on which sheet if each is filled up to a height; a piece is never cut."""
    pages: list[tuple[list[Piece], list[Piece]]] = [([], [])]
    left = room - head.first.height
    every = [(piece, 0) for piece in rows] + [(piece, 1) for piece in ends]
    for index, (piece, kind) in enumerate(every):
        follows = every[index + 1][0].height if piece.leads and index + 1 < len(every) else 0.0
        if piece.height + follows > left and any(pages[-1]):
            pages.append(([], []))
            left = room - head.next.height
            if piece.under:
                pages[-1][kind].append(piece.under)
                left -= piece.under.height
        pages[-1][kind].append(piece)
        left -= piece.height
    return pages
