"""The graph as Python sees it: load it once, ask it often."""

from collections.abc import Iterable
from pathlib import Path

from kg import policy as policies
from kg.lookup import entities as entity_lookups
from kg.lookup import relations as relation_lookups
from kg.lookup.describe import describe
from kg.lookup.entities import Portrait
from kg.lookup.filters import Filters
from kg.lookup.names import Resolution, resolve
from kg.lookup.relations import Between
from kg.lookup.search import Match, search
from kg.lookup.sources import Authorities, authorities
from kg.lookup.stats import Stats, stats
from kg.lookup.verification import Verification, verify
from kg.lookup.vocabulary import TermEntry, term, vocabulary
from kg.lookup.why import Verdict, find_relation, why, why_between
from kg.model.records import Entity, EntityRef, Relation
from kg.resources import data_dir, data_files, ontology_files
from kg.store import Answer, EmbeddedStore, Store, named_query
from kg.terms import local_name


class KnowledgeGraph:
    """The ontology, the entities and the chosen datasets, with the look-ups over them.

    >>> graph = KnowledgeGraph.load()
    >>> graph.entity("Shushi").label
    'Shusha'
    """

    def __init__(self, store: Store, datasets: tuple[str, ...] = ()) -> None:
        self.store = store
        self._mentioned = bool(datasets)

    @classmethod
    def load(cls, data: Path | str | None = None, datasets: Iterable[str] = ()) -> "KnowledgeGraph":
        """Load the shipped data, or the data of a folder or a file in its place, into memory.

        ``datasets`` chooses among them by name; a name then means only what these datasets mention. Raises
        DataError for a path or a dataset that is not there and for a file that cannot be parsed.
        """
        chosen = tuple(datasets)
        files = data_files(data_dir() if data is None else Path(data)).chosen(chosen)
        return cls(EmbeddedStore([*ontology_files(), *files]), chosen)

    def resolve(self, name: str) -> Resolution:
        """Return the entity that a name means, and the others that bear it less directly."""
        return resolve(self.store, name, mentioned=self._mentioned)

    def entity(self, name: str) -> Entity:
        """Return the entity that a name means, with its names, codes and datasets."""
        return entity_lookups.read_entities(self.store, {self.resolve(name).entity.id})[0]

    def entities(self, filters: Filters | None = None) -> list[Entity]:
        """Return the entities, sorted by kind and label; of the filters only ``kind`` applies."""
        return entity_lookups.entities(self.store, filters, mentioned=self._mentioned)

    def portrait(self, entity: EntityRef, policy: str = policies.DEFAULT) -> Portrait:
        """Return one entity shown whole."""
        return entity_lookups.portrait(self.store, entity, policy)

    def relations(
        self,
        one: EntityRef | None = None,
        other: EntityRef | None = None,
        filters: Filters | None = None,
        policy: str = policies.DEFAULT,
    ) -> list[Relation]:
        """Return the relations of all, of one entity, or between two (see ``between``)."""
        if one is not None and other is not None:
            return self.between(one, other, filters, policy).relations
        return relation_lookups.relations(self.store, one or other, filters, policy)

    def between(
        self, one: EntityRef, other: EntityRef, filters: Filters | None = None, policy: str = policies.DEFAULT
    ) -> Between:
        """Return what ties two entities: direct ties, both ways, and what both take part in."""
        return relation_lookups.between(self.store, one, other, filters, policy)

    def query(self, text: str, policy: str = policies.DEFAULT) -> Answer:
        """Run any read query against the graph with the plain arrows of one policy."""
        policies.ensure_arrows(self.store, policy)
        return self.store.query(text, arrows=policy)

    def search(self, text: str) -> list[Match]:
        """Return the entities that a text may mean, the surest first; guesses only where nothing else fits."""
        return search(self.store, text)

    def why(
        self, one: EntityRef | str, other: EntityRef | None = None, policy: str = policies.DEFAULT
    ) -> list[Verdict]:
        """Return every verdict on a relation or a claim, given by id, or on all that ties two entities."""
        if isinstance(one, EntityRef):
            return why_between(self.store, self.relations(one, other, policy=policy), policy)
        return why(self.store, find_relation(self.store, one), policy)

    def sources(self, entity: EntityRef | None = None, filters: Filters | None = None) -> Authorities:
        """Return on whose authority the graph stands, or what is said of one entity."""
        if entity is None and not filters:
            return authorities(self.store)
        return authorities(self.store, {relation.id for relation in self.relations(entity, filters=filters)})

    def verify(self, copy: Path, *, mentions: bool = False) -> Verification:
        """Compare a reader's own copy of a source with the passages that were cited."""
        return verify(self.store, copy, mentions=mentions)

    def stats(self) -> Stats:
        """Return counts of what the graph holds."""
        return stats(self.store)

    def vocabulary(self, word: str | None = None) -> list[TermEntry]:
        """Return all terms, or those that a word means, with an example from the data."""
        return vocabulary(self.store) if word is None else term(self.store, word)

    def symbols(self) -> dict[str, str]:
        """Return the signs and words with which units and comparators are shown, by local name."""
        return {local_name(row["term"].value): row["symbol"].value for row in self.store.select(named_query("symbols"))}

    def turtle(self, relations: Iterable[Relation]) -> str:
        """Return relations, with all that is stated of their claims, ends and sources, as Turtle."""
        return describe(self.store, relations)
