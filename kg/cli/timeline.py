"""``kg timeline``: events and dated relations in order, as far as their dates order them."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

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
from kg.cli.output import as_csv, choose_format, deliver, json_text
from kg.graph import KnowledgeGraph
from kg.lookup.timeline import Entry, Timeline
from kg.model.filters import Filters
from kg.model.records import EntityRef, Relation, Text
from kg.model.table import RELATION_COLUMNS, relation_rows
from kg.model.wording import quantity, when, words
from kg.policy import policy as find_policy

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text as Line

_FORMATS = ("table", "json", "jsonl", "csv", "svg")
_ENTRY: Final = ("entry", "event_id", "event")
_UNSURE: Final = "≈"


@click.command()
@click.argument("name", type=ENTITY, required=False)
@filter_options
@lineage_option
@organs_option
@policy_option
@click.option("--long", "long_", is_flag=True, help="Show the notes to the claims too.")
@output_options(*_FORMATS)
@data_options
@click.pass_context
def timeline(
    ctx: click.Context,
    name: str | None,
    graph: KnowledgeGraph,
    filters: Filters,
    lineage: bool,
    organs: bool,
    policy: str,
    long_: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """List events, with who took part, where and at what toll, and dated relations, in order.

    What is dated by a year only may lie anywhere in it, and rival datings of an event stand side by side. What is
    said of an event, and what came of it, is listed for a name or with --layer.

    Example: kg timeline Turkey
    """
    rule = find_policy(policy)
    entity = None if name is None else find(graph, name)
    say_family(graph, entity, policy, lineage=lineage, organs=organs)
    found = graph.timeline(entity, filters, policy, lineage=lineage, organs=organs)
    say_left_out(found.left_out, own=True)
    scope = "in the graph" if entity is None else f"of {entity.label}"
    if not found.entries:
        click.echo(f"kg: no event and no dated relation {scope}{' passes the filters' if filters else ''}", err=True)
        ctx.exit(1)
    chosen = choose_format(format_, output, _FORMATS)
    if chosen == "table":
        deliver(_table(found, f"Timeline {scope}", policy, rule.purpose, long_), output)
    elif chosen == "svg":
        from kg.export.pictures.timeline import picture

        deliver(picture(found, f"Timeline {scope}", policy, graph.store), output)
    elif chosen == "csv":
        deliver(as_csv(_rows(found.entries), (*_ENTRY, *RELATION_COLUMNS)), output)
    else:
        deliver(json_text([entry.as_json() for entry in found.entries], chosen), output)


def _rows(entries: list[Entry]) -> Iterator[dict[str, object]]:
    for number, entry in enumerate(entries, 1):
        event = entry.event
        head = {"entry": number, "event_id": event and event.id, "event": event and event.label}
        for row in relation_rows(entry.relations):
            yield head | row


def _table(found: Timeline, title: str, policy: str, purpose: str, long: bool) -> str:
    from rich.text import Text as Line

    from kg.cli.tables import console, legend

    out, text = console()
    relations = {relation.id: relation for entry in found.entries for relation in entry.relations}
    sources = len({claim.source.id for relation in relations.values() for claim in relation.claims})
    out.print(Line(title, style="bold"))
    blocks = [list(entries) for _, entries in groupby(found.entries, key=lambda e: e.event or e.relations[0])]
    for heading, group in groupby(blocks, key=_heading):
        out.print(Line(f"\n{heading}", style="bold cyan"))
        table = _grid()
        for entries in group:
            _add(table, entries, found, long=long, sources=sources)
        out.print(table)
    out.print()
    if found.unsure:
        out.print(Line(f"{_UNSURE} may be before or after some of what follows: the dates overlap", style="dim"))
    out.print(legend(list(relations.values()), policy, purpose))
    return text.getvalue()


def _grid() -> "Table":
    from rich.table import Table

    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0), expand=True, pad_edge=False)
    table.add_column(width=1)
    table.add_column(width=16)
    table.add_column(width=1)
    table.add_column(ratio=5)
    table.add_column(ratio=4, overflow="fold")
    return table


def _heading(entries: list[Entry]) -> str:
    """Return the year or the years within which something begins or happens, by all accounts."""
    spans = [entry.period.anchor for entry in entries if entry.period]
    if not spans:
        return "WITHOUT A DATE"
    first, last = min(days.first for days in spans)[:4], max(days.last for days in spans)[:4]
    if any(days.begins_open for days in spans):
        return f"{last} or earlier"
    if any(days.ends_open for days in spans):
        return f"{first} or later"
    return first if first == last else f"{first}–{last}"


def _add(table: "Table", entries: list[Entry], found: Timeline, *, long: bool, sources: int) -> None:
    """Add an event, its rival datings one below the other, or a relation that has a date of its own."""
    from kg.cli.tables import mark, sentence, who

    event = entries[0].event
    for place, entry in enumerate(entries):
        sign = _UNSURE if entry.period and entry.period.anchor in found.unsure else ""
        dating = entry.relations[0] if entry.period or event is None else None
        date = when(dating) if dating and entry.period else ""
        what = _event(event, place) if event else sentence(entry.relations[0])
        what.append(_facts(dating) if dating else "", style="not bold dim")
        claims = who(dating, long=long, sources=sources) if dating else ""
        table.add_row(sign, f"or {date}" if place else date, mark(dating) if dating else "", what, claims)
    for relation in entries[0].relations if event else ():
        if event and not relation.period:
            table.add_row("", "", mark(relation), _part(relation, event), who(relation, long=long, sources=sources))


def _event(event: EntityRef, place: int) -> "Line":
    from rich.text import Text as Line

    if place:
        return Line("by another account", style="dim")
    return Line.assemble((event.label, "bold"), f" ({words(event.type)})")


def _part(relation: Relation, event: EntityRef) -> "Line":
    """Return a tie of an event as it reads from the event."""
    from rich.text import Text as Line

    other, label = relation.object, relation.type.label
    if relation.subject.id != event.id:
        other, label = relation.subject, relation.type.inverse_label or label
    name = f"“{other.value}”" if isinstance(other, Text) else other.label if other else ""
    phase = f" ({words(relation.phase)})" if relation.phase else ""
    return Line.assemble(f"  {label} {name}{phase}".rstrip(), (_facts(relation), "dim"))


def _facts(relation: Relation) -> str:
    about = f"about {relation.about.label}" if relation.about else ""
    known = ", ".join(filter(None, (quantity(relation), relation.holds, about)))
    return f" ({known})" if known else ""
