"""The box of an entity with its name in it."""

from __future__ import annotations

from math import log2
from typing import Final

from msgspec import Struct

from kg.export.pictures import shapes
from kg.export.pictures.canvas import Area, Canvas
from kg.export.pictures.text import LINE, width, wrap
from kg.export.style import Box, Style
from kg.model.records import Entity, EntityRef

_SMALLEST: Final = 11.0
_LARGEST: Final = 18.0
_WIDEST: Final = 10.5  # a name's line, in font sizes
_MARGIN: Final = (9.0, 5.0)


class Node(Struct, frozen=True):
    """An entity with its name in lines of a font size, and the box around them."""

    entity: Entity | EntityRef
    box: Box
    lines: tuple[str, ...]
    font: float
    bold: bool
    width: float
    height: float


def node(entity: Entity | EntityRef, style: Style, degree: int, *, bold: bool = False) -> Node:
    """Return the node of an entity: the more ties it has, the larger its name."""
    font = min(_LARGEST, _SMALLEST + round(1.4 * max(0.0, log2(max(degree, 1)) - 1)))
    lines = tuple(wrap(entity.label, font, _WIDEST * font, bold=bold))
    across = max(width(line, font, bold=bold) for line in lines) * 1.04 + 2 * _MARGIN[0]
    down = len(lines) * font * LINE + 2 * _MARGIN[1]
    box = style.box(entity.type)
    return Node(entity, box, lines, font, bold, *shapes.room(box.shape, across, down))


def draw_node(canvas: Canvas, node: Node, area: Area) -> None:
    """Draw a node into an area of its size."""
    with canvas.group(f"{node.entity.label} ({node.box.label})", class_="node"):
        canvas.path(
            shapes.outline(node.box.shape, area),
            fill=node.box.fill,
            stroke=node.box.border,
            stroke_width=2.4 if node.bold else 1.1,
        )
        # The first baseline, so that the lines stand in the middle of the box.
        y = area.top + (area.height - len(node.lines) * node.font * LINE) / 2 + node.font * 1.0
        weight = 700 if node.bold else None
        canvas.lines(area.left + area.width / 2, y, node.lines, node.font, text_anchor="middle", font_weight=weight)
