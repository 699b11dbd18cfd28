"""A new dossier: the files beside this module, with a title and a base filled in."""

import shutil
from hashlib import sha256
from pathlib import Path
from typing import Final

from kg.dossier import is_base
from kg.errors import DataError, InputError
from kg.model.identity import slug
from kg.resources import folder_of
from kg.store.scratch import scratch

_TITLE: Final = "A new dossier"
_EXAMPLE: Final = "https://example.org/"
_TEXT: Final = "The text of paragraph 3 of the first report."


def begin(folder: Path, *, title: str | None = None, base: str | None = None) -> list[Path]:
    """Write a new dossier into a folder that is not there yet or is empty, whole or not at all; return its files.

    Without a base the names stand under an address of examples. Raises InputError for a folder that has something in it
    and for a base or a title that cannot be used, DataError for what cannot be written.
    """
    base = f"{_EXAMPLE}{slug(folder.resolve().name) or 'dossier'}/" if base is None else base
    title = _TITLE if title is None else title.strip()
    if not is_base(base):
        raise InputError(f"the base '{base}' is no web address that ends in /, such as {_EXAMPLE}my-dossier/")
    if not title or not title.isprintable():
        raise InputError("the title is empty or has a line break: say in one line what the dossier is about")
    values = {
        "@TITLE@": title.replace("\\", "\\\\").replace('"', '\\"'),
        "@BASE@": base,
        "@DIGEST@": sha256(_TEXT.encode()).hexdigest(),
    }
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError(f"{folder}: there is something already: give a folder that is new or empty")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with scratch(".kg-init-", folder.parent) as waiting:
            files = [*_written(waiting / "new", values)]
            (waiting / "new").chmod(0o755)
            if folder.exists():
                folder.rmdir()
            shutil.move(waiting / "new", folder)
    except OSError as error:
        raise DataError(f"{error.filename or folder}: cannot be written: {error.strerror}") from error
    return files


def _written(folder: Path, values: dict[str, str]) -> list[Path]:
    """Write all files, filled in, and return their places in the folder."""
    home = folder_of("starter")
    files = [path for path in sorted(home.rglob("*")) if path.suffix in (".toml", ".ttl", ".rq")]
    for file in files:
        text = file.read_text(encoding="utf-8")
        for name, value in values.items():
            text = text.replace(name, value)
        target = folder / file.relative_to(home)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return [file.relative_to(home) for file in files]
