"""What the page's scripts know: the relations as numbers into lists of entities, types, times and claims.

What is written in words stands in the rows (``rows.py``), once, for readers with and without scripts. Relations are
numbered as the rows are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import Any, Generic, TypeVar

from kg.export.style import read_style
from kg.export.view import View
from kg.model.names import latin_key, latin_letters, search_key
from kg.model.records import Claim, Entity, EntityRef, Relation
from kg.model.standing import STANDINGS
from kg.model.verbaliser import words
from kg.session.delegation import days_of, read_delegation
from kg.session.reading import read_relations
from kg.session.statements import entity_refs
from kg.session.validity import EventTies, event_ties
from kg.store import Store, named_query, select_about
from kg.terms import local_name

Thing = TypeVar("Thing", bound=Hashable)
Time = tuple[str | tuple[str, ...], ...]


class _Numbered(Generic[Thing]):
    """Different things in the order in which they first came."""

    def __init__(self, things: Iterable[Thing] = ()) -> None:
        self._numbers: dict[Thing, int] = {}
        for thing in things:
            self.number(thing)

    def number(self, thing: Thing) -> int:
        return self._numbers.setdefault(thing, len(self._numbers))

    def __iter__(self) -> Iterator[Thing]:
        return iter(self._numbers)


def page_data(view: View, relations: list[Relation], dates: Dates) -> dict[str, Any]:
    """Return all that the scripts need, ready to be written as JSON."""
    entities = list(view.read_entities())
    style = read_style(view.store)
    labels = {local_name(row["term"].value): row["label"].value for row in view.store.select(named_query("kinds"))}
    layers = sorted({relation.type.layer for relation in relations})
    strokes = [style.stroke(layer) for layer in layers]
    kinds = sorted({entity.type for entity in entities})
    boxes = [style.box(kind) for kind in kinds]
    types = _Numbered(sorted({relation.type for relation in relations}, key=lambda type_: (type_.layer, type_.label)))
    told, called = _Told(view.store), _called(view.store, (entity.id for entity in entities))
    ends = _Numbered(entity.id for entity in entities)
    rows = [
        [
            ends.number(relation.subject.id),
            types.number(relation.type),
            ends.number(relation.object.id) if isinstance(relation.object, EntityRef) else -1,
            STANDINGS.index(view.standing(relation)),
            words(relation.phase) if relation.phase is not None else "",
            dates.number(relation),
            told.numbers(relation),
        ]
        for relation in relations
    ]
    return {
        "layers": [[layer, line.label, line.colour, line.dash] for layer, line in zip(layers, strokes, strict=True)],
        "kinds": [
            [kind, labels.get(kind, kind), box.label, box.shape, box.fill, box.border]
            for kind, box in zip(kinds, boxes, strict=True)
        ],
        "types": [[local_name(t.id), t.label, layers.index(t.layer), int(t.symmetric)] for t in types],
        "standings": STANDINGS,
        "latin": latin_letters(),
        "entities": [_entity(entity, called.get(entity.id, ()), kinds) for entity in entities],
        "relations": rows,
        **dates.tables(),
        **told.tables(labels),
        "focus": [local_name(entity.id) for entity in view.request.focus],
        "depth": view.request.depth,
        "phased": bool(view.request.filters.phase),
    }


def _called(store: Store, iris: Iterable[str]) -> dict[str, list[str]]:
    """Return the names that relations give to these entities, by the IRI of the entity."""
    names_of: dict[str, set[str]] = defaultdict(set)
    for entity, name in select_about(store, "called", "entity", iris):
        names_of[entity.value].add(name.value)
    return {entity: sorted(names) for entity, names in names_of.items()}


def _entity(entity: Entity, called: Iterable[str], kinds: list[str]) -> list[Any]:
    names = list(dict.fromkeys([entity.label, *entity.names, *called]))
    codes = sorted(entity.codes.items())
    told = (*names, *(code for _, code in codes))
    keys = list(dict.fromkeys([*map(search_key, told), *map(latin_key, told)]))
    return [local_name(entity.id), kinds.index(entity.type), names, codes, keys, entity.datasets]


class Dates:
    """When relations hold: by their own dates and those for which they are attested, else by those of their event."""

    def __init__(self, store: Store, relations: Iterable[Relation]) -> None:
        self._ties: EventTies = event_ties(store)
        known = {relation.id: relation for relation in relations}
        wanted = {dating for iri in known for dating in self._ties.dated_by(iri)}
        read = {relation.id: relation for relation in read_relations(store, wanted - known.keys())}
        self._datings = {iri: known.get(iri) or read[iri] for iri in wanted}
        self._times: _Numbered[Time] = _Numbered()
        self._moments: _Numbered[tuple[int, tuple[int, ...]]] = _Numbered()

    def datings(self, relation: Relation) -> list[Relation]:
        """Return the relations at whose dates a relation is read that has none of its own."""
        return [self._datings[iri] for iri in self._ties.dated_by(relation.id)]

    def number(self, relation: Relation) -> int:
        """Return the number of a relation's own time together with the times of its event."""
        others = {self._time(dating) for dating in self.datings(relation) if dating.period or dating.attested_on}
        return self._moments.number((self._time(relation), tuple(sorted(others))))

    def _time(self, relation: Relation) -> int:
        period = relation.period
        if not (period or relation.attested_on or relation.earliest or relation.latest):
            return -1
        own = (period.on, period.from_, period.until, period.not_before, period.not_after)
        life = relation.earliest or "", relation.latest or ""
        return self._times.number((*(date or "" for date in own), relation.attested_on, *life))

    def tables(self) -> dict[str, Any]:
        """Return the times and the moments made of them.

        A time is on, from, until, the two bounds, the dates attested, the earliest and the latest day.
        """
        return {"times": list(self._times), "moments": list(self._moments)}


