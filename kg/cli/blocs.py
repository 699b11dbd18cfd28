"""``kg blocs``: groups with more ties inside than chance would give."""

from pathlib import Path

import click

from kg.cli.face import reply
from kg.cli.network import network_options
from kg.cli.options import all_option, data_options, output_options
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.network import Scope

_FORMATS = ("table", "json")


@click.command()
@network_options
@all_option
@output_options(*_FORMATS)
@data_options
def blocs(
    graph: KnowledgeGraph,
    filters: Filters,
    policy: str,
    scope: Scope,
    all_: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Divide the network into blocs by Louvain's method, and show how much that division is worth.

    Modularity near 0 means no more ties inside than by chance; stability tells how alike divisions by other seeds are.
    A tie is a tie, hostile or not: --layer and --type choose which ones bind.

    Example: kg blocs --kind Actor --layer alliance --layer arms
    """
    from kg.answers.asking import ask

    reply(ask(graph, "blocs", (), filters, policy, scope=scope), graph, _FORMATS, format_, output, whole=all_)
