"""What the first page leads to: questions that the dossier's examples fill, and the cases most contested."""

from __future__ import annotations

from typing import Final

from kg.errors import KgError
from kg.lookup.disputes import most_contested
from kg.model.disputes import Dispute
from kg.model.records import EntityRef
from kg.web import addresses
from kg.web.addresses import Address
from kg.web.index import Index

_CONTESTED: Final = 8


def examples(index: Index) -> list[tuple[str, Address]]:
    """Return questions with the pages that answer them: those for which the dossier has names and the graph pages."""
    actor, rival, ally, town, pipeline = (
        _named(index, role) for role in ("actor", "rival", "ally", "town", "pipeline")
    )
    questions: list[tuple[str, Address]] = []
    if actor and ally and index.answer("relations", actor, ally).found:
        at = addresses.pair(actor.id, ally.id)
        questions.append((f"What ties {ally.label} to {actor.label}, and who says so?", at))
    if town and addresses.entity(town.id) in index.entities:
        questions.append(
            (f"What happened in {town.label}, and when?", addresses.entity(town.id)._replace(part="timeline"))
        )
    if pipeline and index.disputes_of.get(pipeline.id):
        at = addresses.entity(pipeline.id)._replace(part="disputes")
        questions.append((f"Where do accounts of the {pipeline.label} differ?", at))
    if actor and rival:
        versus = addresses.versus(actor.id, rival.id)
        told = next((at for at in index.opponents if at.name in (versus.name, _turned(versus.name))), None)
        if told is not None:
            questions.append((f"How does {actor.label} tell it, and how {rival.label}?", told))
    sided = Address("question", "arms-both-sides")
    if sided in index.questions:
        questions.append((f"{index.questions[sided].title}?", sided))
    return questions


def contested(index: Index) -> list[tuple[Address, Dispute]]:
    """Return the disputes with the most claimants, the most first."""
    at = {id(dispute): address for address, dispute in index.disputes.items()}
    return [(at[id(dispute)], dispute) for dispute in most_contested(index.disputes.values(), _CONTESTED)]


def _turned(name: str) -> str:
    return "/".join(reversed(name.split("/")))


def _named(index: Index, role: str) -> EntityRef | None:
    """Return the entity that the dossier gives for a role, where the graph knows it."""
    name = index.graph.dossier.example(role)
    try:
        return None if name is None else index.graph.ref(name)
    except KgError:
        return None
