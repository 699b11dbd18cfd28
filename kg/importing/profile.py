"""A profile says what the columns and words of one sheet mean, so that another sheet needs another profile and no code.

It is a TOML file; docs/adding-a-voice.md tells of every part of it.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import inf
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace
from pyoxigraph import Literal, NamedNode

from kg.errors import InputError
from kg.importing import stated as says
from kg.importing.recipes import Conditions, Recipe, read_conditions, read_pattern, read_recipe, read_recipes
from kg.importing.shape import ALL, Record, Split
from kg.importing.stated import ENDS, ROLES, TOLD, OutputRule, Stated, Word, texts
from kg.importing.tables import Form
from kg.importing.text import check_texts, unwritable
from kg.resources import folder_of, names_in, text_of
from kg.store.worker import Limits
from kg.toml import TomlFile, nearest

TEMPLATE: Final = "template"
# The profiles that come with the program, beside presets: of the sheet to fill in, of what `kg export csv`
# writes, of the sheet that `kg read` makes, and of what a query of RDF finds.
ARTICLE: Final = "article"
QUERY: Final = "query"
_OWN: Final = (TEMPLATE, "relations", ARTICLE, QUERY)
PRESETS: Final = "importing/presets"

_NEEDED: Final = ("subject", "relation")
_VOICES: Final = ("publisher", "author", "author_id", "author_key")
_ENTITY: Final = {"name": "", "kind": "_kind", "id": "_key", "address": "_id"} | {part: f"_{part}" for part in TOLD}
_IDENTITY: Final = {"relation": "record", **{end: f"{end}_key" for end in ENDS}}
_NO_DELIMITER: Final = ('"', "\n", "\r")
# Tables of a profile that add to those of its base; others take their place.
_ADDED: Final = ("dataset", "sheet", "source", "constants", "identity")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# What a cell with a date may say: a time of the relation, a date of the claim, or nothing.
TIMES: Final = ("on", "from", "until", "not_before", "not_after", "attested_on", "said_on")


class Rule(Struct, frozen=True):
    """What becomes of the rows of one relation word that meet the conditions; ``refuse`` says why nothing does."""

    relation: str
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    make: tuple[OutputRule, ...] = ()
    refuse: str = ""


class Measure(Struct, frozen=True):
    """What a unit word of the sheet is here, by what its numbers are multiplied, and what in particular is counted."""

    unit: str
    factor: Decimal = Decimal(1)
    qualifier: str = ""


class Kind(Struct, frozen=True):
    """What a kind word of the sheet is: the kind that an entity must have, and the narrower one that a new one gets."""

    is_: str
    new: str


class Profile(Struct, frozen=True):
    """What one sheet means; each part stands under its name in docs/adding-a-voice.md.

    ``records`` are the facts of a row; ``refuse`` pairs conditions under which a row is left out with the reason;
    ``needed`` are the columns without which the file is another one, None for all that are named; ``home`` is where a
    data set is to be had. ``passages`` are the
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
    home: str = ""

    @property
    def called(self) -> str:
        """Return what a complaint calls it: its file, or the name of a preset."""
        return f"the preset {self.path.stem}" if self.path.parent == folder_of(PRESETS) else str(self.path)


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
    file = TomlFile(path)
    stated = file.read(Stated)
    base, known = stated.base, (*_OWN, *presets())
    if base and base not in known:
        raise file.error(f"there is no profile '{base}' to begin with; {nearest(base, known)}", "base")
    while base:
        below = template(base)
        if base == TEMPLATE and "columns" in file.stated:
            # What the columns of its sheet are called says the profile itself.
            below = {**below, "sheet": {key: value for key, value in below["sheet"].items() if key != "needed"}}
        file.stated = _merged(below, file.stated)
        base = str(below.get("base", ""))
    told = {key: word for key, word in about.items() if key in says.Dataset.__struct_fields__}
    file.stated["dataset"] = file.stated.get("dataset", {}) | told
    stated = file.read(Stated)
    check_texts(file, file.stated)
    if fault := unwritable(about.get("publisher", "")):
        raise file.error(f"the name of the publisher {fault}")
    _check_dataset(file, stated.dataset)
    for word, language in stated.languages.items():
        _check_language(file, language, "languages", word)
    rules: dict[str, list[Rule]] = {}
    for index, one in enumerate(stated.rule):
        rules.setdefault(one.relation, []).append(_rule(file, one, index))
    sheet, source = stated.sheet, stated.source
    records = _records(file, stated, about.get("publisher", ""))
    form = _form(file, sheet)
    if not stated.shape.sql:
        form = replace(form, columns=_columns(stated, records), wanted=_wanted(stated, records))
    return Profile(
        path=path,
        name=stated.dataset.name,
        title=stated.dataset.title,
        description=stated.dataset.description,
        licence=stated.dataset.licence,
        records=records,
        form=replace(form, query=query or _query(file, stated.shape.query), limits=limits or Limits()),
        ignore=frozenset(texts(sheet.ignore)),
        needed=None if sheet.needed is None else frozenset(texts(sheet.needed)),
        refuse=tuple(
            (read_conditions(file, one.when, "refuse", index, "when"), one.reason)
            for index, one in enumerate(stated.refuse)
        ),
        sql=stated.shape.sql,
        sentences=sheet.sentences,
        kinds={word: _kind(one) for word, one in stated.kinds.items()},
        units={word: _measure(file, one, word) for word, one in stated.units.items()},
        statuses=stated.statuses,
        hedges=stated.hedges,
        qualifiers=stated.qualifiers,
        languages=stated.languages,
        publisher_kind=source.publisher_kind,
        claimant_kind=source.claimant_kind,
        undated=frozenset(texts(source.undated)),
        unknown_sides=frozenset(texts(source.unknown_sides)),
        weak=frozenset(texts(source.weak)),
        weak_publishers=frozenset(texts(source.weak_publishers)),
        source_notes=frozenset(texts(source.notes)),
        doubts=frozenset(texts(stated.claim.doubts)),
        notes=stated.notes,
        rules={relation: tuple(conditions) for relation, conditions in rules.items()},
        passages=_passages(file, stated.passages),
        home=stated.cite.get("url", ""),
    )


