"""``kg why``: every verdict on a relation, what it rests on, and what would turn it over."""

from pathlib import Path

import click

from kg.cli.completion import ENTITY
from kg.cli.options import data_options, filter_options, find, output_options, policy_option
from kg.cli.output import choose_format, deliver, json_text
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters

_FORMATS = ("table", "json", "jsonl")


@click.command()
@click.argument("names", nargs=-1, type=ENTITY, required=True, metavar="ID|NAME NAME")
@filter_options
@policy_option
@output_options(*_FORMATS)
@data_options
@click.pass_context
def why(
    ctx: click.Context,
    graph: KnowledgeGraph,
    names: tuple[str, ...],
    filters: Filters,
    policy: str,
    format_: str | None,
    output: Path | None,
) -> None:
    """Explain every verdict on a relation or a claim, or on all that ties two names.

    Does it pass the policy, does it hold on a date, is it disputed, how strong is it in a chain, who tells it, and who
    corroborates it. --as-of, --since and --until ask whether it holds then; the other filters choose among the ties of
    two names.

    Example: kg why Azerbaijan "Turkish drones" --as-of 2020-10
    """
    if len(names) > 2:
        raise click.UsageError(f"give one id or two names, not {len(names)} words")
    if len(names) == 1:
        if filters.timeless:
            raise click.UsageError(
                "with one id only dates can be asked for; other filters choose among the ties of two"
            )
        found = graph.why(names[0], policy=policy, filters=filters)
    else:
        one, other = (find(graph, name) for name in names)
        found = graph.why(one, other, policy, filters)
        if not found:
            passing = " passes the filters" if filters.timeless else ""
            click.echo(f"kg: no relation between {one.label} and {other.label}{passing}", err=True)
            ctx.exit(1)
    chosen = choose_format(format_, output, _FORMATS)
    if chosen == "table":
        from kg.cli.explanations import render_explanations

        deliver(render_explanations(found), output)
    else:
        deliver(json_text([explanation.as_json() for explanation in found], chosen), output)
