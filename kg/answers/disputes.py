"""Where accounts differ, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from string import ascii_uppercase
from typing import Final

from msgspec.structs import replace

from kg.answers import remarks
from kg.answers.answer import Answer, marked
from kg.lookup.disputes import differing, disputes
from kg.lookup.search import search
from kg.lookup.uncorroborated import uncorroborated
from kg.model.dates import CERTAINLY, UNDATED
from kg.model.disputes import ACCUSATION, DATE, DENIAL, DENIES, VALUE, Dispute, Side, Statement, how_to_read
from kg.model.records import Claim, EntityRef, Relation
from kg.model.table import RELATION_COLUMNS, relation_rows
from kg.model.verbaliser import period_words, quantity, sentence
from kg.model.verbaliser import words as phase_words
from kg.session.session import Session
from kg.terms import local_name
from kg.view.citations import Citations, short_name
from kg.view.commands import command, unbroken
from kg.view.document import Document, Row, Rows, words
from kg.view.ledger import claim_words, closing, ledgers, qualifiers
from kg.view.log import log_line

HEADINGS: Final = {
    DENIAL: "Affirmed and denied",
    VALUE: "Rival values",
    ACCUSATION: "Mutual accusations",
    DATE: "Rival dates",
}
# So many disputes of a kind are listed, and so many statements of a side, unless all are asked for.
_FEW: Final = 12
_STATEMENTS: Final = 4
_ONE_SIDE: Final = "A side of the conflict: a party, those who stand with it, and their bodies and publishers."
# The kind of what names a whole side.
_GROUP: Final = "Group"
# A claimant of such a side is named without it.
_ASIDE: Final = ("neutral", None)


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return where accounts differ: denials, rival values and dates, mutual accusations, with who stands where."""
    asked = session.question
    if asked.option("uncorroborated"):
        return _uncorroborated(session)
    entity, filters, policy = asked.one, asked.filters, asked.policy
    said = remarks.family(session)
    listed = disputes(session.ask(filters=replace(filters, undated=True)))
    shown = [dispute for dispute in listed if filters.undated or not dispute.undated]
    said += remarks.left_out(len(listed) - len(shown), what="dispute")
    about = "" if entity is None else f" about {entity.label}"
    elsewhere = "" if shown or entity is None else _elsewhere(session, entity)
    return Answer(
        records=shown,
        kind="dispute",
        compose=lambda: _document(shown, entity, whole=whole, timed=bool(filters.spans)),
        remarks=tuple(said),
        nothing="" if shown else f"no accounts{about}{' that pass the filters' if filters else ''} differ{elsewhere}",
        basis=marked(policy),
        # "side" is a column of the relations already: the side of the source.
        columns=("dispute", "kind", "account", *RELATION_COLUMNS),
        rows=lambda: _rows(shown),
        lines=lambda: _lines(shown),
        relations=list({r.id: r for dispute in shown for r in dispute.relations}.values()),
    )


def _elsewhere(session: Session, entity: EntityRef) -> str:
    """Return which others have the name among theirs, such as the treaty that was signed in a city, and differ."""
    named = [match.entity for match in search(session.store, entity.label) if match.how == "words"][:_FEW]
    near = [EntityRef(one.id, one.label, one.type) for one in named if one.id != entity.id]
    others = differing(session, near)
    if not others:
        return ""
    labels = ", ".join(one.label for one in others)
    return f"; those about {labels} do: {' or '.join(command(f'disputes {local_name(one.id)}') for one in others)}"


def _uncorroborated(session: Session) -> Answer:
    """Return what only one side of the conflict affirms."""
    asked = session.question
    entity, filters, policy = asked.one, asked.filters, asked.policy
    said = remarks.family(session)
    relations = uncorroborated(session.ask(filters=replace(filters, undated=True)))
    alone = [relation for relation in relations if filters.undated or relation.holds != UNDATED]
    said += remarks.left_out(len(relations) - len(alone))
    about = "" if entity is None else f" about {entity.label}"
    passing = " that passes the filters" if filters else ""
    return Answer(
        records=alone,
        kind="relation",
        compose=lambda: _alone(alone, about, policy),
        remarks=tuple(said),
        nothing="" if alone else f"nothing{about}{passing} rests on the word of one side of the conflict alone",
        basis=marked(policy),
        columns=RELATION_COLUMNS,
        rows=lambda: relation_rows(alone),
        lines=lambda: map(log_line, alone),
        relations=alone,
    )


def _alone(alone: Sequence[Relation], about: str, policy: str) -> Document:
    citations = Citations()
    blocks = ledgers(alone, citations)
    count = "1 tie" if len(alone) == 1 else f"{len(alone)} ties"
    return Document(
        title=f"{count}{about} that only one side of the conflict affirms",
        blocks=(*blocks, citations.sources),
        close=(*closing(blocks, alone, policy), _ONE_SIDE),
    )


