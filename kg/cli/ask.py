"""``kg ask``: the catalogue of named questions."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli.options import (
    data_options,
    filter_options,
    find,
    naming_policy,
    output_options,
    policy_option,
    say_left_out,
)
from kg.cli.output import as_csv, choose_format, deliver, json_text
from kg.graph import KnowledgeGraph
from kg.lookup.ask import Cell, Row
from kg.lookup.questions import Parameter, Question, Value, question, question_names, questions
from kg.model.filters import Filters
from kg.model.records import EntityRef
from kg.model.wording import sentence, words
from kg.policy import policy as find_policy

if TYPE_CHECKING:
    from rich.text import Text as Line

_FORMATS: Final = ("table", "json", "jsonl", "csv")
_PREMISES: Final = ("relations", "claimants", "statuses", "paragraphs")
# A row may sum up a whole layer; a table then shows so many of the relations under it.
_SHOWN: Final = 20
_TIE: Final = "tie"
_HEDGE: Final = "hedge"
_RUN_ON: Final = (_TIE, _HEDGE, "number", "unit")
_CAMEL_CASE: Final = re.compile(r"[a-z]+(?:[A-Z][a-z]*)+")


class Catalogue(click.Group):
    """The named questions, each a command whose options are its parameters."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all questions."""
        return question_names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command that asks a question; raises InputError where there is none of that name."""
        return _command(question(cmd_name))


@click.group(cls=Catalogue, invoke_without_command=True, subcommand_metavar="[NAME [OPTIONS]]")
@output_options(*_FORMATS[:3])
@click.pass_context
def ask(ctx: click.Context, format_: str | None, output: Path | None) -> None:
    """Answer a named question from the catalogue; without a name, list the catalogue.

    Each question has parameters of its own: kg ask NAME --help. The filters leave the answers whose relations all pass
    them.

    Example: kg ask arms-suppliers --of Azerbaijan --as-of 2015
    """
    if ctx.invoked_subcommand is not None:
        return
    chosen = choose_format(format_, output, _FORMATS[:3])
    if chosen == "table":
        deliver(_list(questions()), output)
    else:
        deliver(json_text([asked.as_json() for asked in questions()], chosen), output)


def _command(asked: Question) -> click.Command:
    """Return a command with an option for each parameter of a question."""
    required = "".join(f" --{p.name} {_quoted(p.example)}" for p in asked.parameters if p.required)
    words_ = f"{asked.title}.\n\n{asked.description}\n\nExample: kg ask {asked.name}{required}"
    command = click.command(asked.name, help=words_)(_asking(asked))
    own = [*map(_option, asked.parameters)]
    words_taken = {word for option in own for word in option.opts}
    # A filter gives way to a parameter of the same name: what it means is the question's to say.
    command.params = [*own, *(option for option in command.params if words_taken.isdisjoint(option.opts))]
    return command


def _option(parameter: Parameter) -> click.Option:
    default = f"  [default: {parameter.default}]" if parameter.default else ""
    needed = "  [required]" if parameter.required else ""
    return click.Option(
        [f"--{parameter.name}", _destination(parameter)],
        is_flag=parameter.is_flag,
        metavar=None if parameter.is_flag else parameter.kind.upper(),
        help=f"{parameter.description}{default}{needed}",
    )


def _destination(parameter: Parameter) -> str:
    """Return the name under which click hands over a parameter, which is no filter's."""
    return f"asked_{parameter.name.replace('-', '_')}"


def _asking(asked: Question) -> Callable[..., None]:
    @click.option("--show", is_flag=True, help="Print the SPARQL instead, ready for 'kg query'.")
    @filter_options
    @policy_option
    @naming_policy("records are marked accepted by")
    @output_options(*_FORMATS)
    @data_options
    @click.pass_context
    def run(
        ctx: click.Context,
        /,
        graph: KnowledgeGraph,
        show: bool,
        filters: Filters,
        policy: str,
        format_: str | None,
        output: Path | None,
        **given: Value | None,
    ) -> None:
        rule = find_policy(policy)
        values = {p.name: _value(graph, p, given[_destination(p)]) for p in asked.parameters}
        if show:
            if filters:
                raise click.UsageError("--show prints the question, which holds no filters: leave them out")
            deliver(graph.sparql(asked.name, **values), output)
            ctx.exit(0)
        undated = filters.undated or bool(values.get("undated"))
        found = graph.ask(asked.name, replace(filters, undated=True), policy=policy, **values)
        rows = [row for row in found if undated or not filters.spans or not row.undated]
        left_out = graph.left_out(asked.name, policy=policy, **values) + len(found) - len(rows)
        say_left_out(left_out, what="answer")
        if not rows:
            passing = ", in what passes the filters" if filters else ""
            click.echo(f"kg: not stated: {asked.title}{_given(values)}{passing}", err=True)
            ctx.exit(1)
        chosen = choose_format(format_, output, _FORMATS)
        if chosen == "table":
            deliver(_table(asked, rows, _given(values), policy, rule.purpose), output)
        elif chosen == "csv":
            deliver(as_csv(map(_csv_row, rows), _csv_columns(rows)), output)
        else:
            deliver(json_text([row.as_json() for row in rows], chosen), output)

    return run


