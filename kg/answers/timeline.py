"""Events and dated relations in order, as far as their dates order them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from msgspec.structs import replace

from kg.answers import remarks
from kg.answers.answer import Answer, Drawing, marked
from kg.answers.listing import count
from kg.lookup.timeline import Entry, Timeline, timeline
from kg.model.dates import CERTAINLY, Period, Span
from kg.model.filters import Filters
from kg.model.intervals import beginning, ending, overlap
from kg.model.records import EntityRef, Relation, Text
from kg.model.standing import STANDINGS, standing_of
from kg.model.table import RELATION_COLUMNS, relation_rows
from kg.model.verbaliser import date_words, known_until, period_words, quantity, read_from, sentence, span_words, words
from kg.session.session import Session
from kg.view.citations import Citations, joined
from kg.view.commands import typed, unbroken
from kg.view.document import Document, Row, Rows
from kg.view.document import words as run
from kg.view.ledger import claim_words, counts, hints, qualifiers
from kg.view.log import log_line

UNDATED_HEADING: Final = "WITHOUT A DATE"
"""What stands over what has no date, where years stand over the rest."""

# A date of so many signs is a year.
_YEAR: Final = 4
_UNSURE: Final = "≈ "
# So many entries are listed whole; of more, each year has its best supported ones.
_FEW: Final = 40
_BEST: Final = 3
_BUSY: Final = 8


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return events, with who took part, where and at what toll, and dated relations, in order."""
    asked = session.question
    entity, filters, policy = asked.one, asked.filters, asked.policy
    said = remarks.family(session)
    chronology = timeline(session)
    said += remarks.left_out(chronology.left_out, own=True)

    def draw() -> Drawing:
        from kg.export import caption
        from kg.export.pictures.timeline import picture

        about = caption.chosen_by(filters)
        return picture(chronology, title(entity, chronology.dated), policy, session.store, filters.window, about), ()

    scope = "in the graph" if entity is None else f"of {entity.label}"
    passing = " passes the filters" if filters else ""
    return Answer(
        records=chronology.entries,
        kind="entry",
        compose=lambda: _document(chronology, entity, policy, filters, whole=whole),
        remarks=tuple(said),
        nothing="" if chronology.entries else f"no event and no dated tie {scope}{passing}",
        basis=marked(policy),
        columns=("entry", "event_id", "event", *RELATION_COLUMNS),
        rows=lambda: _rows(chronology.entries),
        lines=lambda: _lines(chronology.entries),
        relations=[relation for entry in chronology.entries for relation in entry.relations],
        drawings={"svg": draw},
    )


def title(entity: EntityRef | None, dated: Sequence[Entry], span: str = "") -> str:
    """Return what a timeline of these entries is of: a span, or from the first of its years to the last."""
    scope = "Timeline" if entity is None else f"Timeline of {entity.label}"
    number = count(len(dated), "entry")
    if span:
        return f"{scope}, {span}: {number}"
    days = [entry.period.anchor for entry in dated]
    known = [day[:_YEAR] for one in days for day in (one.first, one.last) if day[:_YEAR] not in ("0000", "9999")]
    return f"{scope}: {number}" + (f", {' to '.join(sorted({min(known), max(known)}))}" if known else "")


def _rows(entries: Sequence[Entry]) -> Iterator[dict[str, object]]:
    for number, entry in enumerate(entries, 1):
        event = entry.event
        head = {"entry": number, "event_id": event and event.id, "event": event and event.label}
        for row in relation_rows(entry.relations):
            yield head | row


def _lines(entries: Sequence[Entry]) -> Iterator[str]:
    for entry in entries:
        event = "" if entry.event is None else f"event: {entry.event.label}"
        for relation in entry.relations:
            yield log_line(relation, event, entry.period)


def _document(
    chronology: Timeline, entity: EntityRef | None, policy: str, filters: Filters, *, whole: bool
) -> Document:
    citations = Citations()
    blocks = [list(entries) for _, entries in groupby(chronology.entries, key=lambda e: e.event or e.relations[0])]
    listed = [entries for entries in blocks if whole or entries[0].period]
    window = filters.window
    within = [entries for entries in listed if any(_is_within(entry.period, window) for entry in entries)]
    through: list[list[Entry]] = []
    if within and not whole and not window.begins_open:
        through = [entries for entries in listed if entries not in within]
        listed = within
    dated = [entry for entries in listed for entry in entries if entry.period]
    told = dated if through else chronology.entries
    relations = {relation.id: relation for entry in told for relation in entry.relations}
    close = [counts(map(standing_of, relations.values()), policy)]
    if whole or len(listed) <= _FEW:
        years = [
            Rows(heading, tuple(_entry(entries, chronology, citations) for entries in group))
            for heading, group in groupby(listed, key=_heading)
        ]
        if chronology.unsure:
            close.append(f"{_UNSURE.strip()} may be before or after some of what follows: the dates overlap")
        close.append(" · ".join([*hints(()), "--long: notes"]))
    else:
        rows = tuple(_year(heading, list(group)) for heading, group in groupby(listed, key=_heading))
        years = [Rows("", rows)]
        name = "" if entity is None else f" {typed(entity)}"
        close.append(f"Each year has its best supported entries. {_whole(listed, name)}")
    hidden = _without_date(blocks) if not whole else ""
    if through:
        close.insert(0, _going_on(through))
    return Document(
        title=title(entity, dated, _span(filters) if through else ""),
        blocks=(*years, citations.sources),
        close=tuple(filter(None, (hidden, *close))),
    )


