"""``kg relations``: all ties of one entity, between two, or of the whole graph."""

from pathlib import Path

import click

from kg.cli.completion import ENTITY
from kg.cli.face import reply
from kg.cli.options import (
    data_options,
    filter_options,
    length_options,
    lineage_option,
    organs_option,
    output_options,
    policy_option,
)
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters

_FORMATS = ("table", "json", "jsonl", "csv", "ttl", "txt")


@click.command()
@click.argument("names", nargs=-1, type=ENTITY, metavar="[NAME [NAME]]")
@filter_options
@lineage_option
@organs_option
@policy_option
@length_options
@output_options(*_FORMATS)
@data_options
def relations(
    names: tuple[str, ...],
    graph: KnowledgeGraph,
    filters: Filters,
    lineage: bool,
    organs: bool,
    policy: str,
    long_: bool,
    all_: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """List the ties of one name, between two, or of the whole graph, and who says so.

    Example: kg relations {ally} {actor}
    """
    from kg.answers.asking import ask

    if len(names) > 2:
        raise click.UsageError(f"relations are listed for one name or between two, not for {len(names)}")
    reply(
        ask(graph, "relations", names, filters, policy, lineage=lineage, organs=organs, options={"long": long_}),
        graph,
        _FORMATS,
        format_,
        output,
        long=long_,
        whole=all_,
    )
