"""Stories: numbered steps, each a question that is asked anew and a sentence; ``stories/NAME.toml`` of a dossier."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from kg.errors import KgError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.question import Question
from kg.toml import TomlFile

_FOLDER: Final = "stories"


class _Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    says: str
    question: str


class _Stated(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    steps: tuple[_Step, ...]
    summary: str = ""


class Story(Struct, frozen=True):
    """A story: what it is called, what it tells in a sentence, and its steps as sentences with their questions."""

    name: str
    title: str
    summary: str
    steps: tuple[tuple[str, Question], ...]


def stories(graph: KnowledgeGraph) -> tuple[list[Story], list[str]]:
    """Return the stories of the dossier, by name, and those left out since they name what the graph has not, in words.

    Raises DataError, with file, line and column, for what is no story.
    """
    told, left_out = [], []
    for path in sorted((graph.dossier.root / _FOLDER).glob("*.toml")):
        try:
            told.append(_read(path, graph))
        except NotFoundError as error:
            left_out.append(str(error))
    return told, left_out


def _read(path: Path, graph: KnowledgeGraph) -> Story:
    file = TomlFile(path)
    stated = file.read(_Stated)
    if not stated.steps:
        raise file.error("a story has steps: give each as [[steps]] with says and question", "steps")
    steps = []
    for number, step in enumerate(stated.steps):
        try:
            steps.append((step.says, graph.question(step.question)))
        except KgError as error:
            if not isinstance(error, NotFoundError):
                raise file.error(str(error), "steps", number, "question") from error
            lacking = file.error(str(error).partition(";")[0], "steps", number, "question")
            raise NotFoundError(f"“{stated.title}” ({path.name}{str(lacking).removeprefix(str(path))})") from error
    return Story(path.stem, stated.title, stated.summary, tuple(steps))
