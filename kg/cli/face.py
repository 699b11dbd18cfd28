"""Answers on the command line: to standard output or a file, in the format that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from kg.cli.output import as_csv, as_json, as_jsonl, choose_format, deliver, json_text

if TYPE_CHECKING:
    from kg.answers.answer import Answer
    from kg.graph import KnowledgeGraph


def present(
    answer: Answer,
    graph: KnowledgeGraph,
    formats: Sequence[str],
    format_: str | None,
    output: Path | None,
    *,
    long: bool = False,
    whole: bool = True,
) -> None:
    """Write an answer, and say on stderr what is to be said beside it; exits with 1 where nothing was found.

    ``long`` adds the notes, ``whole`` lists what an answer else only counts.
    """
    chosen = choose_format(format_, output, formats)
    for remark in answer.remarks:
        click.echo(f"kg: {remark}", err=True)
    if not answer.found:
        _nothing(answer, chosen, output)
    if chosen == "table":
        from kg.cli.pager import show
        from kg.cli.terminal import render

        text = render(answer.document, long=long, whole=whole or output is not None)
        show(text) if output is None else deliver(text, output)
    else:
        deliver(_records(answer, graph, chosen), output)
        if answer.basis and chosen != "ttl":
            click.echo(f"kg: {answer.basis}", err=True)


def _nothing(answer: Answer, chosen: str, output: Path | None) -> NoReturn:
    """Say what was looked for in vain; a program that reads JSON finds an empty list."""
    if chosen == "json":
        deliver(as_json([]), output)
    click.echo(f"kg: {answer.nothing}", err=True)
    click.get_current_context().exit(1)


def _records(answer: Answer, graph: KnowledgeGraph, chosen: str) -> str:
    if chosen == "csv" and answer.rows is not None:
        return as_csv(answer.rows(), answer.columns)
    if chosen == "ttl":
        return graph.turtle(answer.relations)
    records = answer.as_json()
    if isinstance(records, list):
        return json_text(records, chosen)
    return as_jsonl([records]) if chosen == "jsonl" else as_json(records)
