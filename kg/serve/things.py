"""Pages of RDF files as they are: what is in them, each thing with what is stated of it, and the editor of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

import kg
from kg.answers.listing import count
from kg.errors import NotFoundError
from kg.export.xml import printable
from kg.model.names import search_key
from kg.model.verbaliser import date_words
from kg.resources import text_of
from kg.serve.dataset import EngineDataset
from kg.serve.editor import Graphs, editor_parts
from kg.serve.explorer import link
from kg.serve.results import Box, Listed, Outcome, Term
from kg.terms import DCTERMS, RDF, RDFS, SCHEMA, SKOS, local_name
from kg.web.addresses import Address, Link
from kg.web.index import today
from kg.web.pages import templates

# So many kinds, properties, statements and names stand on a page.
_MOST: Final = 200
_TYPE: Final = NamedNode(f"{RDF}type")
# What names a thing, the surest first.
_NAMING: Final = (
    f"{SKOS}prefLabel", f"{RDFS}label", f"{SCHEMA}name", "http://xmlns.com/foaf/0.1/name", f"{DCTERMS}title",
    f"{SKOS}altLabel",
)  # fmt: skip


class Things:
    """The pages of a dataset of which nothing is known but that it is RDF; ``notice`` is told on each of them.

    ``at`` is the address of the one that is made.
    """

    def __init__(self, dataset: EngineDataset, title: str, digest: str) -> None:
        self.dataset, self.title, self.digest = dataset, title, digest
        self.notice = self.at = ""

    def warm(self) -> None:
        """Find out what all pages share."""
        _ = self._labels, self._counts

    def sheet(self) -> str:
        """Return the style of the pages."""
        return text_of("web", "site.css")

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        """Return what things are called, by IRI: in English where they are, else as they are first."""
        labels: dict[str, tuple[tuple[int, bool, str], str]] = {}
        for rank, name in enumerate(_NAMING):
            for quad in self._quads(None, NamedNode(name), None):
                if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
                    key = rank, quad.object.language not in ("en", None), quad.object.value
                    if quad.subject.value not in labels or key < labels[quad.subject.value][0]:
                        labels[quad.subject.value] = key, quad.object.value
        return {iri: label for iri, (_, label) in labels.items()}

    @cached_property
    def _counts(self) -> tuple[Counter[NamedNode | BlankNode], Counter[NamedNode]]:
        """Return how many things there are of each kind, and how often each property is used."""
        kinds: Counter[NamedNode | BlankNode] = Counter()
        properties: Counter[NamedNode] = Counter()
        for quad in self._quads(None, None, None):
            properties[quad.predicate] += 1
            if quad.predicate == _TYPE and isinstance(quad.object, NamedNode | BlankNode):
                kinds[quad.object] += 1
        return kinds, properties

    def _quads(self, subject: Any, predicate: Any, object_: Any) -> Iterator[Quad]:
        return iter(self.dataset.engine.quads_for_pattern(subject, predicate, object_, None))

    def page(self, address: Address, link: Link) -> str:
        """Return the first page; raises NotFoundError for an address at which there is none."""
        if address.kind != "home":
            raise NotFoundError(f"there is nothing at /{address.kind}")
        kinds, properties = self._counts
        graphs = len(self.dataset.graphs)
        return self._render(
            "things",
            address,
            title=self.title,
            size=count(len(self.dataset.engine), "statement")
            + (f" in {count(graphs, 'named graph')} and the default graph" if graphs else ""),
            kinds=[(*self.cell(kind), count) for kind, count in _first(kinds)],
            properties=[(*self.cell(name), count) for name, count in _first(properties)],
            left=[max(0, len(rows) - _MOST) for rows in (kinds, properties)],
        )

    def thing(self, name: str) -> str:
        """Return the page of a thing, by IRI or as ``_:name``; raises NotFoundError where nothing is stated of it."""
        node = _node(name)
        said = [*islice(self._quads(node, None, None), _MOST + 1)]
        used = [*islice(self._quads(None, node, None), _MOST + 1)] if isinstance(node, NamedNode) else []
        points = [*islice(self._quads(None, None, node), _MOST + 1)]
        if not said and not used and not points:
            raise NotFoundError(f"nothing is stated of {name[:300]}")
        return self._render(
            "thing",
            Address("thing"),
            title=self._label(node),
            name=name,
            sections=[
                (title, columns, [[self.cell(term) for term in row] for row in rows[:_MOST]], len(rows) > _MOST)
                for title, columns, rows in (
                    ("What is stated of it", ("property", "value"), [(q.predicate, q.object) for q in said]),
                    ("What points to it", ("thing", "property"), [(q.subject, q.predicate) for q in points]),
                    ("Where it is said", ("thing", "value"), [(q.subject, q.object) for q in used]),
                )
                if rows
            ],
        )

    def suggested(self, text: str, most: int) -> list[Listed]:
        """Return so many names that may be meant by what somebody has typed so far."""
        return self._listed(text)[:most]

    def _listed(self, text: str) -> list[Listed]:
        wanted = search_key(text)
        keys = ((search_key(label), label, iri) for iri, label in self._labels.items())
        hits = sorted((not key.startswith(wanted), len(key), label, iri) for key, label, iri in keys if wanted in key)
        return [(label, iri, "", 0, _at(iri)) for *_, label, iri in hits] if wanted else []

    def matches_page(self, text: str) -> str:
        """Return the page of what is called so."""
        listed = self._listed(text)
        return self._render(
            "matches",
            Address("search"),
            title=f"“{text}”" if text.strip() else "Find a name",
            text=text,
            listed=listed[:_MOST],
            guessed=False,
            said=0,
            at_said="",
            left=max(0, len(listed) - _MOST),
        )

    def editor(
        self,
        text: str,
        outcome: Outcome | None,
        view: str = "",
        problem: str = "",
        graphs: Graphs = (),
        notes: Sequence[str] = (),
    ) -> str:
        """Return the page on which SPARQL is written, with what the query has brought and what is to be said of it."""
        parts = editor_parts(self, text, outcome, view, problem, graphs, notes)
        return self._render("editor", Address("sparql"), prefixes=sorted(self.dataset.prefixes.items()), **parts)

    def example(self, name: str) -> str:
        """Raise NotFoundError: files have no questions of a catalogue."""
        raise NotFoundError(f"there is no question '{name[:100]}' here")

    def terms(self) -> list[str]:
        """Return the names that a query is likely to hold: kinds and properties, the most used first."""
        kinds, properties = self._counts
        used = {name: count for name, count in (*kinds.items(), *properties.items()) if isinstance(name, NamedNode)}
        return [self._compact(name.value) for name in sorted(used, key=lambda name: (-used[name], name.value))]

    def problem(self, status: int, reason: str) -> str:
        """Return the page that says why there is no answer."""
        return self._render("problem", Address("problem"), title="No answer", reason=reason, status=status)

    def cell(self, term: object) -> tuple[str, str]:
        """Return a term as it is read, and where it has a page."""
        if isinstance(term, Literal):
            return (f"{term.value}@{term.language}" if term.language else term.value), ""
        if isinstance(term, NamedNode):
            return self._label(term), _at(term.value)
        return ("", "") if term is None else (str(term), _at(str(term)) if isinstance(term, BlankNode) else "")

    def is_thing(self, term: Term) -> bool:
        """Say whether a graph draws a term as a node."""
        if isinstance(term, NamedNode):
            return term not in self._counts[1]
        return isinstance(term, BlankNode)

    def boxes(self, iris: Iterable[str]) -> Mapping[str, Box]:
        """Return how things look in a graph."""
        by_iri = {}
        for iri in iris:
            node = _node(iri)
            kind = next((q.object for q in self._quads(node, _TYPE, None)), None)
            said = "" if kind is None else self.cell(kind)[0]
            by_iri[iri] = Box(self._label(node), said, "plain", "#f8fafc", "#64748b", _at(iri))
        return by_iri

    def _label(self, node: NamedNode | BlankNode) -> str:
        if isinstance(node, BlankNode):
            return str(node)
        return self._labels.get(node.value) or self._compact(node.value)

    def _compact(self, iri: str) -> str:
        for prefix, namespace in self.dataset.prefixes.items():
            if iri.startswith(namespace) and (local := iri[len(namespace) :]) and local == local_name(iri):
                return f"{prefix}:{local}"
        return f"<{iri}>"

    def _render(self, template: str, address: Address, **parts: Any) -> str:
        text = (
            templates()
            .get_template(f"{template}.html")
            .render(
                layout="plain.html",
                live=True,
                address=address,
                link=lambda kind, name="", part="": link(Address(kind, name, part)),
                site=self.title,
                digest=self.digest[:12],
                notice=self.notice,
                at=self.at,
                day=date_words(today()),
                version=kg.__version__,
                examples=[],
                **({"tools": []} | parts),
            )
        )
        return printable(text)


def _first(counted: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], str(item[0])))[:_MOST]


def _node(name: str) -> NamedNode | BlankNode:
    try:
        return BlankNode(name[2:]) if name.startswith("_:") else NamedNode(name)
    except ValueError as error:
        raise NotFoundError(f"{name[:300]} is no IRI") from error


def _at(iri: str) -> str:
    return f"/thing?{urlencode({'iri': iri})}"
