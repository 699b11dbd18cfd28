"""The ties of one name, between two, or of the whole graph."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from typing import Final

from msgspec.structs import replace

from kg.answers import remarks
from kg.answers.answer import Answer, Drawing, marked
from kg.errors import InputError
from kg.lookup.disputes import differ_among
from kg.lookup.relations import (
    between,
    counting_with,
    held_among,
    holding_offices,
    linked,
    read_and_passing,
    relations,
    sayings,
    selected,
    undated,
    within,
)
from kg.lookup.words import named_in, naming_words
from kg.model.dates import HOLDING
from kg.model.filters import Filters
from kg.model.records import EntityRef, Relation
from kg.model.table import RELATION_COLUMNS, relation_rows
from kg.model.verbaliser import date_words, period_words, words
from kg.session.corroboration import with_corroboration
from kg.session.reading import sort_key
from kg.session.session import Session
from kg.store import select_about
from kg.terms import local_name
from kg.view.citations import Citations
from kg.view.commands import command, unbroken
from kg.view.document import Block, Document, Rows
from kg.view.ledger import Reading, closing, ledger, ledgers
from kg.view.log import log_line
from kg.view.shared import shared_rows

# So much of what a name says is listed below its ties, unless all is asked for.
_FEW: Final = 6
# What is taken away together where nothing passes: a date without the others may mean nothing.
_DATES: Final = ("as_of", "since", "until")
_APART: Final = (_DATES, *((name,) for name in Filters.__struct_fields__ if name not in (*_DATES, "undated")))


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return the ties of one name, between two, or of the whole graph."""
    asked = session.question
    said = remarks.family(session)
    counting = counting_with(session) if len(asked.whom) == 2 else []
    ties = between(session).relations if len(asked.whom) == 2 else relations(session)
    said += remarks.left_out(undated(session))
    known = {relation.id for relation in ties}
    aside = [relation for relation in counting if relation.id not in known]
    if asked.option("long"):
        ties = with_corroboration(session.store, ties)

    # What stands between two names, such as an ambassador or a draft, and is no thing that both take part in.
    meetings = {relation.through for relation in ties if relation.through is not None}
    joining = [tie for tie in linked(session) if tie.through not in meetings] if len(asked.whom) == 2 else []

    @cache
    def told() -> Told:
        return _told(session, [*ties, *joining], known | {relation.id for relation in aside})

    def draw(format_: str) -> Drawing:
        if format_ == "ego":
            return _around(session, ties, said), ()
        drawn = (*ties, *aside, *joining, *(one for _, of in told() for one in of))
        shown = _document(session, ties, aside, joining, told(), whole=True)
        return _picture(session, shown, {relation.id: relation for relation in drawn}, said, format_), ()

    passing = " passes the filters" if asked.filters else ""
    # Where nothing ties them, what one says of the other and what stands between them is what there is to list.
    listed = [*ties, *aside]
    if not listed:
        listed = list({one.id: one for one in (*(one for _, of in told() for one in of), *joining)}.values())
    if not listed and len(asked.whom) == 2:
        # At last those who speak for them may have something to do with each other.
        listed = ties = _by_organs(session)
        if listed:
            said.append(f"nothing ties the two themselves: these are ties of {_acting(session, listed)}")
    return Answer(
        records=listed,
        kind="relation",
        compose=lambda: _document(session, ties, aside, joining, told(), whole=whole),
        remarks=tuple(said),
        nothing="" if listed else f"no tie {_scope(asked.whom)}{passing}{_elsewhere(session)}",
        basis=marked(asked.policy),
        columns=RELATION_COLUMNS,
        rows=lambda: relation_rows(listed),
        lines=lambda: map(log_line, listed),
        relations=listed,
        drawings={
            name: partial(draw, name) for name in ("svg", "png", "pdf", *(("ego",) if len(asked.whom) == 1 else ()))
        },
    )


