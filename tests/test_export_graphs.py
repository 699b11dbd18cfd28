"""GEXF, GraphML and Cytoscape JSON, read back by networkx, graphology and Cytoscape.js."""

import html
import json
from io import BytesIO
from itertools import combinations
from math import hypot
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import write_world

from kg.export import caption, find_format
from kg.export.rows import EDGE_COLUMNS, NODE_COLUMNS, Edge, edges, joined, nodes, plain, short_id
from kg.export.view import Request, View
from kg.export.xml import XmlText
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.policy import NO_POLICY
from tests import awkward, statements
from tests.command import kg, python
from tests.readers import read

FORMATS = ("gexf", "graphml", "cyjs")
GEXF = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"


def written(view: View, format_: str) -> tuple[bytes, list[str]]:
    file = BytesIO()
    notes = find_format(format_).write(view, file)
    return file.getvalue(), notes


def ties(graph: KnowledgeGraph, filters: Filters | None = None) -> View:
    return graph.view(Request(filters or Filters(), policy=NO_POLICY)).ties()


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> View:
    return ties(awkward.graph(tmp_path_factory.mktemp("awkward")))


def without_bell(text: str) -> str:
    return text.replace("\u0007", "")


def with_networkx(format_: str, data: bytes) -> Any:
    return {"gexf": nx.read_gexf, "graphml": nx.read_graphml}[format_](BytesIO(data))


@pytest.mark.parametrize("format_", ["gexf", "graphml"])
def test_networkx_reads_all_that_was_written(odd: View, format_: str) -> None:
    data, notes = written(odd, format_)
    graph = with_networkx(format_, data)
    assert isinstance(graph, nx.MultiDiGraph)
    labels = {node: values["label"] for node, values in graph.nodes(data=True)}
    assert labels == {slug: without_bell(label) for slug, label in awkward.LABELS.items()}
    assert len(graph.edges) == len(odd.relations) == 17
    read_back = {key: values for _, _, key, values in graph.edges(keys=True, data=True)}
    for edge in edges(odd):
        values = read_back[edge.id]
        assert (edge.source, edge.target, edge.id) in graph.edges
        assert values["label"] == edge.label
        for name, value in edge.values.items():
            assert values[name] == (value if isinstance(value, bool) else without_bell(plain(value))), name
        assert not set(EDGE_COLUMNS) - set(edge.values) & set(values), "what is unknown is not there"
    assert notes == ["left out: 2 control characters in texts, which XML cannot hold"]


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS)
def test_the_program_it_is_for_reads_all_that_was_written(odd: View, format_: str, tmp_path: Path) -> None:
    data, _ = written(odd, format_)
    path = tmp_path / "graph"
    path.write_bytes(data)
    reread = read(format_, path)
    keep = (lambda text: text) if format_ == "cyjs" else without_bell
    name = "name" if format_ == "cyjs" else "label"
    assert {node["id"]: node[name] for node in reread["nodes"]} == {
        slug: keep(label) for slug, label in awkward.LABELS.items()
    }
    read_back = {edge["id"]: edge for edge in reread["edges"]}
    assert len(read_back) == len(odd.relations)
    for edge in edges(odd):
        values = read_back[edge.id]
        assert (values["source"], values["target"], values[name]) == (edge.source, edge.target, edge.label)
        for column, value in edge.values.items():
            if isinstance(value, tuple) and format_ == "cyjs":
                assert values[column] == list(value)
            elif isinstance(value, bool):
                assert values[column] is value
            else:
                assert values[column] == keep(plain(value))


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS)
def test_all_that_ships_is_read_by_the_program_it_is_for(shipped: KnowledgeGraph, format_: str, tmp_path: Path) -> None:
    view = ties(shipped)
    data, notes = written(view, format_)
    assert notes == []
    path = tmp_path / "graph"
    path.write_bytes(data)
    read_back = read(format_, path)
    assert {edge["id"] for edge in read_back["edges"]} == {short_id(iri) for iri in view.relations}
    assert {node["id"] for node in read_back["nodes"]} == {short_id(iri) for iri in view.entities}
    numbers = [edge["value"] for edge in read_back["edges"] if "value" in edge]
    assert numbers and all(isinstance(number, int | float) for number in numbers)


