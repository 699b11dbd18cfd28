"""What one row says, ready to be written: relations, claims and a source, as blocks of Turtle."""

import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final

from msgspec import Struct, field
from pyoxigraph import Literal, NamedNode

from kg.importing.names import WIKIDATA, NamedEntity
from kg.importing.registry import State
from kg.importing.stated import Details
from kg.model.dates import datatype
from kg.model.identity import number_key, relation_name, text_key
from kg.terms import DATASET, DCTERMS, ENTITY, KG, PREFIXES, RDF, SCHEMA, SKOS, SOURCE
from kg.turtle import body, local, term

_TIMES: Final = {"on": "on", "from": "from", "until": "until", "not_before": "after", "not_after": "before"}
# The times of a relation, in the order in which they are written.
_DATED: Final = (
    ("on", "kg:on"), ("from", "kg:from"), ("until", "kg:until"), ("not_before", "kg:notBefore"),
    ("not_after", "kg:notAfter"),
)  # fmt: skip
# The codes of a state that stand on its entity, by the scheme of the registry.
_CODES: Final = {"iso2": "iso2"}
# A text in which Turtle escapes nothing.
_SIMPLE: Final = re.compile(r'[^"\\\x00-\x1f\x7f]*')

Block = dict[NamedNode, Collection[str]]


class Document(Struct, frozen=True):
    """A source as the sheet tells of it; ``creator`` is the voice in which it speaks."""

    name: str
    title: str
    creator: NamedEntity
    publisher: str
    date: str = ""
    url: str = ""
    side: str = ""
    weak: bool = False
    notes: tuple[str, ...] = ()

    @property
    def term(self) -> str:
        """Return it as it stands in Turtle."""
        return local("source", self.name)

    def passage(self, paragraph: int) -> str:
        """Return the name of one of its passages."""
        return f"{self.name}-{paragraph}"


class Statement(Struct):
    """One relation and one claim about it, all by local name.

    ``times`` holds the dates of the relation, ``passages`` the digests of the paragraphs in which the claim is found,
    ``record`` what its row is known by in the file, ``prefix`` stands before its type. ``beside`` says that a row of
    something else says it too, ``readings`` as what codes were read that may mean something else.
    """

    subject: NamedEntity
    type: str
    layer: str
    object: NamedEntity | str | None
    claimant: NamedEntity
    source: Document
    language: str = ""
    used_by: NamedEntity | None = None
    times: Mapping[str, str] = field(default_factory=dict)
    value: Decimal | None = None
    up_to: Decimal | None = None
    unit: str = ""
    qualifier: str = ""
    comparator: str = ""
    phase: str = ""
    prefix: str = "kg"
    stance: str = "affirms"
    status: str = "asserted"
    said_on: str = ""
    attested_on: str = ""
    note: str = ""
    doubted: bool = False
    passages: Mapping[int, str] = field(default_factory=dict)
    record: str = ""
    beside: bool = False
    readings: Collection[str] = ()

    @property
    def entities(self) -> list[NamedEntity]:
        """Return all entities that stand in the statement, and the voice of its source."""
        named = [self.subject, self.claimant, self.source.creator]
        if type(self.object) is NamedEntity:
            named.append(self.object)
        if self.used_by is not None:
            named.append(self.used_by)
        return named

    @property
    def name(self) -> str:
        """Return the local name of the relation."""
        target = self.object.slug if isinstance(self.object, NamedEntity) else self.object and text_key(self.object)
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
            qualifier=self.qualifier,
            phase=self.phase,
        )

    def relation(self) -> str:
        """Return the body of the relation's block.

        It is put together by hand in the order in which ``turtle.body`` has it, since this is done for each row.
        """
        lines = [
            f"    a kg:Relation ;\n    rdf:subject {_entity(self.subject.slug)} ;\n"
            f"    rdf:predicate {local(self.prefix, self.type)} ;\n"
        ]
        if isinstance(self.object, NamedEntity):
            lines.append(f"    rdf:object {_entity(self.object.slug)} ;\n")
        elif self.object is not None:
            lines.append(f"    rdf:object {term(Literal(self.object, language=self.language or None))} ;\n")
        if self.used_by is not None:
            lines.append(f"    kg:usedBy {_entity(self.used_by.slug)} ;\n")
        if self.times:
            lines += [f"    {name} {_date(self.times[time])} ;\n" for time, name in _DATED if time in self.times]
        if self.comparator:
            lines.append(f"    kg:comparator comparator:{self.comparator} ;\n")
        if self.value is not None:
            lines.append(f"    kg:value {_number(self.value)} ;\n")
        if self.up_to is not None:
            lines.append(f"    kg:upTo {_number(self.up_to)} ;\n")
        if decimals := max(_zeros(self.value), _zeros(self.up_to)):
            lines.append(f"    kg:decimals {decimals} ;\n")
        if self.unit:
            lines.append(f"    kg:unit unit:{self.unit} ;\n")
        if self.qualifier:
            lines.append(f"    kg:qualifier {term(Literal(self.qualifier, language='en'))} ;\n")
        if self.phase:
            lines.append(f"    kg:phase phase:{self.phase} ;\n")
        return "".join(lines)

    def claim(self, name: str) -> str:
        """Return the body of the claim's block, given the local name of the relation; put together as that is."""
        source = self.source
        found_in = source.term
        if self.passages:
            found_in = " , ".join(sorted(local("passage", source.passage(number)) for number in self.passages))
        lines = [
            f"    a kg:Claim ;\n    kg:about {local('relation', name)} ;\n"
            f"    kg:claimant {_entity(self.claimant.slug)} ;\n    kg:stance stance:{self.stance} ;\n"
            f"    kg:status status:{self.status} ;\n    kg:foundIn {found_in} ;\n"
        ]
        if self.said_on:
            lines.append(f"    kg:saidOn {_date(self.said_on)} ;\n")
        if self.attested_on:
            lines.append(f"    kg:attestedOn {_date(self.attested_on)} ;\n")
        if self.note:
            lines.append(f"    skos:note {_text(self.note)}@en ;\n")
        if self.doubted:
            lines.append("    kg:doubted true ;\n")
        if self.record:  # last, where those of one claim are put together
            lines.append(f"    dcterms:identifier {_text(self.record)} ;\n")
        return "".join(lines)


