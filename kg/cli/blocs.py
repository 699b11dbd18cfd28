"""``kg blocs``: groups with more ties inside than chance would give."""

from pathlib import Path

import click

from kg.analysis.blocs import Blocs
from kg.analysis.blocs import blocs as measure
from kg.cli.network import basis, names, network_options, say_empty, say_network, told
from kg.cli.options import data_options, output_options
from kg.cli.output import as_json, choose_format, deliver
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.network import Scope

_FORMATS = ("table", "json")

_CAUTION = "A method that looks for blocs finds some: a bloc here is no alliance."


@click.command()
@network_options
@output_options(*_FORMATS)
@data_options
@click.pass_context
def blocs(
    ctx: click.Context,
    graph: KnowledgeGraph,
    filters: Filters,
    policy: str,
    scope: Scope,
    format_: str | None,
    output: Path | None,
) -> None:
    """Divide the network into blocs by Louvain's method, and show how much that division is worth.

    Modularity near 0 means no more ties inside than by chance; stability tells how alike divisions by other seeds are.
    A tie is a tie, hostile or not: --layer and --type choose which ones bind.

    Example: kg blocs --kind Actor --layer alliance --layer arms
    """
    network = graph.network(filters, policy, scope)
    say_network(network)
    found = measure(network)
    if not found.blocs:
        say_empty(network, "no tie and so no bloc")
        ctx.exit(1)
    if choose_format(format_, output, _FORMATS) == "table":
        deliver(_table(graph, found, policy), output)
    else:
        deliver(as_json(found.as_json()), output)


def _table(graph: KnowledgeGraph, found: Blocs, policy: str) -> str:
    from kg.cli.tables import render_rows

    rows = [
        [
            names(bloc.members),
            f"{bloc.inside} / {bloc.outside}",
            f"{bloc.stability:.0%}",
            told(graph, bloc.ties, policy),
        ]
        for bloc in found.blocs
    ]
    columns = ("Members", "Pairs tied inside / across", "Kept together", "Ties inside")
    summary = f"Modularity {found.modularity:.2f}; stability {found.stability:.2f} over {found.seeds} seeds (1: equal)"
    return render_rows(columns, rows) + f"{summary}\n{basis(policy, _CAUTION)}\n"
