"""The addresses of the explorer and of ``/api``: what they take, and which job of a worker answers them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from typing import Final
from urllib.parse import quote, urlencode

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from kg.errors import InputError
from kg.export.page import vendor
from kg.resources import text_of
from kg.serve import content, openapi
from kg.serve.explorer import link
from kg.serve.pool import Pool
from kg.serve.questions import LONGEST, text_of_fields
from kg.serve.replies import Problem, answer, ask, tag, unchanged
from kg.serve.sparql import Fields, chosen_graphs, fields_of
from kg.web import addresses
from kg.web.addresses import HOME, Address
from kg.web.index import today

_STATIC: Final = {
    "live.css": ("serve/static", "text/css"),
    "live.js": ("serve/static", "text/javascript"),
    "graph.js": ("serve/static", "text/javascript"),
    "editor.js": ("serve/static", "text/javascript"),
    "codemirror.js": ("serve/static/vendor", "text/javascript"),
    **{script.name: (vendor.FOLDER, "text/javascript") for script in vendor.scripts("graph")},
    "layout.js": ("export/page", "text/javascript"),
    "leaflet.css": (vendor.FOLDER, "text/css"),
    "leaflet.js": (vendor.FOLDER, "text/javascript"),
    "leaflet.LICENSE": (vendor.FOLDER, "text/plain"),
    "map.js": ("web", "text/javascript"),
}
# What follows from the data, by the job that makes it.
_MADE: Final = {"atlas.js": "atlas", "site.css": "sheet"}
# What the page of html is laid out by too; the one builds on the other.
_TOGETHER: Final = {"layout.js": ("measure.js", "routes.js", "ring.js", "layout.js")}
# Pages and files whose addresses do not begin with their kind.
_NO_PATHS: Final = ([HOME], ["file"])
# What social networks and newsletters add to each link that is shared: it asks nothing.
_OF_TRACKERS: Final = re.compile(r"utm_\w+|(?:fb|g|dc|ms|tw|y)clid|igshid|mc_[ce]id")
# An icon of the page's own, so that browsers ask for none.
_ICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="4" cy="8" r="3" fill="#1d4ed8"/>'
    '<circle cx="12" cy="8" r="3" fill="#b91c1c"/><path d="M6 8h4" stroke="#475569" stroke-width="2"/></svg>'
)


class Web(Struct, frozen=True):
    """The explorer: each of its addresses is answered by a job of a worker."""

    pool: Pool

    async def page(self, request: Request) -> Response:
        """Answer with a page of the site; another spelling of its address leads to the one that it has."""
        parts = [part for part in request.scope["path"].split("/") if part]
        kind, *more = parts or [HOME]
        if {".", ".."} & {*parts} or parts[:1] in _NO_PATHS or kind != quote(kind):
            raise HTTPException(404)
        page = addresses.one(Address(kind, "/".join(more)))
        there, asked = link(page), request.scope["query_string"].decode("latin-1")
        if there != request.scope["raw_path"].decode("latin-1"):
            return RedirectResponse(f"{there}?{asked}" if asked else there, 308)
        _taken(request)
        return await self._page(request, {"do": "page", "kind": page.kind, "name": page.name})

    async def thing(self, request: Request) -> Response:
        """Answer with the page of a thing of RDF files."""
        return await self._page(request, {"do": "thing", "iri": _needed(request, "iri")})

    async def ask(self, request: Request) -> Response:
        """Answer a question in words; the fields of a form lead to the address of the question that they ask."""
        fields = fields_of(request)
        verbs = _all(fields, "verb")
        if verbs:
            rest = [(name, value) for name, value in fields if name != "verb"]
            return RedirectResponse(f"/ask?{urlencode({'q': _text(verbs[0], rest)})}", 303)
        return await self._page(request, {"do": "ask", "q": _one(_taken(request, "q"), "q")})

    async def graph(self, request: Request) -> Response:
        """Answer with the ties of an answer as a graph."""
        return await self._page(request, {"do": "graph-page", "q": _needed(request, "q")})

    async def drawn(self, request: Request) -> Response:
        """Answer with what the graph draws."""
        return await self._job(request, {"do": "drawn", "q": _needed(request, "q")})

    async def search(self, request: Request) -> Response:
        """Answer with what a name may mean."""
        return await self._page(request, {"do": "search", "q": _one(_taken(request, "q"), "q")[:LONGEST]})

    async def suggest(self, request: Request) -> Response:
        """Answer with the names that may be meant by what somebody has typed so far."""
        return await self._job(request, {"do": "suggest", "q": _one(_taken(request, "q"), "q")[:LONGEST]})

    async def terms(self, request: Request) -> Response:
        """Answer with what a query is likely to name."""
        return await self._job(request, {"do": "terms"})

    async def editor(self, request: Request, text: str) -> Response:
        """Answer with the page on which SPARQL is written, and what the query in the address brings."""
        fields = fields_of(request)
        asked = {"do": "editor", "example": _one(fields, "example"), "view": _one(fields, "view")}
        return await self._page(request, {**asked, **chosen_graphs(fields)}, text.encode())

    async def api(self, request: Request) -> Response:
        """Answer a question as JSON: in words, or by its verb and fields."""
        fields = fields_of(request)
        verb = request.path_params.get("verb", "")
        text = _text(verb, fields) if verb else _needed(request, "q")
        return await self._job(request, {"do": "api", "q": text})

    async def description(self, request: Request) -> Response:
        """Answer with the description of the API."""
        return JSONResponse(openapi.description(str(request.base_url)))

    async def download(self, request: Request) -> Response:
        """Answer with an answer as a file."""
        head = {"do": "download", "format": request.path_params["format"], "q": _needed(request, "q")}
        return await self._job(request, head)

    async def export(self, request: Request) -> Response:
        """Answer with the graph, what lies around some names, or the ties of an answer, in a format of export."""
        fields = _taken(request, "focus", "q")
        head = {"do": "export", "format": request.path_params["format"], "focus": _all(fields, "focus")}
        return await self._job(request, {**head, "q": _one(fields, "q")})

    async def static(self, request: Request) -> Response:
        """Answer with a file that pages use."""
        name = request.path_params["name"]
        if name in _MADE:
            return await self._job(request, {"do": _MADE[name]})
        if name not in _STATIC:
            raise Problem(404, f"there is no file '{name[:100]}'")
        text, etag = _file(name)
        headers = {"etag": etag, "cache-control": "no-cache"}
        if unchanged(request, etag):
            return Response(status_code=304, headers=headers)
        return Response(text, 200, headers, _STATIC[name][1])

    async def icon(self, request: Request) -> Response:
        """Answer with the icon of the pages."""
        return Response(_ICON, 200, {"cache-control": "max-age=86400"}, "image/svg+xml")

    async def problem(self, request: Request, problem: Problem) -> Response | None:
        """Return the page that says why there is no answer, for a browser; None where there can be none."""
        if not content.prefers_html(request.headers.get("accept", "")):
            return None
        head = {"do": "problem", "status": problem.status, "reason": problem.reason, "notice": self.pool.notice}
        try:
            return answer(await ask(self.pool, request, head), {**problem.headers, "cache-control": "no-store"})
        except Problem:
            return None

    async def _page(self, request: Request, head: dict[str, object], body: bytes = b"") -> Response:
        """Answer with a page, once what all pages share is known."""
        await self.pool.prepared()
        return await self._job(request, head, body)

    async def _job(self, request: Request, head: dict[str, object], body: bytes = b"") -> Response:
        notice = self.pool.notice
        etag = tag(request, self.pool.about["digest"], notice, today())
        headers = {"etag": etag, "cache-control": "no-cache", "vary": "Accept"}
        if self.pool.about["remote"]:
            headers = {"cache-control": "no-store", "vary": "Accept"}
        if unchanged(request, headers.get("etag")):
            return Response(status_code=304, headers=headers)
        return answer(await ask(self.pool, request, {**head, "notice": notice, "at": str(request.url)}, body), headers)


@cache
def _file(name: str) -> tuple[str, str]:
    text = "".join(text_of(_STATIC[name][0], part) for part in _TOGETHER.get(name, (name,)))
    return text, f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _text(verb: str, fields: Iterable[tuple[str, str]]) -> str:
    try:
        return text_of_fields(verb, fields)
    except InputError as error:
        raise Problem(404 if error.args[0].startswith("there is no question") else 400, str(error)) from error


def _needed(request: Request, name: str) -> str:
    value = _one(_taken(request, name), name)
    if not value.strip():
        raise Problem(400, f"the request asks nothing: give it as '{name}'")
    return value


def _taken(request: Request, *known: str) -> Fields:
    """Return the fields of an address that takes these; raises Problem for another, which would change nothing."""
    fields = fields_of(request)
    others = [name for name, _ in fields if name not in known and not _OF_TRACKERS.fullmatch(name)]
    if others:
        taken = f", only {' and '.join(known)}" if known else ""
        raise Problem(400, f"this address takes no '{others[0][:100]}'{taken}: ask in words, with options, at /ask?q=")
    return fields


def _one(fields: Fields, name: str) -> str:
    return next((value for field, value in fields if field == name), "")


def _all(fields: Fields, name: str) -> list[str]:
    return [value for field, value in fields if field == name]
