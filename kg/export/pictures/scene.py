"""The scene of a network: boxes with names, and the ties between each two of them."""

from __future__ import annotations

from collections import Counter, defaultdict

from msgspec import Struct

from kg.export.pictures.node import Node, node
from kg.export.style import Stroke, read_style
from kg.export.view import View
from kg.model.records import EntityRef, Relation
from kg.model.standing import Standing


class Tie(Struct, frozen=True):
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


class Bundle(Struct, frozen=True):
    """All ties between two nodes, whichever way; ``one`` is at most ``other``."""

    one: int
    other: int
    ties: tuple[Tie, ...]


class Scene(Struct, frozen=True):
    """Nodes and bundles, before anything has a place."""

    nodes: tuple[Node, ...]
    bundles: tuple[Bundle, ...]

    @property
    def ties(self) -> list[Tie]:
        """Return all ties."""
        return [tie for bundle in self.bundles for tie in bundle.ties]


def scene(view: View) -> Scene:
    """Return what a picture of a view shows."""
    style = read_style(view.store)
    entities = list(view.read_entities())
    index_of = {entity.id: index for index, entity in enumerate(entities)}
    ties_of: dict[tuple[int, int], list[Tie]] = defaultdict(list)
    degrees: Counter[str] = Counter()
    for relation in view.read():
        if isinstance(relation.object, EntityRef):
            start, end = index_of[relation.subject.id], index_of[relation.object.id]
            stroke = style.stroke(relation.type.layer)
            ties_of[min(start, end), max(start, end)].append(Tie(relation, view.standing(relation), stroke, start, end))
            degrees.update({relation.subject.id, relation.object.id})
    focus = {entity.id for entity in view.request.focus}
    nodes = tuple(node(entity, style, degrees[entity.id], bold=entity.id in focus) for entity in entities)
    return Scene(nodes, tuple(Bundle(*ends, tuple(ties)) for ends, ties in sorted(ties_of.items())))
