"""``kg dependence``: who supplies whom with what, and how concentrated that is."""

from collections.abc import Mapping
from pathlib import Path

import click

from kg.analysis.dependence import Dependence, Shares, Supplier
from kg.analysis.dependence import dependence as measure
from kg.cli.completion import ENTITY
from kg.cli.network import FORMATS, basis, network_options, places, say_empty, say_network
from kg.cli.options import data_options, find, output_options
from kg.cli.output import choose_format, deliver, json_text
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.model.records import Relation
from kg.model.wording import when
from kg.network import Scope


@click.command()
@click.argument("name", type=ENTITY, required=False)
@network_options
@output_options(*FORMATS)
@data_options
@click.pass_context
def dependence(
    ctx: click.Context,
    name: str | None,
    graph: KnowledgeGraph,
    filters: Filters,
    policy: str,
    scope: Scope,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show the suppliers of gas, oil, arms, power and energy of each importer, or of one, and their concentration.

    Below the suppliers of all times stand their shares at each time for which sources state parts of the imports, or
    comparable quantities of two suppliers. Without shares the concentration (Herfindahl–Hirschman) is the least that so
    many suppliers can have.

    Example: kg dependence Azerbaijan
    """
    importer = None if name is None else find(graph, name)
    network = graph.network(filters, policy, scope)
    say_network(network)
    found = measure(network, None if importer is None else importer.id)
    if not found:
        say_empty(network, "no supplier" if importer is None else f"no supplier of {importer.label}")
        ctx.exit(1)
    chosen = choose_format(format_, output, FORMATS)
    read = graph.read((iri for one in found for supplier in one.suppliers for iri in supplier.relations), policy)
    if chosen == "table":
        deliver(_table(found, read, policy), output)
    else:
        deliver(json_text([one.as_json(read) for one in found], chosen), output)


def _table(found: list[Dependence], read: Mapping[str, Relation], policy: str) -> str:
    from kg.cli.tables import render_rows

    rows = []
    for one in found:
        suppliers = ", ".join(_supplier(supplier, read) for supplier in one.suppliers)
        least = "" if len(one.suppliers) == 1 else "≥ "
        rows.append([one.importer.label, one.commodity, suppliers, f"{least}{one.concentration:.2f}"])
        rows += [["", _time(shares, read), _shares(shares), _span(shares.least, shares.most)] for shares in one.shares]
    lines = ["Concentration is that of the recorded suppliers: others are unknown, not absent, and would lower it."]
    if any(len(one.suppliers) > 1 for one in found):
        lines.append("≥: so concentrated they are if all are equal, and none sells for another.")
    if any(shares.by == "quantity" for one in found for shares in one.shares):
        lines.append("Of these quantities: parts of what the suppliers with a quantity for that time deliver together.")
    lines.append(basis(policy))
    return render_rows(("Importer", "Commodity", "Suppliers", "Concentration"), rows) + "\n".join(lines) + "\n"


def _supplier(supplier: Supplier, read: Mapping[str, Relation]) -> str:
    claims = [claim for iri in supplier.relations for claim in read[iri].claims]
    return " ".join(filter(None, (supplier.entity.label, places(claims))))


def _time(shares: Shares, read: Mapping[str, Relation]) -> str:
    return when(read[shares.relations[0]]) or "no time said"


def _shares(shares: Shares) -> str:
    told = [f"{share.entity.label} {_span(share.least * 100, share.most * 100, 'g')} %" for share in shares.shares]
    least, most = shares.rest
    rest = f"{_span(least * 100, most * 100, 'g')} % unknown" if most and shares.by == "statement" else ""
    return "; ".join(filter(None, (*told, rest))) + (", of these quantities" if shares.by == "quantity" else "")


def _span(least: float, most: float, shape: str = ".2f") -> str:
    low, high = (f"{float(f'{end:.3g}'):{shape}}" for end in (least, most))
    return low if low == high else f"{low} to {high}"
