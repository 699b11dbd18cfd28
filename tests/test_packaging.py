"""The wheel and the source distribution carry ontology and data, and work in an empty environment."""

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from kg.export import page as page_package
from kg.export.page import vendor

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
LEFT = (
    "data/.DS_Store", "data/.cache/x", "data/article/.import-1", "data/article/sources.ttl~", "ontology/.core.ttl.swp",
    "ontology/__pycache__/x.pyc", "kg/store/base.py~", "kg/.ipynb_checkpoints/x.py",
)  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build from a copy in which tools have left files of theirs."""
    folder, copy = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("copy") / "karabakh-kg"
    aside = shutil.ignore_patterns(".git", ".venv*", ".*_cache", ".hypothesis", "node_modules")
    shutil.copytree(ROOT, copy, ignore=aside)
    for name in LEFT:
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).touch()
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    return folder


def test_the_same_files_give_the_same_bytes_wherever_and_whenever_they_are_built(built: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere"
    shutil.copytree(
        ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv*", ".*_cache", ".hypothesis", "node_modules")
    )
    for path in copy.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(path.stat().st_mode & 0o700)
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path / "again")]
    subprocess.run(command, cwd=copy, check=True, capture_output=True, env={**os.environ, "TZ": "Asia/Baku"})
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == {
        path.name: path.read_bytes() for path in built.iterdir()
    }


@pytest.fixture(scope="module")
def kg(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel; the dependencies are those of this environment, the checkout is not in it."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False, symlinks=True)
    (wheel,) = built.glob("*.whl")
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    (packages,) = (folder / "lib").glob("python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder / "bin" / "kg"


def test_the_installed_wheel_answers_from_its_own_data(kg: Path, tmp_path: Path) -> None:
    command = [str(kg), "relations", "Turkey", "Azerbaijan", "--format", "table"]
    answer = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert "Turkish drones: Azerbaijan uses; Turkey makes" in answer and "denied: Turkey, Azerbaijan" in answer
    where = [str(kg.parent / "python"), "-c", "import kg; print(kg.__file__)"]
    assert (
        str(kg.parent.parent) in subprocess.run(where, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    )


def test_the_installed_wheel_validates_its_own_data(kg: Path, tmp_path: Path) -> None:
    done = subprocess.run([str(kg), "validate"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "kg: valid\n")


def test_what_tools_leave_beside_the_files_is_not_shipped(built: Path) -> None:
    (wheel,), (archive,) = built.glob("*.whl"), built.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = [*zipfile.ZipFile(wheel).namelist(), *opened.getnames()]
    assert [name for name in names for left in LEFT if name.endswith(left.removeprefix("kg/"))] == []


def test_the_wheel_has_licences_types_and_queries(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for ending in (
        "kg/py.typed",
        "kg/queries/relations.rq",
        "kg/policies/accepted.toml",
        "kg/policies/clauses/own-voice.rq",
        "licenses/LICENSE",
    ):
        assert any(name.endswith(ending) for name in names), ending
    assert not any(name.startswith(("tests/", "ontology/", "data/")) for name in names)


def test_the_wheel_has_the_parts_of_the_page_and_the_licences_of_the_scripts_in_it(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    page = Path(page_package.__path__[0])
    files = {path for path in page.rglob("*") if path.suffix in (".html", ".css", ".js", ".json", ".LICENSE")}
    assert {f"kg/export/page/{path.relative_to(page).as_posix()}" for path in files} <= names
    assert all(f"kg/{vendor.FOLDER}/{script.licence_name}" in names for script in vendor.scripts())


def test_the_source_distribution_has_all_that_a_build_needs(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        ".ci/install",
        ".ci/locks/run.txt",
        "Makefile",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "data/LICENSE",
        "ontology/core.ttl",
        "data/article/dataset.ttl",
    } <= names


def declared(table: dict[str, list[str]]) -> set[str]:
    return {re.split(r"[^\w.-]", line)[0].lower() for lines in table.values() for line in lines}


def test_what_the_program_imports_is_declared_and_what_is_declared_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    imported = set()
    for path in (ROOT / "kg").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add((node.module or "").partition(".")[0])
    others = imported - sys.stdlib_module_names - {"kg"}
    packages = packages_distributions()
    names = {packages.get(module, [module])[0].lower().replace("_", "-") for module in others}
    needed = declared({"dependencies": project["dependencies"]})
    extras = declared(project["optional-dependencies"])
    # Babel writes the names of states anew, in a checkout; openpyxl takes defusedxml where it is, uvicorn httptools.
    assert names - {"babel"} <= needed | extras
    assert needed - {"defusedxml", "httptools"} <= names
