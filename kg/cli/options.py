"""The options that mean the same on every verb."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from kg.cli.completion import ENTITY, EntityName, TermName
from kg.cli.mistakes import Choice
from kg.dossier import current
from kg.errors import InputError, NotFoundError
from kg.graph import MANY, KnowledgeGraph
from kg.model.filters import Filters
from kg.model.records import EntityRef
from kg.resources import RDF_ENDINGS, passed_over
from kg.store import named_query
from kg.terms import local_name

_FILTERS: Final = (
    "type_", "kind", "layer", "phase", "claimant", "stance", "status", "source", "paragraph",
    "as_of", "since", "until", "undated",
)  # fmt: skip


# What reads all of the graph where no entity is named, or asks it for long; see docs/scale.md.
_OF_ALL: Final = ("export", "serve")

Command = TypeVar("Command", bound=Callable[..., Any])


def store_option(*, required: bool = False) -> Callable[[Command], Command]:
    """Add ``--store``."""
    return click.option(
        "--store",
        required=required,
        metavar="DIR_OR_URL",
        callback=_named_store,
        help="A store that kg load has made: a folder, or the address of a SPARQL server.",
    )


def _named_store(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not value.strip():
        raise InputError("--store is empty: give a folder, or the address of a SPARQL server")
    return value


def data_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--data``, ``--dataset`` and ``--store``, and hand the verb a ``graph``."""

    @dossier_options
    @store_option()
    @click.option(
        "--dataset", "datasets", multiple=True, metavar="NAME", help="Use only this dataset (repeat for more)."
    )
    @wraps(command)
    def with_graph(*args: Any, data: Path | None, datasets: tuple[str, ...], store: str | None, **kwargs: Any) -> Any:
        if store is not None:
            return command(*args, graph=stored(store, data, datasets), **kwargs)
        fewest = MANY if _reads_all(click.get_current_context()) else 0
        graph = KnowledgeGraph.open(data, datasets, fewest=fewest)
        try:
            done = command(*args, graph=graph, **kwargs)
        except (click.exceptions.Exit, NotFoundError):  # nothing was found, perhaps because of what was passed over
            _say_unread(data, graph)
            raise
        _say_unread(data, graph)
        return done

    return with_graph


def _say_unread(data: Path | None, graph: KnowledgeGraph) -> None:
    """Say on stderr what of the files of a user no answer can tell."""
    say_passed_over(data)
    # An export says so itself, of all statements.
    if data is not None and click.get_current_context().info_name != "export":
        (row,) = graph.store.select(named_query("nameless_relations"))
        if number := int(row["count"].value):
            import shlex  # felt at start-up, and rarely needed

            words = "1 relation has" if number == 1 else f"{number:,} relations have"
            click.echo(f"kg: left out: {words} no name; 'kg validate {shlex.quote(str(data))}' tells where", err=True)


def say_passed_over(data: Path | None) -> None:
    """Say on stderr which files of a folder look like RDF and are not read."""
    unread = [] if data is None else passed_over(data)
    if unread:
        more = f" and {len(unread) - 3} more" if len(unread) > 3 else ""
        names = ", ".join(str(path) for path in unread[:3])
        click.echo(
            f"kg: passed over: {names}{more}; names of files that are read end in {', '.join(RDF_ENDINGS)}", err=True
        )


def stored(store: str, data: Path | None, datasets: tuple[str, ...]) -> KnowledgeGraph:
    """Return the graph of a store; raises InputError where data are given too."""
    if data is not None or datasets:
        given = "--data" if data is not None else "--dataset"
        raise InputError(f"a store holds what was loaded into it: give {given} to 'kg load', or leave out --store")
    return KnowledgeGraph.at(store)


def _reads_all(ctx: click.Context) -> bool:
    """Say whether a verb is about all of the graph, which it reads sooner from its files than from a disk."""
    named = [param.name for param in ctx.command.params if isinstance(param.type, EntityName)]
    return ctx.info_name in _OF_ALL and not any(ctx.params.get(name or "") for name in named)


