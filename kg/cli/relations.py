"""``kg relations``: all ties of one entity, between two, or of the whole graph."""

from pathlib import Path

import click

from kg.cli.options import data_options, filter_options, find, output_options, policy_option
from kg.cli.output import RELATION_COLUMNS, as_csv, choose_format, deliver, json_text, relation_rows
from kg.graph import KnowledgeGraph
from kg.lookup.filters import Filters
from kg.model.records import EntityRef, Relation
from kg.policy import policy as find_policy

_FORMATS = ("table", "json", "jsonl", "csv", "ttl")


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME [NAME]]")
@filter_options
@policy_option
@click.option("--long", "long_", is_flag=True, help="Show the notes to the claims too.")
@output_options(*_FORMATS)
@data_options
@click.pass_context
def relations(
    ctx: click.Context,
    names: tuple[str, ...],
    graph: KnowledgeGraph,
    filters: Filters,
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
    found = graph.relations(one, other, filters, policy)
    if not found:
        click.echo(
            f"kg: no relation {_scope(entities)} passes the filters"
            if filters
            else f"kg: no relation {_scope(entities)}",
            err=True,
        )
        ctx.exit(1)
    chosen = choose_format(format_, output, _FORMATS)
    if chosen == "table":
        from kg.cli.tables import render_relations

        text = render_relations(found, title=_title(entities, found), policy=policy, purpose=rule.purpose, long=long_)
    elif chosen == "csv":
        text = as_csv(relation_rows(found), RELATION_COLUMNS)
    elif chosen == "ttl":
        text = graph.turtle(found)
    else:
        records = [relation.as_json() for relation in found]
        text = json_text(records, chosen)
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
