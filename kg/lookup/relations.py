"""The relations of one entity, between two, or all that the filters let through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace
from pyoxigraph import NamedNode

from kg.model.dates import HOLDING, UNDATED
from kg.model.filters import Filters
from kg.model.records import EntityRef, Relation
from kg.session.reading import sort_key
from kg.session.resolve import parameters
from kg.session.session import Session
from kg.store import batches, named_query

Held = dict[str, str | None]
Things = dict[str, set[str]]

if TYPE_CHECKING:
    from kg.session.delegation import DelegationGroup

# Within a layer, what holds certainly on the date that was asked for comes first.
_ORDER: Final[dict[str | None, int]] = {None: 0} | {holds: rank for rank, holds in enumerate(HOLDING)}


class Between(Struct, frozen=True):
    """What ties two entities: their direct ties, and what both take part in."""

    direct: list[Relation]
    shared: list[Relation]

    @property
    def relations(self) -> list[Relation]:
        """Return all of them, the direct ties first; a shared thing gives one relation for each tie to it."""
        return [*self.direct, *self.shared]


def relations(session: Session) -> list[Relation]:
    """Return the relations of an entity, or of all, that pass the filters, each with all its claims.

    With an entity, ``kind`` is the kind of the other end. With a lineage those of its predecessors and successors
    are among them, and each says whom it is about. With organs those of its organs and office-holders are, as far
    as these can have been so at the time.
    """
    read, passing = read_and_passing(session, session.filters)
    return held((r for r in read if r.id in passing and session.counts(r)), passing, session.about())


def between(session: Session) -> Between:
    """Return what ties two entities, both ways.

    A filter must be met by both ties to a shared thing; ``kind`` is then the kind of that thing. With a lineage
    each of the two stands for its predecessors and successors too, with organs for its organs and office-holders.
    Raises InputError where these are the same.
    """
    read, passing, things = _between(session, session.filters)
    told = held((relation for relation in read if relation.id in passing), passing, session.about())
    shared = [_through(relation, things[relation.id]) for relation in told if relation.id in things]
    shared = _both(shared, session.delegation_groups) if session.question.organs else shared
    return Between(
        [r for r in told if r.id not in things and all(own.counts(r) for own in session.delegation_groups)],
        sorted(shared, key=lambda relation: (relation.through.label if relation.through else "", relation.id)),
    )


def undated(session: Session) -> int:
    """Return how many relations the filters leave out only because they have no date."""
    filters = session.filters
    if filters.undated or not filters.spans:
        return 0
    wider = replace(filters, undated=True)
    passing = _between(session, wider)[1] if len(session.question.whom) > 1 else read_and_passing(session, wider)[1]
    return sum(holds == UNDATED for holds in passing.values())


def read_and_passing(session: Session, filters: Filters) -> tuple[list[Relation], Held]:
    """Return the relations of who is asked about, read, and those of them that pass the filters."""
    everyone = session.everyone
    if not everyone:
        if filters.claimant and filters.spans:
            # What somebody says is little of a graph: whether it holds is judged on what is read.
            read = session.read(selected(session, filters=filters.timeless))
            return read, session.valid(read, filters)
        passing = selected(session, filters=filters)
        return session.read(passing), passing
    read = session.read(session.chosen(everyone, filters, everyone), everyone)
    return read, session.valid(read, filters)


def selected(session: Session, *, apart: Iterable[EntityRef] = (), filters: Filters | None = None) -> Held:
    """Return the relations of the whole graph that pass the filters, and whether they hold when asked for.

    They hold certainly, possibly or, without a date, are undated; None where no date was asked for. ``kind`` is the
    kind of an end that is not in ``apart``.
    """
    filters = session.filters if filters is None else filters
    others = [NamedNode(entity.id) for entity in apart] if filters.kind else []
    query = named_query("relations", apart=others or None, **parameters(session.store, filters))
    passing = session.validity((relation.value for (relation,) in session.store.select(query)), filters)
    return {iri: holds for iri, holds in passing.items() if filters.undated or holds != UNDATED}


def concerned(session: Session) -> list[Relation]:
    """Return the relations of which one of those asked about is an end or of which one of them says something."""
    concerned = session.leads_to("concerned", "entity", (entity.id for entity in session.everyone))
    return session.read_some(set().union(*concerned.values()))


def passing_filters(
    session: Session, read: Mapping[str, Relation], members: Sequence[EntityRef], *, undated: bool = False
) -> Held:
    """Return those relations that pass the filters, and whether they hold when asked for.

    ``read`` are those in hand, by IRI; where nobody is asked about, all of the graph are meant. ``undated`` lets
    undated ones through too. ``kind`` is the kind of an end that is not one of the ``members``.
    """
    filters = replace(session.filters, undated=undated or session.filters.undated)
    if not members:
        return selected(session, filters=filters)
    kept = set(read)
    if filters.timeless:
        ends = {relation.subject.id: relation.subject for relation in read.values()}
        kept &= session.chosen(list(ends.values()), filters, members)
    return session.valid([read[iri] for iri in sorted(kept)], filters)


def _between(session: Session, filters: Filters) -> tuple[list[Relation], Held, dict[str, str]]:
    """Return the relations between two families, read, those that pass the filters, and what each meets in.

    What takes part is found by the ties of each family and joined by the thing that they share: the time grows with
    the ties, not with their pairs.
    """
    one, other = _both_sides(session)
    direct, mine, theirs = _ties_of(session)
    common = mine.keys()
    candidates = _candidates(session, filters)
    read = session.read(candidates, [*one, *other])
    kept = session.valid(read, filters)
    things = {
        relation: thing
        for thing in common
        if mine[thing] & kept.keys() and theirs[thing] & kept.keys()
        for relation in (mine[thing] | theirs[thing]) - direct
    }
    return read, {iri: holds for iri, holds in kept.items() if iri in direct or iri in things}, things


def _both_sides(session: Session) -> tuple[Sequence[EntityRef], Sequence[EntityRef]]:
    """Return all who count with each of two names."""
    one, other = [group.everyone for group in session.delegation_groups] or session.families
    return one, other


def _ties_of(session: Session) -> tuple[set[str], Things, Things]:
    """Return the ties between two names, and the ties of each to the things in which they meet, by the thing."""
    one, other = (frozenset(entity.id for entity in side) for side in _both_sides(session))
    return session.once(("ties", (one, other)), lambda: _ties(session, one, other))


def _candidates(session: Session, filters: Filters) -> set[str]:
    """Return the relations between two names, or of these to what they meet in, that pass the filters, dates aside."""
    direct, mine, theirs = _ties_of(session)
    candidates = direct.union(*(mine[thing] | theirs[thing] for thing in mine))
    if filters.timeless:
        everyone = [entity for side in _both_sides(session) for entity in side]
        candidates &= session.chosen(everyone, filters, everyone)
    return candidates


class _Ends(Struct, frozen=True):
    """The ties of one entity by their other end: all of them, and those to a thing in which two can meet.

    ``kinds`` has the kinds of each end.
    """

    ties: Things
    meetings: Things
    kinds: Things


def _ends(session: Session, entities: Iterable[str]) -> dict[str, _Ends]:
    """Return the ties of these entities by their other ends; each is asked for once."""
    known: dict[str, _Ends] = session.once("ends", dict)
    missing = [NamedNode(iri) for iri in sorted({*entities} - known.keys())]
    for batch in batches(missing, 2):
        known.update((entity.value, _Ends(defaultdict(set), defaultdict(set), defaultdict(set))) for entity in batch)
        for entity, relation, end, kind, role in session.store.select(named_query("ties_of", entity=batch)):
            ends = known[entity.value]
            ends.ties[end.value].add(relation.value)
            ends.kinds[end.value] |= {kind.value} if kind is not None else set()
            if role is not None and role.value == "true":
                ends.meetings[end.value].add(relation.value)
    return known


def _ties(session: Session, one: Set[str], other: Set[str]) -> tuple[set[str], Things, Things]:
    """Return the ties between two families, and the ties of each to the things in which they meet, by the thing."""
    ends = _ends(session, one | other)
    direct = {tie for iri in one for end in ends[iri].ties.keys() & other for tie in ends[iri].ties[end]}
    mine, theirs = ([ends[iri].meetings for iri in family] for family in (one, other))
    common = {thing for meetings in mine for others in theirs for thing in meetings.keys() & others.keys()}
    return direct, _of(mine, common), _of(theirs, common)


def _of(meetings: Sequence[Things], common: Set[str]) -> Things:
    """Return the ties of a family to these things."""
    return {thing: set().union(*(own[thing] for own in meetings if thing in own)) for thing in common}


def counting_with(session: Session) -> list[Relation]:
    """Return the relations that pass the filters between those who count with each of two entities, or may be meant.

    A source tells of the forces of a state where one asks about the state, or names a whole side.
    """
    one, other = (entity.id for entity in session.question.whom)
    count = session.leads_to("counting_with", "entity", (one, other))
    ends = _ends(session, count[one] | count[other])
    counting = {
        relation
        for iri in count[one]
        for end in ends[iri].ties.keys() & count[other]
        if (iri, end) != (one, other)
        for relation in ends[iri].ties[end]
    }
    # What stands between the two themselves is read in the same step, where one query has room for both.
    along = counting | _candidates(session, session.filters)
    along = along.union(*(ends[iri].ties[thing] for iri in (one, other) for thing in _joining(session)))
    near = session.read_some(along if len([*batches([NamedNode(iri) for iri in along])]) == 1 else ())
    session.valid(near, session.filters)  # so that the dates of all their events are read in one step
    read = {relation.id: relation for relation in session.read_some(counting)}
    verdicts = passing_filters(session, read, session.question.whom)
    return held((relation for relation in read.values() if relation.id in verdicts), verdicts)


def sayings(
    session: Session, speakers: Sequence[EntityRef], of: Sequence[EntityRef] = (), along: Iterable[str] = ()
) -> dict[str, list[Relation]]:
    """Return the relations that pass the filters and that each speaker claims and is no end of, by its IRI.

    With ``of``, one for each speaker, those of that entity, of what lies in it, as a quarter in a city or a city in its
    state, and of what is about it. ``along`` are further relations that are wanted next, and read in the same step.
    """
    filters = session.filters
    said_by: dict[str, set[str]] = {}
    places = within(session, of) if of else {}
    near = {place.id: [place, *places[place.id], *topics(session)[place.id]] for place in of}
    for speaker, place in zip(speakers, of or speakers, strict=True):
        own = replace(filters, claimant=(speaker.id,)).timeless
        if not of:
            said_by[speaker.id] = set(selected(session, filters=own))
            continue
        if filters.timeless:
            said_by[speaker.id] = session.chosen(near[place.id], own)
        else:  # what one name says of many, and many of one, is joined here, where each is known
            related = session.leads_to("related", "entity", {one.id for some in near.values() for one in some})
            spoken = session.leads_to("spoken", "claimant", (one.id for one in speakers))[speaker.id]
            said_by[speaker.id] = {iri for one in near[place.id] for iri in spoken & related[one.id]}
    said = set().union(*said_by.values())
    read = {relation.id: relation for relation in session.read_some(said.union(along)) if relation.id in said}
    held = session.valid(list(read.values()), filters)
    return {
        speaker.id: [
            replace(read[iri], holds=held[iri])
            for iri in sorted(said_by[speaker.id] & held.keys(), key=lambda iri: sort_key(read[iri]))
            if speaker not in (read[iri].subject, read[iri].object)
        ]
        for speaker in speakers
    }


def holding_offices(session: Session, entity: EntityRef) -> set[str]:
    """Return the relations by which somebody holds an office of an entity, or speaks for an organ of it, by IRI."""
    ties = session.delegation_ties_of(parties=[entity.id])
    return {iri for iri, (_, party) in ties.claimed.items() if party != entity.id}


def held_among(session: Session, relations: Iterable[str]) -> list[Relation]:
    """Return those of some relations that pass the filters, and whether they hold when asked for."""
    read = {relation.id: relation for relation in session.read_some(relations)}
    verdicts = passing_filters(session, read, session.question.whom) if read else {}
    return held((relation for relation in read.values() if relation.id in verdicts), verdicts)


def within(session: Session, places: Sequence[EntityRef]) -> dict[str, list[EntityRef]]:
    """Return what lies in each place, and in what lies in it, by the IRI of the place; each is asked for once."""
    known: dict[str, list[EntityRef]] = session.once("within", dict)
    for some in batches([NamedNode(one.id) for one in places if one.id not in known]):
        known.update({place.value: [] for place in some})
        for place, *inner, topic in session.store.select(named_query("within", place=some)):
            known[place.value] += [EntityRef(thing.value, "", "") for thing in inner if thing is not None]
            topics(session)[place.value] += [EntityRef(topic.value, "", "")] if topic is not None else []
    return {place.id: known[place.id] for place in places}


def topics(session: Session) -> dict[str, list[EntityRef]]:
    """Return what is about each place or other entity of which it was asked what lies in it, by its IRI."""
    known: dict[str, list[EntityRef]] = session.once("topics", lambda: defaultdict(list))
    return known


def linked(session: Session) -> list[Relation]:
    """Return the ties by which something else joins two entities in one step, each with what joins them.

    Such are an office of a state and who holds it, or an event and where it was; a state, a place or a fuel with which
    both have to do joins too much. Both ties pass the filters.
    """
    one, other = session.question.whom
    ends = _ends(session, (one.id, other.id))
    mine, theirs = ends[one.id].ties, ends[other.id].ties
    joining = _joining(session)
    read = {r.id: r for r in session.read_some({iri for thing in joining for iri in mine[thing] | theirs[thing]})}
    passing = passing_filters(session, read, [one, other])
    joined = [thing for thing in joining if mine[thing] & passing.keys() and theirs[thing] & passing.keys()]
    ties = [
        replace(_through(read[iri], thing), holds=passing[iri])
        for thing in joined
        for iri in (mine[thing] | theirs[thing]) & passing.keys()
    ]
    return sorted(ties, key=lambda tie: (tie.through.label if tie.through else "", tie.id))


def _joining(session: Session) -> list[str]:
    """Return what joins two entities in one step: no state, place or fuel."""
    one, other = session.question.whom
    ends = _ends(session, (one.id, other.id))
    mine, theirs = ends[one.id], ends[other.id]
    common = sorted((mine.ties.keys() & theirs.ties.keys()) - {one.id, other.id})
    return [thing for thing in common if mine.kinds[thing] and not session.events.join_too_much(mine.kinds[thing])]


def _both(ties: list[Relation], delegation_groups: Sequence[DelegationGroup]) -> list[Relation]:
    """Return those ties to things to which somebody of each group is tied at a time at which he is of it."""
    counted = [{tie.through for tie in ties if own.counts(tie)} for own in delegation_groups]
    things = counted[0].intersection(*counted[1:])
    return [tie for tie in ties if tie.through in things and any(own.counts(tie) for own in delegation_groups)]


def held(relations: Iterable[Relation], verdicts: Held, members: Sequence[EntityRef] = ()) -> list[Relation]:
    """Say of each relation whether it holds when asked for and, of a family, whom it is about.

    Within a layer, what holds certainly comes first; else the order stays.
    """
    told = about((replace(relation, holds=verdicts.get(relation.id)) for relation in relations), members)
    return sorted(told, key=lambda relation: (relation.type.layer, _ORDER[relation.holds]))


def about(relations: Iterable[Relation], members: Sequence[EntityRef]) -> list[Relation]:
    """Say of each relation whom of a family it is about, if anybody."""
    if not members:
        return list(relations)
    return [
        replace(r, about=next((end for end in members if end in (r.subject, r.object, r.used_by)), None))
        for r in relations
    ]


def _through(relation: Relation, thing: str) -> Relation:
    """Return a relation as one of the ties by which two entities meet in a thing, which is one of its ends."""
    ends = (end for end in (relation.subject, relation.object) if isinstance(end, EntityRef) and end.id == thing)
    return replace(relation, through=next(ends))
