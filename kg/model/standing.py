"""How a relation stands among the accounts: the one rule, which every face shows and none decides.

A relation stands by its own claims and by those of its tie: who denies the bare tie denies every relation of it, and
who affirms a dated or counted relation affirms its bare tie. A relation with a phase stands by its own claims alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from kg.model.records import Relation

Standing = Literal["accepted", "claimed", "disputed", "denied"]
STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)


def standing_of(relation: Relation) -> Standing:
    """Return how a relation stands, whatever the date or the perspective in which it is shown.

    ``accepted``: it passes the policy by which it was read, and nobody denies it or its bare tie; ``disputed``:
    somebody affirms it and somebody denies it; ``denied``: nobody affirms it, and somebody denies it; ``claimed``: all
    else.
    """
    denied = bool(relation.tie_denials) or any(not claim.affirms for claim in relation.claims)
    if denied:
        affirmed = relation.affirmed_by_tie or any(claim.affirms for claim in relation.claims)
        return "disputed" if affirmed else "denied"
    return "accepted" if relation.accepted else "claimed"
