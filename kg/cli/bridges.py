"""``kg bridges``: on whom the network hangs."""

from pathlib import Path

import click

from kg.cli.face import reply
from kg.cli.network import network_options
from kg.cli.options import data_options, output_options
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.network import Scope

_FORMATS = ("table", "json")


@click.command()
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, metavar="N", help="How many of each.")
@network_options
@output_options(*_FORMATS)
@data_options
def bridges(
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
    from kg.answers.asking import ask

    reply(
        ask(graph, "bridges", (), filters, policy, scope=scope, options={"top": top}), graph, _FORMATS, format_, output
    )
