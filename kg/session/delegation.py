"""Who speaks for a party: itself, its organs at any depth, and the holders of their offices.

Which ties make their subject a speaker for their object is declared on the relation types (``kg:speaksFor``). Only
ties that a policy lets through count, so that no party appoints the speakers of another. Being on somebody's side is
no such tie: an outlet speaks for itself. But a body of a kind that is declared so, such as a ministry, speaks for whom
it counts with, at any time: it is an organ by being what it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from msgspec import Struct
from pyoxigraph import NamedNode

from kg import policy as policies
from kg.model.dates import Span
from kg.model.intervals import overlap, possible_interval
from kg.model.records import Claim, EntityRef, Relation
from kg.session.reading import read_relations
from kg.store import Store, batches, named_query

# What is not known to have been said or done at some time may have been at any.
ANY_TIME: Final = Span()

Ties = dict[str, list[tuple[Span, str]]]
Saying = tuple[Relation, Iterable[Claim]]
# Who speaks for whom, and by which relation; by none where it is a body that speaks by being what it is.
Delegate = tuple[str, str, str | None]


class Delegation:
    """The ties by which one entity speaks for another; entities are given by IRI.

    A tie counts for what was said on a day if it can have held then; where the day or the time of the tie is not
    known, it counts.
    """

    def __init__(self, ties: Iterable[tuple[str, str, Span]]) -> None:
        self._below: Ties = defaultdict(list)
        self._above: Ties = defaultdict(list)
        self._known: dict[tuple[str, Span], frozenset[str]] = {}
        for speaker, party, days in ties:
            self._below[party].append((days, speaker))
            self._above[speaker].append((days, party))

    def voices(self, party: str, when: Span = ANY_TIME) -> frozenset[str]:
        """Return those who can have spoken for a party in these days, the party among them."""
        if (party, when) not in self._known:
            self._known[party, when] = _reached(self._below, party, when)
        return self._known[party, when]

    def above(self, speaker: str, when: Span = ANY_TIME) -> frozenset[str]:
        """Return all for whom an entity can have spoken in these days, itself among them."""
        return _reached(self._above, speaker, when)

    def principals(self, speaker: str, when: Span = ANY_TIME) -> frozenset[str]:
        """Return for whom an entity can have spoken in these days, as far up as that goes.

        Who speaks for nobody else is its own principal.
        """
        reached = self.above(speaker, when)
        return frozenset(iri for iri in reached if not _next(self._above, iri, when)) or frozenset({speaker})


class DelegationTies(Struct, frozen=True):
    """Who may speak for whom, as pairs of speaker and party.

    ``claimed`` are those of relations, by IRI, whoever claims them; ``bodies`` those of bodies that speak for whom they
    count with.
    """

    claimed: dict[str, tuple[str, str]]
    bodies: tuple[tuple[str, str], ...]

    def at_most(self) -> Delegation:
        """Return who may speak for whom at any time and by anybody's word: an upper bound, before the ties are read."""
        return Delegation((speaker, party, ANY_TIME) for speaker, party in (*self.claimed.values(), *self.bodies))

    def among(self, relations: Iterable[Relation]) -> Delegation:
        """Return who speaks for whom by those of these relations that a policy let through, and by being a body."""
        claimed = (
            (relation.subject.id, relation.object.id, possible_interval(relation.period))
            for relation in relations
            if relation.id in self.claimed and relation.accepted and isinstance(relation.object, EntityRef)
        )
        return Delegation((*claimed, *((speaker, party, ANY_TIME) for speaker, party in self.bodies)))


def delegation_ties(store: Store) -> DelegationTies:
    """Read who may speak for whom."""
    claimed = {
        relation.value: (speaker.value, party.value)
        for relation, speaker, party in store.select(named_query("delegation"))
    }
    bodies = sorted((speaker.value, party.value) for speaker, party in store.select(named_query("bodies")))
    return DelegationTies(claimed, tuple(bodies))


