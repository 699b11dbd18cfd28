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
from kg.model.records import Relation, Source
from kg.view.citations import Citations
from kg.view.saying import reference_words

MOST_NODES: Final = 1500
"""A picture of more cannot be read, whoever draws it."""
USUAL_NODES: Final = 40
"""So many are drawn unless more are asked for: between them each line finds a way that hides no name."""
MOST_LABELS: Final = 60
"""So many ties are labelled; more would hide one another."""

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
    best = _best(drawn, _cited(drawn, citations))
    about = [line for line in (caption.filters(view), caption.certainty(view), caption.policy(view)) if line]
    footnotes = [f"Left out: {'; '.join(view.left_out)}."] if view.left_out else []
    footnotes += [f"{words[:1].upper()}{words[1:]}." for words in best.missing_words]
    footnotes.append(f"From {caption.sources(view.store, (tie.relation for tie in drawn.ties))}.")
    footnotes += map(reference_words, citations.sources.references)
    svg = page(best.canvas, best.size, caption.title(view), about, _legend(drawn, best.strands), footnotes)
    return svg, best.notes


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
        if count := self.missing.unnumbered:
            missing.append(f"{count} {'label has' if count == 1 else 'labels have'} no room for the numbers of sources")
        return missing

    @property
    def unwritten(self) -> str:
        count = self.missing.unwritten
        word = "label is" if count == 1 else "labels are"
        return f"{count} {word} not written: there is no room that hides nothing"


def _cited(drawn: Scene, citations: Citations) -> dict[str, str]:
    """Return the numbers of the sources of each tie that has a label, by its IRI."""
    if len(drawn.ties) > MOST_LABELS:
        return {}
    alone = [bundle.ties[0].relation for bundle in drawn.bundles if len(bundle.ties) == 1]
    alone += [tie.relation for bundle in drawn.bundles if bundle.one == bundle.other for tie in bundle.ties]
    return {
        relation.id: "".join(f"[{number}]" for number in dict.fromkeys(map(citations.number, _sources(relation))))
        for relation in alone
    }


def _sources(relation: Relation) -> list[Source]:
    return [claim.source for claim in relation.claims]


def _best(drawn: Scene, cited: Mapping[str, str]) -> _Drawing:
    """Return the closest drawing of those with the fewest lines behind boxes and the most labels.

    One with many boxes is drawn once.
    """
    best = _draw(drawn, _SCALES[0], cited)
    count = len(drawn.nodes)
    labelled = () if count > MOST_LABELS else _SCALES if count > _FEW else (*_SCALES, *_WIDE)
    for scale in (*_SCALES[1:], *_WIDE) if count <= MOST_LABELS else ():
        wanted = scale in labelled and any(best.missing)
        if not best.behind and not wanted:
            break
        wider = _draw(drawn, scale, cited)
        best = wider if (wider.behind, wider.missing) < (best.behind, best.missing) else best
    return best


def _draw(drawn: Scene, scale: float, cited: Mapping[str, str]) -> _Drawing:
    """Draw boxes and ties, the boxes set apart by a scale."""
    labelled = len(drawn.ties) <= MOST_LABELS
    areas, by_graphviz = _areas(drawn, scale, labelled=labelled)
    areas, strands = cleared(areas, _GAP, lambda now: ties.strands(drawn, now, labelled=labelled))
    strands = ties.round_boxes(drawn, areas, strands)
    canvas = Canvas()
    ties.draw(canvas, strands)
    for node, area in zip(drawn.nodes, areas, strict=True):
        draw_node(canvas, node, area)
    missing = labels.write(canvas, strands, areas, cited, labelled=labelled)
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
    others += [legend.several()] if len(single) < len(strands) else []
    return Legend(
        [
            ("Boxes", legend.boxes(node.box for node in drawn.nodes)),
            ("Lines", legend.layers(tie.stroke for tie in drawn.ties)),
            ("How a tie stands", [*legend.standings({tie.standing for tie in drawn.ties}, points=points), *others]),
        ]
    )
