"""Relations that cannot all hold: competing values, ends, dates, and accounts of who took part.

Candidates come from queries that group; what is compared here is a handful of relations at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial

from kg.lookup import figures
from kg.lookup.figures import Figure, Scales
from kg.model.dates import Period, Span
from kg.model.intervals import beginning, ending, meets, overlap, possible_interval
from kg.model.numbers import WHOLE
from kg.model.records import EntityRef, Relation

Key = tuple[object, ...]
Sides = list[list[Relation]]


def competing_values(relations: Iterable[Relation], scales: Scales) -> Iterator[Sides]:
    """Yield the sides of each group of relations that give one tie different values, smallest first.

    A tie in one measure, one phase and of one qualifier is a group, joined where times can touch. A side is a value,
    with those by which one voice has it go up or down in time.
    """
    return _competing_figures(by_key(relations, lambda r: (*r.tie, scales.measure(r), r.qualifier, r.phase)), scales)


def competing_sums(relations: Iterable[Relation], scales: Scales) -> Iterator[Sides]:
    """Yield the sides of each group of relations that give one tie different sums over one period, smallest first."""
    keyed = by_key(relations, lambda r: (*r.tie, scales.measure(r), r.qualifier, r.phase, r.period))
    return _competing_figures(keyed, scales)


def _competing_figures(groups: Iterable[list[Relation]], scales: Scales) -> Iterator[Sides]:
    for group in groups:
        stated = {relation.id: scales.figure(relation) for relation in group}
        agree = partial(_figures_agree, stated)
        for part in _joined(group):
            part.sort(key=lambda relation: (-stated[relation.id].digits, relation.id))
            sides = _competing(_sides(part, agree), partial(_figures_compete, stated))
            sides.sort(key=lambda side: stated[side[0].id].value)
            if len(sides) > 1:
                yield sides


def competing_objects(relations: Iterable[Relation]) -> Iterator[Sides]:
    """Yield the sides of each group of relations that give one subject different objects, by their labels."""
    keyed = by_key(relations, lambda relation: (relation.subject.id, relation.type.id, relation.phase))
    return _competing_ends(keyed, lambda relation: relation.object)


def competing_subjects(relations: Iterable[Relation]) -> Iterator[Sides]:
    """Yield the sides of each group of relations that give one object different subjects, by their labels."""
    keyed = by_key(relations, lambda relation: (relation.tie[2], relation.type.id, relation.phase))
    return _competing_ends(keyed, lambda relation: relation.subject)


def competing_accounts(relations: Iterable[Relation]) -> Iterator[Sides]:
    """Yield the sides of each group of relations by which accounts of who took part have nobody in common.

    A side is the relations of claimants who name somebody in common, sorted by the label of the first.
    """
    for group in by_key(relations, lambda relation: (relation.tie[2], relation.type.id, relation.phase)):
        sides = _accounts(group)
        if len(sides) > 1:
            told = [sorted(side, key=lambda relation: (relation.subject.label, relation.id)) for side in sides]
            yield sorted(told, key=lambda side: (side[0].subject.label, side[0].id))


def competing_dates(relations: Iterable[Relation]) -> Iterator[Sides]:
    """Yield the sides of each group of relations that date one thing, or one tie, differently, the earliest first.

    Datings agree where one is a calendar unit that contains the other, and where what one of them leaves unknown
    lets the other stand. Of one voice's own two in one source, one may lie within the other: the events of 1914 to
    1917 are also named by the year 1915.
    """
    dated = (relation for relation in relations if relation.period)
    for group in by_key(dated, lambda relation: (*relation.tie, relation.qualifier, relation.phase)):
        group.sort(key=lambda relation: (-_precision(relation.period), relation.id))
        sides = _competing(_sides(group, _may_both_stand), lambda one, other: not _may_both_stand(one, other))
        sides.sort(key=lambda side: _first_dates(side[0].period))
        if len(sides) > 1:
            yield sides


def competing_spells(relations: Iterable[Relation]) -> Iterator[Sides]:
    """Yield the sides of each group of relations by which one tie begins or ends at different times.

    Spells that lie apart, or of which one ends where the other begins, are two and do not compete. Those in a phase are
    only announced: one competes with a fact that came before its day.
    """
    timed = (relation for relation in relations if relation.from_ or relation.until)
    for group in by_key(timed, lambda relation: (*relation.tie, relation.qualifier)):
        group.sort(key=lambda relation: (-_precision(relation.period), relation.id))
        sides = _competing(_sides(group, lambda one, other: not _spells_compete(one, other)), _spells_compete)
        sides.sort(key=lambda side: _first_dates(side[0].period))
        if len(sides) > 1:
            yield sides


def competing_shares(relations: Iterable[Relation], scales: Scales) -> Iterator[Sides]:
    """Yield the sides of each group of relations by which more than the whole of one thing is somebody's at one time.

    A side is the relations of claimants who have a share in common, the largest share first.
    """
    dated = (relation for relation in relations if relation.value is not None and _has_start(_period_told(relation)))
    for group in by_key(dated, lambda r: (r.tie[2], r.type.id, scales.measure(r), r.qualifier, r.phase)):
        stated = {relation.id: scales.figure(relation).value for relation in group}
        known = {relation.id: _known_days(relation) for relation in group}
        for moment in sorted({days.first for days in known.values()}):
            sides = _accounts(r for r in group if known[r.id].first <= moment <= known[r.id].last)
            if len(sides) > 1 and _held([r for side in sides for r in side], stated) > WHOLE:
                for side in sides:
                    side.sort(key=lambda relation: (-stated[relation.id], relation.id))
                yield sorted(sides, key=lambda side: (side[0].subject.label, side[0].id))
                break


def by_key(relations: Iterable[Relation], key: Callable[[Relation], Key]) -> list[list[Relation]]:
    """Return the relations in groups of one key each."""
    groups: dict[Key, list[Relation]] = defaultdict(list)
    for relation in relations:
        groups[key(relation)].append(relation)
    return list(groups.values())


def _competing_ends(groups: Iterable[list[Relation]], end: Callable[[Relation], object]) -> Iterator[Sides]:
    """Yield the sides of each group, one side for each end; who hands over to another does not compete."""
    for group in groups:
        for part in _joined(group):
            sides = _competing(by_key(part, lambda relation: (end(relation),)), _ends_compete)
            if len(sides) > 1:
                yield sorted(sides, key=lambda side: (_label(end(side[0])), side[0].id))


def _label(end: object) -> str:
    return end.label if isinstance(end, EntityRef) else str(end)


def _accounts(relations: Iterable[Relation]) -> Sides:
    """Return the relations in one side for each account: claimants who name a subject in common give one."""
    sides: list[tuple[set[str], list[Relation]]] = []
    for same in by_key(relations, lambda relation: (relation.subject.id,)):
        voices = set[str]().union(*map(_voices, same))
        joined = [side for side in sides if side[0] & voices]
        sides = [side for side in sides if side not in joined]
        sides.append((voices.union(*(side[0] for side in joined)), [r for side in joined for r in side[1]] + same))
    return [side for _, side in sides]


def _held(relations: Iterable[Relation], stated: dict[str, Decimal]) -> Decimal:
    """Return what all subjects of some relations have together, of each the most that is said."""
    most: dict[str, Decimal] = {}
    for relation in relations:
        most[relation.subject.id] = max(stated[relation.id], most.get(relation.subject.id, Decimal(0)))
    return sum(most.values(), Decimal(0))


def _known_days(relation: Relation) -> Span:
    """Return the days for which a share is known; where only its start is, those within which it starts."""
    period = _period_told(relation)
    return beginning(period) if period.from_ and period.until is None else possible_interval(period)


def _joined(relations: list[Relation]) -> Iterator[list[Relation]]:
    """Yield the relations in parts that are joined by times that can touch; an undated one touches all."""
    part: list[Relation] = []
    last = ""
    spans = {relation.id: _possible_interval(relation) for relation in relations}
    for relation in sorted(relations, key=lambda relation: (spans[relation.id].first, relation.id)):
        days = spans[relation.id]
        if part and days.first > last:
            yield part
            part, last = [], ""
        part.append(relation)
        last = max(last, days.last)
    if part:
        yield part


def _sides(relations: Iterable[Relation], agree: Callable[[Relation, Relation], bool]) -> Sides:
    """Return relations, the most precise first, in groups that agree among themselves.

    One that agrees with several groups, which differ, speaks for none of them and stands by itself.
    """
    same: dict[Key, list[Relation]] = defaultdict(list)
    for relation in relations:
        same[_content(relation)].append(relation)
    sides: list[list[list[Relation]]] = []
    for equal in same.values():
        fitting = [side for side in sides if all(agree(equal[0], other[0]) for other in side)]
        if len(fitting) == 1:
            fitting[0].append(equal)
        else:
            sides.append([equal])
    return [[relation for equal in side for relation in equal] for side in sides]


def _content(relation: Relation) -> Key:
    if relation.value is None:
        return (relation.period,)
    return relation.value, relation.value_max, relation.unit, relation.comparator


def _competing(sides: Sides, compete: Callable[[Relation, Relation], bool]) -> Sides:
    """Return the sides of which some relation competes with one of another side."""
    return [
        side
        for side in sides
        if any(compete(one, other) for against in sides if against is not side for one in side for other in against)
    ]


def _overlap(one: Relation, other: Relation) -> bool:
    return overlap(_possible_interval(one), _possible_interval(other))


def _possible_interval(relation: Relation) -> Span:
    """Return the days with which a relation can have to do."""
    return possible_interval(_period_told(relation))


def _period_told(relation: Relation) -> Period:
    """Return the dates of a relation; what has none is claimed for the dates of its claims."""
    if relation.period or not relation.attested_on:
        return relation.period
    spans = [Span.of(date, date) for date in relation.attested_on]
    return Period(not_before=min(span.first for span in spans), not_after=max(span.last for span in spans))


def _spells_compete(one: Relation, other: Relation) -> bool:
    if one.phase or other.phase:
        announced, fact = (one, other) if one.phase else (other, one)
        dated = announced.from_ and fact.from_ and not fact.phase
        return bool(dated) and beginning(fact.period).last < beginning(announced.period).first
    return _ends_compete(one, other) and not _may_both_stand(one, other)


def _ends_compete(one: Relation, other: Relation) -> bool:
    first, second = one.period, other.period
    return _overlap(one, other) and not meets(first, second) and not meets(second, first)


def _figures_agree(stated: dict[str, Figure], one: Relation, other: Relation) -> bool:
    return figures.agree(stated[one.id], stated[other.id]) or _is_replaced_by(one, other) or _is_replaced_by(other, one)


def _figures_compete(stated: dict[str, Figure], one: Relation, other: Relation) -> bool:
    return _overlap(one, other) and not _figures_agree(stated, one, other)


def _is_replaced_by(earlier: Relation, later: Relation) -> bool:
    """Say whether one voice has a later figure take the place of an earlier one, as the steps of a plan do."""
    first, second = _period_told(earlier), _period_told(later)
    if _voices(earlier) != _voices(later) or not _has_start(second):
        return False
    precedes = beginning(first).last < beginning(second).first if _has_start(first) else first.until is not None
    return precedes and ending(first).first <= beginning(second).last


def _has_start(period: Period) -> bool:
    return any((period.on, period.from_, period.not_before))


def _voices(relation: Relation) -> set[str]:
    return {claim.claimant.id for claim in relation.claims if claim.affirms}


def datings_agree(one: Relation, other: Relation) -> bool:
    """Say whether two datings can both be right."""
    return overlap(beginning(one.period), beginning(other.period)) and overlap(_ending(one), _ending(other))


def _may_both_stand(one: Relation, other: Relation) -> bool:
    """Say whether two datings agree, or are one voice's in one source, who names a thing once by a part of its time."""
    if datings_agree(one, other):
        return True
    told = [{(claim.claimant.id, claim.source.id) for claim in r.claims if claim.affirms} for r in (one, other)]
    return told[0] == told[1] and (_lies_within(one, other) or _lies_within(other, one))


def _lies_within(one: Relation, other: Relation) -> bool:
    return (
        beginning(other.period).first <= beginning(one.period).first
        and ending(one.period).last <= ending(other.period).last
    )


def _ending(relation: Relation) -> Span:
    """Return when a relation ends; who tells of an end on the day itself cannot know whether it went on."""
    end = ending(relation.period)
    told = [claim.source.date for claim in relation.claims if claim.affirms]
    if relation.until is None or not told or not all(date and Span.of(date, date).last <= end.last for date in told):
        return end
    return Span.of(relation.until, None)


def _precision(period: Period) -> int:
    return sum(len(date or "") for date in (period.on or period.from_, period.on or period.until))


def _first_dates(period: Period) -> tuple[str, ...]:
    return beginning(period).first, ending(period).first, ending(period).last
