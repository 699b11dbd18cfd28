"""A picture as PNG or PDF, by packages that need not be there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from math import sqrt
from typing import Any, Final

from kg.errors import DataError, InputError
from kg.export.pictures.canvas import number

_ZOOM: Final = 2
"""Pixels of a PNG to a pixel of the picture, so that it can be printed."""

_MOST: Final = 12_000_000
"""So many pixels a PNG has at most, unless the picture itself has more: larger ones are slow to make and to open."""

_BETWEEN: Final = 8.0  # between two sheets of a picture
_SIDES: Final = re.compile(r'<svg [^>]*?width="([0-9.]+)" height="([0-9.]+)"')
# A pixel of the picture is a pixel of 96 to the inch, on paper too: three quarters of a point.
_HEAD: Final = """#set document(title: sys.inputs.title, date: none)
#set page(width: auto, height: auto, margin: 0pt)
"""
_IMAGE: Final = '#image(bytes(sys.inputs.at("svg{0}")), format: "svg")\n'


def png(svg: str, zoom: float = _ZOOM) -> bytes:
    """Return a picture as PNG, so many pixels to one of its own; raises InputError where resvg-py is missing."""
    resvg = _needed("resvg_py", "PNG", "resvg-py")
    width, height = (float(side) for side in _SIDES.findall(svg)[0])
    zoom = max(1.0, min(zoom, sqrt(_MOST / (width * height))))
    try:
        return bytes(resvg.svg_to_bytes(svg_string=svg, zoom=zoom))
    except ValueError as error:
        raise DataError(f"the picture cannot be turned into PNG: {error}") from error


def pdf(svg: str | Sequence[str], title: str) -> bytes:
    """Return a picture as PDF, a page for each sheet, whose text can be selected; InputError where typst is missing."""
    typst = _needed("typst", "PDF", "typst")
    pages = [svg] if isinstance(svg, str) else svg
    document = _HEAD + "#pagebreak()\n".join(_IMAGE.format(number) for number in range(len(pages)))
    given = {f"svg{number}": page for number, page in enumerate(pages)}
    try:
        return bytes(typst.compile(document.encode(), sys_inputs={**given, "title": title}, format="pdf"))
    except RuntimeError as error:
        raise DataError(f"the picture cannot be turned into PDF: {error}") from error


def stacked(sheets: Sequence[str]) -> str:
    """Return sheets as one SVG, one below the other."""
    if len(sheets) == 1:
        return sheets[0]
    sides = [tuple(float(side) for side in _SIDES.findall(sheet)[0]) for sheet in sheets]
    across, down = max(width for width, _ in sides), sum(height for _, height in sides) + _BETWEEN * (len(sides) - 1)
    parts, y = [], 0.0
    for sheet, (_, height) in zip(sheets, sides, strict=True):
        parts.append(sheet.replace("<svg ", f'<svg y="{number(y)}" ', 1))
        y += height + _BETWEEN
    size = f'width="{number(across)}" height="{number(down)}" viewBox="0 0 {number(across)} {number(down)}"'
    paper = f'<rect width="{number(across)}" height="{number(down)}" fill="#94a3b8"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n{paper}\n{"".join(parts)}</svg>\n'


def _needed(module: str, format_: str, package: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise InputError(
            f"a {format_} needs the Python package {package}: pip install 'karabakh-kg[pictures]'; or write svg"
        ) from error
