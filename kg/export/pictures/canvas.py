"""A sheet on which to draw, and the SVG that comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from msgspec import Struct

from kg.export.direction import isolated
from kg.export.pictures.text import FONTS, LINE
from kg.export.xml import printable

INK: Final = "#0f172a"
PALE_INK: Final = "#475569"
PAPER: Final = "#ffffff"


class Area(Struct, frozen=True):
    """A rectangle by its left, its top, its width and its height."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Return the lower edge."""
        return self.top + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """Return the point in the middle."""
        return self.left + self.width / 2, self.top + self.height / 2

    def meets(self, other: Area, gap: float = 0.0) -> bool:
        """Say whether two rectangles overlap, or lie nearer than a gap."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point lies inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


class Canvas:
    """A sheet; what is drawn later lies over what was drawn before."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def add(self, name: str, text: str | None = None, /, **attributes: object) -> None:
        """Draw an element; ``_`` in names of attributes stands for ``-``, and those that are None are left out."""
        opening = f"<{name}{_attributes(attributes)}"
        self._parts.append(f"{opening}/>" if text is None else f"{opening}>{escape(text)}</{name}>")

    def path(self, d: str, **attributes: object) -> None:
        """Draw an outline, unfilled unless a fill is given."""
        self.add("path", d=d, **{"fill": "none", **attributes})

    def line(self, x1: float, y1: float, x2: float, y2: float, **attributes: object) -> None:
        """Draw a straight line."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)

    def text(self, x: float, y: float, text: str, size: float = 12, **attributes: object) -> None:
        """Write a line of text whose baseline is ``y``."""
        self.add("text", isolated(text), x=x, y=y, font_size=size, **attributes)

    def lines(self, x: float, y: float, lines: Sequence[str], size: float, **attributes: object) -> float:
        """Write lines one below the other, the first on the baseline ``y``; return the baseline of the next."""
        for line in lines:
            self.text(x, y, line, size, **attributes)
            y += size * LINE
        return y

    @contextmanager
    def group(self, title: str = "", **attributes: object) -> Iterator[None]:
        """Draw what belongs together; a viewer shows the title where the pointer rests."""
        self._parts.append(f"<g{_attributes(attributes)}>")
        if title:
            self.add("title", isolated(title))
        yield
        self._parts.append("</g>")

    def paste(self, other: Canvas, x: float, y: float, scale: float = 1.0) -> None:
        """Draw all of another sheet, its corner at this point."""
        larger = "" if scale == 1 else f" scale({scale:.3f})"
        with self.group(transform=f"translate({number(x)} {number(y)}){larger}"):
            self._parts += other._parts

    def svg(self, width: float, height: float, title: str, about: str = "") -> str:
        """Return the sheet as an SVG file of this size in pixels, on white paper."""
        across, down = number(width), number(height)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}" viewBox="0 0 {across} {down}" '
            f'role="img" font-family="{escape(FONTS)}" fill="{INK}">\n<title>{escape(isolated(title))}</title>\n'
        )
        if about:
            head += f"<desc>{escape(isolated(about))}</desc>\n"
        paper = f'<rect width="{across}" height="{down}" fill="{PAPER}"/>\n'
        return head + paper + "\n".join(self._parts) + "\n</svg>\n"


def number(value: float) -> str:
    """Return a length with one digit after the point at most.

    >>> number(12.04), number(-0.01), number(3)
    ('12', '0', '3')
    """
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def escape(text: str) -> str:
    """Return text as it may stand in XML, without characters that have no place there; line ends survive."""
    escaped = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return escaped.replace("\r", "&#13;")


def _attributes(attributes: dict[str, object]) -> str:
    return "".join(
        f' {name.strip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )


def _value(value: object) -> str:
    return number(value) if isinstance(value, int | float) else escape(str(value))
