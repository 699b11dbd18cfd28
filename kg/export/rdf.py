"""The graph as RDF: relations with their claims as they stand in the graph, or plain arrows under a policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from pyoxigraph import Literal, NamedNode, Triple, serialize

from kg import policy as policies
from kg.errors import InputError
from kg.export import caption
from kg.export.stated import Background, Stated, background, relations, things
from kg.export.view import NO_POLICY, View
from kg.lookup.reading import Properties
from kg.store import named_query
from kg.store.base import Term
from kg.store.formats import RDF_FORMATS
from kg.terms import POLICY, PREFIXES, SKOS
from kg.turtle import body, document, term

_RULE: Final = "A plain arrow in this file is a tie that passes this rule; it does not say that the tie is true."


def write_turtle(view: View, file: BinaryIO) -> list[str]:
    """Write a view as Turtle: sources and entities first, then each relation with its claims beneath; all sorted."""
    for piece in document(lambda: map(block, statements(view))):
        file.write(piece.encode())
    return []


def write_triples(view: View, file: BinaryIO, name: str, prefixes: Iterable[str] = ()) -> list[str]:
    """Write a view in a form of RDF that knows triples only, with these prefixes if it has any."""
    stated = (triple for thing in statements(view) for triple in triples(thing))
    declared = {prefix: PREFIXES[prefix] for prefix in sorted(prefixes)}
    serialize(stated, file, format=RDF_FORMATS[name], prefixes=declared or None)
    return []


def block(thing: Stated) -> tuple[str, str]:
    """Return the subject and the lines of a block of Turtle."""
    iri, stated = thing
    return term(NamedNode(iri)), body({NamedNode(name): [*map(_text, values)] for name, values in stated.items()})


def statements(view: View) -> Iterator[Stated]:
    """Yield all that is written of a view, thing by thing, in one fixed order."""
    if view.request.arrows_only:
        told = dict(_described(view))
        for iri, drawn in arrows(view).items():
            told[iri] = {**told.get(iri, {}), **drawn}
        yield from sorted(told.items())
        return
    yield from rests_on(view)
    for relation, claims in relations(view):
        yield relation
        yield from claims


def rests_on(view: View) -> Iterator[Stated]:
    """Yield the datasets, the sources and passages cited, and then the entities, each sorted by name."""
    found = background(view)
    yield from things(view.store, {*_datasets(view), *found.sources, *found.places})
    yield from things(view.store, found.entities)


def graphs(view: View) -> Iterator[tuple[str | None, Iterator[Stated]]]:
    """Yield what is written of a view by graph: one for each dataset or, of arrows, for the policy.

    What is stated of entities, of datasets and of the policy is in the default graph, None, as are claims that belong
    to no dataset.
    """
    if view.request.arrows_only:
        yield None, _described(view)
        yield POLICY + _policy(view), iter(sorted(arrows(view).items()))
        return
    found = background(view)
    yield None, things(view.store, {*_datasets(view), *found.entities})
    for dataset in (None, *sorted({*found.datasets.values()})):
        yield dataset, _claimed_in(view, found, dataset)


def _claimed_in(view: View, found: Background, dataset: str | None) -> Iterator[Stated]:
    """Yield the sources of a dataset, and the relations with those of their claims that are found in it."""
    yield from things(view.store, {p for p in found.places | found.sources if found.datasets.get(p) == dataset})
    for relation, claims in relations(view):
        if own := [claim for claim in claims if found.dataset(claim[1]) == dataset]:
            yield relation
            yield from own


def _datasets(view: View) -> set[str]:
    """Return the datasets that are loaded: their licences go with what is taken from them, names too."""
    return {row["dataset"].value for row in view.store.select(named_query("datasets"))}


def _described(view: View) -> Iterator[Stated]:
    """Yield what the file says of the policy that its arrows follow, and of the ends of the arrows."""
    yield rule(view)
    drawn = arrows(view)
    ends = {node.value for stated in drawn.values() for nodes in stated.values() for node in nodes}
    yield from things(view.store, {*drawn, *ends})


def rule(view: View) -> Stated:
    """Return what the file says of the policy that its arrows follow, and of the dates and filters asked for."""
    chosen = policies.policy(_policy(view))
    words = {"prefLabel": chosen.name, "definition": chosen.purpose, "note": _RULE, "scopeNote": caption.filters(view)}
    stated: Properties = {f"{SKOS}{name}": [Literal(text, language="en")] for name, text in words.items() if text}
    return POLICY + chosen.name, stated


def arrows(view: View) -> dict[str, Properties]:
    """Return the arrows of the ties that were asked for and pass the policy, by subject and type.

    A tie can pass by relations of which none passes alone, as when two sides date it differently.
    """
    passed = policies.passing(view.store, _policy(view))
    chosen = {(ends.subject, ends.type, ends.object) for ends in (view.ends[iri] for iri in view.asked)}
    found: dict[str, Properties] = defaultdict(lambda: defaultdict(list))
    for row in view.store.select(named_query("ties")):
        subject, type_, target = row["subject"], row["type"], row["object"]
        if row["tie"].value in passed and (subject.value, type_.value, target.value) in chosen:
            found[subject.value][type_.value].append(target)
            if row["symmetric"].value == "true":
                found[target.value][type_.value].append(subject)
    return found


def _policy(view: View) -> str:
    if view.request.policy == NO_POLICY:
        raise InputError("plain triples carry no claims, so a policy must choose them: name one with --policy")
    return view.request.policy


def triples(thing: Stated) -> Iterator[Triple]:
    """Yield what is stated of a thing as triples, sorted."""
    iri, stated = thing
    for name in sorted(stated):
        for value in sorted(stated[name], key=str):
            yield Triple(NamedNode(iri), NamedNode(name), value)


def _text(value: Term) -> str:
    assert isinstance(value, NamedNode | Literal)
    return term(value)
