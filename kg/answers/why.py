"""Every verdict on a relation: what is for it and against it, why it stands as it does, what would turn that over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from kg.answers.answer import Answer, marked
from kg.answers.disputes import HEADINGS, accounts
from kg.errors import InputError
from kg.lookup.justification import Premise, backing, denials_of
from kg.lookup.why import Explanation, Ties, asked_ties, claim_of, explained
from kg.model.dates import CERTAINLY, NOT, POSSIBLY, UNDATED, Span
from kg.model.disputes import AFFIRMS, DENIAL, DENIES
from kg.model.records import Claim, Relation
from kg.model.standing import Standing, standing_of
from kg.model.verbaliser import at_words, date_words, period_words, quantity, sentence, span_words
from kg.policy import Policy
from kg.policy import policy as find_policy
from kg.session.session import Session
from kg.terms import local_name
from kg.view.citations import Citations, short_name
from kg.view.commands import unbroken
from kg.view.document import MARKS, Block, Document, Prose, Row, Rows, words
from kg.view.ledger import claim_words, counts

# So many relations are explained whole; of more, each has one row.
_FEW: Final = 2
# So many statements of each side of a dispute are shown.
_STATEMENTS: Final = 3
_EXCEPT: Final = "except: "
_STANDS: Final[dict[Standing, str]] = {
    "accepted": "accepted",
    "claimed": "claimed only",
    "disputed": "disputed",
    "denied": "denied only",
}
_HOLDS: Final = {
    CERTAINLY: ("By its dates it holds", "it would hold"),
    POSSIBLY: ("It possibly holds", "it would possibly hold"),
    NOT: ("It does not hold", "it would not hold"),
    UNDATED: ("It has no date by which it holds", "it would have no date"),
}
_TOLD: Final = {AFFIRMS: "affirmed in the account of", DENIES: "denied in the account of"}
_MISSING: Final = {
    "later": "a known date then or later would make it certain, an end before would rule it out",
    "earlier": "a known date then or earlier would make it certain, a beginning after would rule it out",
    "precision": "a more precise date would settle it",
}


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return every verdict on a relation or a claim, or on all that ties two names."""
    asked = session.question
    policy, nothing, title = asked.policy, "", ""
    if asked.words and asked.filters.timeless:
        raise InputError("with one id only dates can be asked for; other filters choose among the ties of two")
    ties = asked_ties(session)
    if asked.one is not None and asked.other is not None:
        title = f"{asked.one.label} and {asked.other.label}"
        passing = " passes the filters" if asked.filters.timeless else ""
        nothing = "" if ties else f"no tie between {title}{passing}"

    def document() -> Document:
        rule = find_policy(policy, session.store.dossier)
        if len(ties) > _FEW and not whole:
            return _overview(ties, backing(session, ties), title, rule)
        return _document(explained(session, ties), title, rule)

    return Answer(
        records=lambda: explained(session, ties),
        kind="explanation",
        compose=document,
        nothing=nothing,
        basis=marked(policy),
        relations=[tie[0] for tie in ties.values()],
    )


def _document(explanations: Sequence[Explanation], title: str, policy: Policy) -> Document:
    citations = Citations()
    blocks = [
        block
        for explanation in explanations
        for block in _explained(explanation, policy, citations, alone=len(explanations) == 1)
    ]
    return Document(
        title=_title(explanations[0]) if len(explanations) == 1 else f"{title}: {len(explanations)} ties",
        blocks=(*blocks, citations.sources),
        close=(f"The rule in full: {unbroken(f'vocabulary {policy.name}')} · the words of the claims: --long",),
    )


def _overview(ties: Ties, premises: Mapping[str, Sequence[Premise]], title: str, policy: Policy) -> Document:
    """Return many relations with the reason of each in a few words."""
    citations = Citations()
    rows = tuple(_brief(tie, premises[iri], policy, citations) for iri, tie in ties.items())
    one = local_name(next(iter(ties)))
    return Document(
        title=f"{title}: why {len(ties)} ties stand as they do",
        blocks=(Rows("", rows), citations.sources),
        close=(
            counts((standing_of(tie[0]) for tie in ties.values()), policy.name),
            f"All reasons of one: {unbroken(f'why {one}')} · of all: --all · "
            f"the rule in full: {unbroken(f'vocabulary {policy.name}')}",
        ),
    )


