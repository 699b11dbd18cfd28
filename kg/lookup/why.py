"""The premises of a verdict: which claims it rests on, by which clause, and what would turn it over.

What would turn it over is found by asking again without some claims, on a copy of what is stated of the tie; so
it holds for any policy.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kg import policy as policies
from kg.errors import InputError, NotFoundError
from kg.lookup.corroboration import corroboration
from kg.lookup.describe import described, stated_of
from kg.lookup.reading import read_relations
from kg.model.records import Claim, Corroboration, Json, Relation
from kg.store import EmbeddedStore, Store, named_query
from kg.terms import CLAIM, DCTERMS, KG, PREFIXES, RDF, RELATION, expand


@dataclass(frozen=True, slots=True)
class Premise:
    """A claim on which a verdict rests, and the clause of the rule that it meets."""

    claim: str
    clause: str

    def as_json(self) -> Json:
        """Return the record of the premise."""
        return {"claim": self.claim, "clause": self.clause}


@dataclass(frozen=True, slots=True)
class Flip:
    """Claims without which a verdict would be the other one."""

    without: tuple[str, ...]

    def as_json(self) -> Json:
        """Return the record of the flip."""
        return {"without": list(self.without)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One yes or no that the program gives on a relation, with its reasons.

    ``question`` names the verdict, such as "accepted"; ``rule`` says what decides it; ``clauses`` are its
    clauses, by name. ``premises`` are the claims that meet one, ``against`` those that deny the relation or
    its bare tie; both may be about other relations of the same tie, which ``tie`` holds, the asked one first.
    ``barred_by`` are the denials that would have to go before any further claim could let the relation through.
    ``corroboration`` says by whom the tie is supported, whatever the policy.
    """

    question: str
    answer: bool
    rule: str
    clauses: dict[str, str]
    exceptions: tuple[str, ...]
    tie: tuple[Relation, ...]
    premises: tuple[Premise, ...]
    against: tuple[str, ...]
    flips: tuple[Flip, ...]
    corroboration: Corroboration
    barred_by: tuple[str, ...] = ()

    @property
    def relation(self) -> Relation:
        """Return the relation that the verdict is on."""
        return self.tie[0]

    def claim(self, iri: str) -> tuple[Claim, Relation]:
        """Return a claim of the tie and the relation that it is about."""
        return next((claim, relation) for relation in self.tie for claim in relation.claims if claim.id == iri)

    def as_json(self) -> Json:
        """Return the record of the verdict."""
        return {
            "question": self.question,
            "answer": self.answer,
            "rule": self.rule,
            "clauses": self.clauses,
            "exceptions": list(self.exceptions),
            "relation": self.relation.as_json(),
            "same_tie": [relation.as_json() for relation in self.tie[1:]],
            "premises": [premise.as_json() for premise in self.premises],
            "against": list(self.against),
            "corroboration": self.corroboration.as_json(),
            "flips": [flip.as_json() for flip in self.flips],
            "barred_by": list(self.barred_by),
        }


def find_relation(store: Store, name: str) -> str:
    """Return the IRI of the relation that a name means: its own IRI or local name, or that of a claim about it.

    Raises NotFoundError for a name that is none.
    """
    candidates = [iri] if (iri := expand(name)) else [RELATION + name, CLAIM + name]
    try:
        things = [NamedNode(iri) for iri in candidates]
    except ValueError as error:
        raise InputError(f"{name!r} is no name of a relation or a claim: {error}") from error
    rows = store.select(named_query("relation_of", thing=things))
    found: list[str] = sorted({row["relation"].value for row in rows})
    if not found:
        raise NotFoundError(
            f"no relation and no claim is called '{name}'; 'kg relations --format json' lists their ids"
        )
    return found[0]


def why(store: Store, relation: str, policy: str = policies.DEFAULT) -> list[Verdict]:
    """Return every verdict on a relation, given by IRI, with what it rests on."""
    return [accepted(store, relation, policy)]


def why_between(store: Store, relations: list[Relation], policy: str = policies.DEFAULT) -> list[Verdict]:
    """Return every verdict on each of these relations."""
    return [verdict for relation in relations for verdict in why(store, relation.id, policy)]


