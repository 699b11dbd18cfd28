"""Which of some relations a policy lets through, asked of what is stated of their ties and of nothing else.

A policy decides on a tie by the claims about it, their sources and claimants, and the sides of these. That much is laid
into a small store of its own, and the policy is asked there: so a verdict costs what the ties in hand cost, with any
policy and on any engine.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from pyoxigraph import Literal, NamedNode, Triple

from kg.dossier import Dossier
from kg.policy import passing
from kg.session.statements import Properties
from kg.store import EmbeddedStore
from kg.terms import KG

_ABOUT = f"{KG}about"
_TIE = NamedNode(f"{KG}tie")
_PASSAGE_OF = NamedNode(f"{KG}passageOf")


def passing_among(
    policy: str,
    relations: Mapping[str, Properties],
    claims: Mapping[str, Mapping[str, Properties]],
    things: Mapping[str, Properties],
    cited: Mapping[str, tuple[str, int | None]],
    dossier: Dossier,
) -> frozenset[str]:
    """Return those relations that a policy lets through.

    ``claims`` has the claims by which each stands, ``things`` what is stated of their claimants and sources, of the
    actors that these count with and of their sides, ``cited`` the source of each place.
    """
    ties = (t for iri, stated in relations.items() for t in tie_triples(iri, stated, claims.get(iri, {})))
    store = EmbeddedStore.of_stated(chain(ties, weighed_triples(things, cited)), dossier)
    return passing(store, policy) & relations.keys()


def weighed_triples(things: Mapping[str, Properties], cited: Mapping[str, tuple[str, int | None]]) -> Iterator[Triple]:
    """Yield who claims, where, and on which side: what a policy weighs claims by."""
    for iri, stated in things.items():
        yield from triples_of(iri, stated)
    for passage, (source, _) in cited.items():
        yield Triple(NamedNode(passage), _PASSAGE_OF, NamedNode(source))


def tie_triples(relation: str, stated: Properties, claims: Mapping[str, Properties]) -> Iterator[Triple]:
    """Yield what is stated of a relation and of the claims by which it stands."""
    yield from triples_of(relation, stated)
    yield from _claims(relation, claims)


def triples_of(iri: str, stated: Properties) -> Iterator[Triple]:
    """Yield what is stated of a thing as triples."""
    node = NamedNode(iri)
    for name, values in stated.items():
        property_ = NamedNode(name)
        yield from (Triple(node, property_, value) for value in values if isinstance(value, NamedNode | Literal))


def _claims(relation: str, claims: Mapping[str, Properties]) -> Iterable[Triple]:
    """Yield what is stated of the claims by which a relation stands, and that it is the tie of what they are about."""
    for iri, stated in claims.items():
        yield from triples_of(iri, stated)
        affirms = any(str(stance).endswith(("affirms", "affirms>")) for stance in stated.get(f"{KG}stance", ()))
        for about in stated.get(_ABOUT, ()):
            if isinstance(about, NamedNode) and about.value != relation and affirms:
                yield Triple(NamedNode(about.value), _TIE, NamedNode(relation))
