"""Whom a reader may mean by the same name at another time: predecessors, successors, holders of the same land."""

from pyoxigraph import NamedNode

from kg.model.records import EntityRef
from kg.session.statements import entity_refs
from kg.store import Store, named_query


def lineage(store: Store, entity: EntityRef) -> tuple[EntityRef, ...]:
    """Return an entity and then those of its lineage, at any distance and in both directions, by label.

    They are aids to finding: nothing of one is said of another.
    """
    query = named_query("lineage", entity=NamedNode(entity.id))
    others = {row["member"].value for row in store.select(query)} - {entity.id}
    refs = entity_refs(store, others).values()
    return (entity, *sorted(refs, key=lambda ref: (ref.label, ref.id)))