def _acting(session: Session, relations: Sequence[Relation]) -> str:
    """Return who has the ties of two names for them: their organs and the holders of their offices."""
    ends = {end.id for r in relations for end in (r.subject, r.object) if isinstance(end, EntityRef)}
    acting = []
    for entity in session.question.whom:
        members = [member.label for member in session.organs(entity)[1:] if member.id in ends]
        acting += [f"{', '.join(members)} (of {entity.label})"] if members else []
    return " and ".join(acting)


Told = list[tuple[str, list[Relation]]]


def _by_organs(session: Session) -> list[Relation]:
    """Return what ties two names by their organs and the holders of their offices; nothing where they share some."""
    if session.question.organs:
        return []
    with suppress(InputError):
        return between(session.ask(organs=True)).relations
    return []


def _told(session: Session, ties: Sequence[Relation], known: Collection[str]) -> Told:
    """Return what each name says, of the other where there are two: relations that it claims and is no end of.

    What dates the events of the ties is read in the same step.
    """
    whom = session.question.whom
    if session.filters.claimant or not whom:
        return []  # whose word counts is chosen already
    of = whom[::-1] if len(whom) == 2 else ()
    dating = session.events.dating(event.id for event in _events(session, ties)).values()
    alone = whom[0] if len(whom) == 1 else None
    naming = naming_words(session, alone) if alone and not session.filters else set()
    holding = holding_offices(session, alone) if alone and not session.question.organs else set()
    said = sayings(session, whom, of, along=naming.union(holding, *dating))
    sayings_of = []
    for index, speaker in enumerate(whom):
        told = [relation for relation in said[speaker.id] if relation.id not in known]
        if told:
            other = of[index] if of else None
            whom_ = f" OF {_aspect(session, told, other)}{other.label}" if other else ""
            sayings_of.append((f"WHAT {speaker.label} {_stances(told, speaker)}{whom_}", told))
    if alone is None:
        return sayings_of
    if held_ := held_among(session, holding - {*known}):
        sayings_of.insert(0, (f"WHO SPEAKS FOR OFFICES AND ORGANS OF {alone.label}", held_))
    if named := named_in(session, alone, naming - {*known}):
        sayings_of.append((f"IN WHOSE WORDS {alone.label} STANDS", named))
    return sayings_of


def _stances(told: Sequence[Relation], speaker: EntityRef) -> str:
    """Return whether a name affirms or denies what is said, or does both."""
    own = {claim.affirms for relation in told for claim in relation.claims if claim.claimant.id == speaker.id}
    return "AFFIRMS AND DENIES" if len(own) > 1 else "DENIES" if own == {False} else "AFFIRMS"


def _aspect(session: Session, told: Sequence[Relation], other: EntityRef) -> str:
    """Return whether what is said is said of a name itself, of what lies in it, or of what is about it."""
    ends = {end.id for r in told for end in (r.subject, r.object, r.used_by) if isinstance(end, EntityRef)}
    if other.id in ends:
        return ""
    inside = {thing.id for thing in within(session, [other])[other.id]}
    return "WHAT IS ABOUT " if inside.isdisjoint(ends) else "WHAT LIES IN "


def _picture(
    session: Session, shown: Document, relations: Mapping[str, Relation], notes: Sequence[str], format_: str
) -> str | bytes:
    """Return a ledger as a picture in a format, on sheets of a size."""
    from kg.export import caption
    from kg.export.pictures import convert
    from kg.export.pictures.ledger import picture
    from kg.export.pictures.sheets import SIZES
    from kg.export.style import read_style

    asked, store = session.question, session.store
    told = [f"Only: {line}." for line in caption.chosen_by(asked.filters)]
    told += [*notes, caption.marks(asked.policy), f"From {caption.sources(store, relations.values())}."]
    size = SIZES.get(asked.option("size") or "a4")
    if size is None:
        raise InputError(f"there is no size '{asked.option('size')}' of a picture; there are: {', '.join(SIZES)}")
    sheets = picture(shown, relations, read_style(store), size, asked.filters.window, told)
    if format_ == "pdf":
        return convert.pdf(sheets, shown.title)
    whole = convert.stacked(sheets)
    return convert.png(whole) if format_ == "png" else whole