def _brief(tie: Sequence[Relation], premises: Sequence[Premise], policy: Policy, citations: Citations) -> Row:
    relation = tie[0]
    if premises:
        clauses = dict.fromkeys(premise.clause for premise in premises)
        claims = [claim_of(tie, premise.claim)[0] for premise in premises]
        reason = "; ".join(policy.short.get(clause, clause) for clause in clauses)
    else:
        claims = [claim for claim in relation.claims if claim.affirms]
        reason = _not_enough(policy.name) if claims else "nobody affirms it"
    denying = [claim_of(tie, iri)[0] for iri in denials_of(tie)]
    return Row(
        words=words((_full(relation), "name"), f": {reason}"),
        standings=(standing_of(relation),),
        voices=citations.voices(dict.fromkeys(claims)),
        denials=citations.voices(denying),
    )


def _not_enough(policy: str) -> str:
    """Return why a policy does not let through what somebody affirms, in a few words."""
    return f"not enough for the policy “{policy}”"


def _full(relation: Relation) -> str:
    known = ", ".join(filter(None, (quantity(relation), period_words(relation.period))))
    return f"{sentence(relation)} ({known})" if known else sentence(relation)


def _title(explanation: Explanation) -> str:
    relation, verdict = explanation.relation, explanation.verdict
    standing = standing_of(relation)
    denials = len(verdict.against)
    stands = _STANDS[standing]
    if standing == "disputed":
        by = f"denied by {denials}" if denials else "denied"
        stands = f"{'passes the policy' if verdict.answer else 'claimed'}, and {by}"
    return f"{MARKS[standing]} {_full(relation)}: {stands}"


def _explained(explanation: Explanation, policy: Policy, citations: Citations, *, alone: bool) -> Iterator[Block]:
    """Yield the blocks that explain one relation."""
    if not alone:
        yield Prose((words((_title(explanation), "strong")),))
    yield Rows("FOR", tuple(_for(explanation, policy, citations)))
    if explanation.verdict.against:
        yield Rows("AGAINST", tuple(_against(explanation, citations)))
    mark = MARKS[standing_of(explanation.relation)]
    yield Prose(tuple(words(told) for told in _reasons(explanation)), heading=f"WHY {mark}")
    if explanation.validity is not None:
        yield Prose(tuple(words(told) for told in _time(explanation)), heading="WHEN")
    for standing in explanation.disputes:
        if standing.dispute.kind != DENIAL:  # for and against tell a denial already
            block = accounts(standing.dispute, citations, few=_STATEMENTS)
            heading = f"{HEADINGS[standing.dispute.kind].upper()}: {block.heading}"
            yield Rows(heading, block.rows, block.more, columns=True)
        if standing.ends_without:
            claims = [c for side in standing.dispute.sides for c in side.claims if c.id in standing.ends_without]
            told = "; or ".join(_words(claim, citations) for claim in claims)
            what = "dispute" if standing.dispute.kind != DENIAL else "denial"
            yield Prose((words(f"There would be no such {what} without: {told}"),))
    also = [*_hop(explanation, citations), *_support(explanation)]
    yield Prose(tuple(words(told) for told in also), heading="ALSO")


def _for(explanation: Explanation, policy: Policy, citations: Citations) -> Iterator[Row]:
    """Yield the claims that affirm the relation or, of the same tie, let it through."""
    met: dict[str, list[str]] = {}
    for premise in explanation.verdict.premises:
        met.setdefault(premise.claim, []).append(premise.clause)
    alone = {flip.without[0] for flip in explanation.verdict.flips if len(flip.without) == 1}
    own = [claim.id for claim in explanation.relation.claims if claim.affirms]
    for iri in dict.fromkeys([*met, *own]):
        claim, about = explanation.claim(iri)
        clauses = "; ".join(policy.short.get(one, one) for one in met.get(iri, ())) or _not_enough(policy.name)
        needed = ", and the verdict rests on it alone" if iri in alone and explanation.verdict.answer else ""
        yield _row(claim, about, explanation, citations, f"{clauses}{needed}")


def _against(explanation: Explanation, citations: Citations) -> Iterator[Row]:
    for iri in explanation.verdict.against:
        claim, about = explanation.claim(iri)
        yield _row(claim, about, explanation, citations, "")


def _row(claim: Claim, about: Relation, explanation: Explanation, citations: Citations, told: str) -> Row:
    day = f", for {date_words(claim.attested_on)}" if claim.attested_on else ""
    other = f", of “{_full(about)}”" if about is not explanation.relation else ""
    return Row(
        words=words((short_name(claim), "name"), f"{day}{other}", f": {told}" if told else ""),
        label=claim.status_words if claim.affirms else "denied",
        citations=(citations.cite(claim),),
        notes=(claim_words(claim),),
    )


