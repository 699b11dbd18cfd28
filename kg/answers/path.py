"""How two names are connected, and on whose word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kg.answers import remarks
from kg.answers.answer import Answer, Drawing, chosen
from kg.lookup.paths import Chain, Hop, Paths, paths
from kg.model.filters import PathOptions
from kg.model.records import EntityRef, Relation
from kg.model.standing import STANDINGS, standing_of
from kg.session.session import Session
from kg.view.citations import Citations
from kg.view.commands import typed, unbroken
from kg.view.document import Block, Document, Ledger, Line, Prose, words
from kg.view.ledger import Reading, closing, line, ordered, qualifiers
from kg.view.log import log_line

# So many kinds of tie are listed for a hop unless all are asked for.
_FEW = 4


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return the best chains of ties between two names."""
    asked = session.question
    ends, policy = asked.whom, asked.policy
    best = paths(session)
    said = remarks.family(session)
    said += remarks.left_out(best.undated)

    def draw() -> Drawing:
        from kg.export import caption
        from kg.export.pictures.path import picture

        about = caption.chosen_by(asked.filters)
        return picture(best.chains, _title(ends, best.chains), policy, session.store, about), ()

    return Answer(
        records=best.chains,
        kind="chain",
        compose=lambda: _document(ends, best.chains, policy, whole=whole),
        remarks=tuple(said),
        nothing="" if best.chains else _tried(ends, best, asked.path, policy),
        basis=chosen(policy),
        lines=lambda: _lines(best.chains),
        relations=[relation for chain in best.chains for hop in chain.hops for relation in hop.relations],
        drawings={"svg": draw},
    )


def _lines(chains: Sequence[Chain]) -> Iterator[str]:
    for number, chain in enumerate(chains, 1):
        for position, hop in enumerate(chain.hops, 1):
            for relation in hop.relations:
                yield log_line(relation, f"chain {number}, hop {position}")


def _title(ends: Sequence[EntityRef], chains: Sequence[Chain]) -> str:
    """Return what the chains are."""
    order = ", the shortest first" if len(chains) > 1 else ""
    return f"{ends[0].label} to {ends[1].label}: {_count(len(chains), 'chain')}{order}"


def _tried(ends: Sequence[EntityRef], best: Paths, course: PathOptions, policy: str) -> str:
    """Return what was looked for in vain."""
    words_ = f"no chain of at most {_count(course.max_hops, 'hop')} from {ends[0].label} to {ends[1].label}"
    words_ += "".join(f" through {name}" for name in course.through)
    words_ += "".join(f", avoiding {name}" for name in course.avoid)
    words_ += f"; tried {_count(best.searched, 'tie')} that pass the policy '{policy}' and the filters"
    words_ += ", each from subject to object" if course.directed else ""
    return f"{words_}, in the layers {', '.join(best.layers) or 'none'}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _document(ends: Sequence[EntityRef], chains: Sequence[Chain], policy: str, *, whole: bool) -> Document:
    citations = Citations()
    blocks: list[Block] = []
    for number, chain in enumerate(chains, 1):
        names = " → ".join(entity.label for entity in chain.entities)
        weakest = f"the weakest word on it: {chain.weakest}{_contested(chain)}"
        blocks.append(Prose((words((f"{number}. {names}", "strong"), (f" · {weakest}", "aside")),)))
        blocks += [_hop(hop, citations, alone=len(chain.hops) == 1, whole=whole) for hop in chain.hops]
    relations = {relation.id: relation for chain in chains for hop in chain.hops for relation in hop.relations}
    return Document(
        title=_title(ends, chains),
        blocks=(*blocks, citations.sources),
        close=closing([block for block in blocks if isinstance(block, Ledger)], relations.values(), policy),
    )


def _contested(chain: Chain) -> str:
    """Return which hops of a chain rest on ties alone that somebody denies."""
    hops = [hop for hop in chain.hops if all(standing_of(relation) == "disputed" for relation in hop.relations)]
    named = ", ".join(f"{hop.start.label} and {hop.end.label}" for hop in hops)
    return f" · disputed: {named}" if len(chain.hops) > 1 and hops else " · disputed" if hops else ""


def _hop(hop: Hop, citations: Citations, *, alone: bool, whole: bool) -> Ledger:
    """Return the ties of a hop; several of one kind are one line, unless all are asked for."""
    reading = Reading([hop.start.id], [hop.end.id], [hop.start.id, hop.end.id])
    heading = "" if alone else f"{hop.start.label} and {hop.end.label}"
    told = ordered(hop.relations, reading)
    if whole:
        return Ledger(heading, tuple(line(r, s, citations) for s, r in told))
    kinds = [[r for _, r in group] for _, group in groupby(told, key=lambda pair: (pair[0], qualifiers(pair[1])))]
    lines = tuple(_kind(group, reading, citations) for group in kinds[:_FEW])
    more = sum(map(len, kinds[_FEW:]))
    ask = unbroken(f"relations {typed(hop.start)} {typed(hop.end)}")
    return Ledger(heading, lines, more=f"and {more} more: --all, or {ask}" if more else "")


def _kind(relations: list[Relation], reading: Reading, citations: Citations) -> Line:
    """Return the ties of one kind as one line."""
    sentence, first = ordered(relations, reading)[0]
    if len(relations) == 1:
        return line(first, sentence, citations)
    claims = [claim for relation in relations for claim in relation.claims]
    arrow, subject, verb, other = sentence
    return Line(
        standing=min((standing_of(relation) for relation in relations), key=STANDINGS.index),
        verb=verb,
        arrow=arrow,
        subject=subject,
        other=other,
        doubts=", ".join(qualifiers(first)),
        period=f"{len(relations)} ties",
        voices=citations.voices(claim for claim in claims if claim.affirms),
        denials=citations.voices(claim for claim in claims if not claim.affirms),
    )
