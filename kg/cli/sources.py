"""``kg sources``: on whose authority, and whether a reader's own copy is the one that was cited."""

from pathlib import Path

import click

from kg.cli.completion import ENTITY
from kg.cli.options import data_options, filter_options, find, output_options, say_left_out
from kg.cli.output import as_json, choose_format, deliver
from kg.cli.visible import visible
from kg.graph import KnowledgeGraph
from kg.lookup.sources import Authorities, Support
from kg.lookup.verification import Verification
from kg.model.filters import Filters
from kg.model.records import Source
from kg.terms import local_name

_FORMATS = ("table", "json")


@click.command()
@click.argument("name", type=ENTITY, required=False)
@filter_options
@click.option("--verify", type=click.Path(path_type=Path), metavar="FILE", help="Compare this copy of a source.")
@click.option("--mentions", is_flag=True, help="With --verify: list claims whose paragraph names neither end.")
@output_options(*_FORMATS)
@data_options
@click.pass_context
def sources(
    ctx: click.Context,
    graph: KnowledgeGraph,
    name: str | None,
    filters: Filters,
    verify: Path | None,
    mentions: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Show which source and which claimant supports how much, by status and side.

    Example: kg sources Turkey
    """
    if mentions and verify is None:
        raise click.UsageError("--mentions reads a copy of the source: give it with --verify FILE")
    if verify is not None and (name is not None or filters):
        raise click.UsageError("--verify compares a whole source: leave out the name and the filters")
    chosen = choose_format(format_, output, _FORMATS)
    if verify is not None:
        result = graph.verify(verify, mentions=mentions)
        deliver(_verification(result) if chosen == "table" else as_json(result.as_json()), output)
        ctx.exit(1 if result.missing else 0)
    entity = None if name is None else find(graph, name)
    found = graph.sources(entity, filters)
    say_left_out(graph.undated(entity, filters=filters))
    if not found.relations:
        click.echo("kg: no claim passes the filters", err=True)
        ctx.exit(1)
    deliver(_authorities(found) if chosen == "table" else as_json(found.as_json()), output)


def _authorities(found: Authorities) -> str:
    from kg.cli.tables import render_rows

    columns = ("Side", "Claims", "Affirms", "Denies")
    publishers = ", ".join(f"{count}: {relations}" for count, relations in found.publishers.items())
    share = f"{100 * found.single / found.relations:.0f} %"
    silent = visible("; ".join(entity.label for entity in found.silent))
    return (
        render_rows(("Source", *columns), map(_row, found.sources))
        + render_rows(("Claimant", *columns), map(_row, found.claimants))
        + f"Relations by the independent publishers who support their tie: {publishers}.\n"
        + f"{found.single} of {found.relations} relations ({share}) rest on a single source.\n"
        + (
            f"Spoken about, with no claim and no speech act of their own ({len(found.silent)}): {silent}.\n"
            if silent
            else ""
        )
    )


def _row(support: Support) -> tuple[str, str, str, str, str]:
    def counts(by_status: dict[str, int]) -> str:
        return ", ".join(f"{status} {n}" for status, n in by_status.items())

    name = local_name(support.who.id) if isinstance(support.who, Source) else support.who.label
    side = support.side or "unknown"
    return name, side, str(support.claims), counts(support.affirms), counts(support.denies)


def _verification(result: Verification) -> str:
    total = len(result.matching) + len(result.missing)
    lines = [f"{len(result.matching)} of {total} passages of {local_name(result.source.id)} are in the copy."]
    lines += [f"[{number}] is missing from the copy, or differs." for number in result.missing]
    if result.unmentioned is not None:
        lines.append(f"{len(result.unmentioned)} claims cite a paragraph that names neither end of the relation.")
        lines.append(
            "That need not be wrong: a source may say this country, or the truce. Read each against its paragraph."
        )
        lines += [
            f"{list(found.claim.paragraphs)} {found.relation} ({local_name(found.claim.id)})"
            for found in result.unmentioned
        ]
    return "".join(f"{visible(line)}\n" for line in lines)
