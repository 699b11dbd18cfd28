"""One entity as a card: what it is called, what it is tied to above all, and where to go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kg.answers.answer import Answer, marked
from kg.answers.listing import count
from kg.lookup.entities import EntitySummary, entity_summary
from kg.model.records import EntityRef, Relation, Text
from kg.model.standing import STANDINGS, standing_of
from kg.model.verbaliser import known_until, period_words, quantity, words
from kg.records import plain, record
from kg.session.session import Session
from kg.view.commands import typed, unbroken
from kg.view.document import MARKS, MEANINGS, Document, Row, Rows
from kg.view.document import words as run
from kg.view.ledger import qualifiers

_CLAIMED: Final = {"affirms": "affirmed", "denies": "denied"}
# So many values stand in one row of a card, and so many sources are named.
_FEW: Final = 6
_SOURCES: Final = 5
# Of so many ties, the card of a name shows all.
_ALL: Final = 12


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return one entity whole."""
    summary, policy = entity_summary(session), session.question.policy
    return Answer(
        records=lambda: _record(summary),
        kind="entity-summary",
        compose=lambda: _document(summary, policy),
        basis=marked(policy),
    )


def _record(summary: EntitySummary) -> dict[str, object]:
    """Return the parts of the record: those of the entity, and what is told of it."""
    entity: dict[str, object] = plain(record(summary.entity, "entity"))
    return entity | {
        "called": summary.called,
        "layers": summary.layers,
        "events": summary.events,
        "says": summary.says,
        "corroborated": {"relations": summary.corroborated, "of": len(summary.corroboration)},
        "sources": summary.sources,
    }


def _document(summary: EntitySummary, policy: str) -> Document:
    entity = summary.entity
    rows = [
        *_names(summary),
        *(Row(run(code), label=_code(name)) for name, code in entity.codes.items()),
        *_card(summary.ties, entity.id),
    ]
    name = typed(entity, entity.names)
    go = " · ".join(unbroken(f"{verb} {name}") for verb in ("relations", "timeline", "disputes", "sources"))
    return Document(
        title=f"{entity.label}, {words(entity.type).lower()}",
        blocks=(Rows("", tuple(rows)), Rows("", tuple(_counts(summary)))),
        close=(
            _signs((*summary.ties, *summary.called), policy),
            f"Go on: {go}",
        ),
    )


def _signs(ties: Iterable[Relation], policy: str) -> str:
    """Return what the signs of a card say, those alone that its ties can have."""
    standings = {*map(standing_of, ties)}
    told = [f"{MARKS[name]} {word}" for name, word in MEANINGS.items() if name in standings and name != "accepted"]
    return " · ".join([*told, f"without a sign: accepted by the policy “{policy}”"])


def _names(summary: EntitySummary) -> list[Row]:
    others = summary.entity.names[1:]
    rows = [Row(run("; ".join(others)), label="also found as")] if others else []
    called: dict[str, list[str]] = {}
    for relation in summary.called:
        user = relation.used_by.label if relation.used_by else ""
        value = relation.object.value if isinstance(relation.object, Text) else ""
        called.setdefault(_signed(f"“{value}”", relation), []).append(user)
    told = "; ".join(f"{name} by {', '.join(users)}" for name, users in called.items())
    return [*rows, Row(run(told), label="called")] if told else rows


def _code(name: str) -> str:
    return {"iso2": "ISO code"}.get(name, name)


def _card(ties: Sequence[Relation], entity: str) -> list[Row]:
    """Return the ties whose types say by what word they stand on a card, a word a row.

    Of a name with few ties all others follow, by their verbs: there is nothing above which they would stand.
    """
    by_word: dict[str, dict[str, Relation]] = {}
    others: dict[str, dict[str, Relation]] = {}
    for tie in ties:
        outward = tie.subject.id == entity
        own = tie.subject if outward else tie.object
        plural = isinstance(own, EntityRef) and own.plural
        forward = outward or tie.type.symmetric
        word = tie.type.card_label if forward else tie.type.inverse_card_label
        verb = tie.type.verb(plural=plural) if forward else tie.type.inverse_verb(plural=plural)
        if tie.used_by is None and (word or verb):
            rows = by_word if word else others
            rows.setdefault(word or verb or "", {}).setdefault(_value(tie, outward=outward), tie)
    shown = by_word | others if len(ties) <= _ALL else by_word
    return [_values(word, values) for word, values in shown.items()]


def _value(tie: Relation, *, outward: bool) -> str:
    """Return what a card says of a tie: its other end, how much, when."""
    end = tie.object if outward else tie.subject
    name = end.label if isinstance(end, EntityRef) else f"“{end.value}”" if end else ""
    days = {claim.attested_on for claim in tie.claims if claim.affirms and claim.attested_on}
    amount, period = quantity(tie), period_words(tie.period)
    facts = [amount if name else "", period if name or amount else "", known_until(tie), *qualifiers(tie)]
    if amount and not period and len(days) == 1:
        facts.append(f"said for {min(days)[:4]}")
    known = ", ".join(filter(None, facts))
    told = name or amount or period
    return f"{told} ({known})" if told and known else told or known


def _signed(text: str, tie: Relation) -> str:
    """Return what a card says of a tie behind the sign of how it stands; what is accepted has none."""
    standing = standing_of(tie)
    return text if standing == "accepted" else f"{MARKS[standing]} {text}"


def _day(tie: Relation) -> str:
    """Return the day by which a tie stands among others of its word: its own, or that for which it is said."""
    said = sorted(claim.attested_on for claim in tie.claims if claim.affirms and claim.attested_on)
    return tie.period.anchor.first if tie.period else (said[0] if said else "")


def _values(word: str, values: dict[str, Relation]) -> Row:
    ranked = sorted(values.items(), key=lambda item: STANDINGS.index(standing_of(item[1])))
    # Where an end stands with and without a date or a figure, the fuller one tells both.
    plain = {name for name, _ in ranked}
    full = [
        (text, tie)
        for text, tie in ranked
        if not any(other != text and other.startswith(f"{text} (") for other in plain)
    ]
    shown = full[:_FEW]
    if all(map(_day, (tie for _, tie in shown))):
        shown.sort(key=lambda item: _day(item[1]))
    told = [_signed(text, tie) for text, tie in shown]
    more = len(full) - len(told)
    return Row(run("; ".join(told), f"; and {more} more" if more else ""), label=word)


def _counts(summary: EntitySummary) -> list[Row]:
    layers = sorted(summary.layers.items(), key=lambda item: (-item[1], item[0]))
    number = sum(summary.layers.values())
    rows = [Row(run(" · ".join(f"{layer} {of}" for layer, of in layers) or "none"), label=count(number, "tie"))]
    if number:
        verb = "is" if summary.corroborated == 1 else "are"
        told = f"{summary.corroborated} of {number} {verb} supported by two publishers or more"
        rows.append(Row(run(told), label=""))
    if summary.says:
        told = ", ".join(f"{of} {_CLAIMED.get(stance, stance)}" for stance, of in summary.says.items())
        rows.append(Row(run(told), label="own claims"))
    published = list(dict.fromkeys(source.publisher or source.label for source in summary.sources))
    if published:
        more = f" · and {len(published) - _SOURCES} more" if len(published) > _SOURCES else ""
        label = f"{len(summary.sources)} {'source' if len(summary.sources) == 1 else 'sources'}"
        # A publisher may have several: it is named once.
        of = "" if len(published) == len(summary.sources) else f"of {count(len(published), 'publisher')}: "
        rows.append(Row(run(of + " · ".join(published[:_SOURCES]) + more), label=label))
    return rows
