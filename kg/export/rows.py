"""Nodes and edges for other graph programs: flat rows, one type a column for the whole file.

What is unknown is not there. An edge is one relation with all its claims. The lists of an edge that tell of claims are
as long as one another: the third claimant stands for the third source. Dates stay as precise as they are said; the
first and the last day that they cover stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, Literal

from msgspec import Struct

from kg.export.radial import Placement, placements
from kg.export.style import Style, read_style
from kg.export.view import View
from kg.model.dates import first_day, last_day
from kg.model.identity import number_key
from kg.model.records import Claim, Entity, EntityRef, Relation
from kg.model.standing import Standing
from kg.model.verbaliser import details, verb
from kg.terms import local_name

Sort = Literal["text", "number", "flag", "list"]
Value = str | Decimal | bool | tuple[str, ...]

# The columns of a file by name, each with the sort of all its values.
NODE_COLUMNS: Final[dict[str, Sort]] = {
    "iri": "text",
    "kind": "text",
    "names": "list",
    "codes": "list",
    "datasets": "list",
    "shape": "text",
    "colour": "text",
    "fill": "text",
    "x": "number",
    "y": "number",
    "size": "number",
}
EDGE_COLUMNS: Final[dict[str, Sort]] = {
    "iri": "text",
    "relation_type": "text",
    "relation_type_iri": "text",
    "layer": "text",
    "polarity": "text",
    "symmetric": "flag",
    "standing": "text",
    "accepted": "flag",
    "on": "text",
    "from": "text",
    "until": "text",
    "not_before": "text",
    "not_after": "text",
    "first_day": "text",
    "first_precision": "text",
    "last_day": "text",
    "last_precision": "text",
    "holds": "text",
    "value": "number",
    "value_max": "number",
    "unit": "text",
    "comparator": "text",
    "qualifier": "text",
    "phase": "text",
    "used_by": "text",
    "claimants": "list",
    "stances": "list",
    "statuses": "list",
    "said_on": "list",
    "attested_on": "list",
    "sources": "list",
    "urls": "list",
    "paragraphs": "list",
    "notes": "list",
    "datasets": "list",
    "colour": "text",
    "dash": "text",
}
_PRECISION: Final = {4: "year", 7: "month", 10: "day"}
_BAR: Final = " | "


class Node(Struct, frozen=True):
    """An entity as a node; ``values`` are by column."""

    id: str
    label: str
    values: dict[str, Value]


class Edge(Struct, frozen=True):
    """A relation as an edge; ``label`` tells what keeps it from being plain fact.

    ``details`` tells time and quantity in words, in brackets after a space; ``values`` are by column. ``first`` and
    ``last`` are days, both included; where one is None nothing bounds that end.
    """

    id: str
    source: str
    target: str
    label: str
    details: str
    first: str | None
    last: str | None
    values: dict[str, Value]


def nodes(view: View) -> Iterator[Node]:
    """Yield the entities of a view as nodes, in the order of their names."""
    style, there = read_style(view.store), placements(view)
    for entity in view.read_entities():
        values = {**_node_values(entity, style), **_drawn(there[entity.id])}
        yield Node(short_id(entity.id), entity.label, known_values(values))


def edges(view: View) -> Iterator[Edge]:
    """Yield the relations of a view between two entities as edges, in the order of their names."""
    style = read_style(view.store)
    for relation in view.read():
        if isinstance(relation.object, EntityRef):
            yield edge_of(relation, relation.object, view.standing(relation), style)


def edge_of(relation: Relation, target: EntityRef, standing: Standing, style: Style) -> Edge:
    """Return a relation to an entity as an edge."""
    first, last = days(relation)
    return Edge(
        id=short_id(relation.id),
        source=short_id(relation.subject.id),
        target=short_id(target.id),
        label=verb(relation, standing),
        details=details(relation),
        first=first_day(first) if first else None,
        last=last_day(last) if last else None,
        values=known_values({**_edge_values(relation, style), "standing": standing}),
    )


def short_id(iri: str) -> str:
    """Return a name that is short and no other's: the local name of an entity, ``relation:`` before a relation's."""
    name = local_name(iri)
    return f"relation:{name}" if iri.endswith(f"/relation/{name}") else name


def days(relation: Relation) -> tuple[str | None, str | None]:
    """Return the partial dates on which the time of a relation begins and ends; a moment does both."""
    return relation.on or relation.from_ or relation.not_before, relation.on or relation.until or relation.not_after


def joined(values: tuple[str, ...]) -> str:
    """Return a list as one text; a bar inside a value is doubled, so that the text can be taken apart again."""
    return _BAR.join(value.replace("|", "||") for value in values)


def plain(value: Value) -> str:
    """Return a value as text: true and false in words, numbers in full, a list joined by bars."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return number_key(value)
    return value if isinstance(value, str) else joined(value)


