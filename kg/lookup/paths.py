"""How two entities are connected: the best chains of ties between them, each tie with who says so."""

from itertools import chain, pairwise

from msgspec import Struct
from msgspec.structs import replace

from kg.errors import InputError
from kg.lookup.path_options import avoided, layers, waypoints
from kg.lookup.ties import Surroundings, Terms, Ties, find_paths, read_nodes, read_ties
from kg.model.records import EntityRef, Relation
from kg.session.reading import sort_key
from kg.session.session import Session
from kg.terms import local_name


class Hop(Struct, frozen=True):
    """One step of a chain, with all the relations that make it, in either direction."""

    start: EntityRef
    end: EntityRef
    relations: tuple[Relation, ...]


class Chain(Struct, frozen=True):
    """A way from one entity to another; ``weakest`` is the status of the strongest claim on its weakest hop."""

    hops: tuple[Hop, ...]
    weakest: str

    @property
    def entities(self) -> tuple[EntityRef, ...]:
        """Return the entities in order, both ends among them."""
        return (self.hops[0].start, *(hop.end for hop in self.hops))

    @property
    def claims(self) -> int:
        """Return the number of claims that affirm a relation of the chain."""
        return sum(claim.affirms for hop in self.hops for relation in hop.relations for claim in relation.claims)


class Paths(Struct, frozen=True):
    """The best chains, best first, and what was searched: how many relations, of which layers.

    ``undated`` counts relations that were left out only because they have no date.
    """

    chains: list[Chain]
    searched: int
    layers: tuple[str, ...]
    undated: int = 0


def paths(session: Session) -> Paths:
    """Return the best chains between two entities, by the ties that a policy and the filters let through.

    Chains are ordered by fewest hops, strongest weakest hop, most affirming claims, and name; a hop is as strong as
    its strongest affirming claim. Of the filters, ``layer`` names the layers instead of the default ones, ``kind`` the
    kinds of the middle nodes, and ``phase`` adds relations of that phase to those without one. With a lineage the
    predecessors and successors of each are ends too. Raises InputError for ends that are one entity, for a word that
    may mean several things, and for options that no chain can follow.
    """
    options = session.question.path
    families = session.families
    through = waypoints(session.store, chain(*families), options)
    out = avoided(session.store, options.avoid)
    for entity in {*(entity.id for entity in session.question.whom), *through} & out.entities:
        label = session.refs([entity])[0].label
        raise InputError(f"{label} lies on every chain that was asked for: leave it out of --avoid")
    terms = Terms(session)
    allowed = layers(session.store, session.filters, options, out)
    around = Surroundings(session, allowed, out, terms)
    starts, ends = ({entity.id for entity in members} - out.entities for members in families)
    fixed = starts | ends | {*through}
    ties, best, read = Ties(), list[tuple[str, ...]](), dict[str, Relation]()
    # Fewest hops come first: what more hops would add is only looked for where there are not enough paths yet.
    for hops in range(len(through) + 1, options.max_hops + 1):
        steps = around.within(starts, ends, hops)
        if steps:
            ties = read_ties(session, steps, read, terms)
            nodes = read_nodes(session, ties, fixed, starts | ends, out, terms, options)
            best = find_paths(ties, nodes, starts, ends, through, replace(options, max_hops=hops))
        if len(best) >= options.k:
            break
    names = tuple(local_name(layer.value) for layer in allowed)
    return Paths(_chains(session, ties, best), len(ties.ties), names, ties.undated)


def _chains(session: Session, ties: Ties, best: list[tuple[str, ...]]) -> list[Chain]:
    shown = {pair: ties.shown(pair) for way in best for pair in pairwise(way)}
    entities = {ref.id: ref for ref in session.refs({node for way in best for node in way})}
    listed = sorted((ties.read[iri] for iri in set().union(*shown.values())), key=sort_key)
    hops = {
        pair: Hop(
            entities[pair[0]], entities[pair[1]], tuple(relation for relation in listed if relation.id in shown_of)
        )
        for pair, shown_of in shown.items()
    }
    return [
        Chain(
            tuple(hops[pair] for pair in pairwise(way)),
            ties.statuses[min(ties.link(pair).strength for pair in pairwise(way))],
        )
        for way in best
    ]
