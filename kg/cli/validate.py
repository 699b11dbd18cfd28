"""``kg validate``: what is wrong in the data, with file, line and cure."""

from pathlib import Path

import click

from kg.cli.face import present
from kg.cli.options import all_option, output_options

_FORMATS = ("table", "json", "jsonl", "csv", "txt")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH ...]")
@click.option(
    "--dossier",
    type=click.Path(path_type=Path),
    metavar="DIR",
    expose_value=False,
    help="Check this dossier, a folder with a dossier.toml.",
)
@all_option
@output_options(*_FORMATS)
@click.pass_context
def validate(ctx: click.Context, paths: tuple[Path, ...], all_: bool, format_: str | None, output: Path | None) -> None:
    """Check files and folders, or a whole dossier, against the shapes and rules of the ontology.

    Example: kg validate {dataset}
    """
    from kg.answers.validate import answer

    findings = answer(paths, whole=all_)
    present(findings, None, _FORMATS, format_, output)
    ctx.exit(1 if findings.records else 0)
