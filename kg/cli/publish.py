"""What ``kg export`` makes of answers rather than of a view of the graph: the static site, ledgers and ego networks."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

import click
from msgspec import Struct

from kg.cli.face import say
from kg.cli.output import choose_format, deliver, deliver_tree
from kg.errors import InputError
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters

_PICTURES: Final = ("svg", "png", "pdf")


class Form(Struct, frozen=True):
    """A form of export: what it is for, in one sentence, and what writes it."""

    purpose: str
    run: Callable[[KnowledgeGraph, Wanted], None]


class Wanted(Struct, frozen=True):
    """What was asked for beside the form: ``given`` names the options that only other formats take."""

    output: str | None
    policy: str | None
    filters: Filters
    focus: tuple[str, ...] = ()
    size: str | None = None
    was: Path | None = None
    force: bool = False
    given: Collection[str] = ()
    names: str | None = None
    address: str | None = None


def _site(graph: KnowledgeGraph, wanted: Wanted) -> None:
    given = [*wanted.given, *(["focus"] if wanted.focus else []), *(["size"] if wanted.size else [])]
    if wanted.filters or given:
        name = f"--{min(given)}" if given else "a filter"
        raise InputError(f"a site shows the whole graph: leave {name} away, or choose with --dataset")
    if not wanted.output:
        raise InputError("a site is a folder: name one with -o DIR")
    from kg.policy import policy as find_policy
    from kg.site.build import MARK, files

    find_policy(wanted.policy or graph.dossier.policy, graph.dossier)
    older = None if wanted.was is None else KnowledgeGraph.load(wanted.was)
    folder = Path(wanted.output)
    address = _address(wanted.address)
    made = files(graph, wanted.policy, older, lambda told: say([told]), _languages(wanted.names), address)
    count, size = deliver_tree(made, folder, MARK, force=wanted.force)
    click.echo(f"kg: {count:,} files, {size / 1e6:.1f} MB; begin with {folder / 'index.html'}", err=True)


def _address(address: str | None) -> str:
    """Return the address of a site with the slash at its end, nothing where none is given."""
    if address is None:
        return ""
    if not re.fullmatch(r"https?://[^/?#\s]+(/[^?#\s]*)?", address):
        raise InputError(
            f"--address: '{address}' is no address of a folder on the web, such as https://example.org/kg/"
        )
    return f"{address.rstrip('/')}/"


def _languages(names: str | None) -> tuple[str, ...] | None:
    """Return the languages that a list names, None without one."""
    if names is None:
        return None
    languages = tuple(name.strip().lower() for name in names.split(","))
    for name in languages:
        if not re.fullmatch(r"[a-z]{2,3}", name):
            raise InputError(f"--names: '{name}' is no code of a language: give them as in --names de,fr")
    return languages


def _ledger(graph: KnowledgeGraph, wanted: Wanted) -> None:
    _picture(graph, wanted, "ledger", 2)


def _ego(graph: KnowledgeGraph, wanted: Wanted) -> None:
    if wanted.size:
        raise InputError("--size is for ledger: this picture is as large as its ties")
    _picture(graph, wanted, "ego", 1)


def _picture(graph: KnowledgeGraph, wanted: Wanted, form: str, most: int) -> None:
    """Draw the ties of one or two names, in the format that the file names."""
    own = {"force": wanted.force, "names": wanted.names, "address": wanted.address, "was": wanted.was}
    if others := [*wanted.given, *(name for name, value in own.items() if value)]:
        other = min(others)
        raise InputError(f"--{other} is not for {form}")
    if not 1 <= len(wanted.focus) <= most:
        raise InputError(
            f"{form} draws the ties of {'one name' if most == 1 else 'one name or two'}: give --focus NAME"
        )
    from kg.answers import answer_to
    from kg.answers.asking import ask

    output = None if wanted.output is None else Path(wanted.output)
    format_ = choose_format("svg" if output is None else None, output, _PICTURES)
    if format_ != "svg" and output is None:
        raise InputError(f"{format_} is no text: write it to a file with -o FILE")
    policy = wanted.policy or graph.dossier.policy
    session, said = ask(graph, "relations", wanted.focus, wanted.filters, policy, options={"size": wanted.size})
    answer = answer_to(session, whole=True)
    remarks = (*said, *answer.remarks)
    if not answer.found:
        say(remarks)
        click.echo(f"kg: {answer.nothing}", err=True)
        click.get_current_context().exit(1)
    drawn = answer.drawings[format_ if form == "ledger" else "ego"]()[0]
    if form == "ego" and format_ != "svg":
        from kg.export.pictures import convert

        assert isinstance(drawn, str)
        drawn = convert.png(drawn) if format_ == "png" else convert.pdf(drawn, answer.document.title)
    deliver(drawn, output)
    say(remarks)


FORMS: Final = {
    "ego": Form("A picture of the ties of one name: others in sectors by layer, with amounts, years and voices.", _ego),
    "ledger": Form(
        "A picture of the ties of one name or two, one a line, as SVG, PNG or PDF by the file's ending.", _ledger
    ),
    "site": Form("A static site: a page for every name, tie, source, dispute and question, for any web space.", _site),
}
