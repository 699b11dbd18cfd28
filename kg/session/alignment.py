"""The alignment of a claimant in the conflict: its side, whether that is a party, and which sides oppose each other.

A claimant takes the side of the actor that it counts with, and an outlet that speaks in its own voice that of its
source. Where nothing is said of it, the side is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from kg.model.disputes import Claimant
from kg.model.records import Claim
from kg.session.declared import Declared
from kg.session.statements import Properties, label_of
from kg.terms import DCTERMS, KG, local_name

# A side, and one that it opposes.
Opposition = tuple[str, str | None]

_SIDE: Final = f"{KG}side"
_COUNTS_WITH: Final = f"{KG}countsWith"
_CREATOR: Final = f"{DCTERMS}creator"


class Alignment:
    """The sides of claimants, by the IRI of the actor, and who speaks in the own voice of which source.

    ``labels`` is what readers are told of each side. ``parties`` are the sides that are parties to the conflict,
    ``opposed`` the pairs that oppose each other.
    """

    def __init__(self) -> None:
        self.sides: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.own_voices: dict[str, set[str]] = defaultdict(set)
        self.parties: frozenset[str] = frozenset()
        self.opposed: frozenset[tuple[str, str]] = frozenset()

    def side(self, claim: Claim) -> str | None:
        """Return the side that the claimant of a claim takes."""
        if claim.claimant.id in self.own_voices.get(claim.source.id, ()):
            return claim.source.side
        return self.sides.get(claim.claimant.id)

    def claimants(self, claims: Iterable[Claim]) -> tuple[Claimant, ...]:
        """Return who makes these claims, each once, by name."""
        sides = {(claim.claimant, self.side(claim)) for claim in claims}
        makers = {Claimant(who, side, None if side is None else self.labels.get(side, side)) for who, side in sides}
        return tuple(sorted(makers, key=lambda who: (who.entity.label, who.entity.id, who.side or "")))

    def opposing(self, sides: Iterable[str]) -> bool:
        """Say whether two of these sides oppose each other."""
        among = set(sides)
        return any((one, other) in self.opposed for one in among for other in among)


def alignment(
    claims: Iterable[Claim], things: Callable[[Iterable[str]], dict[str, Properties]], parties: Iterable[Opposition]
) -> Alignment:
    """Return the alignment of those who make these claims.

    ``things`` tells what is stated of things by IRI, ``parties`` which sides are parties, and whom each opposes.
    """
    listed = list(claims)
    alignment = Alignment()
    actors = things({claim.claimant.id for claim in listed})
    others = things({other.value for stated in actors.values() for other in stated.get(_COUNTS_WITH, ())})
    for actor, stated in actors.items():
        for one in (stated, *(others[other.value] for other in stated.get(_COUNTS_WITH, ()))):
            alignment.sides.update((actor, local_name(side.value)) for side in one.get(_SIDE, ()))
    stand = {side.value for stated in (*actors.values(), *others.values()) for side in stated.get(_SIDE, ())}
    alignment.labels = {local_name(side): label_of(side, stated) for side, stated in things(stand).items()}
    own = (claim.source for claim in listed)
    alignment.labels.update((one.side, one.side_label) for one in own if one.side and one.side_label)
    for source, stated in things({claim.source.id for claim in listed}).items():
        alignment.own_voices[source].update(creator.value for creator in stated.get(_CREATOR, ()))
    alignment.parties = frozenset(side for side, _ in parties)
    alignment.opposed = frozenset((side, other) for side, other in parties if other is not None)
    return alignment


def parties(declared: Declared) -> tuple[Opposition, ...]:
    """Return which sides are parties to the conflict, each with every side that it opposes, or None."""
    return tuple(
        (local_name(iri), None if other is None else local_name(other))
        for iri, stated in declared.items()
        if "true" in stated.get("isParty", ())
        for other in stated.get("opposes", [None])
    )
