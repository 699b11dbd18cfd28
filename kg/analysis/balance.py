"""Structural balance: are the friends of friends friends, and the foes of foes?

How to read: a triad is balanced if the product of its signs is positive; where it is not, one of the three is under
strain. Where it misleads: a sign says that somebody states a friendly or a hostile tie, not how warm or how bitter it
is, and who is not recorded as a foe need be no friend.
"""

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from kg.analysis.frustration import MOST_STEPS, Frustration, frustration
from kg.analysis.simple_graph import Pair, ref
from kg.model.records import EntityRef

if TYPE_CHECKING:
    import networkx as nx

FRIENDLY: Final = "+"
HOSTILE: Final = "-"
MIXED: Final = "±"

# What a relation's polarity says of the sign of the pair.
_SIGNS: Final = {"cooperative": FRIENDLY, "hostile": HOSTILE}
_FACTORS: Final = {FRIENDLY: 1, HOSTILE: -1}


class SignedPair(Struct, frozen=True):
    """Two entities with a sign: + where all signed ties between them are friendly, - where all are hostile, else ±."""

    one: EntityRef
    other: EntityRef
    sign: str
    relations: tuple[str, ...]


class Triad(Struct, frozen=True):
    """Three entities of whom each two have a sign; ``pairs`` are the first two, the first and last, the last two.

    ``balanced`` is None where a pair is mixed.
    """

    entities: tuple[EntityRef, EntityRef, EntityRef]
    pairs: tuple[SignedPair, SignedPair, SignedPair]
    balanced: bool | None


class Balance(Struct, frozen=True):
    """The triads of a signed network, unbalanced ones first, and how far the whole is from balance.

    ``share`` is that of balanced triads among those without a mixed pair, None where there is none. The frustration
    leaves mixed pairs out. ``flips`` are the ties that one best way to balance would flip; there can be others.
    """

    triads: tuple[Triad, ...]
    pairs: tuple[SignedPair, ...]
    share: float | None
    frustration: Frustration
    flips: tuple[SignedPair, ...]

    @property
    def mixed(self) -> tuple[SignedPair, ...]:
        """Return the pairs that are friendly in one tie and hostile in another."""
        return tuple(pair for pair in self.pairs if pair.sign == MIXED)


def balance(graph: "nx.MultiDiGraph", most_steps: int = MOST_STEPS) -> Balance:
    """Return the structural balance of a network (Cartwright and Harary 1956; Aref and Wilson 2019).

    A pair's sign comes from the polarity of the direct ties between the two, whichever way; neutral ties give none.
    """
    signed = _signed(graph)
    pairs = {(one, other): data["pair"] for one, other, data in signed.edges(data=True)}
    triads = _triads(signed)
    told = [triad.balanced for triad in triads if triad.balanced is not None]
    definite = signed.edge_subgraph([ends for ends, pair in pairs.items() if pair.sign != MIXED])
    least = frustration(definite, most_steps)
    return Balance(
        tuple(sorted(triads, key=lambda triad: (_ORDER[triad.balanced], _labels(triad.entities)))),
        tuple(sorted(pairs.values(), key=lambda pair: _labels((pair.one, pair.other)))),
        sum(told) / len(told) if told else None,
        least,
        tuple(signed.edges[ends]["pair"] for ends in least.flips),
    )


_ORDER: Final[dict[bool | None, int]] = {False: 0, None: 1, True: 2}


def _labels(entities: tuple[EntityRef, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((entity.label, entity.id) for entity in entities)


def _signed(graph: "nx.MultiDiGraph") -> "nx.Graph":
    """Return the pairs that have a sign; each edge has its ``pair`` and, if it is not mixed, ``sign`` as 1 or -1."""
    import networkx as nx

    behind: dict[Pair, dict[str, set[str]]] = {}
    for one, other, data in graph.edges(data=True):
        if (sign := _SIGNS.get(data.get("polarity", ""))) is not None and one != other:
            ends = (one, other) if one < other else (other, one)
            behind.setdefault(ends, {}).setdefault(sign, set()).update(data.get("relations", ()))
    signed = nx.Graph()
    for ends, signs in sorted(behind.items()):
        sign = MIXED if len(signs) > 1 else next(iter(signs))
        relations = tuple(sorted(set().union(*signs.values())))
        pair = SignedPair(ref(graph, ends[0]), ref(graph, ends[1]), sign, relations)
        signed.add_edge(*ends, pair=pair, sign=_FACTORS.get(sign))
    return signed


def _triads(signed: "nx.Graph") -> list[Triad]:
    triads = []
    for one, other in signed.edges():
        for third in signed.adj[one].keys() & signed.adj[other].keys():
            if max(one, other) < third:
                triads.append(_triad(signed, *sorted((one, other, third), key=lambda node: _label(signed, node))))
    return triads


def _label(signed: "nx.Graph", node: str) -> tuple[str, str]:
    return _entity(signed, node).label, node


def _entity(signed: "nx.Graph", node: str) -> EntityRef:
    pair: SignedPair = next(iter(signed.adj[node].values()))["pair"]
    return pair.one if pair.one.id == node else pair.other


def _triad(signed: "nx.Graph", one: str, other: str, third: str) -> Triad:
    ends = ((one, other), (one, third), (other, third))
    pairs: list[SignedPair] = [signed.edges[pair]["pair"] for pair in ends]
    product = 1
    for pair in pairs:
        product *= _FACTORS.get(pair.sign, 0)
    return Triad(
        (_entity(signed, one), _entity(signed, other), _entity(signed, third)),
        (pairs[0], pairs[1], pairs[2]),
        None if product == 0 else product > 0,
    )
