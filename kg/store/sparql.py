"""What a query from outside is about to do, read from its tokens: strings, comments, names and variables say nothing.

A query is refused here where it would reach another machine or another dataset than the one that was loaded.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from urllib.parse import urljoin

from kg.dossier import current
from kg.errors import InputError

_TOKEN: Final = re.compile(
    r'''(?P<text>"{3}(?:[^"\\]|\\.|"(?!""))*"{3}|"(?:[^"\\\n\r]|\\.)*"'''
    r"""|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|'(?:[^'\\\n\r]|\\.)*')"""
    r"""|(?P<comment>\#[^\n\r]*)|(?P<iri><[^<>"{}|^`\x00-\x20]*>)|(?P<variable>[?$]\w+)|(?P<language>@[\w-]+)"""
    r"""|(?P<name>(?:[^\W\d](?:[\w.·-]*[\w·-])?)?:(?:[\w:·-]|%[\dA-Fa-f]{2}|\\.|\.(?=[\w:·.%\\-]))*)"""
    r"""|(?P<word>[^\W\d]\w*)|(?P<number>[\d.]*\d(?:[eE][+-]?\d+)?)|(?P<sign>\S)""",
    re.DOTALL,
)
FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
)  # fmt: skip
_PROLOGUE: Final = frozenset({"PREFIX", "BASE", "VERSION"})
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ENDS: Final = "/?#"
# By these a query reaches elsewhere, also where no blank parts them from a word beside: the engine takes trueSERVICE.
_REACHING: Final = ("FROM", "SERVICE")


class Token(NamedTuple):
    """A token of a query: its kind, its text as it is written, and where it begins."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query without its comments; what is not closed comes sign by sign."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "comment":
            yield Token(str(match.lastgroup), match[0], match.start())


def form(text: str) -> str:
    """Return the word by which a query or an update says what it does, in capitals; empty where there is none."""
    declares = False
    for token in tokens(text):
        if token.kind == "word":
            word = token.text.upper()
            if word not in _PROLOGUE:
                return word if word in FORMS | _UPDATES else ""
            declares = True
        elif not (declares and token.kind in ("name", "iri", "text")):
            return ""
    return ""


def is_update(text: str) -> bool:
    """Say whether a text would change the graph."""
    return form(text) in _UPDATES


def asks_services(text: str) -> bool:
    """Say whether a query would send a part of itself to another machine."""
    return _has_word(text, "SERVICE")


def unescaped(text: str) -> str:
    """Return a text with the characters that it writes as numbers."""
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)


def is_query(text: str) -> bool:
    """Say whether a text of one line, without braces, is a query and no name of a file."""
    listed = [token for token in tokens(text)]
    words = [token.kind == "word" and token.text.upper() in FORMS | _UPDATES for token in listed]
    if not form(text):
        return len(listed) > 2 and listed[0].text.upper() in ("PREFIX", "BASE") and listed[1].kind in ("name", "iri")
    start = words.index(True)
    rest = listed[start + 1 :]
    return bool(rest) and (rest[0].kind in ("iri", "name", "variable", "word") or rest[0].text == "*")


def check_reach(text: str, services: Iterable[str] | None = ()) -> None:
    """Raise InputError for a query that names a dataset of its own or, beside those allowed, another machine.

    ``services`` are beginnings of addresses that SERVICE may ask; None is for a query that asks one file alone.
    """
    if not _may_reach(text):
        return
    for word, address in _reached(text, current().names.prefixes):
        if services is None:
            raise InputError(f"{word} {address} is not answered here: the query of an import asks the given file alone")
        if word == "SERVICE":
            _check_service(address, tuple(services))
        else:
            raise InputError("FROM is not answered: --data and --dataset choose what is queried")


def check_loads(text: str) -> None:
    """Raise InputError for an update that would load what another machine or a file has."""
    if _has_word(text, "LOAD"):
        raise InputError("LOAD is not done: it would read a file or another address; use INSERT DATA")


def dataset_of(text: str, prefixes: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return the graphs that a query names by FROM, and those that it names by FROM NAMED.

    Raises InputError for a query that would reach another machine.
    """
    default: list[str] = []
    named: list[str] = []
    for word, address in _reached(text, prefixes):
        if word == "SERVICE":
            raise InputError("SERVICE is not answered: it would send a part of the query to another machine")
        if not address:
            raise InputError(f"{word} names no graph that can be read here: write its IRI in full")
        (named if word == "FROM NAMED" else default).append(address)
    return default, named


