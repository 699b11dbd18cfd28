"""The ledger: ties, one a line, with who says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby

from msgspec import Struct, field

from kg.model.dates import CERTAINLY, UNDATED
from kg.model.records import Claim, EntityRef, Relation
from kg.model.standing import Standing, standing_of
from kg.model.verbaliser import date_words, period_words, predicate, quantity, read_from, words
from kg.view.citations import Citations
from kg.view.document import MARKS, MEANINGS, Ledger, Line


class Reading(Struct, frozen=True):
    """From whom ties are read: from ``one`` to ``other``, from ``one`` alone, or from nobody.

    Each is the IRIs of a name with those that count with it; ``given`` are the names themselves, which no line repeats.
    ``dates`` has the dates of events in words, by IRI, for ties that are read at them.
    """

    one: Collection[str] = ()
    other: Collection[str] = ()
    given: Collection[str] = ()
    dates: Mapping[str, str] = field(default_factory=dict)


def ledgers(
    relations: Iterable[Relation],
    citations: Citations,
    reading: Reading | None = None,
    *,
    by: Callable[[Relation], str] = lambda relation: relation.type.layer,
) -> tuple[Ledger, ...]:
    """Return relations as ledgers, one for each layer or what else ``by`` says, in the order in which they come."""
    return tuple(
        ledger(name.upper(), group, citations, reading, name=name) for name, group in groupby(relations, key=by)
    )


def ledger(
    heading: str,
    relations: Iterable[Relation],
    citations: Citations,
    reading: Reading | None = None,
    *,
    few: int | None = None,
    name: str = "",
    in_order: bool = False,
) -> Ledger:
    """Return relations under one heading, at most so many; what is not listed is counted.

    They are ordered by what they say, unless they stand ``in_order`` already, such as that of their dates.
    """
    reading = reading or Reading()
    told = [(_sentence(one, reading), one) for one in relations] if in_order else ordered(relations, reading)
    shown = told if few is None or len(told) <= few + 2 else told[:few]
    lines = tuple(line(relation, sentence, citations, reading.dates) for sentence, relation in shown)
    hidden = len(told) - len(shown)
    more = f"and {hidden} more: --all" if hidden else ""
    return Ledger(heading, _without_repeated_denials(lines), name, more, len(told))


Sentence = tuple[str, str, str, str]  # arrow, subject, verb, other


def ordered(relations: Iterable[Relation], reading: Reading) -> list[tuple[Sentence, Relation]]:
    """Return relations with how each reads, in the order in which they stand under one heading."""
    alone = bool(reading.one) and not reading.other
    return sorted(((_sentence(r, reading), r) for r in relations), key=lambda pair: _order(*pair, alone=alone))


def _sentence(relation: Relation, reading: Reading) -> Sentence:
    """Return how a tie reads from whom it is read: arrow, subject, verb, other end; what is given is left out."""
    subject, target = relation.subject, relation.object
    label = predicate(relation)
    inverse = read_from(relation, target) if isinstance(target, EntityRef) and relation.type.inverse_label else None
    end = target.id if isinstance(target, EntityRef) else ""
    if reading.one and reading.other:
        turned = subject.id not in reading.one
        arrow = "–" if relation.type.symmetric else "←" if turned else "→"
        given = subject.id in reading.given and end in reading.given
        return (arrow, "", label, "") if given else (arrow, subject.label, label, _target(relation))
    if subject.id in reading.one:
        return "", "" if subject.id in reading.given else subject.label, label, _target(relation)
    if end and end in reading.one and (inverse or relation.type.symmetric):
        who = "" if end in reading.given else _target(relation)
        return "", who, label if relation.type.symmetric else inverse or label, subject.label + _used_by(relation)
    return "", subject.label, label, _target(relation)


def _target(relation: Relation) -> str:
    target = relation.object
    if target is None:
        return _used_by(relation).removeprefix(", ")
    return (target.label if isinstance(target, EntityRef) else f"“{target.value}”") + _used_by(relation)


def _used_by(relation: Relation) -> str:
    return f", as used by {relation.used_by.label}" if relation.used_by is not None else ""


def _order(sentence: Sentence, relation: Relation, *, alone: bool) -> tuple[str, ...]:
    """Return what lines of one heading are ordered by: what they say, then when, then how much.

    Of one name ``alone`` its own ties come first, those with one other together.
    """
    arrow, subject, verb, other = sentence
    days = relation.period.anchor if relation.period else None
    holds = {None: "0", CERTAINLY: "0", UNDATED: "2"}.get(relation.holds, "1")
    whom = ("1" if subject else "0", other) if alone else ()
    return holds, *whom, verb, relation.phase or "", arrow, subject, other, days.first if days else "", relation.id


def qualifiers(relation: Relation) -> list[str]:
    """Return, in words, what keeps a tie from being plain: its phase, and a date that leaves open whether it holds."""
    reasons = [words(relation.phase)] if relation.phase is not None else []
    if relation.holds is not None and relation.holds != CERTAINLY:
        reasons.append("no date" if relation.holds == UNDATED else "possibly then")
    return reasons


def line(relation: Relation, sentence: Sentence, citations: Citations, dates: Mapping[str, str] | None = None) -> Line:
    """Return a relation as a line of a ledger; ``dates`` has those of events, at which a tie of one is read."""
    arrow, subject, verb, other = sentence
    affirming = [claim for claim in relation.claims if claim.affirms]
    denying = [claim for claim in relation.claims if not claim.affirms]
    period = period_words(relation.period) or _by_event(relation, dates or {})
    days = {claim.attested_on for claim in affirming}
    day = days.pop() if len(days) == 1 and not period else None
    return Line(
        standing=standing_of(relation),
        verb=verb,
        doubts=", ".join(qualifiers(relation)),
        arrow=arrow,
        subject=subject,
        other=other,
        amount=quantity(relation),
        period=period or (f"for {date_words(day)}" if day else ""),
        voices=citations.voices(affirming, dated=not period and day is None),
        denials=citations.voices(denying, dated=True),
        tie_denials=citations.voices(relation.tie_denials),
        notes=tuple(notes(relation)),
        relation=relation.id,
    )


def _by_event(relation: Relation, dates: Mapping[str, str]) -> str:
    """Return the dates of the event at which a tie without a date of its own is read, where a date was asked for."""
    if relation.holds is None:
        return ""
    ends = [end.id for end in (relation.subject, relation.object) if isinstance(end, EntityRef)]
    return next((f"event {dates[end]}" for end in ends if end in dates), "")


def _without_repeated_denials(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Leave out the denials of a tie where the line of the bare tie, which has them, stands beside."""
    from msgspec.structs import replace

    told = {(line.heading, voice) for line in lines for voice in line.denials if not line.amount and not line.period}
    return tuple(
        replace(line, tie_denials=tuple(v for v in line.tie_denials if (line.heading, v) not in told))
        if line.tie_denials
        else line
        for line in lines
    )


