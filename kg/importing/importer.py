"""Bringing a fact sheet in: read, check, and write a dataset whole or not at all."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kg.errors import DataError, InputError
from kg.importing.declared import Declarations
from kg.importing.names import Names, Near, read_decisions
from kg.importing.profile import Profile, read_profile
from kg.importing.refusals import Refusal, Refused
from kg.importing.rows import Reader, checked_types
from kg.importing.sheets import opened
from kg.importing.spool import Spool
from kg.importing.statements import Statement, dataset_body, entity_body, passage_body, source_body
from kg.model.records import Json
from kg.resources import ENTITIES, data_dir, ontology_files
from kg.store import EmbeddedStore
from kg.terms import DATASET, ENTITY, PASSAGE, RELATION, SOURCE

_MADE: Final = "Made by kg import"
_EVERY: Final = 1000
_MOST_NEAR: Final = 500

Progress = Callable[[int], None]


@dataclass(slots=True)
class Report:
    """What an import did, or would do: rows read are rows written and rows refused.

    ``relations``, ``claims``, ``sources`` and ``entities`` count what the dataset holds; ``files`` are those written;
    ``left_out`` is what else stands in the file and was not read, such as further sheets.
    """

    dataset: str
    written: int = 0
    left_out: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    near: list[Near] = field(default_factory=list)
    relations: int = 0
    claims: int = 0
    sources: int = 0
    entities: int = 0
    files: list[str] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Return the number of rows read."""
        return self.written + len(self.refused)

    @property
    def unforeseen(self) -> int:
        """Return how many rows were refused without a rule that says so."""
        return sum(not refusal.foreseen for refusal in self.refused)

    def as_json(self) -> Json:
        """Return the record of the report."""
        return {
            "dataset": self.dataset,
            "read": self.read,
            "written": self.written,
            "refused": [refusal.as_json() for refusal in self.refused],
            "left_out": self.left_out,
            "near": [near.as_json() for near in self.near],
            "relations": self.relations,
            "claims": self.claims,
            "sources": self.sources,
            "entities": self.entities,
            "files": self.files,
        }


