"""What a question brings: records for programs, a document for readers, and what is to be said beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from kg.model.records import Json, Relation
from kg.view.document import Document


def marked(policy: str) -> str:
    """Say that a policy marks the records of an answer."""
    return f"records are marked accepted by the policy '{policy}'"


def chosen(policy: str) -> str:
    """Say that a policy lets the relations of an answer through."""
    return f"relations are chosen by the policy '{policy}'"


class Record(Protocol):
    """What stands in an answer: it knows how it reads as JSON."""

    def as_json(self) -> Json:
        """Return the record."""


@dataclass(frozen=True)
class Answer:
    """What a question brings.

    ``records`` are what programs read: a list of records, or one record. ``compose`` makes the document that readers
    see, when a face wants it. ``remarks`` are said beside either: how names were taken, who counts with them, what was
    left out. ``nothing`` says, where nothing was found, what was looked for in vain; ``basis`` says on which policy
    the records rest, or is empty. ``rows`` yields the rows of a sheet under ``columns``, and ``relations`` are
    those that can be written as RDF, ``drawn`` what a picture is made of.
    """

    records: Sequence[Record] | Record | Json
    compose: Callable[[], Document]
    remarks: tuple[str, ...] = ()
    nothing: str = ""
    basis: str = ""
    columns: tuple[str, ...] = ()
    rows: Callable[[], Iterable[dict[str, Any]]] | None = None
    relations: Sequence[Relation] = ()
    drawn: Any = None

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
        if isinstance(self.records, dict):
            return self.records
        if isinstance(self.records, Sequence):
            return [record.as_json() for record in self.records]
        return self.records.as_json()
