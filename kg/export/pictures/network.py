"""The picture of a view: who is tied to whom, by which layers, and how each tie stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from kg.errors import InputError
from kg.export import caption
from kg.export.pictures import labels, legend, placement, ties
from kg.export.pictures.canvas import Area, Canvas
from kg.export.pictures.clearing import behind_boxes, cleared
from kg.export.pictures.legend import Legend
from kg.export.pictures.node import draw_node
from kg.export.pictures.page import page
from kg.export.pictures.scene import Scene, scene
from kg.export.view import View
from kg.model.records import EntityRef, Relation, Source
from kg.view.citations import Citations
from kg.view.saying import reference_words

MOST_NODES: Final = 1500
"""A picture of more cannot be read, whoever draws it."""
USUAL_NODES: Final = 40
"""So many are drawn unless more are asked for: between them each line finds a way that hides no name."""
MOST_LABELS: Final = 60
"""So many ties are labelled; more would hide one another. Of more, those of the names that are asked for are."""

_GAP: Final = 8.0  # pixels that stay free around a box which makes way for a line

# How much wider the boxes are set apart, step by step, until all labels find room.
_SCALES: Final = (1.0, 1.2, 1.4, 1.65)
_FEW: Final = 12
_WIDE: Final = (2.0, 2.5)  # of a few boxes, which then still fit a sheet, or while lines run behind boxes


def picture(view: View) -> tuple[str, list[str]]:
    """Return a view as SVG, and what the picture does not show; raises InputError for more than can be read."""
    if len(view.entities) > MOST_NODES:
        raise InputError(
            f"{len(view.entities)} entities are too many for a picture, which can show {MOST_NODES}: "
            "narrow it with --focus, --layer or --since, or choose gexf"
        )
    drawn = scene(view)
    citations = Citations()
    wanted = _labelled(drawn, view)
    best = _best(drawn, wanted, _cited(drawn, wanted, citations))
    about = [line for line in (caption.filters(view), caption.certainty(view), caption.policy(view)) if line]
    footnotes = [f"Left out: {'; '.join(view.left_out)}."] if view.left_out else []
    footnotes += [f"{words[:1].upper()}{words[1:]}." for words in best.missing_words]
    relations = [tie.relation for tie in drawn.ties]
    footnotes += _wordless(best.strands, wanted)
    footnotes.append(f"From {caption.sources(view.store, relations)}.")
    footnotes += map(reference_words, citations.sources.references)
    footnotes += _unnamed(relations, citations)
    svg = page(best.canvas, best.size, caption.title(view), about, _legend(drawn, best.strands), footnotes)
    return svg, best.notes


class _Labelled(Struct, frozen=True):
    """Of which ties there are labels, and which of them come first: those of the names that are asked for."""

    every: frozenset[str]
    first: frozenset[str]


def _labelled(drawn: Scene, view: View) -> _Labelled:
    """Return which ties have labels: all, of too many those of the names that are asked for, or of too many none."""
    focus = {entity.id for entity in view.request.focus}
    every = [tie.relation for tie in drawn.ties]
    own = frozenset(
        one.id for one in every if focus & {end.id for end in (one.subject, one.object) if isinstance(end, EntityRef)}
    )
    if len(every) <= MOST_LABELS:
        return _Labelled(frozenset(one.id for one in every), own)
    return _Labelled(own if len(own) <= MOST_LABELS else frozenset(), own)


def _wordless(strands: Sequence[ties.Strand], labelled: _Labelled) -> list[str]:
    """Return how many lines carry no words because there are too many."""
    alone = [strand.ties[0].relation.id for strand in strands if len(strand.ties) == 1]
    count = len(set(alone) - labelled.every)
    if not count:
        return []
    which = "lines between other names carry" if labelled.every else "lines carry"
    return [f"{count} {which} no words: a picture of more than {MOST_LABELS} ties would be covered by them."]


def _unnamed(relations: Sequence[Relation], citations: Citations) -> list[str]:
    """Return how many sources are not named, of lines without their numbers, and where they are."""
    named = len(citations.sources.references)
    count = len({source.id for relation in relations for source in _sources(relation)}) - named
    if not count:
        return []
    which = f"{count} more {'is' if count == 1 else 'are'}" if named else "They are"
    return [f"{which} not named here, of lines without numbers: the same export as csv names all."]


class _Drawing(Struct, frozen=True):
    """A scene on a sheet, with what found no room on it; ``edge`` is free below."""

    canvas: Canvas
    areas: Sequence[Area]
    strands: Sequence[ties.Strand]
    missing: labels.Missing
    behind: int
    edge: float
    by_graphviz: bool

    @property
    def size(self) -> tuple[float, float]:
        points = [point for strand in self.strands for point in strand.curve.points()]
        right = max([area.right for area in self.areas] + [x for x, _ in points])
        bottom = max([area.bottom for area in self.areas] + [y for _, y in points])
        return right + 1, bottom + self.edge

    @property
    def notes(self) -> list[str]:
        notes = [] if self.by_graphviz else [placement.WITHOUT_GRAPHVIZ]
        return [*notes, *self.missing_words]

    @property
    def missing_words(self) -> list[str]:
        """Return what found no room, in words: whole labels, and those who say so."""
        missing = [self.unwritten] if self.missing.unwritten else []
        if self.behind:
            lines = "line runs" if self.behind == 1 else "lines run"
            missing.append(f"{self.behind} {lines} behind a box of another name, for want of another way")
        if count := self.missing.shortened:
            missing.append(
                f"{count} {'label names' if count == 1 else 'labels name'} not who says so, for want of room"
            )
        if count := self.missing.uncounted:
            missing.append(
                f"{count} {'line' if count == 1 else 'lines'} of several ties {'has' if count == 1 else 'have'} "
                "no room for their number"
            )
        if count := self.missing.unnumbered:
            missing.append(f"{count} {'label has' if count == 1 else 'labels have'} no room for the numbers of sources")
        return missing

    @property
    def unwritten(self) -> str:
        count = self.missing.unwritten
        word = "label is" if count == 1 else "labels are"
        return f"{count} {word} not written: there is no room that hides nothing"


def _cited(drawn: Scene, labelled: _Labelled, citations: Citations) -> dict[str, str]:
    """Return the numbers of the sources of each tie that has a label, by its IRI."""
    alone = [bundle.ties[0].relation for bundle in drawn.bundles if len(bundle.ties) == 1]
    alone += [tie.relation for bundle in drawn.bundles if bundle.one == bundle.other for tie in bundle.ties]
    return {
        relation.id: "".join(f"[{number}]" for number in dict.fromkeys(map(citations.number, _sources(relation))))
        for relation in alone
        if relation.id in labelled.every
    }


def _sources(relation: Relation) -> list[Source]:
    return [claim.source for claim in relation.claims]


def _best(drawn: Scene, wanted: _Labelled, cited: Mapping[str, str]) -> _Drawing:
    """Return the closest drawing of those with the fewest lines behind boxes and the most labels.

    One with many boxes is drawn once.
    """
    best = _draw(drawn, _SCALES[0], wanted, cited)
    count = len(drawn.nodes)

    def lacks(drawing: _Drawing) -> tuple[int, ...]:
        # Many boxes are not set apart only for a count that stands beside its line.
        return drawing.missing if count <= _FEW else drawing.missing[:-1]

    scales = () if count > MOST_LABELS else _SCALES if count > _FEW else (*_SCALES, *_WIDE)
    for scale in (*_SCALES[1:], *_WIDE) if count <= MOST_LABELS else ():
        if not best.behind and not (scale in scales and any(lacks(best))):
            break
        wider = _draw(drawn, scale, wanted, cited)
        best = wider if (wider.behind, lacks(wider)) < (best.behind, lacks(best)) else best
    return best


def _draw(drawn: Scene, scale: float, wanted: _Labelled, cited: Mapping[str, str]) -> _Drawing:
    """Draw boxes and ties, the boxes set apart by a scale."""
    labelled = bool(wanted.every)
    areas, by_graphviz = _areas(drawn, scale, labelled=labelled)
    areas, strands = cleared(areas, _GAP, lambda now: ties.strands(drawn, now, labelled=labelled))
    strands = ties.round_boxes(drawn, areas, strands)
    canvas = Canvas()
    ties.draw(canvas, strands)
    for node, area in zip(drawn.nodes, areas, strict=True):
        draw_node(canvas, node, area)
    missing = labels.write(canvas, strands, areas, cited, wanted.every, wanted.first)
    behind = behind_boxes(strands, areas)
    return _Drawing(canvas, areas, strands, missing, behind, labels.ABOVE if labelled else 1, by_graphviz)


def _areas(drawn: Scene, scale: float, *, labelled: bool) -> tuple[list[Area], bool]:
    """Return where the boxes stand, set apart by a scale, and whether Graphviz said so."""
    gap, length = (22.0, 130.0) if labelled else (12.0, 70 + 12 * len(drawn.ties) / len(drawn.nodes))
    sizes = [(node.width, node.height) for node in drawn.nodes]
    links = [(bundle.one, bundle.other) for bundle in drawn.bundles]
    arranged, by_graphviz = placement.arrange(sizes, links, gap * scale, length * scale)
    # Above the highest box there is room for a tie of a box to itself.
    above = 70 if any(bundle.one == bundle.other for bundle in drawn.bundles) else labels.ABOVE if labelled else 1
    return [Area(area.left + 1, area.top + above, area.width, area.height) for area in arranged], by_graphviz


def _legend(drawn: Scene, strands: Sequence[ties.Strand]) -> Legend:
    """Return what the signs mean that occur in the picture, also in words, on a band of several ties."""
    single = [strand.ties[0] for strand in strands if len(strand.ties) == 1]
    points = any(tie.points for tie in single)
    others = legend.polarities({tie.relation.type.polarity for tie in drawn.ties})
    others += [legend.mutual()] if any(not tie.points for tie in single) else []
    others += [legend.phase()] if any(tie.relation.phase is not None for tie in single) else []
    bands = [strand for strand in strands if len(strand.ties) > 1]
    others += [legend.several()] if bands else []
    others += [legend.none_accepted()] if any(map(ties.is_hollow, bands)) else []
    return Legend(
        [
            ("Boxes", legend.boxes(node.box for node in drawn.nodes)),
            ("Lines", legend.layers(tie.stroke for tie in drawn.ties)),
            ("How a tie stands", [*legend.standings({tie.standing for tie in drawn.ties}, points=points), *others]),
        ]
    )
