"""What an import did, or would do: every row read was written, folded into another, or refused."""

from collections.abc import Sequence, Set
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from kg.importing.names import Near
from kg.importing.refusals import Reason, Reasons, Refusal
from kg.importing.staging import Repeated

# So many refusals are kept in memory and shown one by one; all of them can be written into a file.
LISTED: Final = 1000
_NEAR: Final = 200


class Report(Struct):
    """What an import did, or would do: rows read are rows written, folded and refused.

    A row is folded that says only what other rows say; ``twice`` are some of those lines. ``relations``, ``claims``,
    ``sources`` and ``entities`` count what the dataset holds; ``files`` are those written; ``left_out`` is what else
    stands in the file and was not read, such as further sheets, ``hidden`` what its sheet hides and was; ``open`` are
    the lines of rows, refused among others, that have no relation yet; ``readings`` tell as what codes were read that
    may mean something else.
    """

    dataset: str
    written: int = 0
    folded: int = 0
    twice: list[Repeated] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    reasons: Reasons = field(default_factory=Reasons)
    _readings: Reasons = field(default_factory=Reasons)
    relations: int = 0
    claims: int = 0
    sources: int = 0
    entities: int = 0
    files: list[str] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    _near: dict[str, Near] = field(default_factory=dict)
    _uses: dict[str, int] = field(default_factory=dict)

    @property
    def read(self) -> int:
        """Return the number of rows read."""
        return self.written + self.folded + self.reasons.rows

    @property
    def refused_rows(self) -> int:
        """Return how many rows were refused."""
        return self.reasons.rows

    @property
    def ranked(self) -> list[Reason]:
        """Return why rows were refused, the reasons of most rows first."""
        return self.reasons.ranked()

    @property
    def readings(self) -> list[Reason]:
        """Return what was read in one way and may be meant in another, what is so in most rows first."""
        return self._readings.ranked()

    def read_as(self, line: int, readings: Sequence[str]) -> None:
        """Count a row of which something may be meant in another way."""
        self._readings.add(line, readings, foreseen=True)

    @property
    def unforeseen(self) -> int:
        """Return how many rows were refused without a rule that says so."""
        return self.reasons.unforeseen

    @property
    def near(self) -> list[Near]:
        """Return the new names that are like known ones, those of most rows first."""
        names = [replace(near, rows=self._uses[near.entity]) for near in self._near.values()]
        return sorted(names, key=lambda near: (-near.rows, near.entity))

    def add_near(self, near: Near) -> None:
        """Keep that a new name is like a known one."""
        if len(self._near) < _NEAR:
            self._near[near.entity] = near
            self._uses[near.entity] = 0

    @property
    def has_near(self) -> bool:
        """Say whether any new name is like a known one."""
        return bool(self._near)

    def use(self, slugs: Set[str]) -> None:
        """Count a row with these entities."""
        for slug in self._uses.keys() & slugs:
            self._uses[slug] += 1

    def refuse(self, line: int, reasons: tuple[str, ...], *, foreseen: bool) -> None:
        """Count a row that was refused."""
        self.reasons.add(line, reasons, foreseen=foreseen)
        if len(self.refused) < LISTED:
            self.refused.append(Refusal(line, "; ".join(reasons), foreseen))

    def sort(self) -> None:
        """Put the rows that were refused into the order of their lines."""
        self.refused.sort(key=lambda refusal: refusal.line)
        self.open.sort()
