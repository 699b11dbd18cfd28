"""``kg match``: which entities of several datasets may be the same thing, for a person to decide."""

from pathlib import Path
from typing import Final

import click

from kg.cli.options import dossier_options, output_options
from kg.cli.output import choose_format, deliver, json_text
from kg.cli.terminal import lines
from kg.importing.match import Match, Matches
from kg.records import record
from kg.validation.decided import cure

_FORMATS: Final = ("table", "json", "csv")
_SHOWN: Final = 40


@click.command()
@click.option("--write", is_flag=True, help="Put the proposals into matches.csv of the dossier, to be decided there.")
@output_options(*_FORMATS)
@dossier_options
@click.pass_context
def match(ctx: click.Context, write: bool, format_: str | None, output: Path | None, data: Path | None) -> None:
    """Propose entities that several datasets have and that may be the same, with the reasons.

    Nothing is merged: write same or different into the column decision of matches.csv, and import again.

    Example: kg match
    """
    from kg.dossier import dossier_of
    from kg.importing.match import find_matches, write_matches
    from kg.validation.decided import written

    form = choose_format(format_, output, _FORMATS)
    dossier = dossier_of(data)
    matches = find_matches(dossier)
    if write:
        path = write_matches(dossier, matches.proposed)
        click.echo(f"kg: {len(matches.proposed)} proposals stand undecided in {path}", err=True)
    if form == "json":
        deliver(json_text(record(matches, "proposals")), output)
    elif form == "csv":
        deliver(written(match.as_row() for match in matches.proposed), output)
    else:
        deliver(lines(_table(matches)), output)
    ctx.exit(0 if matches.proposed else 1)


def _table(matches: Matches) -> list[str]:
    told = [line for match in matches.proposed[:_SHOWN] for line in _lines(match)]
    if len(matches.proposed) > _SHOWN:
        told.append(f"and {len(matches.proposed) - _SHOWN:,} more; --format csv lists them")
    for one in matches.waiting:
        done = cure(one.entity, one.stays, one.dataset, imported=one.imported)
        told.append(f"decided, and still there: {one.entity}; {done}")
    return [*told, f"{len(matches.proposed):,} proposals, {matches.decided:,} pairs decided"]


def _lines(match: Match) -> list[str]:
    kinds = match.kind if match.kind == match.other_kind else f"{match.kind}, {match.other_kind}"
    return [f"{match.label} ({kinds}): {match.entity} and {match.other}", f"  {'; '.join(match.reasons)}"]
