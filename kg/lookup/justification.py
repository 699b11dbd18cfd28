"""The justification of a verdict: by which claims and clauses a policy lets a relation through, and what would turn it.

What would turn it over is found by asking again without some claims, on a copy of what is stated of the tie; so
it holds for any policy.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from pyoxigraph import Literal, NamedNode, Triple

from kg.model.records import Relation
from kg.policy import Policy
from kg.session.session import Session
from kg.store import EmbeddedStore, bind
from kg.terms import DCTERMS, KG, PREFIXES, RDF

_TIE = NamedNode(f"{KG}tie")
_OUTSIDER = "urn:kg:trial:claim"


class Premise(Struct, frozen=True):
    """A claim on which a verdict rests, and the clause of the rule that it meets."""

    claim: str
    clause: str


class Flip(Struct, frozen=True):
    """Claims without which a verdict would be the other one."""

    without: tuple[str, ...]


class Verdict(Struct, frozen=True):
    """Whether a policy lets a relation through, with the reasons.

    ``question`` names the policy, ``rule`` says what decides it, ``clauses`` are its clauses, by name. ``premises``
    are the claims that meet one, ``against`` those that deny the relation or its bare tie; both may be about other
    relations of the same tie. ``barred_by`` are the denials that would have to go before any further claim could let
    the relation through.
    """

    question: str
    answer: bool
    rule: str
    clauses: dict[str, str]
    exceptions: tuple[str, ...]
    premises: tuple[Premise, ...]
    against: tuple[str, ...]
    flips: tuple[Flip, ...]
    barred_by: tuple[str, ...] = ()


def backing(session: Session, ties: Mapping[str, Sequence[Relation]]) -> dict[str, tuple[Premise, ...]]:
    """Return by which claims and clauses the policy lets each relation through; ``ties`` as ``justified`` has them."""
    asked = [(iri, _Trial(iri)) for iri in ties]
    return dict(zip(ties, map(_in_order, _Trials(session, ties).premises(asked)), strict=True))


def denials_of(tie: Sequence[Relation]) -> tuple[str, ...]:
    """Return the claims that deny the first relation of a tie, or its bare tie."""
    relation, bare = tie[0], next((other for other in tie if other.is_bare), None)
    deniable = [relation, *([bare] if bare is not None and bare is not relation and relation.phase is None else [])]
    return tuple(claim.id for other in deniable for claim in other.claims if not claim.affirms)


def _in_order(premises: Iterable[Premise]) -> tuple[Premise, ...]:
    return tuple(sorted(premises, key=lambda premise: (premise.clause, premise.claim)))


class _Trial(Struct, frozen=True):
    """A policy asked about a relation as if some claims were not there; if ``backed``, with an outsider's assertion."""

    relation: str
    without: tuple[str, ...] = ()
    backed: bool = False


# A verdict is worked out in rounds: each asks some trials, and gets what lets the relation through in each of them.
_Rounds = Generator[list[_Trial], list[list[Premise]], Verdict]
_Choice = Generator[list[_Trial], list[list[Premise]], tuple[str, ...]]


def justified(session: Session, ties: Mapping[str, Sequence[Relation]]) -> dict[str, Verdict]:
    """Return whether the policy lets each relation through, and why; ``ties`` has all relations of its tie, it first.

    What all verdicts want to try in one round is asked in one query.
    """
    trials = _Trials(session, ties)
    verdicts: dict[str, Verdict] = {}
    running = {iri: _verdict(session.policy, tie) for iri, tie in ties.items()}
    asked = {iri: next(rounds) for iri, rounds in running.items()}
    while asked:
        backing = iter(trials.premises([(iri, trial) for iri, wanted in asked.items() for trial in wanted]))
        answers = {iri: [next(backing) for _ in wanted] for iri, wanted in asked.items()}
        asked = {}
        for iri, answer in answers.items():
            try:
                asked[iri] = running[iri].send(answer)
            except StopIteration as found:
                verdicts[iri] = found.value
    return verdicts


def _verdict(rule: Policy, tie: Sequence[Relation]) -> _Rounds:
    """Return whether a policy lets the first relation of a tie through, and why, by what it asks in rounds."""
    relation, against = tie[0], denials_of(tie)
    (backing,) = yield [_Trial(relation.id)]
    premises = _in_order(backing)
    movable = sorted({premise.claim for premise in premises}) if relation.accepted else list(against)
    flips = yield from _flips(relation, movable)
    barred_by = () if relation.accepted or flips else (yield from _barred_by(relation, against))
    return Verdict(
        question=rule.name,
        answer=relation.accepted,
        rule=rule.purpose,
        clauses=rule.clauses,
        exceptions=rule.rules,
        premises=premises,
        against=against,
        flips=flips,
        barred_by=barred_by,
    )


