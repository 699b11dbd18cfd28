"""Bringing a fact sheet in: read, check, and write a dataset whole or not at all."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType
from typing import Final

from msgspec.msgpack import decode, encode

from kg.dossier import current, dossier_of
from kg.errors import DataError, InputError
from kg.importing.names import Decisions, NamedEntity, Names, read_decisions
from kg.importing.newdossier import is_new, new_dossier
from kg.importing.profile import Profile, preset_path, presets, profile_of_queries, read_profile
from kg.importing.refusals import Refused
from kg.importing.report import Report
from kg.importing.rows import Reader, check_schemes, checked_types
from kg.importing.schema import Schema
from kg.importing.shape import Shape
from kg.importing.shares import Shares
from kg.importing.staging import Recent, Staging
from kg.importing.stated import ROLES
from kg.importing.statements import Document, Statement, dataset_body, entity_body, passage_body, source_body
from kg.importing.tables import Opened, opened
from kg.importing.texts import Row
from kg.journal import change, finish
from kg.resources import DOSSIER_FILE, ENTITIES
from kg.spelling import likely, likely_terms
from kg.store import EmbeddedStore
from kg.store.scratch import scratch
from kg.store.worker import Limits
from kg.terms import DATASET, ENTITY, PASSAGE, SOURCE
from kg.validation.decided import MADE, read_matches

_EVERY: Final = 100
# So often rows that lack the kind of a name are read again at most, as long as each time some are taken up.
_ROUNDS: Final = 20
# So many columns are named that do not fit a profile.
_SHOWN: Final = 12
# Of a table with more columns, or longer names of them, the others are not compared with those that it lacks.
_LOOKED_AT: Final = 500

# Is told how many rows have been read, and which part of the file they are, from 0 to 1.
Progress = Callable[[int, float], None]
# A row that waits: its line, cells and faults, and why it was refused.
_Kept = tuple[int, tuple[str, ...], dict[int, str], tuple[str, ...], bool]


def import_sheet(
    sheet: Path,
    profile: Path,
    resolution: Path | None = None,
    into: Path | None = None,
    progress: Progress | None = None,
    refusals: Path | None = None,
    *,
    write: bool = True,
    about: Mapping[str, str] = MappingProxyType({}),
    query: str = "",
    limits: Limits | None = None,
) -> Report:
    """Make a dataset of a sheet in the data folder ``into``; only say what would be made if that is None or not asked.

    Names resolve against the entities of that folder, or else of the current dossier, without those that an earlier
    import of the same dataset made. A folder that is not there is made. ``refusals`` is a file that gets
    all refused rows, and ``about`` takes the place of what the profile says of the dataset, ``query`` that of its query
    of an RDF file.
    That and the query that shapes a table keep to ``limits``.
    Raises DataError for a file that cannot be used; then nothing is written.
    """
    stated = read_profile(profile, about, query, limits)
    write, into = write and into is not None, into or current(sheet).root
    with ExitStack() as stack:
        folder = stack.enter_context(scratch("karabakh-kg-import-"))
        run = stack.enter_context(Run(stated, read_decisions(resolution), into, folder, write=write))
        with opened(sheet, stated.form, stated.needed or ()) as table:
            reader = run.reader(sheet, shaped(sheet, stated, table, stack), table)
            for row in counted(table, progress):
                run.take(reader, row)
            run.settle(reader)
        made = f"{MADE} from {sheet.name} with {profile.name}: mend those, not this folder."
        report = run.finish(made)
        if refusals is not None:
            _write_refusals(refusals, run.staging)
        return report


def counted(table: Opened, progress: Progress | None) -> Iterator[Row]:
    """Yield the rows of a table, and tell how many there were."""
    for number, row in enumerate(table.rows, 1):
        yield row
        if progress is not None and number % _EVERY == 0:
            progress(number, table.share())


def shaped(sheet: Path, profile: Profile, table: Opened, stack: ExitStack) -> Opened:
    """Return a table as the query of a profile shapes it, as it is where there is none."""
    if profile.sql:
        from kg.importing.duck import shaped_rows

        table.head, table.rows = shaped_rows(sheet, table.head, table.rows, profile.sql, stack, profile.form.limits)
    return table


class Run:
    """One import: what the rows say is checked, kept in a folder that goes afterwards, and in the end written whole."""

    def __init__(
        self, profile: Profile, decisions: Decisions, into: Path | None, folder: Path, *, write: bool = True
    ) -> None:
        self._profile = profile
        self._write = write and into is not None
        self._folder = folder
        self._new = into is not None and is_new(into)
        self._dossier = new_dossier(folder, profile) if self._new else dossier_of(into)
        self._root = self._dossier.root if into is None else into
        finish(self._root)
        check_target(self._root, profile.name)
        own = self._root / ENTITIES / f"{profile.name}.ttl"
        entities = [path for path in sorted((self._root / ENTITIES).glob("*.ttl")) if path != own]
        self.store = EmbeddedStore([*self._dossier.ontology_files, *entities], dossier=self._dossier)
        self.schema = Schema(self.store, into if self._new else None)
        unknown = list(checked_types(profile, self.schema))
        if unknown:
            near = likely_terms(unknown[0], self.schema.types)
            hint = f"; the nearest to {unknown[0]} is {' or '.join(near)}" if near else "; 'kg vocabulary' lists them"
            raise DataError(f"{profile.path}: the ontology has no relation type {', '.join(unknown)}{hint}")
        check_schemes(profile, self.schema)
        self.staging = Staging(folder, self._dossier.names)
        same = read_matches(self._root).same
        self.names = Names(self.store, self.schema, decisions, self.staging, profile.name, same)
        self.report = Report(profile.name)
        self._kept = self._waiting = 0
        self._slugs: dict[str, str] = {}
        self._documents = Recent()
        self._shares = Shares(self.schema.types.values())

    def __enter__(self) -> "Run":
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        """Let go of the database."""
        self.staging.close()
        if isinstance(error, sqlite3.Error):
            raise DataError(f"{self._folder}: cannot be written, and nothing was imported: {error}") from error

    def reader(self, sheet: Path, table: Opened, opened_: Opened) -> Reader:
        """Return what reads the rows of a table; raises DataError for a table that the profile does not fit."""
        check_head(sheet, self._profile, table.head, opened_.unfit)
        self.report.left_out, self.report.hidden = opened_.left_out, opened_.hidden
        reader = Reader(self._profile, table.head, self.schema, self.names)
        if self._profile.passages:
            self._keep_article(reader)
        return reader

    def take(self, reader: Reader, row: Row) -> None:
        """Read one row and keep what it says, or why it was refused; one that another may help waits for ``settle``."""
        if row.reading:
            self.report.read_as(row.line, [row.reading])
        refused = self._taken(reader, row)
        if refused is not None and self.names.unsaid:
            self._wait(0, row, refused)
        elif refused is not None:
            self._refuse(row.line, refused)

    def settle(self, reader: Reader) -> None:
        """Read the rows again that lacked the kind of a new name: any row that was taken up may say it.

        A row that is taken up then may say one too, so that they are read until no more of them is.
        """
        number = 0
        while (before := self._waiting) and self._slugs and number < _ROUNDS:
            self._waiting = 0
            for row, _ in map(_awake, self.staging.waiting(number)):
                refused = self._taken(reader, row)
                if refused is not None:
                    self._wait(number + 1, row, refused)
            number += 1
            if self._waiting == before:
                break
        for row, refused in map(_awake, self.staging.waiting(number)):
            self._refuse(row.line, refused)
        self._waiting = 0
        self.report.sort()

    def check(self, reader: Reader, row: Row) -> list[Statement]:
        """Return what a row says; raises Refused where that is not sure, or does not go with the rows taken before."""
        self.names.unsaid = False
        statements = reader.read(row)
        if len(statements) > 1 or statements[0].subject.name is not None:
            self._check_new(statements)
        self._check_record(statements, row)
        self._shares.add(statements, row.line)
        return statements

    def _taken(self, reader: Reader, row: Row) -> Refused | None:
        """Read one row and keep what it says; return why it was refused."""
        try:
            statements = self.check(reader, row)
        except Refused as refused:
            return refused
        self._kept += 1
        for statement in statements:
            self._keep(statement, row.line, self._kept)
        if readings := [reading for statement in statements for reading in statement.readings]:
            self.report.read_as(row.line, list(dict.fromkeys(readings)))
        if self.report.has_near:
            self.report.use({entity.slug for statement in statements for entity in statement.entities})
        return None

    def _refuse(self, line: int, refused: Refused) -> None:
        self.report.refuse(line, refused.reasons, foreseen=refused.foreseen)
        self.staging.add_refusal(line, str(refused))
        if refused.open:
            self.report.open.append(line)

    def _wait(self, number: int, row: Row, refused: Refused) -> None:
        self._waiting += 1
        kept = row.line, row.cells, dict(row.faults), refused.reasons, refused.foreseen
        self.staging.add_waiting(number, encode(kept))

    def finish(self, made: str, also: Mapping[str, str] = MappingProxyType({})) -> Report:
        """Sort out what was said twice, and write the dataset if there is one and a folder for it.

        ``also`` are further files to write with it, by name, with their text.
        """
        profile, report = self._profile, self.report
        body = dataset_body(profile.title, profile.description, profile.licence, made)
        self.staging.add_block(f"{profile.name}/dataset.ttl", DATASET + profile.name, body)
        folded = self.staging.fold(profile.name)
        report.relations, report.claims, report.twice = folded.relations, folded.claims, folded.twice
        report.written = folded.written
        report.folded = self._kept - folded.written
        report.sources, report.entities = map(self.staging.count, (SOURCE, ENTITY))
        report.files = self.staging.files()
        if self._write and (report.written or profile.passages):
            begun = {DOSSIER_FILE: self._dossier.file.read_text(encoding="utf-8")} if self._new else {}
            write_dataset(self._root, profile.name, self.staging, report.files, {**begun, **also})
        return report

    def _check_new(self, statements: list[Statement]) -> None:
        """Refuse a row that would give one slug to two new names."""
        kept = self._slugs
        new = [
            entity
            for statement in statements
            for entity in statement.entities
            if entity.name is not None and entity.slug not in kept
        ]
        if len(new) > 1:
            called: dict[str, NamedEntity] = {}
            for entity in new:
                other = called.setdefault(entity.slug, entity)
                if other.key != entity.key:
                    raise Refused(
                        f"'{entity.name}' and '{other.name}' would both be called {entity.slug}: decide in the "
                        "resolution file"
                    )

    def _check_record(self, statements: list[Statement], row: Row) -> None:
        """Refuse a row that is known as another is and says something else."""
        record = statements[0].record
        if record:
            line, same = self.staging.add_record(record, row.line, hash(row.cells))
            if not same:
                raise Refused(f"the record '{record}' stands in line {line} too, with other cells")

    def _keep(self, statement: Statement, line: int, number: int) -> None:
        dataset = self._profile.name
        for entity in statement.entities:
            if entity.name is not None and entity.slug not in self._slugs:
                self._keep_entity(entity)
        source, name = statement.source, statement.name
        self._keep_source(source, statement.passages)
        file = f"{dataset}/relations/{statement.layer}.ttl"
        claim = statement.claim(name)
        self.staging.add_claim(file, name, statement.relation, claim, line, number, beside=statement.beside)

    def _keep_entity(self, entity: NamedEntity) -> None:
        assert entity.name is not None
        if len(self._slugs) > 200_000:
            self._slugs.clear()
        self._slugs[entity.slug] = entity.key
        if self.staging.name_of(entity.slug) is not None:
            return
        self.staging.add_entity(entity.key, entity.slug, entity.kind)
        body = entity_body(
            entity,
            self.names.details(entity.name),
            self._dossier.names.compact(self.schema.kind_iris[entity.kind]),
        )
        self.staging.add_block(f"{ENTITIES}/{self._profile.name}.ttl", ENTITY + entity.slug, body)
        if (near := self.names.like(entity)) is not None:
            self.report.add_near(near)

    def _keep_article(self, reader: Reader) -> None:
        """Keep the article from which all rows are, with all of its passages, whether or not a row cites them."""
        try:
            article = reader.article()
        except Refused as refused:
            raise DataError(f"{self._profile.path}: the article cannot be a source: {refused}") from None
        if article.creator.name is not None:
            self._keep_entity(article.creator)
        self._keep_source(article, self._profile.passages)

    def _keep_source(self, source: Document, passages: Mapping[int, str]) -> None:
        file = f"{self._profile.name}/sources.ttl"
        if not self._documents.seen(source.name):
            self.staging.add_block(file, SOURCE + source.name, source_body(source, self._profile.name))
        for paragraph, digest in passages.items():
            passage = PASSAGE + source.passage(paragraph)
            self.staging.add_block(file, passage, passage_body(source, paragraph, digest))


def _awake(kept: bytes) -> tuple[Row, Refused]:
    """Return a row that waited, and why it was refused before."""
    line, cells, faults, reasons, foreseen = decode(kept, type=_Kept)
    return Row(line, cells, faults), Refused(*reasons, foreseen=foreseen)


def check_head(sheet: Path, profile: Profile, head: tuple[str, ...], unfit: str = "") -> None:
    """Raise DataError for a table that lacks columns which a profile needs, or has some of which it does not speak.

    ``unfit`` says why its rows do not fit under the names that the profile gives for a file without a head.
    """
    if unfit and _has_numbers(head):
        raise DataError(f"{sheet}: {unfit}: it is another file{_fitting(profile, head) or _home(profile)}")
    shape = Shape(profile, head)
    if profile.path == profile_of_queries():
        _check_variables(sheet, shape, head)
    if shape.lacking:
        raise DataError(
            f"{sheet}: the sheet lacks the columns {_listed(shape.lacking)}, which {profile.called} names"
            + (_fitting(profile, head) or _nearest(shape.lacking, head) + _home(profile))
        )
    if shape.spare:
        raise DataError(
            f"{sheet}: {profile.called} does not say what these columns are: {_listed(shape.spare)}; "
            "name them under [columns] or, under [sheet], in ignore"
        )


def _has_numbers(head: tuple[str, ...]) -> bool:
    """Say whether a first row has numbers, as one has that names no columns."""
    return any(map(str.isdecimal, head))


def _home(profile: Profile) -> str:
    """Say where the data set of a preset is to be had."""
    return f"; {profile.title} is to be had at {profile.home}" if profile.home else ""


def _listed(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _check_variables(file: Path, shape: Shape, head: tuple[str, ...]) -> None:
    """Raise DataError for a query that does not find what makes a fact, or finds what is no part of one."""
    if shape.spare:
        close = likely(shape.spare[0], [role for role in ROLES if role not in head], 1, 0.6)
        hint = f"the nearest is ?{close[0]}" if close else "its parts are the columns of 'kg import --template'"
        raise DataError(f"{file}: the query finds ?{shape.spare[0]}, which is no part of a fact; {hint}")
    if shape.lacking:
        raise DataError(
            f"{file}: the query finds no {', '.join(f'?{name}' for name in shape.lacking)}: bind it to a word"
        )


def _nearest(lacking: list[str], head: tuple[str, ...]) -> str:
    """Say which columns of a table are called nearly as some that it lacks."""
    names = [name for name in head[:_LOOKED_AT] if len(name) < _LOOKED_AT]
    near = dict.fromkeys(name for wanted in lacking[:_SHOWN] for name in likely(wanted, names, 1, 0.6))
    return f"; the nearest that it has {'is' if len(near) == 1 else 'are'} {', '.join(near)}" if near else ""


def _fitting(profile: Profile, head: tuple[str, ...]) -> str:
    """Say which preset fits the columns of a table, if one does and the profile is another.

    One for files without a head fits by the number of columns.
    """
    others = {name: read_profile(preset_path(name), {"licence": profile.licence}) for name in presets()}
    known = {name: other for name, other in others.items() if other.needed and not other.form.query}
    fits = [name for name, other in known.items() if (other.needed or set()) <= set(other.form.recognised(head))]
    if not fits and _has_numbers(head):
        fits = [
            name
            for name, other in known.items()
            if not other.form.head and other.form.fits(len(head), other.needed or ())
        ]
    return f"; it looks like a file of the preset {' or '.join(fits)}" if fits and profile.name not in fits else ""


def _write_refusals(path: Path, staging: Staging) -> None:
    """Write all refused rows, each with its line and the reason."""
    import csv

    from kg.model.table import guarded

    waiting = path.with_name(f".{path.name}.part")
    try:
        with waiting.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("line", "reason"))
            writer.writerows((line, guarded(reason)) for line, reason in staging.refusals())
        waiting.replace(path)
    except OSError as error:
        waiting.unlink(missing_ok=True)
        raise DataError(f"{path}: cannot be written: {error.strerror}") from error


def check_target(root: Path, name: str) -> None:
    """Raise InputError for a folder into which a dataset of this name cannot be written; one not there will be made."""
    if root.exists() and not (root / ENTITIES).is_dir() and (not root.is_dir() or any(root.iterdir())):
        raise InputError(
            f"{root}: this is no data folder, it has no folder '{ENTITIES}': give one, such as a copy of data/, or a "
            "folder that is not there yet"
        )
    about, own = root / name / "dataset.ttl", root / ENTITIES / f"{name}.ttl"
    if about.exists() and MADE not in about.read_text(encoding="utf-8"):
        raise InputError(f"{about.parent}: this dataset was not made by an import: give the new one another name")
    if name == ENTITIES or (own.exists() and not about.exists()):
        raise InputError(
            f"{own if own.exists() else own.parent}: the name is taken: give the dataset another one, as by --name"
        )


def write_dataset(
    root: Path, name: str, staging: Staging, files: list[str], also: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Write all files of a dataset, and take away what an earlier import left; all of it or nothing."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        stale = [path.relative_to(root).as_posix() for path in _stale(root, name, set(files))]
        with change(root, name, stale) as aside:
            for file, text in also.items():
                (aside / file).parent.mkdir(parents=True, exist_ok=True)
                (aside / file).write_text(text, encoding="utf-8")
            for file in files:
                path = aside / file
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("w", encoding="utf-8", newline="\n") as written:
                    written.writelines(staging.turtle(file))
    except OSError as error:
        raise DataError(f"{error.filename or root}: cannot be written: {error.strerror}") from error


def _stale(root: Path, name: str, files: set[str]) -> Iterator[Path]:
    for path in [*(root / name / "relations").glob("*.ttl"), root / ENTITIES / f"{name}.ttl"]:
        if path.exists() and path.relative_to(root).as_posix() not in files:
            yield path
