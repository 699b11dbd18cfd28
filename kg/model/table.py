"""Relations as the rows of a table, one for each relation and claim, and tables as CSV that a spreadsheet can open.

A spreadsheet runs a text that begins with ``=``, ``+``, ``-`` or ``@`` as a formula; such a text is written behind an
apostrophe, and so is one that already stands behind one, so that it can be read back as it was.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from kg.model.records import Claim, EntityRef, Relation, Text

_TIMES: Final = ("on", "from", "until", "not_before", "not_after")
CLAIM_COLUMNS: Final = (
    "claim", "dataset", "claimant_id", "claimant", "claimant_type", "stance", "status", "said_on", "attested_on",
    "source_id", "source", "publisher", "url", "source_date", "side", "weak", "paragraphs", "rows", "note",
)  # fmt: skip
RELATION_COLUMNS: Final = (
    "relation", "subject_id", "subject", "subject_type", "type_id", "type", "layer", "polarity",
    "object_id", "object", "object_type", "object_lang", "through_id", "through",
    *_TIMES, "value", "value_max", "unit", "comparator", "qualifier", "phase", "used_by_id", "used_by", "used_by_type",
    "holds", "accepted", *CLAIM_COLUMNS,
)  # fmt: skip
# What a spreadsheet may take for a formula: a sign of one, full-width too, behind blanks and marks that are not seen,
# which it may pass over; and whatever begins with a tab or a line end.
_UNSEEN: Final = r"\s\x00-\x1f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
_RISKY: Final = rf"'*(?:[\t\r\n]|[{_UNSEEN}]*[=+\-@＝＋－＠])"
_NUMBER: Final = r"[+-]?[0-9]+(\.[0-9]+)?"


def relation_rows(relations: Iterable[Relation]) -> Iterator[dict[str, Any]]:
    """Yield one row for each relation and claim, and one for a relation without a claim."""
    for relation in relations:
        row = relation_row(relation)
        if not relation.claims:
            yield row
        for claim in relation.claims:
            yield row | claim_row(claim)


def relation_row(relation: Relation) -> dict[str, Any]:
    """Return the cells that tell of a relation."""
    target, period = relation.object, relation.period
    return {
        "relation": relation.id,
        "subject_id": relation.subject.id,
        "subject": relation.subject.label,
        "subject_type": relation.subject.type,
        "type_id": relation.type.id,
        "type": relation.type.label,
        "layer": relation.type.layer,
        "polarity": relation.type.polarity,
        "object_id": target.id if isinstance(target, EntityRef) else None,
        "object": target.label if isinstance(target, EntityRef) else target and target.value,
        "object_type": target.type if isinstance(target, EntityRef) else None,
        "object_lang": target.lang if isinstance(target, Text) else None,
        "through_id": relation.through and relation.through.id,
        "through": relation.through and relation.through.label,
        "used_by_id": relation.used_by and relation.used_by.id,
        "used_by": relation.used_by and relation.used_by.label,
        "used_by_type": relation.used_by and relation.used_by.type,
        "on": period.on,
        "from": period.from_,
        "until": period.until,
        "not_before": period.not_before,
        "not_after": period.not_after,
        "unit": relation.unit,
        "comparator": relation.comparator,
        "phase": relation.phase,
        "qualifier": relation.qualifier,
        "value": None if relation.value is None else f"{relation.value:f}",
        "value_max": None if relation.value_max is None else f"{relation.value_max:f}",
        "holds": relation.holds,
        "accepted": str(relation.accepted).lower(),
    }


def claim_row(claim: Claim) -> dict[str, Any]:
    """Return the cells that tell of a claim."""
    source = claim.source
    return {
        "claim": claim.id,
        "dataset": source.dataset,
        "claimant_id": claim.claimant.id,
        "claimant": claim.claimant.label,
        "claimant_type": claim.claimant.type,
        "stance": claim.stance,
        "status": claim.status,
        "said_on": claim.said_on,
        "attested_on": claim.attested_on,
        "source_id": source.id,
        "source": source.label,
        "publisher": source.publisher,
        "url": source.url,
        "source_date": source.date,
        "side": source.side,
        "weak": str(source.weak).lower(),
        "paragraphs": " ".join(map(str, claim.paragraphs)),
        "rows": " ".join(claim.rows),
        "note": claim.note,
    }


def csv_lines(rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    """Yield rows as CSV, after a head line; None is an empty cell, and no cell is a formula."""
    import csv  # felt at start-up, and needed for one format only

    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: guarded(cell) if isinstance(cell, str) else cell for name, cell in row.items()})
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def guarded(cell: str) -> str:
    """Return a text as a cell that no spreadsheet runs; a plain number is no formula.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("-1.5"), guarded("'tis")
    ("'=1+1", "''=1+1", '-1.5', "'tis")
    """
    return f"'{cell}" if re.match(_RISKY, cell) and not re.fullmatch(_NUMBER, cell) else cell


def unguarded(cell: str) -> str:
    """Return the text of a cell that may have been guarded.

    >>> unguarded("'=1+1"), unguarded("''=1+1"), unguarded("-1.5"), unguarded("'tis")
    ('=1+1', "'=1+1", '-1.5', "'tis")
    """
    return cell[1:] if cell.startswith("'") and re.match(_RISKY, cell) else cell
