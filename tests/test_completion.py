"""What the shell completes, asked as the three shells ask."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

KG = Path(sys.executable).parent / "kg"


def complete(shell: str, words: str, last: str) -> list[str]:
    count = str(len(shlex.split(words)) - (1 if last else 0))
    environment = os.environ | {
        "_KG_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": last if shell == "fish" else count,
    }
    done = subprocess.run([str(KG)], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_completes_verbs(shell: str) -> None:
    assert any("relations" in word for word in complete(shell, "kg rel", "rel"))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_completes_entities_by_any_name(shell: str) -> None:
    assert any("shusha" in word for word in complete(shell, "kg show shush", "shush"))


@pytest.mark.slow
def test_options_complete_the_terms_that_there_are() -> None:
    assert complete("bash", "kg relations --layer en", "en") == ["plain,energy"]
    assert "plain,suppliesArmsTo" in complete("bash", "kg relations --type suppliesA", "suppliesA")
    assert complete("bash", "kg relations --status adm", "adm") == ["plain,admitted"]


@pytest.mark.slow
def test_names_come_from_the_data_that_the_line_names(world_folder: Path) -> None:
    line = f"kg relations --data {shlex.quote(str(world_folder))}"
    assert complete("bash", f"{line} bel", "bel") == ["plain,belmar", "plain,spokesman-of-belmar"]
    assert complete("bash", f"{line} armen", "armen") == []
    assert complete("bash", f"{line} --source her", "her") == ["plain,herald"]
    assert complete("bash", f"{line} --dataset chronicle --source her", "her") == []


def test_data_that_cannot_be_read_complete_nothing(tmp_path: Path) -> None:
    assert complete("bash", f"kg relations --data {tmp_path / 'none'} tur", "tur") == []
    assert complete("bash", "kg relations --dataset none tur", "tur") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_documented_line_gives_a_script(shell: str) -> None:
    environment = os.environ | {"_KG_COMPLETE": f"{shell}_source"}
    done = subprocess.run([str(KG)], env=environment, capture_output=True, text=True, check=True)
    assert "_KG_COMPLETE" in done.stdout
