"""Relations and entities as a person reads them: tables that fit the terminal."""

import io
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.segment import Segment
from rich.table import Table
from rich.text import Text as Line

from kg.cli.output import WIDTH_ELSEWHERE
from kg.cli.visible import visible
from kg.lookup.entities import Portrait
from kg.model import wording
from kg.model.records import Claim, EntityRef, Relation
from kg.model.wording import when, words
from kg.terms import local_name

# From this width on, time and quantity have a column of their own.
_WIDE: Final = 120


class _Page(io.StringIO):
    """Text whose lines end where their words end, unless styles stand there."""

    def getvalue(self) -> str:
        """Return the text, without the blanks that fill a table to its width."""
        return "".join(f"{line.rstrip()}\n" for line in super().getvalue().splitlines())


class _Console(Console):
    """A console on which no text from the data can steer the terminal."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the pieces of what is shown, with its control characters as pictures."""
        if isinstance(renderable, str):
            renderable = visible(renderable)
        elif isinstance(renderable, Line):
            renderable = renderable.copy()
            renderable.plain = visible(renderable.plain)
        return super().render(renderable, options)


def console() -> tuple[Console, io.StringIO]:
    """Return a console that writes into a string, as wide as the terminal and in colour only on one."""
    on_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size((WIDTH_ELSEWHERE, 24)).columns
    text = _Page()
    return (
        _Console(
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
    """Return a relation as a sentence, with its ends in bold."""
    text = wording.sentence(relation)
    line = Line(text)
    line.stylize("bold", 0, len(relation.subject.label))
    if isinstance(relation.object, EntityRef):
        start = len(relation.subject.label) + len(relation.type.label) + 2
        line.stylize("bold", start, start + len(relation.object.label))
    return line


def details(relation: Relation) -> str:
    """Return the time and the quantity of a relation in brackets, after a space, or an empty string."""
    return wording.details(relation)


def quantity(relation: Relation) -> str:
    """Return the quantity of a relation in words, or an empty string."""
    return wording.quantity(relation)


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
        line.append(place(claim, 2 if long else sources), style="dim")
        if long:
            line.append(f", {claim.source.side or 'unknown'} side{', weak' if claim.source.weak else ''}", style="dim")
        dates = [f"said {claim.said_on}"] if claim.said_on else []
        dates += [f"as of {claim.attested_on}"] if claim.attested_on else []
        if dates:
            line.append(f", {', '.join(dates)}", style="dim")
        if claim.note:
            line.append(f"\n({claim.note})", style="dim italic")
        lines.append(line)
    if relation.corroboration is not None:
        lines.append(Line(str(relation.corroboration), style="dim"))
    return Line("\n").join(lines)


def place(claim: Claim, sources: int) -> str:
    """Return where a claim is found: its paragraphs, and its source where there are several."""
    numbers = ", ".join(map(str, claim.paragraphs))
    name = local_name(claim.source.id) if sources > 1 or not numbers else ""
    return f"[{' '.join(filter(None, (name, numbers)))}]"


def mark(relation: Relation) -> Line:
    """Return the sign of a relation: it passes the policy, is claimed only, or has denials alone."""
    if relation.accepted:
        return Line("✓", style="green")
    if relation.claims and not any(claim.affirms for claim in relation.claims):
        return Line("✗", style="bold red")
    return Line("○", style="yellow")


def known(relation: Relation, dates: Mapping[str, str]) -> str:
    """Return what is known of a relation beside its ends: whether it holds, when, how much, whom it is about.

    ``dates`` has the dates of events in words, by IRI, for ties that have none of their own.
    """
    time = when(relation)
    if relation.holds is not None and not time:
        ends = [end.id for end in (relation.subject, relation.object) if isinstance(end, EntityRef)]
        time = next((f"by its event {dates[end]}" for end in ends if end in dates), "")
    about = "" if relation.about is None else f"about {relation.about.label}"
    return ", ".join(filter(None, (relation.holds, time, wording.quantity(relation), about)))


def relation_table(
    relations: Sequence[Relation], *, width: int, long: bool, sources: int, dates: Mapping[str, str] | None = None
) -> Table:
    """Return relations as a table: mark, sentence, time and quantity, who says so."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), expand=True, pad_edge=False)
    table.add_column(width=1)
    wide = width >= _WIDE
    table.add_column(ratio=5)
    if wide:
        table.add_column(ratio=3)
    table.add_column(ratio=5 if wide else 4, overflow="fold")
    for relation in relations:
        facts = known(relation, dates or {})
        first = sentence(relation)
        if facts and not wide:
            first.append(f"\n  {facts}", style="dim")
        cells = [mark(relation), first]
        if wide:
            cells.append(Line(facts))
        table.add_row(*cells, who(relation, long=long, sources=sources))
    return table


def render_relations(
    relations: Sequence[Relation],
    *,
    title: str,
    policy: str,
    purpose: str,
    long: bool = False,
    dates: Mapping[str, str] | None = None,
) -> str:
    """Return relations grouped by layer, direct ties first and then what both ends take part in.

    ``dates`` has the dates of events in words, by IRI.
    """
    out, text = console()
    dates = dates or {}
    sources = {claim.source.id: claim.source for relation in relations for claim in relation.claims}
    direct = [relation for relation in relations if relation.through is None]
    shared = [relation for relation in relations if relation.through is not None]
    out.print(Line(title, style="bold"))
    for layer, group in groupby(direct, key=lambda relation: relation.type.layer):
        out.print(f"\n[bold]{layer.upper()}[/bold]")
        out.print(relation_table(list(group), width=out.width, long=long, sources=len(sources), dates=dates))
    if shared:
        out.print("\n[bold]WHAT BOTH TAKE PART IN[/bold]")
    for thing, group in groupby(shared, key=lambda relation: relation.through):
        assert thing is not None
        time = f", {dates[thing.id]}" if thing.id in dates else ""
        out.print(Line.assemble("through ", (thing.label, "bold"), f" ({words(thing.type)}{time})"))
        out.print(relation_table(list(group), width=out.width, long=long, sources=len(sources)))
    out.print()
    out.print(legend(relations, policy, purpose))
    return text.getvalue()


def legend(relations: Sequence[Relation], policy: str, purpose: str) -> Line:
    """Return what the marks mean, with how many relations have each, and which sources are cited."""
    counts = Counter(mark(relation).plain for relation in relations)
    meanings = {
        "✓": f"by the policy “{policy}”: {purpose}",
        "○": "claimed only",
        "✗": "with denials alone",
    }
    lines = [f"{sign} {counts[sign]} {words_}" for sign, words_ in meanings.items() if counts[sign]]
    if any(relation.holds for relation in relations):
        lines.append("certainly: the known dates allow nothing else; possibly: no known date speaks against it")
    sources = {claim.source.id: claim.source for relation in relations for claim in relation.claims}
    for iri, source in sorted(sources.items()):
        about = f"{source.date or 'no date'}, {source.side or 'side unknown'}"
        lines.append(f"Source {local_name(iri)}: {source.label} ({about})")
    return Line("\n".join(lines), style="dim")


def render_portrait(portrait: Portrait) -> str:
    """Return one entity whole, as labelled lines."""
    out, text = console()
    entity = portrait.entity
    out.print(Line.assemble((entity.label, "bold"), f" ({words(entity.type)}, {local_name(entity.id)})"))
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
    count = f"{portrait.corroborated} of {len(portrait.corroboration)} relations"
    table.add_row("corroborated", f"{count}, by two publishers or more")
    table.add_row("speaks", ", ".join(f"{stance} {n}" for stance, n in portrait.says.items()) or "no claim of its own")
    for source in portrait.sources:
        table.add_row("source", f"{local_name(source.id)}: {source.label} ({source.date or 'no date'})")
    out.print(table)
    return text.getvalue()


def render_rows(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return plain rows as a table with a head."""
    out, text = console()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(escape(column), overflow="fold", no_wrap=column == "Slug")
    for row in rows:
        table.add_row(*map(Line, row))
    out.print(table)
    return text.getvalue()
