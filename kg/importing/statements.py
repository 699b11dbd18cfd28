"""What one row says, ready to be written: relations, claims and a source, as blocks of Turtle."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.importing.names import Details, Found
from kg.model.dates import datatype
from kg.model.identity import number_key, relation_name, text_key
from kg.terms import DATASET, DCTERMS, ENTITY, KG, PASSAGE, PREFIXES, RDF, RELATION, SCHEMA, SKOS, SOURCE, XSD
from kg.turtle import body, term

_TIMES: Final = {"on": "on", "from": "from", "until": "until", "not_before": "after", "not_after": "before"}
_PROPERTIES: Final = {
    "not_before": "notBefore",
    "not_after": "notAfter",
    "said_on": "saidOn",
    "attested_on": "attestedOn",
}

Block = dict[NamedNode, Collection[str]]


@dataclass(frozen=True, slots=True)
class Document:
    """A source as the sheet tells of it; ``creator`` is the voice in which it speaks."""

    name: str
    title: str
    creator: Found
    publisher: str
    date: str = ""
    url: str = ""
    side: str = ""
    weak: bool = False
    notes: tuple[str, ...] = ()

    def passage(self, paragraph: int) -> str:
        """Return the name of one of its passages."""
        return f"{self.name}-{paragraph}"


@dataclass(frozen=True, slots=True)
class Statement:
    """One relation and one claim about it, all by local name.

    ``times`` holds the dates of the relation, ``passages`` the digests of the paragraphs in which the claim is found.
    """

    subject: Found
    type: str
    layer: str
    object: Found | str | None
    claimant: Found
    source: Document
    language: str = ""
    used_by: Found | None = None
    times: Mapping[str, str] = field(default_factory=dict)
    value: Decimal | None = None
    up_to: Decimal | None = None
    unit: str = ""
    comparator: str = ""
    phase: str = ""
    stance: str = "affirms"
    status: str = "asserted"
    said_on: str = ""
    attested_on: str = ""
    note: str = ""
    passages: Mapping[int, str] = field(default_factory=dict)

    @property
    def entities(self) -> Iterator[Found]:
        """Yield all entities that stand in the statement, and the voice of its source."""
        for found in (self.subject, self.object, self.used_by, self.claimant, self.source.creator):
            if isinstance(found, Found):
                yield found

    @property
    def name(self) -> str:
        """Return the local name of the relation."""
        target = self.object.slug if isinstance(self.object, Found) else self.object and text_key(self.object)
        return relation_name(
            self.subject.slug,
            self.type,
            target,
            used_by=None if self.used_by is None else self.used_by.slug,
            times=[(_TIMES[time], date) for time, date in self.times.items()],
            comparator=self.comparator,
            value=self.value,
            up_to=self.up_to,
            unit=self.unit,
            phase=self.phase,
        )

    def relation(self) -> str:
        """Return the body of the relation's block."""
        block: Block = {
            _node(RDF, "type"): [term(_node(KG, "Relation"))],
            _node(RDF, "subject"): [_entity(self.subject)],
            _node(RDF, "predicate"): [term(_node(KG, self.type))],
        }
        if isinstance(self.object, Found):
            block[_node(RDF, "object")] = [_entity(self.object)]
        elif self.object is not None:
            block[_node(RDF, "object")] = [term(Literal(self.object, language=self.language or None))]
        if self.used_by is not None:
            block[_node(KG, "usedBy")] = [_entity(self.used_by)]
        for time, date in self.times.items():
            block[_node(KG, _PROPERTIES.get(time, time))] = [_date(date)]
        for name, number in (("value", self.value), ("upTo", self.up_to)):
            if number is not None:
                block[_node(KG, name)] = [_number(number)]
        for scheme in ("comparator", "unit", "phase"):
            if getattr(self, scheme):
                block[_node(KG, scheme)] = [f"{scheme}:{getattr(self, scheme)}"]
        return body(block)

    def claim(self) -> str:
        """Return the body of the claim's block."""
        block: Block = {
            _node(RDF, "type"): [term(_node(KG, "Claim"))],
            _node(KG, "about"): [term(_node(RELATION, self.name))],
            _node(KG, "claimant"): [_entity(self.claimant)],
            _node(KG, "stance"): [f"stance:{self.stance}"],
            _node(KG, "status"): [f"status:{self.status}"],
            _node(KG, "foundIn"): [term(_node(PASSAGE, self.source.passage(number))) for number in self.passages]
            or [term(_node(SOURCE, self.source.name))],
        }
        for name in ("said_on", "attested_on"):
            if getattr(self, name):
                block[_node(KG, _PROPERTIES[name])] = [_date(getattr(self, name))]
        if self.note:
            block[_node(SKOS, "note")] = [term(Literal(self.note, language="en"))]
        return body(block)