def test_every_column_of_a_file_has_one_sort(shipped: KnowledgeGraph) -> None:
    sorts = {"text": str, "flag": bool, "list": tuple}
    view = ties(shipped)
    for columns, rows in ((NODE_COLUMNS, nodes(view)), (EDGE_COLUMNS, edges(view))):
        used = set()
        for row in rows:
            for name, value in row.values.items():
                used.add(name)
                kind = sorts.get(columns[name])
                assert kind is None or isinstance(value, kind), name
        assert used <= set(columns)
        assert set(columns) - used <= {"phase", "used_by", "holds"}, "rare, or asked for with --phase or --as-of"


def test_lists_about_claims_are_aligned(shipped: KnowledgeGraph) -> None:
    several = 0
    for edge in edges(ties(shipped)):
        lengths = {len(tuple(edge.values[name])) for name in ("claimants", "stances", "statuses", "sources")}  # type: ignore[arg-type]
        lengths |= {
            len(value) for name in ("urls", "paragraphs", "notes") if isinstance(value := edge.values.get(name), tuple)
        }
        assert len(lengths) == 1, edge.id
        several += lengths != {1}
    assert several > 10


def _edge(view: View, name: str) -> Edge:
    return next(edge for edge in edges(view) if edge.id == f"relation:{name}")


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("p-bare", None, None),
        ("p-1992", ("1992-01-01", "year"), ("1994-05-31", "month")),
        ("p-on", ("2020-09-27", "day"), ("2020-09-27", "day")),
        ("p-from", ("2024-02-01", "month"), None),
        ("p-until", None, ("1988-12-31", "year")),
        ("p-within", ("2001-01-01", "year"), ("2003-12-31", "year")),
    ],
)
def test_a_partial_date_is_padded_and_kept(
    odd: View, name: str, first: tuple[str, str] | None, last: tuple[str, str] | None
) -> None:
    edge = _edge(odd, name)
    assert (edge.first, edge.last) == (first and first[0], last and last[0])
    for end, padded in (("first", first), ("last", last)):
        day, precision = edge.values.get(f"{end}_day"), edge.values.get(f"{end}_precision")
        assert (day, precision) == (padded or (None, None))
    if name == "p-1992":
        assert (edge.values["from"], edge.values["until"]) == ("1992", "1994-05")


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS)
def test_the_program_it_is_for_opens_it_drawn(format_: str, tmp_path: Path) -> None:
    view = ties(statements.graph(tmp_path, statements.entities(**dict.fromkeys("abcdefgh", "State")), LINKS))
    path = tmp_path / "graph"
    path.write_bytes(written(view, format_)[0])
    read_back = {node["id"]: node for node in read(format_, path)["nodes"]}
    drawn = {name: node.get("drawn", node) for name, node in read_back.items()}
    size = "width" if format_ == "cyjs" else "size"
    assert len({(node["x"], node["y"]) for node in drawn.values()}) == len(drawn) == 8
    assert drawn["a"][size] > drawn["b"][size] > 5
    for one, other in combinations(drawn.values(), 2):
        apart = hypot(one["x"] - other["x"], one["y"] - other["y"])
        assert apart > (one[size] + other[size]) / 2, "no node lies over another"
    colour = "fill" if format_ == "cyjs" else "color"
    assert all(node[colour] for node in drawn.values())


LINKS = statements.relations(*(f"r{n} a recognises {other}" for n, other in enumerate("bcdefg")), "s h recognises h")


