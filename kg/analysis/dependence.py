"""Who depends on whom: each importer's suppliers of a commodity, their shares, and how concentrated they are.

How to read: a concentration of 1 is a single supplier, 1/n is n equal ones. Where it misleads: what nobody recorded is
no zero, so a single recorded supplier need not be the only one, and a supplier is not yet a lever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.analysis.pairs import ref
from kg.model.records import EntityRef, Json, Relation

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier with its share of what all recorded suppliers deliver; None where quantities do not allow one."""

    entity: EntityRef
    share: float | None
    relations: tuple[str, ...]

    def as_json(self, relations: Mapping[str, Relation]) -> Json:
        """Return the record of the supplier."""
        return {
            "entity": self.entity.as_json(),
            "share": self.share,
            "relations": [relations[iri].as_json() for iri in self.relations],
        }


@dataclass(frozen=True, slots=True)
class Dependence:
    """What one importer gets of one commodity, and from whom; the largest supplier first.

    ``concentration`` is the Herfindahl–Hirschman index of the n recorded suppliers, between ``1/n`` and 1: that of
    their shares ``by`` quantity or, by count, the least that n can have, which equal shares would give. A supplier that
    nobody records would lower it.
    """

    importer: EntityRef
    commodity: str
    suppliers: tuple[Supplier, ...]
    concentration: float
    by: str

    def as_json(self, relations: Mapping[str, Relation]) -> Json:
        """Return the record of the dependence."""
        return {
            "importer": self.importer.as_json(),
            "commodity": self.commodity,
            "suppliers": [supplier.as_json(relations) for supplier in self.suppliers],
            "concentration": self.concentration,
            "by": self.by,
        }


def dependence(graph: "nx.MultiDiGraph", importer: str | None = None) -> list[Dependence]:
    """Return who supplies whom with what, by importer and commodity, the most concentrated and then by name.

    What a relation type supplies, and which end the supplier is, its declaration says (``kg:supplies``,
    ``kg:supplier``). Shares need one quantity for each supplier, and all in one unit or in units that can be converted.
    """
    found: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    types = graph.graph["types"]
    for subject, target, data in graph.edges(data=True):
        declared = types.get(data["type"], {})
        if not declared.get("supplies"):
            continue
        supplier, buyer = (subject, target) if "subject" in declared["supplier"] else (target, subject)
        if importer is None or buyer == importer:
            for commodity in declared["supplies"]:
                of_supplier = found.setdefault((buyer, commodity), {}).setdefault(supplier, {})
                of_supplier.update(dict.fromkeys(data["relations"], data))
    listed = [_dependence(graph, buyer, commodity, by_supplier) for (buyer, commodity), by_supplier in found.items()]
    return sorted(listed, key=lambda one: (one.importer.label, one.importer.id, one.commodity))


def _dependence(
    graph: "nx.MultiDiGraph", importer: str, commodity: str, suppliers: Mapping[str, Mapping[str, Any]]
) -> Dependence:
    amounts = {supplier: _amount(graph, behind) for supplier, behind in suppliers.items()}
    known = [amount for amount in amounts.values() if amount is not None]
    total = sum(value for value, _ in known)
    has_shares = len(known) == len(suppliers) and len({measure for _, measure in known}) == 1 and total > 0
    shares = {
        supplier: amount[0] / total if has_shares and amount is not None else None
        for supplier, amount in amounts.items()
    }
    listed = [
        Supplier(ref(graph, supplier), shares[supplier], tuple(sorted(behind)))
        for supplier, behind in suppliers.items()
    ]
    listed.sort(key=lambda one: (-(one.share or 0), one.entity.label, one.entity.id))
    squares = sum(share**2 for share in shares.values() if share is not None)
    concentration = squares if has_shares else 1 / len(suppliers)
    by = "quantity" if has_shares else "count"
    return Dependence(ref(graph, importer), commodity, tuple(listed), concentration, by)


def _amount(graph: "nx.MultiDiGraph", behind: Mapping[str, Any]) -> tuple[float, str] | None:
    """Return the one quantity of a supplier in its base unit, and what it measures; None for none or several."""
    quantities = {
        (data["value"], data["unit"])
        for data in behind.values()
        if data.get("unit") in graph.graph["units"] and "value_max" not in data and "value" in data
    }
    if len(quantities) != 1:
        return None
    value, unit = next(iter(quantities))
    factor, dimension, convertible = graph.graph["units"][unit]
    return value * factor, dimension if convertible else unit
