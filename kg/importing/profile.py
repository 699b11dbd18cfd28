"""A profile says what the columns and words of one sheet mean, so that another sheet needs another profile and no code.

It is a TOML file; docs/adding-a-voice.md tells of every part of it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from kg.importing.toml import Table, read_table
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
_DATASET: Final = ("name", "title", "description", "licence")
_SOURCE: Final = ("publisher_kind", "claimant_kind", "undated", "unknown_sides", "weak", "weak_publishers", "notes")
_PARTS: Final = (
    "base", "about", "dataset", "sheet", "columns", "kinds", "units", "statuses", "hedges", "languages", "notes",
    "source", "rule",
)  # fmt: skip
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
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
    weak_publishers: frozenset[str] = frozenset()
    source_notes: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)


def template(name: str = TEMPLATE) -> Mapping[str, Any]:
    """Return a profile of the program's own; that of the template has ``[about]`` for what each column is."""
    return tomllib.loads(text_of("importing", f"{name}.toml"))


def read_profile(path: Path) -> Profile:
    """Read a profile; raises DataError, with the file and the place, for one that cannot be used."""
    text = read_table(path, "the profile", _PARTS)
    base = text.text("base")
    if base and base not in _BASES:
        raise text.error(f"has the base '{base}'; there are: {', '.join(_BASES)}")
    if base:
        text = Table(path, "the profile", {**template(base), **text.stated}, _PARTS)
    dataset, columns = text.part("dataset", _DATASET), text.part("columns", ROLES)
    dataset.needed(*_DATASET)
    columns.needed(*_NEEDED)
    if not is_name(dataset.text("name")):
        raise dataset.error(f"gives the name '{dataset.text('name')}': use lower-case letters, digits and hyphens")
    if not is_address(dataset.text("licence")):
        raise dataset.error(f"gives the licence '{dataset.text('licence')}', which is no web address")
    sheet, source = text.part("sheet", ("ignore", "comment", "sheet")), text.part("source", _SOURCE)
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
        columns=columns.words(),
        ignore=frozenset(sheet.texts("ignore")),
        comment=sheet.text("comment"),
        sheet=sheet.text("sheet"),
        kinds={word: _kind(stated) for word, stated in text.part("kinds").each("kind", "is", ("is", "new"))},
        units={
            word: Measure(stated.text("unit"), stated.number("factor", 1))
            for word, stated in text.part("units").each("unit", "unit", ("unit", "factor"))
        },
        statuses={
            word: stated.filled(Word)
            for word, stated in text.part("statuses").each("status", "", Word.__dataclass_fields__)
        },
        hedges=text.part("hedges").words(),
        languages=languages.words(),
        publisher_kind=source.text("publisher_kind"),
        claimant_kind=source.text("claimant_kind"),
        undated=frozenset(source.texts("undated")),
        unknown_sides=frozenset(source.texts("unknown_sides")),
        weak=frozenset(source.texts("weak", ("yes", "true"))),
        weak_publishers=frozenset(source.texts("weak_publishers")),
        source_notes=frozenset(source.texts("notes")),
        notes=text.part("notes").words(),
        rules={relation: tuple(found) for relation, found in rules.items()},
    )


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
