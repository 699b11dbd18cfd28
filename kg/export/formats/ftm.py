"""FollowTheMoney entities as JSON lines, for Aleph and other tools of investigative journalism.

Which schema a kind and a relation type have, the ontology declares (``kg:ftmSchema``).
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, BinaryIO, Final
from unicodedata import category

from msgspec import Struct

from kg.export.style import nearest, read_style
from kg.export.view import View
from kg.model.records import Claim, Entity, EntityRef, Relation
from kg.model.verbaliser import details, sentence, verb
from kg.store import Store, named_query
from kg.terms import local_name

ENDINGS: Final = ("json", "jsonl", "ndjson")
TIES_ONLY = True


class _Edge(Struct, frozen=True):
    """A schema for ties: the properties of its two ends, and the schemata that may stand there (all, if none)."""

    schema: str
    source: str
    target: str
    sources: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()

    def fits(self, source: str, target: str) -> bool:
        return (not self.sources or source in self.sources) and (not self.targets or target in self.targets)


# The property of a schema that says in words what a tie is, role for all others; which have no status or an amount.
_WORDS: Final = {
    "Occupancy": "",
    "Associate": "relationship",
    "Family": "relationship",
    "Payment": "purpose",
    "Debt": "",
}
_WITHOUT_STATUS: Final = frozenset({"Associate", "Family", "Payment", "Debt"})
_WITH_AMOUNT: Final = frozenset({"Payment", "Debt"})
_ANY: Final = _Edge("UnknownLink", "subject", "object")


def _declared(store: Store) -> tuple[dict[str, str], dict[str, _Edge]]:
    """Return the schema of each kind, by local name, and that of each relation type that has one, by IRI."""
    kinds: dict[str, str] = {}
    ends: dict[str, tuple[str, str, str, set[str], set[str]]] = {}
    for row in store.select(named_query("ftm_schemata")):
        term, schema = row["term"].value, row["schema"].value
        if row["subject"] is None:
            kinds[local_name(term)] = schema
            continue
        edge = ends.setdefault(term, (schema, row["subject"].value, row["object"].value, set(), set()))
        for index, name in ((3, "subject_schema"), (4, "object_schema")):
            if row[name] is not None:
                edge[index].add(row[name].value)  # type: ignore[union-attr]
    edges = {term: _Edge(*parts[:3], frozenset(parts[3]), frozenset(parts[4])) for term, parts in ends.items()}
    return kinds, edges


def write(view: View, file: BinaryIO) -> list[str]:
    """Write the entities and ties of a view, one a line.

    A tie says in ``description`` who claims it and where, in ``status`` how it stands among the accounts.
    """
    kinds, edges = _declared(view.store)
    broader, names = read_style(view.store).broader, view.store.dossier.names
    schemata: dict[str, str] = {}
    dropped: Counter[str] = Counter()
    for entity in view.read_entities():
        schema = nearest(entity.type, kinds, broader)
        if schema is None:
            dropped[f"of the kind {entity.type}, for which there is no schema"] += 1
            continue
        schemata[entity.id] = schema
        _write(file, _id(entity.id, names.entity), schema, _of_entity(entity), entity.datasets)
    for relation in view.read():
        assert isinstance(relation.object, EntityRef)
        source, target = schemata.get(relation.subject.id), schemata.get(relation.object.id)
        if source is None or target is None:
            dropped["ties of these"] += 1
            continue
        standing = view.standing(relation)
        edge = _edge(edges, relation, standing, source, target)
        ends = {
            edge.source: [_id(relation.subject.id, names.entity)],
            edge.target: [_id(relation.object.id, names.entity)],
        }
        properties = ends | _of_relation(relation, standing, edge.schema)
        _write(
            file,
            _id(relation.id, names.relation).replace("kg-", "kg-tie-", 1),
            edge.schema,
            properties,
            relation.datasets,
        )
    return [f"left out: {number} {why}" for why, number in sorted(dropped.items())]


def _edge(edges: Mapping[str, _Edge], relation: Relation, standing: str, source: str, target: str) -> _Edge:
    """Return the schema of a tie; what nobody affirms, or what is only planned, is no ownership and no membership."""
    if relation.phase is not None or standing == "denied":
        return _ANY
    edge = edges.get(relation.type.id, _ANY)
    return edge if edge.fits(source, target) else _ANY


def _id(iri: str, space: str) -> str:
    """Return the id of a thing: its local name and, in another namespace, a digest, since readers merge by id."""
    if iri == space + local_name(iri):
        return f"kg-{local_name(iri)}"
    return f"kg-{local_name(iri)}-{sha256(iri.encode()).hexdigest()[:12]}"


def _write(file: BinaryIO, id_: str, schema: str, properties: dict[str, list[str]], datasets: Iterable[str]) -> None:
    kept = {name: values for name, values in properties.items() if values}
    line = {"id": id_, "schema": schema, "properties": kept, "datasets": [*datasets]}
    file.write((json.dumps(line, ensure_ascii=False) + "\n").encode())


def _cleaned(name: str) -> str:
    """Return a name without signs that take no room, as FollowTheMoney keeps names."""
    return "".join(sign for sign in name if category(sign) != "Cf")


def _of_entity(entity: Entity) -> dict[str, list[str]]:
    country = entity.codes.get("iso2")
    return {
        "name": [entity.label],
        "alias": sorted({*map(_cleaned, entity.names)} - {entity.label}),
        "country": [country.lower()] if country else [],
        # Several kinds share a schema: this one is read when the file comes back.
        "keywords": [entity.type],
    }


def _of_relation(relation: Relation, standing: str, schema: str) -> dict[str, Any]:
    exact = relation.value is not None and relation.comparator is None and relation.value_max is None
    value = [f"{relation.value:f}"] if exact else []
    has_share = schema == "Ownership" and relation.unit == "percent"
    has_amount = schema in _WITH_AMOUNT and len(relation.unit or "") == 3
    told = sentence(relation) + details(relation)
    return {
        **({words: [verb(relation, standing)]} if (words := _WORDS.get(schema, "role")) else {}),
        "date": _known(relation.on),
        "startDate": _known(relation.from_),
        "endDate": _known(relation.until),
        "status": [] if schema in _WITHOUT_STATUS else [standing],
        "summary": [f"{told} ({standing})" if schema in _WITHOUT_STATUS else told],
        "description": [*map(_claimed, relation.claims)],
        "publisher": sorted({claim.source.publisher for claim in relation.claims if claim.source.publisher}),
        "sourceUrl": sorted({claim.source.url for claim in relation.claims if claim.source.url}),
        "recordId": [relation.id],
        "percentage": value if has_share else [],
        "amount": value if has_amount else [],
        "currency": [(relation.unit or "").upper()] if has_amount and value else [],
    }


def _known(date: str | None) -> list[str]:
    return [] if date is None else [date]


def _claimed(claim: Claim) -> str:
    note = f" ({claim.note})" if claim.note else ""
    where = f", paragraph {', '.join(map(str, claim.paragraphs))}" if claim.paragraphs else ""
    stance = "Affirmed" if claim.affirms else "Denied"
    dates = f", on {claim.said_on}" if claim.said_on else ""
    dates += f", said for {claim.attested_on}" if claim.attested_on else ""
    publisher = f" of “{claim.source.publisher}”" if claim.source.publisher else ""
    source = f"“{claim.source.label}”{publisher}"
    return f"{stance} by {claim.claimant} ({claim.status_words}){dates}, in {source}{where}{note}"
