"""What there is to make pages of: the things of a graph by their addresses, each found out once.

The answers of all pages come from one session, so that what one page has read no other reads again.
"""

from __future__ import annotations

import os
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, cast

import kg
from kg.answers import answer_to
from kg.answers.answer import Answer
from kg.export.style import Style, read_style
from kg.graph import KnowledgeGraph
from kg.lookup.diff import Revision
from kg.lookup.disputes import disputes
from kg.lookup.entities import entities, tie_counts
from kg.lookup.questions import Question as Named
from kg.lookup.questions import question, question_names
from kg.lookup.relations import relations, within
from kg.model.disputes import Dispute
from kg.model.records import Entity, EntityRef, Relation, Source
from kg.question import Question
from kg.session.session import Session
from kg.store import Store, named_query, select_about
from kg.store.materialised import MATERIALISED
from kg.terms import local_name
from kg.web import addresses
from kg.web.addresses import Address
from kg.web.atlas import Atlas
from kg.web.stories import Story, stories

# The variable by which builds that are to be repeated fix the day (reproducible-builds.org).
_EPOCH: Final = "SOURCE_DATE_EPOCH"
# So many answers are kept: the sheets of one long answer are made one after another.
_LAST: Final = 4


class Index:
    """The things of a graph that have pages, by address, and answers about them.

    ``policy`` marks how ties stand, that of the dossier where none is named; ``was`` is an older state of the graph;
    ``names`` are the languages of place names in their order, those of the dossier where none are named.
    """

    def __init__(
        self,
        graph: KnowledgeGraph,
        policy: str | None = None,
        was: KnowledgeGraph | None = None,
        names: Sequence[str] | None = None,
    ) -> None:
        self.graph, self.was = graph, was
        self.place_names = tuple(names or graph.dossier.place_names)
        self.policy = policy or graph.dossier.policy
        self._last: deque[tuple[object, Answer]] = deque(maxlen=_LAST)
        self.session: Session = graph.session(Question("relations", policy=self.policy))

    def answer(self, verb: str, *whom: EntityRef, **parts: Any) -> Answer:
        """Return what a verb answers about some entities, whole."""
        asked = (verb, whom, parts)
        for before, answer in self._last:
            if before == asked:
                return answer
        answer = answer_to(self.session.ask(verb=verb, whom=whom, **parts), whole=True)
        self._last.append((asked, answer))
        return answer

    @cached_property
    def day(self) -> str:
        """Return the day on which the pages are made, as an ISO date."""
        return today()

    @cached_property
    def digest(self) -> str:
        """Return a digest of all that the graph states, the same in whatever order it is stated."""
        return digest(self.graph.store)

    def read_whole(self) -> None:
        """Find out at once what the pages of all things need, which each of them would else ask for."""
        within(self.session, [ref(entity) for entity in self.entities.values()])

    @property
    def stamp(self) -> dict[str, str]:
        """Return of what the pages are made: whose data, of which day and digest, by which policy and version."""
        dossier = self.graph.dossier
        return {
            "title": dossier.title,
            "base": dossier.names.base,
            "day": self.day,
            "digest": self.digest,
            "policy": self.policy,
            "version": kg.__version__,
        }

    @cached_property
    def changed(self) -> Answer | None:
        """Return what differs from the older state, or None where there is none."""
        if self.was is None:
            return None
        from kg.answers.diff import answer

        return answer(self.was, self.graph, self.policy, whole=True)

    @property
    def differences(self) -> Sequence[Revision]:
        """Return what differs from the older state, one by one."""
        return () if self.changed is None else cast(Sequence[Revision], self.changed.records)

    @cached_property
    def entities(self) -> Mapping[Address, Entity]:
        """Return the entities, sorted by kind and label."""
        listed = entities(self.graph.store, mentioned=self.session.mentioned)
        return {addresses.entity(entity.id): entity for entity in listed}

    @cached_property
    def style(self) -> Style:
        """Return how layers and kinds are drawn, and what layers are called."""
        return read_style(self.graph.store)

    @cached_property
    def ties(self) -> Mapping[str, int]:
        """Return of how many relations each entity is an end, by IRI; an entity of none is not there."""
        return tie_counts(self.graph.store)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """Return all relations."""
        return tuple(relations(self.session))

    @cached_property
    def atlas(self) -> Atlas:
        """Return where things lie."""
        return Atlas(self.graph.store, self.relations, self.place_names)

    @cached_property
    def sources(self) -> Mapping[Address, tuple[Source, list[Relation]]]:
        """Return the sources with the relations that are claimed in each."""
        claimed_in: dict[Address, tuple[Source, list[Relation]]] = {}
        for relation in self.relations:
            for source in {claim.source.id: claim.source for claim in relation.claims}.values():
                claimed_in.setdefault(addresses.source(source.id), (source, []))[1].append(relation)
        return claimed_in

    @cached_property
    def disputes(self) -> Mapping[Address, Dispute]:
        """Return where accounts differ; of two at one address, the later has a number behind it."""
        by_address: dict[Address, Dispute] = {}
        for dispute in disputes(self.session.ask(verb="disputes")):
            first = address = addresses.dispute(dispute)
            number = 1
            while address in by_address:
                number += 1
                address = first._replace(name=f"{first.name}-{number}")
            by_address[address] = dispute
        return by_address

    @cached_property
    def disputes_of(self) -> Mapping[str, list[Address]]:
        """Return the disputes that each entity has to do with, by its IRI."""
        addresses_of: dict[str, list[Address]] = defaultdict(list)
        for address, dispute in self.disputes.items():
            ends = {end.id for r in dispute.relations for end in (r.subject, r.object) if isinstance(end, EntityRef)}
            ends |= {side.party.id for side in dispute.sides if side.party is not None}
            for end in ends:
                addresses_of[end].append(address)
        return addresses_of

    @cached_property
    def questions(self) -> Mapping[Address, Named]:
        """Return the questions of the catalogue that can be asked with the names of the dossier."""
        dossier = self.graph.dossier
        named = (question(name, dossier) for name in question_names(dossier))
        return {Address("question", addresses.plain(one.name)): one for one in named}

    @cached_property
    def stories(self) -> Mapping[Address, Story]:
        """Return the stories that the dossier tells."""
        return {Address("story", addresses.plain(story.name)): story for story in self._stories[0]}

    @property
    def left_out(self) -> list[str]:
        """Return the stories that are left out, each with why."""
        return self._stories[1]

    @cached_property
    def _stories(self) -> tuple[list[Story], list[str]]:
        return stories(self.graph)

    @cached_property
    def timeline(self) -> Answer:
        """Return all events and dated relations, in order."""
        return self.answer("timeline")

    @cached_property
    def side_of(self) -> Mapping[str, str]:
        """Return the side of each actor that has one, itself or through whom it counts with, by its IRI."""
        rows = select_about(self.graph.store, "claimant_sides", "actor", (one.id for one in self.entities.values()))
        return {row["actor"].value: local_name(row["side"].value) for row in rows}

    @cached_property
    def parties(self) -> Mapping[Address, EntityRef]:
        """Return the actors of sides that oppose another one who are heard, those of most statements first.

        What those say who speak for them counts.
        """
        opposed = {name for name, side in self.graph.dossier.sides.items() if side.party}
        heard = {claim.claimant.id for relation in self.relations for claim in relation.claims}
        actors = [ref(e) for e in self.entities.values() if self.side_of.get(e.id) in opposed and e.id in heard]
        told = {actor: len(self.answer("perspective", actor).relations) for actor in actors}
        ranked = sorted(actors, key=lambda actor: (-told[actor], actor.label))
        return {addresses.told(actor.id): actor for actor in ranked if told[actor]}

    @cached_property
    def opponents(self) -> Mapping[Address, tuple[EntityRef, EntityRef]]:
        """Return the most heard actor of each side beside that of each side that it opposes."""
        sides = self.graph.dossier.sides
        first: dict[str, EntityRef] = {}
        for party in self.parties.values():
            first.setdefault(self.side_of[party.id], party)
        pairs = {
            tuple(sorted((name, other)))
            for name, side in sides.items()
            for other in side.opposes
            if name in first and other in first
        }
        return {
            addresses.versus(first[one].id, first[other].id): (first[one], first[other]) for one, other in sorted(pairs)
        }


def today() -> str:
    """Return the day as an ISO date, in universal time."""
    fixed = os.environ.get(_EPOCH, "")
    now = datetime.fromtimestamp(int(fixed), UTC) if fixed.isdecimal() else datetime.now(UTC)
    return now.date().isoformat()


def ref(entity: Entity) -> EntityRef:
    """Return an entity as others mention it."""
    return EntityRef(entity.id, entity.label, entity.type)


def digest(store: Store) -> str:
    """Return a digest of what the data state: the first 12 hexadecimal digits of the SHA-256 of the sorted triples.

    These are those of entities, relations, claims, sources, passages and datasets: what the ontology states, and what
    is derived at load, changes no digest.
    """
    names = store.dossier.names
    spaces = (names.entity, names.relation, names.claim, names.source, names.passage, names.dataset)
    lines = sorted(
        f"{subject} {name} {value}"
        for subject, name, value in store.select(named_query("statements"))
        if subject.value.startswith(spaces) and name.value not in MATERIALISED
    )
    return sha256("\n".join(lines).encode()).hexdigest()[:12]