def _value(graph: KnowledgeGraph, parameter: Parameter, value: Value | None) -> Value | None:
    """Return a value as it was typed, but for a name the entity that it means."""
    return find(graph, value) if parameter.kind == "entity" and isinstance(value, str) else value


def _given(values: dict[str, Value | None]) -> str:
    """Return the parameters that were given, in brackets."""
    named = {name: value.label if isinstance(value, EntityRef) else value for name, value in values.items() if value}
    return f" ({', '.join(f'{name} {value}' for name, value in named.items())})" if named else ""


def _quoted(example: str) -> str:
    return f'"{example}"' if " " in example else example


def _list(catalogue: Sequence[Question]) -> str:
    from kg.cli.tables import render_rows

    def options(asked: Question) -> str:
        named = (f"--{p.name}" if p.required else f"[--{p.name}]" for p in asked.parameters)
        return " ".join(named)

    rows = [(asked.name, asked.title, options(asked)) for asked in catalogue]
    return render_rows(("Name", "Question", "Parameters"), rows) + f"{len(rows)} questions; kg ask NAME --help\n"


def _table(asked: Question, rows: list[Row], given: str, policy: str, purpose: str) -> str:
    from rich.text import Text as Line

    from kg.cli.tables import console, legend, relation_table

    out, text = console()
    relations = {relation.id: relation for row in rows for relation in row.relations}
    sources = len({claim.source.id for relation in relations.values() for claim in relation.claims})
    count = f"{len(rows)} {'answer' if len(rows) == 1 else 'answers'}"
    out.print(Line.assemble((f"{asked.title}{given}", "bold"), (f"  ({count})", "dim")))
    empty = {name for name in rows[0].answer if all(row.answer[name] is None for row in rows)}
    for row in rows:
        out.print()
        headline = _headline({name: cell for name, cell in row.answer.items() if name not in empty})
        if [headline.plain] != [*map(sentence, row.relations)]:
            out.print(headline)
        out.print(relation_table(row.relations[:_SHOWN], width=out.width, long=False, sources=sources))
        if len(row.relations) > _SHOWN:
            out.print(Line(f"   and {len(row.relations) - _SHOWN} more, in --format json", style="dim"))
    if missing := [_heading(name) for name in sorted(empty) if not name.startswith(_HEDGE)]:
        out.print(Line(f"\nNot stated in any row: {', '.join(missing)}", style="dim"))
    out.print()
    out.print(legend(list(relations.values()), policy, purpose))
    return text.getvalue()


def _headline(answer: dict[str, Cell]) -> "Line":
    """Return the cells of a row in a line, each after its heading.

    The first has none, and a tie, its object, a hedge and a number run on as in a sentence.
    """
    from rich.text import Text as Line

    line, follows_tie = Line(), False
    for place, (name, cell) in enumerate(answer.items()):
        runs_on, follows_tie = name in _RUN_ON or follows_tie, name == _TIE
        if cell is None and (runs_on or name.startswith(_HEDGE)):
            continue
        line.append("" if place == 0 else " " if runs_on else " · ", style="dim")
        if cell is None:
            line.append(f"{_heading(name)} not stated", style="dim")
        else:
            line.append("" if place == 0 or runs_on else f"{_heading(name)} ", style="dim")
            line.append(
                _words(cell), style="bold cyan" if place == 0 else "bold" if isinstance(cell, EntityRef) else ""
            )
    return line


def _words(cell: EntityRef | str | float) -> str:
    if isinstance(cell, EntityRef):
        return cell.label
    if isinstance(cell, str):
        return words(cell) if _CAMEL_CASE.fullmatch(cell) else cell
    return f"{cell:,}"


def _heading(name: str) -> str:
    return name.replace("_", " ")


def _csv_columns(rows: list[Row]) -> list[str]:
    columns = []
    for name in rows[0].answer:
        columns.append(name)
        if any(isinstance(row.answer[name], EntityRef) for row in rows):
            columns.append(f"{name}_id")
    return [*columns, *_PREMISES]


def _csv_row(row: Row) -> dict[str, object]:
    cells: dict[str, object] = {}
    for name, cell in row.answer.items():
        if isinstance(cell, EntityRef):
            cells |= {name: cell.label, f"{name}_id": cell.id}
        else:
            cells[name] = cell
    return cells | {
        "relations": " ".join(relation.id for relation in row.relations),
        "claimants": " | ".join(dict.fromkeys(claim.claimant.label for claim in row.said)),
        "statuses": " | ".join(dict.fromkeys(f"{claim.stance}: {claim.status}" for claim in row.said)),
        "paragraphs": " ".join(str(n) for n in sorted({n for claim in row.said for n in claim.paragraphs})),
    }
