"""``kg sources``: on whose authority, and whether a reader's own copy is the one that was cited."""

from pathlib import Path

import click

from kg.cli.completion import ENTITY
from kg.cli.face import present, reply
from kg.cli.options import data_options, filter_options, length_options, output_options
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters

_FORMATS = ("table", "json")


@click.command()
@click.argument("name", type=ENTITY, required=False)
@filter_options
@click.option("--verify", type=click.Path(path_type=Path), metavar="FILE", help="Compare this copy of a source.")
@click.option("--mentions", is_flag=True, help="With --verify: list claims whose paragraph names neither end.")
@length_options
@output_options(*_FORMATS)
@data_options
@click.pass_context
def sources(
    ctx: click.Context,
    graph: KnowledgeGraph,
    name: str | None,
    filters: Filters,
    verify: Path | None,
    mentions: bool,
    long_: bool,
    all_: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show which source and which claimant supports how much, by status and side.

    Example: kg sources {ally}
    """
    from kg.answers.asking import ask

    if mentions and verify is None:
        raise click.UsageError("--mentions reads a copy of the source: give it with --verify FILE")
    if verify is None:
        asked = ask(graph, "sources", [] if name is None else [name], filters, options={"long": long_})
        reply(asked, graph, _FORMATS, format_, output, long=long_, whole=all_)
        return
    if name is not None or filters:
        raise click.UsageError("--verify compares a whole source: leave out the name and the filters")
    from kg.answers.sources import verification

    answer, complete = verification(ask(graph, "sources")[0], verify, mentions=mentions)
    present(answer, graph, _FORMATS, format_, output, long=long_)
    ctx.exit(0 if complete else 1)
