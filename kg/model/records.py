"""What a lookup gives back: entities, relations and claims as plain values.

How they read as JSON, ``kg.records`` says. Dates are ISO strings as precise as the
source; what is not known is None.
"""

from decimal import Decimal
from typing import Any

from msgspec import Struct, field

from kg.model.dates import Period
from kg.model.standing import Standing, standing_of

Json = dict[str, Any]


class EntityRef(Struct, frozen=True, eq=False):
    """An entity as others mention it; ``plural`` says that its label takes a verb in the plural.

    ``short`` is what it is called where there is little room, if it says so.
    """

    id: str
    label: str
    type: str
    short: str | None = None
    plural: bool = False

    def __eq__(self, other: object) -> bool:
        """Say whether both mean the same, however it is called elsewhere."""
        return isinstance(other, EntityRef) and (self.id, self.label, self.type) == (other.id, other.label, other.type)

    def __hash__(self) -> int:
        """Return a hash that goes with equality."""
        return hash((self.id, self.label, self.type))

    def __str__(self) -> str:
        """Return the label."""
        return self.label


class Entity(Struct, frozen=True):
    """An entity with its names for finding, its codes, and the datasets that mention it."""

    id: str
    label: str
    type: str
    names: tuple[str, ...] = ()
    codes: dict[str, str] = field(default_factory=dict)
    datasets: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the label."""
        return self.label


class Text(Struct, frozen=True):
    """A name or a term to which a relation points."""

    value: str
    datatype: str
    lang: str | None


class RelationType(Struct, frozen=True):
    """A relation type with what it declares.

    ``plural_label`` is the label after several subjects; ``card_label`` and ``inverse_card_label`` are the words before
    a tie of it on the card of its subject and of its object. None is written in records.
    """

    id: str
    label: str
    inverse_label: str | None
    layer: str
    polarity: str
    symmetric: bool
    plural_label: str | None = None
    card_label: str | None = None
    inverse_card_label: str | None = None
    plural_inverse_label: str | None = None

    def verb(self, *, plural: bool = False) -> str:
        """Return the words after a subject, which may stand in the plural."""
        return (plural and self.plural_label) or self.label

    def inverse_verb(self, *, plural: bool = False) -> str | None:
        """Return the words after an object, which may stand in the plural; None where the type declares none."""
        return (plural and self.plural_inverse_label) or self.inverse_label


class Source(Struct, frozen=True):
    """A document in which claims are found; ``side_label`` is what readers are told of its side."""

    id: str
    label: str
    publisher: str | None
    url: str | None
    date: str | None
    side: str | None
    weak: bool
    dataset: str | None
    side_label: str | None = None

    @property
    def side_words(self) -> str | None:
        """Return what readers are told of its side; None where that is unknown."""
        return self.side_label or self.side


class Claim(Struct, frozen=True):
    """One party affirming or denying one relation; ``rows`` names the rows of a sheet from which it was made.

    ``doubted`` says that who compiled the dataset thinks it a likely error of its source, as the note tells.

    Read it as: "Turkey denies it, as the source says in paragraph 35".
    """

    id: str
    claimant: EntityRef
    stance: str
    status: str
    said_on: str | None
    attested_on: str | None
    source: Source
    paragraphs: tuple[int, ...]
    note: str | None
    rows: tuple[str, ...] = ()
    doubted: bool = False

    @property
    def dataset(self) -> str | None:
        """Return the dataset that has the claim."""
        return self.source.dataset

    @property
    def affirms(self) -> bool:
        """Say whether the claimant affirms the relation."""
        return self.stance == "affirms"

    @property
    def status_words(self) -> str:
        """Return the status as a reader is told it: who says that something was verified is not who verified it."""
        return f"called {self.status}" if self.status == "verified" else self.status

    @property
    def how(self) -> str:
        """Return how it is claimed where that is more than asserted: another status, and whether it is doubted."""
        words = [self.status_words] if self.status != "asserted" else []
        return ", ".join([*words, "doubted"] if self.doubted else words)

    def __str__(self) -> str:
        """Return the claim in words: status, claimant and paragraphs."""
        word = self.status_words if self.affirms else f"denied ({self.status_words})"
        return f"{word} by {self.claimant} [{', '.join(map(str, self.paragraphs)) or self.source.label}]"


class Corroboration(Struct, frozen=True):
    """How many independent publishers support a tie, on which sides; ``weak`` counts those with weak sources only.

    ``side_labels`` is what readers are told of the sides.
    """

    publishers: int
    sides: tuple[str, ...]
    weak: int = 0
    side_labels: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the corroboration in words."""
        count = f"{self.publishers} {'publisher' if self.publishers == 1 else 'publishers'}"
        weak = f", and {self.weak} weak" if self.weak else ""
        return f"supported by {count}{weak}; sides: {', '.join(self.side_labels or self.sides) or 'none known'}"


