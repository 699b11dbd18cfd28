"""Records of what keeps data in order: checks, imports, snapshots."""

from typing import Annotated

from msgspec import field

from kg.records.base import Record, Words, told


class Finding(Record):
    """A breach of a rule: `kg validate`. `file` and `line` are null where the node stands in no Turtle file."""

    file: str | None
    line: int | None
    rule: str
    node: str
    message: str


class Refusal(Record):
    """A row that was not taken up, and why; `foreseen` says that a rule of the profile refuses it."""

    line: int
    reason: str
    foreseen: bool


class Reason(Record):
    """Why rows were refused, alike but for what stands in quotation marks; `lines` are the first ones."""

    example: str = field(name="reason")
    foreseen: bool
    rows: int
    lines: list[int]


class Repeated(Record):
    """A line that says only what another one says, and which."""

    line: int
    first: int = field(name="as")


class Near(Record):
    """A new entity with a name like those of others; `strangers` are letters of another script that look Latin."""

    name: str
    entity: str
    like: list[str]
    strangers: list[str]
    rows: int


class Import(Record):
    """What `kg import` did, or with `--dry-run` would do.

    `read` counts rows `written`, `folded` into others and refused; `readings` are rows of which a code was read in one
    way and may mean another thing; `left_out` is what else the file holds, such as further sheets, and `hidden` names
    rows and columns that the sheet does not show and that were read.
    """

    dataset: str
    read: int
    written: int
    folded: int
    refused_rows: int
    twice: list[Repeated]
    refused: list[Refusal]
    ranked: list[Reason] = field(name="reasons")
    readings: list[Reason]
    left_out: list[str]
    hidden: list[str]
    near: list[Near]
    relations: int
    claims: int
    sources: int
    entities: int
    files: list[str]


class RowError(Record):
    """A row of a sheet that is wrong, and all that is wrong in it."""

    line: int
    reason: str


class Check(Record):
    """How far a sheet is, in rows: `kg import --check`."""

    rows: int
    filled: int
    open: int
    left_out: int
    wrong: int
    errors: list[RowError]
    first_open: list[int]


class Cell(Record):
    """A cell of a row with its column, and the parts of facts that it gives."""

    column: str
    cell: str
    gives: str


class ExplainedRow(Record):
    """What becomes of each cell of a row: `kg import --explain`."""

    line: int
    cells: list[Cell]
    facts: list[Words]
    says: list[str]
    refused: list[str]


class Preset(Record):
    """A profile of a public data set that comes with the program: `kg import --presets`."""

    preset: str
    title: str


class Article(Record):
    """What was made of an article: `kg read`."""

    dataset: str
    folder: str
    paragraphs: int
    sentences: int
    rows: int
    known: int


class Proposal(Record):
    """Two entities that may be the same: the one that would stay, the other, and why."""

    entity: str
    other: str
    label: str
    other_label: str
    kind: str
    other_kind: str
    reasons: list[str]


class Waiting(Record):
    """An entity that is decided to be another, `stays`, and is still there, and the dataset in which it stands.

    The dataset is to be imported again, or, if it was not `imported`, changed by hand.
    """

    entity: str
    stays: str
    dataset: str
    imported: bool


class Proposals(Record):
    """What `kg match` proposes, and how many pairs are decided."""

    proposed: list[Proposal]
    decided: int
    waiting: list[Waiting]


class Snapshot(Record):
    """A snapshot of a loaded graph: `kg cache`.

    `of` is the folder of what it holds, `folder` its own; `usable` says whether this version of the program reads it.
    """

    of: str
    title: str
    datasets: list[str]
    folder: str
    size: Annotated[int, told(minimum=0)] = field(name="bytes")
    triples: Annotated[int, told(minimum=0)]
    made: Annotated[str, told(format="date-time")]
    usable: bool
