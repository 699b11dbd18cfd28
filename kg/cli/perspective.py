"""``kg perspective``: the graph as one party tells it, and where two parties differ."""

from pathlib import Path

import click

from kg.cli.completion import ENTITY
from kg.cli.face import reply
from kg.cli.options import (
    data_options,
    filter_options,
    length_options,
    lineage_option,
    output_options,
    policy_option,
)
from kg.cli.output import choose_format
from kg.errors import InputError
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters

_FORMATS = ("table", "json", "jsonl", "csv", "txt", "svg")


@click.command()
@click.argument("party", type=ENTITY)
@click.option("--versus", type=ENTITY, metavar="PARTY", help="Lay this party's account beside the other's.")
@filter_options
@lineage_option
@policy_option
@length_options
@output_options(*_FORMATS)
@data_options
def perspective(
    party: str,
    versus: str | None,
    graph: KnowledgeGraph,
    filters: Filters,
    lineage: bool,
    policy: str,
    long_: bool,
    all_: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show what a party affirms and denies, or how far two parties say the same.

    A party speaks itself, through its organs, and through the holders of their offices at the time. A newspaper or
    a group of its side is not the party.

    Example: kg perspective {actor} --versus {ally}
    """
    from kg.answers.asking import ask

    if versus is None and choose_format(format_, output, _FORMATS) == "svg":
        raise InputError("svg draws two accounts: name the other party with --versus")
    reply(
        ask(graph, "perspective", [party], filters, policy, lineage=lineage, entities={"versus": versus}),
        graph,
        _FORMATS,
        format_,
        output,
        long=long_,
        whole=all_,
    )
