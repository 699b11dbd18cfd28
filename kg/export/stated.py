"""What is stated of the relations of a view, their claims and all that these rest on, a batch at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct, field
from pyoxigraph import Literal, NamedNode

from kg.export.view import View, batches
from kg.lookup.describe import AIDS
from kg.session.statements import Properties, properties
from kg.store import Store, named_query
from kg.store.base import Term
from kg.store.materialised import MATERIALISED
from kg.terms import DCTERMS, KG, RDF

Stated = tuple[str, Properties]

_HIDDEN: Final = MATERIALISED | AIDS
_FOUND_IN: Final = f"{KG}foundIn"
_ENDS: Final = (f"{RDF}subject", f"{RDF}object", f"{KG}usedBy")


class Provenance(Struct):
    """What relations and claims rest on, by IRI: ``datasets`` has the dataset of each passage and source cited."""

    entities: set[str] = field(default_factory=set)
    cited: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    datasets: dict[str, str] = field(default_factory=dict)

    def dataset(self, claim: Properties) -> str | None:
        """Return the dataset of a claim."""
        return next((self.datasets[p.value] for p in claim.get(_FOUND_IN, ()) if p.value in self.datasets), None)


def relations(view: View) -> Iterator[tuple[Stated, list[Stated]]]:
    """Yield each relation of a view with its claims, sorted by name."""
    for batch in batches(view.relations):
        stated = properties(view.store, batch)
        claims: dict[str, dict[str, Properties]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        for row in view.store.select(named_query("claims", relation=map(NamedNode, batch))):
            claims[row["relation"].value][row["claim"].value][row["property"].value].append(row["value"])
        for relation in batch:
            yield (
                (relation, _shown(stated[relation])),
                [(claim, _shown(said)) for claim, said in sorted(claims[relation].items())],
            )


def provenance(view: View) -> Provenance:
    """Return the entities, passages, sources and datasets on which the relations of a view rest."""
    rests_on = Provenance()
    for (_, relation), claims in relations(view):
        rests_on.entities.update(_nodes(relation, *_ENDS))
        for _, claim in claims:
            rests_on.entities.update(_nodes(claim, f"{KG}claimant"))
            rests_on.cited.update(_nodes(claim, _FOUND_IN))
    source_of = {}
    for cited, stated in things(view.store, rests_on.cited):
        source_of[cited] = next(iter(_nodes(stated, f"{KG}passageOf")), cited)
    rests_on.sources.update(source_of.values())
    dataset_of: dict[str, str | None] = {}
    for source, stated in things(view.store, rests_on.sources):
        rests_on.entities.update(_nodes(stated, f"{DCTERMS}publisher"))
        dataset_of[source] = next(iter(_nodes(stated, f"{DCTERMS}isPartOf")), None)
    dataset_by_cited = {cited: dataset_of.get(source) for cited, source in source_of.items()} | dataset_of
    rests_on.datasets.update({cited: dataset for cited, dataset in dataset_by_cited.items() if dataset is not None})
    return rests_on


def things(store: Store, iris: Iterable[str]) -> Iterator[Stated]:
    """Yield what is stated of these things, sorted by name, without what is derived at load and aids to finding."""
    for batch in batches(sorted(iris)):
        stated = properties(store, batch)
        yield from ((iri, _shown(stated[iri])) for iri in batch if iri in stated)


def _shown(stated: Properties) -> Properties:
    """Return what is exported of what is stated: no aids, and no value without a name, which ``losses`` counts."""
    kept: Properties = {}
    for name, values in stated.items():
        named: list[Term] = [one for one in values if isinstance(one, NamedNode | Literal)]
        if named and name not in _HIDDEN:
            kept[name] = named
    return kept


def _nodes(stated: Properties, *names: str) -> list[str]:
    return [value.value for name in names for value in stated.get(name, ()) if isinstance(value, NamedNode)]
