"""Where boxes stand: each connected piece of a network by itself, and the pieces beside and below each other."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Final

from kg.export.pictures import graphviz, layout
from kg.export.pictures.canvas import Area
from kg.export.pictures.graphviz import Piece, Point

WITHOUT_GRAPHVIZ: Final = (
    "the boxes are placed without Graphviz, which is not there; to install it: "
    "apt install graphviz, brew install graphviz or winget install graphviz"
)
_GAP: Final = 34.0
_SHAPE: Final = 1.5  # how much wider than high the pieces are set


def arrange(
    sizes: Sequence[tuple[float, float]], links: Sequence[tuple[int, int]], gap: float, length: float
) -> tuple[list[Area], bool]:
    """Return where boxes of these sizes stand, and whether Graphviz said so; ``links`` are places in the list.

    At least ``gap`` is kept free around each; ``length`` is the wanted length of a link, all in pixels.
    """
    groups = _connected(len(sizes), links)
    pieces = [_piece(group, sizes, links) for group in groups]
    large = [piece for piece in pieces if len(piece.sizes) > 2]
    centres = graphviz.arrange(large, gap, length)
    points = iter(layout.arrange(large, 2 * gap, length) if centres is None else centres)
    placed = [
        [
            Area(x - across / 2, y - down / 2, across, down)
            for (x, y), (across, down) in zip(
                next(points) if len(piece.sizes) > 2 else _in_line(piece, length), piece.sizes, strict=True
            )
        ]
        for piece in pieces
    ]
    area_of: dict[int, Area] = {}
    for group, areas in zip(groups, _on_shelves(placed), strict=True):
        area_of |= dict(zip(group, areas, strict=True))
    return [area_of[node] for node in range(len(sizes))], centres is not None


def _connected(count: int, links: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the connected groups of places, the largest first."""
    root = list(range(count))

    def top(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for one, other in links:
        root[top(one)] = top(other)
    groups: dict[int, list[int]] = {}
    for node in range(count):
        groups.setdefault(top(node), []).append(node)
    return sorted(groups.values(), key=lambda group: (-len(group), group))


def _piece(group: Sequence[int], sizes: Sequence[tuple[float, float]], links: Sequence[tuple[int, int]]) -> Piece:
    number_of = {node: number for number, node in enumerate(group)}
    return Piece(
        tuple(sizes[node] for node in group),
        tuple((number_of[one], number_of[other]) for one, other in links if one in number_of),
    )


def _in_line(piece: Piece, length: float) -> list[Point]:
    """Return the centres of one box or of two beside each other, a link apart."""
    return [(0.0, 0.0), ((piece.sizes[0][0] + piece.sizes[-1][0]) / 2 + length, 0.0)][: len(piece.sizes)]


def _on_shelves(pieces: Sequence[Sequence[Area]]) -> list[list[Area]]:
    """Return the pieces in rows, the first as wide as it is, each moved as a whole."""
    frames = [_frame(piece) for piece in pieces]
    limit = max(frames[0].width, sqrt(_SHAPE * sum(frame.width * frame.height for frame in frames)))
    x = y = row = 0.0
    moved = []
    for piece, frame in zip(pieces, frames, strict=True):
        if x and x + frame.width > limit:
            x, y, row = 0.0, y + row + _GAP, 0.0
        shift = x - frame.left, y - frame.top
        moved.append([Area(area.left + shift[0], area.top + shift[1], area.width, area.height) for area in piece])
        x, row = x + frame.width + _GAP, max(row, frame.height)
    return moved


def _frame(areas: Sequence[Area]) -> Area:
    left, top = min(area.left for area in areas), min(area.top for area in areas)
    return Area(left, top, max(area.right for area in areas) - left, max(area.bottom for area in areas) - top)
