"""Two accounts in the same places: names in a column, what one party tells on its left, what the other on its right.

Both sides have the same names at the same height, so that an arc without its mirror image is what differs. Arcs run
beside the names, and so none runs behind a box.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from kg.errors import InputError
from kg.export.pictures import legend, line_styles, shapes
from kg.export.pictures.canvas import PALE_INK, PAPER, Area, Canvas
from kg.export.pictures.curves import Curve
from kg.export.pictures.legend import Legend, Sign
from kg.export.pictures.page import page
from kg.export.pictures.text import wrap
from kg.export.style import Style
from kg.model.records import EntityRef, Relation
from kg.model.standing import Standing
from kg.model.verbaliser import sentence, time_and_amount

MOST_NAMES: Final = 40
"""More names are not drawn; those to which most is told are."""
_MOST_LINES: Final = 40
_STEP: Final = 30.0
_BOX: Final = Area(-95, -11, 190, 22)
_FONT: Final = 10.5
_REACH: Final = 330.0
_TOP: Final = 46.0
_SHARED: Final = ".35"


class Account(Struct, frozen=True):
    """What a party affirms and what it denies."""

    party: EntityRef
    says: Sequence[Relation]
    denies: Sequence[Relation]


class _Arc(Struct, frozen=True):
    """Ties of one layer from one name to another; ``shared`` says that the other party affirms them as well."""

    subject: str
    object: str
    layer: str
    standing: Standing
    mutual: bool
    shared: bool


def picture(
    accounts: tuple[Account, Account],
    shared: frozenset[str],
    differing: Mapping[str, Sequence[Relation]],
    style: Style,
    about: Sequence[str],
    notes: Sequence[str],
) -> str:
    """Return two accounts as SVG; ``about`` stands under the title, ``notes`` at the foot.

    ``shared`` are the relations, by IRI, that both affirm; ``differing`` lists in words, by heading, what the accounts
    differ in. Raises InputError where nothing that is told ties two names.
    """
    ends: dict[str, EntityRef] = {}
    mentions: Counter[str] = Counter()
    for account in accounts:
        for relation in (*account.says, *account.denies):
            if isinstance(relation.object, EntityRef) and relation.object != relation.subject:
                for end in (relation.subject, relation.object):
                    ends[end.id] = end
                    mentions[end.id] += 1
    if not ends:
        raise InputError("neither account ties two names, and so there is no picture of them")
    parties = [account.party.id for account in accounts]
    ranked = sorted(ends, key=lambda iri: (iri not in parties, -mentions[iri], ends[iri].label))[:MOST_NAMES]
    heights = {iri: _TOP + index * _STEP for index, iri in enumerate(ranked)}
    canvas, used = Canvas(), dict[_Arc, list[str]]()
    middle, across = _REACH + _BOX.width / 2, 2 * _REACH + _BOX.width
    for way, account in zip((-1, 1), accounts, strict=True):
        arcs = _arcs(account, shared, heights)
        used |= {arc: [*used.get(arc, []), *polarities] for arc, polarities in arcs.items()}
        for arc, polarities in sorted(arcs.items(), key=lambda item: not item[0].shared):
            _draw(canvas, arc, polarities, middle + way * _BOX.width / 2, way, heights, style)
        x = middle + way * (_BOX.width / 2 + 8)
        heading = f"As told by {account.party.label}"
        canvas.text(x, 16, heading, 15, font_weight=700, text_anchor="end" if way < 0 else "start")
    for iri, y in heights.items():
        _name(canvas, ends[iri], middle, y, style)
    left_out = len(ends) - len(ranked)
    more = [f"Names that are not drawn, to which least is told: {left_out}."] if left_out else []
    size = (across, _TOP + len(ranked) * _STEP)
    title = " and ".join(f"as told by {account.party.label}" for account in accounts)
    signs = _legend(used, [ends[iri] for iri in ranked], style)
    return page(canvas, size, title[:1].upper() + title[1:], about, signs, [*more, *_lines(differing), *notes])


def _arcs(account: Account, shared: frozenset[str], heights: Mapping[str, float]) -> dict[_Arc, list[str]]:
    """Return the arcs of an account, each with the polarities of its ties."""
    arcs: dict[_Arc, list[str]] = {}
    sides: tuple[tuple[Sequence[Relation], Standing], ...] = ((account.says, "accepted"), (account.denies, "denied"))
    for relations, standing in sides:
        for one in relations:
            target = one.object
            if (
                isinstance(target, EntityRef)
                and {one.subject.id, target.id} <= heights.keys()
                and target != one.subject
            ):
                same = one.id in shared and standing == "accepted"
                arc = _Arc(one.subject.id, target.id, one.type.layer, standing, one.type.symmetric, same)
                arcs.setdefault(arc, []).append(one.type.polarity)
    return arcs


def _draw(
    canvas: Canvas,
    arc: _Arc,
    polarities: Sequence[str],
    edge: float,
    way: int,
    heights: Mapping[str, float],
    style: Style,
) -> None:
    """Draw an arc from one name to another, which lies the farther out the farther these are apart."""
    stroke = style.stroke(arc.layer)
    order = sorted(style.layers)
    shift = ((order.index(arc.layer) if arc.layer in order else 0) % 7 - 3) * 1.4
    start, end = heights[arc.subject] + shift, heights[arc.object] + shift
    far = abs(end - start)
    out = min(2 * _REACH - 40, 40 + 0.62 * far + 3 * shift)
    curve = Curve((edge, start), (edge + way * out, (start + end) / 2), (edge, end))
    apex = (edge + way * out / 2, (start + end) / 2)
    count = len(polarities)
    with canvas.group(f"{count} × {stroke.label}", class_="arc", opacity=_SHARED if arc.shared else None):
        line_styles.draw(canvas, curve, stroke, arc.standing, points=not arc.mutual)
        line_styles.sign(canvas, *apex, arc.standing, "#b91c1c")
        beside = apex[0] + way * (0 if arc.standing == "accepted" else 13)
        for name in sorted({*polarities} & line_styles.POLARITIES.keys()):
            line_styles.polarity(canvas, beside, apex[1], name)
            beside += way * 12
        if count > 1:
            beside -= way * 4
            anchor = "start" if way > 0 else "end"
            canvas.text(
                beside, apex[1] + 3.5, str(count), 9.5, fill=PALE_INK, text_anchor=anchor, paint_order="stroke",
                stroke=PAPER, stroke_width=2.5,
            )  # fmt: skip


def _name(canvas: Canvas, thing: EntityRef, middle: float, y: float, style: Style) -> None:
    box = style.box(thing.type)
    area = Area(middle + _BOX.left, y + _BOX.top, _BOX.width, _BOX.height)
    name = wrap(thing.short or thing.label, _FONT, _BOX.width - 24)
    caption = name[0] if len(name) == 1 else f"{name[0].rstrip()}…"
    with canvas.group(f"{thing.label} ({box.label})", class_="node"):
        canvas.path(shapes.outline(box.shape, area), fill=box.fill, stroke=box.border, stroke_width=1.1)
        lid = 2.5 if box.shape == "cylinder" else 0
        canvas.text(middle, y + _FONT / 3 + lid, caption, _FONT, text_anchor="middle")


def _legend(arcs: Mapping[_Arc, Sequence[str]], shown: Sequence[EntityRef], style: Style) -> Legend:
    layers = legend.layers(style.stroke(arc.layer) for arc in arcs)
    denied = next(sign.draw for sign in legend.standings({"denied"}))
    how = [Sign("the party denies it", denied)] if any(arc.standing == "denied" for arc in arcs) else []
    signs = legend.polarities({name for polarities in arcs.values() for name in polarities})
    mutual = [legend.mutual()] if any(arc.mutual for arc in arcs) else []
    pale = [Sign("pale: both say it", _pale)] if any(arc.shared for arc in arcs) else []
    kinds = legend.boxes(style.box(thing.type) for thing in shown)
    return Legend([("Layers", layers), ("Arcs", [*how, *signs, *mutual, *pale]), ("Boxes", kinds)])


def _pale(canvas: Canvas, x: float, y: float) -> None:
    with canvas.group(opacity=_SHARED):
        canvas.path(f"M{x + 2} {y + 8}h36", stroke="#475569", stroke_width=1.9)


def _lines(differing: Mapping[str, Sequence[Relation]]) -> list[str]:
    """Return what differs, a line each, by heading."""
    lines: list[str] = []
    for heading, relations in differing.items():
        if relations:
            lines.append(f"{heading}: {len(relations)}")
            lines += [f"– {_told(relation)}" for relation in relations[:_MOST_LINES]]
            if len(relations) > _MOST_LINES:
                lines.append(f"– and {len(relations) - _MOST_LINES} more")
    return lines


def _told(relation: Relation) -> str:
    known = time_and_amount(relation)
    return f"{sentence(relation)} ({known})" if known else sentence(relation)
