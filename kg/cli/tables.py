"""Relations and entities as a person reads them: tables that fit the terminal."""

import io
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Line

from kg.cli.output import WIDTH_ELSEWHERE
from kg.lookup.entities import Portrait
from kg.model.records import Claim, EntityRef, Relation
from kg.terms import local_name

# From this width on, time and quantity have a column of their own.
_WIDE: Final = 120
_MARK: Final = {True: "✓", False: "○"}
_STYLE: Final = {True: "green", False: "yellow"}
_POWERS: Final = ((Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))


def console() -> tuple[Console, io.StringIO]:
    """Return a console that writes into a string, as wide as the terminal and in colour only on one."""
    on_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size((WIDTH_ELSEWHERE, 24)).columns
    text = io.StringIO()
    return (
        Console(
            file=text,
            width=max(width, 40),
            force_terminal=on_terminal,
            no_color=not on_terminal or bool(os.environ.get("NO_COLOR")),
            highlight=False,
            emoji=False,
        ),
        text,
    )


def sentence(relation: Relation) -> Line:
    """Return a relation as a sentence: subject, type, object."""
    line = Line()
    line.append(relation.subject.label, style="bold")
    line.append(f" {relation.type.label}")
    if isinstance(relation.object, EntityRef):
        line.append(f" {relation.object.label}", style="bold")
    elif relation.object is not None:
        line.append(f" “{relation.object.value}”")
    if relation.used_by is not None:
        line.append(f", as used by {relation.used_by.label}")
    if relation.phase is not None:
        line.append(f" ({words(relation.phase)})", style="italic")
    return line


def words(name: str) -> str:
    """Return a camel-case name as words.

    >>> words("underWay")
    'under way'
    """
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)


def when(relation: Relation) -> str:
    """Return the time of a relation in words, or an empty string."""
    if relation.on is not None:
        return f"on {relation.on}" if len(relation.on) == 10 else f"in {relation.on}"
    parts = []
    if relation.from_ is not None:
        parts.append(f"from {relation.from_}")
    if relation.until is not None:
        parts.append(f"until {relation.until}")
    if relation.not_before is not None:
        parts.append(f"not before {relation.not_before}")
    if relation.not_after is not None:
        parts.append(f"not after {relation.not_after}")
    return " ".join(parts)


def quantity(relation: Relation, symbols: dict[str, str]) -> str:
    """Return the quantity of a relation in words, or an empty string."""
    if relation.value is None:
        return ""
    number = _number(relation.value)
    if relation.value_max is not None:
        number += f" to {_number(relation.value_max)}"
    hedge = symbols.get(relation.comparator or "", "")
    unit = symbols.get(relation.unit or "", relation.unit or "")
    return " ".join(filter(None, (hedge, number, unit)))


def _number(value: Decimal) -> str:
    for power, word in _POWERS:
        if abs(value) >= power:
            return f"{(value / power).normalize():f} {word}"
    return f"{value:,f}" if value == value.to_integral_value() else f"{value.normalize():f}"


def details(relation: Relation, symbols: dict[str, str]) -> str:
    """Return the time and the quantity of a relation in brackets, after a space, or an empty string."""
    words_ = ", ".join(filter(None, (when(relation), quantity(relation, symbols))))
    return f" ({words_})" if words_ else ""


def who(relation: Relation, *, long: bool, sources: int) -> Line:
    """Return who affirms a relation, and then who denies it, each with status and paragraph."""
    lines = []
    for claim in relation.claims:
        line = Line()
        if claim.affirms:
            line.append(claim.status, style="cyan")
        else:
            line.append("denied", style="bold red")
            if claim.status != "asserted":
                line.append(f" ({claim.status})")
        line.append(f" by {claim.claimant.label} ")
        line.append(place(claim, sources), style="dim")
        dates = [f"said {claim.said_on}"] if claim.said_on else []
        dates += [f"for {claim.attested_on}"] if claim.attested_on else []
        if dates:
            line.append(f" {', '.join(dates)}", style="dim")
        if long and claim.note:
            line.append(f"\n  {claim.note}", style="dim italic")
        lines.append(line)
    return Line("\n").join(lines)


