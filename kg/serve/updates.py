"""What an update from outside may say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pyoxigraph import NamedNode

from kg.errors import InputError
from kg.store.sparql import FORMS, Token, check_loads, dataset_of, form, tokens

_OPEN: Final = "{(["
_CLOSED: Final = "})]"


def check_update(
    text: str, prefixes: Mapping[str, str], using: Sequence[str] = (), using_named: Sequence[str] = ()
) -> str:
    """Return the update to run: the one that is given, reading from the graphs that the request names.

    Raises InputError for one that would read a file or another address, and for one that names graphs of its own where
    the request does too.
    """
    if form(text) in FORMS:
        raise InputError("this is a query, which changes nothing: send it as 'query'")
    dataset_of(text, prefixes)  # refuses SERVICE
    outer = list(_outer(text))
    check_loads(text)
    if not using and not using_named:
        return text
    if any(token.text.upper() in ("USING", "WITH") for token in outer):
        raise InputError("the graphs to read from are given twice: by the request, and by USING or WITH in the update")
    clauses = "".join(f"USING <{_iri(iri)}> " for iri in using)
    clauses += "".join(f"USING NAMED <{_iri(iri)}> " for iri in using_named)
    said = text
    for before, token in reversed([*zip([None, *outer], outer, strict=False)]):
        if token.text.upper() == "WHERE":
            if before is not None and before.text.upper() == "DELETE":
                raise InputError("DELETE WHERE reads from no chosen graphs: write DELETE { … } WHERE { … }")
            said = f"{said[: token.start]}{clauses}{said[token.start :]}"
    return said


def _outer(text: str) -> list[Token]:
    """Return the words of an update that stand outside all braces."""
    depth, words = 0, []
    for token in tokens(text):
        if token.text in _OPEN:
            depth += 1
        elif token.text in _CLOSED:
            depth -= 1
        elif token.kind == "word" and not depth:
            words.append(token)
    return words


def _iri(iri: str) -> str:
    try:
        return NamedNode(iri).value
    except ValueError as error:
        raise InputError(f"<{iri[:200]}> is no IRI") from error
