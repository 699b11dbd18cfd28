"""Input for Graphviz, to lay the graph out as you like: kg export dot | sfdp -Goverlap=prism -Tsvg.

Every relation is an edge of its own, with its standing in weight, head and label; title, legend and sources are the
label of the graph.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final

from kg.export import caption
from kg.export.pictures import shapes
from kg.export.pictures.canvas import escape
from kg.export.pictures.line_styles import MEANINGS, PHASE
from kg.export.pictures.node import Node
from kg.export.pictures.scene import Scene, Tie, scene
from kg.export.view import View
from kg.export.xml import printable
from kg.model.standing import Standing
from kg.model.verbaliser import details, doubts, verb
from kg.policy import NO_POLICY
from kg.terms import local_name

ENDINGS: Final = ("gv",)
TIES_ONLY: Final = True
POLICY: Final = NO_POLICY

_FONT: Final = "Noto Sans,Helvetica,Arial,sans-serif"
_LINES: Final = {"dashed": "╍╍╍", "dotted": "┅┅┅"}
_IN_A_ROW: Final = 6
# How a standing is drawn beside colour and dash, with a word on the edge itself: Graphviz has no signs.
_HEADS: Final[dict[Standing, str]] = {
    "accepted": "normal",
    "claimed": "empty",
    "disputed": "odiamond",
    "denied": "tee",
}


def write(view: View, file: BinaryIO) -> list[str]:
    """Write the graph; return what it leaves out."""
    drawn = scene(view)
    for line in _lines(view, drawn):
        file.write(f"{line}\n".encode())
    return []


def _lines(view: View, drawn: Scene) -> Iterator[str]:
    yield f"digraph {_quoted(_escaped(caption.title(view)))} {{"
    yield f"  graph [label=<{_caption(view, drawn)}>, {_attributes(**_GRAPH)}]"
    yield f"  node [{_attributes(fontname=_FONT, margin='0.13,0.07')}]"
    yield f"  edge [{_attributes(fontname=_FONT, fontsize='10', arrowsize='0.7')}]"
    names = _names(drawn.nodes)
    for node, name in zip(drawn.nodes, names, strict=True):
        yield f"  {name} [{_attributes(**_node(node))}]"
    for tie in drawn.ties:
        yield f"  {names[tie.start]} -> {names[tie.end]} [{_attributes(**_tie(tie))}]"
    yield "}"


def _caption(view: View, drawn: Scene) -> str:
    """Return title, filters, policy, legend and sources as the table that Graphviz sets below the graph."""
    rows = [f'<FONT POINT-SIZE="22"><B>{escape(caption.title(view))}</B></FONT>']
    rows += [escape(line) for line in (caption.filters(view), caption.certainty(view), caption.policy(view)) if line]
    kinds = {node.box.label: node.box for node in drawn.nodes}
    layers = {tie.stroke.label: tie.stroke for tie in drawn.ties}
    boxes = [
        f'<TD BORDER="1" BGCOLOR="{kinds[name].fill}" COLOR="{kinds[name].border}">{escape(name)}</TD>'
        for name in sorted(kinds)
    ]
    lines = [
        f'<TD><FONT COLOR="{layers[name].colour}">{_LINES.get(layers[name].dash, "━━━")} {escape(name)}</FONT></TD>'
        for name in sorted(layers)
    ]
    rows += [_table(cells) for cells in (boxes, lines)]
    standings = {tie.standing for tie in drawn.ties} - {"accepted"}
    rows += [escape(f"Edges marked “{name}”: {words}") for name, words in MEANINGS.items() if name in standings]
    rows += [escape(f"Edges marked with a phase: {PHASE}")] if any(tie.relation.phase for tie in drawn.ties) else []
    rows += [escape(f"Left out: {'; '.join(view.left_out)}")] if view.left_out else []
    rows.append(escape(f"From {caption.sources(view.store, (tie.relation for tie in drawn.ties))}"))
    cells = "".join(f'<TR><TD ALIGN="LEFT">{row}</TD></TR>' for row in rows)
    return f'<TABLE BORDER="0" CELLSPACING="4">{cells}</TABLE>'


def _table(cells: Sequence[str]) -> str:
    rows = (cells[start : start + _IN_A_ROW] for start in range(0, len(cells), _IN_A_ROW))
    told = "".join(f"<TR>{''.join(row)}</TR>" for row in rows)
    return f'<TABLE BORDER="0" CELLSPACING="6">{told}</TABLE>'


_GRAPH: Final = {
    "labelloc": "b",
    "labeljust": "l",
    "charset": "UTF-8",
    "fontname": _FONT,
    "fontsize": "12",
    "overlap": "prism",
    "sep": "+12",
    "splines": "curved",
    "outputorder": "edgesfirst",
    "K": "1.3",
}


def _names(nodes: Iterable[Node]) -> list[str]:
    """Return the name of each node: the last part of its IRI, or all of it where two would be one."""
    iris = [node.entity.id for node in nodes]
    short = [local_name(iri) for iri in iris]
    return [_quoted(name if short.count(name) == 1 else iri) for name, iri in zip(short, iris, strict=True)]


def _node(node: Node) -> dict[str, str]:
    shape, style = shapes.graphviz(node.box.shape)
    return {
        "label": _escaped("\n".join(node.lines)),
        "tooltip": _escaped(f"{node.entity.label} ({node.box.label})"),
        # A viewer follows the address: one that runs something or opens a file is no link.
        **({"URL": _escaped(node.entity.id)} if node.entity.id.lower().startswith(("http://", "https://")) else {}),
        "class": _escaped(node.box.kind),
        "shape": shape,
        "style": style,
        "fillcolor": node.box.fill,
        "color": node.box.border,
        "penwidth": "2.4" if node.bold else "1.1",
        "fontsize": f"{node.font:g}",
    }


def _tie(tie: Tie) -> dict[str, str]:
    relation = tie.relation
    claims = "; ".join(str(claim) for claim in relation.claims)
    marks = doubts(relation, tie.standing)
    return {
        "tooltip": _escaped(f"{verb(relation)}{details(relation)} – {MEANINGS[tie.standing]}: {claims}"),
        "id": _escaped(local_name(relation.id)),
        "class": f"{relation.type.layer} {tie.standing}",
        "color": f"{tie.stroke.colour}b3",
        "style": tie.stroke.dash,
        "penwidth": "1.9" if tie.standing == "accepted" else "1.1",
        "arrowhead": _HEADS[tie.standing] if tie.points or tie.standing != "accepted" else "none",
        "dir": "forward" if tie.points else "none",
        **({"label": _escaped(", ".join(marks)), "fontcolor": tie.stroke.colour} if marks else {}),
    }


def _attributes(**attributes: str) -> str:
    return ", ".join(f"{name}={_quoted(value)}" for name, value in attributes.items())


def _quoted(text: str) -> str:
    """Return a string of the language; what a backslash means in it is for the attribute to say."""
    return '"' + text.replace('"', '\\"') + '"'


def _escaped(text: str) -> str:
    """Return text in which backslashes and ampersands stand for themselves and lines end where they end."""
    return printable(text).replace("\\", "\\\\").replace("&", "&amp;").replace("\n", "\\n")
