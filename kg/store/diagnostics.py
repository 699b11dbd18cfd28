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
    """Say where in the query it cannot be read, and what the engine would have taken there."""
    match = _POSITION.match(message)
    if is_update(text):
        return "the query would change the graph: only SELECT, ASK, CONSTRUCT and DESCRIBE are answered"
    if match is None:
        return f"the query cannot be read: {message}"
    line, column = int(match[1]), int(match[2])
    lines = text.splitlines()
    rest = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    where = f"the query cannot be read at line {line}, column {column}, {f'at «{rest[:30]}»' if rest else 'at its end'}"
    if "Prefix not found" in match[3]:
        return f"{where}: a prefix there is not known; declare it with PREFIX, or use one of {', '.join(prefixes)}"
    tokens = re.sub(r"\[[^\]]*\]", "", match[3])  # without classes of characters, which nobody can read
    if reason := re.search(r"The [^,]+", tokens):
        return f"{where}: {reason[0].strip()}"
    wanted = re.findall(r'(?<![\w"])[A-Z]{2,}(?!\w)|"[^"\w\\\s]+"', tokens)
    return f"{where}: expected {' or '.join(dict.fromkeys(wanted))}" if wanted else where


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
