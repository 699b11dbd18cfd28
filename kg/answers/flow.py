"""How much the pipelines can carry from one end to the other, and what limits it."""

from __future__ import annotations

from collections.abc import Mapping, Set
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from kg.analysis.capacities import HIGHEST, LOWEST, Limit
from kg.analysis.flow import Fallen, Flow, flow
from kg.answers import network as shared
from kg.answers import remarks
from kg.answers.answer import Answer, Drawing, chosen
from kg.answers.listing import names
from kg.model.filters import Scope
from kg.model.intervals import possible_interval
from kg.model.records import Relation
from kg.model.verbaliser import number, period_words, quantity
from kg.model.verbaliser import words as spaced
from kg.session.session import Session
from kg.view.citations import Citations
from kg.view.document import Block, Document, Row, Rows, words
from kg.view.telling import cited_row

if TYPE_CHECKING:
    import networkx as nx

_CAUTION: Final = "A capacity is no delivery: contracts, pressure and politics are not in it."


def answer(session: Session, *, whole: bool = False) -> Answer:
    """Return the most that can run from one end to the other, without what falls out."""
    asked = session.question
    policy, capacity = asked.policy, asked.option("capacity") or LOWEST
    (one, other), what, out = asked.whom, asked.option("commodity"), asked.option("without") or ()
    network = shared.network_of(session, Scope(everything=True))
    gone = [ref.id for ref in out]
    measured = flow(network, one.id, other.id, what.id, capacity=capacity, without=gone)
    possibly = False
    if not measured.is_connected and asked.filters.spans and network.graph["undated"]:
        # What nobody dates may be there then too: such a way is possible, and not none.
        wider = shared.network_of(session, Scope(everything=True), replace(asked.filters, undated=True))
        wider.remove_nodes_from(_not_yet(session, wider, {one.id, other.id}))
        if one.id in wider and other.id in wider:
            undated = flow(wider, one.id, other.id, what.id, capacity=capacity, without=gone)
            if undated.is_connected:
                measured, network, possibly = undated, wider, True
    # Names that no relation in the network bears are known here only.
    carried = replace(
        measured, one=one, other=other, commodity=what, without=tuple(out), undated=network.graph["undated"]
    )
    said = remarks.left_out(carried.undated)
    if possibly:
        said.append("possible only: no source dates the ties of this way, so that it may not have been there then")
    none = f"no way for {what.label} leads from {one.label} to {other.label} by what passes the policy '{policy}'"

    def draw() -> Drawing:
        from kg.export import caption
        from kg.export.pictures.flow import picture

        title = f"From {one.label} to {other.label}: {carried.commodity.label}"
        edges = (*carried.edges, *carried.lost_edges)
        read = shared.read(session, {*carried.relations, *(iri for edge in edges for iri in edge.relations)})
        only = caption.chosen_by(session.question.filters)
        return picture(carried, title, read, policy, session.store, only), ()

    return Answer(
        records=lambda: _record(carried, shared.read(session, carried.relations), possibly=possibly),
        kind="flow",
        compose=lambda: _document(
            carried, shared.read(session, carried.relations), capacity, policy, possibly=possibly
        ),
        remarks=tuple(said),
        nothing="" if carried.is_connected else f"{none} and the filters",
        basis=chosen(policy),
        drawings={"svg": draw},
    )


def _not_yet(session: Session, network: nx.MultiDiGraph, ends: Set[str]) -> list[str]:
    """Return the nodes that are dated, and by every account only after the days that are asked about."""
    from kg.analysis.simple_graph import ref

    last = min(span.last for span in session.filters.spans)
    dated = session.events.datings([ref(network, node) for node in network if node not in ends])
    first_days = {iri: [possible_interval(one.period).first for one in of] for iri, of in dated.items() if of}
    return [iri for iri, days in first_days.items() if iri in network and iri not in ends and min(days) > last]


def _record(flow: Flow, read: Mapping[str, Relation], *, possibly: bool) -> dict[str, object]:
    """Return the parts of the record, with the relations behind each figure."""
    return {
        "from": flow.one,
        "to": flow.other,
        "commodity": flow.commodity,
        "most": flow.most,
        "known": flow.known,
        "unit": flow.unit,
        "connected": flow.is_connected,
        "possibly": possibly,
        "cut": [_limited(limit, read) for limit in flow.cut],
        "limits": [_limited(limit, read) for limit in flow.limits],
        "unknown": flow.unknown,
        "either": [read[iri] for iri in flow.either],
        "without": flow.without,
        "fallen": [shared.backed(one, read) for one in flow.fallen],
        "lost": flow.lost,
        "readings": flow.readings,
    }


