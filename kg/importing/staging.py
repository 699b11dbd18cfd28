"""The staging area of an import: a database in a temporary file, where what it makes waits until all of it is known.

It sorts and drops what was said twice, so that a sheet of any length takes little memory.
"""

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from heapq import heappop, heappush, nsmallest
from itertools import chain, groupby, islice
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from kg.terms import HOME, Names, compact
from kg.turtle import document, local, sort_key, used_prefixes

_TABLES: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32000;
CREATE TABLE entity (name TEXT PRIMARY KEY, slug TEXT UNIQUE, kind TEXT) WITHOUT ROWID;
CREATE TABLE block (file TEXT, name TEXT, iri TEXT, body TEXT, PRIMARY KEY (file, name, iri)) WITHOUT ROWID;
CREATE TABLE claim (file TEXT, relation TEXT, body TEXT, line INTEGER, number INTEGER, told TEXT, beside INTEGER);
CREATE TABLE record (key TEXT PRIMARY KEY, line INTEGER, digest INTEGER) WITHOUT ROWID;
CREATE TABLE refusal (line INTEGER, reason TEXT);
CREATE TABLE waiting (round INTEGER, row BLOB);
"""
_SORTED: Final = (
    "SELECT relation, body, line, number, told, rowid, beside FROM claim WHERE file = ? ORDER BY relation, body, rowid"
)
_BATCH: Final = 5000
# The prefixes that relations and claims may have.
_PREFIXES: Final = frozenset(
    {
        "claim", "comparator", "dcterms", "entity", "kg", "own", "passage", "phase", "rdf", "relation", "skos",
        "source", "stance", "status", "unit", "xsd",
    }
)  # fmt: skip
# How many things are remembered as kept, so that the base need not be asked for each row.
_RECENT: Final = 50_000
_SHOWN: Final = 3
# How the body of a claim names the record that it comes from, on its last line.
_RECORD: Final = "    dcterms:identifier "
_END: Final = " ;\n"


# Of a claim: relation, body, line, row, body of the relation, place, and whether it is said beside.
_Row = tuple[str, str, int, int, str | None, int, int]


class Repeated(Struct, frozen=True):
    """A line of a sheet that says only what another one says, and the first that does."""

    line: int
    first: int


class Folded(Struct):
    """What sorting found: how many relations and claims there are, and which rows only said again what others say.

    A row says something new as soon as one of its facts is new.
    """

    relations: int = 0
    claims: int = 0
    _new: bytearray = field(default_factory=bytearray)
    _repeats: dict[int, Repeated] = field(default_factory=dict)

    @property
    def written(self) -> int:
        """Return how many rows said something new."""
        return sum(self._new)

    def keep(self, number: int) -> None:
        """Remember that a row said something new."""
        if number >= len(self._new):
            self._new.extend(bytes(number - len(self._new) + 65536))
        self._new[number] = 1
        self._repeats.pop(number, None)

    def repeat(self, number: int, line: int, first: int) -> None:
        """Remember of a row, while they are few, that it says again what another line says."""
        is_new = number < len(self._new) and self._new[number]
        if len(self._repeats) < _RECENT and line != first and not is_new:
            self._repeats.setdefault(number, Repeated(line, first))

    @property
    def twice(self) -> list[Repeated]:
        """Return some of the rows that said nothing new."""
        return nsmallest(_SHOWN, self._repeats.values(), key=attrgetter("line"))


class Recent:
    """The keys that were seen of late."""

    def __init__(self, most: int = _RECENT) -> None:
        self._most = most
        self._keys: OrderedDict[str, None] = OrderedDict()

    def seen(self, key: str) -> bool:
        """Say whether a key was seen, and remember it."""
        if key in self._keys:
            return True
        self._keys[key] = None
        if len(self._keys) > self._most:
            self._keys.popitem(last=False)
        return False


class Staging:
    """Blocks of Turtle by file, new entities by name, and claims in the order of their rows."""

    def __init__(self, folder: Path, names: Names = HOME) -> None:
        self._names = names
        self._folder = folder
        self._base = sqlite3.connect(folder / "staging.db", isolation_level=None)
        self._base.executescript(_TABLES)
        self._base.execute("BEGIN")
        self._claims: list[tuple[str, str, str, int, int, str | None, bool]] = []
        self._told = Recent()
        self._blocks = Recent()
        self._files: dict[str, None] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def entity(self, name: str) -> tuple[str, str] | None:
        """Return slug and kind of the new entity of a name."""
        row = self._base.execute("SELECT slug, kind FROM entity WHERE name = ?", (name,)).fetchone()
        return None if row is None else (row[0], row[1])

    def kind_of(self, slug: str) -> str | None:
        """Return the kind of the new entity that has a slug."""
        row = self._base.execute("SELECT kind FROM entity WHERE slug = ?", (slug,)).fetchone()
        return None if row is None else str(row[0])

    def name_of(self, slug: str) -> str | None:
        """Return the name of the new entity that has a slug."""
        row = self._base.execute("SELECT name FROM entity WHERE slug = ?", (slug,)).fetchone()
        return None if row is None else str(row[0])

    def add_entity(self, name: str, slug: str, kind: str) -> None:
        """Keep a new entity."""
        self._base.execute("INSERT OR IGNORE INTO entity VALUES (?, ?, ?)", (name, slug, kind))

    def add_block(self, file: str, iri: str, body: str) -> None:
        """Keep what is stated of a thing in a file, unless it is there: the same name always has the same body."""
        if not self._blocks.seen(iri):
            self._base.execute("INSERT OR IGNORE INTO block VALUES (?, ?, ?, ?)", (file, *sort_key(iri), body))

    def add_claim(
        self,
        file: str,
        relation: str,
        told: Callable[[], str],
        claim: str,
        line: int,
        number: int,
        *,
        beside: bool = False,
    ) -> None:
        """Keep a relation, given by local name and what makes its body, and the body of a claim, from a row of a line.

        Rows have numbers of their own: a line of JSON may hold any number of them. What a row says ``beside`` that by
        which it is known is one claim with what other rows say alike.
        """
        body = None if self._told.seen(relation) else told()
        self._claims.append((file, relation, claim, line, number, body, beside))
        self._files[file] = None
        if len(self._claims) >= _BATCH:
            self._flush()

    def add_record(self, key: str, line: int, digest: int) -> tuple[int, bool]:
        """Keep what a row is known by; return the line that first had it, and whether that says the same."""
        done = self._base.execute("INSERT OR IGNORE INTO record VALUES (?, ?, ?)", (key, line, digest))
        if done.rowcount:
            return line, True
        first, other = self._base.execute("SELECT line, digest FROM record WHERE key = ?", (key,)).fetchone()
        return first, other == digest

    def add_refusal(self, line: int, reason: str) -> None:
        """Keep why a line was refused."""
        self._base.execute("INSERT INTO refusal VALUES (?, ?)", (line, reason))

    def refusals(self) -> Iterator[tuple[int, str]]:
        """Yield all lines that were refused, with the reason."""
        yield from self._base.execute("SELECT line, reason FROM refusal ORDER BY line, rowid")

    def add_waiting(self, number: int, row: bytes) -> None:
        """Keep a row that waits for what others say, to be read again in a round."""
        self._base.execute("INSERT INTO waiting VALUES (?, ?)", (number, row))

    def waiting(self, number: int) -> Iterator[bytes]:
        """Yield the rows that wait for a round."""
        query = "SELECT row FROM waiting WHERE round = ? ORDER BY rowid"
        yield from (row[0] for row in self._base.execute(query, (number,)))

    def files(self) -> list[str]:
        """Return the names of the files."""
        blocks = (row[0] for row in self._base.execute("SELECT DISTINCT file FROM block"))
        return sorted({*self._files, *blocks})

    def count(self, start: str) -> int:
        """Return how many things have an IRI that starts so."""
        query = "SELECT COUNT(*) FROM block WHERE SUBSTR(iri, 1, LENGTH(?1)) = ?1"
        return int(self._base.execute(query, (start,)).fetchone()[0])

    def fold(self, dataset: str) -> Folded:
        """Sort the claims of all files, drop what was said twice, and make the text of each file ready."""
        self._flush()
        folded = Folded()
        for number, file in enumerate(sorted(self._files)):
            used: set[str] = set()
            with (self._folder / f"{number}.part").open("w", encoding="utf-8", newline="\n") as part:
                blocks = self._numbered(file, dataset, folded)
                while some := list(islice(blocks, _BATCH)):
                    text = "".join([f"\n{subject}\n{body}.\n" for subject, body in some])
                    # The same few prefixes stand in nearly all blocks, so that one look at many of them will do.
                    if any(f"{prefix}:" in text for prefix in _PREFIXES - used):
                        used.update(used_prefixes(some, self._names))
                    part.write(text)
            (self._folder / f"{number}.head").write_text(
                "".join(f"@prefix {prefix}: <{self._names.prefixes[prefix]}> .\n" for prefix in sorted(used)),
                encoding="utf-8",
            )
        return folded

    def turtle(self, file: str) -> Iterator[str]:
        """Yield a file piece by piece."""
        if file in self._files:
            number = sorted(self._files).index(file)
            yield (self._folder / f"{number}.head").read_text(encoding="utf-8")
            with (self._folder / f"{number}.part").open(encoding="utf-8", newline="\n") as part:
                while piece := part.read(1 << 20):
                    yield piece
            return
        query = "SELECT iri, body FROM block WHERE file = ? ORDER BY name, iri"
        # Names are kept by prefix; what the prefixes stand for, the head of each file says.
        rows = partial(self._base.execute, query, (file,))
        yield from document(lambda: ((compact_subject(iri), body) for iri, body in rows()), self._names)

    def _flush(self) -> None:
        self._base.executemany("INSERT INTO claim VALUES (?, ?, ?, ?, ?, ?, ?)", self._claims)
        self._claims.clear()

    def _numbered(self, file: str, dataset: str, folded: Folded) -> Iterator[tuple[str, str]]:
        """Yield the relations and claims of a file in the order of their names.

        The name of a claim begins with that of its relation, so that few wait for the relations that come between.
        """
        waiting: list[tuple[str, str, str]] = []
        rows = self._base.execute(_SORTED, (file,))
        for relation, of_relation in groupby(rows, key=itemgetter(0)):
            while waiting and waiting[0][0] < relation:
                yield heappop(waiting)[1:]
            told, claims = _different(of_relation, folded)
            folded.relations += 1
            folded.claims += len(claims)
            heappush(waiting, (relation, local("relation", relation, self._names), told))
            for number, (_, body) in enumerate(sorted(claims), 1):
                name = f"{relation}-{dataset}-{number}"
                heappush(waiting, (name, local("claim", name, self._names), body))
        while waiting:
            yield heappop(waiting)[1:]


def _different(rows: Iterator[_Row], folded: Folded) -> tuple[str, list[tuple[int, str]]]:
    """Return the body of a relation and its different claims, each with a number that tells its place in the sheet.

    What several records say beside what each is about is one claim, and names each of them.
    """
    told, claims = "", []
    first_two = list(islice(rows, 2))
    if len(first_two) == 1:  # as nearly all are
        _, body, _, row, told_once, number, _ = first_two[0]
        folded.keep(row)
        return told_once or "", [(number, body)]
    for said, of_claim in groupby(chain(first_two, rows), key=_said):
        records, place = [], 0
        for body, of_body in groupby(of_claim, key=itemgetter(1)):
            records.append(body.removeprefix(said))
            first = 0
            for _, _, line, row, body_of_relation, number, _ in of_body:
                told = told or body_of_relation or ""
                place = min(place or number, number)
                if first:
                    folded.repeat(row, line, first)
                else:
                    first = line
                    folded.keep(row)
        claims.append((place, said + _joined(records)))
    return told, claims


def _said(row: _Row) -> str:
    """Return what a claim says; without the record that says it, which stands last, where it is about another thing."""
    return row[1].partition(_RECORD)[0] if row[-1] else row[1]


def _joined(records: Sequence[str]) -> str:
    """Return the records of one claim as one statement."""
    named = (record.removeprefix(_RECORD).removesuffix(_END) for record in records)
    return f"{_RECORD}{' , '.join(sorted(named))}{_END}" if records[0] else ""


def compact_subject(iri: str) -> str:
    """Return an IRI as it stands at the head of a block."""
    from pyoxigraph import NamedNode

    from kg.turtle import term

    return term(NamedNode(iri)) if "." in iri else compact(iri)
