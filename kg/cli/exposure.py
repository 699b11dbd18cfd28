"""``kg exposure``: what runs near or through a place, and who depends on it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from kg.analysis.exposure import Exposure
from kg.analysis.exposure import exposure as measure
from kg.cli.completion import ENTITY
from kg.cli.network import FORMATS, basis, names, policy_option, say_network, told
from kg.cli.options import data_options, filter_options, find, output_options
from kg.cli.output import choose_format, deliver, json_text
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.model.records import Relation
from kg.model.wording import quantity, when
from kg.network import Scope


@click.command()
@click.argument("place", type=ENTITY)
@filter_options
@policy_option
@output_options(*FORMATS)
@data_options
@click.pass_context
def exposure(
    ctx: click.Context,
    graph: KnowledgeGraph,
    place: str,
    filters: Filters,
    policy: str,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show pipelines, facilities and other assets near, in or through a place, and who depends on them.

    A pipeline reaches where relations say that it ends or delivers; behind its joints with others goods can run either
    way, since nobody says which. What nobody records is unknown.

    Example: kg exposure Georgia
    """
    where = find(graph, place)
    network = graph.network(filters, policy, Scope(everything=True))
    say_network(network)
    found = measure(network, where.id)
    if not found:
        click.echo(
            f"kg: nothing that passes the policy '{policy}' and the filters is placed near {where.label}", err=True
        )
        ctx.exit(1)
    chosen = choose_format(format_, output, FORMATS)
    if chosen == "table":
        deliver(_table(graph, found, policy), output)
    else:
        read = graph.read((iri for one in found for iri in (*one.relations, *one.behind)), policy)
        deliver(json_text([one.as_json(read) for one in found], chosen), output)


# What is said not to be recorded, where anything else is; the rest is left out.
_ALWAYS: Final = ("carries", "owned by", "fed by", "reaches")


def _table(graph: KnowledgeGraph, found: list[Exposure], policy: str) -> str:
    from rich.text import Text as Line

    from kg.cli.tables import console

    out, text = console()
    read = graph.read((iri for one in found for iri in one.owning), policy)
    for one in found:
        out.print(Line(one.entity.label, style="bold"))
        out.print(Line(f"  {told(graph, one.relations, policy)}", style="dim"))
        told_of = (
            ("carries", one.carries), ("owned by", one.owners), ("also passes through", one.crosses),
            ("fed by", one.senders), ("reaches", one.receivers), ("joined with", one.joined),
            ("beyond the joints, to or from", one.beyond),
        )  # fmt: skip
        known = any(refs for _, refs in told_of)
        for word, refs in told_of:
            if refs or (known and word in _ALWAYS):
                listed = _owners(one, read) if word == "owned by" else names(refs)
                out.print(Line(f"  {word}: {listed or 'not recorded'}"))
        out.print()
    out.print(Line(basis(policy)))
    return text.getvalue()


def _owners(one: Exposure, read: Mapping[str, Relation]) -> str:
    """Return the owners with their shares and the times for which these are said: owners change."""
    told = []
    for relation in (read[iri] for iri in one.owning):
        owner = relation.object if relation.subject.id == one.entity.id else relation.subject
        time = when(relation) or " ".join(f"as of {date}" for date in relation.attested_on) or "no time said"
        told.append(f"{owner} ({', '.join(filter(None, (quantity(relation), time)))})")
    return "; ".join(sorted(told))
