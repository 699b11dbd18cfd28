"""From a row to what it says, by the rules of a profile, each part checked against the ontology.

No cell is lost: a row with a cell that its rule does not take up is refused.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from msgspec.structs import replace

from kg.errors import DataError
from kg.importing.cells import Cells, Quantity, bounds_of, date_of, quantity_of, times_of
from kg.importing.checks import check, check_itself, checked_language
from kg.importing.names import NamedEntity, Names
from kg.importing.profile import DIGEST, TIMES, Kind, Profile, Rule, is_address
from kg.importing.recipes import Coded
from kg.importing.refusals import Refused
from kg.importing.registry import SCHEMES
from kg.importing.schema import KIND, SIDE, Schema, TypeDeclaration
from kg.importing.shape import Shape
from kg.importing.stated import ENDS, TOLD, OutputRule, Word
from kg.importing.statements import Document, Statement, joined
from kg.importing.texts import Row, wrong_width
from kg.model.identity import slug
from kg.spelling import likely_terms, term_key
from kg.terms import KG
from kg.toml import nearest

_BETWEEN: Final = re.compile(r"[\s,;]+")
# A cell that a statement always takes up, if the sheet has it.
_ALWAYS: Final = frozenset(
    {
        "relation", "claimant", "note", "doubted", "url", "title", "publisher", "date", "side", "weak", "stance",
        "phase",
        "comparator", "status", "qualifier", "language", "author", "paragraphs", "digests", "subject_id", "object_id",
        "used_by_id", "claimant_id", "author_id", "source_id",
    }
)  # fmt: skip
_YES: Final = frozenset({"yes", "true"})
_ENDS: Final = {end: f"{end}_kind" for end in ENDS}
_IDS: Final = {end: f"{end}_id" for end in ENDS}
_KEYS: Final = {end: f"{end}_key" for end in ENDS}
_TOLD: Final = {f"{end}_{part}" for end in ENDS for part in TOLD}
_PUBLISHER_KIND: Final = "publisher_kind, under [source] of the profile"
_CLAIMANT_KIND: Final = "claimant_kind, under [source] of the profile"
_TAKEN: Final = {*_ALWAYS, *_ENDS.values(), *(f"{end}_key" for end in ENDS), *_TOLD, "record", "dated"}
# The cells on which a source rests.
_OF_SOURCE: Final = (
    "title", "publisher", "author", "author_id", "author_kind", "author_key", "url", "date", "side", "weak", "note",
    "source_id",
)  # fmt: skip
_RECENT: Final = 10_000
# What stands before a date in a rule that dates a relation no later than it.
_NO_LATER: Final = "../"
_NO_WORD: Final = Word(note=False)
# A word that stands in the definitions of more relation types tells none from the others.
_FEW: Final = 3

Times = Mapping[str, str]
Target = tuple[NamedEntity | str | None, str]
# By what two statements are alike for the ontology.
Signature = tuple[str, str, str, bool, bool, bool, str, str, str, str]


class Reader:
    """Reads rows by one profile."""

    def __init__(self, profile: Profile, head: tuple[str, ...], schema: Schema, names: Names) -> None:
        self._profile = profile
        self._schema = schema
        self._names = names
        self._shape = Shape(profile, head)
        self._head = head
        self._width = len(head)
        # A note may be about the source only where the profile says which.
        self._of_source = _OF_SOURCE if profile.source_notes else tuple(part for part in _OF_SOURCE if part != "note")
        roles = {role for record in profile.records for role in record.cells}
        self._tells = bool(roles & _TOLD)
        # Whether any end is a code, which may be read in one of several ways.
        recipes = [recipe for record in profile.records for recipe in record.cells.values()]
        self._coded = any(one.scheme for recipe in recipes for one in (recipe, *recipe.first))
        # Whether a note is told as it stands.
        words = (profile.source_notes, profile.qualifiers, profile.notes, profile.doubts)
        self._plain_notes = not profile.sentences and not any(words)
        self._sources: dict[tuple[str | None, ...], Document] = {}
        self._checked: set[Signature] = set()
        # Which parts a rule takes up, as far as they have been seen together; the rule is held so that it stays itself.
        self._said: dict[tuple[int, tuple[str, ...]], Rule] = {}

    def article(self) -> Document:
        """Return the source of all rows, of which the profile of an article tells; raises Refused if that is wrong."""
        told = {role: recipe.is_ for role, recipe in self._profile.records[0].cells.items() if recipe.is_}
        return self._source(told)

    def read(self, row: Row) -> list[Statement]:
        """Return what a row says; raises Refused, with all reasons, where that is not sure."""
        facts = self.facts(row)
        if len(facts) == 1:
            return self._fact(facts[0])
        statements: list[Statement] = []
        reasons: list[str] = []
        foreseen = True
        for cells in facts:
            try:
                statements += self._fact(cells)
            except Refused as refused:
                reasons += refused.reasons
                foreseen = foreseen and refused.foreseen
        if reasons:
            raise Refused(*dict.fromkeys(reasons), foreseen=foreseen)
        return statements

    def facts(self, row: Row) -> list[dict[str, str]]:
        """Return the cells of each fact of a row by part; raises Refused for a row that holds none."""
        if row.broken:
            raise Refused(row.broken)
        if len(row.cells) != self._width:
            raise Refused(wrong_width(len(row.cells), self._width))
        facts = self._shape.facts(row.cells)
        if not facts:
            raise Refused("nothing in the row is a fact by the profile", foreseen=True)
        if row.faults:
            self._check_faults(row)
        return facts

    def _check_faults(self, row: Row) -> None:
        """Refuse a row with a cell that cannot be taken as it is, if the profile takes it."""
        for index, fault in row.faults.items():
            if role := self._shape.role_of(self._head[index]):
                raise Refused(f"the {role} {fault}")

    def _fact(self, cells: Cells) -> list[Statement]:
        rule = self._rule(cells)
        if rule.refuse:
            raise Refused(rule.refuse, foreseen=True)
        try:
            word, source = self._word(cells, rule), self._source(cells)
            statements = []
            for output in rule.make:
                for statement in self._statements(cells, output, word, source):
                    statement.beside = output is not rule.make[0]
                    statements.append(statement)
            self._check_all_said(cells, rule)
        except Refused:
            raise Refused(*self._all_reasons(cells, rule)) from None
        return statements

    def _all_reasons(self, cells: Cells, rule: Rule) -> list[str]:
        """Return all that speaks against a row against which something does, each thing once."""
        reasons: list[str] = []
        word, source = _NO_WORD, None
        try:
            word = self._word(cells, rule)
        except Refused as refused:
            reasons += refused.reasons
        try:
            source = self._source(cells)
        except Refused as refused:
            reasons += refused.reasons
        for output in rule.make:
            try:
                self._statements(cells, output, word, source)
            except Refused as refused:
                reasons += refused.reasons
        try:
            self._check_all_said(cells, rule)
        except Refused as refused:
            reasons += refused.reasons
        return list(dict.fromkeys(reasons))

    def _rule(self, cells: Cells) -> Rule:
        relation = cells.get("relation", "")
        if not relation:
            raise Refused("the row has no relation", foreseen=bool(self._profile.passages), open_=True)
        if type(relation) is Coded:
            relation = self._of_code(relation)
        relation = relation.removeprefix(KG)
        rules = self._profile.rules.get(relation)
        if rules is None:
            rules = self._own_rules(relation)
        for rule in rules:
            if not rule.when:
                return rule
            if all(_meets(cells.get(role, ""), words) for role, words in rule.when.items()):
                return rule
        raise Refused(f"no rule for '{relation}' fits this row")

    def _of_code(self, code: Coded) -> str:
        if code.scheme not in self._schema.codes:
            known = nearest(code.scheme, self._schema.codes)
            raise Refused(f"no relation type has codes of the scheme '{code.scheme}'; {known}")
        type_ = self._type_of_code(code.scheme, str(code))
        if type_ is None:
            raise Refused(f"no relation type has the {code.scheme} code '{code}'")
        return type_

    @lru_cache(maxsize=4096)  # noqa: B019 - a reader lives as long as its file
    def _type_of_code(self, scheme: str, code: str) -> str | None:
        return self._schema.type_of_code(scheme, code)

    @lru_cache(maxsize=4096)  # noqa: B019 - a reader lives as long as its file
    def _own_rules(self, relation: str) -> tuple[Rule, ...]:
        """Return the rule of a relation word for which the profile has none: a relation type, by name or by label."""
        types = self._schema.types
        name = relation if relation in types else self._schema.labels.get(term_key(relation))
        if name is not None:
            return (Rule(relation, make=(OutputRule(name),)),)
        others = self._profile.rules.get("*")
        if others is not None:
            return others
        near = likely_terms(relation, [*self._profile.rules, *types])
        hint = f"the nearest is {' or '.join(near)}" if near else "'kg vocabulary' lists the relation types"
        if 0 < len(meant := self._schema.defined_with(relation)) <= _FEW:
            hint = f"'{relation}' stands in the definition of {' and '.join(meant)}; {hint}"
        raise Refused(f"the profile has no rule for the relation '{relation}', and it is no relation type; {hint}")

    def _word(self, cells: Cells, rule: Rule) -> Word:
        """Return what the status word says; one that the rule asks for by name has said it with that."""
        status = cells.get("status", "")
        if not status and "" not in self._profile.statuses:
            return _NO_WORD
        word = self._profile.statuses.get(status)
        if word is not None:
            return word
        if not status or status in rule.when.get("status", ()):
            return Word(note=bool(status))
        if (meant := self._schema.meant("status", status)) is not None:
            return Word(status=meant, note=False)
        near = self._schema.nearest("status", status, self._profile.statuses)
        raise Refused(f"the status '{status}' is not in the profile, under [statuses], and is no status; {near}")

    def _source(self, cells: Cells) -> Document:
        key = tuple(map(cells.get, self._of_source))
        document = self._sources.get(key)
        if document is None:
            document = self._sources[key] = self._new_source(cells)
            if len(self._sources) > _RECENT:
                del self._sources[next(iter(self._sources))]
        return document

    def _new_source(self, cells: Cells) -> Document:
        title, publisher = cells.get("title", ""), cells.get("publisher", "")
        author = cells.get("author", "") or publisher
        if not title or not author:
            lacks = "publisher: give it, or for all rows by --publisher" if title else "title: give it"
            raise Refused(f"the row has no source: it lacks the {lacks}")
        profile, url = self._profile, cells.get("url", "")
        if url and not is_address(url):
            raise Refused(f"'{url}' is no web address")
        date = "" if cells.get("date", "") in profile.undated else date_of("date of the source", cells.get("date", ""))
        word = cells.get("side", "")
        side = "" if word in profile.unknown_sides else self._schema.term(SIDE, word)
        kind = self._kind(cells.get("author_kind", "")) or self._of_kind(profile.publisher_kind)
        key = cells.get("author_key", "")
        creator = self._names.find(self._names.voice(author), kind, cells.get("author_id", ""), key, _PUBLISHER_KIND)
        if self._tells and creator.name is not None:
            creator = _with_told(creator, cells, "author")
        weak = cells.get("weak", "") in profile.weak or publisher in profile.weak_publishers
        if cells.get("weak", "") not in {"", "no", "false", *profile.weak}:
            raise Refused(f"'{cells['weak']}' does not say whether the source is weak: give yes or no")
        notes = tuple(note for note in cells.get("note", "").split(" | ") if note in profile.source_notes)
        told = (url, title, publisher, date, side, str(weak), *notes)
        key = "\n".join((*told, *filter(None, [cells.get("source_id", "")])))
        name = f"{profile.name}-{slug(publisher) or 'source'}-{sha256(key.encode()).hexdigest()[:8]}"
        if profile.passages:
            name = profile.name
        return Document(name, title, creator, publisher, date, url, side, weak, notes)

    def _statements(self, cells: Cells, output: OutputRule, word: Word, source: Document | None) -> list[Statement]:
        """Return what an output rule says of a row: a statement, and of an estimate also that of its bounds.

        Raises Refused with all that speaks against it.
        """
        type_ = self._schema.types.get(output.type)
        if type_ is None:
            raise Refused(f"the profile makes the relation type '{output.type}', which the ontology does not declare")
        try:
            parts = self._parts(cells, output, type_, source)
        except Refused:
            raise Refused(*self._reasons(cells, output, type_, source)) from None
        times, claimed, subject, target, quantity, claimant, user, passages = parts
        if source is None or claimant is None:
            raise Refused()
        value, up_to, unit = quantity
        term = self._schema.term
        stance = output.stance or cells.get("stance", "") or word.stance
        status = output.status or word.status
        statement = Statement(
            subject,
            output.type,
            type_.layer,
            target[0],
            claimant,
            source,
            language=target[1],
            prefix="kg" if type_.iri.startswith(KG) else "own",
            used_by=user,
            times=_own_times(output.on) if output.on else times,
            value=value,
            up_to=up_to,
            unit=unit,
            qualifier=self._qualifier(cells, output, word, value),
            comparator=term("comparator", output.comparator or self._hedge(cells, word)) if value is not None else "",
            phase=term("phase", output.phase or cells.get("phase", "") or word.phase),
            stance=term("stance", stance) if stance else "affirms",
            status=term("status", status) if status else "asserted",
            said_on=claimed.get("said_on", ""),
            attested_on=claimed.get("attested_on") or word.attested_on or (source.date if output.attested_on else ""),
            note=self._note(cells, output, word, value),
            doubted=cells.get("doubted", "") in _YES or self._doubts(cells),
            passages=passages,
            record=cells.get("record", ""),
        )
        self._check(statement, type_)
        if type_.symmetric:
            _order(statement)
        if self._coded and (readings := [entity.reading for entity in statement.entities if entity.reading]):
            statement.readings = dict.fromkeys(readings)
            statement.note = joined([statement.note, *(f"{reading}." for reading in readings)])
        bounds = None if value is None else bounds_of(cells, value)
        return [statement] if bounds is None else [statement, _with_bounds(statement, bounds)]

    def _parts(
        self, cells: Cells, output: OutputRule, type_: TypeDeclaration, source: Document | None
    ) -> tuple[Times, Times, NamedEntity, Target, Quantity, NamedEntity | None, NamedEntity | None, Mapping[int, str]]:
        """Return what an output rule takes of the cells; raises Refused for the first part that is not sure."""
        times, claimed = times_of(cells, output)
        day = _day(cells, times, claimed)
        return (
            times,
            claimed,
            self._end(cells, output.subject, day),
            self._object(cells, output, type_, day),
            quantity_of(cells, output, type_, self._profile, self._schema),
            self._claimant(cells, output, source, day),
            self._user(cells, output, day),
            self._passages(cells),
        )

    def _doubts(self, cells: Cells) -> bool:
        """Say whether the note of a row doubts it, in the words of the profile."""
        doubts = self._profile.doubts
        return bool(doubts) and not doubts.isdisjoint(cells.get("note", "").split(" | "))

    def _passages(self, cells: Cells) -> Mapping[int, str]:
        known = self._profile.passages
        return _passages(cells, known) if known or "paragraphs" in cells or "digests" in cells else {}

    def _reasons(self, cells: Cells, output: OutputRule, type_: TypeDeclaration, source: Document | None) -> list[str]:
        """Return all that speaks against a row of which one part is not sure."""
        day = ""
        reasons: list[str] = []
        try:
            day = _day(cells, *times_of(cells, output))
        except Refused as refused:
            reasons += refused.reasons
        parts: tuple[Callable[[], object], ...] = (
            lambda: self._end(cells, output.subject, day),
            lambda: self._object(cells, output, type_, day),
            lambda: quantity_of(cells, output, type_, self._profile, self._schema),
            lambda: self._claimant(cells, output, source, day),
            lambda: self._user(cells, output, day),
            lambda: self._passages(cells),
        )
        for part in parts:
            try:
                part()
            except Refused as refused:
                reasons += refused.reasons
        return reasons

    def _check(self, made: Statement, type_: TypeDeclaration) -> None:
        """Refuse a statement that the ontology would not let pass; one like others that passed is not looked at."""
        target = made.object
        kind = target.kind if type(target) is NamedEntity else "" if target is None else "text"
        key = (
            type_.name, made.subject.kind, kind, made.value is None, not made.times, made.used_by is None,
            made.comparator, made.phase, made.stance, made.status,
        )  # fmt: skip
        if key in self._checked:
            check_itself(made)
            return
        check(made, type_, self._schema)
        self._checked.add(key)

    def _end(self, cells: Cells, where: str, day: str) -> NamedEntity:
        if where.startswith("="):
            return self._names.find(where[1:], None)
        name, address = cells.get(where, ""), cells.get(_IDS.get(where, ""), "")
        if not name and not address:
            raise Refused(f"the row has no {where}")
        kind = self._kind(cells.get(_ENDS.get(where, ""), ""))
        if self._tells and (match := cells.get(f"{where}_match")) and (same := self._names.of_match(match, kind)):
            return same
        if type(name) is Coded:
            return self._names.of_code(name, name.scheme, day, kind)
        entity = self._names.find(name, kind, address, cells.get(_KEYS.get(where, ""), ""), _ENDS.get(where, ""))
        return entity if entity.name is None or not self._tells else _with_told(entity, cells, where)

    @lru_cache(maxsize=4096)  # noqa: B019 - a reader lives as long as its file
    def _kind(self, word: str) -> Kind | None:
        if not word:
            return None
        kind = self._profile.kinds.get(word) or Kind(word, word)
        is_, new = self._schema.meant(KIND, kind.is_), self._schema.meant(KIND, kind.new)
        if is_ is None or new is None:
            hint = self._schema.nearest(KIND, word, self._profile.kinds)
            raise Refused(f"the kind '{word}' is not in the profile, under [kinds], and is no kind of entity; {hint}")
        return Kind(is_, new)

    def _of_kind(self, new: str) -> Kind | None:
        """Return the kind of a voice: any entity can speak, and a new one is of the kind that the profile gives."""
        return Kind("Entity", self._schema.meant(KIND, new) or new) if new else None

    def _object(
        self, cells: Cells, output: OutputRule, type_: TypeDeclaration, day: str
    ) -> tuple[NamedEntity | str | None, str]:
        if "text" in type_.takes:
            text = output.object[1:] if output.object.startswith("=") else cells.get(output.object, "")
            if not text:
                raise Refused("the row has no text")
            language = output.language or self._profile.languages.get(cells.get("object_kind", ""), "en")
            return text, checked_language(cells.get("language", language))
        if "object" not in type_.takes:
            return None, ""
        where = output.object
        if "object" not in type_.needs and not where.startswith("=") and not cells.get(where, ""):
            return None, ""
        return self._end(cells, where, day), ""

    def _user(self, cells: Cells, output: OutputRule, day: str) -> NamedEntity | None:
        if output.used_by:
            return self._end(cells, output.used_by, day)
        return self._end(cells, "used_by", day) if cells.get("used_by") else None

    def _claimant(self, cells: Cells, output: OutputRule, source: Document | None, day: str) -> NamedEntity | None:
        """Return whose claim it is; None where that is the source's, which is not known."""
        if output.claimant and output.claimant != "source":
            return self._end(cells, output.claimant, day)
        name, address = cells.get("claimant", ""), cells.get("claimant_id", "")
        if output.claimant == "source" or not (name or address):
            return None if source is None else source.creator
        kind = self._kind(cells.get("claimant_kind", "")) or self._of_kind(self._profile.claimant_kind)
        if type(name) is Coded:
            return self._names.of_code(name, name.scheme, day, kind)
        entity = self._names.find(name, kind, address, cells.get("claimant_key", ""), _CLAIMANT_KIND)
        return entity if entity.name is None or not self._tells else _with_told(entity, cells, "claimant")

    def _hedge(self, cells: Cells, word: Word) -> str:
        if not self._profile.hedges:
            return cells.get("comparator", "") or word.comparator
        hedges = (self._profile.hedges.get(note, "") for note in cells.get("note", "").split(" | "))
        return cells.get("comparator", "") or word.comparator or next(filter(None, hedges), "")

    def _qualifier(self, cells: Cells, output: OutputRule, word: Word, value: Decimal | None) -> str:
        """Return what in particular is meant: by the rule, the cell, the status, the unit of a value, or the note."""
        if value is None and not self._profile.qualifiers:
            return output.qualifier or cells.get("qualifier", "") or word.qualifier
        measure = self._profile.units.get(cells.get("unit", "")) if value is not None else None
        noted = (self._profile.qualifiers.get(note, "") for note in cells.get("note", "").split(" | "))
        stated = (output.qualifier, cells.get("qualifier", ""), word.qualifier, measure.qualifier if measure else "")
        return next(filter(None, (*stated, *noted)), "")

    def _note(self, cells: Cells, output: OutputRule, word: Word, value: Decimal | None) -> str:
        if output.note.startswith("="):
            return output.note[1:]
        if "status" not in cells:
            if "note" not in cells:
                return output.note
            if self._plain_notes and not output.note and " | " not in cells["note"]:
                return cells["note"]
        elsewhere = self._profile.source_notes | self._profile.qualifiers.keys()
        given = [note for note in cells.get("note", "").split(" | ") if note]
        plain = _as_sentence if self._profile.sentences else str
        notes = [self._profile.notes.get(note, "" if note in elsewhere else plain(note)) for note in given]
        status = cells.get("status", "")
        said = word.note or (word.comparator and value is None)
        told = word.says or (f"{status[:1].upper()}{status[1:]}." if status and said else "")
        return joined([output.note, told, *notes], " " if self._profile.sentences else " | ")

    def _check_all_said(self, cells: Cells, rule: Rule) -> None:
        """Refuse a row of which something would be lost."""
        alike = (id(rule), tuple(cells))
        if alike in self._said:
            return
        rest = cells.keys() - _TAKEN
        if not rest:
            self._said[alike] = rule
            return
        said = {role for role, words in rule.when.items() if cells.get(role, "") in words}
        for output in rule.make:
            type_ = self._schema.types[output.type]
            said |= {output.subject, output.used_by or "used_by"}
            if type_.takes & {"object", "text"}:
                said.add(output.object)
            if "quantity" in type_.takes and output.value >= 0:
                said |= {"value", "up_to", "unit", "low", "high"}
            said |= {role for role in TIMES if {"from": output.from_, "until": output.until}.get(role, role)}
        if lost := [role for role in cells if role in rest and role not in said]:
            raise Refused(f"the rule for '{cells['relation']}' does not take up: {', '.join(lost)}")
        if not rule.when:
            self._said[alike] = rule