def _rows(listed: Sequence[Dispute]) -> Iterator[dict[str, object]]:
    for number, dispute in enumerate(listed, 1):
        for account, side in enumerate(dispute.sides, 1):
            head = {"dispute": number, "kind": dispute.kind, "account": account}
            for row in relation_rows(replace(said.relation, claims=said.claims) for said in side.statements):
                yield head | row


def _lines(listed: Sequence[Dispute]) -> Iterator[str]:
    for number, dispute in enumerate(listed, 1):
        for account, side in enumerate(dispute.sides, 1):
            for said in side.statements:
                relation = replace(said.relation, claims=said.claims)
                yield log_line(relation, f"dispute {number} ({dispute.kind}), account {account}")


def _document(disputes: Sequence[Dispute], entity: EntityRef | None, *, whole: bool, timed: bool) -> Document:
    citations = Citations()
    count = f"{len(disputes)} {'dispute' if len(disputes) == 1 else 'disputes'}"
    # Of a time that is asked for, those come first of which something certainly was so then.
    then = [dispute for dispute in disputes if any(relation.holds == CERTAINLY for relation in dispute.relations)]
    open_ = len(disputes) - len(then) if timed and then and not whole else 0
    disputes = then if open_ else disputes
    listed = whole or len(disputes) <= _FEW
    blocks = [
        block
        for kind, group in groupby(disputes, key=lambda dispute: dispute.kind)
        for block in (
            [accounts(dispute, citations, entity, few=None if whole else _STATEMENTS) for dispute in group]
            if listed
            else [_brief(kind, list(group), citations)]
        )
    ]
    close = [f"{open_} more may be of that time, by dates that leave it open: --all"] if open_ else []
    close += [how_to_read(disputes)] if listed else []
    if not listed:
        close.append(
            f"{unbroken('disputes NAME')} shows those about a name with all accounts; --all shows all of them so."
        )
    return Document(
        title=count if entity is None else f"{entity.label}: {count}",
        blocks=(*blocks, citations.sources),
        close=(*close, "No side is preferred. A claimant has its side in the conflict behind its name."),
    )


def accounts(
    dispute: Dispute, citations: Citations, entity: EntityRef | None = None, *, few: int | None = None
) -> Rows:
    """Return a dispute with its sides, each under a letter; at most so many statements of a side."""
    rows = []
    hidden = 0
    for letter, side in zip(ascii_uppercase * 9, dispute.sides, strict=False):
        shown = (side.statements if few is None else _foremost_of(dispute, side, entity))[:few]
        hidden += len(side.statements) - len(shown)
        for index, said in enumerate(shown):
            rows.append(_account(dispute, side, said, citations, "" if index else letter))
    left = f"and {hidden} more: --all" if hidden else ""
    return Rows(
        _heading(dispute, entity),
        tuple(rows),
        " · ".join(filter(None, (left, _whole(dispute), *_contradictions(dispute)))),
        columns=True,
    )


def _foremost_of(dispute: Dispute, side: Side, entity: EntityRef | None) -> Sequence[Statement]:
    """Return what a side says, of mutual accusations only what is about a name that is neither of the two parties.

    Where a side charges the other with nothing about it, what both charge each other with stands for it.
    """
    if dispute.kind != ACCUSATION or entity is None or entity in [one.party for one in dispute.sides]:
        return side.statements
    about = [said for said in side.statements if entity in (said.relation.subject, said.relation.object)]
    foremost = _foremost(dispute, side)
    return about or [said for said in side.statements if said.relation == foremost]


def _whole(dispute: Dispute) -> str:
    """Return what the shares of one thing add up to by all accounts, where they are shares of several."""
    if dispute.kind != VALUE or dispute.subject is not None or any(r.value is None for r in dispute.relations):
        return ""
    most: dict[str, Relation] = {}
    for relation in sorted(dispute.relations, key=lambda relation: relation.value or 0):
        most[relation.subject.id] = relation
    total = sum((relation.value or Decimal(0) for relation in most.values()), Decimal(0))
    return f"together {quantity(replace(dispute.relations[0], value=total, value_max=None, comparator=None))}"


def _contradictions(dispute: Dispute) -> list[str]:
    """Return which accounts are by one voice, who contradicts himself."""
    told = []
    for who, name in _self_contradicting(dispute).items():
        own = [
            letter
            for letter, side in zip(ascii_uppercase * 9, dispute.sides, strict=False)
            if any(claim.claimant.id == who for claim in side.claims)
        ]
        told.append(f"{' and '.join(own)} are by one voice, {name}")
    return told


def _self_contradicting(dispute: Dispute) -> dict[str, str]:
    """Return the short names of those who take more than one side, by IRI."""
    names = {claim.claimant.id: short_name(claim) for side in dispute.sides for claim in side.claims}
    return {who: names[who] for who in dispute.on_several_sides}


def _heading(dispute: Dispute, entity: EntityRef | None) -> str:
    """Return what a dispute is about; the name that was asked for is not said again."""
    words_ = str(dispute)
    subject = dispute.subject.label if dispute.subject else None
    if entity is not None and subject == entity.label and dispute.type is not None:
        words_ = words_.removeprefix(f"{subject} ")
    return f"{words_[:1].upper()}{words_[1:]}" if words_ else ""


