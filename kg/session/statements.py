"""What is stated of things, as the store has it, and how a thing is called."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.model.records import EntityRef
from kg.session.pieces import PIECES, THING, pieces
from kg.store import Store, batches, named_query
from kg.store.base import Term
from kg.terms import KG, RDF, SKOS, local_name

Properties = dict[str, list[Term]]

_LABEL: Final = f"{SKOS}prefLabel"
_TYPE: Final = f"{RDF}type"


def properties(store: Store, subjects: Iterable[str]) -> dict[str, Properties]:
    """Return all that is stated of each of these things, by IRI and by the property's IRI.

    Where a store has pieces, their search keys are left out.
    """
    nodes = list(_iris(subjects))
    stated_of: dict[str, Properties] = defaultdict(lambda: defaultdict(list))
    if store.has_arrows(PIECES):
        stated_of.update((iri, stated) for iri, (stated, _) in pieces(store, nodes, THING).items())
        nodes = [node for node in nodes if node.value not in stated_of]
    for batch in batches(nodes):
        # To unpack a row takes half the time of looking up its cells by name, which is felt where there are many.
        for subject, name, value in store.select(named_query("properties", subject=batch)):
            stated_of[subject.value][name.value].append(value)
    return stated_of


def _iris(names: Iterable[str]) -> Iterator[NamedNode]:
    """Yield the IRIs among the names of things; of a blank node or a text nothing can be asked by its name."""
    for name in sorted(set(names)):
        with suppress(ValueError):
            yield NamedNode(name)


def label_of(iri: str, stated: Properties) -> str:
    """Return the label that is shown for a thing.

    The rule: the preferred label in English, else the one without a language, else the first by language tag
    and then by text, else the local name.
    """
    return label_among(iri, [value for value in stated.get(_LABEL, []) if isinstance(value, Literal)])


def label_among(iri: str, labels: Sequence[Literal]) -> str:
    """Return which of the preferred labels of a thing is shown, by the rule of ``label_of``."""
    if not labels:
        return local_name(iri)
    return min(labels, key=lambda label: (label.language != "en", label.language or "", label.value)).value


def labels_of(store: Store, iris: Iterable[str]) -> dict[str, str]:
    """Return the labels of these things, by IRI."""
    wanted = set(iris)
    stated = properties(store, wanted)
    return {iri: label_of(iri, stated.get(iri, {})) for iri in wanted}


def kind_of(stated: Properties) -> str:
    """Return the local name of the kind of an entity, or an empty string where it has none."""
    return min((local_name(kind.value) for kind in stated.get(_TYPE, [])), default="")


def entity_refs(store: Store, iris: Iterable[str]) -> dict[str, EntityRef]:
    """Return these entities as others mention them, by IRI."""
    wanted = set(iris)
    stated = properties(store, wanted)
    return {iri: ref_of(iri, stated.get(iri, {})) for iri in wanted}


def ref_of(iri: str, stated: Properties) -> EntityRef:
    """Return an entity as others mention it."""
    plural, short = (next(iter(stated.get(KG + name, ())), None) for name in ("plural", "shortLabel"))
    is_plural = plural is not None and plural.value == "true"
    return EntityRef(iri, label_of(iri, stated), kind_of(stated), None if short is None else short.value, is_plural)
