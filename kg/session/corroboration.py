"""How many independent voices, and which sides, support what is said."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec.structs import replace
from pyoxigraph import Literal

from kg.model.records import Corroboration, Relation
from kg.session.statements import label_among
from kg.store import Store, select_about
from kg.terms import local_name


def corroboration(store: Store, relations: Iterable[str] | None = None) -> dict[str, Corroboration]:
    """Return by whom relations, given by IRI, are supported, or all of the graph.

    A bare tie is supported by all that affirm a relation of it; a dated, counted or phased relation by its own claims,
    since who gives another date or figure does not support this one. A weak source supports nothing by itself, and is
    counted apart.
    """
    wanted = None if relations is None else sorted(set(relations))
    strong: dict[str, set[str]] = defaultdict(set)
    weak: dict[str, set[str]] = defaultdict(set)
    sides: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, list[Literal]] = defaultdict(list)
    for relation, voice, is_weak, side, label in select_about(store, "corroboration", "relation", wanted):
        if is_weak.value == "true":
            weak[relation.value].add(voice.value)
            continue
        strong[relation.value].add(voice.value)
        if side is not None:
            sides[relation.value].add(side.value)
            labels[side.value] += [label] if label is not None else []
    known = {*strong, *weak} if wanted is None else wanted
    named = {side: label_among(side, told) for side, told in labels.items()}

    def supported(iri: str) -> Corroboration:
        of = sorted(sides[iri], key=local_name)
        by = tuple(map(local_name, of)), len(weak[iri] - strong[iri]), tuple(named[side] for side in of)
        return Corroboration(len(strong[iri]), *by)

    return {iri: supported(iri) for iri in known}


def with_corroboration(store: Store, relations: Sequence[Relation]) -> list[Relation]:
    """Return relations that say by whom they are supported."""
    support = corroboration(store, (relation.id for relation in relations))
    return [replace(relation, corroboration=support[relation.id]) for relation in relations]
