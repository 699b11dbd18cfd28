"""Graph for Cytoscape and Cytoscape.js (JSON).

Each node has its place; ``style`` and ``layout`` are what Cytoscape.js draws by when the whole file is given to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

from kg.export import caption
from kg.export.rows import Edge, Node, edges, nodes, plain_json
from kg.export.view import View

ENDINGS: Final = ("json",)
TIES_ONLY = True

_LAYOUT: Final = {"name": "preset", "fit": True, "padding": 30}
_STYLE: Final = [
    {
        "selector": "node",
        "style": {
            "label": "data(name)",
            "background-color": "data(fill)",
            "border-color": "data(colour)",
            "border-width": 2,
            "width": "data(size)",
            "height": "data(size)",
            "font-size": 10,
            "text-wrap": "wrap",
            "text-max-width": "90px",
            "text-valign": "bottom",
        },
    },
    {
        "selector": "edge",
        "style": {
            "line-color": "data(colour)",
            "line-style": "data(dash)",
            "target-arrow-color": "data(colour)",
            "target-arrow-shape": "triangle",
            "curve-style": "bezier",
            "width": 1.5,
            "opacity": 0.8,
        },
    },
    {"selector": "edge[?symmetric]", "style": {"target-arrow-shape": "none"}},
    {"selector": "edge[!accepted]", "style": {"width": 0.8}},
]


def write(view: View, file: BinaryIO) -> list[str]:
    """Write the nodes and then the edges, one a line."""
    file.writelines(part.encode() for part in _parts(view))
    return []


def _parts(view: View) -> Iterator[str]:
    about = {"name": caption.title(view), **caption.about(view)}
    head = {"format_version": "1.0", "generated_by": "karabakh-kg", "target_cytoscapejs_version": "~2.1", "data": about}
    yield f'{_json(head)[:-1]}, "elements": {{\n"nodes": [\n'
    yield from _list(map(_node, nodes(view)))
    yield '\n],\n"edges": [\n'
    yield from _list(map(_edge, edges(view)))
    yield f'\n]}},\n"layout": {_json(_LAYOUT)},\n"style": {json.dumps(_STYLE, ensure_ascii=False)}}}\n'


def _list(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield elements, parted by commas."""
    for number, record in enumerate(records):
        yield (",\n" if number else "") + _json(record)


def _node(node: Node) -> dict[str, Any]:
    values = plain_json(node.values)
    position = {"x": values.pop("x"), "y": values.pop("y")}
    data = {"id": node.id, "name": node.label, "shared_name": node.values["iri"], **values}
    return {"data": data, "position": position}


def _edge(edge: Edge) -> dict[str, Any]:
    data = {
        "id": edge.id,
        "source": edge.source,
        "target": edge.target,
        "name": edge.label,
        "shared_name": edge.values["iri"],
        "interaction": edge.values["relation_type"],
        **plain_json(edge.values),
    }
    return {"data": data}


def _json(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)
