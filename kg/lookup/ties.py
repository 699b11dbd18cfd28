"""The ties by which a path may run, read around its ends as far as they are needed, and how they join entities.

Ties are expanded from both ends, a level at a time, whatever anybody says of them; so the shortest distances are known
before a claim is read. A relation lies on a path of so many hops only if its ends are near enough to both ends of the
path: those few are read, and the policy and the filters are asked about them alone.
"""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace
from pyoxigraph import Literal, NamedNode

from kg.lookup.path_options import Avoided, PathOptions
from kg.lookup.shortest_paths import Link, path_key, shortest_paths
from kg.model.dates import UNDATED
from kg.model.records import EntityRef, Relation
from kg.session.choice import chosen
from kg.session.session import Session
from kg.session.statements import label_of
from kg.store import batches, named_query, select_about
from kg.terms import RDF, local_name

Tie = tuple[str, str, str]  # subject, type, object
Pair = tuple[str, str]
Step = tuple[str, str, str]  # relation and both entities

_KIND: Final = f"{RDF}type"
# The steps of so many entities are counted before they are read, and looked for in one query or two.
_LISTED: Final = 200
# More steps than these are not read where they may lead anywhere and only few of them are wanted.
_MANY: Final = 2_000


class Terms:
    """What the ontology declares for paths."""

    def __init__(self, session: Session) -> None:
        self.layers: dict[str, str] = {}
        self.symmetric: set[str] = set()
        self.strengths: dict[str, int] = {}
        self.concepts: set[str] = set()
        for sort, term, value in session.store.select(named_query("path_terms")):
            if sort.value == "layer":
                self.layers[term.value] = value.value
            elif sort.value == "strength":
                self.strengths[local_name(term.value)] = int(value.value)
            else:
                (self.symmetric if sort.value == "symmetric" else self.concepts).add(term.value)


class Ties(Struct):
    """Relations that join entities.

    ``strengths`` holds, for each relation, the strength of each claim that affirms it; ``joins``, for each ordered
    pair of entities, the relations by which one steps from the first to the second; ``denied``, by tie, the relations
    that somebody denies, which are shown beside one of the same tie, though they join nothing if nobody affirms them;
    ``statuses`` the status of each strength. ``read`` has the relations themselves, with whether they hold when asked
    for. ``undated`` counts those left out only because they have no date.
    """

    strengths: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    ties: dict[str, Tie] = field(default_factory=dict)
    joins: dict[Pair, set[str]] = field(default_factory=lambda: defaultdict(set))
    denied: dict[Tie, set[str]] = field(default_factory=lambda: defaultdict(set))
    statuses: dict[int, str] = field(default_factory=dict)
    read: dict[str, Relation] = field(default_factory=dict)
    undated: int = 0

    def link(self, pair: Pair) -> Link:
        """Return how strongly, and by how many affirming claims, a pair is joined."""
        strengths = list(chain.from_iterable(self.strengths[relation] for relation in self.joins[pair]))
        return Link(max(strengths), len(strengths))

    def shown(self, pair: Pair) -> set[str]:
        """Return the relations that are listed for a step."""
        joined = self.joins[pair]
        return joined.union(*(self.denied.get(self.ties[relation], ()) for relation in joined))


