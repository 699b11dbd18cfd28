"""How much there is of what."""

from collections import Counter

from msgspec import Struct

from kg.store import Store, named_query
from kg.terms import local_name


class Stats(Struct, frozen=True):
    """Counts of entities by kind, of relations by layer, dataset and decade, of claims by stance and status.

    ``decades`` counts a relation in the decade of each date it has; ``undated`` counts those without one.
    """

    kinds: dict[str, int]
    layers: dict[str, int]
    datasets: dict[str, int]
    decades: dict[str, int]
    undated: int
    statuses: dict[str, int]
    stances: dict[str, int]
    relations: int
    claims: int

    @property
    def entities(self) -> int:
        """Return the number of entities."""
        return sum(self.kinds.values())


def stats(store: Store) -> Stats:
    """Return the counts of what the graph holds."""
    kinds = Counter(local_name(row["kind"].value) for row in store.select(named_query("entity_kinds")))
    layers: Counter[str] = Counter()
    decades: Counter[str] = Counter()
    dates: dict[str, set[str]] = {}
    for row in store.select(named_query("relation_dates")):
        relation = row["relation"].value
        if relation not in dates:
            dates[relation] = set()
            layers[local_name(row["layer"].value)] += 1
        if row["date"] is not None:
            dates[relation].add(f"{row['date'].value[:3]}0s")
    for decades_of in dates.values():
        decades.update(decades_of)
    statuses: Counter[str] = Counter()
    stances: Counter[str] = Counter()
    datasets: dict[str, set[str]] = {}
    claims: set[str] = set()
    for row in store.select(named_query("claim_facts")):
        datasets.setdefault(local_name(row["dataset"].value), set()).add(row["relation"].value)
        if row["claim"].value not in claims:
            claims.add(row["claim"].value)
            statuses[local_name(row["status"].value)] += 1
            stances[local_name(row["stance"].value)] += 1
    return Stats(
        kinds=_sorted(kinds),
        layers=_sorted(layers),
        datasets={name: len(datasets[name]) for name in sorted(datasets)},
        decades=dict(sorted(decades.items())),
        undated=sum(not decades_of for decades_of in dates.values()),
        statuses=_sorted(statuses),
        stances=_sorted(stances),
        relations=len(dates),
        claims=len(claims),
    )


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
