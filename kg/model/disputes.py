"""Where accounts differ, as records: disputes with their sides, statements and claimants."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from kg.model.dates import UNDATED
from kg.model.records import Claim, EntityRef, Relation, RelationType, Text
from kg.model.verbaliser import words

AFFIRMS: Final = "affirms"
DENIES: Final = "denies"

DENIAL: Final = "denial"
VALUE: Final = "value"
ACCUSATION: Final = "accusation"
DATE: Final = "date"

# What makes each kind a dispute.
RULES: Final = {
    DENIAL: "one claimant affirms and another one denies it, whatever the dates",
    VALUE: "its type allows one at a time, or all shares are more than the whole; the times can touch, and neither "
    "account contains the other",
    ACCUSATION: "each of two parties accuses the other of something hostile, itself or through those who speak for it",
    DATE: "it is dated, begins or ends differently, and neither date is the calendar unit that contains the other",
}

# How the accounts of a dispute are to be read, which a letter stands before.
_RIVALS: Final = "A, B, C: each excludes at least one other; what stands under one letter can be true together."
_CHARGES: Final = "Of mutual accusations, A and B can both be true, and neither need be."


class Claimant(Struct, frozen=True):
    """Who takes part in a dispute, and on which side of the conflict it stands; None where that is unknown.

    ``side_label`` is what readers are told of the side.
    """

    entity: EntityRef
    side: str | None
    side_label: str | None = None

    @property
    def id(self) -> str:
        """Return the IRI of the entity."""
        return self.entity.id

    @property
    def label(self) -> str:
        """Return the label of the entity."""
        return self.entity.label

    @property
    def type(self) -> str:
        """Return the kind of the entity."""
        return self.entity.type


class Statement(Struct, frozen=True):
    """A relation with those of its claims that take one side."""

    relation: Relation
    claims: tuple[Claim, ...]


class Side(Struct, frozen=True):
    """One account: what it affirms or denies, and who gives it from where in the conflict.

    ``party`` is for whom the claimants speak where parties accuse each other, else None.
    """

    stance: str
    statements: tuple[Statement, ...]
    claimants: tuple[Claimant, ...] = ()
    party: EntityRef | None = None

    def __str__(self) -> str:
        """Return who takes the side."""
        return ", ".join(claimant.entity.label for claimant in self.claimants)

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Return the relations that the side affirms or denies."""
        return tuple(statement.relation for statement in self.statements)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Return the claims that make up the side."""
        return tuple(claim for statement in self.statements for claim in statement.claims)


class Dispute(Struct, frozen=True):
    """Accounts that differ; ``subject``, ``type`` and ``object`` are what all its relations share, else None.

    ``kind`` is denial, value, accusation or date.
    """

    kind: str
    subject: EntityRef | None
    type: RelationType | None
    object: EntityRef | Text | None
    sides: tuple[Side, ...]

    def __str__(self) -> str:
        """Return what the dispute is about: what its relations share, with dots for what they do not."""
        parties = [side.party.label for side in self.sides if side.party is not None]
        if parties:
            return f"{' and '.join(parties)} accuse each other"
        target = self.object.label if isinstance(self.object, EntityRef) else self.object and f"“{self.object.value}”"
        gap = "" if all(relation.object is None for relation in self.relations) else "…"
        phases = {relation.phase for relation in self.relations}
        # A decision and the fact that it announces share no phase.
        phase = "" if None in phases else f" ({words(phases.pop() or '')})"
        verb = self.type.verb(plural=self.subject is not None and self.subject.plural) if self.type else "…"
        parts = (self.subject.label if self.subject else "…", verb, target or gap)
        return " ".join(filter(None, parts)) + phase

    @property
    def rule(self) -> str:
        """Return what makes it a dispute, in words."""
        return RULES[self.kind]

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Return the relations of all sides, each once."""
        return tuple({relation.id: relation for side in self.sides for relation in side.relations}.values())

    @property
    def on_several_sides(self) -> tuple[str, ...]:
        """Return the IRIs of the claimants who contradict themselves: who take more than one side."""
        sides = [{claim.claimant.id for claim in side.claims} for side in self.sides]
        return tuple(sorted({who for side in sides for who in side if sum(who in other for other in sides) > 1}))

    @property
    def undated(self) -> bool:
        """Say whether a date was asked for and none of the relations that pass the filters has one."""
        held = {relation.holds for relation in self.relations} - {None}
        return held == {UNDATED}


def how_to_read(disputes: Iterable[Dispute]) -> str:
    """Return how the letters before the accounts of some disputes are to be read; nothing where there are none."""
    kinds = {dispute.kind for dispute in disputes}
    return " ".join(([_RIVALS] if kinds - {ACCUSATION} else []) + ([_CHARGES] if ACCUSATION in kinds else []))
