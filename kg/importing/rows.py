"""From a row to what it says, by the rules of a profile, each part checked against the ontology.

No cell is lost: a row with a cell that its rule does not take up is refused.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from pyoxigraph import NamedNode

from kg.errors import InputError
from kg.importing.declared import Declarations, TypeDeclaration
from kg.importing.names import Found, Names
from kg.importing.profile import TIMES, Kind, Make, Profile, Rule, Word
from kg.importing.refusals import Refused
from kg.importing.sheets import Row
from kg.importing.statements import Document, Statement, joined
from kg.model.dates import Span, parse_date
from kg.model.identity import slug
from kg.model.table import unguarded
from kg.terms import KG

Cells = Mapping[str, str]

_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_RANGE: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)[-–]([0-9]+(?:\.[0-9]+)?)")
_PERIODS: Final = ({"on"}, {"from", "until"}, {"not_before", "not_after"})
# A cell that a statement always takes up, if the sheet has it.
_ALWAYS: Final = frozenset(
    {
        "relation",
        "claimant",
        "note",
        "url",
        "title",
        "publisher",
        "date",
        "side",
        "weak",
        "stance",
        "phase",
        "comparator",
        "language",
        "author",
        "paragraphs",
        "digests",
        "subject_id",
        "object_id",
        "used_by_id",
        "claimant_id",
        "author_id",
        "source_id",
    }
)
_ENDS: Final = {end: f"{end}_kind" for end in ("subject", "object", "used_by", "claimant", "author")}


class Reader:
    """Reads rows by one profile."""

    def __init__(self, profile: Profile, head: tuple[str, ...], declared: Declarations, names: Names) -> None:
        self._profile = profile
        self._declared = declared
        self._names = names
        self._roles = [(role, head.index(column)) for role, column in profile.columns.items() if column in head]
        self._width = len(head)

    def read(self, row: Row) -> list[Statement]:
        """Return what a row says; raises Refused, with the reason, where that is not sure."""
        if len(row.cells) != self._width:
            raise Refused(f"the row has {len(row.cells)} cells and the head {self._width}: check commas and quotes")
        written = {role: row.cells[place] for role, place in self._roles}
        for role, cell in written.items():
            if cell.startswith("="):
                raise Refused(f"the {role} is a formula, '{cell}': put its value in the cell")
        cells = {role: unguarded(cell) for role, cell in written.items()}
        rule = self._rule(cells)
        if rule.refuse:
            raise Refused(rule.refuse, foreseen=True)
        word = self._word(cells, rule)
        source = self._source(cells)
        statements = [self._statement(cells, make, word, source) for make in rule.make]
        self._check_all_said(cells, rule)
        return statements

    def _rule(self, cells: Cells) -> Rule:
        relation = cells["relation"].removeprefix(KG)
        if not relation:
            raise Refused("the row has no relation")
        rules = self._profile.rules.get(relation)
        if rules is None:
            if relation in self._declared.types:
                return Rule(relation, make=(Make(relation),))
            raise Refused(f"the profile has no rule for the relation '{relation}', and it is no relation type")
        for rule in rules:
            if all(_meets(cells.get(role, ""), words) for role, words in rule.when.items()):
                return rule
        raise Refused(f"no rule for '{relation}' fits this row")

    def _word(self, cells: Cells, rule: Rule) -> Word:
        """Return what the status word says; one that the rule asks for by name has said it with that."""
        status = cells.get("status", "")
        word = self._profile.statuses.get(status)
        if word is not None:
            return word
        if not status or status in rule.when.get("status", ()):
            return Word(note=bool(status))
        if f"status/{status}" in self._declared.concepts:
            return Word(status=status, note=False)
        raise Refused(f"the status '{status}' is not in the profile, under [statuses]")

    def _source(self, cells: Cells) -> Document:
        title, publisher = cells["title"], cells["publisher"]
        author = cells.get("author", "") or publisher
        if not title or not author:
            raise Refused("the row has no source: give its title and its publisher")
        profile, url = self._profile, cells.get("url", "")
        try:
            NamedNode(url or "x:")
        except ValueError:
            raise Refused(f"'{url}' is no web address") from None
        if url and "://" not in url:
            raise Refused(f"'{url}' is no web address")
        date = "" if cells.get("date", "") in profile.undated else _date("date of the source", cells.get("date", ""))
        side = "" if cells.get("side", "") in profile.unknown_sides else cells.get("side", "")
        self._concept("side", side)
        kind = self._kind(cells.get("author_kind", "")) or _of_kind(profile.publisher_kind)
        creator = self._names.find(self._names.voice(author), kind, cells.get("author_id", ""))
        weak = cells.get("weak", "") in profile.weak
        if cells.get("weak", "") not in {"", "no", "false", *profile.weak}:
            raise Refused(f"'{cells['weak']}' does not say whether the source is weak: give yes or no")
        notes = tuple(note for note in cells.get("note", "").split(" | ") if note in profile.source_notes)
        told = (url, title, publisher, date, side, str(weak), *notes)
        key = "\n".join((*told, *filter(None, [cells.get("source_id", "")])))
        name = f"{profile.name}-{slug(publisher) or 'source'}-{sha256(key.encode()).hexdigest()[:8]}"
        return Document(name, title, creator, publisher, date, url, side, weak, notes)

    def _statement(self, cells: Cells, make: Make, word: Word, source: Document) -> Statement:
        type_ = self._declared.types.get(make.type)
        if type_ is None:
            raise Refused(f"the profile makes the relation type '{make.type}', which the ontology does not declare")
        subject = self._end(cells, make.subject)
        target, language = self._object(cells, make, type_)
        times, claimed = self._times(cells, make)
        value, up_to, unit = self._quantity(cells, make, type_)
        statement = Statement(
            subject=subject,
            type=make.type,
            layer=type_.layer,
            object=target,
            claimant=self._claimant(cells, make, source),
            source=source,
            language=language,
            used_by=self._user(cells, make),
            times=times,
            value=value,
            up_to=up_to,
            unit=unit,
            comparator=make.comparator or self._hedge(cells, word) if value is not None else "",
            phase=make.phase or cells.get("phase", "") or word.phase,
            stance=make.stance or cells.get("stance", "") or word.stance or "affirms",
            status=make.status or word.status or "asserted",
            said_on=claimed.get("said_on", ""),
            attested_on=claimed.get("attested_on", "") or word.attested_on,
            note=self._note(cells, make, word, value),
            passages=_passages(cells),
        )
        self._check(statement, type_)
        return _ordered(statement) if type_.symmetric else statement

    def _end(self, cells: Cells, where: str) -> Found:
        if where.startswith("="):
            return self._names.find(where[1:], None)
        name, address = cells.get(where, ""), cells.get(f"{where}_id", "")
        if not name and not address:
            raise Refused(f"the row has no {where}")
        word = cells.get(_ENDS.get(where, ""), "")
        return self._names.find(name, self._kind(word), address)

    def _kind(self, word: str) -> Kind | None:
        if not word:
            return None
        kind = self._profile.kinds.get(word) or Kind(word, word)
        if kind.is_ not in self._declared.kinds or kind.new not in self._declared.kinds:
            raise Refused(f"the kind '{word}' is not in the profile, under [kinds], and is no kind of entity")
        return kind

    def _object(self, cells: Cells, make: Make, type_: TypeDeclaration) -> tuple[Found | str | None, str]:
        if "text" in type_.takes:
            text = make.object[1:] if make.object.startswith("=") else cells.get(make.object, "")
            if not text:
                raise Refused("the row has no text")
            language = make.language or self._profile.languages.get(cells.get("object_kind", ""), "en")
            return text, cells.get("language", language)
        if "object" not in type_.takes:
            return None, ""
        where = make.object
        if not where.startswith("=") and not cells.get(where, "") and "object" not in type_.needs:
            return None, ""
        return self._end(cells, where), ""

    def _user(self, cells: Cells, make: Make) -> Found | None:
        if make.used_by:
            return self._end(cells, make.used_by)
        return self._end(cells, "used_by") if cells.get("used_by") else None

    def _claimant(self, cells: Cells, make: Make, source: Document) -> Found:
        if make.claimant == "source":
            return source.creator
        if make.claimant:
            return self._end(cells, make.claimant)
        name, address = cells.get("claimant", ""), cells.get("claimant_id", "")
        kind = self._kind(cells.get("claimant_kind", "")) or _of_kind(self._profile.claimant_kind)
        return self._names.find(name, kind, address) if name or address else source.creator

    def _times(self, cells: Cells, make: Make) -> tuple[dict[str, str], dict[str, str]]:
        """Return the dates of the relation and those of the claim."""
        found: dict[str, str] = {}
        for role in TIMES:
            date = _date(role, cells.get(role, ""))
            meant = {"from": make.from_, "until": make.until}.get(role, role)
            if not date or not meant:
                continue
            if meant in found and found[meant] != date:
                raise Refused(f"the row gives two dates for {meant}: {found[meant]} and {date}")
            found[meant] = date
        # A happening with a first and a last day has a period.
        if "on" in found and "until" in found:
            first, last = found["on"], found.pop("until")
            if first != last:
                found = {"from": found.pop("on"), "until": last, **found}
        claimed = {name: date for name, date in found.items() if name in ("attested_on", "said_on")}
        found = {name: date for name, date in found.items() if name not in claimed}
        periods = [period for period in _PERIODS if period & found.keys()]
        if len(periods) > 1:
            raise Refused("the row has more than one period: give a moment, an interval or bounds of a moment")
        for first, last in (("from", "until"), ("not_before", "not_after")):
            if first in found and last in found:
                try:
                    Span.of(found[first], found[last])
                except InputError as error:
                    raise Refused(str(error)) from None
        return found, claimed

    def _quantity(self, cells: Cells, make: Make, type_: TypeDeclaration) -> tuple[Decimal | None, Decimal | None, str]:
        text = cells.get("value", "")
        if not text or make.value < 0 or "quantity" not in type_.takes:
            return None, None, ""
        if make.value:
            parts = text.split(",")
            if make.value > len(parts):
                raise Refused(f"'{text}' has no part {make.value}")
            text = parts[make.value - 1].strip()
        up_to = cells.get("up_to", "")
        found = _RANGE.fullmatch(text)
        if found and not up_to:
            text, up_to = found[1], found[2]
        word = cells.get("unit", "")
        measure = self._profile.units.get(word)
        unit, factor = (
            (make.unit or word, Decimal(1)) if measure is None else (make.unit or measure.unit, measure.factor)
        )
        dimension = self._declared.units.get(unit)
        if dimension is None:
            raise Refused(f"the unit '{word}' is not in the profile, under [units], and the ontology has no such unit")
        if dimension not in type_.dimensions:
            raise Refused(f"'{word}' measures {dimension}; {type_.name} takes {' or '.join(sorted(type_.dimensions))}")
        value, most = _number(text) * factor, _number(up_to) * factor if up_to else None
        if most is not None and most <= value:
            raise Refused(f"the range {text} to {up_to} does not rise")
        return value, most, unit

    def _hedge(self, cells: Cells, word: Word) -> str:
        hedges = (self._profile.hedges.get(note, "") for note in cells.get("note", "").split(" | "))
        return cells.get("comparator", "") or word.comparator or next(filter(None, hedges), "")

    def _note(self, cells: Cells, make: Make, word: Word, value: Decimal | None) -> str:
        notes = [note for note in cells.get("note", "").split(" | ") if note not in self._profile.source_notes]
        status = cells.get("status", "")
        said = word.note or (word.comparator and value is None)
        return joined([make.note, *([f"The sheet says of it: {status}."] if status and said else []), *notes])

    def _check(self, made: Statement, type_: TypeDeclaration) -> None:
        """Refuse what the ontology would not let pass, in the words of its rules."""
        fits = self._declared.fits
        if not fits(made.subject.kind, type_.domain):
            raise Refused(
                f"{made.subject.slug} is a {made.subject.kind}; the subject of {type_.name} is a {type_.domain}"
            )
        if isinstance(made.object, Found):
            if type_.range and not fits(made.object.kind, type_.range):
                raise Refused(
                    f"{made.object.slug} is a {made.object.kind}; the object of {type_.name} is a {type_.range}"
                )
            if made.object.slug == made.subject.slug:
                raise Refused(f"{made.subject.slug} would be tied to itself")
        has = {
            "object": isinstance(made.object, Found),
            "text": isinstance(made.object, str),
            "quantity": made.value is not None,
            "time": bool(made.times),
        }
        for part, there in has.items():
            if there and part not in type_.takes:
                raise Refused(f"{type_.name} takes no {part}")
            if not there and part in type_.needs:
                raise Refused(f"{type_.name} needs a {part}, which the row does not have")
        for scheme in ("comparator", "phase", "stance", "status"):
            self._concept(scheme, getattr(made, scheme))

    def _concept(self, scheme: str, name: str) -> None:
        if name and f"{scheme}/{name}" not in self._declared.concepts:
            raise Refused(f"there is no {scheme} '{name}'; 'kg vocabulary' lists them")

    def _check_all_said(self, cells: Cells, rule: Rule) -> None:
        """Refuse a row of which something would be lost."""
        said = {*_ALWAYS, *(_ENDS.values())}
        said |= {role for role, words in rule.when.items() if cells.get(role, "") in words}
        said.add("status")
        for make in rule.make:
            type_ = self._declared.types[make.type]
            said |= {make.subject, make.used_by or "used_by"}
            if type_.takes & {"object", "text"}:
                said.add(make.object)
            if "quantity" in type_.takes and make.value >= 0:
                said |= {"value", "up_to", "unit"}
            said |= {role for role in TIMES if {"from": make.from_, "until": make.until}.get(role, role)}
        lost = [role for role, cell in cells.items() if cell and role not in said]
        if lost:
            raise Refused(f"the rule for '{cells['relation']}' does not take up: {', '.join(lost)}")


def _meets(cell: str, words: tuple[str, ...]) -> bool:
    """Say whether a cell is one of the words; "*" stands for anything at all, an empty word for nothing."""
    return cell in words or ("*" in words and bool(cell))


def _date(what: str, cell: str) -> str:
    try:
        return parse_date(cell) if cell else ""
    except InputError as error:
        raise Refused(f"{what}: {error}") from None


def _passages(cells: Cells) -> dict[int, str]:
    """Return the digests of the paragraphs that a row cites, by number."""
    numbers, digests = cells.get("paragraphs", "").split(), cells.get("digests", "").split()
    if len(numbers) != len(digests) or not all(number.isdecimal() for number in numbers):
        raise Refused("the row cites paragraphs: give their numbers, and as many digests")
    if not all(_DIGEST.fullmatch(digest) for digest in digests):
        raise Refused("a digest of a paragraph is its SHA-256, in 64 hexadecimal digits")
    return dict(zip(map(int, numbers), digests, strict=True))


def _number(cell: str) -> Decimal:
    if not _NUMBER.fullmatch(cell):
        raise Refused(f"'{cell}' is no plain number: write 1234.5, without separators, signs and words")
    return Decimal(cell)


def _of_kind(new: str) -> Kind | None:
    """Return the kind of a voice: any entity can speak, and a new one is of the kind that the profile gives."""
    return Kind("Entity", new) if new else None


def _ordered(statement: Statement) -> Statement:
    """Return a statement of a symmetric type with its ends in alphabetical order."""
    from dataclasses import replace

    subject, target = statement.subject, statement.object
    if isinstance(target, Found) and target.slug < subject.slug:
        return replace(statement, subject=target, object=subject)
    return statement


def checked_types(profile: Profile, declared: Declarations) -> Iterator[str]:
    """Yield the relation types that a profile makes and the ontology lacks."""
    made: dict[str, Any] = {make.type: None for rules in profile.rules.values() for rule in rules for make in rule.make}
    return (name for name in made if name not in declared.types)
