"""``kg init``: a new dossier, with one example of each thing to fill in."""

from pathlib import Path

import click

from kg.cli.output import deliver


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--title", metavar="TEXT", help="What the dossier is about.")
@click.option("--base", metavar="URL", help="The address under which its names stand; it ends in /.")
def init(folder: Path, title: str | None, base: str | None) -> None:
    """Begin a dossier of your own in a new folder, with one example of each thing to fill in.

    Example: kg init my-dossier --title "The conflict in question"
    """
    from kg.starter import begin

    files = begin(folder, title=title, base=base)
    deliver("".join(f"{folder / file}\n" for file in files), None)
    click.echo(f"kg: {len(files)} files written; begin with {folder / 'dossier.toml'}", err=True)
    click.echo(f"kg: then 'kg validate {folder}' checks it, and in the folder 'kg relations' reads it", err=True)
