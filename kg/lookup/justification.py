"""The justification of a verdict: by which claims and clauses a policy lets a relation through, and what would turn it.

What would turn it over is found by asking again without some claims, on a copy of what is stated of the tie; so
it holds for any policy.
"""

from collections.abc import Callable, Iterator

from msgspec import Struct
from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.model.records import Relation
from kg.session.session import Session
from kg.terms import DCTERMS, KG, PREFIXES, RDF


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


def accepted(session: Session, tie: list[Relation]) -> Verdict:
    """Return whether the policy lets the first relation of a tie through, and why; ``tie`` has all relations of it."""
    rule, relation = session.policy, tie[0]
    bare = next((other for other in tie if other.is_bare), None)
    deniable = [relation, *([bare] if bare is not None and bare is not relation and relation.phase is None else [])]
    against = tuple(claim.id for other in deniable for claim in other.claims if not claim.affirms)
    counterfactual = _Counterfactual(session, tie)
    premises = tuple(
        sorted(counterfactual.premises(relation.id, ()), key=lambda premise: (premise.clause, premise.claim))
    )
    movable = sorted({premise.claim for premise in premises}) if relation.accepted else list(against)
    flips = tuple(_flips(counterfactual, relation.id, movable, relation.accepted))
    return Verdict(
        question=rule.name,
        answer=relation.accepted,
        rule=rule.purpose,
        clauses=rule.clauses,
        exceptions=rule.rules,
        premises=premises,
        against=against,
        flips=flips,
        barred_by=() if relation.accepted or flips else _barred_by(counterfactual, relation.id, against),
    )


class _Counterfactual:
    """What is stated of one tie, on which a policy can be asked again without some claims."""

    def __init__(self, session: Session, tie: list[Relation]) -> None:
        self._query = session.policy.query
        self._store = session.ties_in_hand(relation.id for relation in tie)

    def passes(self, relation: str, without: tuple[str, ...], *, backed: bool = False) -> bool:
        """Say whether a relation passes without some claims and, if ``backed``, with an assertion by an outsider."""
        return bool(self.premises(relation, without, backed=backed))

    def premises(self, relation: str, without: tuple[str, ...], *, backed: bool = False) -> list[Premise]:
        """Return what lets a relation through where some claims are missing."""
        engine = self._store.engine
        gone = [quad for iri in without for quad in engine.quads_for_pattern(NamedNode(iri), None, None, None)]
        added = [Quad(t.subject, t.predicate, t.object) for t in (_outsider(relation) if backed else ())]
        for quad in gone:
            engine.remove(quad)
        engine.extend(added)
        rows = self._store.select(self._query)
        backing = [Premise(claim.value, clause.value) for about, claim, clause in rows if about.value == relation]
        for quad in added:
            engine.remove(quad)
        engine.extend(gone)
        return backing


def _outsider(relation: str) -> list[Triple]:
    """Return an assertion of a relation, in its own voice, by an invented source with no part in the conflict."""
    claim, source, speaker = (NamedNode(f"urn:kg:trial:{name}") for name in ("claim", "source", "speaker"))
    side = NamedNode("urn:kg:trial:side")
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
        Triple(claim, kg["about"], NamedNode(relation)),
        Triple(claim, kg["claimant"], speaker),
        Triple(claim, kg["stance"], NamedNode(PREFIXES["stance"] + "affirms")),
        Triple(claim, kg["status"], NamedNode(PREFIXES["status"] + "asserted")),
        Triple(claim, kg["foundIn"], source),
    ]


def _flips(counterfactual: _Counterfactual, relation: str, movable: list[str], answer: bool) -> Iterator[Flip]:
    """Yield each single claim without which the verdict turns over, or else one smallest set that turns it over."""
    single = [claim for claim in movable if counterfactual.passes(relation, (claim,)) != answer]
    if single:
        yield from (Flip((claim,)) for claim in single)
    elif len(movable) > 1 and counterfactual.passes(relation, tuple(movable)) != answer:
        yield Flip(_smallest(movable, lambda without: counterfactual.passes(relation, without) != answer))


def _barred_by(counterfactual: _Counterfactual, relation: str, against: tuple[str, ...]) -> tuple[str, ...]:
    """Return the denials that would have to go, whatever else were claimed: those that outweigh any affirming claim."""
    if counterfactual.passes(relation, (), backed=True):
        return ()
    return _smallest(list(against), lambda without: counterfactual.passes(relation, without, backed=True))


def _smallest(claims: list[str], enough: Callable[[tuple[str, ...]], bool]) -> tuple[str, ...]:
    """Return a set of claims that is enough and of which none can be left out, given that all of them are enough."""
    kept = list(claims)
    for claim in claims:
        fewer = tuple(other for other in kept if other != claim)
        if enough(fewer):
            kept = list(fewer)
    return tuple(kept)
