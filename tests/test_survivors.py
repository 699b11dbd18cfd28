"""Values that only the right program gives: changes of one sign that the tests once let live."""

import io
import re
from pathlib import Path

import pytest

from kg.export.formats import gexf
from kg.export.pictures.text import width, wrap
from kg.export.view import Request
from kg.graph import KnowledgeGraph
from kg.model.filters import Scope
from tests.accounts import graph


def test_gexf_numbers_the_edges_of_one_tie_from_the_second(tmp_path: Path) -> None:
    lines = [f"north attacks south | on:{year}" for year in (1991, 1992, 1993)]
    view = graph(tmp_path, *lines, "north attacks ally | on:1994").view(Request(policy="none"))
    file = io.BytesIO()
    gexf.write(view, file)
    kinds = re.findall(r'<edge [^>]*kind="([^"]*)"', file.getvalue().decode())
    assert sorted(kinds) == ["attacks", "attacks", "attacks (2)", "attacks (3)"]


def test_a_folded_event_is_as_sure_as_the_least_sure_of_its_roles(tmp_path: Path) -> None:
    world = graph(
        tmp_path, "north isPartyTo truce", "south isPartyTo truce | | author rumoured", "ally isPartyTo truce"
    )
    folded = world.network(policy="claimed", scope=Scope(fold_events=True))
    by_name = {
        frozenset(re.sub(r".*/", "", end) for end in ends): status for *ends, status in folded.edges(data="status")
    }
    assert by_name == {
        frozenset({"north", "south"}): "rumoured",
        frozenset({"ally", "south"}): "rumoured",
        frozenset({"ally", "north"}): "asserted",
    }


TABLOID = 'source:tabloid a kg:Source ; dcterms:title "Tabloid"@en ; dcterms:creator entity:nobody ; kg:weak true .\n'


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ("author", "supported by 1 publisher; sides: neutral"),
        ("author ; nobody in:tabloid", "supported by 1 publisher, and 1 weak; sides: neutral"),
        ("nobody in:tabloid", "supported by 0 publishers, and 1 weak; sides: none known"),
    ],
)
def test_a_weak_source_is_counted_apart_and_gives_no_side(tmp_path: Path, claims: str, words: str) -> None:
    graph(tmp_path, f"north attacks south | | {claims}")
    with (tmp_path / "accounts.ttl").open("a", encoding="utf-8") as file:
        file.write(TABLOID)
    world = KnowledgeGraph.load(tmp_path / "accounts.ttl")
    (relation,) = world.corroborated(world.relations("north", "south"))
    assert str(relation.corroboration) == words


def test_bold_text_is_wider_and_is_wrapped_as_it_is() -> None:
    text = "Nine words of which the last one stands alone"
    assert width(text, 10, bold=True) == pytest.approx(1.08 * width(text, 10))
    limit = width(text, 10) * 1.01
    assert wrap(text, 10, limit) == [text]
    assert len(wrap(text, 10, limit, bold=True)) == 2
