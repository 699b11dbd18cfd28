"""What a page without a focus opens with: questions to begin with, the cases most contested, the names tied most.

Each line leads to a state of the page, by the part of the address behind ``#`` (``state.js``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from kg.errors import KgError
from kg.export.view import View
from kg.lookup.disputes import disputes_of, most_contested
from kg.model.disputes import Dispute
from kg.model.records import EntityRef, Relation
from kg.question import Question
from kg.session.resolve import resolve
from kg.session.session import Session
from kg.terms import local_name

_CONTESTED: Final = 8
_NAMES: Final = 12

# A line of the front: what it says, what stands small behind it, and the state to which it leads.
Line = tuple[str, str, str]


def front(view: View, relations: list[Relation], counts: str) -> str:
    """Return the front of a page as HTML, or nothing where the page has a focus to open on."""
    if view.request.focus:
        return ""
    dossier = view.store.dossier
    parts = (
        ("Begin with a question", _questions(view, relations)),
        ("Most contested", _contested(view, relations)),
        ("Tied to most", _most_tied(relations)),
    )
    lead = f"<p class=lead>{_shown(dossier.description)}" if dossier.description else ""
    return (
        f'<section class="live" id="start" aria-label="Start" tabindex="-1"><div><h2>{_shown(dossier.title)}</h2>'
        f"{lead}<p class=hint>{_shown(counts)}. Each tie names who claims it, and where."
        f"{''.join(_list(heading, lines) for heading, lines in parts)}</div></section>"
    )


def _list(heading: str, lines: Iterable[Line]) -> str:
    items = "".join(
        f'<li><a href="#{escape(state)}"><bdi>{_shown(label)}</bdi></a> <small>{_shown(small)}</small>'
        for label, small, state in lines
    )
    return f"<h3>{heading}</h3><ul>{items}</ul>" if items else ""


def _shown(text: str) -> str:
    return escape(text, quote=False)


def _questions(view: View, relations: list[Relation]) -> Iterator[Line]:
    """Yield questions that the names of the dossier's examples fill, where the page knows these."""
    actor, rival, ally, town = (_named(view, role) for role in ("actor", "rival", "ally", "town"))
    tied = {frozenset((r.subject.id, r.object.id)) for r in relations if isinstance(r.object, EntityRef)}
    if actor and ally and frozenset((actor.id, ally.id)) in tied:
        yield f"What ties {ally.label} to {actor.label}, and who says so?", "", _tie(ally, actor)
    if town:
        yield f"What is said of {town.label}?", "", _entity(town)
    for teller in (actor, rival):
        if teller and any(claim.claimant.id == teller.id for relation in relations for claim in relation.claims):
            yield f"What does {teller.label} say itself?", "", f"view=table&by={local_name(teller.id)}"
    if any(relation.standing in ("disputed", "denied") for relation in relations):
        yield "Which ties are disputed or denied?", "", "view=table&standing=disputed,denied"


def _named(view: View, role: str) -> EntityRef | None:
    """Return the entity that the dossier gives for a role in examples, where it stands at an end of a relation."""
    name = view.store.dossier.example(role)
    try:
        entity = None if name is None else resolve(view.store, name, mentioned=True).entity
    except KgError:
        return None
    return entity if entity is not None and entity.id in view.entities else None


def _contested(view: View, relations: list[Relation]) -> Iterator[Line]:
    own = {relation.id for relation in relations}
    disputes = disputes_of(Session(view.store, Question("disputes")), relations)
    whole = [dispute for dispute in disputes if own.issuperset(relation.id for relation in dispute.relations)]
    for dispute in most_contested(whole, _CONTESTED):
        if state := _where(dispute):
            yield str(dispute), f"{len(dispute.sides)} accounts", state


def _where(dispute: Dispute) -> str:
    """Return the state that shows what a dispute is about; nothing where its relations share no entity."""
    parties = [side.party for side in dispute.sides if side.party is not None]
    ends = parties or [end for end in (dispute.subject, dispute.object) if isinstance(end, EntityRef)]
    if len(ends) > 1:
        return _tie(*ends[:2])
    if not ends or dispute.type is None:
        return _entity(ends[0]) if ends else ""
    # What is told in figures or dates is no line of the picture: the table has the accounts, one below the other.
    return f"view=table&focus={local_name(ends[0].id)}&type={local_name(dispute.type.id)}"


def _most_tied(relations: Iterable[Relation]) -> Iterator[Line]:
    ties: Counter[EntityRef] = Counter()
    for relation in relations:
        if isinstance(relation.object, EntityRef):
            ties.update({relation.subject, relation.object})
    for entity, count in sorted(ties.items(), key=lambda item: (-item[1], item[0].label))[:_NAMES]:
        yield entity.label, f"{count}", _entity(entity)


def _entity(entity: EntityRef) -> str:
    slug = local_name(entity.id)
    return f"focus={slug}&at={slug}"


def _tie(one: EntityRef, other: EntityRef) -> str:
    slugs = local_name(one.id), local_name(other.id)
    return f"focus={slugs[0]}&at={'~'.join(slugs)}"
