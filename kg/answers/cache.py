"""The snapshots that are kept: of what, how large, since when."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from msgspec import Struct

from kg.answers.answer import Answer
from kg.answers.listing import count
from kg.store import snapshot
from kg.view.document import Document, Row, Rows, words

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


class Snapshot(Struct, frozen=True):
    """A snapshot: the folder of what it holds, its title and datasets, its own folder, bytes, triples and age in
    seconds.

    ``usable`` says whether this version of the program reads it.
    """

    of: str
    title: str
    datasets: tuple[str, ...]
    folder: str
    size: int
    triples: int
    made: str
    age: float
    usable: bool


def answer() -> Answer:
    """Return the snapshots, the latest first."""
    now = time.time()
    snapshots = [
        Snapshot(
            manifest.of,
            manifest.title,
            manifest.datasets,
            str(kept.folder),
            kept.size(),
            manifest.triples,
            datetime.fromtimestamp(manifest.made, UTC).isoformat(timespec="seconds"),
            now - manifest.made,
            manifest.is_current,
        )
        for kept, manifest in snapshot.all_kept()
    ]
    return Answer(
        records=snapshots,
        kind="snapshot",
        compose=lambda: _document(snapshots),
        nothing="" if snapshots else _nothing(),
    )


def _nothing() -> str:
    home = snapshot.folder()
    if home is None:
        return f"snapshots are switched off: {snapshot.VARIABLE} says so, or this system has none"
    return f"there is no snapshot in {home}"


def _document(snapshots: list[Snapshot]) -> Document:
    total = sum(one.size for one in snapshots)
    blocks = tuple(Rows(one.title, _rows(one)) for one in snapshots)
    close = ("kg cache --clear removes them; a command that reads its files anew makes them again",)
    return Document(f"{count(len(snapshots), 'snapshot')}, {size(total)}, in {snapshot.folder()}", blocks, close=close)


def _rows(one: Snapshot) -> tuple[Row, ...]:
    said = [one.of, ", ".join(one.datasets), f"{size(one.size)}, {count(one.triples, 'triple')}", f"{_ago(one.age)}"]
    labels = ("of", "datasets", "size", "made")
    rows = [Row(words(text), label) for label, text in zip(labels, said, strict=True) if text]
    if not one.usable:
        rows.append(Row(words("by another version of the program; it is made anew when it is wanted"), "usable"))
    return tuple(rows)


def size(number: float) -> str:
    """Return a number of bytes in words.

    >>> size(3_600_000), size(900)
    ('3.6 MB', '900 bytes')
    """
    for unit, word in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if number >= unit:
            return f"{number / unit:.1f} {word}"
    return f"{number:.0f} bytes"


def _ago(seconds: float) -> str:
    for unit, word in _UNITS:
        if seconds >= unit:
            return f"{count(int(seconds // unit), word)} ago"
    return "just now"
