"""The picture of a view: who is tied to whom, by which layers, and how each tie stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kg.errors import InputError
from kg.export import caption
from kg.export.pictures import legend, places, ties
from kg.export.pictures.canvas import Area, Canvas
from kg.export.pictures.legend import Legend
from kg.export.pictures.node import draw_node
from kg.export.pictures.page import page
from kg.export.pictures.sketch import Sketch, sketch
from kg.export.view import View

MOST_NODES: Final = 1500
"""A picture of more cannot be read, whoever draws it."""
MOST_LABELS: Final = 60
"""So many ties are labelled; more would hide one another."""

# How much wider the boxes are set apart, step by step, until all labels find room.
_SCALES: Final = (1.0, 1.2, 1.4, 1.65)


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
            draw_node(canvas, node, area)
        hidden = ties.write(canvas, found, areas, labelled=labelled)
        if not hidden:
            break
    if not by_graphviz:
        notes.append(places.WITHOUT_GRAPHVIZ)
    if hidden:
        notes.append(
            f"{hidden} {'label is' if hidden == 1 else 'labels are'} not written: there is no room that hides nothing"
        )
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


def _legend(drawn: Sketch, found: Sequence[ties.Strand]) -> Legend:
    """Return what the signs mean that occur in the picture."""
    single = [strand.ties[0] for strand in found if len(strand.ties) == 1]
    others = [legend.mutual()] if any(not tie.points for tie in single) else []
    others += [legend.several()] if len(single) < len(found) else []
    return Legend(
        [
            ("Boxes", legend.boxes(node.box for node in drawn.nodes)),
            ("Lines", legend.layers(tie.stroke for tie in drawn.ties)),
            ("How a tie stands", [*legend.standings({tie.standing for tie in single}), *others]),
        ]
    )
