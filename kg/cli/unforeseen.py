"""What to say of an error that nobody foresaw: what is wrong in the data that the command names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.validation.findings import Finding


def told(error: Exception, words: Sequence[str]) -> str:
    """Return, in one line, why the command of these words failed."""
    from kg.validation.broken import told

    return told(error, lambda: _findings(words), "; --debug shows where")


def _findings(words: Sequence[str]) -> list[Finding]:
    from kg.dossier import open_dossier, using
    from kg.validation import validate

    given = dict(_paths(words))
    if "--data" in given:
        return validate([Path(given["--data"])])
    if "--dossier" in given:
        with using(open_dossier(Path(given["--dossier"]))):
            return validate()
    return validate()


def _paths(words: Sequence[str]) -> list[tuple[str, str]]:
    """Return the options that name data, each with its value."""
    paths = []
    for index, word in enumerate(words):
        option, equals, value = word.partition("=")
        if option in ("--data", "--dossier"):
            paths.append((option, value if equals else "".join(words[index + 1 : index + 2])))
    return paths
