"""The data behind the pages, once for all of them: what scripts make CSV, Turtle and JSON-LD of a page from.

It is packed, since it is loaded only when somebody wants the data of a page.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.lookup.describe import AIDS, described
from kg.model.records import EntityRef, Relation
from kg.store import Store
from kg.terms import RDF, XSD, Names
from kg.turtle import used_prefixes
from kg.web import addresses

_TYPE: Final = f"{RDF}type"

Node = dict[str, Any]


def packed(store: Store, relations: Iterable[Relation]) -> str:
    """Return relations with their claims, ends, passages and sources as JSON, packed by gzip and base64.

    ``things`` has each as a node of JSON-LD, by its name; ``ties`` has each relation as ``[name, pages, claims]``: the
    pages, without ending, on which it stands, and the names of its claims. ``context`` has the prefixes of all names.
    """
    names, listed = store.dossier.names, list(relations)
    triples = [triple for triple in described(store, listed) if triple.predicate.value not in AIDS]
    ties = [
        [
            names.compact(relation.id),
            list(dict.fromkeys(_pages(relation))),
            [names.compact(claim.id) for claim in relation.claims],
        ]
        for relation in listed
    ]
    used = "".join(f"\n{names.compact(iri)}" for iri in {*_iris(triples)})
    data = {"context": used_prefixes([(used, "")], names), "things": _nodes(triples, names), "ties": ties}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def _pages(relation: Relation) -> Iterator[str]:
    """Yield the pages on which a relation stands: that of the tie, those of its ends and of its sources."""
    ends = [end.id for end in (relation.subject, relation.object) if isinstance(end, EntityRef)]
    pages = [addresses.relation(relation)._replace(part=""), *map(addresses.entity, ends)]
    pages += [addresses.source(claim.source.id) for claim in relation.claims]
    return (f"{at.kind}/{at.name}" for at in pages)


def _iris(triples: Iterable[Triple]) -> Iterator[str]:
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, NamedNode):
                yield term.value
            elif isinstance(term, Literal):
                yield term.datatype.value


def _nodes(triples: Iterable[Triple], names: Names) -> dict[str, Node]:
    nodes: dict[str, Node] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and not isinstance(triple.object, BlankNode | Triple):
            name = "@type" if triple.predicate.value == _TYPE else _name(triple.predicate.value, names)
            nodes[_name(triple.subject.value, names)][name].append(_value(triple.object, names, name))
    return nodes


def _name(iri: str, names: Names) -> str:
    return names.compact(iri).strip("<>")


def _value(term: NamedNode | Literal, names: Names, predicate: str) -> str | dict[str, str]:
    if isinstance(term, NamedNode):
        return _name(term.value, names) if predicate == "@type" else {"@id": _name(term.value, names)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    kind = term.datatype.value
    return term.value if kind == f"{XSD}string" else {"@value": term.value, "@type": _name(kind, names)}
