"""The explorer in a browser: found, followed, copied, by keyboard and without scripts, and nothing leaves loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

import pytest

from tests.browser import AXE, check_accessible
from tests.server import Server, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARMS = quote_plus("SELECT ?a ?b { ?a kg:suppliesArmsTo ?b }")
PLACED = quote_plus('SELECT * { VALUES (?name ?long ?lat) { ("Here" 46.7 39.8) (entity:turkey 32 39) } }')
DATED = quote_plus("SELECT ?s ?d { ?s kg:on ?d } ORDER BY ?s")
# A page of each kind, also of those that say that there is nothing.
KINDS = (
    "", "entity/shusha", "map", "tie/azerbaijan/turkey", "ask", "ask?q=relations+turkey+azerbaijan", "ask?q=rank",
    "ask?q=path+israel+armenia", "ask?q=relations+turkey+--as-of+1850", "ask?q=relations+nobody-at-all",
    "search?q=Aliyev", "search?q=zzzzqqq", "search", "graph?q=relations+shusha", "sparql", f"sparql?query={ARMS}",
    f"sparql?query={ARMS}&view=graph", f"sparql?query={DATED}&view=timeline", "sparql?query=ASK+%7B%7D",
    f"sparql?query={PLACED}&view=map", "sparql?query=SELECT+*+%7B", "nowhere", "entity/nobody-at-all",
)  # fmt: skip
# The same of RDF files.
PLAIN = (
    "", "thing?iri=http://example.org/ann", "search?q=ann", "search?q=zzz", "sparql", "nowhere", "thing?iri=urn:none",
    "sparql?query=CONSTRUCT+WHERE+%7B%3Fs+%3Fp+%3Fo%7D&view=graph",
)  # fmt: skip
FILE = """
@prefix : <http://example.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
:ann a foaf:Person ; foaf:name "Ann" ; foaf:knows :bob , [ foaf:name "somebody" ] .
:bob a foaf:Person ; foaf:name "<b>Bob</b>" ; :born "1980-02-03"^^<http://www.w3.org/2001/XMLSchema#date> .
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving("--timeout", "60") as running:
        yield running


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of an RDF file."""
    file = tmp_path_factory.mktemp("plain") / "people.ttl"
    file.write_text(FILE, encoding="utf-8")
    with serving(file) as running:
        yield running


@pytest.fixture
def quiet(page: Page, server: Server, plain: Server) -> Iterator[Page]:
    """A page that must say nothing on its console, and ask nothing but the servers."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    own = f"{server.address}/", f"{plain.address}/"
    page.on("request", lambda one: None if one.url.startswith(own) else said.append(one.url))
    yield page
    assert said == []


def test_pages_of_each_kind_are_accessible_in_light_and_dark_wide_and_narrow(
    server: Server, plain: Server, browser: Browser
) -> None:
    served = *(f"{server.address}/{kind}" for kind in KINDS), *(f"{plain.address}/{kind}" for kind in PLAIN)
    check_accessible(browser, served)


def test_a_name_leads_to_a_tie_and_to_its_source(server: Server, quiet: Page) -> None:
    quiet.goto(server.address)
    quiet.get_by_role("combobox", name="Find a name").fill("Şuşa")
    quiet.get_by_role("combobox", name="Find a name").press("Enter")
    quiet.get_by_role("main").get_by_role("link", name="Shusha", exact=True).click()
    quiet.wait_for_url(re.compile("/entity/shusha$"))
    quiet.locator("table.ledger a[href*='/tie/']").first.click()
    quiet.wait_for_url(re.compile("/tie/"))
    quiet.locator(".sources a").first.click()
    quiet.wait_for_url(re.compile("/source/"))
    assert "source" in quiet.locator("h1").inner_text()


def test_lines_of_a_small_network_have_the_colour_of_their_layer(server: Server, quiet: Page) -> None:
    quiet.goto(f"{server.address}/entity/turkey")
    strokes = quiet.locator("svg.net path").evaluate_all("lines => lines.map(line => getComputedStyle(line).stroke)")
    assert len(set(strokes)) > 3
    assert "none" not in strokes


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