def _limited(limit: Limit, read: Mapping[str, Relation]) -> dict[str, object]:
    relations = [read[iri] for iri in limit.relations]
    return {"entity": limit.entity, "capacity": limit.capacity, "competing": limit.competing, "relations": relations}


def _document(flow: Flow, read: Mapping[str, Relation], capacity: str, policy: str, *, possibly: bool) -> Document:
    citations = Citations()
    unit = _unit(flow, read)
    blocks: list[Block] = [Rows("", tuple(_summary(flow, unit)))]
    if flow.without:
        blocks.append(_lost(flow, read, citations, unit))
    if flow.limits:
        rows = tuple(_limit(limit, read, citations, unit) for limit in flow.limits)
        blocks.append(Rows("ON THE WAY: what each can carry, and who says so", rows))
    if flow.either:
        heading = "EITHER WAY: nobody says which way goods run where one of these joins the way"
        blocks.append(Rows(heading, tuple(cited_row(read[iri], citations) for iri in flow.either)))
    most = f"{'possibly ' if possibly else ''}{_most(flow.most, unit)}"
    return Document(
        f"{flow.one.label} → {flow.other.label}, {flow.commodity.label}: {most}",
        (*blocks, citations.sources),
        close=(*_notes(flow, read, unit, capacity), *shared.basis(policy, _CAUTION)),
    )


def _summary(flow: Flow, unit: str) -> list[Row]:
    rows = []
    if flow.cut:
        rows.append(Row(words((names(limit.entity for limit in flow.cut), "name")), "limited by"))
    if flow.unknown:
        rows.append(Row(words((names(flow.unknown), "name")), "capacity unknown"))
        rows.append(Row(words(_most(flow.known, unit)), "by known capacities alone"))
    return rows


def _lost(flow: Flow, read: Mapping[str, Relation], citations: Citations, unit: str) -> Rows:
    """Return what is lost without what was taken out, and the relations by which things on the way fall with it."""
    lost = "unknown" if flow.lost is None else f"{_number(flow.lost)} {unit}".rstrip()
    rows = [row for one in flow.fallen for row in _fallen(one, read, citations)]
    none = Row(words("nothing on the way falls out"))
    return Rows(f"WITHOUT {names(flow.without).upper()} IS LOST: {lost}", tuple(rows) or (none,))


def _fallen(one: Fallen, read: Mapping[str, Relation], citations: Citations) -> list[Row]:
    rows = [cited_row(read[iri], citations) for iri in one.relations]
    return rows or [Row(words((one.entity.label, "name")))]


def _limit(limit: Limit, read: Mapping[str, Relation], citations: Citations, unit: str) -> Row:
    """Return what one part of the way can carry, and below it each figure with who states it."""
    figure = f"{_number(limit.capacity)} {unit}".rstrip()
    told = []
    for relation in (read[iri] for iri in limit.relations):
        stated = ", ".join(filter(None, (quantity(relation), period_words(relation.period))))
        affirming = (claim for claim in relation.claims if claim.affirms)
        told.append(Row(words((stated, "amount")), voices=citations.voices(affirming)))
    return Row(words((limit.entity.label, "name"), ": ", (figure, "amount")), inside=tuple(told))


def _notes(flow: Flow, read: Mapping[str, Relation], unit: str, capacity: str) -> list[str]:
    """Return by which rule figures were chosen, and what comes of the figures of one source each."""
    notes = []
    if any(limit.competing for limit in flow.limits):
        notes.append(f"Of competing capacities the {HIGHEST if capacity == HIGHEST else LOWEST} counts.")
    sources = {claim.source.id: claim.source for relation in read.values() for claim in relation.claims}
    for one in flow.readings:
        source = sources[one.source]
        limited = f", limited by {names(one.cut)}" if one.cut else ""
        notes.append(f"By the figures of {source.publisher or source.label}: {_most(one.most, unit)}{limited}")
    return notes


def _unit(flow: Flow, read: Mapping[str, Relation]) -> str:
    symbols = {relation.unit: relation.unit_symbol for relation in read.values()}
    return symbols.get(flow.unit) or spaced(flow.unit or "")


def _most(most: float | None, unit: str) -> str:
    if most is None:
        return "unknown, since on some way nobody states a capacity"
    return f"at most {_number(most)} {unit}".rstrip()


def _number(value: float | None) -> str:
    return "cannot be converted" if value is None else number(Decimal(f"{value:.6g}"))