class Relation(Struct, frozen=True):
    """One proposition with all claims about it.

    ``object`` is an entity, a text or None; ``value`` is in ``unit``; ``qualifier`` says in words what in particular
    is meant; ``accepted`` says whether the relation passed the policy that was asked for; ``holds`` whether it holds on
    the date that was asked for; ``about`` names the member of a lineage that it is about, and ``corroboration`` who
    supports its tie, where one was asked for. ``tie_denials`` are the claims that deny its bare tie, and so deny it
    too; ``affirmed_by_tie`` says of a bare tie that nobody affirms itself whether a dated or counted relation of it is
    affirmed. ``earliest`` and ``latest`` are days before and after which it does not hold, since one of its ends is not
    there then, or no dated account of its tie has it.
    """

    id: str
    subject: EntityRef
    type: RelationType
    object: EntityRef | Text | None
    on: str | None
    from_: str | None
    until: str | None
    not_before: str | None
    not_after: str | None
    value: Decimal | None
    value_max: Decimal | None
    unit: str | None
    comparator: str | None
    phase: str | None
    used_by: EntityRef | None
    claims: tuple[Claim, ...]
    accepted: bool
    through: EntityRef | None = None
    holds: str | None = None
    about: EntityRef | None = None
    unit_symbol: str | None = None
    unit_counts: bool = False
    qualifier: str | None = None
    corroboration: Corroboration | None = None
    tie_denials: tuple[Claim, ...] = ()
    affirmed_by_tie: bool = False
    earliest: str | None = None
    latest: str | None = None

    def __str__(self) -> str:
        """Return the relation as a sentence with its time and quantity."""
        from kg.model.verbaliser import details, sentence

        return sentence(self) + details(self)

    @property
    def tie(self) -> tuple[str, str, str | None]:
        """Return the subject, the type and the object that identify the tie."""
        if self.object is None:
            return self.subject.id, self.type.id, None
        return (
            self.subject.id,
            self.type.id,
            self.object.id if isinstance(self.object, EntityRef) else self.object.value,
        )

    @property
    def standing(self) -> Standing:
        """Return how it stands: accepted, claimed, disputed or denied, by its own claims and those of its tie."""
        return standing_of(self)

    @property
    def period(self) -> Period:
        """Return the dates of the relation itself."""
        return Period(self.on, self.from_, self.until, self.not_before, self.not_after)

    @property
    def is_bare(self) -> bool:
        """Say whether the relation is the bare tie: without a time, a quantity, a qualifier and a phase."""
        times = (self.on, self.from_, self.until, self.not_before, self.not_after)
        stated = (self.value, self.phase, self.qualifier)
        return all(part is None for part in stated) and all(time is None for time in times)

    @property
    def amount(self) -> int | float | None:
        """Return the value as a number of the machine, in ``unit``."""
        return _number(self.value)

    @property
    def amount_max(self) -> int | float | None:
        """Return the upper end of the value as a number of the machine, in ``unit``."""
        return _number(self.value_max)

    @property
    def datasets(self) -> tuple[str, ...]:
        """Return the datasets in which somebody claims the relation."""
        return tuple(sorted({claim.dataset for claim in self.claims if claim.dataset is not None}))

    @property
    def attested_on(self) -> tuple[str, ...]:
        """Return the dates for which somebody affirms the relation."""
        return tuple(sorted({claim.attested_on for claim in self.claims if claim.affirms and claim.attested_on}))


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return float(value) if value.as_tuple().exponent < 0 else int(value)  # type: ignore[operator]
