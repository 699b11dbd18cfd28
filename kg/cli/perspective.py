"""``kg perspective``: the graph as one party tells it, and where two parties differ."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from kg.cli.completion import ENTITY
from kg.cli.options import (
    data_options,
    filter_options,
    find,
    lineage_option,
    output_options,
    policy_option,
    say_family,
    say_left_out,
)
from kg.cli.output import as_csv, as_json, as_jsonl, choose_format, deliver
from kg.graph import KnowledgeGraph
from kg.lookup.perspective import Lists, Perspective
from kg.model.dates import UNDATED
from kg.model.filters import Filters
from kg.model.records import EntityRef
from kg.model.table import RELATION_COLUMNS, relation_rows
from kg.policy import policy as find_policy

_FORMATS = ("table", "json", "jsonl", "csv")
_HEADINGS: Final = {
    "says": "{a} affirms",
    "denies": "{a} denies",
    "only_a": "Only {a} says",
    "only_b": "Only {b} says",
    "both": "Both say",
    "denied": "One says and the other denies",
    "accusations": "Each accuses the other",
}


@click.command()
@click.argument("party", type=ENTITY)
@click.option("--versus", type=ENTITY, metavar="PARTY", help="Lay this party's account beside the other's.")
@filter_options
@lineage_option
@policy_option
@click.option("--long", "long_", is_flag=True, help="Show the source of each claim with its side too.")
@output_options(*_FORMATS)
@data_options
@click.pass_context
def perspective(
    ctx: click.Context,
    party: str,
    versus: str | None,
    graph: KnowledgeGraph,
    filters: Filters,
    lineage: bool,
    policy: str,
    long_: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show what a party affirms and denies, or how far two parties say the same.

    A party speaks itself, through its organs, and through the holders of their offices at the time. A newspaper or
    a group of its side is not the party.

    Example: kg perspective Azerbaijan --versus Turkey
    """
    rule = find_policy(policy)
    parties = [find(graph, name) for name in (party, versus) if name is not None]
    asked = replace(filters, undated=True)
    if versus is None:
        view = graph.perspective(parties[0], asked, policy, lineage=lineage)
        views, lists = [view], view.lists
    else:
        found = graph.difference(parties[0], parties[1], asked, policy, lineage=lineage)
        views, lists = [found.a, found.b], found.lists
    for entity in parties:
        say_family(graph, entity, policy, lineage=lineage)
    silent = next(
        (v.party for v in views if not v.speakers and _is_silent(graph, v, filters, policy, lineage=lineage)), None
    )
    shown = {name: tuple(r for r in of if filters.undated or r.holds != UNDATED) for name, of in lists.items()}
    left_out = {relation.id for found in lists.values() for relation in found} - {
        relation.id for found in shown.values() for relation in found
    }
    say_left_out(len(left_out))
    if silent is not None or not any(shown.values()):
        click.echo(_nothing([view.party for view in views], silent), err=True)
        ctx.exit(1)
    chosen = choose_format(format_, output, _FORMATS)
    if chosen == "table":
        deliver(_table(views, shown, policy, rule.purpose, long_), output)
    elif chosen == "csv":
        deliver(as_csv(_rows(shown), ("list", *RELATION_COLUMNS)), output)
    else:
        record = {name: [relation.as_json() for relation in relations] for name, relations in shown.items()}
        deliver(as_jsonl([record]) if chosen == "jsonl" else as_json(record), output)


def _is_silent(graph: KnowledgeGraph, view: Perspective, filters: Filters, policy: str, *, lineage: bool) -> bool:
    """Say whether a party, of which nothing passes the filters, claims nothing whatever is asked."""
    return not filters or not graph.perspective(view.party, None, policy, lineage=lineage).speakers


def _nothing(parties: list[EntityRef], silent: EntityRef | None) -> str:
    if silent is not None:
        return f"kg: {silent.label} claims nothing in the data, neither itself nor through those who speak for it"
    names = " or ".join(party.label for party in parties)
    return f"kg: nothing that {names} claims passes the filters"


def _rows(lists: Lists) -> Iterator[dict[str, object]]:
    for name, relations in lists.items():
        for row in relation_rows(relations):
            yield {"list": name} | row


def _table(views: list[Perspective], lists: Lists, policy: str, purpose: str, long: bool) -> str:
    from rich.text import Text as Line

    from kg.cli.tables import console, legend, relation_table

    out, text = console()
    relations = {relation.id: relation for found in lists.values() for relation in found}
    sources = len({claim.source.id for relation in relations.values() for claim in relation.claims})
    names = dict(zip("ab", (view.party.label for view in views), strict=False))
    out.print(Line("The account of " + " beside that of ".join(names.values()), style="bold"))
    for view in views:
        voices = ["itself" if speaker == view.party else speaker.label for speaker in view.speakers]
        if voices and voices != ["itself"]:
            out.print(Line(f"{view.party.label} speaks here through {', '.join(voices)}.", style="dim"))
    for name, found in lists.items():
        out.print(Line(f"\n{_HEADINGS[name].format(**names)}: {len(found) or 'nothing'}", style="bold cyan"))
        if found:
            out.print(relation_table(found, width=out.width, long=long, sources=sources))
    out.print()
    out.print(legend(list(relations.values()), policy, purpose))
    return text.getvalue()