def _around(session: Session, ties: Sequence[Relation], notes: Sequence[str]) -> str:
    """Return the ties of one actor to other names, drawn around it; it cites the sources of these alone."""
    from kg.export import caption
    from kg.export.pictures import ego
    from kg.export.style import read_style

    asked, store = session.question, session.store
    (actor,) = asked.whom
    drawn = {relation.id: relation for relation in ties if ego.other_end(relation, actor) is not None}
    alone = len(ties) - len(drawn)
    told = [f"{alone} {'tie' if alone == 1 else 'ties'} to a text or a figure are not drawn."] if alone else []
    told += [*notes, f"From {caption.sources(store, drawn.values())}."]
    shown = _document(session, list(drawn.values()), [], [], [], whole=True)
    about = [*caption.chosen_by(asked.filters), caption.marks(asked.policy)]
    return ego.picture(actor, shown, drawn, read_style(store), shown.title, about, told)


def _scope(entities: Sequence[EntityRef]) -> str:
    if not entities:
        return "in the graph"
    names = [entity.label for entity in entities]
    return f"of {names[0]}" if len(names) == 1 else f"between {names[0]} and {names[1]}"


def _stood_for(session: Session, entities: Sequence[EntityRef]) -> list[str]:
    """Return these entities, of each the one actor for which its name may stand, where there is one."""
    actors: dict[str, set[str]] = defaultdict(set)
    for place, actor in select_about(session.store, "stood_for", "place", (entity.id for entity in entities)):
        actors[place.value].add(actor.value)
    return [min(actors[entity.id]) if len(actors[entity.id]) == 1 else entity.id for entity in entities]


def _are_tied(session: Session, iris: Sequence[str]) -> bool:
    """Say whether something ties two entities, or both have a part in something."""
    return bool(between(session.ask(whom=tuple(session.refs(iris)))).relations)


def _elsewhere(session: Session) -> str:
    """Return how to go on where nothing is found.

    Two names may stand for others, or have others between them; of one or none some filter lets nothing through.
    """
    entities = session.question.whom
    if len(entities) < 2:
        return _without_one(session)
    import shlex  # wanted by no look-up that finds something

    meant = _stood_for(session, entities)
    if meant != [entity.id for entity in entities] and len(set(meant)) > 1 and _are_tied(session, meant):
        asked = session.ask(whom=tuple(session.refs(meant))).question
        return f"; a capital's name may stand for whose capital it is: {command(asked.text())}"
    names = " ".join(shlex.quote(local_name(entity.id)) for entity in entities)
    return f"; try: {command(f'path {names}')}"


def _without_one(session: Session) -> str:
    """Return how many ties there are without one of the filters, of each that keeps all of them out."""
    given, usual, told = session.question.filters, Filters(), []
    for names in _APART:
        signs = [f"--{name.replace('_', '-')}" for name in names if getattr(given, name) != getattr(usual, name)]
        fewer = replace(given, **{name: getattr(usual, name) for name in names})
        if signs and (fewer or session.question.whom):
            other = session.ask(filters=fewer)
            passing = read_and_passing(other, fewer)[1] if session.everyone else selected(other)
            told += [f"{len(passing)} without {' and '.join(signs)}"] if passing else []
    return f"; there {'is' if told[0].startswith('1 ') else 'are'} {', '.join(told)}" if told else ""


def _document(
    session: Session,
    relations: Sequence[Relation],
    aside: Sequence[Relation],
    joining: Sequence[Relation],
    told: Told,
    *,
    whole: bool,
) -> Document:
    """Return relations as a ledger: the direct ties by layer, what both names take part in, and what stands aside.

    ``aside`` are the ties of those who count with the two names, ``joining`` those by which something else joins them,
    ``told`` what each says.
    """
    asked, citations = session.question, Citations()
    entities = asked.whom
    direct = [relation for relation in relations if relation.through is None]
    shared = [relation for relation in relations if relation.through is not None]
    dates = _event_dates(session, [*relations, *joining])
    reading = replace(_reading_of(entities), dates=dates)
    ties = ledgers(direct, citations, reading)
    blocks: list[Block] = [*ties]
    if shared:
        blocks.append(Rows("THROUGH WHAT BOTH TAKE PART IN", shared_rows(shared, citations, dates, entities)))
    if joining:
        blocks.append(_between(joining, citations, dates, entities, whole=whole or not relations))
    beside = [("TIES OF THOSE WHO COUNT WITH THEM", list(aside))] if aside else []
    said = [ledger(heading, of, citations, few=None if whole else _FEW) for heading, of in [*beside, *told]]
    blocks += said
    return Document(
        title=_title(entities, len(direct), len(shared)) + _asked(asked.filters, relations),
        blocks=(*blocks, citations.sources),
        legend=(_arrows(entities),) if len(entities) == 2 and direct else (),
        close=(
            *closing((*ties, *said), relations, asked.policy, [*aside, *joining, *(r for _, of in told for r in of)]),
            *_differing(session, relations),
        ),
    )


