"""Where what an import makes waits until all of it is known: a database in a temporary file.

It sorts and drops what was said twice, so that a sheet of any length takes little memory.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from kg.terms import CLAIM, compact
from kg.turtle import document, place

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE entity (name TEXT PRIMARY KEY, slug TEXT UNIQUE, kind TEXT) WITHOUT ROWID;
CREATE TABLE block (file TEXT, name TEXT, iri TEXT, body TEXT, PRIMARY KEY (file, name, iri)) WITHOUT ROWID;
CREATE TABLE claim (number INTEGER PRIMARY KEY, file TEXT, relation TEXT, body TEXT, UNIQUE (relation, body));
"""
_NUMBERED = """
INSERT INTO block SELECT file, name, ? || name, body FROM (
    SELECT file, body, relation || ? || ROW_NUMBER() OVER (PARTITION BY relation ORDER BY number) AS name FROM claim
)
"""


class Spool:
    """Blocks of Turtle by file, new entities by name, and claims in the order of their rows."""

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "spool.db", isolation_level=None)
        self._base.executescript(_TABLES)
        self._base.execute("BEGIN")

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def entity(self, name: str) -> tuple[str, str] | None:
        """Return slug and kind of the new entity of a name."""
        found = self._base.execute("SELECT slug, kind FROM entity WHERE name = ?", (name,)).fetchone()
        return None if found is None else (found[0], found[1])

    def name_of(self, slug: str) -> str | None:
        """Return the name of the new entity that has a slug."""
        found = self._base.execute("SELECT name FROM entity WHERE slug = ?", (slug,)).fetchone()
        return None if found is None else str(found[0])

    def add_entity(self, name: str, slug: str, kind: str) -> None:
        """Keep a new entity."""
        self._base.execute("INSERT OR IGNORE INTO entity VALUES (?, ?, ?)", (name, slug, kind))

    def add_block(self, file: str, iri: str, body: str) -> None:
        """Keep what is stated of a thing in a file, unless it is there: the same name always has the same body."""
        self._base.execute("INSERT OR IGNORE INTO block VALUES (?, ?, ?, ?)", (file, *place(iri), body))

    def add_claim(self, file: str, relation: str, body: str) -> None:
        """Keep a claim about a relation, given by local name; a claim that is there already is not doubled."""
        self._base.execute(
            "INSERT OR IGNORE INTO claim (file, relation, body) VALUES (?, ?, ?)", (file, relation, body)
        )

    def number_claims(self, dataset: str) -> int:
        """Name each claim by its relation, the dataset and a number; return how many there are."""
        self._base.execute(_NUMBERED, (CLAIM, f"-{dataset}-"))
        return int(self._base.execute("SELECT COUNT(*) FROM claim").fetchone()[0])

    def files(self) -> list[str]:
        """Return the names of the files."""
        return [row[0] for row in self._base.execute("SELECT DISTINCT file FROM block ORDER BY file")]

    def count(self, start: str) -> int:
        """Return how many things have an IRI that starts so."""
        query = "SELECT COUNT(*) FROM block WHERE SUBSTR(iri, 1, LENGTH(?1)) = ?1"
        return int(self._base.execute(query, (start,)).fetchone()[0])

    def turtle(self, file: str) -> Iterator[str]:
        """Yield a file piece by piece."""
        query = "SELECT iri, body FROM block WHERE file = ? ORDER BY name, iri"
        return document(lambda: ((compact_subject(iri), body) for iri, body in self._base.execute(query, (file,))))


def compact_subject(iri: str) -> str:
    """Return an IRI as it stands at the head of a block."""
    from pyoxigraph import NamedNode

    from kg.turtle import term

    return term(NamedNode(iri)) if "." in iri else compact(iri)
