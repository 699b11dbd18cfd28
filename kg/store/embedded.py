"""The graph in memory, straight from its files."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Triple
from pyoxigraph import Store as Engine

from kg.dossier import Dossier, current
from kg.errors import DataError, InputError
from kg.resources import RDF_ENDINGS
from kg.store.base import Answer, Unmoved
from kg.store.queries import named_query

# What the names of graphs of verdicts begin with, which no name of a policy has in it.
VERDICTS: Final = "verdicts/"
_PASSES: Final = NamedNode("urn:kg:passes")
# The graph of the index of words stands beside those of the policies' arrows, and no other query reads it.
WORD_INDEX: Final = "word-index"
# Only a query with more of these signs, some of which stand in every IRI, can be too deep or too long.
_MANY: Final = {"{([&|+*!^": 200, "/-": 1000}


def verdict(policies: str, policy: str, relation: str) -> Quad:
    """Return that a relation passes a policy, as the graph of its verdicts says; ``policies`` begins their names."""
    return Quad(NamedNode(relation), _PASSES, NamedNode(policies + policy), NamedNode(policies + VERDICTS + policy))


# What is imported in a function is needed to load files, and felt at start-up where a graph is only read.
class EmbeddedStore(Unmoved):
    """Oxigraph in memory.

    All chosen files share one default graph: an engine counts a triple once for each graph that holds it, and
    one relation may stand in two datasets. A claim's dataset is read from its source.
    """

    def __init__(
        self,
        paths: Iterable[Path],
        *,
        dossier: Dossier | None = None,
        mentioned: Iterable[Path] = (),
        derive: bool = True,
    ) -> None:
        """Load RDF files, what a dossier says of its sides and, with ``derive``, what follows from them.

        Without a dossier names are those of the current one. Of the files in ``mentioned`` only what the others mention
        is taken.
        Raises DataError, with file, line and column, for a file that cannot be parsed.
        """
        self.engine = Engine()
        self._dossier = dossier
        self._arrows: set[str] = set()
        self._verdicts: dict[str, frozenset[str]] = {}
        self._graphs: set[NamedNode | BlankNode] = set()
        for path in paths:
            self._load(path)
        if dossier is not None:
            self.engine.extend(Quad(one.subject, one.predicate, one.object) for one in dossier.triples())
        spare = [EmbeddedStore([path], derive=False) for path in mentioned]
        if spare:
            self.take_mentioned([triple for store in spare for triple in store.triples()])
        if derive:
            self.derive()

    @classmethod
    def of(cls, triples: Iterable[Triple], dossier: Dossier | None = None) -> "EmbeddedStore":
        """Hold these triples and what is derived from them, by the names of a dossier."""
        store = cls((), derive=False)
        store._dossier = dossier
        store.engine.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
        store.derive()
        return store

    @classmethod
    def of_stated(cls, triples: Iterable[Triple], dossier: Dossier | None = None) -> "EmbeddedStore":
        """Hold these triples, what is derived among them."""
        store = cls((), derive=False)
        store._dossier = dossier
        store.engine.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
        return store

    @property
    def dossier(self) -> Dossier:
        """Return the dossier whose graph this is."""
        if self._dossier is None:
            self._dossier = current()
        return self._dossier

    @property
    def size(self) -> int | None:
        """Return how many triples there are, where that is known without counting."""
        return None

    @property
    def is_remote(self) -> bool:
        """Say whether a server answers."""
        return False

    def query(self, text: str, *, arrows: str | None = None) -> Answer:
        """Run any read query; raises InputError, with line and column, for a query that cannot be run."""
        if any(sum(map(text.count, signs)) > most for signs, most in _MANY.items()):
            from kg.store.diagnostics import check_size

            check_size(text)
        names = self.dossier.names
        graphs: list[NamedNode | BlankNode | DefaultGraph] = [DefaultGraph()]
        if arrows is not None:
            graphs.append(NamedNode(names.policy + arrows))
        named = [*self._graphs, *(graph for graph in graphs if isinstance(graph, NamedNode))]
        try:
            if self._is_whole(arrows):
                return self.engine.query(
                    text, prefixes=names.prefixes, use_default_graph_as_union=True, named_graphs=named
                )
            return self.engine.query(text, prefixes=names.prefixes, default_graph=graphs, named_graphs=named)
        except SyntaxError as error:
            from kg.store.diagnostics import query_error

            raise InputError(query_error(text, str(error), names.prefixes)) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise InputError(f"the query cannot be answered: {error}") from error

    def _is_whole(self, arrows: str | None) -> bool:
        """Say whether all that is here is the default graph and these arrows.

        The merge of all graphs is then what is asked, and half as dear as that of two graphs by name.
        """
        return arrows is not None and not self._graphs and self._arrows == {arrows}

    def select(self, text: str, *, arrows: str | None = None) -> QuerySolutions:
        """Run a SELECT query and return its solutions."""
        answer = self.query(text, arrows=arrows)
        if not isinstance(answer, QuerySolutions):
            raise InputError("the query is no SELECT query")
        return answer

    def has_arrows(self, policy: str) -> bool:
        """Say whether the arrows of a policy have been written."""
        return policy in self._arrows

    def write_arrows(self, policy: str, arrows: Iterable[Triple]) -> None:
        """Write the arrows of a policy into its own graph."""
        graph = NamedNode(self.dossier.names.policy + policy)
        # All are worked out before any is written: to write while reading would lock the engine.
        self._write(policy, [Quad(arrow.subject, arrow.predicate, arrow.object, graph) for arrow in arrows])
        self._arrows.add(policy)

    def verdicts(self, policy: str) -> frozenset[str] | None:
        """Return the relations that a policy lets through, where that has been worked out before."""
        if policy not in self._verdicts and (name := VERDICTS + policy) in self._arrows:
            graph = NamedNode(self.dossier.names.policy + name)
            passed = self.engine.quads_for_pattern(None, _PASSES, None, graph)
            self._verdicts[policy] = frozenset(quad.subject.value for quad in passed)  # type: ignore[union-attr]
        return self._verdicts.get(policy)

    def passed(self, policy: str, relations: Iterable[str]) -> frozenset[str] | None:
        """Return those of some relations that a policy lets through, where that has been worked out before."""
        if (known := self._verdicts.get(policy)) is not None:
            return known.intersection(relations)
        if VERDICTS + policy not in self._arrows:
            return None
        said = self.dossier.names.policy
        return frozenset(iri for iri in relations if verdict(said, policy, iri) in self.engine)

    def keep_verdicts(self, policy: str, passed: frozenset[str]) -> None:
        """Keep which relations a policy lets through."""
        self._verdicts[policy] = passed

    def texts(self, name: str, things: Iterable[NamedNode], of: NamedNode) -> Iterator[tuple[NamedNode, str]]:
        """Yield the text that a derived graph, by its name, has for a property of each of some things."""
        graph = NamedNode(self.dossier.names.policy + name)
        for thing in things:
            for quad in self.engine.quads_for_pattern(thing, of, None, graph):
                if isinstance(quad.object, Literal):
                    yield thing, quad.object.value

    def derived_graphs(self) -> Iterator[tuple[str, list[Quad]]]:
        """Yield the verdicts that have been worked out and stand in no graph yet, each as the graph that they make."""
        for policy, passed in self._verdicts.items():
            if (name := VERDICTS + policy) not in self._arrows:
                yield name, [verdict(self.dossier.names.policy, policy, relation) for relation in sorted(passed)]

    def _write(self, name: str, quads: list[Quad]) -> None:
        """Write a derived graph, of this name."""
        self.engine.extend(quads)

    def has_word_index(self) -> bool:
        """Say whether names are found by an index of their words, which pays where there are many."""
        if WORD_INDEX not in self._arrows:
            if not self._has_many_names():
                return False
            from kg.store.materialised import word_index  # felt at start-up, and rarely needed

            self.write_arrows(WORD_INDEX, word_index(self.engine))
        return True

    def fit_word_index(self) -> None:
        """Have the index where there are many names by now, and none where there are few."""
        if not self._has_many_names() and WORD_INDEX in self._arrows:
            self.engine.remove_graph(NamedNode(self.dossier.names.policy + WORD_INDEX))
            self._arrows.remove(WORD_INDEX)
        self.has_word_index()

    def _has_many_names(self) -> bool:
        return next(self.select(named_query("many_search_keys")), None) is not None

    @property
    def written(self) -> tuple[str, ...]:
        """Return the names of the derived graphs that have been written: those of arrows, verdicts and words."""
        return tuple(sorted(self._arrows))

    @property
    def named_graphs(self) -> tuple[str, ...]:
        """Return the graphs that the files name, as N-Triples writes them."""
        return tuple(sorted(map(str, self._graphs)))

    def triples(self) -> Iterator[Triple]:
        """Yield all triples of the default graph."""
        return (quad.triple for quad in self.engine.quads_for_pattern(None, None, None, DefaultGraph()))

    def renew(self) -> None:
        """Work out anew what follows from the triples, after they have been changed; arrows are to be written again."""
        from kg.store.materialised import MATERIALISED

        for policy in self._arrows:
            self.engine.remove_graph(NamedNode(self.dossier.names.policy + policy))
        self._arrows.clear()
        self._verdicts.clear()
        for name in MATERIALISED:
            for quad in list(self.engine.quads_for_pattern(None, NamedNode(name), None, DefaultGraph())):
                self.engine.remove(quad)
        self.derive()

    def _load(self, path: Path) -> None:
        from kg.store.formats import RDF_FORMATS
        from kg.store.parsing import read_rdf

        format_ = RDF_FORMATS.get(path.suffix[1:].lower())
        if format_ is None:
            raise DataError(f"{path}: the format is unknown; file names end in {', '.join(RDF_ENDINGS)}")
        data = read_rdf(path)
        engine = Engine() if format_.supports_datasets else self.engine
        try:
            engine.load(data, format=format_, base_iri=path.absolute().as_uri())
        except (SyntaxError, ValueError, RuntimeError, MemoryError) as error:
            from kg.store.diagnostics import syntax_error

            raise DataError(f"{path}{syntax_error(error, data)}") from error
        if engine is not self.engine:
            self._take_graphs(engine)

    def take_mentioned(self, spare: list[Triple]) -> None:
        """Take the triples about things that are mentioned, and then about those that these mention."""
        while True:
            wanted = {node for triple in spare if self._mentions(node := triple.subject)}
            if not wanted:
                return
            self.engine.extend(Quad(t.subject, t.predicate, t.object) for t in spare if t.subject in wanted)
            spare = [triple for triple in spare if triple.subject not in wanted]

    def _mentions(self, node: NamedNode | BlankNode | Triple) -> bool:
        """Say whether something is stated that points to a node."""
        return next(iter(self.engine.quads_for_pattern(None, None, node, None)), None) is not None

    def derive(self) -> None:
        """Work out what queries need and files do not say, once they are loaded; every store is derived so."""
        from kg.store.bounds import bounds
        from kg.store.materialised import materialised

        self.tell_plain_dates()
        self._extend(materialised(self.engine, self.dossier.names.relation))
        self._extend(bounds(self.engine))

    def tell_plain_dates(self) -> None:
        """Have all dates as plain days, months or years."""
        from kg.store.materialised import plain_dates

        for stated, plain in list(plain_dates(self.engine)):
            self.engine.remove(stated)
            self.engine.add(plain)

    def _extend(self, quads: Iterable[Quad]) -> None:
        """Add what is read from the engine itself."""
        self.engine.extend(list(quads))

    def _take_graphs(self, engine: Engine) -> None:
        """Take what a file holds: all of it into the one default graph, and its named graphs beside that."""
        arrows = self.dossier.names.policy
        for quad in engine:
            self.engine.add(Quad(quad.subject, quad.predicate, quad.object))
            graph = quad.graph_name
            if isinstance(graph, NamedNode | BlankNode) and not graph.value.startswith(arrows):
                self._graphs.add(graph)
                self.engine.add(quad)
