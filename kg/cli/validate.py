"""``kg validate``: what is wrong in the data, with file, line and cure."""

from pathlib import Path

import click

from kg.cli.options import output_options
from kg.cli.output import as_csv, choose_format, deliver, json_text
from kg.cli.visible import visible

_FORMATS = ("table", "json", "jsonl", "csv")
_COLUMNS = ("file", "line", "rule", "node", "message")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH ...]")
@output_options(*_FORMATS)
@click.pass_context
def validate(ctx: click.Context, paths: tuple[Path, ...], format_: str | None, output: Path | None) -> None:
    """Check files and folders, or all shipped data, against the shapes and rules of the ontology.

    Example: kg validate data/article
    """
    from kg.validation import validate as check

    findings = check(paths)
    chosen = choose_format(format_, output, _FORMATS)
    records = [finding.as_json() for finding in findings]
    if chosen == "table":
        deliver("".join(f"{visible(str(finding))}\n" for finding in findings), output)
    elif chosen == "csv":
        deliver(as_csv(records, _COLUMNS), output)
    else:
        deliver(json_text(records, chosen), output)
    count = len(findings)
    click.echo(f"kg: {count} {'finding' if count == 1 else 'findings'}" if count else "kg: valid", err=True)
    ctx.exit(1 if findings else 0)
