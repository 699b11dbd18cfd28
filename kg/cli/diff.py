"""``kg diff``: what differs between two states of a dossier."""

from pathlib import Path

import click

from kg.cli.face import present
from kg.cli.options import all_option, output_options, policy_option
from kg.graph import KnowledgeGraph

_FORMATS = ("table", "json", "jsonl", "csv", "ttl", "txt")


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@policy_option
@all_option
@output_options(*_FORMATS)
def diff(old: Path, new: Path, policy: str, all_: bool, format_: str | None, output: Path | None) -> None:
    """Show which ties, claims and names came, went or changed between two states of a dossier: folders or files.

    Exits with 1 where both state the same.

    Example: kg diff {dataset} data
    """
    from kg.answers.diff import answer

    before, after = KnowledgeGraph.load(old), KnowledgeGraph.load(new)
    present(answer(before, after, policy, whole=all_), after, _FORMATS, format_, output, whole=all_)
