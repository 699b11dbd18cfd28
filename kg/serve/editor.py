"""What the page on which SPARQL is written holds: the query, what it has brought, and the ways to look at that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from kg.resources import text_of
from kg.serve import content
from kg.serve.results import GRAPH, MAP, ROWS, TABLE, TIMELINE, Names, Outcome, bars, graph, spots
from kg.web.atlas import chart

# The graphs that a request chooses, as fields of its address.
Graphs = Sequence[tuple[str, str]]


def editor_parts(
    names: Names,
    text: str,
    outcome: Outcome | None,
    view: str,
    problem: str,
    graphs: Graphs,
    notes: Sequence[str],
) -> dict[str, Any]:
    """Return the parts of the page.

    ``view`` is the way to look at the result that is asked for, ``graphs`` are those that the request chooses.
    """
    asked = [("query", text), *graphs]
    forms = content.GRAPHS if outcome is not None and outcome.is_graph else content.RESULTS
    parts: dict[str, Any] = {
        "title": "SPARQL",
        "text": text or text_of("queries", "editor.rq").partition("\n")[2].strip(),
        "outcome": outcome,
        "rows": [],
        "view": "",
        "views": [],
        "drawn": None,
        "bars": None,
        "map": "",
        "spots": [],
        "problem": problem,
        "notes": notes,
        "place": _position(problem),
        "graphs": graphs,
        "most": ROWS,
        "tools": [(form.upper(), at(*asked, ("format", form))) for form in forms] if outcome is not None else [],
    }
    if outcome is None:
        return parts
    shown = view if view in outcome.views else TABLE
    if outcome.truth is not None:
        parts["rows"] = [[("yes" if outcome.truth else "no", "")]]
    elif shown == TABLE:
        parts["rows"] = [[names.cell(term) for term in row] for row in outcome.rows]
    elif shown == GRAPH:
        parts["drawn"] = graph(outcome, names)
    elif shown == MAP:
        parts["spots"] = spots(outcome, names)
        title = "Map of the places in the table below"
        parts["map"] = Markup(chart(parts["spots"], title))  # the chart escapes every text in it
    elif shown == TIMELINE:
        listed, first, last = bars(outcome, names)
        parts["bars"] = {"rows": listed, "first": first, "last": last}
    views = [(one, at(*asked, ("view", one)) if one != TABLE else at(*asked)) for one in outcome.views]
    return parts | {"view": shown, "views": views}


def at(*fields: tuple[str, str]) -> str:
    """Return the address of the editor with these fields."""
    return f"/sparql?{urlencode(fields)}"


def _position(problem: str) -> tuple[int, int] | None:
    """Return the line and the column that an error names."""
    match = re.search(r"line (\d+), column (\d+)", problem)
    return (int(match[1]), int(match[2])) if match else None