def _span(filters: Filters) -> str:
    """Return the span that was asked for in words."""
    since, until = filters.since or "", filters.until
    return span_words(since, until) if until is not None else f"from {date_words(since)}"


def _going_on(blocks: Sequence[Sequence[Entry]]) -> str:
    """Return what goes on through a span, counted, with the best supported of what certainly does."""
    certain = [entries for entries in blocks if any(entry.relations[0].holds == CERTAINLY for entry in entries)]
    best = sorted(certain, key=_support, reverse=True)[:_BEST]
    named = "; ".join(_briefly(entries) for entries in best)
    of_them = f", such as {named}" if named else ""
    return f"{len(blocks)} more began before, and ended later, or at times that nobody says{of_them}: --all"


def _is_within(period: Period, window: Span) -> bool:
    """Say whether something begins, happens or ends within a span, and does not only go on through it.

    Of what has one bound only, that bound lies in the years of the span.
    """
    begins = period.on or period.from_ or (period.not_before and period.not_after)
    ends = period.on or period.until
    if (begins and overlap(beginning(period), window)) or (ends and overlap(ending(period), window)):
        return True
    bound = None if begins or ends else period.not_before or period.not_after
    return bound is not None and window.first[:_YEAR] <= bound[:_YEAR] <= window.last[:_YEAR]


def _without_date(blocks: Sequence[Sequence[Entry]]) -> str:
    """Return what has no date, counted."""
    events = [entries[0].event for entries in blocks if not entries[0].period and entries[0].event]
    ties = sum(not entries[0].period and entries[0].event is None for entries in blocks)
    parts = []
    if events:
        names = "; ".join(event.label for event in events[:_BEST]) + ("; …" if len(events) > _BEST else "")
        parts.append(f"{len(events)} {'event' if len(events) == 1 else 'events'} ({names})")
    if ties:
        parts.append(f"{ties} {'tie' if ties == 1 else 'ties'}")
    own = "its own" if len(events) + ties == 1 else "their own"
    return f"Without a date of {own}: {' and '.join(parts)}: --all" if parts else ""


def _heading(entries: Sequence[Entry]) -> str:
    """Return the year or the years within which something begins or happens, by all accounts."""
    spans = [entry.period.anchor for entry in entries if entry.period]
    if not spans:
        return UNDATED_HEADING
    first, last = min(days.first for days in spans)[:4], max(days.last for days in spans)[:4]
    if any(days.begins_open for days in spans):
        return f"{last} or earlier"
    if any(days.ends_open for days in spans):
        return f"{first} or later"
    return first if first == last else f"{first}–{last}"


def _whole(blocks: Sequence[Sequence[Entry]], name: str) -> str:
    """Return how to ask for all, and for all of a year: of that in which most of what is listed begins or happens."""
    years = Counter(filter(str.isdecimal, map(_heading, blocks)))
    for year, _ in years.most_common(1):
        return f"All of a year: {unbroken(f'timeline{name} --since {year} --until {year} --all')} · of all: --all"
    return "All: --all"


def _year(heading: str, blocks: Sequence[Sequence[Entry]]) -> Row:
    """Return a year with the best supported of what it holds."""
    best = sorted(blocks, key=_support, reverse=True)[: _BEST if len(blocks) >= _BUSY else 1]
    told = "; ".join(_briefly(entries) for entries in best)
    more = len(blocks) - len(best)
    return Row(run((told, "name"), f"; and {more} more" if more else ""), label=heading)


def _support(entries: Sequence[Entry]) -> tuple[bool, int]:
    """Return how well an entry is supported: events before relations, those of more sources first."""
    relations = entries[0].relations
    sources = {claim.source.id for relation in relations for claim in relation.claims if claim.affirms}
    return entries[0].event is not None, len(sources) * 100 + len(relations)


def _briefly(entries: Sequence[Entry]) -> str:
    """Return an event or a relation in a line, with its quantity, its start or end, and what is not sure of it."""
    entry, relation = entries[0], entries[0].relations[0]
    if not entry.period:
        return _said(entry)
    days = " or ".join(dict.fromkeys(filter(None, map(_days, entries))))
    known = ", ".join(filter(None, [quantity(relation), days, *qualifiers(relation)]))
    return f"{_said(entry)} ({known})" if known else _said(entry)


def _said(entry: Entry) -> str:
    return entry.event.label if entry.event else sentence(replace(entry.relations[0], phase=None))


