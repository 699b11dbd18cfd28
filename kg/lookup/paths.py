"""How two entities are connected: the best chains of ties between them, each tie with who says so."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import chain, islice, pairwise
from typing import Final

from pyoxigraph import NamedNode

from kg import policy as policies
from kg.errors import InputError, NotFoundError
from kg.lookup.chains import Link, best_chains
from kg.lookup.filters import Filters
from kg.lookup.names import resolve, resolve_terms
from kg.lookup.reading import entity_refs, label_of, read_relations
from kg.model.records import EntityRef, Json, Relation
from kg.store import Store, named_query
from kg.store.base import Term
from kg.terms import ENTITY, KG, SKOS, compact, expand, local_name

MOST_CHAINS: Final = 100
MOST_HOPS: Final = 10
_AFFIRMS: Final = "affirms"
_CONCEPT: Final = f"{KG}Concept"
# What a word of --avoid may be, besides an entity, and the query that knows the words.
_AVOIDABLE: Final = {"relation type": "relation_types", "layer": "layers", "kind of entity": "kinds"}


@dataclass(frozen=True, slots=True)
class Course:
    """How chains may run.

    ``k`` chains of at most ``max_hops`` hops. ``avoid`` names entities, relation types, layers or kinds of entity,
    ``through`` entities that all lie on each chain, in any order. With ``directed`` each hop goes from subject to
    object. ``with_layer`` adds layers that are left out by default, ``with_concepts`` concepts as middle nodes.
    """

    k: int = 3
    max_hops: int = 4
    avoid: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    directed: bool = False
    with_layer: tuple[str, ...] = ()
    with_concepts: bool = False


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a chain, with all the relations that make it, in either direction."""

    start: EntityRef
    end: EntityRef
    relations: tuple[Relation, ...]

    def as_json(self) -> Json:
        """Return the record of the hop."""
        return {
            "from": self.start.as_json(),
            "to": self.end.as_json(),
            "relations": [relation.as_json() for relation in self.relations],
        }


@dataclass(frozen=True, slots=True)
class Chain:
    """A way from one entity to another; ``weakest`` is the status of the strongest claim on its weakest hop."""

    hops: tuple[Hop, ...]
    weakest: str

    @property
    def entities(self) -> tuple[EntityRef, ...]:
        """Return the entities in order, both ends among them."""
        return (self.hops[0].start, *(hop.end for hop in self.hops))

    def as_json(self) -> Json:
        """Return the record of the chain."""
        return {"hops": [hop.as_json() for hop in self.hops], "weakest": self.weakest}


@dataclass(frozen=True, slots=True)
class Paths:
    """The best chains, best first, and what was searched: how many ties, of which layers."""

    chains: list[Chain]
    ties: int
    layers: tuple[str, ...]


