"""Days on a line: every year in which something begins or ends has its room, and empty years are cut short."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from msgspec import Struct

# What empty years between two that are not take up at most, in years.
_MOST_EMPTY: Final = 2.0


class Axis(Struct, frozen=True):
    """The years that have room, each with the place where it begins, and how wide a year is.

    ``breaks`` are the middles of stretches that are cut short.
    """

    years: dict[int, float]
    year: float
    breaks: tuple[float, ...]
    width: float

    @classmethod
    def through(cls, days: Iterable[str], width: float) -> Axis:
        """Return the axis on which these days have a place, as wide as it may be."""
        years = sorted({int(day[:4]) for day in days})
        offsets: dict[int, float] = {}
        cuts, at = [], 0.0
        for index, year in enumerate(years):
            if index and (empty := year - years[index - 1] - 1) > 0:
                if empty > _MOST_EMPTY:
                    cuts.append(at + _MOST_EMPTY / 2)
                else:
                    offsets |= {years[index - 1] + 1 + step: at + step for step in range(empty)}
                at += min(empty, _MOST_EMPTY)
            offsets[year] = at
            at += 1
        unit = width / (at or 1)
        return cls(
            {year: index * unit for year, index in offsets.items()}, unit, tuple(cut * unit for cut in cuts), width
        )

    def at(self, day: str, *, end: bool = False) -> float:
        """Return where a day begins, or ends; its year must be one that the axis was made for."""
        year, month, number = (int(part) for part in day.split("-"))
        passed = date(year, month, number).toordinal() - date(year, 1, 1).toordinal() + end
        length = date(year, 12, 31).toordinal() - date(year, 1, 1).toordinal() + 1
        return self.years[year] + self.year * passed / length
