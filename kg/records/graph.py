"""Records of what the graph holds: entities, relations, and who claims them."""

from typing import Annotated

from msgspec import UNSET, UnsetType, field

from kg.records.base import Date, Iri, Record, Stance, Words, told


class EntityRef(Record):
    """An entity as other records mention it."""

    id: Iri
    label: str
    type: str


class Entity(EntityRef):
    """An entity with its names for finding, its codes and the datasets that mention it: `kg entities`."""

    names: list[str]
    codes: Words
    datasets: list[str]


class Text(Record):
    """A name or a term to which a relation points."""

    value: str
    datatype: Iri
    lang: str | None


class Target(Record):
    """To what a relation points: the parts of an entity or those of a text."""

    id: Iri | UnsetType = UNSET
    label: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    value: str | UnsetType = UNSET
    datatype: Iri | UnsetType = UNSET
    lang: str | UnsetType | None = UNSET


EITHER = told(anyOf=[{"$ref": "#/$defs/EntityRef"}, {"$ref": "#/$defs/Text"}, {"type": "null"}])


class RelationType(Record):
    """The type of a relation, with what it declares."""

    id: Iri
    label: str
    inverse_label: str | None
    layer: str
    polarity: Annotated[str, told(enum=["cooperative", "hostile", "neutral"])]
    symmetric: bool


class Source(Record):
    """A source of claims. `side` is null where it is unknown."""

    id: Iri
    label: str
    publisher: str | None
    url: str | None
    date: Date | None
    side: str | None
    weak: bool


class Claim(Record, kw_only=True):
    """One party affirming or denying one relation in one source.

    `rows` are the rows of a sheet from which it was made, where there are any; `doubted` stands where who compiled the
    dataset thinks it a likely error of its source.
    """

    id: Iri
    dataset: str | None
    claimant: EntityRef
    stance: Stance
    status: str
    said_on: Date | None
    attested_on: Date | None
    source: Source
    paragraphs: list[int]
    rows: list[str] = field(default_factory=list)
    doubted: bool = False
    note: str | None


class Corroboration(Record):
    """How many independent publishers support a tie, on which sides, and how many do so in weak sources only.

    It stands in relation records with `--long`, and in explanations.
    """

    publishers: int
    sides: list[str]
    weak: int


class Relation(Record, kw_only=True):
    """One proposition with all claims about it: `kg relations`, and every command that lists relations.

    Dates are as precise as the source and no more; what is not known is null. `accepted` says whether it passed the
    policy that was asked for; `holds` is null unless a date was asked for; `about` is there with `--lineage` only, and
    names the entity of the lineage; `through` is the shared event or thing, with one record for each tie to it.
    """

    id: Iri
    subject: EntityRef
    type: RelationType
    object: Annotated[Target | None, EITHER]
    through: EntityRef | None
    about: EntityRef | None = None
    corroboration: Corroboration | None = None
    on: Date | None
    from_: Date | None
    until: Date | None
    not_before: Date | None
    not_after: Date | None
    attested_on: list[Date]
    holds: Annotated[str | None, told(enum=["certainly", "possibly", "undated", None])]
    amount: int | float | None = field(name="value")
    amount_max: int | float | None = field(name="value_max")
    unit: str | None
    comparator: str | None
    qualifier: str | None = None
    phase: str | None
    used_by: EntityRef | None
    datasets: list[str]
    accepted: bool
    claims: list[Claim]
