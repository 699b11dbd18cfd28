"""Fewer nodes: organs and office-holders counted as their actor, events as ties between those who take part."""

from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from kg.lookup.edge_records import EdgeRecords
from kg.model.dates import Period, Span
from kg.model.intervals import possible_interval
from kg.session.delegation import Delegation

if TYPE_CHECKING:
    import networkx as nx

# The kinds through which two actors meet as its parties; both kinds have dates and parties of their own.
_MEETINGS: Final = frozenset({"Event", "Agreement"})


def fold_organs(graph: "nx.MultiDiGraph", records: EdgeRecords, passed: frozenset[str]) -> None:
    """Move each tie of an organ or an office-holder to the one actor for whom it can have spoken at the time.

    Which ties make somebody speak for another is declared on their types (``kg:speaksFor``), and only those that the
    policy lets through count. Who speaks for two actors at the time stays itself. ``graph.graph["organs"]`` then has
    the labels of those counted with each actor, by the actor's label.
    """
    delegation = _delegation(records, passed)
    counted: dict[str, set[str]] = {}
    moved = []
    for subject, target, key, data in list(graph.edges(keys=True, data=True)):
        when = possible_interval(_period(data))
        ends = _principal(delegation, subject, when), _principal(delegation, target, when)
        for node, head in zip((subject, target), ends, strict=True):
            if node != head:
                counted.setdefault(records.label(head), set()).add(records.label(node))
        if ends != (subject, target):
            graph.remove_edge(subject, target, key)
            if ends[0] != ends[1]:
                moved.append((*ends, key, data))
    graph.add_edges_from(moved)
    for node, attributes in graph.nodes(data=True):
        if "kinds" not in attributes:
            kind = min(records.kinds_of.get(node, ()), default="")
            attributes.update(label=records.label(node), kind=kind, kinds=records.kinds(node))
    graph.graph["organs"] = {actor: tuple(sorted(members)) for actor, members in sorted(counted.items())}


def fold_events(graph: "nx.MultiDiGraph") -> None:
    """Replace each event and agreement with two parties or more by a tie between each two of them.

    Parties are those whose tie to it is declared a role (``kg:role``). The tie is neutral, whatever the roles: to sign
    one cease-fire or to fight in one war makes neither friends nor foes. Its key is the event's IRI and ``through`` the
    event's label. ``graph.graph["events"]`` counts the events folded.
    """
    types = graph.graph["types"]
    folded = 0
    for event in [node for node, kinds in graph.nodes(data="kinds") if kinds & _MEETINGS]:
        roles: dict[str, list[dict[str, Any]]] = {}
        for party, _, data in graph.in_edges(event, data=True):
            if "true" in types.get(data["type"], {}).get("role", ()):
                roles.setdefault(party, []).append(data)
        if len(roles) < 2:
            continue
        folded += 1
        label = graph.nodes[event]["label"]
        for one, other in combinations(sorted(roles), 2):
            tie = _tie_through(label, roles[one] + roles[other])
            tie["status"] = min((role["status"] for role in roles[one] + roles[other]), key=_strength(graph))
            graph.add_edge(one, other, event, **tie)
        graph.remove_node(event)
    graph.graph["events"] = folded


def _strength(graph: "nx.MultiDiGraph") -> Callable[[str], int]:
    strengths: dict[str, int] = graph.graph["strengths"]
    return lambda status: strengths.get(status, 0)


def _tie_through(label: str, roles: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "relations": tuple(sorted({iri for role in roles for iri in role["relations"]})),
        "type": "through",
        "label": f"meets through {label} with",
        "through": label,
        "polarity": "neutral",
        "symmetric": True,
        "claimants": tuple(sorted({who for role in roles for who in role["claimants"]})),
        "denied_by": tuple(sorted({who for role in roles for who in role["denied_by"]})),
        "datasets": tuple(sorted({name for role in roles for name in role["datasets"]})),
        "sources": tuple(sorted({source for role in roles for source in role["sources"]})),
        "weak": any(role["weak"] for role in roles),
        "layer": min(role["layer"] for role in roles),
    }


def _delegation(records: EdgeRecords, passed: frozenset[str]) -> Delegation:
    speaks = {iri for iri, declared in records.types.items() if "true" in declared["speaksFor"]}
    ties = []
    for relation in passed:
        tie = records.ties.get(relation)
        if tie is not None and tie[1] in speaks and tie[2] is not None:
            parts = records.parts.get(relation, {})
            if "phase" not in parts:
                period = Period(*(parts.get(name) for name in ("on", "from", "until", "notBefore", "notAfter")))
                ties.append((tie[0], tie[2], possible_interval(period)))
    return Delegation([*ties, *((speaker, party, Span()) for speaker, party in records.bodies)])


def _period(data: dict[str, Any]) -> Period:
    return Period(*(data.get(name) for name in ("on", "from", "until", "not_before", "not_after")))


def _principal(delegation: Delegation, node: str, when: Span) -> str:
    principals = delegation.principals(node, when)
    return next(iter(principals)) if len(principals) == 1 else node
