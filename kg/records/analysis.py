"""Records of measures of the network."""

from typing import Annotated

from msgspec import field

from kg.records.base import Count, Iri, Record, Share, Sign, told
from kg.records.graph import EntityRef, Relation

_Two = told(minItems=2, maxItems=2)
_Three = told(minItems=3, maxItems=3)


class Score(Record):
    """An entity with its score and rank; equal scores share a rank: `kg rank`."""

    entity: EntityRef
    score: float
    rank: Annotated[int, told(minimum=1)]


class FirmScore(Score):
    """A score with the rank without weakly supported relations, null where no tie is left: `kg rank --robust`."""

    firm_rank: Annotated[int, told(minimum=1)] | None


class SignedPair(Record):
    """Two entities with the sign of their ties, and the relations behind it."""

    entities: Annotated[list[EntityRef], _Two]
    sign: Sign
    relations: list[Relation]


class Triad(Record):
    """Three entities of whom each two have a sign.

    `signs` and `relations` have one item for the first two, one for the first and last, one for the last two;
    `balanced` is null where a sign is mixed.
    """

    entities: Annotated[list[EntityRef], _Three]
    signs: Annotated[list[Sign], _Three]
    balanced: bool | None
    relations: Annotated[list[list[Relation]], _Three]


class Frustration(Record):
    """The fewest ties to flip for balance: proven where `exact`, else between `least` and `index`."""

    index: Count
    least: Count
    exact: bool
    flips: list[SignedPair]


class Balance(Record):
    """Triads with their signs, and how far the network is from balance: `kg balance`."""

    triads: list[Triad]
    balanced_share: Share | None
    frustration: Frustration
    mixed: list[SignedPair]


class CutPoint(Record):
    """An entity without which its part of the network falls apart; `parts` are all pieces but the largest."""

    entity: EntityRef
    cut_off: Count
    parts: list[list[EntityRef]]


class Bridge(Record):
    """Two entities between whom there is no other way; `part` is what hangs on their tie."""

    entities: Annotated[list[EntityRef], _Two]
    part: list[EntityRef]
    relations: list[Iri]


class Broker(Record):
    """An entity whose contacts know each other little: the lower Burt's constraint, the less."""

    entity: EntityRef
    constraint: float
    ties: Count


class Bridges(Record):
    """On whom the network hangs: `kg bridges`."""

    cut_points: list[CutPoint]
    bridges: list[Bridge]
    brokers: list[Broker]


class Bloc(Record):
    """A group of entities; `inside` and `outside` count tied pairs.

    `stability` says how often a pair in it stays together when the seed changes.
    """

    members: list[EntityRef]
    inside: Count
    outside: Count
    stability: Share
    ties: list[Iri] = field(name="relations")


class Blocs(Record):
    """The blocs of the network: `kg blocs`."""

    blocs: list[Bloc]
    modularity: float
    stability: float
    seeds: Count


class Backed(Record):
    """An entity with the relations that say of it what is told."""

    entity: EntityRef
    relations: list[Relation]


class SupplierShare(Record):
    """What part of a commodity comes from one supplier, from the least to the most."""

    entity: EntityRef
    least: Share
    most: Share


class Bounds(Record):
    """A figure that lies between two."""

    least: Share
    most: Share


class Shares(Record):
    """The shares of the suppliers at one time, and the concentration that they allow; its relations tell the time.

    They are parts of all imports, `by` statement, or parts of what these suppliers deliver together, by quantity.
    """

    by: Annotated[str, told(enum=["statement", "quantity"])]
    shares: list[SupplierShare]
    concentration: Bounds
    relations: list[Relation]


class Dependence(Record):
    """What one importer gets of one commodity: `kg dependence`.

    `concentration` is the least that so many suppliers can have. `shares` has an item for each time with figures.
    """

    importer: EntityRef
    commodity: str
    suppliers: Annotated[list[Backed], told(minItems=1)]
    concentration: Share
    shares: list[Shares]


class Limit(Record):
    """The capacity of one part of the way, null where no stated figure can be converted to the unit of the flow."""

    entity: EntityRef
    capacity: float | None
    competing: bool
    relations: list[Relation]


class Reading(Record):
    """The flow by the figures of one source."""

    source: Iri
    most: float | None
    cut: list[EntityRef]


class Flow(Record):
    """What the pipelines can carry between two ends: `kg flow`.

    `possibly` says that a date was asked for and that no source dates the ties of the way. `most` is null where a way
    has unknown capacities only; `known` leaves out pipelines of unknown capacity; `either`
    are the relations on the way of which nobody says which way goods run; `lost` is what `without` takes away, with
    what has `fallen` out on the way and why; `readings` are those of each source for `--capacity per-source`.
    """

    one: EntityRef = field(name="from")
    other: EntityRef = field(name="to")
    commodity: EntityRef
    most: float | None
    known: float
    unit: str | None
    connected: bool
    possibly: bool
    cut: list[Limit]
    limits: list[Limit]
    unknown: list[EntityRef]
    either: list[Relation]
    without: list[EntityRef]
    fallen: list[Backed]
    lost: float | None
    readings: list[Reading]


class Exposure(Record):
    """A thing that lies in, near or through a place, and who depends on it: `kg exposure`.

    `crosses` are other places through which it runs; `joined` are pipelines behind joints, and `beyond` the other ends
    of these, to or from which nobody says goods run; `relations` place the thing; `behind` tie the others to it.
    """

    entity: EntityRef
    carries: list[EntityRef]
    owners: list[EntityRef]
    crosses: list[EntityRef]
    senders: list[EntityRef]
    receivers: list[EntityRef]
    joined: list[EntityRef]
    beyond: list[EntityRef]
    relations: list[Relation]
    behind: list[Relation]
