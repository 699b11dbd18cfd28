"""The ties of one actor as a picture: others on both sides, a sector for each layer, and on each line what it says.

Every line runs from a box to the edge of its sector, and from there to the middle, where no other box stands: none
runs behind a foreign one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

from msgspec import Struct

from kg.errors import InputError
from kg.export.pictures import legend, line_styles, shapes
from kg.export.pictures.canvas import INK, PALE_INK, Area, Canvas
from kg.export.pictures.curves import Curve
from kg.export.pictures.legend import Legend, Sign
from kg.export.pictures.page import page
from kg.export.pictures.text import LINE, width, wrap
from kg.export.style import Stroke, Style
from kg.model.records import EntityRef, Relation
from kg.model.verbaliser import predicate, read_from
from kg.view.document import Document, Ledger, Line, Sources
from kg.view.saying import denials_words, reference_words, voices_words

MOST_LINES: Final = 240
"""A picture of more ties than these cannot be read."""

_FONT: Final = 10.5
_SMALL: Final = 9.0
_NAME: Final = 150.0  # the box of a name
_LABEL: Final = 300.0  # the line with its words
_BEND: Final = 70.0  # between the lines and the middle
_MIDDLE: Final = 170.0
_ACROSS: Final = 2 * (_NAME + _LABEL + _BEND) + _MIDDLE
_SIGNS: Final = 44.0
_DENIED: Final = "#b91c1c"


class _Tie(Struct, frozen=True):
    """A tie with its words: what it says, and who says so."""

    relation: Relation
    line: Line
    caption: tuple[str, ...]
    who: tuple[str, ...]
    denied: tuple[str, ...]

    @property
    def height(self) -> float:
        return len(self.caption) * _FONT * LINE + (len(self.who) + len(self.denied)) * _SMALL * LINE + 9


class _Other(Struct, frozen=True):
    """Another name with the ties to it in one layer."""

    entity: EntityRef
    name: tuple[str, ...]
    ties: tuple[_Tie, ...]
    room: float  # the height that its box needs

    @property
    def height(self) -> float:
        return max(sum(tie.height for tie in self.ties), self.room + 4)


class _Sector(Struct, frozen=True):
    """The names to which one layer ties."""

    stroke: Stroke
    others: tuple[_Other, ...]

    @property
    def height(self) -> float:
        return sum(other.height + 4 for other in self.others) + 30


def picture(
    actor: EntityRef,
    document: Document,
    relations: Mapping[str, Relation],
    style: Style,
    title: str,
    about: Sequence[str],
    notes: Sequence[str],
) -> str:
    """Return the ties of an actor as SVG; ``relations`` are those of the document's lines, by IRI.

    ``about`` stands under the title, ``notes`` above the sources. Raises InputError for more ties than can be read, or
    none to another name.
    """
    drawn = [line for block in document.blocks if isinstance(block, Ledger) and block.name for line in block.lines]
    if not drawn:
        raise InputError(f"nothing ties {actor.label} to another name, and so there is no picture of it")
    if len(drawn) > MOST_LINES:
        raise InputError(
            f"{len(drawn)} ties are too many for this picture, which holds {MOST_LINES}: narrow it with --layer, "
            "--since or --claimant, or choose csv"
        )
    readings = {way: _sectors(drawn, relations, actor, style, way) for way in (-1, 1)}
    sides = _sides(readings[-1], readings[1])
    height = max(sum(sector.height for sector in side) for side in sides)
    canvas, middle = Canvas(), height / 2
    box = Area(_ACROSS / 2 - _MIDDLE / 2 + 10, middle - 22, _MIDDLE - 20, 44)
    for side, way in zip(sides, (-1, 1), strict=True):
        y = middle - sum(sector.height for sector in side) / 2
        for sector in side:
            _draw_sector(canvas, sector, way, y, box, style, actor)
            y += sector.height
    _draw_middle(canvas, actor, box, style)
    references = [one for block in document.blocks if isinstance(block, Sources) for one in block.references]
    footnotes = [*notes, *(reference_words(reference) for reference in references)]
    return page(canvas, (_ACROSS, height), title, about, _legend(drawn, relations, style), footnotes)


def other_end(relation: Relation, actor: EntityRef) -> EntityRef | None:
    """Return whom a relation ties to an actor; nobody where it ends in a text, a figure or the actor itself."""
    ends = [end for end in (relation.subject, relation.object) if isinstance(end, EntityRef)]
    return next((end for end in ends if end.id != actor.id), None) if len(ends) == 2 else None


def _sectors(
    lines: Sequence[Line], relations: Mapping[str, Relation], actor: EntityRef, style: Style, way: int
) -> list[_Sector]:
    """Return the ties by layer and, in each, by the other name, for the right (``way`` 1) or the left (-1).

    Words read from the left to the right: from the actor on the right of it, from the other name on its left.
    """
    layers: dict[str, dict[EntityRef, list[_Tie]]] = {}
    for line in lines:
        relation = relations[line.relation]
        other = other_end(relation, actor)
        if other is not None:
            layers.setdefault(relation.type.layer, {}).setdefault(other, []).append(
                _tie(relation, line, actor if way > 0 else other)
            )
    return [
        _Sector(
            style.stroke(layer),
            tuple(_named(other, ties, style) for other, ties in sorted(others.items(), key=lambda item: item[0].label)),
        )
        for layer, others in layers.items()
    ]


def _named(other: EntityRef, ties: Sequence[_Tie], style: Style) -> _Other:
    shape = style.box(other.type).shape
    inside = _NAME * _NAME / shapes.room(shape, _NAME, 30.0)[0] - 14
    name = tuple(wrap(other.label, _FONT, inside))
    return _Other(other, name, tuple(ties), shapes.room(shape, inside, len(name) * _FONT * LINE + 8)[1])


def _tie(relation: Relation, line: Line, reader: EntityRef) -> _Tie:
    known = ", ".join(filter(None, (line.amount, line.period)))
    caption = " ".join(filter(None, (_words(relation, reader), line.doubts and f"({line.doubts})"))) + (
        f": {known}" if known else ""
    )
    who = voices_words(line.voices)
    denied = "; ".join(filter(None, (denials_words(line.denials), denials_words(line.tie_denials))))
    room = _LABEL - _SIGNS - 8
    said, against = (tuple(wrap(words, _SMALL, room) if words else ()) for words in (who, denied))
    return _Tie(relation, line, tuple(wrap(caption, _FONT, room)), said, against)


def _words(relation: Relation, reader: EntityRef) -> str:
    """Return what a tie says, read from one of its ends; the subject is named where no words read from its object."""
    reads = relation.subject.id == reader.id or relation.type.symmetric or relation.type.inverse_label
    return read_from(relation, reader) if reads else f"{relation.subject.label} {predicate(relation)}"


def _sides(on_left: Sequence[_Sector], on_right: Sequence[_Sector]) -> tuple[list[_Sector], list[_Sector]]:
    """Return the sectors on the left and on the right, about as high, in the order of the layers around the middle.

    Each layer is given as it is on the left and as it is on the right.
    """
    sides: tuple[dict[int, _Sector], dict[int, _Sector]] = {}, {}
    for place in sorted(range(len(on_right)), key=lambda place: -on_right[place].height):
        side = min((1, 0), key=lambda side: sum(one.height for one in sides[side].values()))
        sides[side][place] = (on_left, on_right)[side][place]
    left, right = ([side[place] for place in sorted(side)] for side in sides)
    return left, right


def _draw_sector(
    canvas: Canvas, sector: _Sector, way: int, top: float, box: Area, style: Style, actor: EntityRef
) -> None:
    """Draw a sector on the right (``way`` 1) or on the left (-1) of the middle."""
    edge = _ACROSS / 2 + way * (_MIDDLE / 2 + _BEND)
    y = top + 24
    heading = sector.stroke.label
    anchor = "start" if way > 0 else "end"
    canvas.text(
        edge + way * 8, top + 16, heading, _FONT, font_weight=700, fill=sector.stroke.colour, text_anchor=anchor
    )
    ends = []
    for other in sector.others:
        down = y + (other.height - sum(tie.height for tie in other.ties)) / 2
        for tie in other.ties:
            at = down + len(tie.caption) * _FONT * LINE + 3
            _draw_tie(canvas, tie, way, edge, down, at, sector.stroke, outward=tie.relation.subject.id == actor.id)
            ends.append(at)
            down += tie.height
        _draw_name(canvas, other, way, edge, y, style)
        y += other.height + 4
    line_styles.line(
        canvas, Curve((edge, ends[0]), (edge, (ends[0] + ends[-1]) / 2), (edge, ends[-1])), sector.stroke, 1.9
    )
    start = (ends[0] + ends[-1]) / 2
    near = box.right if way > 0 else box.left
    aim = min(max(start, box.top + 6), box.bottom - 6)
    bend = edge - way * _BEND * 0.55
    canvas.path(
        f"M{edge:.1f} {start:.1f}C{bend:.1f} {start:.1f} {bend:.1f} {aim:.1f} {near:.1f} {aim:.1f}",
        stroke=sector.stroke.colour,
        stroke_width=1.9,
        stroke_opacity=".75",
        stroke_dasharray=line_styles.DASHES.get(sector.stroke.dash),
    )


def _draw_tie(
    canvas: Canvas, tie: _Tie, way: int, edge: float, top: float, at: float, stroke: Stroke, *, outward: bool
) -> None:
    far = edge + way * _LABEL
    relation, standing = tie.relation, tie.line.standing
    with canvas.group(str(relation), class_=f"tie {standing} {relation.type.layer}"):
        start, end = (edge, far) if outward else (far, edge)
        curve = Curve((start, at), ((start + end) / 2, at), (end, at))
        line_styles.draw(canvas, curve, stroke, standing, points=not relation.type.symmetric)
        signs = edge + way * 20  # beyond the head of an arrow that points to the middle
        line_styles.sign(canvas, signs, at, standing, stroke.colour)
        line_styles.polarity(canvas, signs + way * 14, at, relation.type.polarity)
        left = edge + _SIGNS if way > 0 else far + 8
        canvas.lines(left, top + _FONT, tie.caption, _FONT)
        y = at + _SMALL + 2
        for words, colour in ((tie.who, PALE_INK), (tie.denied, _DENIED)):
            for text in words:
                canvas.text(left, y, text, _SMALL, fill=colour)
                y += _SMALL * LINE


def _draw_name(canvas: Canvas, other: _Other, way: int, edge: float, top: float, style: Style) -> None:
    left = edge + way * _LABEL if way > 0 else edge - _LABEL - _NAME
    shape = style.box(other.entity.type)
    height = max(other.room, sum(tie.height for tie in other.ties) - 12)
    area = Area(left, top + (other.height - height) / 2, _NAME, height)
    with canvas.group(f"{other.entity.label} ({shape.label})", class_="node"):
        canvas.path(shapes.outline(shape.shape, area), fill=shape.fill, stroke=shape.border, stroke_width=1.1)
        y = area.top + (height - len(other.name) * _FONT * LINE) / 2 + _FONT
        canvas.lines(left + _NAME / 2, y, other.name, _FONT, text_anchor="middle")


def _draw_middle(canvas: Canvas, actor: EntityRef, box: Area, style: Style) -> None:
    shape, font = style.box(actor.type), 14.0
    name = wrap(actor.label, font, box.width - 16, bold=True)[:3]
    while any(width(line, font, bold=True) > box.width - 12 for line in name) and font > _SMALL:
        font -= 0.5
    with canvas.group(f"{actor.label} ({shape.label})", class_="node"):
        canvas.path(shapes.outline(shape.shape, box), fill=shape.fill, stroke=shape.border, stroke_width=2.4)
        y = box.top + (box.height - len(name) * font * LINE) / 2 + font
        canvas.lines(box.left + box.width / 2, y, name, font, text_anchor="middle", font_weight=700, fill=INK)


def _legend(lines: Sequence[Line], relations: Mapping[str, Relation], style: Style) -> Legend:
    shown = [relations[line.relation] for line in lines]
    ends = [end for relation in shown for end in (relation.subject, relation.object) if isinstance(end, EntityRef)]
    points = any(not relation.type.symmetric for relation in shown)
    others: list[Sign] = legend.polarities({relation.type.polarity for relation in shown})
    others += [legend.mutual()] if any(relation.type.symmetric for relation in shown) else []
    kinds = [style.box(kind) for kind, _ in groupby(sorted(end.type for end in ends))]
    return Legend(
        [
            ("Boxes", legend.boxes(kinds)),
            ("How a tie stands", [*legend.standings({line.standing for line in lines}, points=points), *others]),
        ]
    )
