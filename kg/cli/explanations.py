"""Verdicts and their premises as a person reads them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Line

from kg.cli.disputes import HEADINGS, sides_table
from kg.cli.tables import console, details, place, sentence
from kg.lookup.why import Explanation, Standing
from kg.model.dates import CERTAINLY, NOT, POSSIBLY, UNDATED, Span
from kg.model.disputes import AFFIRMS, DENIES, Dispute, Side
from kg.model.records import Claim
from kg.model.wording import when

# So many relations of each side of a dispute are shown.
_FEW: Final = 3
_GOOD, _BAD, _DIM = "green", "yellow", "dim"
_HOLDS: Final = {
    CERTAINLY: ("certainly holds", "would certainly hold"),
    POSSIBLY: ("possibly holds", "would possibly hold"),
    NOT: ("does not hold", "would not hold"),
    UNDATED: ("is undated", "would be undated"),
}
_TOLD: Final = {AFFIRMS: "affirmed in the account of", DENIES: "denied in the account of"}
_MISSING: Final = {
    "later": "a known date then or later would make it certain, an end before would rule it out",
    "earlier": "a known date then or earlier would make it certain, a beginning after would rule it out",
    "precision": "a more precise date would settle it",
}

Told = Iterator[tuple[str, str]]  # lines, each with its style


def render_explanations(found: Sequence[Explanation]) -> str:
    """Return explanations, and below them the rules by which they were reached."""
    out, text = console()
    for explanation in found:
        out.print(Line.assemble(sentence(explanation.relation), details(explanation.relation)))
        for part in (_policy, _time, _hop):
            _print(out, part(explanation))
        for standing in explanation.disputes:
            _dispute(out, explanation, standing)
        _print(out, _support(explanation))
        out.print()
    _print(out, _rules(found), indent=0)
    return text.getvalue()


def _print(out: Console, lines: Told, indent: int = 2) -> None:
    """Print lines so that what does not fit stays under where its line begins."""
    for line, style in lines:
        words = line.lstrip()
        out.print(Padding(Line(words, style=style), (0, 0, 0, indent + len(line) - len(words))))


def _policy(explanation: Explanation) -> Told:
    """Yield whether the policy lets the relation through, by which claims, and what would turn that over."""
    verdict = explanation.verdict
    answer = "passes" if verdict.answer else "does not pass"
    yield f"{answer} the policy “{verdict.question}”", _GOOD if verdict.answer else _BAD
    for premise in verdict.premises:
        yield f"  by {premise.clause}: {_claim(explanation, premise.claim)}", ""
    met = {premise.claim for premise in verdict.premises}
    for claim in explanation.relation.claims:
        if claim.affirms and claim.id not in met:
            yield f"  meets no clause: {_claim(explanation, claim.id)}", _DIM
    for iri in verdict.against:
        yield f"  against it: {_claim(explanation, iri)}", "red"
    yield from ((f"  {line}", "") for line in _turning(explanation))


def _turning(explanation: Explanation) -> Iterator[str]:
    """Yield what would turn the verdict of the policy over."""
    verdict = explanation.verdict
    other = "would not pass" if verdict.answer else "would pass"
    for flip in verdict.flips:
        if len(flip.without) == 1:
            yield f"without this it {other}: {_claim(explanation, flip.without[0])}"
    for flip in verdict.flips:
        if len(flip.without) > 1:
            yield f"it {other} without these together:"
            yield from (f"  {_claim(explanation, claim)}" for claim in flip.without)
    if not verdict.answer and not verdict.flips:
        yield f"it would pass with a claim that meets one of: {', '.join(verdict.clauses)}"
        yield from (f"and without the denial: {_claim(explanation, claim)}" for claim in verdict.barred_by)


def _time(explanation: Explanation) -> Told:
    """Yield whether the relation holds in the days asked about, by which dates, and what would change that."""
    holding = explanation.holding
    if holding is None:
        return
    read = f", read at the dates of {holding.event.label}" if holding.event else ""
    style = _GOOD if holding.answer == CERTAINLY else _BAD
    yield f"{_HOLDS[holding.answer][0]} {_asked(holding.days)}{read}: {holding.rule}", style
    for dating in holding.datings:
        yield f"  {when(dating)}: {' and '.join(map(_words, dating.claims))}", ""
    for moment in holding.moments if not holding.datings else ():
        date = " ".join(_date(word, date) for word, date in moment.dates)
        by = f", {_claim(explanation, moment.claim)}" if moment.claim else ""
        yield f"  {date}{by}", ""
    if holding.otherwise is not None:
        known = "this date" if len(holding.moments) == 1 else "these dates"
        yield f"  without {known} it {_HOLDS[holding.otherwise][1]}", ""
    if holding.missing is not None:
        yield f"  {_MISSING[holding.missing]}", ""


def _asked(days: Span) -> str:
    """Return the days asked about in words: a year, a month or a day where they are one."""
    for date in (days.first[:4], days.first[:7], days.first):
        if not days.begins_open and Span.of(date, date) == days:
            return _date("on", date)
    words = [] if days.begins_open else [f"from {days.first}"]
    return " ".join(words if days.ends_open else [*words, f"until {days.last}"])


def _date(word: str, date: str) -> str:
    return f"in {date}" if word == "on" and len(date) < len("YYYY-MM-DD") else f"{word.replace('_', ' ')} {date}"


def _hop(explanation: Explanation) -> Told:
    """Yield how strong the relation is in a chain, by which claims, and what keeps it out of chains."""
    strength = explanation.strength
    if strength is None:
        return
    claims = " and ".join(_claim(explanation, claim) for claim in strength.claims)
    yield f"in a chain as strong as its strongest affirming claim, {strength.status}: {claims}", ""
    fewer = "this claim" if len(strength.claims) == 1 else "these claims together"
    yield f"  without {fewer} it would be {strength.otherwise or 'in none'}", ""
    for words in strength.left_out.values():
        yield f"  no chain takes it: {words}", _BAD


def _dispute(out: Console, explanation: Explanation, standing: Standing) -> None:
    """Print a dispute in which the relation stands, with its sides."""
    dispute = standing.dispute
    _print(out, iter([(f"disputed ({HEADINGS[dispute.kind].lower()}): {dispute}", "red")]))
    shown = replace(dispute, sides=tuple(_first(side, explanation) for side in dispute.sides))
    sources = len({claim.source.id for side in dispute.sides for claim in side.claims})
    out.print(Padding(sides_table(shown, long=False, sources=sources), (0, 0, 0, 4)))
    more = sum(len(side.statements) for side in dispute.sides) - sum(len(side.statements) for side in shown.sides)
    told = [(f"  and {more} more relations on these sides: kg disputes lists them", _DIM)] if more else []
    told += [
        (f"  without this there would be no such dispute: {_said(dispute, iri)}", "") for iri in standing.ends_without
    ]
    _print(out, iter(told))


def _first(side: Side, explanation: Explanation) -> Side:
    """Return a side with a few of its statements, that of the explained relation first."""
    told = sorted(side.statements, key=lambda said: said.relation.id != explanation.relation.id)
    return replace(side, statements=tuple(told[:_FEW]))


def _said(dispute: Dispute, iri: str) -> str:
    return _words(next(claim for side in dispute.sides for claim in side.claims if claim.id == iri))


def _support(explanation: Explanation) -> Told:
    """Yield in whose accounts the relation stands, and who corroborates it."""
    stances: dict[str, list[str]] = {stance: [] for stance in _TOLD}
    for account in explanation.accounts:
        claimants = {explanation.claim(claim)[0].claimant for claim in account.claims}
        through = "" if account.party in claimants else f" (through {', '.join(sorted(c.label for c in claimants))})"
        stances[account.stance].append(f"{account.party.label}{through}")
    for stance, parties in stances.items():
        if parties:
            yield f"{_TOLD[stance]}: {'; '.join(parties)}", ""
    yield str(explanation.corroboration), ""
    if explanation.one_sided:
        yield "only a party to the conflict affirms it: see kg disputes --uncorroborated", _BAD


def _rules(found: Sequence[Explanation]) -> Told:
    """Yield the rules by which the verdicts were reached, each once."""
    for explanation in found[:1]:
        verdict = explanation.verdict
        yield f"Policy “{verdict.question}”: {verdict.rule}", _DIM
        for name, clause in verdict.clauses.items():
            yield f"  {name}: {clause}", _DIM
        for exception in verdict.exceptions:
            yield f"  {exception}", _DIM
    kinds = {standing.dispute.kind: standing.dispute.rule for one in found for standing in one.disputes}
    for kind, rule in kinds.items():
        yield f"{HEADINGS[kind]}: {rule}", _DIM


def _claim(explanation: Explanation, iri: str) -> str:
    """Return a claim in words: who, how, where, and about which relation of the tie if not the explained one."""
    claim, relation = explanation.claim(iri)
    if relation is explanation.relation:
        return _words(claim)
    return f"{_words(claim)}, of “{sentence(relation)}{details(relation)}”"


def _words(claim: Claim) -> str:
    return f"{claim.status if claim.affirms else 'denied'} by {claim.claimant.label} {place(claim, 2)}"
