"""``kg timeline``: events and dated relations in order, as far as their dates order them."""

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

_FORMATS = ("table", "json", "jsonl", "csv", "svg", "txt")


@click.command()
@click.argument("name", type=ENTITY, required=False)
@filter_options
@lineage_option
@organs_option
@policy_option
@length_options
@output_options(*_FORMATS)
@data_options
def timeline(
    name: str | None,
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
    """List events, with who took part, where and at what toll, and dated relations, in order.

    What is dated by a year only may lie anywhere in it, and rival datings of an event stand side by side. What is
    said of an event, and what came of it, is listed for a name or with --layer.

    Example: kg timeline {ally}
    """
    from kg.answers.asking import ask

    reply(
        ask(graph, "timeline", [] if name is None else [name], filters, policy, lineage=lineage, organs=organs),
        graph,
        _FORMATS,
        format_,
        output,
        long=long_,
        whole=all_,
    )
