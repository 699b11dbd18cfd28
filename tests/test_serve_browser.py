"""The explorer in a browser: found, followed, copied, by keyboard and without scripts, and nothing leaves loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote_plus

import pytest

from tests.needs import skip_without
from tests.server import Server, serving
from tests.test_site_browser import AXE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARMS = quote_plus("SELECT ?a ?b { ?a kg:suppliesArmsTo ?b }")
# A page of each kind, also of those that say that there is nothing.
KINDS = (
    "", "entity/shusha", "tie/azerbaijan/turkey", "ask", "ask?q=relations+turkey+azerbaijan", "ask?q=rank",
    "ask?q=path+israel+armenia", "ask?q=relations+turkey+--as-of+1850", "ask?q=relations+nobody-at-all",
    "search?q=Aliyev", "search?q=zzzzqqq", "search", "graph?q=relations+shusha", "sparql", f"sparql?query={ARMS}",
    "sparql?query=SELECT+*+%7B", "nowhere", "entity/nobody-at-all",
)  # fmt: skip
LOOKS: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", 1200), ("dark", 400))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving("--timeout", "60") as running:
        yield running


@pytest.fixture
def quiet(page: Page, server: Server) -> Iterator[Page]:
    """A page that must say nothing on its console, and ask nothing but the server."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda one: None if one.url.startswith(f"{server.address}/") else said.append(one.url))
    yield page
    assert said == []