def test_names_are_suggested_while_one_types_and_taken_by_keys_or_by_pointer(
    server: Server, plain: Server, quiet: Page, browser: Browser
) -> None:
    quiet.goto(f"{server.address}/")
    field = quiet.get_by_role("combobox", name="Find a name")
    field.press_sequentially("sh", delay=30)
    quiet.get_by_role("option").first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press_sequentially("usha", delay=30)
    quiet.get_by_role("option", name="Shusha city").wait_for()
    assert 1 <= quiet.get_by_role("option").count() <= 8
    # With the list open nothing is in the way of anybody, also in the dark.
    if AXE.is_file():
        quiet.emulate_media(color_scheme="dark")
        with_axe = browser.new_context(bypass_csp=True, color_scheme="dark").new_page()
        with_axe.goto(f"{server.address}/")
        with_axe.get_by_role("combobox", name="Find a name").press_sequentially("shusha", delay=30)
        with_axe.get_by_role("option").first.wait_for()
        with_axe.keyboard.press("ArrowDown")
        with_axe.evaluate(AXE.read_text(encoding="utf-8"))
        assert with_axe.evaluate("axe.run().then(ran => ran.violations.map(one => one.id))") == []
        with_axe.context.close()
    quiet.keyboard.press("Escape")
    assert not quiet.get_by_role("listbox").is_visible() and field.input_value() == "shusha"
    assert field.get_attribute("aria-expanded") == "false"
    field.press("Backspace")
    quiet.get_by_role("option").first.wait_for()
    quiet.keyboard.press("ArrowDown")
    chosen = quiet.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    label = chosen.locator("bdi").inner_text()
    quiet.keyboard.press("Enter")
    quiet.wait_for_url("**/entity/**")
    assert quiet.locator("h1 bdi").inner_text() == label
    # Without a choice the form is sent as ever.
    quiet.get_by_role("combobox", name="Find a name").fill("Aliyev")
    quiet.keyboard.press("Enter")
    quiet.wait_for_url("**/search?q=Aliyev")
    # A name of a file is text, never markup.
    quiet.goto(f"{plain.address}/")
    quiet.get_by_role("combobox", name="Find a name").press_sequentially("bob", delay=30)
    quiet.get_by_role("option", name="<b>Bob</b>").click()
    quiet.wait_for_url("**/thing?iri=*")


def test_what_is_suggested_is_what_a_search_finds(server: Server) -> None:
    for text in ("шуша", "TÜRK", "Аli", "baku til"):
        names = server.client.get("/suggest.json", params={"q": text}).raise_for_status().json()["names"]
        page = server.client.get("/search", params={"q": text}).text
        assert names and all(f'href="{one["at"]}"' in page for one in names), text
    first = server.client.get("/suggest.json", params={"q": "шуш"}).json()["names"][0]
    assert first["label"] == "Shusha"
    for text in ("", "  ", "?!", "zzzzqqq"):
        assert server.client.get("/suggest.json", params={"q": text}).json() == {"names": []}


def test_a_word_that_names_nothing_leads_to_where_it_is_said(server: Server) -> None:
    page = server.client.get("/search", params={"q": "peacekeepers"}).text
    assert '<a href="/ask?q=search+peacekeepers">5 ties have it in what is said.</a>' in page
    assert "Russia withdraws from" in re.sub("<[^>]*>", "", server.client.get("/ask?q=search+peacekeepers").text)


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
    quiet.get_by_role("button", name="Copy citation").press("Enter")
    quiet.get_by_role("button", name="Copied").nth(1).wait_for()
    cited = quiet.evaluate("navigator.clipboard.readText()")
    assert cited.startswith("“TANAP”. The Nagorno-Karabakh conflict, ")
    assert cited.endswith(quiet.url)
    assert re.search(rf"{datetime.now(UTC).year}, digest [0-9a-f]{{12}}\. ", cited)


