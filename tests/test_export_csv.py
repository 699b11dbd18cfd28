"""Tables: read by Python's own reader, and brought back by the import."""

import csv
import io
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kg.cli.results import Guarded
from kg.export import find_format
from kg.export.formats.csv import COLUMNS
from kg.export.view import Request
from kg.graph import KnowledgeGraph
from kg.importing.importer import import_sheet
from kg.importing.profile import template
from kg.importing.report import Report
from kg.importing.text import clean
from kg.model.filters import Filters
from kg.model.records import Claim, Relation
from kg.model.table import guarded, unguarded
from kg.policy import NO_POLICY
from kg.resources import data_dir
from tests import awkward
from tests.command import Outcome, kg
from tests.statements import turtle

PROFILE = """base = "relations"
[dataset]
name = "again"
title = "The same again"
description = "What was exported, brought back."
licence = "https://creativecommons.org/licenses/by/4.0/"
"""


def written(graph: KnowledgeGraph, **request: Any) -> bytes:
    file = BytesIO()
    assert find_format("csv").write(graph.view(Request(policy=NO_POLICY, **request)), file) == []
    return file.getvalue()


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def said(claim: Claim) -> tuple[object, ...]:
    """Return all that a claim says; its name and its source's name follow from the dataset."""
    source = replace(claim.source, id="", dataset=None)
    return (
        claim.claimant, claim.stance, claim.status, claim.said_on, claim.attested_on, source, claim.paragraphs,
        clean(claim.note or ""),
    )  # fmt: skip


def told(relation: Relation) -> tuple[Relation, list[tuple[object, ...]]]:
    """Return a relation without its claims, and what these say."""
    claims = (*relation.claims, *relation.tie_denials)
    return replace(relation, claims=(), tie_denials=()), sorted(map(said, claims), key=repr)


def brought_back(graph: KnowledgeGraph, folder: Path, entities: Path) -> tuple[Report, KnowledgeGraph]:
    """Export a graph, import the table beside these entities, and load what came of it."""
    shutil.copytree(entities, folder / "data" / "entities")
    sheet = folder / "relations.csv"
    sheet.write_bytes(written(graph))
    (folder / "profile.toml").write_text(PROFILE)
    report = import_sheet(sheet, folder / "profile.toml", into=folder / "data")
    return report, KnowledgeGraph.load(folder / "data")


@pytest.mark.slow
@pytest.mark.parametrize("dataset", ["article", "context"])
def test_a_dataset_comes_back_as_it_was(dataset: str, tmp_path: Path) -> None:
    graph = KnowledgeGraph.load(datasets=[dataset])
    # Without the entities that the dataset's own import made: they come back too.
    entities = tmp_path / "entities"
    shutil.copytree(data_dir() / "entities", entities)
    report, again = brought_back(graph, tmp_path, entities)
    assert (report.refused, report.near) == ([], [])
    before = {relation.id: told(relation) for relation in graph.relations()}
    after = {relation.id: told(relation) for relation in again.relations()}
    assert after.keys() == before.keys()
    assert [name for name in before if before[name] != after[name]] == []
    assert report.claims == sum(len(relation.claims) for relation in graph.relations())


@pytest.mark.slow
def test_what_came_back_is_valid_and_can_be_verified(tmp_path: Path) -> None:
    graph = KnowledgeGraph.load(datasets=["article"])
    brought_back(graph, tmp_path, data_dir() / "entities")
    done = kg("validate", tmp_path / "data", "--format", "json")
    assert (done.code, done.json) == (0, [])


@pytest.mark.slow
def test_entities_that_are_not_there_come_back_with_name_and_kind(tmp_path: Path) -> None:
    graph = KnowledgeGraph.load(datasets=["context"])
    entities = tmp_path / "entities"
    shutil.copytree(data_dir() / "entities", entities)
    (entities / "context.ttl").unlink()
    report, again = brought_back(graph, tmp_path, entities)
    assert report.refused == []
    assert report.entities > 300
    known = {entity.id: (entity.label, entity.type) for entity in graph.entities()}
    for relation in again.relations():
        assert (relation.subject.label, relation.subject.type) == known[relation.subject.id]


