"""What is to be said beside an answer: how names were taken, who counts with them, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable

from kg.errors import InputError
from kg.graph import KnowledgeGraph
from kg.model.records import EntityRef, Relation
from kg.session.resolve import Resolution
from kg.session.session import Session
from kg.terms import local_name


def taken(name: str, resolution: Resolution) -> list[str]:
    """Say how a name was taken where it fits others too."""
    if not resolution.others:
        return []
    others = ", ".join(f"{other.label} ({local_name(other.id)})" for other in resolution.others)
    return [f"'{name}' is taken as {resolution.entity.label}; the name also fits: {others}"]


def named(graph: KnowledgeGraph, names: Iterable[str]) -> tuple[list[EntityRef], list[str]]:
    """Return the entities that names mean, and what is to be said of how they were taken."""
    given = list(names)
    resolutions = graph.resolve_all(given)
    said = [line for name, one in zip(given, resolutions, strict=True) for line in taken(name, one)]
    return [one.entity for one in resolutions], said


def family(session: Session) -> list[str]:
    """Say whom a lineage and the organs of an entity add to it; raises InputError where there is no entity."""
    asked = session.question
    versus = asked.option("versus")
    entities = [*asked.whom, *([versus] if versus else [])]
    if not entities and (asked.lineage or asked.organs):
        raise InputError(f"{'--lineage' if asked.lineage else '--with-organs'} counts others with a name: give one")
    said = []
    if asked.organs:
        session.delegation_of(entity.id for entity in entities)  # asked for all of them at once, and kept
    for entity in entities:
        if asked.lineage:
            others = "; ".join(member.label for member in session.lineage(entity)[1:])
            said.append(f"with {entity.label}: {others or 'nobody else'}")
        if asked.organs:
            others = "; ".join(member.label for member in session.organs(entity)[1:])
            said.append(f"{entity.label} with its organs and office-holders: {others or 'nobody else'}")
    return said


def speaking(session: Session, listed: Iterable[Relation]) -> list[str]:
    """Say who speaks for a claimant that is asked for, of those whose word is among what is listed."""
    asked = session.question.filters.claimant
    others = {*session.filters.claimant}.difference(asked)
    speakers = {c.claimant.id: c.claimant.label for r in listed for c in r.claims if c.claimant.id in others}
    if not speakers:
        return []
    whose = " and ".join(ref.label for ref in session.refs(asked))
    them = "it" if len(asked) == 1 else "them"
    return [f"with {whose} those who speak for {them}: {', '.join(sorted(speakers.values()))}"]


def left_out(number: int, *, own: bool = False, what: str = "tie") -> list[str]:
    """Say how many relations are left out for want of a date, or of one of their own."""
    if not number:
        return []
    words = f"1 {what} has" if number == 1 else f"{number} {what}s have"
    which = "date" if not own else f"date of {'its' if number == 1 else 'their'} own"
    return [f"{words} no {which} and {'is' if number == 1 else 'are'} left out; see --undated"]
