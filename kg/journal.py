"""Several files changed as one: written aside, then agreed by one rename, then put in place.

Who is stopped before the rename has changed nothing; who is stopped after it has changed all, since the next command
that reads the folder finishes the work.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from kg.errors import DataError

_START: Final = ".import-"
_PART: Final = ".part"
_LIST: Final = "journal.json"


@contextmanager
def change(root: Path, name: str, stale: Iterable[str]) -> Iterator[Path]:
    """Give a folder to write files into, and put them into ``root`` in the end; ``stale`` names those to remove."""
    import json  # needed here only, and felt at start-up
    import shutil

    aside = root / f"{_START}{name}{_PART}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        yield aside
        files = sorted(path.relative_to(aside).as_posix() for path in aside.rglob("*") if path.is_file())
        (aside / _LIST).write_text(json.dumps({"files": files, "stale": list(stale)}), encoding="utf-8")
        agreed = root / f"{_START}{name}"
        shutil.rmtree(agreed, ignore_errors=True)
        aside.rename(agreed)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _put_in_place(root, agreed)


def finish(root: Path) -> None:
    """Finish in a folder what was agreed and then stopped; raises DataError where that cannot be written."""
    for agreed in sorted(root.glob(f"{_START}*")):
        if agreed.is_dir() and not agreed.name.endswith(_PART) and (agreed / _LIST).is_file():
            try:
                _put_in_place(root, agreed)
            except OSError as error:
                raise DataError(
                    f"{agreed}: an import was stopped half-way and cannot be finished: {error.strerror}; "
                    "make the folder writable"
                ) from error


def _put_in_place(root: Path, agreed: Path) -> None:
    """Do what is agreed, or the rest of it; another process may be doing the same."""
    import json  # needed here only, and felt at start-up
    import shutil

    with suppress(FileNotFoundError):
        plan = json.loads((agreed / _LIST).read_text(encoding="utf-8"))
        for file in plan["files"]:
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                (agreed / file).replace(root / file)
        for file in plan["stale"]:
            (root / file).unlink(missing_ok=True)
    shutil.rmtree(agreed, ignore_errors=True)
