"""A picture with all that stands around it: title, what it shows, legend, what is left out, sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kg.export.pictures.canvas import PALE_INK, Canvas
from kg.export.pictures.text import LINE, width, wrap

MARGIN: Final = 28.0
_NARROWEST: Final = 720.0
_WIDEST_TEXT: Final = 1100.0
_USUAL: Final = 1300.0
_LARGEST: Final = 3.0
_TITLE: Final = 22.0
_SMALL: Final = 12.0
_SAMPLE: Final = 40.0


@dataclass(frozen=True, slots=True)
class Sign:
    """A line of a legend: a sample that is drawn into 40 by 16 pixels, its corner at a point, and what it means."""

    text: str
    draw: Callable[[Canvas, float, float], None]


@dataclass(frozen=True, slots=True)
class Legend:
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
                wanted = _SAMPLE + 8 + width(sign.text, _SMALL) + 22
                if x > MARGIN and x + wanted > limit - MARGIN:
                    x, y = MARGIN, y + 22
                with canvas.group(class_="sign"):
                    sign.draw(canvas, x, y)
                    canvas.text(x + _SAMPLE + 8, y + 12, sign.text, _SMALL)
                x += wanted
            top = y + 32
        return top


def page(
    drawing: Canvas,
    size: tuple[float, float],
    title: str,
    about: Sequence[str],
    legend: Legend,
    notes: Sequence[str],
) -> str:
    """Return a drawing of a size as an SVG page: ``about`` stands under the title, ``notes`` below the legend."""
    across = max(size[0] + 2 * MARGIN, _NARROWEST)
    # What stands around a large picture is larger too, so that it can be read when the whole is seen.
    scale = min(max(across / _USUAL, 1.0), _LARGEST)
    sheet = across / scale
    column = min(sheet - 2 * MARGIN, _WIDEST_TEXT)
    above = Canvas()
    y = MARGIN + _TITLE
    with above.group(class_="title"):
        y = above.lines(MARGIN, y, wrap(title, _TITLE, column, bold=True), _TITLE, font_weight=700)
    y += _SMALL - _TITLE
    with above.group(class_="about", fill=PALE_INK):
        for text in about:
            y = above.lines(MARGIN, y, wrap(f"{text[:1].upper()}{text[1:]}", _SMALL, column), _SMALL)
    top = (y + 4) * scale
    below = Canvas()
    y = legend.onto(below, 26, sheet) + _SMALL
    with below.group(class_="notes", fill=PALE_INK):
        for text in notes:
            y = below.lines(MARGIN, y, wrap(text, _SMALL, column), _SMALL)
    canvas = Canvas()
    canvas.paste(above, 0, 0, scale)
    canvas.paste(drawing, (across - size[0]) / 2, top)
    canvas.paste(below, 0, top + size[1], scale)
    return canvas.svg(across, top + size[1] + (y + MARGIN - _SMALL) * scale, title, " ".join(about))
