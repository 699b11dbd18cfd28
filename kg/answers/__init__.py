"""Answers: one module a verb, which asks a session and says what was found in records and as a document.

Titles, cautions, what was left out and what was not found are said here, and nowhere else; faces render them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from kg.answers import remarks

if TYPE_CHECKING:
    from kg.answers.answer import Answer
    from kg.session.session import Session


def answer_to(session: Session, *, whole: bool = False) -> Answer:
    """Return what the question of a session brings; ``whole`` lists in the document what it else only counts.

    The module that answers has the name of the verb.
    """
    answer = cast("Answer", import_module(f"kg.answers.{session.question.verb}").answer(session, whole=whole))
    speaking = remarks.speaking(session, answer.relations)
    return replace(answer, remarks=(*answer.remarks, *speaking)) if speaking else answer
