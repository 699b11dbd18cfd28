"""The picture of chains: each a row of boxes, and between two of them every tie with its time and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from kg.export import caption
from kg.export.pictures import legend, line_styles
from kg.export.pictures.canvas import PALE_INK, Area, Canvas
from kg.export.pictures.curves import Curve
from kg.export.pictures.legend import Legend
from kg.export.pictures.node import Node, draw_node, node
from kg.export.pictures.page import page
from kg.export.pictures.text import LINE, wrap
from kg.export.style import Style, read_style
from kg.lookup.paths import Chain, Hop
from kg.model.records import Relation
from kg.model.standing import Standing
from kg.model.verbaliser import time_and_amount, verb, words
from kg.store import Store
from kg.view.citations import Citations
from kg.view.saying import reference_words, voices_words

_HOP: Final = 250.0
_GAP: Final = 10.0
_FONT: Final = 11.0
_MOST: Final = 6
"""So many ties of a hop are written out; how many more there are is said."""


class _Line(Struct, frozen=True):
    """A tie of a hop in words; ``back`` says that it runs from the end of the hop to its start."""

    relation: Relation
    standing: Standing
    back: bool
    caption: tuple[str, ...]
    claims: tuple[str, ...]

    @property
    def height(self) -> float:
        return 16 + (len(self.caption) + len(self.claims)) * _FONT * LINE + 6


def picture(chains: Sequence[Chain], title: str, policy: str, store: Store, about: Sequence[str] = ()) -> str:
    """Return chains as SVG; ``policy`` is the name of the one that let their ties in.

    ``about`` stands under the title.
    """
    style = read_style(store)
    nodes = {entity.id: node(entity, style, 4) for chain in chains for entity in chain.entities}
    canvas, citations = Canvas(), Citations()
    y, across = 0.0, 0.0
    for number, chain in enumerate(chains, 1):
        row = Canvas()
        lines = [[_line(hop, relation, citations) for relation in hop.relations[:_MOST]] for hop in chain.hops]
        height = max(
            *(nodes[entity.id].height for entity in chain.entities),
            *(_height(hop, drawn) for hop, drawn in zip(chain.hops, lines, strict=True)),
        )
        width = _chain(row, chain, lines, nodes, style, height)
        hops = f"{len(chain.hops)} {'hop' if len(chain.hops) == 1 else 'hops'}, the weakest {words(chain.weakest)}"
        canvas.text(0, y + 13, f"{number}.", 13, font_weight=700)
        canvas.text(24, y + 13, hops, 12, fill=PALE_INK)
        canvas.paste(row, 0, y + 26)
        y, across = y + 26 + height + 26, max(across, width)
    relations = [relation for chain in chains for hop in chain.hops for relation in hop.relations]
    shown = [relation for chain in chains for hop in chain.hops for relation in hop.relations[:_MOST]]
    notes = [f"From {caption.sources(store, relations)}.", *map(reference_words, citations.sources.references)]
    return page(
        canvas, (across, y), title, [*about, caption.rule(policy)], _legend(nodes.values(), shown, style), notes
    )


def _line(hop: Hop, relation: Relation, citations: Citations) -> _Line:
    known = time_and_amount(relation)
    text = wrap(f"{verb(relation)} ({known})" if known else verb(relation), _FONT, _HOP - 2 * _GAP)
    claims = wrap(_who(relation, citations), _FONT - 1, _HOP - 2 * _GAP)
    return _Line(relation, relation.standing, relation.subject.id != hop.start.id, tuple(text), tuple(claims))


def _who(relation: Relation, citations: Citations) -> str:
    """Return who says it, how, for which date where it has none of its own, and in which source, and who denies it."""
    said, denied = (
        citations.voices((claim for claim in relation.claims if claim.affirms is affirms), dated=not relation.period)
        for affirms in (True, False)
    )
    return voices_words(said, denied, citations.voices(relation.tie_denials))


def _height(hop: Hop, lines: Sequence[_Line]) -> float:
    return sum(line.height for line in lines) + (18 if len(hop.relations) > len(lines) else 0)


def _chain(
    canvas: Canvas,
    chain: Chain,
    lines: Sequence[Sequence[_Line]],
    nodes: dict[str, Node],
    style: Style,
    height: float,
) -> float:
    """Draw a chain; return how wide it is."""
    x = 24.0
    x = _box(canvas, nodes[chain.entities[0].id], x, height)
    for hop, drawn in zip(chain.hops, lines, strict=True):
        y = (height - _height(hop, drawn)) / 2
        for line in drawn:
            _tie(canvas, line, style, x, y)
            y += line.height
        if more := len(hop.relations) - len(drawn):
            canvas.text(x + _HOP / 2, y + 12, f"and {more} more", _FONT, text_anchor="middle", fill=PALE_INK)
        x = _box(canvas, nodes[hop.end.id], x + _HOP, height)
    return x


def _box(canvas: Canvas, drawn: Node, x: float, height: float) -> float:
    """Draw a box in the middle of its row; return its right edge."""
    draw_node(canvas, drawn, Area(x, (height - drawn.height) / 2, drawn.width, drawn.height))
    return x + drawn.width


def _tie(canvas: Canvas, line: _Line, style: Style, x: float, y: float) -> None:
    relation = line.relation
    stroke = style.stroke(relation.type.layer)
    curve = Curve((x + _GAP, y + 8), (x + _HOP / 2, y + 8), (x + _HOP - _GAP, y + 8))
    with canvas.group(f"{relation}: {'; '.join(map(str, relation.claims))}", class_=f"tie {line.standing}"):
        line_styles.draw(
            canvas,
            curve.reversed() if line.back else curve,
            stroke,
            line.standing,
            points=not relation.type.symmetric,
        )
        line_styles.sign(canvas, x + _HOP / 2, y + 8, line.standing, stroke.colour)
        beside = 0 if line.standing == "accepted" else 2 * line_styles.SIGN + 4
        line_styles.polarity(canvas, x + _HOP / 2 + beside, y + 8, relation.type.polarity)
        middle = x + _HOP / 2
        below = canvas.lines(middle, y + 27, line.caption, _FONT, text_anchor="middle", fill=stroke.colour)
        canvas.lines(middle, below, line.claims, _FONT - 1, text_anchor="middle", fill=PALE_INK)


def _legend(nodes: Iterable[Node], shown: Sequence[Relation], style: Style) -> Legend:
    symmetric = any(relation.type.symmetric for relation in shown)
    return Legend(
        [
            ("Boxes", legend.boxes(node.box for node in nodes)),
            ("Lines", legend.layers(style.stroke(relation.type.layer) for relation in shown)),
            (
                "How a tie stands",
                [
                    *legend.standings({relation.standing for relation in shown}),
                    *legend.polarities({relation.type.polarity for relation in shown}),
                    *([legend.mutual()] if symmetric else []),
                ],
            ),
        ]
    )
