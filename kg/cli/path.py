"""``kg path``: how two names are connected, and on whose word."""

from pathlib import Path

import click

from kg.cli.completion import ENTITY
from kg.cli.face import reply
from kg.cli.options import (
    PolicyOption,
    data_options,
    filter_options,
    length_options,
    lineage_option,
    output_options,
)
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters, PathOptions

_FORMATS = ("table", "json", "jsonl", "svg", "txt")
_USUAL = PathOptions()


@click.command()
@click.argument("one", type=ENTITY)
@click.argument("other", type=ENTITY)
@click.option("-k", "k", type=int, default=_USUAL.k, show_default=True, metavar="N", help="How many chains.")
@click.option(
    "--max-hops", type=int, default=_USUAL.max_hops, show_default=True, metavar="N", help="Longest chain to look for."
)
@click.option("--avoid", multiple=True, metavar="NAME|TYPE|LAYER", help="No chain touches this; a kind of entity too.")
@click.option("--through", multiple=True, metavar="NAME", help="Each chain runs through this (all, if repeated).")
@click.option("--directed", is_flag=True, help="Follow each tie from its subject to its object only.")
@click.option("--with-layer", multiple=True, metavar="LAYER", help="Use this layer too: structure, rhetoric.")
@click.option("--with-concepts", is_flag=True, help="Let chains run through concepts.")
@filter_options
@lineage_option
@click.option(
    "--policy", cls=PolicyOption, show_default=True, metavar="NAME", help="Policy that lets a tie into a chain."
)
@length_options
@output_options(*_FORMATS)
@data_options
def path(
    graph: KnowledgeGraph,
    one: str,
    other: str,
    filters: Filters,
    lineage: bool,
    policy: str,
    k: int,
    max_hops: int,
    avoid: tuple[str, ...],
    through: tuple[str, ...],
    directed: bool,
    with_layer: tuple[str, ...],
    with_concepts: bool,
    long_: bool,
    all_: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show how two names are connected: the best chains of ties, and who says each.

    Chains are ordered by fewest hops, then by the strongest weakest hop, then by most claims. --layer names the layers
    to use instead of all but structure and rhetoric, --kind the kinds of the middle entities, and --phase adds
    relations of that phase.

    Example: kg path {bystander} {rival}
    """
    from kg.answers.asking import ask

    options = PathOptions(k, max_hops, avoid, through, directed, with_layer, with_concepts)
    reply(
        ask(graph, "path", (one, other), filters, policy, lineage=lineage, path=options),
        graph,
        _FORMATS,
        format_,
        output,
        long=long_,
        whole=all_,
    )
