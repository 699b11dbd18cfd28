"""Turtle as this project keeps it: one subject a block, sorted by local name, one line a property.

A claim thereby stands beside its relation, with whose name its own begins. rdflib's
writers order subjects by how often they are referenced, so that one new fact moves
many lines; here a diff shows what was added and nothing else.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from kg.terms import DCTERMS, HOME, KG, RDF, SKOS, XSD, Names, local_name

Block = tuple[str, str]  # subject and body, as they stand in Turtle

_PLAIN_LOCAL: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_PREFIX: Final = re.compile(r"[\s^]([a-z]+):")
_NUMBER: Final = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
}
_ORDER: Final = {
    iri: number
    for number, iri in enumerate(
        [
            f"{RDF}type", f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{DCTERMS}title",
            f"{RDF}subject", f"{RDF}predicate", f"{RDF}object", f"{KG}usedBy",
            f"{KG}on", f"{KG}from", f"{KG}until", f"{KG}notBefore", f"{KG}notAfter",
            f"{KG}comparator", f"{KG}value", f"{KG}upTo", f"{KG}decimals", f"{KG}unit", f"{KG}qualifier", f"{KG}phase",
            f"{KG}about", f"{KG}claimant", f"{KG}stance", f"{KG}status", f"{KG}foundIn", f"{KG}saidOn",
            f"{KG}attestedOn", f"{SKOS}note", f"{KG}doubted",
        ]
    )
}  # fmt: skip


def term(node: NamedNode | Literal, names: Names = HOME) -> str:
    """Return a term as it stands in Turtle, with prefixes where they fit: those of a dossier's names."""
    if isinstance(node, NamedNode):
        name = names.compact(node.value)
        return name if name.startswith("<") or _PLAIN_LOCAL.fullmatch(name.partition(":")[2]) else f"<{node.value}>"
    kind = node.datatype.value
    if kind in _NUMBER and _NUMBER[kind].fullmatch(node.value):
        return node.value
    if kind == f"{XSD}boolean" and node.value in ("true", "false"):
        return node.value
    escaped = node.value.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    if node.language:
        return f'"{escaped}"@{node.language}'
    return f'"{escaped}"' if kind == f"{XSD}string" else f'"{escaped}"^^{term(node.datatype, names)}'


def local(prefix: str, name: str, names: Names = HOME) -> str:
    """Return a local name behind its prefix where Turtle lets it stand so, else the whole IRI."""
    return f"{prefix}:{name}" if _PLAIN_LOCAL.fullmatch(name) else f"<{names.prefixes[prefix]}{name}>"


def body(properties: Mapping[NamedNode, Collection[str]], names: Names = HOME) -> str:
    """Return the lines of a block below its subject, given the values of each property as they stand in Turtle."""
    lines = []
    for predicate in sorted(properties, key=lambda node: (_ORDER.get(node.value, 99), node.value)):
        name = "a" if predicate.value == f"{RDF}type" else term(predicate, names)
        lines.append(f"    {name} {' , '.join(sorted(properties[predicate]))} ;\n")
    return "".join(lines)


def header(blocks: Iterable[Block], names: Names = HOME) -> str:
    """Return the lines that declare the prefixes which blocks of subject and body use."""
    return "".join(f"@prefix {name}: <{space}> .\n" for name, space in used_prefixes(blocks, names).items())


def used_prefixes(blocks: Iterable[Block], names: Names = HOME) -> dict[str, str]:
    """Return the prefixes that blocks of subject and body use, sorted, with their namespaces."""
    used = {prefix for subject, lines in blocks for prefix in _PREFIX.findall(f"\n{subject}\n{lines}")}
    return {prefix: names.prefixes[prefix] for prefix in sorted(used & names.prefixes.keys())}


def sort_key(iri: str) -> tuple[str, str]:
    """Return where the block of a subject stands among others: by local name, and things of one name by IRI."""
    return local_name(iri), iri


def document(blocks: Callable[[], Iterable[Block]], names: Names = HOME) -> Iterator[str]:
    """Yield a document piece by piece from blocks of subject and body, which come sorted and are gone through twice."""
    yield header(blocks(), names)
    for subject, lines in blocks():
        yield f"\n{subject}\n{lines}.\n"


def write_turtle(triples: Iterable[Triple], names: Names = HOME) -> str:
    """Return triples without blank nodes as a Turtle document in the project's order.

    The same set of triples gives the same bytes, whatever order it comes in.
    """
    stated: dict[NamedNode, dict[NamedNode, set[str]]] = defaultdict(lambda: defaultdict(set))
    for triple in triples:
        subject, value = triple.subject, triple.object
        if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
            raise ValueError(f"only IRIs and literals can be written, not {triple}")
        stated[subject][triple.predicate].add(term(value, names))
    ordered = sorted(stated, key=lambda node: sort_key(node.value))
    blocks = [(term(node, names), body(stated[node], names)) for node in ordered]
    return "".join(document(lambda: blocks, names)) or "\n"
