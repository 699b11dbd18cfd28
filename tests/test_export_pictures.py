"""Pictures of a view: what is in them, that it can be read, and that a claim looks like a claim."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import Counter
from io import BytesIO
from itertools import combinations, pairwise
from math import dist
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.errors import InputError
from kg.export import find_format
from kg.export.pictures import graphviz, layout, network
from kg.export.pictures.canvas import Area
from kg.export.pictures.collision_grid import CollisionGrid
from kg.export.pictures.curves import Curve, Detour
from kg.export.pictures.detours import detour
from kg.export.pictures.graphviz import Piece
from kg.export.pictures.text import width, wrap
from kg.export.style import read_style
from kg.export.view import Request, View
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.model.records import EntityRef
from kg.policy import NO_POLICY
from tests import needs
from tests.command import Outcome, kg, kg_process
from tests.drawn import SVG, Drawn, bare, texts, title
from tests.statements import entities, graph, relations, turtle

if TYPE_CHECKING:
    from playwright.sync_api import Page

ENGINES = [pytest.param(True, id="graphviz", marks=needs.graphviz), pytest.param(False, id="own")]


@pytest.fixture
def without_graphviz(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> bool:
    """Whether Graphviz is there."""
    if not request.param:
        request.getfixturevalue("without_graphviz")
    return bool(request.param)


def all_of(known: KnowledgeGraph, **request: object) -> View:
    return known.view(Request(policy=NO_POLICY, **request)).ties()  # type: ignore[arg-type]


def drawn(view: View) -> Drawn:
    return Drawn.of(network.picture(view)[0])


@pytest.mark.slow
@pytest.mark.parametrize(
    "asked",
    [
        "--focus Azerbaijan --dataset article --policy accepted",
        "--focus Azerbaijan",
        "--focus Armenia --depth 2",
        "--layer energy --policy accepted",
        "",
        "--top 100",
        "--top 150",
    ],
)
@pytest.mark.usefixtures("engine")
def test_no_line_runs_behind_a_foreign_box_or_off_the_sheet(asked: str) -> None:
    figure = Drawn.of(kg("export", "svg", *asked.split()).out)
    across, down = (float(size) for size in figure.root.get("viewBox", "").split()[2:])
    assert len(ways := list(figure.ways())) > 80
    assert all(0 <= x <= across and 0 <= y <= down for _, way in ways for x, y in way)
    assert [told for told, way in ways if any(area.holds(*point) for area in figure.boxes() for point in way)] == []


def test_a_line_that_no_bend_keeps_clear_goes_round_the_boxes() -> None:
    wall = [Area(200, 4 + 40 * n, 60, 36) for n in range(9)]
    areas = [Area(20, 150, 60, 30), Area(400, 160, 60, 30), *wall]
    way = detour(areas, (0, 1), 8)
    assert way is not None
    assert (way.start, way.end) == ((50, 165), (430, 175))
    grid = CollisionGrid.of(wall, 4)
    assert not any(list(grid.hit(*way.at(step / 500))) for step in range(501))
    # Above the highest box there is the edge of the sheet; the way is hardly longer than the taut one below the lowest.
    low = max(area.bottom for area in wall) + 8
    taut = [(50.0, 165.0), (192.0, low), (268.0, low), (430.0, 175.0)]
    assert 0.97 < way.length / sum(dist(one, other) for one, other in pairwise(taut)) <= 1
    assert detour([*areas[:2]], (0, 1), 8) == Detour(((50, 165), (430, 175)))
    closed = [Area(10, 100, 80, 20), Area(10, 210, 80, 20), Area(2, 100, 10, 130), Area(88, 100, 10, 130)]
    assert detour([*areas[:2], *closed], (0, 1), 8) is None


def test_a_way_past_too_many_boxes_is_not_sought_to_the_end() -> None:
    """In a tight grid one line took 16 seconds, before there was a bound."""
    grid = [Area(100 + 77 * column, 100 + 37 * row, 60, 20) for row in range(15) for column in range(20)]
    assert detour(grid, (0, 299), 8) is None
    assert detour(grid, (0, 22), 8) is not None


def test_a_picture_draws_the_nearest_and_best_tied_and_says_what_it_leaves_out(world: KnowledgeGraph) -> None:
    asked = Request(policy=NO_POLICY, focus=(world.ref("Belmar"),), depth=2)
    view = world.view(asked).ties()
    few = view.foremost(4)
    near = {end for iri in view.relations for end in ends(view, iri) if world.ref("Belmar").id in ends(view, iri)}
    assert len(near) > 4
    assert len(few.entities) == 4
    assert set(few.entities) < near
    assert set(few.relations) == {iri for iri in view.relations if ends(view, iri) <= set(few.entities)}
    left = len(view.entities) - 4, len(view.relations) - len(few.relations)
    words = f"{left[0]} names farther off or with fewer ties, with {left[1]} ties; --top {len(view.entities)} draws all"
    assert few.left_out == (*view.left_out, words)
    assert words in drawn(few).text()
    assert view.foremost(len(view.entities)) is view


def test_a_picture_has_forty_names_unless_more_are_asked_for(tmp_path: Path) -> None:
    others = {f"city{n}": "City" for n in range(59)}
    said = (f"r{n} belmar shells city{n}" for n in range(59))
    folder = tmp_path / "statements.ttl"
    folder.write_text(turtle(entities(belmar="State", **others), relations(*said)), encoding="utf-8")
    usual, all_ = (kg("export", "svg", "--data", str(folder), *more) for more in ((), ("--top", "60")))
    assert [len(Drawn.of(done.out).groups("node")) for done in (usual, all_)] == [40, 60]
    assert "kg: left out: 20 names with fewer ties, with 20 ties; --top 60 draws all" in usual.err
    assert "fewer ties" not in all_.err
    refused = kg("export", "gexf", "--top", "5", "--data", str(folder))
    assert (refused.code, refused.err) == (2, "kg: --top is for pdf, png, svg, not for gexf\n")


def ends(view: View, iri: str) -> set[str]:
    """Return both ends of a tie."""
    return {end for end in (view.ends[iri].subject, view.ends[iri].object) if end is not None}


class TestSvg:
    def test_every_name_is_there_and_none_hides_another(self, world: KnowledgeGraph, engine: bool) -> None:
        view = all_of(world)
        picture = drawn(view)
        assert picture.names == {bare(entity.label) for entity in view.read_entities()}
        assert not picture.overlapping()
        assert not picture.hidden()
        assert len(picture.groups("tie")) == len(view.relations)

    @pytest.mark.slow
    def test_so_they_are_in_the_shipped_data(self, shipped: KnowledgeGraph, engine: bool) -> None:
        view = all_of(shipped)
        picture = drawn(view)
        assert Counter(bare("".join(texts(group))) for group in picture.groups("node")) == Counter(
            bare(entity.label) for entity in view.read_entities()
        )
        assert not picture.overlapping()
        assert not picture.hidden()
        smallest = min(float(text.get("font-size", "0")) for text in picture.root.iter(f"{SVG}text"))
        assert smallest >= 10

    def test_the_legend_has_what_occurs_and_nothing_else(self, world: KnowledgeGraph) -> None:
        view = all_of(world, focus=(world.ref("Belmar"),))
        style = read_style(world.store)
        standings = {view.standing(relation) for relation in view.read()}
        words = {"accepted": "accepted", "claimed": "claimed", "disputed": "disputed", "denied": "denied only"}
        expected = {style.stroke(relation.type.layer).label for relation in view.read()}
        expected |= {style.box(entity.type).label for entity in view.read_entities()}
        legend = drawn(view).legend()
        assert expected < legend
        assert {name for name in words if any(text.startswith(words[name]) for text in legend)} == standings
        symmetric = any(relation.type.symmetric for relation in view.read())
        assert ("mutual" in legend) == symmetric
        signs = {relation.type.polarity for relation in view.read()} & {"cooperative", "hostile"}
        assert len(legend) == len(expected) + len(standings) + symmetric + len(signs)

    def test_standing_is_drawn_apart_and_not_by_colour_alone(self, world: KnowledgeGraph) -> None:
        view = all_of(world)
        picture = drawn(view)
        by_standing = Counter(view.standing(relation) for relation in view.read())
        assert set(by_standing) == {"accepted", "claimed", "disputed", "denied"}
        for standing, count in by_standing.items():
            groups = picture.groups(standing)
            assert len(groups) == count
            for group in groups:
                heads = [path for path in group.iter(f"{SVG}path") if (path.get("d") or "").endswith("Z")]
                assert all((path.get("fill") == "#ffffff") == (standing != "accepted") for path in heads)
                assert f"– {standing}: " in title(group)
            # One sign on the tie and one in the legend.
            assert len(picture.groups(f"sign-{standing}")) == (0 if standing == "accepted" else count + 1)

    def test_an_arrow_points_where_the_type_has_a_direction(self, world: KnowledgeGraph) -> None:
        view = all_of(world)
        types = {relation.type.label: relation.type.symmetric for relation in view.read()}
        for group in drawn(view).groups("tie"):
            symmetric = next(types[name] for name in sorted(types, key=len, reverse=True) if name in title(group))
            heads = [path for path in group.iter(f"{SVG}path") if (path.get("d") or "").endswith("Z")]
            assert len(heads) == (0 if symmetric else 1), title(group)

    def test_an_arrow_ends_at_its_object(self, tmp_path: Path, engine: bool) -> None:
        text = entities(a="State", b="State"), relations("r b suppliesArmsTo a")
        picture = drawn(all_of(graph(tmp_path, *text)))
        [tie] = picture.groups("tie")
        tip = [float(part) for part in tie.findall(f"{SVG}path")[-1].get("d", "").split("L")[0][1:].split()]
        places = {name: area for name, area in picture.labels() if name in "ab"}
        reach = {
            name: abs(area.left + area.width / 2 - tip[0]) + abs(area.top + area.height / 2 - tip[1])
            for name, area in places.items()
        }
        assert reach["a"] < reach["b"]

    def test_parallel_ties_part_and_many_become_a_band(self, tmp_path: Path) -> None:
        few = [f"r{year} a suppliesArmsTo b on:{year}" for year in range(2001, 2005)]
        many = [f"s{year} a suppliesArmsTo c on:{year}" for year in range(2001, 2007)]
        text = entities(a="State", b="State", c="State"), relations(*few, *many, "t a suppliesArmsTo c denies")
        picture = drawn(all_of(graph(tmp_path, *text)))
        single = [group for group in picture.groups("tie") if "band" not in group.get("class", "")]
        assert len({group.find(f"{SVG}path").get("d") for group in single}) == 4  # type: ignore[union-attr]
        [band] = picture.groups("band")
        assert len(title(band).splitlines()) == 7
        counts = [e.text for e in picture.root.iter(f"{SVG}text") if e.get("class") == "count"]
        words = " ".join(filter(None, counts))
        assert words.startswith("7 ties, ")
        assert "7 cooperative" in words
        assert told(picture) in words
        assert "denied" in told(picture) or "disputed" in told(picture)

    @pytest.mark.usefixtures("engine")
    def test_what_is_written_on_a_band_leaves_it_to_be_seen_and_the_legend_has_its_words(
        self, shipped: KnowledgeGraph
    ) -> None:
        picture = drawn(all_of(shipped, focus=(shipped.ref("Turkey"),), filters=Filters(layer=("arms",))))
        rects = [
            Area(*(float(rect.get(name, "0")) for name in ("x", "y", "width", "height")))
            for rect in picture.root.iter(f"{SVG}rect")
            if rect.get("rx") == "7"
        ]
        assert rects
        [band] = picture.groups("band")
        numbers = re.findall(r"-?[\d.]+", band.find(f"{SVG}path").get("d", ""))  # type: ignore[union-attr]
        x1, y1, x2, y2, x3, y3 = map(float, numbers)
        points = Curve((x1, y1), (x2, y2), (x3, y3)).points()
        seen = [point for point in points if not any(area.holds(*point) for area in rects)]
        assert len(seen) > 3
        assert "claimed only, not accepted by the policy" in picture.legend()
        assert any(area.holds(*point) for point in points for area in rects), "it stands on its line"

    @pytest.mark.parametrize("accepted", [True, False])
    def test_a_band_looks_no_more_certain_than_its_best_tie(self, tmp_path: Path, accepted: bool) -> None:
        """Its head and its strands are hollow unless one of their ties is accepted."""
        claimed = [f"r{year} a suppliesArmsTo b on:{year} affirms denies" for year in range(2001, 2006)]
        back = [f"s{year} b isMemberOf a on:{year} affirms denies" for year in range(2001, 2003)]
        lines = [*claimed, *back, *(["t a suppliesArmsTo b on:2010"] if accepted else [])]
        view = all_of(graph(tmp_path, entities(a="State", b="Organisation"), relations(*lines)))
        assert ("accepted" in {view.standing(relation) for relation in view.read()}) == accepted
        picture = drawn(view)
        [band] = picture.groups("band")
        heads = [path.get("fill") for path in band.iter(f"{SVG}path") if (path.get("d") or "").endswith("Z")]
        assert sorted(heads, key=str) == (["#475569", "#ffffff"] if accepted else ["#ffffff", "#ffffff"])
        hollow = [path for path in band.iter(f"{SVG}path") if path.get("class") == "hollow"]
        assert len(hollow) == (1 if accepted else 2)
        assert "hollow: none of these ties is accepted" in picture.legend()

    def test_a_count_beside_its_line_has_a_leader_to_it(self, tmp_path: Path, engine: bool) -> None:
        names = dict.fromkeys("abcdefghijklmnop", "State")
        lines = [
            f"r{one}{other}{n} {one} suppliesArmsTo {other} on:200{n}"
            for one, other in combinations(list(names)[:6], 2)
            for n in range(5)
        ]
        more = [f"s{name} a isAlliedWith {name}" for name in list(names)[6:]]
        picture = drawn(all_of(graph(tmp_path, entities(**names), relations(*lines, *more))))
        rects = [rect for rect in picture.root.iter(f"{SVG}rect") if rect.get("rx") == "7"]
        ways = [points for name, points in picture.ways()]
        leaders = [line for line in picture.root.iter(f"{SVG}line") if line.get("class") == "leader"]
        areas = [Area(*(float(rect.get(name, "0")) for name in ("x", "y", "width", "height"))) for rect in rects]
        free = [area for area in areas if not any(area.holds(*point) for way in ways for point in way)]
        assert len(leaders) >= len(free)
        for line in leaders:
            x, y = float(line.get("x2", "0")), float(line.get("y2", "0"))
            assert min(dist((x, y), point) for way in ways for point in way) < 8

    def test_the_foot_says_how_many_sources_have_no_number(self, shipped: KnowledgeGraph) -> None:
        picture = drawn(all_of(shipped, focus=(shipped.ref("Turkey"),), filters=Filters(layer=("arms",))))
        count = int(re.search(r"From (\d+) sources", picture.text())[1])  # type: ignore[index]
        named = len({*re.findall(r"\[\d+\] ", picture.text())})
        assert 0 < named < count
        assert f"{count - named} more are not named here" in picture.text()

    def test_of_many_ties_those_of_the_name_that_is_asked_for_have_words(self, shipped: KnowledgeGraph) -> None:
        view = all_of(shipped, focus=(shipped.ref("Minsk Group"),))
        assert len(view.relations) > network.MOST_LABELS
        picture = drawn(view)
        labels = [e.text or "" for e in picture.root.iter(f"{SVG}text") if e.get("class") == "label"]
        own = [r for r in view.read() if shipped.ref("Minsk Group").id in ends(view, r.id)]
        assert sum("is a member of" in label or "co-chairs" in label for label in labels) == len(own) == 11
        assert "lines between other names carry no words" in picture.text()
        assert "not written" not in picture.text()

    def test_a_polarity_has_a_sign_on_the_line_and_in_the_legend(self, tmp_path: Path) -> None:
        text = entities(a="State", b="State", c="State"), relations("r a suppliesArmsTo b", "s b isInConflictWith c")
        picture = drawn(all_of(graph(tmp_path, *text)))
        for name in ("cooperative", "hostile"):
            assert len(picture.groups(f"polarity-{name}")) == 2, "one on the line, one in the legend"
            assert name in picture.legend()

    def test_a_tie_of_a_thing_to_itself(self, tmp_path: Path, engine: bool) -> None:
        text = entities(a="State", b="State"), relations("r a suppliesArmsTo a", "s a suppliesArmsTo b")
        assert len(drawn(all_of(graph(tmp_path, *text))).groups("tie")) == 2

    def test_names_of_all_scripts_and_with_signs_of_xml(self, tmp_path: Path, engine: bool) -> None:
        names = {
            "a": "Լեռնային Ղարաբաղ",
            "b": 'Quoted "<b>&amp;\\N</b>"',
            "c": "ყარაბაღი / Карабах",
            "d": "قره‌باغ",
            "e": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
            "f": "Bell\u0007",
        }
        escaped = {key: name.replace("\\", "\\\\").replace('"', '\\"') for key, name in names.items()}
        text = "".join(f'entity:{key} a kg:State ; skos:prefLabel "{name}"@en .\n' for key, name in escaped.items())
        ties = relations(*(f"r{one}{other} {one} isAlliedWith {other}" for one, other in combinations(names, 2)))
        picture = drawn(all_of(graph(tmp_path, text, ties)))
        shown = {name.strip("\u2068\u2069") for name in picture.names}  # isolated, so that a name turns nothing
        assert shown == {bare(name.replace("\u0007", "\ufffd")) for name in names.values()}
        assert not picture.overlapping()
        assert not picture.hidden()

    def test_what_stands_beside_the_picture(self, shipped: KnowledgeGraph) -> None:
        view = all_of(shipped, focus=(shipped.ref("Turkey"),))
        words = drawn(view).text()
        sources = {claim.source.id for relation in view.read() for claim in relation.claims}
        assert f"{len(sources)} sources in the datasets article, context" in words
        assert "creativecommons.org/licenses/by/4.0" in words
        assert "Turkey: ties within 1 step" in words
        assert "all that anyone says" in words
        assert all(note.split(";")[0][:30] in words for note in view.left_out)

    def test_labels_where_there_are_few_ties(self, tmp_path: Path, engine: bool) -> None:
        lines = [f"r{n} a suppliesArmsTo {name} on:200{n}" for n, name in enumerate("bcdefg")]
        text = entities(a="State", **dict.fromkeys("bcdefg", "State")), relations(*lines)
        picture = drawn(all_of(graph(tmp_path, *text)))
        labels = [e.text for e in picture.root.iter(f"{SVG}text") if e.get("class") == "label"]
        wanted = Counter(["supplies arms to"] * 6 + [f"200{n}" for n in range(6)])
        assert Counter(label.removesuffix(" [1]") for label in map(str, labels)) <= wanted
        assert any(str(label).endswith(" [1]") for label in labels)
        assert "[1] Report, no date · neutral" in picture.text()
        assert len(labels) >= 8  # one that finds no room beside the signs is counted in the caption

    @pytest.mark.parametrize("most", [network.MOST_LABELS, 0])
    def test_what_is_only_planned_says_so(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
        monkeypatch.setattr(network, "MOST_LABELS", most)
        text = entities(a="State", b="State", c="State"), relations("r a isAlliedWith b phase:planned")
        view = all_of(graph(tmp_path, *text), filters=Filters(phase=("planned",)))
        picture = drawn(view)
        assert [e.get("class") for e in picture.root.iter(f"{SVG}rect")].count("sign-phase") == 2  # one in the legend
        assert ("(planned)" in picture.text()) == (most > 0)
        file = BytesIO()
        find_format("dot").write(view, file)
        assert b'label="planned"' in file.getvalue()

    def test_a_band_counts_what_is_only_planned(self, tmp_path: Path) -> None:
        lines = [f"r{n} a suppliesArmsTo b on:200{n} phase:planned" for n in range(5)]
        known = graph(tmp_path, entities(a="State", b="State"), relations(*lines))
        assert "5 planned" in drawn(all_of(known, filters=Filters(phase=("planned",)))).text()

    def test_what_is_true_as_of_a_date_says_of_which(self, tmp_path: Path) -> None:
        known = graph(tmp_path, entities(a="State", b="City"), relations("r a controls b affirms@2020-10"))
        assert "for Oct 2020 [1]" in drawn(all_of(known)).text()

    def test_what_is_not_accepted_says_who_says_so_and_who_denies_it(self, tmp_path: Path) -> None:
        lines = "r a attacks b", "s a attacks c denies", "t a attacks d affirms denies", "u b isAlliedWith e"
        known = graph(tmp_path, entities(**dict.fromkeys("abcde", "State")), relations(*lines))
        labels = [e.text or "" for e in drawn(all_of(known)).root.iter(f"{SVG}text") if e.get("class") == "label"]
        said = " ".join(labels)
        assert said.count("attacks") == 3
        # As far as there is room, and nobody is named where all agree.
        assert 1 <= said.count("denied by the author") <= 2
        assert said.count("according to the author") <= 1

    def test_too_many_to_be_read(self, world: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(network, "MOST_NODES", 3)
        with pytest.raises(InputError, match="too many for a picture"):
            network.picture(all_of(world))

    @pytest.mark.slow
    def test_the_same_twice(self, world_folder: Path) -> None:
        arguments = ("export", "svg", "--policy", "none", "--data", world_folder)
        runs = [kg_process(*arguments, env={"PYTHONHASHSEED": seed}) for seed in ("1", "2")]
        assert runs[0].code == 0
        assert runs[0].data == runs[1].data

    def test_without_graphviz_it_says_how_to_have_it(self, world_folder: Path, without_graphviz: None) -> None:
        done = kg("export", "svg", "--data", world_folder)
        assert done.code == 0
        [note] = [line for line in done.err.splitlines() if "Graphviz" in line]
        assert "apt install graphviz" in note
        assert Drawn.of(done.out).names

    def test_a_graphviz_that_fails_is_done_without(
        self, world: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        for name in ("neato", "sfdp"):
            program = tmp_path / name
            program.write_text("#!/bin/sh\nexit 1\n")
            program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
        text, notes = network.picture(all_of(world))
        assert Drawn.of(text).names
        assert any("Graphviz" in note for note in notes)


def told(picture: Drawn) -> str:
    """What a band of seven says of the standings in it."""
    [band] = picture.groups("band")
    counts = Counter(line.split(" – ")[1].partition(":")[0] for line in title(band).splitlines())
    return ", ".join(f"{counts[name]} {name}" for name in sorted(counts) if name != "accepted")


class TestLayout:
    @pytest.mark.parametrize("place", [layout.arrange, pytest.param(graphviz.arrange, marks=needs.graphviz)])
    @pytest.mark.parametrize(
        "links",
        [
            tuple((0, leaf) for leaf in range(1, 60)),
            tuple((step, step + 1) for step in range(40)),
            tuple(combinations(range(12), 2)),
            ((0, 1),),
            ((0, 1), (1, 2)),
            ((0, 1), (0, 0)),
        ],
        ids=["star", "line", "all", "two", "three", "loop"],
    )
    def test_no_box_over_another(self, place: object, links: tuple[tuple[int, int], ...]) -> None:
        count = max(max(link) for link in links) + 1
        piece = Piece(tuple((60.0 + 7 * (n % 9), 20.0 + 5 * (n % 4)) for n in range(count)), links)
        [centres] = place([piece], 10.0, 80.0)  # type: ignore[operator]
        for one, other in combinations(range(count), 2):
            apart = [abs(a - b) for a, b in zip(centres[one], centres[other], strict=True)]
            needed = [(a + b) / 2 for a, b in zip(piece.sizes[one], piece.sizes[other], strict=True)]
            assert any(a >= b - 0.2 for a, b in zip(apart, needed, strict=True)), (one, other)

    @needs.graphviz
    def test_nothing_heavy_is_loaded_where_graphviz_is_there(self, world_folder: Path) -> None:
        code = (
            "import sys; from kg.cli import run\n"
            f"try: run(['export', 'svg', '--data', {str(world_folder)!r}, '-o', '/dev/null'])\n"
            "except SystemExit: pass\n"
            "print({'numpy', 'scipy', 'networkx', 'rdflib', 'rich'} & set(sys.modules))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout == "set()\n"


class TestText:
    @pytest.mark.parametrize(
        "text", ["", "Shusha", "border between Georgia and Turkey", "Baku–Tbilisi–Ceyhan", "x" * 90]
    )
    def test_wrapping_loses_no_letter(self, text: str) -> None:
        assert bare("".join(wrap(text, 12, 100))) == bare(text)

    def test_lines_are_as_long_as_the_limit_at_most(self) -> None:
        lines = wrap("pipeline network through which Azerbaijan exports gas and oil", 12, 120)
        assert len(lines) > 2
        assert all(width(line, 12) <= 120 for line in lines)


@needs.graphviz
class TestDot:
    def test_graphviz_reads_what_was_written(self, world: KnowledgeGraph) -> None:
        view = all_of(world)
        read = read_dot(view)
        assert {node["tooltip"].rpartition(" (")[0] for node in read["objects"]} == {
            entity.label for entity in view.read_entities()
        }
        assert {node["URL"] for node in read["objects"]} == set(view.entities)
        names = {node["_gvid"]: node["URL"] for node in read["objects"]}
        expected = Counter(
            (relation.subject.id, relation.object.id, relation.type.layer, view.standing(relation))
            for relation in view.read()
            if isinstance(relation.object, EntityRef)
        )
        edges = Counter((names[e["tail"]], names[e["head"]], *e["class"].split()) for e in read["edges"])
        assert edges == expected

    def test_standing_in_words_and_heads(self, world: KnowledgeGraph) -> None:
        edges = read_dot(all_of(world))["edges"]
        assert {(e["class"].split()[1], e["label"]) for e in edges} == {
            ("accepted", ""),
            ("claimed", "claimed"),
            ("disputed", "disputed"),
            ("denied", "denied"),
        }

    def test_names_that_mean_something_to_graphviz(self, tmp_path: Path) -> None:
        names = {"a": r"\N <b> & &lt; \\", "b": 'x -> "y"; }', "c": "Ղարաբաղ"}
        escaped = {key: name.replace("\\", "\\\\").replace('"', '\\"') for key, name in names.items()}
        text = "".join(f'entity:{key} a kg:State ; skos:prefLabel "{name}"@en .\n' for key, name in escaped.items())
        view = all_of(graph(tmp_path, text, relations("r a isAlliedWith b", "s b isAlliedWith c")))
        file = tmp_path / "out.dot"
        with file.open("wb") as out:
            find_format("dot").write(view, out)
        svg = subprocess.run(["sfdp", "-Tsvg", file], capture_output=True, text=True, check=True).stdout
        shown = {bare(text) for text in Drawn.of(svg).text().split("\n")}
        joined = bare(Drawn.of(svg).text())
        assert shown
        assert all(bare(name) in joined for name in names.values())

    @pytest.mark.slow
    def test_the_shipped_data(self, shipped: KnowledgeGraph) -> None:
        view = all_of(shipped)
        assert len(read_dot(view)["edges"]) == len(view.relations)


def read_dot(view: View) -> dict[str, list[dict[str, str]]]:
    """Return a view written as DOT, read by Graphviz without laying it out."""
    file = BytesIO()
    assert find_format("dot").write(view, file) == []
    done = subprocess.run(["dot", "-Knop", "-Tdot_json"], input=file.getvalue(), capture_output=True, check=False)
    read: dict[str, list[dict[str, str]]] = json.loads(done.stdout)
    return read


class TestPixelsAndPaper:
    @pytest.mark.slow
    def test_png(self, world_folder: Path, tmp_path: Path) -> None:
        file = tmp_path / "out.png"
        asked = ("--data", world_folder, "--policy", "accepted")
        assert kg("export", "png", *asked, "-o", file).code == 0
        head = file.read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        across = int.from_bytes(head[16:20], "big")
        svg = Drawn.of(kg("export", "svg", *asked).out)
        assert abs(across - 2 * float(svg.root.get("width", "0"))) <= 2

    @pytest.mark.slow
    def test_pdf(self, world_folder: Path, tmp_path: Path) -> None:
        runs = []
        for name in ("one.pdf", "other.pdf"):
            assert kg("export", "pdf", "--data", world_folder, "-o", tmp_path / name).code == 0
            runs.append((tmp_path / name).read_bytes())
        assert runs[0] == runs[1]
        assert runs[0].startswith(b"%PDF-")
        assert b"/FontFile" in runs[0]  # text is text

    @pytest.mark.parametrize(("format_", "module"), [("png", "resvg_py"), ("pdf", "typst")])
    def test_a_missing_package_is_named_with_the_cure(
        self, format_: str, module: str, world_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, module, None)
        done: Outcome = kg("export", format_, "--data", world_folder, "-o", tmp_path / "out")
        assert done.code == 2
        assert "pip install 'karabakh-kg[pictures]'" in done.err.splitlines()[-1]
        assert not list(tmp_path.iterdir())


BOXES = """() => [...document.querySelectorAll('g.node')].map(group => {
  const box = group.querySelector('path').getBBox();
  const texts = [...group.querySelectorAll('text')].map(text => text.getBBox());
  const plain = b => [b.x, b.y, b.x + b.width, b.y + b.height];
  return { name: group.querySelector('title').textContent, box: plain(box), texts: texts.map(plain) };
})"""


class TestBrowser:
    def test_names_lie_inside_their_boxes_and_no_box_over_another(
        self, page: Page, shipped: KnowledgeGraph, tmp_path: Path, engine: bool
    ) -> None:
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(error.message))
        file = tmp_path / "picture.svg"
        file.write_text(network.picture(all_of(shipped))[0], encoding="utf-8")
        page.goto(file.as_uri())
        boxes = page.evaluate(BOXES)
        assert len(boxes) > 500
        for node in boxes:
            left, top, right, bottom = node["box"]
            for text in node["texts"]:
                inside = text[0] >= left and text[1] >= top - 1 and text[2] <= right and text[3] <= bottom + 1
                assert inside, node
        for one, other in combinations([(node["name"], node["box"]) for node in boxes], 2):
            (name, a), (other_name, b) = one, other
            meet = a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
            assert not meet, (name, other_name)
        assert not complaints

    def test_no_text_runs_over_the_edge_of_the_page(
        self, page: Page, shipped: KnowledgeGraph, tmp_path: Path, engine: bool
    ) -> None:
        view = shipped.view(Request(Filters(layer=("arms",)))).ties()
        file = tmp_path / "picture.svg"
        file.write_text(network.picture(view)[0], encoding="utf-8")
        page.goto(file.as_uri())
        over = page.evaluate(
            """() => {
                const sheet = document.documentElement.getBoundingClientRect();
                return [...document.querySelectorAll('text')]
                    .map(text => [text.textContent, text.getBoundingClientRect()])
                    .filter(([, box]) => box.left < sheet.left || box.right > sheet.right)
                    .map(([words]) => words);
            }"""
        )
        assert over == []


def test_every_colour_of_a_layer_can_be_read_on_white(shipped: KnowledgeGraph) -> None:
    def light(colour: str) -> float:
        parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    layers = read_style(shipped.store).layers
    assert len(layers) > 10
    for name, stroke in layers.items():
        assert 1.05 / (light(stroke.colour) + 0.05) >= 4.5, name


def test_a_name_of_any_length_is_broken_in_time_that_grows_with_it() -> None:
    word = "x" * 300_000
    begun = time.process_time()
    lines = wrap(word, 12, 120)
    assert time.process_time() - begun < 20  # squares took minutes
    assert "".join(lines) == word
    assert max(width(line, 12) for line in lines) <= 240
