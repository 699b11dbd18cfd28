"""Answers on the command line: to standard output or a file, in the format that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from kg.cli.output import as_csv, choose_format, deliver, json_text
from kg.cli.progress import expect
from kg.cli.visible import visible
from kg.errors import InputError

if TYPE_CHECKING:
    from kg.answers.answer import Answer
    from kg.graph import KnowledgeGraph
    from kg.session.session import Session
    from kg.view.document import Document

_BINARY: Final = ("png", "pdf")


def reply(
    asked: tuple[Session, Sequence[str]],
    graph: KnowledgeGraph,
    formats: Sequence[str],
    format_: str | None,
    output: Path | None,
    *,
    long: bool = False,
    whole: bool = True,
) -> None:
    """Write the answer of a session, after what is to be said of how its names were taken; see ``present``."""
    from kg.answers import answer_to

    session, said = asked
    expect(session.duration)
    present(answer_to(session, whole=whole), graph, formats, format_, output, said, long=long, whole=whole)


def say(remarks: Iterable[str]) -> None:
    """Say on stderr what is to be said beside an answer."""
    for remark in remarks:
        click.echo(f"kg: {remark}", err=True)


def present(
    answer: Answer,
    graph: KnowledgeGraph | None,
    formats: Sequence[str],
    format_: str | None,
    output: Path | None,
    said: Sequence[str] = (),
    *,
    long: bool = False,
    whole: bool = True,
) -> None:
    """Write an answer, and say on stderr what is to be said beside it; exits with 1 where nothing was found.

    ``said`` stands before the answer's own remarks, ``long`` adds the notes, ``whole`` lists what an answer else only
    counts. On a terminal the remarks come first; where the answer goes elsewhere they follow once it is written, so
    that a full disk is told in one line.
    """
    chosen = choose_format(format_, output, formats)
    remarks = (*said, *answer.remarks)
    if not answer.found:
        say(remarks)
        _nothing(answer, chosen, output)
    if output is None and sys.stdout.isatty():
        say(remarks)
        remarks = ()
    _write(answer, graph, chosen, output, long=long, whole=whole)
    say(remarks)
    if answer.basis and chosen not in ("table", "ttl", *answer.drawings):
        say([answer.basis])


def _write(
    answer: Answer, graph: KnowledgeGraph | None, chosen: str, output: Path | None, *, long: bool, whole: bool
) -> None:
    if chosen == "table":
        show_document(answer.document, output, long=long, whole=whole)
    elif chosen in answer.drawings:
        if chosen in _BINARY and output is None and sys.stdout.isatty():
            raise InputError(f"{chosen} is no text: write it to a file with -o FILE, or pipe it on")
        drawn, notes = answer.drawings[chosen]()
        deliver(drawn, output)
        say(notes)
    else:
        deliver(_records(answer, graph, chosen), output)


def show_document(document: Document, output: Path | None, *, long: bool = False, whole: bool = True) -> None:
    """Write a document as text, on a terminal through a pager where it is longer than the screen."""
    from kg.cli.pager import show
    from kg.cli.terminal import render

    text = render(document, long=long, whole=whole or output is not None)
    show(text) if output is None else deliver(text, output)


def _nothing(answer: Answer, chosen: str, output: Path | None) -> NoReturn:
    """Say what was looked for in vain; a program finds an empty list, or a sheet that has its head line only."""
    if chosen == "json":
        deliver(json_text([]), output)
    elif chosen == "csv" and answer.columns:
        deliver(as_csv((), answer.columns), output)
    click.echo(f"kg: {answer.nothing}", err=True)
    click.get_current_context().exit(1)


def _records(answer: Answer, graph: KnowledgeGraph | None, chosen: str) -> str:
    if chosen == "csv" and answer.rows is not None:
        return as_csv(answer.rows(), answer.columns)
    if chosen == "txt" and answer.lines is not None:
        return "".join(f"{visible(line)}\n" for line in answer.lines())
    if chosen == "ttl":
        assert graph is not None
        return graph.turtle(answer.relations)
    return json_text(answer.recorded(), chosen)
