"""Who supplies whom with what, and how concentrated that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Final

from kg.analysis.dependence import Dependence, Shares, Supplier
from kg.analysis.dependence import dependence as measure
from kg.answers import network as shared
from kg.answers.answer import Answer, chosen
from kg.answers.listing import BETWEEN, count, first, more
from kg.model.records import Relation
from kg.model.verbaliser import period_words
from kg.policy import NO_POLICY
from kg.session.session import Session
from kg.view.citations import Citations, joined
from kg.view.document import Block, Document, Piece, Row, Rows, Words, words

_MOST: Final = 10
_UNKNOWN: Final = "Concentration is that of the recorded suppliers: others are unknown, not absent, and would lower it."
_LEAST: Final = "≥: so concentrated they are if all are equal, and none sells for another."
_QUANTITY: Final = "Of these quantities: parts of what the suppliers with a quantity for that time deliver together."


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return the suppliers of each importer, or of one, and their concentration."""
    policy, importer = session.question.policy, session.question.one
    network = shared.network_of(session)
    dependences = measure(network, None if importer is None else importer.id)

    def read() -> Mapping[str, Relation]:
        return shared.read(session, (iri for one in dependences for to in one.suppliers for iri in to.relations))

    @cache
    def left_out() -> str:
        return _left_out(session, dependences)

    none = "no supplier" if importer is None else f"no supplier of {importer.label}"
    return Answer(
        records=lambda: _records(dependences, read()),
        kind="dependence",
        compose=lambda: _document(dependences, read(), policy, left_out(), whole=whole),
        remarks=tuple(shared.said(network)),
        nothing="" if dependences else "; ".join(filter(None, (shared.empty(network, none), left_out()))),
        basis=chosen(policy),
    )


def _records(dependences: Sequence[Dependence], read: Mapping[str, Relation]) -> list[dict[str, object]]:
    """Return the parts of the records, with the relations behind each supplier and each share."""
    return [
        {
            "importer": one.importer,
            "commodity": one.commodity,
            "suppliers": [shared.backed(supplier, read) for supplier in one.suppliers],
            "concentration": one.concentration,
            "shares": [
                {
                    "by": shares.by,
                    "shares": shares.shares,
                    "concentration": {"least": shares.least, "most": shares.most},
                    "relations": [read[iri] for iri in shares.relations],
                }
                for shares in one.shares
            ],
        }
        for one in dependences
    ]


def _left_out(session: Session, dependences: Sequence[Dependence]) -> str:
    """Return who supplies too by what somebody says, but not by the policy that was asked for."""
    if session.question.policy == NO_POLICY:
        return ""
    importer = session.question.one
    network = shared.network_of(session.ask(policy=NO_POLICY))
    known = {(one.importer.id, one.commodity, to.entity.id) for one in dependences for to in one.suppliers}
    said = [
        (one.commodity, to.entity.label)
        for one in measure(network, None if importer is None else importer.id)
        for to in one.suppliers
        if (one.importer.id, one.commodity, to.entity.id) not in known
    ]
    if not said:
        return ""
    names = ", ".join(f"{label} ({commodity})" for commodity, label in said)
    whom = names if importer is not None else count(len(said), "supplier")
    return f"Left out by the policy, though somebody tells of it: {whom}. --policy {NO_POLICY} has all."


def _document(
    dependences: Sequence[Dependence], read: Mapping[str, Relation], policy: str, left_out: str, *, whole: bool
) -> Document:
    citations = Citations()
    groups = [list(group) for _, group in groupby(dependences, key=lambda one: one.importer.id)]
    # Those of whom most is known come first, where there are too many for a screen or two.
    ranked = groups if whole or len(groups) <= _MOST else sorted(groups, key=lambda group: -_known(group))
    shown = first(ranked, _MOST, whole=whole)
    blocks: list[Block] = [
        Rows(
            "" if len(groups) == 1 else group[0].importer.label.upper(),
            tuple(_row(one, read, citations) for one in group),
        )
        for group in shown
    ]
    if left := more(len(groups), len(shown), "importer"):
        blocks.append(Rows("", (), left))
    cautions = _cautions([one for group in shown for one in group])
    return Document(
        _title(groups, dependences),
        (*blocks, citations.sources),
        close=(*shared.basis(policy, *cautions), *filter(None, (left_out,))),
    )


def _known(group: Sequence[Dependence]) -> int:
    return sum(len(supplier.relations) for one in group for supplier in one.suppliers)


def _title(groups: Sequence[Sequence[Dependence]], dependences: Sequence[Dependence]) -> str:
    goods = ", ".join(sorted({one.commodity for one in dependences}))
    if len(groups) == 1:
        return f"{groups[0][0].importer.label}: its suppliers of {goods} in these data"
    return f"{count(len(groups), 'importer')} of {goods}"


def _cautions(shown: Sequence[Dependence]) -> list[str]:
    lines = [_UNKNOWN]
    if any(len(one.suppliers) > 1 for one in shown):
        lines.append(_LEAST)
    if any(shares.by == "quantity" for one in shown for shares in one.shares):
        lines.append(_QUANTITY)
    return lines


def _row(one: Dependence, read: Mapping[str, Relation], citations: Citations) -> Row:
    """Return the suppliers of one commodity, each with where it is said, and below them their shares by time."""
    run: list[Words] = [_supplier(supplier, read, citations) for supplier in one.suppliers]
    pieces: list[Piece] = []
    for words_ in run:
        pieces += [*words("; " if pieces else ""), *words_]
    # One recorded supplier is no finding about the importer.
    alone = len(one.suppliers) == 1
    told = "the only supplier in these data" if alone else f"concentration ≥ {one.concentration:.2f}"
    pieces.append((f"{BETWEEN}{told}", "aside"))
    return Row(tuple(pieces), one.commodity, inside=tuple(_shares(shares, read) for shares in one.shares))


def _supplier(supplier: Supplier, read: Mapping[str, Relation], citations: Citations) -> Words:
    claims = [claim for iri in supplier.relations for claim in read[iri].claims if claim.affirms]
    cited = " ".join(map(str, joined(citations.cite(claim) for claim in claims)))
    return words((supplier.entity.label, "name"), (f" {cited}", "aside")) if cited else words(supplier.entity.label)


def _shares(shares: Shares, read: Mapping[str, Relation]) -> Row:
    time = period_words(read[shares.relations[0]].period) or "no time said"
    told = [f"{share.entity.label} {_span(share.least * 100, share.most * 100, 'g')} %" for share in shares.shares]
    least, most = shares.rest
    if most and shares.by == "statement":
        told.append(f"{_span(least * 100, most * 100, 'g')} % unknown")
    of = ", of these quantities" if shares.by == "quantity" else ""
    concentration = f"{BETWEEN}concentration {_span(shares.least, shares.most)}"
    return Row(words((f"{time}: ", "aside"), f"{'; '.join(told)}{of}", (concentration, "aside")))


def _span(least: float, most: float, shape: str = ".2f") -> str:
    low, high = (f"{float(f'{end:.3g}'):{shape}}" for end in (least, most))
    return low if low == high else f"{low} to {high}"
