"""``kg show``: one entity whole."""

from pathlib import Path

import click

from kg.cli.completion import ENTITY
from kg.cli.face import reply
from kg.cli.options import data_options, output_options, policy_option
from kg.graph import KnowledgeGraph

_FORMATS = ("table", "json")


@click.command()
@click.argument("name", type=ENTITY)
@policy_option
@output_options(*_FORMATS)
@data_options
def show(graph: KnowledgeGraph, name: str, policy: str, format_: str | None, output: Path | None) -> None:
    """Show one entity: names and whose they are, kind, codes, what it is tied to above all, sources.

    Example: kg show {town-by-another-name}
    """
    from kg.answers.asking import ask

    reply(ask(graph, "show", [name], policy=policy), graph, _FORMATS, format_, output)
