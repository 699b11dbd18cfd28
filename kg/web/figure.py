"""A small picture of whom one is tied to: names on both sides, each with a line in the colour and dash of its layer.

It stands in a page as SVG, needs no layout, and hides nothing behind anything; names lead to what ties the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from kg.model.records import EntityRef, Relation
from kg.web import addresses
from kg.web.addresses import Link
from kg.web.fragment import text_of

# So many names on each side, those with the most ties; fewer than so many in all are a list already.
_SIDE: Final = 7
_FEWEST: Final = 3
_STEP: Final = 26
_WIDTH: Final = 920
_MIDDLE: Final = _WIDTH / 2
_BESIDE: Final = 84
_REACH: Final = 70
_SPREAD: Final = 4
_LETTERS: Final = 30
# So many layers are named beside a name.
_NAMED: Final = 2


class _Tied(Struct, frozen=True):
    other: EntityRef
    layers: tuple[str, ...]
    ties: int


def figure(entity: EntityRef, relations: Iterable[Relation], link: Link) -> str:
    """Return the picture as an ``svg`` element, or an empty string where there are too few names for one."""
    tied = _tied(entity, relations)
    if len(tied) < _FEWEST:
        return ""
    shown = tied[: 2 * _SIDE]
    half = -(-len(shown) // 2)
    sides = (shown[:half], shown[half:])
    height = half * _STEP + 20
    parts = []
    for index, side in enumerate(sides):
        way = -1 if index else 1
        top = height / 2 - (len(side) - 1) * _STEP / 2
        for number, one in enumerate(side):
            parts.append(_name(entity, one, way, top + number * _STEP, height / 2, link))
    more = len(tied) - len(shown)
    middle = f'<text class="own" x="{_MIDDLE:.0f}" y="{height / 2 + 4:.0f}">{text_of(_short(entity.label, 22))}</text>'
    rest = f'<text class="rest" x="{_MIDDLE:.0f}" y="{height - 4}">and {more} more below</text>' if more else ""
    told = text_of(f"{entity.label} and the {len(shown)} names to which it has most ties")
    size = f'viewBox="0 0 {_WIDTH} {height}"'
    return f'<svg class="net" {size} role="group" aria-label="{told}">{"".join(parts)}{middle}{rest}</svg>'


def _tied(entity: EntityRef, relations: Iterable[Relation]) -> list[_Tied]:
    """Return the others, those with the most ties first, each with its layers, the most frequent first."""
    others: dict[str, EntityRef] = {}
    layers: dict[str, Counter[str]] = {}
    for relation in relations:
        ends = [end for end in (relation.subject, relation.object) if isinstance(end, EntityRef)]
        if len(ends) == 2 and entity in ends and ends[0] != ends[1]:
            other = ends[1] if ends[0] == entity else ends[0]
            others[other.id] = other
            layers.setdefault(other.id, Counter())[relation.type.layer] += 1
    ranked = sorted(others, key=lambda iri: (-layers[iri].total(), others[iri].label))
    return [
        _Tied(others[iri], tuple(name for name, _ in layers[iri].most_common(3)), layers[iri].total()) for iri in ranked
    ]


def _name(entity: EntityRef, one: _Tied, way: int, y: float, middle: float, link: Link) -> str:
    """Return a name with a line for each of its layers; ``way`` is 1 to the right, -1 to the left."""
    start, end = _MIDDLE + way * _BESIDE, _MIDDLE + way * (_BESIDE + _REACH)
    bend = (start + end) / 2
    lines = []
    for index, layer in enumerate(one.layers):
        shift = (index - (len(one.layers) - 1) / 2) * _SPREAD
        near, far = f"{middle + shift:.0f}", f"{y + shift:.0f}"
        path = f"M{start:.0f} {near}C{bend:.0f} {near} {bend:.0f} {far} {end:.0f} {far}"
        lines.append(f'<path class="l-{text_of(layer)}" d="{path}"/>')
    count = f" {one.ties}" if one.ties > 1 else ""
    side = "" if way > 0 else ' class="left"'
    by = f"<tspan> {text_of(', '.join(one.layers[:_NAMED]))}</tspan>"
    told = f"{text_of(_short(one.other.label, _LETTERS))}{count}{by}"
    address = text_of(link(addresses.pair(entity.id, one.other.id)))
    text = f'<text x="{end + way * 6:.0f}" y="{y + 4:.0f}"{side}>{told}</text>'
    return f'{"".join(lines)}<a href="{address}">{text}</a>'


def _short(name: str, letters: int) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"
