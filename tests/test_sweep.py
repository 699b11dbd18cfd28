"""Every verb in every format, with every option that many verbs have: an answer, nothing found, or one line why not."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import click
import pytest

from kg.cli import main
from kg.export import format_names
from kg.graph import KnowledgeGraph
from kg.resources import data_dir
from tests.command import kg
from tests.conftest import FIXTURES

VARIANTS: Final[tuple[list[str], ...]] = (
    [],
    ["--all"],
    ["--long"],
    ["--with-organs"],
    ["--lineage"],
    ["--as-of", "2016"],
    ["--policy", "claimed"],
    ["--all", "--long", "--policy", "claimed"],
)
# Their pictures are drawn by tests of their own, and take seconds.
SLOW: Final = {"png", "pdf"}
# What each verb is asked, of a world with these names: an actor, another, a place, and an event or an agreement.
WORDS: Final = {
    "ask": (["arms-both-sides"], ["accusations"]),
    "balance": ([],),
    "blocs": ([],),
    "bridges": ([],),
    "changes": (["2010", "2020"],),
    "dependence": (["{one}"],),
    "disputes": ([], ["{one}"]),
    "entities": ([],),
    "export": (
        *([form] for form in format_names() if form not in SLOW),
        ["ego", "--focus", "{one}"],
        ["ledger", "--focus", "{one}"],
        ["ledger", "--focus", "{one}", "--focus", "{two}"],
    ),
    "exposure": (["{place}"],),
    "flow": (["{one}", "{two}", "--commodity", "natural gas"],),
    "match": ([],),
    "path": (["{one}", "{two}"], ["{one}", "{place}", "--directed"]),
    "perspective": (["{one}"],),
    "rank": ([],),
    "relations": ([], ["{one}"], ["{one}", "{two}"], ["--layer", "military"]),
    "search": (["a"], ["{one}"]),
    "show": (["{one}"], ["{place}"]),
    "sources": ([], ["{one}"]),
    "stats": ([],),
    "timeline": ([], ["{one}"]),
    "vocabulary": ([], ["attacks"]),
    "why": (["{one}", "{two}"],),
}
WORLDS: Final = {
    "world": (FIXTURES / "world", {"one": "belmar", "two": "corvania", "place": "lirna"}),
    "straits": (FIXTURES / "straits", {"one": "Tessel", "two": "Morrow", "place": "The Narrows"}),
    "shipped": (data_dir(), {"one": "turkey", "two": "azerbaijan", "place": "shushi"}),
}


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all commands of a test ask the graph that the first of them has read."""
    loaded = cache(KnowledgeGraph.load)
    monkeypatch.setattr(KnowledgeGraph, "open", lambda data, datasets, fewest: loaded(data, tuple(datasets)))


@pytest.mark.slow
@pytest.mark.usefixtures("read_once")
@pytest.mark.parametrize("world", WORLDS)
def test_no_verb_fails_in_any_format(world: str) -> None:
    folder, names = WORLDS[world]
    wrong: list[tuple[list[str], int, str]] = []
    for words in commands(names, few=world == "shipped"):
        done = kg(*words, "--data", folder)
        lines = done.err.splitlines()
        if (
            done.code not in (0, 1, 2)
            or "unforeseen" in done.err
            or (done.code == 2 and (len(lines) != 1 or done.out))
            or (done.code == 0 and not done.data)
        ):
            wrong.append((words, done.code, done.err))
    assert not wrong


def commands(names: dict[str, str], *, few: bool) -> Iterator[list[str]]:
    """Yield the words of each command; of a large graph each format in one variant only, and each variant once."""
    context = click.Context(main)
    for verb, asked in WORDS.items():
        command = main.get_command(context, verb)
        assert command is not None
        known = {name: option for option in command.params if isinstance(option, click.Option) for name in option.opts}
        form = known.get("--format")
        choices = list(form.type.choices) if form is not None and isinstance(form.type, click.Choice) else [""]
        formats = [str(choice) for choice in choices if choice not in SLOW]
        variants = [variant for variant in VARIANTS if all(word in known for word in variant if word[0] == "-")]
        for place, words in enumerate(asked):
            filled = [word.format(**names) for word in words]
            for number, chosen in enumerate(formats):
                shown = ["--format", chosen] if chosen else []
                # What names its format in a word has as many formats as words.
                turn = (number, len(formats)) if chosen else (place, len(asked))
                some = variants[turn[0] :: turn[1]] if few else variants
                yield from ([verb, *filled, *shown, *variant] for variant in some or variants[:1])


def test_the_sweep_knows_all_verbs() -> None:
    others = {"cache", "diff", "import", "init", "load", "query", "read", "serve", "validate"}
    assert WORDS.keys() | others == {*main.list_commands(click.Context(main))}
    assert all(isinstance(folder, Path) for folder, _ in WORLDS.values())
