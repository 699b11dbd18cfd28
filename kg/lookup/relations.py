"""The relations of one entity, between two, or all that the filters let through."""

from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from kg import policy as policies
from kg.lookup.filters import Filters
from kg.lookup.reading import read_relations
from kg.model.records import EntityRef, Relation
from kg.store import Store, named_query


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
    store: Store, entity: EntityRef | None = None, filters: Filters | None = None, policy: str = policies.DEFAULT
) -> list[Relation]:
    """Return the relations of an entity, or of all, that pass the filters, each with all its claims.

    With an entity, ``kind`` is the kind of the other end.
    """
    return read_relations(store, _selected(store, filters or Filters(), [entity] if entity else []), policy)


def between(
    store: Store, one: EntityRef, other: EntityRef, filters: Filters | None = None, policy: str = policies.DEFAULT
) -> Between:
    """Return what ties two entities, both ways.

    A filter must be met by both ties to a shared thing; ``kind`` is then the kind of that thing.
    """
    filters = filters or Filters()
    ends = {"one": NamedNode(one.id), "other": NamedNode(other.id)}
    direct = {row["relation"].value for row in store.select(named_query("direct", **ends))}
    pairs = [
        (row["first"].value, row["second"].value, row["through"].value)
        for row in store.select(named_query("shared", **ends))
    ]
    if filters:
        kept = _selected(store, filters, [one, other])
        direct &= kept
        pairs = [pair for pair in pairs if pair[0] in kept and pair[1] in kept]
    things = {iri: thing for first, second, thing in pairs for iri in (first, second)}
    read = {relation.id: relation for relation in read_relations(store, direct | set(things), policy)}
    shared = [_through(read[iri]) for iri in things if iri not in direct]
    return Between(
        [relation for iri, relation in read.items() if iri in direct],
        sorted(shared, key=lambda relation: (relation.through.label if relation.through else "", relation.id)),
    )


def _through(relation: Relation) -> Relation:
    return replace(relation, through=relation.object if isinstance(relation.object, EntityRef) else None)


def _selected(store: Store, filters: Filters, apart: list[EntityRef]) -> set[str]:
    """Return the relations that pass the filters, of the one entity in ``apart`` if it is the only one."""
    ends = [NamedNode(entity.id) for entity in apart]
    query = named_query(
        "relations",
        entity=ends if len(ends) == 1 else None,
        apart=ends if filters.kind else None,
        **filters.parameters(store),
    )
    return {row["relation"].value for row in store.select(query)}