def test_without_scripts_names_are_found_and_queries_are_answered(server: Server, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.address)
    page.get_by_role("searchbox").fill("Aliyev")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("main").get_by_role("link", name="Ilham Aliyev").first.click()
    page.wait_for_url(re.compile("/entity/"))
    assert page.locator("h1").inner_text().startswith("Ilham Aliyev")
    page.goto(f"{server.address}/sparql")
    page.get_by_label("Query").fill("SELECT ?a ?b { ?a kg:suppliesArmsTo ?b }")
    page.get_by_role("button", name="Run").click()
    page.wait_for_url(re.compile("query="))
    assert page.locator("table.result tbody tr").count() > 3
    page.get_by_text("Cite").click()
    assert page.locator("#citation").inner_text().endswith(page.url)
    page.get_by_text("Download").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").click()
    assert started.value.suggested_filename == "result.csv"
    assert started.value.path().read_text(encoding="utf-8").startswith("a,b\n")
    page.goto(f"{server.address}/graph?q=relations+shusha")
    assert page.locator("main table tbody tr").count() > 5
    context.close()


def write(page: Page, text: str) -> None:
    """Replace what stands in the editor, by keys."""
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def test_a_query_is_completed_run_and_kept_in_the_address_by_keys_alone(server: Server, quiet: Page) -> None:
    quiet.goto(f"{server.address}/sparql")
    write(quiet, "SELECT * { ?a kg:suppliesA")
    quiet.keyboard.press("Control+Space")
    quiet.get_by_role("option", name="kg:suppliesArmsTo").wait_for()
    # CodeMirror takes no option within 75 ms, so that a line break typed while the list opens stays one.
    quiet.wait_for_timeout(200)
    quiet.keyboard.press("Enter")
    quiet.locator(".cm-line").filter(has_text="kg:suppliesArmsTo").wait_for()
    quiet.keyboard.type(" ?b")
    quiet.keyboard.press("Control+Enter")
    quiet.wait_for_url(re.compile("query="))
    quiet.locator("table.result").wait_for()
    rows = quiet.locator("table.result tbody tr").count()
    assert rows > 3
    quiet.reload()
    assert quiet.locator("table.result tbody tr").count() == rows
    assert "kg:suppliesArmsTo ?b" in quiet.locator(".cm-content").inner_text()
    quiet.locator("table.result a").first.click()
    quiet.wait_for_url(re.compile("/entity/"))


def test_the_keyboard_leaves_the_editor_and_a_slash_is_written_in_it(server: Server, quiet: Page) -> None:
    quiet.goto(f"{server.address}/sparql")
    write(quiet, "SELECT * { ?a kg:on/kg:on ?b")
    assert "kg:on/kg:on" in quiet.locator(".cm-content").inner_text()
    quiet.keyboard.press("Escape")
    quiet.keyboard.press("Tab")
    assert quiet.evaluate("document.activeElement.textContent") == "Run"


def test_an_error_in_a_query_is_told_and_marked_in_its_line(server: Server, page: Page) -> None:
    page.goto(f"{server.address}/sparql")
    write(page, "SELECT * {\n?a nope ?b")
    page.get_by_role("button", name="Run").click()
    page.wait_for_url(re.compile("query="))
    page.locator(".cm-fault").wait_for()
    assert "line 2" in page.get_by_role("alert").inner_text()
    assert page.locator(".cm-faulty").inner_text().strip() == "?a nope ?b"
    assert page.locator(".cm-fault").inner_text() == "?b"
    write(page, "ASK {}")
    page.locator(".cm-fault").wait_for(state="detached")


