"""What some tests want beside Python and its packages; `make deps` brings it.

Where it is missing the tests skip, and the run ends with a line for each reason. In CI nothing skips: what would is a
failure, whatever its reason.
"""

import os
import shutil
from collections import Counter
from collections.abc import Generator
from importlib.util import find_spec
from typing import Final, NoReturn

import pytest

IN_CI: Final = os.environ.get("CI", "").lower() not in ("", "0", "no", "false")


def _reason(what: str) -> str:
    return f"there is no {what}; 'make deps' brings it"


def _mark(what: str, *, there: bool) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not there, reason=_reason(what))


graphviz: Final = _mark("Graphviz", there=shutil.which("sfdp") is not None)
followthemoney: Final = _mark(
    "ICU, and so no followthemoney", there=find_spec("icu") is not None and find_spec("followthemoney") is not None
)


def skip_without(what: str) -> NoReturn:
    """Skip a test that wants what is not there."""
    pytest.skip(_reason(what))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI, make a failure of a skip; an expected failure is none."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and this is CI: {_words(report.longrepr)}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why tests were skipped, in a line for each reason."""
    skipped = Counter(_words(report.longrepr) for report in terminalreporter.stats.get("skipped", ()))
    for reason, count in skipped.most_common():
        terminalreporter.write_line(f"{count} {'test was' if count == 1 else 'tests were'} skipped: {reason}")


def _words(told: object) -> str:
    """Return the reason of a skip, of which pytest keeps file, line and words."""
    return str(told[2] if isinstance(told, tuple) else told).removeprefix("Skipped: ")
