"""``kg import``: a fact sheet becomes a dataset."""

from pathlib import Path

import click

from kg.cli.options import output_options
from kg.cli.output import as_json, choose_format, deliver
from kg.cli.progress import count
from kg.cli.visible import visible
from kg.importing.names import Near
from kg.importing.report import Report
from kg.model.lookalikes import spelled

_FORMATS = ("table", "json")


@click.command("import")
@click.argument("sheet", type=click.Path(path_type=Path), required=False, metavar="FILE")
@click.option(
    "--profile", type=click.Path(path_type=Path), metavar="FILE", help="Default: profile.toml, beside the sheet."
)
@click.option(
    "--resolution",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Decisions on names. Default: resolution.toml beside the sheet, if there is one.",
)
@click.option("--into", type=click.Path(path_type=Path), metavar="FOLDER", help="Data folder to write into.")
@click.option("--dry-run", is_flag=True, help="Only say what would be made.")
@click.option("--template", is_flag=True, help="Write an empty sheet, or with -o FILE.toml its profile.")
@output_options(*_FORMATS)
@click.pass_context
def import_(
    ctx: click.Context,
    sheet: Path | None,
    profile: Path | None,
    resolution: Path | None,
    into: Path | None,
    dry_run: bool,
    template: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Make a dataset of a fact sheet (CSV, TSV, XLSX), by a profile that says what its columns mean.

    Example: kg import {sheet} --dry-run
    """
    if template:
        from kg.importing.template import FORMATS, empty_sheet

        ending = "csv" if output is None else output.suffix[1:]
        if ending not in FORMATS:
            raise click.UsageError(f"a template is written as {', '.join(FORMATS)}, not as '{ending}'")
        deliver(empty_sheet(ending), output)
        return
    if sheet is None:
        raise click.UsageError("give a sheet to import, or --template for an empty one")
    if (into is None) != dry_run:
        raise click.UsageError("give either --into FOLDER, the data folder to write into, or --dry-run")
    from kg.importing.importer import import_sheet

    beside = sheet.parent / "resolution.toml"
    report = import_sheet(
        sheet,
        profile or sheet.parent / "profile.toml",
        resolution or (beside if beside.is_file() else None),
        into,
        lambda rows, share: count(rows, "rows", share),
    )
    if choose_format(format_, output, _FORMATS) == "table":
        deliver(visible(_table(report, dry_run=dry_run)), output)
    else:
        deliver(as_json(report.as_json()), output)
    ctx.exit(1 if report.unforeseen or not report.written else 0)


def _table(report: Report, *, dry_run: bool) -> str:
    lines = [f"line {refusal.line}: {refusal.reason}" for refusal in report.refused]
    lines += [f"left out: {what}" for what in report.left_out]
    lines += [_near(near) for near in report.near]
    word = "fit to write" if dry_run else "written"
    lines.append(f"{report.read} rows read = {report.written} {word} + {len(report.refused)} refused")
    lines.append(
        f"dataset {report.dataset}: {report.relations} relations, {report.claims} claims, {report.sources} sources, "
        f"{report.entities} new entities, in {len(report.files)} files"
    )
    return "".join(f"{line}\n" for line in lines)


def _near(near: Near) -> str:
    mixed = f", with {' and '.join(near.strangers)}, which looks Latin" if near.strangers else ""
    alike = f"; alike: {', '.join(near.like)}" if near.like else ""
    return f"near: '{spelled(near.name)}' is new as {near.entity}{mixed}{alike}"
