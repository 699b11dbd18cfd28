"""A picture as a test reads it: an SVG parsed as XML, with where its texts stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree

from kg.export.pictures.canvas import Area
from kg.export.pictures.curves import Curve, Detour
from kg.export.pictures.text import width

SVG = "{http://www.w3.org/2000/svg}"
Element = ElementTree.Element


@dataclass(frozen=True)
class Drawn:
    """A picture that was read back."""

    root: Element

    @classmethod
    def of(cls, text: str) -> Drawn:
        return cls(ElementTree.fromstring(text))

    def groups(self, name: str) -> list[Element]:
        """The groups of a class, in their order."""
        return [group for group in self.root.iter(f"{SVG}g") if name in group.get("class", "").split()]

    @property
    def names(self) -> set[str]:
        """The names in the boxes, without the blanks at which lines were broken."""
        return {bare("".join(texts(group))) for group in self.groups("node")}

    def legend(self) -> set[str]:
        return {text for group in self.groups("sign") for text in texts(group)}

    def text(self) -> str:
        return " ".join(element.text or "" for element in self.root.iter(f"{SVG}text"))

    def labels(self) -> Iterator[tuple[str, Area]]:
        """The lines of all names, labels and counts, with the areas that they take up."""
        for element in [
            *(line for group in self.groups("node") for line in group.iter(f"{SVG}text")),
            *(line for line in self.root.iter(f"{SVG}text") if line.get("class") in ("label", "count")),
        ]:
            size, text = float(element.get("font-size", "0")), element.text or ""
            across = width(text, size)
            x, y = float(element.get("x", "0")), float(element.get("y", "0"))
            yield text, Area(x - across / 2, y - size * 0.8, across, size)

    def boxes(self) -> list[Area]:
        """The areas that the names in the boxes take up."""
        areas = []
        for group in self.groups("node"):
            lines = [float(line.get("y", "0")) for line in group.iter(f"{SVG}text")]
            sizes = [width(line.text or "", float(line.get("font-size", "0"))) for line in group.iter(f"{SVG}text")]
            middle = float(group.find(f"{SVG}text").get("x", "0"))  # type: ignore[union-attr]
            areas.append(Area(middle - max(sizes) / 2, min(lines) - 8, max(sizes), max(lines) - min(lines) + 8))
        return areas

    def ways(self) -> Iterator[tuple[str, list[tuple[float, float]]]]:
        """The points along the curves of all ties from box to box, each with what it says."""
        for group in self.groups("tie"):
            for path in group.iter(f"{SVG}path"):
                data = path.get("d", "")
                if match := re.fullmatch(r"M(\S+) (\S+)Q(\S+) (\S+) (\S+) (\S+)", data):
                    x1, y1, x2, y2, x3, y3 = map(float, match.groups())
                    yield title(group), Curve((x1, y1), (x2, y2), (x3, y3)).points()
                elif "L" in data and not data.endswith("Z"):
                    spots = [tuple(map(float, spot.split())) for spot in data[1:].split("L")]
                    yield title(group), Detour(tuple((x, y) for x, y in spots)).points()

    def overlapping(self) -> list[tuple[str, str]]:
        return [(one, other) for (one, a), (other, b) in combinations(self.labels(), 2) if a.meets(b)]

    def hidden(self) -> list[str]:
        """The names and labels that the sign of a tie hides a part of."""
        signs = [
            Area(float(ring.get("cx", "0")) - 5, float(ring.get("cy", "0")) - 5, 10, 10)
            for name in ("claimed", "disputed", "denied")
            for group in self.groups(f"sign-{name}")[:-1]  # the last of each stands in the legend
            for ring in group.iter(f"{SVG}circle")
        ]
        return [text for text, area in self.labels() for sign in signs if area.meets(sign)]


def texts(group: Element) -> list[str]:
    return [element.text or "" for element in group.iter(f"{SVG}text")]


def title(group: Element) -> str:
    """What a viewer shows where the pointer rests."""
    return group.findtext(f"{SVG}title") or ""


def bare(text: str) -> str:
    return "".join(text.split())
