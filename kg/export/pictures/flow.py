"""The picture of a flow: the ways through the pipelines from left to right, with capacities and what limits them.

What falls out stays in the picture, pale and dotted, so that it shows what is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from kg.analysis.flow import Edge, Flow
from kg.export import caption
from kg.export.pictures import legend, line_styles, shapes
from kg.export.pictures.canvas import PAPER, Area, Canvas
from kg.export.pictures.curves import Curve, Point, head
from kg.export.pictures.legend import Legend, Sign
from kg.export.pictures.node import Node, draw_node, node
from kg.export.pictures.page import page
from kg.export.pictures.text import LINE
from kg.export.style import Box, Stroke, read_style
from kg.model.records import EntityRef, Relation
from kg.model.verbaliser import number, words
from kg.store import Store

_COLUMN: Final = 110.0
_ROW: Final = 34.0
_FONT: Final = 11.0
_MARK: Final = "#fde047"
_RIM: Final = "#a16207"
_TOLD: Final = 52.0  # what is written below a box
_PIPE: Final = Stroke("", "#475569", "solid")
_DOUBT: Final = Stroke("", "#475569", "dashed")
_LOST: Final = Stroke("", "#64748b", "dotted")
_WIDTHS: Final = (2.0, 13.0)
_HEAD: Final = 11.0
_BENDS: Final = (0.0, 40.0, -40.0, 80.0, -80.0, 120.0, -120.0, 160.0, -160.0)
_CLOSE: Final = 9.0


class _Edge(Struct, frozen=True):
    """A tie along which goods move; ``either`` says that nobody says which way, ``known`` how much at most.

    ``lost`` says that it leads there no more without what falls out.
    """

    start: EntityRef
    end: EntityRef
    either: bool
    known: float | None
    relations: tuple[str, ...]
    lost: bool = False


def picture(
    flow: Flow,
    title: str,
    relations: Mapping[str, Relation],
    policy: str,
    store: Store,
    chosen: Sequence[str] = (),
) -> str:
    """Return a flow as SVG.

    ``relations`` are those of the capacities and of the ways, by IRI; ``policy`` is the name of the one that let them
    in; ``chosen`` says what else the ties were chosen by.
    """
    unit = _unit(flow, relations)
    stated = {limit.entity.id: limit.capacity for limit in flow.limits}
    lost = (replace(edge, lost=True) for edge in _joined(flow.lost_edges, stated))
    joined = [*_joined(flow.edges, stated), *lost]
    columns = _columns(flow, joined)
    style = read_style(store)
    nodes = {entity.id: node(entity, style, 4) for column in columns for entity in column}
    captions = {iri: _capacity_lines(flow, iri, stated, unit) for iri in nodes}
    areas = _areas(columns, nodes, captions)
    curves: list[Curve] = []
    for edge in joined:
        curves.append(_curve(edge, nodes, areas, curves))
    canvas = Canvas()
    most = max((edge.known for edge in joined if edge.known and not edge.lost), default=1.0)
    for edge, curve in zip(joined, curves, strict=True):
        _pipe(canvas, edge, curve, most, relations)
    limiting = {limit.entity.id for limit in flow.cut}
    for iri, drawn in nodes.items():
        if iri in limiting:
            _mark(canvas, areas[iri])
        draw_node(canvas, drawn, areas[iri])
        _write(canvas, areas[iri], captions[iri])
    heights = [curve.at(0.5)[1] for curve in curves]
    above = min([0.0, *(height - _WIDTHS[1] for height in heights)])
    below = max([*(height + _WIDTHS[1] for height in heights), *(area.bottom + _TOLD for area in areas.values())])
    sheet = Canvas()
    sheet.paste(canvas, 0, -above)
    size = max(area.right for area in areas.values()) + 6, below - above
    about = [*_about(flow, unit), *chosen, caption.rule(policy)]
    notes = [
        "A capacity is no delivery: contracts, pressure and politics are not in it.",
        f"From {caption.sources(store, relations.values())}.",
    ]
    return page(sheet, size, title, about, _legend(joined, [n.box for n in nodes.values()], bool(limiting)), notes)


def _unit(flow: Flow, relations: Mapping[str, Relation]) -> str:
    symbols = {relation.unit: relation.unit_symbol for relation in relations.values()}
    return symbols.get(flow.unit) or words(flow.unit or "")


def _joined(edges: Sequence[Edge], stated: Mapping[str, float | None]) -> list[_Edge]:
    """Return each tie once, with the least of the capacities that are known at its ends."""
    pairs = {(edge.start.id, edge.end.id): edge for edge in edges}
    joined = []
    for (one, other), edge in sorted(pairs.items()):
        either = (other, one) in pairs
        if not either or one < other:
            known = [capacity for iri in (one, other) if (capacity := stated.get(iri))]
            joined.append(_Edge(edge.start, edge.end, either, min(known, default=None), edge.relations))
    return joined


def _columns(flow: Flow, edges: Sequence[_Edge]) -> list[list[EntityRef]]:
    """Return the entities by how many ties they lie from the start; the end stands by itself in the last column."""
    after: dict[str, list[EntityRef]] = defaultdict(list)
    for edge in edges:
        after[edge.start.id].append(edge.end)
        if edge.either:
            after[edge.end.id].append(edge.start)
    columns, seen = [[flow.one]], {flow.one.id, flow.other.id}
    while column := [entity for before in columns[-1] for entity in after[before.id] if entity.id not in seen]:
        unique = {entity.id: entity for entity in column}
        seen |= unique.keys()
        columns.append(list(unique.values()))
    return [*columns, [flow.other]]


def _capacity_lines(flow: Flow, iri: str, stated: Mapping[str, float | None], unit: str) -> list[str]:
    """Return what is said of the capacity of an entity, and that it falls out, in lines."""
    fallen = ["falls out"] if any(one.entity.id == iri for one in flow.fallen) else []
    if iri in {entity.id for entity in flow.unknown}:
        return ["capacity unknown", *fallen]
    capacity = stated.get(iri)
    if capacity is None:
        return fallen
    competing = any(limit.competing for limit in flow.limits if limit.entity.id == iri)
    return [f"{_number(capacity)} {unit}", *(["of competing figures"] if competing else []), *fallen]


def _areas(
    columns: Sequence[Sequence[EntityRef]], nodes: Mapping[str, Node], captions: Mapping[str, Sequence[str]]
) -> dict[str, Area]:
    lines = max(map(len, captions.values()))
    gap = _ROW + lines * _FONT * LINE
    heights = [sum(nodes[one.id].height + gap for one in column) - gap for column in columns]
    areas, x = {}, 6.0
    for column, height in zip(columns, heights, strict=True):
        across = max(nodes[entity.id].width for entity in column)
        y = (max(heights) - height) / 2 + 8
        for entity in column:
            drawn = nodes[entity.id]
            areas[entity.id] = Area(x + (across - drawn.width) / 2, y, drawn.width, drawn.height)
            y += drawn.height + gap
        x += across + _COLUMN
    return areas


def _curve(edge: _Edge, nodes: Mapping[str, Node], areas: Mapping[str, Area], before: Sequence[Curve]) -> Curve:
    """Return the curve of a tie, which hides no box, nothing that is written below one and no other tie, if it can."""
    start, end = (areas[entity.id] for entity in (edge.start, edge.end))
    others = [
        Area(area.left, area.top - 10, area.width, area.height + 10 + _TOLD)
        for iri, area in areas.items()
        if iri not in (edge.start.id, edge.end.id)
    ]
    return _clear(_middle(start), _middle(end), others, before).outside(
        lambda point: shapes.reaches(nodes[edge.start.id].box.shape, start, *point),
        lambda point: shapes.reaches(nodes[edge.end.id].box.shape, end, *point),
    )


def _pipe(canvas: Canvas, edge: _Edge, curve: Curve, most: float, relations: Mapping[str, Relation]) -> None:
    """Draw a tie as thick as its capacity, thin and dashed where none is known."""
    thick = _WIDTHS[0] if edge.lost else _WIDTHS[0] + (_WIDTHS[1] - _WIDTHS[0]) * (edge.known or 0.0) / most
    stroke = _LOST if edge.lost else _PIPE if edge.known else _DOUBT
    hover = "\n".join(f"{relations[iri]}: {'; '.join(map(str, relations[iri].claims))}" for iri in edge.relations)
    kind = f"pipe{' either' if edge.either else ''}{' lost' if edge.lost else ''}"
    with canvas.group(hover, class_=kind):
        shaft = curve if edge.either else curve.without_tip(_HEAD + thick / 3)
        line_styles.line(canvas, shaft, stroke, thick)
        if not edge.either:
            tip = head(curve, _HEAD + thick / 3, thick + 8)
            canvas.path(tip, fill=PAPER if edge.lost else stroke.colour, stroke=stroke.colour if edge.lost else None)


def _mark(canvas: Canvas, area: Area) -> None:
    """Draw what says that a box limits the whole."""
    wide = Area(area.left - 5, area.top - 5, area.width + 10, area.height + 10)
    canvas.path(shapes.outline("rounded", wide), fill=_MARK, stroke=_RIM, class_="cut")


def _write(canvas: Canvas, area: Area, lines: Sequence[str]) -> None:
    """Write below a box what is said of its capacity."""
    canvas.lines(
        area.left + area.width / 2, area.bottom + 18, lines, _FONT, class_="capacity", text_anchor="middle",
        stroke=PAPER, stroke_width=3, paint_order="stroke",
    )  # fmt: skip


def _clear(start: Point, end: Point, others: Sequence[Area], before: Sequence[Curve]) -> Curve:
    """Return the curve that hides the fewest boxes, and then the fewest points of the curves before it."""
    taken = [Area(x - _CLOSE, y - _CLOSE, 2 * _CLOSE, 2 * _CLOSE) for curve in before for x, y in _points(curve)]

    def cost(curve: Curve) -> tuple[int, int]:
        return _met(curve, others), _met(curve, taken)

    return min((Curve.bent(start, end, bend) for bend in _BENDS), key=cost)


def _met(curve: Curve, areas: Sequence[Area]) -> int:
    points = _points(curve)
    return sum(any(area.holds(*point) for point in points) for area in areas)


def _points(curve: Curve) -> list[Point]:
    return [curve.at(step / 16) for step in range(2, 15)]


def _middle(area: Area) -> Point:
    return area.left + area.width / 2, area.top + area.height / 2


def _about(flow: Flow, unit: str) -> list[str]:
    most = "unknown, for on some way nobody states a capacity"
    lines = [f"At most {_number(flow.most)} {unit}" if flow.most is not None else f"The most is {most}"]
    if flow.unknown:
        lines.append(f"Through pipelines of known capacity alone: {_number(flow.known)} {unit}")
    if flow.without:
        lost = "unknown" if flow.lost is None else f"{_number(flow.lost)} {unit}"
        lines.append(f"Without {', '.join(entity.label for entity in flow.without)}; so is lost: {lost}")
    return [line.rstrip() for line in lines]


def _number(value: float) -> str:
    return number(Decimal(f"{value:.6g}"))


def _legend(edges: Sequence[_Edge], boxes: Sequence[Box], limited: bool) -> Legend:
    signs = []
    if any(edge.known for edge in edges if not edge.lost):
        signs.append(Sign("as thick as the capacity beside it", _thick))
    if any(not edge.known for edge in edges if not edge.lost):
        signs.append(Sign("no capacity known beside it", _thin))
    if any(edge.lost for edge in edges):
        signs.append(Sign("lost: leads there no more without what falls out", _gone))
    if any(edge.either for edge in edges):
        signs.append(Sign("without a head: nobody says which way goods run", _plain))
    if limited:
        signs.append(Sign("limits the whole", _marked))
    return Legend([("Boxes", legend.boxes(boxes)), ("Ways", signs)])


def _sample(x: float, y: float) -> Curve:
    return Curve((x + 2, y + 8), (x + 20, y + 8), (x + 38, y + 8))


def _thick(canvas: Canvas, x: float, y: float) -> None:
    line_styles.line(canvas, _sample(x, y), _PIPE, 9)


def _thin(canvas: Canvas, x: float, y: float) -> None:
    line_styles.line(canvas, _sample(x, y), _DOUBT, _WIDTHS[0])


def _gone(canvas: Canvas, x: float, y: float) -> None:
    line_styles.line(canvas, _sample(x, y), _LOST, _WIDTHS[0])


def _plain(canvas: Canvas, x: float, y: float) -> None:
    line_styles.line(canvas, _sample(x, y), _PIPE, _WIDTHS[0])


def _marked(canvas: Canvas, x: float, y: float) -> None:
    canvas.path(shapes.outline("rounded", Area(x + 4, y, 32, 16)), fill=_MARK, stroke=_RIM)
