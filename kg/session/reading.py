"""Reading relations, with their claims, types and ends, out of a Store.

Each part is fetched for all relations at once, by a handful of flat queries: one chain of OPTIONALs hanging on
an unbound variable costs a thousand times as much.
"""

from collections import defaultdict
from collections.abc import Iterable, Set
from decimal import Decimal
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from kg import policy as policies
from kg.errors import DataError
from kg.model.records import Claim, EntityRef, Relation, RelationType, Source, Text
from kg.store import Store, named_query
from kg.store.base import Term
from kg.terms import DCTERMS, KG, OWL, RDF, SKOS, compact, local_name

Properties = dict[str, list[Term]]
Said = tuple[bool, Claim]

_SYMMETRIC: Final = f"{OWL}SymmetricProperty"
_COUNT: Final = "count"


def properties(store: Store, subjects: Iterable[str]) -> dict[str, Properties]:
    """Return all that is stated of each of these things, by IRI and by the property's IRI."""
    found: dict[str, Properties] = defaultdict(lambda: defaultdict(list))
    wanted = [NamedNode(iri) for iri in sorted(set(subjects))]
    if not wanted:
        return found
    # To unpack a row takes half the time of looking up its cells by name, which is felt where there are many.
    for subject, name, value in store.select(named_query("properties", subject=wanted)):
        found[subject.value][name.value].append(value)
    return found


def label_of(iri: str, stated: Properties) -> str:
    """Return the label that is shown for a thing.

    The rule: the preferred label in English, else the one without a language, else the first by language tag
    and then by text, else the local name.
    """
    labels = [value for value in stated.get(f"{SKOS}prefLabel", []) if isinstance(value, Literal)]
    if not labels:
        return local_name(iri)
    return min(labels, key=lambda label: (label.language != "en", label.language or "", label.value)).value


def kind_of(stated: Properties) -> str:
    """Return the local name of the kind of an entity, or an empty string where it has none."""
    return min((local_name(kind.value) for kind in stated.get(f"{RDF}type", [])), default="")


def entity_refs(store: Store, iris: Iterable[str]) -> dict[str, EntityRef]:
    """Return these entities as others mention them, by IRI."""
    wanted = set(iris)
    stated = properties(store, wanted)
    return {iri: _ref(iri, stated.get(iri, {})) for iri in wanted}


def _ref(iri: str, stated: Properties) -> EntityRef:
    plural = _text(stated, f"{KG}plural") == "true"
    return EntityRef(iri, label_of(iri, stated), kind_of(stated), _text(stated, f"{KG}shortLabel"), plural)


def read_relations(
    store: Store, iris: Iterable[str], policy: str = policies.DEFAULT, passed: Set[str] | None = None
) -> list[Relation]:
    """Return these relations with all their claims, marked by a policy, in the order in which they are listed.

    Who reads batch by batch gives what the policy lets through, so that it is asked for once.
    """
    wanted = sorted(set(iris))
    if not wanted:
        return []
    relations = properties(store, wanted)
    claims = _claims(store, wanted)
    for iri, stated in relations.items():
        blank = [name for name in (f"{RDF}object", f"{KG}usedBy") if isinstance(_one(stated, name), BlankNode)]
        _check(iri, stated, f"{RDF}subject", f"{RDF}predicate", *blank)
    for found in claims.values():
        for iri, stated in found.items():
            _check(iri, stated, f"{KG}claimant")
    ends = {
        node.value
        for stated in relations.values()
        for name in (f"{RDF}subject", f"{RDF}object", f"{KG}usedBy")
        for node in stated.get(name, [])
        if isinstance(node, NamedNode)
    }
    ends |= {node.value for found in claims.values() for stated in found.values() for node in stated[f"{KG}claimant"]}
    entities = entity_refs(store, ends)
    units = {node.value for stated in relations.values() for node in stated.get(f"{KG}unit", [])}
    shown = {iri: (_text(unit, f"{KG}symbol"), _counts(unit)) for iri, unit in properties(store, units).items()}
    types = _types(store, {stated[f"{RDF}predicate"][0].value for stated in relations.values()})
    places = _places(store, claims)
    passed = policies.passing(store, policy, wanted) if passed is None else passed
    said = {iri: _read_claims(iri, claims.get(iri, {}), entities, places) for iri in relations}
    affirmed = _affirmed(store, said)
    read = [
        _relation(
            iri,
            relations[iri],
            entities,
            type_=types[relations[iri][f"{RDF}predicate"][0].value],
            unit=shown.get(_text(relations[iri], f"{KG}unit") or "", (None, False)),
            claims=tuple(claim for own, claim in said[iri] if own),
            tie_denials=tuple(claim for own, claim in said[iri] if not own),
            accepted=iri in passed,
            affirmed_by_tie=iri in affirmed,
        )
        for iri in wanted
        if iri in relations
    ]
    return sorted(read, key=sort_key)