def dossier_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--dossier``, which the group of the verbs has read before, and ``--data``, its older name."""
    path = click.Path(path_type=Path)
    words = "Use this folder or file in place of the dossier's data; the older name of --dossier."
    return dossier_option(click.option("--data", type=path, metavar="PATH", help=words)(command))


def dossier_option(command: Command) -> Command:
    """Add ``--dossier``."""
    words = "Use this dossier, a folder with a dossier.toml."
    path = click.Path(path_type=Path)
    return click.option("--dossier", type=path, metavar="DIR", expose_value=False, help=words)(command)


class PolicyOption(click.Option):
    """``--policy``, which without a value is that of the dossier."""

    def get_default(self, ctx: click.Context, call: bool = True) -> Any:
        """Return the policy of the dossier in use."""
        return current().policy


def kind_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--kind``."""
    return click.option(
        "--kind",
        type=TermName("kinds"),
        multiple=True,
        metavar="KIND",
        help="Kind of entity, such as State or Pipeline.",
    )(command)


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the filters, and hand the verb ``filters``."""

    @click.option(
        "--type",
        "type_",
        type=TermName("relation_types"),
        multiple=True,
        metavar="TYPE",
        help="Relation type; kg vocabulary lists them.",
    )
    @kind_option
    @click.option(
        "--layer", type=TermName("layers"), multiple=True, metavar="LAYER", help="Layer, such as energy or arms."
    )
    @click.option(
        "--phase", type=TermName("phases"), multiple=True, metavar="PHASE", help="Phase, such as decided or potential."
    )
    @click.option(
        "--claimant", type=ENTITY, multiple=True, metavar="NAME", help="Who claims it, itself or by who speaks for it."
    )
    @click.option("--stance", type=TermName("stances"), multiple=True, metavar="STANCE", help="affirms or denies.")
    @click.option(
        "--status",
        type=TermName("statuses"),
        multiple=True,
        metavar="STATUS",
        help="Status of the claim, such as admitted.",
    )
    @click.option(
        "--source",
        type=TermName("source_names"),
        multiple=True,
        metavar="SOURCE",
        help="Source in which it is claimed.",
    )
    @click.option("--paragraph", type=int, multiple=True, metavar="N", help="Paragraph in which it is claimed.")
    @click.option("--as-of", metavar="DATE", help="What holds in this year, month or day, and how certainly.")
    @click.option("--since", metavar="DATE", help="What can have held in this year, month or day, or later.")
    @click.option("--until", metavar="DATE", help="What can have held in this year, month or day, or earlier.")
    @click.option("--undated", is_flag=True, help="List what has no date too, where a date is asked for.")
    @wraps(command)
    def with_filters(*args: Any, **kwargs: Any) -> Any:
        filters = Filters(**{name.rstrip("_"): kwargs.pop(name) for name in _FILTERS if name in kwargs})
        return command(*args, filters=filters, **kwargs)

    return with_filters


def lineage_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--lineage``."""
    words = "Add predecessors, successors and holders of the same land; each row names whom it is about."
    return click.option("--lineage", is_flag=True, help=words)(command)


def organs_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--with-organs``, and hand the verb ``organs``."""
    words = "Count organs and the holders of their offices with a name; a line says whom."
    return click.option("--with-organs", "organs", is_flag=True, help=words)(command)


def policy_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--policy``."""
    return click.option(
        "--policy", cls=PolicyOption, show_default=True, metavar="NAME", help="Policy by which ties are marked."
    )(command)


def all_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--all``, and hand the verb ``all_``."""
    return click.option("--all", "all_", is_flag=True, help="List all, however many screens it takes.")(command)


def length_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--long`` and ``--all``, and hand the verb ``long_`` and ``all_``."""
    words = "Add notes, statuses and sides, and whole titles with addresses of sources."
    return click.option("--long", "long_", is_flag=True, help=words)(all_option(command))


def output_options(*formats: str) -> Callable[[Command], Command]:
    """Add ``--format`` and ``-o``."""

    def add(command: Command) -> Command:
        command = click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Write to a file, whole or not at all.",
        )(command)
        return click.option(
            "--format", "format_", type=Choice(formats), help="Default: table on a terminal, else json."
        )(command)

    return add


def find(graph: KnowledgeGraph, name: str) -> EntityRef:
    """Return the entity that a name means, and say on stderr which others bear it too."""
    resolution = graph.resolve(name)
    if resolution.others:
        others = ", ".join(f"{other.label} ({local_name(other.id)})" for other in resolution.others)
        click.echo(f"kg: '{name}' is taken as {resolution.entity.label}; the name also fits: {others}", err=True)
    return resolution.entity
