"""The picture of a view: who is tied to whom, by which layers, and how each tie stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from kg.errors import InputError
from kg.export import caption
from kg.export.pictures import graphviz, places, shapes, strokes, ties
from kg.export.pictures.canvas import Area, Canvas
from kg.export.pictures.curves import Curve
from kg.export.pictures.page import Legend, Sign, page
from kg.export.pictures.sketch import Node, Sketch, sketch
from kg.export.pictures.text import LINE
from kg.export.style import Box, Stroke
from kg.export.view import Standing, View

MOST_NODES: Final = 1500
"""A picture of more cannot be read, whoever draws it."""
MOST_LABELS: Final = 60
"""So many ties are labelled; more would hide one another."""

# How much wider the boxes are set apart, step by step, until all labels find room.
_SCALES: Final = (1.0, 1.2, 1.4, 1.65)
_PLAIN: Final = Stroke("", "#475569", "solid")
_SAMPLE: Final = Curve((2, 8), (20, 8), (38, 8))


def picture(view: View) -> tuple[str, list[str]]:
    """Return a view as SVG, and what the picture does not show; raises InputError for more than can be read."""
    if len(view.entities) > MOST_NODES:
        raise InputError(
            f"{len(view.entities)} entities are too many for a picture, which can show {MOST_NODES}: "
            "narrow it with --focus, --layer or --since, or choose gexf"
        )
    drawn = sketch(view)
    labelled = len(drawn.ties) <= MOST_LABELS
    notes = []
    for scale in _SCALES if len(drawn.nodes) <= MOST_LABELS else _SCALES[:1]:
        canvas = Canvas()
        areas, by_graphviz = _places(drawn, scale, labelled=labelled)
        found = ties.strands(drawn, areas, labelled=labelled)
        ties.draw(canvas, found)
        for node, area in zip(drawn.nodes, areas, strict=True):
            _draw(canvas, node, area)
        hidden = ties.write(canvas, found, areas, labelled=labelled)
        if not hidden:
            break
    if not by_graphviz:
        notes.append(f"the boxes are placed without Graphviz, which is not there; to install it: {graphviz.INSTALL}")
    if hidden:
        notes.append(f"{hidden} of {len(drawn.ties)} ties have no label: it would hide something")
    size = max(area.right for area in areas) + 1, max(area.bottom for area in areas) + 1
    about = [line for line in (caption.filters(view), caption.policy(view)) if line]
    told = [f"Left out: {'; '.join(view.left_out)}."] if view.left_out else []
    told.append(f"From {caption.sources(view.store, (tie.relation for tie in drawn.ties))}.")
    return page(canvas, size, caption.title(view), about, _legend(drawn, found), told), notes


def _places(drawn: Sketch, scale: float, *, labelled: bool) -> tuple[list[Area], bool]:
    """Return where the boxes stand, set apart by a scale, and whether Graphviz said so."""
    gap, length = (22.0, 130.0) if labelled else (12.0, 70 + 12 * len(drawn.ties) / len(drawn.nodes))
    sizes = [(node.width, node.height) for node in drawn.nodes]
    links = [(bundle.one, bundle.other) for bundle in drawn.bundles]
    found, by_graphviz = places.arrange(sizes, links, gap * scale, length * scale)
    # Above the highest box there is room for a tie of a box to itself.
    above = 70 if any(bundle.one == bundle.other for bundle in drawn.bundles) else 1
    return [Area(area.left + 1, area.top + above, area.width, area.height) for area in found], by_graphviz


def _draw(canvas: Canvas, node: Node, area: Area) -> None:
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


def _legend(drawn: Sketch, found: Sequence[ties.Strand]) -> Legend:
    """Return what the signs mean that occur in the picture."""
    boxes = {node.box.kind: node.box for node in drawn.nodes}
    layers = {tie.stroke.label: tie.stroke for tie in drawn.ties}
    single = [strand.ties[0] for strand in found if len(strand.ties) == 1]
    standings = [
        Sign(words, partial(_standing, name))
        for name, words in strokes.STANDINGS.items()
        if any(tie.standing == name for tie in single)
    ]
    others = [Sign("mutual", partial(_mutual))] if any(not tie.points for tie in single) else []
    if len(single) < len(found):
        others.append(Sign("several relations, a strand for each layer", _several))
    return Legend(
        [
            (
                "Boxes",
                [Sign(box.label, partial(_box, box)) for box in sorted(boxes.values(), key=lambda box: box.label)],
            ),
            ("Lines", [Sign(name, partial(_layer, layers[name])) for name in sorted(layers)]),
            ("How a tie stands", [*standings, *others]),
        ]
    )


def _box(box: Box, canvas: Canvas, x: float, y: float) -> None:
    canvas.path(shapes.outline(box.shape, Area(x + 2, y, 36, 16)), fill=box.fill, stroke=box.border, stroke_width=1.1)


def _layer(stroke: Stroke, canvas: Canvas, x: float, y: float) -> None:
    strokes.line(canvas, _moved(x, y), stroke, 2)


def _standing(standing: Standing, canvas: Canvas, x: float, y: float) -> None:
    strokes.draw(canvas, _moved(x, y), _PLAIN, standing, points=True)
    strokes.sign(canvas, x + 16, y + 8, standing, _PLAIN.colour)


def _mutual(canvas: Canvas, x: float, y: float) -> None:
    strokes.draw(canvas, _moved(x, y), _PLAIN, "accepted", points=False)


def _several(canvas: Canvas, x: float, y: float) -> None:
    for offset in (-2.6, 0, 2.6):
        strokes.line(canvas, _moved(x, y + offset), _PLAIN, 2.0)


def _moved(x: float, y: float) -> Curve:
    return Curve(*((x + point[0], y + point[1]) for point in (_SAMPLE.start, _SAMPLE.towards, _SAMPLE.end)))
