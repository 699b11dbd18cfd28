"""``kg changes``: what began, happened and ended between two dates."""

from itertools import groupby
from pathlib import Path

import click

from kg.cli.options import data_options, filter_options, output_options, policy_option, say_left_out
from kg.cli.output import as_csv, choose_format, deliver, json_text
from kg.graph import KnowledgeGraph
from kg.lookup.changes import Change
from kg.model.filters import Filters
from kg.model.table import RELATION_COLUMNS, relation_rows
from kg.policy import policy as find_policy

_FORMATS = ("table", "json", "jsonl", "csv")
_CHANGE = ("change", "certainty")


@click.command()
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="UNTIL")
@filter_options
@policy_option
@click.option("--long", "long_", is_flag=True, help="Show the notes to the claims too.")
@output_options(*_FORMATS)
@data_options
@click.pass_context
def changes(
    ctx: click.Context,
    start: str,
    end: str,
    graph: KnowledgeGraph,
    filters: Filters,
    policy: str,
    long_: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """List what began, happened and ended between two years, months or days, and what may have.

    The parts of an event are not listed beside it: kg timeline has them.

    Example: kg changes 1988 1994
    """
    rule = find_policy(policy)
    found = graph.changes(start, end, filters, policy)
    say_left_out(graph.undated(filters=filters))
    if not found:
        click.echo(f"kg: nothing is known to have begun or ended from {start} until {end}", err=True)
        ctx.exit(1)
    chosen = choose_format(format_, output, _FORMATS)
    if chosen == "table":
        title = f"{len(found)} {'change' if len(found) == 1 else 'changes'} from {start} until {end}"
        deliver(_table(found, title, policy, rule.purpose, long_), output)
    elif chosen == "csv":
        rows = (
            {"change": change.change, "certainty": change.certainty} | row
            for change in found
            for row in relation_rows([change.relation])
        )
        deliver(as_csv(rows, (*_CHANGE, *RELATION_COLUMNS)), output)
    else:
        deliver(json_text([change.as_json() for change in found], chosen), output)


def _table(found: list[Change], title: str, policy: str, purpose: str, long: bool) -> str:
    from rich.text import Text as Line

    from kg.cli.tables import console, legend, relation_table

    out, text = console()
    relations = [change.relation for change in found]
    sources = len({claim.source.id for relation in relations for claim in relation.claims})
    out.print(Line(title, style="bold"))
    for words, group in groupby(found, key=lambda change: change.words):
        out.print(Line(f"\n{words.upper()}", style="bold"))
        out.print(relation_table([change.relation for change in group], width=out.width, long=long, sources=sources))
    out.print()
    out.print(legend(list({relation.id: relation for relation in relations}.values()), policy, purpose))
    return text.getvalue()
