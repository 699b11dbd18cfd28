"""The picture of balance: who has a friendly, a hostile or a mixed tie with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Final

from kg.analysis.balance import FRIENDLY, HOSTILE, MIXED, Balance, SignedPair
from kg.export import caption
from kg.export.pictures import legend, line_styles, placement, shapes
from kg.export.pictures.canvas import PAPER, Area, Canvas
from kg.export.pictures.collision_grid import CollisionGrid
from kg.export.pictures.curves import Curve, Point
from kg.export.pictures.legend import Legend, Sign
from kg.export.pictures.node import Node, draw_node, node
from kg.export.pictures.page import page
from kg.export.style import Box, Stroke, read_style
from kg.model.records import Relation
from kg.model.verbaliser import details, sentence
from kg.store import Store

# Blue and orange are told apart by all eyes, and neither praises nor blames; the sign on the line says it again.
_STROKES: Final = {
    FRIENDLY: Stroke("friendly", "#1d4ed8", "solid"),
    HOSTILE: Stroke("hostile", "#c2410c", "dashed"),
    MIXED: Stroke("mixed: friendly in one tie and hostile in another", "#6b21a8", "dotted"),
}
_WEIGHT: Final = 2.0
_STEPS: Final = tuple(step / 12 for step in range(1, 12))
_BENDS: Final = (0.0, 0.1, -0.1, 0.2, -0.2)
_SAMPLE: Final = Curve((2, 8), (20, 8), (38, 8))


def picture(
    measured: Balance, title: str, about: Collection[str], relations: Mapping[str, Relation], policy: str, store: Store
) -> tuple[str, list[str]]:
    """Return the signed graph as SVG, and what is to be said of it.

    ``about`` says in words what was found, ``relations`` are those behind the signs by IRI, and ``policy`` is the name
    of the one that let them in.
    """
    style = read_style(store)
    degrees = Counter(entity.id for pair in measured.pairs for entity in (pair.one, pair.other))
    entities = {entity.id: entity for pair in measured.pairs for entity in (pair.one, pair.other)}
    nodes = [node(entities[iri], style, degrees[iri]) for iri in sorted(entities)]
    numbers = {iri: number for number, iri in enumerate(sorted(entities))}
    ends = [(numbers[pair.one.id], numbers[pair.other.id]) for pair in measured.pairs]
    areas, by_graphviz = placement.arrange([(drawn.width, drawn.height) for drawn in nodes], ends, 22.0, 150.0)
    canvas = Canvas()
    signs, taken = Canvas(), CollisionGrid()
    for pair, (one, other) in zip(measured.pairs, ends, strict=True):
        curve = _curve(areas, one, other).outside(_inside(nodes[one], areas[one]), _inside(nodes[other], areas[other]))
        sentences = "\n".join(f"{sentence(relations[iri])}{details(relations[iri])}" for iri in pair.relations)
        with canvas.group(f"{_words(pair)}\n{sentences}", class_=f"pair {_STROKES[pair.sign].label.partition(':')[0]}"):
            if pair in measured.flips:
                canvas.path(curve.data, stroke="#fde047", stroke_width=9, stroke_linecap="round")
            line_styles.line(canvas, curve, _STROKES[pair.sign], _WEIGHT)
        _sign(signs, *_free(curve, taken), pair.sign)
    for drawn, area in zip(nodes, areas, strict=True):
        draw_node(canvas, drawn, area)
    canvas.paste(signs, 0, 0)
    size = max(area.right for area in areas) + 1, max(area.bottom for area in areas) + 1
    whole = page(
        canvas,
        size,
        title,
        [*about, caption.rule(policy)],
        _legend(measured, [drawn.box for drawn in nodes]),
        [f"From {caption.sources(store, relations.values())}."],
    )
    return whole, [] if by_graphviz else [placement.WITHOUT_GRAPHVIZ]


def _words(pair: SignedPair) -> str:
    return f"{pair.one.label} {pair.sign} {pair.other.label}"


def _inside(drawn: Node, area: Area) -> Callable[[Point], bool]:
    return lambda point: shapes.reaches(drawn.box.shape, area, *point)


def _curve(areas: list[Area], one: int, other: int) -> Curve:
    """Return the curve between two boxes that runs behind the fewest others."""
    start, end = ((area.left + area.width / 2, area.top + area.height / 2) for area in (areas[one], areas[other]))
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])
    others = [area for index, area in enumerate(areas) if index not in (one, other)]

    def cost(bend: float) -> tuple[int, float]:
        curve = Curve.bent(start, end, bend * length)
        points = [curve.at(step) for step in _STEPS]
        return sum(any(area.holds(*point) for point in points) for area in others), abs(bend)

    return Curve.bent(start, end, min(_BENDS, key=cost) * length)


def _free(curve: Curve, taken: CollisionGrid) -> Point:
    """Return a point of a curve, near its middle, where no sign stands yet, and take it."""
    spots = [curve.at(share) for share in (0.5, 0.4, 0.6, 0.3, 0.7)]
    areas = [Area(x - 8, y - 8, 16, 16) for x, y in spots]
    index = next((index for index, area in enumerate(areas) if not taken.meets(area, 0)), 0)
    taken.take(areas[index])
    return spots[index]


def _sign(canvas: Canvas, x: float, y: float, sign: str) -> None:
    colour = _STROKES[sign].colour
    with canvas.group(stroke=colour, stroke_width=1.6, class_="sign"):
        canvas.add("circle", cx=x, cy=y, r=7.5, fill=PAPER)
        lift = 1.6 if sign == MIXED else 0.0
        if sign in (FRIENDLY, MIXED):
            canvas.line(x, y - 4 - lift, x, y + 4 - lift)
        if sign in (FRIENDLY, MIXED, HOSTILE):
            canvas.line(x - 4, y - lift, x + 4, y - lift)
        if sign == MIXED:
            canvas.line(x - 4, y + 4.6, x + 4, y + 4.6)


def _legend(measured: Balance, boxes: list[Box]) -> Legend:
    occurring = {pair.sign for pair in measured.pairs}
    signs = [Sign(stroke.label, partial(_sample, sign)) for sign, stroke in _STROKES.items() if sign in occurring]
    flips = [Sign("one way to balance would flip this", _flip)] if measured.flips else []
    return Legend([("Boxes", legend.boxes(boxes)), ("Ties", [*signs, *flips])])


def _sample(sign: str, canvas: Canvas, x: float, y: float) -> None:
    line_styles.line(canvas, _SAMPLE.moved(x, y), _STROKES[sign], _WEIGHT)
    _sign(canvas, x + 20, y + 8, sign)


def _flip(canvas: Canvas, x: float, y: float) -> None:
    canvas.path(_SAMPLE.moved(x, y).data, stroke="#fde047", stroke_width=9, stroke_linecap="round")
    line_styles.line(canvas, _SAMPLE.moved(x, y), Stroke("", "#475569", "solid"), _WEIGHT)
