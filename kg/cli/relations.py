"""``kg relations``: all ties of one entity, between two, or of the whole graph."""

from collections import Counter
from pathlib import Path

import click

from kg.cli.completion import ENTITY
from kg.cli.options import (
    data_options,
    filter_options,
    find,
    lineage_option,
    organs_option,
    output_options,
    policy_option,
    say_family,
    say_left_out,
)
from kg.cli.output import choose_format, deliver, relations_text
from kg.graph import KnowledgeGraph
from kg.model.dates import HOLDING
from kg.model.filters import Filters
from kg.model.records import EntityRef, Relation
from kg.model.wording import when
from kg.policy import policy as find_policy

_FORMATS = ("table", "json", "jsonl", "csv", "ttl")


@click.command()
@click.argument("names", nargs=-1, type=ENTITY, metavar="[NAME [NAME]]")
@filter_options
@lineage_option
@organs_option
@policy_option
@click.option("--long", "long_", is_flag=True, help="Show who supports the tie, and sources with sides.")
@output_options(*_FORMATS)
@data_options
@click.pass_context
def relations(
    ctx: click.Context,
    names: tuple[str, ...],
    graph: KnowledgeGraph,
    filters: Filters,
    lineage: bool,
    organs: bool,
    policy: str,
    long_: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """List the ties of one name, between two, or of the whole graph, and who says so.

    Example: kg relations Turkey Azerbaijan
    """
    if len(names) > 2:
        raise click.UsageError(f"relations are listed for one name or between two, not for {len(names)}")
    entities = [find(graph, name) for name in names]
    if len(entities) == 2 and entities[0].id == entities[1].id:
        raise click.UsageError(f"both names mean {entities[0].label}; give two different ones")
    rule = find_policy(policy)
    one, other = [*entities, None, None][:2]
    for entity in (one, other)[: len(entities) or 1]:
        say_family(graph, entity, policy, lineage=lineage, organs=organs)
    found = graph.relations(one, other, filters, policy, lineage=lineage, organs=organs)
    say_left_out(graph.undated(one, other, filters, lineage=lineage, organs=organs))
    if not found:
        click.echo(
            f"kg: no relation {_scope(entities)} passes the filters"
            if filters
            else f"kg: no relation {_scope(entities)}",
            err=True,
        )
        ctx.exit(1)
    if long_:
        found = graph.corroborated(found)
    chosen = choose_format(format_, output, _FORMATS)
    if chosen == "table":
        from kg.cli.tables import render_relations

        text = render_relations(
            found,
            title=_title(entities, found) + _asked(filters, found),
            policy=policy,
            purpose=rule.purpose,
            long=long_,
            dates=_event_dates(graph, found),
        )
    else:
        text = relations_text(graph, found, chosen)
    deliver(text, output)


def _scope(entities: list[EntityRef]) -> str:
    if not entities:
        return "in the graph"
    names = [entity.label for entity in entities]
    return f"of {names[0]}" if len(names) == 1 else f"between {names[0]} and {names[1]}"


def _title(entities: list[EntityRef], found: list[Relation]) -> str:
    shared = sum(relation.through is not None for relation in found)
    title = f"{len(found) - shared} {'relation' if len(found) - shared == 1 else 'relations'} {_scope(entities)}"
    return f"{title}, and {shared} ties to what both take part in" if shared else title


def _asked(filters: Filters, found: list[Relation]) -> str:
    """Return which dates were asked for, and how many relations hold then, and how."""
    words = {"as of": filters.as_of, "since": filters.since, "until": filters.until}
    dates = " ".join(f"{word} {date}" for word, date in words.items() if date is not None)
    counts = Counter(relation.holds for relation in found)
    return f", {dates}: {', '.join(f'{counts[holds]} {holds}' for holds in HOLDING if counts[holds])}" if dates else ""


def _event_dates(graph: KnowledgeGraph, found: list[Relation]) -> dict[str, str]:
    """Return the dates of the events that relations are ties of, in words, by the IRI of the event."""
    ends = {end for r in found if r.through or r.holds for end in (r.subject, r.object) if isinstance(end, EntityRef)}
    return {
        event: " or ".join(dict.fromkeys(map(when, relations)))
        for event, relations in (graph.datings(ends).items() if ends else ())
    }