class Surroundings:
    """The steps around the ends of a path, expanded from both until all of its length are known."""

    def __init__(self, session: Session, layers: Iterable[NamedNode], out: Avoided, terms: Terms) -> None:
        chosen_layers = {layer.value for layer in layers}
        self._session = session
        self._types = {type_ for type_, layer in terms.layers.items() if layer in chosen_layers} - out.types
        self._phases = set(session.filters.phase)
        self._out = out.entities
        self._steps: dict[str, set[Step]] = {}
        self._degrees: dict[str, int] = {}

    def within(self, starts: Collection[str], ends: Collection[str], hops: int) -> set[Step]:
        """Return the steps that can lie on a path of at most so many hops, by the distances of their entities."""
        sides: tuple[dict[str, int], dict[str, int]] = (dict.fromkeys(starts, 0), dict.fromkeys(ends, 0))
        borders = [set(starts), set(ends)]
        joining: set[Step] = set()
        for left in range(hops, 0, -1):
            near = self._nearer(borders)
            border, other = borders[near], borders[1 - near]
            # Of a hub's steps to whatever there is, only those to the other border can still lie on a path.
            if left == 1 and len(other) <= _LISTED and self._degree(border) > _MANY:
                joining = steps = self._between(border, other)
            else:
                steps = self._expand(border)
            borders[near] = self._next(sides[near], steps)
        from_start, from_end = sides
        if not any(node in from_end for node in from_start):
            return set()
        farthest = {index: max(side.values(), default=0) + 1 for index, side in enumerate(sides)}
        known = {step for node in {*from_start, *from_end} for step in self._steps.get(node, ())}
        return {
            step
            for step in known | joining
            if min(
                from_start.get(one, farthest[0]) + from_end.get(other, farthest[1])
                for one, other in ((step[1], step[2]), (step[2], step[1]))
            )
            < hops
        }

    def _nearer(self, borders: Sequence[set[str]]) -> int:
        """Say which of two borders has fewer steps, or fewer entities where these are too many to count for each."""
        countable = max(map(len, borders)) <= _LISTED
        if countable:
            self._count(borders[0] | borders[1])
        size = self._degree if countable else len
        return 0 if size(borders[0]) <= size(borders[1]) else 1

    def _degree(self, nodes: set[str]) -> int:
        """Return of how many relations some entities are an end."""
        self._count(nodes)
        return sum(self._degrees[node] for node in nodes)

    def _count(self, nodes: set[str]) -> None:
        missing = sorted(nodes - self._degrees.keys())
        self._degrees.update(dict.fromkeys(missing, 0))
        for entity, relations in select_about(self._session.store, "degrees", "entity", missing):
            self._degrees[entity.value] = int(relations.value)

    def _next(self, reached: dict[str, int], steps: Iterable[Step]) -> set[str]:
        new = {end for _, *ends in steps for end in ends} - reached.keys()
        hops = max(reached.values()) + 1
        reached.update(dict.fromkeys(new, hops))
        return new

    def _expand(self, nodes: set[str]) -> set[Step]:
        """Return the steps from these entities, which are read once."""
        missing = sorted(nodes - self._steps.keys())
        self._steps.update((node, set()) for node in missing)
        for entity, step in self._read("steps", missing):
            self._steps[entity].add(step)
        return set().union(*(self._steps[node] for node in nodes))

    def _between(self, nodes: set[str], others: set[str]) -> set[Step]:
        """Return the steps from these entities to the others."""
        return {
            step
            for some in batches([*map(NamedNode, sorted(others))], 4)
            for _, step in self._read("joining_steps", sorted(nodes), end=some)
        }

    def _read(self, query: str, nodes: Sequence[str], **given: list[NamedNode | Literal]) -> Iterator[tuple[str, Step]]:
        for batch in batches([NamedNode(node) for node in nodes], 4 if given else 2):
            text = named_query(query, entity=batch, **given)
            for entity, relation, type_, end, phase in self._session.store.select(text):
                fits = type_.value in self._types and (phase is None or phase.value in self._phases)
                if fits and end.value not in self._out:
                    yield entity.value, (relation.value, *sorted((entity.value, end.value)))


