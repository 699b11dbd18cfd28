"""How layers and kinds are drawn, as the ontology declares it in ``ontology/style.ttl``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kg.store import Store, named_query
from kg.terms import local_name


@dataclass(frozen=True, slots=True)
class Stroke:
    """The line of a layer's ties; ``dash`` is solid, dashed or dotted."""

    label: str
    colour: str
    dash: str


@dataclass(frozen=True, slots=True)
class Box:
    """The box of a kind of entity; ``kind`` is the local name of the kind that declares it."""

    kind: str
    label: str
    shape: str
    fill: str
    border: str


@dataclass(frozen=True, slots=True)
class Style:
    """The strokes of the layers and the boxes of the kinds, both by local name; colours are ``#`` and six digits."""

    layers: dict[str, Stroke]
    kinds: dict[str, Box]

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
    return Style(layers, {kind: _nearest(kind, own, broader) for kind in broader})


def _nearest(kind: str, own: dict[str, Box], broader: dict[str, list[str]]) -> Box:
    """Return the box of a kind or of the first broader one that has one, level by level."""
    level = [kind]
    while level:
        for name in sorted(level):
            if name in own:
                return own[name]
        level = [above for name in level for above in broader.get(name, ())]
    return _PLAIN
