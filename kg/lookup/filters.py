"""The filters that mean the same on every verb."""

from dataclasses import dataclass, fields, replace
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.errors import InputError
from kg.lookup.names import resolve, resolve_terms
from kg.model.dates import Span, parse_date
from kg.store import Store
from kg.terms import XSD

# The filters whose words are terms: the query that knows them, and what they are called in messages.
TERMS: Final = {
    "type": ("relation_types", "relation type"),
    "kind": ("kinds", "kind of entity"),
    "layer": ("layers", "layer"),
    "phase": ("phases", "phase"),
    "stance": ("stances", "stance"),
    "status": ("statuses", "status"),
    "source": ("source_names", "source"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a relation must meet to be listed.

    Words of one filter mean or, different filters and. ``claimant``, ``stance``, ``status``, ``source`` and
    ``paragraph`` must be met by one claim. ``kind`` is the kind of an end of the relation.

    ``as_of``, ``since`` and ``until`` are a year, a month or a day: with ``as_of`` the relation holds then, with
    the others its time can touch the days between them. ``undated`` lists relations without a date too, where
    a date is asked for. Raises InputError for a date that does not exist and for an end before its start.
    """

    type: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    layer: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    claimant: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    paragraph: tuple[int, ...] = ()
    as_of: str | None = None
    since: str | None = None
    until: str | None = None
    undated: bool = False

    def __post_init__(self) -> None:
        for field in fields(self):
            given = getattr(self, field.name)
            if isinstance(given, str | int) and isinstance(field.default, tuple):
                object.__setattr__(self, field.name, (given,))  # one word may be given as it is
        for date in (self.as_of, self.since, self.until):
            if date is not None:
                parse_date(date)
        Span.of(self.since, self.until)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return the days that are asked for: those of ``as_of`` first, then those from ``since`` to ``until``."""
        spans = [] if self.as_of is None else [Span.of(self.as_of, self.as_of)]
        if self.since is not None or self.until is not None:
            spans.append(Span.of(self.since, self.until))
        return tuple(spans)

    @property
    def timeless(self) -> "Filters":
        """Return the filters without those on dates."""
        return replace(self, as_of=None, since=None, until=None, undated=False)

    def __bool__(self) -> bool:
        """Say whether any filter is set."""
        return any(getattr(self, field.name) for field in fields(self))

    def parameters(self, store: Store) -> dict[str, list[NamedNode | Literal]]:
        """Return the filters, but for the dates, as the parameters of a query.

        Raises InputError or NotFoundError for a word that means nothing.
        """
        given: dict[str, list[NamedNode | Literal]] = {}
        for name, (query, what) in TERMS.items():
            if words := getattr(self, name):
                given[name] = [*resolve_terms(store, query, words, what)]
        if self.claimant:
            given["claimant"] = [NamedNode(resolve(store, name).entity.id) for name in self.claimant]
        if any(number < 0 for number in self.paragraph):
            raise InputError("paragraphs are numbered from 0")
        if self.paragraph:
            given["paragraph"] = [Literal(str(n), datatype=NamedNode(f"{XSD}integer")) for n in self.paragraph]
        return given
