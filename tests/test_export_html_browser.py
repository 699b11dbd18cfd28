"""The page in a browser: what a reader finds in it, that its rules are the program's, and that it asks nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from kg.export import find_format
from kg.export.view import Request, View
from kg.graph import KnowledgeGraph
from kg.model.dates import NOT, Span, first_day, last_day
from kg.model.filters import Filters
from kg.model.names import search_key
from kg.model.records import EntityRef, Relation
from kg.model.verbaliser import sentence
from kg.policy import NO_POLICY
from kg.session.reading import read_relations, sort_key
from kg.session.validity import own_verdicts, valid_at
from kg.terms import ENTITY, RELATION, local_name
from kg.view.document import MARKS
from tests.command import REPOSITORY
from tests.drawn_dates import DATES, DAYS, VALIDITY, Dates
from tests.needs import skip_without
from tests.statements import entities, graph, relations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page


AXE = REPOSITORY / "tests/readers/node_modules/axe-core/axe.min.js"


class Reader:
    """Somebody who reads a page that was exported into a file; what it asks for and complains of is kept."""

    def __init__(self, page: Page, view: View, file: Path) -> None:
        self.page, self.file = page, file
        self.relations: list[Relation] = sorted(view.read(), key=sort_key)
        self.requests: set[str] = set()
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.add(request.url.partition("#")[0]))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(error.message))

    def open(self, fragment: str = "#view=picture") -> Reader:
        self.page.goto(f"{self.file.as_uri()}{fragment}")
        self.settle()
        return self

    def ask(self, expression: str, value: object = None) -> Any:
        return self.page.evaluate(expression, value)

    def settle(self) -> None:
        """Wait until what was changed last is shown."""
        self.page.wait_for_selector("body[data-ready=true]")

    def graph(self, expression: str, value: object = None) -> Any:
        """Ask the scripts, with ``graph`` for what they read of the data."""
        read = "readGraph(JSON.parse(document.getElementById('data').textContent))"
        return self.ask(f"value => {{ const graph = {read}; return ({expression}) }}", value)

    def canvas(self, expression: str) -> Any:
        """Ask the picture, which is ``cy``."""
        return self.ask(f"() => {{ const cy = document.getElementById('canvas')._cyreg.cy; return ({expression}) }}")

    @property
    def address(self) -> str:
        return self.page.url.partition("#")[2]

    @property
    def rows(self) -> list[Relation]:
        """The relations in the table."""
        numbers = self.ask("() => [...document.querySelectorAll('#table tbody tr:not([hidden])')].map(row => row.id)")
        return [self.relations[int(number[1:])] for number in numbers]

    @property
    def drawn(self) -> dict[str, Any]:
        """The labels of the boxes in the picture with their places, and how many relations its lines stand for."""
        told_by_script: dict[str, Any] = self.canvas(
            """{
                boxes: Object.fromEntries(cy.nodes().map(n => [n.data("label").replaceAll("\\n", " "), n.position()])),
                lines: cy.edges().length,
                ties: cy.edges().reduce((sum, e) => sum + (e.data("many") ? parseInt(e.data("label")) : 1), 0),
            }"""
        )
        return told_by_script

    @property
    def details(self) -> Locator:
        return self.page.locator("#details")

    @property
    def shown(self) -> str:
        return self.page.locator("#shown").inner_text()


def exported(graph: KnowledgeGraph, folder: Path, request: Request | None = None) -> tuple[View, Path]:
    view, file = graph.view(request or Request(policy=NO_POLICY)), folder / "page.html"
    with file.open("wb") as output:
        find_format("html").write(view, output)
    return view, file


@pytest.fixture(scope="module")
def shipped_page(shipped: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> tuple[View, Path]:
    return exported(shipped, tmp_path_factory.mktemp("shipped"))


def reading(page: Page, view: View, file: Path, opened: bool = False) -> Iterator[Reader]:
    reader = Reader(page, view, file)
    yield reader.open() if opened else reader
    assert reader.complaints == []
    assert reader.requests <= {file.as_uri()}


@pytest.fixture
def all_of_it(page: Page, shipped_page: tuple[View, Path]) -> Iterator[Reader]:
    """A reader of the page with all shipped data, who is disappointed by any request and any complaint."""
    yield from reading(page, *shipped_page)


@pytest.fixture(scope="module")
def scripts(browser: Browser, shipped_page: tuple[View, Path]) -> Iterator[Reader]:
    """The page with all shipped data, opened once, to ask its scripts what they would say."""
    context = browser.new_context()
    yield from reading(context.new_page(), *shipped_page, opened=True)
    context.close()


@pytest.fixture
def small(page: Page, world: KnowledgeGraph, tmp_path: Path) -> Iterator[Reader]:
    """A reader of the page of the invented world."""
    yield from reading(page, *exported(world, tmp_path))


def drawable(relations: list[Relation]) -> list[Relation]:
    return [r for r in relations if isinstance(r.object, EntityRef) and r.phase is None and r.object.id != r.subject.id]


def between(relations: list[Relation], one: str, other: str) -> list[Relation]:
    ends = {f"{ENTITY}{one}", f"{ENTITY}{other}"}
    return [r for r in relations if isinstance(r.object, EntityRef) and {r.subject.id, r.object.id} == ends]


def ids(relations: list[Relation]) -> set[str]:
    return {relation.id for relation in relations}


class TestNetwork:
    def test_it_asks_for_nothing_but_itself(self, all_of_it: Reader) -> None:
        all_of_it.open().page.wait_for_timeout(300)
        assert all_of_it.requests == {all_of_it.file.as_uri()}

    def test_its_own_policy_stops_whoever_asks(self, page: Page, shipped_page: tuple[View, Path]) -> None:
        reader = Reader(page, *shipped_page).open()
        tried = reader.ask("() => fetch('https://example.org/').then(() => 'fetched', error => error.name)")
        assert tried == "TypeError"
        assert any("Content Security Policy" in complaint for complaint in reader.complaints)


class TestRules:
    """The scripts decide as the program does."""

    @pytest.mark.parametrize(
        "filters",
        [
            *(
                Filters(as_of=date, undated=True)
                for date in ("1921-07-04", "1991", "1994-05", "2019-02-28", "2020-02-29", "2020-10-10", "2023")
            ),
            Filters(since="1988", until="1994", undated=True),
            Filters(until="1920", undated=True),
            Filters(since="2014-04-30", undated=True),
            Filters(since="2020-09", until="2020-11-10", undated=True),
        ],
        ids=lambda filters: f"{filters.as_of or ''}{filters.since or ''}-{filters.until or ''}",
    )  # fmt: skip
    def test_when_all_shipped_relations_hold(self, scripts: Reader, shipped: KnowledgeGraph, filters: Filters) -> None:
        iris = [relation.id for relation in scripts.relations]
        expected = valid_at(shipped.store, filters, iris)
        since, until = (filters.as_of, filters.as_of) if filters.as_of else (filters.since, filters.until)
        told_by_script = scripts.graph(
            "graph.relations.map(({ moment }) => holds(moment, spanOf(...value), graph.times))",
            [since or "", until or ""],
        )
        assert dict(zip(iris, told_by_script, strict=True)) == {iri: expected.get(iri, NOT) for iri in iris}

    def test_the_rule_in_javascript_keeps_to_the_table_of_cases(self, scripts: Reader) -> None:
        asked = [[case.times, [case.since or "", case.until or ""]] for case in VALIDITY]
        answers = scripts.ask("cases => cases.map(([time, span]) => verdict(time, spanOf(...span)).holds)", asked)
        assert {str(case): holds for case, holds in zip(VALIDITY, answers, strict=True)} == {
            str(case): case.holds for case in VALIDITY
        }

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @example([Dates(on="2020"), Dates(attested=("2021",))], (None, "2019"))
    @given(st.lists(DATES, min_size=30, max_size=30), st.tuples(DAYS | st.none(), DAYS | st.none()))
    def test_when_drawn_dates_hold(
        self, scripts: Reader, tmp_path: Path, drawn: list[Dates], asked: tuple[str | None, str | None]
    ) -> None:
        since, until = sorted(asked, key=str) if None not in asked else asked
        names = [f"r{number}" for number in range(len(drawn))]
        lines = [dates.line(name) for name, dates in zip(names, drawn, strict=True)]
        store = graph(tmp_path, entities(belmar="State", salt="City"), relations(*lines)).store
        assume(since is None or until is None or first_day(since) <= last_day(until))
        span = Span.of(since, until)
        own = {local_name(iri): (verdict.holds, verdict.attested) for iri, verdict in own_verdicts(store, span).items()}
        # All are accounts of one tie, so that those with dates bound those without.
        stored = {local_name(r.id): r for r in read_relations(store, [f"{RELATION}{name}" for name in names])}
        own_dates = [(d.on or "", d.from_ or "", d.until or "", d.after or "", d.before or "") for d in drawn]
        times = [
            [*dates, drawn_.attested, stored[name].earliest or "", stored[name].latest or ""]
            for dates, drawn_, name in zip(own_dates, drawn, names, strict=True)
        ]
        answers = scripts.ask(
            "([times, span]) => times.map(time => verdict(time, spanOf(...span)))", [times, [since or "", until or ""]]
        )
        told = {name: (v["holds"], v["attested"]) for name, v in zip(names, answers, strict=True)}
        assert {name: told[name] for name in own} == own
        assert all(not any(time[:6]) for time, name in zip(times, names, strict=True) if name not in own)

    def test_names_are_folded_alike(self, scripts: Reader, shipped: KnowledgeGraph) -> None:
        names = sorted({name for entity in shipped.entities() for name in (entity.label, *entity.names)})
        names += ["ƏLİYEV", "Straße", "O'Neil’s", "Baku–Tbilisi", "ﬁn", "ΣΊΣΥΦΟΣ", "և", "½ mile", "  ", "Æsir", "Łódź"]
        assert scripts.ask("names => names.map(searchKey)", names) == [search_key(name) for name in names]

    @pytest.mark.parametrize(
        "text",
        [
            "Turkey",
            "türkiye",
            "ərdoğan",
            "Путин",
            "Փաշինյան",
            "Пашинян",
            "Pashinyan",
            "Ермения",
            "aliev",
            "shushi",
            "nk",
            "aliyev il",
            "Khankendy",
            "gas pip",
            "zzzz",
        ],
    )
    def test_names_are_found_alike(self, scripts: Reader, shipped: KnowledgeGraph, text: str) -> None:
        told_by_script = scripts.graph(
            "searchNames(value, graph.entities, graph.latin).map(({ entity, way }) =>"
            " [entity.slug, ['exact', 'words', 'part', 'guess', 'guess'][way]])",
            text,
        )
        there = {end.id for r in scripts.relations for end in (r.subject, r.object) if isinstance(end, EntityRef)}
        expected = shipped.search(text)
        if {match.entity.id for match in expected} <= there:
            assert {(slug, how) for slug, how in told_by_script} == {(local_name(m.entity.id), m.how) for m in expected}
        else:
            assert {slug for slug, _ in told_by_script} >= {
                local_name(m.entity.id) for m in expected if m.entity.id in there
            }

    @pytest.mark.parametrize(
        "party", ["azerbaijan", "armenia", "turkey", "author-of-the-article", "ilham-aliyev", "bbc-news"]
    )
    def test_a_party_tells_the_same(self, scripts: Reader, shipped: KnowledgeGraph, party: str) -> None:
        told = scripts.graph("graph.relations.map(relation => tells(relation, value))", party)
        account = shipped.perspective(party)
        pairs = list(zip(scripts.relations, told, strict=True))
        assert {relation.id for relation, verdict in pairs if verdict["affirms"]} == ids([*account.says])
        assert {relation.id for relation, verdict in pairs if verdict["denies"]} == ids([*account.denies])
        assert account.says

    @pytest.mark.parametrize(
        ("date", "exists"),
        [
            *((date, True) for date in ("2020", "2020-02-29", "2000-02-29", "1994-05", "2020-12-31")),
            *(
                (date, False)
                for date in ("2019-02-29", "1900-02-29", "2020-13", "2020-04-31", "0000", "20", "2020-1-1", "")
            ),
        ],
    )
    def test_a_date_is_one_that_exists(self, scripts: Reader, date: str, exists: bool) -> None:
        assert scripts.ask("isDate", date) is exists


class TestReading:
    def test_first_view(self, all_of_it: Reader) -> None:
        all_of_it.open()
        drawn = all_of_it.drawn
        assert 20 < len(drawn["boxes"]) <= 40
        assert "Azerbaijan" in drawn["boxes"] and "Armenia" in drawn["boxes"]
        assert f"showing {len(drawn['boxes'])} names of " in all_of_it.shown
        assert len(all_of_it.rows) == len(all_of_it.relations)
        assert all_of_it.page.locator("#canvas").get_attribute("role") == "img"
        assert all_of_it.shown in (all_of_it.page.locator("#canvas").get_attribute("aria-label") or "")

    def test_from_a_name_to_a_relation_with_its_source(self, all_of_it: Reader) -> None:
        page = all_of_it.open().page
        page.get_by_role("combobox", name="Search").fill("TÜRKIYE")
        page.get_by_role("option").first.click()
        all_of_it.settle()
        assert all_of_it.details.get_by_role("heading", name="Turkey", exact=True).is_visible()
        assert "iso2 TR" in all_of_it.details.inner_text()
        all_of_it.details.get_by_role("button", name="Azerbaijan").first.click()
        all_of_it.settle()
        both = between(all_of_it.relations, "turkey", "azerbaijan")
        cards = all_of_it.details.locator("article")
        assert cards.count() == len(both) > 4
        for card, relation in zip(cards.all(), both, strict=True):
            assert card.locator("h4").inner_text().startswith(sentence(relation))
            assert card.locator("li").count() == len(relation.claims)
            links = {link.get_attribute("href") for link in card.get_by_role("link").all()}
            assert links == {claim.source.url for claim in relation.claims} - {None}
        assert all_of_it.details.get_by_role("link").count() > 4

    def test_a_click_into_the_picture(self, small: Reader) -> None:
        small.open()
        frame = small.page.locator("#canvas").bounding_box()
        assert frame is not None

        def click(place: dict[str, float]) -> None:
            small.page.mouse.click(frame["x"] + place["x"], frame["y"] + place["y"])
            small.settle()

        place, label = small.canvas("[cy.nodes()[0].renderedPosition(), cy.nodes()[0].data('label')]")
        click(place)
        assert small.details.locator("h2").inner_text() == label.replace("\n", " ")
        small.page.keyboard.press("Escape")
        small.settle()
        place, at = small.canvas("[cy.edges()[0].renderedMidpoint(), cy.edges()[0].data('at')]")
        click(place)
        assert small.address == f"at={at}"
        assert small.details.locator("article li").count() > 0

    def test_more_than_four_relations_are_one_line_with_their_number(self, all_of_it: Reader) -> None:
        all_of_it.open("#focus=turkey")
        labels = all_of_it.canvas("cy.edges('[many=1]').map(edge => edge.data('label'))")
        both = between(all_of_it.relations, "turkey", "azerbaijan")
        assert len(drawable(both)) < len(both)
        assert any(label.startswith(f"{len(both)} ties · ") for label in labels)
        # The line, the list beside it and the details say the same number.
        listed = all_of_it.details.locator(".list button", has_text="Azerbaijan").first
        assert listed.locator(".count").inner_text() == str(len(both))
        listed.click()
        all_of_it.settle()
        assert f"{len(both)} ties" in all_of_it.details.inner_text()

    @pytest.mark.parametrize("width", [400, 1440])
    @pytest.mark.parametrize(
        "asked", ["focus=azerbaijan", "focus=shusha", "focus=israel&around=1", "view=picture", "layer=arms"]
    )
    def test_a_picture_fits_its_frame_and_no_line_runs_behind_a_foreign_box(
        self, all_of_it: Reader, asked: str, width: int
    ) -> None:
        all_of_it.page.set_viewport_size({"width": width, "height": 800})
        all_of_it.open(f"#{asked}")
        box, frame = all_of_it.canvas("[cy.nodes().renderedBoundingBox(), {w: cy.width(), h: cy.height()}]")
        assert box["x1"] >= 0 and box["y1"] >= 0 and box["x2"] <= frame["w"] and box["y2"] <= frame["h"]
        # Along each line as the canvas draws it.
        behind = all_of_it.canvas(
            """cy.edges().toArray().flatMap(edge => {
                const [a, c, b] = [edge.sourceEndpoint(), edge.controlPoints()[0], edge.targetEndpoint()];
                const steps = Array.from({ length: 101 }, (_, i) => i / 100);
                const at = (t, x) => (1 - t) ** 2 * a[x] + 2 * t * (1 - t) * c[x] + t ** 2 * b[x];
                return cy.nodes().difference(edge.connectedNodes()).filter(node => steps.some(t =>
                    Math.abs(at(t, "x") - node.position("x")) < node.data("width") / 2 - 1 &&
                    Math.abs(at(t, "y") - node.position("y")) < node.data("height") / 2 - 1
                )).map(node => [edge.data("hover"), node.data("label")]);
            })"""
        )
        assert behind == []

    def test_words_of_thick_lines_lie_apart(self, all_of_it: Reader) -> None:
        for width in (400, 1440):
            all_of_it.page.set_viewport_size({"width": width, "height": 800})
            all_of_it.open("#focus=azerbaijan")
            words = all_of_it.canvas(
                """cy.edges('[many=1]').map(edge => {
                    const { labelX, labelY } = { labelX: edge._private.rscratch.targetLabelX,
                                                 labelY: edge._private.rscratch.targetLabelY };
                    return [labelX, labelY, edge.style('target-label')];
                })"""
            )
            assert len(words) >= 4 and all(re.match(r"\d+ ties", text) for _, _, text in words)
            # Lines lead to one box: where two texts are as far apart as their height they cross nowhere.
            for i, (x, y, _) in enumerate(words):
                assert all((x - other[0]) ** 2 + (y - other[1]) ** 2 > 16**2 for other in words[:i])

    def test_a_name_of_three_hundred_letters_leaves_room_for_the_picture(self, page: Page, tmp_path: Path) -> None:
        name = ("a body of very many words " * 12)[:300]
        part = entities(long="State", other="State").replace('"long"', f'"{name}"')
        known = graph(tmp_path, part + relations("r long supports other"))
        view, file = exported(known, tmp_path, Request(policy=NO_POLICY, focus=(known.ref("long"),)))
        page.set_viewport_size({"width": 400, "height": 800})
        reader = Reader(page, view, file).open("")
        head, picture = page.locator("header").bounding_box(), page.locator("#picture").bounding_box()
        assert head is not None and head["height"] < 130
        assert picture is not None and picture["height"] > 300
        assert reader.ask("() => document.documentElement.scrollWidth <= innerWidth")

    def test_the_foot_takes_one_line_until_it_is_opened(self, small: Reader) -> None:
        for width in (400, 1440):
            small.page.set_viewport_size({"width": width, "height": 800})
            foot = small.open().page.locator("footer")
            box = foot.bounding_box()
            assert box is not None and 0 < box["height"] <= 32
            assert not foot.get_by_text("Software in this page").is_visible()
            foot.locator("summary").first.click()
            assert foot.get_by_text("Software in this page").is_visible()
            foot.locator("summary").first.click()

    def test_what_is_only_claimed_or_planned_says_so_on_its_line(self, page: Page, tmp_path: Path) -> None:
        many = [f"r{n} a suppliesArmsTo b on:200{n} phase:planned denies" for n in range(5)]
        text = entities(a="State", b="State", c="State"), relations(*many, "s a isAlliedWith c phase:proposed")
        view, file = exported(graph(tmp_path, *text), tmp_path)
        reader = Reader(page, view, file).open("#phased=true")
        labels = reader.canvas("cy.edges().map(edge => edge.style('target-label'))")
        assert sorted(labels) == ["5 ties · 5 ✗ · 5 planned", "is allied with (proposed)"]

    def test_the_picture_is_capped_and_says_so(self, all_of_it: Reader) -> None:
        drawn = all_of_it.open("#most=300").drawn
        assert 200 < len(drawn["boxes"]) <= 300
        assert 300 < drawn["lines"] <= 700
        assert "narrow, or show more" in all_of_it.shown

    def test_what_stands_above_the_table_speaks_of_the_table(self, all_of_it: Reader) -> None:
        page = all_of_it.open("#view=table&layer=arms").page
        assert all_of_it.shown == f"{len(all_of_it.rows)} ties"
        assert not page.locator("#most").is_visible()
        # No word of the narrow column is broken: each standing takes one line.
        heights = page.locator("#table tr:not([hidden]) > td:nth-of-type(2)").evaluate_all(
            """cells => cells.map(cell => { const range = document.createRange(); range.selectNodeContents(cell);
               return range.getClientRects().length; })"""
        )
        assert set(heights) == {1}

    def test_standing_is_drawn_apart(self, small: Reader) -> None:
        small.open()
        marks = small.canvas("cy.edges('[many=0]').map(edge => [edge.id(), edge.data('filling'), edge.data('sign')])")
        view = [small.page.locator(f"tr#{number} td").nth(1).inner_text() for number, _, _ in marks]
        drawn = {
            "accepted": ("filled", ""),
            "claimed": ("hollow", MARKS["claimed"]),
            "disputed": ("hollow", MARKS["disputed"]),
            "denied": ("hollow", MARKS["denied"]),
        }
        assert [(filling, mark) for _, filling, mark in marks] == [drawn[standing] for standing in view]
        assert len(set(view)) == 4


class TestFront:
    def test_a_page_without_a_focus_opens_on_questions_and_contested_cases(self, all_of_it: Reader) -> None:
        reader = all_of_it.open("")
        page, start = reader.page, reader.page.get_by_role("region", name="Start")
        assert start.is_visible()
        assert not any(page.locator(part).is_visible() for part in ("#picture", "#table", "#filters", "#details"))
        assert start.get_by_role("heading").all_inner_texts()[1:] == [
            "Begin with a question", "Most contested", "Tied to most",
        ]  # fmt: skip
        start.get_by_role("link", name="What ties Turkey to Azerbaijan").click()
        reader.settle()
        assert page.locator("#picture").is_visible() and not start.is_visible()
        assert reader.details.locator("h2").inner_text() == "Turkey and Azerbaijan"
        page.go_back()
        reader.settle()
        assert start.is_visible() and reader.address == ""

    def test_each_line_of_the_front_leads_to_what_it_names(self, all_of_it: Reader) -> None:
        start = all_of_it.open("").page.locator("#start")
        states = {link.get_attribute("href") or "": link.inner_text() for link in start.get_by_role("link").all()}
        assert len(states) > 20
        for state, label in states.items():
            all_of_it.open(state)
            assert all_of_it.rows, label
            if "at=" in state:
                names = all_of_it.details.locator("h2").inner_text().split(" and ")
                assert any(name in label for name in names), label
        assert not all_of_it.complaints

    def test_a_name_that_is_found_leaves_the_front(self, all_of_it: Reader) -> None:
        reader = all_of_it.open("")
        reader.page.get_by_role("combobox", name="Search").fill("Shusha")
        reader.page.keyboard.press("Enter")
        reader.settle()
        assert reader.page.locator("#picture").is_visible()
        assert reader.details.locator("h2").inner_text() == "Shusha"

    def test_the_front_is_accessible(self, all_of_it: Reader) -> None:
        if not AXE.is_file():
            skip_without("axe-core")
        page = all_of_it.open("").page
        page.evaluate(AXE.read_text(encoding="utf-8"))
        told_by_script = page.evaluate("axe.run().then(result => result.violations.map(one => one.id))")
        assert told_by_script == []


class TestFilters:
    def test_a_filter_counts_what_it_lets_through(self, small: Reader, world: KnowledgeGraph) -> None:
        small.open()
        box = small.page.locator("fieldset[data-facet=layer] label", has_text="arms")
        count = int(box.locator(".count").inner_text())
        box.click()
        small.settle()
        expected = world.relations(filters=Filters(layer=("arms",)))
        assert ids(small.rows) == ids(expected)
        assert count == len(expected) and f"{count} tie" in small.shown
        assert small.drawn["ties"] == len(drawable(expected))

    @pytest.mark.parametrize(
        ("fragment", "filters"),
        [
            ("status=judged", Filters(status=("judged",))),
            ("type=suppliesArmsTo,attacks", Filters(type=("suppliesArmsTo", "attacks"))),
            ("layer=arms&mode=as-of&since=2010", Filters(layer=("arms",), as_of="2010")),
            ("mode=as-of&since=1994&undated=true", Filters(as_of="1994", undated=True)),
            ("mode=between&since=1990&until=2000", Filters(since="1990", until="2000")),
        ],
    )
    def test_filters_are_those_of_every_verb(
        self, small: Reader, world: KnowledgeGraph, fragment: str, filters: Filters
    ) -> None:
        expected = world.relations(filters=filters)
        assert ids(small.open(f"#{fragment}").rows) == ids(expected)
        assert small.drawn["ties"] == len(drawable(expected)) > 0

    @pytest.mark.parametrize("depth", [1, 2])
    def test_a_focus_is_that_of_the_verb(self, small: Reader, world: KnowledgeGraph, depth: int) -> None:
        view = world.view(Request(policy=NO_POLICY, focus=(world.ref("Dravia"),), depth=depth))
        assert ids(small.open(f"#focus=dravia&around={depth}").rows) == set(view.relations)

    def test_an_export_with_a_focus_begins_there(self, page: Page, world: KnowledgeGraph, tmp_path: Path) -> None:
        request = Request(policy=NO_POLICY, focus=(world.ref("Dravia"),))
        (reader,) = (Reader(page, *exported(world, tmp_path, request)),)
        reader.open()
        assert reader.details.locator("h2").inner_text() == "Dravia"
        assert not page.get_by_role("button", name="Start").is_visible()
        own = [r for r in reader.relations if "Dravia" in (r.subject.label, getattr(r.object, "label", ""))]
        assert 0 < len(own) < len(reader.relations)
        assert ids(reader.rows) == ids(own)
        page.locator("#around").select_option("1")
        reader.settle()
        assert len(reader.rows) == len(reader.relations)

    def test_the_slider_changes_picture_and_table_alike(self, small: Reader, world: KnowledgeGraph) -> None:
        small.open()
        for year in ("1994", "2010", "2020"):
            small.page.locator("#first").fill(year)
            small.settle()
            expected = world.relations(filters=Filters(as_of=year))
            assert ids(small.rows) == ids(expected)
            assert small.drawn["ties"] == len(drawable(expected))
            assert small.shown.startswith(f"{len(expected)} tie")
            assert small.address == f"mode=as-of&since={year}"

    def test_what_possibly_holds_can_be_left_out(self, small: Reader, world: KnowledgeGraph) -> None:
        small.open("#mode=as-of&since=2010&possibly=false")
        expected = [r for r in world.relations(filters=Filters(as_of="2010")) if r.holds == "certainly"]
        assert ids(small.rows) == ids(expected)

    def test_a_bar_counts_what_certainly_holds_in_a_year(self, small: Reader, world: KnowledgeGraph) -> None:
        small.open()
        label = small.page.locator("#histogram").get_attribute("aria-label") or ""
        first, last, year, count = (int(word) for word in re.findall(r"\d+", label))
        counts = {}
        for each in range(first, last + 1):
            relations = world.relations(filters=Filters(as_of=f"{each:04}"))
            counts[each] = sum(relation.holds == "certainly" for relation in relations)
        assert counts[year] == count == max(counts.values())

    def test_without_any_date_there_is_no_slider(self, page: Page, tmp_path: Path) -> None:
        part = entities(north="State", south="State") + relations("r north supports south")
        reader = Reader(page, *exported(graph(tmp_path, part), tmp_path)).open()
        assert not page.locator("#time").is_visible()
        assert reader.drawn["ties"] == 1 and reader.complaints == []

    def test_a_date_that_does_not_exist_is_refused(self, small: Reader) -> None:
        small.open("#mode=as-of&since=2010")
        small.page.get_by_label("Date: year, month or day", exact=True).fill("2010-02-30")
        small.settle()
        assert "write 2020, 2020-10 or 2020-10-10" in small.page.get_by_role("alert").inner_text()
        assert small.address == "mode=as-of&since=2010"

    def test_nothing_passes(self, small: Reader) -> None:
        small.open("#layer=arms&standing=denied&type=attacks")
        assert "No tie passes these filters." in small.page.locator("#empty").inner_text()
        small.page.locator("#empty button").click()
        small.settle()
        assert len(small.rows) == len(small.relations)

    def test_boxes_keep_their_places_when_filters_change(self, all_of_it: Reader) -> None:
        before = all_of_it.open("#focus=israel").drawn["boxes"]
        all_of_it.page.locator("fieldset[data-facet=layer] label", has_text="arms").click()
        all_of_it.settle()
        fewer = all_of_it.drawn["boxes"]
        assert 1 < len(fewer) < len(before)
        assert {name: before[name] for name in fewer} == fewer
        all_of_it.page.locator("fieldset[data-facet=layer] label", has_text="arms").click()
        all_of_it.settle()
        assert all_of_it.drawn["boxes"] == before


class TestPerspective:
    def test_as_a_party_tells_it(self, all_of_it: Reader, shipped: KnowledgeGraph) -> None:
        page = all_of_it.open().page
        account = shipped.perspective("Turkey")
        page.get_by_label("As told by").select_option("turkey")
        all_of_it.settle()
        assert ids(all_of_it.rows) == ids([*account.says, *account.denies])
        told = page.locator("#told").inner_text()
        assert told.startswith(f"{len(account.says)} affirmed, {len(account.denies)} denied, through ")
        assert all((speaker.label if speaker.label != "Turkey" else "itself") in told for speaker in account.speakers)
        marks = all_of_it.canvas("cy.edges('[sign=\"✗\"]').map(edge => Number(edge.id().slice(1)))")
        assert {all_of_it.relations[number].id for number in marks} == ids(drawable([*account.denies]))

    def test_the_claims_of_the_party_are_marked(self, all_of_it: Reader) -> None:
        all_of_it.open("#by=turkey&at=turkey~azerbaijan")
        own = all_of_it.details.locator("li.own")
        assert own.count() >= 1
        assert any("denied (asserted) by Turkey" in told for told in own.all_inner_texts())


class TestState:
    def test_a_copied_link_gives_the_same(
        self, all_of_it: Reader, browser: Browser, shipped_page: tuple[View, Path]
    ) -> None:
        page = all_of_it.open().page
        page.get_by_role("combobox", name="Search").fill("Russia")
        page.keyboard.press("Enter")
        page.locator("fieldset[data-facet=standing] label", has_text="accepted").click()
        page.locator("#first").fill("2020")
        page.locator("#around").select_option("1")
        all_of_it.settle()
        all_of_it.details.get_by_role("button", name="Armenia").first.click()
        all_of_it.settle()
        kept = self.seen(all_of_it)
        assert kept[0] == "focus=russia&around=1&standing=accepted&mode=as-of&since=2020&at=armenia~russia"
        page.reload()
        all_of_it.settle()
        assert self.seen(all_of_it) == kept
        places = all_of_it.drawn["boxes"]
        elsewhere = browser.new_page(viewport={"width": 1440, "height": 900})
        copied = Reader(elsewhere, *shipped_page).open(f"#{kept[0]}")
        assert self.seen(copied) == kept and copied.drawn["boxes"] == places
        elsewhere.close()

    def seen(self, reader: Reader) -> tuple[object, ...]:
        drawn = reader.drawn
        names = sorted(drawn["boxes"]), drawn["lines"], drawn["ties"]
        return reader.address, reader.shown, reader.details.inner_text(), names, ids(reader.rows)

    def test_back_goes_back(self, small: Reader) -> None:
        small.open()
        small.details.get_by_role("button", name="Belmar").first.click()
        small.settle()
        assert small.details.locator("h2").inner_text() == "Belmar"
        small.page.go_back()
        small.settle()
        assert small.details.locator("h2").inner_text() == "In the picture"

    @pytest.mark.parametrize(
        "fragment", ["#at=nonesuch", "#focus=a,b&layer=x&mode=y&since=99&most=9999&by=z&view=w", "#%", "#a=b=c"]
    )
    def test_a_broken_link_shows_what_there_is(self, small: Reader, fragment: str) -> None:
        assert len(small.open(fragment).rows) == len(small.relations)


class TestWays:
    def test_by_keyboard_alone(self, small: Reader) -> None:
        page = small.open().page
        press = page.keyboard.press
        press("/")
        page.keyboard.type("belm")
        press("ArrowDown")
        press("ArrowUp")
        press("Enter")
        small.settle()
        assert small.ask("() => document.activeElement.textContent") == "Belmar"
        while small.ask("() => !document.activeElement.closest('.list')"):
            press("Tab")
        first = small.ask("() => document.activeElement.textContent")
        press("ArrowDown")
        second = small.ask("() => document.activeElement.querySelector('b').textContent")
        assert second not in first
        press("Enter")
        small.settle()
        assert sorted(small.details.locator("h2 button").all_inner_texts()) == sorted(["Belmar", second])
        assert small.details.locator("article li").count() > 0
        press("Escape")
        small.settle()
        assert small.details.locator("h2").inner_text() == "Belmar"
        press("Escape")
        press("]")
        small.settle()
        assert small.address.startswith("mode=as-of&since=")
        press("t")
        small.settle()
        assert page.locator("#table").is_visible() and not page.locator("#picture").is_visible()
        press("?")
        assert page.get_by_role("dialog").is_visible()
        press("Escape")
        assert not page.get_by_role("dialog").is_visible()

    def test_keys_do_nothing_while_one_types(self, small: Reader) -> None:
        page = small.open().page
        page.get_by_role("combobox", name="Search").press_sequentially("tg]?")
        small.settle()
        assert page.locator("#picture").is_visible() and small.address == "view=picture"

    def test_without_scripts_the_table_is_there(self, browser: Browser, shipped_page: tuple[View, Path]) -> None:
        view, file = shipped_page
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(file.as_uri())
        assert page.locator("#table tbody tr").count() == len(view.relations)
        row = page.locator("#table tr", has_text="Turkey promises support to Azerbaijan").first
        assert row.is_visible() and "asserted by the article's author" in row.inner_text()
        assert not page.locator("#filters").is_visible() and not page.locator("#picture").is_visible()
        assert page.locator("footer").is_visible() and page.locator("noscript p").is_visible()
        context.close()

    def test_on_a_small_screen_one_thing_at_a_time(self, small: Reader) -> None:
        small.page.set_viewport_size({"width": 390, "height": 844})
        page = small.open().page
        assert page.locator("#picture").is_visible() and not page.locator("#filters").is_visible()
        page.get_by_role("button", name="Details").click()
        small.settle()
        small.details.get_by_role("button", name="Belmar").first.click()
        small.settle()
        assert small.details.locator("h2").inner_text() == "Belmar" and not page.locator("#picture").is_visible()
        assert small.ask("() => document.documentElement.scrollWidth <= innerWidth")

    def test_by_night(self, small: Reader) -> None:
        small.page.emulate_media(color_scheme="dark")
        small.open()
        assert small.ask("() => getComputedStyle(document.body).backgroundColor") == "rgb(15, 23, 42)"
        assert small.canvas("cy.nodes()[0].data('fill')").startswith("rgb(")
        small.page.emulate_media(color_scheme="light")
        # The page hears of it some time after it is said.
        drawn = "() => document.getElementById('canvas')._cyreg.cy.nodes()[0].data('fill').startsWith('#')"
        small.page.wait_for_function(drawn)
