"""Who depends on whom: each importer's suppliers of a commodity, their shares, and how concentrated they are.

How to read: a concentration of 1 is a single supplier, 1/n is n equal ones. Where it misleads: what nobody recorded is
no zero, so a single recorded supplier need not be the only one, and a supplier is not yet a lever.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from kg.analysis.pipelines import declared
from kg.analysis.simple_graph import Backed, ref
from kg.model.records import EntityRef

if TYPE_CHECKING:
    import networkx as nx

Behind = dict[str, dict[str, Any]]  # the edges of one supplier, by relation
Time = tuple[str | None, ...]

_TIMES: Final = ("from", "until", "on", "not_before", "not_after")


class Share(Struct, frozen=True):
    """What part of a commodity comes from one supplier, between 0 and 1: from ``least`` to ``most``."""

    entity: EntityRef
    least: float
    most: float


class Shares(Struct, frozen=True):
    """The shares of the suppliers at one time, the largest first, and the concentration that they allow.

    They are ``by`` "statement", where sources state parts of all imports, or by "quantity", of what the suppliers with
    one comparable quantity deliver together. ``least`` and ``most`` bound the Herfindahl–Hirschman index: what is left
    of the imports may come from many others or from one.
    """

    shares: tuple[Share, ...]
    by: str
    least: float
    most: float
    relations: tuple[str, ...]

    @property
    def rest(self) -> tuple[float, float]:
        """Return what part of the imports, at least and at most, nobody says where it comes from."""
        most, least = (sum(ends) for ends in zip(*((one.most, one.least) for one in self.shares), strict=True))
        return max(0.0, round(1 - most, 9)), max(0.0, round(1 - least, 9))


class Supplier(Backed, frozen=True):
    """A recorded supplier, with the relations that say so."""


class Dependence(Struct, frozen=True):
    """From whom one importer gets one commodity, at any time, and the shares at each time for which there are any.

    ``concentration`` is the least Herfindahl–Hirschman index that so many separate suppliers can have, which equal
    shares would give. A supplier that nobody records would lower it.
    """

    importer: EntityRef
    commodity: str
    suppliers: tuple[Supplier, ...]
    shares: tuple[Shares, ...]

    @property
    def concentration(self) -> float:
        """Return the least concentration of the recorded suppliers."""
        return 1 / len(self.suppliers)


def dependence(graph: "nx.MultiDiGraph", importer: str | None = None) -> list[Dependence]:
    """Return who supplies whom with what, by importer and commodity.

    What a relation type supplies, and which end the supplier is, its declaration says (``kg:supplies``,
    ``kg:supplier``).
    """
    suppliers: dict[tuple[str, str], dict[str, Behind]] = {}
    for subject, target, data in graph.edges(data=True):
        ends = (subject, target) if "subject" in declared(graph, data, "supplier") else (target, subject)
        supplier, buyer = ends
        if importer is None or buyer == importer:
            for commodity in declared(graph, data, "supplies"):
                of_supplier = suppliers.setdefault((buyer, commodity), {}).setdefault(supplier, {})
                of_supplier.update(dict.fromkeys(data["relations"], data))
    listed = [
        _dependence(graph, buyer, commodity, by_supplier) for (buyer, commodity), by_supplier in suppliers.items()
    ]
    return sorted(listed, key=lambda one: (one.importer.label, one.importer.id, one.commodity))


def _dependence(graph: "nx.MultiDiGraph", importer: str, commodity: str, suppliers: Mapping[str, Behind]) -> Dependence:
    listed = [Supplier(ref(graph, supplier), tuple(sorted(behind))) for supplier, behind in suppliers.items()]
    listed.sort(key=lambda one: (one.entity.label, one.entity.id))
    figures = _figures(graph, suppliers)
    shares = [_shares(graph, figures[key], of_imports=key[2]) for key in sorted(figures, key=_in_time)]
    return Dependence(ref(graph, importer), commodity, tuple(listed), tuple(filter(None, shares)))


Key = tuple[Time, str, bool]  # a time, what is measured, and whether it is a part of all imports
Figures = dict[str, list[tuple[float, float, str]]]  # least, most and relation, by supplier


def _figures(graph: "nx.MultiDiGraph", suppliers: Mapping[str, Behind]) -> dict[Key, Figures]:
    """Return the quantities in base units, by their time and what they measure."""
    figures: dict[Key, Figures] = {}
    for supplier, behind in suppliers.items():
        for relation, data in behind.items():
            unit = graph.graph["units"].get(data.get("unit"))
            if unit is None or "value" not in data:
                continue
            time = tuple(data.get(name) for name in _TIMES)
            key = time, unit.dimension if unit.convertible else data["unit"], unit.of_imports
            ends = data["value"] * unit.factor, data.get("value_max", data["value"]) * unit.factor
            figures.setdefault(key, {}).setdefault(supplier, []).append((*ends, relation))
    return figures


def _in_time(key: Key) -> tuple[list[str], str]:
    return [date or "" for date in key[0]], key[1]


def _shares(graph: "nx.MultiDiGraph", figures: Figures, *, of_imports: bool) -> Shares | None:
    """Return shares from stated parts of the imports, or from the quantities of two suppliers or more."""
    bounds = {
        supplier: (min(least for least, _, _ in stated), max(most for _, most, _ in stated))
        for supplier, stated in figures.items()
    }
    if of_imports:
        return _bounded(graph, {one: (low / 100, high / 100) for one, (low, high) in bounds.items()}, figures)
    exact = {supplier: low for supplier, (low, high) in bounds.items() if low == high}
    total = sum(exact.values())
    if len(exact) < 2 or total == 0:
        return None
    parts = {supplier: (value / total, value / total) for supplier, value in exact.items()}
    return _bounded(graph, parts, figures, by="quantity")


def _bounded(
    graph: "nx.MultiDiGraph", parts: Mapping[str, tuple[float, float]], figures: Figures, by: str = "statement"
) -> Shares:
    shares = sorted(
        (Share(ref(graph, supplier), low, high) for supplier, (low, high) in parts.items()),
        key=lambda share: (-share.most, share.entity.label),
    )
    rest = max(0.0, 1 - sum(share.least for share in shares))
    least, most = sum(share.least**2 for share in shares), sum(share.most**2 for share in shares) + rest**2
    relations = _relations(figures[supplier] for supplier in parts)
    return Shares(tuple(shares), by, least, min(most, 1.0), relations)


def _relations(stated: Iterable[list[tuple[float, float, str]]]) -> tuple[str, ...]:
    return tuple(sorted({relation for figures in stated for _, _, relation in figures}))
