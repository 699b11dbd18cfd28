"""Media types: which forms of an answer there are, and which of them a client wants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

JSON: Final = "application/json"
HTML: Final = "text/html"
# The header that says of a query which names in it nothing has.
NOTE: Final = "kg-note"
# By the ending that names a form everywhere: its own media type, and others by which it is asked for.
RESULTS: Final[Mapping[str, tuple[str, ...]]] = {
    "json": ("application/sparql-results+json", JSON),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
GRAPHS: Final[Mapping[str, tuple[str, ...]]] = {
    "ttl": ("text/turtle", "application/x-turtle"),
    "nt": ("application/n-triples", "text/plain"),
    "jsonld": ("application/ld+json", JSON),
    "rdf": ("application/rdf+xml", "application/xml", "text/xml"),
    "nq": ("application/n-quads", "text/x-nquads"),
    "trig": ("application/trig", "application/x-trig"),
}
_TEXT: Final = ("text/", "application/n-triples", "application/n-quads", "application/trig")


def choose(accept: str, offers: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the offer that an Accept header likes best, the first of equals; None where it likes none.

    >>> choose("text/csv;q=0.5, application/*", RESULTS)
    'json'
    >>> choose("text/turtle", RESULTS)
    """
    wanted = _ranges(accept)
    if not wanted:
        return next(iter(offers))
    best, chosen = 0.0, None
    for name, types in offers.items():
        liking = max(_liking(type_, wanted) for type_ in types)
        if liking > best:
            best, chosen = liking, name
    return chosen


def prefers_html(accept: str) -> bool:
    """Say whether a client is a browser: it names HTML, and nothing that it likes more.

    >>> prefers_html("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), prefers_html("*/*")
    (True, False)
    """
    wanted = _ranges(accept)
    return any(range_ == HTML and liking >= max(wanted.values()) for range_, liking in wanted.items() if liking)


def header(media_type: str) -> str:
    """Return a media type as a Content-Type header says it."""
    return f"{media_type}; charset=utf-8" if media_type.startswith(_TEXT) else media_type


def _ranges(accept: str) -> dict[str, float]:
    """Return the media ranges of an Accept header with how much each is liked."""
    liked: dict[str, float] = {}
    for part in accept.lower().split(","):
        range_, *parameters = (word.strip() for word in part.split(";"))
        if range_:
            liked[range_] = next((_number(word[2:]) for word in parameters if word.startswith("q=")), 1.0)
    return liked


def _number(word: str) -> float:
    try:
        return min(max(float(word), 0.0), 1.0)
    except ValueError:
        return 0.0


def _liking(media_type: str, wanted: Mapping[str, float]) -> float:
    """Return how much the narrowest range that holds a media type is liked."""
    for range_ in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        if range_ in wanted:
            return wanted[range_]
    return 0.0
