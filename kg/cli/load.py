"""``kg load``: files into a store that is kept."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import store_option
from kg.errors import InputError
from kg.policy import Judge, policy_names
from kg.store.stores import is_remote

_DOING = {
    "load": "MB read",
    "derive": "MB read, keys and ties",
    "judge": "MB read, verdicts",
    "write": "MB read, writing",
    "check": "MB compared",
}
_SENT = "triples sent"


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH ...]")
@store_option(required=True)
@click.option("--check", is_flag=True, help="Load nothing: compare the store with the files of which it was made.")
@click.option("--dataset", "datasets", multiple=True, metavar="NAME", help="Load only this dataset (repeat for more).")
@click.option(
    "--dossier",
    type=click.Path(path_type=Path),
    metavar="DIR",
    expose_value=False,
    help="Load this dossier, or with its ontology and names what is given.",
)
@click.pass_context
def load(ctx: click.Context, paths: tuple[Path, ...], store: str, check: bool, datasets: tuple[str, ...]) -> None:
    """Load a dossier, or RDF files and folders, into a store that --store then asks.

    Files may be compressed by gzip or zstd. Only files that have changed since the last load are read again, and what
    rests on them is worked out anew. The store that was there counts until the new one is whole.

    Example: kg load --store my-store
    """
    from kg.store.bulk import Load
    from kg.store.bulk import check as compare

    if check:
        if is_remote(store):
            raise InputError("--check compares a store on disk with its files, and a server has none of them")
        if paths or datasets:
            raise InputError("--check compares with the files that were loaded: give no others")
        comparison = compare(Path(store), _told)
        for fault in comparison.faults:
            click.echo(f"kg: {fault}", err=True)
        if not comparison.faults:
            click.echo(
                f"kg: {comparison.triples:,} triples of {comparison.files:,} files are as they were loaded", err=True
            )
        ctx.exit(1 if comparison.faults else 0)
    from kg.store.bulk import load as load_into

    what = Load.of_paths(paths, datasets)
    if is_remote(store):
        from kg.store.upload import upload

        # Who asks a server does not write to it.
        judge = Judge(what.dossier, tuple(policy_names(what.dossier)))
        state, changed = upload(store, what, judge, _told)
        done = "loaded" if changed else "unchanged"
        click.echo(f"kg: {done}: {state.triples:,} triples on {store}", err=True)
        return
    manifest, changed = load_into(Path(store), what, Judge(what.dossier, (what.dossier.policy,)), _told)
    done = "loaded" if changed else "unchanged"
    click.echo(f"kg: {done}: {manifest.triples:,} triples of {len(manifest.files):,} files in {store}", err=True)


def _told(doing: str, done: int, total: int) -> None:
    from kg.cli.progress import count

    if doing == "send":
        count(done, _SENT, done / total if total else None)
        return
    count(done // 10**6, _DOING[doing], done / total if total else None)
