"""``kg ask``: the catalogue of named questions."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

import click

from kg.cli.face import present, reply, say
from kg.cli.options import all_option, data_options, filter_options, output_options, policy_option
from kg.cli.output import deliver
from kg.graph import KnowledgeGraph
from kg.lookup.questions import Parameter, Question, Value, question, question_names
from kg.model.filters import Filters

_FORMATS: Final = ("table", "json", "jsonl", "csv")


class Catalogue(click.Group):
    """The named questions, each a command whose options are its parameters."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all questions."""
        return question_names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command that asks a question; raises InputError where there is none of that name."""
        return _command(question(cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each question asks."""
        from kg.cli.help import write_sentences

        with formatter.section("Questions"):
            write_sentences(self, ctx, formatter, self.list_commands(ctx))


@click.group(cls=Catalogue, invoke_without_command=True, subcommand_metavar="[NAME [OPTIONS]]")
@output_options(*_FORMATS[:3])
@click.pass_context
def ask(ctx: click.Context, format_: str | None, output: Path | None) -> None:
    """Answer a named question from the catalogue; without a name, list the catalogue.

    Each question has parameters of its own: kg ask NAME --help. The filters leave the answers whose relations all pass
    them.

    Example: kg ask arms-suppliers --of {actor} --as-of {year}
    """
    if ctx.invoked_subcommand is None:
        from kg.answers.ask import catalogue

        present(catalogue(), None, _FORMATS[:3], format_, output)


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


def _quoted(example: str) -> str:
    return f'"{example}"' if " " in example else example


def _asking(asked: Question) -> Callable[..., None]:
    @click.option("--show", is_flag=True, help="Print the SPARQL instead, ready for 'kg query'.")
    @filter_options
    @policy_option
    @all_option
    @output_options(*_FORMATS)
    @data_options
    def run(
        graph: KnowledgeGraph,
        show: bool,
        filters: Filters,
        policy: str,
        all_: bool,
        format_: str | None,
        output: Path | None,
        **given: Value | None,
    ) -> None:
        from kg.answers.asking import ask

        parameters = cast(dict[str, Any], {p.name: given[_destination(p)] for p in asked.parameters})
        named = {p.name: parameters[p.name] for p in asked.parameters if p.kind == "entity"}
        session, said = ask(
            graph,
            "ask",
            filters=filters,
            policy=policy,
            words=(asked.name,),
            options={name: value for name, value in parameters.items() if name not in named},
            entities=named,
        )
        if not show:
            reply((session, said), graph, _FORMATS, format_, output, whole=all_)
            return
        if filters:
            raise click.UsageError("--show prints the question, which holds no filters: leave them out")
        deliver(graph.sparql(asked.name, **cast(dict[str, Any], dict(session.question.options))), output)
        say(said)

    return run
