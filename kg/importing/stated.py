"""What a profile and a file of decisions on names may say, as types.

``kg.toml`` reads a file into them and tells what does not fit, with its place.
"""

from typing import Any, Final, Literal

from msgspec import Struct, defstruct, field
from msgspec.structs import astuple

Words = dict[str, str]
Texts = str | list[str]  # a single text is a list of one
Tests = dict[str, Texts]

ENDS: Final = ("subject", "object", "used_by", "claimant", "author")
# What may be told of an end that is new, beside its name and kind.
TOLD: Final = ("aliases", "match", "identifier")
ROLES: Final = (
    "subject", "subject_kind", "relation", "object", "object_kind", "value", "up_to", "unit", "comparator", "qualifier",
    "on", "from", "until", "not_before", "not_after", "phase", "used_by", "claimant", "stance", "status",
    "said_on", "attested_on", "note", "doubted", "url", "title", "publisher", "date", "side", "weak",
    "language", "author", "paragraphs", "digests", "used_by_kind", "claimant_kind", "author_kind",
    "subject_id", "object_id", "used_by_id", "claimant_id", "author_id", "source_id",
    "subject_key", "object_key", "used_by_key", "claimant_key", "author_key", "record", "low", "high", "dated",
    *(f"{end}_{part}" for end in ENDS for part in TOLD),
)  # fmt: skip


def texts(stated: Texts) -> tuple[str, ...]:
    """Return a list of texts; a single text is a list of one."""
    return (stated,) if isinstance(stated, str) else tuple(stated)


def given(part: "Part") -> dict[str, Any]:
    """Return what a table gives, by key."""
    return {
        key: value for key, value in zip(part.__struct_encode_fields__, astuple(part), strict=True) if value is not None
    }


def _key(name: str) -> str:
    return name.rstrip("_")


class Part(Struct, forbid_unknown_fields=True, rename=_key):
    """A table of a profile."""


class Dataset(Part):
    """Whose facts they are."""

    name: str = ""
    title: str = ""
    description: str = ""
    licence: str = ""


class Sheet(Part):
    """How the file is written."""

    ignore: Texts = field(default_factory=list)
    needed: Texts | None = None
    comment: str = ""
    sheet: str = ""
    missing: Texts = field(default_factory=list)
    whole: bool = False
    names: Texts = field(default_factory=list)
    head: bool = True
    above: int = 0
    delimiter: str = ""
    quotes: bool = True
    encoding: str = ""
    file: str = ""
    rows: str = ""
    sentences: bool = False
    format: str = ""
    otherwise: str = ""
    also: dict[str, Texts] = field(default_factory=dict)


class Origin(Part):
    """What is told of the sources of the rows."""

    publisher_kind: str = ""
    claimant_kind: str = ""
    undated: Texts = field(default_factory=list)
    unknown_sides: Texts = field(default_factory=list)
    weak: Texts = field(default_factory=lambda: ["yes", "true"])
    weak_publishers: Texts = field(default_factory=list)
    notes: Texts = field(default_factory=list)


class Made(Part):
    """How a cell is made: of one of the first five, and what becomes of it."""

    column: str | None = None
    is_: str | None = None
    text: str | None = None
    entity: str | None = None
    year: str | None = None
    month: str = ""
    day: str = ""
    form: Texts = field(default_factory=list)
    words: Words | None = None
    missing: Texts = field(default_factory=list)
    pattern: str = ""
    scheme: str = ""
    when: Tests = field(default_factory=dict)
    thousands: str = ""
    decimal: str = ""
    pad: int = 0
    case: Literal["", "upper", "lower", "title"] = ""
    shift: int = 0
    at: Texts = field(default_factory=list)


# A text names a column, or after "=" is the cell itself; a list gives alternatives.
Cell = str | list[str | Made] | Made


class Split(Part):
    """A cell that holds several things, what parts them, and as what one is known."""

    column: str
    at: Texts = field(default_factory=list)
    pattern: str = ""
    as_: str = "part"


_CELLS: Final = [(f"{role}_" if role == "from" else role, Cell | None, None) for role in ROLES]
Columns: Any = defstruct("Columns", _CELLS, bases=(Part,))
Facts: Any = defstruct(
    "Facts",
    [
        ("when", Tests, field(default_factory=dict)),
        ("each", Texts, field(default_factory=list)),
        ("split", list[Split] | Split, field(default_factory=list)),
    ],
    bases=(Columns,),
)
Constants: Any = defstruct("Constants", [(name, str | None, None) for name, *_ in _CELLS], bases=(Part,))
Identity: Any = defstruct("Identity", [(name, Cell | None, None) for name in ("relation", *ENDS)], bases=(Part,))


