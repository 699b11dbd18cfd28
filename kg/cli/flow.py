"""``kg flow``: how much the pipelines can carry from one end to the other, and what limits it."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import click

from kg.analysis.capacities import HIGHEST, LOWEST, RULES, Limit
from kg.analysis.flow import Fallen, Flow
from kg.cli.completion import ENTITY
from kg.cli.network import basis, names, policy_option
from kg.cli.options import data_options, filter_options, find, output_options, say_left_out
from kg.cli.output import as_json, choose_format, deliver
from kg.cli.visible import visible
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.model.records import Relation
from kg.model.wording import details, number, quantity, sentence, when, words

_FORMATS = ("table", "json", "svg")

_CAUTION = "A capacity is no delivery: contracts, pressure and politics are not in it."


@click.command()
@click.argument("one", type=ENTITY)
@click.argument("other", type=ENTITY)
@click.option("--commodity", required=True, metavar="NAME", help="What is carried, such as gas.")
@click.option(
    "--capacity",
    type=click.Choice(RULES),
    default=LOWEST,
    show_default=True,
    help="Which of competing capacities counts, or each source's own in turn.",
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

    A state is reached where a pipeline passes through it. A capacity that nobody states is unknown and named. --without
    takes out all that the name owns or has a share in, and all that lies in, near or through it. Of figures for
    different times those of one time count with --as-of DATE --undated. A capacity is no delivery.

    Example: kg flow "Shah Deniz field" Italy --commodity gas
    """
    ends = find(graph, one), find(graph, other)
    out = [find(graph, name) for name in without]
    found = graph.flow(*ends, find(graph, commodity), filters, policy, capacity=capacity, without=out)
    say_left_out(found.undated)
    if not found.is_connected:
        message = f"no way for {found.commodity.label} leads from {ends[0].label} to {ends[1].label}"
        click.echo(f"kg: {message} by what passes the policy '{policy}' and the filters", err=True)
        ctx.exit(1)
    chosen = choose_format(format_, output, _FORMATS)
    if chosen == "table":
        deliver(_table(graph, found, capacity, policy), output)
    elif chosen == "svg":
        from kg.export.pictures.flow import picture

        title = f"From {ends[0].label} to {ends[1].label}: {found.commodity.label}"
        read = graph.read({*found.relations, *(iri for way in found.ways for iri in way.relations)}, policy)
        deliver(picture(found, title, read, policy, graph.store), output)
    else:
        deliver(as_json(found.as_json(graph.read(found.relations, policy))), output)


def _table(graph: KnowledgeGraph, found: Flow, capacity: str, policy: str) -> str:
    from kg.cli.tables import render_rows

    read = graph.read(found.relations, policy)
    unit = _unit(found, read)
    lines = [f"{found.one.label} → {found.other.label}, {found.commodity.label}: {_most(found.most, unit)}"]
    if found.cut:
        lines.append(f"Limited by: {names(limit.entity for limit in found.cut)}")
    if found.unknown:
        lines.append(f"Capacity unknown: {names(found.unknown)}")
        lines.append(f"Through pipelines of known capacity alone: {_most(found.known, unit)}")
    if found.without:
        lost = "unknown" if found.lost is None else f"{_number(found.lost)} {unit}".rstrip()
        lines.append(f"Without {names(found.without)} is lost: {lost}")
        lines += [f"  falls out: {_reason(one, read)}" for one in found.fallen] or ["  nothing on the way falls out"]
    rows = [[limit.entity.label, _number(limit.capacity), _stated(limit, read)] for limit in found.limits]
    table = render_rows(("On the way", f"In {unit}", "Stated"), rows) if rows else ""
    notes = [*_notes(found, read, unit, capacity), basis(policy, _CAUTION)]
    # The table between has styles of its own, and has made its cells visible.
    return visible("\n".join(lines)) + "\n" + table + visible("\n".join(notes)) + "\n"


def _notes(found: Flow, read: Mapping[str, Relation], unit: str, capacity: str) -> list[str]:
    """Return by which rule figures were chosen, and what is taken for want of a word on it."""
    notes = []
    if any(limit.competing for limit in found.limits):
        notes.append(f"Of competing capacities the {HIGHEST if capacity == HIGHEST else LOWEST} counts.")
    sources = {claim.source.id: claim.source for relation in read.values() for claim in relation.claims}
    for one in found.readings:
        source = sources[one.source]
        limited = f", limited by {names(one.cut)}" if one.cut else ""
        notes.append(f"By the figures of {source.publisher or source.label}: {_most(one.most, unit)}{limited}")
    if found.either:
        notes.append("Nobody says which way goods run where one of these relations joins the way:")
        notes += [f"  {sentence(read[iri])}" for iri in found.either]
    return notes


def _unit(found: Flow, read: Mapping[str, Relation]) -> str:
    symbols = {relation.unit: relation.unit_symbol for relation in read.values()}
    return symbols.get(found.unit) or words(found.unit or "")


def _most(most: float | None, unit: str) -> str:
    if most is None:
        return "unknown, since on some way nobody states a capacity"
    return f"at most {_number(most)} {unit}".rstrip()


def _number(value: float | None) -> str:
    return "cannot be converted" if value is None else number(Decimal(f"{value:.6g}"))


def _stated(limit: Limit, read: Mapping[str, Relation]) -> str:
    told = []
    for relation in (read[iri] for iri in limit.relations):
        who = ", ".join(sorted({claim.claimant.label for claim in relation.claims if claim.affirms}))
        told.append(f"{', '.join(filter(None, (quantity(relation), when(relation))))} ({who})")
    return "; ".join(told)


def _reason(fallen: Fallen, read: Mapping[str, Relation]) -> str:
    told = "; ".join(f"{sentence(read[iri])}{details(read[iri])}" for iri in fallen.relations)
    return told or fallen.entity.label