def _as_sentence(note: str) -> str:
    """Return a note as a sentence stands: with a capital first and a full stop last."""
    begun = note[0].upper() + note[1:]
    return begun if begun.endswith((".", "!", "?", ")")) else f"{begun}."


def _day(cells: Cells, times: Times, claimed: Times) -> str:
    """Return the day, or less, by which codes are read: what the profile names for it, else what the fact is dated."""
    day = cells.get("dated") or times.get("on") or times.get("from") or times.get("not_before") or times.get("until")
    return day or claimed.get("attested_on", "") or claimed.get("said_on", "")


def _meets(cell: str, words: tuple[str, ...]) -> bool:
    """Say whether a cell is one of the words; "*" stands for anything at all, an empty word for nothing."""
    return cell in words or ("*" in words and bool(cell))


def _with_told(entity: NamedEntity, cells: Cells, end: str) -> NamedEntity:
    """Return a new entity with its further names and what it is elsewhere, as far as the row tells that."""
    aliases, match, identifier = (cells.get(f"{end}_{part}", "") for part in TOLD)
    if not (aliases or match or identifier):
        return entity
    if match and not is_address(match):
        raise Refused(f"'{match}', which the {end} is elsewhere, is no web address")
    names = tuple(name for name in aliases.split(" | ") if name)
    return replace(entity, aliases=names, match=match, identifier=identifier)