def test_pages_of_each_kind_are_accessible_in_light_and_dark_wide_and_narrow(server: Server, browser: Browser) -> None:
    if not AXE.is_file():
        skip_without("axe-core")
    axe, found = AXE.read_text(encoding="utf-8"), []
    for scheme, width in LOOKS:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        for kind in KINDS:
            page.goto(f"{server.address}/{kind}")
            page.evaluate(axe)
            ran = page.evaluate("axe.run()")
            assert ran["passes"]
            found += [f"{scheme} {kind}: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in ran["violations"]]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind
        context.close()
    assert not found, found


def test_a_name_leads_to_a_tie_and_to_its_source(server: Server, quiet: Page) -> None:
    quiet.goto(server.address)
    quiet.get_by_role("searchbox").fill("Şuşa")
    quiet.get_by_role("searchbox").press("Enter")
    quiet.get_by_role("main").get_by_role("link", name="Shusha", exact=True).click()
    quiet.wait_for_url(re.compile("/entity/shusha$"))
    quiet.locator("table.ledger a[href*='/tie/']").first.click()
    quiet.wait_for_url(re.compile("/tie/"))
    quiet.locator(".sources a").first.click()
    assert "source" in quiet.locator("h1").inner_text()


def test_a_copied_address_brings_the_same_answer(server: Server, quiet: Page) -> None:
    quiet.goto(f"{server.address}/ask")
    quiet.get_by_role("textbox", name="Name", exact=True).fill("Turkey")
    quiet.get_by_label("and").fill("Azerbaijan")
    quiet.get_by_label("As of").fill("2020")
    quiet.get_by_label("Layer").select_option("arms")
    quiet.get_by_role("button", name="Ask").first.click()
    quiet.wait_for_url(re.compile("q="))
    address, answer = quiet.url, quiet.locator("main").inner_text()
    assert "supplies arms to" in answer
    quiet.goto(server.address)
    quiet.goto(address)
    assert quiet.locator("main").inner_text() == answer
    assert quiet.get_by_label("In words").input_value() == "relations turkey azerbaijan --layer arms --as-of 2020"


def test_a_form_keeps_what_it_does_not_show(server: Server, quiet: Page) -> None:
    asked = "relations turkey --type suppliesArmsTo --undated --since 2019 --layer arms --layer energy"
    quiet.goto(f"{server.address}/ask?q={quote_plus(asked)}")
    quiet.get_by_text("Narrow it").click()
    quiet.get_by_label("since").fill("2020")
    quiet.locator("form.filters").get_by_role("button").click()
    quiet.wait_for_url(re.compile("2020"))
    words = quiet.get_by_label("In words").input_value()
    assert words == "relations turkey --type suppliesArmsTo --layer arms --layer energy --since 2020 --undated"


def test_the_keyboard_finds_and_copies(server: Server, quiet: Page) -> None:
    quiet.context.grant_permissions(["clipboard-read", "clipboard-write"])
    quiet.goto(f"{server.address}/entity/turkey")
    quiet.keyboard.press("/")
    quiet.keyboard.type("TANAP")
    quiet.keyboard.press("Enter")
    quiet.wait_for_url(re.compile("/search"))
    quiet.get_by_role("button", name="Copy link").focus()
    quiet.keyboard.press("Enter")
    quiet.get_by_role("button", name="Copied").wait_for()
    assert quiet.evaluate("navigator.clipboard.readText()") == quiet.url


def test_without_scripts_names_are_found_and_queries_are_answered(server: Server, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.address)
    page.get_by_role("searchbox").fill("Aliyev")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("main").get_by_role("link", name="Ilham Aliyev").first.click()
    assert page.locator("h1").inner_text().startswith("Ilham Aliyev")
    page.goto(f"{server.address}/sparql")
    page.get_by_label("Query").fill("SELECT ?a ?b { ?a kg:suppliesArmsTo ?b }")
    page.get_by_role("button", name="Run").click()
    assert page.locator("table.result tbody tr").count() > 3
    page.goto(f"{server.address}/graph?q=relations+shusha")
    assert page.locator("main table tbody tr").count() > 5
    context.close()


def test_a_query_is_completed_run_and_kept_in_the_address(server: Server, quiet: Page) -> None:
    quiet.goto(f"{server.address}/sparql")
    query = quiet.get_by_label("Query")
    query.fill("SELECT * { ?a kg:suppliesA")
    query.press("Control+Space")
    quiet.get_by_role("option", name="kg:suppliesArmsTo").wait_for()
    query.press("Enter")
    query.press_sequentially(" ?b }")
    query.press("Control+Enter")
    quiet.wait_for_url(re.compile("query="))
    rows = quiet.locator("table.result tbody tr").count()
    assert rows > 3
    quiet.reload()
    assert quiet.locator("table.result tbody tr").count() == rows
    quiet.locator("table.result a").first.click()
    quiet.wait_for_url(re.compile("/entity/"))


def test_an_error_in_a_query_is_told_and_marked(server: Server, page: Page) -> None:
    page.goto(f"{server.address}/sparql")
    page.get_by_label("Query").fill("SELECT * {\n  ?a nope ?b\n}")
    page.get_by_role("button", name="Run").click()
    assert "line 2" in page.get_by_role("alert").inner_text()
    query = page.get_by_label("Query")
    assert query.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)") == "?b"


def test_a_graph_draws_what_the_table_lists_and_says_what_it_leaves_out(server: Server, quiet: Page) -> None:
    quiet.goto(f"{server.address}/graph?q=relations+shusha")
    quiet.locator("#graph[data-ready]").wait_for()
    drawn = server.client.get("/graph.json?q=relations+shusha").json()
    assert quiet.locator("main table tbody tr").count() == len(drawn["nodes"]) == drawn["all"]
    every = server.client.get("/graph.json?q=relations").json()
    assert len(every["nodes"]) == 300 < every["all"]
    quiet.goto(f"{server.address}/graph?q=relations")
    assert f"the 300 names of {every['all']} that have most ties" in quiet.locator("main").inner_text()


def test_what_is_offered_for_download_is_there(server: Server, quiet: Page) -> None:
    for path in ("/entity/shusha", "/tie/azerbaijan/turkey", "/ask?q=path+israel+armenia", "/told/armenia"):
        quiet.goto(server.address + path)
        links = quiet.locator(".tools a").evaluate_all("links => links.map(link => link.href)")
        assert links
        for at in links:
            answer = server.client.get(at)
            assert answer.status_code == 200, at
            assert answer.content, at
            assert answer.headers["content-disposition"].startswith("attachment"), at
