"""``kg validate``: what is wrong in the data, with file, line and cure."""

from pathlib import Path

import click

from kg.cli.face import present
from kg.cli.options import all_option, output_options

_FORMATS = ("table", "json", "jsonl", "csv", "txt")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH ...]")
@all_option
@output_options(*_FORMATS)
@click.pass_context
def validate(ctx: click.Context, paths: tuple[Path, ...], all_: bool, format_: str | None, output: Path | None) -> None:
    """Check files and folders, or all shipped data, against the shapes and rules of the ontology.

    Example: kg validate data/article
    """
    from kg.answers.validate import answer

    found = answer(paths, whole=all_)
    present(found, None, _FORMATS, format_, output)
    ctx.exit(1 if found.records else 0)
