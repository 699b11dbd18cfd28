"""What a denial hits: the tie, whatever the dates, unless it denies one figure and another one is affirmed.

Who affirms a dated or counted relation affirms its bare tie; who denies the bare tie denies every relation of it. A
relation with a phase is affirmed and denied in that phase only, but who denies what a decision announces says that it
did not come about.
"""

from __future__ import annotations

from kg.model.records import Relation

Proposition = tuple[object, ...]


def proposition(relation: Relation) -> Proposition:
    """Return what a relation says, its date and its quantity aside."""
    return (*relation.tie, None if relation.used_by is None else relation.used_by.id, relation.phase)


def outcome(relation: Relation) -> Proposition:
    """Return what a relation says, its date, its quantity and its phase aside."""
    return proposition(relation)[:-1]


def hits(denied: Relation, affirmed: Relation) -> bool:
    """Say whether to deny one relation is to contradict who affirms another one of the same proposition."""
    return denied.value is None or _quantity(denied) == _quantity(affirmed)


def _quantity(relation: Relation) -> Proposition:
    return relation.value, relation.value_max, relation.unit, relation.comparator
