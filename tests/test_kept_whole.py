"""A measure or a format comes with its test, its record and its page: one that lacks any of them fails here.

The tables name the test that reads a format back with a program that is not ours, and for a measure the one whose
answer is worked out by hand. Who adds a format or a measure adds a line.
"""

import ast
import re
from pathlib import Path

import pytest

from kg.export import format_names
from kg.resources import names_in

ROOT = Path(__file__).parent.parent
RDF = "test_export_rdf.py::test_rdflib_reads_the_same_as_oxigraph"
GRAPHS = "test_export_graphs.py::test_the_program_it_is_for_reads_all_that_was_written"
PICTURES = "test_export_pictures.py"
READ_BACK = {
    "csv": "test_export_csv.py::test_what_came_back_is_valid_and_can_be_verified",
    "cyjs": GRAPHS,
    "dot": PICTURES,
    "ftm": "test_export_ftm.py::test_each_line_is_an_entity_that_the_model_takes_whole",
    "geojson": "test_export_geojson.py::test_the_shipped_map_is_read_by_others",
    "gexf": GRAPHS,
    "graphml": GRAPHS,
    "html": "test_export_html_browser.py::test_first_view",
    "jsonld": RDF,
    "mermaid": "test_export_mermaid.py",
    "nq": RDF,
    "nt": RDF,
    "pdf": PICTURES,
    "png": PICTURES,
    "rdfxml": RDF,
    "svg": PICTURES,
    "trig": RDF,
    "ttl": RDF,
    "ttl12": "test_export_rdf.py::test_each_claim_reifies_the_arrow_that_it_is_about",
}
BY_HAND = {
    "balance": "test_a_triangle_is_balanced_by_the_product_of_its_signs",
    "blocs": "test_two_cliques_are_two_blocs_whatever_the_seed",
    "bridges": "test_two_cliques_fall_apart_at_their_bridge",
    "dependence": "test_one_supplier_is_full_concentration_and_two_unmeasured_ones_at_least_a_half",
    "exposure": "test_what_lies_in_a_place_is_exposed_with_its_market_and_its_field",
    "flow": "test_the_flow_is_what_the_narrowest_pipelines_let_through",
    "rank": "test_the_star_is_ranked_by_hand",
}
# The record of a measure is called as the measure is; that of a ranking is a list of scores.
RECORDS = dict.fromkeys(BY_HAND, "") | {"rank": "score"}


def named_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def headings(page: str) -> str:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^##+ (.*)$", text, re.MULTILINE))


def measures() -> set[str]:
    """Return the modules of kg/analysis that a verb of their name asks."""
    return {*names_in("analysis", "py")} & {*names_in("answers", "py")} - {"__init__"}


def test_every_format_is_listed() -> None:
    assert set(READ_BACK) == set(format_names())


@pytest.mark.parametrize("name", sorted(READ_BACK))
def test_a_format_is_read_back_and_has_a_place_on_the_page(name: str) -> None:
    file, _, test = READ_BACK[name].partition("::")
    tests = named_in(file)
    assert test in tests if test else tests
    told = (ROOT / "tests" / file).read_text(encoding="utf-8")
    assert re.search(rf"\b{name}\b", told, re.IGNORECASE)
    assert re.search(rf"\b{name}\b", headings("exports.md"))


def test_every_measure_is_listed() -> None:
    assert set(BY_HAND) == measures() == set(RECORDS)


@pytest.mark.parametrize("name", sorted(BY_HAND))
def test_a_measure_has_an_answer_by_hand_a_record_and_a_place_on_the_page(name: str) -> None:
    assert BY_HAND[name] in named_in("test_analysis.py")
    assert (RECORDS[name] or name) in headings("records.md").splitlines()
    assert f"`kg {name}`" in headings("analysis.md")
