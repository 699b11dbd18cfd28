"""Graph for networkx, igraph, yEd, Cytoscape and many others (GraphML).

Every edge is directed, for some readers take no mixture; the column ``symmetric`` tells which tie both ways alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from kg.export import caption
from kg.export.rows import EDGE_COLUMNS, NODE_COLUMNS, Sort, Value, edges, nodes, plain
from kg.export.view import View
from kg.export.xml import XmlText

ENDINGS: Final = ("xml",)
TIES_ONLY = True

_TYPES: Final[dict[Sort, str]] = {"text": "string", "number": "double", "flag": "boolean", "list": "string"}
# Viewers such as sigma draw by a column of the name color; ours has the word as the other columns write it.
_COLUMNS: Final = {
    "node": {"label": "text", **NODE_COLUMNS, "color": "text"},
    "edge": {"label": "text", **EDGE_COLUMNS, "color": "text"},
}


def write(view: View, file: BinaryIO) -> list[str]:
    """Write the nodes and then the edges, one at a time."""
    text = XmlText()
    file.writelines(f"{line}\n".encode() for line in _lines(view, text))
    return text.notes()


def _lines(view: View, text: XmlText) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    about = caption.about(view)
    for name in about:
        yield f'  <key id="graph_{name}" for="graph" attr.name="{name}" attr.type="string"/>'
    for owner, columns in _COLUMNS.items():
        for name, sort in columns.items():
            yield f'  <key id="{owner}_{name}" for="{owner}" attr.name="{name}" attr.type="{_TYPES[sort]}"/>'
    yield '  <graph id="karabakh-kg" edgedefault="directed">'
    for name, words in about.items():
        yield f'    <data key="graph_{name}">{text.content(words)}</data>'
    for node in nodes(view):
        yield f"    <node id={text.attribute(node.id)}>"
        yield from _data("node", {"label": node.label, **node.values, "color": node.values["colour"]}, text)
        yield "    </node>"
    for edge in edges(view):
        ends = f"source={text.attribute(edge.source)} target={text.attribute(edge.target)}"
        yield f"    <edge id={text.attribute(edge.id)} {ends}>"
        yield from _data("edge", {"label": edge.label, **edge.values, "color": edge.values["colour"]}, text)
        yield "    </edge>"
    yield "  </graph>"
    yield "</graphml>"


def _data(owner: str, values: dict[str, Value], text: XmlText) -> Iterator[str]:
    for name, value in values.items():
        yield f'      <data key="{owner}_{name}">{text.content(plain(value))}</data>'
