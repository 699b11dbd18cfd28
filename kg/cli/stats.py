"""``kg stats``: how much there is of what."""

from pathlib import Path

import click

from kg.cli.face import reply
from kg.cli.options import all_option, data_options, output_options
from kg.graph import KnowledgeGraph

_FORMATS = ("table", "json")


@click.command()
@all_option
@output_options(*_FORMATS)
@data_options
def stats(graph: KnowledgeGraph, all_: bool, format_: str | None, output: Path | None) -> None:
    """Count entities by kind, relations by layer, dataset and decade, claims by status and stance.

    Example: kg stats
    """
    from kg.answers.asking import ask

    reply(ask(graph, "stats"), graph, _FORMATS, format_, output, whole=all_)
