"""``kg cache``: the snapshots by which commands begin at once."""

from pathlib import Path

import click

from kg.cli.face import present
from kg.cli.options import output_options

_FORMATS = ("table", "json", "jsonl")


@click.command()
@click.option("--clear", is_flag=True, help="Remove all snapshots that no command is reading.")
@output_options(*_FORMATS)
def cache(clear: bool, format_: str | None, output: Path | None) -> None:
    """Show the snapshots of loaded graphs, from which commands answer without reading files anew.

    KG_CACHE names their folder, and KG_CACHE=off goes without; --no-cache does for one command.

    Example: kg cache
    """
    if clear:
        from kg.answers.listing import count
        from kg.store import snapshot

        click.echo(f"kg: {count(snapshot.clear(), 'snapshot')} removed", err=True)
        return
    from kg.answers.cache import answer

    present(answer(), None, _FORMATS, format_, output)
