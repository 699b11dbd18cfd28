"""Folders for what is needed while a command runs; those of commands that were killed go with the next command."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from kg.errors import DataError
from kg.store.kept import POSSIBLE, Lock

# No folder that somebody made ends so, which a name that begins alike does not tell.
_ENDING: Final = ".scratch"


@contextmanager
def scratch(name: str, home: Path | None = None) -> Iterator[Path]:
    """Give a new folder, of a name that begins so, which is gone afterwards.

    It stands in ``home``, or where the system keeps such folders, and is locked. Another one of such a name, to its
    ending, that nobody locks is of a command that was killed, and is removed. Raises DataError where it cannot be made.
    """
    home = home or Path(tempfile.gettempdir())
    # It gets its name once it is locked.
    with _told(home):
        folder = Path(tempfile.mkdtemp(prefix=f".{name}", suffix=_ENDING, dir=home))
    lock = None
    try:
        if POSSIBLE:
            with suppress(OSError):  # some file systems have no locks
                lock = Lock(folder)
                _sweep(home, name)
        with _told(home):
            folder = folder.rename(home / folder.name[1:])
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            lock.close()


@contextmanager
def _told(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DataError(f"{error.filename or home}: cannot be written: {error.strerror}") from error


def _sweep(home: Path, name: str) -> None:
    ours = re.compile(rf"{re.escape(name)}\w{{8}}{re.escape(_ENDING)}")
    with os.scandir(home) as entries:
        left = [entry.path for entry in entries if ours.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)]
    for folder in map(Path, left):
        with suppress(OSError):  # its command still runs, or it is another user's
            lock = Lock(folder)
            shutil.rmtree(folder, ignore_errors=True)
            lock.close()
