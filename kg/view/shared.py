"""What two actors both take part in, one thing a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import groupby

from kg.model.records import EntityRef, Relation
from kg.model.standing import STANDINGS, standing_of
from kg.model.verbaliser import predicate
from kg.view.citations import Citations, joined
from kg.view.document import Row, words
from kg.view.ledger import qualifiers


def shared_rows(
    ties: Sequence[Relation], citations: Citations, dates: Mapping[str, str], both: Sequence[EntityRef]
) -> tuple[Row, ...]:
    """Return what both take part in as rows: the thing, and how each of them is tied to it.

    ``dates`` has the dates of events in words, by IRI. Others than ``both``, who act on behalf of these, are named.
    """
    names = {entity.label for entity in both}
    return tuple(
        _row(thing, list(group), citations, dates, names) for thing, group in groupby(ties, key=lambda tie: tie.through)
    )


def _row(
    thing: EntityRef | None, ties: list[Relation], citations: Citations, dates: Mapping[str, str], both: Set[str]
) -> Row:
    assert thing is not None
    date = f" ({dates[thing.id]})" if thing.id in dates else ""
    standings = {standing_of(tie) for tie in ties}
    claims = [claim for tie in ties for claim in tie.claims]
    denying = [claim for tie in ties for claim in (*tie.claims, *tie.tie_denials) if not claim.affirms]
    return Row(
        words=words((thing.label, "name"), f"{date}: {'; '.join(_told(ties, thing, both))}"),
        standings=tuple(standing for standing in STANDINGS if standing in standings),
        denials=citations.voices(denying),
        citations=joined(citations.cite(claim) for claim in claims if claim.affirms),
    )


def _told(ties: list[Relation], thing: EntityRef, both: Set[str]) -> list[str]:
    """Return how the actors are tied to the thing; those who are tied to it alike stand together."""
    alike: dict[tuple[str, bool, str], dict[str, Relation]] = {}
    for tie in ties:
        key = tie.type.id, tie.subject.id == thing.id, ", ".join(qualifiers(tie))
        alike.setdefault(key, {}).setdefault(_actor(tie, thing), tie)
    told = []
    for (_, turned, doubt), actors in alike.items():
        verb = next(iter(actors.values())).type
        plural = verb.plural_label
        suffix = f" ({doubt})" if doubt else ""
        if turned:
            told += [f"{predicate(next(iter(actors.values())))}{suffix} {' and '.join(actors)}"]
        elif len(actors) > 1 and plural:
            told.append(f"{'both' if actors.keys() == both else ' and '.join(actors)} {plural}{suffix}")
        else:
            told += [f"{actor} {predicate(tie)}{suffix}" for actor, tie in actors.items()]
    return told


def _actor(tie: Relation, thing: EntityRef) -> str:
    other = tie.object if tie.subject.id == thing.id else tie.subject
    return other.label if isinstance(other, EntityRef) else ""
