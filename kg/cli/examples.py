"""Examples in help texts: roles, such as ``{actor}``, become the names that the dossier in use gives for them."""

from typing import TypeVar

import click

from kg.errors import KgError

Command = TypeVar("Command", bound=click.Command)

# The help of a command as its module has it, with roles in place of names.
_TOLD: dict[str, str] = {}


def filled(text: str) -> str:
    """Return a text with the dossier's examples, or with the roles in capitals where the dossier cannot be read."""
    from kg.dossier import current, fill

    try:
        return fill(text, current().examples)
    except KgError:
        return fill(text, {})


def with_examples(command: Command) -> Command:
    """Return a command whose help has the examples of the dossier in use."""
    told = _TOLD.setdefault(command.name or "", command.help or "")
    if "{" in told:
        command.help = filled(told)
    return command