def test_a_result_is_a_graph_or_a_timeline_where_its_columns_are(server: Server, quiet: Page) -> None:
    views = quiet.get_by_role("navigation", name="Ways to look at the result")
    quiet.goto(f"{server.address}/sparql?query={ARMS}")
    ends = set(quiet.locator("table.result td").all_inner_texts())
    assert views.inner_text().split() == ["Table", "Graph"]
    views.get_by_role("link", name="Graph").click()
    quiet.locator("#graph[data-ready]").wait_for()
    assert quiet.locator("main table tbody tr").count() == len(ends)
    quiet.goto(f"{server.address}/sparql?query={DATED}")
    assert views.inner_text().split() == ["Table", "Timeline"]
    rows = quiet.locator("table.result tbody tr").count()
    views.get_by_role("link", name="Timeline").click()
    quiet.locator("table.bars").wait_for()
    days = quiet.locator("table.bars td:first-child").all_inner_texts()
    assert len(days) == rows
    assert [day[:4] for day in days] == sorted(day[:4] for day in days)
    assert quiet.locator("table.bars rect").count() == rows
    quiet.goto(f"{server.address}/sparql?query={quote_plus('SELECT ?label { ?s skos:prefLabel ?label } LIMIT 3')}")
    assert quiet.locator("table.result tbody tr").count() == 3
    assert views.count() == 0


def test_a_result_with_coordinates_is_a_map(server: Server, plain: Server, quiet: Page) -> None:
    rows = '("<b>One</b>" 46.7 39.8) ("Two" 44.5 40.2) ("nowhere" 500 1) ("no number" "x" 1)'
    quiet.goto(f"{server.address}/sparql?query={quote_plus('SELECT * { VALUES (?name ?long ?lat) { ' + rows + ' } }')}")
    quiet.get_by_role("link", name="Map", exact=True).last.click()
    quiet.wait_for_url(re.compile("view=map"))
    assert quiet.locator("figure.map circle").count() == quiet.locator("table.result tbody tr").count() == 2
    assert quiet.locator("figure.map text").all_inner_texts() != []
    assert "<b>One</b>" in quiet.locator("table.result").inner_text()
    point = 'SELECT * { BIND("POINT(46.7 39.8)" AS ?where) BIND("Here" AS ?name) }'
    quiet.goto(f"{plain.address}/sparql?query={quote_plus(point)}&view=map")
    assert quiet.locator("figure.map circle").count() == 1
    assert quiet.locator("table.result tbody td").all_inner_texts() == ["Here", "39.8", "46.7"]


def test_a_graph_of_a_result_is_bounded_and_says_so(server: Server, quiet: Page) -> None:
    query = "SELECT ?a ?b { ?r rdf:subject ?a ; rdf:object ?b . ?a a ?x . ?b a ?y }"
    quiet.goto(f"{server.address}/sparql?query={quote_plus(query)}&view=graph")
    quiet.locator("#graph[data-ready]").wait_for()
    main = quiet.locator("main").inner_text()
    assert "Only the first 500 rows" in main
    assert quiet.locator("main table tbody tr").count() <= 300


def test_a_graph_made_by_a_query_is_drawn_and_what_files_say_is_never_markup(plain: Server, quiet: Page) -> None:
    quiet.goto(plain.address)
    assert "8 statements" in quiet.locator("main").inner_text()
    quiet.get_by_role("link", name="foaf:Person").click()
    quiet.get_by_role("link", name="<b>Bob</b>").click()
    quiet.wait_for_url(re.compile("bob"))
    assert quiet.locator("h1").inner_text() == "<b>Bob</b>"
    assert "foaf:knows" in quiet.locator("main").inner_text()
    quiet.goto(f"{plain.address}/sparql?query={quote_plus('CONSTRUCT WHERE { ?s ?p ?o }')}&view=graph")
    quiet.locator("#graph[data-ready]").wait_for()
    assert len(quiet.locator("main table tbody tr").all_inner_texts()) == 3
    quiet.get_by_role("combobox", name="Find a name").fill("ann")
    quiet.get_by_role("combobox", name="Find a name").press("Enter")
    quiet.get_by_role("main").get_by_role("link", name="Ann").click()
    quiet.wait_for_url(re.compile("/thing"))


