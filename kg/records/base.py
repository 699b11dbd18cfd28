"""How a record is declared, and of what its parts are made.

A record is declared once, as a type; values come from objects of the program that have attributes of the same names.
What a part may hold beyond its Python type goes into the schema alone: no data are refused for it, since records also
tell of data that are not valid.
"""

from typing import Annotated, Any

from msgspec import Meta, Struct


def told(**schema: Any) -> Meta:
    """Return what a schema says of a part beside its type."""
    return Meta(extra_json_schema=schema)


def _name(attribute: str) -> str:
    return attribute.rstrip("_")


class Record(Struct, forbid_unknown_fields=True, omit_defaults=True, rename=_name):
    """A record as JSON has it: its parts in this order, those with a default only where they differ from it."""


Iri = Annotated[str, told(format="uri")]
Date = Annotated[str, told(pattern="^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
Stance = Annotated[str, told(enum=["affirms", "denies"])]
Sign = Annotated[str, told(enum=["+", "-", "±"])]
Count = Annotated[int, told(minimum=0)]
Share = Annotated[float, told(minimum=0, maximum=1)]
Counts = dict[str, int]
Words = dict[str, str]
