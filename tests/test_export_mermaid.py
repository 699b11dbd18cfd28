"""Mermaid, parsed by mermaid."""

from io import BytesIO
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.export import find_format
from kg.export.formats.mermaid import MOST_EDGES
from kg.export.view import Request, View
from kg.graph import KnowledgeGraph
from kg.policy import NO_POLICY
from tests import awkward
from tests.command import kg
from tests.readers import read


def written(view: View) -> bytes:
    file = BytesIO()
    assert "who claims each tie" in "".join(find_format("mermaid").write(view, file))
    return file.getvalue()


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> View:
    graph = awkward.graph(tmp_path_factory.mktemp("awkward"))
    return graph.view(Request(policy=NO_POLICY, title='Odd: "names" # %%')).ties()


@pytest.mark.slow
def test_mermaid_reads_every_label_as_it_is(odd: View, tmp_path: Path) -> None:
    path = tmp_path / "odd.mmd"
    path.write_bytes(written(odd))
    read_back = read("mermaid", path)
    wanted = {" ".join(label.split()).replace("\a", "\N{REPLACEMENT CHARACTER}") for label in awkward.LABELS.values()}
    assert {node["label"] for node in read_back["nodes"]} == wanted
    assert len(read_back["nodes"]) == len(awkward.LABELS)
    assert len(read_back["edges"]) == len(odd.relations)
    labels = [edge["label"] for edge in read_back["edges"]]
    assert "attacks (from 1992 until 1994-05)" in labels
    assert "attacks (on 2020-09-27)" in labels


@pytest.mark.slow
def test_a_denied_tie_is_dotted_and_a_symmetric_one_has_no_head(odd: View, tmp_path: Path) -> None:
    path = tmp_path / "odd.mmd"
    path.write_bytes(written(odd))
    looks = {edge["label"]: (edge["stroke"], edge["type"]) for edge in read("mermaid", path)["edges"]}
    assert looks["attacks (denied)"] == ("dotted", "arrow_point")
    assert looks["attacks (on 2020-09-27)"] == ("normal", "arrow_point")
    assert looks["is allied with"] == ("normal", "arrow_open")


@pytest.mark.slow
def test_a_focus_of_the_shipped_graph_is_read(shipped: KnowledgeGraph, tmp_path: Path) -> None:
    view = shipped.view(Request(focus=(shipped.ref("OSCE"),))).ties()
    path = tmp_path / "osce.mmd"
    path.write_bytes(written(view))
    read_back = read("mermaid", path)
    assert (len(read_back["nodes"]), len(read_back["edges"])) == (len(view.entities), len(view.relations))


def test_too_many_edges_are_refused_with_the_cure(shipped: KnowledgeGraph) -> None:
    view = shipped.view().ties()
    assert len(view.relations) > MOST_EDGES
    with pytest.raises(InputError, match=rf"at most {MOST_EDGES} edges, and these are {len(view.relations)}.*--focus"):
        written(view)


def test_the_command_line_refuses_in_one_line_and_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "all.mmd"
    done = kg("export", "mermaid", "-o", path)
    assert (done.code, done.data, list(tmp_path.iterdir())) == (2, b"", [])
    assert len(done.err.splitlines()) == 1
    assert "--focus NAME" in done.err
