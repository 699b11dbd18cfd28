"""How strong a relation is as a hop of a chain, and what keeps it out of chains unless it is asked for."""

from msgspec import Struct

from kg.model.records import EntityRef, Relation
from kg.session.declared import Declared
from kg.terms import local_name


class Strength(Struct, frozen=True):
    """A relation as a hop: as strong as its strongest affirming claim.

    ``claims`` are those of that ``status``, and ``otherwise`` is the status without them. ``left_out`` says, by clause,
    why no chain takes the relation unless more is asked for.
    """

    status: str
    claims: tuple[str, ...]
    otherwise: str | None
    left_out: dict[str, str]


class Strengths:
    """The order of strength of the statuses, and the layers by which chains run."""

    def __init__(self, declared: Declared) -> None:
        strengths = {iri: stated["strength"][0] for iri, stated in declared.items() if "strength" in stated}
        self._strength = {local_name(iri): int(strength) for iri, strength in strengths.items()}
        self._layers = {local_name(iri) for iri, stated in declared.items() if "inScheme" in stated}

    def of(self, relation: Relation, policy: str) -> Strength | None:
        """Return how strong a relation is as a hop; None where it joins no two entities or nobody affirms it."""
        affirming = [claim for claim in relation.claims if claim.affirms and claim.status in self._strength]
        joins = isinstance(relation.object, EntityRef) and relation.object != relation.subject
        if not joins or not affirming:
            return None
        statuses = sorted({claim.status for claim in affirming}, key=self._strength.__getitem__, reverse=True)
        strongest = tuple(claim.id for claim in affirming if claim.status == statuses[0])
        return Strength(statuses[0], strongest, [*statuses, None][1], self._left_out(relation, policy))

    def _left_out(self, relation: Relation, policy: str) -> dict[str, str]:
        layer, phase = relation.type.layer, relation.phase
        reasons = {
            "policy": None if relation.accepted else f"it does not pass the policy “{policy}”",
            "layer": None if layer in self._layers else f"the layer {layer} is left out without --with-layer {layer}",
            "phase": None if phase is None else f"a tie with a phase is left out without --phase {phase}",
        }
        return {clause: words for clause, words in reasons.items() if words is not None}
