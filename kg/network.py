"""The graph as a network: entities as nodes, relations as edges, for networkx and for ``kg.analysis``.

Nodes are known by IRI and have ``label``, ``kind``, ``kinds`` (with the broader ones) and, where a relation without an
object measures them, ``quantities``. The key of an edge is its relation's IRI; its attributes are ``relations`` (the
IRIs behind it), ``type``, ``label``, ``layer``, ``polarity``, ``symmetric``, ``status`` (of its strongest affirming
claim), ``claimants``, ``denied_by`` and ``sources`` (IRIs), ``datasets`` and ``weak``, and of ``on``, ``from``,
``until``, ``not_before``, ``not_after``, ``value``, ``value_max``, ``unit``, ``comparator``, ``phase`` those that are
known; ``holds`` says "certainly", "possibly" or "undated" where a date was asked for.
"""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from kg import policy as policies
from kg.errors import DataError
from kg.lookup.edge_records import EdgeRecords, Saying, read_edge_records
from kg.lookup.relations import selected
from kg.model.dates import UNDATED
from kg.model.filters import Filters
from kg.model.filters import Scope as Scope
from kg.model.numbers import read_number
from kg.question import Question
from kg.session.resolve import resolve_terms
from kg.session.session import Session
from kg.store import Store, named_query
from kg.terms import PREFIXES, STATUS, compact, local_name

if TYPE_CHECKING:
    import networkx as nx

Attributes = dict[str, Any]

# What a relation's parts are called on an edge.
_NAMES: Final = {"notBefore": "not_before", "notAfter": "not_after", "upTo": "value_max"}
_CODES: Final = ("unit", "comparator", "phase")
_NUMBERS: Final = ("value", "upTo")
_ACTORS: Final = ("Actor",)
# A claim that is less than asserted does not make an edge firm.
_FIRM: Final = f"{STATUS}asserted"
_AFFIRMS: Final = f"{PREFIXES['stance']}affirms"
_DENIES: Final = f"{PREFIXES['stance']}denies"


def network(
    store: Store, filters: Filters | None = None, policy: str = policies.DEFAULT, scope: Scope | None = None
) -> "nx.MultiDiGraph":
    """Return the relations between entities that a policy and the filters let through, as a network.

    Of the filters, ``layer`` names the layers instead of the default ones, ``kind`` the kinds of the nodes, and
    ``phase`` adds relations of that phase to those without one. An entity without a tie is no node. ``graph.graph``
    tells the ``policy`` and its ``layers``, how many relations are left out as ``undated``, ``types`` and ``units`` as
    the ontology declares them, the ``organs`` counted with each actor and how many ``events`` are folded. Raises
    InputError for a word of the filters that means nothing.
    """
    import networkx as nx

    filters, scope = filters or Filters(), scope or Scope()
    layers = _layers(store, filters, scope)
    phases = {local_name(phase.value) for phase in resolve_terms(store, "phases", filters.phase, "phase")}
    passed = policies.passing(store, policy)
    records = read_edge_records(store)
    kept, undated = _kept(store, filters, _candidates(records, passed, layers, phases))
    graph = nx.MultiDiGraph(
        policy=policy, layers=tuple(sorted(layers)), undated=undated, types=_types(records), units=records.units
    )
    graph.graph["strengths"] = {local_name(status): strength for status, strength in records.strengths.items()}
    _fill(graph, records, kept)
    if scope.with_organs:
        from kg.folding import fold_organs

        fold_organs(graph, records, passed)
    if scope.fold_events:
        from kg.folding import fold_events

        fold_events(graph)
    _prune(graph, _local(resolve_terms(store, "kinds", filters.kind, "kind of entity")), scope)
    return graph


def _layers(store: Store, filters: Filters, scope: Scope) -> frozenset[str]:
    if filters.layer:
        chosen = resolve_terms(store, "layers", filters.layer, "layer")
    else:
        rows = store.select(named_query("layers" if scope.everything else "chain_layers"))
        chosen = [row["term"] for row in rows]
    return _local([*chosen, *resolve_terms(store, "layers", scope.with_layer, "layer")])


def _local(terms: Iterable[Any]) -> frozenset[str]:
    return frozenset(local_name(term.value) for term in terms)


def _candidates(records: EdgeRecords, passed: frozenset[str], layers: frozenset[str], phases: set[str]) -> list[str]:
    """Return the relations of these layers that passed, with none but these phases."""
    of_layers = {iri for iri, declared in records.types.items() if declared["layer"] & layers}
    candidates = []
    for relation in passed:
        tie = records.ties.get(relation)
        if tie is None or tie[1] not in of_layers:
            continue
        phase = records.parts[relation].get("phase") if relation in records.parts else None
        if phase is None or local_name(phase) in phases:
            candidates.append(relation)
    return sorted(candidates)


