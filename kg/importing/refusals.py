"""A row that is not taken up, and why."""

from dataclasses import dataclass

from kg.model.records import Json


class Refused(Exception):
    """A row cannot be taken up; ``foreseen`` where a rule of the profile says so."""

    def __init__(self, reason: str, *, foreseen: bool = False) -> None:
        super().__init__(reason)
        self.foreseen = foreseen


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken up: its line in the sheet, the reason, and whether a rule of the profile foresaw it."""

    line: int
    reason: str
    foreseen: bool

    def as_json(self) -> Json:
        """Return the record of the refusal."""
        return {"line": self.line, "reason": self.reason, "foreseen": self.foreseen}