def sort_key(relation: Relation) -> tuple[str, ...]:
    """Return what relations are sorted by: layer, type, subject, object, time, name."""
    target = relation.object
    time = relation.on or relation.from_ or relation.until or relation.not_before or relation.not_after or ""
    end = target.label if isinstance(target, EntityRef) else target.value if target else ""
    return relation.type.layer, relation.type.label, relation.subject.label, end, time, relation.id


def _check(iri: str, stated: Properties, *names: str) -> None:
    """Raise DataError unless each of these properties names a thing."""
    for name in names:
        if not isinstance(_one(stated, name), NamedNode):
            raise DataError(f"{compact(iri)} has no {compact(name)} that names a thing; run 'kg validate' on the data")


def _one(stated: Properties, name: str) -> Term | None:
    values = stated.get(name)
    return values[0] if values else None


def _text(stated: Properties, name: str) -> str | None:
    value = _one(stated, name)
    return None if value is None else value.value


def _local(stated: Properties, name: str) -> str | None:
    value = _one(stated, name)
    return None if value is None else local_name(value.value)


def _decimal(stated: Properties, name: str) -> Decimal | None:
    """Return a number with as many digits after the point as the source gives."""
    value, decimals = _one(stated, name), _one(stated, f"{KG}decimals")
    try:
        number = None if value is None else Decimal(value.value)
        if number is None or decimals is None:
            return number
        return number.quantize(Decimal(1).scaleb(-int(decimals.value)))
    except ArithmeticError as error:
        raise DataError(
            f"{compact(name)} is given as {value}, which is no number; run 'kg validate' on the data"
        ) from error


def _relation(
    iri: str,
    stated: Properties,
    entities: dict[str, EntityRef],
    *,
    type_: RelationType,
    unit: tuple[str | None, bool],
    claims: tuple[Claim, ...],
    tie_denials: tuple[Claim, ...],
    accepted: bool,
    affirmed_by_tie: bool,
) -> Relation:
    target, user = _one(stated, f"{RDF}object"), _text(stated, f"{KG}usedBy")
    return Relation(
        id=iri,
        subject=entities[stated[f"{RDF}subject"][0].value],
        type=type_,
        object=_object(target, entities),
        on=_text(stated, f"{KG}on"),
        from_=_text(stated, f"{KG}from"),
        until=_text(stated, f"{KG}until"),
        not_before=_text(stated, f"{KG}notBefore"),
        not_after=_text(stated, f"{KG}notAfter"),
        value=_decimal(stated, f"{KG}value"),
        value_max=_decimal(stated, f"{KG}upTo"),
        unit=_local(stated, f"{KG}unit"),
        comparator=_local(stated, f"{KG}comparator"),
        phase=_local(stated, f"{KG}phase"),
        used_by=None if user is None else entities[user],
        claims=claims,
        accepted=accepted,
        unit_symbol=unit[0],
        unit_counts=unit[1],
        qualifier=_text(stated, f"{KG}qualifier"),
        tie_denials=tie_denials,
        affirmed_by_tie=affirmed_by_tie,
    )


def _counts(unit: Properties) -> bool:
    """Say whether a unit counts things, of which a qualifier says what they are."""
    return _local(unit, f"{KG}dimension") == _COUNT


def _object(target: Term | None, entities: dict[str, EntityRef]) -> EntityRef | Text | None:
    if isinstance(target, Literal):
        return Text(target.value, target.datatype.value, target.language)
    return None if target is None else entities[target.value]


def _types(store: Store, iris: set[str]) -> dict[str, RelationType]:
    stated = properties(store, iris)
    return {
        iri: RelationType(
            id=iri,
            label=label_of(iri, stated[iri]),
            inverse_label=_text(stated[iri], f"{KG}inverseLabel"),
            layer=_local(stated[iri], f"{KG}layer") or "",
            polarity=_local(stated[iri], f"{KG}polarity") or "",
            symmetric=any(kind.value == _SYMMETRIC for kind in stated[iri].get(f"{RDF}type", [])),
            plural_label=_text(stated[iri], f"{KG}pluralLabel"),
            card_label=_text(stated[iri], f"{KG}cardLabel"),
            inverse_card_label=_text(stated[iri], f"{KG}inverseCardLabel"),
            plural_inverse_label=_text(stated[iri], f"{KG}pluralInverseLabel"),
        )
        for iri in iris
    }


