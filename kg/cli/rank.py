"""``kg rank``: who stands where in the network."""

from pathlib import Path

import click

from kg.analysis.rank import MEASURES
from kg.cli.face import reply
from kg.cli.mistakes import Choice
from kg.cli.network import network_options
from kg.cli.options import data_options, output_options
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.network import Scope

_FORMATS = ("table", "json", "jsonl")


@click.command()
@click.option("--by", type=Choice(list(MEASURES)), default="degree", show_default=True, help="Measure.")
@click.option("--top", type=click.IntRange(1), metavar="N", help="Only the first N ranks.")
@click.option("--robust", is_flag=True, help="Rank again without weakly supported ties, and show who moves.")
@network_options
@output_options(*_FORMATS)
@data_options
def rank(
    graph: KnowledgeGraph,
    filters: Filters,
    policy: str,
    scope: Scope,
    by: str,
    top: int | None,
    robust: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Rank the entities of the network by degree, betweenness, closeness, PageRank or eigenvector.

    A pair counts once, whichever way and however often it is tied. --robust leaves out what somebody denies, what
    nobody affirms as more than a judgement or a rumour, and what only weak sources say.

    Example: kg rank --by betweenness --kind Actor --top 10
    """
    from kg.answers.asking import ask

    reply(
        ask(graph, "rank", (), filters, policy, scope=scope, options={"by": by, "top": top, "robust": robust}),
        graph,
        _FORMATS,
        format_,
        output,
    )
