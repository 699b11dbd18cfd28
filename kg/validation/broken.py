"""What to say of an error that nobody foresaw: what is wrong in the data, where that is why."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from kg.validation.findings import Finding

# What these rules find is untidy, and stops nothing.
_UNTIDY: Final = frozenset({"relation-name", "claim-name"})
# What these find has not the form that all readers take for granted: it is told first.
_FORMLESS: Final = frozenset({"triple-term", "blank-node"})


def told(error: BaseException, check: Callable[[], list[Finding]], hint: str = "") -> str:
    """Return, in one line, why something failed, where ``check`` finds what is wrong in the data that were read.

    That is a place in which they break the model, and how to see the rest; and the error itself only where they
    do not. ``hint`` says how to see more of the error.
    """
    findings: list[Finding] = []
    with suppress(Exception):  # the check may fail for the same reason
        findings = [finding for finding in check() if finding.rule not in _UNTIDY]
    if not findings:
        words = " ".join(str(error).split())
        return f"failed in an unforeseen way: {type(error).__name__}{': ' if words else ''}{words}{hint}"
    first = min(findings, key=lambda finding: finding.rule not in _FORMLESS)
    where = f"{first.file}:{first.line}: " if first.file else ""
    return (
        f"the data do not follow the model, and cannot be read for this: {where}{first.node}: {first.message} "
        f"'kg validate' lists all {len(findings)} findings{hint}"
    )
