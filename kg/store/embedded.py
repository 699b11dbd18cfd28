"""The graph in memory, straight from its files."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QuerySolutions, RdfFormat, Triple
from pyoxigraph import Store as Engine

from kg.errors import DataError, InputError
from kg.resources import RDF_ENDINGS
from kg.store.base import Answer
from kg.store.derived import derived
from kg.terms import POLICY, PREFIXES

_FORMATS: Final = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
_UPDATE: Final = re.compile(
    r"(?:\s|#.*\n|PREFIX[^>]*>|BASE[^>]*>)*(?:INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b", re.I
)
_DEEPEST: Final = 200
_TEXT_IRI_OR_COMMENT: Final = re.compile(
    r'''"{3}(?:[^"\\]|\\.|"(?!""))*"{3}|"(?:[^"\\\n]|\\.)*"'''
    r"""|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|'(?:[^'\\\n]|\\.)*'|<[^<>"'{}|^`\\\s]*>|#[^\n]*"""
)
_PLACE: Final = re.compile(
    r"^(?:error|Parser error) at (?:line )?(\d+)(?::| (?:between columns|column) )(\d+)[^:]*: ?(.*)", re.S
)


class EmbeddedStore:
    """Oxigraph in memory.

    All chosen files share one default graph: an engine counts a triple once for each graph that holds it, and
    one relation may stand in two datasets. A claim's dataset is read from its source.
    """

    def __init__(self, paths: Iterable[Path], *, derive: bool = True) -> None:
        """Load RDF files and, with ``derive``, work out search keys and bare ties.

        Raises DataError, with file, line and column, for a file that cannot be parsed.
        """
        self.engine = Engine()
        self._arrows: set[str] = set()
        for path in paths:
            self._load(path)
        if derive:
            self._derive()

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> "EmbeddedStore":
        """Hold these triples and what is derived from them."""
        store = cls((), derive=False)
        store.engine.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
        store._derive()
        return store

    def query(self, text: str, *, arrows: str | None = None) -> Answer:
        """Run any read query; raises InputError, with line and column, for a query that cannot be run."""
        if _nesting(text) > _DEEPEST:
            # The engine's parser recurses: far deeper nesting ends the process.
            raise InputError(f"the query nests more than {_DEEPEST} braces: simplify it")
        graphs: list[NamedNode | BlankNode | DefaultGraph] = [DefaultGraph()]
        if arrows is not None:
            graphs.append(NamedNode(POLICY + arrows))
        try:
            return self.engine.query(text, prefixes=PREFIXES, default_graph=graphs)
        except SyntaxError as error:
            raise InputError(_query_error(text, str(error))) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise InputError(f"the query cannot be answered: {error}") from error

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
        graph = NamedNode(POLICY + policy)
        self.engine.extend(Quad(arrow.subject, arrow.predicate, arrow.object, graph) for arrow in arrows)
        self._arrows.add(policy)

    def triples(self) -> Iterator[Triple]:
        """Yield all triples of the default graph."""
        return (quad.triple for quad in self.engine.quads_for_pattern(None, None, None, DefaultGraph()))

    def _load(self, path: Path) -> None:
        format_ = _FORMATS.get(path.suffix[1:])
        if format_ is None:
            raise DataError(f"{path}: the format is unknown; file names end in {', '.join(RDF_ENDINGS)}")
        try:
            data = path.read_bytes()
        except OSError as error:
            raise DataError(f"{path}: cannot be read: {error.strerror}") from error
        try:
            self.engine.load(data, format=format_, base_iri=path.absolute().as_uri())
        except SyntaxError as error:
            raise DataError(f"{path}{_syntax_error(error)}") from error
        if format_.supports_datasets:
            self._fold_named_graphs()

    def _derive(self) -> None:
        self.engine.extend(list(derived(self.engine)))

    def _fold_named_graphs(self) -> None:
        """Move what a file holds in named graphs into the one default graph."""
        for graph in list(self.engine.named_graphs()):
            self.engine.extend(
                Quad(quad.subject, quad.predicate, quad.object)
                for quad in list(self.engine.quads_for_pattern(None, None, None, graph))
            )
            self.engine.remove_graph(graph)


def _syntax_error(error: SyntaxError) -> str:
    place = f":{error.lineno}:{error.offset}" if error.lineno else ""
    found = _PLACE.match(error.msg)
    message = re.sub(r" \(line \d+\)$", "", found[3] if found else error.msg)
    return f"{place}: {message}; nothing of this file was loaded"


def _query_error(text: str, message: str) -> str:
    """Say where in the query it cannot be read, and what the engine would have taken there."""
    found = _PLACE.match(message)
    if _UPDATE.match(text):
        return "the query would change the graph: only SELECT, ASK, CONSTRUCT and DESCRIBE are answered"
    if found is None:
        return f"the query cannot be read: {message}"
    line, column = int(found[1]), int(found[2])
    lines = text.splitlines()
    rest = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    place = f"the query cannot be read at line {line}, column {column}, {f'at «{rest[:30]}»' if rest else 'at its end'}"
    if "Prefix not found" in found[3]:
        return f"{place}: a prefix there is not known; declare it with PREFIX, or use one of {', '.join(PREFIXES)}"
    wanted = re.findall(r"(?<=[\[ ])[A-Z]{2,}(?=[,\]]|$)|'[^'\w\\]+'", found[3])
    return f"{place}: expected {' or '.join(dict.fromkeys(wanted))}" if wanted else place


def _nesting(text: str) -> int:
    """Return how deep the braces and brackets of a query nest at most; those in texts and comments close nothing."""
    depth = deepest = 0
    for sign in _TEXT_IRI_OR_COMMENT.sub(lambda found: re.sub(r"[})\]]", "", found[0]), text):
        if sign in "{([":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "})]":
            depth -= 1
    return deepest
