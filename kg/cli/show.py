"""``kg show``: one entity whole."""

from pathlib import Path

import click

from kg.cli.completion import ENTITY
from kg.cli.options import data_options, find, output_options, policy_option
from kg.cli.output import as_json, choose_format, deliver
from kg.graph import KnowledgeGraph

_FORMATS = ("table", "json")


@click.command()
@click.argument("name", type=ENTITY)
@policy_option
@output_options(*_FORMATS)
@data_options
def show(graph: KnowledgeGraph, name: str, policy: str, format_: str | None, output: Path | None) -> None:
    """Show one entity: names and whose they are, kind, codes, relations by layer, events, sources.

    Example: kg show Shushi
    """
    portrait = graph.portrait(find(graph, name), policy)
    if choose_format(format_, output, _FORMATS) == "table":
        from kg.cli.tables import render_portrait

        deliver(render_portrait(portrait), output)
    else:
        deliver(as_json(portrait.as_json()), output)
