"""``kg search``: find an entity by any of its names."""

from pathlib import Path

import click

from kg.cli.face import reply
from kg.cli.options import all_option, data_options, output_options
from kg.graph import KnowledgeGraph

_FORMATS = ("table", "json", "jsonl", "csv")


@click.command()
@click.argument("text")
@all_option
@output_options(*_FORMATS)
@data_options
def search(graph: KnowledgeGraph, text: str, all_: bool, format_: str | None, output: Path | None) -> None:
    """Find what a name may mean, in any case, with or without accents, or with a typing error.

    Example: kg search {text}
    """
    from kg.answers.asking import ask

    reply(ask(graph, "search", words=(text,)), graph, _FORMATS, format_, output, whole=all_)
