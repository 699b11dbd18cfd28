"""Reading relations, with their claims, types and ends, out of a Store.

What is stated of the relations, of the claims by which they stand, and of all that these mention is fetched by a
handful of flat queries, of bounded length: one chain of OPTIONALs hanging on an unbound variable costs a thousand times
as much. Nothing else of the graph is read, so that reading costs what is read.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from decimal import Decimal
from functools import lru_cache
from typing import Final

from msgspec import Struct, field
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg import policy as policies
from kg.errors import DataError, InputError
from kg.model.dates import parse_date
from kg.model.numbers import read_number
from kg.model.records import Claim, EntityRef, Relation, RelationType, Source, Text
from kg.session.pieces import PIECES, RELATION, pieces
from kg.session.statements import Properties, label_of, properties, ref_of
from kg.session.verdicts import passing_among, tie_triples, weighed_triples
from kg.store import Store, batches, named_query
from kg.store.base import Term
from kg.terms import DCTERMS, KG, OWL, RDF, SKOS, compact, local_name

Said = tuple[bool, Claim]
Given = list[dict[str, list[NamedNode | Literal]]]

_SYMMETRIC: Final = f"{OWL}SymmetricProperty"
_ENDS: Final = (f"{RDF}subject", f"{RDF}object", f"{KG}usedBy")
_ABOUT: Final = f"{KG}about"
_CLAIMANT: Final = f"{KG}claimant"
_FOUND_IN: Final = f"{KG}foundIn"
_SIDE: Final = f"{KG}side"
_TIE: Final = f"{KG}tie"
# What a thing rests on; the query of what things rest on follows these too.
_RESTS_ON: Final = (f"{KG}passageOf", f"{KG}countsWith", _SIDE, f"{DCTERMS}publisher")
_AFFIRMS: Final = "affirms"
_DENIES: Final = "denies"
# A unit of this dimension counts things, of which a qualifier says what they are.
_COUNT: Final = "count"


class Statements(Struct):
    """What is stated of some relations and of all on which they rest.

    ``claims`` has the claims by which a relation stands, by relation and claim; ``cited`` the source and the paragraph
    number of each place in which one is found, ``weighed`` the things by which a policy decides.
    """

    relations: dict[str, Properties]
    claims: dict[str, dict[str, Properties]]
    cited: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    weighed: set[str] = field(default_factory=set)


class Reader:
    """Reads relations out of a store and keeps what it has read of the things that they mention."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._things: dict[str, Properties] = {}
        # What many relations share is made once.
        self._entities: dict[str, EntityRef] = {}
        self._types: dict[str, RelationType] = {}
        self._sources: dict[str, Source] = {}
        self._read = Statements({}, {})
        self._records: dict[tuple[str, str], Relation] = {}

    def relations(
        self,
        iris: Iterable[str],
        policy: str = policies.DEFAULT,
        passed: Set[str] | None = None,
        near: Sequence[str] = (),
    ) -> list[Relation]:
        """Return these relations with all their claims, marked by a policy, in the order in which they are listed.

        Who asks for the whole graph gives what the policy lets through; else it is asked about these relations only.
        ``near`` are entities of which each relation has one for an end, where these are known: many relations are then
        asked for by a short pattern.
        """
        asked = set(iris)
        wanted = sorted(iri for iri in asked if (iri, policy) not in self._records)
        if wanted:
            stated = self._stated(wanted, near)
            if passed is None:
                passed = self._store.passed(policy, stated.relations)
            if passed is None:
                weighed = {iri: self._things.get(iri, {}) for iri in stated.weighed}  # a side may be declared nowhere
                passed = passing_among(
                    policy, stated.relations, stated.claims, weighed, stated.cited, self._store.dossier
                )
            for iri in wanted:
                if iri in stated.relations:
                    said = self._said(iri, stated.claims.get(iri, {}), stated.cited)
                    self._records[iri, policy] = self._relation(iri, stated.relations[iri], said, iri in passed)
        records = (self._records[iri, policy] for iri in asked if (iri, policy) in self._records)
        return sorted(records, key=sort_key)

    def things(self, iris: Iterable[str]) -> dict[str, Properties]:
        """Return what is stated of these things, of each asked for once."""
        missing = {iri for iri in iris if iri not in self._things}
        if missing:
            stated_of = properties(self._store, missing)
            self._things.update((iri, _without_statements(stated_of.get(iri, {}))) for iri in missing)
        return self._things

    def _stated(self, wanted: list[str], near: Sequence[str]) -> Statements:
        statements = self.statements(wanted, sorted(set(near)))
        for iri, stated in statements.relations.items():
            blank = [name for name in (f"{RDF}object", f"{KG}usedBy") if isinstance(_one(stated, name), BlankNode)]
            _check(iri, stated, f"{RDF}subject", f"{RDF}predicate", *blank)
            _check_values(iri, stated)
        claims = [stated for claims in statements.claims.values() for stated in claims.values()]
        for claims_of in statements.claims.values():
            for iri, stated in claims_of.items():
                _check(iri, stated, _CLAIMANT)
                _check_values(iri, stated)
        claimants, found_in = _nodes(claims, _CLAIMANT), _nodes(claims, _FOUND_IN)
        mentioned = _nodes(statements.relations.values(), *_ENDS, f"{RDF}predicate", f"{KG}unit")
        self.resting(mentioned | claimants | found_in)
        statements.cited = {
            cited_iri: cited for cited_iri in sorted(found_in) if (cited := self._cited(cited_iri)) is not None
        }
        statements.weighed = self._weighed(claimants, {source for source, _ in statements.cited.values()})
        self._read.relations.update(statements.relations)
        self._read.claims.update(statements.claims)
        self._read.cited.update(statements.cited)
        return statements

    def _weighed(self, claimants: set[str], sources: set[str]) -> set[str]:
        """Return the things by which a policy decides: who says it, where, with whom these count, and on which side."""
        weighed = claimants | sources | _nodes((self._things[iri] for iri in claimants), f"{KG}countsWith")
        return weighed | _nodes((self._things[iri] for iri in weighed), _SIDE)

    def ties(self, relations: Iterable[str]) -> dict[str, list[Triple]]:
        """Return what is stated of relations that have been read and of the claims by which each stands."""
        read = self._read
        return {iri: [*tie_triples(iri, read.relations[iri], read.claims.get(iri, {}))] for iri in relations}

    def same_tie(self, relations: Iterable[str]) -> dict[str, set[str]]:
        """Return which of some relations that have been read are of the bare tie to which each of them belongs."""
        ties = {iri: _nodes([self._read.relations[iri]], _TIE) for iri in relations}
        of_tie: dict[str, set[str]] = defaultdict(set)
        for iri, names in ties.items():
            for tie in names:
                of_tie[tie].add(iri)
        return {iri: set().union(*(of_tie[tie] for tie in names)) for iri, names in ties.items()}

    def weighed(self, relations: Iterable[str]) -> list[Triple]:
        """Return what a policy weighs the claims of relations by that have been read."""
        stated = [claim for iri in relations for claim in self._read.claims.get(iri, {}).values()]
        cited = {iri: self._read.cited[iri] for iri in _nodes(stated, _FOUND_IN) if iri in self._read.cited}
        weighed = self._weighed(_nodes(stated, _CLAIMANT), {source for source, _ in cited.values()})
        things = self.things(weighed)
        return [*weighed_triples({iri: things[iri] for iri in weighed}, cited)]

    def statements(self, wanted: list[str], near: Sequence[str] = ()) -> Statements:
        """Return what is stated of relations and of the claims by which they stand, by relation and claim."""
        if self._store.has_arrows(PIECES):
            kept = pieces(self._store, [NamedNode(iri) for iri in wanted], RELATION)
            stands = {iri: kept[iri] for iri in wanted if iri in kept}
            return Statements(
                {iri: own for iri, (own, _) in stands.items()}, {iri: claims for iri, (_, claims) in stands.items()}
            )
        stated_of: dict[str, dict[str, Properties]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        for given in _asked(wanted, near):
            # To unpack a row takes half the time of looking up its cells by name, which is felt where there are many.
            for relation, node, name, value in self._store.select(named_query("stated", **given)):
                values = stated_of[relation.value][node.value][name.value]
                if value not in values:
                    values.append(value)
        relations: dict[str, Properties] = {}
        claims: dict[str, dict[str, Properties]] = {}
        for iri in wanted:
            nodes = stated_of.get(iri, {})
            if iri in nodes:
                stated = relations[iri] = nodes.pop(iri)
                ties = {tie.value for tie in stated.get(_TIE, ())} - {iri}
                claims[iri] = {claim: said for claim, said in nodes.items() if _carries(said, iri, ties)}
        return Statements(relations, claims)

    def resting(self, iris: Iterable[str]) -> dict[str, Properties]:
        """Return what is stated of things and of what they rest on, of each asked for once."""
        missing = sorted({iri for iri in iris if iri not in self._things})
        if self._store.has_arrows(PIECES):
            while missing:
                self.things(missing)
                further = _nodes((self._things[iri] for iri in missing), *_RESTS_ON)
                missing = sorted(further - self._things.keys())
            return self._things
        stated_of: dict[str, Properties] = defaultdict(lambda: defaultdict(list))
        for batch in batches([NamedNode(iri) for iri in missing]):
            for subject, name, value in self._store.select(named_query("rests_on", start=batch)):
                values = stated_of[subject.value][name.value]
                if value not in values:
                    values.append(value)
        for iri in {*missing, *stated_of}:
            self._things.setdefault(iri, _without_statements(stated_of.get(iri, {})))
        return self._things

    def _cited(self, iri: str) -> tuple[str, int | None] | None:
        """Return the source and the paragraph number of a place in which a claim is found; a source is cited whole."""
        stated = self._things[iri]
        number = _one(stated, f"{KG}paragraph")
        for source in sorted(_nodes([stated], f"{KG}passageOf") | {iri}):
            if any(kind.value == f"{KG}Source" for kind in self._things.get(source, {}).get(f"{RDF}type", ())):
                return source, None if number is None else _paragraph(number)
        return None

    def _entity(self, iri: str) -> EntityRef:
        if iri not in self._entities:
            self._entities[iri] = ref_of(iri, self._things.get(iri, {}))
        return self._entities[iri]

    def _source(self, iri: str) -> Source:
        if iri not in self._sources:
            self._sources[iri] = _source(iri, self._things.get(iri, {}), self._things)
        return self._sources[iri]

    def _relation(self, iri: str, stated: Properties, said: list[Said], accepted: bool) -> Relation:
        target, user, unit = _one(stated, f"{RDF}object"), _text(stated, f"{KG}usedBy"), _text(stated, f"{KG}unit")
        own = tuple(claim for about_it, claim in said if about_it)
        others = [claim for about_it, claim in said if not about_it]
        return Relation(
            id=iri,
            subject=self._entity(stated[f"{RDF}subject"][0].value),
            type=self._type(stated[f"{RDF}predicate"][0].value),
            object=self._object(target),
            on=_date(stated, f"{KG}on"),
            from_=_date(stated, f"{KG}from"),
            until=_date(stated, f"{KG}until"),
            not_before=_date(stated, f"{KG}notBefore"),
            not_after=_date(stated, f"{KG}notAfter"),
            earliest=_text(stated, f"{KG}earliest"),
            latest=_text(stated, f"{KG}latest"),
            value=_decimal(stated, f"{KG}value"),
            value_max=_decimal(stated, f"{KG}upTo"),
            unit=_local(stated, f"{KG}unit"),
            comparator=_local(stated, f"{KG}comparator"),
            phase=_local(stated, f"{KG}phase"),
            used_by=None if user is None else self._entity(user),
            claims=own,
            accepted=accepted,
            unit_symbol=None if unit is None else _text(self._things.get(unit, {}), f"{KG}symbol"),
            unit_counts=unit is not None and _local(self._things.get(unit, {}), f"{KG}dimension") == _COUNT,
            qualifier=_text(stated, f"{KG}qualifier"),
            tie_denials=tuple(claim for claim in others if not claim.affirms),
            affirmed_by_tie=bool(own)
            and not any(claim.affirms for claim in own)
            and any(claim.affirms for claim in others),
        )

    def _object(self, target: Term | None) -> EntityRef | Text | None:
        if isinstance(target, Literal):
            return Text(target.value, target.datatype.value, target.language)
        return None if target is None else self._entity(target.value)

    def _type(self, iri: str) -> RelationType:
        if iri not in self._types:
            self._types[iri] = _relation_type(iri, self._things.get(iri, {}))
        return self._types[iri]

    def _said(
        self, relation: str, claims: dict[str, Properties], cited: dict[str, tuple[str, int | None]]
    ) -> list[Said]:
        """Return claims in order, each with whether it is about the relation itself or about another of its tie."""
        said = []
        for iri, stated in claims.items():
            passages = [cited[node.value] for node in stated.get(_FOUND_IN, []) if node.value in cited]
            if not passages:
                continue  # a claim without a source says nothing; kg validate names it
            claim = Claim(
                id=iri,
                claimant=self._entity(stated[_CLAIMANT][0].value),
                stance=_local(stated, f"{KG}stance") or "",
                status=_local(stated, f"{KG}status") or "",
                said_on=_date(stated, f"{KG}saidOn"),
                attested_on=_date(stated, f"{KG}attestedOn"),
                source=self._source(passages[0][0]),
                paragraphs=tuple(sorted(number for _, number in passages if number is not None)),
                note=_text(stated, f"{SKOS}note"),
                doubted=_text(stated, f"{KG}doubted") == "true",
                rows=tuple(sorted(row.value for row in stated.get(f"{DCTERMS}identifier", []))),
            )
            said.append((any(about.value == relation for about in stated[_ABOUT]), claim))
        return sorted(said, key=lambda one: _claim_key(one[1]))


def read_relations(
    store: Store, iris: Iterable[str], policy: str = policies.DEFAULT, passed: Set[str] | None = None
) -> list[Relation]:
    """Return these relations with all their claims, marked by a policy, in the order in which they are listed.

    Who reads batch by batch gives what the policy lets through, so that it is asked for once.
    """
    return Reader(store).relations(iris, policy, passed)


def _asked(wanted: list[str], near: Sequence[str]) -> Given:
    """Return the parameters by which relations are asked for: their names, or the ends of many of them."""
    by_name: Given = [{"relation": batch} for batch in batches([NamedNode(iri) for iri in wanted])]
    by_end: Given = [{"entity": batch} for batch in batches([NamedNode(iri) for iri in near])]
    return by_end if near and len(by_end) < len(by_name) else by_name


def _carries(claim: Properties, relation: str, ties: Set[str]) -> bool:
    """Say whether a relation stands by a claim: one about it, a denial of its bare tie, or what affirms it with more.

    ``ties`` are the bare ties of the relation, other than itself; else a claim is about a relation of which it is one.
    """
    about = _nodes([claim], _ABOUT)
    stances = {local_name(stance) for stance in _nodes([claim], f"{KG}stance")}
    return relation in about or (_DENIES if about & ties else _AFFIRMS) in stances


def _nodes(stated: Iterable[Properties], *names: str) -> set[str]:
    """Return the IRIs to which these properties point."""
    return {
        node.value
        for properties in stated
        for name in names
        for node in properties.get(name, ())
        if isinstance(node, NamedNode)
    }


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


def _is_statement(value: object) -> bool:
    return isinstance(value, Triple)


def _check_values(iri: str, stated: Properties) -> None:
    """Raise DataError if a value is a statement, which RDF 1.2 allows and the model does not."""
    for name, values in stated.items():
        if any(_is_statement(value) for value in values):
            raise DataError(f"{compact(iri)} has a statement as its {compact(name)}; run 'kg validate' on the data")


def _without_statements(stated: Properties) -> Properties:
    """Return what is stated of a thing without the values that are statements: they say nothing of it here."""
    if not any(_is_statement(value) for values in stated.values() for value in values):
        return stated
    kept = {name: [value for value in values if not _is_statement(value)] for name, values in stated.items()}
    return {name: values for name, values in kept.items() if values}


def _one(stated: Properties, name: str) -> Term | None:
    values = stated.get(name)
    return values[0] if values else None


def _text(stated: Properties, name: str) -> str | None:
    value = _one(stated, name)
    return None if value is None else value.value


def _local(stated: Properties, name: str) -> str | None:
    value = _one(stated, name)
    return None if value is None else local_name(value.value)


def _date(stated: Properties, name: str) -> str | None:
    """Return a date, of which all that follows may trust that its day exists and lies in the years 1 to 9999."""
    value = _one(stated, name)
    if value is None:
        return None
    try:
        return _checked(value.value)
    except InputError as error:
        raise DataError(
            f"{compact(name)} is given as {value}, which is no date of the years 0001 to 9999 in plain form; "
            "run 'kg validate' on the data"
        ) from error


_checked = lru_cache(parse_date)


def _decimal(stated: Properties, name: str) -> Decimal | None:
    """Return a number with as many digits after the point as the source gives."""
    value, decimals = _one(stated, name), _one(stated, f"{KG}decimals")
    try:
        number = None if value is None else read_number(value.value)
        if number is None or decimals is None:
            return number
        return number.quantize(Decimal(1).scaleb(-int(decimals.value)))
    except (ArithmeticError, ValueError) as error:
        raise DataError(
            f"{compact(name)} is given as {value}, which is no number; run 'kg validate' on the data"
        ) from error


def _paragraph(number: Term) -> int:
    if not re.fullmatch("[0-9]{1,9}", number.value):
        raise DataError(f"kg:paragraph is given as {number}, which is no number; run 'kg validate' on the data")
    return int(number.value)


def read_sources(store: Store, iris: Iterable[str]) -> dict[str, Source]:
    """Return sources by IRI."""
    stated = properties(store, iris)
    told = {
        node.value
        for stated_of in stated.values()
        for name in (f"{DCTERMS}publisher", f"{KG}side")
        for node in stated_of.get(name, [])
        if isinstance(node, NamedNode)
    }
    named = properties(store, told)
    return {iri: _source(iri, stated_of, named) for iri, stated_of in stated.items()}


def _relation_type(iri: str, stated: Properties) -> RelationType:
    return RelationType(
        id=iri,
        label=label_of(iri, stated),
        inverse_label=_text(stated, f"{KG}inverseLabel"),
        layer=_local(stated, f"{KG}layer") or "",
        polarity=_local(stated, f"{KG}polarity") or "",
        symmetric=any(kind.value == _SYMMETRIC for kind in stated.get(f"{RDF}type", [])),
        plural_label=_text(stated, f"{KG}pluralLabel"),
        card_label=_text(stated, f"{KG}cardLabel"),
        inverse_card_label=_text(stated, f"{KG}inverseCardLabel"),
        plural_inverse_label=_text(stated, f"{KG}pluralInverseLabel"),
    )


def _source(iri: str, stated: Properties, named: dict[str, Properties]) -> Source:
    publisher = _one(stated, f"{DCTERMS}publisher")
    if isinstance(publisher, NamedNode):
        published_by: str | None = label_of(publisher.value, named.get(publisher.value, {}))
    else:
        published_by = None if publisher is None else publisher.value
    side = _one(stated, f"{KG}side")
    return Source(
        id=iri,
        label=_text(stated, f"{DCTERMS}title") or local_name(iri),
        publisher=published_by,
        url=_text(stated, "https://schema.org/url"),
        date=_date(stated, f"{DCTERMS}issued"),
        side=None if side is None else local_name(side.value),
        weak=_text(stated, f"{KG}weak") == "true",
        dataset=_local(stated, f"{DCTERMS}isPartOf"),
        side_label=None if side is None else label_of(side.value, named.get(side.value, {})),
    )


def _claim_key(claim: Claim) -> tuple[str, str, tuple[int, ...], str]:
    return claim.stance, claim.source.id, claim.paragraphs, claim.id
