"""``kg disputes``: where accounts differ, side by side."""

from collections.abc import Iterator
from dataclasses import replace
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
from kg.cli.output import as_csv, choose_format, deliver, json_text, relations_text
from kg.graph import KnowledgeGraph
from kg.model.dates import UNDATED
from kg.model.disputes import ACCUSATION, DATE, DENIAL, DENIES, VALUE, Dispute, Side
from kg.model.filters import Filters
from kg.model.records import Claim, EntityRef, Relation
from kg.model.table import RELATION_COLUMNS, relation_rows
from kg.model.wording import quantity, sentence, when
from kg.policy import policy as find_policy
from kg.terms import local_name

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text as Line

_FORMATS = ("table", "json", "jsonl", "csv", "ttl")
HEADINGS: Final = {
    DENIAL: "Affirmed and denied",
    VALUE: "Rival values",
    ACCUSATION: "Mutual accusations",
    DATE: "Rival dates",
}
# "side" is a column of the relations already: the side of the source.
_COLUMNS: Final = ("dispute", "kind", "account")


@click.command()
@click.argument("name", required=False, type=ENTITY)
@click.option("--uncorroborated", is_flag=True, help="List instead what only a party to the conflict says.")
@filter_options
@lineage_option
@organs_option
@policy_option
@click.option("--long", "long_", is_flag=True, help="Show the source of each claim with its side too.")
@output_options(*_FORMATS)
@data_options
@click.pass_context
def disputes(
    ctx: click.Context,
    name: str | None,
    uncorroborated: bool,
    graph: KnowledgeGraph,
    filters: Filters,
    lineage: bool,
    organs: bool,
    policy: str,
    long_: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show where accounts differ: denials, rival values and dates, mutual accusations, with who stands where.

    With a name, what is about it, or what it says itself. No side is preferred. Figures agree where one is the other
    rounded, or within its hedge; figures for other dates do not differ. A dispute is listed whole where one of its
    relations passes the filters.

    Example: kg disputes Azerbaijan
    """
    rule = find_policy(policy)
    entity = None if name is None else find(graph, name)
    say_family(graph, entity, policy, lineage=lineage, organs=organs)
    chosen = choose_format(format_, output, _FORMATS)
    about = "" if entity is None else f" about {entity.label}"
    asked = replace(filters, undated=True)
    if uncorroborated:
        relations = graph.uncorroborated(entity, asked, policy, lineage=lineage, organs=organs)
        listed = [relation for relation in relations if filters.undated or relation.holds != UNDATED]
        say_left_out(len(relations) - len(listed))
        if not listed:
            click.echo(
                f"kg: nothing{about}{_passing(filters, 'es')} rests on the word of a party to the conflict alone",
                err=True,
            )
            ctx.exit(1)
        deliver(_alone(graph, listed, chosen, about, policy, rule.purpose, long_), output)
        return
    found = graph.disputes(entity, asked, policy, lineage=lineage, organs=organs)
    shown = [dispute for dispute in found if filters.undated or not dispute.undated]
    say_left_out(len(found) - len(shown), what="dispute")
    if not shown:
        click.echo(f"kg: no accounts{about}{_passing(filters)} differ", err=True)
        ctx.exit(1)
    deliver(_text(graph, shown, chosen, about, long_), output)


def _passing(filters: Filters, ending: str = "") -> str:
    return f" that pass{ending} the filters" if filters else ""


def _alone(
    graph: KnowledgeGraph, found: list[Relation], chosen: str, about: str, policy: str, purpose: str, long: bool
) -> str:
    """Return relations that only a party affirms, in a format."""
    if chosen == "table":
        from kg.cli.tables import render_relations

        count = "1 relation" if len(found) == 1 else f"{len(found)} relations"
        title = f"{count}{about} that only a party to the conflict affirms"
        return render_relations(found, title=title, policy=policy, purpose=purpose, long=long)
    return relations_text(graph, found, chosen)


def _text(graph: KnowledgeGraph, found: list[Dispute], chosen: str, about: str, long: bool) -> str:
    """Return disputes in a format."""
    if chosen == "table":
        return _table(found, f"{len(found)} {'dispute' if len(found) == 1 else 'disputes'}{about}", long)
    if chosen == "csv":
        return as_csv(_rows(found), (*_COLUMNS, *RELATION_COLUMNS))
    if chosen == "ttl":
        return graph.turtle({relation.id: relation for dispute in found for relation in dispute.relations}.values())
    return json_text([dispute.as_json() for dispute in found], chosen)


def _rows(found: list[Dispute]) -> Iterator[dict[str, object]]:
    for number, dispute in enumerate(found, 1):
        for place, side in enumerate(dispute.sides, 1):
            head = {"dispute": number, "kind": dispute.kind, "account": place}
            for row in relation_rows(replace(said.relation, claims=said.claims) for said in side.statements):
                yield head | row


def _table(found: list[Dispute], title: str, long: bool) -> str:
    """Return disputes as a person reads them: under each its sides, what each says on the left and who on the right."""
    from rich.text import Text as Line

    from kg.cli.tables import console

    out, text = console()
    claims = [claim for dispute in found for side in dispute.sides for said in side.statements for claim in said.claims]
    cited = {claim.source.id: claim.source for claim in claims}
    out.print(Line(title, style="bold"))
    for kind, disputes in groupby(found, key=lambda dispute: dispute.kind):
        out.print(Line(f"\n{HEADINGS[kind].upper()}", style="bold cyan"))
        for dispute in disputes:
            out.print(Line(str(dispute), style="bold"))
            out.print(sides_table(dispute, long=long, sources=len(cited)))
    out.print(Line("\nAfter a claimant stands its side in the conflict. No side is preferred.", style="dim"))
    for iri, source in sorted(cited.items()):
        about = f"{source.date or 'no date'}, {source.side or 'side unknown'}"
        out.print(Line(f"Source {local_name(iri)}: {source.label} ({about})", style="dim"))
    return text.getvalue()


def sides_table(dispute: Dispute, *, long: bool, sources: int) -> "Table":
    """Return the sides of a dispute as a table: what each says on the left and who on the right."""
    from rich.table import Table
    from rich.text import Text as Line

    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0), expand=True, pad_edge=False)
    table.add_column(width=3, justify="right")
    table.add_column(ratio=4)
    table.add_column(ratio=5, overflow="fold")
    for side in dispute.sides:
        for place, said in enumerate(side.statements):
            claims = [_claim(claim, _place(side, claim), long=long, sources=sources) for claim in said.claims]
            table.add_row("" if place else "–", _account(dispute, side, said.relation), Line("\n").join(claims))
    return table


def _account(dispute: Dispute, side: Side, relation: Relation) -> str:
    """Return what a side says by a relation, without what all sides share."""
    named = relation.about in (None, dispute.subject, dispute.object)
    about = "" if named else f"about {relation.about}"
    known = ", ".join(filter(None, (relation.holds, when(relation), quantity(relation), about)))
    if side.party is not None:
        words = f"{side.party.label} says: {sentence(relation)}"
    elif dispute.kind == DENIAL:
        words = "denied" if side.stance == DENIES else "affirmed"
    else:
        target = relation.object.label if isinstance(relation.object, EntityRef) else relation.object
        ends = ((dispute.subject, relation.subject.label), (dispute.object, target))
        words = " – ".join(str(end) for shared, end in ends if shared is None and end is not None)
    return f"{words} ({known})" if words and known else words or known


def _claim(claim: Claim, place: str, *, long: bool, sources: int) -> "Line":
    """Return who makes a claim, from where in the conflict, how, and where it is found."""
    from rich.text import Text as Line

    from kg.cli.tables import place as found_in

    line = Line(claim.status, style="cyan") if claim.affirms else Line("denied", style="bold red")
    if not claim.affirms and claim.status != "asserted":
        line.append(f" ({claim.status})", style="not bold")
    line = Line.assemble(
        line, f" by {claim.claimant.label} ({place}) ", (found_in(claim, 2 if long else sources), "dim")
    )
    if long:
        line.append(f", {claim.source.side or 'unknown'} source{', weak' if claim.source.weak else ''}", style="dim")
    dates = [f"said {claim.said_on}"] if claim.said_on else []
    dates += [f"as of {claim.attested_on}"] if claim.attested_on else []
    line.append("".join(f", {date}" for date in dates), style="dim")
    if claim.note:
        line.append(f"\n({claim.note})", style="dim italic")
    return line


def _place(side: Side, claim: Claim) -> str:
    """Return the side of the conflict on which a claimant stands."""
    stands = {who.side or "side unknown" for who in side.claimants if who.entity.id == claim.claimant.id}
    return " or ".join(sorted(stands))
