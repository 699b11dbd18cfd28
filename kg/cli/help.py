"""Help in whole sentences: the verbs by what one wants, and a short start for who types no verb."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import click

from kg.cli.examples import filled

# What one wants: the verbs for it. A verb that is in none stands in the last.
GROUPS: Final[Mapping[str, Sequence[str]]] = {
    "Look up": ("relations", "show", "search", "entities", "timeline", "changes", "why", "sources", "ask", "query"),
    "Compare": ("disputes", "perspective", "diff"),
    "Analyse": ("path", "rank", "bridges", "blocs", "balance", "dependence", "flow", "exposure"),
    "Take away": ("export", "serve"),
    "Keep in order": ("stats", "vocabulary", "validate", "read", "import", "match", "init", "load", "cache"),
}
EXAMPLES: Final = (
    ("kg relations {ally} {actor}", "what ties them, and who says so"),
    ("kg show {town}", "one name on a card"),
    ("kg disputes {pipeline-in-short}", "where accounts differ"),
    ("kg path {supplier} {rival}", "how two names are connected"),
    ("kg export svg --focus {ally} -o a.svg", "a picture to take away"),
)
_FIRST: Final = 3


def first_sentence(command: click.Command) -> str:
    """Return the sentence that says what a command does."""
    return " ".join((command.help or "").partition("\n\n")[0].split())


def grouped(names: Iterable[str]) -> dict[str, list[str]]:
    """Return verbs by what one wants, each in its place."""
    left = dict.fromkeys(names)
    groups = {title: [name for name in verbs if name in left] for title, verbs in GROUPS.items()}
    placed = {name for verbs in groups.values() for name in verbs}
    groups[list(GROUPS)[-1]] += [name for name in left if name not in placed]
    return {title: verbs for title, verbs in groups.items() if verbs}


def write_verbs(group: click.Group, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write what each verb does, in whole sentences, and then examples."""
    verbs = group.list_commands(ctx)
    widest = max(map(len, verbs))
    for title, names in grouped(verbs).items():
        with formatter.section(title):
            write_sentences(group, ctx, formatter, names, widest)
    with formatter.section("Examples"):
        formatter.write_dl(_examples(), col_max=formatter.width // 2)


def write_sentences(
    group: click.Group, ctx: click.Context, formatter: click.HelpFormatter, names: Iterable[str], widest: int = 0
) -> None:
    """Write what each of these commands does, beside names of which the ``widest`` gives the column its width."""
    commands = ((name.ljust(widest), group.get_command(ctx, name)) for name in names)
    formatter.write_dl([(name, first_sentence(command)) for name, command in commands if command is not None])


def _examples() -> list[tuple[str, str]]:
    return [(filled(command), words) for command, words in EXAMPLES]


def start() -> str:
    """Return what is shown to who types no verb: what the program answers, and what to try."""
    examples = _examples()[:_FIRST]
    widest = max(len(command) for command, _ in examples)
    tries = "".join(f"  {command.ljust(widest)}   {words}\n" for command, words in examples)
    return (
        "Who is tied to whom, since when, and who says so.\n\n"
        f"Try:\n{tries}\n"
        "kg search TEXT finds names, kg --help lists all verbs, and kg VERB --help says what one can do.\n"
    )
