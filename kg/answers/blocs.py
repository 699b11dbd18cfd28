"""Groups with more ties inside than chance would give."""

from __future__ import annotations

from typing import Final

from kg.analysis.blocs import Bloc, Blocs
from kg.analysis.blocs import blocs as measure
from kg.answers import network as shared
from kg.answers.answer import Answer, chosen
from kg.answers.listing import ALL, count, first, more, names
from kg.session.session import Session
from kg.view.citations import Citations
from kg.view.document import Document, Row, Rows, words

_CAUTION: Final = "A method that looks for blocs finds some: a bloc here is no alliance."
_MOST: Final = 6
_MEMBERS: Final = 12


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return the blocs of the network, and how much the division is worth."""
    policy = session.question.policy
    network = shared.network_of(session)
    division = measure(network)
    return Answer(
        records=division,
        kind="blocs",
        compose=lambda: _document(session, division, whole=whole),
        remarks=tuple(shared.said(network)),
        nothing="" if division.blocs else shared.empty(network, "no tie and so no bloc"),
        basis=chosen(policy),
    )


def _document(session: Session, division: Blocs, *, whole: bool) -> Document:
    citations = Citations()
    shown = first(division.blocs, _MOST, whole=whole)
    rows = tuple(_row(session, bloc, str(number), citations, whole=whole) for number, bloc in enumerate(shown, 1))
    worth = (
        f"modularity {division.modularity:.2f}, stability {division.stability:.2f} over {count(division.seeds, 'seed')}"
    )
    return Document(
        f"{count(len(division.blocs), 'bloc')}: {worth}",
        (Rows("", rows, more(len(division.blocs), len(shown), "bloc")), citations.sources),
        close=shared.basis(
            session.question.policy,
            "Modularity near 0: no more ties inside than by chance. Stability 1: the same blocs with every seed.",
            _CAUTION,
        ),
    )


def _row(session: Session, bloc: Bloc, label: str, citations: Citations, *, whole: bool) -> Row:
    members = names(bloc.members, len(bloc.members) if whole else _MEMBERS)
    rest = f": {ALL}" if len(bloc.members) > _MEMBERS and not whole else ""
    pairs = f"{count(bloc.inside, 'pair')} tied inside, {bloc.outside} across its border"
    kept = f"kept together by {bloc.stability:.0%} of other seeds"
    return Row(
        words((f"{members}{rest}", "name")),
        label,
        inside=(
            Row(words((f"{count(len(bloc.members), 'member')}; {pairs}; {kept}", "aside"))),
            *shared.ties(session, bloc.ties, citations, len(bloc.ties) if whole else 3),
        ),
    )
