"""Graph with time for Gephi, Gephi Lite and Retina (GEXF 1.3).

An edge is one relation. Gephi joins edges of one kind between the same two nodes, so the kind of an edge is its
relation type, and a number follows where one tie has several relations, such as two periods: each keeps its own claims.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, Final

from kg.export import caption
from kg.export.rows import EDGE_COLUMNS, NODE_COLUMNS, Edge, Node, Sort, Value, edges, nodes, plain
from kg.export.view import View
from kg.export.xml import XmlText

ENDINGS: Final = ("xml",)
TIES_ONLY = True

Tie = tuple[str, str, str | None]

_TYPES: Final[dict[Sort, str]] = {"text": "string", "number": "double", "flag": "boolean", "list": "string"}
# The format knows discs, squares, triangles and diamonds; what is not named here is a square.
_SHAPES: Final = {"ellipse": "disc", "octagon": "triangle", "hexagon": "diamond"}
_PLACED: Final = ("x", "y", "size")  # told by the elements that a viewer draws by
_COLOUR: Final = re.compile("#(..)(..)(..)")


def write(view: View, file: BinaryIO) -> list[str]:
    """Write the nodes and then the edges, one at a time."""
    text = XmlText()
    file.writelines(f"{line}\n".encode() for line in _lines(view, text))
    return text.notes()


def _lines(view: View, text: XmlText) -> Iterator[str]:
    about = ". ".join(f"{name.replace('_', ' ')}: {words}" for name, words in caption.about(view).items())
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">'
    yield "  <meta>"
    yield "    <creator>karabakh-kg</creator>"
    yield f"    <description>{text.content(about)}</description>"
    yield "  </meta>"
    yield '  <graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">'
    for class_, columns in (("node", NODE_COLUMNS), ("edge", EDGE_COLUMNS)):
        yield f'    <attributes class="{class_}">'
        for name, sort in columns.items():
            if name in _PLACED:
                continue
            yield f'      <attribute id="{name}" title="{name}" type="{_TYPES[sort]}"/>'
        yield "    </attributes>"
    yield "    <nodes>"
    for node in nodes(view):
        yield from _node(node, text)
    yield "    </nodes>"
    yield "    <edges>"
    told = _several(view)
    for edge in edges(view):
        kind, tie = str(edge.values["relation_type"]), _tie(view, str(edge.values["iri"]))
        if tie in told:
            told[tie] += 1
            kind = kind if told[tie] == 1 else f"{kind} ({told[tie]})"
        yield from _edge(edge, kind, text)
    yield "    </edges>"
    yield "  </graph>"
    yield "</gexf>"


def _tie(view: View, relation: str) -> Tie:
    ends = view.ends[relation]
    return ends.subject, ends.type, ends.object


def _several(view: View) -> dict[Tie, int]:
    """Return the ties that have several relations, each with a count that begins at 0."""
    return {tie: 0 for tie, count in Counter(_tie(view, iri) for iri in view.relations).items() if count > 1}


def _node(node: Node, text: XmlText) -> Iterator[str]:
    yield f"      <node id={text.attribute(node.id)} label={text.attribute(node.label)}>"
    x, y, size = (plain(node.values[name]) for name in _PLACED)
    yield from _values({name: value for name, value in node.values.items() if name not in _PLACED}, text)
    yield f"        {_colour(node.values)}"
    yield f'        <viz:position x="{x}" y="{y}" z="0"/>'
    yield f'        <viz:size value="{size}"/>'
    yield f'        <viz:shape value="{_SHAPES.get(str(node.values["shape"]), "square")}"/>'
    yield "      </node>"


def _edge(edge: Edge, kind: str, text: XmlText) -> Iterator[str]:
    days = {"start": edge.first, "end": edge.last}
    given = {"id": edge.id, "source": edge.source, "target": edge.target, "kind": kind, "label": edge.label, **days}
    attributes = " ".join(f"{name}={text.attribute(value)}" for name, value in given.items() if value is not None)
    yield f"      <edge {attributes}>"
    yield from _values(edge.values, text)
    yield f"        {_colour(edge.values)}"
    yield f'        <viz:shape value="{edge.values["dash"]}"/>'
    yield "      </edge>"


def _values(values: dict[str, Value], text: XmlText) -> Iterator[str]:
    yield "        <attvalues>"
    for name, value in values.items():
        yield f'          <attvalue for="{name}" value={text.attribute(plain(value))}/>'
    yield "        </attvalues>"


def _colour(values: dict[str, Value]) -> str:
    match = _COLOUR.fullmatch(str(values["colour"]))
    assert match, values["colour"]
    red, green, blue = (int(part, 16) for part in match.groups())
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
