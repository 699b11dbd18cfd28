"""``kg entities``: what the graph knows, by kind."""

from pathlib import Path

import click

from kg.cli.face import present
from kg.cli.options import all_option, data_options, kind_option, output_options
from kg.graph import KnowledgeGraph

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
    from kg.answers.entities import answer

    present(answer(graph, kind, whole=all_), graph, _FORMATS, format_, output)