def test_gexf_has_intervals_kinds_and_colours(odd: View) -> None:
    root = ElementTree.fromstring(written(odd, "gexf")[0])
    graph = root.find(f"{GEXF}graph")
    assert graph is not None
    assert root.get("version") == "1.3"
    assert (graph.get("mode"), graph.get("timeformat"), graph.get("timerepresentation")) == (
        "dynamic",
        "date",
        "interval",
    )
    edges = {edge.get("id"): edge for edge in graph.iter(f"{GEXF}edge")}
    dated = edges["relation:p-1992"]
    assert (dated.get("start"), dated.get("end")) == ("1992-01-01", "1994-05-31")
    assert (edges["relation:p-from"].get("start"), edges["relation:p-from"].get("end")) == ("2024-02-01", None)
    kinds = [edge.get("kind") for edge in edges.values() if edge.get("target") == "armenian"]
    assert kinds == ["attacks", "attacks (2)", "attacks (3)", "attacks (4)", "attacks (5)", "attacks (6)"]
    triples = [(edge.get("source"), edge.get("target"), edge.get("kind")) for edge in edges.values()]
    assert len(set(triples)) == len(triples), "Gephi would join these edges"
    assert not [value for value in graph.iter(f"{GEXF}attvalue") if value.get("start") or value.get("end")]
    for element in graph.iter(f"{VIZ}color"):
        assert {*element.attrib} == {"r", "g", "b"}
        assert all(0 <= int(part) <= 255 for part in element.attrib.values())
    declared = {each.get("id") for each in graph.iter(f"{GEXF}attribute")}
    assert {value.get("for") for value in graph.iter(f"{GEXF}attvalue")} <= declared


# What the published grammar of GEXF 1.3 allows of what is written here: attributes by element, and words by attribute.
GRAMMAR = {
    "gexf": {"version"},
    "meta": set(),
    "creator": set(),
    "description": set(),
    "graph": {"defaultedgetype", "mode", "timeformat", "timerepresentation"},
    "attributes": {"class"},
    "attribute": {"id", "title", "type"},
    "nodes": set(),
    "node": {"id", "label"},
    "edges": set(),
    "edge": {"id", "source", "target", "kind", "label", "start", "end"},
    "attvalues": set(),
    "attvalue": {"for", "value"},
    "color": {"r", "g", "b"},
    "size": {"value"},
    "position": {"x", "y", "z"},
    "shape": {"value"},
}
SHAPES = {"node": {"disc", "square", "triangle", "diamond"}, "edge": {"solid", "dotted", "dashed", "double"}}


@pytest.mark.slow
def test_gexf_keeps_to_the_published_grammar(shipped: KnowledgeGraph) -> None:
    root = ElementTree.fromstring(written(ties(shipped), "gexf")[0])
    seen = set()
    for element in root.iter():
        name = element.tag.partition("}")[2]
        seen.add(name)
        assert {*element.attrib} <= GRAMMAR[name], name
        assert element.tag == (VIZ if name in ("color", "size", "shape", "position") else GEXF) + name
    assert seen == set(GRAMMAR)
    for owner, words in SHAPES.items():
        shapes = {shape.get("value") for thing in root.iter(f"{GEXF}{owner}") for shape in thing.iter(f"{VIZ}shape")}
        assert shapes <= words and len(shapes) > 2
    assert {each.get("type") for each in root.iter(f"{GEXF}attribute")} == {"string", "double", "boolean"}
    for edge in root.iter(f"{GEXF}edge"):
        start, end = edge.get("start"), edge.get("end")
        assert start is None or end is None or start <= end


def test_what_is_no_plain_fact_says_so_in_its_label(odd: View, tmp_path: Path) -> None:
    assert _edge(odd, "s-denied").label.endswith("(denied)")
    planned = ties(awkward.graph(tmp_path), Filters(phase=("planned",)))
    assert [edge.label.partition(" (")[2] for edge in edges(planned)] == ["planned)"]


def test_what_only_possibly_holds_then_says_so(tmp_path: Path) -> None:
    known = statements.graph(
        tmp_path,
        statements.entities(a="State", b="State"),
        statements.relations("r a attacks b on:2020", "s a attacks b until:2021"),
    )
    view = ties(known, Filters(as_of="2020"))
    assert {edge.id: (edge.label, edge.values["holds"]) for edge in edges(view)} == {
        "relation:r": ("attacks", "certainly"),
        "relation:s": ("attacks (possibly then)", "possibly"),
    }
    assert "of 2 ties, 1 only possibly hold then" in caption.certainty(view)
    assert caption.certainty(ties(known)) == ""


