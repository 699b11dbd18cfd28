"""What only a party to the conflict says.

Who affirms a dated or counted relation corroborates its bare tie. Two sides that oppose each other corroborate what
both affirm; so does anybody who is of no party, or of whom that is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode

from kg.lookup.relations import about, selected
from kg.model.records import Claim, Relation
from kg.session.alignment import Places
from kg.session.delegation import NOBODY, concerning
from kg.session.session import Session
from kg.store import Store, named_query


def uncorroborated(session: Session) -> list[Relation]:
    """Return the relations that only a party to the conflict affirms, each with all its claims.

    With an entity, those of which it, or with organs one that speaks for it, is an end or a claimant; with
    a lineage its predecessors and successors count too, and each relation says whom it is about.
    """
    store, organs = session.store, session.question.organs
    family = session.families[0] if session.families else ()
    found = _only_by_parties(store)
    held = dict.fromkeys(found, None)
    if session.filters:
        held = selected(session, apart=family)
        found &= held.keys()
    members = _members(store, found)
    ties = session.delegation_ties if organs else None
    wanted = found.union(ties.claimed if ties else (), *members.values())
    read = {relation.id: relation for relation in session.read(wanted)}
    affirming = {
        iri: [claim for other in {iri} | members[iri] for claim in read[other].claims if claim.affirms]
        for iri in read
        if iri in found
    }
    places = session.alignment(claim for claims in affirming.values() for claim in claims)
    concerns = concerning(family, ties.among(read.values()) if ties else NOBODY)
    alone = [
        replace(read[iri], holds=held[iri])
        for iri, claims in affirming.items()
        if _by_one_camp(claims, places) and concerns([(read[iri], read[iri].claims)])
    ]
    return about(alone, session.about())


def one_sided(session: Session, ties: Iterable[Sequence[Relation]]) -> set[str]:
    """Return which of some relations only a party affirms; each is the first of the relations of its tie."""
    affirming = {
        tie[0].id: [claim for other in (tie if tie[0].is_bare else tie[:1]) for claim in other.claims if claim.affirms]
        for tie in ties
        if any(claim.affirms for claim in tie[0].claims)
    }
    places = session.alignment(claim for claims in affirming.values() for claim in claims)
    return {iri for iri, claims in affirming.items() if _by_one_camp(claims, places)}


def _only_by_parties(store: Store) -> set[str]:
    actors = [row["actor"] for row in store.select(named_query("party_voices"))]
    rows = store.select(named_query("uncorroborated", actor=actors)) if actors else ()
    return {row["relation"].value for row in rows}


def _members(store: Store, ties: set[str]) -> dict[str, set[str]]:
    """Return the relations of each bare tie."""
    found: dict[str, set[str]] = defaultdict(set)
    if ties:
        for row in store.select(named_query("tie_members", tie=map(NamedNode, sorted(ties)))):
            found[row["tie"].value].add(row["relation"].value)
    return found


def _by_one_camp(claims: list[Claim], places: Places) -> bool:
    """Say whether all who make these claims are of parties of which no two oppose each other."""
    sides = {places.side(claim) for claim in claims}
    return sides <= places.parties and not places.opposing(side for side in sides if side is not None)
