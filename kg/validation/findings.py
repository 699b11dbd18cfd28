"""What a check finds."""

from pathlib import Path

from msgspec import Struct


class Finding(Struct, frozen=True, order=True):
    """One breach of one rule: where, which rule, what is wrong with what, and the cure.

    ``file`` and ``line`` are None where the node stands in no Turtle file.
    """

    file: str | None
    line: int | None
    rule: str
    node: str
    message: str

    def __str__(self) -> str:
        """Return the finding as one line, with the place in front."""
        where = f"{self.file or '(no file)'}{f':{self.line}' if self.line else ''}"
        return f"{where}: {self.rule}: {self.node}: {self.message}"


def near(path: Path) -> str:
    """Return a path as seen from the current folder, where it lies below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
