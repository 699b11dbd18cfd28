"""``kg bridges``: on whom the network hangs."""

from pathlib import Path

import click

from kg.analysis.bridges import Bridges
from kg.analysis.bridges import bridges as measure
from kg.cli.network import basis, names, network_options, say_empty, say_network
from kg.cli.options import data_options, output_options
from kg.cli.output import as_json, choose_format, deliver
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.network import Scope

_FORMATS = ("table", "json")

_CAUTION = "One tie that nobody recorded undoes a bridge."


@click.command()
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, metavar="N", help="How many of each.")
@network_options
@output_options(*_FORMATS)
@data_options
@click.pass_context
def bridges(
    ctx: click.Context,
    graph: KnowledgeGraph,
    filters: Filters,
    policy: str,
    scope: Scope,
    top: int,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show entities and ties without which the network falls apart, what falls off, and the brokers.

    A broker's constraint (Burt) is low where its contacts are not tied to each other.

    Example: kg bridges --kind Actor
    """
    network = graph.network(filters, policy, scope)
    say_network(network)
    found = measure(network, top)
    if not found.cut_points and not found.bridges and not found.brokers:
        say_empty(network, "no bridge, no cut point and no broker")
        ctx.exit(1)
    if choose_format(format_, output, _FORMATS) == "table":
        deliver(_table(found, policy), output)
    else:
        deliver(as_json(found.as_json()), output)


def _table(found: Bridges, policy: str) -> str:
    from kg.cli.tables import render_rows

    points = [
        [point.entity.label, str(point.cut_off), "; ".join(names(part) for part in point.parts)]
        for point in found.cut_points
    ]
    ties = [[bridge.one.label, bridge.other.label, names(bridge.part)] for bridge in found.bridges]
    brokers = [[broker.entity.label, f"{broker.constraint:.3f}", str(broker.ties)] for broker in found.brokers]
    tables = (
        (("Cut point", "Cuts off", "What falls off"), points),
        (("Bridge from", "to", "The smaller side"), ties),
        (("Broker", "Constraint", "Ties"), brokers),
    )
    return "".join(render_rows(columns, rows) for columns, rows in tables if rows) + basis(policy, _CAUTION) + "\n"
