"""``kg import``: a table becomes a dataset."""

import os
from errno import ENOENT
from pathlib import Path
from typing import Final

import click

from kg.answers.listing import count as counted
from kg.cli.options import dossier_option, output_options
from kg.cli.output import choose_format, deliver, json_text
from kg.cli.progress import count
from kg.cli.query import limit_options
from kg.cli.visible import visible
from kg.dossier import current
from kg.errors import DataError
from kg.importing.check import Check
from kg.importing.explain import Explanation
from kg.importing.names import Near
from kg.importing.refusals import Reason
from kg.importing.report import Report
from kg.model.lookalikes import spelled
from kg.records import record, recorded
from kg.store.formats import RDF_FORMATS
from kg.store.worker import Limits

_FORMATS: Final = ("table", "json")
_NEAR: Final = 20


@click.command("import")
@click.argument("sheet", type=click.Path(path_type=Path), required=False, metavar="FILE")
@click.option(
    "--profile", type=click.Path(path_type=Path), metavar="FILE", help="Default: profile.toml, beside the sheet."
)
@click.option("--preset", metavar="NAME", help="A profile that comes with the program: of a public data set.")
@click.option(
    "--query", type=click.Path(path_type=Path), metavar="FILE", help="Take of an RDF file what this SELECT query finds."
)
@limit_options("the query of a file")
@click.option("--presets", is_flag=True, help="List the presets.")
@click.option(
    "--resolution",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Decisions on names. Default: resolution.toml beside the sheet, if there is one.",
)
@click.option(
    "--into", type=click.Path(path_type=Path), metavar="FOLDER", help="Data folder to write into; a new one is made."
)
@dossier_option
@click.option("--dry-run", is_flag=True, help="Only say what would be made.")
@click.option("--name", default="", metavar="NAME", help="Short name of the dataset, in place of the profile's.")
@click.option("--title", default="", metavar="TEXT", help="Title of the dataset, in place of the profile's.")
@click.option("--licence", default="", metavar="URL", help="Licence of the dataset, in place of the profile's.")
@click.option("--publisher", default="", metavar="NAME", help="Who publishes the data, where they do not say so.")
@click.option("--check", is_flag=True, help="Say how far the sheet is: rows filled in, rows open, and what is wrong.")
@click.option("--explain", type=click.IntRange(min=1), metavar="LINE", help="Say what becomes of each cell of a row.")
@click.option("--refused", type=click.Path(path_type=Path), metavar="FILE", help="Write all refused rows into a CSV.")
@click.option("--template", is_flag=True, help="Write an empty sheet, or with -o FILE.toml its profile.")
@output_options(*_FORMATS)
@click.pass_context
def import_(
    ctx: click.Context,
    sheet: Path | None,
    profile: Path | None,
    preset: str | None,
    query: Path | None,
    timeout: float,
    memory: int,
    presets: bool,
    resolution: Path | None,
    into: Path | None,
    dry_run: bool,
    name: str,
    title: str,
    licence: str,
    publisher: str,
    check: bool,
    explain: int | None,
    refused: Path | None,
    template: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Make a dataset of a table, of FollowTheMoney entities, or of what a query finds in RDF.

    Tables are CSV, TSV, XLSX, JSON, GeoJSON and Parquet, by themselves or in gzip or zip.

    A profile says what the columns mean; presets are profiles of public data sets.

    Example: kg import {sheet} --dry-run
    """
    if template:
        _write_template(output)
        return
    if presets:
        _list_presets(choose_format(format_, output, _FORMATS), output)
        return
    if sheet is None:
        raise click.UsageError("give a sheet to import, or --template for an empty one")
    if preset and profile:
        raise click.UsageError('give --profile or --preset; a profile can begin with base = "PRESET"')
    beside = sheet.parent / "resolution.toml"
    chosen = _profile(sheet, profile, preset) if query is None else _profile_of(query, sheet, profile, preset)
    asked = "" if query is None else _text(query)
    decisions = resolution or (beside if beside.is_file() else None)
    form = choose_format(format_, output, _FORMATS)
    told = {"name": name, "title": title, "licence": licence, "publisher": publisher}
    about = {key: word for key, word in told.items() if word}
    progress = lambda rows, share: count(rows, "rows", share)  # noqa: E731
    if explain is not None:
        from kg.importing.explain import explain_row

        explanation = explain_row(sheet, chosen, decisions, into, explain, about, asked, progress)
        deliver(
            visible(_explained(explanation)) if form == "table" else json_text(record(explanation, "explained-row")),
            output,
        )
        _say_against(current(sheet).root if into is None else None)
        ctx.exit(1 if explanation.refused else 0)
    if check:
        _check(ctx, sheet, chosen, decisions, into, form, output)
    if (into is None) != dry_run:
        raise click.UsageError("give either --into FOLDER, the data folder to write into, or --dry-run")
    from kg.importing.importer import import_sheet

    limits = Limits(timeout, memory)
    report = import_sheet(sheet, chosen, decisions, into, progress, refused, about=about, query=asked, limits=limits)
    if form == "json":
        deliver(json_text(record(report, "import")), output)
    elif report.read or report.left_out:
        deliver(visible(_table(report, dry_run=dry_run)), output)
    _say_against(current(sheet).root if into is None and report.read else None)
    if not report.read:
        why = (
            "the query finds nothing"
            if sheet.suffix[1:].lower() in RDF_FORMATS
            else "a sheet has one below its head for each fact"
        )
        click.echo(f"kg: {sheet}: there are no rows to import: {why}", err=True)
    ctx.exit(1 if report.unforeseen or not report.written else 0)


def _check(
    ctx: click.Context,
    sheet: Path,
    profile: Path,
    decisions: Path | None,
    into: Path | None,
    form: str,
    output: Path | None,
) -> None:
    """Say how far a sheet is; names mean what they mean in the dossier in which the sheet lies."""
    from kg.importing.check import check_sheet, home_of

    checked = check_sheet(sheet, profile, decisions, into, lambda rows, share: count(rows, "rows", share))
    deliver(visible(_checked(checked)) if form == "table" else json_text(record(checked, "check")), output)
    _say_against(home_of(sheet) if into is None else None)
    ctx.exit(0 if checked.done else 1)


def _say_against(root: Path | None) -> None:
    """Say against which dossier the names of a sheet were checked, where no data folder to write into is given."""
    if root is not None:
        click.echo(f"kg: checked against {root}; --dossier DIR or --into FOLDER names another dossier", err=True)


def _checked(checked: Check) -> str:
    words = {"filled in": checked.filled, "open": checked.open, "left out": checked.left_out, "wrong": checked.wrong}
    counted = ", ".join(f"{number:,} {word}" for word, number in words.items() if number)
    lines = [f"line {error.line}: {error.reason}" for error in checked.errors]
    if checked.wrong > len(checked.errors):
        lines.append(f"{checked.wrong - len(checked.errors):,} more rows are wrong: mend these first")
    if checked.first_open:
        dots = " …" if checked.open > len(checked.first_open) else ""
        lines.append(f"open: line {', '.join(map(str, checked.first_open))}{dots}")
    return "".join(f"{line}\n" for line in [*lines, f"{checked.rows:,} rows: {counted or 'none'}"])


def _profile(sheet: Path, profile: Path | None, preset: str | None) -> Path:
    if preset:
        from kg.importing.profile import preset_path

        return preset_path(preset)
    chosen = profile or sheet.parent / "profile.toml"
    if profile is None and not chosen.is_file():
        from kg.importing.ftm import is_ftm

        if is_ftm(sheet):
            return _profile(sheet, None, "followthemoney")
        if not sheet.exists():  # no profile would help
            raise DataError(f"{sheet}: cannot be read: {os.strerror(ENOENT)}")
        raise click.UsageError(
            f"{chosen} is not there: 'kg import --template -o {chosen}' makes one; or give --profile FILE, "
            "--query FILE for RDF, or --preset NAME for a public data set; 'kg import --presets' lists those"
        )
    return chosen


def _profile_of(query: Path, sheet: Path, profile: Path | None, preset: str | None) -> Path:
    """Return the profile of what a query finds: one that is given, or the one with a column for each part."""
    if profile or preset:
        return _profile(sheet, profile, preset)
    from kg.importing.profile import profile_of_queries

    return profile_of_queries()


def _text(query: Path) -> str:
    try:
        return query.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"{query}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{query}: is no text in UTF-8") from error


def _write_template(output: Path | None) -> None:
    from kg.importing.template import FORMATS, empty_sheet

    ending = "csv" if output is None else output.suffix[1:]
    if ending not in FORMATS:
        raise click.UsageError(f"a template is written as {', '.join(FORMATS)}, not as '{ending}'")
    deliver(empty_sheet(ending), output)


def _list_presets(form: str, output: Path | None) -> None:
    from kg.importing.profile import presets, template

    titles = {name: str(template(name)["dataset"]["title"]) for name in presets()}
    if form == "json":
        listed = [{"preset": name, "title": title} for name, title in titles.items()]
        deliver(json_text(recorded(listed, "preset")), output)
    else:
        width = max(map(len, titles), default=0)
        deliver("".join(f"{name:{width}}  {title}\n" for name, title in titles.items()), output)


def _table(report: Report, *, dry_run: bool) -> str:
    lines = [_reason(reason) for reason in report.reasons.ranked()]
    lines += [f"read: {_reason(reading)}" for reading in report.readings]
    lines += [f"left out: {what}" for what in report.left_out]
    lines += [f"read, though the sheet hides it: {what}" for what in report.hidden]
    lines += [_near(near) for near in report.near[:_NEAR]]
    if len(report.near) > _NEAR:
        lines.append(f"near: {len(report.near) - _NEAR} more names; --format json lists them")
    lines += [f"folded: line {one.line} says what line {one.first} says" for one in report.twice]
    word = "fit to write" if dry_run else "written"
    lines.append(
        f"{counted(report.read, 'row')} read = {report.written:,} {word} + {report.folded:,} folded + "
        f"{report.reasons.rows:,} refused"
    )
    held = {
        "relation": report.relations,
        "claim": report.claims,
        "source": report.sources,
        "new entity": report.entities,
    }
    listed = ", ".join(counted(number, noun) for noun, number in held.items())
    lines.append(f"dataset {report.dataset}: {listed}, in {counted(len(report.files), 'file')}")
    return "".join(f"{line}\n" for line in lines)


def _reason(reason: Reason) -> str:
    """Return why rows were refused, in one line: how many, the first of them, and what they have in quotation marks."""
    where = ", ".join(map(str, reason.lines))
    if reason.rows == 1:
        return f"line {where}: {reason.example}"
    others = reason.words[1:]
    more = f"; also {', '.join(others)}" if others else ""
    dots = " …" if reason.rows > len(reason.lines) else ""
    return f"{reason.rows:,} rows, lines {where}{dots}: {reason.example}{more}"


def _near(near: Near) -> str:
    mixed = f", with {' and '.join(near.strangers)}, which looks Latin" if near.strangers else ""
    alike = f"; alike: {', '.join(near.like)}" if near.like else ""
    return f"near: '{spelled(near.name)}' is new as {near.entity}{mixed}{alike}"


def _explained(explanation: Explanation) -> str:
    width = max(len(one.column) for one in explanation.cells)
    lines = [f"line {explanation.line}"]
    lines += [f"  {one.column:{width}}  {one.cell or '(empty)'}  →  {one.gives}" for one in explanation.cells]
    for number, fact in enumerate(explanation.facts, 1):
        lines.append(f"fact {number}: {'; '.join(f'{role} = {cell}' for role, cell in fact.items())}")
    lines += [f"says: {said}" for said in explanation.says]
    lines += [f"refused: {reason}" for reason in explanation.refused]
    return "".join(f"{line}\n" for line in lines)