class _Trials:
    """What is stated of some ties, on which a policy can be asked again without some claims.

    A policy decides on a tie by the claims about it, so each trial gets a copy of its tie under names of its own, and
    all trials stand in one store.
    """

    def __init__(self, session: Session, ties: Mapping[str, Sequence[Relation]]) -> None:
        read = {relation.id for tie in ties.values() for relation in tie}
        self._query = bind(session.policy.query)
        self._dossier = session.store.dossier
        self._ties = {iri: [relation.id for relation in tie] for iri, tie in ties.items()}
        self._stated = session.stated(read)
        self._weighed = session.weighed(read)

    def premises(self, asked: Sequence[tuple[str, _Trial]]) -> list[list[Premise]]:
        """Return for each trial, with the relation of whose tie it is, what lets its relation through."""
        triples = list(self._weighed)
        known: dict[str, tuple[int, str]] = {}
        for number, (iri, trial) in enumerate(asked):
            known[_copied(number, trial.relation)] = number, trial.relation
            triples += self._copy(number, self._ties[iri], trial, known)
        backing: list[list[Premise]] = [[] for _ in asked]
        for about, claim, clause in EmbeddedStore.of_stated(triples, self._dossier).select(self._query):
            number, relation = known.get(about.value, (0, ""))
            if relation and relation == asked[number][1].relation:
                backing[number].append(Premise(known[claim.value][1], clause.value))
        return backing

    def _copy(
        self, number: int, tie: Sequence[str], trial: _Trial, known: dict[str, tuple[int, str]]
    ) -> Iterator[Triple]:
        """Yield what is stated of a tie under the names of one trial, and put these down with what they stand for."""
        stated = [triple for iri in tie for triple in self._stated[iri]]
        own = {triple.subject.value for triple in stated}  # type: ignore[union-attr]  # each has a name
        own |= {triple.object.value for triple in stated if triple.predicate == _TIE}  # type: ignore[union-attr]
        names = {iri: NamedNode(_copied(number, iri)) for iri in own}
        known.update((name.value, (number, iri)) for iri, name in names.items())
        for triple in stated:
            subject, object_ = triple.subject.value, triple.object  # type: ignore[union-attr]
            if subject not in trial.without:
                ours = names.get(object_.value) if isinstance(object_, NamedNode) else None
                yield Triple(names[subject], triple.predicate, ours or object_)
        if trial.backed:
            name = _copied(number, _OUTSIDER)
            known[name] = number, _OUTSIDER
            yield from _outsider(names[trial.relation], NamedNode(name))


def _copied(number: int, iri: str) -> str:
    return f"urn:kg:trial:{number}:{iri}"


def _outsider(relation: NamedNode, claim: NamedNode) -> list[Triple]:
    """Return an assertion of a relation, in its own voice, by an invented source with no part in the conflict."""
    source, speaker, side = (NamedNode(f"urn:kg:trial:{name}") for name in ("source", "speaker", "side"))
    kg = {
        name: NamedNode(KG + name)
        for name in ("about", "claimant", "stance", "status", "foundIn", "weak", "side", "isParty")
    }
    return [
        Triple(source, NamedNode(f"{RDF}type"), NamedNode(f"{KG}Source")),
        Triple(source, NamedNode(f"{DCTERMS}creator"), speaker),
        Triple(source, kg["weak"], Literal(False)),
        Triple(source, kg["side"], side),
        Triple(side, kg["isParty"], Literal(False)),
        Triple(claim, kg["about"], relation),
        Triple(claim, kg["claimant"], speaker),
        Triple(claim, kg["stance"], NamedNode(PREFIXES["stance"] + "affirms")),
        Triple(claim, kg["status"], NamedNode(PREFIXES["status"] + "asserted")),
        Triple(claim, kg["foundIn"], source),
    ]


def _flips(
    relation: Relation, movable: Sequence[str]
) -> Generator[list[_Trial], list[list[Premise]], tuple[Flip, ...]]:
    """Return each single claim without which the verdict turns over, or else one smallest set that turns it over."""
    if not movable:
        return ()
    sets = [(claim,) for claim in movable] + ([tuple(movable)] if len(movable) > 1 else [])
    backing = yield [_Trial(relation.id, without) for without in sets]
    turned = [without for without, left in zip(sets, backing, strict=True) if bool(left) != relation.accepted]
    single = [without for without in turned if len(without) == 1]
    if single or not turned:
        return tuple(map(Flip, single))
    smallest = yield from _smallest(movable, lambda without: _Trial(relation.id, without), relation.accepted)
    return (Flip(smallest),)


def _barred_by(relation: Relation, against: Sequence[str]) -> _Choice:
    """Return the denials that would have to go, whatever else were claimed: those that outweigh any affirming claim."""
    (backing,) = yield [_Trial(relation.id, backed=True)]
    if backing:
        return ()
    return (yield from _smallest(against, lambda without: _Trial(relation.id, without, backed=True), passing=False))


def _smallest(claims: Sequence[str], trial: Callable[[tuple[str, ...]], _Trial], passing: bool) -> _Choice:
    """Return a set of claims of which none can be left out, given that without all of them the verdict turns over."""
    kept = tuple(claims)
    for claim in claims:
        fewer = tuple(other for other in kept if other != claim)
        (backing,) = yield [trial(fewer)]
        if bool(backing) != passing:
            kept = fewer
    return kept
