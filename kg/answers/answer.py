"""What a question brings: records for programs, a document for readers, and what is to be said beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeAlias

from kg.model.records import Json, Relation
from kg.view.document import Document


def marked(policy: str) -> str:
    """Say that a policy marks the records of an answer."""
    return f"records are marked accepted by the policy '{policy}'"


def chosen(policy: str) -> str:
    """Say that a policy lets the relations of an answer through."""
    return f"relations are chosen by the policy '{policy}'"


Records: TypeAlias = "Sequence[Record | Json] | Record | Json"
Drawing = tuple[str | bytes, Sequence[str]]


class Record(Protocol):
    """What stands in an answer: it knows how it reads as JSON."""

    def as_json(self) -> Json:
        """Return the record."""


@dataclass(frozen=True)
class Answer:
    """What a question brings.

    ``records`` are what programs read: a list of records, one record, or a function that returns them as JSON where
    that takes time. ``compose`` makes the document that readers see, when a face wants it. ``remarks`` are said beside
    either: how names were taken, who counts with them, what was left out. ``nothing`` says, where nothing was found,
    what was looked for in vain; ``basis`` says on which policy the records rest, or is empty. ``rows`` yields the rows
    of a sheet under ``columns``, ``lines`` one line for each record, as a log wants it, and ``relations`` are those
    that can be written as RDF. ``drawings`` draw the answer, by format: each
    returns the picture and what is to be said of it.
    """

    records: Records | Callable[[], list[Json] | Json]
    compose: Callable[[], Document]
    remarks: tuple[str, ...] = ()
    nothing: str = ""
    basis: str = ""
    columns: tuple[str, ...] = ()
    rows: Callable[[], Iterable[dict[str, Any]]] | None = None
    relations: Sequence[Relation] = ()
    lines: Callable[[], Iterable[str]] | None = None
    drawings: Mapping[str, Callable[[], Drawing]] = field(default_factory=dict)

    @cached_property
    def document(self) -> Document:
        """Return the answer as a reader finds it."""
        return self.compose()

    @property
    def found(self) -> bool:
        """Say whether anything was found."""
        return not self.nothing

    def as_json(self) -> Any:
        """Return what JSON prints: a list of records, or one record."""
        records = self.records() if callable(self.records) else self.records
        return [_json(record) for record in records] if isinstance(records, Sequence) else _json(records)


def _json(record: Record | Json) -> Json:
    return record if isinstance(record, dict) else record.as_json()