def plain_json(values: dict[str, Value]) -> dict[str, Any]:
    """Return values as JSON has them: a number, true or false, a text, a list of texts."""
    return {
        name: (int(value) if value == value.to_integral_value() else float(value))
        if isinstance(value, Decimal)
        else value
        for name, value in values.items()
    }


def _node_values(entity: Entity, style: Style) -> dict[str, Value | None]:
    box = style.box(entity.type)
    return {
        "iri": entity.id,
        "kind": entity.type or None,
        "names": entity.names,
        "codes": tuple(f"{scheme} {code}" for scheme, code in sorted(entity.codes.items())),
        "datasets": entity.datasets,
        "shape": box.shape,
        "colour": box.border,
        "fill": box.fill,
    }


def _drawn(spot: Placement) -> dict[str, Value | None]:
    """Return where a node stands and how wide it is."""
    return {name: Decimal(str(value)) for name, value in (("x", spot.x), ("y", spot.y), ("size", spot.size))}


def _edge_values(relation: Relation, style: Style) -> dict[str, Value | None]:
    stroke = style.stroke(relation.type.layer)
    first, last = days(relation)
    return {
        "iri": relation.id,
        "relation_type": local_name(relation.type.id),
        "relation_type_iri": relation.type.id,
        "layer": relation.type.layer,
        "polarity": relation.type.polarity,
        "symmetric": relation.type.symmetric,
        "accepted": relation.accepted,
        "on": relation.on,
        "from": relation.from_,
        "until": relation.until,
        "not_before": relation.not_before,
        "not_after": relation.not_after,
        "first_day": first and first_day(first),
        "first_precision": first and _PRECISION[len(first)],
        "last_day": last and last_day(last),
        "last_precision": last and _PRECISION[len(last)],
        "holds": relation.holds,
        "value": relation.value,
        "value_max": relation.value_max,
        "unit": relation.unit,
        "comparator": relation.comparator,
        "qualifier": relation.qualifier,
        "phase": relation.phase,
        "used_by": relation.used_by.label if relation.used_by else None,
        **claim_values(relation.claims),
        "datasets": relation.datasets,
        "colour": stroke.colour,
        "dash": stroke.dash,
    }


def claim_values(claims: Sequence[Claim]) -> dict[str, Value | None]:
    """Return the lists that tell of claims, all as long as one another; None where no claim has such a value."""
    said: dict[str, list[str | None]] = {
        "claimants": [claim.claimant.label for claim in claims],
        "stances": [claim.stance for claim in claims],
        "statuses": [claim.status for claim in claims],
        "said_on": [claim.said_on for claim in claims],
        "attested_on": [claim.attested_on for claim in claims],
        "sources": [claim.source.label for claim in claims],
        "urls": [claim.source.url for claim in claims],
        "paragraphs": [" ".join(map(str, claim.paragraphs)) for claim in claims],
        "notes": [claim.note for claim in claims],
    }
    return {name: tuple(one or "" for one in values) if any(values) else None for name, values in said.items()}


def known_values(values: dict[str, Value | None]) -> dict[str, Value]:
    """Return what is known, without None and empty lists."""
    return {name: value for name, value in values.items() if value is not None and value != ()}
