"""Competing claims: the sides of each kind of dispute, out of the relations that may be in one.

They are a kind of dispute and its sides, of which it is not yet known where in the conflict their claimants stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.lookup.accusations import MutualAccusation
from kg.lookup.competing import (
    Sides,
    by_key,
    competing_accounts,
    competing_dates,
    competing_objects,
    competing_shares,
    competing_spells,
    competing_subjects,
    competing_sums,
    competing_values,
)
from kg.lookup.denials import hits, outcome, proposition
from kg.lookup.figures import Scales
from kg.model.disputes import ACCUSATION, AFFIRMS, DATE, DENIAL, DENIES, VALUE, Side, Statement
from kg.model.records import EntityRef, Relation

CompetingClaims = tuple[str, tuple[Side, ...]]


def denials(relations: Iterable[Relation]) -> Iterator[CompetingClaims]:
    """Yield those on each proposition that one claimant affirms and another one denies, whatever the dates."""
    for group in by_key(relations, proposition):
        yield from _denied(_claimed(group, AFFIRMS), _claimed(group, DENIES))


def outcomes(relations: Iterable[Relation]) -> Iterator[CompetingClaims]:
    """Yield those on each thing that one claimant says was decided, and of which another one denies that it came about.

    Where somebody affirms that it did, the accounts of the fact itself differ, and the decision is no part of it.
    """
    for group in by_key(relations, outcome):
        facts = [relation for relation in group if relation.phase is None]
        announced = _claimed((relation for relation in group if relation.phase is not None), AFFIRMS)
        if announced and not _claimed(facts, AFFIRMS):
            yield from _denied(announced, _claimed(facts, DENIES))


def values(relations: Iterable[Relation], scales: Scales) -> Iterator[CompetingClaims]:
    """Yield the competing claims on each tie to which different values are given."""
    return (_affirmed(VALUE, sides) for sides in competing_values(relations, scales))


def sums(relations: Iterable[Relation], scales: Scales) -> Iterator[CompetingClaims]:
    """Yield the competing claims on each tie to which different sums over one period are given."""
    return (_affirmed(VALUE, sides) for sides in competing_sums(relations, scales))


def shares(relations: Iterable[Relation], scales: Scales) -> Iterator[CompetingClaims]:
    """Yield the competing claims on each thing of which all shares together are more than the whole."""
    return (_affirmed(VALUE, sides) for sides in competing_shares(relations, scales))


def objects(relations: Iterable[Relation]) -> Iterator[CompetingClaims]:
    """Yield the competing claims on each subject to which different objects are given."""
    return (_affirmed(VALUE, sides) for sides in competing_objects(relations))


def subjects(relations: Iterable[Relation]) -> Iterator[CompetingClaims]:
    """Yield the competing claims on each object to which different subjects are given."""
    return (_affirmed(VALUE, sides) for sides in competing_subjects(relations))


def accounts(relations: Iterable[Relation]) -> Iterator[CompetingClaims]:
    """Yield the competing claims on each thing of which accounts name other parties, and none in common."""
    return (_affirmed(VALUE, sides) for sides in competing_accounts(relations))


def dates(relations: Iterable[Relation]) -> Iterator[CompetingClaims]:
    """Yield the competing claims on each thing, or tie that is made once, that is dated differently."""
    return (_affirmed(DATE, sides) for sides in competing_dates(relations))


def spells(relations: Iterable[Relation]) -> Iterator[CompetingClaims]:
    """Yield the competing claims on each tie that begins or ends at different times."""
    return (_affirmed(DATE, sides) for sides in competing_spells(relations))


def mutual_accusations(
    accusations: Iterable[MutualAccusation], parties: dict[str, EntityRef]
) -> Iterator[CompetingClaims]:
    """Yield the competing claims on each two parties that accuse each other; ``parties`` has them by IRI."""
    for charges in accusations:
        named = sorted((parties[iri].label, iri) for iri in charges)
        yield ACCUSATION, tuple(Side(AFFIRMS, tuple(charges[iri]), party=parties[iri]) for _, iri in named)


def _affirmed(kind: str, sides: Sides) -> CompetingClaims:
    return kind, tuple(Side(AFFIRMS, tuple(_claimed(side, AFFIRMS))) for side in sides)


def _claimed(relations: Iterable[Relation], stance: str) -> list[Statement]:
    """Return those relations that somebody affirms, or denies, with the claims that do."""
    statements = (Statement(r, tuple(claim for claim in r.claims if claim.stance == stance)) for r in relations)
    return [statement for statement in statements if statement.claims]


def _denied(affirmed: Sequence[Statement], denied: Sequence[Statement]) -> Iterator[CompetingClaims]:
    """Yield what is affirmed and denied by different claimants, if anything is."""
    against = [no for no in denied if any(_contradicts(no, yes) for yes in affirmed)]
    hit = [yes for yes in affirmed if any(_contradicts(no, yes) for no in against)]
    if hit:
        yield DENIAL, (Side(AFFIRMS, tuple(hit)), Side(DENIES, tuple(against)))


def _contradicts(denial: Statement, affirmation: Statement) -> bool:
    """Say whether a denial hits what another claimant affirms."""
    deniers = {claim.claimant.id for claim in denial.claims}
    others = any(deniers != {claim.claimant.id} for claim in affirmation.claims)
    return others and hits(denial.relation, affirmation.relation)
