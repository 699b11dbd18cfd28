"""The invented world on which the tests ask, and the shipped graph."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from kg.graph import KnowledgeGraph
from kg.site.build import files
from tests.browser import browser, page
from tests.command import Outcome, kg
from tests.needs import pytest_runtest_makereport, pytest_terminal_summary

# No test writes into the cache of who runs it; tests of snapshots have folders of their own.
os.environ["KG_CACHE"] = "off"

settings.register_profile("tests", deadline=None, max_examples=100, derandomize=True, database=None)
settings.load_profile("tests")

__all__ = ["browser", "page", "pytest_runtest_makereport", "pytest_terminal_summary"]

FIXTURES = Path(__file__).parent / "fixtures"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens a browser, which its fixtures tell."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever terminal runs the tests, they see one of 80 columns with colours."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.fixture(scope="session")
def world_folder() -> Path:
    """The folder of the invented world, laid out like data/."""
    return FIXTURES / "world"


@pytest.fixture(scope="session")
def world(world_folder: Path) -> KnowledgeGraph:
    """The invented world with both of its datasets."""
    return KnowledgeGraph.load(world_folder)


@pytest.fixture(scope="session")
def shipped() -> KnowledgeGraph:
    """The graph that ships with the program."""
    return KnowledgeGraph.load()


@pytest.fixture(scope="session")
def site(shipped: KnowledgeGraph) -> dict[str, bytes]:
    """The site of the graph that ships with the program, by the names of its files."""
    return dict(files(shipped))


@pytest.fixture(scope="session")
def article() -> KnowledgeGraph:
    """What the article says, without the other voices."""
    return KnowledgeGraph.load(datasets=["article"])


@pytest.fixture
def on_world(world_folder: Path) -> Callable[..., Outcome]:
    """The command line, run on the invented world."""

    def run(*arguments: str | Path, stdin: str = "", terminal: bool = False) -> Outcome:
        return kg(*arguments, "--data", world_folder, stdin=stdin, terminal=terminal)

    return run
