"""Which entities a person decided to be the same or to differ: the file ``matches.csv`` of a dossier.

A line names two entities and has a decision, ``same`` or ``different``, or none yet. The first of two that are the same
stays, the second is taken as it by every import.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from kg.errors import DataError
from kg.model.table import guarded, unguarded

FILE: Final = "matches.csv"
COLUMNS: Final = ("entity", "other", "decision", "label", "other_label", "kind", "other_kind", "reasons")
SAME: Final = "same"
DIFFERENT: Final = "different"

# Begins the note of a dataset that an import made.
MADE: Final = "Made by kg import"

Pair = frozenset[str]


class Decided(Struct, frozen=True):
    """What stands in a file of matches; ``same`` gives the entity that stays for each that is taken as another.

    ``pairs`` holds all pairs with a decision, ``rows`` all rows of the file as they stand.
    """

    same: Mapping[str, str] = field(default_factory=dict)
    pairs: frozenset[Pair] = frozenset()
    rows: tuple[Mapping[str, str], ...] = ()


def read_matches(root: Path) -> Decided:
    """Read the file of matches of a dossier, nothing where there is none.

    Raises DataError, with the line, for a decision that is none, for two that contradict each other, and for entities
    that are each other in a circle.
    """
    path = root / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Decided()
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is no text in UTF-8") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    same: dict[str, str] = {}
    pairs: set[Pair] = set()
    rows: list[Mapping[str, str]] = []
    different: dict[Pair, str] = {}
    begun = 1
    try:
        if missing := [name for name in COLUMNS[:3] if name not in (reader.fieldnames or ())]:
            raise DataError(f"{path}: lacks the columns {', '.join(missing)}: 'kg match --write' makes the file")
        begun = reader.line_num + 1
        for row in reader:
            begun, where = reader.line_num + 1, f"{path}:{reader.line_num - _line_ends(row)}"
            told = {name: unguarded((row.get(name) or "").strip()) for name in COLUMNS}
            # A spreadsheet begins a word with a capital letter by itself.
            told["decision"] = told["decision"].casefold()
            rows.append(told)
            _take(where, told, same, pairs)
            if told["decision"] == DIFFERENT:
                different[frozenset((told["entity"], told["other"]))] = where
    except csv.Error as error:
        raise DataError(f"{path}:{begun}: this row cannot be read: {error}; check its quotation marks") from error
    stays = {slug: _last(path, slug, same) for slug in same}
    for pair, where in different.items():
        if len({stays.get(slug, slug) for slug in pair}) == 1:
            one, other = sorted(pair)
            raise DataError(
                f"{where}: {one} and {other} differ here, and are the same by other lines: mend one of them"
            )
    return Decided(stays, frozenset(pairs), tuple(rows))


def _line_ends(row: Mapping[str, object]) -> int:
    """Return how many line ends stand in the cells of a row, by which its first line lies before its last."""
    return sum(cell.count("\n") for cell in row.values() if isinstance(cell, str))


def is_imported(root: Path, dataset: str) -> bool:
    """Say whether an import made a dataset of a dossier, so that another one makes it anew."""
    about = root / dataset / "dataset.ttl"
    return about.is_file() and MADE in about.read_text(encoding="utf-8")


def cure(entity: str, stays: str, dataset: str, *, imported: bool) -> str:
    """Return what is to be done about an entity that is decided to be another and is still there."""
    if imported:
        return f"import the dataset {dataset} again"
    return f"the dataset {dataset} was written by hand: put {stays} for {entity} in it"


def _take(where: str, row: Mapping[str, str], same: dict[str, str], pairs: set[Pair]) -> None:
    one, other, decision = (row[name] for name in COLUMNS[:3])
    if decision not in (SAME, DIFFERENT, ""):
        raise DataError(f"{where}: the decision '{decision}' is none of: {SAME}, {DIFFERENT}, or nothing yet")
    if not one or not other or one == other:
        raise DataError(f"{where}: names no two entities: give the slug of one under entity, of another under other")
    if decision and frozenset((one, other)) in pairs:
        raise DataError(f"{where}: {one} and {other} are decided twice: leave one line")
    if decision:
        pairs.add(frozenset((one, other)))
    if decision == SAME:
        if same.get(other, one) != one:
            raise DataError(f"{where}: {other} is decided to be both {same[other]} and {one}: leave one of the lines")
        same[other] = one


def _last(path: Path, slug: str, same: Mapping[str, str]) -> str:
    """Return the entity that stays at the end of a chain of decisions."""
    seen = [slug]
    while seen[-1] in same:
        seen.append(same[seen[-1]])
        if len(seen) > len(same) + 1:
            raise DataError(f"{path}: {', '.join(sorted(set(seen)))} are each other in a circle: say which one stays")
    return seen[-1]


def written(rows: Iterable[Mapping[str, str]]) -> str:
    """Return the text of a file of matches."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: guarded(row.get(name, "")) for name in COLUMNS} for row in rows)
    return text.getvalue()
