"""How a relation stands among the accounts, whatever the policy that chose it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final, Literal, get_args

from kg.model.records import Relation
from kg.store import Store, named_query
from kg.terms import local_name

Standing = Literal["accepted", "claimed", "disputed", "denied"]
STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)


@dataclass(frozen=True, slots=True)
class Accounts:
    """The IRIs of the relations that somebody affirms and of those that somebody denies.

    Who affirms a relation affirms its bare tie, who denies a bare tie denies every relation of it.
    """

    affirmed: frozenset[str]
    denied: frozenset[str]

    def standing(self, relation: Relation) -> Standing:
        """Say how a relation stands.

        ``accepted``: it passes the policy by which it was read, and nobody denies it; ``disputed``: somebody affirms
        it and somebody denies it; ``denied``: nobody affirms it; ``claimed``: all else.
        """
        if relation.id in self.denied:
            return "disputed" if relation.id in self.affirmed else "denied"
        return "accepted" if relation.accepted else "claimed"


def read_accounts(store: Store) -> Accounts:
    """Read out of a store who is for and who is against."""
    found: dict[str, set[str]] = defaultdict(set)
    for relation, stance in store.select(named_query("accounts")):
        found[local_name(stance.value)].add(relation.value)
    return Accounts(frozenset(found["affirms"]), frozenset(found["denies"]))
