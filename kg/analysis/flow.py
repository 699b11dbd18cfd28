"""How much can run from one end of the pipelines to the other, and what limits it.

How to read: the maximum flow is what the stated capacities allow at most, and the minimum cut is where another cubic
metre would have to be found. Where it misleads: a capacity is no delivery; nobody's contracts, pressure or politics are
in it; and a capacity that nobody states is unknown, not unlimited.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from kg.analysis.capacities import LOWEST, PER_SOURCE, RULES, Limit, limits, sources
from kg.analysis.pipelines import PIPELINE, carried, fallen, routes
from kg.analysis.simple_graph import Backed, ref
from kg.errors import InputError
from kg.model.records import EntityRef

if TYPE_CHECKING:
    import networkx as nx


class Reading(Struct, frozen=True):
    """The flow by the figures of one source, an IRI, where it states any, and by the lowest elsewhere."""

    source: str
    most: float | None
    cut: tuple[EntityRef, ...]


class Fallen(Backed, frozen=True):
    """Something on the way that falls out, and the relations by which it does; none where it was named itself."""


class Edge(Struct, frozen=True):
    """A tie along which goods move, and the relations that say so; where nobody says which way, there are two."""

    start: EntityRef
    end: EntityRef
    relations: tuple[str, ...]


class Flow(Struct, frozen=True):
    """The most of a commodity that can run from ``one`` to ``other``, in ``unit``.

    ``most`` takes unknown capacities as no limit and is None where a way has unknown ones only; ``known`` leaves out
    pipelines of unknown capacity. ``limits`` are the capacities on the whole way, ``cut`` those that limit ``most``;
    ``unknown`` are the pipelines on the way whose capacity nobody states. ``either`` are the relations on the way of
    which nobody says which way goods run; ``edges`` are the ties that lead there. ``is_connected`` says whether there
    is any way before ``without`` takes ``fallen`` out; ``lost`` is what that takes from ``most``, where both are known;
    ``lost_edges`` are the ties that then lead there no more.
    ``readings`` are there only for the rule "per-source". ``undated`` counts the relations that a question about a date
    left out.
    """

    one: EntityRef
    other: EntityRef
    commodity: EntityRef
    most: float | None = 0.0
    known: float = 0.0
    unit: str | None = None
    cut: tuple[Limit, ...] = ()
    limits: tuple[Limit, ...] = ()
    unknown: tuple[EntityRef, ...] = ()
    either: tuple[str, ...] = ()
    is_connected: bool = False
    without: tuple[EntityRef, ...] = ()
    fallen: tuple[Fallen, ...] = ()
    lost: float | None = None
    readings: tuple[Reading, ...] = ()
    undated: int = 0
    edges: tuple[Edge, ...] = ()
    lost_edges: tuple[Edge, ...] = ()

    @property
    def relations(self) -> set[str]:
        """Return the relations that the record names."""
        parts = (*(limit.relations for limit in self.limits), *(one.relations for one in self.fallen), self.either)
        return set().union(*parts)


def flow(
    graph: "nx.MultiDiGraph",
    one: str,
    other: str,
    commodity: str,
    *,
    capacity: str = LOWEST,
    without: Iterable[str] = (),
) -> Flow:
    """Return the maximum flow of a commodity between two nodes of the pipeline network, and its minimum cut.

    Ties along which goods move (``kg:moves``) join fields, pipelines, ends and markets; a pipeline can be entered or
    left where it crosses one of the two (``kg:crossing``). It lets through what its stated capacity (``kg:limiting``)
    allows, if it is said to carry the commodity (``kg:carrying``) or nothing is said of what it carries. ``capacity``
    chooses the "lowest" or the "highest" of competing values, or adds a reading by each source's own ("per-source").
    ``without`` takes out nodes and what falls out with them. Raises InputError for another rule, one end, or a
    commodity that nothing carries.
    """
    if capacity not in RULES:
        raise InputError(f"there is no rule '{capacity}' for competing capacities; there are: {', '.join(RULES)}")
    if one == other:
        raise InputError("both names mean one end: a flow needs two different ends")
    _check_carried(graph, commodity)
    ends = Flow(_ref(graph, one), _ref(graph, other), _ref(graph, commodity))
    ties = routes(graph, one, other, commodity)
    if not ties:
        return ends
    unit, known = limits(graph, ties, capacity)
    whole = _measured(graph, ties, replace(ends, unit=unit, is_connected=True), known)
    if capacity == PER_SOURCE:
        whole = replace(whole, readings=_readings(graph, ties, whole))
    out = tuple(without)
    return _less(graph, whole, ties, known, out) if out else whole


def _check_carried(graph: "nx.MultiDiGraph", commodity: str) -> None:
    there = set().union(*carried(graph).values())
    if commodity not in there:
        named = ", ".join(sorted(ref(graph, node).label for node in there)) or "nothing"
        raise InputError(f"no pipeline is said to carry {_ref(graph, commodity).label}; carried are: {named}")


def _measured(graph: "nx.MultiDiGraph", ties: "nx.DiGraph", ends: Flow, stated: Mapping[str, Limit]) -> Flow:
    """Return the flow along some ties, which lead from one end to the other."""
    known = {node: limit for node, limit in stated.items() if node in ties and limit.capacity is not None}
    unknown = {node for node in ties if node not in known and PIPELINE in graph.nodes[node]["kinds"]}
    most, cut = _maximum(ties, ends.one.id, ends.other.id, known)
    firm, _ = _maximum(ties.subgraph(set(ties) - unknown), ends.one.id, ends.other.id, known)
    either = {iri for *_, data in ties.edges(data=True) if data["either"] for iri in data["relations"]}
    return replace(
        ends,
        most=most,
        known=firm or 0.0,
        cut=tuple(known[node] for node in cut),
        limits=tuple(sorted((stated[node] for node in ties if node in stated), key=lambda limit: limit.entity.label)),
        unknown=tuple(sorted((ref(graph, node) for node in unknown), key=lambda entity: entity.label)),
        either=tuple(sorted(either)),
        edges=tuple(
            Edge(_ref(graph, start), _ref(graph, end), data["relations"])
            for start, end, data in sorted(ties.edges(data=True), key=lambda tie: tie[:2])
        ),
    )


def _less(
    graph: "nx.MultiDiGraph", whole: Flow, ties: "nx.DiGraph", stated: Mapping[str, Limit], out: tuple[str, ...]
) -> Flow:
    """Return what is left of a flow without some nodes, and what is lost."""
    reasons = fallen(graph, out)
    gone = sorted(reasons.keys() & set(ties))
    left = routes(graph, whole.one.id, whole.other.id, whole.commodity.id, reasons)
    blank = replace(whole, most=0.0, known=0.0, cut=(), unknown=(), either=(), edges=())
    rest = _measured(graph, left, blank, stated) if left else blank
    return replace(
        rest,
        lost=None if whole.most is None or rest.most is None else whole.most - rest.most,
        limits=whole.limits,
        without=tuple(_ref(graph, node) for node in out),
        fallen=tuple(Fallen(ref(graph, node), reasons[node]) for node in gone),
        lost_edges=tuple(edge for edge in whole.edges if not left.has_edge(edge.start.id, edge.end.id)),
    )


def _readings(graph: "nx.MultiDiGraph", ties: "nx.DiGraph", whole: Flow) -> tuple[Reading, ...]:
    readings = []
    for source in sources(graph, (limit for limit in whole.limits if limit.competing)):
        _, known = limits(graph, ties, PER_SOURCE, source)
        read = _measured(graph, ties, whole, known)
        readings.append(Reading(source, read.most, tuple(limit.entity for limit in read.cut)))
    return tuple(readings)


def _maximum(
    ties: "nx.DiGraph", one: str, other: str, known: Mapping[str, Limit]
) -> tuple[float | None, tuple[str, ...]]:
    """Return the maximum flow and the nodes of a minimum cut; None where no limit stands on some way.

    Each node is split in two, joined by an arc of its capacity; an arc without ``capacity`` has no limit.
    """
    import networkx as nx

    if one not in ties or other not in ties:
        return 0.0, ()
    split = nx.DiGraph()
    for node in ties:
        arc = {"capacity": known[node].capacity} if node in known else {}
        split.add_edge((node, "in"), (node, "out"), **arc)
    split.add_edges_from(((start, "out"), (end, "in")) for start, end in ties.edges())
    try:
        most, (near, _) = nx.minimum_cut(split, (one, "in"), (other, "out"))
    except nx.NetworkXUnbounded:
        return None, ()
    cut = sorted(node for node in known if node in ties and (node, "in") in near and (node, "out") not in near)
    return float(most), tuple(cut)


def _ref(graph: "nx.MultiDiGraph", node: str) -> EntityRef:
    return ref(graph, node) if node in graph else EntityRef(node, node.rsplit("/", 1)[-1], "")
