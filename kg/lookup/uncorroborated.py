"""What only one side of the conflict affirms: a party, those who stand with it, and their bodies and publishers.

Who affirms a dated or counted relation corroborates its bare tie. Two sides that oppose each other corroborate what
both affirm; so does anybody who is of no party, or of whom that is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace
from pyoxigraph import NamedNode

from kg.lookup.relations import about, concerned, passing_filters
from kg.model.records import Claim, EntityRef, Relation
from kg.session.alignment import Alignment
from kg.session.delegation import NOBODY, Delegation, concerning
from kg.session.reading import sort_key
from kg.session.session import Session
from kg.store import batches, named_query


def uncorroborated(session: Session) -> list[Relation]:
    """Return the relations that only one side of the conflict affirms, each with all its claims.

    With an entity, those of which it, or with organs one that speaks for it, is an end or a claimant; with
    a lineage its predecessors and successors count too, and each relation says whom it is about.
    """
    organs, filters = session.question.organs, session.filters
    family = session.families[0] if session.families else ()
    read = {relation.id: relation for relation in _candidates(session)}
    held: dict[str, str | None] = dict.fromkeys(read)
    if filters:
        held = passing_filters(session, read, family)
    members = _members(session, read.keys() & held.keys())
    read |= {relation.id: relation for relation in session.read({iri for tie in members.values() for iri in tie})}
    affirming = {
        iri: [claim for other in {iri} | members[iri] for claim in read[other].claims if claim.affirms]
        for iri in sorted(members)
        if any(claim.affirms for claim in read[iri].claims)
    }
    alignment = session.alignment(claim for claims in affirming.values() for claim in claims)
    concerns = concerning(family, _delegation(session, family) if organs else NOBODY)
    alone = [
        replace(read[iri], holds=held[iri])
        for iri, claims in affirming.items()
        if _by_one_camp(claims, alignment) and concerns([(read[iri], read[iri].claims)])
    ]
    return about(sorted(alone, key=sort_key), session.about())


def one_sided(session: Session, ties: Iterable[Sequence[Relation]]) -> set[str]:
    """Return which of some relations only one side affirms; each is the first of the relations of its tie."""
    affirming = {
        tie[0].id: [claim for other in (tie if tie[0].is_bare else tie[:1]) for claim in other.claims if claim.affirms]
        for tie in ties
        if any(claim.affirms for claim in tie[0].claims)
    }
    alignment = session.alignment(claim for claims in affirming.values() for claim in claims)
    return {iri for iri, claims in affirming.items() if _by_one_camp(claims, alignment)}


def _candidates(session: Session) -> list[Relation]:
    """Return the relations of those who are asked about, or all of the graph that only one side affirms."""
    if session.families:
        return concerned(session)
    return session.read({relation.value for (relation,) in session.store.select(named_query("uncorroborated"))})


def _delegation(session: Session, family: Sequence[EntityRef]) -> Delegation:
    return session.delegation_of(parties=[member.id for member in family]) if family else session.delegation


def _members(session: Session, ties: Iterable[str]) -> dict[str, set[str]]:
    """Return the relations of each bare tie."""
    members: dict[str, set[str]] = {iri: set() for iri in ties}
    for batch in batches([NamedNode(iri) for iri in sorted(members)]):
        for tie, relation in session.store.select(named_query("tie_members", tie=batch)):
            members[tie.value].add(relation.value)
    return members


def _by_one_camp(claims: list[Claim], alignment: Alignment) -> bool:
    """Say whether all who make these claims are of parties of which no two oppose each other."""
    sides = {alignment.side(claim) for claim in claims}
    return sides <= alignment.parties and not alignment.opposing(side for side in sides if side is not None)
