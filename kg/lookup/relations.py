"""The relations of one entity, between two, or all that the filters let through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from kg import policy as policies
from kg.errors import InputError
from kg.lookup.filters import Filters
from kg.lookup.holding import Held as Held
from kg.lookup.holding import holding
from kg.lookup.lineage import lineage as lineage_of
from kg.lookup.reading import read_relations
from kg.model.dates import HOLDING, UNDATED
from kg.model.records import EntityRef, Relation
from kg.store import Store, named_query

if TYPE_CHECKING:
    from kg.lookup.speakers import Circle

Families = tuple[Sequence[EntityRef], Sequence[EntityRef]]

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


def relations(
    store: Store,
    entity: EntityRef | None = None,
    filters: Filters | None = None,
    policy: str = policies.DEFAULT,
    *,
    lineage: bool = False,
    organs: bool = False,
) -> list[Relation]:
    """Return the relations of an entity, or of all, that pass the filters, each with all its claims.

    With an entity, ``kind`` is the kind of the other end. With ``lineage`` those of its predecessors and successors
    are among them, and each says whom it is about. With ``organs`` those of its organs and office-holders are, as far
    as these can have been so at the time.
    """
    members = family(store, entity, lineage)
    own = circles_of(store, [members], policy)[0] if organs else None
    everyone = members if own is None else own.everyone
    found = selected(store, filters or Filters(), everyone, apart=everyone)
    read = [r for r in read_relations(store, found, policy) if own is None or own.counts(r)]
    return held(read, found, members if lineage else ())


def between(
    store: Store,
    one: EntityRef,
    other: EntityRef,
    filters: Filters | None = None,
    policy: str = policies.DEFAULT,
    *,
    lineage: bool = False,
    organs: bool = False,
) -> Between:
    """Return what ties two entities, both ways.

    A filter must be met by both ties to a shared thing; ``kind`` is then the kind of that thing. With ``lineage``
    each of the two stands for its predecessors and successors too, with ``organs`` for its organs and office-holders.
    Raises InputError where these are the same.
    """
    families = families_of(store, one, other, lineage)
    circles = circles_of(store, families, policy) if organs else []
    found, things = _between(store, _everyone(families, circles), filters or Filters())
    about = [*families[0], *families[1]] if lineage else []
    read = held(read_relations(store, found, policy), found, about)
    shared = [_through(relation, things[relation.id]) for relation in read if relation.id in things]
    shared = _both(shared, circles) if circles else shared
    return Between(
        [r for r in read if r.id not in things and all(own.counts(r) for own in circles)],
        sorted(shared, key=lambda relation: (relation.through.label if relation.through else "", relation.id)),
    )


def undated(
    store: Store,
    one: EntityRef | None,
    other: EntityRef | None,
    filters: Filters,
    *,
    policy: str = policies.DEFAULT,
    lineage: bool = False,
    organs: bool = False,
) -> int:
    """Return how many relations the filters leave out only because they have no date."""
    if filters.undated or not filters.spans:
        return 0
    wider = replace(filters, undated=True)
    if one is not None and other is not None:
        families = families_of(store, one, other, lineage)
        found, _ = _between(store, _everyone(families, circles_of(store, families, policy) if organs else []), wider)
    else:
        members = family(store, one or other, lineage)
        members = circles_of(store, [members], policy)[0].everyone if organs else members
        found = selected(store, wider, members, apart=members)
    return sum(holds == UNDATED for holds in found.values())


def selected(
    store: Store, filters: Filters, entities: Iterable[EntityRef] = (), *, apart: Iterable[EntityRef] = ()
) -> Held:
    """Return the relations of some entities, or of all, that pass the filters, and whether they hold when asked for.

    They hold certainly, possibly or, without a date, are undated; None where no date was asked for. ``kind`` is the
    kind of an end that is not in ``apart``.
    """
    query = named_query(
        "relations",
        entity=[NamedNode(entity.id) for entity in entities],
        apart=[NamedNode(entity.id) for entity in apart] if filters.kind else None,
        **filters.parameters(store),
    )
    found = holding(store, filters, (relation.value for (relation,) in store.select(query)))
    return {relation: holds for relation, holds in found.items() if filters.undated or holds != UNDATED}


def _between(store: Store, families: Families, filters: Filters) -> tuple[Held, dict[str, str]]:
    """Return the relations between two families that pass the filters, and of ties to a shared thing that thing."""
    one, other = families
    ends = {"one": [NamedNode(entity.id) for entity in one], "other": [NamedNode(entity.id) for entity in other]}
    direct = {row["relation"].value for row in store.select(named_query("direct", **ends))}
    rows = store.select(named_query("shared", **ends))
    pairs = [((row["first"].value, row["second"].value), row["through"].value) for row in rows]
    kept: Held = dict.fromkeys(direct | {iri for pair, _ in pairs for iri in pair})
    if filters:
        kept = selected(store, filters, apart=[*one, *other])
    things = {
        iri: thing for pair, thing in pairs for iri in pair if pair[0] in kept and pair[1] in kept and iri not in direct
    }
    return {iri: holds for iri, holds in kept.items() if iri in direct or iri in things}, things


def family(store: Store, entity: EntityRef | None, lineage: bool) -> Sequence[EntityRef]:
    """Return an entity, with its lineage if that is asked for, or nobody; raises InputError for nobody's lineage."""
    if entity is None:
        if lineage:
            raise InputError("a lineage is that of a name: give one")
        return ()
    return lineage_of(store, entity) if lineage else (entity,)


def families_of(store: Store, one: EntityRef, other: EntityRef, lineage: bool) -> Families:
    """Return two entities, each with its lineage if that is asked for.

    Raises InputError where they are the same or of one lineage.
    """
    if one.id == other.id:
        raise InputError(f"both names mean {one.label}: give two different ones")
    families = family(store, one, lineage), family(store, other, lineage)
    if set(families[0]) & set(families[1]):
        raise InputError(f"{one.label} and {other.label} are of one lineage: ask between them without it")
    return families


def circles_of(store: Store, families: Iterable[Sequence[EntityRef]], policy: str) -> list[Circle]:
    """Return each family with its organs and office-holders; raises InputError where two of them share one."""
    from kg.lookup.speakers import circle, read_speaking  # felt at start-up, and only needed here

    speaking = read_speaking(store, policy)
    circles = [circle(store, members, speaking) for members in families]
    shared = set(circles[0].everyone).intersection(*(own.everyone for own in circles[1:])) if circles[1:] else ()
    if shared:
        names = " and ".join(own.entities[0].label for own in circles)
        raise InputError(f"{names} share {', '.join(sorted(ref.label for ref in shared))}: ask without --with-organs")
    return circles


def _everyone(families: Families, circles: Sequence[Circle]) -> Families:
    return (circles[0].everyone, circles[1].everyone) if circles else families


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
