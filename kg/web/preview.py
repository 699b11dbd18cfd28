"""The picture that others show beside a link to a page: whose pages these are, how much there is, how ties stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kg.export.pictures.canvas import PALE_INK, Canvas
from kg.export.pictures.text import width, wrap
from kg.model.records import Relation
from kg.model.standing import STANDINGS, standing_of
from kg.view.document import MEANINGS
from kg.view.size import size

NAME: Final = "preview.png"
"""The file below the folder of a site."""

# The size at which most programs show it whole.
_WIDTH, _HEIGHT = 1200.0, 630.0
_MARGIN: Final = 72.0
_TITLE, _TEXT, _SMALL = 64.0, 34.0, 28.0
_FILLS: Final = {"accepted": "#334155", "claimed": "#94a3b8", "disputed": "#b91c1c", "denied": "#7f1d1d"}
_BAR: Final = 44.0


def preview(title: str, description: str, relations: Sequence[Relation]) -> str:
    """Return the picture as SVG: title, description, how many ties, and a bar of how they stand."""
    canvas, across = Canvas(), _WIDTH - 2 * _MARGIN
    y = canvas.lines(_MARGIN, 130, wrap(title, _TITLE, across, bold=True)[:2], _TITLE, font_weight=700)
    told = wrap(description, _TEXT, across)
    canvas.lines(_MARGIN, y, told[:3] if len(told) <= 3 else [*told[:2], f"{told[2]} …"], _TEXT, fill=PALE_INK)
    canvas.text(_MARGIN, 420, size(relations), _TEXT)
    counts = {name: sum(standing_of(one) == name for one in relations) for name in STANDINGS}
    x, at = _MARGIN, _MARGIN
    for name, count in counts.items():
        if not count:
            continue
        wide = across * count / len(relations)
        canvas.add("rect", x=x, y=450, width=wide, height=_BAR, fill=_FILLS[name])
        canvas.add("rect", x=at, y=534, width=22, height=22, rx=3, fill=_FILLS[name])
        words = f"{count} {MEANINGS[name]}"
        canvas.text(at + 34, 555, words, _SMALL)
        x, at = x + wide, at + 34 + width(words, _SMALL) + 44
    return canvas.svg(_WIDTH, _HEIGHT, title)