def accepted(store: Store, relation: str, policy: str) -> Verdict:
    """Return whether a policy lets a relation through, and why."""
    rule = policies.policy(policy)
    rows = store.select(named_query("same_tie", relation=NamedNode(relation)))
    tie = read_relations(store, {relation} | {row["other"].value for row in rows}, policy)
    tie.sort(key=lambda other: other.id != relation)
    bare = next((other for other in tie if other.is_bare), None)
    deniable = [tie[0], *([bare] if bare is not None and bare is not tie[0] and tie[0].phase is None else [])]
    against = tuple(claim.id for other in deniable for claim in other.claims if not claim.affirms)
    trial = _Trial(store, tie, policy)
    premises = tuple(sorted(trial.premises(relation, ()), key=lambda premise: (premise.clause, premise.claim)))
    answer = tie[0].accepted
    movable = sorted({premise.claim for premise in premises}) if answer else list(against)
    flips = tuple(_flips(trial, relation, movable, answer))
    return Verdict(
        question=policy,
        answer=answer,
        rule=rule.purpose,
        clauses=rule.clauses,
        exceptions=rule.rules,
        tie=tuple(tie),
        premises=premises,
        against=against,
        flips=flips,
        barred_by=() if answer or flips else _barred_by(trial, relation, against),
        corroboration=corroboration(store, (relation,))[relation],
    )


class _Trial:
    """What is stated of one tie, on which a policy can be asked again without some claims."""

    def __init__(self, store: Store, tie: list[Relation], policy: str) -> None:
        self._policy = policies.policy(policy)
        actors = {claim.claimant.id for relation in tie for claim in relation.claims}
        query = named_query("sides", actor=map(NamedNode, actors))
        weighed = {row["thing"].value for row in store.select(query)}
        self._triples = [*described(store, tie), *stated_of(store, weighed)]

    def passes(self, relation: str, without: tuple[str, ...], *, backed: bool = False) -> bool:
        """Say whether a relation passes without some claims and, if ``backed``, with an assertion by an outsider."""
        return any(True for _ in self.premises(relation, without, backed=backed))

    def premises(self, relation: str, without: tuple[str, ...], *, backed: bool = False) -> Iterator[Premise]:
        """Yield what lets a relation through where some claims are missing."""
        kept = [
            triple
            for triple in self._triples
            if not (isinstance(triple.subject, NamedNode) and triple.subject.value in without)
        ]
        kept += _outsider(relation) if backed else []
        for row in EmbeddedStore.of(kept).select(self._policy.query):
            if row["relation"].value == relation:
                yield Premise(row["claim"].value, row["clause"].value)


def _outsider(relation: str) -> list[Triple]:
    """Return an assertion of a relation, in its own voice, by an invented source with no part in the conflict."""
    claim, source, speaker = (NamedNode(f"urn:kg:trial:{name}") for name in ("claim", "source", "speaker"))
    kg = {name: NamedNode(KG + name) for name in ("about", "claimant", "stance", "status", "foundIn", "weak", "side")}
    return [
        Triple(source, NamedNode(f"{RDF}type"), NamedNode(f"{KG}Source")),
        Triple(source, NamedNode(f"{DCTERMS}creator"), speaker),
        Triple(source, kg["weak"], Literal(False)),
        Triple(source, kg["side"], NamedNode(PREFIXES["side"] + "neutral")),
        Triple(claim, kg["about"], NamedNode(relation)),
        Triple(claim, kg["claimant"], speaker),
        Triple(claim, kg["stance"], NamedNode(PREFIXES["stance"] + "affirms")),
        Triple(claim, kg["status"], NamedNode(PREFIXES["status"] + "asserted")),
        Triple(claim, kg["foundIn"], source),
    ]


def _flips(trial: _Trial, relation: str, movable: list[str], answer: bool) -> Iterator[Flip]:
    """Yield each single claim without which the verdict turns over, or else one smallest set that turns it over."""
    single = [claim for claim in movable if trial.passes(relation, (claim,)) != answer]
    if single:
        yield from (Flip((claim,)) for claim in single)
    elif len(movable) > 1 and trial.passes(relation, tuple(movable)) != answer:
        yield Flip(_smallest(movable, lambda without: trial.passes(relation, without) != answer))


def _barred_by(trial: _Trial, relation: str, against: tuple[str, ...]) -> tuple[str, ...]:
    """Return the denials that would have to go, whatever else were claimed: those that outweigh any affirming claim."""
    if trial.passes(relation, (), backed=True):
        return ()
    return _smallest(list(against), lambda without: trial.passes(relation, without, backed=True))


def _smallest(claims: list[str], enough: Callable[[tuple[str, ...]], bool]) -> tuple[str, ...]:
    """Return a set of claims that is enough and of which none can be left out, given that all of them are enough."""
    kept = list(claims)
    for claim in claims:
        fewer = tuple(other for other in kept if other != claim)
        if enough(fewer):
            kept = list(fewer)
    return tuple(kept)
