"""The graph as Python sees it: load it once, ask it often.

A look-up is imported when it is called, so that a program pays only for what it asks.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from kg import policy as policies
from kg.dossier import Dossier
from kg.errors import UnknownNameWarning
from kg.model.arguments import checked
from kg.model.filters import Filters, PathOptions
from kg.model.records import Entity, EntityRef, Relation
from kg.model.result_table import ResultTable
from kg.question import Question
from kg.session.resolve import Door, Resolution, resolve, resolve_all
from kg.session.session import Session
from kg.store import Answer, EmbeddedStore, Store
from kg.store.origin import Origin

if TYPE_CHECKING:
    import networkx as nx
    import rdflib
    from pyoxigraph import Triple

    from kg.analysis.balance import Balance
    from kg.analysis.blocs import Blocs
    from kg.analysis.bridges import Bridges
    from kg.analysis.dependence import Dependence
    from kg.analysis.exposure import Exposure
    from kg.analysis.flow import Flow
    from kg.analysis.rank import Ranking
    from kg.export.view import Request, View
    from kg.lookup.ask import Row
    from kg.lookup.changes import Change
    from kg.lookup.entities import EntitySummary
    from kg.lookup.paths import Paths
    from kg.lookup.perspective import Difference, Perspective
    from kg.lookup.questions import Question as NamedQuestion
    from kg.lookup.questions import Value
    from kg.lookup.relations import Between
    from kg.lookup.search import Match
    from kg.lookup.sources import SourceSummary
    from kg.lookup.stats import Stats
    from kg.lookup.timeline import Timeline
    from kg.lookup.verification import Verification
    from kg.lookup.vocabulary import TermEntry
    from kg.lookup.why import Explanation
    from kg.model.disputes import Dispute
    from kg.network import Scope

Name = EntityRef | str

# From so many triples on, a snapshot is worth its slower reading to who reads all of them too: loading takes seconds.
MANY: Final = 500_000


@checked
class KnowledgeGraph:
    """The ontology, the entities and the chosen datasets, with the look-ups over them.

    Where an entity is wanted, a name does: slug, label, alias or IRI, as on the command line. It raises
    NotFoundError with the nearest names, or AmbiguousNameError with what it may mean. Where no policy is named, the
    dossier's own counts.

    >>> graph = KnowledgeGraph.load(datasets=["article"])
    >>> graph.entity("Shushi").label
    'Shusha'
    >>> print(graph.relations("Israel", "Azerbaijan", Filters(type=("suppliesArmsTo",))))
    Israel supplies arms to Azerbaijan (from 2006 until 2019, more than 825 million USD)
    """

    def __init__(self, store: Store, datasets: tuple[str, ...] = ()) -> None:
        self.store = store
        self._mentioned = bool(datasets)

    @classmethod
    def load(cls, data: Path | str | None = None, datasets: Iterable[str] = ()) -> KnowledgeGraph:
        """Load the current dossier, or the data of a folder or a file in its place, into memory.

        ``datasets`` chooses among them by name; a name then means only what these datasets mention, and of the entities
        that imports of other datasets made, only those are there. Raises
        DataError for a path or a dataset that is not there and for a file that cannot be parsed.
        """
        origin = Origin.of(data, datasets)
        return cls(origin.load(), origin.datasets)

    @classmethod
    def open(cls, data: Path | str | None = None, datasets: Iterable[str] = (), *, fewest: int = 0) -> KnowledgeGraph:
        """Return what ``load`` returns, from a snapshot on disk where there is one of these very files.

        It begins to answer sooner and needs less memory, and each answer takes somewhat longer. A snapshot of fewer
        triples than ``fewest`` is passed over.
        """
        from kg.store import snapshot

        origin = Origin.of(data, datasets)
        return cls(snapshot.opened(origin, _work_out, fewest), origin.datasets)

    @classmethod
    def at(cls, store: str) -> KnowledgeGraph:
        """Return the graph of a store: a folder that ``kg load`` has made, or the address of a SPARQL server.

        Raises DataError for one that cannot be opened, or that was loaded by names of another base.
        """
        from kg.store.stores import open_place

        return cls(*open_place(store))

    @property
    def dossier(self) -> Dossier:
        """Return the dossier whose graph this is."""
        return self.store.dossier

    def resolve(self, name: str) -> Resolution:
        """Return the entity that a name means, and the others that bear it less directly."""
        return resolve(self.store, name, mentioned=self._mentioned)

    def resolve_all(self, names: Sequence[str]) -> list[Resolution]:
        """Return the same of several names, in their order, asked for at once."""
        return resolve_all(self.store, names, mentioned=self._mentioned)

    def question(self, text: str) -> Question:
        """Return the question that a text asks, such as ``relations Turkey --as-of 2020``.

        Its text form is the same on the command line, in an address and in a file. Raises InputError for a text that
        asks nothing, NotFoundError for a name of nothing.
        """
        return Question.parse(text, self.door)

    def session(self, question: Question) -> Session:
        """Return the session of a question, which every look-up takes."""
        return Session(self.store, question, mentioned=self._mentioned)

    @property
    def door(self) -> Door:
        """Return what turns names into entities and words into terms."""
        return Door(self.store, mentioned=self._mentioned)

    def _session(
        self,
        verb: str,
        names: Iterable[Name | None] = (),
        filters: Filters | None = None,
        policy: str | None = None,
        **parts: Any,
    ) -> Session:
        """Return the session of a question, with names and the words of filters resolved."""
        given = [name for name in names if name is not None]
        resolutions = iter(self.resolve_all([name for name in given if not isinstance(name, EntityRef)]))
        whom = tuple(name if isinstance(name, EntityRef) else next(resolutions).entity for name in given)
        resolved = self.door.filters(filters or Filters())
        return Session(self.store, Question(verb, whom, filters=resolved, policy=self._rule(policy), **parts))

    def _rule(self, policy: str | None) -> str:
        """Return the policy that is asked for, that of the dossier where none is."""
        return self.dossier.policy if policy is None else policy

    def ref(self, name: Name) -> EntityRef:
        """Return the entity that a name means; an entity stands for itself."""
        return name if isinstance(name, EntityRef) else self.resolve(name).entity

    def entity(self, name: Name) -> Entity:
        """Return the entity that a name means, with its names, codes and datasets."""
        from kg.lookup.entities import read_entities

        return read_entities(self.store, {self.ref(name).id})[0]

    def entities(self, filters: Filters | None = None) -> ResultTable[Entity]:
        """Return the entities, sorted by kind and label; of the filters only ``kind`` applies."""
        from kg.lookup.entities import entities

        listed = entities(self.store, filters, mentioned=self._mentioned)
        return ResultTable(listed, ("name", "kind", "also called"), _entity_cells)

    def tie_counts(self) -> dict[str, int]:
        """Return of how many relations each entity is an end, by IRI; an entity of none is not there."""
        from kg.lookup.entities import tie_counts

        return tie_counts(self.store)

    def entity_summary(self, name: Name, policy: str | None = None) -> EntitySummary:
        """Return one entity shown whole."""
        from kg.lookup.entities import entity_summary

        return entity_summary(self._session("show", [name], policy=policy))

    def relations(
        self,
        one: Name | None = None,
        other: Name | None = None,
        filters: Filters | None = None,
        policy: str | None = None,
        *,
        lineage: bool = False,
        organs: bool = False,
    ) -> ResultTable[Relation]:
        """Return the relations of all, of one entity, or between two (see ``between``).

        With ``lineage`` an entity's predecessors and successors count too, and each relation says whom it is about;
        with ``organs`` its organs and the holders of their offices.
        """
        from kg.lookup.relations import relations

        if one is not None and other is not None:
            return _listed(self.between(one, other, filters, policy, lineage=lineage, organs=organs).relations)
        return _listed(
            relations(self._session("relations", [one, other], filters, policy, lineage=lineage, organs=organs))
        )

    def between(
        self,
        one: Name,
        other: Name,
        filters: Filters | None = None,
        policy: str | None = None,
        *,
        lineage: bool = False,
        organs: bool = False,
    ) -> Between:
        """Return what ties two entities: direct ties, both ways, and what both take part in."""
        from kg.lookup.relations import between

        return between(self._session("relations", [one, other], filters, policy, lineage=lineage, organs=organs))

    def undated(
        self,
        one: Name | None = None,
        other: Name | None = None,
        filters: Filters | None = None,
        *,
        lineage: bool = False,
        organs: bool = False,
    ) -> int:
        """Return how many relations a question about a date leaves out, since nothing dates them."""
        from kg.lookup.relations import undated

        return undated(self._session("relations", [one, other], filters, lineage=lineage, organs=organs))

    def lineage(self, name: Name) -> tuple[EntityRef, ...]:
        """Return an entity, and then its predecessors, successors and the holders of the same land."""
        from kg.session.lineage import lineage

        return lineage(self.store, self.ref(name))

    def datings(self, events: Iterable[EntityRef]) -> dict[str, list[Relation]]:
        """Return the relations that date events or agreements, by the IRI of these; rival datings are several."""
        from kg.session.validity import datings

        return datings(self.store, events)

    def timeline(
        self,
        name: Name | None = None,
        filters: Filters | None = None,
        policy: str | None = None,
        *,
        lineage: bool = False,
        organs: bool = False,
    ) -> Timeline:
        """Return events and dated relations in order, all of them or those of one entity."""
        from kg.lookup.timeline import timeline

        return timeline(self._session("timeline", [name], filters, policy, lineage=lineage, organs=organs))

    def changes(
        self, since: str, until: str, filters: Filters | None = None, policy: str | None = None
    ) -> ResultTable[Change]:
        """Return what began, happened and ended between two dates."""
        from kg.lookup.changes import changes

        columns = ("change", "certainty", "relation")
        listed = changes(self._session("changes", (), filters, policy, words=(since, until)))
        return ResultTable(listed, columns, attrgetter(*columns))

    def disputes(
        self,
        name: Name | None = None,
        filters: Filters | None = None,
        policy: str | None = None,
        *,
        lineage: bool = False,
        organs: bool = False,
    ) -> ResultTable[Dispute]:
        """Return where accounts differ, as groups with their sides: all, or those that an entity has to do with."""
        from kg.lookup.disputes import disputes

        columns = ("kind", "dispute", "claimants")
        listed = disputes(self._session("disputes", [name], filters, policy, lineage=lineage, organs=organs))
        return ResultTable(listed, columns, _dispute_cells)

    def uncorroborated(
        self,
        name: Name | None = None,
        filters: Filters | None = None,
        policy: str | None = None,
        *,
        lineage: bool = False,
        organs: bool = False,
    ) -> ResultTable[Relation]:
        """Return what only one side of the conflict affirms: all, or what an entity has to do with."""
        from kg.lookup.uncorroborated import uncorroborated

        session = self._session("disputes", [name], filters, policy, lineage=lineage, organs=organs)
        return _listed(uncorroborated(session))

    def perspective(
        self, party: Name, filters: Filters | None = None, policy: str | None = None, *, lineage: bool = False
    ) -> Perspective:
        """Return what a party affirms and what it denies, itself or through those who speak for it."""
        from kg.lookup.perspective import perspective

        return perspective(self._session("perspective", [party], filters, policy, lineage=lineage))

    def difference(
        self,
        one: Name,
        other: Name,
        filters: Filters | None = None,
        policy: str | None = None,
        *,
        lineage: bool = False,
    ) -> Difference:
        """Return what only the one party says, only the other, both, and where they contradict or accuse each other."""
        from kg.lookup.perspective import difference

        versus = (("versus", self.ref(other)),)
        return difference(self._session("perspective", [one], filters, policy, lineage=lineage, options=versus))

    def speakers(self, party: Name, policy: str | None = None) -> tuple[EntityRef, ...]:
        """Return an entity, and then its organs and the holders of their offices, at whatever time."""
        return self._session("speakers", (), None, policy).organs(self.ref(party))

    def paths(
        self,
        one: Name,
        other: Name,
        filters: Filters | None = None,
        policy: str | None = None,
        course: PathOptions | None = None,
        *,
        lineage: bool = False,
    ) -> Paths:
        """Return the best chains of ties between two entities, by the ties that a policy lets through."""
        from kg.lookup.paths import paths

        options = course or PathOptions()
        return paths(self._session("path", [one, other], filters, policy, lineage=lineage, path=options))

    def network(
        self, filters: Filters | None = None, policy: str | None = None, scope: Scope | None = None
    ) -> nx.MultiDiGraph:
        """Return the relations between entities as a networkx MultiDiGraph; ``kg.network`` tells its attributes."""
        from kg.network import network

        return network(self.store, filters, self._rule(policy), scope)

    def view(self, request: Request | None = None) -> View:
        """Return what a request lets through, for ``kg.export``."""
        from kg.export.view import Request, view

        return view(self.store, request or Request(policy=self.dossier.policy))

    def rank(
        self,
        by: str = "degree",
        filters: Filters | None = None,
        policy: str | None = None,
        scope: Scope | None = None,
        *,
        robust: bool = False,
    ) -> Ranking:
        """Return who stands where in the network, by degree, betweenness, closeness, pagerank or eigenvector."""
        from kg.analysis.rank import rank

        return rank(self.network(filters, policy, scope), by, robust=robust)

    def bridges(self, filters: Filters | None = None, policy: str | None = None, scope: Scope | None = None) -> Bridges:
        """Return without whom and without which ties the network falls apart, and the brokers in it."""
        from kg.analysis.bridges import bridges

        return bridges(self.network(filters, policy, scope))

    def blocs(self, filters: Filters | None = None, policy: str | None = None, scope: Scope | None = None) -> Blocs:
        """Return the blocs of the network, with modularity and stability."""
        from kg.analysis.blocs import blocs

        return blocs(self.network(filters, policy, scope))

    def balance(self, filters: Filters | None = None, policy: str | None = None, scope: Scope | None = None) -> Balance:
        """Return the structural balance of the network; without ``kind`` that of actors."""
        from kg.analysis.balance import balance
        from kg.network import among_actors

        return balance(self.network(among_actors(filters), policy, scope))

    def dependence(
        self,
        name: Name | None = None,
        filters: Filters | None = None,
        policy: str | None = None,
        scope: Scope | None = None,
    ) -> list[Dependence]:
        """Return who supplies whom with what, of all importers or of one, and how concentrated that is."""
        from kg.analysis.dependence import dependence

        importer = None if name is None else self.ref(name).id
        return dependence(self.network(filters, policy, scope), importer)

    def flow(
        self,
        one: Name,
        other: Name,
        commodity: Name,
        filters: Filters | None = None,
        policy: str | None = None,
        *,
        capacity: str = "lowest",
        without: Iterable[Name] = (),
    ) -> Flow:
        """Return how much of a commodity the pipelines can carry from one end to the other, and what limits it."""
        from kg.analysis.flow import flow
        from kg.network import Scope

        graph = self.network(filters, policy, Scope(everything=True))
        start, end, what, out = self.ref(one), self.ref(other), self.ref(commodity), tuple(map(self.ref, without))
        measured = flow(graph, start.id, end.id, what.id, capacity=capacity, without=[ref.id for ref in out])
        # Names that no relation in the network bears are known here only.
        return replace(measured, one=start, other=end, commodity=what, without=out, undated=graph.graph["undated"])

    def exposure(self, name: Name, filters: Filters | None = None, policy: str | None = None) -> list[Exposure]:
        """Return what runs near or through a place, and who depends on it."""
        from kg.analysis.exposure import exposure
        from kg.network import Scope

        return exposure(self.network(filters, policy, Scope(everything=True)), self.ref(name).id)

    def read(self, iris: Iterable[str], policy: str | None = None) -> dict[str, Relation]:
        """Return relations by IRI, such as an analysis names; raises InputError for a text that is no IRI."""
        from pyoxigraph import NamedNode

        from kg.errors import InputError
        from kg.session.reading import read_relations

        wanted = list(iris)
        for iri in wanted:
            try:
                NamedNode(iri)
            except ValueError as error:
                raise InputError(f"read: {iri[:100]!r} is no IRI: {error}") from error
        return {relation.id: relation for relation in read_relations(self.store, wanted, self._rule(policy))}

    def questions(self) -> ResultTable[NamedQuestion]:
        """Return the catalogue of named questions, each with its parameters."""
        from kg.lookup.questions import questions

        return ResultTable(questions(self.dossier), ("name", "question"), attrgetter("name", "title"))

    def ask(
        self,
        name: str,
        filters: Filters | None = None,
        /,
        policy: str | None = None,
        **parameters: Value | None,
    ) -> ResultTable[Row]:
        """Return the rows that answer a named question, each with the relations on which it rests.

        No row means that the data do not state it. Parameters are those of the question; for an entity, a name. The
        filters leave the rows of which each relation passes them.
        Raises InputError for a question or a parameter that there is not, and for one that is missing.
        """
        from kg.lookup.ask import ask
        from kg.lookup.questions import question

        asked, rule = question(name, self.dossier), self._rule(policy)
        rows = ask(self.store, asked, parameters, rule, filters=filters, mentioned=self._mentioned)
        columns = (*(rows[0].answer if rows else ()), "who says so")
        return ResultTable(rows, columns, _row_cells)

    def left_out(self, name: str, /, policy: str | None = None, **parameters: Value | None) -> int:
        """Return how many rows a named question leaves out only because they have no date."""
        from kg.lookup.ask import left_out
        from kg.lookup.questions import question

        asked = question(name, self.dossier)
        return left_out(self.store, asked, parameters, self._rule(policy), mentioned=self._mentioned)

    def sparql(self, name: str, /, **parameters: Value | None) -> str:
        """Return the SPARQL of a named question with its parameters filled in, ready for ``query``."""
        from kg.lookup.questions import filled, question

        return filled(self.store, question(name, self.dossier), parameters, mentioned=self._mentioned)

    def query(self, text: str, policy: str | None = None, services: Iterable[str] = ()) -> Answer:
        """Run any read query against the graph with the plain arrows of one policy.

        Returns pyoxigraph's answer: solutions, a truth value or triples. ``services`` are beginnings of addresses that
        SERVICE may ask; without them nothing leaves the machine. The query runs in this process, where nothing can stop
        it: ``kg.store.worker.Work`` runs what others wrote. Raises InputError, with line and column, for a query that
        cannot be run; warns of names in it that nothing has (UnknownNameWarning), with the nearest.
        """
        from kg.lookup.unknown import unknown_terms
        from kg.store.sparql import check_reach
        from kg.store.variables import in_written_order

        check_reach(text, services)
        rule = self._rule(policy)
        policies.ensure_arrows(self.store, rule)
        answer = self.store.query(in_written_order(text, self.dossier.names.prefixes), arrows=rule)
        for words in unknown_terms(self.store, text):
            warnings.warn(words, UnknownNameWarning, stacklevel=3)
        return answer

    def rdflib(self) -> rdflib.Dataset:
        """Return the graph as an rdflib Dataset over the same store, without a copy and without arrows."""
        from kg.store.rdflib import dataset

        return dataset(self.store)

    def search(self, text: str) -> ResultTable[Match]:
        """Return the entities that a text may mean, the surest first; guesses only where nothing else fits."""
        from kg.lookup.search import search

        columns = ("name", "kind", "found by", "match")
        return ResultTable(search(self.store, text), columns, attrgetter("entity.label", "entity.type", "name", "how"))

    def why(
        self,
        one: Name,
        other: Name | None = None,
        policy: str | None = None,
        filters: Filters | None = None,
    ) -> list[Explanation]:
        """Return every verdict on a relation or a claim, given by id, or on all that ties two entities.

        The dates of the filters ask whether a relation holds then; the other filters choose among the ties of two.
        """
        from kg.lookup.why import why

        if other is None:
            return why(self._session("why", (), filters, policy, words=(str(one),)))
        return why(self._session("why", [one, other], filters, policy))

    def corroborated(self, relations: Iterable[Relation]) -> ResultTable[Relation]:
        """Return relations that say how many independent publishers, and which sides, support their ties."""
        from kg.session.corroboration import with_corroboration

        return _listed(with_corroboration(self.store, list(relations)))

    def sources(self, name: Name | None = None, filters: Filters | None = None) -> SourceSummary:
        """Return on whose authority the graph stands, or what is said of one entity."""
        from kg.lookup.sources import source_summary

        if name is None and not filters:
            return source_summary(self.store)
        return source_summary(self.store, {relation.id for relation in self.relations(name, filters=filters)})

    def verify(self, copy: Path, *, mentions: bool = False) -> Verification:
        """Compare a reader's own copy of a source with the passages that were cited."""
        from kg.lookup.verification import verify

        return verify(self.store, copy, mentions=mentions)

    def stats(self) -> Stats:
        """Return counts of what the graph holds."""
        from kg.lookup.stats import stats

        return stats(self.store)

    def vocabulary(self, word: str | None = None) -> list[TermEntry]:
        """Return all terms, or those that a word means, with an example from the data."""
        from kg.lookup.vocabulary import term, vocabulary

        return vocabulary(self.store) if word is None else term(self.store, word)

    def turtle(self, relations: Iterable[Relation]) -> str:
        """Return relations, with all that is stated of their claims, ends and sources, as Turtle."""
        from kg.lookup.describe import describe

        return describe(self.store, relations)


def _work_out(store: EmbeddedStore) -> list[tuple[str, Iterator[Triple]]]:
    """Work out what a snapshot keeps beside what files say."""
    from kg.lookup.questions import plain_questions
    from kg.session.keeping import work_out

    return work_out(store, plain_questions(store))


def _listed(relations: list[Relation]) -> ResultTable[Relation]:
    columns = ("relation", "accepted", "who says so")
    return ResultTable(relations, columns, _relation_cells)


# What a notebook shows of a record; functions of a module, unlike others, are pickled with the tables that use them.


def _entity_cells(entity: Entity) -> tuple[object, ...]:
    return entity.label, entity.type, "; ".join(entity.names[1:])


def _relation_cells(relation: Relation) -> tuple[object, ...]:
    return relation, "yes" if relation.accepted else "no", "; ".join(map(str, relation.claims))


def _dispute_cells(dispute: Dispute) -> tuple[object, ...]:
    return dispute.kind, dispute, " – ".join(map(str, dispute.sides))


def _row_cells(row: Row) -> tuple[object, ...]:
    return *row.answer.values(), "; ".join(map(str, row.said))
