"""Which relations of some entities pass the filters of a question, dates aside."""

from collections.abc import Iterable

from pyoxigraph import NamedNode

from kg.model.filters import Filters
from kg.model.records import EntityRef
from kg.session.resolve import parameters
from kg.store import Store, batches, named_query


def chosen(store: Store, entities: Iterable[EntityRef], filters: Filters, apart: Iterable[EntityRef] = ()) -> set[str]:
    """Return the relations of some entities that pass the filters, dates aside.

    ``kind`` is the kind of an end that is not in ``apart``.
    """
    given = parameters(store, filters)
    if "kind" in given:
        narrower = store.select(named_query("narrower_kinds", kind=given["kind"]))
        others = [NamedNode(entity.id) for entity in apart]
        given |= {"kind": [kind for (kind,) in narrower]} | ({"apart": [*others]} if others else {})
    return {
        relation.value
        for batch in batches([NamedNode(entity.id) for entity in entities])
        for (relation,) in store.select(named_query("relations_of", entity=batch, **given))
    }
