"""What the signs in a picture mean: only those that occur in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import Final

from msgspec import Struct

from kg.export.pictures import line_styles, shapes
from kg.export.pictures.canvas import Area, Canvas
from kg.export.pictures.curves import Curve
from kg.export.pictures.text import LINE, width
from kg.export.style import Box, Stroke
from kg.model.standing import Standing

MARGIN: Final = 28.0
"""What is left free around a page."""

_SMALL: Final = 12.0
_WIDTH: Final = 40.0
_PLAIN: Final = Stroke("", "#475569", "solid")
_SAMPLE: Final = Curve((2, 8), (20, 8), (38, 8))


class Sign(Struct, frozen=True):
    """A line of a legend: a sample that is drawn into 40 by 16 pixels, its corner at a point, and what it means."""

    text: str
    draw: Callable[[Canvas, float, float], None]


class Legend(Struct, frozen=True):
    """What the signs in a picture mean, in groups with a heading."""

    groups: Sequence[tuple[str, Sequence[Sign]]]

    def onto(self, canvas: Canvas, top: float, limit: float) -> float:
        """Draw the legend between the margins of a page that is ``limit`` wide; return where it ends."""
        for heading, signs in self.groups:
            if not signs:
                continue
            x, y = MARGIN, top
            canvas.text(x, y + _SMALL, heading, _SMALL, font_weight=600)
            y += _SMALL * LINE + 6
            for sign in signs:
                wanted = _WIDTH + 8 + width(sign.text, _SMALL) + 22
                if x > MARGIN and x + wanted > limit - MARGIN:
                    x, y = MARGIN, y + 22
                with canvas.group(class_="sign"):
                    sign.draw(canvas, x, y)
                    canvas.text(x + _WIDTH + 8, y + 12, sign.text, _SMALL)
                x += wanted
            top = y + 32
        return top


def boxes(drawn: Iterable[Box]) -> list[Sign]:
    """Return the boxes of kinds."""
    named = {box.kind: box for box in drawn}
    return [Sign(box.label, partial(_box, box)) for box in sorted(named.values(), key=lambda box: box.label)]


def layers(drawn: Iterable[Stroke]) -> list[Sign]:
    """Return the lines of layers."""
    named = {stroke.label: stroke for stroke in drawn}
    return [Sign(name, partial(_layer, named[name])) for name in sorted(named)]


def standings(occurring: Collection[Standing], *, points: bool = True) -> list[Sign]:
    """Return how ties of these standings are drawn; ``points`` says that some have a direction."""
    return [
        Sign(words, partial(_standing, name, points))
        for name, words in line_styles.MEANINGS.items()
        if name in occurring
    ]


def polarities(occurring: Collection[str]) -> list[Sign]:
    """Return the signs of these polarities."""
    return [Sign(name, partial(_polarity, name)) for name in line_styles.POLARITIES if name in occurring]


def phase() -> Sign:
    """Return how a tie in a phase is drawn."""
    return Sign(line_styles.PHASE, _phase)


def rings(occurring: Collection[Standing]) -> list[Sign]:
    """Return the signs of these standings by themselves."""
    return [Sign(words, partial(_ring, name)) for name, words in line_styles.MEANINGS.items() if name in occurring]


def mutual() -> Sign:
    """Return how a tie without a direction is drawn."""
    return Sign("mutual", _mutual)


def several() -> Sign:
    """Return how many ties between two boxes are drawn."""
    return Sign("several ties, a strand for each layer", partial(_several, False))


def none_accepted() -> Sign:
    """Return how several ties are drawn of which the policy accepts none."""
    return Sign("hollow: none of these ties is accepted", partial(_several, True))


def _box(box: Box, canvas: Canvas, x: float, y: float) -> None:
    canvas.path(shapes.outline(box.shape, Area(x + 2, y, 36, 16)), fill=box.fill, stroke=box.border, stroke_width=1.1)


def _layer(stroke: Stroke, canvas: Canvas, x: float, y: float) -> None:
    line_styles.line(canvas, _SAMPLE.moved(x, y), stroke, 2)


def _standing(standing: Standing, points: bool, canvas: Canvas, x: float, y: float) -> None:
    line_styles.draw(canvas, _SAMPLE.moved(x, y), _PLAIN, standing, points=points)
    line_styles.sign(canvas, x + 16, y + 8, standing, _PLAIN.colour)


def _polarity(name: str, canvas: Canvas, x: float, y: float) -> None:
    line_styles.polarity(canvas, x + 20, y + 8, name)


def _phase(canvas: Canvas, x: float, y: float) -> None:
    line_styles.draw(canvas, _SAMPLE.moved(x, y), _PLAIN, "accepted", points=False)
    line_styles.phase(canvas, x + 20, y + 8, _PLAIN.colour)


def _ring(standing: Standing, canvas: Canvas, x: float, y: float) -> None:
    line_styles.sign(canvas, x + 20, y + 8, standing, _PLAIN.colour)


def _mutual(canvas: Canvas, x: float, y: float) -> None:
    line_styles.draw(canvas, _SAMPLE.moved(x, y), _PLAIN, "accepted", points=False)


def _several(hollow: bool, canvas: Canvas, x: float, y: float) -> None:
    if hollow:
        line_styles.strand(canvas, _SAMPLE.moved(x, y), _PLAIN, 5.7, hollow=True)
        return
    for offset in (-2.6, 0, 2.6):
        line_styles.line(canvas, _SAMPLE.moved(x, y + offset), _PLAIN, 2.0)