class Entity(Part):
    """Something that several facts of a row name."""

    name: Cell | None = None
    kind: Cell | None = None
    id: Cell | None = None
    address: Cell | None = None
    aliases: Cell | None = None
    match: Cell | None = None
    identifier: Cell | None = None


class Kind(Part):
    """What a kind word of the sheet is: the kind that an entity must have, and the narrower one that a new one gets."""

    is_: str
    new: str = ""


class Unit(Part):
    """What a unit word of the sheet is here, by what its numbers are multiplied, and what in particular is counted."""

    unit: str
    factor: int | float = 1
    qualifier: str = ""


class Word(Part):
    """What a status word of the sheet says: of the relation, of the claim, or only in a note.

    ``says`` is the sentence that stands in the note; without one the note gives the word itself.
    """

    phase: str = ""
    status: str = ""
    stance: str = ""
    comparator: str = ""
    attested_on: str = ""
    qualifier: str = ""
    says: str = ""
    note: bool = True


class OutputRule(Part):
    """One relation that a rule makes of a row.

    ``subject`` and ``object`` name the column that gives each end, or ``"=NAME"`` a fixed entity or text; ``value``
    tells which part of a value such as "40.1,47.2" is meant, 0 for all of it, -1 for none. ``from_`` and ``until`` say
    what the cells of these names date; ``on`` is a date of the relation itself, or ``"../DATE"`` for no later than
    that, and ``number`` a number of it, and with ``attested_on = "date"`` the source's own date attests what no cell
    dates. ``note`` stands before what the row notes; ``"=NOTE"`` in its place.
    """

    type: str = ""
    subject: str = "subject"
    object: str = "object"
    value: int = 0
    number: str = ""
    unit: str = ""
    from_: str = "from"
    until: str = "until"
    on: str = ""
    attested_on: str = ""
    phase: str = ""
    status: str = ""
    stance: str = ""
    comparator: str = ""
    qualifier: str = ""
    used_by: str = ""
    claimant: str = ""
    language: str = ""
    note: str = ""


class Rule(OutputRule):
    """What becomes of the rows of a relation word; what it makes stands in it, where that is one relation."""

    relation: str = ""
    when: Tests = field(default_factory=dict)
    make: list[OutputRule] = field(default_factory=list)
    refuse: str = ""


class Refuse(Part):
    """Rows that are left out, and why."""

    reason: str
    when: Tests = field(default_factory=dict)


class Shape(Part):
    """What is asked of a file before its rows are read."""

    sql: str = ""
    query: str = ""


class Claims(Part):
    """What is told of claims."""

    doubts: Texts = field(default_factory=list)


class Stated(Part):
    """A profile as it is written; docs/adding-a-voice.md tells of every part of it."""

    base: str = ""
    about: Words = field(default_factory=dict)
    dataset: Dataset = field(default_factory=Dataset)
    sheet: Sheet = field(default_factory=Sheet)
    columns: Columns = field(default_factory=Columns)
    kinds: dict[str, str | Kind] = field(default_factory=dict)
    units: dict[str, str | Unit] = field(default_factory=dict)
    statuses: dict[str, Word] = field(default_factory=dict)
    hedges: Words = field(default_factory=dict)
    qualifiers: Words = field(default_factory=dict)
    languages: Words = field(default_factory=dict)
    notes: Words = field(default_factory=dict)
    source: Origin = field(default_factory=Origin)
    rule: list[Rule] = field(default_factory=list)
    constants: Constants = field(default_factory=Constants)
    entity: dict[str, str | Entity] = field(default_factory=dict)
    record: list[Facts] = field(default_factory=list)
    identity: Identity = field(default_factory=Identity)
    refuse: list[Refuse] = field(default_factory=list)
    shape: Shape = field(default_factory=Shape)
    cite: Words = field(default_factory=dict)
    passages: Words = field(default_factory=dict)
    claim: Claims = field(default_factory=Claims)


class Details(Part):
    """What was decided about a new entity; what is empty follows from its name and its row."""

    slug: str = ""
    kind: str = ""
    label: str = ""
    aliases: Texts = field(default_factory=list)
    side: str = ""
    counts_with: str = ""
    plural: bool = False


class Resolution(Part):
    """What people decided on names, as it is written."""

    same: Words = field(default_factory=dict)
    apart: Texts = field(default_factory=list)
    new: dict[str, Details] = field(default_factory=dict)
    publishers: Words = field(default_factory=dict)
    slugs: Words = field(default_factory=dict)
