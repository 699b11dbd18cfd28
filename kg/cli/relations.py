"""``kg relations``: all ties of one entity, between two, or of the whole graph."""

from pathlib import Path

import click

from kg.cli.completion import ENTITY
from kg.cli.face import reply
from kg.cli.mistakes import Choice
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

_FORMATS = ("table", "json", "jsonl", "csv", "ttl", "txt", "svg", "png", "pdf")
_SIZES = ("column", "slide", "a4")


@click.command()
@click.argument("names", nargs=-1, type=ENTITY, metavar="[NAME [NAME]]")
@filter_options
@lineage_option
@organs_option
@policy_option
@length_options
@click.option("--size", type=Choice(_SIZES), help="Sheet of svg, png and pdf.  [default: a4]")
@output_options(*_FORMATS)
@data_options
def relations(
    names: tuple[str, ...],
    graph: KnowledgeGraph,
    filters: Filters,
    lineage: bool,
    organs: bool,
    policy: str,
    long_: bool,
    all_: bool,
    size: str | None,
    format_: str | None,
    output: Path | None,
) -> None:
    """List the ties of one name, between two, or of the whole graph, and who says so.

    Between two come the direct ties, what both take part in, the ties of those who count with them, such as their
    forces, and what one says of the other; where there is none, what stands between the two, such as an office.

    Example: kg relations {ally} {actor}
    """
    from kg.answers.asking import ask

    if len(names) > 2:
        raise click.UsageError(f"ties are listed for one name or between two, not for {len(names)}")
    options: dict[str, str | bool | None] = {"long": long_, "size": size}
    reply(
        ask(graph, "relations", names, filters, policy, lineage=lineage, organs=organs, options=options),
        graph,
        _FORMATS,
        format_,
        output,
        long=long_,
        whole=all_,
    )
