"""A static site: pages for all things, whose links lead somewhere, written whole or not at all."""

import json
import re
import struct
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from kg.errors import DataError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.model.records import EntityRef
from kg.site.build import MARK, files
from kg.web import addresses
from kg.web.addresses import HOME, Address
from kg.web.atlas import MOST_DRAWN, chart
from kg.web.land import Box, land
from kg.web.pages import Pages
from tests.command import kg
from tests.statements import entities, graph, relations, turtle

LARGEST = 100_000


class Read(HTMLParser):
    """The ids of a page, and what it links to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.ids += [attributes["id"] or ""] if "id" in attributes else []
        self.links += [value for name in ("href", "src") if (value := attributes.get(name))]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def pages(site: dict[str, bytes]) -> dict[str, Read]:
    return {name: Read(text.decode()) for name, text in site.items() if name.endswith(".html")}


@pytest.mark.slow
def test_every_link_of_a_site_leads_to_a_file_and_to_a_place_in_it(
    site: dict[str, bytes], pages: dict[str, Read]
) -> None:
    lost = set()
    for name, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), name
        for link in page.links:
            if link.startswith(("http://", "https://")):
                continue
            file, _, part = link.partition("#")
            target = normpath(join(dirname(name), unquote(file))) if file else name
            if target not in site or (part and target in pages and part not in pages[target].ids):
                lost.add(f"{name}: {link}")
    assert not lost, sorted(lost)[:10]


@pytest.mark.slow
def test_everything_has_a_page(shipped: KnowledgeGraph, pages: dict[str, Read]) -> None:
    for entity in shipped.entities():
        assert addresses.path(addresses.entity(entity.id)) in pages
    for relation in shipped.relations():
        at = addresses.relation(relation)
        assert addresses.path(at) in pages, relation
        if isinstance(relation.object, EntityRef):
            assert at.part in pages[addresses.path(at)].ids, relation
        for claim in relation.claims:
            assert addresses.path(addresses.source(claim.source.id)) in pages
    assert sum(name.startswith("dispute/") for name in pages) == len(shipped.disputes())


def test_a_site_of_the_shipped_data_is_smaller_than_ten_megabytes(site: dict[str, bytes]) -> None:
    assert sum(map(len, site.values())) < 10_000_000
    # A browser reads without them, and the room is for data.
    assert not [name for name, text in site.items() if re.search(rb'<a href="[\w./#-]+">', text)]


def test_each_page_names_the_picture_that_others_show_beside_a_link(
    site: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = site["preview.png"]
    assert picture.startswith(b"\x89PNG") and struct.unpack(">II", picture[16:24]) == (1200, 630)
    assert len(picture) < 100_000
    told = re.compile(rb"<meta property=og:image content=([^ >]+)>")
    for name, text in site.items():
        if name.endswith(".html"):
            found = told.search(text)
            assert found is not None and normpath(join(dirname(name), found[1].decode())) == "preview.png", name
    small = graph(tmp_path, entities(belmar="State", corvania="State"), relations("a belmar attacks corvania"))
    placed = dict(files(small, address="https://example.org/kg/"))
    assert b"content=https://example.org/kg/preview.png" in placed["entity/belmar.html"]
    # Without the packages for pictures there is none, and that is said.
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    said: list[str] = []
    bare = dict(files(small, say=said.append))
    assert "preview.png" not in bare and not any(told.search(text) for text in bare.values())
    assert sum("pip install 'karabakh-kg[pictures]'" in told for told in said) == 1


def test_two_accounts_stand_as_a_picture_beside_their_page(site: dict[str, bytes]) -> None:
    drawn = ElementTree.fromstring(site["told/armenia/azerbaijan.svg"].decode())
    assert drawn.tag.endswith("svg") and b"src=azerbaijan.svg" in site["told/armenia/azerbaijan.html"]
    assert b"<img" not in site["told/armenia.html"]


def test_pages_are_small_and_run_and_ask_nothing(site: dict[str, bytes]) -> None:
    for name, text in site.items():
        if name.endswith(".html"):
            assert len(text) < LARGEST, name
            assert b"default-src 'none'" in text, name
            assert not re.search(rb"<script>|<style|\sstyle=|\son[a-z]+=|javascript:", text), name


def test_a_page_says_what_it_is_and_how_to_cite_it(pages: dict[str, Read]) -> None:
    told = pages["tie/azerbaijan/turkey.html"].text
    assert "supplies arms to" in told and "War Resisters' International" in told
    assert re.search(r"\d+ \w+ \d{4}, digest [0-9a-f]{12}", told)


def test_the_digest_is_that_of_the_claims_and_not_of_their_order(tmp_path: Path) -> None:
    world = entities(belmar="State", corvania="State")
    lines = ("a belmar attacks corvania on:1990", "b belmar aids corvania on:1991")
    for name in ("one", "same", "other"):
        (tmp_path / name).mkdir()
    one, same, other = (
        Pages(graph(tmp_path / name, world, relations(*chosen))).index.digest
        for name, chosen in (("one", lines), ("same", lines[::-1]), ("other", lines[:1]))
    )
    assert one == same != other


def test_pages_know_no_disk_and_no_server(world: KnowledgeGraph) -> None:
    asked: list[Address] = []

    def link(target: Address) -> str:
        asked.append(target)
        return f"/{target.kind}/{target.name}"

    text = Pages(world).page(Address("entity", "ardovia"), link)
    assert 'href="/entity/belmar"' in text
    assert Address("names") in asked
    with pytest.raises(NotFoundError, match="there is no page entity/nobody"):
        Pages(world).page(Address("entity", "nobody"), link)
    with pytest.raises(NotFoundError, match="there is no page 'picture'"):
        Pages(world).page(Address("picture"), link)
    assert Pages(world).page(Address(HOME), link)


def test_a_name_of_three_hundred_letters_has_a_short_address(tmp_path: Path) -> None:
    name = "x" * 300
    made = dict(
        files(graph(tmp_path, entities(belmar="State", **{name: "State"}), relations(f"a belmar attacks {name}")))
    )
    assert all(len(part) < 200 for file in made for part in file.split("/"))
    assert sum(file.startswith("tie/") for file in made) == 1


@pytest.mark.slow
def test_many_ties_of_one_actor_stand_on_several_pages(tmp_path: Path) -> None:
    many = {f"city{n}": "City" for n in range(250)}
    made = dict(
        files(
            graph(
                tmp_path,
                entities(belmar="State", **many),
                relations(*(f"r{n} belmar shells city{n} on:{1700 + n}" for n in range(250))),
            )
        )
    )
    sheets = "entity/belmar", "entity/belmar/2", "entity/belmar/3", "entity/belmar/timeline", "entity/belmar/timeline/2"
    assert {f"{sheet}.html" for sheet in sheets} <= made.keys()
    assert "href=timeline/2.html" in made["entity/belmar/timeline.html"].decode()
    assert max(len(text) for name, text in made.items() if name.startswith("entity/")) < LARGEST


def test_many_names_stand_on_sheets_to_which_letters_lead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.web.pages._NAMES", 20)
    monkeypatch.setattr("kg.web.pages._PLACES", 10)
    many = {f"{letter}{n}": "City" for n in range(15) for letter in "axz"}
    made = dict(
        files(
            graph(
                tmp_path,
                entities(belmar="State", **many),
                relations(*(f"r{name} belmar shells {name}" for name in many)),
            )
        )
    )
    first, second, third = (made[f"{page}.html"].decode() for page in ("names", "names/2", "names/3"))
    assert [len(re.findall("<li><a [^>]*><bdi>", page)) for page in (first, second, third)] == [20, 20, 7]
    assert "href=names/2.html#letter-Z" in first
    assert "href=../names.html#letter-A" in third
    listed = made["map.html"].decode()
    assert "Places without coordinates: 46" in listed
    assert "Listed are the first 10 of 46" in listed


def test_the_sheets_of_a_timeline_say_what_they_cover(pages: dict[str, Read], site: dict[str, bytes]) -> None:
    named = re.findall(r"class=sheets.*?</nav>", site["timeline.html"].decode(), re.DOTALL)
    assert "WITHOUT" not in "".join(named)
    assert ", and without a date" in "".join(named)


@pytest.mark.slow
def test_a_folder_is_written_whole_and_not_over_others(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    graph(data, entities(belmar="State", corvania="State"), relations("a belmar attacks corvania"))
    out = tmp_path / "site"
    first = kg("export", "site", "-o", out, "--data", data)
    assert first.code == 0 and "files" in first.err and (out / MARK).is_file()
    again = kg("export", "site", "-o", out, "--data", data)
    assert again.code == 2 and "holds a site already: name another folder, or replace it with --force" in again.err
    (out / "left").write_text("from before")
    assert kg("export", "site", "-o", out, "--data", data, "--force").code == 0
    assert not (out / "left").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    for forced in ([], ["--force"]):
        refused = kg("export", "site", "-o", other, "--data", data, *forced)
        assert refused.code == 2 and "holds no site that kg made" in refused.err and (other / "mine.txt").exists()
    assert kg("export", "site", "--data", data).code == 2
    assert "'armenisch' is no code" in kg("export", "site", "--names", "armenisch", "-o", out, "--data", data).err
    assert "--names is for site" in kg("export", "csv", "--names", "az,hy", "--data", data).err
    assert "is no address of a folder" in kg("export", "site", "--address", "example", "-o", out, "--data", data).err
    assert "--address is for site" in kg("export", "csv", "--address", "https://example.org/", "--data", data).err
    assert "leave --depth away" in kg("export", "site", "-o", out, "--depth", "1", "--data", data).err
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_map_shows_what_sources_place_and_says_what_none_places(site: dict[str, bytes]) -> None:
    listed = Read(site["map.html"].decode())
    assert "Stepanakert (Xankəndi / Ստեփանակերտ)" in listed.text and "39.8266° N, 46.7556° E" in listed.text
    assert "No border is drawn" in listed.text
    one = site["entity/stepanakert.html"].decode()
    here = one[one.index("<g class=here>") : one.index("</g>", one.index("<g class=here>"))]
    assert here.count("<circle") == 3  # three sources, three places
    assert "class=here" in site["entity/khojaly-massacre.html"].decode()
    assert (
        "No source in the data says by coordinates where Tahavard lies."
        in Read(site["entity/tahavard.html"].decode()).text
    )
    assert "class=map" not in site["entity/turkey.html"].decode()
    data = json.loads(site["atlas.js"].decode().removeprefix("kgAtlas(").removesuffix(");\n"))
    assert {page for _, _, _, page, *_ in data["places"]} <= site.keys()
    assert b"Redistribution and use in source and binary forms" in site["leaflet.LICENSE"]


@pytest.mark.slow
def test_place_names_stand_in_the_order_that_is_asked_for(shipped: KnowledgeGraph) -> None:
    def told(names: tuple[str, ...] | None) -> str:
        return Read(Pages(shipped, names=names).page(Address("map"), addresses.relative(Address("map")))).text

    assert "Stepanakert (Xankəndi / Ստեփանակերտ)" in told(None)
    assert "Stepanakert (Ստեփանակերտ / Xankəndi)" in told(("hy", "az"))
    said: list[str] = []
    next(files(shipped, names=("hy", "zz"), say=said.append))
    assert [line for line in said if line.startswith("no place has a name in 'zz'; they have names in: az, ")] == said


def test_a_map_of_very_many_places_draws_some_and_counts_the_rest(tmp_path: Path) -> None:
    count = 3 * MOST_DRAWN
    cities = {f"city{n}": "City" for n in range(count)}
    lines = [f"{axis}{n} city{n} has{axis} -" for n in range(count) for axis in ("Latitude", "Longitude")]
    degrees = [(4 * n + at) / 97 % 9 + 40 for n in range(count) for at in (0, 2)]
    figures = "".join(
        f"relation:{line.split()[0]} kg:value {value:.3f} ; kg:unit unit:degree .\n"
        for line, value in zip(lines, degrees, strict=True)
    )
    head = "@prefix unit: <https://w3id.org/karabakh-kg/unit/> .\n"
    known = graph(tmp_path, entities(**cities), relations(*lines), head + figures)
    atlas = Pages(known).index.atlas
    assert len(atlas.spots) == count
    link = addresses.relative(Address("map"))
    drawn = atlas.picture(link)
    assert drawn.count("<circle") == MOST_DRAWN
    assert f"Drawn are {MOST_DRAWN} places, in which most lies or happened; {count - MOST_DRAWN} more are not." in drawn
    own = atlas.picture(link, [atlas.spots[known.ref(f"city{count - 1}").id]], "one")
    assert 'class="here"' in own and own.count("<circle") <= MOST_DRAWN
    assert len(Pages(known).page(Address("map"), link)) < LARGEST


def test_a_graph_without_coordinates_has_a_map_that_says_so(tmp_path: Path) -> None:
    made = dict(files(graph(tmp_path, entities(belmar="State", dell="City"), relations("a belmar attacks dell"))))
    assert "No source in the data gives coordinates." in Read(made["map.html"].decode()).text
    assert "leaflet.js" not in made and "leaflet" not in made["map.html"].decode()
    assert "Not on the map" in made["entity/dell.html"].decode()


def test_land_is_clipped_to_a_box_and_a_lake_stays_a_lake() -> None:
    inland = land(Box(45, 39, 47, 40))
    assert [sorted(set(ring)) for ring in inland] == [[(45, 39), (45, 40), (47, 39), (47, 40)]]
    assert land(Box(-40, 30, -35, 35)) == []  # the Atlantic
    for east, north, dry in ((49.5, 40.4, True), (51.0, 40.0, False), (35.0, 43.0, False), (44.5, 40.2, True)):
        crossed = sum(_beside(ring, east, north) for ring in land(Box(30, 36, 54, 46)))
        assert bool(crossed % 2) == dry, (east, north)


@pytest.mark.parametrize("north", [-79.9, 0.0, 79.9])
def test_a_map_has_its_shape_wherever_its_places_are(north: float) -> None:
    drawn = chart([((-170.0, north), "a", ""), ((170.0, north), "b", "")], "Two places")
    assert (drawn.count("<circle"), 'viewBox="0 0 640 300"' in drawn) == (2, True)


def _beside(ring: list[tuple[float, float]], east: float, north: float) -> int:
    """Return how often a ring crosses the line from a point to the east."""
    return sum(
        (y1 > north) != (y2 > north) and x1 + (north - y1) * (x2 - x1) / (y2 - y1) > east
        for (x1, y1), (x2, y2) in pairwise([*ring[-1:], *ring])
    )


STORY = """
title = "Two states"
summary = "What is said of them."

