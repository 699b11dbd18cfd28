"""What narrows a question: filters on relations, the scope of a network, and the options of a path."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from kg.errors import InputError
from kg.model.dates import Span, parse_date


class Filters(Struct, frozen=True):
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
        for name, default in zip(self.__struct_fields__, self.__struct_defaults__, strict=True):
            given = getattr(self, name)
            if isinstance(given, str | int) and default == ():
                force_setattr(self, name, (given,))  # one word may be given as it is
            self._check(name, number=name == "paragraph")
        for date in (self.as_of, self.since, self.until):
            if date is not None:
                parse_date(date)
        if any(number < 0 for number in self.paragraph):
            raise InputError("paragraphs are numbered from 0")
        Span.of(self.since, self.until)

    def _check(self, name: str, *, number: bool) -> None:
        """Raise InputError for a filter that is given as another kind of thing than it is."""
        given = getattr(self, name)
        if name == "undated" or given is None:
            return
        words = given if isinstance(given, tuple | list) else [given]
        if not all(isinstance(word, int if number else str) for word in words):
            kind = "a whole number" if number else "a text"
            raise InputError(f"Filters: {name} is {repr(given)[:100]}: give {kind}")

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return the days that are asked for: those of ``as_of`` first, then those from ``since`` to ``until``."""
        spans = [] if self.as_of is None else [Span.of(self.as_of, self.as_of)]
        if self.since is not None or self.until is not None:
            spans.append(Span.of(self.since, self.until))
        return tuple(spans)

    @property
    def window(self) -> Span:
        """Return the days from ``since`` to ``until``."""
        return Span.of(self.since, self.until)

    @property
    def timeless(self) -> Filters:
        """Return the filters without those on dates."""
        return replace(self, as_of=None, since=None, until=None, undated=False)

    def __bool__(self) -> bool:
        """Say whether any filter is set."""
        return any(getattr(self, name) for name in self.__struct_fields__)


class Scope(Struct, frozen=True):
    """What a network is made of, beside what the filters and the policy let through.

    Without more words it has the ties by which a path runs: all layers but structure and rhetoric, and no concepts.
    ``with_layer`` and ``with_concepts`` add these, ``everything`` all of them. With ``fold_events`` an event with two
    parties or more becomes ties between them; with ``with_organs`` organs and office-holders count as their actor.
    """

    fold_events: bool = False
    with_organs: bool = False
    with_layer: tuple[str, ...] = ()
    with_concepts: bool = False
    everything: bool = False


class PathOptions(Struct, frozen=True):
    """How paths may run.

    ``k`` paths of at most ``max_hops`` hops. ``avoid`` names entities, relation types, layers or kinds of entity,
    ``through`` entities that all lie on each path, in any order. With ``directed`` each hop goes from subject to
    object. ``with_layer`` adds layers that are left out by default, ``with_concepts`` concepts as middle nodes.
    """

    k: int = 3
    max_hops: int = 4
    avoid: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    directed: bool = False
    with_layer: tuple[str, ...] = ()
    with_concepts: bool = False
