"""What the program is made of: licences, and the list that ships with a release."""

import json
import re
from pathlib import Path

import pytest
import supply
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from kg.export.page import vendor

LOCKS = sorted(supply.LOCKS.glob("*.txt"))


@pytest.mark.parametrize(
    ("licence", "gpl"),
    [
        ("MIT", False),
        ("GPL-3.0-or-later", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("GNU Affero General Public License v3", True),
        ("AGPL-3.0-only", True),
        ("LGPL-2.1-or-later", False),
        ("GNU Lesser General Public License v2 or later (LGPLv2+)", False),
        ("MIT AND GPL-2.0-only", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", False),
        ("BSD-3-Clause AND GPL-3.0-or-later WITH GCC-exception-3.1", False),
    ],
)
def test_a_gpl_is_known_by_its_names(licence: str, gpl: bool) -> None:
    assert supply.is_gpl(licence) == gpl


def test_nothing_that_the_program_or_an_extra_needs_is_under_a_gpl_or_hides_its_licence() -> None:
    packages = {package.name: package.licence for package in supply.locked("extras")}
    assert {"click", "networkx", "pyoxigraph", "typst"} <= set(packages)
    assert not [name for name, licence in packages.items() if not licence or supply.is_gpl(licence)]


@pytest.mark.slow
def test_the_list_of_a_release_is_cyclonedx_and_names_each_package_and_script() -> None:
    text = supply.bill()
    assert JsonStrictValidator(SchemaVersion.V1_5).validate_str(text) is None
    names = {part["purl"] for part in json.loads(text)["components"]}
    scripts = {f"pkg:npm/{script.package}@{script.version}" for script in vendor.scripts()}
    editor = {f"pkg:npm/{name.replace('@', '%40')}@{version}" for name, version, _ in supply.bundled()}
    assert names == scripts | editor | {str(package.url) for package in supply.locked("run")}
    assert text == supply.bill()


def test_the_editor_is_bundled_of_what_its_lock_names_under_licences_that_it_carries() -> None:
    lock = json.loads((supply.ROOT / ".ci/editor/package-lock.json").read_text(encoding="utf-8"))["packages"]
    versions = {place.removeprefix("node_modules/"): about.get("version") for place, about in lock.items()}
    assert len(supply.bundled()) > 5
    for name, version, licence in supply.bundled():
        assert (versions[name], licence) == (version, "MIT")
    text = (supply.ROOT / "kg/serve/static/vendor/codemirror.LICENSE").read_text(encoding="utf-8")
    assert text.count("Permission is hereby granted") == len(supply.bundled())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_file_pins_all_with_hashes_and_names_no_address(lock: Path) -> None:
    lines = lock.read_text(encoding="utf-8").splitlines()
    assert all(re.match(r"[\w.-]+==\S+|    --hash=sha256:[0-9a-f]{64}( \\)?$", line) for line in lines)
    for number, line in enumerate(lines):
        if "==" in line:
            assert lines[number + 1].startswith("    --hash"), line


@pytest.mark.slow
def test_lock_files_agree_on_versions() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for package in supply.locked(lock.stem):
            versions.setdefault(package.name, set()).add(package.version)
    assert {name: locked for name, locked in versions.items() if len(locked) > 1} == {}
