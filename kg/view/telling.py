"""A relation as a run of words, for rows that read as sentences."""

from __future__ import annotations

from typing import Final

from kg.model.records import EntityRef, Relation
from kg.model.standing import standing_of
from kg.model.verbaliser import period_words, predicate, quantity
from kg.view.citations import Citations, joined
from kg.view.document import Piece, Row, Words
from kg.view.ledger import qualifiers

NBSP: Final = "\N{NO-BREAK SPACE}"


def told(relation: Relation) -> Words:
    """Return a relation in words: both ends and the verb, with what keeps it from being plain, amount and period."""
    doubts = qualifiers(relation)
    pieces: list[Piece] = [(relation.subject.label, "name"), (f" {predicate(relation)}", "")]
    if isinstance(relation.object, EntityRef):
        pieces += [(" ", ""), (relation.object.label, "name")]
    elif relation.object is not None:
        pieces.append((f" “{relation.object.value}”", ""))
    if relation.used_by is not None:
        pieces.append((f", as used by {relation.used_by.label}", ""))
    if doubts:
        pieces.append((f" ({', '.join(doubts)})", ""))
    if amount := quantity(relation):
        pieces += [(" " if relation.object is None else ", ", ""), (amount.replace(" ", NBSP), "amount")]
    if period := period_words(relation.period):
        pieces.append((f", {period.replace(' ', NBSP)}", "aside"))
    return tuple(pieces)


def cited_row(relation: Relation, citations: Citations) -> Row:
    """Return a relation as a row: its standing, its words, where it is affirmed, and who denies it."""
    return Row(
        words=told(relation),
        standings=(standing_of(relation),),
        citations=joined(citations.cite(claim) for claim in relation.claims if claim.affirms),
        denials=citations.voices(claim for claim in (*relation.claims, *relation.tie_denials) if not claim.affirms),
    )


def voiced_row(relation: Relation, citations: Citations) -> Row:
    """Return a relation as a row: its standing, its words, who affirms it, and who denies it."""
    return Row(
        words=told(relation),
        standings=(standing_of(relation),),
        voices=citations.voices((claim for claim in relation.claims if claim.affirms), dated=not relation.period),
        denials=citations.voices(claim for claim in (*relation.claims, *relation.tie_denials) if not claim.affirms),
    )
