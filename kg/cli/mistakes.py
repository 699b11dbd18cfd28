"""Mistakes on the command line, told in one line with the nearest that would do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import click

# What click says of a word where a number is wanted, and of a number out of its bounds.
_NO_NUMBER: Final = r"is not a valid (integer|float)(?: range)?\.$"
_OUTSIDE: Final = r"(\S+) is not in the range (?:(\S+?)(<=?))?x(?:([<>]=?)(\S+))?\.$"
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
    return f"{message.rstrip('.')}. See {context.command_path} --help."


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
    return nearest(word, known) or f"; {context.command_path} --help lists them"
