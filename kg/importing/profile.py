"""A profile says what the columns and words of one sheet mean, so that another sheet needs another profile and no code.

It is a TOML file; docs/adding-a-voice.md tells of every part of it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from kg.errors import DataError
from kg.resources import text_of

TEMPLATE: Final = "template"
# The profiles that come with the program: of the sheet to fill in, and of the table that `kg export csv` writes.
_BASES: Final = (TEMPLATE, "relations")

ROLES: Final = (
    "subject", "subject_kind", "relation", "object", "object_kind", "value", "up_to", "unit", "comparator",
    "on", "from", "until", "not_before", "not_after", "phase", "used_by", "claimant", "stance", "status",
    "said_on", "attested_on", "note", "url", "title", "publisher", "date", "side", "weak",
    "language", "author", "paragraphs", "digests", "used_by_kind", "claimant_kind", "author_kind",
    "subject_id", "object_id", "used_by_id", "claimant_id", "author_id", "source_id",
)  # fmt: skip
_NEEDED: Final = ("subject", "relation", "title", "publisher")
# What a cell with a date may say: a time of the relation, a date of the claim, or nothing.
TIMES: Final = ("on", "from", "until", "not_before", "not_after", "attested_on", "said_on")


@dataclass(frozen=True, slots=True)
class Make:
    """One relation that a rule makes of a row.

    ``subject`` and ``object`` name the column that gives each end, or ``"=NAME"`` a fixed entity or text; ``value``
    tells which part of a value such as "40.1,47.2" is meant, 0 for all of it, -1 for none. ``from_`` and ``until`` say
    what the cells of these names date.
    """

    type: str
    subject: str = "subject"
    object: str = "object"
    value: int = 0
    unit: str = ""
    from_: str = "from"
    until: str = "until"
    phase: str = ""
    status: str = ""
    stance: str = ""
    comparator: str = ""
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
    """What a status word of the sheet says: of the relation, of the claim, or only in a note."""

    phase: str = ""
    status: str = ""
    stance: str = ""
    comparator: str = ""
    attested_on: str = ""
    note: bool = True


@dataclass(frozen=True, slots=True)
class Measure:
    """What a unit word of the sheet is here, and by what its numbers are multiplied."""

    unit: str
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind word of the sheet is: the kind that an entity must have, and the narrower one that a new one gets."""

    is_: str
    new: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What one sheet means; each part stands under its name in docs/adding-a-voice.md."""

    path: Path
    name: str
    title: str
    description: str
    licence: str
    columns: Mapping[str, str]
    ignore: frozenset[str] = frozenset()
    comment: str = ""
    sheet: str = ""
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    units: Mapping[str, Measure] = field(default_factory=dict)
    statuses: Mapping[str, Word] = field(default_factory=dict)
    hedges: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    publisher_kind: str = ""
    claimant_kind: str = ""
    undated: frozenset[str] = frozenset()
    unknown_sides: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset({"yes", "true"})
    source_notes: frozenset[str] = frozenset()
    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)


def template(name: str = TEMPLATE) -> Mapping[str, Any]:
    """Return a profile of the program's own; that of the template has ``[about]`` for what each column is."""
    return tomllib.loads(text_of("importing", f"{name}.toml"))


