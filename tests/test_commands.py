"""Commands to go on with: on the same data, and written so that they can be copied."""

import shlex
from pathlib import Path

import pytest

from kg.model.records import EntityRef
from kg.view.commands import choosing, command, typed
from tests.command import kg


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Bender", "Bender"),
        ("Old Town", '"Old Town"'),
        ("A name that is longer than a hint has room for", "slug"),
        ('The "Bridge"', "slug"),
        ("Cathedral’s Hill", "slug"),
        ("Cost $5", "slug"),
        ("-x", "slug"),
        ("A (B)", '"A (B)"'),
    ],
    ids=range(8),
)
def test_a_name_is_typed_so_that_a_shell_reads_it(label: str, name: str) -> None:
    assert typed(EntityRef("https://example.org/entity/slug", label, "")) == name
    assert shlex.split(name) in ([label], ["slug"])


def test_commands_repeat_what_chose_the_data() -> None:
    with choosing([("--data", "my data"), ("--dataset", "a")]):
        assert command("show X") == "kg show X --data 'my data' --dataset a"
    assert command("show X") == "kg show X"


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_hints_of_a_card_can_be_copied_line_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", str(width))
    assert kg("init", "own").code == 0
    done = kg("show", "Northland", "--dossier", "own", "--format", "table")
    close = done.out[done.out.index("Go on: ") + len("Go on: ") :]
    hints = [hint for line in close.splitlines() for one in line.split(" · ") if (hint := one.strip(" ·"))]
    assert hints == [f"kg {verb} Northland --dossier own" for verb in ("relations", "timeline", "disputes", "sources")]
    for hint in hints:
        assert kg(*shlex.split(hint)[1:]).code in (0, 1)


def test_a_name_that_is_not_found_is_looked_for_in_the_same_data(tmp_path: Path) -> None:
    own = tmp_path / "own"
    assert kg("init", own).code == 0
    assert f"kg search Qqqq --dossier {own} looks" in kg("show", "Qqqq", "--dossier", own).err
    assert f"--data {own}" in kg("show", "Qqqq", "--data", own).err


def test_a_picture_to_take_away_names_nothing_of_this_machine(tmp_path: Path) -> None:
    own = tmp_path / "own"
    assert kg("init", own).code == 0
    assert kg("export", "html", "--dossier", own, "-o", tmp_path / "a.html").code == 0
    assert str(own) not in (tmp_path / "a.html").read_text()
