"""The ledger as a picture: every tie a line on sheets of a size, with who says so, and nothing cut off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.export.pictures.canvas import Canvas
from kg.export.pictures.sheets import SIZES, Head, Piece, _dealt, _filled
from kg.graph import KnowledgeGraph
from kg.model.records import Relation
from kg.model.standing import standing_of
from tests.command import kg
from tests.drawn import SVG, Drawn, Element, title
from tests.statements import entities, graph, relations

PAIR = ("relations", "Turkey", "Azerbaijan")


def direct_ties() -> list[Relation]:
    return [relation for relation in KnowledgeGraph.load().relations("Turkey", "Azerbaijan") if not relation.through]


@pytest.fixture(scope="module", params=list(SIZES))
def sheet(request: pytest.FixtureRequest) -> tuple[str, Drawn]:
    done = kg(*PAIR, "--format", "svg", "--size", request.param)
    assert done.code == 0, done.err
    return request.param, Drawn.of(done.out)


def test_every_tie_has_a_line_that_shows_how_it_stands(sheet: tuple[str, Drawn]) -> None:
    _, drawn = sheet
    direct = direct_ties()
    lines = [line for line in drawn.groups("line") if (title(line) in {str(relation) for relation in direct})]
    assert len(lines) == len(direct) > 20
    for standing in ("accepted", "claimed", "disputed", "denied"):
        told = [line for line in lines if standing in line.get("class", "").split()]
        assert len(told) == sum(standing_of(relation) == standing for relation in direct)
        signs = [group for line in told for group in line.iter(f"{SVG}g") if group.get("class") == f"sign-{standing}"]
        assert len(signs) == len(told)


def test_polarity_has_a_sign_on_every_line_that_has_one(sheet: tuple[str, Drawn]) -> None:
    _, drawn = sheet
    direct = direct_ties()
    signs = [
        group
        for line in drawn.groups("line")
        for group in line.iter(f"{SVG}g")
        if group.get("class", "").startswith("polarity-")
    ]
    assert len(signs) >= sum(relation.type.polarity in ("cooperative", "hostile") for relation in direct) > 5


def test_smallest_type_is_eight_pixels_and_all_of_it_lies_on_its_sheet(sheet: tuple[str, Drawn]) -> None:
    name, drawn = sheet
    size = SIZES[name]
    sizes = [float(text.get("font-size", "0")) for text in drawn.root.iter(f"{SVG}text")]
    assert min(sizes) >= 8
    sheets = list(drawn.root.iter(f"{SVG}svg"))
    inner = [one for one in sheets if one.get("y")] or sheets
    for one in inner:
        assert float(one.get("width", "0")) == size.width
        assert size.height is None or float(one.get("height", "0")) == size.height
        for text in one.iter(f"{SVG}text"):
            assert 0 < float(text.get("y", "0")) <= float(one.get("height", "0"))


def test_sources_are_numbered_and_every_citation_is_listed(sheet: tuple[str, Drawn]) -> None:
    words = sheet[1].text()
    listed = {int(number) for number in re.findall(r"(?<!\S)\[(\d+)w?\](?= \w)", words)}
    cited = {int(number) for number in re.findall(r"\[(\d+)w?(?::[\d,]+)?\]", words)}
    assert cited <= listed
    assert listed == set(range(1, max(listed) + 1))
    assert "denied: Turkey, Azerbaijan" in words
    assert "drawn " in words
    assert "Turkey and Azerbaijan" in words


def test_denials_stand_on_the_line_and_amounts_at_the_right(sheet: tuple[str, Drawn]) -> None:
    _, drawn = sheet
    denied = [text for text in drawn.root.iter(f"{SVG}text") if text.get("class") == "denied"]
    assert denied
    rights = {text.get("x") for text in drawn.root.iter(f"{SVG}text") if text.get("class") == "amount"}
    assert len(rights) == 1


def test_what_has_no_date_says_so_and_what_is_said_for_a_date_is_a_tick(tmp_path: Path) -> None:
    ties = (
        "one a isAlliedWith b",
        "two a suppliesArmsTo b affirms@2020-10",
        "three a isInConflictWith b from:2019 until:2020",
    )
    graph(tmp_path, entities(a="State", b="State"), relations(*ties))
    done = kg("relations", "a", "b", "--data", tmp_path / "statements.ttl", "--format", "svg")
    assert done.code == 0, done.err
    drawn = Drawn.of(done.out)
    assert drawn.text().count("no date") >= 1
    lines = drawn.groups("line")
    assert [len(marked(line, "line", "tick")) for line in lines].count(1) == 1
    assert [len(marked(line, "rect", "stated")) for line in lines].count(1) == 1


def marked(group: Element, name: str, kind: str) -> list[Element]:
    return [one for one in group.iter(f"{SVG}{name}") if one.get("class") == kind]


@pytest.mark.parametrize("pair", [("Turkey", "Azerbaijan"), ("Armenia", "Azerbaijan")], ids=lambda pair: pair[0])
def test_title_and_counts_agree_on_both_faces(pair: tuple[str, str]) -> None:
    terminal = kg("relations", *pair, "--format", "table").out
    title_, *_ = terminal.splitlines()
    counted = sum(map(int, re.findall(r"(\d+) (?:ties|more)", title_)))
    close = " ".join(terminal[terminal.rindex("\n\n") :].split())
    of_title = close.partition("policy")[0]
    assert sum(map(int, re.findall(r"(\d+) (?:accepted|claimed|disputed|denied)", of_title))) == counted
    told = Drawn.of(kg("relations", *pair, "--format", "svg").out).text()
    number = re.compile(r"(\d+) (accepted|claimed only|disputed|denied only)")
    assert number.findall(told) == number.findall(close)
    assert "beside them: " in told
    assert "beside them: " in close


def test_the_signs_of_a_break_and_of_an_open_end_are_in_the_key_where_they_occur(tmp_path: Path) -> None:
    known = entities(belmar="State", dorn="State")
    for lines, is_open, breaks in (
        (["r belmar isAlliedWith dorn from:1950", "s belmar isAlliedWith dorn from:1990 until:1991"], True, True),
        (["r belmar isAlliedWith dorn from:1990 until:1991"], False, False),
    ):
        graph(tmp_path, known, relations(*lines))
        done = kg("relations", "belmar", "dorn", "--format", "svg", "--data", tmp_path / "statements.ttl")
        drawn = Drawn.of(done.out)
        assert ("fading: it goes on" in drawn.text()) == is_open
        assert ("break: years" in drawn.text()) == breaks


def test_sheets_are_about_as_full_and_no_more_than_are_needed() -> None:
    size = SIZES["a4"]
    assert size.height is not None
    room = size.height - 2 * size.margin - size.small
    head = Head(Piece(60.0, _nothing), Piece(40.0, _nothing), lambda *_: None)
    for count in (40, 63, 70, 101):
        pages = _dealt(size, head, [Piece(20.0, _nothing) for _ in range(count)], [Piece(20.0, _nothing)] * 3)
        heights = [sum(piece.height for piece in (*rows, *ends)) for rows, ends in pages]
        assert sum(heights) == 20.0 * (count + 3)
        assert max(heights) - min(heights) <= 20.0 * len(pages) + 20
        assert len(pages) == len(_filled(room, head, [Piece(20.0, _nothing)] * count, [Piece(20.0, _nothing)] * 3))
        assert all(height <= room for height in heights)


def _nothing(_canvas: Canvas, _y: float) -> None:
    """Draw nothing."""


def test_since_and_until_cut_the_axis() -> None:
    done = kg("relations", "Armenia", "--since", "2018", "--until", "2021", "--format", "svg")
    axis = {text.text for group in Drawn.of(done.out).groups("axis") for text in group.iter(f"{SVG}text")}
    years = {int(text) for text in axis if text and text.isdecimal()}
    assert years
    assert years <= {2018, 2019, 2020, 2021}


@pytest.mark.slow
def test_a_pdf_has_a_page_for_each_sheet(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    assert kg(*PAIR, "--size", "slide", "-o", tmp_path / "ledger.pdf").code == 0
    assert kg(*PAIR, "--size", "slide", "-o", tmp_path / "ledger.svg").code == 0
    svg = (tmp_path / "ledger.svg").read_text(encoding="utf-8")
    pages = re.search(r"sheet 1 of (\d+)", svg)
    assert pages
    data = (tmp_path / "ledger.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == int(pages[1])


@pytest.mark.slow
def test_png_begins_as_png(tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    assert kg(*PAIR, "-o", tmp_path / "ledger.png").code == 0
    assert (tmp_path / "ledger.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_more_ties_than_can_be_read_are_refused_in_one_line() -> None:
    done = kg("relations", "--format", "svg")
    assert done.code == 2
    assert "too many for a picture of a ledger" in done.err
    assert not done.out
