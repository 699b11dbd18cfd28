"""``kg vocabulary``: which terms there are and what they mean."""

from itertools import groupby
from pathlib import Path

import click

from kg.cli.options import data_options, output_options
from kg.cli.output import choose_format, deliver, json_text
from kg.graph import KnowledgeGraph
from kg.lookup.vocabulary import TermEntry
from kg.model.records import EntityRef, Relation
from kg.terms import local_name

_FORMATS = ("table", "json", "jsonl")


@click.command()
@click.argument("term", required=False)
@output_options(*_FORMATS)
@data_options
def vocabulary(graph: KnowledgeGraph, term: str | None, format_: str | None, output: Path | None) -> None:
    """List the terms of the graph, or explain one: a kind, a relation type, a status, a policy.

    Example: kg vocabulary accepted
    """
    entries = graph.vocabulary(term)
    chosen = choose_format(format_, output, _FORMATS)
    if chosen != "table":
        deliver(json_text([entry.as_json() for entry in entries], chosen), output)
    elif term is None:
        deliver(_list(entries), output)
    else:
        deliver("\n".join(map(_explain, entries)), output)


def _list(entries: list[TermEntry]) -> str:
    from kg.cli.tables import render_rows

    text = ""
    for sort, group in groupby(entries, key=lambda entry: entry.sort):
        rows = ((local_name(e.id), e.definition, str(e.uses)) for e in group)
        text += render_rows((sort.capitalize(), "Definition", "Uses"), rows)
    return text


def _explain(entry: TermEntry) -> str:
    from rich.text import Text as Line

    from kg.cli.tables import console, details, sentence

    out, text = console()
    out.print(Line.assemble((entry.label, "bold"), f" ({entry.sort}, {local_name(entry.id)})"))
    out.print(Line(entry.definition))
    for example in entry.examples:
        out.print(Line(f"  {example}", style="dim"))
    for note in entry.notes:
        out.print(Line(f"  {note}", style="dim italic"))
    for name, words in entry.declares.items():
        out.print(Line.assemble((f"  {name}: ", "cyan"), words))
    if entry.uses:
        out.print(Line(f"used {entry.uses} times"))
    if isinstance(entry.example, Relation):
        out.print(Line.assemble("for example: ", sentence(entry.example), details(entry.example)))
    elif isinstance(entry.example, EntityRef):
        out.print(Line.assemble("for example: ", (entry.example.label, "bold")))
    return text.getvalue()
