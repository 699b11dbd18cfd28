"""``kg serve``: the graph over HTTP, with a SPARQL endpoint and pages to read it on."""

import gc
import os
from pathlib import Path
from typing import Final

import click

from kg.cli.options import PolicyOption, dossier_options, store_option
from kg.cli.progress import erase
from kg.cli.query import Size
from kg.errors import InputError
from kg.store.stores import is_remote
from kg.store.worker import BOUNDED

_TOKEN: Final = "KG_TOKEN"


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE ...]", type=click.Path(path_type=Path))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="N", help="0: any free."
)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen at.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="Answer under this name too (repeat).")
@click.option("--cors", "origins", multiple=True, metavar="ORIGIN", help="Let pages from there read it; * lets all.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True, max=3600),
    default=10.0,
    metavar="SECONDS",
    help="Stop a query after so long.  [default: 10]",
)
@click.option(
    "--memory", type=Size(), default=10**9, metavar="SIZE", help="Stop a query that needs more.  [default: 1GB]"
)
@click.option("--reload", "reload_", is_flag=True, help="Load again when files change; say what kg validate finds.")
@click.option("--open", "open_", is_flag=True, help="Open the first page in the browser.")
@click.option("--allow-update", is_flag=True, help=f"Take updates that bear the token in {_TOKEN}.")
@click.option("--policy", cls=PolicyOption, show_default=True, metavar="NAME", help="Policy of the arrows, or none.")
@dossier_options
@click.option("--dataset", "datasets", multiple=True, metavar="NAME", help="Serve only this dataset (repeat for more).")
@store_option()
def serve(
    files: tuple[Path, ...],
    port: int,
    host: str,
    hosts: tuple[str, ...],
    origins: tuple[str, ...],
    timeout: float,
    memory: int,
    reload_: bool,
    open_: bool,
    allow_update: bool,
    policy: str,
    data: Path | None,
    datasets: tuple[str, ...],
    store: str | None,
) -> None:
    """Serve the graph over HTTP on this machine, a store, or any RDF files: SPARQL, and pages to read.

    SPARQL stands under /sparql. Each query runs in a process of its own, which is stopped when it takes too long or
    too much. Nothing is asked of other machines. Ctrl-C ends it.

    Example: kg serve --port 8000
    """
    if not BOUNDED:
        raise InputError("kg serve needs a system that can fork, such as Linux or macOS")
    if files and (data is not None or datasets):
        raise InputError("files are served alone, as they are: leave out --data and --dataset")
    if store is not None:
        given = "the files" if files else "--data" if data is not None else "--dataset" if datasets else ""
        _check_store(store, given, allow_update=allow_update, reload_=reload_)
    token = os.environ.get(_TOKEN) if allow_update else None
    if allow_update and not token:
        raise InputError(f"--allow-update needs a token that updates bear: set {_TOKEN}")
    erase(for_good=True)
    gc.enable()  # a server lives long
    from kg.serve.limits import Bounds
    from kg.serve.served import Source
    from kg.serve.server import Service, run

    def ready(address: str, about: dict[str, object]) -> None:
        click.echo(f"{about['title']}: {about['triples']:,} statements at {address}")
        click.echo(f"SPARQL: {address}sparql · Ctrl-C ends it")
        if open_:
            import threading
            import webbrowser

            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    def say(line: str) -> None:
        click.echo(f"kg: {line}", err=True)

    bounds = Bounds(seconds=timeout, memory=memory)
    source = Source(files, data, datasets, policy, store)
    run(Service(source, bounds, host, port, token, hosts, origins, reload_), ready, say)


def _check_store(store: str, given: str, *, allow_update: bool, reload_: bool) -> None:
    """Raise InputError for what does not go with a store."""
    if given:
        raise InputError(f"a store holds what was loaded into it: leave out {given}, or --store")
    if allow_update:
        raise InputError("a store is only read here: leave out --allow-update; kg load changes it")
    if reload_ and is_remote(store):
        raise InputError("a store on a server is followed anyway: leave out --reload")
