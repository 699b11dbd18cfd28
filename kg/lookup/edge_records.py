"""The records of which the edges of a network are made, as one query gives them: plain strings."""

from collections import defaultdict
from collections.abc import Callable
from typing import Final, NamedTuple

from msgspec import Struct, field
from pyoxigraph import Literal

from kg.store import Store, named_query
from kg.store.base import Term
from kg.terms import OWL, SKOS, local_name

Tie = tuple[str, str, str | None]  # subject, type, object; without an object for what only has a quantity
Cells = tuple[Term, Term, Term, Term, Term]

_LABEL: Final = f"{SKOS}prefLabel"
_SYMMETRIC: Final = f"{OWL}SymmetricProperty"


class Unit(NamedTuple):
    """A unit: its factor to the base unit of what it measures, and what comparing its values allows.

    ``convertible`` says whether values of the dimension in other units compare; ``of_imports`` whether they are parts
    of all that the buyer imports, in per cent.
    """

    factor: float
    dimension: str
    convertible: bool = True
    of_imports: bool = False


class Saying(NamedTuple):
    """One claim at one place, in IRIs."""

    stance: str
    status: str
    claimant: str
    cited: str


class EdgeRecords(Struct):
    """The graph in plain strings.

    ``ties`` has subject, type and object by relation; ``parts`` the dates, the quantity and the phase of a relation by
    local name; ``types`` what each relation type declares, by its IRI and the declaration's local name; ``sources``
    whether a source is weak, and its dataset; ``bodies`` who speaks for whom by being what it is; ``units`` the units
    by local name.
    """

    ties: dict[str, Tie] = field(default_factory=dict)
    parts: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    claims: dict[str, list[Saying]] = field(default_factory=lambda: defaultdict(list))
    passages: dict[str, str] = field(default_factory=dict)
    sources: dict[str, tuple[bool, str | None]] = field(default_factory=dict)
    types: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    kinds_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    labels: dict[str, list[Literal]] = field(default_factory=lambda: defaultdict(list))
    bodies: list[tuple[str, str]] = field(default_factory=list)
    broader: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    strengths: dict[str, int] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)

    def label(self, entity: str) -> str:
        """Return the label that is shown for an entity, by the rule of ``kg.session.reading.label_of``."""
        labels = self.labels.get(entity)
        if not labels:
            return local_name(entity)
        return min(labels, key=lambda label: (label.language != "en", label.language or "", label.value)).value

    def kinds(self, entity: str) -> frozenset[str]:
        """Return the kinds of an entity with all broader ones, by local name."""
        return frozenset().union(*(self.broader[kind] for kind in self.kinds_of.get(entity, ())))

    def source(self, cited: str) -> str:
        """Return the source in which a place is, or the place where it is a source itself."""
        return self.passages.get(cited, cited)

    def dataset(self, cited: str) -> str | None:
        """Return the dataset in which a place is."""
        return self.sources.get(self.source(cited), (False, None))[1]

    def is_weak(self, cited: str) -> bool:
        """Say whether a place is in a source that is to be used only beside another one."""
        return self.sources.get(self.source(cited), (False, None))[0]


def read_edge_records(store: Store) -> EdgeRecords:
    """Read the graph in one query and one pass over its rows."""
    records = EdgeRecords()
    take = _takers(records)
    for sort, *cells in store.select(named_query("network")):
        take[sort.value](*cells)
    return records


def _takers(records: EdgeRecords) -> dict[str, Callable[..., None]]:
    """Return what to do with a row of each sort; the cells are those of ``kg/queries/network.rq``."""

    def tie(thing: Term, subject: Term, type_: Term, target: Term | None, _: Term) -> None:
        records.ties[thing.value] = subject.value, type_.value, target and target.value

    def part(thing: Term, name: Term, value: Term, *_: Term) -> None:
        records.parts[thing.value][local_name(name.value)] = value.value

    def claim(thing: Term, stance: Term, status: Term, claimant: Term, cited: Term) -> None:
        said = Saying(stance.value, status.value, claimant.value, cited.value)
        records.claims[thing.value].append(said)

    def passage(thing: Term, source: Term, *_: Term) -> None:
        records.passages[thing.value] = source.value

    def source(thing: Term, weak: Term, dataset: Term | None, *_: Term) -> None:
        records.sources[thing.value] = weak.value == "true", dataset and local_name(dataset.value)

    def type_(thing: Term, name: Term, value: Term, *_: Term) -> None:
        if value.value == _SYMMETRIC:
            records.types[thing.value]["symmetric"].add("true")
        word = value.value if isinstance(value, Literal) else local_name(value.value)
        records.types[thing.value][local_name(name.value)].add(word)

    def entity(thing: Term, kind: Term, label: Term | None, *_: Term) -> None:
        records.kinds_of[thing.value].add(local_name(kind.value))
        if isinstance(label, Literal):
            records.labels[thing.value].append(label)

    def kind(thing: Term, broader: Term, *_: Term) -> None:
        records.broader[local_name(thing.value)].add(local_name(broader.value))

    def body(thing: Term, party: Term, *_: Term) -> None:
        records.bodies.append((thing.value, party.value))

    def status(thing: Term, strength: Term, *_: Term) -> None:
        records.strengths[thing.value] = int(strength.value)

    def unit(thing: Term, factor: Term, dimension: Term, convertible: Term | None, of_imports: Term | None) -> None:
        can = convertible is None or convertible.value == "true"
        part = of_imports is not None and of_imports.value == "true"
        records.units[local_name(thing.value)] = Unit(float(factor.value), local_name(dimension.value), can, part)

    return {
        "tie": tie, "quantity": tie, "part": part, "claim": claim, "passage": passage, "source": source,
        "type": type_, "entity": entity, "body": body, "kind": kind, "status": status, "unit": unit,
    }  # fmt: skip
