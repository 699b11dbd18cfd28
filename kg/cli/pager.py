"""A pager for what is longer than the screen, on a terminal only, as git has one."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from contextlib import suppress
from typing import Final

import click

from kg.cli.output import deliver

# less: colours as they are, no pager for what fits, no clearing of the screen.
_LESS: Final = "FRX"
_OFF: Final = ("", "cat")


def show(text: str) -> None:
    """Write a text to standard output, through ``KG_PAGER``, ``PAGER`` or less where it is longer than the screen."""
    command = _command()
    if command is None or len(text.splitlines()) < shutil.get_terminal_size().lines:
        deliver(text, None)
        return
    try:
        pager = subprocess.Popen(
            command, stdin=subprocess.PIPE, env={"LESS": _LESS, "LESSCHARSET": "utf-8", **os.environ}
        )
    except OSError as error:
        click.echo(
            f"kg: the pager {command[0]} cannot be started ({error.strerror}); set PAGER, or --no-pager", err=True
        )
        deliver(text, None)
        return
    assert pager.stdin is not None
    with suppress(BrokenPipeError):  # who quits the pager has seen enough
        pager.stdin.write(text.encode())
    with suppress(BrokenPipeError):
        pager.stdin.close()
    while True:
        try:
            pager.wait()
            return
        except KeyboardInterrupt:
            continue  # Ctrl-C belongs to the pager


def _command() -> list[str] | None:
    """Return the command of the pager, or None where none is wanted or there is none."""
    context = click.get_current_context(silent=True)
    if not (sys.stdout.isatty() and sys.stdin.isatty()) or (context and context.find_root().params.get("no_pager")):
        return None
    wanted = os.environ.get("KG_PAGER", os.environ.get("PAGER"))
    if wanted is None:
        return ["less"] if shutil.which("less") else None
    try:
        return None if wanted.strip() in _OFF else shlex.split(wanted)
    except ValueError:
        return [wanted]  # a quotation mark that nothing closes: it is told that this cannot be started
