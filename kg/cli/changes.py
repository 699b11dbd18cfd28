"""``kg changes``: what began, happened and ended between two dates."""

from pathlib import Path

import click

from kg.cli.face import reply
from kg.cli.options import data_options, filter_options, length_options, output_options, policy_option
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters

_FORMATS = ("table", "json", "jsonl", "csv", "txt")


@click.command()
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="UNTIL")
@filter_options
@policy_option
@length_options
@output_options(*_FORMATS)
@data_options
def changes(
    start: str,
    end: str,
    graph: KnowledgeGraph,
    filters: Filters,
    policy: str,
    long_: bool,
    all_: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """List what began, happened and ended between two years, months or days, and what may have.

    The parts of an event are not listed beside it: kg timeline has them.

    Example: kg changes {since} {until}
    """
    from kg.answers.asking import ask

    reply(
        ask(graph, "changes", (), filters, policy, words=(start, end)),
        graph,
        _FORMATS,
        format_,
        output,
        long=long_,
        whole=all_,
    )
