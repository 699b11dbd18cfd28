"""A picture as PNG or PDF, by packages that need not be there."""

from __future__ import annotations

import re
from importlib import import_module
from math import sqrt
from typing import Any, Final

from kg.errors import DataError, InputError

_ZOOM: Final = 2
"""Pixels of a PNG to a pixel of the picture, so that it can be printed."""

_MOST: Final = 12_000_000
"""So many pixels a PNG has at most, unless the picture itself has more: larger ones are slow to make and to open."""

_SIDES: Final = re.compile(r'<svg [^>]*?width="([0-9.]+)" height="([0-9.]+)"')
_PAGE: Final = """#set document(title: sys.inputs.title, date: none)
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")
"""


def png(svg: str) -> bytes:
    """Return a picture as PNG; raises InputError where resvg-py is missing."""
    resvg = _needed("resvg_py", "PNG", "resvg-py")
    width, height = (float(side) for side in _SIDES.findall(svg)[0])
    zoom = max(1.0, min(_ZOOM, sqrt(_MOST / (width * height))))
    try:
        return bytes(resvg.svg_to_bytes(svg_string=svg, zoom=zoom))
    except ValueError as error:
        raise DataError(f"the picture cannot be turned into PNG: {error}") from error


def pdf(svg: str, title: str) -> bytes:
    """Return a picture as PDF, whose text can be selected; raises InputError where typst is missing."""
    typst = _needed("typst", "PDF", "typst")
    try:
        return bytes(typst.compile(_PAGE.encode(), sys_inputs={"svg": svg, "title": title}, format="pdf"))
    except RuntimeError as error:
        raise DataError(f"the picture cannot be turned into PDF: {error}") from error


def _needed(module: str, format_: str, package: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise InputError(
            f"a {format_} needs the Python package {package}: pip install 'karabakh-kg[pictures]'; or write svg"
        ) from error