def _check_dataset(file: TomlFile, dataset: says.Dataset) -> None:
    for key in ("name", "title", "description"):
        if not getattr(dataset, key):
            raise file.error(f"dataset has no {key}; give it as {key} = …", "dataset", key)
    if not dataset.licence:
        raise file.error("dataset has no licence; give the address of one there, or by --licence", "dataset", "licence")
    if not is_name(dataset.name):
        what = f"'{dataset.name}' cannot name a dataset: use lower-case letters, digits and hyphens"
        raise file.error(what, "dataset", "name")
    if not is_address(dataset.licence):
        raise file.error(f"the licence '{dataset.licence}' is no web address", "dataset", "licence")


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a base with what a profile states: its tables take the place of those of the base, or add to them."""
    merged = {**base, **own}
    for name in _ADDED:
        if isinstance(base.get(name), dict) and isinstance(own.get(name), dict):
            merged[name] = {**base[name], **own[name]}
    return merged


def _form(file: TomlFile, sheet: says.Sheet) -> Form:
    if len(sheet.delimiter) > 1 or sheet.delimiter in _NO_DELIMITER:
        what = f"the delimiter {sheet.delimiter!r} is none: give one character, as ; or \\t"
        raise file.error(what, "sheet", "delimiter")
    same = (
        "sheet",
        "file",
        "comment",
        "head",
        "above",
        "delimiter",
        "quotes",
        "encoding",
        "otherwise",
        "rows",
        "format",
        "whole",
    )
    parts = {name: getattr(sheet, name) for name in same}
    also = {other: name for name, others in sheet.also.items() for other in texts(others)}
    return Form(**parts, missing=frozenset(texts(sheet.missing)), names=texts(sheet.names), also=also)


def _columns(stated: Stated, records: Iterable[Record]) -> frozenset[str]:
    """Return the columns that a profile speaks of, without those that a record adds to a row."""
    named = {*texts(stated.sheet.ignore), *texts(stated.sheet.needed or []), *stated.sheet.also} - {ALL}
    return _read(stated, records) | named


def _read(stated: Stated, records: Iterable[Record]) -> frozenset[str]:
    """Return the columns of a file of which a profile takes something."""
    named = {name for record in records for name in record.columns}
    named |= {name for one in stated.refuse for name in one.when}
    return frozenset(name for name in named if name != ALL and not name.startswith("@"))


def _wanted(stated: Stated, records: Iterable[Record]) -> frozenset[str]:
    """Return the columns without which a file is another one."""
    return _read(stated, records) if stated.sheet.needed is None else frozenset(texts(stated.sheet.needed))


def _query(file: TomlFile, name: str) -> str:
    """Return the query of an RDF file that a profile names: one beside it, or one that comes with the program."""
    beside = file.path.parent / name
    if not name:
        return ""
    try:
        return (beside if beside.is_file() else folder_of(PRESETS) / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise file.error(f"the query '{name}' cannot be read beside the profile", "shape", "query") from None


def _passages(file: TomlFile, passages: Mapping[str, str]) -> dict[int, str]:
    """Return the digests of paragraphs by number."""
    for number, digest in passages.items():
        if not number.isdecimal() or not DIGEST.fullmatch(digest):
            what = "a passage is the number of a paragraph and its SHA-256, in 64 hexadecimal digits"
            raise file.error(f"{what}, not {number} = '{digest}'", "passages", number)
    return {int(number): digest for number, digest in passages.items()}


def _records(file: TomlFile, stated: Stated, publisher: str) -> tuple[Record, ...]:
    """Return the facts of a row: one of all columns, or those that are listed, each with the columns that all share."""
    shared = {role: Recipe(is_=word) for role, word in says.given(stated.constants).items()}
    shared |= read_recipes(file, stated.columns, "columns")
    if publisher:
        shared["publisher"] = Recipe(first=(shared.get("publisher", Recipe()), Recipe(is_=publisher)))
    identity = read_recipes(file, stated.identity, "identity")
    shared |= {_IDENTITY[key]: recipe for key, recipe in identity.items()}
    shared.setdefault("title", Recipe(is_=stated.dataset.title))
    entities = {
        name: {"name": read_recipe(file, one, "entity", name)}
        if isinstance(one, str)
        else read_recipes(file, one, "entity", name)
        for name, one in stated.entity.items()
    }
    records: list[tuple[Record, tuple[str | int, ...]]] = [
        (_record(file, one, shared, index), ("record", index)) for index, one in enumerate(stated.record)
    ]
    every = {role: recipe for role, recipe in shared.items() if recipe != Recipe()}
    read = []
    for record, keys in records or [(Record(every), ("columns",))]:
        cells = _with_entities(file, record.cells, entities, keys)
        name = ".".join(str(key + 1) if isinstance(key, int) else key for key in keys)
        if missing := [role for role in _NEEDED if role not in cells and f"{role}_id" not in cells]:
            raise file.error(f"{name} has no {', '.join(missing)}; name the column that gives it", *keys)
        if not any(voice in cells for voice in _VOICES):
            what = "has no publisher; name its column, or under [constants] the publisher of the whole file"
            raise file.error(f"{name} {what}", *keys)
        read.append(replace(record, cells=cells))
    return tuple(read)


def _record(file: TomlFile, stated: Any, shared: Mapping[str, Recipe], index: int) -> Record:
    own = read_recipes(file, stated, "record", index)
    cells = {
        role: recipe for role, recipe in {**shared, **own}.items() if recipe != Recipe(column="") and recipe != Recipe()
    }
    listed: Iterable[says.Split] = stated.split if isinstance(stated.split, list) else [stated.split]
    splits = (
        Split(one.column, texts(one.at), read_pattern(file, one.pattern, "record", index, "split"), one.as_)
        for one in listed
    )
    when = read_conditions(file, stated.when, "record", index, "when")
    return Record(cells, when, texts(stated.each), tuple(splits))


def _with_entities(
    file: TomlFile,
    cells: Mapping[str, Recipe],
    entities: Mapping[str, Mapping[str, Recipe]],
    keys: tuple[str | int, ...],
) -> dict[str, Recipe]:
    """Return cells in which an end that is an entity of the profile is its name, its kind, and what is told of it."""
    recipes: dict[str, Recipe] = {}
    for role, recipe in cells.items():
        if not recipe.entity:
            recipes.setdefault(role, recipe)
            continue
        entity = entities.get(recipe.entity)
        if entity is None or role not in ENDS:
            what = nearest(recipe.entity, entities) if entity is None else "only an end of a relation is an entity"
            raise file.error(f"{role} is the entity '{recipe.entity}'; {what}", *keys, role)
        for part, own in entity.items():
            recipes[f"{role}{_ENTITY[part]}"] = own
    return recipes


def is_address(text: str) -> bool:
    """Say whether a text is a web address that can stand in the data."""
    try:
        return "://" in NamedNode(text).value
    except ValueError:
        return False


def is_name(text: str) -> bool:
    """Say whether a text can name a dataset or an entity: lower-case letters and digits, joined by hyphens."""
    return _NAME.fullmatch(text) is not None


def _rule(file: TomlFile, stated: says.Rule, index: int) -> Rule:
    for role in stated.when:
        if role not in ROLES:
            raise file.error(f"there is no column '{role}'; {nearest(role, ROLES)}", "rule", index, "when", role)
    short = OutputRule(**{name: getattr(stated, name) for name in OutputRule.__struct_fields__})
    outputs = [*stated.make, *([short] if short != OutputRule() else [])]
    name = f"rule.{index + 1} ({stated.relation or 'no relation'})"
    if bool(outputs) == bool(stated.refuse) or not stated.relation:
        what = "is to name its relation, and either what it makes or why it refuses"
        raise file.error(f"{name} {what}", "rule", index)
    for output in outputs:
        _check_output(file, output, name, index)
    when = {role: texts(words) for role, words in stated.when.items()}
    return Rule(stated.relation, when, tuple(outputs), stated.refuse)


def _check_output(file: TomlFile, output: OutputRule, name: str, index: int) -> None:
    if not output.type:
        raise file.error(f"{name} has no type; give the relation type as type = …", "rule", index)
    for key, time in (("from", output.from_), ("until", output.until)):
        if time not in (*TIMES, ""):
            what = f"{key} is '{time}'; it is to be one of {', '.join(TIMES)}, or nothing"
            raise file.error(f"{name}: {what}", "rule", index, key)
    for key in ("subject", "object", "used_by", "claimant"):
        end = getattr(output, key)
        if end and not end.startswith("=") and end not in (*ROLES, "source"):
            what = f"{key} is '{end}', which is neither a column of the template nor '=' and a name"
            raise file.error(f"{name}: {what}", "rule", index, key)
    _check_language(file, output.language, "rule", index, "language")


def _check_language(file: TomlFile, language: str, *keys: str | int) -> None:
    try:
        Literal("", language=language or "en")
    except ValueError:
        raise file.error(f"'{language}' is no language tag", *keys) from None


def _kind(stated: str | says.Kind) -> Kind:
    return Kind(stated, stated) if isinstance(stated, str) else Kind(stated.is_, stated.new or stated.is_)


def _measure(file: TomlFile, stated: str | says.Unit, word: str) -> Measure:
    if isinstance(stated, str):
        return Measure(stated)
    if not 0 < stated.factor < inf:
        what = f"the factor {stated.factor} is none: numbers are multiplied by it, and it is above 0"
        raise file.error(what, "units", word, "factor")
    return Measure(stated.unit, Decimal(str(stated.factor)), stated.qualifier)
