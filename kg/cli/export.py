"""``kg export``: pictures and files of the graph."""

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO

import click
from click.shell_completion import CompletionItem

from kg.cli.options import data_options, filter_options, find
from kg.cli.output import deliver, deliver_folder
from kg.cli.publish import FORMS, Wanted
from kg.errors import InputError
from kg.export import Format, find_format, format_names, formats_of, purpose
from kg.export.losses import losses
from kg.export.view import Request, View
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.policy import NO_POLICY
from kg.policy import policy as find_policy

_TERMINAL_ONLY_TEXT = "is no text: write it to a file with -o FILE, or pipe it on"


class FormatName(click.ParamType[str]):
    """The name of a format, which is checked when it is looked up."""

    name = "format"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the formats that begin so."""
        told = {name: purpose(name) for name in format_names()} | {name: form.purpose for name, form in FORMS.items()}
        return [CompletionItem(name, help=text) for name, text in told.items() if name.startswith(incomplete)]


class _Export(click.Command):
    """The verb, whose help lists the formats that there are."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Formats"):
            formatter.write_dl([(name, purpose(name)) for name in format_names()])
            formatter.write_dl([(name, form.purpose) for name, form in FORMS.items()])


@click.command(cls=_Export)
@click.argument("format_", type=FormatName(), metavar="[FORMAT]", required=False)
@click.option("--focus", multiple=True, metavar="NAME", help="Only what lies around this name (repeat for more).")
@click.option(
    "--depth", type=click.IntRange(min=0), metavar="N", help="How many ties from it, with --focus.  [default: 1]"
)
@click.option("--title", metavar="TEXT", help="Title, instead of one that says what is shown.")
@click.option(
    "--arrows-only", is_flag=True, help="Plain triples that the policy lets through, without claims; for RDF."
)
@click.option("--bom", is_flag=True, help="Begin with the mark by which Excel knows UTF-8; for csv.")
@click.option(
    "--top",
    type=click.IntRange(2),
    metavar="N",
    help="At most so many names, the nearest to the focus and the best tied; for svg, png and pdf.  [default: 40]",
)
@filter_options
@click.option("--policy", metavar="NAME", help="Policy that lets a tie through, or none.  [default: the format's]")
@click.option("--size", metavar="SIZE", help="Size of sheet, for ledger: column, slide or a4.  [default: a4]")
@click.option(
    "--was", type=click.Path(path_type=Path), metavar="DIR", help="Older state: tell what changed since; for site."
)
@click.option(
    "--names", metavar="LANG,LANG", help="Languages of place names, in their order; for site.  [default: the dossier's]"
)
@click.option("--address", metavar="URL", help="Where it will stand, for the pictures beside links to it; for site.")
@click.option("--force", is_flag=True, help="Replace a site that an earlier export wrote; for site.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to a file, whole or not at all; csv also to a FOLDER/, site to a DIR. Its ending names the FORMAT "
    "where none is given.",
)
@data_options
@click.pass_context
def export(
    ctx: click.Context,
    graph: KnowledgeGraph,
    format_: str | None,
    focus: tuple[str, ...],
    depth: int | None,
    title: str | None,
    arrows_only: bool,
    bom: bool,
    top: int | None,
    size: str | None,
    was: Path | None,
    names: str | None,
    address: str | None,
    force: bool,
    filters: Filters,
    policy: str | None,
    output: str | None,
) -> None:
    """Write the graph, or a part of it, as a picture or as a file for another program.

    A relation is exported with who claims it; what is left out, and why, is said on standard error. A file that ends
    like one of another format is refused; one that ends like none is written, and that is said.

    Example: kg export cyjs --focus {ally}
    """
    format_ = format_ or _format_of(output)
    if (form := FORMS.get(format_)) is not None:
        own = {"depth": depth, "title": title, "arrows-only": arrows_only, "bom": bom, "top": top}
        given = [name for name, value in own.items() if value]
        form.run(graph, Wanted(output, policy, filters, focus, size, was, force, given, names, address))
        return
    if size:
        raise InputError(f"--size is for ledger, not for {format_}")
    for option, value in (("address", address), ("force", force), ("names", names), ("was", was)):
        if value:
            raise InputError(f"--{option} is for site, not for {format_}")
    chosen = find_format(format_, FORMS)
    rule = policy or chosen.policy
    if rule != NO_POLICY:
        find_policy(rule)
    if depth is not None and not focus:
        raise InputError("--depth counts ties from a name: give it with --focus NAME")
    options = {"arrows_only": arrows_only, "bom": bom, "top": top}
    for name, chosen_ in options.items():
        if chosen_ and name not in chosen.options:
            others = [other for other in format_names() if name in find_format(other).options]
            raise InputError(f"--{name.replace('_', '-')} is for {', '.join(others)}, not for {format_}")
    if output == "":
        raise InputError("-o names no file: give one, or leave -o away to write to standard output")
    folder = output is not None and (output.endswith(os.sep) or Path(output).is_dir())
    if folder and not chosen.parts:
        raise InputError(f"{output} is a folder, and {format_} is one file: give the name of a file")
    notes = [] if output is None or folder else _ending(Path(output), chosen)
    if chosen.binary and output is None and sys.stdout.isatty():
        raise InputError(f"{format_} {_TERMINAL_ONLY_TEXT}")
    around = tuple(find(graph, name) for name in focus)
    depth = 1 if depth is None else depth
    view = chosen.takes(graph.view(Request(filters, rule, around, depth, title, arrows_only, bom, top)))
    if not view.relations:
        _say([f"nothing to export: no tie passes the policy '{rule}' and the filters", *_left_out(view)])
        ctx.exit(1)
    _say([*_write(chosen, view, None if output is None else Path(output), folder=folder), *notes])


