"""Where Graphviz would place boxes; drawing them is ours."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from kg.export.pictures.canvas import number

Point = tuple[float, float]


class Piece(Struct, frozen=True):
    """Boxes by their sizes, and the links between them by their places in the list, all of them connected."""

    sizes: tuple[tuple[float, float], ...]
    links: tuple[tuple[int, int], ...]


# The one spreads the leaves of a hub evenly, the other is quick.
_SMALL: Final = "neato"
_LARGE: Final = "sfdp"
_MOST_SMALL: Final = 60
_TALL: Final = 1.25
_POINTS: Final = 72  # to the inch, in which Graphviz measures
_SECONDS: Final = 60


def arrange(pieces: Sequence[Piece], gap: float, length: float) -> list[list[Point]] | None:
    """Return the centres of the boxes of each piece, which is seldom much higher than wide.

    At least ``gap`` is kept free around each; ``length`` is the wanted length of a link, all in pixels. Returns None
    where Graphviz does not answer.
    """
    arranged = _answer(pieces, gap, length)
    if arranged is None:
        return None
    tall = [
        index for index, (piece, centres) in enumerate(zip(pieces, arranged, strict=True)) if _is_tall(piece, centres)
    ]
    lying = [Piece(tuple((down, across) for across, down in pieces[n].sizes), pieces[n].links) for n in tall]
    for index, centres in zip(tall, _answer(lying, gap, length) or (), strict=False):
        arranged[index] = [(y, x) for x, y in centres]
    return arranged


def _is_tall(piece: Piece, centres: Sequence[Point]) -> bool:
    across, down = (
        max(centre[axis] + size[axis] / 2 for centre, size in zip(centres, piece.sizes, strict=True))
        - min(centre[axis] - size[axis] / 2 for centre, size in zip(centres, piece.sizes, strict=True))
        for axis in (0, 1)
    )
    return down > _TALL * across


def _answer(pieces: Sequence[Piece], gap: float, length: float) -> list[list[Point]] | None:
    if not pieces:
        return []
    program = shutil.which(_SMALL if all(len(piece.sizes) <= _MOST_SMALL for piece in pieces) else _LARGE)
    if program is None:
        return None
    options = ["-Goverlap=prism", f"-Gsep=+{number(gap)}", f"-GK={length / _POINTS:.2f}", "-Gsplines=none", "-Tplain"]
    try:
        done = subprocess.run(
            [program, *options],
            input="\n".join(_dot(piece, length) for piece in pieces),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    pieces_centres: list[dict[str, Point]] = []
    for line in map(str.split, done.stdout.splitlines()):
        if line[0] == "graph":
            pieces_centres.append({})
        elif line[0] == "node":
            pieces_centres[-1][line[1]] = float(line[2]) * _POINTS, -float(line[3]) * _POINTS
    if [len(centres) for centres in pieces_centres] != [len(piece.sizes) for piece in pieces]:
        return None
    return [[centres[str(index)] for index in range(len(centres))] for centres in pieces_centres]


def _dot(piece: Piece, length: float) -> str:
    boxes = (
        f"{index} [width={across / _POINTS:.3f}, height={down / _POINTS:.3f}]"
        for index, (across, down) in enumerate(piece.sizes)
    )
    ties = (
        f"{one} -- {other} [len={(length + (piece.sizes[one][0] + piece.sizes[other][0]) / 4) / _POINTS:.3f}]"
        for one, other in piece.links
    )
    return "\n".join(['graph { node [shape=box, fixedsize=true, label=""]', *boxes, *ties, "}"])
