"""``kg exposure``: what runs near or through a place, and who depends on it."""

from pathlib import Path

import click

from kg.cli.completion import ENTITY
from kg.cli.face import reply
from kg.cli.network import policy_option
from kg.cli.options import all_option, data_options, filter_options, output_options
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters

_FORMATS = ("table", "json", "jsonl")


@click.command()
@click.argument("place", type=ENTITY)
@filter_options
@policy_option
@all_option
@output_options(*_FORMATS)
@data_options
def exposure(
    graph: KnowledgeGraph,
    place: str,
    filters: Filters,
    policy: str,
    all_: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show pipelines, facilities and other assets near, in or through a place, and who depends on them.

    A pipeline reaches where relations say that it ends or delivers; behind its joints with others goods can run either
    way, since nobody says which. What nobody records is unknown.

    Example: kg exposure {transit}
    """
    from kg.answers.asking import ask

    reply(ask(graph, "exposure", [place], filters, policy), graph, _FORMATS, format_, output, whole=all_)
