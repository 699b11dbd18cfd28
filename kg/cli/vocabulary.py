"""``kg vocabulary``: which terms there are and what they mean."""

from pathlib import Path

import click

from kg.cli.face import reply
from kg.cli.options import all_option, data_options, output_options
from kg.graph import KnowledgeGraph

_FORMATS = ("table", "json", "jsonl")


@click.command()
@click.argument("term", required=False)
@all_option
@output_options(*_FORMATS)
@data_options
def vocabulary(graph: KnowledgeGraph, term: str | None, all_: bool, format_: str | None, output: Path | None) -> None:
    """Count the terms of the graph by sort, or explain one: a kind, a relation type, a status, a policy.

    The name of a sort, such as phases, lists the terms of that sort.

    Example: kg vocabulary accepted
    """
    from kg.answers.asking import ask

    reply(ask(graph, "vocabulary", words=() if term is None else (term,)), graph, _FORMATS, format_, output, whole=all_)
