"""The ties by which a chain may run, and how they join entities."""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from typing import Final

from pyoxigraph import NamedNode

from kg.lookup.chains import Link, best_chains, chain_key
from kg.lookup.courses import Avoided, Course
from kg.lookup.relations import Held, selected
from kg.model.dates import UNDATED
from kg.model.filters import Filters
from kg.session.reading import label_of
from kg.session.resolve import resolve_terms
from kg.session.session import Session
from kg.store import Store, named_query
from kg.store.base import Term
from kg.terms import KG, SKOS, local_name

Tie = tuple[str, str, str]  # subject, type, object
Pair = tuple[str, str]

_AFFIRMS: Final = "affirms"
_CONCEPT: Final = NamedNode(f"{KG}Concept")


@dataclass(slots=True)
class Ties:
    """Relations that join entities.

    ``strengths`` holds, for each relation, the strength of each claim that affirms it; ``joins``, for each ordered
    pair of entities, the relations by which one steps from the first to the second; ``denied``, by tie, the relations
    that somebody denies, which are shown beside one of the same tie, though they join nothing if nobody affirms them;
    ``statuses`` the status of each strength; ``holds`` how each relation that passed holds when asked for. ``undated``
    counts those left out only because they have no date.
    """

    strengths: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    ties: dict[str, Tie] = field(default_factory=dict)
    joins: dict[Pair, set[str]] = field(default_factory=lambda: defaultdict(set))
    denied: dict[Tie, set[str]] = field(default_factory=lambda: defaultdict(set))
    statuses: dict[int, str] = field(default_factory=dict)
    holds: Held = field(default_factory=dict)
    undated: int = 0

    def link(self, pair: Pair) -> Link:
        """Return how strongly, and by how many affirming claims, a pair is joined."""
        strengths = list(chain.from_iterable(self.strengths[relation] for relation in self.joins[pair]))
        return Link(max(strengths), len(strengths))

    def shown(self, pair: Pair) -> set[str]:
        """Return the relations that are listed for a step."""
        joined = self.joins[pair]
        return joined.union(*(self.denied.get(self.ties[relation], ()) for relation in joined))


def read_ties(
    session: Session,
    layers: list[NamedNode],
    passed: frozenset[str],
    out: Avoided,
    *,
    directed: bool,
) -> Ties:
    """Read the ties of these layers that a policy and the filters let through, without those to avoid."""
    store, filters, found = session.store, session.filters, Ties()
    found.holds, found.undated = _kept(session, passed)
    phases = {phase.value for phase in resolve_terms(store, "phases", filters.phase, "phase")}
    symmetric = {row["term"].value for row in store.select(named_query("symmetric_types"))}
    for row in store.select(named_query("chain_ties", layer=layers)) if layers else ():
        node, subject, type_, target, phase, stance, status, force = row
        relation, tie = node.value, (subject.value, type_.value, target.value)
        if tie[1] in out.types or (phase is not None and phase.value not in phases):
            continue
        if local_name(stance.value) != _AFFIRMS:
            found.denied[tie].add(relation)
        elif relation in found.holds:
            strength = int(force.value)
            found.strengths[relation].append(strength)
            found.statuses[strength] = local_name(status.value)
            found.ties[relation] = tie
            found.joins[tie[0], tie[2]].add(relation)
            if not directed or tie[1] in symmetric:
                found.joins[tie[2], tie[0]].add(relation)
    return found


def read_nodes(
    store: Store, ties: Ties, fixed: set[str], ends: set[str], out: Avoided, filters: Filters, course: Course
) -> list[str]:
    """Return the entities that may lie on a chain, by name.

    ``ends`` may be of any kind. ``fixed`` are the ends and what each chain runs through; asking for a concept by its
    name is asking for it.
    """
    nodes = {node for pair in ties.joins for node in pair} - out.entities
    if filters.kind:
        nodes &= _of_kind(store, resolve_terms(store, "kinds", filters.kind, "kind of entity")) | ends
    elif not course.with_concepts:
        nodes -= _of_kind(store, [_CONCEPT]) - fixed
    if out.kinds:
        nodes -= _of_kind(store, out.kinds) - ends
    labels: dict[str, list[Term]] = defaultdict(list)
    for row in store.select(named_query("labels")):
        labels[row["thing"].value].append(row["label"])
    named = {node: label_of(node, {f"{SKOS}prefLabel": labels[node]}) for node in nodes | fixed}
    return sorted(named, key=lambda node: (named[node], node))


def find_ways(
    ties: Ties, nodes: list[str], starts: Collection[str], ends: Collection[str], through: list[str], course: Course
) -> list[tuple[str, ...]]:
    """Return the best ways from any of some entities to any of others, as entities.

    ``nodes`` are those allowed, by name. No way leads back to a start or on from an end.
    """
    place = {node: number for number, node in enumerate(nodes)}
    after: list[dict[int, Link]] = [{} for _ in nodes]
    before: list[dict[int, Link]] = [{} for _ in nodes]
    for pair in ties.joins:
        if pair[0] in place and pair[1] in place and pair[0] not in ends and pair[1] not in starts:
            start, end, link = place[pair[0]], place[pair[1]], ties.link(pair)
            after[start][end] = before[end][start] = link
    needed = [place[node] for node in through]
    searches = [
        best_chains(after, before, place[one], place[other], max_hops=course.max_hops, through=needed)
        for one in starts
        for other in ends
        if one in place and other in place
    ]
    found = heapq.merge(*searches, key=partial(chain_key, after))
    return [tuple(nodes[number] for number in numbers) for numbers in islice(found, course.k)]


def _kept(session: Session, passed: frozenset[str]) -> tuple[Held, int]:
    """Return the relations of those passed that the other filters let through, and how many only lack a date."""
    filters = session.filters
    others = replace(filters, kind=(), layer=(), phase=())
    if not others:
        return dict.fromkeys(passed), 0
    wider = selected(session, filters=replace(others, undated=True))
    found = {relation: holds for relation, holds in wider.items() if relation in passed}
    if filters.undated:
        return found, 0
    dated = {relation: holds for relation, holds in found.items() if holds != UNDATED}
    return dated, len(found) - len(dated)


def _of_kind(store: Store, kinds: Iterable[NamedNode]) -> set[str]:
    return {row["entity"].value for row in store.select(named_query("entities", kind=kinds))}
