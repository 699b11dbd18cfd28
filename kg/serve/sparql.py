"""The SPARQL 1.1 Protocol, and what of the Graph Store Protocol reads."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from email.message import Message
from typing import Final
from urllib.parse import parse_qsl

from msgspec import Struct
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from kg.serve import content
from kg.serve.dataset import DEFAULT, NAMED
from kg.serve.limits import Bounds
from kg.serve.pool import Pool
from kg.serve.replies import Problem, answer, ask, tag, unchanged
from kg.store.sparql import form

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
# What a text in UTF-8 may be said to be in.
_CHARSETS: Final = ("utf-8", "utf8", "us-ascii")
_KNOWN: Final = ("query", "update")
_MOST_FIELDS: Final = 200
# What is another answer each time, from the same graph too.
_CHANGING: Final = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)

Page = Callable[[Request, str], Awaitable[Response]]
Fields = list[tuple[str, str]]


class Endpoint(Struct, frozen=True):
    """The endpoint: ``/sparql`` and ``/store``.

    ``token`` is what a request must bear that changes the graph; without one none may. ``page`` is what a browser gets.
    """

    pool: Pool
    bounds: Bounds
    token: str | None = None
    page: Page | None = None

    async def sparql(self, request: Request) -> Response:
        """Answer a query, or do an update; without either, describe the service. Raises Problem."""
        method = request.method
        if method == "OPTIONS":
            return Response(status_code=204, headers={"allow": _allow("POST"), "accept-post": f"{_QUERY}, {_FORM}"})
        if method not in ("GET", "HEAD", "POST"):
            raise Problem(405, f"{method} is not answered here; use GET or POST", {"allow": _allow("POST")})
        if method != "POST" and self.page and content.prefers_html(request.headers.get("accept", "")):
            fields, _, text = await self._asked(request, needed=False)
            if not _form(fields):
                return await self.page(request, text)
        fields, kind, text = await self._asked(request)
        if kind == "update":
            return await self._update(request, fields, text)
        if kind == "query":
            return await self._query(request, fields, text)
        return await self._description(request)

    async def store(self, request: Request) -> Response:
        """Answer with a graph of the dataset, by the Graph Store Protocol; raises Problem."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"allow": _allow()})
        if request.method not in ("GET", "HEAD"):
            words = "graphs are only read here; changes go to /sparql as updates, where they are allowed"
            raise Problem(405, words, {"allow": _allow()})
        fields = fields_of(request)
        graphs = [value for name, value in fields if name == "graph"]
        default = any(name == "default" for name, _ in fields)
        if len(graphs) + default != 1:
            raise Problem(400, "name one graph: ?default, or ?graph= with the address of a named one")
        headers = self._headers(request, content.GRAPHS)
        if unchanged(request, headers.get("etag")):
            return Response(status_code=304, headers=headers)
        head = {"do": "graph", "graph": graphs[0] if graphs else "", "accept": request.headers.get("accept", "")}
        return answer(await ask(self.pool, request, head), headers)

    async def _asked(self, request: Request, *, needed: bool = True) -> tuple[Fields, str, str]:
        """Return the fields of a request, and the query or the update in it with its kind."""
        fields = fields_of(request)
        texts = [(name, value) for name, value in fields if name in _KNOWN]
        if request.method == "POST":
            kind, charset = _media_type(request.headers.get("content-type", ""))
            if kind not in (_FORM, _QUERY, _UPDATE):
                words = f"the body has the media type '{kind[:100]}'; send a query as {_QUERY} or {_FORM}"
                raise Problem(415, words, {"accept-post": f"{_QUERY}, {_FORM}, {_UPDATE}"})
            if charset not in _CHARSETS:
                raise Problem(415, f"the body is said to be in '{charset[:100]}': send it in UTF-8")
            if texts:
                raise Problem(400, "a query or an update stands in the body of a POST, not in its address")
            body = _decoded(await read_body(request, self.bounds))
            if kind == _FORM:
                fields = [*fields, *_parsed(body)]
                texts = [(name, value) for name, value in fields if name in _KNOWN]
            else:
                texts = [("update" if kind == _UPDATE else "query", body)]
        elif any(name == "update" for name, _ in texts):
            raise Problem(400, "an update is sent by POST", {"allow": "POST"})
        if len(texts) > 1:
            raise Problem(400, "the request holds more than one query or update: send one")
        if not texts:
            if needed and (request.method == "POST" or fields):
                raise Problem(400, "the request holds no query: give it as 'query'")
            return fields, "", ""
        return fields, *texts[0]

    async def _query(self, request: Request, fields: Fields, text: str) -> Response:
        offers = content.GRAPHS if form(text) in ("CONSTRUCT", "DESCRIBE") else content.RESULTS
        headers = self._headers(request, offers, lasting=_CHANGING.search(text) is None)
        if unchanged(request, headers.get("etag")):
            return Response(status_code=304, headers=headers)
        accept = request.headers.get("accept", "")
        head = {"do": "query", "accept": accept, "form": _form(fields), **chosen_graphs(fields)}
        return answer(await ask(self.pool, request, head, text.encode()), headers)

    async def _update(self, request: Request, fields: Fields, text: str) -> Response:
        if self.token is None:
            raise Problem(403, "the graph is not changed here: the server was started without --allow-update")
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), self.token.encode()):
            words = "an update needs the token of this server, as 'Authorization: Bearer TOKEN'"
            raise Problem(401, words, {"www-authenticate": 'Bearer realm="kg"'})
        head: dict[str, object] = {
            "do": "update",
            "using": _all(fields, "using-graph-uri"),
            "using_named": _all(fields, "using-named-graph-uri"),
        }
        return answer(await ask(self.pool, request, head, text.encode(), change=True), {})

    async def _description(self, request: Request) -> Response:
        headers = self._headers(request, content.GRAPHS)
        if unchanged(request, headers.get("etag")):
            return Response(status_code=304, headers=headers)
        head = {
            "do": "description",
            "address": str(request.url.replace(query="")),
            "accept": request.headers.get("accept", ""),
        }
        return answer(await ask(self.pool, request, head), headers)

    def _headers(
        self, request: Request, offers: Mapping[str, tuple[str, ...]], *, lasting: bool = True
    ) -> dict[str, str]:
        """Return the headers of an answer from this state of the graph; what was asked by POST has no address."""
        lasting = lasting and not self.pool.about["remote"]  # what its own server changes is not seen from here
        headers = {"vary": "Accept", "cache-control": "no-cache" if lasting else "no-store"}
        if not lasting or request.method == "POST":
            return headers
        chosen = content.choose(request.headers.get("accept", ""), offers) or ""
        return {**headers, "etag": tag(request, self.pool.about["digest"], chosen)}


