"""The sides of each kind of dispute, out of the relations that may be in one.

A contest is a kind of dispute and its sides, of which it is not yet known where in the conflict their claimants stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.lookup.accusations import Quarrel
from kg.lookup.denials import hits, proposition
from kg.lookup.figures import Scales
from kg.lookup.rivals import (
    Sides,
    by_key,
    rival_accounts,
    rival_dates,
    rival_objects,
    rival_subjects,
    rival_sums,
    rival_values,
)
from kg.model.disputes import ACCUSATION, AFFIRMS, DATE, DENIAL, DENIES, VALUE, Side, Statement
from kg.model.records import EntityRef, Relation

Contest = tuple[str, tuple[Side, ...]]


def denials(relations: Iterable[Relation]) -> Iterator[Contest]:
    """Yield a contest for each proposition that one claimant affirms and another one denies, whatever the dates."""
    for group in by_key(relations, proposition):
        affirmed, denied = _claimed(group, AFFIRMS), _claimed(group, DENIES)
        against = [no for no in denied if any(_contradicts(no, yes) for yes in affirmed)]
        hit = [yes for yes in affirmed if any(_contradicts(no, yes) for no in against)]
        if hit:
            yield DENIAL, (Side(AFFIRMS, tuple(hit)), Side(DENIES, tuple(against)))


def value_rivals(relations: Iterable[Relation], scales: Scales) -> Iterator[Contest]:
    """Yield a contest for each tie to which different values are given."""
    return (_rivals(VALUE, sides) for sides in rival_values(relations, scales))


def sum_rivals(relations: Iterable[Relation], scales: Scales) -> Iterator[Contest]:
    """Yield a contest for each tie to which different sums over one period are given."""
    return (_rivals(VALUE, sides) for sides in rival_sums(relations, scales))


def object_rivals(relations: Iterable[Relation]) -> Iterator[Contest]:
    """Yield a contest for each subject to which different objects are given."""
    return (_rivals(VALUE, sides) for sides in rival_objects(relations))


def subject_rivals(relations: Iterable[Relation]) -> Iterator[Contest]:
    """Yield a contest for each object to which different subjects are given."""
    return (_rivals(VALUE, sides) for sides in rival_subjects(relations))


def account_rivals(relations: Iterable[Relation]) -> Iterator[Contest]:
    """Yield a contest for each thing of which accounts name other parties, and none in common."""
    return (_rivals(VALUE, sides) for sides in rival_accounts(relations))


def date_rivals(relations: Iterable[Relation]) -> Iterator[Contest]:
    """Yield a contest for each thing, or tie that is made once, that is dated differently."""
    return (_rivals(DATE, sides) for sides in rival_dates(relations))


def mutual_accusations(quarrels: Iterable[Quarrel], parties: dict[str, EntityRef]) -> Iterator[Contest]:
    """Yield a contest for each two parties that accuse each other; ``parties`` has them by IRI."""
    for quarrel in quarrels:
        named = sorted((parties[iri].label, iri) for iri in quarrel)
        yield ACCUSATION, tuple(Side(AFFIRMS, tuple(quarrel[iri]), party=parties[iri]) for _, iri in named)


def _rivals(kind: str, sides: Sides) -> Contest:
    return kind, tuple(Side(AFFIRMS, tuple(_claimed(side, AFFIRMS))) for side in sides)


def _claimed(relations: Iterable[Relation], stance: str) -> list[Statement]:
    """Return those relations that somebody affirms, or denies, with the claims that do."""
    statements = (Statement(r, tuple(claim for claim in r.claims if claim.stance == stance)) for r in relations)
    return [statement for statement in statements if statement.claims]


def _contradicts(denial: Statement, affirmation: Statement) -> bool:
    """Say whether a denial hits what another claimant affirms."""
    deniers = {claim.claimant.id for claim in denial.claims}
    others = any(deniers != {claim.claimant.id} for claim in affirmation.claims)
    return others and hits(denial.relation, affirmation.relation)