def _passages(cells: Cells, known: Mapping[int, str]) -> Mapping[int, str]:
    """Return the digests of the paragraphs that a row cites, by number; those of an article are known."""
    numbers = [part for part in _BETWEEN.split(cells.get("paragraphs", "")) if part]
    if known:
        cited = {number: known.get(int(number) if number.isdecimal() else -1) for number in numbers}
        if lacking := [number for number, digest in cited.items() if digest is None]:
            raise Refused(f"the article has no paragraph '{lacking[0]}': it has {min(known)} to {max(known)}")
        if not cited:
            raise Refused("the row cites no paragraph: give the number of the one that says it")
        return {int(number): digest for number, digest in cited.items() if digest}
    digests = cells.get("digests", "").split()
    if len(numbers) != len(digests) or not all(number.isdecimal() for number in numbers):
        raise Refused("the row cites paragraphs: give their numbers, and as many digests")
    if not all(DIGEST.fullmatch(digest) for digest in digests):
        raise Refused("a digest of a paragraph is its SHA-256, in 64 hexadecimal digits")
    return dict(zip(map(int, numbers), digests, strict=True))


def _order(statement: Statement) -> None:
    """Put the ends of a statement of a symmetric type into alphabetical order."""
    subject, target = statement.subject, statement.object
    if isinstance(target, NamedEntity) and target.slug < subject.slug:
        statement.subject, statement.object = target, subject