def _claims(store: Store, relations: list[str]) -> dict[str, dict[str, Properties]]:
    """Return what is stated of each claim, by relation and claim; those that deny its bare tie are among them."""
    found: dict[str, dict[str, Properties]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for relation, claim, name, value in store.select(named_query("claims", relation=map(NamedNode, relations))):
        found[relation.value][claim.value][name.value].append(value)
    return found


def _places(store: Store, claims: dict[str, dict[str, Properties]]) -> dict[str, tuple[Source, int | None]]:
    """Return the source and the paragraph number of each place in which a claim is found."""
    cited = {
        place for found in claims.values() for stated in found.values() for place in stated.get(f"{KG}foundIn", [])
    }
    wanted = [place for place in cited if isinstance(place, NamedNode)]
    if not wanted:
        return {}
    rows = [
        (row["place"].value, row["source"].value, row["paragraph"])
        for row in store.select(named_query("passages", place=wanted))
    ]
    sources = read_sources(store, {source for _, source, _ in rows})
    return {place: (sources[source], int(number.value) if number else None) for place, source, number in rows}


def read_sources(store: Store, iris: Iterable[str]) -> dict[str, Source]:
    """Return sources by IRI."""
    stated = properties(store, iris)
    publishers = {
        node.value
        for found in stated.values()
        for node in found.get(f"{DCTERMS}publisher", [])
        if isinstance(node, NamedNode)
    }
    named = properties(store, publishers)
    return {iri: _source(iri, found, named) for iri, found in stated.items()}


def _source(iri: str, stated: Properties, named: dict[str, Properties]) -> Source:
    publisher = _one(stated, f"{DCTERMS}publisher")
    if isinstance(publisher, NamedNode):
        published_by: str | None = label_of(publisher.value, named.get(publisher.value, {}))
    else:
        published_by = None if publisher is None else publisher.value
    return Source(
        id=iri,
        label=_text(stated, f"{DCTERMS}title") or local_name(iri),
        publisher=published_by,
        url=_text(stated, "https://schema.org/url"),
        date=_text(stated, f"{DCTERMS}issued"),
        side=_local(stated, f"{KG}side"),
        weak=_text(stated, f"{KG}weak") == "true",
        dataset=_local(stated, f"{DCTERMS}isPartOf"),
    )


def _affirmed(store: Store, said: dict[str, list[Said]]) -> frozenset[str]:
    """Return those with denials of their own alone of which, as a bare tie, another relation is affirmed."""
    denied = [
        NamedNode(iri)
        for iri, claims in said.items()
        if any(own for own, _ in claims) and not any(claim.affirms for _, claim in claims)
    ]
    rows = store.select(named_query("affirmed_ties", tie=denied)) if denied else ()
    return frozenset(tie.value for (tie,) in rows)


def _read_claims(
    relation: str,
    found: dict[str, Properties],
    entities: dict[str, EntityRef],
    places: dict[str, tuple[Source, int | None]],
) -> list[Said]:
    """Return claims in order, each with whether it is about the relation itself and not about its bare tie."""
    claims = []
    for iri, stated in found.items():
        cited = [places[place.value] for place in stated.get(f"{KG}foundIn", []) if place.value in places]
        if not cited:
            continue  # a claim without a source says nothing; kg validate names it
        claim = Claim(
            id=iri,
            claimant=entities[stated[f"{KG}claimant"][0].value],
            stance=_local(stated, f"{KG}stance") or "",
            status=_local(stated, f"{KG}status") or "",
            said_on=_text(stated, f"{KG}saidOn"),
            attested_on=_text(stated, f"{KG}attestedOn"),
            source=cited[0][0],
            paragraphs=tuple(sorted(number for _, number in cited if number is not None)),
            note=_text(stated, f"{SKOS}note"),
            rows=tuple(sorted(row.value for row in stated.get(f"{DCTERMS}identifier", []))),
        )
        claims.append((any(about.value == relation for about in stated[f"{KG}about"]), claim))
    return sorted(claims, key=lambda said: _claim_key(said[1]))


def _claim_key(claim: Claim) -> tuple[str, str, tuple[int, ...], str]:
    return claim.stance, claim.source.id, claim.paragraphs, claim.id
