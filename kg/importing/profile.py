"""A profile says what the columns and words of one sheet mean, so that another sheet needs another profile and no code.

It is a TOML file; docs/adding-a-voice.md tells of every part of it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from kg.errors import InputError
from kg.importing.recipes import Conditions, Recipe, read_conditions, read_recipe
from kg.importing.shape import Record, Split
from kg.importing.tables import Form
from kg.importing.toml import Table, nearest, read_table
from kg.resources import folder_of, names_in, text_of
from kg.store.worker import Limits

TEMPLATE: Final = "template"
# The profiles that come with the program, beside presets: of the sheet to fill in, of what `kg export csv`
# writes, of the sheet that `kg read` makes, and of what a query of RDF finds.
ARTICLE: Final = "article"
QUERY: Final = "query"
_OWN: Final = (TEMPLATE, "relations", ARTICLE, QUERY)
PRESETS: Final = "importing/presets"

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
_NEEDED: Final = ("subject", "relation")
_VOICES: Final = ("publisher", "author", "author_id", "author_key")
_DATASET: Final = ("name", "title", "description", "licence")
_SOURCE: Final = ("publisher_kind", "claimant_kind", "undated", "unknown_sides", "weak", "weak_publishers", "notes")
_SHEET: Final = (
    "ignore", "needed", "comment", "sheet", "missing", "names", "head", "above", "delimiter", "encoding", "file",
    "rows", "sentences",
    "format",
)  # fmt: skip
_ENTITY: Final = {"name": "", "kind": "_kind", "id": "_key", "address": "_id"} | {part: f"_{part}" for part in TOLD}
_SPLIT: Final = ("column", "at", "pattern", "as")
_RECORD: Final = ("when", "each", "split")
_SHAPE: Final = ("sql", "query")
_IDENTITY: Final = {"relation": "record", **{end: f"{end}_key" for end in ENDS}}
_PARTS: Final = (
    "base", "about", "dataset", "sheet", "columns", "kinds", "units", "statuses", "hedges", "qualifiers", "languages",
    "notes", "source", "rule", "constants", "entity", "record", "identity", "refuse", "shape", "cite", "passages",
    "claim",
)  # fmt: skip
# Tables of a profile that add to those of its base; others take their place.
_ADDED: Final = ("dataset", "sheet", "source", "constants", "identity")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# What a cell with a date may say: a time of the relation, a date of the claim, or nothing.
TIMES: Final = ("on", "from", "until", "not_before", "not_after", "attested_on", "said_on")


@dataclass(frozen=True, slots=True)
class Make:
    """One relation that a rule makes of a row.

    ``subject`` and ``object`` name the column that gives each end, or ``"=NAME"`` a fixed entity or text; ``value``
    tells which part of a value such as "40.1,47.2" is meant, 0 for all of it, -1 for none. ``from_`` and ``until`` say
    what the cells of these names date; ``on`` is a date of the relation itself, and with ``attested_on = "date"`` the
    source's own date attests what no cell dates. ``note`` stands before what the row notes; ``"=NOTE"`` in its place.
    """

    type: str
    subject: str = "subject"
    object: str = "object"
    value: int = 0
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


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of the rows of one relation word that meet the conditions; ``refuse`` says why nothing does."""

    relation: str
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    make: tuple[Make, ...] = ()
    refuse: str = ""


@dataclass(frozen=True, slots=True)
class Word:
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


