"""Texts from data cannot steer the terminal: escape and control characters are shown, in every table and message."""

import re
import shutil
from pathlib import Path

import pytest

from kg.cli.visible import visible
from tests.command import kg

# What hides text, moves the cursor, names the window, or turns the direction of what follows.
POISON = r"\u001B]0;owned\u0007\u009B31m\u202E\r\u001B[2J"
STEERING = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
VIEWS = [
    ["ask", "arms-suppliers", "--of", "belmar"],
    ["balance"],
    ["blocs"],
    ["bridges"],
    ["changes", "1900", "2020"],
    ["dependence"],
    ["disputes"],
    ["disputes", "--uncorroborated"],
    ["entities"],
    ["exposure", "lirna"],
    ["flow", "ardovia", "belmar", "--commodity", "kestrel-drones"],
    ["path", "ardovia", "belmar"],
    ["perspective", "ardovia"],
    ["perspective", "ardovia", "--versus", "belmar"],
    ["query", "SELECT * { ?thing skos:prefLabel ?label }"],
    ["rank"],
    ["relations", "--long"],
    ["relations", "ardovia", "belmar", "--lineage", "--with-organs"],
    ["search", "bel"],
    ["show", "belmar"],
    ["sources"],
    ["timeline"],
    ["vocabulary", "supports"],
    ["why", "ardovia", "belmar"],
]


@pytest.fixture(scope="session")
def poisoned(world_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented world with control characters in every label, title and note."""
    folder = shutil.copytree(world_folder, tmp_path_factory.mktemp("poisoned") / "world")
    for path in folder.rglob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        labelled = re.sub(r'((?:prefLabel|dcterms:title|skos:note|rdf:object) "[^"]*)"', r'\1{}"', text)
        path.write_text(labelled.replace("{}", POISON), encoding="utf-8")
    return folder


@pytest.mark.parametrize("view", VIEWS, ids=" ".join)
def test_no_table_and_no_message_lets_data_steer_the_terminal(poisoned: Path, view: list[str]) -> None:
    done = kg(*view, "--data", poisoned, "--format", "table")
    assert not STEERING.search(done.out + done.err)
    assert "␛" in done.out + done.err


def test_control_characters_are_shown_as_pictures(poisoned: Path) -> None:
    done = kg("entities", "--data", poisoned, "--format", "table")
    assert "drones␛]0;owned␇�31m�␍␛[2J" in "".join(done.out.split())


def test_on_a_terminal_only_our_own_styles_are_written(poisoned: Path) -> None:
    out = kg("relations", "belmar", "--data", poisoned, terminal=True).out
    assert "\x1b[1m" in out
    assert not STEERING.search(re.sub(r"\x1b\[[\d;]*m", "", out))
    assert "\x1b[31m" not in out.replace("\x1b[1;31m", "").replace("\x1b[31m≠\x1b[0m", "")


def test_json_keeps_what_the_data_say(poisoned: Path) -> None:
    labels = {record["label"] for record in kg("entities", "--data", poisoned, "--format", "json").json}
    assert "Belmar" + POISON.encode().decode("unicode_escape") in labels


def test_what_is_typed_cannot_steer_either(world_folder: Path) -> None:
    done = kg("relations", "\x1b]0;owned\x07\x9b", "--data", world_folder)
    assert (done.code, STEERING.search(done.err)) == (2, None)
    assert "␛]0;owned␇�" in done.err


def test_tabs_and_line_ends_stay() -> None:
    assert visible("a\tb\nŞuşa Շուշի Ə\u200f") == "a\tb\nŞuşa Շուշի Ə\u200f"
