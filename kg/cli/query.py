"""``kg query``: any SPARQL query against the graph, or against one file."""

import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final

import click

from kg.cli.options import PolicyOption, output_options, say_passed_over, store_option, stored
from kg.cli.output import choose_format, deliver
from kg.cli.results import FORMATS, write_answer
from kg.errors import DataError, InputError
from kg.graph import MANY, KnowledgeGraph
from kg.policy import NO_POLICY, ensure_arrows, policy_names
from kg.resources import DOSSIER_FILE
from kg.store import Answer, EmbeddedStore, Store
from kg.store.sparql import check_reach, is_query
from kg.store.variables import in_written_order
from kg.store.worker import BOUNDED, MEMORY, SECONDS, Limits, Work

_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?) ?(k|M|G|T)?B?", re.IGNORECASE)
_LONGEST: Final = 16 << 20
_UNITS: Final = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}


class Size(click.ParamType[int]):
    """A size in bytes, such as 500 MB or 2GB."""

    name = "size"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number of bytes."""
        match = _SIZE.fullmatch(str(value).strip())
        if match is None or (size := round(float(match[1]) * _UNITS[(match[2] or "").lower()])) < 10**6:
            self.fail(f"'{value}' is no size of 1 MB or more: write it like 500MB or 2GB", param, ctx)
        return size


def limit_options(what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add ``--timeout`` and ``--memory``, which bound what is named so."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        command = click.option(
            "--memory",
            type=Size(),
            default=MEMORY,
            metavar="SIZE",
            help=f"Stop {what} if it needs more, such as 500MB.  [default: {MEMORY // 10**9}GB]",
        )(command)
        return click.option(
            "--timeout",
            type=click.FloatRange(min=0, min_open=True, max=10**6),
            default=SECONDS,
            metavar="SECONDS",
            help=f"Stop {what} after so long.  [default: {SECONDS:g}]",
        )(command)

    return add


@click.command()
@click.argument("query", metavar="TEXT_OR_FILE")
@click.option(
    "--policy", cls=PolicyOption, show_default=True, metavar="NAME", help="Policy of the plain arrows, or none."
)
@limit_options("the query")
@click.option(
    "--allow-service",
    "services",
    multiple=True,
    metavar="URL-PREFIX",
    help="Let SERVICE send parts of the query to addresses that begin so (repeat for more).",
)
@output_options(*FORMATS)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Query this one file alone, or this folder in place of the dossier's data.",
)
@click.option(
    "--dossier",
    type=click.Path(path_type=Path),
    metavar="DIR",
    expose_value=False,
    help="Query this dossier, a folder with a dossier.toml.",
)
@click.option("--dataset", "datasets", multiple=True, metavar="NAME", help="Use only this dataset (repeat for more).")
@store_option()
@click.pass_context
def query(
    ctx: click.Context,
    query: str,
    policy: str,
    timeout: float,
    memory: int,
    services: tuple[str, ...],
    format_: str | None,
    output: Path | None,
    data: Path | None,
    datasets: tuple[str, ...],
    store: str | None,
) -> None:
    """Run a SPARQL query, given as text, as a file, or as - for standard input.

    The project's prefixes need no declaration. Nothing is asked of other machines unless --allow-service names them.
    Exit code 1 means that an ASK query was answered with no, or that nothing was found and a name in it is unknown.

    Example: kg query 'SELECT ?who WHERE { ?who {arrow} entity:{slug} }'
    """
    text = _text(query)
    check_reach(text, services)
    if not BOUNDED:
        click.echo("kg: this system cannot fork: the query runs without limits of time and memory", err=True)
    asked, ask, basis = _asking(text, policy, data, datasets, store)

    def answer(file: BinaryIO) -> dict[str, Any]:
        from kg.lookup.unknown import finds_nothing, left_to_claims, unknown_terms

        unknown = unknown_terms(asked, text)
        told = write_answer(ask, file, format_, output)
        if told["empty"] and not unknown:
            told["notes"] += left_to_claims(asked, text, policy)
        return (
            told
            if not unknown
            else told
            | {
                "no": told["no"] or finds_nothing(ask()),
                "notes": [*told["notes"], *unknown],
            }
        )

    work = Work(answer, Limits(timeout, memory))
    _present(work, format_, output)
    if store is None:
        say_passed_over(data)
    for note in (*basis, *work.result["notes"]):
        click.echo(f"kg: {note}", err=True)
    ctx.exit(1 if work.result["no"] else 0)


def _present(work: Work, format_: str | None, output: Path | None) -> None:
    """Write an answer bit by bit, but for a table, which is short and may be shown page by page."""
    if output is not None or choose_format(format_, output, FORMATS) != "table":
        deliver(work.write_to, output)
        return
    from kg.cli.pager import show

    text = b"".join(work)
    show(text.decode()) if work.result["table"] else deliver(text, output)


def _asking(
    text: str, policy: str, data: Path | None, datasets: tuple[str, ...], address: str | None
) -> tuple[Store, Callable[[], Answer], list[str]]:
    """Load what is asked, and return it with what asks it, and with what the answer rests on, in words."""
    if address is None and data is not None and data.is_file() and data.name != DOSSIER_FILE:
        if datasets:
            raise InputError(f"{data} is queried alone and has no datasets: leave out --dataset")
        alone = EmbeddedStore([data], derive=False)
        return alone, partial(_asked_of, alone, text), []
    known = (*policy_names(), NO_POLICY)
    if policy not in known:
        raise InputError(f"there is no policy '{policy}'; there are: {', '.join(known)}")
    # Rows that a query does not order come in the order of the files, and from a snapshot in another.
    graph = stored(address, data, datasets) if address else KnowledgeGraph.open(data, datasets, fewest=MANY)
    store = graph.store
    if policy == NO_POLICY:
        return store, partial(_asked_of, store, text), []
    ensure_arrows(store, policy)
    return store, partial(_asked_of, store, text, policy), [f"plain arrows follow the policy '{policy}'"]


def _asked_of(store: Store, text: str, policy: str | None = None) -> Answer:
    return store.query(in_written_order(text, store.dossier.names.prefixes), arrows=policy)


def _text(query: str) -> str:
    """Return the text of a query that is given as text, as a file or as ``-``."""
    if query == "-":
        text = _decoded(sys.stdin.buffer.read(_LONGEST + 1) if sys.stdin is not None else b"", "standard input")
    elif any(sign in query for sign in "{\n") or is_query(query):
        text = query
    elif query.strip():
        try:
            with Path(query).open("rb") as file:
                text = _decoded(file.read(_LONGEST + 1), query)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise DataError(f"{query[:200]}: is no query, and cannot be read as a file: {reason}") from error
    else:
        text = ""
    text = text.removeprefix("\ufeff")
    if any("\ud800" <= sign <= "\udfff" for sign in text):  # bytes of the command line that are no UTF-8
        raise InputError("the query is no text in UTF-8")
    if not text.strip():
        raise InputError("the query is empty")
    return text


def _decoded(data: bytes, source: str) -> str:
    if len(data) > _LONGEST:
        raise DataError(f"{source}: is longer than a query of {_LONGEST >> 20} MB can be")
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{source}: is no text in UTF-8") from error
