"""``kg dependence``: who supplies whom with what, and how concentrated that is."""

from pathlib import Path

import click

from kg.analysis.dependence import Dependence, Supplier
from kg.analysis.dependence import dependence as measure
from kg.cli.completion import ENTITY
from kg.cli.network import FORMATS, basis, network_options, places, say_empty, say_network
from kg.cli.options import data_options, find, output_options
from kg.cli.output import choose_format, deliver, json_text
from kg.graph import KnowledgeGraph
from kg.lookup.filters import Filters
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

    Shares are given where each supplier has a quantity, all in one unit; otherwise suppliers are counted, and the
    concentration (Herfindahl–Hirschman) is the least that so many can have. It is that of recorded suppliers only.

    Example: kg dependence Turkey
    """
    importer = None if name is None else find(graph, name)
    network = graph.network(filters, policy, scope)
    say_network(network)
    found = measure(network, None if importer is None else importer.id)
    if not found:
        say_empty(network, "no supplier" if importer is None else f"no supplier of {importer.label}")
        ctx.exit(1)
    chosen = choose_format(format_, output, FORMATS)
    if chosen == "table":
        deliver(_table(graph, found, policy), output)
    else:
        read = graph.read((iri for one in found for supplier in one.suppliers for iri in supplier.relations), policy)
        deliver(json_text([one.as_json(read) for one in found], chosen), output)


def _table(graph: KnowledgeGraph, found: list[Dependence], policy: str) -> str:
    from kg.cli.tables import render_rows

    rows = []
    for one in found:
        suppliers = [_supplier(graph, supplier, policy) for supplier in one.suppliers]
        least = "" if one.by == "quantity" or len(suppliers) == 1 else "≥ "
        rows.append([one.importer.label, one.commodity, ", ".join(suppliers), f"{least}{one.concentration:.2f}"])
    lines = ["Concentration is that of the recorded suppliers: others are unknown, not absent, and would lower it."]
    if any(one.by == "count" for one in found):
        lines.append("≥: the quantities are unknown; so concentrated the suppliers are if all are equal.")
    lines.append(basis(policy))
    return render_rows(("Importer", "Commodity", "Suppliers", "Concentration"), rows) + "\n".join(lines) + "\n"


def _supplier(graph: KnowledgeGraph, supplier: Supplier, policy: str) -> str:
    claims = [claim for relation in graph.read(supplier.relations, policy).values() for claim in relation.claims]
    share = "" if supplier.share is None else f"{supplier.share:.0%}"
    return " ".join(filter(None, (supplier.entity.label, share, places(claims))))