def test_awkward_texts_dates_and_parallel_ties_come_back(tmp_path: Path) -> None:
    for name in ("world", "entities"):
        (tmp_path / name).mkdir()
    graph = awkward.graph(tmp_path / "world")
    (tmp_path / "entities" / "awkward.ttl").write_text(turtle(awkward.entities()), encoding="utf-8")
    report, again = brought_back(graph, tmp_path, tmp_path / "entities")
    assert [refusal.reason for refusal in report.refused] == [
        "the object holds U+0007, which is no character of a text: take it out"
    ] * 2
    # The names of these relations do not follow from what they say, as those of an import do.
    before, after = ([told(replace(relation, id="")) for relation in known.relations()] for known in (graph, again))
    before = [(relation, claims) for relation, claims in before if "\a" not in str(relation)]
    assert sorted(after, key=repr) == sorted(before, key=repr)


def test_every_column_is_read_or_passed_over() -> None:
    stated = template("relations")
    used = {*stated["columns"].values(), *stated["sheet"]["ignore"]}
    assert used == set(COLUMNS)


@pytest.mark.slow
def test_a_table_has_a_row_for_each_relation_and_claim(shipped: KnowledgeGraph) -> None:
    table = rows(written(shipped))
    assert len(table) == sum(len(relation.claims) for relation in shipped.relations())
    for row in table:
        assert row["standing"] in {"accepted", "claimed", "disputed", "denied"}
        assert row["licence"].startswith("https://")
        assert len(row["digests"].split()) == len(row["paragraphs"].split())


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    for row in rows(written(awkward.graph(tmp_path))):
        for name, cell in row.items():
            assert cell[:1] not in {"=", "+", "-", "@"}, name
    labels = {unguarded(row["object"]) for row in rows(written(awkward.graph(tmp_path)))}
    assert set(awkward.LABELS.values()) == labels


@given(st.text("'=+-@＝1.a \t\r\n\xa0\u200b\ufeff", max_size=6))
def test_a_guarded_cell_is_read_back(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert not cell.startswith(("\t", "\r", "\n"))
    if cell.strip("\t\r\n\xa0\u200b\ufeff ")[:1] in {*"=+-@＝"} - {""}:
        float(cell)


@given(st.lists(st.text("'=+-@＝1,\" \t\r\n\xa0\u200b\ufeffа", max_size=5), min_size=2, max_size=2), st.integers(1, 9))
def test_the_cells_of_a_query_are_guarded_alike_however_they_come(cells: list[str], size: int) -> None:
    """As the engine writes them: in pieces, and quoted only where a cell holds a comma, a quote or a line end."""
    quoted = [f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & {*',"\r\n'} else cell for cell in cells]
    answer, file = f"{','.join(quoted)}\r\n".encode() * 3, io.BytesIO()
    guard = Guarded(file)
    for start in range(0, len(answer), size):
        guard.write(answer[start : start + size])
    guard.finish()
    table = list(csv.reader(io.StringIO(file.getvalue().decode(), newline="")))
    assert table == [list(map(guarded, cells))] * 3


@pytest.mark.slow
def test_the_mark_for_excel_is_there_when_asked_for(shipped: KnowledgeGraph) -> None:
    plain, marked = written(shipped), written(shipped, bom=True)
    assert marked == b"\xef\xbb\xbf" + plain
    assert not plain.startswith(b"\xef\xbb\xbf")


def test_a_folder_gets_both_tables(on_world: Callable[..., Outcome], tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    done = on_world("export", "csv", "-o", f"{folder}/", "--bom")
    assert done.code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["nodes.csv", "relations.csv"]
    nodes = rows((folder / "nodes.csv").read_bytes().removeprefix(b"\xef\xbb\xbf"))
    relations = rows((folder / "relations.csv").read_bytes().removeprefix(b"\xef\xbb\xbf"))
    ids = {node["id"] for node in nodes}
    assert {row[end] for row in relations for end in ("subject_id", "object_id")} - {""} == ids
    assert done.err.count("ties by the policy 'none'") == 1


def test_a_file_and_stdout_get_the_relations(on_world: Callable[..., Outcome], tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    assert on_world("export", "csv", "-o", path).code == 0
    assert path.read_bytes() == on_world("export", "csv").data


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("gexf", "-o", "FOLDER/"), "is a folder, and gexf is one file"),
        (("gexf", "--bom"), "--bom is for csv, not for gexf"),
        (("csv", "-o", "FOLDER/missing/deep/"), "cannot be written"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    on_world: Callable[..., Outcome], tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = on_world("export", *(argument.replace("FOLDER", str(tmp_path)) for argument in arguments))
    assert (done.code, done.data) == (2, b"")
    assert words in done.err
    assert len(done.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_filters_choose_the_rows(shipped: KnowledgeGraph) -> None:
    table = rows(written(shipped, filters=Filters(layer=("arms",))))
    assert {row["layer"] for row in table} == {"arms"}