def notes(relation: Relation) -> list[str]:
    """Return what is told of a relation to who asks for more: each claim in full, and who supports the tie."""
    lines = [claim_words(claim) for claim in relation.claims]
    return [*lines, str(relation.corroboration)] if relation.corroboration is not None else lines


def claim_words(claim: Claim) -> str:
    """Return a claim in full words: who, how, when, from which side, with its note."""
    status = claim.status_words
    word = status if claim.affirms else "denied" if claim.status == "asserted" else f"denied ({status})"
    dates = [f"said {date_words(claim.said_on)}"] if claim.said_on else []
    dates += [f"said for {date_words(claim.attested_on)}"] if claim.attested_on else []
    side = claim.source.side_words
    source = f"{f'{side} source' if side else 'source of no known side'}{', weak' if claim.source.weak else ''}"
    doubted = ["doubted by who compiled the dataset"] if claim.doubted else []
    told = ", ".join([f"{word} by {claim.claimant.label}", *dates, source, *doubted])
    return f"{told}. {claim.note}" if claim.note else told


def counts(standings: Iterable[Standing], policy: str) -> str:
    """Return how many of each standing there are, by which policy."""
    number = Counter(standings)
    told = [f"{MARKS[name]} {number[name]} {word}" for name, word in MEANINGS.items() if number[name]]
    return " · ".join([*told, f"policy “{policy}”"])


def closing(
    blocks: Iterable[Ledger], relations: Iterable[Relation], policy: str, beside: Sequence[Relation] = ()
) -> tuple[str, ...]:
    """Return the close of a document: how many relations have each standing by which policy, and what signs mean.

    Those ``beside``, which the title does not count, are counted on a line of their own.
    """
    lines = [line for block in blocks for line in block.lines]
    standings = [*map(standing_of, relations)]
    told = [counts(standings, policy)]
    if beside:
        others = counts(map(standing_of, beside), policy)
        told = [f"of the ties in the title: {told[0]}", f"beside them: {others}"] if standings else [others]
    return tuple(filter(None, (*told, " · ".join(hints(lines)))))


def hints(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return what the signs on these lines mean, those only that occur."""
    meanings = []
    if any(line.period.startswith("for ") or any(v.for_ for v in line.voices) for line in lines):
        meanings.append("“for DATE”: said for that date; since when is open")
    if any("doubted" in v.how for line in lines for v in line.voices):
        meanings.append("doubted: a likely error, as who compiled the dataset judges")
    cited = [c for line in lines for v in (*line.voices, *line.denials, *line.tie_denials) for c in v.citations]
    example = next((c for c in cited if c.paragraphs), None)
    if example is not None:
        meanings.append(f"[{example.number}:{example.paragraphs[0]}]: paragraph {example.paragraphs[0]}")
    if any(c.weak for c in cited):
        meanings.append("w: a weak source")
    if any(v for line in lines for v in line.tie_denials):
        meanings.append("of the tie: whatever the date and the figure")
    if any(line.notes for line in lines):
        meanings.append("--long: notes")
    return tuple(meanings)
