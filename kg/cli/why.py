"""``kg why``: every verdict on a relation, what it rests on, and what would turn it over."""

from pathlib import Path

import click

from kg.cli.completion import ENTITY
from kg.cli.face import reply
from kg.cli.options import data_options, filter_options, length_options, output_options, policy_option
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters

_FORMATS = ("table", "json", "jsonl")


@click.command()
@click.argument("names", nargs=-1, type=ENTITY, required=True, metavar="ID|NAME NAME")
@filter_options
@policy_option
@length_options
@output_options(*_FORMATS)
@data_options
def why(
    graph: KnowledgeGraph,
    names: tuple[str, ...],
    filters: Filters,
    policy: str,
    long_: bool,
    all_: bool,
    format_: str | None,
    output: Path | None,
) -> None:
    """Explain every verdict on a relation or a claim, or on all that ties two names.

    Does it pass the policy, does it hold on a date, is it disputed, how strong is it in a chain, who tells it, and who
    corroborates it. --as-of, --since and --until ask whether it holds then; the other filters choose among the ties of
    two names.

    Example: kg why {actor} {weapon} --as-of {month}
    """
    from kg.answers.asking import ask

    if len(names) > 2:
        raise click.UsageError(f"give one id or two names, not {len(names)} words")
    asked = {"words": names} if len(names) == 1 else {"names": names}
    reply(
        ask(graph, "why", filters=filters, policy=policy, **asked),
        graph,
        _FORMATS,
        format_,
        output,
        long=long_,
        whole=all_,
    )
