"""Pictures of a timeline, of chains, of balance and of a flow: what they show and what they leave in doubt."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.export.pictures import balance, flow, path, timeline
from kg.export.pictures.axis import Axis
from kg.graph import KnowledgeGraph
from kg.lookup.path_options import PathOptions
from tests.command import Outcome, kg, kg_process
from tests.drawn import SVG, Drawn, Element, bare, texts, title
from tests.statements import entities, graph, relations

if TYPE_CHECKING:
    from playwright.sync_api import Page

COMMANDS = [
    ("timeline",),
    ("timeline", "Turkey"),
    ("path", "Syria", "Armenia"),
    ("balance", "--kind", "State"),
    ("flow", "Azerbaijan", "Europe", "--commodity", "gas"),
]


def svg(*arguments: str | Path) -> Drawn:
    done: Outcome = kg(*arguments, "--format", "svg")
    assert done.code == 0, done.err
    return Drawn.of(done.out)


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_same_twice_with_sources_and_policy(command: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "picture.svg"
    assert kg(*command, "-o", file).code == 0
    words = Drawn.of(file.read_text(encoding="utf-8")).text()
    assert "licence: creativecommons.org/licenses/by/4.0" in words
    assert "policy 'accepted'" in words.lower()
    assert file.read_bytes() == kg_process(*command, "--format", "svg", env={"PYTHONHASHSEED": "7"}).data


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        "timeline Turkey", "path Syria Armenia", "balance", "flow Azerbaijan Europe --commodity gas",
        "relations Turkey Azerbaijan", "perspective Armenia --versus Azerbaijan",
    ],
    ids=str,
)  # fmt: skip
def test_a_picture_says_by_what_its_ties_are_chosen(command: str) -> None:
    wide, narrow = (svg(*command.split(), *more).text() for more in ((), ("--since", "1900", "--source", "article")))
    assert "since 1900; source article" in narrow.lower()
    assert "source article" not in wide.lower()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_browser_opens_it_and_no_text_leaves_the_page(command: tuple[str, ...], page: Page, tmp_path: Path) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    file = tmp_path / "picture.svg"
    assert kg(*command, "-o", file).code == 0
    page.goto(file.as_uri())
    across, down, boxes = page.evaluate(
        """() => [document.documentElement.width.baseVal.value, document.documentElement.height.baseVal.value,
        [...document.querySelectorAll('text')].map(text => {
            const box = text.getBoundingClientRect();
            return [text.textContent, box.left + scrollX, box.top + scrollY, box.right + scrollX, box.bottom + scrollY];
        })]"""
    )
    assert len(boxes) > 5
    for text, left, top, right, bottom in boxes:
        assert left >= 0 and top >= 0 and right <= across and bottom <= down, text
    clash = [
        (one[0], other[0])
        for one, other in combinations(boxes, 2)
        if one[1] < other[3] - 1 and other[1] < one[3] - 1 and one[2] < other[4] - 4 and other[2] < one[4] - 4
    ]
    assert not clash
    assert not complaints


def rects(group: Element) -> list[tuple[float, float]]:
    """The first and the last place of each bar in a group."""
    bars = [(float(bar.get("x", "0")), float(bar.get("width", "0"))) for bar in group.iter(f"{SVG}rect")]
    return [(x, x + across) for x, across in bars]


def diamonds(group: Element) -> list[Element]:
    return [path for path in group.iter(f"{SVG}path") if "l6 -6l6 6l-6 6Z" in path.get("d", "")]


class TestTimeline:
    def rows(self, tmp_path: Path, *lines: str) -> list[Element]:
        loaded = graph(tmp_path, entities(a="State", b="State", w="War"), relations(*lines))
        drawn = Drawn.of(timeline.picture(loaded.timeline(), "Title", "accepted", loaded.store))
        self.legend = drawn.legend()
        return drawn.groups("row")

    def test_a_row_for_each_dated_entry(self, shipped: KnowledgeGraph) -> None:
        entries = shipped.timeline(shipped.ref("Turkey"))
        drawn = Drawn.of(timeline.picture(entries, "Title", "accepted", shipped.store))
        assert len(drawn.groups("row")) == len(entries.dated)
        assert f"Left out: {entries.left_out} ties without a date" in drawn.text()

    def test_a_day_is_a_point_and_a_year_a_stretch_as_long_as_the_year(self, tmp_path: Path) -> None:
        day, year, month = self.rows(
            tmp_path, "r a recognises b on:1991-03-05", "s a recognises b on:1992", "t a recognises b on:1993-02"
        )
        assert len(diamonds(day)) == 1 and not rects(day)
        assert not diamonds(year) and not diamonds(month)
        [(first, last)], [(begin, end)] = rects(year), rects(month)
        assert last - first > 11 * (end - begin)
        assert {"on this day", "at some time within"} <= self.legend
        assert "from, until" not in self.legend

    def test_what_is_sure_lies_between_what_may_be(self, tmp_path: Path) -> None:
        [row] = self.rows(tmp_path, "r a recognises b from:1991 until:1994")
        whole, sure = rects(row)
        year = (whole[1] - whole[0]) / 4
        assert sure == pytest.approx((whole[0] + year, whole[1] - year), abs=1)
        assert "begins or ends somewhere in the pale part" in self.legend

    @pytest.mark.parametrize(("date", "rising"), [("until:1995-06-01", True), ("from:1995-06-01", False)])
    def test_an_end_that_nobody_knows_fades(self, date: str, rising: bool, tmp_path: Path) -> None:
        [row] = self.rows(tmp_path, f"r a recognises b {date}")
        bars = sorted((float(bar.get("x", "0")), float(bar.get("fill-opacity", "0"))) for bar in row.iter(f"{SVG}rect"))
        shades = [opacity for _, opacity in bars if opacity < 0.8]
        fading = [shade for shade in shades if shade != 0.3]
        assert len(fading) > 5
        assert fading == sorted(fading, reverse=not rising)
        assert "start or end not known" in self.legend

    def test_rival_datings_stand_one_below_the_other(self, tmp_path: Path) -> None:
        rows = self.rows(tmp_path, "r w tookPlace - on:2020-09-27", "s w tookPlace - on:2020-09-28")
        assert ["rival" in row.get("class", "") for row in rows] == [False, True]
        assert "by another account" in " ".join(texts(rows[1]))

    def test_a_denied_one_bears_its_sign(self, tmp_path: Path) -> None:
        [row] = self.rows(tmp_path, "r a recognises b on:1991 denies")
        assert [group.get("class") for group in row.iter(f"{SVG}g")][1] == "sign-denied"
        assert "denied only" in self.legend

    def test_long_empty_years_are_cut_and_order_is_kept(self) -> None:
        days = ["1918-05-28", "1921-07-04", "1991-01-01", "1992-12-31"]
        axis = Axis.through(days, 600)
        places = [axis.at(day) for day in days]
        assert places == sorted(places)
        assert places[2] - places[1] < 4 * axis.year
        assert len(axis.breaks) == 1
        assert axis.at("1992-12-31", end=True) == pytest.approx(600)


class TestPath:
    def test_each_hop_with_who_says_what(self, world: KnowledgeGraph) -> None:
        chains = world.paths("Dravia", "Corvania", course=PathOptions(max_hops=4)).chains
        drawn = Drawn.of(path.picture(chains, "Title", "accepted", world.store))
        assert len(drawn.groups("node")) == sum(len(chain.entities) for chain in chains)
        shown = bare(drawn.text())
        for chain in chains:
            for hop in chain.hops:
                for relation in hop.relations[:6]:
                    assert bare(relation.type.label) in shown
                    assert bare(relation.claims[0].source.label) in shown

    def test_sources_are_numbered_and_each_tie_has_its_polarity_and_its_denials(self, tmp_path: Path) -> None:
        loaded = graph(tmp_path, entities(a="State", b="State", c="State"), relations(
            "r a attacks b on:2020-09-27 affirms denies", "s b supports c"))  # fmt: skip
        drawn = Drawn.of(path.picture(loaded.paths("a", "c", policy="claimed").chains, "T", "claimed", loaded.store))
        assert "[1] Report" in drawn.text()
        assert [len(drawn.groups(f"polarity-{name}")) for name in ("hostile", "cooperative")] == [
            2,
            2,
        ]
        hostile = next(group for group in drawn.groups("tie") if title(group).startswith("a attacks"))
        assert bare("".join(texts(hostile))) == bare("attacks (27 Sep 2020) author [1]; denied: author [1]")

    def test_an_arrow_runs_as_the_tie_does(self, tmp_path: Path) -> None:
        loaded = graph(tmp_path, entities(a="State", b="State", c="State"), relations(
            "r a suppliesArmsTo b", "s c suppliesArmsTo b"
        ))  # fmt: skip
        chains = loaded.paths("a", "c", policy="claimed").chains
        drawn = Drawn.of(path.picture(chains, "Title", "claimed", loaded.store))
        onward, back = (group.findall(f"{SVG}path") for group in drawn.groups("tie"))
        heads = [
            [float(part.split()[0].lstrip("M")) for part in paths[1].get("d", "").rstrip("Z").split("L")]
            for paths in (onward, back)
        ]
        assert heads[0][0] > max(heads[0][1:])
        assert heads[1][0] < min(heads[1][1:])

    def test_many_ties_of_a_hop_are_counted(self, tmp_path: Path) -> None:
        lines = [f"r{year} a suppliesArmsTo b on:{year}" for year in range(2001, 2011)]
        loaded = graph(tmp_path, entities(a="State", b="State"), relations(*lines))
        drawn = Drawn.of(path.picture(loaded.paths("a", "b", policy="claimed").chains, "T", "claimed", loaded.store))
        assert len(drawn.groups("tie")) == 6
        assert "and 4 more" in drawn.text()


class TestBalance:
    def test_every_pair_with_its_sign(self, tmp_path: Path) -> None:
        loaded = graph(tmp_path, entities(a="State", b="State", c="State"), relations(
            "r a isAlliedWith b", "s b attacks c", "t a isAlliedWith c", "u a attacks c"
        ))  # fmt: skip
        measured = loaded.balance(policy="claimed")
        read = loaded.read({iri for pair in measured.pairs for iri in pair.relations}, "claimed")
        drawn = Drawn.of(balance.picture(measured, "Title", ["In words."], read, "claimed", loaded.store)[0])
        assert [group.get("class") for group in drawn.groups("pair")] == ["pair friendly", "pair mixed", "pair hostile"]
        assert drawn.names == set("abc")
        assert {"friendly", "hostile", "mixed: friendly in one tie and hostile in another"} <= drawn.legend()
        assert "In words." in drawn.text()


FIELD = entities(
    field="Facility", north="Pipeline", south="Pipeline", spur="Pipeline", market="Region", gas="EnergySource"
)
PIPES = (
    "a north startsAt field", "b south startsAt field", "c field exportsThrough north", "d field exportsThrough south",
    "e north deliversTo market", "f south connectsTo spur", "g spur deliversTo market",
    "h north carries gas", "i south carries gas", "j spur carries gas",
)  # fmt: skip


class TestFlow:
    def drawn(self, tmp_path: Path, *without: str) -> Drawn:
        stated = "".join(
            f"relation:q-{pipe} a kg:Relation ; rdf:subject entity:{pipe} ; rdf:predicate kg:hasCapacity ; "
            f"kg:value {value} ; kg:unit <https://w3id.org/karabakh-kg/unit/billionCubicMetresPerYear> .\n"
            f"claim:q-{pipe}-1 a kg:Claim ; kg:about relation:q-{pipe} ; kg:claimant entity:author ; "
            "kg:stance stance:affirms ; kg:status status:asserted ; kg:foundIn source:report .\n"
            for pipe, value in (("north", 10), ("spur", 6))
        )
        world = graph(tmp_path, FIELD, relations(*PIPES), stated)
        measured = world.flow("field", "market", "gas", policy="claimed", without=without)
        ids = [iri for limit in measured.limits for iri in limit.relations]
        ids += [iri for way in (*measured.edges, *measured.lost_edges) for iri in way.relations]
        read = world.read(ids, "claimed")
        return Drawn.of(flow.picture(measured, "Title", read, "claimed", world.store))

    def test_capacities_and_the_cut(self, tmp_path: Path) -> None:
        drawn = self.drawn(tmp_path)
        assert drawn.names == {"field", "north", "south", "spur", "market"}
        told = [text.text for text in drawn.root.iter(f"{SVG}text") if text.get("class") == "capacity"]
        assert sorted(filter(None, told)) == ["10 bcm a year", "6 bcm a year", "capacity unknown"]
        marked = [path for path in drawn.root.iter(f"{SVG}path") if path.get("class") == "cut"]
        assert len(marked) == 2
        assert "At most 16 bcm a year" in drawn.text()

    def test_a_tie_that_may_run_either_way_has_no_head(self, tmp_path: Path) -> None:
        pipes = {title(group).split(":")[0]: group for group in self.drawn(tmp_path).groups("pipe")}
        assert len(pipes) == 5
        heads = {name: len(group.findall(f"{SVG}path")) - 1 for name, group in pipes.items()}
        assert heads.pop("south connects to spur") == 0
        assert set(heads.values()) == {1}
        weights = {name: float(group.find(f"{SVG}path").get("stroke-width", "0")) for name, group in pipes.items()}  # type: ignore[union-attr]
        assert weights["north delivers to market"] > weights["spur delivers to market"] > 2

    def test_what_falls_out_stays_in_the_picture_and_is_told(self, tmp_path: Path) -> None:
        drawn = self.drawn(tmp_path, "spur")
        assert drawn.names == {"field", "north", "south", "spur", "market"}
        lost = {title(group).split(":")[0] for group in drawn.groups("lost")}
        assert "spur delivers to market" in lost
        assert not any("north" in one for one in lost)
        assert "falls out" in drawn.text()
        assert "Without spur; so is lost: 6 bcm a year" in drawn.text()

    def test_where_nothing_is_left_all_ways_are_drawn_as_lost(self, tmp_path: Path) -> None:
        drawn = self.drawn(tmp_path, "field")
        assert "At most 0 bcm a year" in drawn.text()
        assert len(drawn.groups("lost")) == len(drawn.groups("pipe")) == 5


@pytest.mark.slow
@pytest.mark.parametrize("out", ["Georgia", "Turkey", "TANAP", "BP", "Greece"])
def test_a_flow_without_something_of_the_shipped_data_is_drawn(out: str) -> None:
    drawn = svg("flow", "Azerbaijan", "Italy", "--commodity", "gas", "--without", out)
    assert "At most" in drawn.text() and "so is lost" in drawn.text()