def read_profile(path: Path) -> Profile:
    """Read a profile; raises DataError, with the file and the place, for one that cannot be used."""
    text = read_toml(path)
    base = text.pop("base", None)
    if base is not None and base not in _BASES:
        raise DataError(f"{path}: there is no base '{base}'; there are: {', '.join(_BASES)}")
    text = {**(template(base) if base else {}), **text}
    text.pop("about", None)
    known = {"dataset", "sheet", "columns", "kinds", "units", "statuses", "hedges", "languages", "source", "rule"}
    _only(path, "the profile", text, known)
    dataset, sheet, source = (text.get(part, {}) for part in ("dataset", "sheet", "source"))
    _only(path, "[dataset]", dataset, {"name", "title", "description", "licence"})
    _only(path, "[sheet]", sheet, {"ignore", "comment", "sheet"})
    _only(path, "[source]", source, {"publisher_kind", "claimant_kind", "undated", "unknown_sides", "weak", "notes"})
    _only(path, "[columns]", text.get("columns", {}), set(ROLES))
    for part, given, needed in (
        ("dataset", dataset, ("name", "title", "description", "licence")),
        ("columns", text.get("columns", {}), _NEEDED),
    ):
        missing = [name for name in needed if not given.get(name)]
        if missing:
            raise DataError(f"{path}: [{part}] lacks {', '.join(missing)}")
    rules: dict[str, list[Rule]] = {}
    for number, stated in enumerate(text.get("rule", []), 1):
        rule = _rule(path, f"rule {number} ({stated.get('relation', 'no relation')})", stated)
        rules.setdefault(rule.relation, []).append(rule)
    return Profile(
        path=path,
        **dataset,
        columns=text["columns"],
        ignore=frozenset(sheet.get("ignore", ())),
        comment=sheet.get("comment", ""),
        sheet=sheet.get("sheet", ""),
        kinds={word: _kind(path, word, stated) for word, stated in text.get("kinds", {}).items()},
        units={word: _measure(path, word, stated) for word, stated in text.get("units", {}).items()},
        statuses={
            word: _filled(path, f"status '{word}'", Word, stated) for word, stated in text.get("statuses", {}).items()
        },
        hedges=text.get("hedges", {}),
        languages=text.get("languages", {}),
        publisher_kind=source.get("publisher_kind", ""),
        claimant_kind=source.get("claimant_kind", ""),
        undated=frozenset(source.get("undated", ())),
        unknown_sides=frozenset(source.get("unknown_sides", ())),
        weak=frozenset(source.get("weak", ("yes", "true"))),
        source_notes=frozenset(source.get("notes", ())),
        rules={relation: tuple(found) for relation, found in rules.items()},
    )


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; raises DataError for one that cannot be read or parsed."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: this is no TOML: {error}") from error


def _rule(path: Path, place: str, stated: dict[str, Any]) -> Rule:
    parts = dict(stated)
    given = parts.pop("when", {})
    _only(path, f"{place}: when", given, set(ROLES))
    when = {role: (words,) if isinstance(words, str) else tuple(words) for role, words in given.items()}
    short = {key: parts.pop(key) for key in list(parts) if key not in ("relation", "make", "refuse")}
    makes = [*parts.pop("make", []), *([short] if short else [])]
    make = tuple(_filled(path, place, Make, {f"{k}_" if k == "from" else k: v for k, v in m.items()}) for m in makes)
    if bool(make) == bool(parts.get("refuse")) or not parts.get("relation"):
        raise DataError(f"{path}: {place}: a rule names its relation, and either what it makes or why it refuses")
    for one in make:
        if {one.from_, one.until} - {*TIMES, ""}:
            raise DataError(f"{path}: {place}: from and until give one of: {', '.join(TIMES)}, or nothing")
    return Rule(parts["relation"], when, make, parts.get("refuse", ""))


def _kind(path: Path, word: str, stated: Any) -> Kind:
    given = {"is": stated} if isinstance(stated, str) else dict(stated)
    _only(path, f"kind '{word}'", given, {"is", "new"})
    return Kind(given.get("is", ""), given.get("new", given.get("is", "")))


def _measure(path: Path, word: str, stated: Any) -> Measure:
    given = {"unit": stated} if isinstance(stated, str) else dict(stated)
    if "factor" in given:
        given["factor"] = Decimal(str(given["factor"]))
    measure: Measure = _filled(path, f"unit '{word}'", Measure, given)
    return measure


def _filled(path: Path, place: str, kind: Any, stated: Mapping[str, Any]) -> Any:
    _only(path, place, stated, {known.name for known in fields(kind)})
    try:
        return kind(**stated)
    except TypeError as error:
        raise DataError(f"{path}: {place}: {error}") from error


def _only(path: Path, place: str, stated: Any, known: set[str]) -> None:
    if not isinstance(stated, Mapping):
        raise DataError(f"{path}: {place} is no table")
    unknown = sorted(set(stated) - known)
    if unknown:
        raise DataError(
            f"{path}: {place} has unknown parts: {', '.join(unknown)}; known are: {', '.join(sorted(known))}"
        )
