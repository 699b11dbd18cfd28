"""What a person sees: tables that fit, colours only where they are wanted, denials beside what they deny."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal

import pytest
from rich.cells import cell_len

from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.model.verbaliser import details, number, sentence, words
from kg.view.document import MARKS
from tests.command import REPOSITORY, Outcome, kg

OnWorld = Callable[..., Outcome]

VIEWS = [
    ["relations"],
    ["relations", "--long"],
    ["relations", "ardovia", "belmar"],
    ["relations", "--policy", "claimed"],
    ["show", "Shurali"],
    ["show", "ardovia"],
    ["entities"],
    ["query", "SELECT * { ?relation a kg:Relation ; rdf:subject ?subject ; rdf:object ?object } LIMIT 20"],
]
COLOUR = re.compile(r"\x1b\[[\d;]*m")


def plain(text: str) -> str:
    return COLOUR.sub("", text)


@pytest.mark.slow
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: " ".join(view)[:30])
@pytest.mark.parametrize("width", [40, 80, 160])
def test_no_line_is_wider_than_the_terminal(
    on_world: OnWorld, monkeypatch: pytest.MonkeyPatch, view: list[str], width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = plain(on_world(*view, "--format", "table", terminal=True).out).splitlines()
    assert lines
    assert max(cell_len(line) for line in lines) <= width


@pytest.mark.slow
@pytest.mark.parametrize("view", [["relations", "Turkey", "Azerbaijan"], ["relations"], ["show", "Azerbaijan"]])
@pytest.mark.parametrize("width", [80, 160])
def test_the_shipped_data_fit_too(monkeypatch: pytest.MonkeyPatch, view: list[str], width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert max(cell_len(line) for line in kg(*view, "--format", "table").lines) <= width


def test_the_first_screen_is_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = kg("relations", "Turkey", "Azerbaijan", "--format", "table").lines
    assert len(lines) <= 110
    assert max(map(cell_len, lines)) <= 80
    ties = next(index for index, line in enumerate(lines) if line.startswith("THROUGH"))
    assert ties <= 50
    assert lines[0].startswith("Turkey and Azerbaijan: 26 ties")
    assert sum(line[:1] in tuple(MARKS.values()) for line in lines[:ties]) == 26


def test_a_wide_terminal_is_used(on_world: OnWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    heights = {}
    for width in ("80", "160"):
        monkeypatch.setenv("COLUMNS", width)
        lines = on_world("relations", "--format", "table").lines
        heights[width] = len(lines)
        assert max(map(cell_len, lines)) > int(width) / 2
    assert heights["160"] < heights["80"]


@pytest.mark.parametrize("width", [80, 160])
def test_nothing_is_cut_off(on_world: OnWorld, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    out = on_world("relations", "--long", "--format", "table").out
    assert "…" not in out
    text = " ".join(out.split())
    for word in ("Kestrel", "Shuralashen", "spokesman", "4 Jul 1921", "2.5 million"):
        assert word in text


def test_colours_are_shown_on_a_terminal(on_world: OnWorld) -> None:
    assert re.search(r"\x1b\[(1;)?3\dm", on_world("relations", "belmar", terminal=True).out)


def test_no_color_is_honoured(on_world: OnWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    coloured = on_world("relations", "belmar", terminal=True).out
    monkeypatch.setenv("NO_COLOR", "1")
    out = on_world("relations", "belmar", terminal=True).out
    assert not re.search(r"\x1b\[[\d;]*3\d[\d;]*m", out)
    assert plain(out) == plain(coloured)


@pytest.mark.slow
def test_a_table_that_is_piped_has_no_control_signs(on_world: OnWorld) -> None:
    for view in VIEWS:
        assert "\x1b" not in on_world(*view, "--format", "table").out


def test_a_real_terminal_is_seen_as_one() -> None:
    """Through a pseudo-terminal: what the isatty of the tests stands for."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kg", "relations", "Israel", "Azerbaijan"]
    done = subprocess.run(
        command, stdout=theirs, stderr=subprocess.PIPE, cwd=REPOSITORY, env={**os.environ, "COLUMNS": "80"}
    )
    os.close(theirs)
    seen = b""
    while chunk := _read(ours):
        seen += chunk
    os.close(ours)
    assert done.returncode == 0
    assert b"\x1b[" in seen
    assert "→ supplies arms to" in plain(seen.decode())


def _read(file: int) -> bytes:
    try:
        return os.read(file, 65536)
    except OSError:  # the other end is closed
        return b""


def test_ties_are_grouped_by_layer_and_then_by_what_both_take_part_in(on_world: OnWorld) -> None:
    lines = on_world("relations", "ardovia", "belmar", "--format", "table").lines
    assert [line for line in lines if line.isupper()] == ["THROUGH WHAT BOTH TAKE PART IN", "SOURCES"]
    shared = lines[lines.index("THROUGH WHAT BOTH TAKE PART IN") + 1 :]
    assert shared[0].startswith("✓ Autumn Shield: Ardovia takes part in; Belmar observes")
    assert any(line.startswith("✓ Harbour Accord") for line in shared)
    lines = on_world("relations", "belmar", "corvania", "--format", "table").lines
    heads = [line for line in lines if line.isupper()]
    assert heads == ["ALLIANCE", "ARMS", "THROUGH WHAT BOTH TAKE PART IN", "SOURCES"]
    assert lines[0] == "Belmar and Corvania: 3 ties, and 2 more through what both take part in"