def import_sheet(
    sheet: Path,
    profile: Path,
    resolution: Path | None = None,
    into: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Make a dataset of a sheet in the data folder ``into``, or only say what would be made where it is None.

    Names resolve against the entities of that folder, or of the shipped data, without those that an earlier import of
    the same dataset made. Raises DataError for a file that cannot be used; then nothing is written.
    """
    stated, decisions = read_profile(profile), read_decisions(resolution)
    root = data_dir() if into is None else into
    _check_target(root, stated.name)
    own = root / ENTITIES / f"{stated.name}.ttl"
    entities = [path for path in sorted((root / ENTITIES).glob("*.ttl")) if path != own]
    store = EmbeddedStore([*ontology_files(), *entities])
    declared = Declarations(store)
    unknown = list(checked_types(stated, declared))
    if unknown:
        raise DataError(
            f"{profile}: the ontology has no relation type {', '.join(unknown)}; 'kg vocabulary' lists them"
        )
    with tempfile.TemporaryDirectory(prefix="kg-import-") as folder:
        spool = Spool(Path(folder))
        try:
            names = Names(store, declared, decisions, spool)
            report = _read(sheet, stated, declared, names, spool, progress)
            made = f"{_MADE} from {sheet.name} with {profile.name}: mend those, not this folder."
            body = dataset_body(stated.title, stated.description, stated.licence, made)
            spool.add_block(f"{stated.name}/dataset.ttl", DATASET + stated.name, body)
            report.claims = spool.number_claims(stated.name)
            report.relations, report.sources, report.entities = map(spool.count, (RELATION, SOURCE, ENTITY))
            report.files = spool.files()
            if into is not None and report.written:
                _write(root, stated.name, spool, report.files)
        except sqlite3.Error as error:
            raise DataError(f"{folder}: cannot be written, and nothing was imported: {error}") from error
        finally:
            spool.close()
    return report


def _read(
    sheet: Path, profile: Profile, declared: Declarations, names: Names, spool: Spool, progress: Progress | None
) -> Report:
    report = Report(profile.name)
    with opened(sheet, comment=profile.comment, sheet=profile.sheet) as page:
        _check_head(sheet, profile, page.head)
        reader = Reader(profile, page.head, declared, names)
        report.left_out = page.left_out
        for number, row in enumerate(page.rows, 1):
            try:
                statements = reader.read(row)
                _check_new(statements)
            except Refused as refused:
                report.refused.append(Refusal(row.line, str(refused), refused.foreseen))
            else:
                report.written += 1
                for statement in statements:
                    _keep(statement, profile.name, names, spool, report)
            if progress is not None and number % _EVERY == 0:
                progress(number)
    return report


def _check_head(sheet: Path, profile: Profile, head: tuple[str, ...]) -> None:
    missing = [column for column in profile.columns.values() if column not in head]
    if missing:
        raise DataError(f"{sheet}: the sheet lacks the columns {', '.join(missing)}, which {profile.path} names")
    spare = [column for column in head if column not in {*profile.columns.values(), *profile.ignore}]
    if spare:
        raise DataError(
            f"{sheet}: {profile.path} does not say what these columns are: {', '.join(spare)}; "
            "name them under [columns] or, under [sheet], in ignore"
        )


def _check_new(statements: list[Statement]) -> None:
    """Refuse a row that would give one slug to two new names."""
    called: dict[str, str | None] = {}
    for statement in statements:
        for found in statement.entities:
            other = called.setdefault(found.slug, found.name)
            if other != found.name:
                raise Refused(
                    f"'{found.name}' and '{other}' would both be called {found.slug}: decide in the resolution file"
                )


def _keep(statement: Statement, dataset: str, names: Names, spool: Spool, report: Report) -> None:
    for found in statement.entities:
        if found.name is not None and spool.name_of(found.slug) is None:
            spool.add_entity(found.name, found.slug, found.kind)
            body = entity_body(found.name, found.kind, names.details(found.name))
            spool.add_block(f"{ENTITIES}/{dataset}.ttl", ENTITY + found.slug, body)
            if len(report.near) < _MOST_NEAR and (near := names.like(found)) is not None:
                report.near.append(near)
    source, file, name = statement.source, f"{dataset}/relations/{statement.layer}.ttl", statement.name
    spool.add_block(f"{dataset}/sources.ttl", SOURCE + source.name, source_body(source, dataset))
    for paragraph, digest in statement.passages.items():
        passage = PASSAGE + source.passage(paragraph)
        spool.add_block(f"{dataset}/sources.ttl", passage, passage_body(source, paragraph, digest))
    spool.add_block(file, RELATION + name, statement.relation())
    spool.add_claim(file, name, statement.claim())


def _check_target(root: Path, name: str) -> None:
    if not (root / ENTITIES).is_dir():
        raise InputError(
            f"{root}: this is no data folder, it has no folder '{ENTITIES}': give one, such as a copy of data/"
        )
    about, own = root / name / "dataset.ttl", root / ENTITIES / f"{name}.ttl"
    if about.exists() and _MADE not in about.read_text(encoding="utf-8"):
        raise InputError(f"{about.parent}: this dataset was not made by an import: give the new one another name")
    if name == ENTITIES or (own.exists() and not about.exists()):
        raise InputError(f"{own if own.exists() else own.parent}: the name is taken: give the dataset another one")


def _write(root: Path, name: str, spool: Spool, files: list[str]) -> None:
    """Write all files beside their places, and then put them there; take away what an earlier import left."""
    waiting = root / f".import-{name}"
    try:
        shutil.rmtree(waiting, ignore_errors=True)
        waiting.mkdir()
        for file in files:
            path = waiting / file
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="\n") as written:
                written.writelines(spool.turtle(file))
        for file in files:
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (waiting / file).replace(root / file)
        for stale in _stale(root, name, set(files)):
            stale.unlink()
    except OSError as error:
        raise DataError(f"{error.filename or root}: cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _stale(root: Path, name: str, files: set[str]) -> Iterator[Path]:
    for path in [*(root / name / "relations").glob("*.ttl"), root / ENTITIES / f"{name}.ttl"]:
        if path.exists() and path.relative_to(root).as_posix() not in files:
            yield path
