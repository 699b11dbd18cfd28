"""``kg balance``: are the friends of friends friends, and the foes of foes?"""

from pathlib import Path

import click

from kg.cli.face import reply
from kg.cli.network import network_options
from kg.cli.options import all_option, data_options, output_options
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.network import Scope

_FORMATS = ("table", "json", "svg")


@click.command()
@network_options
@all_option
@output_options(*_FORMATS)
@data_options
def balance(
    graph: KnowledgeGraph,
    filters: Filters,
    policy: str,
    scope: Scope,
    all_: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show the triads of friendly and hostile ties, balanced or not, and the fewest ties to flip for balance.

    Without --kind the network is that of actors. A pair with friendly and hostile ties is mixed (±); triads with one
    are neither balanced nor unbalanced, and the frustration index leaves it out.

    Example: kg balance --kind State
    """
    from kg.answers.asking import ask

    reply(ask(graph, "balance", (), filters, policy, scope=scope), graph, _FORMATS, format_, output, whole=all_)
