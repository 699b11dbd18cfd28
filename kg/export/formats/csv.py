"""Tables for a spreadsheet (CSV): a row for each relation and claim; -o FOLDER/ adds nodes.csv; 'kg import' reads it.

The columns are those of ``kg relations --format csv``, and: how the relation stands, whose voice the source has, under
which licence its dataset is, and the digests of the paragraphs, by which a copy of the source can be verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO, Final

from msgspec import Struct

from kg.export.rows import Value, nodes, plain
from kg.export.view import View
from kg.model.records import Claim, EntityRef
from kg.model.table import RELATION_COLUMNS, claim_row, csv_lines, relation_row
from kg.policy import NO_POLICY
from kg.session.statements import entity_refs
from kg.store import Store, named_query

POLICY = NO_POLICY
OPTIONS = ("bom",)

NODE_COLUMNS: Final = ("id", "label", "kind", "names", "codes", "datasets")
# What a person reads stands first, what a program needs after it.
_READ: Final = (
    "subject", "type", "object", "on", "from", "until", "not_before", "not_after", "value", "value_max", "unit",
    "comparator", "qualifier", "phase", "used_by", "layer", "standing", "claimant", "stance", "status", "said_on",
    "attested_on", "source", "publisher", "url", "source_date", "side", "weak", "paragraphs", "note", "doubted",
    "licence",
)  # fmt: skip
COLUMNS: Final = tuple(dict.fromkeys((*_READ, *RELATION_COLUMNS, "author_id", "author", "author_type", "digests")))


def write(view: View, file: BinaryIO) -> list[str]:
    """Write a row for each relation and claim, one at a time."""
    _write(view, file, _relations(view), COLUMNS)
    return []


def write_nodes(view: View, file: BinaryIO) -> list[str]:
    """Write a row for each entity that stands at an end of a relation."""
    rows = (
        {
            "id": node.values["iri"],
            "label": node.label,
            "kind": node.values.get("kind"),
            **{name: _list(node.values.get(name)) for name in ("names", "codes", "datasets")},
        }
        for node in nodes(view)
    )
    _write(view, file, rows, NODE_COLUMNS)
    return []


PARTS = {"relations.csv": write, "nodes.csv": write_nodes}


def _write(view: View, file: BinaryIO, rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> None:
    if view.request.bom:
        file.write("\ufeff".encode())
    file.writelines(line.encode() for line in csv_lines(rows, columns))


class _Provenance(Struct, frozen=True):
    """The authors and the licences of sources, and the digests of their paragraphs, by the IRI of the source."""

    authors: dict[str, EntityRef]
    licences: dict[str, str]
    digests: dict[tuple[str, int], str]

    def row(self, claim: Claim) -> dict[str, Any]:
        """Return the cells of a claim that its record does not have."""
        source, author = claim.source.id, self.authors.get(claim.source.id)
        digests = [self.digests.get((source, number)) for number in claim.paragraphs]
        return {
            "author_id": author and author.id,
            "author": author and author.label,
            "author_type": author and author.type,
            "licence": self.licences.get(source),
            "digests": " ".join(filter(None, digests)),
            "doubted": "true" if claim.doubted else None,
        }


def _provenance(store: Store) -> _Provenance:
    rows = [(row["source"].value, row["creator"].value, row["licence"]) for row in store.select(named_query("authors"))]
    refs = entity_refs(store, {creator for _, creator, _ in rows})
    return _Provenance(
        {source: refs[creator] for source, creator, _ in rows},
        {source: licence.value for source, _, licence in rows if licence},
        {
            (row["source"].value, int(row["paragraph"].value)): row["digest"].value
            for row in store.select(named_query("digests"))
        },
    )


def _relations(view: View) -> Iterator[dict[str, Any]]:
    provenance = _provenance(view.store)
    for relation in view.read():
        row = relation_row(relation) | {"standing": view.standing(relation)}
        if not relation.claims:
            yield row
        for claim in relation.claims:
            yield row | claim_row(claim) | provenance.row(claim)


def _list(value: Value | None) -> str | None:
    return None if value is None else plain(value)
