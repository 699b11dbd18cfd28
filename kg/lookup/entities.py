"""The entities, listed by kind, and one of them shown whole."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from pyoxigraph import Literal, NamedNode

from kg.lookup.relations import relations
from kg.model.filters import Filters
from kg.model.records import Corroboration, Entity, EntityRef, Relation, Source
from kg.session.corroboration import corroboration
from kg.session.resolve import parameters
from kg.session.session import Session
from kg.session.statements import Properties, kind_of, label_of, properties
from kg.store import Store, batches, named_query
from kg.terms import KG, SKOS, local_name

_CODE: Final = f"{KG}iso2"
# To ask for each of so many takes no longer than to ask for all of a small graph, and a fraction of it in a large one.
_FEW: Final = 200


class EntitySummary(Struct, frozen=True):
    """One entity with what it is called and by whom, what it is tied to, and on whose authority.

    ``called`` are relations that give a name; ``layers`` counts the relations of each layer; ``events`` are
    those in which the entity has a part; ``says`` counts its own claims by stance; ``sources`` are those of
    the claims about it; ``corroboration`` says by whom each of its ``ties`` is supported.
    """

    entity: Entity
    called: list[Relation]
    layers: dict[str, int]
    events: list[EntityRef]
    says: dict[str, int]
    sources: list[Source]
    corroboration: dict[str, Corroboration]
    ties: list[Relation]

    @property
    def corroborated(self) -> int:
        """Return how many relations two or more independent publishers support."""
        return sum(support.publishers > 1 for support in self.corroboration.values())


def entities(store: Store, filters: Filters | None = None, *, mentioned: bool = False) -> list[Entity]:
    """Return the entities, sorted by kind and label.

    Of the filters only ``kind`` applies. With ``mentioned`` only entities that a relation or a claim mentions.
    """
    filters = filters or Filters()
    query = named_query(
        "entities",
        kind=parameters(store, Filters(kind=filters.kind)).get("kind"),
        mentioned=Literal("mentioned") if mentioned else None,
    )
    read = read_entities(store, {row["entity"].value for row in store.select(query)})
    return sorted(read, key=lambda entity: (entity.type, entity.label, entity.id))


def read_entities(store: Store, iris: set[str], datasets: Mapping[str, tuple[str, ...]] | None = None) -> list[Entity]:
    """Return entities with their names, codes and the datasets that mention them.

    Who reads batch by batch gives these datasets, so that they are asked for once.
    """
    if not iris:
        return []
    mentioned = mentions(store, iris if len(iris) <= _FEW else None) if datasets is None else datasets
    return [_entity(iri, stated, mentioned.get(iri, ())) for iri, stated in properties(store, iris).items()]


def mentions(store: Store, iris: set[str] | None = None) -> dict[str, tuple[str, ...]]:
    """Return the names of the datasets that mention each of these entities, or each of all."""
    datasets_of: dict[str, set[str]] = {}
    queries = [named_query("mentions")]
    if iris is not None:
        nodes = [NamedNode(iri) for iri in sorted(iris)]
        queries = [named_query("mentions_of", entity=batch) for batch in batches(nodes, 2)]
    for query in queries:
        for entity, dataset in store.select(query):
            datasets_of.setdefault(entity.value, set()).add(local_name(dataset.value))
    return {iri: tuple(sorted(datasets)) for iri, datasets in datasets_of.items()}


def tie_counts(store: Store) -> dict[str, int]:
    """Return of how many relations each entity is an end, by IRI; an entity of none is not there."""
    return {row["entity"].value: int(row["ties"].value) for row in store.select(named_query("tie_counts"))}


def entity_summary(session: Session) -> EntitySummary:
    """Return one entity shown whole."""
    store, (entity,) = session.store, session.question.whom
    ties = relations(session)
    kinds = {row["term"].value for row in store.select(named_query("event_kinds"))}
    ends = {
        end.id: end
        for relation in ties
        for end in (relation.subject, relation.object)
        if isinstance(end, EntityRef) and end.id != entity.id and KG + end.type in kinds
    }
    says = Counter(
        local_name(row["stance"].value) for row in store.select(named_query("says", entity=NamedNode(entity.id)))
    )
    sources = {claim.source.id: claim.source for relation in ties for claim in relation.claims}
    return EntitySummary(
        entity=read_entities(store, {entity.id})[0],
        called=[relation for relation in ties if relation.used_by and relation.subject.id == entity.id],
        layers=dict(sorted(Counter(relation.type.layer for relation in ties).items())),
        events=sorted(ends.values(), key=lambda end: (end.label, end.id)),
        says=dict(sorted(says.items())),
        sources=sorted(sources.values(), key=lambda source: source.id),
        corroboration=corroboration(store, (relation.id for relation in ties)),
        ties=ties,
    )


def _entity(iri: str, stated: Properties, datasets: tuple[str, ...]) -> Entity:
    label = label_of(iri, stated)
    names = {value.value for name in ("prefLabel", "altLabel") for value in stated.get(SKOS + name, [])} - {label}
    return Entity(
        id=iri,
        label=label,
        type=kind_of(stated),
        names=(label, *sorted(names)),
        codes={local_name(_CODE): code.value for code in stated.get(_CODE, [])},
        datasets=datasets,
    )