def test_a_denial_stands_on_the_line_of_what_it_denies(on_world: OnWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    lines = on_world("relations", "Shurali", "--format", "table").lines
    (line,) = [line for line in lines if "is attacked by Ardovia" in line]
    assert line.startswith("≠")
    assert " ".join(line.split()).endswith(
        "is attacked by Ardovia 27 Sep 2020 Belmar [1:1]; Elster League (confirmed) [1:2]; denied: Ardovia [1:1]"
    )


def test_a_mark_says_how_a_tie_stands_and_the_close_names_the_policy(on_world: OnWorld) -> None:
    out = on_world("relations", "belmar", "corvania", "--format", "table").out
    assert re.search(r"^✓ – is allied with", out, re.MULTILINE)
    assert re.search(r"^≠ ← supplies arms to +denied: Corvania", out, re.MULTILINE)
    assert "policy “accepted”" in out
    assert "policy “claimed”" in on_world("relations", "belmar", "--policy", "claimed", "--format", "table").out


def test_each_source_stands_once_at_the_end_by_its_publisher_date_and_title(on_world: OnWorld) -> None:
    one = on_world("relations", "kestrel-drones", "--format", "table").lines
    assert one[one.index("SOURCES") + 1] == "[1] Chronicle of the border, 10 Oct 2020 · neutral"
    assert any("[1:4]" in line for line in one)
    several = on_world("relations", "lirna", "--format", "table").out
    numbers = re.findall(r"^\[(\d+)\]", several, re.MULTILINE)
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert set(re.findall(r"\[(\d+)w?[:\]]", several)) == set(numbers)


def test_notes_and_sides_are_shown_when_asked_for(on_world: OnWorld) -> None:
    note = "The wording leaves open which weapons are meant."
    short = " ".join(on_world("relations", "corvania", "belmar", "--format", "table").out.split())
    assert note not in short and "neutral source" not in short
    long = " ".join(on_world("relations", "corvania", "belmar", "--long", "--format", "table").out.split())
    assert note in long and "neutral source" in long


@pytest.mark.slow
def test_markup_in_the_data_is_shown_as_it_is(on_world: OnWorld) -> None:
    out = on_world("query", "SELECT ('[bold]x[/bold] [red]' AS ?a) {}", "--format", "table").out
    assert "[bold]x[/bold] [red]" in out


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"), ("5.4", "5.4"), ("5.40", "5.4"), ("999999", "999,999"), ("1000000", "1 million"),
        ("2730000000", "2.73 billion"), ("825000000", "825 million"), ("150000", "150,000"), ("-5000", "-5,000"),
        ("10", "10"), ("100", "100"), ("1000000000000", "1000 billion"), ("0.5", "0.5"),
    ],
)  # fmt: skip
def test_numbers_in_words(value: str, text: str) -> None:
    assert number(Decimal(value)) == text


@pytest.mark.parametrize(
    ("name", "text"), [("underWay", "under way"), ("State", "state"), ("moreThan", "more than"), ("", "")]
)
def test_names_in_words(name: str, text: str) -> None:
    assert words(name) == text


@pytest.mark.parametrize(
    ("filters", "text"),
    [
        (Filters(type=("isCalled",)), "Shurali is called “Shuralashen”, as used by valley folk"),
        (Filters(type=("wasConcluded",)), "Harbour Accord was concluded (in 1994)"),
        (Filters(type=("attacks",), claimant=("elster-league",)), "Ardovia attacks Shurali (on 2020-09-27)"),
        (Filters(phase=("annulled",)), "Lirna is de jure part of Belmar (annulled) (not before 1921-07-04)"),
        (Filters(type=("organises",)), "Dravia organises Autumn Shield (from 2020-09-21 until 2020-09-26)"),
        (Filters(type=("tookPlace",)), "Border War took place (not before 2015-06 not after 2015-08)"),
        (Filters(type=("kills",)), "Border War kills Ardovians (hundreds of persons)"),
        (Filters(type=("hasDefenceBudget",)), "Belmar has a defence budget of (5.4 % of GDP)"),
        (
            Filters(type=("suppliesArmsTo",), paragraph=(3,)),
            "Dravia supplies arms to Ardovia|"
            "Dravia supplies arms to Belmar (from 2006 until 2019, more than 40 million USD)",
        ),
    ],
)  # fmt: skip
def test_a_relation_reads_as_a_sentence(world: KnowledgeGraph, filters: Filters, text: str) -> None:
    relations = world.relations(filters=filters)
    assert [sentence(relation) + details(relation) for relation in relations] == text.split("|")
    assert list(map(str, relations)) == text.split("|")
