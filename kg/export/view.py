"""What is exported: the relations that the filters, a policy and a focus let through, read a batch at a time.

A relation is exported with all that is claimed about it, and its standing is told apart: a claim never turns into a
fact by being exported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cached_property
from itertools import islice
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from kg import policy as policies
from kg.errors import DataError
from kg.lookup.entities import mentions, read_entities
from kg.lookup.relations import Held, selected
from kg.model.dates import UNDATED
from kg.model.filters import Filters
from kg.model.records import Entity, EntityRef, Relation
from kg.model.standing import Standing
from kg.policy import NO_POLICY
from kg.question import Question
from kg.session.reading import read_relations
from kg.session.session import Session
from kg.store import Store, named_query
from kg.terms import compact, local_name

# The word in place of a policy by which all that anyone says is exported, what is only denied too.
# How many relations or entities are read at once: what is held in memory does not grow with what is exported.
_BATCH: Final = 2000


class Request(Struct, frozen=True):
    """What is to be exported, and options of single formats.

    ``policy`` names a policy or is ``"none"`` for all that anyone says. With a ``focus`` only the ties among what lies
    at most ``depth`` ties away from one of these entities. ``arrows_only`` is for RDF: plain triples without claims.
    ``bom`` is for CSV: the mark by which Excel knows UTF-8. ``top`` is for pictures: at most so many names are drawn.
    """

    filters: Filters = field(default_factory=Filters)
    policy: str = policies.DEFAULT
    focus: tuple[EntityRef, ...] = ()
    depth: int = 1
    title: str | None = None
    arrows_only: bool = False
    bom: bool = False
    top: int | None = None


class Ends(Struct, frozen=True):
    """The subject of a relation, its type, its object where that is an entity, and its phase; IRIs."""

    subject: str
    type: str
    object: str | None
    phase: str | None


class View(Struct, frozen=True, dict=True):
    """The chosen relations of a store.

    ``relations`` are IRIs, sorted; ``passed`` is all that the policy lets through, bare ties too, and None without one;
    ``asked`` are those that the filters and the focus let through, whatever the policy says; ``left_out`` says in words
    what is not among the relations, and why.
    """

    store: Store
    request: Request
    relations: tuple[str, ...]
    ends: dict[str, Ends]
    held: Held
    passed: frozenset[str] | None
    asked: frozenset[str]
    left_out: tuple[str, ...] = ()

    def read(self) -> Iterator[Relation]:
        """Yield the relations, in the order of their names, with all claims; ``accepted`` is by the default policy."""
        for batch in batches(self.relations):
            read = {relation.id: relation for relation in read_relations(self.store, batch, passed=self._accepted)}
            yield from (replace(read[iri], holds=self.held.get(iri)) for iri in batch if iri in read)

    @cached_property
    def entities(self) -> tuple[str, ...]:
        """Return the IRIs of the entities that stand at an end of a relation, sorted."""
        chosen = (self.ends[iri] for iri in self.relations)
        return tuple(sorted({end for ends in chosen for end in (ends.subject, ends.object) if end is not None}))

    def read_entities(self) -> Iterator[Entity]:
        """Yield the entities that stand at an end of a relation, in the order of their names.

        One of which nothing is stated is there too, so that no relation ends in nothing.
        """
        for batch in batches(self.entities):
            read = {entity.id: entity for entity in read_entities(self.store, set(batch), self._mentions)}
            yield from (read.get(iri) or Entity(iri, local_name(iri), "") for iri in batch)

    @cached_property
    def _accepted(self) -> frozenset[str]:
        asked_for = self.passed if self.request.policy == policies.DEFAULT else None
        return policies.passing(self.store, policies.DEFAULT) if asked_for is None else asked_for

    @cached_property
    def _mentions(self) -> dict[str, tuple[str, ...]]:
        return mentions(self.store)

    def standing(self, relation: Relation) -> Standing:
        """Say how a relation stands among the accounts, by the policy of the name accepted."""
        return relation.standing

    def ties(self) -> View:
        """Return the view without what a graph of things and arrows has no place for.

        Left out are relations to a text or to nothing, such as names and quantities, and those with a phase, unless a
        filter asks for it: what is planned or annulled is no tie.
        """
        linked = [iri for iri in self.relations if self.ends[iri].object is not None]
        kept = [iri for iri in linked if self.ends[iri].phase is None or self.request.filters.phase]
        notes = list(self.left_out)
        if others := len(self.relations) - len(linked):
            notes.append(f"{_count(others)} to a text, a time or a quantity instead of a thing")
        if phased := len(linked) - len(kept):
            notes.append(f"{_count(phased)} in a phase, such as planned or annulled; --phase asks for them")
        return replace(self, relations=tuple(kept), left_out=tuple(notes))

    def foremost(self, most: int) -> View:
        """Return the view of ties with at most so many things: the nearest to the focus, and of these the best tied."""
        if len(self.entities) <= most:
            return self
        neighbours: dict[str, Counter[str]] = defaultdict(Counter)
        for iri in self.relations:
            ends = self.ends[iri]
            for one, other in ((ends.subject, ends.object), (ends.object, ends.subject)):
                if one is not None and other is not None:
                    neighbours[one][other] += 1
        focus = {entity.id for entity in self.request.focus}
        away = _steps(focus, neighbours) if focus else {}
        order = sorted(neighbours, key=lambda iri: (away.get(iri, len(neighbours)), -neighbours[iri].total(), iri))
        near = set(order[: max(most, len(focus))])
        kept = tuple(iri for iri in self.relations if {self.ends[iri].subject, self.ends[iri].object} <= near)
        drawn = replace(self, relations=kept)
        names, ties = len(self.entities) - len(drawn.entities), len(self.relations) - len(kept)
        why = "with fewer ties" if self.request.depth < 2 else "farther off or with fewer ties"
        all_ = f"--top {len(self.entities)} draws all"
        note = f"{names} {'name' if names == 1 else 'names'} {why}, with {_count(ties)}; {all_}"
        return replace(drawn, left_out=(*self.left_out, note))


def _steps(start: Set[str], neighbours: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Return how many ties each thing is away from the nearest of some."""
    away = dict.fromkeys(start, 0)
    border = set(start)
    while border:
        reached = {other for one in border for other in neighbours.get(one, ())} - away.keys()
        away |= dict.fromkeys(reached, max(away.values()) + 1)
        border = reached
    return away