def _differing(session: Session, relations: Sequence[Relation]) -> list[str]:
    """Return how to see where accounts of one name differ, where those of its ties do."""
    whom = session.question.whom
    if len(whom) != 1 or not differ_among(session, relations):
        return []
    return [f"accounts differ: {unbroken(f'disputes {local_name(whom[0].id)}')}"]


def _between(
    joining: Sequence[Relation],
    citations: Citations,
    dates: Mapping[str, str],
    entities: Sequence[EntityRef],
    *,
    whole: bool,
) -> Rows:
    """Return what stands between two names, a thing a row: all of it, or the first few."""
    things = list(dict.fromkeys(tie.through for tie in joining))
    shown = things if whole or len(things) <= _FEW + 2 else things[:_FEW]
    rows = shared_rows([tie for tie in joining if tie.through in shown], citations, dates, entities)
    hidden = len(things) - len(shown)
    return Rows("WHAT STANDS BETWEEN THEM", rows, f"and {hidden} more: --all" if hidden else "")


def _reading_of(entities: Sequence[EntityRef]) -> Reading:
    """Return the reading from one name, or from one to another."""
    one, other = ([entity.id for entity in entities[index : index + 1]] for index in (0, 1))
    return Reading(one, other, [*one, *other])


def _title(entities: Sequence[EntityRef], direct: int, shared: int) -> str:
    ties = f"{direct or 'no'} {'tie' if direct == 1 else 'ties'}"
    if not entities:
        return f"{ties} in the graph"
    if len(entities) == 1:
        return f"{entities[0].label} ({words(entities[0].type).lower()}): {ties}"
    title = f"{entities[0].label} and {entities[1].label}: {ties}"
    more = "more through" if direct else "through"
    return f"{title}, and {shared} {more} what both take part in" if shared else title


def _arrows(entities: Sequence[EntityRef]) -> str:
    one, other = entities
    return f"→ from {one.label} · ← from {other.label} · – mutual"


def _asked(filters: Filters, relations: Sequence[Relation]) -> str:
    """Return which dates were asked for, and how many relations hold then, and how."""
    asked = {"as of": filters.as_of, "since": filters.since, "until": filters.until}
    dates = " ".join(f"{word} {date_words(date)}" for word, date in asked.items() if date is not None)
    if not dates:
        return ""
    number = Counter(relation.holds for relation in relations)
    meanings = dict(zip(HOLDING, ("by their dates", "possibly", "without a date"), strict=True))
    return f", {dates}: " + ", ".join(f"{number[holds]} {word}" for holds, word in meanings.items() if number[holds])


def _events(session: Session, relations: Sequence[Relation]) -> list[EntityRef]:
    """Return the events and agreements of which relations are ties, where their dates are told."""
    ends = {
        end for r in relations if r.through or r.holds for end in (r.subject, r.object) if isinstance(end, EntityRef)
    }
    return [end for end in ends if session.events.is_event(end)]


def _event_dates(session: Session, relations: Sequence[Relation]) -> dict[str, str]:
    """Return the dates of the events that relations are ties of, in words, by the IRI of the event."""
    events = _events(session, relations)
    dated = session.events.datings(events)
    return {
        event.id: " or ".join(dict.fromkeys(period_words(one.period) for one in sorted(dated[event.id], key=sort_key)))
        for event in events
        if dated[event.id]
    }