def read_ties(session: Session, steps: Iterable[Step], known: dict[str, Relation], terms: Terms) -> Ties:
    """Read the ties of these steps that the policy and the filters let through; ``known`` are read already."""
    ties = Ties(read=known)
    steps = set(steps)
    nodes = {node for _, *ends in steps for node in ends}
    missing = {relation for relation, _, _ in steps} - known.keys()
    if missing:
        known.update((relation.id, relation) for relation in session.read(missing))
    relations = [known[relation] for relation, _, _ in steps if relation in known]
    kept = _kept(session, relations, nodes, ties)
    for relation in relations:
        assert isinstance(relation.object, EntityRef)
        tie = relation.subject.id, relation.type.id, relation.object.id
        if any(not claim.affirms for claim in relation.claims):
            ties.denied[tie].add(relation.id)
        strengths = [terms.strengths[c.status] for c in relation.claims if c.affirms and c.status in terms.strengths]
        if not strengths or relation.id not in kept:
            continue
        known[relation.id] = replace(relation, holds=kept[relation.id])
        ties.strengths[relation.id] = strengths
        ties.statuses.update((terms.strengths[c.status], c.status) for c in relation.claims if c.affirms)
        ties.ties[relation.id] = tie
        ties.joins[tie[0], tie[2]].add(relation.id)
        if not session.question.path.directed or tie[1] in terms.symmetric:
            ties.joins[tie[2], tie[0]].add(relation.id)
    return ties


def _kept(session: Session, relations: list[Relation], nodes: set[str], ties: Ties) -> dict[str, str | None]:
    """Return those that the policy and the other filters let through, with whether they hold when asked for."""
    filters = session.filters
    passed = [relation for relation in relations if relation.accepted]
    others = replace(filters, kind=(), layer=(), phase=())
    if others.timeless and passed:
        fitting = chosen(session.store, [EntityRef(node, "", "") for node in nodes], others.timeless)
        passed = [relation for relation in passed if relation.id in fitting]
    passing = session.events.validity(passed, filters)
    if filters.undated:
        return passing
    dated = {iri: holds for iri, holds in passing.items() if holds != UNDATED}
    ties.undated = len(passing) - len(dated)
    return dated


def read_nodes(
    session: Session, ties: Ties, fixed: set[str], ends: set[str], out: Avoided, terms: Terms, options: PathOptions
) -> list[str]:
    """Return the entities that may lie on a path, by name.

    ``ends`` may be of any kind. ``fixed`` are the ends and what each path runs through; asking for a concept by its
    name is asking for it.
    """
    nodes = {node for pair in ties.joins for node in pair} - out.entities
    things = session.things(nodes | fixed)

    def of_kind(kinds: Collection[str]) -> set[str]:
        return {node for node in nodes if any(kind.value in kinds for kind in things[node].get(_KIND, ()))}

    if session.filters.kind:
        nodes &= of_kind(_narrower(session, map(NamedNode, session.filters.kind))) | ends
    elif not options.with_concepts:
        nodes -= of_kind(terms.concepts) - fixed
    if out.kinds:
        nodes -= of_kind(_narrower(session, out.kinds)) - ends
    named = {node: label_of(node, things[node]) for node in nodes | fixed}
    return sorted(named, key=lambda node: (named[node], node))


def _narrower(session: Session, kinds: Iterable[NamedNode]) -> set[str]:
    return {kind.value for (kind,) in session.store.select(named_query("narrower_kinds", kind=kinds))}


def find_paths(
    ties: Ties,
    nodes: list[str],
    starts: Collection[str],
    ends: Collection[str],
    through: list[str],
    options: PathOptions,
) -> list[tuple[str, ...]]:
    """Return the k shortest paths from any of some entities to any of others, as entities.

    ``nodes`` are those allowed, by name. No path leads back to a start or on from an end.
    """
    number_of = {node: number for number, node in enumerate(nodes)}
    after: list[dict[int, Link]] = [{} for _ in nodes]
    before: list[dict[int, Link]] = [{} for _ in nodes]
    for pair in ties.joins:
        if pair[0] in number_of and pair[1] in number_of and pair[0] not in ends and pair[1] not in starts:
            start, end, link = number_of[pair[0]], number_of[pair[1]], ties.link(pair)
            after[start][end] = before[end][start] = link
    needed = [number_of[node] for node in through]
    searches = [
        shortest_paths(after, before, number_of[one], number_of[other], max_hops=options.max_hops, through=needed)
        for one in starts
        for other in ends
        if one in number_of and other in number_of
    ]
    ordered = heapq.merge(*searches, key=partial(path_key, after))
    return [tuple(nodes[number] for number in numbers) for numbers in islice(ordered, options.k)]
