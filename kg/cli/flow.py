"""``kg flow``: how much the pipelines can carry from one end to the other, and what limits it."""

from pathlib import Path

import click

from kg.analysis.flow import RULES, Flow, Limit
from kg.cli.completion import ENTITY
from kg.cli.network import basis, policy_option
from kg.cli.options import data_options, filter_options, find, output_options
from kg.cli.output import as_json, choose_format, deliver
from kg.cli.visible import visible
from kg.graph import KnowledgeGraph
from kg.lookup.filters import Filters
from kg.model.wording import words

_FORMATS = ("table", "json")


@click.command()
@click.argument("one", type=ENTITY)
@click.argument("other", type=ENTITY)
@click.option("--commodity", required=True, metavar="NAME", help="What is carried, such as gas.")
@click.option(
    "--capacity",
    type=click.Choice(RULES),
    default=RULES[0],
    show_default=True,
    help="Which of competing capacities counts.",
)
@click.option("--without", multiple=True, metavar="NAME", help="An asset, an owner or a place that falls out.")
@filter_options
@policy_option
@output_options(*_FORMATS)
@data_options
@click.pass_context
def flow(
    ctx: click.Context,
    graph: KnowledgeGraph,
    one: str,
    other: str,
    commodity: str,
    capacity: str,
    without: tuple[str, ...],
    filters: Filters,
    policy: str,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show the most that can run through the pipelines from one end to the other, and what limits it.

    A capacity that nobody states is unknown and named; the figure without such pipelines is given beside. --source
    reads one source alone. --without takes out what the name owns, or what lies in it, too.

    Example: kg flow Azerbaijan Europe --commodity gas
    """
    ends = find(graph, one), find(graph, other)
    out = [find(graph, name) for name in without]
    found = graph.flow(*ends, find(graph, commodity), filters, policy, capacity=capacity, without=out)
    if not found.is_connected:
        message = f"no pipeline that passes the policy '{policy}' and the filters leads from"
        click.echo(f"kg: {message} {ends[0].label} to {ends[1].label}", err=True)
        ctx.exit(1)
    if choose_format(format_, output, _FORMATS) == "table":
        deliver(visible(_table(found, capacity, policy)), output)
    else:
        ids = [iri for limit in (*found.cut, *found.limits) for iri in limit.relations]
        deliver(as_json(found.as_json(graph.read(ids, policy))), output)


def _table(found: Flow, capacity: str, policy: str) -> str:
    unit = words(found.unit or "")
    most = "unknown: on some way nobody states a capacity" if found.most is None else f"{found.most:g} {unit}"
    lines = [f"{found.one.label} → {found.other.label}: at most {most}" if found.most is not None else
             f"{found.one.label} → {found.other.label}: {most}"]  # fmt: skip
    if found.unknown:
        lines.append(f"Through pipelines of known capacity alone: {found.known:g} {unit}".rstrip())
        lines.append(f"Capacity unknown: {', '.join(entity.label for entity in found.unknown)}")
    if found.cut:
        lines.append(f"Limited by: {'; '.join(_limit(limit, unit) for limit in found.cut)}")
    others = [limit for limit in found.limits if limit not in found.cut]
    if others:
        lines.append(f"On the way: {'; '.join(_limit(limit, unit) for limit in others)}")
    if any(limit.competing for limit in found.limits):
        lines.append(f"Of competing capacities the {capacity} counts.")
    if found.without:
        lost = "unknown" if found.lost is None else f"{found.lost:g} {unit}"
        lines.append(f"Without {', '.join(entity.label for entity in found.without)} is lost: {lost}")
    return "\n".join([*lines, basis(policy)]) + "\n"


def _limit(limit: Limit, unit: str) -> str:
    return f"{limit.entity.label} ({limit.capacity:g} {unit}{', competing' if limit.competing else ''})"