def _kept(store: Store, filters: Filters, relations: list[str]) -> tuple[dict[str, str | None], int]:
    """Return those that the other filters let through, and how many are left out only for want of a date.

    With each goes whether it holds at the date that was asked for, or None.
    """
    others = replace(filters, kind=(), layer=(), phase=())
    if not others:
        return dict.fromkeys(relations), 0
    wider = selected(Session(store, Question("network", filters=replace(others, undated=True))))
    passing = {relation: wider[relation] for relation in relations if relation in wider}
    if filters.undated:
        return passing, 0
    dated = {relation: holds for relation, holds in passing.items() if holds != UNDATED}
    return dated, len(passing) - len(dated)


def _types(records: EdgeRecords) -> dict[str, dict[str, frozenset[str]]]:
    return {
        local_name(iri): {name: frozenset(words) for name, words in declared.items()}
        for iri, declared in records.types.items()
    }


def _fill(graph: "nx.MultiDiGraph", records: EdgeRecords, relations: dict[str, str | None]) -> None:
    common = {iri: _of_type(iri, declared) for iri, declared in records.types.items()}
    edges, measured = [], []
    for relation, holds in relations.items():
        subject, type_, target = records.ties[relation]
        data = (common.get(type_) or _of_type(type_, records.types[type_])) | _of_relation(records, relation)
        if holds is not None:
            data["holds"] = holds
        if target is None:
            measured.append((subject, data))
        elif subject != target:
            edges.append((subject, target, relation, data))
    graph.add_edges_from(edges)
    for node, attributes in graph.nodes(data=True):
        kind = min(records.kinds_of.get(node, ()), default="")
        attributes.update(label=records.label(node), kind=kind, kinds=records.kinds(node))
    for node, data in measured:
        if node in graph:
            graph.nodes[node].setdefault("quantities", []).append(data)


def _of_type(iri: str, declared: dict[str, set[str]]) -> Attributes:
    return {
        "type": local_name(iri),
        "label": min(declared["prefLabel"], default=local_name(iri)),
        "layer": min(declared["layer"], default=""),
        "polarity": min(declared["polarity"], default=""),
        "symmetric": "symmetric" in declared,
    }


def _of_relation(records: EdgeRecords, relation: str) -> Attributes:
    claims = records.claims.get(relation, ())
    affirming = [claim for claim in claims if claim.stance == _AFFIRMS]
    denying = [claim for claim in claims if claim.stance == _DENIES]
    data: Attributes = {
        "relations": (relation,),
        "status": local_name(
            max((claim.status for claim in affirming), key=lambda status: records.strengths.get(status, -1), default="")
        ),
        "claimants": _several(claim.claimant for claim in affirming),
        "denied_by": _several(claim.claimant for claim in denying),
        "datasets": _several(name for claim in affirming if (name := records.dataset(claim.cited))),
        "sources": _several(records.source(claim.cited) for claim in affirming),
        "weak": bool(denying) or not any(_is_firm(records, claim) for claim in affirming),
    }
    for name, value in records.parts.get(relation, {}).items():
        if name in _NUMBERS:
            try:
                number = float(read_number(value))
            except ArithmeticError as error:
                raise DataError(
                    f"kg:{name} of {compact(relation)} is {value}, which is no number; run 'kg validate' on the data"
                ) from error
            data[_NAMES.get(name, name)] = int(number) if number.is_integer() else number
        else:
            data[_NAMES.get(name, name)] = local_name(value) if name in _CODES else value
    return data


def _several(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _is_firm(records: EdgeRecords, claim: Saying) -> bool:
    return records.strengths[claim.status] >= records.strengths[_FIRM] and not records.is_weak(claim.cited)


def _prune(graph: "nx.MultiDiGraph", kinds: frozenset[str], scope: Scope) -> None:
    """Take out the nodes of other kinds, concepts unless they are asked for, and what then has no tie."""
    aside = frozenset() if kinds or scope.with_concepts or scope.everything else frozenset({"Concept"})
    graph.remove_nodes_from(
        [node for node, of in graph.nodes(data="kinds") if (kinds and not of & kinds) or of & aside]
    )
    graph.remove_nodes_from([node for node, ties in list(graph.degree()) if ties == 0])


def among_actors(filters: Filters | None) -> Filters:
    """Return filters that leave actors only, unless they name kinds themselves."""
    filters = filters or Filters()
    return filters if filters.kind else replace(filters, kind=_ACTORS)


def summary(graph: "nx.MultiDiGraph") -> dict[str, int]:
    """Return how many edges each layer has, most first."""
    return dict(Counter(layer for _, _, layer in graph.edges(data="layer")).most_common())
