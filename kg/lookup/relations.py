"""The relations of one entity, between two, or all that the filters let through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from kg.model.dates import HOLDING, UNDATED
from kg.model.filters import Filters
from kg.model.records import EntityRef, Relation
from kg.session.resolve import parameters
from kg.session.session import Session
from kg.session.validity import Held as Held
from kg.store import named_query

if TYPE_CHECKING:
    from kg.session.delegation import Circle

# Within a layer, what holds certainly on the date that was asked for comes first.
_ORDER: Final[dict[str | None, int]] = {None: 0} | {holds: place for place, holds in enumerate(HOLDING)}


@dataclass(frozen=True, slots=True)
class Between:
    """What ties two entities: their direct ties, and what both take part in."""

    direct: list[Relation]
    shared: list[Relation]

    @property
    def relations(self) -> list[Relation]:
        """Return all of them, the direct ties first; a shared thing gives one relation for each tie to it."""
        return [*self.direct, *self.shared]


def relations(session: Session) -> list[Relation]:
    """Return the relations of an entity, or of all, that pass the filters, each with all its claims.

    With an entity, ``kind`` is the kind of the other end. With a lineage those of its predecessors and successors
    are among them, and each says whom it is about. With organs those of its organs and office-holders are, as far
    as these can have been so at the time.
    """
    everyone = session.everyone
    found = selected(session, everyone, apart=everyone)
    read = [relation for relation in session.read(found) if session.counts(relation)]
    return held(read, found, session.about())


def between(session: Session) -> Between:
    """Return what ties two entities, both ways.

    A filter must be met by both ties to a shared thing; ``kind`` is then the kind of that thing. With a lineage
    each of the two stands for its predecessors and successors too, with organs for its organs and office-holders.
    Raises InputError where these are the same.
    """
    found, things = _between(session, session.filters)
    read = held(session.read(found), found, session.about())
    shared = [_through(relation, things[relation.id]) for relation in read if relation.id in things]
    shared = _both(shared, session.circles) if session.question.organs else shared
    return Between(
        [r for r in read if r.id not in things and all(own.counts(r) for own in session.circles)],
        sorted(shared, key=lambda relation: (relation.through.label if relation.through else "", relation.id)),
    )


def undated(session: Session) -> int:
    """Return how many relations the filters leave out only because they have no date."""
    filters = session.filters
    if filters.undated or not filters.spans:
        return 0
    wider = replace(filters, undated=True)
    if len(session.question.whom) > 1:
        found, _ = _between(session, wider)
    else:
        found = selected(session, session.everyone, apart=session.everyone, filters=wider)
    return sum(holds == UNDATED for holds in found.values())


def selected(
    session: Session,
    entities: Iterable[EntityRef] = (),
    *,
    apart: Iterable[EntityRef] = (),
    filters: Filters | None = None,
) -> Held:
    """Return the relations of some entities, or of all, that pass the filters, and whether they hold when asked for.

    They hold certainly, possibly or, without a date, are undated; None where no date was asked for. ``kind`` is the
    kind of an end that is not in ``apart``.
    """
    filters = session.filters if filters is None else filters
    query = named_query(
        "relations",
        entity=[NamedNode(entity.id) for entity in entities],
        apart=[NamedNode(entity.id) for entity in apart] if filters.kind else None,
        **parameters(session.store, filters),
    )
    found = session.validity((relation.value for (relation,) in session.store.select(query)), filters)
    return {relation: holds for relation, holds in found.items() if filters.undated or holds != UNDATED}


def _between(session: Session, filters: Filters) -> tuple[Held, dict[str, str]]:
    """Return the relations between two families that pass the filters, and of ties to a shared thing that thing."""
    store = session.store
    one, other = [circle.everyone for circle in session.circles] or session.families
    ends = {"one": [NamedNode(entity.id) for entity in one], "other": [NamedNode(entity.id) for entity in other]}
    direct = {row["relation"].value for row in store.select(named_query("direct", **ends))}
    rows = store.select(named_query("shared", **ends))
    pairs = [((row["first"].value, row["second"].value), row["through"].value) for row in rows]
    kept: Held = dict.fromkeys(direct | {iri for pair, _ in pairs for iri in pair})
    if filters:
        kept = selected(session, apart=[*one, *other], filters=filters)
    things = {
        iri: thing for pair, thing in pairs for iri in pair if pair[0] in kept and pair[1] in kept and iri not in direct
    }
    return {iri: holds for iri, holds in kept.items() if iri in direct or iri in things}, things


def _both(ties: list[Relation], circles: Sequence[Circle]) -> list[Relation]:
    """Return those ties to things to which somebody of each circle is tied at a time at which he is of it."""
    counted = [{tie.through for tie in ties if own.counts(tie)} for own in circles]
    things = counted[0].intersection(*counted[1:])
    return [tie for tie in ties if tie.through in things and any(own.counts(tie) for own in circles)]


def held(relations: Iterable[Relation], found: Held, members: Sequence[EntityRef] = ()) -> list[Relation]:
    """Say of each relation whether it holds when asked for and, of a family, whom it is about.

    Within a layer, what holds certainly comes first; else the order stays.
    """
    told = about((replace(relation, holds=found.get(relation.id)) for relation in relations), members)
    return sorted(told, key=lambda relation: (relation.type.layer, _ORDER[relation.holds]))


def about(relations: Iterable[Relation], members: Sequence[EntityRef]) -> list[Relation]:
    """Say of each relation whom of a family it is about, if anybody."""
    if not members:
        return list(relations)
    return [
        replace(r, about=next((end for end in members if end in (r.subject, r.object, r.used_by)), None))
        for r in relations
    ]


def _through(relation: Relation, thing: str) -> Relation:
    """Return a relation as one of the ties by which two entities meet in a thing, which is one of its ends."""
    ends = (end for end in (relation.subject, relation.object) if isinstance(end, EntityRef) and end.id == thing)
    return replace(relation, through=next(ends))
