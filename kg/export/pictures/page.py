"""A picture with all that stands around it: title, what it shows, legend, what is left out, sources."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from kg.export.pictures.canvas import PALE_INK, Canvas
from kg.export.pictures.legend import MARGIN, Legend
from kg.export.pictures.text import wrap
from kg.model.verbaliser import date_words

_NARROWEST: Final = 720.0
_WIDEST_TEXT: Final = 1100.0
_USUAL: Final = 1300.0
_LARGEST: Final = 3.0
_TITLE: Final = 22.0
_SMALL: Final = 12.0


def drawn_on() -> str:
    """Return the day of drawing in words: today, or that of ``SOURCE_DATE_EPOCH``, so that a build can be repeated."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    day = datetime.fromtimestamp(int(stated), tz=UTC) if stated.isdecimal() else datetime.now().astimezone()
    return date_words(day.date().isoformat())


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
        for text in (*notes, f"Drawn {drawn_on()} with karabakh-kg."):
            y = below.lines(MARGIN, y, wrap(text, _SMALL, column), _SMALL)
    canvas = Canvas()
    canvas.paste(above, 0, 0, scale)
    canvas.paste(drawing, (across - size[0]) / 2, top)
    canvas.paste(below, 0, top + size[1], scale)
    return canvas.svg(across, top + size[1] + (y + MARGIN - _SMALL) * scale, title, " ".join(about))