@dataclass(frozen=True, slots=True)
class Measure:
    """What a unit word of the sheet is here, by what its numbers are multiplied, and what in particular is counted."""

    unit: str
    factor: Decimal = Decimal(1)
    qualifier: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind word of the sheet is: the kind that an entity must have, and the narrower one that a new one gets."""

    is_: str
    new: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What one sheet means; each part stands under its name in docs/adding-a-voice.md.

    ``records`` are the facts of a row; ``refuse`` pairs conditions under which a row is left out with the reason;
    ``needed`` are the columns without which the file is another one, None for all that are named. ``passages`` are the
    digests of the paragraphs of the article from which all rows are, by number.
    """

    path: Path
    name: str
    title: str
    description: str
    licence: str
    records: tuple[Record, ...]
    form: Form = field(default_factory=Form)
    ignore: frozenset[str] = frozenset()
    needed: frozenset[str] | None = None
    refuse: tuple[tuple[Conditions, str], ...] = ()
    sql: str = ""
    sentences: bool = False
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    units: Mapping[str, Measure] = field(default_factory=dict)
    statuses: Mapping[str, Word] = field(default_factory=dict)
    hedges: Mapping[str, str] = field(default_factory=dict)
    qualifiers: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    publisher_kind: str = ""
    claimant_kind: str = ""
    undated: frozenset[str] = frozenset()
    unknown_sides: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset({"yes", "true"})
    weak_publishers: frozenset[str] = frozenset()
    source_notes: frozenset[str] = frozenset()
    doubts: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    passages: Mapping[int, str] = field(default_factory=dict)


def template(name: str = TEMPLATE) -> Mapping[str, Any]:
    """Return a profile of the program's own; that of the template has ``[about]`` for what each column is."""
    return tomllib.loads(_own(name))


def presets() -> list[str]:
    """Return the names of the profiles of public data sets that come with the program."""
    return names_in(PRESETS, "toml")


def preset_path(name: str) -> Path:
    """Return the file of a preset; raises InputError, with the nearest names, for one that is not there."""
    if name not in presets():
        raise InputError(f"there is no preset '{name}'; {nearest(name, presets())}")
    return folder_of(PRESETS) / f"{name}.toml"


def _own(name: str) -> str:
    return text_of("importing" if name in _OWN else PRESETS, f"{name}.toml")


def profile_of_queries() -> Path:
    """Return the file of the profile in which each column is named after its part of a fact."""
    return folder_of("importing") / f"{QUERY}.toml"