def test_a_graph_draws_what_the_table_lists_and_says_what_it_leaves_out(server: Server, quiet: Page) -> None:
    quiet.goto(f"{server.address}/graph?q=relations+shusha")
    quiet.locator("#graph[data-ready]").wait_for()
    drawn = server.client.get("/graph.json?q=relations+shusha").json()
    assert quiet.locator("main table tbody tr").count() == len(drawn["nodes"]) == drawn["all"]
    legend = quiet.locator(".layers li").all_inner_texts()
    assert len(legend) == len({edge["layer"] for edge in drawn["edges"]})
    assert {"military", "people"} < set(legend)
    every = server.client.get("/graph.json?q=relations").json()
    assert len(every["nodes"]) == 300 < every["all"]
    quiet.goto(f"{server.address}/graph?q=relations")
    assert f"the 300 names of {every['all']} that have most ties" in quiet.locator("main").inner_text()


@pytest.mark.parametrize("asked", ["relations turkey", "relations --layer energy", "path israel armenia"])
def test_a_graph_hides_no_name_and_many_ties_of_two_are_one_band(asked: str, server: Server, quiet: Page) -> None:
    quiet.goto(f"{server.address}/graph?q={quote_plus(asked)}")
    quiet.locator("#graph[data-ready]").wait_for()
    apart, behind, covered = quiet.locator("#graph").evaluate(
        """place => {
            const graph = place._cyreg.cy, boxes = graph.nodes().map(boxAt);
            const clash = (a, b) => Math.abs(a.x - b.x) < (a.w + b.w) / 2 && Math.abs(a.y - b.y) < (a.h + b.h) / 2;
            return [
                graph.edges().map(edge => edge.parallelEdges().length),
                route(graph).behind.map(([node]) => node.data("label")),
                boxes.filter((a, i) => boxes.slice(i + 1).some(b => clash(a, b))).map(({ node }) => node.data("label")),
            ];
        }"""
    )
    assert len(apart) > 3
    assert max(apart) <= 4
    assert (behind, covered) == ([], [])


def test_the_year_changes_picture_table_and_address_alike_and_positions_are_kept(server: Server, quiet: Page) -> None:
    quiet.goto(f"{server.address}/graph?q=relations+shusha")
    quiet.locator("#graph[data-ready]").wait_for()
    rows = quiet.locator("#names tbody tr")
    every = rows.count()
    at = "graph => Object.fromEntries(graph._cyreg.cy.nodes().map(one => [one.id(), one.position()]))"
    year = quiet.get_by_label("Year")
    year.focus()
    quiet.keyboard.press("Home")
    quiet.locator("#graph[data-shown]").wait_for()
    first = year.get_attribute("min")
    asked = f"relations shusha --as-of {first}"
    quiet.wait_for_url(re.compile(f"as-of.*{first}"))
    then = server.client.get("/graph.json", params={"q": asked}).json()
    assert rows.count() == len(then["nodes"]) < every
    assert quiet.locator("#said").inner_text() == then["said"]
    assert quiet.get_by_label("In words").input_value() == asked
    assert all(first in at for at in quiet.locator(".tools a").evaluate_all("all => all.map(one => one.href)"))
    assert (quiet.locator("#citation").text_content() or "").endswith(quiet.url)
    quiet.reload()
    quiet.locator("#graph[data-ready]").wait_for()
    assert rows.count() == len(then["nodes"])
    quiet.get_by_role("button", name="All times").click()
    quiet.locator("#graph[data-shown='relations shusha']").wait_for()
    assert rows.count() == every
    year.focus()
    quiet.keyboard.press("End")
    quiet.locator("#graph[data-shown*='as-of']").wait_for()
    kept = quiet.locator("#graph").evaluate(at)
    quiet.get_by_role("button", name="All times").click()
    quiet.locator("#graph[data-shown='relations shusha']").wait_for()
    assert {one: place for one, place in quiet.locator("#graph").evaluate(at).items() if one in kept} == kept
