"""How far a sheet is: which rows are filled in, which wait for a person, and what is wrong in which row."""

from pathlib import Path
from typing import Final

from msgspec import Struct

from kg.dossier import above, chosen, current
from kg.importing.importer import Progress, import_sheet
from kg.importing.refusals import Refusal

_SHOWN: Final = 10


class Check(Struct, frozen=True):
    """How far a sheet is, in rows: those filled in, open (without a relation), left out by a rule, and wrong.

    ``errors`` are the first rows that are wrong, with all that is wrong in them; ``first_open`` the first open lines.
    """

    filled: int
    open: int
    left_out: int
    wrong: int
    errors: list[Refusal]
    first_open: list[int]

    @property
    def rows(self) -> int:
        """Return how many rows the sheet has."""
        return self.filled + self.open + self.left_out + self.wrong

    @property
    def done(self) -> bool:
        """Say whether nothing is left to do."""
        return not self.open and not self.wrong and bool(self.rows)


def home_of(sheet: Path) -> Path:
    """Return the folder of the dossier against which a sheet is checked: the chosen one, else that in which it lies,
    else the current one.
    """
    own = None if chosen() is not None else above(sheet.parent)
    return current().root if own is None else own.parent


def check_sheet(
    sheet: Path,
    profile: Path,
    resolution: Path | None = None,
    into: Path | None = None,
    progress: Progress | None = None,
) -> Check:
    """Return how far a sheet is; nothing is written.

    Names mean what they mean in ``into``, else in the chosen dossier, the one in which the sheet lies, or the
    current one. Raises what ``import_sheet`` raises.
    """
    report = import_sheet(sheet, profile, resolution, into or home_of(sheet), progress, write=False)
    wrong = report.unforeseen
    opened = len(report.open)
    return Check(
        filled=report.written + report.folded,
        open=opened,
        left_out=report.reasons.rows - wrong - opened,
        wrong=wrong,
        errors=[refusal for refusal in report.refused if not refusal.foreseen][:_SHOWN],
        first_open=report.open[:_SHOWN],
    )