def _account(dispute: Dispute, side: Side, said: Statement, citations: Citations, letter: str) -> Row:
    """Return what a side says by a relation, without what all sides share, and who says it."""

    def naming(claim: Claim) -> str:
        named = [who for who in side.claimants if who.entity.id == claim.claimant.id and who.side not in _ASIDE]
        told = " or ".join(sorted({who.side_label or who.side or "" for who in named}))
        return f"{short_name(claim)} ({told})" if told else short_name(claim)

    # The words of a side that denies say so; elsewhere a denial among its claims is marked as one.
    marked_ = [claim for claim in said.claims if not claim.affirms and side.stance != DENIES]
    return Row(
        words=words(_told(dispute, side, said.relation)),
        label=letter,
        voices=citations.voices([c for c in said.claims if c not in marked_], dated=True, naming=naming),
        denials=citations.voices(marked_, dated=True, naming=naming),
        notes=tuple(claim_words(claim) for claim in said.claims),
    )


def _told(dispute: Dispute, side: Side, relation: Relation) -> str:
    named = relation.about in (None, dispute.subject, dispute.object)
    about = "" if named else f"about {relation.about}"
    known = ", ".join(filter(None, (quantity(relation), period_words(relation.period), *_open(relation), about)))
    if side.party is not None:
        words_ = f"{_speaker(side, relation)} says: {sentence(relation)}"
    elif dispute.kind == DENIAL:
        words_ = _stance(dispute, side, relation)
    else:
        target = relation.object.label if isinstance(relation.object, EntityRef) else relation.object
        ends = ((dispute.subject, relation.subject.label), (dispute.object, target))
        words_ = " – ".join(str(end) for shared, end in ends if shared is None and end is not None)
    return f"{words_} ({known})" if words_ and known else words_ or known


def _stance(dispute: Dispute, side: Side, relation: Relation) -> str:
    """Return how a side stands to what is denied: a decision is told apart from the fact that it announces."""
    if side.stance == DENIES:
        return "denied"
    phased = relation.phase is not None and any(other.phase is None for other in dispute.relations)
    return f"affirmed as {phase_words(relation.phase or '')}" if phased else "affirmed"


def _speaker(side: Side, relation: Relation) -> str:
    """Return who says a relation of a side: its party; of a group, who of it says so, since none speaks for all."""
    claimants = {claim.claimant for said in side.statements if said.relation.id == relation.id for claim in said.claims}
    assert side.party is not None
    if side.party.type != _GROUP or side.party in claimants:
        return side.party.label
    return " and ".join(sorted(one.label for one in claimants))


def _open(relation: Relation) -> list[str]:
    return qualifiers(replace(relation, phase=None))


def _brief(kind: str, of_kind: Sequence[Dispute], citations: Citations) -> Rows:
    """Return the disputes of a kind, each in one row: what it is about, and what each side says."""
    shown = of_kind[:_FEW]
    rows = []
    for dispute in shown:
        parts = [_side(dispute, side) for side in dispute.sides]
        heading = dispute.subject if dispute.kind == ACCUSATION and dispute.subject else dispute
        cited = {c.source.id: c for side in dispute.sides for said in side.statements for c in said.claims}
        rows.append(
            Row(
                words((str(heading), "name"), f": {' / '.join(parts)}{_by_one(dispute)}"),
                citations=tuple(replace(citations.cite(claim), paragraphs=()) for claim in cited.values()),
            )
        )
    hidden = len(of_kind) - len(shown)
    return Rows(f"{HEADINGS[kind].upper()}: {len(of_kind)}", tuple(rows), f"and {hidden} more: --all" if hidden else "")


def _by_one(dispute: Dispute) -> str:
    """Return the voices that stand on several sides of a dispute, in brackets."""
    told = ", ".join(_self_contradicting(dispute).values())
    return f" (more than one by {told})" if told else ""


def _foremost(dispute: Dispute, side: Side) -> Relation:
    """Return what stands for a side in a few words: of mutual accusations those of one thing, where there are."""

    def charge(relation: Relation) -> tuple[object, ...]:
        return relation.type.id, relation.tie[2]

    shared = set.intersection(*({charge(relation) for relation in one.relations} for one in dispute.sides))
    return next((relation for relation in side.relations if charge(relation) in shared), side.relations[0])


def _side(dispute: Dispute, side: Side) -> str:
    """Return a side in a few words: what it says, and the first who does."""
    claims = [claim for said in side.statements for claim in said.claims]
    names = list(dict.fromkeys(short_name(claim) for claim in claims))
    who = names[0] + (f" and {len(names) - 1} more" if len(names) > 1 else "") if names else ""
    if dispute.kind == DENIAL:
        return f"{_stance(dispute, side, side.statements[0].relation)} by {who}"
    first = _foremost(dispute, side)
    if side.party is not None:
        return f"{_speaker(side, first)}: {sentence(first)}"
    return f"{_told(dispute, side, first)}, {who}"
