"""From a row to what it says, by the rules of a profile, each part checked against the ontology.

No cell is lost: a row with a cell that its rule does not take up is refused.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from kg.importing.cells import Cells, date_of, quantity_of, times_of
from kg.importing.checks import check, check_concept
from kg.importing.declared import Declarations, TypeDeclaration
from kg.importing.names import Found, Names
from kg.importing.profile import TIMES, Kind, Make, Profile, Rule, Word, is_address
from kg.importing.refusals import Refused
from kg.importing.sheets import Row
from kg.importing.statements import Document, Statement, joined
from kg.model.identity import slug
from kg.model.table import unguarded
from kg.terms import KG

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
# A cell that a statement always takes up, if the sheet has it.
_ALWAYS: Final = frozenset(
    {
        "relation", "claimant", "note", "url", "title", "publisher", "date", "side", "weak", "stance", "phase",
        "comparator", "status", "language", "author", "paragraphs", "digests", "subject_id", "object_id", "used_by_id",
        "claimant_id", "author_id", "source_id",
    }
)  # fmt: skip
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
        for role, place in self._roles:
            if place in row.faults:
                raise Refused(f"the {role} {row.faults[place]}")
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
        if url and not is_address(url):
            raise Refused(f"'{url}' is no web address")
        date = "" if cells.get("date", "") in profile.undated else date_of("date of the source", cells.get("date", ""))
        side = "" if cells.get("side", "") in profile.unknown_sides else cells.get("side", "")
        check_concept("side", side, self._declared)
        kind = self._kind(cells.get("author_kind", "")) or _of_kind(profile.publisher_kind)
        creator = self._names.find(self._names.voice(author), kind, cells.get("author_id", ""))
        weak = cells.get("weak", "") in profile.weak or publisher in profile.weak_publishers
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
        times, claimed = times_of(cells, make)
        value, up_to, unit = quantity_of(cells, make, type_, self._profile, self._declared)
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
        check(statement, type_, self._declared)
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

    def _hedge(self, cells: Cells, word: Word) -> str:
        hedges = (self._profile.hedges.get(note, "") for note in cells.get("note", "").split(" | "))
        return cells.get("comparator", "") or word.comparator or next(filter(None, hedges), "")

    def _note(self, cells: Cells, make: Make, word: Word, value: Decimal | None) -> str:
        given = (note for note in cells.get("note", "").split(" | ") if note not in self._profile.source_notes)
        notes = [self._profile.notes.get(note, note) for note in given]
        status = cells.get("status", "")
        said = word.note or (word.comparator and value is None)
        return joined([make.note, *([f"The sheet says of it: {status}."] if status and said else []), *notes])

    def _check_all_said(self, cells: Cells, rule: Rule) -> None:
        """Refuse a row of which something would be lost."""
        said = {*_ALWAYS, *(_ENDS.values())}
        said |= {role for role, words in rule.when.items() if cells.get(role, "") in words}
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


def _passages(cells: Cells) -> dict[int, str]:
    """Return the digests of the paragraphs that a row cites, by number."""
    numbers, digests = cells.get("paragraphs", "").split(), cells.get("digests", "").split()
    if len(numbers) != len(digests) or not all(number.isdecimal() for number in numbers):
        raise Refused("the row cites paragraphs: give their numbers, and as many digests")
    if not all(_DIGEST.fullmatch(digest) for digest in digests):
        raise Refused("a digest of a paragraph is its SHA-256, in 64 hexadecimal digits")
    return dict(zip(map(int, numbers), digests, strict=True))


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