def source_body(source: Document, dataset: str) -> str:
    """Return the body of a source's block."""
    block: Block = {
        _node(RDF, "type"): [term(_node(KG, "Source"))],
        _node(DCTERMS, "title"): [term(Literal(source.title))],
        _node(DCTERMS, "creator"): [_entity(source.creator)],
        _node(DCTERMS, "isPartOf"): [term(_node(DATASET, dataset))],
        _node(KG, "weak"): [str(source.weak).lower()],
    }
    if source.publisher:
        block[_node(DCTERMS, "publisher")] = [term(Literal(source.publisher))]
    if source.date:
        block[_node(DCTERMS, "issued")] = [_date(source.date)]
    if source.url:
        block[_node(SCHEMA, "url")] = [term(NamedNode(source.url))]
    if source.side:
        block[_node(KG, "side")] = [f"side:{source.side}"]
    if source.notes:
        block[_node(SKOS, "note")] = [term(Literal(note, language="en")) for note in source.notes]
    return body(block)


def passage_body(source: Document, paragraph: int, digest: str) -> str:
    """Return the body of a passage's block."""
    return body(
        {
            _node(RDF, "type"): [term(_node(KG, "Passage"))],
            _node(KG, "passageOf"): [term(_node(SOURCE, source.name))],
            _node(KG, "paragraph"): [str(paragraph)],
            _node(KG, "digest"): [term(Literal(digest))],
        }
    )


def entity_body(name: str, kind: str, details: Details) -> str:
    """Return the body of a new entity's block."""
    block: Block = {
        _node(RDF, "type"): [term(_node(KG, kind))],
        _node(SKOS, "prefLabel"): [term(Literal(details.label or name, language="en"))],
    }
    aliases = [*details.aliases, *([name] if details.label not in ("", name) else [])]
    if aliases:
        block[_node(SKOS, "altLabel")] = [term(Literal(alias, language="en")) for alias in aliases]
    if details.side:
        block[_node(KG, "side")] = [f"side:{details.side}"]
    if details.counts_with:
        block[_node(KG, "countsWith")] = [term(_node(ENTITY, details.counts_with))]
    return body(block)


def dataset_body(title: str, description: str, licence: str, made: str) -> str:
    """Return the body of a dataset's block; ``made`` says by what it was made."""
    return body(
        {
            _node(RDF, "type"): [term(_node(PREFIXES["dcat"], "Dataset"))],
            _node(DCTERMS, "title"): [term(Literal(title, language="en"))],
            _node(DCTERMS, "description"): [term(Literal(description, language="en"))],
            _node(DCTERMS, "license"): [term(NamedNode(licence))],
            _node(DCTERMS, "provenance"): [term(Literal(made, language="en"))],
        }
    )


def joined(notes: Iterable[str]) -> str:
    """Return notes as one, each once."""
    return " | ".join(dict.fromkeys(note for note in notes if note))


def _node(namespace: str, name: str) -> NamedNode:
    return NamedNode(namespace + name)


def _entity(found: Found) -> str:
    return term(_node(ENTITY, found.slug))


def _date(date: str) -> str:
    return term(Literal(date, datatype=NamedNode(datatype(date))))


def _number(number: Decimal) -> str:
    text = number_key(number)
    return term(Literal(text, datatype=_node(XSD, "decimal" if "." in text else "integer")))
