"""A site in a browser, opened from disk: it asks nothing, is in the way of nobody, and finds names in any script."""

import re
from collections.abc import Iterator
from csv import DictReader
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from pyoxigraph import RdfFormat, parse

from kg.graph import KnowledgeGraph
from kg.model.records import Relation
from tests.browser import check_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# A page of each kind, and those that continue one.
KINDS = (
    "index", "about", "names", "entity/turkey", "entity/shusha", "entity/azerbaijan/2", "entity/turkey/timeline",
    "entity/turkey/disputes", "tie/azerbaijan/turkey", "source/article", "sources", "disputes",
    "dispute/accusation-armenia-azerbaijan", "told", "told/armenia", "told/armenia/azerbaijan", "timeline", "questions",
    "question/arms-both-sides", "story/shusha", "map", "entity/khojaly-massacre",
)  # fmt: skip


@pytest.fixture(scope="module")
def home(site: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for name, text in site.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text)
    return folder


@pytest.fixture
def quiet(page: "Page") -> "Iterator[Page]":
    """A page that must say nothing on its console, and ask nothing but files of the disk."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else said.append(request.url))
    yield page
    assert said == []


def test_pages_of_each_kind_are_accessible_in_light_and_dark_wide_and_narrow(home: Path, browser: "Browser") -> None:
    check_accessible(browser, ((home / f"{kind}.html").as_uri() for kind in KINDS))


@pytest.mark.parametrize("typed", ["Aliyev", "Алиев", "Əliyev", "aliyef", "Ալիև"])
def test_search_finds_a_name_in_any_script(home: Path, quiet: "Page", typed: str) -> None:
    quiet.goto((home / "entity/turkey.html").as_uri())
    quiet.get_by_role("searchbox").press_sequentially(typed)
    quiet.locator("#found a").filter(has_text="Ilham Aliyev").click()
    quiet.wait_for_url(re.compile("/entity/ilham-aliyev.html"))
    assert quiet.locator("h1").inner_text().startswith("Ilham Aliyev")


def test_the_keyboard_searches(home: Path, quiet: "Page") -> None:
    quiet.goto((home / "index.html").as_uri())
    quiet.get_by_role("searchbox").press_sequentially("turkey")
    quiet.locator("#found a").first.wait_for()
    quiet.keyboard.press("ArrowDown")
    quiet.keyboard.press("Enter")
    quiet.wait_for_url(re.compile("/entity/turkey.html"))


@pytest.mark.parametrize("where", ["entity/turkey", "tie/azerbaijan/turkey", "source/article", "entity/azerbaijan/2"])
def test_the_data_of_a_page_are_taken_in_three_forms(
    home: Path, quiet: "Page", shipped: KnowledgeGraph, where: str
) -> None:
    quiet.goto((home / f"{where}.html").as_uri())
    stated, csv = [], ""
    for label in ("CSV", "Turtle", "JSON-LD"):
        with quiet.expect_download() as taken:
            quiet.get_by_role("button", name=label, exact=True).click()
        text = Path(taken.value.path()).read_text(encoding="utf-8")
        csv = csv or text
        if label != "CSV":
            kind = RdfFormat.TURTLE if label == "Turtle" else RdfFormat.JSON_LD
            stated.append({str(quad) for quad in parse(text, format=kind)})
    assert stated[0] == stated[1]
    known = {relation.id for relation in _on(shipped, where)}
    about = "<https://w3id.org/karabakh-kg/ontology#Relation>"
    assert {quad.split()[0].strip("<>") for quad in stated[0] if about in quad} == known
    rows = list(DictReader(StringIO(csv)))
    assert {f"https://w3id.org/karabakh-kg/relation/{row['relation'].partition(':')[2]}" for row in rows} == known
    assert all(row["claimant"] and row["source"] and row["stance"] in ("affirms", "denies") for row in rows)


def _on(graph: KnowledgeGraph, where: str) -> list[Relation]:
    kind, *names = where.split("/")
    if kind == "source":
        wanted = f"https://w3id.org/karabakh-kg/source/{names[0]}"
        return [r for r in graph.relations() if any(claim.source.id == wanted for claim in r.claims)]
    if kind == "tie":
        return [relation for relation in graph.relations(names[0], names[1]) if relation.through is None]
    one = graph.ref(names[0])
    return [relation for relation in graph.relations() if one in (relation.subject, relation.object)]


def test_a_picture_is_taken_with_its_colours(home: Path, quiet: "Page") -> None:
    quiet.goto((home / "entity/turkey.html").as_uri())
    with quiet.expect_download() as taken:
        quiet.get_by_role("button", name="SVG", exact=True).click()
    picture = ElementTree.parse(taken.value.path()).getroot()
    paths = list(picture.iter("{http://www.w3.org/2000/svg}path"))
    assert paths and all(path.get("stroke", "none").startswith("rgb") for path in paths)


def test_a_page_is_whole_without_scripts(home: Path, browser: "Browser") -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((home / "index.html").as_uri())
    page.get_by_role("link", name="What ties Turkey to Azerbaijan, and who says so?").click()
    page.get_by_role("link", name="War Resisters' International").first.click()
    assert "War Resisters' International" in page.locator("h1").inner_text()
    assert page.get_by_role("searchbox").count() == 0
    context.close()


def test_a_heading_is_no_narrower_than_its_table_on_a_narrow_screen(home: Path, quiet: "Page") -> None:
    quiet.set_viewport_size({"width": 380, "height": 900})
    quiet.goto((home / "tie/azerbaijan/turkey.html").as_uri())
    headings = quiet.locator("table.ledger th[scope=rowgroup]")
    assert "ALLIANCE OR TENSION" in headings.all_inner_texts()  # a word that is broken would have a line of its own
    assert max(headings.nth(n).bounding_box()["height"] for n in range(headings.count())) < 40  # type: ignore[index]


def test_a_map_moves_names_its_places_and_leads_to_them(home: Path, quiet: "Page") -> None:
    quiet.goto((home / "entity/shusha.html").as_uri())
    shown = quiet.locator(".moving .name:not([hidden])")
    assert "Shusha (Şuşa / Շուշի)" in shown.all_inner_texts() and quiet.locator("figure.map > svg").is_hidden()
    before = quiet.locator(".moving path").count()
    quiet.get_by_role("button", name="Zoom out").click()
    quiet.wait_for_timeout(200)
    assert quiet.locator(".moving path").count() >= before > 20
    quiet.locator(".moving path.leaflet-interactive").first.click(force=True)
    quiet.wait_for_url(re.compile("/entity/[a-z-]+.html"))


def test_a_page_prints_on_few_sheets(home: Path, page: "Page") -> None:
    from pypdf import PdfReader

    page.goto((home / "tie/azerbaijan/turkey.html").as_uri())
    printed = home / "printed.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)
    sheets = PdfReader(printed).pages
    assert len(sheets) <= 4
    assert [round(side / 72 * 25.4) for side in (sheets[0].mediabox.width, sheets[0].mediabox.height)] == [210, 297]
    assert "supplies arms to" in sheets[0].extract_text()
