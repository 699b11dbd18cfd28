"""Path options: how chains may run, in words, and what the words mean."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from msgspec import Struct
from pyoxigraph import NamedNode

from kg.errors import InputError, NotFoundError
from kg.model.filters import Filters, PathOptions
from kg.model.records import EntityRef
from kg.session.resolve import resolve, resolve_terms
from kg.store import Store, named_query
from kg.terms import local_name

MOST_CHAINS: Final = 100
MOST_HOPS: Final = 10
# The search keeps apart every choice of these, and so doubles with each.
MOST_THROUGH: Final = 4
__all__ = ["MOST_CHAINS", "MOST_HOPS", "MOST_THROUGH", "Avoided", "PathOptions", "avoided", "layers", "waypoints"]
# What a word of --avoid may be, besides an entity, and the query that knows the words.
_TERMS: Final = {"relation type": "relation_types", "layer": "layers", "kind of entity": "kinds"}


class Avoided(Struct, frozen=True):
    """What chains may not touch, as IRIs; ``kinds`` are those of middle nodes."""

    entities: frozenset[str]
    types: frozenset[str]
    layers: frozenset[str]
    kinds: tuple[NamedNode, ...]


def waypoints(store: Store, ends: Iterable[EntityRef], options: PathOptions) -> list[str]:
    """Return the entities through which each chain between some ends must run.

    Raises InputError for options that no chain could follow.
    """
    if not 1 <= options.k <= MOST_CHAINS:
        raise InputError(f"{options.k} chains cannot be asked for: choose from 1 to {MOST_CHAINS}")
    if not 1 <= options.max_hops <= MOST_HOPS:
        raise InputError(f"chains of at most {options.max_hops} hops cannot be asked for: choose from 1 to {MOST_HOPS}")
    through = {entity.id: entity for entity in (resolve(store, name).entity for name in options.through)}
    for entity in ends:
        if entity.id in through:
            raise InputError(f"{entity.label} is an end of chains already: leave it out of --through")
    if len(through) > MOST_THROUGH:
        raise InputError(f"chains can run through at most {MOST_THROUGH} entities: name fewer with --through")
    if len(through) >= options.max_hops:
        raise InputError(
            f"a chain through {len(through)} entities has at least {len(through) + 1} hops: "
            f"name fewer, or raise --max-hops from {options.max_hops}"
        )
    return list(through)


def avoided(store: Store, words: Iterable[str]) -> Avoided:
    """Return what the words of ``--avoid`` mean; raises InputError for one that may mean several things."""
    terms: dict[str, list[NamedNode]] = defaultdict(list)
    for word in words:
        what, term = _meant(store, word)
        terms[what].append(term)
    return Avoided(
        frozenset(term.value for term in terms["entity"]),
        frozenset(term.value for term in terms["relation type"]),
        frozenset(term.value for term in terms["layer"]),
        tuple(terms["kind of entity"]),
    )


def layers(store: Store, filters: Filters, options: PathOptions, out: Avoided) -> list[NamedNode]:
    """Return the layers by which chains run: those named or else the default ones, and those added, without those out.

    Raises InputError for a word that is no layer.
    """
    if filters.layer:
        chosen = resolve_terms(store, "layers", filters.layer, "layer")
    else:
        chosen = [NamedNode(row["term"].value) for row in store.select(named_query("chain_layers"))]
    chosen += resolve_terms(store, "layers", options.with_layer, "layer")
    return sorted({layer for layer in chosen if layer.value not in out.layers}, key=str)


def _meant(store: Store, word: str) -> tuple[str, NamedNode]:
    """Return what a word means, an entity or a term of the ontology, and which."""
    may_be: dict[str, NamedNode] = {}
    for what, query in _TERMS.items():
        try:
            may_be[what] = resolve_terms(store, query, [word], what)[0]
        except InputError:
            continue
    names = store.dossier.names
    iri = names.expand(word)
    missing: NotFoundError | None = None
    if iri is None or iri.startswith(names.entity):
        try:
            may_be["entity"] = NamedNode(resolve(store, word).entity.id)
        except NotFoundError as error:
            missing = error
    if not may_be:
        raise missing or InputError(f"there is no entity, relation type, layer or kind of entity '{word}'")
    # The layer is alliance, the kind Alliance: written exactly so, a word means the one of that name.
    exact = {what: term for what, term in may_be.items() if local_name(term.value) == word}
    may_be = exact or may_be
    if len(may_be) > 1:
        listed = " or ".join(f"the {what} {names.compact(term.value)}" for what, term in may_be.items())
        raise InputError(f"'{word}' may mean {listed}: write it as that, with its prefix")
    return next(iter(may_be.items()))
