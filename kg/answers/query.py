"""The answer to a SPARQL query as a document."""

from __future__ import annotations

from itertools import islice
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions

from kg.answers.listing import count
from kg.dossier import current
from kg.view.document import Document, Prose, Table, words

# A table of more rows is nothing to read, and has to be held in memory.
_MOST: Final = 1000


def document(answer: QuerySolutions | QueryBoolean) -> Document:
    """Return what a query found as a table, or yes or no; names of the graph are written with their prefixes."""
    if isinstance(answer, QueryBoolean):
        return Document("", (Prose((words("yes" if answer else "no"),)),))
    variables = tuple(variable.value for variable in answer.variables)
    rows = [tuple(_cell(row[name]) for name in variables) for row in islice(answer, _MOST + 1)]
    shown = tuple(rows[:_MOST])
    close = [count(len(shown), "row")]
    if len(rows) > len(shown):
        close.append("There are more: --format csv writes all of them.")
    return Document("", (Table(variables, shown),), close=tuple(close))


def _cell(term: object) -> str:
    match term:
        case None:
            return ""
        case NamedNode():
            return current().names.compact(term.value)
        case Literal():
            return f"{term.value}@{term.language}" if term.language else term.value
        case BlankNode():
            return f"_:{term.value}"
    return str(term)
