"""``kg rank``: who stands where in the network."""

from pathlib import Path

import click

from kg.analysis.rank import MEASURES, Ranking, Score
from kg.analysis.rank import rank as measure
from kg.cli.network import FORMATS, basis, network_options, say_empty, say_network
from kg.cli.options import data_options, output_options
from kg.cli.output import choose_format, deliver, json_text
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.network import Scope

# How many ranks a table shows unless asked for more.
_MOST = 20
_CAUTION = "Who is written about most, leads: a rank is one in this record, and not one of power."


@click.command()
@click.option("--by", type=click.Choice(list(MEASURES)), default="degree", show_default=True, help="Measure.")
@click.option("--top", type=click.IntRange(1), metavar="N", help="Only the first N ranks.")
@click.option("--robust", is_flag=True, help="Rank again without weakly supported relations, and show who moves.")
@network_options
@output_options(*FORMATS)
@data_options
@click.pass_context
def rank(
    ctx: click.Context,
    graph: KnowledgeGraph,
    filters: Filters,
    policy: str,
    scope: Scope,
    by: str,
    top: int | None,
    robust: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Rank the entities of the network by degree, betweenness, closeness, PageRank or eigenvector.

    A pair counts once, whichever way and however often it is tied. --robust leaves out what somebody denies, what
    nobody affirms as more than a judgement or a rumour, and what only weak sources say.

    Example: kg rank --by betweenness --kind Actor --top 10
    """
    network = graph.network(filters, policy, scope)
    say_network(network)
    found = measure(network, by, robust=robust)
    if not found.scores:
        say_empty(network, "nobody to rank")
        ctx.exit(1)
    chosen = choose_format(format_, output, FORMATS)
    top = _MOST if top is None and chosen == "table" else top
    shown = [score for score in found.scores if top is None or score.rank <= top]
    if found.error:
        click.echo(f"kg: {by} is sampled: 95 % of scores are within {found.error:.2g} of the exact one", err=True)
    if chosen == "table":
        deliver(_table(found, shown, policy), output)
    else:
        records = found.as_json()[: len(shown)]
        deliver(json_text(records, chosen), output)


def _table(found: Ranking, shown: list[Score], policy: str) -> str:
    from kg.cli.tables import render_rows

    rest = len(found.scores) - len(shown)

    columns = ["Rank", "Name", "Kind", found.measure.capitalize()]
    rows = [[str(score.rank), score.entity.label, score.entity.type, f"{score.score:.4g}"] for score in shown]
    lines = [f"{rest} more; --top N shows as many"] if rest else []
    lines.append(f"{found.measure}: {MEASURES[found.measure][1]}")
    if found.weak is not None:
        columns.append("Rank without weak")
        for row, score in zip(rows, shown, strict=True):
            row.append("no tie left" if score.firm_rank is None else _move(score.rank, score.firm_rank))
        relations = "1 relation is" if found.weak == 1 else f"{found.weak} relations are"
        lines.append(f"{relations} weakly supported")
    return render_rows(columns, rows) + "\n".join([*lines, basis(policy, _CAUTION)]) + "\n"


def _move(rank: int, firm: int) -> str:
    sign = "↑" if firm < rank else "↓"
    return str(firm) if firm == rank else f"{firm} {sign}"
