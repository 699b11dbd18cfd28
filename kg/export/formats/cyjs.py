"""Graph for Cytoscape and Cytoscape.js (JSON)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from kg.export import caption
from kg.export.rows import Edge, Node, edges, nodes, plain_json
from kg.export.view import View

TIES_ONLY = True


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
    yield "\n]}}\n"


def _list(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield records, parted by commas, as the ``data`` of elements."""
    for number, record in enumerate(records):
        yield (",\n" if number else "") + _json({"data": record})


def _node(node: Node) -> dict[str, Any]:
    return {"id": node.id, "name": node.label, "shared_name": node.values["iri"], **plain_json(node.values)}


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "id": edge.id,
        "source": edge.source,
        "target": edge.target,
        "name": edge.label,
        "shared_name": edge.values["iri"],
        "interaction": edge.values["relation_type"],
        **plain_json(edge.values),
    }


def _json(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)
