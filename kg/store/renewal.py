"""What a load changes in a store: the statements of the files that have changed, and what follows from just these.

What is derived of a relation or a thing rests on what is stated near it. So the neighbourhood of what has changed is
copied into memory, all is derived and judged there as it is for a whole graph, and of the result that which is told of
the relations and things concerned takes the place of what was told of them before.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Set
from itertools import islice, product
from typing import Final, Protocol

from msgspec import Struct
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Triple
from pyoxigraph import Store as Engine

from kg.dossier import Dossier
from kg.store.base import Store
from kg.store.bounds import dependent_types, lasting_things, life_types
from kg.store.disk import BuildingStore
from kg.store.embedded import VERDICTS, WORD_INDEX, verdict
from kg.store.materialised import (
    MATERIALISED,
    NAMING,
    OBJECT,
    SEARCH_KEY,
    SPEAKS_FOR,
    SUBJECT,
    TIE,
    TYPE,
    WORD_COUNT,
    has_word,
    materialised,
    of_word,
    word_node,
    words_of,
)
from kg.store.queries import batches, named_query
from kg.terms import KG, PREFIXES, RDF, RDFS

_ABOUT: Final = NamedNode(f"{KG}about")
_KIND: Final = NamedNode(f"{RDF}type")
_ISO2: Final = NamedNode(f"{KG}iso2")
_DERIVED: Final = frozenset(map(NamedNode, MATERIALISED))
# What says how all relations of a type, things of a kind or claims of a side are read: all is derived anew.
_GENERAL: Final = frozenset(
    [
        NamedNode(f"{RDFS}subClassOf"),
        NAMING,
        SPEAKS_FOR,
        *(
            NamedNode(KG + name)
            for name in (
                "beginsLife",
                "beginsLifeOfObject",
                "calledByLastName",
                "endsLife",
                "isParty",
                "lastsAtMost",
                "layer",
                "noOlderThanObject",
                "opposes",
                "preparedInAtMost",
            )
        ),
    ]
)
_OF_TERMS: Final = ("http://www.w3.org/2002/07/owl#", RDFS, RDF)

# Of more statements the engine is better told in bulk.
_MANY: Final = 20_000

Node = NamedNode | BlankNode
Arrow = tuple[NamedNode, NamedNode, NamedNode]
# What stood in derived graphs before and what is to stand there, by their names.
_Judged = dict[str, tuple[set[Quad], set[Quad]]]


class Change(Struct, frozen=True):
    """The statements that come and those that go, of which none is in both."""

    added: frozenset[Quad]
    removed: frozenset[Quad]

    @property
    def is_small(self) -> bool:
        """Say whether what follows from it can be told by what is near it."""
        return not any(map(_is_general, self.added)) and not any(map(_is_general, self.removed))


def _is_general(quad: Quad) -> bool:
    """Say whether a statement is of a term, of what is derived, or of something without a name of its own."""
    if quad.predicate in _GENERAL or quad.predicate in _DERIVED:
        return True
    if quad.predicate == _KIND and isinstance(quad.object, NamedNode) and quad.object.value.startswith(_OF_TERMS):
        return True
    return any(not isinstance(node, NamedNode | Literal | DefaultGraph) for node in (quad[0], quad[2], quad[3]))


class Judge(Protocol):
    """What policies let through, and what they look at to say so."""

    def whole(self, store: BuildingStore) -> None:
        """Have the verdicts and arrows of the policies that a store is to have written into it."""

    def reads(self, policy: str) -> frozenset[str] | None:
        """Return all properties that a policy looks at; None where it may look at more than is near a relation."""

    def passing(self, store: Store, policy: str) -> frozenset[str]:
        """Return the relations that a policy lets through."""

    def arrows(self, store: Store, policy: str) -> Iterable[Triple]:
        """Yield the arrows of a policy."""


def renewed(
    old: Engine, new: Engine, change: Change, dossier: Dossier, derived: Collection[str], judge: Judge, most: int
) -> bool:
    """Bring what is derived in a store up to date after a change, and say whether that could be done.

    ``old`` is the store before, ``new`` has the statements of now and what was derived before, in graphs of the names
    ``derived``. It cannot be done where more than ``most`` statements are near the change.
    """
    policies = _policies(derived)
    reads = frozenset(NamedNode(name) for policy in policies for name in judge.reads(policy) or ())
    near = _Near(old, new, change, dossier, reads)
    sample = BuildingStore(Engine(), dossier)
    statements = list(islice(near.statements(), most + 1))
    if len(statements) > most:
        return False
    sample.engine.extend(statements)
    sample.derive()
    before, now = set(_derived(new, near.concerned)), set(_derived(sample.engine, near.concerned))
    replace(new, before, now)
    for policy in policies:
        judged = _judged(new, None if judge.reads(policy) is None else near, sample, policy, judge)
        for name in judged.keys() & derived:
            replace(new, *judged[name])
    if WORD_INDEX in derived:
        _renew_words(new, before - now, now - before, NamedNode(dossier.names.policy + WORD_INDEX))
    return True


def _policies(derived: Iterable[str]) -> list[str]:
    """Return the policies of which arrows or verdicts are among derived graphs, by their names."""
    return sorted({name.removeprefix(VERDICTS) for name in derived} - {WORD_INDEX})


def _judged(engine: Engine, near: "_Near | None", sample: BuildingStore, policy: str, judge: Judge) -> _Judged:
    """Return the verdicts and arrows of a policy before and now: of what is near a change, or all of them."""
    said = sample.dossier.names.policy
    store = sample if near is not None else BuildingStore(engine, sample.dossier)
    passed = judge.passing(store, policy)
    graph = NamedNode(said + policy)
    arrows = {_in(graph, arrow) for arrow in judge.arrows(store, policy)}
    if near is None:
        verdicts = {verdict(said, policy, name) for name in passed}
        return {
            VERDICTS + policy: (_all(engine, NamedNode(said + VERDICTS + policy)), verdicts),
            policy: (_all(engine, graph), arrows),
        }
    drawn = {Quad(*arrow, graph) for arrow in near.drawn}
    about = {verdict(said, policy, node.value): node.value in passed for node in near.judged}
    return {
        VERDICTS + policy: ({one for one in about if one in engine}, {one for one, passes in about.items() if passes}),
        policy: ({one for one in drawn if one in engine}, drawn & arrows),
    }


def _all(engine: Engine, graph: NamedNode) -> set[Quad]:
    return set(engine.quads_for_pattern(None, None, None, graph))


class _Near:
    """What is near a change: the relations and things of which something derived may change, and what that rests on.

    ``judged`` are the relations and ties of which a verdict may change, ``drawn`` the arrows that may, and
    ``concerned`` the relations and things of which something else that is derived may.
    """

    def __init__(
        self, old: Engine, new: Engine, change: Change, dossier: Dossier, reads: Collection[NamedNode]
    ) -> None:
        self._engines, self._new = (old, new), new
        self._reads = reads
        changed = [quad for quad in (*change.added, *change.removed) if quad.graph_name == DefaultGraph()]
        nodes = {node for quad in changed for node in _nodes(quad.subject)}
        told_of = {node for node in nodes if self._is_relation(node)}
        told_of |= {relation for node in nodes for relation in self._objects(node, _ABOUT)}
        told_of |= self._spoken_of(nodes & {quad.subject for quad in changed if quad.predicate in reads})
        self.judged = self._with_twins(told_of | self._new_ties(told_of, dossier.names.relation))
        relations = {node for node in self.judged if self._is_relation(node)}
        self.drawn = {arrow for relation in relations for arrow in self._arrows(relation)}
        lasting = {NamedNode(thing) for engine in self._engines for thing in lasting_things(engine)}
        living = {*map(NamedNode, life_types(new))}
        bounding = nodes & {quad.subject for quad in changed if quad.predicate in (_ISO2, _KIND)}
        for relation in told_of:
            ends = self._ends(relation)
            bounding |= ends if living & self._objects(relation, TYPE) else ends & lasting
        dependent = {*map(NamedNode, dependent_types(new))}
        bounding |= {
            thing
            for node in bounding
            for relation in self._at(node)
            if dependent & self._objects(relation, TYPE)
            for thing in self._objects(relation, SUBJECT)
        }
        relations |= {relation for node in bounding for relation in self._at(node)}
        things = nodes | {end for relation in told_of for end in self._objects(relation, SUBJECT)}
        self.concerned = relations | things
        telling = living | {node for name in (NAMING, SPEAKS_FOR) for node in _having(new, name)}
        ends = {end for relation in relations for end in self._ends(relation)} | things
        ends |= {end for relation in self._of_types(dependent, ends) for end in self._objects(relation, OBJECT)}
        self._context = self.concerned | self.judged | self._of_types(telling, ends)
        self._context |= {relation for end in ends & lasting for relation in self._at(end)}

    def statements(self) -> Iterator[Quad]:
        """Yield all that is stated now of what is near the change, and of what that leads to."""
        claims = {claim for node in self._context for claim in _subjects(self._new, _ABOUT, node)}
        waiting = list(self._context | claims)
        known = set(waiting)
        while waiting:
            for quad in _stated(self._new, waiting.pop()):
                yield quad
                for node in _nodes(quad.object):
                    if node not in known:
                        known.add(node)
                        waiting.append(node)

    def _spoken_of(self, nodes: Iterable[Node]) -> set[Node]:
        """Return what claims are about by which a policy looks at some nodes: at a source, its side and so on."""
        topics: set[Node] = set()
        waiting = list(nodes)
        known = set(waiting)
        while waiting:
            node = waiting.pop()
            leading = {one for name in self._reads for engine in self._engines for one in _subjects(engine, name, node)}
            for one in leading - known:
                known.add(one)
                about = self._objects(one, _ABOUT)
                topics |= about
                if not about and not self._is_relation(one):
                    waiting.append(one)
        return topics

    def _new_ties(self, relations: Iterable[Node], names: str) -> set[Node]:
        """Return the ties that relations have now, which are not derived yet."""
        stated = Engine()
        for relation in relations:
            stated.extend(_stated(self._new, relation))
        return {node for quad in materialised(stated, names) if quad.predicate == TIE for node in _nodes(quad.object)}

    def _with_twins(self, names: set[Node]) -> set[Node]:
        """Return relations and ties with all that share a tie, or both ends and the type, with one of them."""
        waiting = list(names)
        known = set(names)
        while waiting:
            node = waiting.pop()
            others = self._objects(node, TIE)
            others = others.union(*(_subjects(engine, TIE, node) for engine in self._engines))
            for subject, type_, target in self._arrows(node):
                text = named_query("same_ends", subject=subject, type=type_, object=target)
                others = others.union(*(_asked(engine, text) for engine in self._engines))
            waiting += others - known
            known |= others
        return known

    def _arrows(self, relation: Node) -> Iterator[Arrow]:
        """Yield the arrow of a relation, before and now, in both directions."""
        for engine in self._engines:
            ends = (_objects(engine, relation, name) for name in (SUBJECT, TYPE, OBJECT))
            for subject, type_, target in product(*ends):
                if isinstance(subject, NamedNode) and isinstance(type_, NamedNode) and isinstance(target, NamedNode):
                    yield subject, type_, target
                    yield target, type_, subject

    def _of_types(self, types: Iterable[Node], things: Iterable[Node]) -> set[Node]:
        """Return the relations of some types that have one of these things at an end."""
        others: set[Node] = set()
        named = sorted((thing for thing in things if isinstance(thing, NamedNode)), key=str)
        chosen = [type_ for type_ in types if isinstance(type_, NamedNode)]
        for batch in batches(named, 2):
            others |= _asked(self._new, named_query("of_types", thing=batch, type=chosen))
        return others

    def _at(self, node: Node) -> set[Node]:
        """Return the relations at one of whose ends a thing stands, before and now."""
        return {one for engine in self._engines for name in (SUBJECT, OBJECT) for one in _subjects(engine, name, node)}

    def _ends(self, relation: Node) -> set[Node]:
        return self._objects(relation, SUBJECT) | self._objects(relation, OBJECT)

    def _is_relation(self, node: Node) -> bool:
        return bool(self._objects(node, TYPE))

    def _objects(self, node: Node, name: NamedNode) -> set[Node]:
        """Return the nodes that a node has for a property, before and now."""
        return {one for engine in self._engines for one in _objects(engine, node, name)}


def _nodes(term: object) -> Iterator[Node]:
    """Yield a term where it is a node of which something can be stated."""
    if isinstance(term, NamedNode | BlankNode):
        yield term


def _objects(engine: Engine, node: Node, name: NamedNode) -> set[Node]:
    return {one for quad in engine.quads_for_pattern(node, name, None, DefaultGraph()) for one in _nodes(quad.object)}


def _subjects(engine: Engine, name: NamedNode, node: Node) -> set[Node]:
    return {one for quad in engine.quads_for_pattern(None, name, node, DefaultGraph()) for one in _nodes(quad.subject)}


def _having(engine: Engine, name: NamedNode) -> set[Node]:
    return {one for quad in engine.quads_for_pattern(None, name, None, DefaultGraph()) for one in _nodes(quad.subject)}


def _asked(engine: Engine, query: str) -> set[Node]:
    """Return the relations that a query finds."""
    rows = engine.query(query, prefixes=PREFIXES)
    assert isinstance(rows, QuerySolutions)
    return {node for row in rows for node in _nodes(row["relation"])}


def _stated(engine: Engine, node: Node) -> Iterator[Quad]:
    """Yield what files state of a node."""
    quads = engine.quads_for_pattern(node, None, None, DefaultGraph())
    return (quad for quad in quads if quad.predicate not in _DERIVED)


def _derived(engine: Engine, nodes: Iterable[Node]) -> Iterator[Quad]:
    """Yield what is derived of some nodes."""
    for node in nodes:
        quads = engine.quads_for_pattern(node, None, None, DefaultGraph())
        yield from (quad for quad in quads if quad.predicate in _DERIVED)


def _in(graph: NamedNode, triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def replace(engine: Engine, before: Set[Quad], now: Set[Quad]) -> None:
    """Put some statements in the place of others."""
    for quad in before - now:
        engine.remove(quad)
    (engine.bulk_extend if len(now) > _MANY else engine.extend)(now - before)


def _renew_words(engine: Engine, gone: Iterable[Quad], come: Iterable[Quad], graph: NamedNode) -> None:
    """Bring the index of words up to date with search keys that have gone and come."""
    steps: Counter[str] = Counter()
    called: dict[Node, set[str]] = {}
    for quads, step in ((gone, -1), (come, 1)):
        for quad in quads:
            if quad.predicate == SEARCH_KEY and isinstance(quad.object, Literal):
                words = words_of(quad.object.value)
                steps.update(dict.fromkeys(words, step))
                for node in _nodes(quad.subject):
                    called.setdefault(node, set()).update(words)
    before: set[Quad] = set()
    now: set[Quad] = set()
    for word, step in steps.items():
        told = set(engine.quads_for_pattern(word_node(word), None, None, graph))
        (count,) = [
            int(q.object.value) for q in told if q.predicate == WORD_COUNT and isinstance(q.object, Literal)
        ] or [0]
        before |= told
        now |= {_in(graph, triple) for triple in of_word(word, count + step)} if count + step else set()
    for node, words in called.items():
        keys = [quad.object for quad in engine.quads_for_pattern(node, SEARCH_KEY, None, DefaultGraph())]
        has = {word for key in keys if isinstance(key, Literal) for word in words_of(key.value)}
        of_node = {_in(graph, has_word(node, word)): word in has for word in words}
        before |= {quad for quad in of_node if quad in engine}
        now |= {quad for quad, right in of_node.items() if right}
    replace(engine, before, now)
