"""The graph as RDF: relations with their claims as they stand in the graph, or plain arrows under a policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from io import BufferedWriter
from typing import BinaryIO, Final

from pyoxigraph import Literal, NamedNode, Triple, serialize

from kg import policy as policies
from kg.errors import InputError
from kg.export import caption
from kg.export.stated import Provenance, Stated, provenance, relations, things
from kg.export.view import View
from kg.export.xml import XmlBytes, check_predicates
from kg.session.statements import Properties
from kg.store import named_query
from kg.store.base import Term
from kg.store.formats import RDF_FORMATS
from kg.terms import SKOS, Names
from kg.turtle import Block, body, document, term

_RULE: Final = "A plain arrow in this file is a tie that passes this rule; it does not say that the tie is true."


def write_turtle(view: View, file: BinaryIO) -> list[str]:
    """Write a view as Turtle: sources and entities first, then each relation with its claims beneath; all sorted."""
    stated = Statements(view)
    for piece in document(lambda: map(stated.block, stated), stated.names):
        file.write(piece.encode())
    return []


def write_triples(
    stated: Statements, file: BinaryIO, name: str, prefixes: Mapping[str, str] | None = None
) -> list[str]:
    """Write statements in a form of RDF that knows triples only, with these prefixes if it has any."""
    written = (triple for thing in stated for triple in triples(thing))
    declared = dict(prefixes) if prefixes else None
    if name != "rdf":
        serialize(written, file, format=RDF_FORMATS[name], prefixes=declared)
        return []
    xml = XmlBytes(file)
    with BufferedWriter(xml, 1 << 16) as buffer:
        serialize(check_predicates(written), buffer, format=RDF_FORMATS[name], prefixes=declared)
    return xml.notes()


class Statements:
    """What is written of a view as RDF; what it rests on and its arrows are worked out once, however often read."""

    def __init__(self, view: View) -> None:
        self._view = view

    @property
    def names(self) -> Names:
        """Return the names of the dossier whose graph is written."""
        return self._view.store.dossier.names

    def term(self, node: NamedNode | Literal) -> str:
        """Return a term as it stands in Turtle."""
        return term(node, self.names)

    def block(self, thing: Stated) -> Block:
        """Return the subject and the lines of a block of Turtle."""
        iri, stated = thing
        told = {NamedNode(name): [self._text(value) for value in values] for name, values in stated.items()}
        return self.term(NamedNode(iri)), body(told, self.names)

    def _text(self, value: Term) -> str:
        assert isinstance(value, NamedNode | Literal)
        return self.term(value)

    @cached_property
    def _provenance(self) -> Provenance:
        return provenance(self._view)

    @cached_property
    def arrows(self) -> dict[str, Properties]:
        """Return the arrows of the ties that were asked for and pass the policy, by subject and type.

        A tie can pass by relations of which none passes alone, as when two sides date it differently.
        """
        view = self._view
        if view.passed is None:
            raise InputError("plain triples carry no claims, so a policy must choose them: name one with --policy")
        chosen = {(ends.subject, ends.type, ends.object) for ends in (view.ends[iri] for iri in view.asked)}
        by_subject: dict[str, Properties] = defaultdict(lambda: defaultdict(list))
        for row in view.store.select(named_query("ties")):
            subject, type_, target = row["subject"], row["type"], row["object"]
            if row["tie"].value in view.passed and (subject.value, type_.value, target.value) in chosen:
                by_subject[subject.value][type_.value].append(target)
                if row["symmetric"].value == "true":
                    by_subject[target.value][type_.value].append(subject)
        return by_subject

    @property
    def rule(self) -> Stated:
        """Return what the file says of the policy that its arrows follow, and of the dates and filters asked for."""
        chosen, asked = (
            policies.policy(self._view.request.policy, self._view.store.dossier),
            caption.filters(self._view),
        )
        words = {"prefLabel": chosen.name, "definition": chosen.purpose, "note": _RULE, "scopeNote": asked}
        stated: Properties = {f"{SKOS}{name}": [Literal(text, language="en")] for name, text in words.items() if text}
        return self.names.policy + chosen.name, stated

    def __iter__(self) -> Iterator[Stated]:
        """Yield all that is written, thing by thing, in one fixed order."""
        if self._view.request.arrows_only:
            told = dict(self._described())
            for iri, drawn in self.arrows.items():
                told[iri] = {**told.get(iri, {}), **drawn}
            yield from sorted(told.items())
            return
        yield from self.rests_on()
        for relation, claims in relations(self._view):
            yield relation
            yield from claims

    def rests_on(self) -> Iterator[Stated]:
        """Yield the datasets, the sources and passages cited, and then the entities, each sorted by name."""
        provenance = self._provenance
        yield from things(self._view.store, {*self._datasets(), *provenance.sources, *provenance.cited})
        yield from things(self._view.store, provenance.entities)

    def graphs(self) -> Iterator[tuple[str | None, Iterator[Stated]]]:
        """Yield what is written by graph: one for each dataset or, of arrows, for the policy.

        What is stated of entities, of datasets and of the policy is in the default graph, None, as are claims that
        belong to no dataset.
        """
        if self._view.request.arrows_only:
            yield None, self._described()
            yield self.names.policy + self._view.request.policy, iter(sorted(self.arrows.items()))
            return
        yield None, things(self._view.store, {*self._datasets(), *self._provenance.entities})
        for dataset in (None, *sorted({*self._provenance.datasets.values()})):
            yield dataset, self._claimed_in(dataset)

    def _claimed_in(self, dataset: str | None) -> Iterator[Stated]:
        """Yield the sources of a dataset, and the relations with those of their claims that are found in it."""
        provenance = self._provenance
        cited = {
            cited_in
            for cited_in in provenance.cited | provenance.sources
            if provenance.datasets.get(cited_in) == dataset
        }
        yield from things(self._view.store, cited)
        for relation, claims in relations(self._view):
            if own := [claim for claim in claims if provenance.dataset(claim[1]) == dataset]:
                yield relation
                yield from own

    def _datasets(self) -> set[str]:
        """Return the datasets that are loaded: their licences go with what is taken from them, names too."""
        return {row["dataset"].value for row in self._view.store.select(named_query("datasets"))}

    def _described(self) -> Iterator[Stated]:
        """Yield what the file says of the policy that its arrows follow, and of the ends of the arrows."""
        drawn = self.arrows
        yield self.rule
        ends = {node.value for stated in drawn.values() for nodes in stated.values() for node in nodes}
        yield from things(self._view.store, {*drawn, *ends})


def triples(thing: Stated) -> Iterator[Triple]:
    """Yield what is stated of a thing as triples, sorted."""
    iri, stated = thing
    for name in sorted(stated):
        for value in sorted(stated[name], key=str):
            yield Triple(NamedNode(iri), NamedNode(name), value)
