"""FollowTheMoney entities as JSON lines, for Aleph and other tools of investigative journalism."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from kg.export.style import nearest, read_style
from kg.export.view import View
from kg.model.records import Claim, Entity, EntityRef, Relation
from kg.model.wording import details, sentence, verb
from kg.terms import local_name

TIES_ONLY = True

# The schema of each kind; a kind that is not named here has that of the next broader one. States and polities share
# one: which is which stays with what is claimed of them.
_SCHEMATA: Final = {
    "Agreement": "Document",
    "Asset": "Asset",
    "Company": "Company",
    "Event": "Event",
    "GovernmentBody": "PublicBody",
    "Group": "LegalEntity",
    "Office": "Position",
    "Organisation": "Organization",
    "Person": "Person",
    "Place": "Territory",
    "Polity": "Organization",
    "Programme": "Project",
    "Publication": "Document",
    "State": "Organization",
    "Vehicle": "Vehicle",
}
_ORGANISATIONS: Final = frozenset({"Organization", "PublicBody", "Company"})
_LEGAL_ENTITIES: Final = _ORGANISATIONS | {"LegalEntity", "Person"}
_ASSETS: Final = frozenset({"Asset", "Company", "Vehicle"})


@dataclass(frozen=True, slots=True)
class _Edge:
    """A schema for ties: the properties of its two ends, and the schemata that may stand there (all, if none)."""

    schema: str
    source: str
    target: str
    sources: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()

    def fits(self, source: str, target: str) -> bool:
        return (not self.sources or source in self.sources) and (not self.targets or target in self.targets)


_ANY: Final = _Edge("UnknownLink", "subject", "object")
_EDGES: Final = {
    "holdsOffice": _Edge("Occupancy", "holder", "post", frozenset({"Person"}), frozenset({"Position"})),
    "isMemberOf": _Edge("Membership", "member", "organization", _LEGAL_ENTITIES, _ORGANISATIONS),
    "owns": _Edge("Ownership", "owner", "asset", _LEGAL_ENTITIES, _ASSETS),
}


def write(view: View, file: BinaryIO) -> list[str]:
    """Write the entities and ties of a view, one a line.

    A tie says in ``description`` who claims it and where, in ``status`` how it stands among the accounts.
    """
    broader = read_style(view.store).broader
    schemata: dict[str, str] = {}
    dropped: Counter[str] = Counter()
    for entity in view.read_entities():
        schema = nearest(entity.type, _SCHEMATA, broader)
        if schema is None:
            dropped[f"of the kind {entity.type}, for which there is no schema"] += 1
            continue
        schemata[entity.id] = schema
        _write(file, _id(entity.id), schema, _of_entity(entity), entity.datasets)
    for relation in view.read():
        assert isinstance(relation.object, EntityRef)
        source, target = schemata.get(relation.subject.id), schemata.get(relation.object.id)
        if source is None or target is None:
            dropped["ties of these"] += 1
            continue
        standing = view.standing(relation)
        edge = _edge(relation, standing, source, target)
        ends = {edge.source: [_id(relation.subject.id)], edge.target: [_id(relation.object.id)]}
        properties = ends | _of_relation(relation, standing, edge.schema)
        _write(file, f"kg-tie-{local_name(relation.id)}", edge.schema, properties, relation.datasets)
    return [f"left out: {number} {why}" for why, number in sorted(dropped.items())]


def _edge(relation: Relation, standing: str, source: str, target: str) -> _Edge:
    """Return the schema of a tie; what nobody affirms, or what is only planned, is no ownership and no membership."""
    if relation.phase is not None or standing == "denied":
        return _ANY
    edge = _EDGES.get(local_name(relation.type.id), _ANY)
    return edge if edge.fits(source, target) else _ANY


def _id(iri: str) -> str:
    return f"kg-{local_name(iri)}"


def _write(file: BinaryIO, id_: str, schema: str, properties: dict[str, list[str]], datasets: Iterable[str]) -> None:
    kept = {name: values for name, values in properties.items() if values}
    line = {"id": id_, "schema": schema, "properties": kept, "datasets": [*datasets]}
    file.write((json.dumps(line, ensure_ascii=False) + "\n").encode())


def _of_entity(entity: Entity) -> dict[str, list[str]]:
    country = entity.codes.get("iso2")
    return {
        "name": [entity.label],
        "alias": sorted({*entity.names} - {entity.label}),
        "country": [country.lower()] if country else [],
    }


def _of_relation(relation: Relation, standing: str, schema: str) -> dict[str, Any]:
    exact = relation.comparator is None and relation.value_max is None
    has_share = schema == "Ownership" and relation.unit == "percent" and exact
    return {
        "role": [verb(relation, standing)] if schema != "Occupancy" else [],
        "date": _known(relation.on),
        "startDate": _known(relation.from_),
        "endDate": _known(relation.until),
        "status": [standing],
        "summary": [sentence(relation) + details(relation)],
        "description": [*map(_claimed, relation.claims)],
        "publisher": sorted({claim.source.publisher for claim in relation.claims if claim.source.publisher}),
        "sourceUrl": sorted({claim.source.url for claim in relation.claims if claim.source.url}),
        "recordId": [relation.id],
        "percentage": [f"{relation.value:f}"] if has_share and relation.value is not None else [],
    }


def _known(date: str | None) -> list[str]:
    return [] if date is None else [date]


def _claimed(claim: Claim) -> str:
    note = f" ({claim.note})" if claim.note else ""
    where = f", paragraph {', '.join(map(str, claim.paragraphs))}" if claim.paragraphs else ""
    stance = "Affirmed" if claim.affirms else "Denied"
    dates = f", on {claim.said_on}" if claim.said_on else ""
    dates += f", as of {claim.attested_on}" if claim.attested_on else ""
    return f"{stance} by {claim.claimant} ({claim.status}){dates}, in “{claim.source.label}”{where}{note}"
