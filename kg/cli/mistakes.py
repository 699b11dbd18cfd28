"""Mistakes on the command line, told in one line with the nearest that would do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import click

# What click says of a word where a number is wanted, and of a number out of its bounds.
_NO_NUMBER: Final = r"is not a valid (integer|float)(?: range)?\.$"
_OUTSIDE: Final = r"(\S+) is not in the range (?:(\S+?)(<=?))?x(?:([<>]=?)(\S+))?\.$"
# So many options are named where a word stands that none is for.
_FIRST: Final = 3
_SHARED: Final = frozenset(
    {"--format", "--output", "--dossier", "--data", "--dataset", "--store", "--policy", "--timeout", "--memory"}
)
_LOW: Final = {"<=": "at least", "<": "more than"}
_LOW_OR_HIGH: Final = {"<=": "at most", "<": "less than", ">=": "at least", ">": "more than"}


def nearest(word: str, known: Iterable[str]) -> str:
    """Return which of the known words one may have meant, as the end of a message; nothing where none is near."""
    import difflib  # felt at start-up, and needed for a mistake only

    close = difflib.get_close_matches(word.lower(), list(known))
    return f"; the nearest are: {', '.join(close)}" if close else ""


class Choice(click.Choice[str]):
    """One of several words; for another the nearest is told."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """Say which words there are, and which may have been meant."""
        words = [str(choice) for choice in self.choices]
        return super().get_invalid_choice_message(value, ctx).rstrip(".") + nearest(str(value), words)


def told(error: click.ClickException) -> str:
    """Return a mistake in one line: what, and where it is told what would do."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if isinstance(error, click.NoSuchOption):
        return f"No such option '{error.option_name}'{_options_near(error.option_name, context)}"
    message = error.format_message()
    if isinstance(error, click.BadParameter):
        message = re.sub(_OUTSIDE, _outside, re.sub(_NO_NUMBER, _no_number, message))
    if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter):
        return message
    unexpected = message.startswith("Got unexpected")
    if context is None or not (unexpected or isinstance(error, click.MissingParameter)):
        return message
    wanted = _own_options(context.command) if unexpected else ""
    cure = f"; names and words stand behind options: {wanted}" if wanted else ""
    return f"{message.rstrip('.')}{cure}. See {context.command_path} --help."


def _own_options(command: click.Command) -> str:
    """Return the first options of a verb that take a name or a word, each with what it takes; none if it takes names.

    Those for the answer and the data, which many verbs share, are not meant.
    """
    if any(isinstance(parameter, click.Argument) for parameter in command.params):
        return ""
    own = [
        f"{parameter.opts[-1]} {parameter.metavar or parameter.opts[-1].lstrip('-').upper()}"
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.is_flag and parameter.opts[-1] not in _SHARED
    ]
    return ", ".join(own[:_FIRST])


def _no_number(said: re.Match[str]) -> str:
    return "is no whole number: write it like 10" if said[1] == "integer" else "is no number: write it like 2.5"


def _outside(said: re.Match[str]) -> str:
    """Return the bounds of a number in words, where click has them as ``0<x<=9``, ``x>=1`` or ``x<=9``."""
    number, low, below, sign, high = said.groups()
    bounds = [f"{_LOW[below]} {low}"] if low else []
    bounds += [f"{_LOW_OR_HIGH[sign]} {high}"] if high else []
    return f"{number} is out of bounds: it must be {' and '.join(bounds)}"


def _options_near(word: str, context: click.Context | None) -> str:
    """Return the options of a verb that a word may have meant, or where they are listed."""
    if context is None:
        return ""
    known = [name for parameter in context.command.get_params(context) for name in parameter.opts if name[0] == "-"]
    # One may have meant what an option is for: --measure, where --by is explained as a measure.
    meant = re.compile(rf"{re.escape(word.lstrip('-').replace('-', ' '))}s?\b", re.IGNORECASE)
    options = [one for one in context.command.get_params(context) if isinstance(one, click.Option)]
    explained = [one.opts[0] for one in options if one.help and meant.match(one.help)]
    if explained:
        return f"; the nearest are: {', '.join(explained[:_FIRST])}"
    return nearest(word, known) or f"; {context.command_path} --help lists them"