@pytest.mark.parametrize("format_", ["gexf", "graphml", "cyjs", "geojson", "mermaid"])
def test_a_file_says_what_it_shows_what_it_leaves_out_and_whose_data_it_has(
    shipped: KnowledgeGraph, format_: str
) -> None:
    view = shipped.view(Request(Filters(as_of="2020"), focus=(shipped.ref("OSCE"),))).ties()
    assert view.left_out
    text = html.unescape(written(view, format_)[0].decode())
    for words in (": ties within 1 step", "'accepted': ", "as of 2020", "creativecommons.org/licenses/by/4.0"):
        assert words in text
    assert all(note in text for note in view.left_out)


def test_a_name_in_cytoscape_is_a_label(odd: View) -> None:
    elements = json.loads(written(odd, "cyjs")[0])["elements"]
    for part in ("nodes", "edges"):
        for element in elements[part]:
            assert element["data"]["shared_name"].startswith("https://")
    ids = [element["data"]["id"] for part in ("nodes", "edges") for element in elements[part]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_input_gives_the_same_bytes(odd: View, format_: str, tmp_path: Path) -> None:
    again = ties(awkward.graph(tmp_path))
    assert written(odd, format_) == written(again, format_)


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS)
def test_the_command_line_writes_the_file_and_says_what_is_missing(format_: str, tmp_path: Path) -> None:
    path = tmp_path / f"turkey.{format_}"
    done = kg("export", format_, "--focus", "Turkey", "-o", path)
    assert (done.code, done.data) == (0, b"")
    assert path.stat().st_size > 1000
    assert "left out" in done.err


@pytest.mark.slow
@given(st.text(st.characters(codec="utf-8")))
def test_any_text_stands_in_xml_as_far_as_xml_can_hold_it(text: str) -> None:
    xml = XmlText()
    source = f"<x a={xml.attribute(text)}>{xml.content(text)}</x>"
    element = ElementTree.fromstring(source.encode())
    missing = len(text) - len(element.get("a", ""))
    assert element.get("a", "") == (element.text or "")
    assert bool(missing) == bool(xml.notes())
    assert "".join(letter for letter in text if letter in element.get("a", "")) == element.get("a", "")


@given(st.lists(st.text("a |\\", max_size=6), min_size=1, max_size=4).map(tuple))
def test_a_joined_list_can_be_taken_apart(values: tuple[str, ...]) -> None:
    parts = joined(values).split(" | ")
    assert tuple(part.replace("||", "|") for part in parts) == values


# Prints by how many kB memory grew after the first third of a file, and how many kB were written meanwhile.
_GROWTH = """
import sys
from pathlib import Path
from kg.graph import KnowledgeGraph
from kg.export import find_format
from kg.export.view import Request

class Watched:
    size = first = memory = 0
    def write(self, data):
        self.size += len(data)
        if not self.first and self.size > int(sys.argv[3]):
            self.first, self.memory = self.size, peak()
    def writelines(self, lines):
        for line in lines:
            self.write(line)

def peak():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])

format_ = find_format(sys.argv[2])
view = KnowledgeGraph.load(Path(sys.argv[1])).view(Request(policy="none"))
file = Watched()
format_.write(format_.takes(view), file)
print(peak() - file.memory, (file.size - file.first) // 1000)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize("format_", ["gexf", "csv"])
def test_memory_does_not_grow_with_the_file(format_: str, tmp_path: Path) -> None:
    world = write_world(tmp_path / "world", 9_000)
    done = python("-c", _GROWTH, str(world), format_, "4000000")
    assert done.code == 0, done.err
    grown, meanwhile = map(int, done.out.split())
    assert meanwhile > 4_000
    assert grown < meanwhile / 3