def _with_bounds(statement: Statement, bounds: tuple[Decimal, Decimal]) -> Statement:
    """Return the statement of the bounds between which an estimate lies."""
    low, high = bounds
    note = joined([statement.note, "The bounds of the estimate."])
    return replace(statement, value=low, up_to=high if high > low else None, comparator="", note=note)


def checked_types(profile: Profile, schema: Schema) -> Iterator[str]:
    """Yield the relation types that a profile makes and the ontology lacks."""
    made: dict[str, Any] = {
        output.type: None for rules in profile.rules.values() for rule in rules for output in rule.make
    }
    return (name for name in made if name not in schema.types)


def _own_times(date: str) -> Mapping[str, str]:
    """Return when a rule itself dates a relation: on a date, or no later than one that two points stand before."""
    name, day = ("not_after", date.removeprefix(_NO_LATER)) if date.startswith(_NO_LATER) else ("on", date)
    return {name: date_of(name, day)}


def check_schemes(profile: Profile, schema: Schema) -> None:
    """Raise DataError for a scheme of codes that nobody knows: of states, or of relation types for a relation."""
    for record in profile.records:
        for role, recipe in record.cells.items():
            known = schema.codes if role == "relation" else SCHEMES
            for scheme in sorted({one.scheme.removesuffix("?") for one in (recipe, *recipe.first)} - {"", *known}):
                words = f"there is no scheme of codes '{scheme}', of {role}; {nearest(scheme, known)}"
                raise DataError(f"{profile.path}: {words}")
