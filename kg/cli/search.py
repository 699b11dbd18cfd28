"""``kg search``: find an entity by any of its names."""

from pathlib import Path

import click

from kg.cli.options import data_options, output_options
from kg.cli.output import as_csv, choose_format, deliver, json_text
from kg.graph import KnowledgeGraph
from kg.terms import local_name

_FORMATS = ("table", "json", "jsonl", "csv")
_COLUMNS = ("id", "label", "type", "name", "match")


@click.command()
@click.argument("text")
@output_options(*_FORMATS)
@data_options
@click.pass_context
def search(ctx: click.Context, graph: KnowledgeGraph, text: str, format_: str | None, output: Path | None) -> None:
    """Find what a name may mean, in any case, with or without accents, or with a typing error.

    Example: kg search Əliyev
    """
    found = graph.search(text)
    if not found:
        click.echo(f"kg: nothing has a name like '{text}'; 'kg entities' lists all names", err=True)
        ctx.exit(1)
    if all(match.how == "guess" for match in found):
        click.echo(f"kg: nothing is called '{text}'; these are guesses", err=True)
    chosen = choose_format(format_, output, _FORMATS)
    if chosen == "table":
        from kg.cli.tables import render_rows

        rows = ((m.entity.label, m.entity.type, m.name, m.how, local_name(m.entity.id)) for m in found)
        deliver(render_rows(("Name", "Kind", "Found by", "Match", "Slug"), rows), output)
    elif chosen == "csv":
        rows_ = ((m.entity.id, m.entity.label, m.entity.type, m.name, m.how) for m in found)
        deliver(as_csv((dict(zip(_COLUMNS, row, strict=True)) for row in rows_), _COLUMNS), output)
    else:
        deliver(json_text([match.as_json() for match in found], chosen), output)
