"""How much can run from one end of the pipelines to the other, and what limits it.

How to read: the maximum flow is what the stated capacities allow at most, and the minimum cut is where another cubic
metre would have to be found. Where it misleads: a capacity is no delivery; nobody's contracts, pressure or politics are
in it; and a capacity that nobody states is unknown, not unlimited.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from kg.analysis.pairs import ref
from kg.errors import InputError
from kg.model.records import EntityRef, Json, Relation

if TYPE_CHECKING:
    import networkx as nx

# How to choose among competing capacities of one pipeline.
RULES: Final = ("lowest", "highest")


@dataclass(frozen=True, slots=True)
class Limit:
    """The capacity of one pipeline, with all relations that state one; of competing ones a rule chose."""

    entity: EntityRef
    capacity: float | None
    relations: tuple[str, ...]
    competing: bool = False

    def as_json(self, relations: Mapping[str, Relation]) -> Json:
        """Return the record of the limit."""
        return {
            "entity": self.entity.as_json(),
            "capacity": self.capacity,
            "competing": self.competing,
            "relations": [relations[iri].as_json() for iri in self.relations],
        }


@dataclass(frozen=True, slots=True)
class Flow:
    """The most that can run from ``one`` to ``other``, in ``unit``.

    ``most`` takes unknown capacities as no limit and is None where a way has unknown ones only; ``known`` leaves out
    pipelines of unknown capacity. ``cut`` are the pipelines that limit ``most``; ``unknown`` those on some way whose
    capacity nobody states. ``is_connected`` says whether there is any way, before ``without`` takes something out, and
    ``lost`` is what that takes from ``most``, where both are known.
    """

    one: EntityRef
    other: EntityRef
    most: float | None
    known: float
    unit: str | None
    cut: tuple[Limit, ...]
    limits: tuple[Limit, ...]
    unknown: tuple[EntityRef, ...]
    is_connected: bool
    without: tuple[EntityRef, ...] = ()
    lost: float | None = None

    def as_json(self, relations: Mapping[str, Relation]) -> Json:
        """Return the record of the flow."""
        return {
            "from": self.one.as_json(),
            "to": self.other.as_json(),
            "most": self.most,
            "known": self.known,
            "unit": self.unit,
            "connected": self.is_connected,
            "cut": [limit.as_json(relations) for limit in self.cut],
            "limits": [limit.as_json(relations) for limit in self.limits],
            "unknown": [entity.as_json() for entity in self.unknown],
            "without": [entity.as_json() for entity in self.without],
            "lost": self.lost,
        }


def flow(
    graph: "nx.MultiDiGraph",
    one: str,
    other: str,
    commodity: str,
    *,
    capacity: str = "lowest",
    without: Iterable[str] = (),
) -> Flow:
    """Return the maximum flow of a commodity between two nodes of the pipeline network, and its minimum cut.

    Ties along which goods move (``kg:moves``) join pipelines, ends and markets; a pipeline lets through what its
    stated capacity (``kg:limiting``) allows, if it is said to carry the commodity (``kg:carrying``) or nothing is said
    of what it carries. ``capacity`` chooses the "lowest" or the "highest" of competing values. ``without`` takes out
    nodes, what they own (``kg:owner``) and what lies in them (``kg:placing``). Raises InputError for another
    rule, one end, or a commodity that nothing carries.
    """
    if capacity not in RULES:
        raise InputError(f"there is no rule '{capacity}' for competing capacities; there are: {', '.join(RULES)}")
    if one == other:
        raise InputError("both names mean one end: a flow needs two different ends")
    unit, limits = _limits(graph, capacity, commodity)
    out = tuple(without)
    whole = _between(graph, one, other, commodity, unit, limits, frozenset())
    if not out:
        return whole
    rest = _between(graph, one, other, commodity, unit, limits, _taken(graph, out))
    lost = None if whole.most is None or rest.most is None else whole.most - rest.most
    refs = tuple(_ref(graph, node) for node in out)
    return replace(rest, is_connected=whole.is_connected, without=refs, lost=lost)


def moving(graph: "nx.MultiDiGraph") -> "nx.DiGraph":
    """Return the ties along which goods move, in their direction; each edge has ``relations``."""
    import networkx as nx

    found = nx.DiGraph()
    for subject, target, data in graph.edges(data=True):
        to = graph.graph["types"].get(data["type"], {}).get("moves", ())
        ends = [(subject, target)] if "object" in to else []
        ends = [(target, subject)] if "subject" in to else ends
        ends = [(subject, target), (target, subject)] if "both" in to else ends
        for start, end in ends:
            behind = found.edges[start, end]["relations"] if found.has_edge(start, end) else ()
            found.add_edge(start, end, relations=tuple(sorted({*behind, *data["relations"]})))
    return found


def carried(graph: "nx.MultiDiGraph") -> dict[str, set[str]]:
    """Return what each pipeline is said to carry."""
    found: dict[str, set[str]] = {}
    for subject, target, data in graph.edges(data=True):
        if graph.graph["types"].get(data["type"], {}).get("carrying"):
            found.setdefault(subject, set()).add(target)
    return found


def _limits(graph: "nx.MultiDiGraph", rule: str, commodity: str) -> tuple[str | None, dict[str, Limit]]:
    """Return the capacity of each node that has one and may carry the commodity, in the unit that most are stated in.

    Raises InputError where two units cannot be converted into one another.
    """
    carries, units = carried(graph), graph.graph["units"]
    stated: dict[str, list[dict[str, Any]]] = {}
    for node, quantities in graph.nodes(data="quantities"):
        limiting = [data for data in quantities or () if graph.graph["types"].get(data["type"], {}).get("limiting")]
        if limiting and commodity in carries.get(node, {commodity}):
            stated[node] = [data for data in limiting if data.get("unit") in units]
    used = Counter(data["unit"] for found in stated.values() for data in found)
    if not used:
        return None, {}
    unit = min(used, key=lambda name: (-used[name], name))
    for name in used:
        if units[name][1] != units[unit][1] or (name != unit and not units[name][2]):
            raise InputError(f"capacities in {unit} and in {name} cannot be compared: state them in one unit")
    limits = {node: _limit(graph, node, found, rule, units[unit][0]) for node, found in stated.items() if found}
    return unit, limits


def _limit(graph: "nx.MultiDiGraph", node: str, stated: list[dict[str, Any]], rule: str, base: float) -> Limit:
    units = graph.graph["units"]
    name = "value" if rule == "lowest" else "value_max"
    values = [float(data.get(name, data["value"])) * units[data["unit"]][0] / base for data in stated]
    relations = tuple(sorted({iri for data in stated for iri in data["relations"]}))
    chosen = min(values) if rule == "lowest" else max(values)
    return Limit(ref(graph, node), chosen, relations, len(set(values)) > 1)


def _taken(graph: "nx.MultiDiGraph", out: Iterable[str]) -> frozenset[str]:
    """Return nodes with all that they own, at any depth, and what lies in, near or through these."""
    found = set(out)
    waiting = list(found)
    while waiting:
        node = waiting.pop()
        for one, other, data in [*graph.in_edges(node, data=True), *graph.out_edges(node, data=True)]:
            declared = graph.graph["types"].get(data["type"], {})
            owned = {"subject": other, "object": one}
            owner = {"subject": one, "object": other}
            below = {owned[end] for end in declared.get("owner", ()) if owner[end] == node}
            below |= {one} if declared.get("placing") and other == node else set()
            waiting += below - found
            found |= below
    return frozenset(found)


def _between(
    graph: "nx.MultiDiGraph",
    one: str,
    other: str,
    commodity: str,
    unit: str | None,
    limits: Mapping[str, Limit],
    taken: frozenset[str],
) -> Flow:
    import networkx as nx

    carries = carried(graph)
    if not any(commodity in what for what in carries.values()):
        raise InputError(f"nothing is said to carry {_ref(graph, commodity).label}: name what a pipeline carries")
    ties = moving(graph)
    ties.remove_nodes_from([*taken, *(node for node, what in carries.items() if commodity not in what)])
    ends = _ref(graph, one), _ref(graph, other)
    if one not in ties or other not in ties or not nx.has_path(ties, one, other):
        return Flow(*ends, 0.0, 0.0, unit, (), (), (), False)
    on_way = (nx.descendants(ties, one) | {one}) & (nx.ancestors(ties, other) | {other})
    ties = ties.subgraph(on_way).copy()
    # A pipeline that is an end may still limit; places and actors that are no pipeline have no capacity to be known.
    pipelines = {node for node in on_way if graph.nodes[node]["kinds"] & _CONDUITS or node in limits}
    unknown = sorted((ref(graph, node) for node in pipelines - limits.keys()), key=lambda entity: entity.label)
    most, cut = _maximum(ties, one, other, {node: limits[node] for node in pipelines & limits.keys()})
    firm = ties.subgraph(on_way - {entity.id for entity in unknown})
    has_way = one in firm and other in firm and nx.has_path(firm, one, other)
    known = _maximum(firm, one, other, limits)[0] if has_way else 0.0
    listed = tuple(limits[node] for node in sorted(on_way & limits.keys()))
    return Flow(*ends, most, known or 0.0, unit, cut, listed, tuple(unknown), True)


_CONDUITS: Final = frozenset({"Pipeline"})


def _maximum(
    ties: "nx.DiGraph", one: str, other: str, limits: Mapping[str, Limit]
) -> tuple[float | None, tuple[Limit, ...]]:
    """Return the maximum flow and the limits of a minimum cut; None where no limit stands on some way.

    Each node is split in two, joined by an arc of its capacity; an arc without ``capacity`` has no limit.
    """
    import networkx as nx

    split = nx.DiGraph()
    for node in ties:
        arc = {"capacity": limits[node].capacity} if node in limits else {}
        split.add_edge((node, "in"), (node, "out"), **arc)
    split.add_edges_from(((start, "out"), (end, "in")) for start, end in ties.edges())
    try:
        most, (near, _) = nx.minimum_cut(split, (one, "in"), (other, "out"))
    except nx.NetworkXUnbounded:
        return None, ()
    cut = sorted(node for node in limits if (node, "in") in near and (node, "out") not in near and node in ties)
    return float(most), tuple(limits[node] for node in cut)


def _ref(graph: "nx.MultiDiGraph", node: str) -> EntityRef:
    return ref(graph, node) if node in graph else EntityRef(node, node.rsplit("/", 1)[-1], "")
