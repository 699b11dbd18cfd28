"""The session of a question: a store, what is asked of it, and what has been found out so far."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec.structs import replace
from pyoxigraph import NamedNode

from kg.errors import InputError
from kg.model.dates import UNDATED
from kg.model.filters import Filters
from kg.model.records import Claim, EntityRef, Relation
from kg.policy import Policy, passing
from kg.policy import policy as find_policy
from kg.question import VERBS, Question
from kg.session.reading import Reader
from kg.session.statements import Properties, ref_of
from kg.store import Store, batches, named_query

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kg.session.alignment import Alignment
    from kg.session.declared import Declared
    from kg.session.delegation import Delegate, Delegation, DelegationGroup, DelegationTies
    from kg.session.events import Events
    from kg.session.validity import EventTies, Held

T = TypeVar("T")

# What is imported in a function is felt at start-up, and not every question needs it.
# From so many relations on, a policy is asked about all of the graph at once where all of it is asked about.
_MANY: Final = 500


class _Known:
    """What has been found out whatever is asked next: what was read, and what each look-up found."""

    def __init__(self, store: Store) -> None:
        self.reader = Reader(store)
        self.results: dict[Hashable, Any] = {}


class Session:
    """What has been found out for one question, each thing once.

    The look-ups take a session and ask it; only it, and what it calls, asks the store. With ``mentioned`` only entities
    are listed that a relation or a claim of the chosen datasets mentions.
    """

    def __init__(
        self, store: Store, question: Question, known: _Known | None = None, *, mentioned: bool = False
    ) -> None:
        self.store = store
        self.mentioned = mentioned
        self.question = question
        self._known = known or _Known(store)
        self._reader = self._known.reader

    def ask(self, **changed: Any) -> Session:
        """Return the session of the same question with some parts changed, such as its filters.

        What has been read is known there too.
        """
        return Session(self.store, replace(self.question, **changed), self._known, mentioned=self.mentioned)

    @cached_property
    def of_all(self) -> Session:
        """Return the session of the same question about nobody in particular, without filters."""
        return self.ask(whom=(), words=(), filters=Filters(), lineage=False, organs=False)

    @cached_property
    def filters(self) -> Filters:
        """Return the filters of the question; a claimant is asked for with those who speak for it."""
        if not self.question.filters.claimant:
            return self.question.filters
        from kg.session.resolve import resolved

        asked = resolved(self.store, self.question.filters)
        delegation = self.delegation_of(parties=asked.claimant)
        voices = {voice for claimant in asked.claimant for voice in delegation.voices(claimant)}
        return replace(asked, claimant=(*asked.claimant, *sorted(voices - {*asked.claimant})))

    @cached_property
    def policy(self) -> Policy:
        """Return the policy by which relations are marked or let through; raises InputError for one that is none."""
        return find_policy(self.question.policy, self.store.dossier)

    @cached_property
    def families(self) -> tuple[tuple[EntityRef, ...], ...]:
        """Return each entity that is asked about, with its lineage if that is asked for.

        Raises InputError where two of them are the same or of one lineage, and for a lineage of nobody.
        """
        versus = self.question.option("versus")
        whom = (*self.question.whom, *([versus] if versus else []))
        if not whom and self.question.lineage:
            raise InputError("a lineage is that of a name: give one")
        lineages = tuple(self.lineage(entity) if self.question.lineage else (entity,) for entity in whom)
        for index, one in enumerate(whom):
            for other, family in zip(whom[:index], lineages[:index], strict=True):
                if one.id == other.id:
                    raise InputError(f"both names mean {one.label}: give two different ones")
                if set(family) & set(lineages[index]):
                    raise InputError(f"{other.label} and {one.label} are of one lineage: ask between them without it")
        return lineages

    def lineage(self, entity: EntityRef) -> tuple[EntityRef, ...]:
        """Return an entity, and then its predecessors, successors and the holders of the same land."""
        from kg.session.lineage import lineage

        return self.once(("lineage", entity.id), lambda: lineage(self.store, entity))

    @cached_property
    def delegation_ties(self) -> DelegationTies:
        """Return who may act on behalf of whom, by anybody's word."""
        from kg.session.delegation import delegation_ties

        return delegation_ties(self.store)

    @cached_property
    def delegation(self) -> Delegation:
        """Return who acts on behalf of whom, by the ties that the policy lets through."""
        return self.delegation_ties.among(self.read(self.delegation_ties.claimed))

    def delegation_ties_of(self, parties: Iterable[str] = (), speakers: Iterable[str] = ()) -> DelegationTies:
        """Return who may act on behalf of some parties, or on behalf of whom some speakers may act, at any distance."""
        from kg.session.delegation import acting

        return acting(self._delegates, parties, speakers)

    def _delegates(self, direction: str, entities: Iterable[str]) -> list[Delegate]:
        """Return who acts on behalf of some entities, or on behalf of whom these act, of each asked for once."""
        from kg.session.delegation import delegates

        known = self._known.results.setdefault(direction, {})
        wanted = sorted(set(entities))
        missing = [iri for iri in wanted if iri not in known]
        if missing:
            known.update(delegates(self.store, direction, missing))
        return [one for iri in wanted for one in known[iri]]

    @property
    def duration(self) -> float:
        """Return about how many seconds the answer takes, if it is about the whole of a graph on disk; else 0."""
        verb = VERBS[self.question.verb]
        of_names = bool(self.question.whom) and verb.names[0] == 0
        return 0 if of_names or self.store.is_remote else verb.seconds * (self.store.size or 0) / 1_000_000

    def same_tie(self, relations: Iterable[str], *, complete: bool = False) -> dict[str, set[str]]:
        """Return all relations of the bare tie to which each of these belongs, by IRI; of each asked for once.

        Where they are ``complete``, they have been read, and all relations of their ties are among them.
        """
        if complete:
            known: dict[str, set[str]] = self.once(("leads to", "same_tie"), dict)
            known.update(self._reader.same_tie(relations))
        return self.leads_to("same_tie", "relation", relations)

    def leads_to(self, query: str, parameter: str, things: Iterable[str]) -> dict[str, set[str]]:
        """Return to what a query of two columns leads from each of these things, by IRI; each is asked for once.

        ``parameter`` is what the query calls the things.
        """
        known: dict[str, set[str]] = self.once(("leads to", query), dict)
        wanted = {*things}
        for batch in batches([NamedNode(iri) for iri in sorted(wanted - known.keys())]):
            known.update((thing.value, set()) for thing in batch)
            for thing, other in self.store.select(named_query(query, **{parameter: batch})):
                known[thing.value].add(other.value)
        return {iri: known[iri] for iri in wanted}

    def delegation_of(self, parties: Iterable[str] = (), speakers: Iterable[str] = ()) -> Delegation:
        """Return the same by the ties that the policy lets through."""
        ties = self.delegation_ties_of(parties, speakers)
        return ties.among(self.read_some(ties.claimed))

    def organs(self, entity: EntityRef) -> tuple[EntityRef, ...]:
        """Return an entity, and then its organs and the holders of their offices, at whatever time."""
        from kg.session.delegation import delegation_group

        return delegation_group([entity], self.delegation_of(parties=[entity.id]), self.refs).everyone

    @cached_property
    def delegation_groups(self) -> tuple[DelegationGroup, ...]:
        """Return each family with its organs and office-holders; none where these are not asked for.

        Raises InputError where two of them share one.
        """
        if not self.question.organs:
            return ()
        from kg.session.delegation import delegation_group

        delegation = self.delegation_of(entity.id for family in self.families for entity in family)
        groups = tuple(delegation_group(family, delegation, self.refs) for family in self.families)
        shared = set(groups[0].everyone).intersection(*(own.everyone for own in groups[1:])) if groups[1:] else ()
        if shared:
            names = " and ".join(own.entities[0].label for own in groups)
            raise InputError(
                f"{names} share {', '.join(sorted(ref.label for ref in shared))}: ask without --with-organs"
            )
        return groups

    @property
    def everyone(self) -> tuple[EntityRef, ...]:
        """Return all who count with the entities that are asked about, family by family."""
        groups = [own.everyone for own in self.delegation_groups] or self.families
        return tuple(entity for group in groups for entity in group)

    def counts(self, relation: Relation) -> bool:
        """Say whether an end of a relation counts with who is asked about at the time of the relation."""
        return not self.delegation_groups or any(own.counts(relation) for own in self.delegation_groups)

    @cached_property
    def passed(self) -> frozenset[str]:
        """Return all relations and bare ties that the policy lets through: for questions about the whole graph."""
        return passing(self.store, self.question.policy)

    @cached_property
    def event_ties(self) -> EventTies:
        """Return the ties of events and agreements, and the relations that date these."""
        from kg.session.validity import event_ties

        return event_ties(self.store)

    def validity(self, relations: Iterable[str], filters: Filters | None = None) -> Held:
        """Return those of the relations that can hold on the dates of the filters, with whether they do certainly.

        Undated ones are among them as ``undated``; without a date, all are there, with None.
        """
        from kg.session.validity import valid_at

        return valid_at(self.store, self.filters if filters is None else filters, relations)

    def valid(self, relations: Sequence[Relation], filters: Filters) -> dict[str, str | None]:
        """Return those of the relations, read, that are listed on the dates of the filters, and how they hold then.

        Undated ones only where they are asked for; without a date all, with None.
        """
        if not filters.spans:
            return dict.fromkeys(relation.id for relation in relations)
        verdicts = self.events.validity(relations, filters)
        return {iri: holds for iri, holds in verdicts.items() if filters.undated or holds != UNDATED}

    @cached_property
    def events(self) -> Events:
        """Return which events relations in hand are ties of, and what dates these."""
        from kg.session.events import Events

        return Events(self)

    def alignment(self, claims: Iterable[Claim]) -> Alignment:
        """Return where in the conflict those stand who make these claims."""
        from kg.session.alignment import alignment, parties

        return alignment(claims, self.things, parties(self.declared))

    @property
    def declared(self) -> Declared:
        """Return what terms declare by which answers are weighed."""
        from kg.session.declared import declared

        return self.once("declared", lambda: declared(self.store))

    def chosen(self, entities: Sequence[EntityRef], filters: Filters, apart: Sequence[EntityRef] = ()) -> set[str]:
        """Return the relations of some entities that pass the filters, dates aside.

        ``kind`` is the kind of an end that is not in ``apart``.
        """
        from kg.session.choice import chosen

        key = *(entity.id for entity in entities), "apart", *(entity.id for entity in apart)
        return set(
            self.once(("chosen", key, filters.timeless), lambda: chosen(self.store, entities, filters.timeless, apart))
        )

    def once(self, key: Hashable, find: Callable[[], T]) -> T:
        """Return what a look-up finds; what it found is kept for all sessions of one question."""
        kept: dict[Hashable, T] = self._known.results
        if key not in kept:
            kept[key] = find()
        return kept[key]

    def read(self, iris: Iterable[str], near: Sequence[EntityRef] = ()) -> list[Relation]:
        """Return relations by IRI, with all their claims, marked by the policy, in the order of lists.

        The policy is asked about these relations only, unless the question is about the whole graph.
        """
        wanted = set(iris)
        everything = not self.families and not self.question.words and len(wanted) > _MANY
        passed = self.passed if everything else None
        return self._reader.relations(wanted, self.question.policy, passed, [entity.id for entity in near])

    def read_some(self, iris: Iterable[str]) -> list[Relation]:
        """Return a few relations by IRI, as ``read`` does, whatever the question is about."""
        return self._reader.relations(iris, self.question.policy)

    def things(self, iris: Iterable[str]) -> dict[str, Properties]:
        """Return what is stated of these things, by IRI; each is asked for once."""
        return self._reader.things(iris)

    def stated(self, relations: Iterable[str]) -> dict[str, list[Triple]]:
        """Return what is stated of relations that have been read and of the claims by which each stands."""
        return self._reader.ties(relations)

    def weighed(self, relations: Iterable[str]) -> list[Triple]:
        """Return what a policy weighs the claims of relations by that have been read."""
        return self._reader.weighed(relations)

    def refs(self, iris: Iterable[str]) -> list[EntityRef]:
        """Return entities by IRI as others mention them."""
        wanted = list(iris)
        things = self.things(wanted)
        return [ref_of(iri, things[iri]) for iri in wanted]

    def about(self) -> Sequence[EntityRef]:
        """Return all members of the families, where a lineage is asked for: each relation says whom it is about."""
        return [entity for family in self.families for entity in family] if self.question.lineage else ()