@dataclass(slots=True)
class _Ties:
    """The relations by which a chain may run, by IRI, and how they join entities.

    ``joins`` holds, for each ordered pair, the relations by which one steps from the first to the second; ``denied``
    those without an affirming claim, by tie, which are shown beside a relation of the same tie.
    """

    strengths: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    ties: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    denied: dict[tuple[str, str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    joins: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    statuses: dict[int, str] = field(default_factory=dict)

    def link(self, pair: tuple[str, str]) -> Link:
        """Return how strongly, and by how many affirming claims, a pair is joined."""
        strengths = list(chain.from_iterable(self.strengths[relation] for relation in self.joins[pair]))
        return Link(max(strengths), len(strengths))

    def shown(self, pair: tuple[str, str]) -> set[str]:
        """Return the relations that are listed for a hop."""
        joined = self.joins[pair]
        return joined.union(*(self.denied.get(self.ties[relation], ()) for relation in joined))


@dataclass(frozen=True, slots=True)
class _Avoided:
    entities: frozenset[str]
    types: frozenset[str]
    layers: frozenset[str]
    kinds: tuple[NamedNode, ...]


def paths(
    store: Store,
    one: EntityRef,
    other: EntityRef,
    filters: Filters | None = None,
    policy: str = policies.DEFAULT,
    course: Course | None = None,
) -> Paths:
    """Return the best chains between two entities, by the ties that a policy and the filters let through.

    Of the filters, ``layer`` names the layers instead of the default ones, ``kind`` the kinds of the middle nodes, and
    ``phase`` adds relations of that phase to those without one. Raises InputError for ends that are one entity, for a
    word that may mean several things, and for a course that contradicts itself.
    """
    filters, course = filters or Filters(), course or Course()
    through = _checked(store, one, other, course)
    avoided = _avoided(store, course.avoid)
    for entity in (one.id, other.id, *through):
        if entity in avoided.entities:
            raise InputError(f"{entity_refs(store, [entity])[entity].label} cannot be avoided: it lies on each chain")
    layers = [layer for layer in _layers(store, filters, course) if layer.value not in avoided.layers]
    passed = policies.passing(store, policy)
    ties = _ties(store, layers, passed, avoided, filters, course)
    nodes = _nodes(store, ties, {one.id, other.id}, set(through), avoided, filters, course)
    found = _search(ties, nodes, one.id, other.id, course, through)
    return Paths(_chains(store, ties, found, passed), len(ties.ties), tuple(local_name(layer.value) for layer in layers))


def _checked(store: Store, one: EntityRef, other: EntityRef, course: Course) -> list[str]:
    """Return the entities through which each chain must run."""
    if one.id == other.id:
        raise InputError(f"both names mean {one.label}: a path needs two different ends")
    if not 1 <= course.k <= MOST_CHAINS:
        raise InputError(f"{course.k} chains cannot be asked for: choose from 1 to {MOST_CHAINS}")
    if not 1 <= course.max_hops <= MOST_HOPS:
        raise InputError(f"chains of at most {course.max_hops} hops cannot be asked for: choose from 1 to {MOST_HOPS}")
    through = [resolve(store, name).entity for name in course.through]
    for entity in through:
        if entity.id in (one.id, other.id):
            raise InputError(f"{entity.label} is an end of the chain already: leave out --through {entity.label}")
    return list(dict.fromkeys(entity.id for entity in through))


def _avoided(store: Store, words: Iterable[str]) -> _Avoided:
    found: dict[str, list[NamedNode]] = defaultdict(list)
    for word in words:
        what, term = _meant(store, word)
        found[what].append(term)
    return _Avoided(
        frozenset(term.value for term in found["entity"]),
        frozenset(term.value for term in found["relation type"]),
        frozenset(term.value for term in found["layer"]),
        tuple(found["kind of entity"]),
    )


def _meant(store: Store, word: str) -> tuple[str, NamedNode]:
    """Return what a word means, an entity or a term of the ontology, and which."""
    may_be: dict[str, NamedNode] = {}
    for what, query in _AVOIDABLE.items():
        try:
            may_be[what] = resolve_terms(store, query, [word], what)[0]
        except InputError:
            continue
    iri = expand(word)
    missing: NotFoundError | None = None
    if iri is None or iri.startswith(ENTITY):
        try:
            may_be["entity"] = NamedNode(resolve(store, word).entity.id)
        except NotFoundError as error:
            missing = error
    if not may_be:
        raise missing or InputError(f"there is no entity, relation type, layer or kind '{word}'")
    if len(may_be) > 1:
        listed = " or ".join(f"the {what} {compact(term.value)}" for what, term in may_be.items())
        raise InputError(f"'{word}' may mean {listed}: write it with its prefix")
    return next(iter(may_be.items()))


def _layers(store: Store, filters: Filters, course: Course) -> list[NamedNode]:
    if filters.layer:
        chosen = resolve_terms(store, "layers", filters.layer, "layer")
    else:
        chosen = [NamedNode(row["term"].value) for row in store.select(named_query("chain_layers"))]
    chosen += resolve_terms(store, "layers", course.with_layer, "layer")
    return sorted(set(chosen), key=str)


def _ties(
    store: Store,
    layers: list[NamedNode],
    passed: frozenset[str],
    avoided: _Avoided,
    filters: Filters,
    course: Course,
) -> _Ties:
    """Read the ties of these layers; those that the policy, the filters or the course leave out are no part of it."""
    found = _Ties()
    rest = replace(filters, kind=(), layer=(), phase=())
    query = named_query("relations", **rest.parameters(store)) if rest else None
    kept = {row["relation"].value for row in store.select(query)} if query else None
    phases = {phase.value for phase in resolve_terms(store, "phases", filters.phase, "phase")}
    symmetric = {row["term"].value for row in store.select(named_query("symmetric_types"))}
    for row in store.select(named_query("chain_ties", layer=layers)) if layers else ():
        relation, type_ = row["relation"].value, row["type"].value
        tie = (row["subject"].value, type_, row["object"].value)
        if type_ in avoided.types or (row["phase"] is not None and row["phase"].value not in phases):
            continue
        if local_name(row["stance"].value) != _AFFIRMS:
            found.denied[tie].add(relation)
        elif relation in passed and (kept is None or relation in kept):
            strength = int(row["strength"].value)
            found.strengths[relation].append(strength)
            found.statuses[strength] = local_name(row["status"].value)
            found.ties[relation] = tie
            found.joins[tie[0], tie[2]].add(relation)
            if not course.directed or type_ in symmetric:
                found.joins[tie[2], tie[0]].add(relation)
    return found


def _nodes(
    store: Store, ties: _Ties, ends: set[str], through: set[str], avoided: _Avoided, filters: Filters, course: Course
) -> list[str]:
    """Return the entities that may lie on a chain, by name."""
    nodes = {node for pair in ties.joins for node in pair} - avoided.entities
    if filters.kind:
        nodes &= _of_kind(store, resolve_terms(store, "kinds", filters.kind, "kind of entity")) | ends
    elif not course.with_concepts:
        nodes -= _of_kind(store, [NamedNode(_CONCEPT)]) - ends - through
    if avoided.kinds:
        nodes -= _of_kind(store, avoided.kinds) - ends
    labels: dict[str, list[Term]] = defaultdict(list)
    for row in store.select(named_query("labels")):
        labels[row["thing"].value].append(row["label"])
    named = {node: label_of(node, {f"{SKOS}prefLabel": labels[node]}) for node in nodes | ends | through}
    return sorted(named, key=lambda node: (named[node], node))


def _of_kind(store: Store, kinds: Iterable[NamedNode]) -> set[str]:
    return {row["entity"].value for row in store.select(named_query("entities", kind=kinds))}


def _search(
    ties: _Ties, nodes: list[str], one: str, other: str, course: Course, through: list[str]
) -> list[tuple[str, ...]]:
    place = {node: number for number, node in enumerate(nodes)}
    after: list[dict[int, Link]] = [{} for _ in nodes]
    before: list[dict[int, Link]] = [{} for _ in nodes]
    for pair in ties.joins:
        if pair[0] in place and pair[1] in place:
            start, end, link = place[pair[0]], place[pair[1]], ties.link(pair)
            after[start][end] = before[end][start] = link
    found = best_chains(
        after,
        before,
        place[one],
        place[other],
        max_hops=course.max_hops,
        through=[place[node] for node in through],
    )
    return [tuple(nodes[number] for number in numbers) for numbers in islice(found, course.k)]


def _chains(store: Store, ties: _Ties, found: list[tuple[str, ...]], passed: frozenset[str]) -> list[Chain]:
    pairs = {pair for way in found for pair in pairwise(way)}
    # Which relations pass is known; asking the costly policy again would double the time.
    read = {
        relation.id: replace(relation, accepted=relation.id in passed)
        for relation in read_relations(store, {iri for pair in pairs for iri in ties.shown(pair)}, "claimed")
    }
    entities = entity_refs(store, {node for way in found for node in way})
    hops = {
        pair: Hop(
            entities[pair[0]],
            entities[pair[1]],
            tuple(relation for iri, relation in read.items() if iri in ties.shown(pair)),
        )
        for pair in pairs
    }
    return [
        Chain(
            tuple(hops[pair] for pair in pairwise(way)),
            ties.statuses[min(ties.link(pair).strength for pair in pairwise(way))],
        )
        for way in found
    ]