def source_body(source: Document, dataset: str) -> str:
    """Return the body of a source's block."""
    block: Block = {
        _node(RDF, "type"): [term(_node(KG, "Source"))],
        _node(DCTERMS, "title"): [term(Literal(source.title))],
        _node(DCTERMS, "creator"): [_entity(source.creator.slug)],
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


def entity_body(entity: NamedEntity, details: Details, kind: str = "") -> str:
    """Return the body of a new entity's block; ``kind`` is its kind as it stands in Turtle."""
    name = entity.name or entity.slug
    block: Block = {
        _node(RDF, "type"): [kind or f"kg:{entity.kind}"],
        _node(SKOS, "prefLabel"): [term(Literal(details.label or name, language="en"))],
    }
    aliases = [*details.aliases, *entity.aliases, *([name] if details.label not in ("", name) else [])]
    if aliases := [alias for alias in dict.fromkeys(aliases) if alias != (details.label or name)]:
        block[_node(SKOS, "altLabel")] = [term(Literal(alias, language="en")) for alias in aliases]
    if details.plural:
        block[_node(KG, "plural")] = ["true"]
    if details.side:
        block[_node(KG, "side")] = [f"side:{details.side}"]
    if details.counts_with:
        block[_node(KG, "countsWith")] = [term(_node(ENTITY, details.counts_with))]
    if entity.identifier:
        block[_node(DCTERMS, "identifier")] = [term(Literal(entity.identifier))]
    if entity.match:
        block[_node(SKOS, "exactMatch")] = [term(NamedNode(entity.match))]
    if entity.state is not None:
        block |= state_codes(entity.state)
    return body(block)


def state_codes(state: State) -> Block:
    """Return the codes of a state of the registry, as they stand on its entity."""
    block: Block = {}
    for scheme, name in _CODES.items():
        if code := state.codes.get(scheme):
            block[_node(KG, name)] = [term(Literal(code))]
    if code := state.codes.get("wikidata"):
        block[_node(SKOS, "exactMatch")] = [f"<{WIKIDATA}{code}>"]
    return block


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


def joined(notes: Iterable[str], between: str = " | ") -> str:
    """Return notes as one, each once."""
    return between.join(dict.fromkeys(note for note in notes if note))


def _node(namespace: str, name: str) -> NamedNode:
    return NamedNode(namespace + name)


def _text(text: str) -> str:
    """Return a text in quotation marks, as ``turtle.term`` has it."""
    return f'"{text}"' if _SIMPLE.fullmatch(text) else term(Literal(text))


@lru_cache(maxsize=65536)
def _entity(slug: str) -> str:
    return local("entity", slug)


@lru_cache(maxsize=65536)
def _date(date: str) -> str:
    return term(Literal(date, datatype=NamedNode(datatype(date))))


def _zeros(number: Decimal | None) -> int:
    """Return the digits after the point of a number that ends in zeros there, else 0."""
    decimals = 0 if number is None else -int(number.as_tuple().exponent)
    return decimals if number is not None and decimals > 0 and number.as_tuple().digits[-1] == 0 else 0


def _number(number: Decimal) -> str:
    """Return a number, which Turtle writes as it is: whole numbers are integers, others decimals."""
    return number_key(number)
