"""What an export shows, and the verb."""

import json
from collections import Counter
from pathlib import Path

import pytest

from kg.cli.publish import FORMS
from kg.errors import InputError
from kg.export import find_format, format_names, purpose
from kg.export.style import read_style
from kg.export.view import Request
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.model.records import EntityRef
from kg.policy import NO_POLICY, passing
from tests.command import kg

RELATION = "https://w3id.org/karabakh-kg/relation/"


def names(graph: KnowledgeGraph, request: Request) -> set[str]:
    return {iri.removeprefix(RELATION) for iri in graph.view(request).relations}


class TestView:
    def test_what_the_policy_lets_through(self, world: KnowledgeGraph) -> None:
        everything = names(world, Request(policy=NO_POLICY))
        assert everything == {relation.id.removeprefix(RELATION) for relation in world.relations()}
        for policy in ("accepted", "claimed", "undisputed"):
            passed = {iri.removeprefix(RELATION) for iri in passing(world.store, policy)}
            assert names(world, Request(policy=policy)) == everything & passed

    def test_filters_are_those_of_every_verb(self, world: KnowledgeGraph) -> None:
        filters = Filters(layer=("arms",), as_of="2010")
        let_through = names(world, Request(filters, policy=NO_POLICY))
        assert let_through == {relation.id.removeprefix(RELATION) for relation in world.relations(filters=filters)}
        assert 0 < len(let_through) < len(world.relations())

    def test_a_focus_takes_the_ties_among_what_is_near(self, world: KnowledgeGraph) -> None:
        dravia = world.ref("Dravia")
        near = world.view(Request(policy=NO_POLICY, focus=(dravia,)))
        neighbours = {dravia.id}
        for relation in world.relations("Dravia"):
            neighbours |= {end.id for end in (relation.subject, relation.object) if isinstance(end, EntityRef)}
        assert set(near.ties().entities) == neighbours
        expected = {
            relation.id
            for relation in world.relations()
            if {relation.subject.id, getattr(relation.object, "id", relation.subject.id)} <= neighbours
        }
        assert set(near.relations) == expected
        assert names(world, Request(focus=(dravia,), depth=9)) > names(world, Request(focus=(dravia,), depth=1))

    def test_depth_0_is_what_is_said_of_the_focus_alone(self, world: KnowledgeGraph) -> None:
        view = world.view(Request(policy=NO_POLICY, focus=(world.ref("Ardovia"),), depth=0))
        assert {relation.subject.label for relation in view.read()} == {"Ardovia"}
        assert not view.ties().relations

    def test_standing(self, world: KnowledgeGraph) -> None:
        view = world.view(Request(policy=NO_POLICY))
        standings = {relation.id.removeprefix(RELATION): view.standing(relation) for relation in view.read()}
        assert standings["corvania-appeases-dravia"] == "denied"
        # The arms are affirmed for a month, which affirms the bare tie that is denied.
        assert standings["corvania-suppliesArmsTo-belmar"] == "disputed"
        assert standings["corvania-suppliesArmsTo-belmar-on-2020-08"] == "disputed"
        assert standings["corvania-supports-ardovia"] == "claimed"
        assert standings["belmar-usesWeapon-kestrel-drones"] == "accepted"

    def test_a_policy_that_takes_claims_does_not_make_them_accepted(self, world: KnowledgeGraph) -> None:
        view = world.view(Request(policy="claimed"))
        assert Counter(map(view.standing, view.read()))["claimed"] > 0

    @pytest.mark.slow
    def test_ties_leave_out_what_is_no_tie_and_say_so(self, shipped: KnowledgeGraph) -> None:
        view = shipped.view(Request(policy=NO_POLICY))
        ties = view.ties()
        assert all(relation.object is not None and relation.phase is None for relation in ties.read())
        assert len(ties.relations) + sum(int(note.split()[0]) for note in ties.left_out) == len(view.relations)
        planned = shipped.view(Request(Filters(phase=("planned",)), policy=NO_POLICY)).ties()
        assert {relation.phase for relation in planned.read()} == {"planned"}

    def test_what_is_left_out_for_want_of_a_date_is_counted(self, world: KnowledgeGraph) -> None:
        asked = Request(Filters(as_of="2010"), policy=NO_POLICY)
        missing = world.undated(None, None, asked.filters)
        assert f"{missing} ties without a date" in world.view(asked).left_out[0]

    def test_batches_do_not_change_what_is_read(self, world: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
        whole = [*world.view().read()], [*world.view().read_entities()]
        monkeypatch.setattr("kg.export.view._BATCH", 3)
        assert ([*world.view().read()], [*world.view().read_entities()]) == whole

    def test_with_a_focus_only_what_lies_there_is_counted(self, world: KnowledgeGraph) -> None:
        far, near = (
            world.view(Request(Filters(as_of="2010"), policy=NO_POLICY, focus=(world.ref("Dravia"),), depth=depth))
            for depth in (9, 0)
        )
        numbers = [int(view.left_out[0].split()[0]) if view.left_out else 0 for view in (far, near)]
        assert numbers[0] > numbers[1]


class TestStyle:
    def test_each_layer_and_kind_has_a_style_and_no_two_layers_the_same(self, shipped: KnowledgeGraph) -> None:
        style = read_style(shipped.store)
        layers = {row["layer"].value for row in shipped.store.select("SELECT DISTINCT ?layer { ?t kg:layer ?layer }")}
        assert {iri.rpartition("/")[2] for iri in layers} == set(style.layers)
        assert len({(stroke.colour, stroke.dash) for stroke in style.layers.values()}) == len(style.layers)
        assert style.box("Company").kind == "Organisation"
        assert style.box("State").kind == "State"

    def test_a_kind_that_nobody_declared_is_drawn_plain(self, shipped: KnowledgeGraph) -> None:
        style = read_style(shipped.store)
        assert style.box("Nonesuch").shape == "box"
        assert style.stroke("nonesuch").dash == "solid"

    def test_lines_can_be_told_from_white_paper(self, shipped: KnowledgeGraph) -> None:
        """Marks need a contrast of 3 to 1, by the formula of WCAG 2.2."""

        def luminance(colour: str) -> float:
            parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
            red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue

        style = read_style(shipped.store)
        colours = [s.colour for s in style.layers.values()] + [box.border for box in style.kinds.values()]
        assert all(1.05 / (luminance(colour) + 0.05) >= 3 for colour in colours)


class TestVerb:
    def test_its_help_lists_the_formats(self) -> None:
        text = " ".join(kg("export", "--help").out.split())
        for name in format_names():
            assert f"{name} {' '.join(purpose(name).split())[:30]}" in text

    @pytest.mark.parametrize("name", format_names())
    def test_each_format_tells_its_purpose_in_a_sentence(self, name: str) -> None:
        assert purpose(name).endswith(".")
        assert find_format(name).name == name

    @pytest.mark.slow
    def test_a_format_misspelt(self) -> None:
        done = kg("export", "tlt")
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("kg: there is no format 'tlt'; the nearest are: ttl")
        assert kg("export", "sites").err == "kg: there is no format 'sites'; the nearest are: site\n"

    def test_a_format_that_is_none_at_all(self) -> None:
        with pytest.raises(InputError, match="there are: "):
            find_format("quilt")

    def test_nothing_to_export(self, tmp_path: Path) -> None:
        file = tmp_path / "none.ttl"
        done = kg("export", "ttl", "--type", "suppliesArmsTo", "--kind", "Pipeline", "-o", file)
        assert done.code == 1
        assert done.err.splitlines()[0] == "kg: nothing to export: no tie passes the policy 'accepted' and the filters"
        assert not file.exists()

    def test_what_is_left_out_is_said(self, tmp_path: Path) -> None:
        done = kg("export", "ftm", "--focus", "Turkey", "-o", tmp_path / "turkey.ftm")
        assert done.code == 0
        assert done.out == ""
        assert "by the policy 'accepted'" in done.err
        assert "that the policy 'accepted' does not let through" in done.err

    def test_arrows_only_is_for_rdf(self) -> None:
        done = kg("export", "ftm", "--arrows-only")
        assert done.code == 2
        assert done.err.startswith("kg: --arrows-only is for jsonld, nq, nt, rdfxml, trig, ttl, not for ftm")

    def test_without_a_format_it_lists_them(self) -> None:
        done = kg("export")
        assert (done.code, done.out) == (2, "")
        assert f"There are: {', '.join([*format_names(), *FORMS])}" in done.err

    @pytest.mark.parametrize("name", ["picture.png", "picture.HTML", "graph.ttl"])
    def test_an_ending_that_promises_another_format_is_refused(self, name: str, tmp_path: Path) -> None:
        done = kg("export", "svg", "-o", tmp_path / name)
        assert (done.code, [*tmp_path.iterdir()]) == (2, [])
        assert "ends like a file of" in done.err

    @pytest.mark.parametrize(
        ("name", "begins"),
        [("a.svg", b"<svg"), ("a.HTM", b"<!doctype html"), ("a.rdf", b"<?xml"), ("a.b.ttl", b"@prefix"), ("a.gv", b"")],
    )
    def test_without_a_format_the_ending_names_it(self, name: str, begins: bytes, tmp_path: Path) -> None:
        done = kg("export", "--focus", "OSCE", "-o", tmp_path / name)
        assert (done.code, done.out) == (0, "")
        assert (tmp_path / name).read_bytes().startswith(begins)
        assert done.err.count("by the policy") == 1 and "does not end" not in done.err

    def test_an_ending_of_several_formats_asks_for_one(self, tmp_path: Path) -> None:
        done = kg("export", "--focus", "OSCE", "-o", tmp_path / "a.json")
        assert (done.code, [*tmp_path.iterdir()]) == (2, [])
        assert "may be a file of cyjs, ftm, geojson or jsonld: name one" in done.err and done.err.count("\n") == 1
        assert kg("export", "--focus", "OSCE", "-o", tmp_path / "a.ftm.json").code == 0
        assert json.loads((tmp_path / "a.ftm.json").read_text().splitlines()[0])["schema"]

    def test_an_ending_of_no_format_is_written_and_told(self, tmp_path: Path) -> None:
        done = kg("export", "svg", "--focus", "OSCE", "-o", tmp_path / "a.txt")
        assert done.code == 0 and (tmp_path / "a.txt").read_bytes().startswith(b"<svg")
        assert "a.txt does not end like a file of svg" in done.err.splitlines()[-1]
        alone = kg("export", "--focus", "OSCE", "-o", tmp_path / "b.txt")
        assert (alone.code, (tmp_path / "b.txt").exists()) == (2, False)
        assert "the ending of" in alone.err and "names no format" in alone.err and alone.err.count("\n") == 1
        assert "does not end" not in kg("export", "svg", "--focus", "OSCE", "-o", tmp_path / "plain").err

    def test_rdf_1_2_may_be_in_a_file_of_turtle(self, tmp_path: Path) -> None:
        assert kg("export", "ttl12", "--focus", "OSCE", "-o", tmp_path / "osce.ttl").code == 0

    @pytest.mark.parametrize(
        "arguments",
        [["--policy", "nonesuch"], ["--focus", "Atlantis"], ["--depth", "-1"], ["--depth", "2"], ["-o", ""]],
    )
    def test_bad_words_get_one_line(self, arguments: list[str]) -> None:
        done = kg("export", "ttl", *arguments)
        assert (done.code, done.out) == (2, "")
        assert len(done.err.splitlines()) == 1

    def test_a_path_that_cannot_be_written_loses_nothing(self, tmp_path: Path) -> None:
        done = kg("export", "ttl", "-o", tmp_path / "missing" / "graph.ttl")
        assert done.code == 2
        assert "graph.ttl: cannot be written: " in done.err

    @pytest.mark.slow
    def test_a_file_is_whole_or_not_there(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object) -> None:
            raise InputError("half way")

        monkeypatch.setattr("kg.export.rdf.relations", fail)
        file = tmp_path / "graph.ttl"
        file.write_text("kept")
        assert kg("export", "ttl", "-o", file).code == 2
        assert [path.name for path in tmp_path.iterdir()] == ["graph.ttl"]
        assert file.read_text() == "kept"
