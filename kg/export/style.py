"""How layers and kinds are drawn, as the ontology declares it in ``ontology/style.ttl``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

from msgspec import Struct

from kg.store import Store, named_query
from kg.terms import local_name

Value = TypeVar("Value")


class Stroke(Struct, frozen=True):
    """The line of a layer's ties; ``dash`` is solid, dashed or dotted."""

    label: str
    colour: str
    dash: str


class Box(Struct, frozen=True):
    """The box of a kind of entity; ``kind`` is the local name of the kind that declares it."""

    kind: str
    label: str
    shape: str
    fill: str
    border: str


class Style(Struct, frozen=True):
    """The strokes of the layers and the boxes of the kinds, both by local name; colours are ``#`` and six digits.

    ``broader`` has the next broader kinds of each kind.
    """

    layers: dict[str, Stroke]
    kinds: dict[str, Box]
    broader: dict[str, list[str]]

    def stroke(self, layer: str) -> Stroke:
        """Return how ties of a layer are drawn; a layer without a style is drawn plain."""
        return self.layers.get(layer) or Stroke(layer, _PLAIN.border, "solid")

    def box(self, kind: str) -> Box:
        """Return how entities of a kind are drawn; a kind without a style is drawn plain."""
        return self.kinds.get(kind, _PLAIN)


_PLAIN: Final = Box("Entity", "entity", "box", "#f8fafc", "#64748b")


def read_style(store: Store) -> Style:
    """Read the style out of a store."""
    layers: dict[str, Stroke] = {}
    own: dict[str, Box] = {}
    broader: dict[str, list[str]] = {}
    for row in store.select(named_query("styles")):
        name, label = local_name(row["thing"].value), row["label"].value if row["label"] else ""
        if row["colour"]:
            layers[name] = Stroke(label, row["colour"].value, row["dash"].value)
            continue
        if row["shape"]:
            own[name] = Box(name, label, row["shape"].value, row["fill"].value, row["border"].value)
        above = broader.setdefault(name, [])
        if row["broader"]:
            above.append(local_name(row["broader"].value))
    kinds = {kind: nearest(kind, own, broader) or _PLAIN for kind in broader}
    return Style(layers, kinds, broader)


def nearest(kind: str, own: Mapping[str, Value], broader: Mapping[str, Iterable[str]]) -> Value | None:
    """Return what a table says of a kind or, going up level by level, of the first broader kind that stands in it."""
    level = [kind]
    while level:
        for name in sorted(level):
            if name in own:
                return own[name]
        level = [above for name in level for above in broader.get(name, ())]
    return None
