"""``kg stats``: how much there is of what."""

from pathlib import Path

import click

from kg.cli.options import data_options, output_options
from kg.cli.output import as_json, choose_format, deliver
from kg.graph import KnowledgeGraph
from kg.lookup.stats import Stats

_FORMATS = ("table", "json")


@click.command()
@output_options(*_FORMATS)
@data_options
def stats(graph: KnowledgeGraph, format_: str | None, output: Path | None) -> None:
    """Count entities by kind, relations by layer, dataset and decade, claims by status and stance.

    Example: kg stats
    """
    found = graph.stats()
    deliver(_render(found) if choose_format(format_, output, _FORMATS) == "table" else as_json(found.as_json()), output)


def _render(found: Stats) -> str:
    from kg.cli.tables import render_rows

    groups = {
        "Relations by layer": found.layers,
        "Relations by dataset": found.datasets,
        "Relations by decade": found.decades | {"undated": found.undated},
        "Claims by status": found.statuses,
        "Claims by stance": found.stances,
        "Entities by kind": found.kinds,
    }
    rows = [
        (title if place == 0 else "", name, str(n))
        for title, counts in groups.items()
        for place, (name, n) in enumerate(counts.items())
    ]
    head = f"{found.entities} entities, {found.relations} relations, {found.claims} claims\n"
    return head + render_rows(("", "", "Count"), rows)
