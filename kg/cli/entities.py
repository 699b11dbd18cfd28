"""``kg entities``: what the graph knows, by kind."""

from pathlib import Path

import click

from kg.cli.face import reply
from kg.cli.options import all_option, data_options, kind_option, output_options
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters

_FORMATS = ("table", "json", "jsonl", "csv")


@click.command()
@kind_option
@all_option
@output_options(*_FORMATS)
@data_options
def entities(
    graph: KnowledgeGraph, kind: tuple[str, ...], all_: bool, format_: str | None, output: Path | None
) -> None:
    """Count the entities by kind, or list those of one kind.

    Example: kg entities --kind Pipeline
    """
    from kg.answers.asking import ask

    reply(ask(graph, "entities", filters=Filters(kind=kind)), graph, _FORMATS, format_, output, whole=all_)