[[steps]]
says = "One attacks the other."
question = "relations belmar corvania"

[[steps]]
says = "And nothing is said of this."
question = "relations belmar dorn"
"""


def test_a_story_asks_its_questions_anew_and_names_its_sources(tmp_path: Path) -> None:
    graph_ = dossier_with_story(tmp_path, STORY)
    made = dict(files(graph_))
    told = Read(made["story/two.html"].decode()).text
    assert "1. One attacks the other." in told and "attacks" in told and "Report" in told
    assert "no tie between belmar and dorn" in told
    assert "href=story/two.html" in made["index.html"].decode()


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (STORY.replace("relations belmar dorn", "dance belmar"), r"two\.toml:11:1: there is no verb 'dance'"),
        (STORY.replace('says = "And', 'tells = "And'), r"two\.toml:10:1: there is no key 'tells'"),
        ('title = "x"\nsteps = []\n', r"two\.toml:2:1: a story has steps"),
    ],
)
def test_a_story_that_cannot_be_told_is_one_line_with_its_place(tmp_path: Path, broken: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        dict(files(dossier_with_story(tmp_path, broken)))


def dossier_with_story(folder: Path, story: str) -> KnowledgeGraph:
    (folder / "dossier.toml").write_text('title = "T"\nbase = "https://w3id.org/karabakh-kg/"\n', encoding="utf-8")
    (folder / "stories").mkdir()
    (folder / "stories" / "two.toml").write_text(story, encoding="utf-8")
    world = entities(belmar="State", corvania="State", dorn="State")
    (folder / "statements.ttl").write_text(turtle(world, relations("a belmar attacks corvania")), encoding="utf-8")
    return KnowledgeGraph.load(folder)


def test_a_story_about_what_the_graph_has_not_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    graph_ = dossier_with_story(tmp_path, STORY.replace("relations belmar dorn", "relations belmar nobody"))
    said: list[str] = []
    assert "story/two.html" not in dict(files(graph_, say=said.append))
    assert said == [
        "left out: a story of the dossier, which names what these data do not have: "
        "“Two states” (two.toml:11:1: nothing is called 'nobody')"
    ]
