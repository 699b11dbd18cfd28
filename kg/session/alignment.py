"""The place of a claimant in the conflict: its side, whether that is a party, and which sides oppose each other.

A claimant takes the side of the actor that it counts with, and an outlet that speaks in its own voice that of its
source. Where nothing is said of it, the side is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import NamedNode

from kg.model.disputes import Claimant
from kg.model.records import Claim
from kg.store import Store, named_query
from kg.terms import local_name


class Places:
    """The sides of claimants, by the IRI of the actor, and who speaks in the own voice of which source.

    ``parties`` are the sides that are parties to the conflict, ``opposed`` the pairs that oppose each other.
    """

    def __init__(self) -> None:
        self.sides: dict[str, str] = {}
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
        found = {Claimant(claim.claimant, self.side(claim)) for claim in claims}
        return tuple(sorted(found, key=lambda who: (who.entity.label, who.entity.id, who.side or "")))

    def opposing(self, sides: Iterable[str]) -> bool:
        """Say whether two of these sides oppose each other."""
        among = set(sides)
        return any((one, other) in self.opposed for one in among for other in among)


def read_places(store: Store, claims: Iterable[Claim]) -> Places:
    """Read the places of those who make these claims."""
    listed = list(claims)
    places = Places()
    actors = {NamedNode(claim.claimant.id) for claim in listed}
    if actors:
        rows = store.select(named_query("claimant_sides", actor=sorted(actors, key=str)))
        places.sides = {row["actor"].value: local_name(row["side"].value) for row in rows}
        sources = {NamedNode(claim.source.id) for claim in listed}
        for row in store.select(named_query("own_voices", source=sorted(sources, key=str))):
            places.own_voices[row["source"].value].add(row["creator"].value)
    facts = [(local_name(row["side"].value), row["opposed"]) for row in store.select(named_query("parties"))]
    places.parties = frozenset(side for side, _ in facts)
    places.opposed = frozenset((side, local_name(other.value)) for side, other in facts if other is not None)
    return places
