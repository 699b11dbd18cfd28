"""The variables of a query from outside, in the order in which it names them."""

from collections.abc import Mapping

from pyoxigraph import QuerySolutions, Store

from kg.store.diagnostics import check_size
from kg.store.sparql import asks_services, form, tokens


def in_written_order(text: str, prefixes: Mapping[str, str]) -> str:
    """Return a query whose ``SELECT *`` names its variables, in the order in which the query does.

    The engine would give them in that of the alphabet, objects before subjects. Another query comes back as it is, and
    so does one that cannot be read. Raises InputError for one that is too large to be read.

    >>> in_written_order("select * { ?s ?p ?o }", {})
    'select ?s ?p ?o { ?s ?p ?o }'
    """
    if "*" not in text or form(text) != "SELECT" or asks_services(text):
        return text
    check_size(text)
    listed = list(tokens(text))
    select = next(at for at, token in enumerate(listed) if token.kind == "word" and token.text.upper() == "SELECT")
    rest = listed[select + 1 :]
    if rest and rest[0].text.upper() in ("DISTINCT", "REDUCED"):
        rest = rest[1:]
    if not rest or rest[0].text != "*":
        return text
    try:
        # What is in scope only an engine can tell; one that holds nothing works at most on what the query brings.
        answer = Store().query(text, prefixes=dict(prefixes))
    except (SyntaxError, ValueError, OSError, RuntimeError):
        return text
    in_scope = {variable.value for variable in answer.variables} if isinstance(answer, QuerySolutions) else set()
    named = dict.fromkeys(token.text[1:] for token in rest if token.kind == "variable" and token.text[1:] in in_scope)
    if not named or named.keys() != in_scope:
        return text
    before, after = text[: rest[0].start], text[rest[0].start + 1 :]
    return f"{before}{'' if before[-1].isspace() else ' '}{' '.join(f'?{name}' for name in named)} {after.lstrip()}"
