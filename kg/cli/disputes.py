"""``kg disputes``: where accounts differ, side by side."""

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

_FORMATS = ("table", "json", "jsonl", "csv", "ttl", "txt")


@click.command()
@click.argument("name", required=False, type=ENTITY)
@click.option("--uncorroborated", is_flag=True, help="List instead what only one side of the conflict affirms.")
@filter_options
@lineage_option
@organs_option
@policy_option
@length_options
@output_options(*_FORMATS)
@data_options
def disputes(
    name: str | None,
    uncorroborated: bool,
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
    """Show where accounts differ: denials, rival values and dates, mutual accusations, with who stands where.

    With a name, what is about it, or what it says itself. No side is preferred. Figures agree where one is the other
    rounded, or within its hedge; figures for other dates do not differ. A dispute is listed whole where one of its
    relations passes the filters.

    Example: kg disputes {actor}
    """
    from kg.answers.asking import ask

    reply(
        ask(
            graph,
            "disputes",
            [] if name is None else [name],
            filters,
            policy,
            lineage=lineage,
            organs=organs,
            options={"uncorroborated": uncorroborated},
        ),
        graph,
        _FORMATS,
        format_,
        output,
        long=long_,
        whole=all_,
    )
