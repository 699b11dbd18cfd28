"""Where accounts differ: ties that are affirmed and denied, competing values, mutual accusations, competing dates.

A dispute is a group, never a pair, and picks no winner: it shows its sides, what they rest on, and where in the
conflict those stand who take them. Candidates come from queries that group, so that the time grows with the relations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from pyoxigraph import NamedNode

from kg.lookup import competing_claims
from kg.lookup.accusations import Umbrellas, accusing, candidates, mutual_accusations
from kg.lookup.competing import by_key
from kg.lookup.competing_claims import CompetingClaims
from kg.lookup.denials import outcome
from kg.lookup.figures import Scales
from kg.lookup.relations import about, concerned, passing_filters
from kg.model.disputes import ACCUSATION, DATE, DENIAL, VALUE, Dispute, Side
from kg.model.filters import Filters
from kg.model.records import EntityRef, Relation
from kg.session.alignment import Alignment
from kg.session.delegation import NOBODY, Delegation, DelegationTies, Saying, concerning
from kg.session.session import Session
from kg.session.statements import Properties
from kg.store import Store, batches, named_query
from kg.terms import KG, local_name

Part = TypeVar("Part")

# The order in which the kinds are listed.
_KINDS: Final = (DENIAL, VALUE, ACCUSATION, DATE)
_CONTESTED: Final = ("contested_ties", "contested_phases")
_OUTCOMES: Final = "contested_outcomes"
# What each kind of competing claims needs a relation type to declare.
_DECLARED: Final = {
    "rival_values": ("oneObjectAtATime", "oneSubjectAtATime", "oneValueAtATime"),
    "rival_sums": ("oneValueAPeriod",),
    "rival_shares": ("shareOfObject",),
    "rival_objects": ("oneObjectAtATime",),
    "rival_subjects": ("oneSubjectAtATime",),
    "rival_accounts": ("namedTogether",),
    "rival_dates": ("dating", "madeOnce"),
}
# What of these makes relations of one object compete; the others make relations of one subject compete, or of one tie.
_OF_OBJECT: Final = ("oneSubjectAtATime", "namedTogether", "shareOfObject")
_OF_SUBJECT: Final = tuple(
    {name for names in _DECLARED.values() for name in names}.difference(("namedTogether", "shareOfObject"))
)
_COMPETING: Final = (*_DECLARED, "rival_spells")


class _Candidates(Struct, frozen=True):
    """Relations among which accounts may differ: by how they compete, those that accuse, all read, and who speaks."""

    groups: dict[str, set[str]]
    charges: set[str]
    read: dict[str, Relation]
    delegation: Delegation
    umbrellas: Umbrellas


def disputes(session: Session) -> list[Dispute]:
    """Return the disputes: denials first, then competing values, mutual accusations and competing dates, each by name.

    With an entity, those in which that entity, or with organs one that speaks for it, is an end of a relation or
    a claimant; with a lineage its predecessors and successors count too, and a relation says whom it is about. A
    dispute passes the filters whole where one of its relations does; that one says whether it holds.
    """
    filters = session.filters
    members = session.families[0] if session.families else ()
    among = _around(session, concerned(session)) if members else _everywhere(session)
    told = {relation.id: relation for relation in about(among.read.values(), session.about())}
    held = passing_filters(session, told, members, undated=True) if filters else {}
    told |= {iri: replace(told[iri], holds=holds) for iri, holds in held.items() if holds and iri in told}
    competing = list(_competing_claims(session, replace(among, read=told)))
    if filters:
        competing = [
            (kind, sides) for kind, sides in competing if any(r.id in held for side in sides for r in side.relations)
        ]
    delegation = NOBODY
    if session.question.organs:
        delegation = session.delegation_of(parties=[m.id for m in members]) if members else among.delegation
    concerns = concerning(members, delegation)
    listed = _listed(session, [(kind, sides) for kind, sides in competing if concerns(_sayings(sides))])
    return [dispute for dispute in listed if filters.undated or not dispute.undated]


def disputes_of(session: Session, relations: Sequence[Relation], along: Iterable[str] = ()) -> list[Dispute]:
    """Return the disputes in which one of these relations stands, read around them only.

    ``along`` are further relations that are wanted next, and read in the same step.
    """
    asked = {relation.id for relation in relations}
    competing = _competing_claims(session, _around(session, relations, along))
    return _listed(
        session,
        [
            (kind, sides)
            for kind, sides in competing
            if any(relation.id in asked for side in sides for relation in side.relations)
        ],
    )


def differing(session: Session, entities: Sequence[EntityRef]) -> list[EntityRef]:
    """Return those of some entities about which accounts differ that pass the filters, read in one step."""
    asked = session.ask(whom=tuple(entities), filters=Filters(), lineage=False, organs=False)
    competing = [sides for _, sides in _competing_claims(session, _around(session, concerned(asked)))]

    def differ(entity: EntityRef) -> bool:
        concerns = concerning([entity], NOBODY)
        told = {r.id: r for sides in competing if concerns(_sayings(sides)) for side in sides for r in side.relations}
        return bool(passing_filters(session, told, [entity]) if session.filters and told else told)

    return [entity for entity in entities if differ(entity)]


def differ_among(session: Session, relations: Sequence[Relation]) -> bool:
    """Say whether accounts differ among some relations in hand, with nothing more read; mutual accusations aside."""
    groups = {name: {r.id for r in relations if _may_be(session, name, r)} for name in _COMPETING}
    groups |= {name: {r.id for r in relations if (r.phase is None) == (name == _CONTESTED[0])} for name in _CONTESTED}
    groups[_OUTCOMES] = _outcomes(session, relations)
    read = {relation.id: relation for relation in relations}
    among = _Candidates(groups, set(), read, NOBODY, Umbrellas(session.declared))
    return any(True for _ in _competing_claims(session, among))


def voices(session: Session, relations: Iterable[Relation]) -> frozenset[str]:
    """Return who makes claims about some relations or may be blamed by these, and all who may be meant, by IRI."""
    makers = {claim.claimant.id for relation in relations for claim in relation.claims}
    return Umbrellas(session.declared).joined(makers | {relation.subject.id for relation in relations})


def most_contested(disputes: Iterable[Dispute], count: int) -> list[Dispute]:
    """Return so many of some disputes, those with the most claimants first; of as many, in the order of all lists."""

    def voices(dispute: Dispute) -> int:
        return len({who.entity.id for side in dispute.sides for who in side.claimants})

    return sorted(disputes, key=lambda dispute: (-voices(dispute), _sort_key(dispute)))[:count]


def _listed(session: Session, competing: Sequence[CompetingClaims]) -> list[Dispute]:
    alignment = session.alignment(claim for _, sides in competing for side in sides for claim in side.claims)
    return sorted((_dispute(kind, sides, alignment) for kind, sides in competing), key=_sort_key)


def _everywhere(session: Session) -> _Candidates:
    """Return the candidates of the whole graph."""
    store = session.store
    groups = {name: _group(store, name) for name in (*_CONTESTED, _OUTCOMES, *_COMPETING)}
    ties = session.delegation_ties
    umbrellas = Umbrellas(session.declared)
    charges = candidates(store, ties.at_most(), umbrellas)
    speakers = ties.claimed if charges or session.question.organs else ()
    read = {relation.id: relation for relation in session.read(charges.union(*groups.values(), speakers))}
    return _Candidates(groups, set(charges), read, ties.among(read.values()), umbrellas)


def _around(session: Session, relations: Sequence[Relation], along: Iterable[str] = ()) -> _Candidates:
    """Return the candidates that may be in dispute with some relations; with them, those ``along`` are read."""
    near = _near(session, relations)
    umbrellas = Umbrellas(session.declared)
    charges, ties = _charges(session, relations, umbrellas)
    read = {relation.id: relation for relation in session.read_some(near.union(charges, ties.claimed, along))}
    compared = [read[iri] for iri in near]
    groups = {name: {r.id for r in compared if _may_be(session, name, r)} for name in _COMPETING}
    groups |= {name: {r.id for r in compared if (r.phase is None) == (name == _CONTESTED[0])} for name in _CONTESTED}
    groups[_OUTCOMES] = _outcomes(session, compared)
    return _Candidates(groups, charges, read, ties.among(read.values()), umbrellas)


def _near(session: Session, relations: Sequence[Relation]) -> set[str]:
    """Return these relations and those with which they may be in dispute, of their tie or of an end that they share."""
    own = {relation.id for relation in relations}
    near = own.union(*session.same_tie(own).values())
    declared = session.things({relation.type.id for relation in relations})
    # The types of which relations of an end may be in dispute with others, where it is the subject or the object.
    compared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for relation in relations:
        type_ = relation.type.id
        denied = any(not claim.affirms for claim in relation.claims)
        if denied or relation.phase is not None or _is_declared(declared[type_], _OF_SUBJECT):
            compared["subject", relation.subject.id].add(type_)
        if isinstance(relation.object, EntityRef) and _is_declared(declared[type_], _OF_OBJECT):
            compared["object", relation.object.id].add(type_)
    for batch in batches([NamedNode(iri) for iri in sorted({end for _, end in compared})], 2):
        for role, end, type_, other in session.store.select(named_query("relations_of_end", end=batch)):
            if type_.value in compared.get((role.value, end.value), ()):
                near.add(other.value)
    return near


def _outcomes(session: Session, relations: Iterable[Relation]) -> set[str]:
    """Return those of some relations that announce a fact which another one denies, with what is said of the fact."""
    facts = {outcome(r) for r in relations if r.phase is None and any(not claim.affirms for claim in r.claims)}
    denied = [group for group in by_key(relations, outcome) if outcome(group[0]) in facts]
    if all(relation.phase is None for group in denied for relation in group):
        return set()
    announcing = _announcing(session)
    return {relation.id for group in denied for relation in group if relation.phase in (None, *announcing)}


def _announcing(session: Session) -> set[str]:
    """Return the phases in which something is announced as to come, by their local names."""
    return {local_name(iri) for iri, stated in session.declared.items() if "true" in stated.get("announces", ())}


def _may_be(session: Session, group: str, relation: Relation) -> bool:
    """Say whether a relation is a candidate of a group, as the query of that name has it for the whole graph."""
    declared = session.things([relation.type.id])[relation.type.id]
    if not any(claim.affirms for claim in relation.claims):
        return False
    if group == "rival_spells":
        told = relation.phase in (None, *_announcing(session))
        timed = relation.value is None and told and bool(relation.from_ or relation.until)
        return timed and not _is_declared(declared, _DECLARED["rival_dates"])
    if not _is_declared(declared, _DECLARED[group]):
        return False
    if group in ("rival_values", "rival_sums", "rival_shares"):
        return relation.value is not None and (group != "rival_sums" or bool(relation.on or relation.from_))
    unnamed = session.things([relation.subject.id])[relation.subject.id].get(f"{KG}unnamed", ())
    if group == "rival_subjects" and any(value.value == "true" for value in unnamed):
        return False
    return group == "rival_dates" or relation.object is not None


def _is_declared(type_: Properties, names: Iterable[str]) -> bool:
    """Say whether one of these is declared true of a relation type."""
    return any(value.value == "true" for name in names for value in type_.get(KG + name, ()))


def _charges(session: Session, relations: Sequence[Relation], umbrellas: Umbrellas) -> tuple[set[str], DelegationTies]:
    """Return the accusations between those who accuse by these relations and those whom they blame, both ways.

    With them who may act on behalf of whom among these.
    """
    charged = [(relation, claim) for relation in relations for claim in accusing(relation)]
    if not charged:
        return set(), DelegationTies({}, ())
    accusers = umbrellas.joined({claim.claimant.id for _, claim in charged})
    accused = umbrellas.joined({relation.subject.id for relation, _ in charged})
    above = session.delegation_ties_of(speakers=accusers | accused).at_most()
    parties = {party for iri in accusers | accused for party in above.above(iri)}
    ties = session.delegation_ties_of(parties=parties, speakers=accusers | accused)
    at_most = ties.at_most()
    one, other = (
        {voice for iri in group for party in above.above(iri) for voice in at_most.voices(party)}
        for group in (accusers, accused)
    )
    parts = [*batches([NamedNode(iri) for iri in sorted(one | other)], 2)]
    charges = {
        relation.value
        for subjects, claimants in product(parts, parts)
        for relation, subject, claimant in session.store.select(
            named_query("charges", subject=subjects, claimant=claimants)
        )
        if (subject.value in one and claimant.value in other) or (subject.value in other and claimant.value in one)
    }
    return charges, ties


def _group(store: Store, name: str) -> set[str]:
    """Return the relations that a grouping query takes for candidates."""
    return {iri for row in store.select(named_query(name)) for iri in row["relations"].value.split()}


def _competing_claims(session: Session, among: _Candidates) -> Iterator[CompetingClaims]:
    read = among.read
    groups = {name: [read[iri] for iri in sorted(iris) if iri in read] for name, iris in among.groups.items()}
    counted = groups["rival_values"] or groups["rival_sums"] or groups["rival_shares"]
    scales = Scales(session.declared) if counted else None
    yield from competing_claims.denials(relation for name in _CONTESTED for relation in groups[name])
    yield from competing_claims.outcomes(groups[_OUTCOMES])
    if scales is not None:
        yield from competing_claims.values(groups["rival_values"], scales)
        yield from competing_claims.sums(groups["rival_sums"], scales)
        yield from competing_claims.shares(groups["rival_shares"], scales)
    yield from competing_claims.objects(groups["rival_objects"])
    yield from competing_claims.subjects(groups["rival_subjects"])
    yield from competing_claims.accounts(groups["rival_accounts"])
    yield from competing_claims.dates(groups["rival_dates"])
    yield from competing_claims.spells(groups["rival_spells"])
    charges = [read[iri] for iri in sorted(among.charges)]
    actors = _actors(read.values()) if charges else {}
    accusations = mutual_accusations(charges, among.delegation, among.umbrellas)
    yield from competing_claims.mutual_accusations(accusations, actors)


def _actors(relations: Iterable[Relation]) -> dict[str, EntityRef]:
    """Return the ends of relations and the claimants of their claims by IRI."""
    ends = (end for relation in relations for end in (relation.subject, relation.object))
    actors = {end.id: end for end in ends if isinstance(end, EntityRef)}
    return actors | {claim.claimant.id: claim.claimant for relation in relations for claim in relation.claims}


def _sayings(sides: Iterable[Side]) -> Iterator[Saying]:
    return ((said.relation, said.claims) for side in sides for said in side.statements)


def _dispute(kind: str, sides: tuple[Side, ...], alignment: Alignment) -> Dispute:
    relations = [relation for side in sides for relation in side.relations]
    return Dispute(
        kind=kind,
        subject=_shared(relation.subject for relation in relations),
        type=_shared(relation.type for relation in relations),
        object=_shared(relation.object for relation in relations),
        sides=tuple(replace(side, claimants=alignment.claimants(side.claims)) for side in sides),
    )


def _shared(parts: Iterable[Part]) -> Part | None:
    """Return what all of these are, or None where they differ."""
    values = set(parts)
    return values.pop() if len(values) == 1 else None


def _sort_key(dispute: Dispute) -> tuple[object, ...]:
    first = dispute.relations[0]
    return _KINDS.index(dispute.kind), first.subject.label, first.type.label, first.id
