"""Answers as files: as JSON with all that is said beside them, and in each format that they have."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import BinaryIO, Final
from urllib.parse import urlencode

from msgspec.structs import replace

from kg.answers import answer_to
from kg.answers.answer import Answer
from kg.answers.ask import catalogue
from kg.errors import InputError, NotFoundError
from kg.export import find_format, format_names, purpose
from kg.export.view import Request
from kg.graph import KnowledgeGraph
from kg.model.records import Json
from kg.model.table import csv_lines
from kg.policy import NO_POLICY
from kg.policy import policy as find_policy
from kg.records import plain
from kg.session.session import Session

_TYPES: Final = {
    "json": "application/json", "jsonl": "application/x-ndjson", "csv": "text/csv", "txt": "text/plain",
    "ttl": "text/turtle", "ttl12": "text/turtle", "nt": "application/n-triples", "nq": "application/n-quads",
    "trig": "application/trig", "rdfxml": "application/rdf+xml", "jsonld": "application/ld+json",
    "svg": "image/svg+xml", "ego": "image/svg+xml", "geojson": "application/geo+json", "gexf": "application/xml",
    "graphml": "application/xml",
    "html": "text/html", "png": "image/png", "pdf": "application/pdf", "cyjs": "application/json",
    "ftm": "application/x-ndjson",
}  # fmt: skip
_TABLE: Final = ("json", "csv")
_LISTED: Final = (*_TABLE, "txt", "ttl")
# The forms of answers by verb, as far as they are told before it is answered; of others JSON is.
_TOLD: Final = {
    "relations": (*_LISTED, "svg", "png", "pdf"),
    "timeline": (*_LISTED, "svg"),
    "disputes": _LISTED,
    "perspective": _LISTED,
    "entities": _TABLE,
    "search": _TABLE,
}


def answer_of(session: Session) -> Answer:
    """Return the whole answer of a session."""
    if session.question.verb == "ask" and not session.question.words:
        return catalogue()
    return answer_to(session, whole=True)


def as_json(session: Session, answer: Answer) -> Json:
    """Return an answer with its records, as the command line prints them, and what is to be said beside them."""
    return {
        "question": session.question.text(),
        "found": answer.found,
        "nothing": answer.nothing,
        "basis": answer.basis,
        "remarks": list(answer.remarks),
        "records": plain(answer.recorded()) if answer.found else [],
    }


def write_as(graph: KnowledgeGraph, answer: Answer, format_: str, file: BinaryIO) -> str:
    """Write an answer in a format, and return its media type; raises InputError where it has no such form."""
    if format_ not in _forms(answer):
        raise InputError(f"this answer is not there as {format_}; it is as: {', '.join(_forms(answer))}")
    if format_ in answer.drawings:
        drawn, _ = answer.drawings[format_]()
        file.write(drawn if isinstance(drawn, bytes) else drawn.encode())
    elif format_ == "csv" and answer.rows is not None:
        file.writelines(line.encode() for line in csv_lines(answer.rows(), answer.columns))
    elif format_ == "txt" and answer.lines is not None:
        file.writelines(f"{line}\n".encode() for line in answer.lines())
    elif format_ == "ttl":
        file.write(graph.turtle(answer.relations).encode())
    else:
        file.write(json.dumps(plain(answer.recorded()) if answer.found else [], ensure_ascii=False).encode())
    return _TYPES[format_]


def export(graph: KnowledgeGraph, format_: str, focus: Sequence[str], of: Answer | None, file: BinaryIO) -> str:
    """Write the graph in a format of export, and return its media type: all of it, what lies around some names, or the
    ties of an answer.

    Raises InputError for a format that there is not, and NotFoundError where nothing passes.
    """
    chosen = find_format(format_)
    rule = chosen.policy
    if rule != NO_POLICY:
        find_policy(rule)
    around = tuple(graph.ref(name) for name in focus)
    view = graph.view(Request(policy=rule, focus=around))
    if of is not None:
        listed = {relation.id for relation in of.relations}
        view = replace(view, relations=tuple(iri for iri in view.relations if iri in listed))
    view = chosen.takes(view)
    if not view.relations:
        raise NotFoundError(f"nothing passes the policy '{rule}'")
    chosen.write(view, file)
    return _TYPES.get(format_, "text/plain")


def _forms(answer: Answer) -> list[str]:
    rows = ["csv"] if answer.rows is not None else []
    lines = ["txt"] if answer.lines is not None else []
    turtle = ["ttl"] if answer.relations else []
    return ["json", *rows, *lines, *turtle, *answer.drawings]


def downloads(text: str, answer: Answer | None = None) -> list[tuple[str, str]]:
    """Return in which forms the answer to a question in words is there, each with its address."""
    forms = _TOLD.get(text.partition(" ")[0], _TABLE[:1]) if answer is None else _forms(answer)
    return [(form.upper(), f"/download/{form}?{urlencode({'q': text})}") for form in forms]


def exports(**of: str) -> list[tuple[str, str]]:
    """Return in which formats the graph is exported, each with its address.

    Of all of it, or of what lies around a name, ``focus``, or of the ties of the answer to a question in words, ``q``.
    """
    fields = f"?{urlencode(of)}" if of else ""
    return [(f"{one}: {purpose(one)}", f"/export/{one}{fields}") for one in format_names()]
