"""A collision grid: what is taken on a sheet, kept by the cells in which it lies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from msgspec import Struct, field

from kg.export.pictures.canvas import Area

_CELL: Final = 60.0


class CollisionGrid(Struct):
    """Rectangles that are taken, found by where they lie."""

    cells: dict[tuple[int, int], list[tuple[int, Area]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, areas: Iterable[Area], gap: float = 0.0) -> CollisionGrid:
        """Return rectangles, each wider by a gap on every side, with their places in the order as owners."""
        grid = cls()
        for owner, area in enumerate(areas):
            grid.take(Area(area.left - gap, area.top - gap, area.width + 2 * gap, area.height + 2 * gap), owner)
        return grid

    def take(self, area: Area, owner: int = -1) -> None:
        """Mark a rectangle as taken by an owner."""
        for cell in _cells(area):
            self.cells[cell].append((owner, area))

    def hit(self, x: float, y: float) -> Iterable[int]:
        """Return the owners of rectangles that hold a point."""
        near = self.cells.get((int(x // _CELL), int(y // _CELL)), ())
        return [owner for owner, area in near if area.holds(x, y)]

    def near(self, area: Area) -> list[tuple[int, Area]]:
        """Return what is taken in the cells that an area touches, with its owners."""
        return [taken for cell in _cells(area) for taken in self.cells.get(cell, ())]

    def meets(self, area: Area, gap: float) -> bool:
        """Say whether a rectangle comes nearer than a gap to one that is taken."""
        return any(area.meets(other, gap) for _, other in self.near(area))


def _cells(area: Area) -> list[tuple[int, int]]:
    columns = range(int((area.left - 4) // _CELL), int((area.right + 4) // _CELL) + 1)
    rows = range(int((area.top - 4) // _CELL), int((area.bottom + 4) // _CELL) + 1)
    return [(column, row) for column in columns for row in rows]
