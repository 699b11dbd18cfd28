"""The description of ``/api`` in OpenAPI 3.1, made from what the verbs declare and from the types of their options."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final, NamedTuple, get_origin

from msgspec import Struct
from msgspec.structs import fields

from kg import __version__
from kg.model.filters import Filters, PathOptions, Scope
from kg.question import VERBS
from kg.records import BY_VERB, schemas

_PARTS: Final[dict[str, type[Struct]]] = {"filters": Filters, "scope": Scope, "path": PathOptions}
_KINDS: Final[dict[str, dict[str, Any]]] = {
    "number": {"type": "integer", "minimum": 0, "maximum": 10_000},
    "flag": {"type": "boolean"},
    "word": {"type": "string", "maxLength": 200},
    "entity": {"type": "string", "maxLength": 200},
}
_DATE: Final = {"type": "string", "pattern": r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
_SAYS: Final = {
    "ask": "Answer a named question of the catalogue; without a name, list the catalogue.",
    "balance": "Say how balanced the triads of friends and foes are.",
    "blocs": "Find who stands together.",
    "bridges": "Find who stands between others.",
    "changes": "Tell what began, happened and ended between two dates.",
    "dependence": "Tell who depends on whom for what.",
    "disputes": "List where accounts differ.",
    "entities": "List the entities.",
    "exposure": "Tell what runs through a place.",
    "flow": "Tell how much can flow from one to the other.",
    "path": "Find how two are connected, and on whose word.",
    "perspective": "Tell it as one party does, alone or beside another.",
    "rank": "Rank the actors of the network.",
    "relations": "List the ties of one, between two, or all that the filters let through.",
    "search": "Find what a name may mean.",
    "show": "Show one entity.",
    "sources": "Tell on whose authority it is said.",
    "stats": "Count what there is.",
    "timeline": "List events and dated ties in order.",
    "vocabulary": "List the terms, or tell one.",
    "why": "Tell what a verdict on a tie rests on.",
}


class Option(NamedTuple):
    """An option of a verb: its name, the schema of one value, and whether it may be given more than once."""

    name: str
    schema: dict[str, Any]
    many: bool = False


@cache
def options(verb: str) -> tuple[Option, ...]:
    """Return the options of a verb, as its declaration and the types say."""
    return tuple(_options(verb))


def _options(verb: str) -> Iterator[Option]:
    for own in VERBS[verb].own:
        yield Option(own.name, _KINDS[own.kind], own.many)
    for part in VERBS[verb].shared:
        if part not in _PARTS:
            name = "with-organs" if part == "organs" else part
            yield Option(name, _KINDS["word" if part == "policy" else "flag"])
            continue
        for field in fields(_PARTS[part]):
            name = field.name.replace("_", "-")
            if field.type is bool:
                yield Option(name, _KINDS["flag"])
            elif field.type is int:
                yield Option(name, {"type": "integer", "minimum": 1, "maximum": 20})
            elif field.type == tuple[int, ...]:
                yield Option(name, _KINDS["number"], True)
            else:
                dated = name in ("as-of", "since", "until")
                yield Option(name, _DATE if dated else _KINDS["word"], get_origin(field.type) is tuple)


def description(address: str) -> dict[str, Any]:
    """Return the description, for a server at an address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "karabakh-kg",
            "version": __version__,
            "description": "Who is tied to whom, since when, and who says so: each answer of the command line as JSON.",
        },
        "servers": [{"url": address.rstrip("/")}],
        "paths": {
            "/api": {"get": _any()},
            **{f"/api/{verb}": {"get": _operation(verb)} for verb in _SAYS},
        },
        "components": {
            "schemas": {"answer": _answer({}), "problem": _PROBLEM, **schemas("#/components/schemas/{name}")}
        },
    }


_PROBLEM: Final = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}},
    "required": ["title", "status", "detail"],
}


def _answer(records: dict[str, Any]) -> dict[str, Any]:
    string = {"type": "string"}
    return {
        "type": "object",
        "properties": {
            "question": {**string, "description": "the question in words, as the command line and addresses have it"},
            "found": {"type": "boolean"},
            "nothing": {**string, "description": "what was looked for in vain"},
            "basis": {**string, "description": "by which policy the records are marked or chosen"},
            "remarks": {"type": "array", "items": string},
            "records": records,
        },
        "required": ["question", "found", "nothing", "basis", "remarks", "records"],
        "additionalProperties": False,
    }


def _operation(verb: str) -> dict[str, Any]:
    takes = VERBS[verb]
    parameters = [
        *_positional("name", takes.names, "A name, a slug or an IRI."),
        *_positional("word", takes.words, "What else the question takes."),
        *map(_parameter, options(verb)),
    ]
    kinds = [{"$ref": f"#/components/schemas/{name}"} for name in BY_VERB[verb]]
    lists = [{"type": "array", "items": one} for one in kinds]
    records = {"anyOf": [*lists, *kinds]} if kinds else {}
    return {"operationId": verb, "summary": _SAYS[verb], "parameters": parameters, "responses": _responses(records)}


def _any() -> dict[str, Any]:
    text = {"type": "string", "minLength": 1, "maxLength": 4000}
    asked = {"name": "q", "in": "query", "required": True, "schema": text}
    told = {**asked, "description": "A question in words, such as: relations turkey --as-of 2020"}
    return {
        "operationId": "question",
        "summary": "Answer a question in words.",
        "parameters": [told],
        "responses": _responses({}),
    }


def _positional(name: str, count: tuple[int, int], told: str) -> list[dict[str, Any]]:
    least, most = count
    if not most:
        return []
    values = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 200}, "maxItems": most}
    if least:
        values["minItems"] = least
    return [{"name": name, "in": "query", "required": least > 0, "description": told, "schema": values}]


def _parameter(option: Option) -> dict[str, Any]:
    schema = {"type": "array", "items": option.schema, "maxItems": 20} if option.many else option.schema
    return {"name": option.name, "in": "query", "schema": schema}


def _responses(records: dict[str, Any]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
    refused = {
        "400": "The question cannot be asked so.",
        "404": "Nothing has such a name.",
        "503": "The question took too long or too much, or the server is busy.",
    }
    return {
        "200": {"description": "The answer.", "content": {"application/json": {"schema": _answer(records)}}},
        **{status: {"description": words, "content": problem} for status, words in refused.items()},
    }