def read_profile(
    path: Path, about: Mapping[str, str] = MappingProxyType({}), query: str = "", limits: Limits | None = None
) -> Profile:
    """Read a profile; raises DataError, with the file and the line, for one that cannot be used.

    ``about`` takes the place of what its ``[dataset]`` says, its ``publisher`` is that of rows that name none, and
    ``query`` takes the place of its query of an RDF file, which has to keep to ``limits``.
    """
    text = read_table(path, "the profile", _PARTS)
    base = text.text("base")
    if base and base not in (*_OWN, *presets()):
        raise text.error(f"has the base '{base}'; there are: {', '.join((*_OWN, *presets()))}", "base")
    while base:
        below = template(base)
        text = text.only(_merged(below, text.stated))
        base = str(below.get("base", ""))
    dataset = text.part("dataset", _DATASET)
    dataset = dataset.only({**dataset.stated, **{key: word for key, word in about.items() if key in _DATASET}})
    dataset.needed("name", "title", "description")
    if not dataset.text("licence"):
        raise dataset.error("lacks licence: give the address of one there, or by --licence", "licence")
    if not is_name(dataset.text("name")):
        raise dataset.error(
            f"gives the name '{dataset.text('name')}': use lower-case letters, digits and hyphens", "name"
        )
    if not is_address(dataset.text("licence")):
        raise dataset.error(f"gives the licence '{dataset.text('licence')}', which is no web address", "licence")
    sheet, source = text.part("sheet", _SHEET), text.part("source", _SOURCE)
    rules: dict[str, list[Rule]] = {}
    for stated in text.listed("rule", "rule"):
        rule = _rule(stated)
        rules.setdefault(rule.relation, []).append(rule)
    languages = text.part("languages")
    for language in languages.words().values():
        _check_language(languages, language)
    return Profile(
        path=path,
        **dataset.words(),
        records=_records(text, about.get("publisher", "")),
        form=replace(_form(sheet), query=query or _query(path, text.part("shape", _SHAPE)), limits=limits or Limits()),
        ignore=frozenset(sheet.texts("ignore")),
        needed=frozenset(sheet.texts("needed")) if "needed" in sheet.stated else None,
        refuse=_refuse(text),
        sql=text.part("shape", _SHAPE).text("sql"),
        sentences=sheet.flag("sentences"),
        kinds={word: _kind(stated) for word, stated in text.part("kinds").each("kind", "is", ("is", "new"))},
        units={
            word: Measure(stated.text("unit"), stated.number("factor", 1), stated.text("qualifier"))
            for word, stated in text.part("units").each("unit", "unit", ("unit", "factor", "qualifier"))
        },
        statuses={
            word: stated.filled(Word)
            for word, stated in text.part("statuses").each("status", "", Word.__dataclass_fields__)
        },
        hedges=text.part("hedges").words(),
        qualifiers=text.part("qualifiers").words(),
        languages=languages.words(),
        publisher_kind=source.text("publisher_kind"),
        claimant_kind=source.text("claimant_kind"),
        undated=frozenset(source.texts("undated")),
        unknown_sides=frozenset(source.texts("unknown_sides")),
        weak=frozenset(source.texts("weak", ("yes", "true"))),
        weak_publishers=frozenset(source.texts("weak_publishers")),
        source_notes=frozenset(source.texts("notes")),
        doubts=frozenset(text.part("claim", ("doubts",)).texts("doubts")),
        notes=text.part("notes").words(),
        rules={relation: tuple(found) for relation, found in rules.items()},
        passages=_passages(text.part("passages")),
    )


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a base with what a profile states: its tables take the place of those of the base, or add to them."""
    merged = {**base, **own}
    for name in _ADDED:
        if isinstance(base.get(name), dict) and isinstance(own.get(name), dict):
            merged[name] = {**base[name], **own[name]}
    return merged


def _form(sheet: Table) -> Form:
    return Form(
        sheet=sheet.text("sheet"),
        file=sheet.text("file"),
        comment=sheet.text("comment"),
        missing=frozenset(sheet.texts("missing")),
        names=sheet.texts("names"),
        head=sheet.flag("head", True),
        above=int(sheet.number("above", 0)),
        delimiter=sheet.text("delimiter"),
        encoding=sheet.text("encoding"),
        rows=sheet.text("rows"),
        format=sheet.text("format"),
    )


def _query(path: Path, shape: Table) -> str:
    """Return the query of an RDF file that a profile names: one beside it, or one that comes with the program."""
    name = shape.text("query")
    beside = path.parent / name
    if not name:
        return ""
    try:
        return (beside if beside.is_file() else folder_of(PRESETS) / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise shape.error(f"gives the query '{name}', which cannot be read beside the profile", "query") from None


def _passages(passages: Table) -> dict[int, str]:
    """Return the digests of paragraphs by number."""
    for number, digest in passages.words().items():
        if not number.isdecimal() or not DIGEST.fullmatch(digest):
            raise passages.error("gives no number of a paragraph and its SHA-256, in 64 hexadecimal digits", number)
    return {int(number): digest for number, digest in passages.words().items()}


def _refuse(text: Table) -> tuple[tuple[Conditions, str], ...]:
    found = []
    for stated in text.listed("refuse", "refuse", ("when", "reason")):
        stated.needed("reason")
        found.append((read_conditions(stated), stated.text("reason")))
    return tuple(found)


def _records(text: Table, publisher: str) -> tuple[Record, ...]:
    """Return the facts of a row: one of all columns, or those that are listed, each with the columns that all share."""
    columns, constants = text.part("columns", ROLES), text.part("constants", ROLES)
    shared = {role: Recipe(is_=word) for role, word in constants.words().items()}
    shared |= {role: read_recipe(columns, role) for role in columns.stated}
    if publisher:
        shared["publisher"] = Recipe(first=(shared.get("publisher", Recipe()), Recipe(is_=publisher)))
    identity = text.part("identity", _IDENTITY)
    shared |= {_IDENTITY[key]: read_recipe(identity, key) for key in identity.stated}
    shared.setdefault("title", Recipe(is_=text.part("dataset").text("title")))
    entities = {
        name: {part: read_recipe(stated, part) for part in stated.stated}
        for name, stated in text.part("entity").each("entity", "name", _ENTITY)
    }
    listed = list(text.listed("record", "record", (*_RECORD, *ROLES)))
    records = [_record(stated, shared) for stated in listed] or [
        Record({role: recipe for role, recipe in shared.items() if recipe != Recipe()})
    ]
    found = []
    for record, stated in zip(records, listed or [columns], strict=True):
        cells = _with_entities(record.cells, entities, stated)
        if missing := [role for role in _NEEDED if role not in cells and f"{role}_id" not in cells]:
            raise stated.error(f"lacks {', '.join(missing)}")
        if not any(voice in cells for voice in _VOICES):
            raise stated.error("lacks publisher: name its column, or under [constants] the publisher of the whole file")
        found.append(replace(record, cells=cells))
    return tuple(found)


def _record(stated: Table, shared: Mapping[str, Recipe]) -> Record:
    own = {role: read_recipe(stated, role) for role in stated.stated if role not in _RECORD}
    cells = {
        role: recipe for role, recipe in {**shared, **own}.items() if recipe != Recipe(column="") and recipe != Recipe()
    }
    splits = []
    raw = stated.stated.get("split", [])
    for number, split in enumerate(raw if isinstance(raw, list) else [raw], 1):
        told = stated.at("split", f"{stated.place}: split {number}", split, _SPLIT)
        told.needed("column")
        try:
            pattern = re.compile(told.text("pattern")) if told.text("pattern") else None
        except re.error as error:
            raise told.error(
                f"gives the pattern '{told.text('pattern')}', which cannot be read: {error}", "pattern"
            ) from None
        splits.append(Split(told.text("column"), told.texts("at"), pattern, told.text("as", "part")))
    return Record(cells, read_conditions(stated), stated.texts("each"), tuple(splits))


def _with_entities(
    cells: Mapping[str, Recipe], entities: Mapping[str, Mapping[str, Recipe]], stated: Table
) -> dict[str, Recipe]:
    """Return cells in which an end that is an entity of the profile is its name, its kind, and what is told of it."""
    found: dict[str, Recipe] = {}
    for role, recipe in cells.items():
        if not recipe.entity:
            found.setdefault(role, recipe)
            continue
        entity = entities.get(recipe.entity)
        if entity is None or role not in ENDS:
            what = nearest(recipe.entity, entities) if entity is None else "only an end of a relation is an entity"
            raise stated.error(f"gives '{role}' the entity '{recipe.entity}'; {what}", role)
        for part, own in entity.items():
            found[f"{role}{_ENTITY[part]}"] = own
    return found


def is_address(text: str) -> bool:
    """Say whether a text is a web address that can stand in the data."""
    try:
        return "://" in NamedNode(text).value
    except ValueError:
        return False


def is_name(text: str) -> bool:
    """Say whether a text can name a dataset or an entity: lower-case letters and digits, joined by hyphens."""
    return _NAME.fullmatch(text) is not None


def _rule(stated: Table) -> Rule:
    parts = dict(stated.stated)
    relation, refuse = stated.text("relation"), stated.text("refuse")
    stated.place += f" ({relation or 'no relation'})"
    when = stated.part("when", ROLES)
    makes = [_make(make) for make in stated.listed("make", f"{stated.place}: make")]
    short = {key: parts[key] for key in parts if key not in ("relation", "refuse", "when", "make")}
    if short:
        makes.append(_make(stated.only(short)))
    if bool(makes) == bool(refuse) or not relation:
        raise stated.error("must name its relation, and either what it makes or why it refuses")
    return Rule(relation, {role: when.texts(role) for role in when.stated}, tuple(makes), refuse)


def _make(stated: Table) -> Make:
    make = stated.filled(Make)
    if {make.from_, make.until} - {*TIMES, ""}:
        raise stated.error(f"gives from or until as none of: {', '.join(TIMES)}, nor as nothing")
    for end in (make.subject, make.object, make.used_by, make.claimant):
        if end and not end.startswith("=") and end not in (*ROLES, "source"):
            raise stated.error(f"names '{end}', which is neither a column of the template nor '=' and a name")
    _check_language(stated, make.language)
    return make


def _check_language(stated: Table, language: str) -> None:
    try:
        Literal("", language=language or "en")
    except ValueError:
        raise stated.error(f"gives the language '{language}', which is no language tag") from None


def _kind(stated: Table) -> Kind:
    return Kind(stated.text("is"), stated.text("new") or stated.text("is"))
