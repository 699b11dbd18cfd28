"""On whose authority the graph stands: which source and which claimant supports how much."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from msgspec import Struct

from kg.model.records import EntityRef, Source
from kg.session.corroboration import corroboration
from kg.session.reading import read_sources
from kg.session.statements import entity_refs, labels_of
from kg.store import Store, select_about
from kg.terms import local_name


class Support(Struct, frozen=True):
    """How many claims come from one source or one claimant, by stance and status.

    ``who`` is the source or the claimant, ``side`` its side or None where that is unknown, and ``side_label`` what
    readers are told of it.
    """

    who: Source | EntityRef
    side: str | None
    affirms: dict[str, int]
    denies: dict[str, int]
    side_label: str | None = None

    @property
    def source(self) -> Source | None:
        """Return who it is, if that is a source."""
        return self.who if isinstance(self.who, Source) else None

    @property
    def claimant(self) -> EntityRef | None:
        """Return who it is, if that is a claimant."""
        return self.who if isinstance(self.who, EntityRef) else None

    @property
    def claims(self) -> int:
        """Return the number of claims."""
        return sum(self.affirms.values()) + sum(self.denies.values())


class SourceSummary(Struct, frozen=True):
    """Who supports how much, who is spoken about and never speaks, and how much rests on one source.

    ``single`` of ``relations`` relations are claimed in one source only; ``publishers`` counts the relations by how
    many independent publishers support their tie.
    """

    sources: list[Support]
    claimants: list[Support]
    silent: list[EntityRef]
    single: int
    relations: int
    publishers: dict[int, int]

    @property
    def single_source(self) -> dict[str, float | None]:
        """Return how much rests on one source, with its share, which is None where there is no relation."""
        share = round(self.single / self.relations, 4) if self.relations else None
        return {"relations": self.single, "of": self.relations, "share": share}


def source_summary(store: Store, relations: set[str] | None = None) -> SourceSummary:
    """Return on whose authority these relations stand, given by IRI, or all of the graph."""
    if relations == set():
        return SourceSummary([], [], [], 0, 0, {})
    by_source: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    by_claimant: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    taken: dict[str, set[str]] = defaultdict(set)
    sources_of: dict[str, set[str]] = defaultdict(set)
    for _, relation, source, claimant, side, stance, status in select_about(store, "support", "relation", relations):
        key = local_name(stance.value), local_name(status.value)
        by_source[source.value][key] += 1
        by_claimant[claimant.value][key] += 1
        sources_of[relation.value].add(source.value)
        if side is not None:
            taken[claimant.value].add(side.value)
    sources = read_sources(store, by_source)
    silent = {row["actor"].value for row in select_about(store, "silent", "relation", relations)}
    # An outlet whose sources stand on several sides is on none.
    sides = {iri: min(of) for iri, of in taken.items() if len(of) == 1}
    labels = labels_of(store, sides.values())
    told = {iri: (local_name(side), labels[side]) for iri, side in sides.items()}
    nowhere: tuple[str | None, str | None] = (None, None)
    support = corroboration(store, relations)
    named = entity_refs(store, {*by_claimant, *silent})
    return SourceSummary(
        _ranked(
            _support(sources[iri], sources[iri].side, sources[iri].side_label, counts)
            for iri, counts in by_source.items()
        ),
        _ranked(_support(named[iri], *told.get(iri, nowhere), counts) for iri, counts in by_claimant.items()),
        sorted((named[iri] for iri in silent), key=lambda entity: (entity.type, entity.label, entity.id)),
        sum(len(support) == 1 for support in sources_of.values()),
        len(sources_of),
        dict(sorted(Counter(support[iri].publishers if iri in support else 0 for iri in sources_of).items())),
    )


def _support(who: Source | EntityRef, side: str | None, label: str | None, counts: Counter[tuple[str, str]]) -> Support:
    def of(stance: str) -> dict[str, int]:
        return {status: n for (taken, status), n in sorted(counts.items()) if taken == stance}

    return Support(who, side, of("affirms"), of("denies"), label)


def _ranked(supports: Iterable[Support]) -> list[Support]:
    return sorted(supports, key=lambda support: (-support.claims, support.who.label, support.who.id))
