"""What is wrong in the data, with file, line and cure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from msgspec.structs import asdict

from kg.answers.answer import Answer
from kg.answers.listing import count, first, more
from kg.validation import validate
from kg.validation.findings import Finding
from kg.view.document import Block, Document, Row, Rows, words

_COLUMNS: Final = ("file", "line", "rule", "node", "message")
_MOST: Final = 40


def answer(paths: Sequence[Path], *, whole: bool = False) -> Answer:
    """Return what is wrong in files and folders, or in all shipped data."""
    findings = validate(tuple(paths))
    return Answer(
        records=findings,
        kind="finding",
        compose=lambda: _document(findings, whole=whole),
        remarks=(count(len(findings), "finding") if findings else "valid",),
        columns=_COLUMNS,
        rows=lambda: map(asdict, findings),
        lines=lambda: map(str, findings),
    )


def _document(findings: Sequence[Finding], *, whole: bool) -> Document:
    """Return the findings, those of one file together."""
    if not findings:
        return Document("", ())
    shown = first(findings, _MOST, whole=whole)
    blocks: list[Block] = [
        Rows(file, tuple(_row(finding) for finding in group))
        for file, group in groupby(shown, key=lambda finding: finding.file or "(no file)")
    ]
    if left := more(len(findings), len(shown), "finding"):
        blocks.append(Rows("", (), left))
    rules = Counter(finding.rule for finding in findings)
    close = " · ".join(f"{rule} {number}" for rule, number in rules.most_common())
    return Document("", tuple(blocks), close=(close,))


def _row(finding: Finding) -> Row:
    line = f"line {finding.line}" if finding.line else ""
    return Row(words(f"{finding.rule}: ", (finding.node, "name"), f": {finding.message}"), line)
