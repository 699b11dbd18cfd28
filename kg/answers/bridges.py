"""On whom the network hangs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kg.analysis.bridges import Bridges
from kg.analysis.bridges import bridges as measure
from kg.answers import network as shared
from kg.answers.answer import Answer, chosen
from kg.answers.listing import count, more, names
from kg.session.session import Session
from kg.view.document import Document, Table

_CAUTION: Final = "One tie that nobody recorded undoes a bridge."
# Of what falls off so many are named: how many there are stands beside them.
_FEW: Final = 3
_FIRST: Final = 10
_TOP: Final = "--top N shows as many of each"


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return the entities and ties without which the network falls apart, and the brokers."""
    policy = session.question.policy
    network = shared.network_of(session)
    bridges = measure(network, session.question.option("top") or _FIRST)
    none = "" if any(bridges.number) else shared.empty(network, "no bridge, no cut point and no broker")
    return Answer(
        records=bridges,
        kind="bridges",
        compose=lambda: _document(bridges, policy),
        remarks=tuple(shared.said(network)),
        nothing=none,
        basis=chosen(policy),
    )


def _document(bridges: Bridges, policy: str) -> Document:
    points, ties, brokers = bridges.number
    title = f"{count(points, 'cut point')}, {count(ties, 'bridge')}, {count(brokers, 'broker')}"
    cut = tuple(
        (p.entity.label, str(p.cut_off), "; ".join(names(part, _FEW) for part in p.parts[:_FEW]))
        for p in bridges.cut_points
    )
    hung = tuple((bridge.one.label, bridge.other.label, names(bridge.part, _FEW)) for bridge in bridges.bridges)
    between = tuple((broker.entity.label, f"{broker.constraint:.3f}", str(broker.ties)) for broker in bridges.brokers)
    tables = (
        _table("CUT POINTS: without whom others fall off", ("name", "cuts off", "what falls off"), cut, points),
        _table("BRIDGES: the only tie to what hangs on it", ("from", "to", "the smaller side"), hung, ties),
        _table("BROKERS: whose contacts do not meet", ("name", "constraint", "ties"), between, brokers),
    )
    close = shared.basis(policy, "A constraint (Burt) is low where contacts are not tied to each other.", _CAUTION)
    return Document(title, tuple(table for table in tables if table.rows), close=close)


def _table(heading: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], total: int) -> Table:
    return Table(columns, tuple(rows), heading, more(total, len(rows), option=_TOP))
