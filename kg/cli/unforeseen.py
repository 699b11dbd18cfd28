"""What to say of an error that nobody foresaw: what is wrong in the data, where that is why."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kg.validation.findings import Finding

# What these rules find is untidy, and stops no verb.
_UNTIDY: Final = frozenset({"relation-name", "claim-name"})


def told(error: Exception, words: Sequence[str]) -> str:
    """Return, in one line, why a command failed.

    That is the first place in which the data that the words of the command name break the model, and how to see the
    rest; and the error itself only where they do not.
    """
    findings: list[Finding] = []
    with suppress(Exception):  # the check may fail for the same reason
        findings = [finding for finding in _findings(words) if finding.rule not in _UNTIDY]
    if not findings:
        return f"failed in an unforeseen way: {type(error).__name__}: {error}; --debug shows where"
    first = findings[0]
    where = f"{first.file}:{first.line}: " if first.file else ""
    return (
        f"the data do not follow the model, and cannot be read for this: {where}{first.node}: {first.message} "
        f"'kg validate' lists all {len(findings)} findings; --debug shows what could not be read"
    )


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
