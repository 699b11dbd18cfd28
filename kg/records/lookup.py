"""Records of look-ups: what is found, when it holds, who says so, and why."""

from typing import Annotated, Any

from msgspec import field

from kg.records.base import Counts, Date, Iri, Record, Stance, Words, told
from kg.records.graph import (
    EITHER,
    Corroboration,
    Entity,
    EntityRef,
    Relation,
    RelationType,
    Source,
    Target,
)

_Validity = Annotated[str, told(enum=["certainly", "possibly", "not", "undated"])]


class Change(Record):
    """One relation that began, happened or ended between two dates: `kg changes`.

    `certainly` where every reading of its date lies between them.
    """

    change: Annotated[str, told(enum=["began", "happened", "ended", "measured"])]
    certainty: Annotated[str, told(enum=["certainly", "possibly"])]
    relation: Relation


class Revision(Record):
    """One tie or name that came, went or changed between two states of a dossier: `kg diff`.

    `what` says in words what is different about it; `relation` or `entity` is as it now stands, or as it last stood.
    """

    change: Annotated[str, told(enum=["added", "removed", "changed"])]
    what: list[str]
    relation: Relation | None = None
    entity: Entity | None = None


class Claimant(EntityRef):
    """Who takes part in a dispute; `side` is where in the conflict it stands, null where that is unknown."""

    side: str | None


class Side(Record):
    """One account in a dispute: who affirms or denies what."""

    stance: Stance
    claimants: Annotated[list[Claimant], told(minItems=1)]
    relations: Annotated[list[Relation], told(minItems=1)]


class Dispute(Record):
    """A group of accounts that differ: `kg disputes`.

    `subject`, `type` and `object` are what all its relations share, else null; a relation that one side affirms and
    another denies stands in both.
    """

    kind: Annotated[str, told(enum=["denial", "value", "accusation", "date"])]
    subject: EntityRef | None
    type: RelationType | None
    object: Annotated[Target | None, EITHER]
    sides: Annotated[list[Side], told(minItems=2)]


class Perspective(Record):
    """What a party affirms and what it denies: `kg perspective`."""

    says: list[Relation]
    denies: list[Relation]


class Difference(Record):
    """The accounts of two parties: `kg perspective A --versus B`.

    `denied` is what one affirms and the other denies; `accusations` is empty unless each accuses the other.
    """

    only_a: list[Relation]
    only_b: list[Relation]
    both: list[Relation]
    denied: list[Relation]
    accusations: list[Relation]


class Hop(Record):
    """One step of a chain, with all relations that make it, in either direction."""

    start: EntityRef = field(name="from")
    end: EntityRef = field(name="to")
    relations: list[Relation]


class Chain(Record):
    """One way from an entity to another: `kg path`.

    `weakest` is the status of the strongest claim on its weakest hop.
    """

    hops: list[Hop]
    weakest: str


class Entry(Record):
    """One line of a timeline: `kg timeline`.

    An event has one entry for each dating of it, all with its participants, places and tolls after the relations that
    so date it; rival datings stand beside each other. Without a dating all dates are null. `event` is null for a
    relation with a date of its own.
    """

    on: Date | None
    from_: Date | None
    until: Date | None
    not_before: Date | None
    not_after: Date | None
    event: EntityRef | None
    relations: list[Relation]


class Proportion(Record):
    """So many relations of so many."""

    relations: int
    of: int


class EntitySummary(Entity):
    """One entity whole: `kg show`.

    `called` are relations that give a name, `layers` counts relations, `says` counts its own claims by stance.
    """

    called: list[Relation]
    layers: Counts
    events: list[EntityRef]
    says: Counts
    corroborated: Proportion
    sources: list[Source]


class Match(Record):
    """An entity that a text may mean, and how it was found: `kg search`.

    Where no name fits, those of whom something is `said` in whose words the text stands; `name` has these words.
    """

    entity: Entity
    name: str
    how: Annotated[str, told(enum=["exact", "words", "part", "guess", "said"])] = field(name="match")


class Premise(Record):
    """A claim on which a verdict rests, and the clause that it meets."""

    claim: Iri
    clause: str


class Flip(Record):
    """Claims without which a verdict would be the other one."""

    without: list[Iri]


class Verdict(Record):
    """Whether a policy lets a relation through, in an explanation.

    Each of `flips` is a set of claims without which the answer is the other one; `barred_by` are the denials that
    would have to go before any further claim could let the relation through.
    """

    question: str
    answer: bool
    rule: str
    clauses: Words
    exceptions: list[str]
    premises: list[Premise]
    against: list[Iri]
    flips: list[Flip]
    barred_by: list[Iri]