def acting(
    delegates: Callable[[str, Iterable[str]], Iterable[Delegate]],
    parties: Iterable[str] = (),
    speakers: Iterable[str] = (),
) -> DelegationTies:
    """Find who may speak for these parties, and for whom these speakers may speak, as far as that goes.

    ``delegates`` tells the next of some entities, those for whom they are the ``party`` or the ``speaker``.
    """
    claimed: dict[str, tuple[str, str]] = {}
    bodies: set[tuple[str, str]] = set()
    for direction, start in (("party", parties), ("speaker", speakers)):
        known: set[str] = set()
        border = set(start)
        while border:
            known |= border
            reached: set[str] = set()
            for speaker, party, relation in delegates(direction, border):
                reached.add(speaker if direction == "party" else party)
                if relation is None:
                    bodies.add((speaker, party))
                else:
                    claimed[relation] = speaker, party
            border = reached - known
    return DelegationTies(claimed, tuple(sorted(bodies)))


def delegates(store: Store, direction: str, entities: Iterable[str]) -> dict[str, list[Delegate]]:
    """Read who may speak for each of these as the ``party``, or for whom each may speak as the ``speaker``.

    What is told of them is told too of all to whom that leads, at any distance.
    """
    delegates_of: dict[str, list[Delegate]] = {iri: [] for iri in entities}
    for batch in batches([NamedNode(iri) for iri in delegates_of], 2):
        for speaker, party, relation in store.select(named_query("acting", **{direction: batch})):
            one = speaker.value, party.value, relation and relation.value
            near, far = one[:2] if direction == "speaker" else one[1::-1]
            delegates_of.setdefault(near, []).append(one)
            delegates_of.setdefault(far, [])
    return delegates_of


def read_delegation(store: Store, policy: str = policies.DEFAULT) -> Delegation:
    """Read who speaks for whom by the ties that a policy lets through."""
    ties = delegation_ties(store)
    return ties.among(read_relations(store, ties.claimed, policy))


def days_of(date: str | None) -> Span:
    """Return the days that a partial date covers; any day where there is none."""
    return ANY_TIME if date is None else Span.of(date, date)


# Everybody speaks for itself alone.
NOBODY: Final = Delegation(())


class DelegationGroup(Struct, frozen=True):
    """Some entities with their organs and the holders of their offices.

    ``everyone`` are all who count at some time, the entities first.
    """

    entities: tuple[EntityRef, ...]
    everyone: tuple[EntityRef, ...]
    delegation: Delegation

    def counts(self, relation: Relation) -> bool:
        """Say whether an end of a relation is one of the group at a time at which the relation can hold."""
        days, ends = possible_interval(relation.period), _ends(relation)
        return any(not self.delegation.voices(entity.id, days).isdisjoint(ends) for entity in self.entities)


def delegation_group(
    entities: Sequence[EntityRef], delegation: Delegation, refs: Callable[[Iterable[str]], Iterable[EntityRef]]
) -> DelegationGroup:
    """Return some entities with those who speak for them, as ``refs`` mentions these by IRI."""
    own = {entity.id for entity in entities}
    voices = frozenset().union(*(delegation.voices(iri) for iri in own)) - own
    others = sorted(refs(voices), key=lambda ref: (ref.label, ref.id)) if voices else ()
    return DelegationGroup(tuple(entities), (*entities, *others), delegation)


def concerning(entities: Sequence[EntityRef], delegation: Delegation = NOBODY) -> Callable[[Iterable[Saying]], bool]:
    """Return a test of whether one of these entities, or one that speaks for it, has to do with what is said.

    It is an end of a relation, or makes one of the claims that are given with it. Without an entity all passes.
    """

    def concerns(said: Iterable[Saying]) -> bool:
        return not entities or any(
            not delegation.voices(entity.id, possible_interval(relation.period)).isdisjoint(_ends(relation))
            or any(claim.claimant.id in delegation.voices(entity.id, days_of(claim.said_on)) for claim in claims)
            for relation, claims in said
            for entity in entities
        )

    return concerns


def _ends(relation: Relation) -> list[str]:
    ends = (relation.subject, relation.object, relation.used_by)
    return [end.id for end in ends if isinstance(end, EntityRef)]


def _next(ties: Ties, iri: str, when: Span) -> list[str]:
    return [other for days, other in ties.get(iri, ()) if overlap(days, when)]


def _reached(ties: Ties, start: str, when: Span) -> frozenset[str]:
    reached = {start}
    waiting = [start]
    while waiting:
        for other in _next(ties, waiting.pop(), when):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return frozenset(reached)
