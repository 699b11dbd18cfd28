"""Diagnostics: what is wrong with a file or a query, in words and with its place; loaded only when something is."""

import re
from collections.abc import Iterable
from typing import Final

from kg.errors import InputError
from kg.store.sparql import is_update

TOO_LONG: Final = "holds a text or a name longer than 16 MB"

_DEEPEST: Final = 200
_LONGEST_WORD: Final = 300
# Well below half of the MINUS, BIND or named columns, each worked out inside the one before, that end the process.
_LONGEST: Final = 1000
_TEXT_IRI_OR_COMMENT: Final = re.compile(
    r'''"{3}(?:[^"\\]|\\.|"(?!""))*"{3}|"(?:[^"\\\n]|\\.)*"'''
    r"""|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|'(?:[^'\\\n]|\\.)*'|<[^<>"'{}|^`\\\s]*>|#[^\n]*"""
)
_VALUES_OR_NAME: Final = re.compile(
    r"(?<![\w?$])VALUES\s*(?:[?$]\w+|\((?:\s*[?$]\w+)*\s*\))\s*\{[^{}]*\}"
    r"|(?:(?<![\w?$])[^\W\d][\w.-]*)?:[\w.:%-]*",
    re.IGNORECASE,
)
# What a query begins with, what closes what, and the signs with which the engine says what it would take, in words.
_BEGINNINGS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE"})
_CLOSED_BY: Final = {"{": "}", "(": ")", "[": "]"}
_TOKENS: Final = {
    **dict.fromkeys(('"?"', '"$"'), "a variable"),
    **dict.fromkeys(('"<"', '":"'), "a name"),
    **dict.fromkeys(('"\'"', "\"'''\""), "a text"),
    **dict.fromkeys(('"+"', '"-"'), "a number"),
    **dict.fromkeys(('"<<"', '"<<("', '"{|"', '"~"', "LATERAL", "SERVICE"), ""),
}
_FEW_TOKENS: Final = 8
_STEP: Final = re.compile(r"[{+*/!^-]|&&|\|\|?|\b(?:FILTER|AS)\b", re.IGNORECASE)
_POSITION: Final = re.compile(
    r"^(?:error|Parser error) at (?:line )?(\d+)(?::| (?:between columns|column) )(\d+)[^:]*: ?(.*)", re.S
)


def syntax_error(error: Exception, data: bytes = b"") -> str:
    """Return line, column and message of an error in an RDF file, to stand behind its name."""
    where = f":{error.lineno}:{error.offset}" if isinstance(error, SyntaxError) and error.lineno else ""
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    if "LoadDocumentCallback" in message:
        from kg.store.parsing import remote_context

        return (
            f": its context {remote_context(data)} stands on another machine and is not fetched: put the context into "
            "the file; nothing of this file was loaded"
        )
    if isinstance(error, MemoryError):
        reason = TOO_LONG if "buffer" in message else "needs more memory than there is"
        return f": {reason}; nothing of this file was loaded"
    match = _POSITION.match(message)
    message = re.sub(r" \(line \d+\)$", "", match[3] if match else message)
    if len(message) > _LONGEST_WORD:
        message = f"{message[:_LONGEST_WORD]} […]"
    return f"{where}: {message}; nothing of this file was loaded"


def query_error(text: str, message: str, prefixes: Iterable[str]) -> str:
    """Say where in the query it cannot be read, and what is wrong there or what the engine would have taken."""
    match = _POSITION.match(message)
    if is_update(text):
        return "the query would change the graph: only SELECT, ASK, CONSTRUCT and DESCRIBE are answered"
    if match is None:
        return f"the query cannot be read: {message}"
    where = _place(text, int(match[1]), int(match[2]))
    if "Prefix not found" in match[3]:
        others = f", or use one of {known}" if (known := ", ".join(prefixes)) else ""
        return f"{where}: a prefix there is not known; declare it with PREFIX{others}"
    tokens = re.sub(r"\[[^\]]*\]", "", match[3])  # without classes of characters, which nobody can read
    if reason := re.search(r"The [^,]+", tokens):
        return f"{where}: {reason[0].strip()}"
    if fault := _plain_fault(text):
        at, words = fault
        line = text.count("\n", 0, at) + 1
        return f"{_place(text, line, at - (text.rfind(chr(10), 0, at) + 1) + 1)}: {words}"
    wanted = re.findall(r'(?<![\w"])[A-Z]{2,}(?!\w)|"[^"\w\\\s]+"', tokens)
    told = dict.fromkeys(_TOKENS.get(token, token) for token in wanted)
    told.pop("", None)
    # Of more the engine tells what might stand at some place or other, and nothing of the fault.
    return f"{where}: expected {' or '.join(told)}" if told and len(told) <= _FEW_TOKENS else where


def _place(text: str, line: int, column: int) -> str:
    lines = text.splitlines()
    rest = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    return f"the query cannot be read at line {line}, column {column}, {f'at «{rest[:30]}»' if rest else 'at its end'}"


def _plain_fault(text: str) -> tuple[int, str] | None:
    """Return what is plainly wrong with a query, and where: how it begins, or what in it is not closed."""
    bare = _TEXT_IRI_OR_COMMENT.sub(lambda match: " " * len(match[0]), text)
    first = re.search(r"\w+", bare)
    if first and first[0].upper() not in _BEGINNINGS:
        return first.start(), "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"
    opened: list[tuple[str, int]] = []
    for match in re.finditer(r"""\\.|[{}()\[\]"']""", bare):
        sign, at = match[0], match.start()
        if sign in "\"'":
            return at, f"a text that begins with {sign} is not closed"
        if sign in _CLOSED_BY:
            opened.append((sign, at))
        elif sign in _CLOSED_BY.values():
            if not opened or _CLOSED_BY[opened[-1][0]] != sign:
                return at, f"a {sign} closes nothing"
            opened.pop()
    if not opened:
        return None
    sign, at = opened[-1]
    return at, f"a {sign} is not closed by {_CLOSED_BY[sign]}"


def check_size(text: str) -> None:
    """Raise InputError for a query so deep or so long that the engine, which is recursive, would end the process."""
    if _nesting(text) > _DEEPEST:
        raise InputError(f"the query nests more than {_DEEPEST} braces: simplify it")
    if _steps(text) > _LONGEST:
        raise InputError(f"the query has more than {_LONGEST} groups and operators: list what varies in VALUES or IN")


def _nesting(text: str) -> int:
    """Return how deep the braces and brackets of a query nest at most; those in texts and comments close nothing."""
    depth = deepest = 0
    for sign in _TEXT_IRI_OR_COMMENT.sub(lambda match: re.sub(r"[})\]]", "", match[0]), text):
        if sign in "{([":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "})]":
            depth -= 1
    return deepest


def _steps(text: str) -> int:
    """Return how many groups, filters, named columns and operators a query has, outside texts, names and data."""
    bare = _VALUES_OR_NAME.sub("", _TEXT_IRI_OR_COMMENT.sub("", text))
    return sum(1 for _ in _STEP.finditer(bare))
