"""Who stands where in the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kg.analysis.rank import MEASURES, Ranking, Score
from kg.analysis.rank import rank as measure
from kg.answers import network as shared
from kg.answers.answer import Answer, chosen
from kg.answers.listing import count, more
from kg.model.verbaliser import words
from kg.session.session import Session
from kg.view.document import Document, Table

# How many ranks a document shows unless asked for more.
_MOST: Final = 20
_BY: Final = "degree"
_CAUTION: Final = "Who is written about most, leads: a rank is one in this record, and not one of power."


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return the entities of the network by a measure; the first ``top`` ranks, or all in records."""
    asked = session.question
    policy, by, top = asked.policy, asked.option("by") or _BY, asked.option("top")
    network = shared.network_of(session)
    ranking = measure(network, by, robust=bool(asked.option("robust")))
    said = shared.said(network)
    if ranking.scores and ranking.error:
        said.append(f"{by} is sampled: 95 % of scores are within {ranking.error:.2g} of the exact one")
    return Answer(
        records=_first(ranking, top),
        kind="score" if ranking.weak is None else "firm-score",
        compose=lambda: _document(ranking, _first(ranking, top or _MOST), policy),
        remarks=tuple(said),
        nothing="" if ranking.scores else shared.empty(network, "nobody to rank"),
        basis=chosen(policy),
    )


def _first(ranking: Ranking, top: int | None) -> list[Score]:
    return [score for score in ranking.scores if top is None or score.rank <= top]


def _document(ranking: Ranking, shown: Sequence[Score], policy: str) -> Document:
    columns = ["rank", "name", "kind", ranking.measure]
    rows = [[str(s.rank), s.entity.label, words(s.entity.type), f"{s.score:.4g}"] for s in shown]
    close = [f"{ranking.measure}: {MEASURES[ranking.measure][1]}"]
    if ranking.weak is not None:
        columns.append("rank without weak ties")
        for row, score in zip(rows, shown, strict=True):
            row.append("no tie left" if score.firm_rank is None else _move(score.rank, score.firm_rank))
        relations = "1 tie is" if ranking.weak == 1 else f"{ranking.weak} ties are"
        close.append(f"{relations} weakly supported")
    left = more(len(ranking.scores), len(shown), option="--top N shows as many")
    table = Table(tuple(columns), tuple(map(tuple, rows)), more=left)
    title = f"{count(len(ranking.scores), 'entity')} by {ranking.measure}"
    return Document(title, (table,), close=(*close, *shared.basis(policy, _CAUTION)))


def _move(rank: int, firm: int) -> str:
    sign = "↑" if firm < rank else "↓"
    return str(firm) if firm == rank else f"{firm} {sign}"
