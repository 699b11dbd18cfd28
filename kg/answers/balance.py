"""Are the friends of friends friends, and the foes of foes?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kg.analysis.balance import Balance, SignedPair, Triad
from kg.analysis.balance import balance as measure
from kg.answers import network as shared
from kg.answers.answer import Answer, Drawing, chosen
from kg.answers.listing import ALL, BETWEEN, count, first, more
from kg.model.records import Relation
from kg.network import among_actors
from kg.session.session import Session
from kg.view.citations import Citations
from kg.view.document import Block, Document, Prose, Row, Rows, words
from kg.view.telling import cited_row

if TYPE_CHECKING:
    import networkx as nx

_CAUTION: Final = "Signs are those of recorded ties: a sale of gas and an alliance are both a plus."
# Relations shown of each polarity behind a sign, triads of each sort and mixed pairs, unless all are asked for.
_FEW: Final = 2
_MOST: Final = 8
_MINUS: Final = {"-": "\N{MINUS SIGN}"}


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return the triads of friendly and hostile ties, and the fewest ties to flip for balance."""
    policy = session.question.policy
    network = shared.network_of(session, filters=among_actors(session.filters))
    measured = measure(network)

    def read() -> dict[str, Relation]:
        return shared.read(session, {iri for pair in measured.pairs for iri in pair.relations})

    def draw() -> Drawing:
        from kg.export import caption
        from kg.export.pictures.balance import picture

        about = [*summary(measured), *caption.chosen_by(session.question.filters)]
        return picture(measured, "Friendly and hostile ties", about, read(), policy, session.store)

    return Answer(
        records=lambda: _record(measured, read()),
        kind="balance",
        compose=lambda: _document(measured, read(), policy, whole=whole),
        remarks=tuple(shared.said(network)),
        nothing=_nothing(measured, network),
        basis=chosen(policy),
        drawings={"svg": draw},
    )


def _record(measured: Balance, read: Mapping[str, Relation]) -> dict[str, object]:
    """Return the parts of the record, with the relations behind each sign."""

    def told(pair: SignedPair) -> dict[str, object]:
        return {
            "entities": (pair.one, pair.other),
            "sign": pair.sign,
            "relations": [read[iri] for iri in pair.relations],
        }

    triads = [
        {
            "entities": triad.entities,
            "signs": [pair.sign for pair in triad.pairs],
            "balanced": triad.balanced,
            "relations": [[read[iri] for iri in pair.relations] for pair in triad.pairs],
        }
        for triad in measured.triads
    ]
    frustration = {
        "index": measured.frustration.index,
        "least": measured.frustration.least,
        "exact": measured.frustration.is_exact,
        "flips": [told(pair) for pair in measured.flips],
    }
    mixed = [told(pair) for pair in measured.mixed]
    return {"triads": triads, "balanced_share": measured.share, "frustration": frustration, "mixed": mixed}


def _nothing(measured: Balance, network: nx.MultiDiGraph) -> str:
    if measured.triads:
        return ""
    none = "no three entities with a sign between each two" if measured.pairs else "no friendly or hostile tie"
    return shared.empty(network, none)


def summary(measured: Balance) -> list[str]:
    """Return in lines how far a network is from balance, and what would balance it."""
    lines = [] if measured.share is None else [f"Balanced: {measured.share:.0%} of the triads without a mixed pair"]
    index, least = measured.frustration.index, measured.frustration.least
    told = f"Frustration index: {index}"
    if not measured.frustration.is_exact:
        told = f"Frustration index: between {least} and {index}; the search was cut off"
    lines.append(f"{told}, in {len(measured.pairs) - len(measured.mixed)} pairs with one sign")
    if measured.flips:
        lines.append(f"One way to balance flips: {'; '.join(map(_pair, measured.flips))}")
    if measured.mixed:
        lines.append(f"Mixed, friendly in one tie and hostile in another: {'; '.join(map(_pair, measured.mixed))}")
    return lines


def _pair(pair: SignedPair) -> str:
    return f"{pair.one.label} {_MINUS.get(pair.sign, pair.sign)} {pair.other.label}"


def _document(measured: Balance, read: dict[str, Relation], policy: str, *, whole: bool) -> Document:
    citations = Citations()
    sorts = (("UNBALANCED", False), ("WITH A MIXED PAIR", None), ("BALANCED", True))
    groups = {name: [triad for triad in measured.triads if triad.balanced is sort] for name, sort in sorts}
    number = BETWEEN.join(f"{len(triads)} {name.lower()}" for name, triads in groups.items() if triads)
    blocks: list[Block] = [Prose(tuple(words(line) for line in summary(measured)))]
    blocks += [_triads(name, triads, whole=whole) for name, triads in groups.items() if triads]
    strained = [pair for triad in groups["UNBALANCED"] for pair in triad.pairs]
    if pairs := list(dict.fromkeys([*strained, *measured.mixed])):
        blocks.append(_ground(pairs, read, citations, whole=whole))
    return Document(
        f"{count(len(measured.triads), 'triad')}: {number}",
        (*blocks, citations.sources),
        close=("+ friendly · \N{MINUS SIGN} hostile · ± both", *shared.basis(policy, _CAUTION)),
    )


def _triads(name: str, triads: Sequence[Triad], *, whole: bool) -> Rows:
    """Return triads, one a row."""
    shown = first(triads, _MOST, whole=whole)
    rows = tuple(Row(words(", ".join(map(_pair, triad.pairs)))) for triad in shown)
    return Rows(f"{name} ({len(triads)})", rows, more(len(triads), len(shown), "triad"))


def _ground(pairs: Sequence[SignedPair], read: dict[str, Relation], citations: Citations, *, whole: bool) -> Rows:
    """Return on which ties the signs of pairs rest, each pair once."""
    shown = first(pairs, _MOST, whole=whole)
    rows = tuple(
        Row(words((_pair(pair), "name")), inside=_behind(pair, read, citations, whole=whole)) for pair in shown
    )
    return Rows("TIES BEHIND THE SIGNS UNDER STRAIN", rows, more(len(pairs), len(shown), "pair"))


def _behind(pair: SignedPair, read: dict[str, Relation], citations: Citations, *, whole: bool) -> tuple[Row, ...]:
    """Return the relations behind a sign, some of each polarity, so that both signs of a mixed pair are seen."""
    by_polarity: dict[str, list[str]] = {}
    for iri in pair.relations:
        by_polarity.setdefault(read[iri].type.polarity, []).append(iri)
    shown = [iri for iris in by_polarity.values() for iri in first(iris, _FEW, whole=whole)]
    rest = len(pair.relations) - len(shown)
    rows = [cited_row(read[iri], citations) for iri in shown]
    return (*rows, *([Row(words((f"and {rest} more: {ALL}", "aside")))] if rest else []))
