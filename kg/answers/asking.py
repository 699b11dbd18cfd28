"""The door: words become a question, once, and the question a session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kg.answers import remarks
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.policy import DEFAULT
from kg.question import Question, Value
from kg.session.session import Session

Own = str | int | bool | None


def ask(
    graph: KnowledgeGraph,
    verb: str,
    names: Iterable[str] = (),
    filters: Filters | None = None,
    policy: str = DEFAULT,
    *,
    options: Mapping[str, Own] | None = None,
    entities: Mapping[str, str | tuple[str, ...] | None] | None = None,
    **parts: Any,
) -> tuple[Session, tuple[str, ...]]:
    """Return the session of a question, and what is to be said of how its names were taken.

    ``options`` are the verb's own, by name; ``entities`` those of them that are names. ``parts`` are further parts of
    the question: words, lineage, organs, scope, path. Raises what the resolving of names and words raises.
    """
    whom, said = remarks.named(graph, names)
    own: list[tuple[str, Value | tuple[Value, ...]]] = [
        (name, value) for name, value in (options or {}).items() if value is not None and value is not False
    ]
    for name, given in (entities or {}).items():
        meant, taken = remarks.named(graph, [given] if isinstance(given, str) else given or ())
        said += taken
        if meant:
            own.append((name, meant[0] if isinstance(given, str) else tuple(meant)))
    resolved = graph.door.filters(filters or Filters())
    asked = Question(verb, tuple(whom), filters=resolved, policy=policy, options=tuple(own), **parts)
    return graph.session(asked), tuple(said)
