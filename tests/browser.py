"""A browser for the tests: Debian's chromium, driven by playwright; where one is missing tests skip."""

import shutil
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, Literal

import pytest

from tests.command import REPOSITORY
from tests.needs import skip_without

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE: Final = REPOSITORY / "tests/readers/node_modules/axe-core/axe.min.js"
_LOOKS: Final[tuple[tuple[Literal["light", "dark"], int], ...]] = (("light", 1200), ("dark", 400))
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One browser for all tests."""
    chromium = next(filter(None, map(shutil.which, _NAMES)), None)
    if chromium is None:
        skip_without("Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        yield running
        running.close()


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """A page with a profile of its own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


# What axe tells of all that passes is four fifths of the time.
_RUN: Final = """axe.run(document, {resultTypes: ["violations"]}).then(ran => ({
    passes: ran.passes.length,
    barriers: ran.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`),
}))"""


def check_accessible(browser: "Browser", addresses: Iterable[str]) -> None:
    """Check that axe finds no barrier on pages, in light and dark, wide and narrow, and that each fits its width."""
    if not AXE.is_file():
        skip_without("axe-core")
    axe, barriers, pages = AXE.read_text(encoding="utf-8"), [], list(addresses)
    assert pages
    for scheme, width in _LOOKS:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        for address in pages:
            page.goto(address)
            page.evaluate(axe)
            ran = page.evaluate(_RUN)
            assert ran["passes"]
            barriers += [f"{scheme} {address}: {barrier}" for barrier in ran["barriers"]]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        context.close()
    assert not barriers, barriers
