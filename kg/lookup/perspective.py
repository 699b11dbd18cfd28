"""The graph as one party tells it, and where the accounts of two parties part.

A party says what it says itself and what those say who speak for it (``speakers``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kg.lookup.accusations import accusing
from kg.lookup.competing import datings_agree
from kg.lookup.denials import Proposition, hits, proposition
from kg.lookup.figures import Scales, agree
from kg.lookup.relations import about, selected
from kg.model.records import Claim, EntityRef, Relation
from kg.session.delegation import Delegation, days_of
from kg.session.session import Session
from kg.store import select_about

Told = dict[str, Relation]
Lists = dict[str, tuple[Relation, ...]]


class Perspective(Struct, frozen=True):
    """What a party affirms and what it denies; ``speakers`` are those by whose claims it does, by name."""

    party: EntityRef
    speakers: tuple[EntityRef, ...]
    says: tuple[Relation, ...]
    denies: tuple[Relation, ...]

    @property
    def lists(self) -> Lists:
        """Return what is affirmed and what is denied, by the names that the record has for them."""
        return {"says": self.says, "denies": self.denies}


class Difference(Struct, frozen=True):
    """Two perspectives, ``a`` and ``b``, laid side by side.

    ``only_a`` and ``only_b`` is what one says while the other is silent, ``both`` what both affirm, each perhaps with
    other dates, ``denied`` what one affirms and the other denies, ``accusations`` that with which each accuses the
    other; it is empty where only one does.
    """

    a: Perspective
    b: Perspective
    only_a: tuple[Relation, ...]
    only_b: tuple[Relation, ...]
    both: tuple[Relation, ...]
    denied: tuple[Relation, ...]
    accusations: tuple[Relation, ...]

    @property
    def lists(self) -> Lists:
        """Return the five lists, by the names that the record has for them."""
        return {
            "only_a": self.only_a,
            "only_b": self.only_b,
            "both": self.both,
            "denied": self.denied,
            "accusations": self.accusations,
        }


def perspective(session: Session) -> Perspective:
    """Return what a party affirms and denies; the filters on claims are to be met by a claim of its own.

    With a lineage its predecessors and successors speak with it, and each relation says whom of these it is about.
    """
    relations, delegation = _told_by(session)
    return _perspective(session.families[0], about(relations, session.about()), delegation)


def difference(session: Session) -> Difference:
    """Return what only the one party says, only the other, both, and where they contradict or accuse each other.

    With a lineage each stands for its predecessors and successors too. Raises InputError where both are the same.
    """
    families = session.families
    relations, delegation = _told_by(session)
    relations = about(relations, session.about())
    a, b = (_perspective(members, relations, delegation) for members in families)
    same = _Sameness(session)
    denied = _by_id([*_contradicted(a, b), *_contradicted(b, a)])
    both = _by_id([*same.among(a.says, b.says), *same.among(b.says, a.says)])
    charges = [_charges(a, families[0], families[1], delegation), _charges(b, families[1], families[0], delegation)]
    accusations = charges[0] | charges[1] if all(charges) else {}
    shared = denied | both | accusations
    return Difference(
        a,
        b,
        only_a=tuple(relation for relation in a.says if relation.id not in shared),
        only_b=tuple(relation for relation in b.says if relation.id not in shared),
        both=_listed(relations, both),
        denied=_listed(relations, denied),
        accusations=_listed(relations, accusations),
    )


def _told_by(session: Session) -> tuple[list[Relation], Delegation]:
    """Return the relations that may be claimed for some parties, and who speaks for whom."""
    store, filters = session.store, session.filters
    ties = session.delegation_ties_of(parties=(party.id for family in session.families for party in family))
    at_most = ties.at_most()
    voices = {voice for family in session.families for party in family for voice in at_most.voices(party.id)}
    if filters.claimant:
        voices &= set(filters.claimant)
    spoken = select_about(store, "spoken", "claimant", voices)
    told: dict[str, str | None] = {row["relation"].value: None for row in spoken}
    if filters and told:
        held = selected(session, filters=replace(filters, claimant=tuple(voices)))
        told = {iri: held[iri] for iri in told if iri in held}
    read = session.read(told.keys() | ties.claimed.keys()) if told else []
    relations = [replace(relation, holds=told[relation.id]) for relation in read if relation.id in told]
    return relations, ties.among(read)


def _perspective(party: Sequence[EntityRef], relations: Iterable[Relation], delegation: Delegation) -> Perspective:
    says, denies, speakers = [], [], set()
    for relation in relations:
        claims = [claim for claim in relation.claims if _speaks(claim, party, delegation)]
        speakers |= {claim.claimant for claim in claims}
        if any(claim.affirms for claim in claims):
            says.append(relation)
        if any(not claim.affirms for claim in claims):
            denies.append(relation)
    named = tuple(sorted(speakers, key=lambda speaker: (speaker.label, speaker.id)))
    return Perspective(party[0], named, tuple(says), tuple(denies))


def _speaks(claim: Claim, party: Sequence[EntityRef], delegation: Delegation) -> bool:
    when = days_of(claim.said_on)
    return any(claim.claimant.id in delegation.voices(member.id, when) for member in party)


class _Sameness:
    """Whether two relations say the same, dates aside.

    What has an object is the same tie. What has none is a figure or a dating, and is the same if the two agree.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._scales: Scales | None = None

    def among(self, relations: Iterable[Relation], others: Iterable[Relation]) -> Iterator[Relation]:
        """Yield those relations of which one of the others says the same."""
        by_tie = _by_proposition(others)
        for relation in relations:
            if any(self._same(relation, other) for other in by_tie[proposition(relation)]):
                yield relation

    def _same(self, one: Relation, other: Relation) -> bool:
        if one.id == other.id or one.object is not None:
            return True
        if one.value is None or other.value is None:
            return one.value is other.value and datings_agree(one, other)
        self._scales = self._scales or Scales(self._session.declared)
        comparable = self._scales.measure(one) == self._scales.measure(other)
        return comparable and agree(self._scales.figure(one), self._scales.figure(other))


def _contradicted(by: Perspective, sayer: Perspective) -> Iterator[Relation]:
    """Yield what one affirms and the other denies, and the denied relations too."""
    affirmed = _by_proposition(sayer.says)
    for denied in by.denies:
        hit = [relation for relation in affirmed[proposition(denied)] if hits(denied, relation)]
        if hit:
            yield from (denied, *hit)


def _charges(
    told: Perspective, accuser: Sequence[EntityRef], accused: Sequence[EntityRef], delegation: Delegation
) -> Told:
    """Return the relations with which one party accuses the other, or one that speaks for it."""
    blamed = _voices(accused, delegation) - _voices(accuser, delegation)
    return {
        relation.id: relation
        for relation in told.says
        if relation.subject.id in blamed and any(_speaks(claim, accuser, delegation) for claim in accusing(relation))
    }


def _voices(party: Sequence[EntityRef], delegation: Delegation) -> frozenset[str]:
    return frozenset(voice for member in party for voice in delegation.voices(member.id))


def _by_proposition(relations: Iterable[Relation]) -> dict[Proposition, list[Relation]]:
    grouped: dict[Proposition, list[Relation]] = defaultdict(list)
    for relation in relations:
        grouped[proposition(relation)].append(relation)
    return grouped


def _by_id(relations: Iterable[Relation]) -> Told:
    return {relation.id: relation for relation in relations}


def _listed(relations: list[Relation], chosen: Told) -> tuple[Relation, ...]:
    return tuple(relation for relation in relations if relation.id in chosen)
