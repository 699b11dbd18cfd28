"""What a question brings: records for programs, a document for readers, and what is to be said beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from kg.model.records import Relation
from kg.records import recorded
from kg.view.document import Document

if TYPE_CHECKING:
    from kg.records.base import Record


def marked(policy: str) -> str:
    """Say that a policy marks the records of an answer."""
    return f"records are marked accepted by the policy '{policy}'"


def chosen(policy: str) -> str:
    """Say that a policy lets the relations of an answer through."""
    return f"ties are chosen by the policy '{policy}'"


Drawing = tuple[str | bytes, Sequence[str]]


class Answer(Struct, frozen=True, dict=True):
    """What a question brings.

    ``records`` are what programs read: a list of things, one thing, or a function that returns them where that takes
    time; each becomes a record of ``kind``, a name of ``kg.records``. ``compose`` makes the document that readers see,
    when a face wants it. ``remarks`` are said beside either: how names were taken, who counts with them, what was left
    out. ``nothing`` says, where nothing was found, what was looked for in vain; ``basis`` says on which policy the
    records rest, or is empty. ``rows`` yields the rows of a sheet under ``columns``, ``lines`` one line for each
    record, as a log wants it, and ``relations`` are those that can be written as RDF. ``drawings`` draw the answer, by
    format: each returns the picture and what is to be said of it.
    """

    records: object
    kind: str
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

    def recorded(self) -> list[Record] | Record:
        """Return what JSON prints: a list of records, or one record."""
        return recorded(self.records() if callable(self.records) else self.records, self.kind)
