"""What limits a pipeline or a field: its stated capacities in one unit, and which of competing ones counts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from kg.analysis.pipelines import declared
from kg.analysis.simple_graph import ref
from kg.model.records import EntityRef

if TYPE_CHECKING:
    import networkx as nx

LOWEST: Final = "lowest"
HIGHEST: Final = "highest"
# Each source's own figures in turn, and the lowest where it states none.
PER_SOURCE: Final = "per-source"
RULES: Final = (LOWEST, HIGHEST, PER_SOURCE)


class Limit(Struct, frozen=True):
    """The capacity of one node in the unit of the flow, with all relations that state one.

    It is None where no stated figure can be converted to that unit; ``competing`` says that a rule had to choose.
    """

    entity: EntityRef
    capacity: float | None
    relations: tuple[str, ...]
    competing: bool = False


def limits(
    graph: "nx.MultiDiGraph", nodes: Iterable[str], rule: str, source: str | None = None
) -> tuple[str | None, dict[str, Limit]]:
    """Return the unit in which most capacities of some nodes are stated, and the limit of each that has one.

    Figures in a unit that cannot be converted to it are left aside. With a ``source`` its figures count where it
    states any.
    """
    stated = {node: figures for node in nodes if (figures := _figures(graph, node))}
    used = Counter(data["unit"] for figures in stated.values() for data in figures)
    if not used:
        return None, {}
    unit = min(used, key=lambda name: (-used[name], name))
    return unit, {node: _limit(graph, node, figures, unit, rule, source) for node, figures in stated.items()}


def sources(graph: "nx.MultiDiGraph", competing: Iterable[Limit]) -> list[str]:
    """Return the sources that state one of several competing capacities."""
    named = {
        source for limit in competing for data in _figures(graph, limit.entity.id) for source in data.get("sources", ())
    }
    return sorted(named)


def _figures(graph: "nx.MultiDiGraph", node: str) -> list[dict[str, Any]]:
    return [
        data
        for data in graph.nodes[node].get("quantities", ())
        if declared(graph, data, "limiting") and data.get("unit") in graph.graph["units"]
    ]


def _limit(
    graph: "nx.MultiDiGraph", node: str, stated: list[dict[str, Any]], unit: str, rule: str, source: str | None
) -> Limit:
    units = graph.graph["units"]
    base = units[unit]
    alike = [
        data
        for data in stated
        if data["unit"] == unit or (base.convertible and units[data["unit"]].dimension == base.dimension)
    ]
    own = [data for data in alike if source in data.get("sources", ())] or alike
    low, high = _bounds(own, units, base.factor)
    relations = tuple(sorted({iri for data in stated for iri in data["relations"]}))
    spread = _bounds(alike, units, base.factor)
    return Limit(ref(graph, node), high if rule == HIGHEST else low, relations, spread[0] != spread[1])


def _bounds(
    figures: list[dict[str, Any]], units: Mapping[str, Any], factor: float
) -> tuple[float | None, float | None]:
    if not figures:
        return None, None
    lows = [float(data["value"]) * units[data["unit"]].factor / factor for data in figures]
    highs = [float(data.get("value_max", data["value"])) * units[data["unit"]].factor / factor for data in figures]
    return min(lows), max(highs)