class _Told:
    """The claims, and the parties for whom those who make them can have spoken then."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._delegation = read_delegation(store)
        rows = store.select(named_query("statuses"))
        order = sorted(rows, key=lambda row: -float(row["strength"].value))
        self._labels = {local_name(row["term"].value): row["label"].value for row in order}
        self._statuses = _Numbered(self._labels)
        self._circles: _Numbered[tuple[str, ...]] = _Numbered()
        self._known: dict[tuple[str, str | None], int] = {}
        self._claims: _Numbered[tuple[str, int, int, int]] = _Numbered()

    def numbers(self, relation: Relation) -> list[int]:
        """Return the numbers of the claims about a relation, in their order."""
        return [self._number(claim) for claim in relation.claims]

    def _number(self, claim: Claim) -> int:
        circle = self._circle(claim.claimant.id, claim.said_on)
        return self._claims.number((claim.claimant.id, circle, int(claim.affirms), self._statuses.number(claim.status)))

    def _circle(self, claimant: str, said_on: str | None) -> int:
        if (claimant, said_on) not in self._known:
            above = self._delegation.above(claimant, days_of(said_on))
            self._known[claimant, said_on] = self._circles.number(tuple(sorted(above)))
        return self._known[claimant, said_on]

    def tables(self, kinds: dict[str, str]) -> dict[str, Any]:
        """Return claims (claimant, circle, affirmed or not, status), circles of parties, parties and statuses."""
        parties = entity_refs(self._store, {iri for circle in self._circles for iri in circle})
        order = sorted(parties.values(), key=lambda party: (party.label, party.id))
        numbers = {party.id: number for number, party in enumerate(order)}
        return {
            "claims": [[numbers[claimant], *rest] for claimant, *rest in self._claims],
            "circles": [[numbers[iri] for iri in circle] for circle in self._circles],
            "parties": [[local_name(party.id), party.label, kinds.get(party.type, party.type)] for party in order],
            "statuses": [[status, self._labels.get(status, status)] for status in self._statuses],
        }
