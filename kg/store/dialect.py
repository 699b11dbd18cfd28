"""Queries as Virtuoso 7 takes them, which refuses parts of SPARQL 1.1 and is silently wrong in others.

Each was tried with the smallest query that shows it. ``rdfs:subClassOf*`` loses rows beside a join, so that a load
writes which kinds any number of steps lead to (``KINDS``), and one step along that is asked in its place. Other paths
of any length from several things are refused, and asked step by step here. MINUS of a mere list is refused, SUBSTR of
nothing ends the query, and SPARQL 1.2 is not known.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Triple
from pyoxigraph import Store as Engine

from kg.errors import InputError
from kg.store.queries import batches, named_query
from kg.store.sparql import form, named, tokens, unescaped
from kg.terms import RDF, RDFS

Pairs = Callable[[str], Iterable[tuple[str, str]]]

# The graph, beside those of arrows, of what kind is of which, at any distance.
KINDS: Final = "kinds"
_BROADER: Final = NamedNode("urn:kg:broader")

# What stands under these names are functions and procedures of the server; no name of a graph begins so.
_OWN: Final = ("bif:", "sql:")
# A thing is described by what is stated of it, as elsewhere; what points to it would be of the description too.
_DESCRIBED: Final = 'define sql:describe-mode "CBD"'
_FORWARD: Final = re.compile(r"VALUES \?(\w+) \{ ([^{}]*) \}\s*\?\1 (\([^()]*\)|[A-Za-z_]\w*:\w+)\* \?(\w+)(?: \.)?")
_MINUS: Final = re.compile(r"MINUS \{ VALUES \?(\w+) \{ ([^{}]*) \} \}")
_PADDED: Final = re.compile(r'CONCAT\(STR\(\?(\w+)\), SUBSTR\("(-\d\d)(-\d\d)", STRLEN\(STR\(\?\1\)\) - 3\)\)')
_SAME: Final = (
    (re.compile(r"\brdfs:subClassOf\*"), str(_BROADER)),
    # Alone, such a filter meets a fault of the optimizer, "equiv replaces filter but under deprecation".
    (re.compile(r"FILTER \(isIRI\((\?\w+)\)\)"), r"FILTER (isIRI(\1) && true)"),
    (re.compile(r"\bisTRIPLE\(\?\w+\)"), "false"),
    (re.compile(r"\bLANGDIR\(\?\w+\)"), '""'),
    (
        _PADDED,
        r'IF(STRLEN(STR(?\1)) = 4, CONCAT(STR(?\1), "\2\3"), '
        r'IF(STRLEN(STR(?\1)) = 7, CONCAT(STR(?\1), "\3"), STR(?\1)))',
    ),
)


# A path that may be of no step finds all there is where one thing is listed: the claims by which a relation may stand.
_STANDING: Final = re.compile(
    r"\?relation \(\(kg:tie\|\^kg:tie\)\?/\^kg:about\)\? \?node \.\s*\?node \?property \?value \."
)
_BRANCHES: Final = (
    "{ ?relation ?property ?value . BIND (?relation AS ?node) } UNION { ?node kg:about ?relation ; ?property ?value } "
    "UNION { ?relation kg:tie ?other . ?node kg:about ?other ; ?property ?value } "
    "UNION { ?other kg:tie ?relation . ?node kg:about ?other ; ?property ?value }"
)


def broader_kinds(engine: Engine) -> Iterator[Triple]:
    """Yield each kind that is declared or used with itself and with those that any number of steps lead to."""
    above: dict[str, set[str]] = {}
    for quad in engine.quads_for_pattern(None, NamedNode(f"{RDF}type"), None, DefaultGraph()):
        if isinstance(quad.object, NamedNode):
            above.setdefault(quad.object.value, set())
    for quad in engine.quads_for_pattern(None, NamedNode(f"{RDFS}subClassOf"), None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            above.setdefault(quad.subject.value, set()).add(quad.object.value)
            above.setdefault(quad.object.value, set())
    for kind in sorted(above):
        yield from (Triple(NamedNode(kind), _BROADER, NamedNode(other)) for other in sorted(_reached(kind, above)))


def check_calls(text: str, prefixes: Mapping[str, str]) -> None:
    """Raise InputError for a query that calls what is Virtuoso's own, some of which reads files and addresses.

    Virtuoso knows the prefixes of these without a declaration.
    """
    known = {name[:-1]: name for name in _OWN} | dict(prefixes)
    for said in {text, unescaped(text)}:
        written = (token.text[1:-1] for token in tokens(said) if token.kind == "iri")
        if any(iri.lower().startswith(_OWN) for iri in (*map(unescaped, written), *named(said, known))):
            raise InputError(
                "the query calls a function of the server's own, which is not sent on: use those of SPARQL"
            )


def wants_kinds(text: str) -> bool:
    """Say whether a query, as it is for Virtuoso, asks what kind is of which."""
    return str(_BROADER) in text


def for_virtuoso(text: str, pairs: Pairs) -> str:
    """Return a query as Virtuoso takes it; ``pairs`` asks one of two columns and yields them as SPARQL writes terms."""
    text = _MINUS.sub(lambda match: f"FILTER (?{match[1]} NOT IN ({', '.join(match[2].split())}))", text)
    for pattern, instead in _SAME:
        text = pattern.sub(instead, text)
    if _STANDING.search(text):
        text = _STANDING.sub(_BRANCHES, text).replace("SELECT ?relation", "SELECT DISTINCT ?relation", 1)
    if form(text) == "DESCRIBE":
        text = f"{_DESCRIBED} {text}"
    prologue = " ".join(re.findall(r"PREFIX \w*: <[^>]*>", text))
    closed = cache(lambda terms, path: _closed(prologue, terms, path, pairs))  # two branches may have the same path
    return _FORWARD.sub(
        lambda match: f"VALUES (?{match[1]} ?{match[4]}) {{ {closed(match[2], match[3])} }}",
        text,
    )


def _closed(prologue: str, terms: str, path: str, pairs: Pairs) -> str:
    """Return the pairs of things that any number of steps lead from one to the other, as a list in a query has them."""
    begun = dict.fromkeys(_whole(prologue, term) for term in re.findall(r"<[^<>]*>|[^\s<>]+", terms))
    steps: dict[str, set[str]] = {}
    frontier = {*begun}
    while frontier:
        steps.update((one, set()) for one in frontier)
        for batch in batches([NamedNode(one[1:-1]) for one in sorted(frontier)]):
            step = named_query("one_step", start=batch).replace("$path", path)
            for one, other in pairs(f"{prologue}\n{step}"):
                steps[one].add(other)
        frontier = {other for one in frontier for other in steps[one] if other.startswith("<")} - steps.keys()
    return " ".join(f"({one} {other})" for one in begun for other in sorted(_reached(one, steps)))


def _reached(start: str, steps: dict[str, set[str]]) -> set[str]:
    reached, frontier = {start}, {start}
    while frontier:
        frontier = {other for one in frontier for other in steps.get(one, ())} - reached
        reached |= frontier
    return reached


def _whole(prologue: str, term: str) -> str:
    """Return an IRI in full."""
    prefix, _, local = term.partition(":")
    namespace = None if term.startswith("<") else re.search(rf"PREFIX {re.escape(prefix)}: <([^>]*)>", prologue)
    return f"<{namespace[1]}{local}>" if namespace else term