def _format_of(output: str | None) -> str:
    """Return the format that the ending of a file names; raises InputError where it names none, or several."""
    known = formats_of(Path(output)) if output else []
    if len(known) == 1:
        return known[0]
    if known:
        several = f"{', '.join(known[:-1])} or {known[-1]}"
        raise InputError(f"{output} may be a file of {several}: name one, as in kg export {known[0]} -o {output}")
    wrong = f"the ending of {output} names no format: " if output else ""
    raise InputError(f"{wrong}name a format. There are: {', '.join([*format_names(), *FORMS])}")


def _ending(output: Path, chosen: Format) -> list[str]:
    """Return what is to be said of the ending of a file; raises InputError for one of another format."""
    ending = output.suffix[1:].lower()
    if not ending or ending in chosen.endings:
        return []
    if others := formats_of(output):
        raise InputError(
            f"{output} ends like a file of {others[0]}, and {chosen.name} is to be written: change one of them"
        )
    return [f"{output} does not end like a file of {chosen.name}, which other programs may expect: .{chosen.name}"]


def _write(chosen: Format, view: View, output: Path | None, *, folder: bool) -> list[str]:
    """Write a view, to all files of a format where the output is a folder, and return what was left out."""
    notes: list[str] = []

    def write(part: Callable[[View, BinaryIO], list[str]], file: BinaryIO) -> None:
        notes.extend(note for note in part(view, file) if note not in notes)

    if folder and output is not None:
        deliver_folder({name: partial(write, part) for name, part in chosen.parts.items()}, output)
    else:
        deliver(partial(write, chosen.write), output, complete=True)
    noun = "tie" if len(view.relations) == 1 else "ties"
    return [
        f"{len(view.relations)} {noun} by the policy '{view.request.policy}'",
        *_left_out(view),
        *(f"left out: {loss}" for loss in losses(view, chosen.name, ties_only=chosen.ties_only)),
        *notes,
    ]


def _left_out(view: View) -> list[str]:
    return [f"left out: {note}" for note in view.left_out]


def _say(notes: list[str]) -> None:
    for note in notes:
        click.echo(f"kg: {note}", err=True)
