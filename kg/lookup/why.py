"""Every verdict on a relation with its premises.

Does a policy let it through; does it hold on a date; in which disputes does it stand; how strong is it as a hop; in
whose account is it; who corroborates it. What each verdict rests on is told with it, and what would change it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct
from pyoxigraph import NamedNode

from kg.errors import InputError, NotFoundError
from kg.lookup.disputes import disputes_of, voices
from kg.lookup.justification import Verdict, justified
from kg.lookup.relations import between
from kg.lookup.strength import Strength, Strengths
from kg.lookup.uncorroborated import one_sided
from kg.model.disputes import Dispute
from kg.model.records import Claim, Corroboration, EntityRef, Relation
from kg.model.validity import Validity
from kg.session.corroboration import corroboration
from kg.session.delegation import Delegation, days_of
from kg.session.session import Session
from kg.store import Store, named_query
from kg.view.commands import command

# Relations by IRI, each with all relations of its tie, that one first.
Ties = dict[str, list[Relation]]


class Standing(Struct, frozen=True):
    """A dispute in which a relation stands; ``ends_without`` are single claims without which there would be none."""

    dispute: Dispute
    ends_without: tuple[str, ...]

    @property
    def rule(self) -> str:
        """Return what makes it a dispute, in words."""
        return self.dispute.rule


class Account(Struct, frozen=True):
    """A party that affirms or denies a relation, by claims of its own or of those who speak for it."""

    party: EntityRef
    stance: str
    claims: tuple[str, ...]


class Explanation(Struct, frozen=True):
    """Every verdict on one relation.

    ``tie`` holds the relations of its tie, the explained one first. ``validity`` is None where no date was asked for,
    ``strength`` where the relation can be no hop. ``one_sided`` says whether only one side of the conflict affirms it.
    """

    tie: tuple[Relation, ...]
    verdict: Verdict
    validity: Validity | None
    disputes: tuple[Standing, ...]
    strength: Strength | None
    accounts: tuple[Account, ...]
    corroboration: Corroboration
    one_sided: bool

    @property
    def relation(self) -> Relation:
        """Return the relation that is explained."""
        return self.tie[0]

    @property
    def same_tie(self) -> tuple[Relation, ...]:
        """Return the other relations of its tie."""
        return self.tie[1:]

    def claim(self, iri: str) -> tuple[Claim, Relation]:
        """Return a claim of the tie and the relation that it is about."""
        return claim_of(self.tie, iri)


def find_relation(store: Store, name: str) -> str:
    """Return the IRI of the relation that a name means: its own IRI or local name, or that of a claim about it.

    Raises NotFoundError for a name that is none.
    """
    names = store.dossier.names
    candidates = [iri] if (iri := names.expand(name)) else [names.relation + name, names.claim + name]
    try:
        things = [NamedNode(iri) for iri in candidates]
    except ValueError as error:
        raise InputError(
            f"{name!r} is no id of a relation or a claim: give two names, or an id of "
            f"'{command('relations --format json')}'"
        ) from error
    rows = store.select(named_query("relation_of", thing=things))
    relations: list[str] = sorted({row["relation"].value for row in rows})
    if not relations:
        raise NotFoundError(
            f"no relation and no claim is called '{name}': give two names, or an id of "
            f"'{command('relations --format json')}'"
        )
    return relations[0]


def why(session: Session) -> list[Explanation]:
    """Return every verdict on a relation or claim that is asked about by id, or on all that ties two entities.

    The dates of the filters ask whether a relation holds then; the other filters choose among the ties of two.
    """
    return explained(session, asked_ties(session))


def asked_ties(session: Session) -> Ties:
    """Return the relations that are asked about by IRI, each with all relations of its tie, that one first."""
    asked = session.question  # who asks about two names, without filters, has all of each tie
    return _ties(session, _asked(session), complete=bool(asked.whom) and not asked.filters and not asked.organs)


def claim_of(tie: Iterable[Relation], iri: str) -> tuple[Claim, Relation]:
    """Return a claim of a tie and the relation that it is about."""
    return next((claim, relation) for relation in tie for claim in relation.claims if claim.id == iri)


def explained(session: Session, ties: Ties) -> list[Explanation]:
    """Return every verdict on the first relation of each of these ties."""
    store, policy = session.store, session.question.policy
    days = next(iter(session.filters.spans), None)
    asked = [tie[0] for tie in ties.values()]
    validity = {} if days is None else session.events.reasons(asked, days)
    verdicts = justified(session, ties)
    supported = corroboration(store, ties)
    acting = session.delegation_ties_of(speakers=voices(session, asked))
    standing = _standings(disputes_of(session, asked, along=acting.claimed))
    strengths = Strengths(session.declared)
    delegation = acting.among(session.read_some(acting.claimed))
    alone = one_sided(session, ties.values())
    refs = session.refs({iri for r in asked for c in r.claims for iri in _parties(c, delegation)})
    parties = {ref.id: ref for ref in refs}
    return [
        Explanation(
            tie=tuple(tie),
            verdict=verdicts[iri],
            validity=validity.get(iri),
            disputes=tuple(standing.get(iri, ())),
            strength=strengths.of(tie[0], policy),
            accounts=tuple(_accounts(tie[0], delegation, parties)),
            corroboration=supported[iri],
            one_sided=iri in alone,
        )
        for iri, tie in ties.items()
    ]


def _asked(session: Session) -> list[str]:
    """Return the relations that are asked about, by IRI."""
    if not session.question.whom:
        return [find_relation(session.store, name) for name in session.question.words]
    timeless = session.ask(filters=session.filters.timeless)
    return [relation.id for relation in between(timeless).relations]


def _ties(session: Session, relations: Sequence[str], *, complete: bool) -> Ties:
    """Return for each relation all relations of its tie, that one first; ``complete`` says that all were asked for."""
    same = session.same_tie(relations, complete=complete)
    others = {iri: same[iri] - {iri} for iri in relations}
    read = session.read(others.keys() | {iri for tie in others.values() for iri in tie})
    by_id = {relation.id: relation for relation in read}
    return {iri: [by_id[iri], *(other for other in read if other.id in tie)] for iri, tie in others.items()}


def _standings(disputes: Iterable[Dispute]) -> dict[str, list[Standing]]:
    """Return the disputes by the relations that stand in them."""
    standing: dict[str, list[Standing]] = defaultdict(list)
    for dispute in disputes:
        single = [side.claims[0].id for side in dispute.sides if len(side.claims) == 1]
        told = Standing(dispute, tuple(single) if len(dispute.sides) == 2 else ())
        for relation in dispute.relations:
            standing[relation.id].append(told)
    return standing


def _parties(claim: Claim, delegation: Delegation) -> frozenset[str]:
    return delegation.above(claim.claimant.id, days_of(claim.said_on))


def _accounts(relation: Relation, delegation: Delegation, parties: dict[str, EntityRef]) -> list[Account]:
    """Return the parties in whose accounts a relation stands, by name."""
    claims: dict[tuple[str, str], list[str]] = defaultdict(list)
    for claim in relation.claims:
        for party in _parties(claim, delegation):
            claims[party, claim.stance].append(claim.id)
    accounts = [Account(parties[party], stance, tuple(iris)) for (party, stance), iris in claims.items()]
    return sorted(accounts, key=lambda account: (account.party.label, account.party.id, account.stance))
