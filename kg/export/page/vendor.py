"""The files of others that pages carry, as their npm packages ship them: scripts, a style sheet, outlines of land.

``vendor/lock.json`` names them in the order in which they load, and what they are for. Run as
``python -m kg.export.page.vendor`` after a version in it was changed; npm is needed for that, and by nobody else.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict, replace

from kg.errors import DataError
from kg.resources import folder_of, text_of

FOLDER: Final = "export/page/vendor"
_LOCK: Final = "lock.json"


class Script(Struct, frozen=True):
    """One file: its package and version, the file in that package, and the SHA-256 and the licence of that file.

    ``use`` says what it is for: ``graph`` or ``map``.
    """

    package: str
    version: str
    file: str
    sha256: str
    licence: str
    use: str

    @property
    def name(self) -> str:
        """Return the name under which the file is kept."""
        return Path(self.file).name

    @property
    def licence_name(self) -> str:
        """Return the name under which the text of the licence is kept."""
        return f"{self.package}.LICENSE"

    @property
    def text(self) -> str:
        """Return the script."""
        return text_of(FOLDER, self.name)

    @property
    def licence_text(self) -> str:
        """Return the text of the licence."""
        return text_of(FOLDER, self.licence_name)


def scripts(use: str | None = None) -> list[Script]:
    """Return the files of a use, or all, in the order in which they load."""
    listed = [Script(**entry) for entry in json.loads(text_of(FOLDER, _LOCK))]
    return [script for script in listed if use in (None, script.use)]


def fetch(script: Script, folder: Path) -> Script:
    """Fetch a script and its licence into a folder and return it with its hash and licence.

    Raises DataError where npm cannot, or where the package holds another text than the lock says.
    """
    with TemporaryDirectory() as directory:
        command = ["npm", "pack", "--silent", f"{script.package}@{script.version}"]
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
        if done.returncode:
            raise DataError(f"{' '.join(command)} failed: {done.stderr.strip()}")
        with tarfile.open(Path(directory, done.stdout.strip())) as package:
            package.extractall(directory, filter="data")
        files = Path(directory, "package")
        text = (files / script.file).read_bytes()
        digest = hashlib.sha256(text).hexdigest()
        if script.sha256 and digest != script.sha256:
            raise DataError(f"{script.package} is not what {_LOCK} says: empty its sha256 to accept it")
        (folder / script.name).write_bytes(text)
        (folder / script.licence_name).write_bytes((files / "LICENSE").read_bytes())
        about = json.loads((files / "package.json").read_text(encoding="utf-8"))
    return replace(script, sha256=digest, licence=about["license"])


def refresh(folder: Path) -> None:
    """Fetch all scripts and write the lock."""
    fetched = [asdict(fetch(script, folder)) for script in scripts()]
    (folder / _LOCK).write_text(json.dumps(fetched, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    refresh(folder_of(FOLDER))
