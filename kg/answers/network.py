"""What the answers of graph analysis share: what is said of their network, and the ties on which they rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kg.answers import remarks
from kg.answers.listing import count, plural
from kg.model.dates import POSSIBLY
from kg.model.filters import Filters, Scope
from kg.model.records import Relation
from kg.model.standing import STANDINGS, standing_of
from kg.policy import policy as find_policy
from kg.session.session import Session
from kg.view.citations import Citations
from kg.view.document import Row, words
from kg.view.telling import cited_row

if TYPE_CHECKING:
    import networkx as nx

    from kg.analysis.simple_graph import Backed

_FEW: Final = 9


def network_of(session: Session, scope: Scope | None = None, filters: Filters | None = None) -> nx.MultiDiGraph:
    """Return the network of a question, or one of another scope or with other filters."""
    from kg.network import network

    asked = session.question
    return network(session.store, filters or asked.filters, asked.policy, scope or asked.scope)


def read(session: Session, iris: Iterable[str]) -> dict[str, Relation]:
    """Return relations by IRI, such as an analysis names."""
    return {relation.id: relation for relation in session.read(iris)}


def backed(one: Backed, read: Mapping[str, Relation]) -> dict[str, object]:
    """Return the parts of the record of an entity and of the relations that tell of it."""
    return {"entity": one.entity, "relations": [read[iri] for iri in one.relations]}


def said(network: nx.MultiDiGraph) -> list[str]:
    """Say what is left out of a network for want of a date, what is uncertain in it, and who counts with whom."""
    lines = remarks.left_out(network.graph["undated"])
    if possibly := sum(holds == POSSIBLY for *_, holds in network.edges(data="holds")):
        of = f"{possibly} of {network.number_of_edges()} ties"
        lines.append(f"{of} hold then only possibly, since nobody says when they began or ended")
    return lines + [
        f"{actor} counts with {', '.join(with_)}" for actor, with_ in network.graph.get("organs", {}).items()
    ]


def empty(network: nx.MultiDiGraph, what: str) -> str:
    """Say that a network does not have what was asked for, and what was searched."""
    size = f"{count(len(network), 'entity')}, {count(network.number_of_edges(), 'tie')}"
    layers = ", ".join(network.graph["layers"]) or "none"
    passing = f"that pass the policy '{network.graph['policy']}' and the filters (layers {layers})"
    return f"{what} in the network of {size} {passing}"


def basis(policy: str, *cautions: str) -> tuple[str, ...]:
    """Return the lines that tell by which rule relations entered a network, and how not to read the answer."""
    return (*cautions, f"Ties by the policy “{policy}”: {find_policy(policy).purpose}")


def ties(session: Session, iris: Sequence[str], citations: Citations, most: int = 3) -> tuple[Row, ...]:
    """Return the first relations as rows that cite their sources, and how many more there are.

    Of the first few those come first that nobody denies.
    """
    first = sorted(session.read(iris[: most + _FEW]), key=lambda r: STANDINGS.index(standing_of(r)))
    rows = [cited_row(relation, citations) for relation in first[:most]]
    rest = len(iris) - most
    return (*rows, *([Row(words((f"and {rest} more {plural(rest, 'tie')}", "aside")))] if rest > 0 else []))
