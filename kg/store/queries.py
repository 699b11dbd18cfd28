"""Queries are files: ``kg/queries/NAME.rq`` says what, this module fills in for whom.

A parameter is written ``$name`` and stands where a term or a list of terms may stand. A line
``# if $name: PATTERN`` joins in where the parameter is given.
"""

import re
from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.resources import text_of

_CONDITION: Final = re.compile(r"^(\s*)# if \$(\w+): (.*)$", re.MULTILINE)
_PARAMETER: Final = re.compile(r"\$(\w+)")


def named_query(name: str, /, **parameters: NamedNode | Literal | Iterable[NamedNode | Literal] | None) -> str:
    """Return the text of ``kg/queries/NAME.rq`` with its parameters filled in."""
    return bind(text_of("queries", f"{name}.rq"), **parameters)


def bind(text: str, /, **parameters: NamedNode | Literal | Iterable[NamedNode | Literal] | None) -> str:
    """Return a query with its parameters filled in.

    A parameter that is None or an empty list counts as not given.
    """
    given: dict[str, str] = {}
    for name, value in parameters.items():
        if value is None:
            continue
        terms = " ".join(map(str, [value] if isinstance(value, NamedNode | Literal) else value))
        if terms:
            given[name] = terms
    chosen = _CONDITION.sub(lambda found: found[1] + (found[3] if found[2] in given else ""), text)
    return _PARAMETER.sub(lambda found: given.get(found[1], found[0]), chosen)
