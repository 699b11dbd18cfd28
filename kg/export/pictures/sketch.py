"""What a picture of a network shows: boxes with names, and the ties between each two of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import log2
from typing import Final

from kg.export.pictures import shapes
from kg.export.pictures.text import LINE, width, wrap
from kg.export.style import Box, Stroke, Style, read_style
from kg.export.view import Standing, View
from kg.model.records import Entity, EntityRef, Relation

_SMALLEST: Final = 11.0
_LARGEST: Final = 18.0
_WIDEST: Final = 10.5  # a name's line, in font sizes
_MARGIN: Final = (9.0, 5.0)


@dataclass(frozen=True, slots=True)
class Node:
    """An entity with its name in lines of a font size, and the box around them."""

    entity: Entity
    box: Box
    lines: tuple[str, ...]
    font: float
    bold: bool
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation between two nodes, ``start`` and ``end`` by their places in the list."""

    relation: Relation
    standing: Standing
    stroke: Stroke
    start: int
    end: int

    @property
    def points(self) -> bool:
        """Say whether the tie has a direction."""
        return not self.relation.type.symmetric


@dataclass(frozen=True, slots=True)
class Bundle:
    """All ties between two nodes, whichever way; ``one`` is at most ``other``."""

    one: int
    other: int
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """Nodes and bundles, before anything has a place."""

    nodes: tuple[Node, ...]
    bundles: tuple[Bundle, ...]

    @property
    def ties(self) -> list[Tie]:
        """Return all ties."""
        return [tie for bundle in self.bundles for tie in bundle.ties]


def sketch(view: View) -> Sketch:
    """Return what a picture of a view shows."""
    style = read_style(view.store)
    entities = list(view.read_entities())
    places = {entity.id: place for place, entity in enumerate(entities)}
    found: dict[tuple[int, int], list[Tie]] = defaultdict(list)
    degrees: Counter[str] = Counter()
    for relation in view.read():
        if isinstance(relation.object, EntityRef):
            start, end = places[relation.subject.id], places[relation.object.id]
            stroke = style.stroke(relation.type.layer)
            found[min(start, end), max(start, end)].append(Tie(relation, view.standing(relation), stroke, start, end))
            degrees.update({relation.subject.id, relation.object.id})
    focus = {entity.id for entity in view.request.focus}
    nodes = tuple(_node(entity, style, degrees[entity.id], entity.id in focus) for entity in entities)
    return Sketch(nodes, tuple(Bundle(*ends, tuple(ties)) for ends, ties in sorted(found.items())))


def _node(entity: Entity, style: Style, degree: int, bold: bool) -> Node:
    """Return the node of an entity: the more ties it has, the larger its name."""
    font = min(_LARGEST, _SMALLEST + round(1.4 * max(0.0, log2(max(degree, 1)) - 1)))
    lines = tuple(wrap(entity.label, font, _WIDEST * font, bold=bold))
    across = max(width(line, font, bold=bold) for line in lines) * 1.04 + 2 * _MARGIN[0]
    down = len(lines) * font * LINE + 2 * _MARGIN[1]
    box = style.box(entity.type)
    return Node(entity, box, lines, font, bold, *shapes.room(box.shape, across, down))
