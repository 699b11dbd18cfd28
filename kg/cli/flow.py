"""``kg flow``: how much the pipelines can carry from one end to the other, and what limits it."""

from pathlib import Path

import click

from kg.analysis.capacities import LOWEST, RULES
from kg.cli.completion import ENTITY
from kg.cli.face import reply
from kg.cli.mistakes import Choice
from kg.cli.network import policy_option
from kg.cli.options import data_options, filter_options, output_options
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters

_FORMATS = ("table", "json", "svg")


@click.command()
@click.argument("one", type=ENTITY)
@click.argument("other", type=ENTITY)
@click.option("--commodity", metavar="NAME", help="What is carried, such as gas; always needed.")
@click.option(
    "--capacity",
    type=Choice(RULES),
    default=LOWEST,
    show_default=True,
    help="Which of competing capacities counts, or each source's own in turn.",
)
@click.option("--without", multiple=True, metavar="NAME", help="An asset, an owner or a place that falls out.")
@filter_options
@policy_option
@output_options(*_FORMATS)
@data_options
def flow(
    graph: KnowledgeGraph,
    one: str,
    other: str,
    commodity: str | None,
    capacity: str,
    without: tuple[str, ...],
    filters: Filters,
    policy: str,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show the most that can run through the pipelines from one end to the other, and what limits it.

    A state is reached where a pipeline passes through it. A capacity that nobody states is unknown and named. --without
    takes out all that the name owns or has a share in, and all that lies in, near or through it. Of figures for
    different times those of one time count with --as-of DATE --undated. A capacity is no delivery.

    Example: kg flow {field} {buyer} --commodity gas
    """
    from kg.answers.asking import ask

    if commodity is None:
        raise click.UsageError("give what is carried, such as --commodity gas")
    reply(
        ask(
            graph,
            "flow",
            (one, other),
            filters,
            policy,
            options={"capacity": capacity},
            entities={"commodity": commodity, "without": without},
        ),
        graph,
        _FORMATS,
        format_,
        output,
    )