class Moment(Record, kw_only=True):
    """A known date, by what it is, with the relation and, where a claim attests it, the claim that gives it.

    `earliest` and `latest` are days before and after which the relation does not hold, since one of its ends is not
    there then, or no dated account of its tie has it.
    """

    on: Date | None = None
    from_: Date | None = None
    until: Date | None = None
    not_before: Date | None = None
    not_after: Date | None = None
    earliest: Date | None = None
    latest: Date | None = None
    attested_on: Date | None = None
    relation: Iri
    claim: Iri | None


class Holding(Record):
    """Whether a relation holds in the days asked about, in an explanation; null is a day that nothing bounds.

    `moments` are the known dates that decide it; with `event` they are the dates of that event, which `datings` give.
    `otherwise` is the answer without them; `missing` says which further date would settle what may hold.
    """

    first: Date | None
    last: Date | None
    answer: _Validity
    clause: Annotated[str, told(enum=["covered", "between", "before", "after", "open", "rivals", "nothing"])]
    rule: str
    event: EntityRef | None
    datings: list[Relation]
    moments: list[Moment]
    otherwise: Annotated[str | None, told(enum=["certainly", "possibly", "not", "undated", None])]
    missing: Annotated[str | None, told(enum=["later", "earlier", "precision", None])]


class Standing(Record):
    """A dispute in which a relation stands, its rule, and the single claims without which there would be none."""

    dispute: Dispute
    rule: str
    ends_without: list[Iri]


class Strength(Record):
    """How strong a relation is in a chain, by the claims of that status, and without them.

    `left_out` says, by clause, why no chain takes it unless more is asked for.
    """

    status: str
    claims: list[Iri]
    otherwise: str | None
    left_out: Words


class Account(Record):
    """A party that affirms or denies a relation, itself or through those who speak for it."""

    party: EntityRef
    stance: Stance
    claims: list[Iri]


class Explanation(Record):
    """Every verdict on a relation with its premises: `kg why`.

    `same_tie` are the other relations of the tie, whose claims may be premises too. `holds` is null where no date was
    asked for, `hop` where the relation can be no hop. `one_sided` says whether only one side of the conflict
    affirms it.
    """

    relation: Relation
    same_tie: list[Relation]
    verdict: Verdict
    validity: Holding | None = field(name="holds")
    disputes: list[Standing]
    strength: Strength | None = field(name="hop")
    accounts: list[Account]
    corroboration: Corroboration
    one_sided: bool


class Support(Record, kw_only=True):
    """How many claims come from one source or one claimant, by stance and status; `side` is null where unknown."""

    source: Source | None = None
    claimant: EntityRef | None = None
    side: str | None
    claims: int
    affirms: Counts
    denies: Counts


class SingleSource(Proportion):
    """So many relations of so many are claimed in one source only; `share` is null where there is no relation."""

    share: float | None


class SourceSummary(Record):
    """On whose authority the graph stands: `kg sources`.

    `publishers` counts the relations by how many independent publishers support their tie.
    """

    sources: list[Support]
    claimants: list[Support]
    publishers: dict[int, int]
    silent: list[EntityRef]
    single_source: SingleSource


class Unmentioned(Record):
    """A claim whose cited paragraphs name neither end of its relation."""

    relation: Relation
    claim_id: Iri = field(name="claim")
    paragraphs: list[int]


class Verification(Record):
    """Which passages a copy of a source has: `kg sources --verify`.

    `unmentioned` is null unless `--mentions` was given.
    """

    source: Source
    matching: list[int]
    missing: list[int]
    unmentioned: list[Unmentioned] | None


class Stats(Record):
    """How much there is of what: `kg stats`."""

    entities: int
    relations: int
    claims: int
    kinds: Counts
    layers: Counts
    datasets: Counts
    decades: Counts
    undated: int
    statuses: Counts
    stances: Counts


class Term(Record):
    """A term of the vocabulary: `kg vocabulary`."""

    id: Iri
    label: str
    sort: str
    definition: str
    examples: list[str]
    notes: list[str]
    declares: Words
    uses: int
    example: Annotated[Any, told(anyOf=[{"$ref": "#/$defs/Relation"}, {"$ref": "#/$defs/EntityRef"}, {"type": "null"}])]


class Parameter(Record):
    """A parameter of a named question."""

    name: str
    kind: str
    required: bool
    default: str | None
    description: str
    example: str


class Question(Record):
    """A named question of the catalogue: `kg ask`.

    `arrows` says whether it reads plain arrows, and so depends on a policy.
    """

    name: str
    title: str
    description: str
    arrows: bool
    parameters: list[Parameter]


class Row(Record):
    """One row that answers a named question: `kg ask NAME`.

    `answer` has the cells by column, null where nobody states them; `relations` are those on which the row rests, and
    `claims` those of their claims that it singles out.
    """

    answer: dict[str, EntityRef | str | bool | int | float | None]
    relations: list[Relation]
    claims: list[Iri]