def fields_of(request: Request) -> Fields:
    """Return the fields of the query part of an address; raises Problem for what is no UTF-8."""
    return _parsed(request.scope["query_string"].decode("latin-1"))


def chosen_graphs(fields: Fields) -> dict[str, Sequence[str]]:
    """Return the graphs that a request chooses, as a job of a worker takes them; nothing where it chooses none."""
    default, named = _all(fields, DEFAULT), _all(fields, NAMED)
    return {"default": default, "named": named} if default or named else {}


async def read_body(request: Request, bounds: Bounds) -> bytes:
    """Return the body of a request; raises Problem for one that is too long or too slow."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "the body is compressed, which is not read here: send it as it is")
    most = f"a request may carry {bounds.body >> 10} KB here"
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > bounds.body:
        raise Problem(413, most)
    body = bytearray()
    try:
        async with asyncio.timeout(bounds.upload):
            async for piece in request.stream():
                body += piece
                if len(body) > bounds.body:
                    raise Problem(413, most)
    except TimeoutError as error:
        raise Problem(408, "the request took too long to arrive", {"connection": "close"}) from error
    except ClientDisconnect as error:
        raise Problem(400, "the request ended before its end") from error
    return bytes(body)


def _media_type(header: str) -> tuple[str, str]:
    """Return a media type and the charset in which the text is said to be, which is UTF-8 where none is named."""
    message = Message()
    message["content-type"] = header
    return header.partition(";")[0].strip().lower(), str(message.get_content_charset("utf-8"))


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(400, "the body is no text in UTF-8") from error


def _parsed(text: str) -> Fields:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError as error:
        raise Problem(400, "a field of the request is no text in UTF-8") from error
    except ValueError as error:
        raise Problem(400, f"the request has more than {_MOST_FIELDS} fields") from error


def _all(fields: Fields, name: str) -> Sequence[str]:
    return [value for field, value in fields if field == name]


def _one(fields: Fields, name: str) -> str:
    return next((value for field, value in fields if field == name), "")


def _form(fields: Fields) -> str:
    """Return the form of an answer that is asked for by its ending, for a link cannot set a header; others are none."""
    form = _one(fields, "format")
    return form if form in {**content.RESULTS, **content.GRAPHS} else ""


def _allow(*more: str) -> str:
    return ", ".join(("GET", "HEAD", "OPTIONS", *more))