def place(claim: Claim, sources: int) -> str:
    """Return where a claim is found: its paragraphs, and its source where there are several."""
    numbers = ", ".join(map(str, claim.paragraphs))
    name = local_name(claim.source.id) if sources > 1 or not numbers else ""
    return f"[{' '.join(filter(None, (name, numbers)))}]"


def relation_table(
    relations: Sequence[Relation], symbols: dict[str, str], *, width: int, long: bool, sources: int
) -> Table:
    """Return relations as a table: mark, sentence, time and quantity, who says so."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), expand=True, pad_edge=False)
    table.add_column(width=1)
    wide = width >= _WIDE
    table.add_column(ratio=5)
    if wide:
        table.add_column(ratio=3)
    table.add_column(ratio=5 if wide else 4)
    for relation in relations:
        details = ", ".join(filter(None, (when(relation), quantity(relation, symbols))))
        first = sentence(relation)
        if details and not wide:
            first.append(f"\n  {details}", style="dim")
        cells = [Line(_MARK[relation.accepted], style=_STYLE[relation.accepted]), first]
        if wide:
            cells.append(Line(details))
        table.add_row(*cells, who(relation, long=long, sources=sources))
    return table


def render_relations(
    relations: Sequence[Relation],
    symbols: dict[str, str],
    *,
    title: str,
    policy: str,
    purpose: str,
    long: bool = False,
) -> str:
    """Return relations grouped by layer, direct ties first and then what both ends take part in."""
    out, text = console()
    sources = {claim.source.id: claim.source for relation in relations for claim in relation.claims}
    direct = [relation for relation in relations if relation.through is None]
    shared = [relation for relation in relations if relation.through is not None]
    options = {"width": out.width, "long": long, "sources": len(sources)}
    out.print(Line(title, style="bold"))
    for layer, group in groupby(direct, key=lambda relation: relation.type.layer):
        out.print(f"\n[bold]{layer.upper()}[/bold]")
        out.print(relation_table(list(group), symbols, **options))  # type: ignore[arg-type]
    if shared:
        out.print("\n[bold]WHAT BOTH TAKE PART IN[/bold]")
    for thing, group in groupby(shared, key=lambda relation: relation.through):
        assert thing is not None
        out.print(Line.assemble("through ", (thing.label, "bold"), f" ({words(thing.type).strip()})"))
        out.print(relation_table(list(group), symbols, **options))  # type: ignore[arg-type]
    accepted = sum(relation.accepted for relation in relations)
    out.print()
    out.print(
        Line(f"✓ {accepted} pass the policy “{policy}”: {purpose}\n○ {len(relations) - accepted} do not.", style="dim")
    )
    for source in sorted(sources.values(), key=lambda source: source.id):
        name = local_name(source.id)
        out.print(
            Line(
                f"Source {name}: {source.label} ({source.date or 'no date'}, {source.side or 'side unknown'})",
                style="dim",
            )
        )
    return text.getvalue()


def render_portrait(portrait: Portrait) -> str:
    """Return one entity whole, as labelled lines."""
    out, text = console()
    entity = portrait.entity
    out.print(Line.assemble((entity.label, "bold"), f" ({words(entity.type).strip()}, {local_name(entity.id)})"))
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(style="cyan", no_wrap=True)
    table.add_column()
    if entity.names[1:]:
        table.add_row("found as", "; ".join(entity.names[1:]))
    for relation in portrait.names:
        sources = len({claim.source.id for claim in relation.claims})
        table.add_row("called", Line.assemble(sentence(relation), " – ", who(relation, long=True, sources=sources)))
    for name, code in entity.codes.items():
        table.add_row(name, code)
    table.add_row("relations", ", ".join(f"{layer} {n}" for layer, n in portrait.layers.items()) or "none")
    table.add_row("events", "; ".join(event.label for event in portrait.events) or "none")
    table.add_row("speaks", ", ".join(f"{stance} {n}" for stance, n in portrait.says.items()) or "never itself")
    for source in portrait.sources:
        table.add_row("source", f"{local_name(source.id)}: {source.label} ({source.date or 'no date'})")
    out.print(table)
    return text.getvalue()


def render_rows(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return plain rows as a table with a head."""
    out, text = console()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(escape(column), overflow="fold")
    for row in rows:
        table.add_row(*map(Line, row))
    out.print(table)
    return text.getvalue()
