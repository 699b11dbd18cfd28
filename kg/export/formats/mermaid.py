"""Small graph for Markdown pages (Mermaid), at most 60 edges."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import BinaryIO, Final

from kg.errors import InputError
from kg.export import caption
from kg.export.rows import Edge, Node, edges, nodes
from kg.export.view import View
from kg.export.xml import printable
from kg.policy import NO_POLICY

ENDINGS: Final = ("mmd", "md")
TIES_ONLY = True
POLICY: Final = NO_POLICY

MOST_EDGES: Final = 60
# Mermaid reads these as marks of its own, even between quotation marks.
_MARKS: Final = re.compile(r'["#&<>`\\|;]')
_BOXES: Final = {
    "rounded": "({})",
    "ellipse": "([{}])",
    "cylinder": "[({})]",
    "hexagon": "{{{{{}}}}}",
    "parallelogram": "[/{}/]",
}


def write(view: View, file: BinaryIO) -> list[str]:
    """Write a flow chart; raises InputError for more edges than a page can show."""
    if (count := len(view.relations)) > MOST_EDGES:
        raise InputError(
            f"mermaid draws at most {MOST_EDGES} edges, and these are {count}: narrow them with --focus NAME, "
            "--type, --layer or --since, or choose another format, such as gexf"
        )
    file.writelines(f"{line}\n".encode() for line in _lines(view))
    return ["left out: who claims each tie, in which source, and the other names of things; csv tells them"]


def _lines(view: View) -> Iterator[str]:
    about = caption.about(view)
    yield "---"
    yield f"title: {json.dumps(_one_line(about.pop('title')), ensure_ascii=False)}"
    yield "---"
    for name, words in about.items():
        yield f"%% {name.replace('_', ' ')}: {_one_line(words)}"
    yield "flowchart LR"
    shown = list(nodes(view))
    numbers = {node.id: f"n{number}" for number, node in enumerate(shown)}
    for node in shown:
        yield f"  {numbers[node.id]}{_box(node)}"
    drawn = list(edges(view))
    for edge in drawn:
        yield f"  {numbers[edge.source]} {_line(edge)}|{_quoted(edge.label + edge.details)}| {numbers[edge.target]}"
    for number, edge in enumerate(drawn):
        yield f"  linkStyle {number} stroke:{edge.values['colour']}"
    for number, (look, alike) in enumerate(groupby(sorted(shown, key=_look), _look)):
        yield f"  classDef k{number} fill:{look[0]},stroke:{look[1]},color:#0f172a"
        yield f"  class {','.join(numbers[node.id] for node in alike)} k{number}"


def _look(node: Node) -> tuple[str, str]:
    return str(node.values["fill"]), str(node.values["colour"])


def _box(node: Node) -> str:
    return _BOXES.get(str(node.values["shape"]), "[{}]").format(_quoted(node.label))


def _line(edge: Edge) -> str:
    """Return the line of an edge: dotted unless it is accepted, without a head where both ends are alike."""
    solid, head = edge.values["standing"] == "accepted", not edge.values["symmetric"]
    return {(True, True): "-->", (True, False): "---", (False, True): "-.->", (False, False): "-.-"}[solid, head]


def _quoted(text: str) -> str:
    return '"' + _MARKS.sub(lambda mark: f"#{ord(mark[0])};", _one_line(text)) + '"'


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())