def view(store: Store, request: Request) -> View:
    """Return the relations that a request lets through; raises InputError for a word that means nothing."""
    held = selected(Session(store, Question("export", filters=replace(request.filters, undated=True))))
    holding = {iri for iri, holds in held.items() if request.filters.undated or holds != UNDATED}
    undated = held.keys() - holding
    ends = _ends(store)
    if lacking := sorted(held.keys() - ends.keys()):
        raise DataError(
            f"{compact(lacking[0])} lacks its rdf:subject or rdf:predicate, or has one that names no thing; "
            "run 'kg validate' on the data"
        )
    notes = []
    passed = None if request.policy == NO_POLICY else policies.passing(store, request.policy)
    chosen = holding if passed is None else holding & passed
    if request.focus:
        near = _near(request, (ends[iri] for iri in chosen))
        holding, undated = _among(near, holding, ends), _among(near, undated, ends)
        chosen = chosen & holding
    if undated:
        notes.append(f"{_count(len(undated))} without a date; --undated adds them")
    if failed := len(holding - chosen):
        notes.append(
            f"{_count(failed)} that the policy '{request.policy}' does not let through; --policy none adds them"
        )
    return View(store, request, tuple(sorted(chosen)), ends, held, passed, frozenset(holding), tuple(notes))


def _ends(store: Store) -> dict[str, Ends]:
    return {
        relation.value: Ends(subject.value, type_.value, target and target.value, phase and phase.value)
        for relation, subject, type_, target, phase in store.select(named_query("export"))
    }


def _near(request: Request, ties: Iterable[Ends]) -> set[str]:
    """Return the entities at most ``depth`` ties away from the focus."""
    neighbours = defaultdict(set)
    for tie in ties:
        if tie.object is not None and (tie.phase is None or request.filters.phase):
            neighbours[tie.subject].add(tie.object)
            neighbours[tie.object].add(tie.subject)
    near = {entity.id for entity in request.focus}
    border = near
    for _ in range(request.depth):
        border = {other for entity in border for other in neighbours[entity]} - near
        near = near | border
    return near


def _among(near: Set[str], relations: Set[str], ends: dict[str, Ends]) -> set[str]:
    """Return the relations that begin and end near the focus."""
    return {iri for iri in relations if {ends[iri].subject, ends[iri].object or ends[iri].subject} <= near}


def _count(number: int) -> str:
    return f"{number} {'tie' if number == 1 else 'ties'}"


def batches(things: Iterable[str]) -> Iterator[list[str]]:
    """Yield things in lists of bounded length."""
    rest = iter(things)
    while batch := list(islice(rest, _BATCH)):
        yield batch
