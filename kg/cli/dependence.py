"""``kg dependence``: who supplies whom with what, and how concentrated that is."""

from pathlib import Path

import click

from kg.cli.completion import ENTITY
from kg.cli.face import reply
from kg.cli.network import network_options
from kg.cli.options import all_option, data_options, output_options
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.network import Scope

_FORMATS = ("table", "json", "jsonl")


@click.command()
@click.argument("name", type=ENTITY, required=False)
@network_options
@all_option
@output_options(*_FORMATS)
@data_options
def dependence(
    name: str | None,
    graph: KnowledgeGraph,
    filters: Filters,
    policy: str,
    scope: Scope,
    all_: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show the suppliers of gas, oil, arms, power and energy of each importer, or of one, and their concentration.

    Below the suppliers of all times stand their shares at each time for which sources state parts of the imports, or
    comparable quantities of two suppliers. Without shares the concentration (Herfindahl–Hirschman) is the least that so
    many suppliers can have.

    Example: kg dependence {actor}
    """
    from kg.answers.asking import ask

    reply(
        ask(graph, "dependence", [] if name is None else [name], filters, policy, scope=scope),
        graph,
        _FORMATS,
        format_,
        output,
        whole=all_,
    )
