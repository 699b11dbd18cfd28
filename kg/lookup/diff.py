"""What differs between two states of a dossier: relations, claims and names that came, went or changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from kg.lookup.entities import entities
from kg.lookup.relations import relations
from kg.model.records import Claim, Entity, Relation
from kg.model.standing import standing_of
from kg.records import plain, record
from kg.session.session import Session

ADDED: Final = "added"
REMOVED: Final = "removed"
CHANGED: Final = "changed"

# What is told of a relation by its claims, or by how they are weighed, and not by itself.
_TOLD: Final = ("claims", "accepted", "datasets", "attested_on", "corroboration", "about", "holds")


class Revision(Struct, frozen=True):
    """A relation or a name that came, went or changed; ``what`` says in words what is different about it.

    ``thing`` is as it now stands, or as it last stood.
    """

    change: str
    thing: Relation | Entity
    what: tuple[str, ...] = ()

    @property
    def relation(self) -> Relation | None:
        """Return what came, went or changed, if it is a relation."""
        return self.thing if isinstance(self.thing, Relation) else None

    @property
    def entity(self) -> Entity | None:
        """Return what came, went or changed, if it is an entity."""
        return self.thing if isinstance(self.thing, Entity) else None


def diff(old: Session, new: Session) -> list[Revision]:
    """Return what differs between the graphs of two sessions of one question: what came, went and changed.

    Relations stand before names. Two graphs that state the same differ in nothing, whatever the order of their files.
    """
    before, after = ({relation.id: relation for relation in relations(one)} for one in (old, new))
    names, later = ({entity.id: entity for entity in entities(one.store)} for one in (old, new))
    told = {iri: tuple(_of_relation(before[iri], after[iri])) for iri in after if iri in before}
    renamed = {iri: tuple(_of_entity(names[iri], later[iri])) for iri in later if iri in names}
    return [
        *(Revision(ADDED, after[iri]) for iri in after if iri not in before),
        *(Revision(REMOVED, before[iri]) for iri in before if iri not in after),
        *(Revision(CHANGED, after[iri], what) for iri, what in told.items() if what),
        *(Revision(ADDED, later[iri]) for iri in later if iri not in names),
        *(Revision(REMOVED, names[iri]) for iri in names if iri not in later),
        *(Revision(CHANGED, later[iri], what) for iri, what in renamed.items() if what),
    ]


def _of_relation(old: Relation, new: Relation) -> Iterator[str]:
    before, after = (plain(record(one, "relation")) for one in (old, new))
    for name in [*after, *(name for name in before if name not in after)]:
        if name not in _TOLD and _plain(before.get(name)) != _plain(after.get(name)):
            yield f"{name.replace('_', ' ')}: {_plain(before.get(name))}, now {_plain(after.get(name))}"
    yield from _of_claims(old.claims, new.claims)
    if standing_of(old) != standing_of(new):
        yield f"was {standing_of(old)}, is {standing_of(new)}"


def _of_claims(old: Sequence[Claim], new: Sequence[Claim]) -> Iterator[str]:
    before, after = ({claim.id: claim for claim in claims} for claims in (old, new))
    for iri, claim in after.items():
        if iri not in before:
            yield f"{_stance(claim)} by {claim.claimant.label}"
        elif before[iri] != claim:
            yield f"what {claim.claimant.label} says is told otherwise"
    for iri, claim in before.items():
        if iri not in after:
            yield f"no longer {_stance(claim)} by {claim.claimant.label}"


def _stance(claim: Claim) -> str:
    return "affirmed" if claim.affirms else "denied"


def _of_entity(old: Entity, new: Entity) -> Iterator[str]:
    if old.label != new.label:
        yield f"was called {old.label}"
    if old.type != new.type:
        yield f"was of the kind {old.type}, is {new.type}"
    for word, names in (("also", set(new.names) - {*old.names}), ("no longer", set(old.names) - {*new.names})):
        if others := sorted(names - {old.label, new.label}):
            yield f"{word} {', '.join(others)}"


def _plain(value: object) -> str:
    """Return a value of a record in a word."""
    if isinstance(value, Mapping):
        return str(value.get("label") or value.get("value") or value.get("id"))
    return "nothing" if value is None or value == [] else str(value)