def named(text: str, prefixes: Mapping[str, str]) -> list[str]:
    """Return the IRIs that a query asks for, each once: not those that it declares, nor those that it would make."""
    names, base = dict(prefixes), ""
    listed = [*tokens(text), Token("", "", len(text))]
    iris: dict[str, None] = {}
    position, made, depth = 0, False, 0
    while position < len(listed) - 1:
        token, after = listed[position], listed[position + 1]
        word = token.text.upper() if token.kind == "word" else ""
        if word == "PREFIX" and after.kind == "name":
            names[after.text.rstrip(":")] = _absolute(listed[min(position + 2, len(listed) - 1)], names, base)
            position += 3
            continue
        if word == "BASE":
            base = _absolute(after, names, base)
            position += 2
            continue
        made = made or (word == "CONSTRUCT" and after.text == "{")
        if made and token.text in ("{", "}"):
            depth += 1 if token.text == "{" else -1
            made = depth > 0
        elif not made and token.kind in ("iri", "name") and (iri := _absolute(token, names, base)):
            iris[iri] = None
        position += 1
    return list(iris)


def _has_word(text: str, keyword: str) -> bool:
    """Say whether a query or an update has a keyword, also run together with another word, which the engine takes."""
    return keyword in text.upper() and any(
        token.kind == "word" and keyword in token.text.upper() for token in tokens(text)
    )


def _may_reach(text: str) -> bool:
    """Say whether a query may have one of the words by which it reaches elsewhere; most have none, and are not read."""
    upper = text.upper()
    return any(word in upper for word in _REACHING)


def _reached(text: str, prefixes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield FROM, FROM NAMED or SERVICE with the address behind it, empty where it is none that is known."""
    if not _may_reach(text):
        return
    names, base = dict(prefixes), ""
    listed = [*tokens(text), Token("", "", len(text))]
    last = len(listed) - 1
    for index, token in enumerate(listed):
        word = token.text.upper() if token.kind == "word" else ""
        if word == "PREFIX" and listed[index + 1].kind == "name":
            names[listed[index + 1].text.rstrip(":")] = _absolute(listed[min(index + 2, last)], names, base)
        elif word == "BASE":
            base = _absolute(listed[index + 1], names, base)
        elif word == "FROM":
            is_named = listed[index + 1].text.upper() == "NAMED"
            yield (
                "FROM NAMED" if is_named else "FROM",
                _absolute(listed[min(index + 1 + is_named, last)], names, base),
            )
        elif word == "SERVICE":
            silent = listed[index + 1].text.upper() == "SILENT"
            yield "SERVICE", _absolute(listed[min(index + 1 + silent, last)], names, base)
        elif any(reaching in word for reaching in _REACHING):
            raise InputError(f"write FROM and SERVICE apart from the words beside them: '{token.text}'")


def _check_service(address: str, allowed: tuple[str, ...]) -> None:
    if not address:
        raise InputError("SERVICE asks an address that the query does not name: name it")
    if any(_within(address, start) for start in allowed):
        return
    hint = f"allowed are: {', '.join(allowed)}" if allowed else "allow it with --allow-service"
    raise InputError(f"SERVICE would send a part of the query to {address}, another machine: {hint}")


def _within(address: str, start: str) -> bool:
    """Say whether an address begins with another, which ends at the end of a part of it."""
    steps = re.split(r"[/?#]", address)
    if not start or not address.startswith(start) or ".." in steps or "%2e" in address.lower():
        return False
    return start[-1] in _ENDS or address[len(start) : len(start) + 1] in ("", *_ENDS)


def _absolute(token: Token, names: dict[str, str], base: str) -> str:
    """Return the IRI that a token means; empty where it means none that is known."""
    if token.kind == "iri":
        iri = unescaped(token.text[1:-1])
        return urljoin(base, iri) if base else iri
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        return names[prefix] + re.sub(r"\\(.)", r"\1", local) if prefix in names else ""
    return ""
