"""What the program is made of: its licences, its known faults, and the list that ships with a release.

    supply.py audit        prints the licence of each package that the program and its extras need, and known faults
    supply.py bill FILE    writes a CycloneDX list: the packages of the lock file, and the scripts in the page

Licences are read from the packages that are installed.
"""

import hashlib
import json
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot5
from packageurl import PackageURL

import kg
from kg.export.page import vendor

ROOT: Final = Path(__file__).resolve().parent.parent
LOCKS: Final = ROOT / ".ci" / "locks"
NAME: Final = "karabakh-kg"
_LOCKED: Final = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)
# How the texts of licences begin that packages carry without naming them.
_TEXTS: Final = {
    "Permission is hereby granted, free of charge, to any person obtaining a copy": "MIT",
    "Redistribution and use in source and binary forms, with or without modification": "BSD",
    "Apache License Version 2.0": "Apache-2.0",
    "Mozilla Public License": "MPL",
    "GNU GENERAL PUBLIC LICENSE": "GPL",
}
_GPL: Final = re.compile(r"\bA?GPL|(?<!Lesser )\bGeneral Public License|Affero", re.IGNORECASE)
_BUNDLED: Final = re.compile(r"^((?:@[\w-]+/)?[\w-]+) (\d+\.\d+\.\d+): (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Package:
    """A package as a lock file has it, with its licence in the words of its author."""

    name: str
    version: str
    licence: str

    @property
    def url(self) -> PackageURL:
        """Return the name of the package and its version as other tools know them."""
        return PackageURL("pypi", name=self.name, version=self.version)


def locked(lock: str) -> list[Package]:
    """Return what a lock file names."""
    packages = _LOCKED.finditer((LOCKS / f"{lock}.txt").read_text(encoding="utf-8"))
    return [Package(each["name"], each["version"], licence(each["name"])) for each in packages]


def licence(name: str) -> str:
    """Return the licence of a package that is installed, in a line; empty where it is not, or says nothing.

    An expression says it best, a few words of the author next, then the classes, and at last the text itself.
    """
    try:
        package = distribution(name)
    except PackageNotFoundError:
        return ""
    told = package.metadata.json
    words = str(told.get("license", "")).strip()
    classes = [str(line).rpartition(" :: ")[2] for line in told.get("classifier", ()) if "License ::" in line]
    files = (str(file.locate()) for file in package.files or () if re.search(r"LICEN[CS]E|COPYING", file.name))
    texts = (" ".join(Path(file).read_text(encoding="utf-8").split()) for file in files)
    return (
        str(told.get("license_expression", ""))
        or (words if words != "UNKNOWN" and len(words) < 60 else "")
        or " OR ".join(name for name in classes if name != "OSI Approved")
        or next((name for text in texts for start, name in _TEXTS.items() if start in text), "")
    )


def is_gpl(licence: str) -> bool:
    """Say whether each way to take a licence is a GPL without an exception; the Lesser GPL is none.

    >>> is_gpl("MPL-1.1 OR GPL-2.0-only"), is_gpl("MIT AND GPL-3.0-or-later"), is_gpl("LGPL-2.1-or-later")
    (False, True, False)
    """
    ways = re.split(r"\s+OR\s+", licence.strip("()"))
    return all(any(_GPL.search(part) and " WITH " not in part for part in re.split(r"\s+AND\s+", way)) for way in ways)


def audit() -> int:
    """Print licences and known faults; return 1 if a licence is a GPL or unknown, or a fault is known."""
    needed = {package.name for package in locked("run")}
    failed = False
    for package in locked("extras"):
        bad = is_gpl(package.licence) or not package.licence
        failed |= bad
        use = "" if package.name in needed else "  (an extra)"
        told = package.licence or "no licence is named"
        print(f"{'!!' if bad else '  '} {package.name:<24} {package.version:<16} {told}{use}")
    for script in vendor.scripts():
        print(f"   {script.package:<24} {script.version:<16} {script.licence}  ({script.name}, in pages)")
    for name, version, licence in bundled():
        failed |= is_gpl(licence)
        print(f"   {name:<24} {version:<16} {licence}  (in the editor)")
    return int(failed | _faults())


def bundled() -> list[tuple[str, str, str]]:
    """Return the packages in the editor of queries, each with its version and its licence; see .ci/editor/build."""
    text = (ROOT / "kg/serve/static/vendor/codemirror.LICENSE").read_text(encoding="utf-8")
    return [(name, version, licence) for name, version, licence in _BUNDLED.findall(text)]


def _faults() -> bool:
    """Print what is known of faults, and of how many packages nothing is: the index need not tell."""
    command = [
        str(ROOT / ".venv-tools/bin/pip-audit"), "--requirement", str(LOCKS / "extras.txt"), "--disable-pip",
        "--require-hashes", "--format", "json", "--progress-spinner", "off",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        print(f"known faults: could not be looked up: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
        return False
    faults = [(each["name"], each["version"], fault["id"]) for each in packages for fault in each.get("vulns", ())]
    unknown = sum("skip_reason" in each for each in packages)
    for name, version, fault in faults:
        print(f"!! {name} {version}: {fault}")
    print(f"known faults: {len(faults)} in {len(packages) - unknown} packages; {unknown} could not be looked up")
    return bool(faults)


def bill() -> str:
    """Return the list of what the program needs and carries, as CycloneDX in JSON; the same for the same lock file."""
    own = Component(name=NAME, version=kg.__version__, type=ComponentType.APPLICATION, bom_ref=NAME)
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"{NAME} {kg.__version__} {_digest()}"))
    bom.metadata.component = own
    parts = [*_packages(), *_scripts(), *_bundled()]
    bom.components.update(parts)
    bom.register_dependency(own, parts)
    text = json.loads(JsonV1Dot5(bom).output_as_string())
    del text["metadata"]["timestamp"]  # a list of the same things is the same list
    return json.dumps(text, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _packages() -> Iterator[Component]:
    for package in locked("run"):
        yield Component(
            name=package.name,
            version=package.version,
            type=ComponentType.LIBRARY,
            bom_ref=str(package.url),
            purl=package.url,
            licenses=[DisjunctiveLicense(name=package.licence)] if package.licence else [],
        )


def _scripts() -> Iterator[Component]:
    first = {script.package: script for script in reversed(vendor.scripts())}
    for script in sorted(first.values(), key=lambda script: script.package):
        url = PackageURL("npm", name=script.package, version=script.version)
        yield Component(
            name=script.package,
            version=script.version,
            type=ComponentType.LIBRARY,
            bom_ref=str(url),
            purl=url,
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=script.sha256)],
            licenses=[DisjunctiveLicense(name=script.licence)],
        )


def _bundled() -> Iterator[Component]:
    for name, version, licence in bundled():
        group, _, local = name.rpartition("/")
        url = PackageURL("npm", namespace=group or None, name=local, version=version)
        yield Component(
            name=name,
            version=version,
            type=ComponentType.LIBRARY,
            bom_ref=str(url),
            purl=url,
            licenses=[DisjunctiveLicense(name=licence)],
        )


def _digest() -> str:
    return hashlib.sha256((LOCKS / "run.txt").read_bytes()).hexdigest()


if __name__ == "__main__":
    if sys.argv[1:] == ["audit"]:
        sys.exit(audit())
    elif sys.argv[1:2] == ["bill"] and len(sys.argv) == 3:
        Path(sys.argv[2]).write_text(bill(), encoding="utf-8")
    else:
        sys.exit(__doc__)
