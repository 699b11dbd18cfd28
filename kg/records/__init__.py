"""What the commands print as JSON: each record is a type here, of which its values, its schema and its page are made.

The modules are read when a record of theirs is wanted, since declaring types takes time.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from kg.records.base import Record

# The records that have a name of their own, by the module that declares them.
_HOMES: Final = {
    "graph": ("entity-ref", "entity", "text", "source", "claim", "corroboration", "relation"),
    "lookup": (
        "change", "revision", "dispute", "perspective", "difference", "chain", "entry", "entity-summary", "match",
        "explanation", "verdict", "holding", "source-summary", "verification", "stats", "term", "question", "row",
    ),
    "analysis": ("score", "firm-score", "balance", "bridges", "blocs", "dependence", "flow", "exposure"),
    "upkeep": (
        "finding", "import", "check", "explained-row", "preset", "article", "proposals", "snapshot",
    ),
}  # fmt: skip
NAMES: Final = tuple(name for names in _HOMES.values() for name in names)
# What each verb answers; the first is what it answers without options of its own.
BY_VERB: Final[dict[str, tuple[str, ...]]] = {
    "ask": ("question", "row"), "balance": ("balance",), "blocs": ("blocs",), "bridges": ("bridges",),
    "changes": ("change",), "dependence": ("dependence",), "disputes": ("dispute", "relation"),
    "entities": ("entity",), "exposure": ("exposure",), "flow": ("flow",), "path": ("chain",),
    "perspective": ("perspective", "difference"), "rank": ("score", "firm-score"), "relations": ("relation",),
    "search": ("match",), "show": ("entity-summary",), "sources": ("source-summary",), "stats": ("stats",),
    "timeline": ("entry",), "vocabulary": ("term",), "why": ("explanation",),
}  # fmt: skip


def kind(name: str) -> type[Record]:
    """Return the type of the record of a name, such as entity-ref."""
    home = next(home for home, names in _HOMES.items() if name in names)
    record_type: type[Record] = getattr(import_module(f"kg.records.{home}"), "".join(map(str.title, name.split("-"))))
    return record_type


def record(thing: object, name: str) -> Record:
    """Return a thing as a record: its attributes of the names of the record's parts, or a dict with these parts."""
    return msgspec.convert(thing, kind(name), from_attributes=True)


def recorded(things: Sequence[object] | object, name: str) -> list[Record] | Record:
    """Return a list of things as records, or one thing as one record."""
    if isinstance(things, Sequence):
        records: list[Record] = msgspec.convert(things, list[kind(name)], from_attributes=True)  # type: ignore[misc]
        return records
    return record(things, name)


def plain(records: Record | list[Record]) -> Any:
    """Return records as lists, dicts, texts and numbers."""
    return msgspec.to_builtins(records)


def line(part: Any) -> str:
    """Return a record, or a part of one, as JSON in one line, every script left as it is."""
    return msgspec.json.format(msgspec.json.encode(part), indent=0).decode()


def schemas(template: str) -> dict[str, dict[str, Any]]:
    """Return the JSON Schemas (draft 2020-12) of all records by name; ``template`` says where a ``{name}`` stands."""
    _, components = msgspec.json.schema_components([kind(name) for name in NAMES], ref_template="#/$defs/{name}")
    return {_named(name): _pointed(schema, template) for name, schema in components.items()}


def _named(type_: str) -> str:
    """Return the name of the record of a type.

    >>> _named("EntityRef")
    'entity-ref'
    """
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in type_).lstrip("-")


def _pointed(schema: Any, template: str) -> Any:
    """Return a schema whose references lead where the template says, without what only Python needs."""
    if isinstance(schema, list):
        return [_pointed(part, template) for part in schema]
    if not isinstance(schema, dict):
        return schema
    pointed = {key: _pointed(part, template) for key, part in schema.items() if key not in ("title", "default")}
    if "properties" in schema:
        pointed["properties"] = {name: _pointed(part, template) for name, part in schema["properties"].items()}
    if {"type": "number"} in pointed.get("anyOf", ()):
        pointed["anyOf"] = [part for part in pointed["anyOf"] if part != {"type": "integer"}]
    if isinstance(there := pointed.get("$ref"), str):
        pointed["$ref"] = template.format(name=_named(there.rpartition("/")[2]))
    return pointed
