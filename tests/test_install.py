"""The commands of the README on a machine that lacks something: one line that says what, and the cure."""

import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.command import REPOSITORY

FAKE = """\
import sys
sys.version_info = {version}
sys.modules.update({{name: None for name in {lacks}}})
exec(sys.argv[2])
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What installing reads of a checkout."""
    shutil.copytree(REPOSITORY / ".ci", tmp_path / "a checkout" / ".ci")
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, tmp_path / "a checkout")
    return tmp_path / "a checkout"


def make_run(checkout: Path, python: Path | str, **settings: str) -> tuple[int, list[str], str]:
    """Run make; return its exit code, our lines, and all that it said."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PIP_")}
    nowhere = {"PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0", "PIP_TIMEOUT": "2"}
    done = subprocess.run(
        ["make", "run", f"PYTHON={python}"],
        cwd=checkout,
        env={**kept, **nowhere, **settings},
        capture_output=True,
        text=True,
    )
    said = done.stdout + done.stderr
    return done.returncode, [line for line in said.splitlines() if line.startswith("karabakh-kg: ")], said


def fake(folder: Path, version: tuple[int, ...] = sys.version_info[:3], lacks: tuple[str, ...] = ()) -> Path:
    """Write a Python of another version, or one that lacks modules."""
    path = folder / "python"
    program = FAKE.format(version=version, lacks=lacks)
    path.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {shlex.quote(program)} "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("version", [(3, 10, 12), (3, 6, 9)])
def test_a_python_that_is_too_old(checkout: Path, version: tuple[int, ...]) -> None:
    python = fake(checkout, version)
    code, lines, _ = make_run(checkout, python)
    assert code == 2
    assert len(lines) == 1
    assert f"is Python 3.{version[1]}, and 3.11 or newer is needed" in lines[0]


def test_no_python_at_all(checkout: Path) -> None:
    code, lines, _ = make_run(checkout, "python9")
    assert (code, len(lines)) == (2, 1)
    assert "there is no python9: install Python 3.11 or newer" in lines[0]


@pytest.mark.parametrize("lacks", ["ensurepip", "venv"])
def test_no_venv_module(checkout: Path, lacks: str) -> None:
    code, lines, _ = make_run(checkout, fake(checkout, lacks=(lacks,)))
    assert (code, len(lines)) == (2, 1)
    assert "has no venv module: install it (on Debian: apt-get install python3-venv)" in lines[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {"PIP_INDEX_URL": "http://127.0.0.1:9/simple"},
            "cannot be fetched: no network, or the package index does not",
        ),
        ({"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "{empty}"}, "there is no wheel of anyascii=="),
        ({"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "{wrong}"}, "a package is not the one that .ci/locks/run.txt names"),
    ],
)
def test_packages_that_cannot_be_had(checkout: Path, settings: dict[str, str], words: str) -> None:
    empty, wrong = checkout.parent / "empty", checkout.parent / "wrong"
    empty.mkdir()
    wrong.mkdir()
    (checkout / ".ci" / "locks" / "run.txt").write_text(
        f"anyascii==1.0 \\\n    --hash=sha256:{'0' * 64}\n", encoding="utf-8"
    )
    with zipfile.ZipFile(wrong / "anyascii-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("anyascii.py", "")
    settings = {name: text.format(empty=empty, wrong=wrong) for name, text in settings.items()}
    code, lines, said = make_run(checkout, sys.executable, **settings)
    assert (code, len(lines)) == (2, 1), said
    assert words in lines[0], said
    assert lines[0].endswith(".venv/install.log has the whole story")
    assert not (checkout / ".venv" / ".run").exists()
