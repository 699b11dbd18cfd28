"""``kg entities``: what the graph knows, by kind."""

from pathlib import Path

import click

from kg.cli.options import data_options, kind_option, output_options
from kg.cli.output import as_csv, choose_format, deliver, json_text
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.terms import local_name

_FORMATS = ("table", "json", "jsonl", "csv")


@click.command()
@kind_option
@output_options(*_FORMATS)
@data_options
@click.pass_context
def entities(
    ctx: click.Context, graph: KnowledgeGraph, kind: tuple[str, ...], format_: str | None, output: Path | None
) -> None:
    """List the entities, by kind and name.

    Example: kg entities --kind Pipeline
    """
    found = graph.entities(Filters(kind=kind))
    if not found:
        click.echo("kg: there is no entity of that kind" if kind else "kg: there is no entity in the data", err=True)
        ctx.exit(1)
    chosen = choose_format(format_, output, _FORMATS)
    if chosen == "table":
        from kg.cli.tables import render_rows

        text = render_rows(
            ("Name", "Kind", "Also called", "Slug"),
            ((e.label, e.type, "; ".join(e.names[1:]), local_name(e.id)) for e in found),
        )
    elif chosen == "csv":
        columns = ("id", "label", "type", "names", "codes", "datasets")
        text = as_csv(
            (
                entity.as_json()
                | {
                    "names": " | ".join(entity.names),
                    "codes": " | ".join(f"{name}={code}" for name, code in entity.codes.items()),
                    "datasets": " | ".join(entity.datasets),
                }
                for entity in found
            ),
            columns,
        )
    else:
        records = [entity.as_json() for entity in found]
        text = json_text(records, chosen)
    deliver(text, output)
