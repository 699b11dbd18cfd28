"""``kg export``: pictures and files of the graph."""

import sys
from pathlib import Path
from typing import BinaryIO

import click
from click.shell_completion import CompletionItem

from kg.cli.options import data_options, filter_options, find
from kg.cli.output import deliver
from kg.errors import InputError
from kg.export import Format, find_format, format_names, purpose
from kg.export.view import NO_POLICY, Request, View
from kg.graph import KnowledgeGraph
from kg.lookup.filters import Filters
from kg.policy import policy as find_policy

_TERMINAL_ONLY_TEXT = "is no text: write it to a file with -o FILE, or pipe it on"


class FormatName(click.ParamType[str]):
    """The name of a format, which is checked when it is looked up."""

    name = "format"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the formats that begin so."""
        return [CompletionItem(name, help=purpose(name)) for name in format_names() if name.startswith(incomplete)]


class _Export(click.Command):
    """The verb, whose help lists the formats that there are."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Formats"):
            formatter.write_dl([(name, purpose(name)) for name in format_names()])


@click.command(cls=_Export)
@click.argument("format_", type=FormatName(), metavar="FORMAT")
@click.option("--focus", multiple=True, metavar="NAME", help="Only what lies around this name (repeat for more).")
@click.option(
    "--depth", type=click.IntRange(min=0), default=1, show_default=True, metavar="N", help="How many ties from it."
)
@click.option("--title", metavar="TEXT", help="Title, instead of one that says what is shown.")
@click.option(
    "--arrows-only", is_flag=True, help="Plain triples that the policy lets through, without claims; for RDF."
)
@filter_options
@click.option("--policy", metavar="NAME", help="Policy that lets a relation through, or none.  [default: the format's]")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file, whole or not at all."
)
@data_options
@click.pass_context
def export(
    ctx: click.Context,
    graph: KnowledgeGraph,
    format_: str,
    focus: tuple[str, ...],
    depth: int,
    title: str | None,
    arrows_only: bool,
    filters: Filters,
    policy: str | None,
    output: Path | None,
) -> None:
    """Write the graph, or a part of it, as a picture or as a file for another program.

    A relation is exported with who claims it; what is left out, and why, is said on standard error.

    Example: kg export gexf --focus Turkey -o turkey.gexf
    """
    chosen = find_format(format_)
    rule = policy or chosen.policy
    if rule != NO_POLICY:
        find_policy(rule)
    if arrows_only and "arrows_only" not in chosen.options:
        others = [name for name in format_names() if "arrows_only" in find_format(name).options]
        raise InputError(f"--arrows-only is for {', '.join(others)}, not for {format_}")
    if chosen.binary and output is None and sys.stdout.isatty():
        raise InputError(f"{format_} {_TERMINAL_ONLY_TEXT}")
    around = tuple(find(graph, name) for name in focus)
    view = graph.view(Request(filters, rule, around, depth, title, arrows_only))
    view = view.ties() if chosen.ties_only else view
    if not view.relations:
        _say([f"nothing to export: no relation passes the policy '{rule}' and the filters", *_left_out(view)])
        ctx.exit(1)
    _say(_write(chosen, view, output))


def _write(chosen: Format, view: View, output: Path | None) -> list[str]:
    """Write a view and return what was left out."""
    notes: list[str] = []

    def write(file: BinaryIO) -> None:
        notes.extend(chosen.write(view, file))

    deliver(write, output)
    return [f"{len(view.relations)} relations by the policy '{view.request.policy}'", *_left_out(view), *notes]


def _left_out(view: View) -> list[str]:
    return [f"left out: {note}" for note in view.left_out]


def _say(notes: list[str]) -> None:
    for note in notes:
        click.echo(f"kg: {note}", err=True)
