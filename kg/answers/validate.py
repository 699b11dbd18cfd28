"""What is wrong in the data, with file, line and cure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Final

from kg.answers.answer import Answer
from kg.answers.listing import count, first, more
from kg.validation import validate
from kg.validation.findings import Finding
from kg.view.document import Block, Document, Row, Rows, words

_COLUMNS: Final = ("file", "line", "rule", "node", "message")
_MOST: Final = 40


def answer(paths: Sequence[Path], *, whole: bool = False) -> Answer:
    """Return what is wrong in files and folders, or in all shipped data."""
    found = validate(tuple(paths))
    return Answer(
        records=found,
        kind="finding",
        compose=lambda: _document(found, whole=whole),
        remarks=(count(len(found), "finding") if found else "valid",),
        columns=_COLUMNS,
        rows=lambda: map(asdict, found),
        lines=lambda: map(str, found),
    )


def _document(found: Sequence[Finding], *, whole: bool) -> Document:
    """Return the findings, those of one file together."""
    if not found:
        return Document("", ())
    shown = first(found, _MOST, whole=whole)
    blocks: list[Block] = [
        Rows(file, tuple(_row(finding) for finding in group))
        for file, group in groupby(shown, key=lambda finding: finding.file or "(no file)")
    ]
    if left := more(len(found), len(shown), "finding"):
        blocks.append(Rows("", (), left))
    rules = Counter(finding.rule for finding in found)
    close = " · ".join(f"{rule} {number}" for rule, number in rules.most_common())
    return Document("", tuple(blocks), close=(close,))


def _row(finding: Finding) -> Row:
    place = f"line {finding.line}" if finding.line else ""
    return Row(words(f"{finding.rule}: ", (finding.node, "name"), f": {finding.message}"), place)