def _reasons(explanation: Explanation) -> Iterator[str]:
    """Yield why the policy lets the relation through or does not, in sentences, and what would turn that over."""
    verdict = explanation.verdict
    rule = f"the policy “{verdict.question}”"
    if verdict.answer:
        clauses = dict.fromkeys(premise.clause for premise in verdict.premises)
        told = "; and ".join(verdict.clauses.get(clause, clause).rstrip(".") for clause in clauses)
        yield f"It passes {rule}: {told}."
        if verdict.flips:
            several = any(len(flip.without) > 1 for flip in verdict.flips)
            claims = "; or ".join(_named(explanation, flip.without[0]) for flip in verdict.flips)
            yield "It would fail only without all of these." if several else f"It would fail without one: {claims}."
        if verdict.against:
            bars = next((told for told in verdict.exceptions if told.startswith(_EXCEPT)), "")
            only = f", which takes out only {bars.removeprefix(_EXCEPT)}" if bars else "."
            yield f"The denial does not bar it under this policy{only}"
        return
    yield f"It does not pass {rule}: {verdict.rule}"
    for flip in verdict.flips:
        yield f"It would pass without: {'; '.join(_named(explanation, iri) for iri in flip.without)}."
    if not verdict.flips:
        yield "It would pass with a claim that meets one of these:"
        for name, clause in verdict.clauses.items():
            yield f"– {name}: {clause}"
        if verdict.barred_by:
            yield f"and without the denial of {', '.join(_named(explanation, iri) for iri in verdict.barred_by)}."


def _named(explanation: Explanation, iri: str) -> str:
    claim, about = explanation.claim(iri)
    return short_name(claim) if about is explanation.relation else f"{short_name(claim)}, of “{_full(about)}”"


def _words(claim: Claim, citations: Citations) -> str:
    return f"{claim.status_words if claim.affirms else 'denied'} by {short_name(claim)} {citations.cite(claim)}"


def _time(explanation: Explanation) -> Iterator[str]:
    """Yield whether the relation holds in the days asked about, by which dates, and what would change that."""
    validity = explanation.validity
    if validity is None:
        return
    read = f", read at the dates of {validity.event.label}" if validity.event else ""
    yield f"{_HOLDS[validity.answer][0]} {_asked(validity.days)}{read}: {validity.rule}"
    for dating in validity.datings:
        yield f"– {period_words(dating.period)}: {', '.join(map(short_name, dating.claims))}"
    for moment in validity.moments if not validity.datings else ():
        dates = ", ".join(_dated(word, date) for word, date in moment.dates.items())
        yield f"– {dates}{f', {_named(explanation, moment.claim)}' if moment.claim else ''}"
    if validity.otherwise is not None:
        known = "this date" if len(validity.moments) == 1 else "these dates"
        yield f"Without {known} {_HOLDS[validity.otherwise][1]}."
    if validity.missing is not None:
        yield f"{_MISSING[validity.missing][:1].upper()}{_MISSING[validity.missing][1:]}."


def _asked(days: Span) -> str:
    """Return the days asked about in words: a year, a month or a day where they are one."""
    for date in (days.first[:4], days.first[:7], days.first):
        if not days.begins_open and Span.of(date, date) == days:
            return at_words(date)
    if days.begins_open or days.ends_open:
        return f"until {date_words(days.last)}" if days.begins_open else f"from {date_words(days.first)}"
    return span_words(days.first, days.last)


def _dated(word: str, date: str) -> str:
    if word == "attested_on":
        return f"said for {date_words(date)}"
    return date_words(date) if word == "on" else f"{word.replace('_', ' ')} {date_words(date)}"


def _hop(explanation: Explanation, citations: Citations) -> Iterator[str]:
    """Yield how strong the relation is in a chain, by which claims, and what keeps it out of chains."""
    strength = explanation.strength
    if strength is None:
        return
    names = ", ".join(dict.fromkeys(_named(explanation, claim) for claim in strength.claims))
    yield f"– strength in a chain: {strength.status} (without {names}: {strength.otherwise or 'in none'})"
    yield from (f"– no chain takes it: {told}" for told in strength.left_out.values())


def _support(explanation: Explanation) -> Iterator[str]:
    """Yield in whose accounts the relation stands, and who corroborates it."""
    stances: dict[str, list[str]] = {stance: [] for stance in _TOLD}
    for account in explanation.accounts:
        claimants = {explanation.claim(claim)[0].claimant for claim in account.claims}
        through = "" if account.party in claimants else f" (through {', '.join(sorted(c.label for c in claimants))})"
        stances[account.stance].append(f"{account.party.label}{through}")
    for stance, parties in stances.items():
        if parties:
            yield f"– {_TOLD[stance]}: {'; '.join(parties)}"
    yield f"– {explanation.corroboration}"
    if explanation.one_sided:
        yield f"– only one side of the conflict affirms it: {unbroken('disputes --uncorroborated')}"