def _days(entry: Entry) -> str:
    """Return the dates of an entry beyond its year, which its heading has."""
    period = entry.period
    bound = period.not_before or period.not_after or ""
    if period.on or (len(bound) == _YEAR and not (period.not_before and period.not_after)):
        return ""
    return ", ".join(filter(None, (period_words(period), known_until(entry.relations[0]))))


def _entry(entries: Sequence[Entry], chronology: Timeline, citations: Citations) -> Row:
    """Return an event, with its rival datings and what belongs to it, or a relation that has a date of its own."""
    event = entries[0].event
    relations = entries[0].relations
    if event is None:
        return _relation(relations[0], _date(entries[0], chronology), citations, subject=True)
    datings = [entry for entry in entries if entry.period]
    told = [relation for entry in datings for relation in entry.relations if relation.period]
    label = " or ".join(dict.fromkeys(_date(entry, chronology) for entry in datings))
    if len(datings) > 1:
        label = _date(datings[0], chronology)
    standings = {standing_of(relation) for relation in told}
    others = tuple(_dating(entry, citations) for entry in datings[1:])
    known = (quantity(relations[0]), known_until(relations[0]), *qualifiers(relations[0]))
    facts = ", ".join(filter(None, known)) if datings else ""
    return Row(
        words=run((event.label, "name"), f" ({', '.join(filter(None, (words(event.type), facts)))})"),
        label=label,
        standings=tuple(standing for standing in STANDINGS if standing in standings),
        citations=joined(citations.cite(c) for r in told for c in r.claims if c.affirms),
        denials=citations.voices(c for r in told for c in (*r.claims, *r.tie_denials) if not c.affirms),
        notes=tuple(claim_words(claim) for relation in told for claim in relation.claims),
        inside=(*others, *_parts(relations, event, citations)),
    )


def _date(entry: Entry, chronology: Timeline) -> str:
    sign = _UNSURE if entry.period and entry.period.anchor in chronology.unsure else ""
    return f"{sign}{period_words(entry.period)}"


def _dating(entry: Entry, citations: Citations) -> Row:
    """Return a rival dating of an event, with who gives it."""
    told = [relation for relation in entry.relations if relation.period]
    claims = [claim for relation in told for claim in relation.claims if claim.affirms]
    standings = {standing_of(relation) for relation in told}
    return Row(
        words=run(f"or {', '.join(filter(None, (period_words(entry.period), known_until(told[0]))))}"),
        standings=tuple(standing for standing in STANDINGS if standing in standings),
        voices=citations.voices(claims),
    )


def _relation(relation: Relation, label: str, citations: Citations, *, subject: bool) -> Row:
    """Return a relation; who claims it is named where it is not accepted."""
    facts = ", ".join(filter(None, (quantity(relation), known_until(relation), *qualifiers(relation))))
    standing = standing_of(relation)
    affirming = [claim for claim in relation.claims if claim.affirms]
    denying = [claim for claim in (*relation.claims, *relation.tie_denials) if not claim.affirms]
    said = sentence(replace(relation, phase=None))  # the phase is among the facts
    named = standing != "accepted"
    return Row(
        words=run(said if subject else "", f" ({facts})" if facts else ""),
        label=label,
        standings=(standing,),
        voices=citations.voices(affirming) if named else (),
        denials=citations.voices(denying),
        citations=() if named else joined(citations.cite(claim) for claim in affirming),
        notes=tuple(claim_words(claim) for claim in relation.claims),
    )


def _parts(relations: Sequence[Relation], event: EntityRef, citations: Citations) -> tuple[Row, ...]:
    """Return the ties of an event as they read from it, those of one kind together."""
    alike: dict[tuple[str, str], list[Relation]] = {}
    for relation in relations:
        if not relation.period:
            label, _ = _end(relation, event)
            alike.setdefault((label, standing_of(relation)), []).append(relation)
    return tuple(_kind(label, group, event, citations) for (label, _), group in alike.items())


def _kind(label: str, relations: Sequence[Relation], event: EntityRef, citations: Citations) -> Row:
    standing = standing_of(relations[0])
    names = []
    for relation in relations:
        facts = ", ".join(filter(None, (quantity(relation), *qualifiers(relation))))
        name = _end(relation, event)[1]
        names.append(f"{name} ({facts})" if name and facts else name or facts)
    affirming = [claim for relation in relations for claim in relation.claims if claim.affirms]
    denying = [c for relation in relations for c in (*relation.claims, *relation.tie_denials) if not c.affirms]
    named = standing != "accepted"
    return Row(
        words=run(f"{label}: " if names[0] else label, "; ".join(names)),
        standings=(standing,),
        voices=citations.voices(affirming) if named else (),
        denials=citations.voices(denying),
        citations=() if named else joined(citations.cite(claim) for claim in affirming),
        notes=tuple(claim_words(claim) for relation in relations for claim in relation.claims),
    )


def _end(relation: Relation, event: EntityRef) -> tuple[str, str]:
    """Return the verb of a tie read from an event, and its other end."""
    other, label = relation.object, read_from(relation, event)
    if relation.subject.id != event.id:
        other = relation.subject
    return label, f"“{other.value}”" if isinstance(other, Text) else other.label if other else ""
